#!/usr/bin/env bash
# A real Keystone on loopback, for tests: SQLite, one process, everything in one folder.
#
#   keystone.sh install        installs it into the tools folder, once
#   keystone.sh start FOLDER   starts it there and prints its address; a second start finds all it kept, at the same port
#   keystone.sh stop FOLDER    ends it, and leaves the folder
#
# Its admin is `admin` of the project `admin` in the domain `Default`; the password is `admin-admin`.
source "$(dirname "$0")/common.sh"

VERSION=30.0.0
WAITRESS=3.0.2
HOME_OF_IT=$TOOLS/keystone-$VERSION
SETTLED=$HOME_OF_IT/settled

install() {
  [ -f "$HOME_OF_IT/.installed" ] && { settle; return; }
  say "installing Keystone $VERSION into $HOME_OF_IT (about a minute, once)"
  python3 -c 'import venv, ensurepip' 2>/dev/null || apt_install python3 python3-venv
  rm -rf "$HOME_OF_IT"
  python3 -m venv "$HOME_OF_IT" || fail "python3 -m venv failed (above)"
  "$HOME_OF_IT/bin/python" -m pip install --quiet --disable-pip-version-check \
    "keystone==$VERSION" "waitress==$WAITRESS" </dev/null || fail "pip could not install Keystone $VERSION (above)"
  touch "$HOME_OF_IT/.installed"
  settle
}

free_port() { python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'; }

# Where everything of the Keystone in $1 is; it listens on port $2.
configure() {
  cat >"$1/keystone.conf" <<CONF
[DEFAULT]
log_file = $1/keystone.log
public_endpoint = http://127.0.0.1:$2
[database]
connection = sqlite:///$1/keystone.db
[fernet_tokens]
key_repository = $1/fernet
[fernet_receipts]
key_repository = $1/fernet
[credential]
key_repository = $1/credential
[identity]
password_hash_rounds = 4
CONF
}

# Keys, tables and an admin, which take longer to make than to copy: made once, for all that start here.
settle() {
  local folder=$SETTLED.new manage me
  [ -d "$SETTLED" ] && return
  rm -rf "$folder"
  mkdir -p "$folder"/{fernet,credential}
  chmod 700 "$folder"/{fernet,credential}
  configure "$folder" 0
  manage=("$HOME_OF_IT/bin/python" -W ignore "$HOME_OF_IT/bin/keystone-manage" --config-file "$folder/keystone.conf")
  me=(--keystone-user "$(id -un)" --keystone-group "$(id -gn)")
  {
    "${manage[@]}" db_sync
    "${manage[@]}" fernet_setup "${me[@]}"
    "${manage[@]}" credential_setup "${me[@]}"
    "${manage[@]}" bootstrap --bootstrap-password admin-admin --bootstrap-region-id RegionOne
  } >"$folder/settle.log" 2>&1 || { cat "$folder/settle.log" >&2; fail "Keystone could not be set up in $folder (above)"; }
  mv "$folder" "$SETTLED"
}

start() {
  local folder port attempt
  install
  mkdir -p "$1"
  folder=$(cd "$1" && pwd)
  if [ ! -f "$folder/port" ]; then
    cp -a "$SETTLED"/{keystone.db,fernet,credential} "$folder/"
    port=$(free_port)
    configure "$folder" "$port"
    echo "$port" >"$folder/port"
  fi
  port=$(cat "$folder/port")
  # In a line of Python, since Keystone takes the arguments of whoever loads it for its own.
  OS_KEYSTONE_CONFIG_DIR=$folder PORT=$port setsid "$HOME_OF_IT/bin/python" -W ignore -c '
import os, waitress
from keystone.wsgi.api import application
waitress.serve(application, listen="127.0.0.1:" + os.environ["PORT"], threads=4)
' >"$folder/serve.log" 2>&1 </dev/null &
  echo $! >"$folder/pid"
  for attempt in $(seq 1 240); do
    if python3 - "$port" <<'PY' 2>/dev/null
import sys, urllib.request
urllib.request.urlopen(f"http://127.0.0.1:{sys.argv[1]}/v3", timeout=2)
PY
    then
      echo "http://127.0.0.1:$port/v3"
      return
    fi
    kill -0 "$(cat "$folder/pid")" 2>/dev/null || break
    sleep 0.25
  done
  cat "$folder/serve.log" >&2
  fail "Keystone did not start in $folder (above; attempt $attempt)"
}

stop() {
  local pid
  [ -f "$1/pid" ] || return 0
  pid=$(cat "$1/pid")
  rm -f "$1/pid"
  kill "$pid" 2>/dev/null || return 0
  for _ in $(seq 1 40); do
    kill -0 "$pid" 2>/dev/null || return 0
    sleep 0.1
  done
  kill -KILL "$pid" 2>/dev/null || true
}

case ${1:-} in
  install) install ;;
  start | stop) [ -n "${2:-}" ] || fail "keystone.sh $1 needs a folder"; "$1" "$2" ;;
  *) fail "usage: keystone.sh install | start FOLDER | stop FOLDER" ;;
esac
