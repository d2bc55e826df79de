#!/usr/bin/env bash
# Starts a fresh system on free ports, walks it as a relying party, stops it, and ends with the walk's own exit code.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

data=$(mktemp -d)
host=

stop() {
  local running=$host
  host=
  if [[ -n $running ]] && kill "$running" 2>/dev/null; then
    wait "$running" || echo "The system ended with exit code $?." >&2
  fi
}

trap stop EXIT
trap 'exit 130' INT TERM

dotnet "${MFA_ARTIFACTS:-artifacts}"/bin/AppHost/release/AppHost.dll --data "$data" --gateway-port 0 --quiet "$@" >"$data/host.log" 2>&1 &
host=$!
printf 'Starting the system … ' >&2
started=$SECONDS
until [[ -f $data/system.json ]]; do
  if ! kill -0 "$host" 2>/dev/null; then
    printf 'failed\n' >&2
    cat "$data/host.log" >&2
    exit 1
  fi
  sleep 0.2
done
printf '%s s\n' $((SECONDS - started)) >&2

code=0
dotnet "${MFA_ARTIFACTS:-artifacts}"/bin/Demo/release/Demo.dll "$data" || code=$?
stop
if (( code == 0 )); then
  rm -rf "$data"
else
  echo "The system's logs are kept in $data/logs." >&2
fi
exit "$code"
