#!/usr/bin/env bash
# Builds: build.sh site (target/site, what browsers get) | binary (target/release/vitrine, with the site inside)
#   | test-binary (the server as the tests run it)
source "$(dirname "$0")/common.sh"
cd "$ROOT"

site() {
  cargo build $LOCKED --profile wasm-release --target wasm32-unknown-unknown -p frontend
  node scripts/site.mjs \
    --wasm "$TARGET/wasm32-unknown-unknown/wasm-release/frontend.wasm" \
    --wasm-bindgen "$(wasm_bindgen_home)/bin/wasm-bindgen"
}

binary() {
  cargo build $LOCKED --release -p server --bin vitrine
  # The promise is ./target/release/vitrine, wherever cargo was told to work.
  if ! [ "$TARGET/release/vitrine" -ef target/release/vitrine ]; then
    mkdir -p target/release
    cp --force --remove-destination "$TARGET/release/vitrine" target/release/vitrine
  fi
}

# The server of the tests' own profile: `cargo test` builds it with the same artefacts as the Rust tests, so it costs nothing
# after them. It reads target/site from the disk; the release build, which carries it, is for `make build`.
test_binary() {
  cargo test $LOCKED --workspace --exclude frontend --no-run
}

for part in "$@"; do
  case $part in
    site | binary) "$part" ;;
    test-binary) test_binary ;;
    *) fail "build.sh knows site, binary and test-binary, not '$part'" ;;
  esac
done
