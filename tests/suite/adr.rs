//! Decision records: listing, showing, writing, superseding, drawing; and the reader against real records.
#![allow(clippy::print_stderr)]

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde_json::Value;
use tempfile::TempDir;

use crate::run::{mlarch_in, root};

/// A folder with files.
fn folder(files: &[(&str, &str)]) -> TempDir {
    let dir = TempDir::new().expect("a temporary folder");
    for (name, text) in files {
        let path = dir.path().join(name);
        std::fs::create_dir_all(path.parent().expect("has a parent")).expect("made");
        std::fs::write(path, text).expect("written");
    }
    dir
}

fn read(dir: &TempDir, name: &str) -> String {
    std::fs::read_to_string(dir.path().join(name)).unwrap_or_else(|e| panic!("{name}: {e}"))
}

/// Runs a command that must succeed.
fn run(dir: &TempDir, arguments: &[&str]) -> String {
    let out = mlarch_in(dir.path(), arguments);
    assert_eq!(out.code, 0, "{arguments:?}: {}", out.whole());
    out.stdout
}

fn list(dir: &TempDir) -> Vec<Value> {
    serde_json::from_str(&run(dir, &["adr", "list", "--format", "json"])).expect("JSON")
}

const SECTION: &str = "# 1. Keep events in a log\n\nDate: 2024-03-01\n\n## Status\n\nAccepted\n\n## Context\n\nEvents get lost.\n\n## Decision\n\nWe keep them.\n\n## Consequences\n\nDisks fill.\n";
const BULLETS: &str = "# Use a feature store\n\n* Status: accepted\n* Deciders: Ana, Bo\n* Date: 2024-03-02\n\n## Context and Problem Statement\n\nFeatures differ.\n\n## Considered Options\n\n* One store\n* None\n\n## Decision Outcome\n\nChosen option: \"One store\", because features must not differ.\n";
const FRONT: &str = "---\nid: ADR-0003\nstatus: \"accepted\"\ndate: 2024-03-03\ndecision-makers: [Ana]\nsupersedes: []\nsuperseded_by: []\n---\n\n# ADR-0003: Serve in batches\n\n## Context and Problem Statement\n\nLoad comes at night.\n\n## Decision Outcome\n\nBatches.\n";
const TABLE: &str = "# ADR-4: Rent accelerators\n\n| | |\n|---|---|\n| Date | `04/03/2024` |\n| Status | `Accepted` |\n\n## Context\n\nThey cost much.\n\n## Decision\n\nWe rent.\n";
const INLINE: &str = "# ADR 5: Quantise models\r\n\r\n**Status:** Accepted  \r\n**Date:** 5 March 2024\r\n\r\n## Context\r\n\r\nMemory is short.\r\n\r\n## Decision\r\n\r\nEight bits.\r\n";

fn mixed() -> TempDir {
    folder(&[
        ("docs/adr/0001-keep-events.md", SECTION),
        ("docs/adr/0002-feature-store.md", BULLETS),
        ("docs/adr/0003-batches.md", FRONT),
        ("docs/adr/0004-rent.md", TABLE),
        ("docs/adr/0005-quantise.md", INLINE),
        ("docs/adr/README.md", "# Decisions\n\nAll of them.\n"),
        ("docs/adr/template.md", "# NUMBER. TITLE\n\n## Status\n\nSTATUS\n"),
    ])
}

#[test]
fn every_notation_is_listed() {
    let dir = mixed();
    insta::assert_snapshot!(run(&dir, &["adr", "list", "--format", "json"]));
    let table = run(&dir, &["adr", "list"]);
    assert!(table.contains("Serve in batches") && table.contains("5 records"), "{table}");
    let some = run(&dir, &["adr", "list", "docs/adr", "--status", "approved", "--format", "json"]);
    assert_eq!(serde_json::from_str::<Vec<Value>>(&some).expect("JSON").len(), 5);
}

#[test]
fn nothing_to_list_is_said() {
    let dir = folder(&[("notes.md", "# Shopping\n\nMilk.\n")]);
    let out = mlarch_in(dir.path(), &["adr", "list"]);
    assert_eq!((out.code, out.stdout.as_str()), (3, ""), "{}", out.whole());
    assert!(out.stderr.contains("no decision record was found"), "{}", out.stderr);
    let out = mlarch_in(dir.path(), &["adr", "list", "--format", "json"]);
    assert_eq!((out.code, out.stdout.as_str()), (3, "[]\n"));
    let out = mlarch_in(mixed().path(), &["adr", "list", "--status", "acepted"]);
    assert_eq!(out.code, 2);
    assert!(out.stderr.contains("Did you mean `accepted`?"), "{}", out.stderr);
}

