#!/usr/bin/env bash
# The documents of every example, through tools that others wrote: markdownlint and the parser of Mermaid.
# Usage: tests/documents/check.sh MLARCH TOOLS, where tests/documents/tools.sh printed TOOLS.
set -euo pipefail
mlarch=$(realpath "$1")
tools=$(realpath "$2")
cd "$(dirname "$0")/../.."
out=$(mktemp -d)
trap 'rm -rf "$out"' EXIT
for file in examples/*.yaml; do
  name=$(basename "$file" .yaml)
  for kind in default arc42 brief; do
    "$mlarch" docs "$file" -o "$out/$name/$kind" --kind "$kind" --date 2026-11-22 > /dev/null
    "$mlarch" docs "$file" -o "$out/$name/$kind" --kind "$kind" --check --quiet
  done
  for style in nygard tyree-akerman y-statement; do
    "$mlarch" docs "$file" -o "$out/$name/$style" --records "$style" --records-from 0 --date 2026-11-22 > /dev/null
  done
done
"$tools/node_modules/.bin/markdownlint-cli2" --config tests/documents/.markdownlint-cli2.jsonc "$out/**/*.md"
find "$out" -name '*.md' -print0 | MERMAID_AT="$tools" xargs -0 node tests/diagrams/check_mermaid.mjs
