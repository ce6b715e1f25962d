#!/usr/bin/env bash
# The documents of every example, through tools that others wrote: markdownlint and the parser of Mermaid.
# Usage: tests/documents/check.sh MLARCH. Needs node and npm, and says so where they are missing.
set -euo pipefail
mlarch=$(realpath "$1")
cd "$(dirname "$0")/../.."
if ! command -v node > /dev/null || ! command -v npm > /dev/null; then
  echo "skipped: node and npm are not here"
  exit 0
fi
tools=target/node-tools
if ! npm install --silent --no-audit --no-fund --prefix "$tools" markdownlint-cli2@0.22 mermaid@11 jsdom@26 dompurify@3 > "$tools.log" 2>&1; then
  echo "skipped: npm could not install markdownlint and mermaid: $(tail -1 "$tools.log")"
  exit 0
fi
out=$(mktemp -d)
trap 'rm -rf "$out"' EXIT
for file in examples/*.yaml; do
  name=$(basename "$file" .yaml)
  for kind in default arc42 brief; do
    "$mlarch" docs "$file" -o "$out/$name/$kind" --kind "$kind" --date 2026-11-22 > /dev/null
    "$mlarch" docs "$file" -o "$out/$name/$kind" --kind "$kind" --check
  done
  "$mlarch" docs "$file" -o "$out/$name/nygard" --records nygard --records-from 0 --date 2026-11-22 > /dev/null
done
"$tools/node_modules/.bin/markdownlint-cli2" --config tests/documents/.markdownlint-cli2.jsonc "$out/**/*.md"