#[test]
fn what_cannot_be_read_is_said() {
    let dir = mixed();
    std::fs::write(dir.path().join("docs/adr/0006-broken.md"), b"# 6. Na\xefve\n").expect("written");
    std::fs::write(dir.path().join("docs/adr/0007-empty.md"), "\n").expect("written");
    let out = mlarch_in(dir.path(), &["adr", "list"]);
    assert_eq!(out.code, 0);
    assert!(out.stderr.contains("0006-broken.md looks like a decision record and was not read: the text is not UTF-8"));
    assert!(out.stderr.contains("0007-empty.md looks like a decision record and was not read: the file is empty"));
}

#[test]
fn folders_come_from_the_configuration() {
    let dir = folder(&[
        ("mlarch.toml", "[adr]\ndirs = [\"records\"]\n"),
        ("records/0001-a.md", SECTION),
        ("docs/adr/0001-b.md", BULLETS),
    ]);
    assert_eq!(list(&dir).len(), 1);
    assert_eq!(list(&dir)[0]["path"], "records/0001-a.md");
    run(&dir, &["adr", "new", "Buy disks", "--date", "2026-05-01"]);
    assert!(dir.path().join("records/0002-buy-disks.md").exists());
}

#[test]
fn one_record_is_shown() {
    let dir = mixed();
    for id in ["2", "0002", "ADR-2", "docs/adr/0002-feature-store.md", "0002-feature-store"] {
        let text = run(&dir, &["adr", "show", id]);
        assert!(text.contains("Use a feature store") && text.contains("> One store"), "{text}");
    }
    let out = mlarch_in(dir.path(), &["adr", "show", "Use a featur store"]);
    assert_eq!(out.code, 2);
    assert!(out.stderr.contains("Did you mean `Use a feature store`?"), "{}", out.stderr);
}

#[test]
fn the_first_record_is_madr() {
    let dir = folder(&[]);
    let out = run(&dir, &["adr", "new", "Train on spot machines", "--date", "2026-05-01", "--decider", "Ana"]);
    assert_eq!(out, "docs/decisions/0001-train-on-spot-machines.md written\n");
    let text = read(&dir, "docs/decisions/0001-train-on-spot-machines.md");
    assert!(
        text.starts_with(
            "---\nstatus: proposed\ndate: 2026-05-01\ndecision-makers: [Ana]\n---\n\n# Train on spot machines\n"
        ),
        "{text}"
    );
    let row = &list(&dir)[0];
    assert_eq!((row["format"].as_str(), row["status"].as_str()), (Some("madr-4"), Some("proposed")));
    // The second follows the first.
    run(&dir, &["adr", "new", "Keep checkpoints", "--date", "2026-05-02"]);
    let text = read(&dir, "docs/decisions/0002-keep-checkpoints.md");
    assert!(text.contains("status: proposed") && text.contains("## Decision Outcome"), "{text}");
}

