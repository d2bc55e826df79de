#!/usr/bin/env bash
# Runs the system by .NET Aspire: its dashboard, Redis and RabbitMQ in containers. Says in plain words what is missing where that can't be.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
source eng/setup.sh

export FullFeed=true AppHostEngine=Aspire
missing=()

# Docker, else Podman: one that answers, not just a program of that name.
check_engine() {
  local name
  for name in docker podman; do
    if command -v "$name" >/dev/null && timeout 20 "$name" info >/dev/null 2>&1; then
      export ASPIRE_CONTAINER_RUNTIME=$name
      return
    fi
  done
  missing+=("a container engine: neither 'docker info' nor 'podman info' answers. Install Docker or Podman, or start it.")
}

# What a restore asks for in vain, Aspire's SDK among it.
check_packages() {
  local said
  if ! said=$(dotnet restore src/AppHost -nodeReuse:false 2>&1 </dev/null); then
    said=$(sed -n 's/.*error[^:]*: *//p' <<<"$said" | sed 's/ *\[.*//; s/\.$//' | sort -u | sed -n 1,5p | paste -sd';')
    missing+=("packages of the full feed: $said. Build on a feed that carries them, as the public one does.")
  fi
}

check_sdk; check_engine; check_packages
if (( ${#missing[@]} > 0 )); then
  fail "Aspire can't run the system here. Missing:$(printf '\n- %s' "${missing[@]}")"$'\n./run without --aspire needs neither.'
fi
install_mailbox
quietly "Building for Aspire" dotnet build src/AppHost -c Release --no-restore -nodeReuse:false -p:UseSharedCompilation=false
# Dashboard and telemetry on the loopback address, without a certificate.
export ASPIRE_ALLOW_UNSECURED_TRANSPORT=true ASPNETCORE_URLS=http://127.0.0.1:18888 ASPIRE_DASHBOARD_OTLP_ENDPOINT_URL=http://127.0.0.1:18889
exec dotnet artifacts-full-aspire/bin/AppHost/release/AppHost.dll "$@"
