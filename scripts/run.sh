#!/usr/bin/env bash
# Sets up, builds, serves; says how long the first two took.
source "$(dirname "$0")/common.sh"
cd "$ROOT"

began=$SECONDS
scripts/setup.sh build
ready=$SECONDS
scripts/build.sh site binary
built=$SECONDS
say "set-up took $(minutes $((ready - began))), the build $(minutes $((built - ready)))"
exec target/release/vitrine serve