#[test]
fn new_records_look_like_their_neighbours() {
    let second = SECTION.replace("1. Keep events in a log", "2. Compress the log").replace("2024-03-01", "2024-03-05");
    let dir = folder(&[("doc/adr/0001-keep-events.md", SECTION), ("doc/adr/0002-compress-the-log.md", &second)]);
    run(&dir, &["adr", "new", "Encrypt the log", "--date", "2026-05-01"]);
    assert_eq!(
        read(&dir, "doc/adr/0003-encrypt-the-log.md"),
        "# 3. Encrypt the log\n\nDate: 2026-05-01\n\n## Status\n\nProposed\n\n## Context\n\n## Decision\n\n## Consequences\n"
    );
    let front = folder(&[("adr/ADR-0003_Serve_in_batches.md", FRONT)]);
    run(&front, &["adr", "new", "Serve online too", "--date", "2026-05-01"]);
    let text = read(&front, "adr/ADR-0004_Serve_online_too.md");
    assert!(text.starts_with("---\nid: ADR-0004\nstatus: \"proposed\"\ndate: 2026-05-01\ndecision-makers: []\nsupersedes: []\nsuperseded_by: []\n---\n\n# ADR-0004: Serve online too\n"), "{text}");
    let inline = folder(&[("adr/adr-05.md", INLINE)]);
    run(&inline, &["adr", "new", "Prune models", "--date", "2026-05-01"]);
    let text = read(&inline, "adr/adr-06.md");
    assert!(text.starts_with("# ADR 6: Prune models\r\n\r\n**Status:** Proposed"), "{text:?}");
    assert!(text.contains("**Date:** 1 May 2026") && !text.replace("\r\n", "").contains('\n'), "{text:?}");
    let days = folder(&[
        ("records/2024-03-01-keep/README.md", "# Keep events\n\n## Decision\n\nYes.\n\n## Rationale\n\nSo.\n"),
        ("mlarch.toml", "[adr]\ndirs = [\"records\"]\n"),
    ]);
    run(&days, &["adr", "new", "Drop events", "--date", "2026-05-01"]);
    assert!(read(&days, "records/2026-05-01-drop-events/README.md").starts_with("# Drop events\n\n## Decision\n"));
}

#[test]
fn the_template_of_a_log_is_used() {
    let template = "# NUMBER. TITLE\n\nDate: YYYY-MM-DD\n\n## Status\n\n[Proposed | Accepted]\n\n## Context\n\nWhat is the matter?\n\n## Decision\n\n## Consequences\n";
    let dir = folder(&[("doc/adr/0001-keep-events.md", SECTION), ("doc/adr/template.md", template)]);
    run(&dir, &["adr", "new", "Encrypt", "--date", "2026-05-01"]);
    let text = read(&dir, "doc/adr/0002-encrypt.md");
    assert!(
        text.starts_with(
            "# 2. Encrypt\n\nDate: 2026-05-01\n\n## Status\n\nProposed\n\n## Context\n\nWhat is the matter?\n"
        ),
        "{text}"
    );
}

#[test]
fn nothing_is_written_over_and_no_number_given_twice() {
    let dir = folder(&[("doc/adr/0001-keep-events.md", SECTION), ("doc/adr/0007-note.md", "\n")]);
    // The number of a file that cannot be read is taken, too.
    run(&dir, &["adr", "new", "Next", "--date", "2026-05-01"]);
    assert!(dir.path().join("doc/adr/0008-next.md").exists());
    let out = mlarch_in(dir.path(), &["adr", "new", "Other", "--number", "1"]);
    assert_eq!(out.code, 2);
    assert!(out.stderr.contains("the number 1 is taken"), "{}", out.stderr);
    let days = folder(&[("adr/2024-03-01-keep.md", "# Keep\n\n## Decision\n\nYes.\n\n## Context\n\nSo.\n")]);
    let out = mlarch_in(days.path(), &["adr", "new", "Keep", "--date", "2024-03-01"]);
    assert_eq!(out.code, 2);
    assert!(out.stderr.contains("exists already; nothing was written"), "{}", out.stderr);
    let out = mlarch_in(days.path(), &["adr", "new", "...", "--date", "2024-03-01"]);
    assert!(out.stderr.contains("the title has no letters"), "{}", out.stderr);
}

#[test]
fn both_sides_of_a_supersession_are_written() {
    let dir = mixed();
    run(&dir, &["adr", "supersede", "1", "Keep events in a queue", "--date", "2026-05-01"]);
    run(&dir, &["adr", "supersede", "2", "3"]);
    run(&dir, &["adr", "supersede", "3", "4"]);
    run(&dir, &["adr", "supersede", "4", "5"]);
    let rows = list(&dir);
    let of = |id: &str| rows.iter().find(|r| r["id"] == id).unwrap_or_else(|| panic!("{id} in {rows:?}"));
    for (old, new) in [("0001", "0006"), ("0002", "0003"), ("0003", "0004"), ("0004", "0005")] {
        assert_eq!(of(old)["status"], "superseded", "{old}");
        assert_eq!(of(old)["superseded_by"], serde_json::json!([new]));
        assert_eq!(of(new)["supersedes"], serde_json::json!([old]));
    }
    assert!(
        read(&dir, "docs/adr/0002-feature-store.md").contains("* Status: superseded by [ADR-0003](0003-batches.md)\n")
    );
    assert!(read(&dir, "docs/adr/0003-batches.md").contains("status: \"superseded\"\n"));
    assert!(read(&dir, "docs/adr/0003-batches.md").contains("superseded_by: [ADR-0004]\n"));
    // All other bytes stay, with their line ends.
    let five = read(&dir, "docs/adr/0005-quantise.md");
    assert_eq!(
        five,
        INLINE.replace(
            "**Status:** Accepted  \r\n",
            "**Status:** Accepted  \r\n**Supersedes:** [ADR-0004](0004-rent.md)  \r\n"
        )
    );
    // Once more changes nothing.
    let out = mlarch_in(dir.path(), &["adr", "supersede", "2", "3"]);
    assert!(out.stderr.contains("both records say so already"), "{}", out.whole());
    assert_eq!(mlarch_in(dir.path(), &["adr", "supersede", "2", "2"]).code, 2);
    assert_eq!(mlarch_in(dir.path(), &["adr", "supersede", "2", "99"]).code, 2);
}

