//! The report in a real browser, where one is installed: nothing of others runs, and everything works.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use crate::report_html::{hash_of, hostile_report, parse, report};
use crate::run::{examples, root};

/// A browser on the PATH.
fn browser() -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    let folders: Vec<PathBuf> = std::env::split_paths(&path).collect();
    let names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];
    names.iter().find_map(|n| folders.iter().map(|f| f.join(n)).find(|p| p.is_file()))
}

/// The page after its scripts have run, as the browser has it then.
fn opened(browser: &Path, html: &str) -> String {
    let folder = tempfile::tempdir().expect("a folder");
    let (page, dom) = (folder.path().join("page.html"), folder.path().join("dom.html"));
    std::fs::write(&page, html).expect("written");
    let mut child = Command::new(browser)
        .args(["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-dev-shm-usage"])
        .args(["--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"])
        .arg(format!("--user-data-dir={}", folder.path().join("profile").display()))
        .arg("--dump-dom")
        .arg(format!("file://{}", page.display()))
        .env("HOME", folder.path())
        .stdout(std::fs::File::create(&dom).expect("a file"))
        .stderr(Stdio::null())
        .spawn()
        .expect("the browser starts");
    let start = Instant::now();
    while child.try_wait().expect("its state").is_none() {
        if start.elapsed() > Duration::from_secs(120) {
            child.kill().expect("stopped");
            panic!("the browser does not end: a dialogue of a script would be a reason");
        }
        std::thread::sleep(Duration::from_millis(50));
    }
    std::fs::read_to_string(&dom).expect("the page")
}

/// Before all other scripts: counts what a browser's console would show.
const WATCH: &str = r#"
(function () {
  var out = document.documentElement.dataset;
  out.complaints = '0';
  var complain = function () { out.complaints = String(Number(out.complaints) + 1); };
  window.addEventListener('error', complain, true);
  window.addEventListener('unhandledrejection', complain);
  document.addEventListener('securitypolicyviolation', complain);
  console.error = complain;
  console.warn = complain;
})();
"#;

/// A script that works the page as a reader does, and writes what it sees where the test can read it.
const HARNESS: &str = r#"
document.addEventListener('DOMContentLoaded', function () {
  var out = document.documentElement.dataset;
  var first = function (row) { return row.cells[0].textContent.trim(); };
  var table = document.querySelector('#sources table');
  var rows = function () { return Array.from(table.tBodies[0].rows); };
  var head = table.tHead.rows[0].cells[0];
  var before = rows().map(first);
  var sorted = before.slice().sort(function (a, b) { return a.toLowerCase().localeCompare(b.toLowerCase(), 'en', {numeric: true}); });
  var same = function (list) { return String(rows().map(first).join('|') === list.join('|')); };
  head.querySelector('button').click();
  out.ascending = same(sorted) + ' ' + head.getAttribute('aria-sort');
  head.querySelector('button').click();
  out.descending = same(sorted.reverse()) + ' ' + head.getAttribute('aria-sort');
  head.querySelector('button').click();
  out.back = same(before) + ' ' + head.getAttribute('aria-sort');

  var losses = document.querySelector('#decisions table[data-sort] thead th.n');
  losses.querySelector('button').click();
  losses.querySelector('button').click();
  var values = Array.from(losses.closest('table').tBodies[0].rows).map(function (row) {
    return parseFloat(row.cells[1].textContent.replace(/[^0-9.]/g, '') || '1e9');
  });
  out.numbers = String(values.every(function (v, i) { return i === 0 || values[i - 1] >= v; }));

  var questions = document.querySelector('#questions .sift input');
  var open = document.querySelector('#questions table');
  var type = function (text) { questions.value = text; questions.dispatchEvent(new Event('input')); };
  var shown = function () { return open.querySelectorAll('tbody tr:not([hidden])').length; };
  var all = shown();
  type(open.querySelector('code').textContent.toUpperCase());
  out.filtered = String(shown() >= 1 && shown() < all) + ' ' + document.querySelector('#questions output').textContent.startsWith(shown() + ' of ');
  type('');
  out.unfiltered = String(shown() === all);

  var press = document.querySelector('#decisions .press');
  press.click();
  out.opened = String(document.querySelectorAll('.decision:not([open])').length);
  press.click();
  out.closed = String(document.querySelectorAll('.decision[open]').length);

  var told = Array.from(document.querySelectorAll('.decision')).filter(function (d) {
    return d.querySelector('h5').textContent === 'Why' && d.querySelector('.two li, .two p');
  });
  out.reasons = String(told.length === document.querySelectorAll('.decision').length);
  out.fetched = String(performance.getEntriesByType('resource').filter(function (e) { return !e.name.startsWith('data:'); }).length);

  document.querySelectorAll('.themes button')[2].click();
  out.themed = document.documentElement.getAttribute('data-theme') + ' ' + getComputedStyle(document.documentElement).colorScheme;
  out.scripts = String(document.scripts.length);
  out.images = String(Array.from(document.images).filter(function (i) { return !i.src.startsWith('data:image/svg+xml,'); }).length);
  out.handlers = String(Array.from(document.querySelectorAll('*')).filter(function (e) {
    return Array.from(e.attributes).some(function (a) { return a.name.startsWith('on'); });
  }).length);
  out.named = String(document.querySelector('h1').textContent === document.title.replace(/: recommended architecture$/, '') || document.title.indexOf('<script>') === 0);
});
"#;

