# Sourced by the other scripts: where things are, and how to speak.
# shellcheck shell=bash
set -euo pipefail

ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
TOOLS=${VITRINE_TOOLS:-${XDG_CACHE_HOME:-$HOME/.cache}/vitrine/tools}
TARGET=${CARGO_TARGET_DIR:-$ROOT/target}
export ROOT TOOLS TARGET

# An edit of Cargo.toml may change the lock file on a desk; in CI the lock file is what is tested.
LOCKED=${CI:+--locked}

# rustup's installer changes login shells only; a fresh shell may not know cargo yet.
if ! command -v cargo >/dev/null && [ -x "$HOME/.cargo/bin/cargo" ]; then
  export PATH="$HOME/.cargo/bin:$PATH"
fi

# Debian 12's Node.js is too old for the browser tests; setup.sh then puts a newer one here.
NODE_VERSION=22.23.3
NODE_OLDEST=20
node_home() { echo "$TOOLS/node-$NODE_VERSION/node_modules/node-linux-$(uname -m | sed 's/x86_64/x64/; s/aarch64/arm64/')/bin"; }
node_is_new_enough() { [ "$(node -p 'process.versions.node.split(".")[0]' 2>/dev/null || echo 0)" -ge "$NODE_OLDEST" ]; }
if ! node_is_new_enough && [ -x "$(node_home)/node" ]; then
  PATH="$(node_home):$PATH"
  export PATH
fi

say() { printf '· %s\n' "$*" >&2; }

# The sentence should say what to do.
fail() {
  printf '✗ %s\n' "$*" >&2
  exit 1
}

have() { command -v "$1" >/dev/null 2>&1; }

# Runs a command as root: directly, or by sudo where there is one.
as_root() {
  if [ "$(id -u)" = 0 ]; then
    "$@"
  elif have sudo; then
    sudo "$@"
  else
    return 1
  fi
}

# Installs Debian packages, with one look at the package lists per run.
apt_install() {
  have apt-get || fail "this machine has no apt-get: please install $* yourself, then run this again"
  if [ "$(id -u)" != 0 ] && ! have sudo; then
    fail "missing Debian packages, and neither root nor sudo to install them: please run 'apt-get install $*' as root, then this again"
  fi
  say "installing Debian packages: $*"
  local log
  log=$(mktemp)
  # An empty list of packages is the rule in fresh containers; an old one answers 404.
  if [ -z "${VITRINE_APT_UPDATED:-}" ]; then
    as_root apt-get update -qq >"$log" 2>&1 </dev/null || { cat "$log" >&2; fail "apt-get update failed (above): is the network there?"; }
    export VITRINE_APT_UPDATED=1
  fi
  as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@" >"$log" 2>&1 </dev/null ||
    { cat "$log" >&2; fail "apt-get install $* failed (above)"; }
  rm -f "$log"
}

# The version of a crate as Cargo.lock has it.
locked_version() {
  awk -v name="name = \"$1\"" '$0 == name { getline; gsub(/version = |"/, ""); print; exit }' "$ROOT/Cargo.lock"
}

minutes() { awk -v seconds="$1" 'BEGIN { printf "%d min %02d s", int(seconds / 60), seconds % 60 }'; }

CARGO_DENY_VERSION=0.20.2
cargo_deny_home() { echo "$TOOLS/cargo-deny-$CARGO_DENY_VERSION"; }
wasm_bindgen_home() { echo "$TOOLS/wasm-bindgen-$(locked_version wasm-bindgen)"; }
