//! Real records: what is found, how often, and whether the known defects are among it. Skipped visibly where the
//! records are not at hand. `MLARCH_LINT_SHOW=A204 cargo test --test lint corpus -- --nocapture` prints findings.
#![allow(clippy::print_stderr)]

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use mlarch::diagnostics::Severity;

use super::support::{Run, World, code};

/// The folder with one folder per repository, and lists of sources and defects.
pub(crate) fn folder() -> Option<PathBuf> {
    let named = std::env::var_os("MLARCH_ADR_CORPUS").map(PathBuf::from);
    let usual = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../shared/adr-corpus");
    let found = named.or(Some(usual)).filter(|f| f.join("DEFECTS.tsv").is_file());
    if found.is_none() {
        eprintln!("SKIPPED: MLARCH_ADR_CORPUS names no folder of real records");
    }
    found
}

fn read(folder: &Path, base: &Path, out: &mut World) {
    for entry in std::fs::read_dir(folder).expect("readable") {
        let path = entry.expect("readable").path();
        if path.is_dir() {
            read(&path, base, out);
        } else if let Ok(text) = std::fs::read_to_string(&path) {
            let name = path.strip_prefix(base).expect("inside").to_string_lossy().into_owned();
            out.files.insert(name, text);
        }
    }
}

/// The repositories with their files.
pub(crate) fn repositories(folder: &Path) -> BTreeMap<String, World> {
    let mut out = BTreeMap::new();
    for entry in std::fs::read_dir(folder).expect("readable") {
        let path = entry.expect("readable").path();
        if path.is_dir() {
            let mut world = World::default();
            read(&path, &path, &mut world);
            let name = path.file_name().expect("a name").to_string_lossy().replacen("__", "/", 1);
            out.insert(name, world);
        }
    }
    out
}

/// The codes that may stand for a kind of defect.
const DEFECTS: [(&str, &[&str]); 12] = [
    ("title.number-mismatch", &["A004"]),
    ("date.invalid-calendar", &["A107"]),
    ("fm.yaml-error", &["A112", "A107"]),
    ("status.template-enum", &["A102"]),
    ("sup.no-target", &["A301"]),
    ("llm.whole-file-in-fence", &["A114"]),
    ("date.filename-vs-body-differs", &["A111"]),
    ("md.unclosed-fence", &["A207"]),
    ("link.empty-target", &["A404"]),
    ("link.text-number-vs-target", &["A403"]),
    ("num.duplicate", &["A002", "A009"]),
    ("h1.template-title", &["A204", "A205"]),
];

#[test]
fn what_real_records_have() {
    let Some(folder) = folder() else { return };
    let show = std::env::var("MLARCH_LINT_SHOW").unwrap_or_default();
    let runs: BTreeMap<String, Run> =
        repositories(&folder).into_iter().map(|(name, world)| (name, world.lint(&|_| {}))).collect();
    let mut counts: BTreeMap<(&str, Severity), (usize, BTreeSet<&str>)> = BTreeMap::new();
    let mut places: BTreeSet<(&str, &str, &str)> = BTreeSet::new();
    let mut rates: Vec<f64> = Vec::new();
    for (name, run) in &runs {
        let mut own: BTreeMap<&str, usize> = BTreeMap::new();
        for d in &run.report.findings {
            let entry = counts.entry((code(d), d.severity)).or_default();
            entry.0 += 1;
            entry.1.insert(name);
            let path = d.place.and_then(|p| run.files.get(p.file)).map_or("", |f| f.name.as_str());
            *own.entry(path).or_default() += usize::from(d.severity > Severity::Info);
            for p in d.place.iter().chain(d.related.iter().map(|r| &r.0)) {
                places.insert((name, run.files.get(p.file).expect("a file").name.as_str(), code(d)));
            }
        }
        if !show.is_empty() {
            run.lines(&|d| show.split(',').any(|s| code(d).starts_with(s)))
                .lines()
                .for_each(|l| eprintln!("{name}/{l}"));
        }
        for log in run.logs.iter() {
            let n: usize = log.iter().filter_map(|p| own.get(p.as_str())).sum();
            rates.push(n as f64 * 50.0 / log.len() as f64);
        }
    }
    for ((code, severity), (n, repositories)) in &counts {
        eprintln!("{code} {:8} {n:5} findings in {:3} repositories", severity.word(), repositories.len());
    }
    rates.sort_by(f64::total_cmp);
    let median = rates[rates.len() / 2];
    eprintln!(
        "findings per 50 records in {} logs, information aside: median {median:.1}, worst {:.1}",
        rates.len(),
        rates[rates.len() - 1]
    );
    let text = std::fs::read_to_string(folder.join("DEFECTS.tsv")).expect("readable");
    let (mut all, mut missed) = (0, Vec::new());
    for line in text.lines().skip(1) {
        let cells: Vec<&str> = line.split('\t').collect();
        let [kind, repository, path, ..] = cells[..] else { continue };
        all += 1;
        let codes = DEFECTS.iter().find(|d| d.0 == kind).map_or(&[][..], |d| d.1);
        if !codes.iter().any(|c| places.contains(&(repository, path, c))) {
            missed.push(line);
        }
    }
    eprintln!("{} of {all} known defects found", all - missed.len());
    assert!(all > 0 && missed.is_empty(), "known defects that are not found:\n{}", missed.join("\n"));
    assert!(median <= 3.0, "half of the logs have more than {median:.1} findings per 50 records, information aside");
}

