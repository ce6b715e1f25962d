#!/usr/bin/env bash
# Installs chromium from Debian's packages, where it is missing and may be installed. The tests of the report in a
# browser skip themselves, and say so, where there is none.
set -uo pipefail
for name in chromium chromium-browser google-chrome google-chrome-stable; do
  if command -v "$name" > /dev/null; then echo "$name is here"; exit 0; fi
done
if [ "$(id -u)" != 0 ] || ! command -v apt-get > /dev/null; then
  echo "skipped: there is no browser, and no right or no apt-get to install one" >&2
  exit 0
fi
export DEBIAN_FRONTEND=noninteractive
log=$(mktemp)
trap 'rm -f "$log"' EXIT
install() { timeout 600 apt-get install --yes --quiet --no-install-recommends chromium fonts-liberation > "$log" 2>&1; }
if install || { timeout 120 apt-get update --quiet > "$log" 2>&1 && install; }; then
  echo "chromium is installed"
else
  echo "skipped: chromium could not be installed: $(tail -1 "$log")" >&2
fi
