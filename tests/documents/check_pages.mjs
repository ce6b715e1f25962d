// Opens reports in a real browser without a network, works them by keyboard as a reader does, wears them light and dark,
// wide and narrow, prints them, and asks axe-core what people with a disability would stumble over.
//
//   npm install --prefix DIR playwright-core axe-core
//   NODE_TOOLS=DIR BROWSER=/usr/bin/chromium node tests/documents/check_pages.mjs FILE...
//
// Exit code 0: all is well. 1: something is not. 2: the tools are not installed there.
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

const at = resolve(process.env.NODE_TOOLS ?? '.');
const modules = join(at, 'node_modules');
if (!existsSync(join(modules, 'playwright-core')) || !existsSync(join(modules, 'axe-core'))) {
  console.error(`playwright-core and axe-core are not installed in ${at}`);
  process.exit(2);
}
const { chromium } = createRequire(join(at, 'package.json'))('playwright-core');
const axe = readFileSync(join(modules, 'axe-core/axe.min.js'), 'utf8');

let faults = 0;
let checks = 0;

function expect(holds, what) {
  checks += 1;
  if (holds) return;
  faults += 1;
  console.error(what);
}

/** Works the page by keyboard only. */
async function byKeyboard(page, name) {
  await page.keyboard.press('Tab');
  const first = await page.evaluate(() => [document.activeElement.className, getComputedStyle(document.activeElement).outlineStyle]);
  expect(first[0] === 'skip' && first[1] !== 'none', `${name}: the first stop is the way to the content, and seen: ${first}`);
  await page.keyboard.press('Enter');
  expect(await page.evaluate(() => document.activeElement.id === 'main'), `${name}: the way to the content leads there`);

  // Two ways to sort, and back.
  const head = page.locator('#sources thead th').first();
  const order = () => page.locator('#sources tbody th').allTextContents();
  const before = await order();
  const wanted = [...before].sort((a, b) => a.trim().toLowerCase().localeCompare(b.trim().toLowerCase(), 'en', { numeric: true }));
  await head.locator('button').focus();
  await page.keyboard.press('Enter');
  expect(String(await order()) === String(wanted), `${name}: Enter sorts the sources`);
  expect((await head.getAttribute('aria-sort')) === 'ascending', `${name}: the order is told`);
  await page.keyboard.press('Space');
  expect(String(await order()) === String(wanted.reverse()), `${name}: Space turns the order`);
  await page.keyboard.press('Enter');
  expect(String(await order()) === String(before), `${name}: the third time restores the order of the page`);

  const sift = page.locator('#decisions .sift input');
  const shown = () => page.locator('#decisions .decision:visible').count();
  const all = await shown();
  const word = await page.locator('#decisions .decision .choice').first().textContent();
  await sift.focus();
  await page.keyboard.type(word.trim().toUpperCase());
  const some = await shown();
  expect(some >= 1 && some < all, `${name}: typing filters the decisions: ${some} of ${all}`);
  await page.keyboard.press('Control+a');
  await page.keyboard.press('Delete');
  expect((await shown()) === all, `${name}: without a word all decisions are there`);

  // Every decision opens why and why not.
  for (const decision of await page.locator('#decisions .decision').all()) {
    const id = await decision.getAttribute('id');
    await decision.locator('summary').focus();
    await page.keyboard.press('Enter');
    const told = await decision.evaluate(d => ({
      open: d.open && d.querySelector('.inside').getBoundingClientRect().height > 0,
      why: !!d.querySelector('h5') && d.querySelector('h5').textContent === 'Why' && !!d.querySelector('.two ul, .two p'),
      others: Array.from(d.querySelectorAll('.scroll tbody tr')).every(r => r.lastElementChild.textContent.trim() !== ''),
      lost: d.querySelectorAll('.scroll tbody tr').length,
      outline: getComputedStyle(d.querySelector('summary')).outlineStyle,
    }));
    expect(told.open && told.why && told.others, `${name}: ${id} opens with its reasons: ${JSON.stringify(told)}`);
    expect(told.lost > 0 || (await decision.getByText('the only option').count()) > 0, `${name}: ${id} tells why not the others`);
    expect(told.outline !== 'none', `${name}: where the keyboard is, is seen`);
    await page.keyboard.press('Enter');
  }
}