#[test]
fn the_spelling_of_the_log_is_kept() {
    let old = SECTION.replace("Accepted", "Superceded by [2. Compress](0002-compress.md)");
    let two = "# 2. Compress\n\nDate: 2024-03-02\n\n## Status\n\nAccepted\n\nSupercedes [1. Keep events in a log](0001-keep.md)\n\n## Context\n\nx\n\n## Decision\n\ny\n\n## Consequences\n\nz\n";
    let dir = folder(&[("doc/adr/0001-keep.md", &old), ("doc/adr/0002-compress.md", two)]);
    run(&dir, &["adr", "supersede", "2", "Drop it", "--date", "2026-05-01"]);
    assert!(
        read(&dir, "doc/adr/0002-compress.md")
            .contains("\n\nSuperceded by [3. Drop it](0003-drop-it.md)\n\nSupercedes [1.")
    );
    assert!(
        read(&dir, "doc/adr/0003-drop-it.md")
            .contains("\n\nProposed\n\nSupercedes [2. Compress](0002-compress.md)\n\n## Context\n")
    );
}

#[test]
fn decisions_are_drawn() {
    let dir = mixed();
    run(&dir, &["adr", "supersede", "2", "3"]);
    let mermaid = run(&dir, &["adr", "graph"]);
    assert!(
        mermaid.contains("n0[\"0002: Use a feature store\"]:::ended\n") && mermaid.contains("n1 -->|supersedes| n0"),
        "{mermaid}"
    );
    assert!(run(&dir, &["adr", "graph", "--format", "dot"]).contains("n1 -> n0 [label=\"supersedes\"]"));
    let json: Value = serde_json::from_str(&run(&dir, &["adr", "graph", "--format", "json"])).expect("JSON");
    assert_eq!(json["edges"][0]["said_by"].as_array().map(Vec::len), Some(2));
}

#[test]
fn hostile_files_cost_little() {
    let begun = std::time::Instant::now();
    let long = format!("# 1. X\n\nStatus: {}\n", "accepted ".repeat(30_000));
    let nested = format!("# 2. X\n\n{}x\n", "> ".repeat(20_000));
    let brackets = format!("# 3. X\n\n## Status\n\n{}\n", "[".repeat(200_000));
    let stars = format!("# 4. X\n\n{}\n", "*_`".repeat(60_000));
    let lists: String = (0..2_000).map(|i| format!("{}- x\n", " ".repeat(i % 400))).collect();
    let big = format!(
        "# 5. X\n\n## Status\n\nAccepted\n\n## Context\n\n{}",
        "word ADR-1 superseded by [a](b.md) 2024-01-01: x\n".repeat(60_000)
    );
    let dir = folder(&[
        ("adr/0001-a.md", &long),
        ("adr/0002-b.md", &nested),
        ("adr/0003-c.md", &brackets),
        ("adr/0004-d.md", &stars),
        ("adr/0005-e.md", &big),
        ("adr/0006-f.md", &lists),
    ]);
    let out = mlarch_in(dir.path(), &["adr", "list", "--format", "json"]);
    assert_eq!(out.code, 0, "{}", out.stderr);
    assert!(begun.elapsed().as_secs() < 20, "{:?}", begun.elapsed());
}

