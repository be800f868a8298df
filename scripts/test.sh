#!/usr/bin/env bash
# Runs parts of the tests, quickest first, against one throw-away PostgreSQL: test.sh lint | rust | clients | faults | e2e …
# Ends with the minutes of each part beside the closing line of its own runner.
source "$(dirname "$0")/common.sh"
cd "$ROOT"

lint() {
  scripts/setup.sh rust node deny
  scripts/lint.sh
}

rust() {
  scripts/setup.sh rust openssl
  mkdir -p target/site
  # Three for each core: most tests wait for a clock or for a database half of their time.
  RUST_TEST_THREADS=${RUST_TEST_THREADS:-$((3 * $(nproc)))} cargo test $LOCKED --no-fail-fast --workspace --exclude frontend
}

clients() {
  "$TOOLS/venv/bin/python" -m pytest -c end2end/clients/pytest.ini -n "$(nproc)" --dist loadfile end2end/clients
}

faults() {
  "$TOOLS/venv/bin/python" -m pytest -c end2end/clients/pytest.ini -n "$(nproc)" end2end/faults
}

e2e() {
  (cd end2end && node node_modules/@playwright/test/cli.js test)
}

# What a part needs besides its own run: its tools, and the binary.
prepare() {
  case $1 in
    clients) scripts/setup.sh build clients && server ;;
    faults) scripts/setup.sh build clients browser && server ;;
    e2e) scripts/setup.sh build browser && server ;;
  esac
}

# The server and its site, unless VITRINE_BIN names another one.
server() {
  [ "$VITRINE_BIN" != "$TARGET/debug/vitrine" ] || scripts/build.sh site test-binary
}

# One cluster for all parts; the cluster ends with this script.
case " $* " in
  *" rust "* | *" clients "* | *" e2e "*)
    if [ -z "${VITRINE_TEST_POSTGRES:-}" ]; then
      exec scripts/postgres.sh with "$ROOT/scripts/test.sh" "$@"
    fi
    ;;
esac

# Servers and databases of the tests flush thousands of times, at about 5 ms each on a disk. None of these tests is about a
# power cut, so their folders are kept in memory where there is plenty of it.
if [ -z "${TMPDIR:-}" ] && [ -w /dev/shm ] && [ "$(df --output=avail -B1 /dev/shm | tail -1)" -gt $((6 << 30)) ]; then
  TMPDIR=$(mktemp -d /dev/shm/vitrine-tests.XXXXXX)
  # PostgreSQL runs as another user, who has to get through.
  chmod 711 "$TMPDIR"
  export TMPDIR
  trap 'rm -rf "$TMPDIR"' EXIT
fi

export VITRINE_BIN=${VITRINE_BIN:-$TARGET/debug/vitrine}

logs=$ROOT/target/test-logs
mkdir -p "$logs"
summary=()
status=0
for part in "$@"; do
  case $part in lint | rust | clients | faults | e2e) ;; *) fail "test.sh knows lint, rust, clients, faults and e2e, not '$part'" ;; esac
  say "$part"
  began=$SECONDS
  # Each in a shell of its own: inside an `if`, bash would forget about `set -e`.
  set +e
  (set -e; prepare "$part"; "$part") 2>&1 | tee "$logs/$part.log"
  status=${PIPESTATUS[0]}
  set -e
  closing=$(grep -E 'passed|failed|test result|error' "$logs/$part.log" | tail -1 | sed 's/\x1b\[[0-9;]*m//g; s/^[ =]*//; s/[ =]*$//' || true)
  summary+=("$(printf '%-8s %6.1f min  %s' "$part" "$(awk -v s=$((SECONDS - began)) 'BEGIN { print s / 60 }')" "$closing")")
  [ "$status" = 0 ] || break
done
printf '\n'
printf '%s\n' "${summary[@]}"
exit "$status"