#[test]
fn fixing_real_records_twice_equals_once() {
    let Some(folder) = folder() else { return };
    for (name, world) in repositories(&folder) {
        let also = |s: &mut mlarch::lint::Settings| s.persona = mlarch::lint::Persona::Pedantic;
        let safe = |d: &mlarch::diagnostics::Diagnostic| {
            d.fix.as_ref().is_some_and(|f| f.safety == mlarch::diagnostics::Safety::Safe)
        };
        // `fixed` goes on until nothing changes any more, so that a second time has nothing to do.
        let once = world.fixed(&safe, &also);
        let left = once.lint(&also).report.findings.iter().filter(|d| d.mark.is_none() && safe(d)).count();
        assert_eq!(left, 0, "{name}: safe fixes are left");
        assert_eq!(once.fixed(&safe, &also).files, once.files, "{name}");
        // What no fix names stays, line ends included.
        for (path, text) in &world.files {
            let after = once.files.get(path).unwrap_or_else(|| panic!("{name}/{path} is gone"));
            assert_eq!(text.contains("\r\n"), after.contains("\r\n"), "{name}/{path}");
        }
    }
}

/// Errors that people read against the text of their files: repository, path, rule, line, and whether a maintainer
/// would agree. Facts only; the texts are not here.
fn labels() -> BTreeMap<(String, String, String, String), bool> {
    let text = include_str!("precision.tsv");
    let row = |line: &str| {
        let cells: Vec<&str> = line.split('\t').map(str::trim).collect();
        let [repository, path, rule, at, label] = cells[..] else { panic!("not five cells: {line}") };
        assert!(["right", "wrong"].contains(&label), "{line}");
        let key = [repository, path, rule, at].map(String::from);
        (key.into(), label == "right")
    };
    text.lines().skip(1).map(row).collect()
}

/// Percent of the labelled errors that have to be right.
const RIGHT: usize = 98;

/// Labelled errors that are reported at least: fewer mean that the labels or the rules have drifted apart.
const LABELLED: usize = 90;

#[test]
fn errors_are_right() {
    let Some(folder) = folder() else { return };
    let labels = labels();
    let (mut right, mut wrong, mut unread) = (0, Vec::new(), Vec::new());
    for (name, world) in repositories(&folder) {
        let run = world.lint(&|_| {});
        for d in run.report.findings.iter().filter(|d| d.mark.is_none() && d.severity == Severity::Error) {
            let place = d.place.map_or_else(String::new, |p| run.files.place(p));
            let mut cells = place.rsplitn(3, ':').skip(1);
            let (line, path) = (cells.next().unwrap_or_default(), cells.next().unwrap_or_default());
            let key = [name.as_str(), path, code(d), line].map(String::from);
            match labels.get(&key.into()) {
                Some(true) => right += 1,
                Some(false) => wrong.push(format!("{name}/{place} {}", code(d))),
                None => unread.push(format!("{name}/{place} {}", code(d))),
            }
        }
    }
    let all = right + wrong.len();
    eprintln!("{right} of {all} labelled errors are right, {} have no label", unread.len());
    unread.iter().for_each(|e| eprintln!("no label: {e}"));
    assert!(all >= LABELLED, "only {all} labelled errors are reported");
    assert!(right * 100 >= all * RIGHT, "wrong errors:\n{}", wrong.join("\n"));
    // Whoever makes a rule say more reads what it says.
    assert!(unread.len() * 100 <= all * (100 - RIGHT), "errors that nobody has read:\n{}", unread.join("\n"));
}
