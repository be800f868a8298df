#!/usr/bin/env bash
# Rebuilds and reloads on every change, at http://127.0.0.1:3000.
source "$(dirname "$0")/common.sh"
cd "$ROOT"

scripts/setup.sh dev
# A finished site has other names for the same files; the two must not lie side by side.
rm -rf target/site
PATH="$(wasm_bindgen_home)/bin:$TOOLS/cargo-leptos-0.3.11/bin:$PATH" exec cargo leptos watch