/// Real records, where they are at hand.
fn corpus() -> Option<PathBuf> {
    let named = std::env::var_os("MLARCH_ADR_CORPUS").map(PathBuf::from);
    let path = named.unwrap_or_else(|| root().join("../shared/adr-corpus"));
    if !path.is_dir() {
        eprintln!("skipped: {} is absent", path.display());
        return None;
    }
    Some(path)
}

fn listed(path: &Path) -> Vec<Value> {
    let out = mlarch_in(path, &["adr", "list", ".", "--format", "json", "--quiet", "--no-config"]);
    assert_eq!(out.code, 0, "{}", out.stderr);
    serde_json::from_str(&out.stdout).expect("JSON")
}

/// Whether a name promises a record: it has a number or a day, or says so; and it is no page about records.
fn promises(path: &str) -> bool {
    let mut parts = path.rsplit('/');
    let name = parts.next().unwrap_or(path).to_lowercase();
    let dated = |t: &str| t.len() > 10 && t.as_bytes()[4] == b'-' && t[..4].bytes().all(|b| b.is_ascii_digit());
    if ["readme.md", "index.md"].contains(&name.as_str()) {
        return parts.next().is_some_and(dated);
    }
    let about =
        ["review-", "design-review", "assessment"].iter().any(|w| name.starts_with(w)) || name.ends_with("-review.md");
    let template = ["template", "modele-adr"].iter().any(|w| name.contains(w));
    let id = name.bytes().filter(u8::is_ascii_digit).count() >= 2 || name.starts_with("adr-");
    id && !about && !template && !path.contains("/assets/")
}

#[test]
fn real_records_are_recognised() {
    let Some(corpus) = corpus() else { return };
    let mut all = Vec::new();
    let mut open = vec![corpus.clone()];
    while let Some(dir) = open.pop() {
        for entry in std::fs::read_dir(dir).expect("readable") {
            let path = entry.expect("readable").path();
            if path.is_dir() {
                open.push(path);
            } else if path.extension().is_some_and(|e| e == "md") {
                all.push(path.strip_prefix(&corpus).expect("inside").to_string_lossy().replace('\\', "/"));
            }
        }
    }
    let rows = listed(&corpus);
    let known: Vec<&str> = rows.iter().filter_map(|r| r["path"].as_str()).collect();
    let records: Vec<&String> = all.iter().filter(|p| promises(p)).collect();
    let lost: Vec<&&String> = records.iter().filter(|p| !known.contains(&p.as_str())).collect();
    let share = 100.0 * (records.len() - lost.len()) as f64 / records.len() as f64;
    eprintln!("{} of {} records recognised: {share:.2} %", records.len() - lost.len(), records.len());
    assert!(share >= 99.5, "{share:.2} %, lost {lost:?}");
}

#[test]
fn real_records_are_read_as_people_read_them() {
    let Some(corpus) = corpus() else { return };
    let text = std::fs::read_to_string(root().join("tests/adr/labels.yaml")).expect("readable");
    let labels: BTreeMap<String, BTreeMap<String, BTreeMap<String, Option<String>>>> =
        serde_yaml::from_str(&text).expect("YAML");
    let rows = listed(&corpus);
    let (mut files, mut facts, mut wrong) = (0, 0, Vec::new());
    for (repository, paths) in &labels {
        for (path, label) in paths {
            let whole = format!("{}/{path}", repository.replace('/', "__"));
            let row = rows.iter().find(|r| r["path"] == whole.as_str());
            files += 1;
            for key in ["id", "status", "date"] {
                facts += 1;
                let read = row.and_then(|r| r[key].as_str());
                if row.is_none() || read != label[key].as_deref() {
                    wrong.push(format!("{whole}: {key} is {:?}, read {read:?}", label[key]));
                }
            }
        }
    }
    let share = 100.0 * (facts - wrong.len()) as f64 / facts as f64;
    eprintln!("{} of {facts} facts of {files} records agree: {share:.2} %", facts - wrong.len());
    assert!(files >= 150 && share >= 98.0, "{share:.2} %: {wrong:#?}");
}