/** Nothing is wider than the window, save what scrolls by itself. */
async function fits(page, name) {
  const wide = await page.evaluate(() => document.documentElement.scrollWidth > innerWidth);
  expect(!wide, `${name}: the page scrolls sideways`);
  const hidden = await page.evaluate(() =>
    Array.from(document.querySelectorAll('.scroll, figure, .contents'))
      .filter(box => box.offsetParent && box.scrollWidth > box.clientWidth + 1)
      .filter(box => box.tabIndex < 0 && !box.querySelector('a, button'))
      .map(box => box.outerHTML.slice(0, 80)));
  expect(hidden.length === 0, `${name}: scrolls, but not by keyboard: ${hidden}`);
}

async function accessible(page, name, rules) {
  await page.evaluate(axe);
  const found = await page.evaluate(rules => globalThis.axe.run(document, { resultTypes: ['violations'], rules }), rules);
  const told = found.violations.flatMap(v => v.nodes.slice(0, 3).map(n => `\n  ${v.id}: ${n.html.slice(0, 160)}: ${n.failureSummary}`));
  expect(found.violations.length === 0, `${name}: axe-core finds ${found.violations.length} violations:${told.join('')}`);
}

const browser = await chromium.launch({
  executablePath: process.env.BROWSER,
  args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
    '--disable-component-update', '--disable-sync'],
});
for (const [at, file] of process.argv.slice(2).entries()) {
  for (const look of [{ width: 1280, colorScheme: 'light' }, { width: 400, colorScheme: 'dark' }]) {
    const name = `${basename(file)} (${look.width}, ${look.colorScheme})`;
    const context = await browser.newContext({
      viewport: { width: look.width, height: 900 }, colorScheme: look.colorScheme, bypassCSP: true, offline: true,
    });
    const page = await context.newPage();
    const own = pathToFileURL(resolve(file)).href;
    page.on('console', said => expect(false, `${name}: the console says: ${said.text()}`));
    page.on('pageerror', error => expect(false, `${name}: ${error.message}`));
    page.on('dialog', box => { expect(false, `${name}: a dialogue: ${box.message()}`); box.dismiss(); });
    page.on('request', asked => {
      const whole = asked.url().startsWith('data:image/svg+xml,') || asked.url() === own;
      expect(whole, `${name}: asks for ${asked.url().slice(0, 100)}`);
    });
    await page.goto(own);
    const paper = await page.evaluate(() => getComputedStyle(document.body).backgroundColor);
    expect(paper === (look.colorScheme === 'dark' ? 'rgb(13, 17, 23)' : 'rgb(246, 245, 241)'), `${name}: wears ${paper}`);
    await fits(page, name);
    const wide = look.width > 1000;
    if (wide) await byKeyboard(page, name);
    await page.evaluate(() => document.querySelectorAll('details').forEach(d => { d.open = true; }));
    await page.waitForTimeout(100);
    await fits(page, `${name}, all open`);
    // Contrast takes most of the time, and hangs on the style sheet that all pages share.
    await accessible(page, name, { 'color-contrast': { enabled: at === 0 } });
    if (wide) {
      await page.evaluate(() => document.querySelectorAll('details').forEach(d => { d.open = false; }));
      const pdf = await page.pdf({ format: 'A4', printBackground: true });
      const sheets = pdf.toString('latin1').split(/\/Type\s*\/Page[^s]/).length - 1;
      expect(sheets >= 8, `${name}: prints on ${sheets} sheets`);
      await page.emulateMedia({ media: 'print' });
      const seen = await page.evaluate(() => ({
        controls: Array.from(document.querySelectorAll('.top, .contents, .sift, .skip')).filter(e => e.offsetParent).length,
        closed: Array.from(document.querySelectorAll('.decision .inside')).filter(e => e.getBoundingClientRect().height === 0).length,
        wide: document.documentElement.scrollWidth > innerWidth,
      }));
      expect(!seen.controls && !seen.closed && !seen.wide, `${name}: in print ${JSON.stringify(seen)}`);
    }
    expect(await page.evaluate(() => !document.documentElement.dataset.owned), `${name}: a script of others ran`);
    await context.close();
  }
}
await browser.close();
console.log(`${process.argv.length - 2} pages, ${checks} checks, ${faults} faults`);
process.exit(faults > 0 ? 1 : 0);
