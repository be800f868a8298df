#!/usr/bin/env bash
# Installs what is missing, and only that: setup.sh NEED…
# A second run finds everything and takes a moment. The user's own ~/.cargo/bin is never touched.
source "$(dirname "$0")/common.sh"

# Cheap to compile rather than quick to run: both tools work for a second at a time.
light_profile=(
  CARGO_PROFILE_RELEASE_LTO=off
  CARGO_PROFILE_RELEASE_CODEGEN_UNITS=16
  CARGO_PROFILE_RELEASE_OPT_LEVEL=1
)

# Debian packages that a command or a file betrays as missing, in one apt call.
packages() {
  local missing=() need
  for need in "$@"; do
    case $need in
      cc) have cc || missing+=(build-essential) ;;
      node) { have node && have npm; } || missing+=(nodejs npm) ;;
      python) python3 -c 'import venv, ensurepip' 2>/dev/null || missing+=(python3 python3-venv) ;;
      browser) has_browsers || browsers ;;
      *) have "$need" || missing+=("$(package_of "$need")") ;;
    esac
  done
  [ ${#missing[@]} = 0 ] || apt_install "${missing[@]}"
}

package_of() {
  case $1 in
    qemu-img) echo qemu-utils ;;
    *) echo "$1" ;;
  esac
}

has_browsers() {
  [ -n "${VITRINE_CHROMIUM:-}" ] || have google-chrome || { have chromium && have chromium-headless-shell; }
}

# The headless shell makes most tests quicker. Not every distribution has it.
browsers() {
  have chromium || apt_install chromium
  (apt_install chromium-headless-shell) || say "no chromium-headless-shell here: the browser tests take longer"
}

node_new_enough() {
  node_is_new_enough && return
  local package
  package=$(basename "$(dirname "$(node_home)")")
  say "Node.js here is $(node --version): installing $NODE_VERSION into $TOOLS"
  npm install --prefix "$TOOLS/node-$NODE_VERSION" --no-audit --no-fund --loglevel=error "$package@$NODE_VERSION" </dev/null >&2 ||
    fail "npm could not install Node.js $NODE_VERSION (above): please install Node.js $NODE_OLDEST or newer"
  PATH="$(node_home):$PATH"
}

toolchain() {
  have cargo || fail "Rust is missing: install it from https://rustup.rs, then run this again"
  cd "$ROOT"
  local libraries
  if cargo fmt --version >/dev/null 2>&1 && cargo clippy --version >/dev/null 2>&1 &&
    libraries=$(rustc --print target-libdir --target wasm32-unknown-unknown 2>/dev/null) && [ -d "$libraries" ]; then
    return
  fi
  have rustup || fail "this Rust has no wasm32-unknown-unknown, rustfmt or clippy, and no rustup to add them: install https://rustup.rs"
  local channel
  channel=$(sed -n 's/^channel *= *"\(.*\)"/\1/p' rust-toolchain.toml)
  say "installing Rust $channel with the target for browsers"
  # Said in full, since rustup may have been told not to install by itself.
  rustup toolchain install "$channel" --profile minimal --component rustfmt --component clippy \
    --target wasm32-unknown-unknown --no-self-update </dev/null || fail "rustup could not install Rust $channel (above)"
}

wasm_bindgen() {
  local home version
  home=$(wasm_bindgen_home)
  [ -x "$home/bin/wasm-bindgen" ] && return
  version=$(locked_version wasm-bindgen)
  say "building wasm-bindgen $version into $home (about 3 minutes, once)"
  # Not --locked: its lock file may name releases which a mirror does not have.
  (cd "$ROOT" && env -u CARGO_TARGET_DIR "${light_profile[@]}" \
    cargo install --quiet wasm-bindgen-cli --version "$version" --bin wasm-bindgen --root "$home") ||
    fail "wasm-bindgen $version did not build (above)"
}

cargo_deny() {
  local home
  home=$(cargo_deny_home)
  [ -x "$home/bin/cargo-deny" ] && return
  say "building cargo-deny $CARGO_DENY_VERSION into $home (about 4 minutes, once)"
  # Not --locked: its lock file may name releases which a mirror does not have.
  (cd "$ROOT" && env -u CARGO_TARGET_DIR "${light_profile[@]}" \
    cargo install --quiet cargo-deny --version "$CARGO_DENY_VERSION" --no-default-features --root "$home") ||
    fail "cargo-deny $CARGO_DENY_VERSION did not build (above)"
}

cargo_leptos() {
  local home=$TOOLS/cargo-leptos-0.3.11
  [ -x "$home/bin/cargo-leptos" ] && return
  say "building cargo-leptos 0.3.11 into $home (about 15 minutes, once)"
  # With --locked, one crate asks for a newer compiler than it needs; hence --ignore-rust-version.
  (cd "$ROOT" && env -u CARGO_TARGET_DIR "${light_profile[@]}" \
    cargo install --quiet cargo-leptos --version 0.3.11 --locked --ignore-rust-version --features no_downloads --root "$home") ||
    fail "cargo-leptos did not build (above)"
}

npm_packages() {
  cd "$ROOT/end2end"
  local want stamp=node_modules/.installed-lock
  want=$(sha256sum package-lock.json | cut -d' ' -f1)
  [ "$(cat "$stamp" 2>/dev/null)" = "$want" ] && return
  say "installing npm packages into end2end/node_modules"
  PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD=1 npm ci --no-audit --no-fund --loglevel=error </dev/null >&2 || fail "npm ci failed in end2end/ (above)"
  echo "$want" >"$stamp"
}

python_packages() {
  local venv=$TOOLS/venv requirements=$ROOT/end2end/clients/requirements.txt want
  want=$(sha256sum "$requirements" | cut -d' ' -f1)
  [ "$(cat "$venv/.requirements" 2>/dev/null)" = "$want" ] && return
  say "installing the Python clients into $venv"
  [ -x "$venv/bin/python" ] || python3 -m venv "$venv" || fail "python3 -m venv failed (above): is python3-venv there?"
  "$venv/bin/python" -m pip install --quiet --disable-pip-version-check -r "$requirements" </dev/null || fail "pip install failed (above)"
  echo "$want" >"$venv/.requirements"
}

for need in "$@"; do
  case $need in
    rust) packages cc && toolchain ;;
    node) packages node && node_new_enough ;;
    deny) packages cc && toolchain && cargo_deny ;;
    build) packages cc node && node_new_enough && toolchain && wasm_bindgen && npm_packages ;;
    dev) packages cc node && toolchain && wasm_bindgen && cargo_leptos ;;
    postgres) "$ROOT/scripts/postgres.sh" install ;;
    openssl) packages openssl ;;
    clients) packages python curl openssl qemu-img && python_packages && "$ROOT/scripts/keystone.sh" install ;;
    browser) packages node browser qemu-img && node_new_enough && npm_packages ;;
    *) fail "setup.sh knows rust, node, deny, build, dev, postgres, openssl, clients and browser, not '$need'" ;;
  esac
done