/// New records of logs whose templates are full of marks are clean.
#[test]
fn marks_of_templates_are_filled_or_quoted() {
    let record = "---\nstatus: accepted\ncontact: Ana\ndate: 2024-05-01\narea: core\ndeciders: Ana\n---\n\n# Keep events\n\n## Context and Problem Statement\n\nEvents get lost.\n\n## Decision Outcome\n\nWe keep them.\n";
    let template = "---\nstatus: {proposed | accepted}\ncontact: {person who wrote it}\ndate: {YYYY-MM-DD}\narea: {{ area }}\ntags: [{{ tags }}]\ndeciders: {everyone who decides}\n---\n\n# {short title}\n\n## Context and Problem Statement\n\n## Decision Outcome\n";
    let dir = folder(&[
        ("docs/decisions/0001-keep-events.md", record),
        ("docs/decisions/0002-drop-events.md", &record.replace("Keep", "Drop")),
        ("docs/decisions/adr-template.md", template),
    ]);
    run(&dir, &["adr", "new", "Serve in batches", "--date", "2026-05-01"]);
    let text = read(&dir, "docs/decisions/0003-serve-in-batches.md");
    for line in [
        "status: proposed",
        "deciders: \"{everyone who decides}\"",
        "contact: \"{person who wrote it}\"",
        "area: core",
        "tags: []",
        "# Serve in batches",
    ] {
        assert!(text.contains(line), "{line} in {text}");
    }
    let out = mlarch_in(dir.path(), &["lint", "docs/decisions/0003-serve-in-batches.md", "--format", "concise"]);
    assert_eq!(out.code, 0, "{}", out.whole());
    run(&dir, &["adr", "new", "Rent machines", "--decider", "Ana", "--date", "2026-05-01"]);
    assert!(read(&dir, "docs/decisions/0004-rent-machines.md").contains("deciders: [Ana]"));
}

/// A template whose title and status stand below a heading that is a remark, and one with a list of its headings.
#[test]
fn templates_with_a_remark_or_a_list_above() {
    let record = "# Keep events\n\n* statut : accepté\n* date : 2024-05-01\n\n## Contexte\n\nx\n\n## Décision\n\ny\n";
    let template = "# Model\n\n# All of this may go\n* statut : \"{proposé | accepté}\"\n* date : {AAAA-MM-JJ}\n* zone : {ici}\n\n---\n\n# {titre court}\n\n## Contexte\n\n## Décision\n";
    let dir = folder(&[
        ("docs/adr/0001-keep.md", record),
        ("docs/adr/0002-drop.md", record),
        ("docs/adr/template.md", template),
    ]);
    run(&dir, &["adr", "new", "Serve in batches", "--date", "2026-05-01"]);
    let text = read(&dir, "docs/adr/0003-serve-in-batches.md");
    assert!(text.contains("# Serve in batches\n\n## Contexte") && text.contains("date : 2026-05-01"), "{text}");
    assert!(!text.contains("accepté}"), "{text}");
    let listed = "# ADR-nnn: Any decision\n\n## Status\n\nProposed\n\n- [ADR-nnn: Any decision](#adr-nnn-any-decision)\n- [Context](#context)\n\n## Context\n\nx\n";
    let record = "# ADR-001: Keep events\n\n## Status\n\nAccepted\n\n## Context\n\nx\n";
    let dir = folder(&[("docs/adr/ADR-001-keep.md", record), ("docs/adr/ADR-nnn-template.md", listed)]);
    run(&dir, &["adr", "new", "Serve in batches", "--date", "2026-05-01"]);
    let text = read(&dir, "docs/adr/ADR-002-serve-in-batches.md");
    assert!(text.contains("[ADR-002: Serve in batches](#adr-002-serve-in-batches)"), "{text}");
}

/// Ids, statuses and days of the list stay on one line, however narrow the terminal.
#[test]
fn days_of_the_list_are_not_broken() {
    let dir = mixed();
    run(&dir, &["adr", "supersede", "1", "Keep events in a queue with a very long name that nobody reads to its end"]);
    for columns in ["80", "100"] {
        let table = mlarch_with(dir.path(), &["adr", "list"], columns);
        for day in ["2024-03-01", "2024-03-02", "2024-03-05"] {
            assert!(table.contains(day), "{day} at {columns}: {table}");
        }
        assert!(table.lines().all(|l| l.chars().count() <= columns.parse().expect("a number")), "{table}");
    }
}

