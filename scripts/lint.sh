#!/usr/bin/env bash
# Everything that can be known without running the program; any warning fails.
source "$(dirname "$0")/common.sh"
cd "$ROOT"

# The server embeds this folder; it may be empty, but must be there to compile.
mkdir -p target/site

say "format"
cargo fmt --all --check
say "dependencies: who may depend on what, licences, sources"
deny=$(cargo_deny_home)/bin/cargo-deny
"$deny" --log-level error check bans licenses sources
# 30 s: a network that is there answers at once. Without one the known advisories stay those of the last run elsewhere.
if timeout 30 "$deny" --log-level off fetch db >/dev/null 2>&1; then
  "$deny" --log-level error check --disable-fetch advisories
else
  say "the advisory database cannot be reached: advisories are not checked"
fi
say "places that write HTML or cookies"
node scripts/html_sinks.mjs
say "documentation: paths, symbols, tests and links that it names"
node scripts/docs_check.mjs
# One selection of packages for host commands: another one would unify features differently and build everything twice.
host=(--workspace --exclude frontend)
say "clippy"
cargo clippy $LOCKED --quiet "${host[@]}" --all-targets -- --deny warnings
say "clippy, the browser's half"
cargo clippy $LOCKED --quiet -p frontend --target wasm32-unknown-unknown -- --deny warnings
say "documentation of the code"
RUSTDOCFLAGS="--deny warnings" cargo doc $LOCKED --quiet "${host[@]}" --no-deps
