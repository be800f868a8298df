#!/usr/bin/env bash
# A throw-away PostgreSQL cluster on loopback, for tests.
#
#   postgres.sh start      starts one and prints the address of its superuser
#   postgres.sh stop       ends it and removes its files
#   postgres.sh with CMD…  runs a command with VITRINE_TEST_POSTGRES set, then stops
#   postgres.sh install    installs the binaries if they are missing
source "$(dirname "$0")/common.sh"

# Where `start` remembers its cluster for `stop`.
state=$ROOT/target/postgres-cluster

binaries() {
  local found
  # Debian keeps the servers' binaries out of PATH; the newest wins.
  found=$(find /usr/lib/postgresql -path '*/bin/initdb' 2>/dev/null | sort -V | tail -1)
  [ -n "$found" ] || found=$(command -v initdb) || return 1
  dirname "$found"
}

install() {
  binaries >/dev/null && return
  apt_install postgresql-common
  # A test needs the binaries, not a database that starts with the machine: the package asks this file.
  local conf=/etc/postgresql-common/createcluster.conf kept
  kept=$(mktemp)
  cat "$conf" >"$kept"
  echo 'create_main_cluster = false' | as_root tee -a "$conf" >/dev/null
  apt_install postgresql
  as_root tee "$conf" <"$kept" >/dev/null
  rm -f "$kept"
  binaries >/dev/null || fail "PostgreSQL was installed, but no initdb is under /usr/lib/postgresql"
}

# PostgreSQL refuses to run as root, so root lends it the user of Debian's package.
as_postgres() {
  if [ "$(id -u)" = 0 ]; then
    (cd / && runuser -u postgres -- "$@")
  else
    (cd / && "$@")
  fi
}

# Starts a cluster in a new folder; prints "folder address".
start_in_new_folder() {
  local bin folder port attempt
  bin=$(binaries)
  if [ "$(id -u)" = 0 ]; then
    id postgres >/dev/null 2>&1 || fail "PostgreSQL does not run as root and there is no user 'postgres': please create one (useradd --system postgres)"
  fi
  folder=$(mktemp -d /tmp/vitrine-postgres.XXXXXX)
  [ "$(id -u)" = 0 ] && chown postgres "$folder"
  as_postgres "$bin/initdb" --pgdata="$folder/data" --username=postgres --auth=trust --encoding=UTF8 \
    --locale=C.UTF-8 --no-sync >"$folder/initdb.log" 2>&1 || { cat "$folder/initdb.log" >&2; fail "initdb failed (above)"; }
  # Nobody can promise a free port; a taken one is tried only once.
  for attempt in 1 2 3 4 5 6 7 8; do
    port=$((20000 + RANDOM % 12000))
    if as_postgres "$bin/pg_ctl" --pgdata="$folder/data" --silent --wait --timeout=60 --log="$folder/data/log" \
      -o "-c listen_addresses=127.0.0.1 -c port=$port -c unix_socket_directories= -c fsync=off -c synchronous_commit=off -c full_page_writes=off -c max_connections=300" \
      start >/dev/null 2>&1; then
      echo "$folder postgres://postgres@127.0.0.1:$port/postgres"
      return
    fi
  done
  cat "$folder/data/log" >&2
  fail "PostgreSQL did not start (above; attempt $attempt)"
}

stop_folder() {
  as_postgres "$(binaries)/pg_ctl" --pgdata="$1/data" --silent --mode=immediate stop >/dev/null 2>&1 || true
  rm -rf "$1"
}

start() {
  [ ! -f "$state" ] || fail "a cluster is running already: $(cut -d' ' -f2 "$state") (postgres.sh stop ends it)"
  install
  mkdir -p "$(dirname "$state")"
  local started
  started=$(start_in_new_folder)
  echo "$started" >"$state"
  echo "${started#* }"
}

stop() {
  [ -f "$state" ] || return 0
  stop_folder "$(cut -d' ' -f1 "$state")"
  rm -f "$state"
}

with() {
  if [ -z "${VITRINE_TEST_POSTGRES:-}" ]; then
    install
    local started
    started=$(start_in_new_folder)
    VITRINE_TEST_POSTGRES=${started#* }
    export VITRINE_TEST_POSTGRES
    # shellcheck disable=SC2064  # the folder is known now, and is what must go
    trap "stop_folder '${started%% *}'" EXIT
  fi
  "$@"
}

case ${1:-} in
  start | stop | install) "$1" ;;
  with) shift && with "$@" ;;
  *) fail "usage: postgres.sh start | stop | with COMMAND… | install" ;;
esac