fn mlarch_with(dir: &Path, arguments: &[&str], columns: &str) -> String {
    let out = std::process::Command::new(env!("CARGO_BIN_EXE_mlarch"))
        .args(arguments)
        .env("COLUMNS", columns)
        .current_dir(dir)
        .output()
        .expect("it runs");
    String::from_utf8(out.stdout).expect("UTF-8")
}

/// What is frozen has the words that a log is sure to need, in its own letters and tongue.
#[test]
fn freezing_adds_the_usual_statuses() {
    let record = SECTION.replace("# 1. Keep events in a log", "# N. A title of its own");
    let files: Vec<(String, String)> = (1..6)
        .map(|n| (format!("docs/adr/000{n}-title.md"), record.replace("# N. A title", &format!("# {n}. Title {n}"))))
        .collect();
    let files: Vec<(&str, &str)> = files.iter().map(|(p, t)| (p.as_str(), t.as_str())).collect();
    let dir = folder(&files);
    run(&dir, &["adr", "init"]);
    let frozen = read(&dir, "mlarch.toml");
    assert!(frozen.contains("\"accepted\", \"proposed\", \"rejected\", \"deprecated\", \"superseded\""), "{frozen}");
    run(&dir, &["adr", "new", "Serve in batches"]);
    let out = mlarch_in(dir.path(), &["lint", "--format", "concise", "--select", "A103"]);
    assert_eq!(out.code, 0, "{}", out.whole());
}

/// Records in AsciiDoc and reStructuredText are read, followed and linked in their own notation.
#[test]
fn other_notations_than_markdown() {
    let adoc = "= 1. Keep events\n:status: accepted\n:revdate: 2024-03-01\n\n== Context\n\nEvents get lost.\n\n== Decision\n\nWe keep them.\n";
    let rst = "1. Keep features\n################\n\nStatus\n******\n\n**Accepted** 2024-03-01\n\nContext\n*******\n\nFeatures differ, see `another <0009-gone.rst>`_.\n\nDecision\n********\n\nOne store.\n";
    let dir = folder(&[("a/docs/adr/0001-keep-events.adoc", adoc), ("r/docs/decisions/0001-keep-features.rst", rst)]);
    let rows = list(&dir);
    let shown: Vec<_> = rows.iter().map(|r| (&r["id"], &r["title"], &r["status"], &r["date"])).collect();
    assert_eq!(rows.len(), 2);
    for (row, title) in rows.iter().zip(["Keep events", "Keep features"]) {
        assert_eq!((row["title"].as_str(), row["status"].as_str()), (Some(title), Some("accepted")), "{shown:?}");
        assert_eq!(row["date"].as_str(), Some("2024-03-01"), "{shown:?}");
    }
    run(&dir, &["adr", "supersede", "--dir", "a/docs/adr", "1", "Stream events", "--date", "2026-05-01"]);
    let new = read(&dir, "a/docs/adr/0002-stream-events.adoc");
    assert!(
        new.starts_with(
            "= 2. Stream events\n:status: proposed\n:supersedes: xref:0001-keep-events.adoc[1. Keep events]\n"
        ),
        "{new}"
    );
    let old = read(&dir, "a/docs/adr/0001-keep-events.adoc");
    assert!(old.contains("xref:0002-stream-events.adoc[2. Stream events]"), "{old}");
    run(&dir, &["adr", "supersede", "--dir", "r/docs/decisions", "1", "Rent features", "--date", "2026-05-01"]);
    let old = read(&dir, "r/docs/decisions/0001-keep-features.rst");
    let wanted = "Superseded by `2. Rent features <0002-rent-features.rst>`__ (before: Accepted 2024-03-01)\n";
    assert!(old.contains(wanted), "{old}");
    run(&dir, &["adr", "new", "--dir", "r/docs/decisions", "Buy features", "--date", "2026-05-01"]);
    let new = read(&dir, "r/docs/decisions/0003-buy-features.rst");
    assert!(new.starts_with("3. Buy features\n###############\n\nStatus\n******\n\nProposed\n"), "{new}");
    let out = mlarch_in(dir.path(), &["lint", "--format", "concise"]);
    let found: Vec<&str> = out.stdout.lines().filter(|l| l.contains("error[") || l.contains("warning[")).collect();
    assert_eq!(found.len(), 1, "{}", out.whole());
    assert!(found[0].contains("0001-keep-features.rst:12") && found[0].contains("A401"), "{}", found[0]);
}
