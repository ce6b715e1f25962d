// Parses Mermaid diagrams with the official parser. Of Markdown files all ```mermaid fences are checked, other files
// are taken as one diagram each.
//
//   npm install --prefix DIR mermaid jsdom
//   MERMAID_AT=DIR node tests/diagrams/check_mermaid.mjs FILE...
//
// Exit code 0: all parse. 1: one does not. 2: mermaid is not installed there.
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

const at = resolve(process.env.MERMAID_AT ?? '.');
const entry = join(at, 'node_modules/mermaid/dist/mermaid.core.mjs');
if (!existsSync(entry)) {
  console.error(`mermaid is not installed in ${at}: npm install --prefix ${at} mermaid jsdom`);
  process.exit(2);
}
const { JSDOM } = createRequire(join(at, 'package.json'))('jsdom');
const dom = new JSDOM('<!doctype html><body></body>');
globalThis.window = dom.window;
globalThis.document = dom.window.document;
const mermaid = (await import(pathToFileURL(entry))).default;
mermaid.initialize({ startOnLoad: false, securityLevel: 'strict' });

/** The diagrams of a file, each with the line on which it begins. */
function diagrams(name) {
  const text = readFileSync(name, 'utf8');
  if (!/\.(md|markdown)$/i.test(name)) return [{ line: 1, text }];
  const out = [];
  let open = null;
  text.split(/\r?\n/).forEach((line, i) => {
    const fence = /^\s*(`{3,}|~{3,})\s*(\S*)/.exec(line);
    if (open && fence && fence[1].startsWith(open.mark) && !fence[2]) {
      if (open.mermaid) out.push({ line: open.line, text: open.lines.join('\n') + '\n' });
      open = null;
    } else if (open) {
      open.lines.push(line);
    } else if (fence) {
      open = { mark: fence[1], mermaid: fence[2].toLowerCase() === 'mermaid', line: i + 2, lines: [] };
    }
  });
  return out;
}

let seen = 0;
let failed = 0;
for (const name of process.argv.slice(2)) {
  for (const { line, text } of diagrams(name)) {
    seen += 1;
    try {
      const found = await mermaid.parse(text);
      if (!found?.diagramType) throw new Error('no diagram');
    } catch (e) {
      failed += 1;
      console.error(`${name}:${line}: ${String(e?.message ?? e)}`);
    }
  }
}
console.log(`${seen} diagrams, ${failed} faulty`);
process.exit(failed > 0 ? 1 : 0);
