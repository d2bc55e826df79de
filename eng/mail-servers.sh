#!/usr/bin/env bash
# Unpacks the mail servers of Notifier's delivery tests below artifacts/: their packages exclude one another, and nothing of them is to run by itself.
# Prints nothing if they are there. Root starts them (each in a mount and process namespace of its own).
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

target=artifacts/mail-servers
declare -A packages=([opensmtpd]="opensmtpd" [postfix]="postfix sasl2-bin libsasl2-modules" [aiosmtpd]="python3-aiosmtpd python3-attr python3-public")

for server in "${!packages[@]}"; do
  if [[ -f $target/$server/.complete ]]; then
    continue
  fi
  rm -rf "${target:?}/$server"
  mkdir -p "$target/$server/debs"
  read -ra names <<<"${packages[$server]}"
  # A machine whose package lists are old or missing gets new ones, once.
  (cd "$target/$server/debs" && { apt-get -qq download "${names[@]}" || { apt-get -qq update && apt-get -qq download "${names[@]}"; }; })
  for package in "$target/$server/debs"/*.deb; do
    dpkg -x "$package" "$target/$server"
  done
  touch "$target/$server/.complete"
done
