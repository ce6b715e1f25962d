#!/usr/bin/env bash
# Installs markdownlint, the parser of Mermaid, Playwright and axe-core below target/ and prints the folder. Prints nothing, and says why on
# standard error, where node or npm are missing or npm reaches no registry.
set -euo pipefail
cd "$(dirname "$0")/../.."
if ! command -v node > /dev/null || ! command -v npm > /dev/null; then
  echo "skipped: node and npm are not here, so documents, diagrams and reports meet no checker of others" >&2
  exit 0
fi
tools=$PWD/target/node-tools
mkdir -p "$tools"
if npm install --silent --no-audit --no-fund --prefix "$tools" \
  markdownlint-cli2@0.22 mermaid@11 jsdom@26 playwright-core@1 axe-core@4 > "$tools/install.log" 2>&1; then
  echo "$tools"
else
  echo "skipped: npm could not install markdownlint, mermaid, playwright-core and axe-core: $(tail -1 "$tools/install.log")" >&2
fi
