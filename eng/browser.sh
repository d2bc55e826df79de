#!/usr/bin/env bash
# Installs the browser in which ./test walks the portal, and ./test slow looks at the mails, and the letters they are set in there. Prints nothing if both
# are there.
set -euo pipefail

packages=()
command -v chromium >/dev/null || command -v chromium-browser >/dev/null || command -v google-chrome >/dev/null || packages+=(chromium)
[[ $(fc-list 2>/dev/null) == *Liberation* ]] || packages+=(fontconfig fonts-liberation)
if (( ${#packages[@]} == 0 )); then
  exit
fi

as_root=()
if (( EUID != 0 )); then
  as_root=(sudo)
fi
# A machine whose package lists are old or missing gets new ones, once.
install=("${as_root[@]}" env RUNLEVEL=1 DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends "${packages[@]}")
"${install[@]}" || { "${as_root[@]}" apt-get update && "${install[@]}"; }