/// What the harness must have seen in every page.
const WANTED: [(&str, &str); 15] = [
    ("ascending", "true ascending"),
    ("descending", "true descending"),
    ("back", "true null"),
    ("numbers", "true"),
    ("filtered", "true true"),
    ("unfiltered", "true"),
    ("opened", "0"),
    ("closed", "0"),
    ("reasons", "true"),
    ("fetched", "0"),
    ("themed", "dark dark"),
    ("scripts", "3"),
    ("images", "0"),
    ("handlers", "0"),
    ("named", "true"),
];

/// Past the capture of the test harness.
fn skipped(why: &str) {
    let _ = writeln!(std::io::stderr(), "SKIPPED: {why}");
}

const NO_BROWSER: &str = "no chromium, chromium-browser or google-chrome on the PATH";

/// The page with the scripts of the test, under its policy, which learns of these only; and with no policy at all, so
/// that nothing but the escaping protects the page.
fn prepared(html: &str) -> (String, String) {
    let watched = html.replacen("<style>", &format!("<script>{WATCH}</script>\n<style>"), 1);
    let worked = watched.replacen("</body>", &format!("<script>{HARNESS}</script></body>"), 1);
    let own = format!("'{}'", hash_of(&parse(html).script));
    let allowed = worked.replacen(&own, &format!("{own} '{}' '{}'", hash_of(HARNESS), hash_of(WATCH)), 1);
    let (head, tail) = worked.split_once("<meta http-equiv=\"Content-Security-Policy\"").expect("a policy");
    let bare = format!("{head}{}", tail.split_once('>').expect("its end").1);
    assert!(bare.len() < worked.len() && allowed.len() > worked.len() && worked.len() > html.len() + 2000);
    (allowed, bare)
}

/// Opens the page and holds what the harness saw against what it must see.
fn works(browser: &Path, kind: &str, html: &str) {
    let dom = opened(browser, html);
    let start = dom.find("<html").unwrap_or_else(|| panic!("{kind}: a page"));
    let root = &dom[start..start + dom[start..].find('>').expect("its end")];
    let said = |name: &str| {
        let at = root.find(&format!("data-{name}=\"")).unwrap_or_else(|| panic!("{kind}: {name} in {root}"));
        let value = &root[at + name.len() + 7..];
        value[..value.find('"').expect("its end")].to_string()
    };
    for (name, wanted) in WANTED {
        assert_eq!(said(name), wanted, "{kind}: {name}");
    }
    assert_eq!(said("complaints"), "0", "{kind}: the console");
    assert!(!root.contains("data-owned"), "{kind}: a script of others ran: {root}");
}

#[test]
fn in_a_browser_nothing_of_others_runs_and_everything_works() {
    let Some(browser) = browser() else { return skipped(NO_BROWSER) };
    let (allowed, bare) = prepared(&hostile_report());
    // The trace is seen where there is one.
    let planted =
        bare.replacen("<h1>", "<h1><img src=x onerror=\"document.documentElement.dataset.owned='image'\">", 1);
    assert!(opened(&browser, &planted).contains("data-owned=\"image\""), "{} leaves no trace", browser.display());
    works(&browser, "with its policy", &allowed);
    works(&browser, "with no policy", &bare);
}

#[test]
fn in_a_browser_every_example_works() {
    let Some(browser) = browser() else { return skipped(NO_BROWSER) };
    for name in examples() {
        works(&browser, &name, &prepared(&report(&format!("examples/{name}"))).0);
    }
}

/// Playwright and axe-core, where `NODE_TOOLS` says in which folder they are installed; `.ci/run` installs them.
#[test]
fn reports_are_accessible_work_by_keyboard_and_print() {
    let Some(browser) = browser() else { return skipped(NO_BROWSER) };
    let Some(tools) = std::env::var_os("NODE_TOOLS").map(PathBuf::from) else {
        return skipped("NODE_TOOLS names no folder with playwright-core and axe-core; see tests/documents/tools.sh");
    };
    if ["playwright-core", "axe-core"].iter().any(|name| !tools.join("node_modules").join(name).is_dir()) {
        return skipped(&format!("playwright-core and axe-core are not in {}", tools.display()));
    }
    let folder = tempfile::tempdir().expect("a folder");
    let mut pages = vec![("hostile".to_string(), hostile_report())];
    for name in examples() {
        pages.push((name.clone(), report(&format!("examples/{name}"))));
    }
    let write = |(name, html): (String, String)| {
        let path = folder.path().join(format!("{name}.html"));
        std::fs::write(&path, html).expect("written");
        path
    };
    let paths: Vec<PathBuf> = pages.into_iter().map(write).collect();
    let count = paths.len();
    let out = Command::new("node")
        .arg(root().join("tests/documents/check_pages.mjs"))
        .args(paths)
        .env("NODE_TOOLS", tools)
        .env("BROWSER", browser)
        .env("HOME", folder.path())
        .output()
        .expect("node starts");
    let (said, faults) = (String::from_utf8_lossy(&out.stdout), String::from_utf8_lossy(&out.stderr));
    assert!(out.status.success(), "{said}{faults}");
    assert!(said.starts_with(&format!("{count} pages, ")) && said.trim_end().ends_with(" 0 faults"), "{said}");
}
