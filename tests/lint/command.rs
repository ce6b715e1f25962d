//! `mlarch lint` as a user runs it: exit codes, reports, fixes, baseline, scope, version control.
#![allow(clippy::print_stderr)]

use std::path::Path;
use std::process::{Command, Stdio};

use serde_json::Value;
use tempfile::TempDir;

/// What a run printed.
pub(crate) struct Out {
    pub(crate) code: i32,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

fn start(dir: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_mlarch"));
    command.current_dir(dir).args(arguments).env("NO_COLOR", "1").env("COLUMNS", "100");
    // 2026-11-22, so that reports do not depend on the day.
    command.env("SOURCE_DATE_EPOCH", "1795305600").stdin(Stdio::null());
    command
}

fn done(output: std::io::Result<std::process::Output>) -> Out {
    let o = output.expect("the program runs");
    let text = |b: Vec<u8>| String::from_utf8(b).expect("text");
    Out { code: o.status.code().unwrap_or(-1), stdout: text(o.stdout), stderr: text(o.stderr) }
}

pub(crate) fn run(dir: &Path, arguments: &[&str]) -> Out {
    done(start(dir, arguments).output())
}

pub(crate) fn folder(files: &[(&str, &str)]) -> TempDir {
    let dir = TempDir::new().expect("a temporary folder");
    for (name, text) in files {
        write(dir.path(), name, text);
    }
    dir
}

pub(crate) fn write(dir: &Path, name: &str, text: &str) {
    let path = dir.join(name);
    std::fs::create_dir_all(path.parent().expect("has a parent")).expect("made");
    std::fs::write(path, text).expect("written");
}

fn read(dir: &Path, name: &str) -> String {
    std::fs::read_to_string(dir.join(name)).unwrap_or_else(|e| panic!("{name}: {e}"))
}

const GOOD: &str = "# 1. Cache answers in memory\n\nDate: 2026-03-01\n\n## Status\n\nAccepted\n\n## Context\n\nThe same answers are asked for again and again.\n\n## Decision\n\nWe cache answers in memory because reading them again costs more.\n\n## Consequences\n\nA restart starts cold.\n";
const WRONG: &str = "# 5. Put a queue before the scorer\r\n\r\nDate: 2026-03-02\r\n\r\n## Status\r\n\r\nAccepted\r\n\r\n## Context\r\n\r\nRequests come in bursts.\r\n\r\n## Decision\r\n\r\nWe put a queue before the scorer.   \r\n\r\n## Consequences\r\n\r\nAnswers take longer.\r\n";

fn two() -> TempDir {
    folder(&[("docs/adr/0001-cache.md", GOOD), ("docs/adr/0002-queue.md", WRONG)])
}

#[test]
fn exit_codes_tell_what_was_found() {
    let clean = folder(&[("docs/adr/0001-cache.md", GOOD)]);
    let out = run(clean.path(), &["lint"]);
    assert_eq!((out.code, out.stdout.as_str()), (0, "1 record, 1 file: no findings\n"), "{}", out.stderr);
    let out = run(two().path(), &["lint", "docs/adr"]);
    assert_eq!(out.code, 1, "{}", out.stdout);
    assert_eq!(run(two().path(), &["lint", "--fail-on", "never"]).code, 0);
    assert_eq!(run(two().path(), &["lint", "--ignore", "title-id-mismatch"]).code, 0);
    let out = run(two().path(), &["lint", "--select", "title-id-mismash"]);
    assert_eq!(out.code, 2);
    assert!(out.stderr.contains("Did you mean `title-id-mismatch`?"), "{}", out.stderr);
    assert_eq!(run(two().path(), &["lint", "docs/missing"]).code, 2);
}

#[test]
fn nothing_to_lint_is_said() {
    let dir = folder(&[("notes.md", "# Shopping\n\nMilk.\n")]);
    let out = run(dir.path(), &["lint"]);
    assert_eq!(out.code, 3);
    assert!(out.stderr.contains("no decision record was found"), "{}", out.stderr);
    let out = run(dir.path(), &["lint", "--format", "json"]);
    assert_eq!(out.code, 3);
    let json: Value = serde_json::from_str(&out.stdout).expect("JSON");
    assert_eq!(json["summary"]["adrs"], 0);
}

#[test]
fn the_logs_of_all_parts_are_read() {
    let own = ("docs/adr/0001-cache.md", GOOD);
    let part = ("packages/scorer/docs/adr/0005-queue.md", WRONG);
    let aside = [("examples/shop/docs/adr/0001-cache.md", GOOD), ("notes/0007-status.md", WRONG)];
    let read = |files: &[(&str, &str)]| run(folder(files).path(), &["lint"]).stdout;
    let (one, two) = ("1 record, 1 file: no findings\n", "2 records, 2 files: no findings\n");
    assert_eq!(read(&[own, aside[0], aside[1]]), one);
    assert_eq!(read(&[own, part, aside[0], aside[1]]), two);
    // Where only a part has a log, that is read, and not everything else that looks like a record.
    assert_eq!(read(&[part, aside[1]]), one);
}

#[test]
fn reports_in_all_formats() {
    let dir = two();
    for format in ["human", "concise", "json", "jsonl", "github", "gitlab", "junit", "azure", "rdjson"] {
        let out = run(dir.path(), &["lint", "--format", format]);
        assert_eq!(out.code, 1, "{format}: {}", out.stderr);
        insta::assert_snapshot!(format!("format_{format}"), out.stdout);
    }
}

/// The platform of this machine, as the compiler names it.
fn host() -> String {
    let compiler = std::env::var("RUSTC").unwrap_or_else(|_| String::from("rustc"));
    let out = Command::new(compiler).arg("-vV").output().expect("the compiler runs");
    let text = String::from_utf8_lossy(&out.stdout).into_owned();
    let line = text.lines().find_map(|l| l.strip_prefix("host: "));
    line.expect("a platform").to_string()
}

/// The published schema comes with a crate that is made from it. Of packages for other platforms nothing was fetched.
fn sarif_schema() -> Value {
    let cargo = std::env::var("CARGO").unwrap_or_else(|_| String::from("cargo"));
    let out = Command::new(cargo)
        .args(["metadata", "--format-version", "1", "--offline", "--filter-platform", &host()])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .expect("cargo runs");
    assert!(out.status.success(), "{}", String::from_utf8_lossy(&out.stderr));
    let metadata: Value = serde_json::from_slice(&out.stdout).expect("JSON");
    let packages = metadata["packages"].as_array().expect("packages");
    let own = packages.iter().find(|p| p["name"] == "serde-sarif").expect("a development dependency");
    let manifest = Path::new(own["manifest_path"].as_str().expect("a path"));
    let text = std::fs::read_to_string(manifest.with_file_name("src").join("schema.json")).expect("the schema");
    // One of its patterns, for languages, has a bracket too many for a strict reader of regular expressions.
    serde_json::from_str(&text.replace("{2}]?$", "{2}$")).expect("JSON")
}

fn sarif(dir: &Path, arguments: &[&str]) -> Value {
    let all: Vec<&str> = ["lint", "--format", "sarif"].iter().chain(arguments).copied().collect();
    let out = run(dir, &all);
    serde_json::from_str(&out.stdout).unwrap_or_else(|e| panic!("{e}: {}", out.stderr))
}

#[test]
fn sarif_keeps_to_the_published_schema() {
    let validator = jsonschema::validator_for(&sarif_schema()).expect("the schema");
    let dir = two();
    write(
        dir.path(),
        "docs/adr/0003-quiet.md",
        &GOOD.replace("# 1.", "<!-- mlarch-disable-next-line A004: quoted -->\n# 4."),
    );
    let check = |log: &Value| {
        let wrong: Vec<String> = validator.iter_errors(log).map(|e| format!("{}: {e}", e.instance_path())).collect();
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    };
    let log = sarif(dir.path(), &[]);
    check(&log);
    let results = log["runs"][0]["results"].as_array().expect("results");
    let suppressed = results.iter().filter(|r| r["suppressions"][0]["kind"] == "inSource").count();
    assert_eq!(suppressed, 1, "{results:#?}");
    assert!(
        results
            .iter()
            .any(|r| r["fixes"][0]["artifactChanges"][0]["replacements"][0]["insertedContent"]["text"] == "2")
    );
    assert_eq!(run(dir.path(), &["lint", "--update-baseline"]).code, 0);
    let log = sarif(dir.path(), &[]);
    check(&log);
    let states: Vec<&Value> =
        log["runs"][0]["results"].as_array().expect("results").iter().map(|r| &r["baselineState"]).collect();
    assert!(states.iter().any(|s| **s == "unchanged"), "{states:?}");
}

#[test]
fn fingerprints_stay_when_lines_move() {
    let dir = two();
    let names = |log: &Value| -> Vec<String> {
        let list = log["runs"][0]["results"].as_array().expect("results");
        list.iter().map(|r| r["partialFingerprints"]["mlarchFinding/v1"].to_string()).collect()
    };
    let before = names(&sarif(dir.path(), &[]));
    write(dir.path(), "docs/adr/0002-queue.md", &WRONG.replace("# 5.", "\r\n\r\n\r\n# 5."));
    assert_eq!(before, names(&sarif(dir.path(), &[])));
    assert!(!before.is_empty());
}

#[test]
fn fixing_keeps_all_other_bytes() {
    let dir = two();
    let bom = format!("\u{feff}{}", GOOD.replace("# 1. Cache", "# 9. Mark"));
    write(dir.path(), "docs/adr/0003-mark.md", &bom);
    let shown = run(dir.path(), &["lint", "--diff"]);
    assert_eq!(shown.code, 1);
    assert!(
        shown.stdout.contains("-# 5. Put a queue") && shown.stdout.contains("+# 2. Put a queue"),
        "{}",
        shown.stdout
    );
    assert_eq!(read(dir.path(), "docs/adr/0002-queue.md"), WRONG, "--diff writes nothing");
    let out = run(dir.path(), &["lint", "--fix"]);
    assert_eq!(out.code, 0, "{}{}", out.stdout, out.stderr);
    assert_eq!(read(dir.path(), "docs/adr/0002-queue.md"), WRONG.replace("# 5.", "# 2."));
    assert_eq!(read(dir.path(), "docs/adr/0003-mark.md"), bom.replace("# 9.", "# 3."));
    let again = run(dir.path(), &["lint", "--fix"]);
    assert_eq!(again.code, 0);
    assert!(again.stderr.is_empty(), "{}", again.stderr);
    assert_eq!(run(dir.path(), &["lint", "--diff"]).stdout, "");
}

#[test]
fn a_baseline_lets_old_findings_be() {
    let dir = two();
    let out = run(dir.path(), &["lint", "--update-baseline"]);
    assert_eq!(out.code, 0, "{}", out.stderr);
    let out = run(dir.path(), &["lint"]);
    assert_eq!(out.code, 0, "{}", out.stdout);
    assert!(out.stdout.contains("1 in the baseline"), "{}", out.stdout);
    // A new one counts.
    write(dir.path(), "docs/adr/0003-new.md", &GOOD.replace("# 1. Cache", "# 8. Keep"));
    let out = run(dir.path(), &["lint", "--format", "concise"]);
    assert_eq!(out.code, 1);
    assert!(out.stdout.starts_with("docs/adr/0003-new.md:1:1: error[A004]"), "{}", out.stdout);
    // One that is mended makes its entry stale.
    write(dir.path(), "docs/adr/0002-queue.md", &WRONG.replace("# 5.", "# 2."));
    write(dir.path(), "docs/adr/0003-new.md", &GOOD.replace("# 1. Cache", "# 3. Keep"));
    let out = run(dir.path(), &["lint", "--format", "concise"]);
    assert_eq!(out.code, 1);
    assert!(out.stdout.contains("error[A904]"), "{}", out.stdout);
    assert_eq!(run(dir.path(), &["lint", "--update-baseline"]).code, 0);
    assert_eq!(run(dir.path(), &["lint"]).code, 0);
}

#[test]
fn a_file_is_judged_within_its_log() {
    let dir = two();
    write(dir.path(), "docs/adr/0001-again.md", &GOOD.replace("Cache answers", "Keep answers"));
    let out = run(dir.path(), &["lint", "docs/adr/0001-cache.md", "--format", "concise"]);
    assert_eq!(out.code, 1);
    assert!(out.stdout.contains("A002") && !out.stdout.contains("A004"), "{}", out.stdout);
}

#[test]
fn standard_input_takes_the_place_of_a_file() {
    let dir = two();
    let mut command =
        start(dir.path(), &["lint", "-", "--stdin-filename", "docs/adr/0003-x.md", "--format", "concise"]);
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("runs");
    std::io::Write::write_all(&mut child.stdin.take().expect("piped"), GOOD.replace("Cache", "Keep").as_bytes())
        .expect("written");
    let out = done(child.wait_with_output());
    assert_eq!(out.code, 1, "{}", out.stderr);
    assert!(out.stdout.starts_with("docs/adr/0003-x.md:1:1: error[A004]"), "{}", out.stdout);
    assert_eq!(out.stdout.lines().count(), 2, "{}", out.stdout);
}

#[test]
fn configuration_sets_levels_paths_and_waivers() {
    let dir = two();
    let config = |text: &str| write(dir.path(), "mlarch.toml", text);
    config("[lint]\nignore = [\"A004\"]\n");
    assert_eq!(run(dir.path(), &["lint"]).code, 0);
    config("[lint.levels]\ntitle-id-mismatch = \"info\"\n");
    assert_eq!(run(dir.path(), &["lint"]).code, 0);
    config("[[lint.paths]]\npaths = [\"docs/**\"]\nignore = [\"A0\"]\n");
    assert_eq!(run(dir.path(), &["lint"]).code, 0);
    // From a folder below, paths mean the same.
    assert_eq!(run(&dir.path().join("docs"), &["lint", "adr"]).code, 0);
    config(
        "[[lint.waivers]]\ncode = \"A004\"\npath = \"docs/adr/0002-queue.md\"\nreason = \"quoted\"\nowner = \"platform\"\nuntil = \"2027-01-01\"\n",
    );
    let out = run(dir.path(), &["lint"]);
    assert_eq!(out.code, 0, "{}", out.stdout);
    assert!(out.stdout.contains("1 waived"), "{}", out.stdout);
    config("[lint]\npersna = \"strict\"\n");
    let out = run(dir.path(), &["lint"]);
    assert_eq!(out.code, 2);
    assert!(out.stderr.contains("persna") && out.stderr.contains("persona"), "{}", out.stderr);
}

fn git(dir: &Path, arguments: &[&str]) -> bool {
    let mut command = Command::new("git");
    command.current_dir(dir).args([
        "-c",
        "user.name=Ana",
        "-c",
        "user.email=ana@example.org",
        "-c",
        "commit.gpgsign=false",
    ]);
    command.args(arguments).stdout(Stdio::null()).stderr(Stdio::null()).status().is_ok_and(|s| s.success())
}

#[test]
fn only_what_a_change_concerns_is_told() {
    let dir = two();
    if !git(dir.path(), &["init", "-q", "-b", "main"]) {
        eprintln!("SKIPPED: there is no git");
        return;
    }
    assert!(git(dir.path(), &["add", "-A"]) && git(dir.path(), &["commit", "-q", "-m", "one"]));
    assert!(git(dir.path(), &["checkout", "-q", "-b", "change"]));
    write(dir.path(), "docs/adr/0003-new.md", &GOOD.replace("# 1. Cache", "# 3. Keep"));
    let out = run(dir.path(), &["lint", "--base", "main"]);
    assert_eq!(out.code, 0, "{}{}", out.stdout, out.stderr);
    assert_eq!(run(dir.path(), &["lint", "--base", "main", "--all"]).code, 1);
    write(dir.path(), "docs/adr/0003-new.md", &GOOD.replace("# 1. Cache", "# 7. Keep"));
    assert_eq!(run(dir.path(), &["lint", "--base", "main"]).code, 1);
    let out = run(dir.path(), &["lint", "--base", "--upload-pack=x"]);
    assert_eq!(out.code, 2, "{}", out.stderr);
    let out = run(dir.path(), &["lint", "--base", "nowhere"]);
    assert_eq!(out.code, 2);
    assert!(out.stderr.contains("nowhere"), "{}", out.stderr);
}

#[test]
fn hostile_texts_stay_harmless_in_reports() {
    let name = "docs/adr/0002-%0A::error::x,y:z.md";
    let title = "# 5. ::error file=x::<script>alert(1)</script> ]]> \u{1b}[31m ##vso[task.complete] %0A\n";
    let dir = folder(&[
        ("docs/adr/0001-cache.md", GOOD),
        (name, &WRONG.replace("\r\n", "\n").replacen("# 5. Put a queue before the scorer\n", title, 1)),
    ]);
    for format in ["human", "concise", "json", "jsonl", "sarif", "github", "gitlab", "junit", "azure", "rdjson"] {
        let out = run(dir.path(), &["lint", "--format", format, "--persona", "strict"]);
        assert!(!out.stdout.contains('\u{1b}'), "{format}: {}", out.stdout);
        if format == "github" {
            for line in out.stdout.lines().filter(|l| l.contains("::")) {
                let head = ["::error file=", "::warning file=", "::notice file="].iter().any(|h| line.starts_with(h));
                assert!(head, "{line}");
                // The properties end where the message begins: no other separator may stand before it.
                let properties = &line[2..line[2..].find("::").expect("a message") + 2];
                assert!(!properties.contains("%0A::") && properties.matches(',').count() <= 5, "{line}");
            }
        }
        if format == "azure" {
            assert!(
                out.stdout.lines().all(|l| !l.contains("##") || l.starts_with("##vso[task.logissue ")),
                "{}",
                out.stdout
            );
        }
        if format == "junit" {
            assert!(!out.stdout.contains("<script") && !out.stdout.contains("]]>"), "{}", out.stdout);
        }
    }
}

#[test]
fn no_text_brings_it_down() {
    let dir = TempDir::new().expect("a temporary folder");
    let long = format!("# 1. Long\n\nStatus: accepted\n\n## Decision\n\n{}\n", "[x](y.md) ".repeat(20_000));
    write(dir.path(), "docs/adr/0001-long.md", &long);
    write(
        dir.path(),
        "docs/adr/0002-base64.md",
        &format!("# 2. B\n\n![x](data:image/png;base64,{})\n\n## Decision\n\nX.\n", "A".repeat(200_000)),
    );
    write(dir.path(), "docs/adr/0003-deep.md", &format!("# 3. Deep\n\n{}\n", "> ".repeat(50_000)));
    write(dir.path(), "docs/adr/0004-open.md", &format!("# 4. Open\n\n{}\n", "[![(".repeat(50_000)));
    write(
        dir.path(),
        "docs/adr/0005-yaml.md",
        &format!("---\nstatus: {}\n---\n# 5. X\n\n## Decision\n\nX.\n", "[".repeat(20_000)),
    );
    write(
        dir.path(),
        "docs/adr/0006-large.md",
        &format!("# 6. Large\n\n## Decision\n\n{}", "word\n".repeat(2_000_000)),
    );
    write(dir.path(), "docs/adr/0007-empty.md", "");
    std::fs::write(dir.path().join("docs/adr/0008-latin.md"), b"# 8. Caf\xe9\n\n## Decision\n\nX.\n").expect("written");
    std::fs::write(dir.path().join("docs/adr/0009-zero.md"), b"# 9. X\0\n\n## Decision\n\nX.\n").expect("written");
    for format in ["human", "sarif"] {
        let out = run(dir.path(), &["lint", "--format", format, "--persona", "strict"]);
        assert_eq!(out.code, 1, "{format}: {}", out.stderr);
    }
    let out = run(dir.path(), &["lint", "--format", "json"]);
    let json: Value = serde_json::from_str(&out.stdout).expect("JSON");
    assert_eq!(json["summary"]["unreadable"], 3, "{json:#}");
    assert_ne!(run(dir.path(), &["lint", "--diff", "--unsafe-fixes"]).code, 70);
}

#[test]
fn rules_are_listed_and_shown() {
    let dir = TempDir::new().expect("a temporary folder");
    let out = run(dir.path(), &["rules"]);
    assert_eq!(out.code, 0, "{}", out.stderr);
    assert!(out.stdout.contains("A004") && out.stdout.contains("title-id-mismatch"), "{}", out.stdout);
    let json: Value = serde_json::from_str(&run(dir.path(), &["rules", "--format", "json"]).stdout).expect("JSON");
    let all = json.as_array().expect("a list").len();
    assert_eq!(all, mlarch::lint::ALL.len());
    let page = run(dir.path(), &["rule", "a004"]).stdout;
    assert!(page.starts_with("# A004 title-id-mismatch\n"), "{page}");
    let out = run(dir.path(), &["rule", "duplicate-ids"]);
    assert_eq!(out.code, 2);
    assert!(out.stderr.contains("Did you mean `duplicate-id`?"), "{}", out.stderr);
}

#[test]
fn damaged_records_of_any_folder_are_told() {
    let dir = folder(&[("l/0001-cache.md", GOOD), ("l/0003-chapter.md", "Words about queues.\n")]);
    std::fs::write(dir.path().join("l/0002-queue.md"), b"# 2. Queue \xff\n\n## Status\n\nAccepted\n").expect("written");
    let out = run(dir.path(), &["lint", "l"]);
    assert_eq!(out.code, 1, "{}", out.stdout);
    assert_eq!(out.stdout.matches("[A001]").count(), 1, "{}", out.stdout);
    assert!(out.stdout.contains("l/0002-queue.md"), "{}", out.stdout);
}
