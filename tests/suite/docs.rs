//! Documents: whole sets, what people wrote between them, decision records, templates of one's own.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use crate::run::{Outcome, examples, mlarch};

const CHURN: &str = "examples/churn-scoring.yaml";

/// Writes documents of an example on a fixed day.
fn docs(file: &str, out: &Path, more: &[&str]) -> Outcome {
    let out = out.display().to_string();
    let mut arguments = vec!["docs", file, "-o", &out, "--date", "2026-11-22"];
    arguments.extend(more);
    mlarch(&arguments)
}

fn fine(out: &Outcome) {
    assert_eq!(out.code, 0, "{}", out.whole());
}

/// All files below a folder, by their paths with forward slashes.
fn files(folder: &Path) -> BTreeMap<String, String> {
    fn walk(folder: &Path, prefix: &str, out: &mut BTreeMap<String, String>) {
        for entry in std::fs::read_dir(folder).expect("readable") {
            let entry = entry.expect("readable");
            let path = format!("{prefix}{}", entry.file_name().to_string_lossy());
            if entry.path().is_dir() {
                walk(&entry.path(), &format!("{path}/"), out);
            } else {
                out.insert(path, std::fs::read_to_string(entry.path()).expect("text"));
            }
        }
    }
    let mut out = BTreeMap::new();
    if folder.exists() {
        walk(folder, "", &mut out);
    }
    out
}

/// The one file whose path contains a text.
fn one<'a>(files: &'a BTreeMap<String, String>, part: &str) -> (&'a String, &'a String) {
    let mut found = files.iter().filter(|(path, _)| path.contains(part));
    let first = found.next().unwrap_or_else(|| panic!("{part} in {:?}", files.keys()));
    assert!(found.next().is_none(), "{part} stands for several files");
    first
}

fn edit(path: &Path, from: &str, to: &str) {
    let text = std::fs::read_to_string(path).expect("readable");
    assert!(text.contains(from), "{from} in {text}");
    std::fs::write(path, text.replacen(from, to, 1)).expect("written");
}

/// The anchors of a page as GitHub makes them.
fn anchors(text: &str) -> BTreeSet<String> {
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    let mut out = BTreeSet::new();
    for heading in text.lines().filter(|l| l.starts_with('#')) {
        let title = heading.trim_start_matches('#').trim().replace('\\', "").to_lowercase();
        let slug: String = title
            .chars()
            .filter(|c| c.is_alphanumeric() || matches!(c, ' ' | '-' | '_'))
            .collect::<String>()
            .replace(' ', "-");
        let n = seen.entry(slug.clone()).or_insert(0);
        out.insert(if *n == 0 { slug } else { format!("{slug}-{n}") });
        *n += 1;
    }
    out
}

/// Targets of all links of a page.
fn links(text: &str) -> Vec<&str> {
    let mut out = Vec::new();
    let mut rest = text;
    while let Some(at) = rest.find("](") {
        let escaped = rest[..at].ends_with('\\');
        rest = &rest[at + 2..];
        if escaped {
            continue;
        }
        let (target, end) = match rest.strip_prefix('<') {
            Some(inner) => (inner.split('>').next().unwrap_or_default(), '>'),
            None => (rest.split(')').next().unwrap_or_default(), ')'),
        };
        assert!(rest.contains(end), "a link without an end: {rest}");
        out.push(target);
    }
    out
}

fn check_links(files: &BTreeMap<String, String>) -> usize {
    let mut checked = 0;
    for (path, text) in files.iter().filter(|(p, _)| p.ends_with(".md")) {
        for link in links(text).into_iter().filter(|l| !l.starts_with("http")) {
            let (target, anchor) = link.split_once('#').map_or((link, None), |(t, a)| (t, Some(a)));
            let base = Path::new(path).parent().unwrap_or(Path::new(""));
            let mut full = PathBuf::new();
            for part in base.join(target).components() {
                match part {
                    std::path::Component::ParentDir => assert!(full.pop(), "{path}: {link} leads out"),
                    other => full.push(other),
                }
            }
            let name = if target.is_empty() { path.clone() } else { full.display().to_string().replace('\\', "/") };
            let there = files.get(&name).unwrap_or_else(|| panic!("{path}: {link} leads nowhere"));
            if let Some(anchor) = anchor {
                assert!(anchors(there).contains(anchor), "{path}: {link} has no such heading");
            }
            checked += 1;
        }
    }
    checked
}

#[test]
fn every_example_in_every_set_is_complete_linked_and_stable() {
    for name in examples() {
        let file = format!("examples/{name}");
        for set in ["default", "arc42", "brief"] {
            let folder = tempfile::tempdir().expect("a folder");
            fine(&docs(&file, folder.path(), &["--kind", set]));
            let first = files(folder.path());
            let links = check_links(&first);
            assert!(set == "brief" || links > 100, "{name} {set}: {links} links");
            let again = docs(&file, folder.path(), &["--kind", set]);
            fine(&again);
            assert!(again.stdout.contains(" 0 new, 0 changed, 0 removed, "), "{}", again.stdout);
            assert_eq!(files(folder.path()), first, "{name} {set}: a second run changed something");
            fine(&docs(&file, folder.path(), &["--kind", set, "--check"]));
        }
    }
}

#[test]
fn documents_are_as_accepted() {
    let folder = tempfile::tempdir().expect("a folder");
    fine(&docs(CHURN, folder.path(), &[]));
    let all = files(folder.path());
    for (name, part) in [
        ("overview", "README.md"),
        ("block", "blocks/online_serving.md"),
        ("record", "online-serving-azure-ml-online-endpoints.md"),
        ("roadmap", "roadmap.md"),
        ("requirements", "requirements.md"),
    ] {
        let text = if name == "overview" { &all["README.md"] } else { one(&all, part).1 };
        insta::assert_snapshot!(format!("docs_{name}"), text);
    }
    let folder = tempfile::tempdir().expect("a folder");
    fine(&docs(CHURN, folder.path(), &["--kind", "brief"]));
    insta::assert_snapshot!("docs_brief", files(folder.path())["brief.md"]);
}

#[test]
fn what_people_write_survives() {
    let folder = tempfile::tempdir().expect("a folder");
    fine(&docs(CHURN, folder.path(), &[]));
    let page = folder.path().join("README.md");
    edit(&page, "<!-- mlarch:begin default/decisions", "Our own paragraph.\n\n<!-- mlarch:begin default/decisions");
    let more = ["--set", "inference.rps_peak=2000"];
    fine(&docs(CHURN, folder.path(), &more));
    let text = std::fs::read_to_string(&page).expect("readable");
    assert!(text.contains("\nOur own paragraph.\n\n<!-- mlarch:begin default/decisions"), "{text}");
    fine(&docs(CHURN, folder.path(), &[&more[..], &["--check"]].concat()));
}

#[test]
fn an_edited_region_is_reported_and_nothing_is_written() {
    let folder = tempfile::tempdir().expect("a folder");
    fine(&docs(CHURN, folder.path(), &[]));
    let page = folder.path().join("requirements.md");
    edit(&page, "| 25 /s |", "| 26 /s, we think |");
    // As long as the program has nothing new to say there, the edit stands and does not hold up anything else.
    let before = files(folder.path());
    let kept = docs(CHURN, folder.path(), &[]);
    fine(&kept);
    assert!(kept.stderr.contains("requirements.md:1: default/requirements was edited by hand, and stays so"));
    assert_eq!(files(folder.path()), before);
    let checked = docs(CHURN, folder.path(), &["--check"]);
    assert_eq!(checked.code, 1, "{}", checked.whole());
    assert!(checked.stdout.contains("-| ") && checked.stdout.contains("26 /s, we think"), "{}", checked.stdout);
    assert!(!checked.stderr.contains("is stale"), "{}", checked.stderr);
    let back = docs(CHURN, folder.path(), &["--force"]);
    fine(&back);
    let restored = files(folder.path());
    assert_eq!(restored["requirements.md.bak"], before["requirements.md"]);
    assert!(restored["requirements.md"].contains("| 25 /s |"));
    fine(&docs(CHURN, folder.path(), &["--check"]));
    std::fs::rename(folder.path().join("requirements.md.bak"), &page).expect("renamed");
    let more = ["--set", "inference.rps_peak=2000"];
    let out = docs(CHURN, folder.path(), &more);
    assert_eq!(out.code, 1, "{}", out.whole());
    assert!(out.stderr.contains("requirements.md:1: default/requirements was edited by hand"), "{}", out.stderr);
    assert_eq!(files(folder.path()), before);
    let forced = docs(CHURN, folder.path(), &[&more[..], &["--force"]].concat());
    fine(&forced);
    let after = files(folder.path());
    assert_eq!(after["requirements.md.bak"], before["requirements.md"]);
    assert!(after["requirements.md"].contains("| 2,000 /s |"), "{}", after["requirements.md"]);
}

#[test]
fn a_region_that_a_person_keeps_out_stays_out() {
    let folder = tempfile::tempdir().expect("a folder");
    fine(&docs(CHURN, folder.path(), &[]));
    let page = folder.path().join("risks.md");
    std::fs::write(&page, "# Our risks\n\nNone that we fear.\n\n<!-- mlarch:off default/risks -->\n").expect("written");
    fine(&docs(CHURN, folder.path(), &[]));
    let text = std::fs::read_to_string(&page).expect("readable");
    assert!(text.starts_with("# Our risks\n\nNone that we fear.\n\n<!-- mlarch:off default/risks -->\n"), "{text}");
    assert!(
        !text.contains("mlarch:begin default/risks") && text.contains("mlarch:begin default/close-calls"),
        "{text}"
    );
}

#[test]
fn files_of_others_are_left_alone() {
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::write(folder.path().join("README.md"), "# Mine\n").expect("written");
    std::fs::write(folder.path().join("notes.md"), "Mine, too.\n").expect("written");
    let out = docs(CHURN, folder.path(), &[]);
    assert_eq!(out.code, 1);
    assert!(out.stderr.contains("README.md: this file is in the way"), "{}", out.stderr);
    assert_eq!(files(folder.path()).len(), 2, "nothing was written");
    fine(&docs(CHURN, folder.path(), &["--force"]));
    let all = files(folder.path());
    assert_eq!((all["README.md.bak"].as_str(), all["notes.md"].as_str()), ("# Mine\n", "Mine, too.\n"));
}

#[test]
fn stale_documents_are_told_with_their_difference() {
    let folder = tempfile::tempdir().expect("a folder");
    fine(&docs(CHURN, folder.path(), &[]));
    let before = files(folder.path());
    let out = docs(CHURN, folder.path(), &["--check", "--set", "inference.rps_peak=60"]);
    assert_eq!(out.code, 1, "{}", out.whole());
    assert!(out.stdout.contains("\n+| Load testing | "), "{}", out.stdout);
    assert_eq!(files(folder.path()), before, "--check writes nothing");
}

#[test]
fn a_changed_answer_touches_only_what_follows_from_it() {
    let folder = tempfile::tempdir().expect("a folder");
    fine(&docs(CHURN, folder.path(), &[]));
    let before = files(folder.path());
    fine(&docs(CHURN, folder.path(), &["--set", "inference.rps_peak=60"]));
    let after = files(folder.path());
    let changed: Vec<&String> = after.keys().filter(|p| before.get(*p) != after.get(*p)).collect();
    assert!(changed.iter().any(|p| *p == "blocks/load_testing.md"), "{changed:?}");
    for untouched in ["blocks/dev_data.md", "blocks/relational_db.md", "risks.md", "checklists.md"] {
        assert_eq!(before[untouched], after[untouched], "{untouched}");
    }
    assert!(changed.len() * 2 < after.len(), "{} of {}: {changed:?}", changed.len(), after.len());
    // And back: what nothing calls for any more goes.
    fine(&docs(CHURN, folder.path(), &[]));
    assert_eq!(files(folder.path()), before);
}

#[test]
fn an_accepted_record_is_never_rewritten_but_gets_a_proposed_successor() {
    let folder = tempfile::tempdir().expect("a folder");
    let all_records = ["--records-from", "0"];
    fine(&docs(CHURN, folder.path(), &all_records));
    let written = files(folder.path());
    let path = folder.path().join(one(&written, "-data-versioning-").0);
    edit(&path, "status: \"proposed\"", "status: accepted");
    edit(&path, "\n### Consequences", "\nThe team agreed on 3 December.\n\n### Consequences");
    let accepted = std::fs::read_to_string(&path).expect("readable");
    fine(&docs(CHURN, folder.path(), &all_records));
    assert_eq!(std::fs::read_to_string(&path).expect("readable"), accepted);
    // Another volume, another choice.
    let other = ["--records-from", "0", "--set", "data.volume=60 GB"];
    fine(&docs(CHURN, folder.path(), &other));
    let old = std::fs::read_to_string(&path).expect("readable");
    let added = old.strip_prefix(accepted.as_str()).unwrap_or_else(|| panic!("only something added: {old}"));
    assert!(added.contains("Proposed successor: [") && added.contains("delta-lake.md)"), "{added}");
    let all = files(folder.path());
    let (new, text) = one(&all, "data-versioning-delta-lake");
    assert!(text.contains("status: \"proposed\"") && text.contains("An accepted record chose otherwise: ["), "{text}");
    check_links(&all);
    let number = |p: &String| p.strip_prefix("decisions/")?.get(..4)?.parse::<u32>().ok();
    let numbers: BTreeSet<u32> = all.keys().filter_map(number).collect();
    assert!(numbers.len() > 40 && number(new) == numbers.last().copied(), "{new}: the next number is taken");
    fine(&docs(CHURN, folder.path(), &[&other[..], &["--check"]].concat()));
    // Back again: the proposal goes, and so does the pointer to it.
    fine(&docs(CHURN, folder.path(), &all_records));
    assert_eq!(std::fs::read_to_string(&path).expect("readable"), accepted);
    assert!(!files(folder.path()).keys().any(|p| p.contains("delta-lake")));
}

#[test]
fn a_rejected_proposal_is_not_proposed_again_and_an_edited_one_is_not_overwritten() {
    let folder = tempfile::tempdir().expect("a folder");
    fine(&docs(CHURN, folder.path(), &[]));
    let all = files(folder.path());
    let rejected = folder.path().join(one(&all, "-ci-cd-azure-pipelines").0);
    edit(&rejected, "status: \"proposed\"", "status: rejected");
    let edited = folder.path().join(one(&all, "-observability-azure-monitor").0);
    edit(&edited, "## Decision Drivers", "## Decision Drivers\n\n- Our operators know it");
    let before = files(folder.path());
    fine(&docs(CHURN, folder.path(), &[]));
    let after = files(folder.path());
    let log = "decisions/README.md";
    assert!(after[log].contains("rejected"), "{}", after[log]);
    assert_eq!(before.keys().collect::<Vec<_>>(), after.keys().collect::<Vec<_>>());
    assert_eq!(before[one(&all, "-observability-azure-monitor").0], after[one(&all, "-observability-azure-monitor").0]);
}

#[test]
fn records_of_people_are_listed_and_stand_for_the_block_of_what_they_replace() {
    let folder = tempfile::tempdir().expect("a folder");
    let site = ["--site", "mkdocs"];
    fine(&docs(CHURN, folder.path(), &site));
    let log = folder.path().join("docs/decisions");
    let before = files(&log);
    let accept = |part: &str| edit(&log.join(one(&files(&log), part).0), "status: \"proposed\"", "status: accepted");
    ["-ci-cd-", "-observability-"].iter().for_each(|part| accept(part));
    let dir = log.display().to_string();
    let adr = |arguments: &[&str]| {
        let out = mlarch(&[&["adr"], arguments, &["--dir", &dir, "--date", "2026-11-23"]].concat());
        fine(&out);
        out.whole()
    };
    let id = |part: &str| one(&before, part).0[..4].to_string();
    let told = adr(&["supersede", &id("-ci-cd-"), "Build with Jenkins"]);
    assert!(!told.contains("note:"), "the title names the option: {told}");
    let told = adr(&["supersede", &id("-observability-"), "Watch the logs together"]);
    assert!(told.contains("note: the title names no other option of observability"), "{told}");
    adr(&["new", "Use a cache"]);
    let own = files(&log);
    let (_, jenkins) = one(&own, "-build-with-jenkins");
    assert!(jenkins.contains("mlarch:\n  block: ci_cd\n  option: jenkins\n"), "{jenkins}");
    assert!(one(&own, "-watch-the-logs").1.contains("mlarch:\n  block: observability\n"));
    assert!(!one(&own, "-use-a-cache").1.contains("mlarch"), "it is tied to nothing");
    // No record is proposed for the blocks that they decide, and every list has them.
    let settled = |own: &BTreeMap<String, String>| {
        fine(&docs(CHURN, folder.path(), &site));
        let all = files(folder.path());
        let names = |all: &BTreeMap<String, String>| all.keys().cloned().collect::<Vec<_>>();
        assert_eq!(names(&files(&log)), names(own), "nothing new");
        for part in ["-build-with-jenkins", "-watch-the-logs", "-use-a-cache"] {
            let (path, text) = one(own, part);
            assert_eq!(all[&format!("docs/decisions/{path}")], *text, "{path} belongs to people");
            for list in ["docs/README.md", "docs/decisions/README.md", "mkdocs.yml"] {
                assert!(all[list].contains(path.as_str()), "{path} in {list}");
            }
        }
        assert!(all["docs/blocks/ci_cd.md"].contains("it takes another option than the one recommended here"));
        let told = mlarch(&["lint", &folder.path().display().to_string()]).whole();
        assert!(told.contains("A202") && !told.contains("A406"), "read, and no list is stale: {told}");
        fine(&docs(CHURN, folder.path(), &["--site", "mkdocs", "--check"]));
    };
    settled(&own);
    // Nor once they are accepted.
    ["-build-with-jenkins", "-watch-the-logs"].iter().for_each(|part| accept(part));
    settled(&files(&log));
    // What is accepted stays in the table of contents of the site, also where nothing of it is written.
    let (site, accepted) = (files(folder.path()), files(&log));
    for path in accepted.keys().filter(|p| p.as_str() != "README.md") {
        assert!(site["mkdocs.yml"].contains(path.as_str()), "{path}");
    }
}

#[test]
fn hostile_texts_are_harmless() {
    let folder = tempfile::tempdir().expect("a folder");
    let nasty =
        r#"../../x {{ 7*7 }} {% raw %} <script>alert(1)</script> | # [a](javascript:x) `c` <!-- mlarch:end page -->"#;
    let text = format!(
        "mlarch: 1\nname: {0:?}\nsummary: \"{1}\\n\\u001b[31mred\\u202e\"\nanswers: {{task.type: [classification], inference.mode: [batch]}}\n",
        nasty,
        nasty.replace('"', "")
    );
    std::fs::write(folder.path().join("r.yaml"), text).expect("written");
    let file = folder.path().join("r.yaml").display().to_string();
    let out = folder.path().join("a/b");
    for set in ["default", "arc42", "brief"] {
        let target = out.join(set);
        fine(&docs(&file, &target, &["--kind", set, "--records-from", "0", "--html", "--site", "mkdocs"]));
        fine(&docs(&file, &target, &["--kind", set, "--records-from", "0", "--html", "--site", "mkdocs", "--check"]));
        let all = files(&target);
        assert!(all.len() >= 4, "{:?}", all.keys());
        assert!(all.values().any(|text| text.contains("../../x {{ 7\\*7 }}")), "the name stands somewhere");
        for (path, text) in &all {
            assert!(!text.contains('\u{1b}') && !text.contains('\u{202e}'), "{path}");
            if path.ends_with(".md") {
                assert!(!text.contains("<script") && !text.contains("[a](javascript"), "{path}: {text}");
                assert!(!text.contains("x 49"), "{path}: a template in a name was filled");
            }
        }
        let pages: BTreeMap<String, String> =
            all.into_iter().filter_map(|(p, t)| Some((p.strip_prefix("docs/")?.to_string(), t))).collect();
        check_links(&pages);
    }
    let beside: Vec<_> = files(folder.path()).into_keys().filter(|p| !p.starts_with("a/b/") && p != "r.yaml").collect();
    assert!(beside.is_empty(), "{beside:?}");
}

#[test]
fn templates_of_ones_own_take_the_place_of_single_ones() {
    let folder = tempfile::tempdir().expect("a folder");
    let (own, out) = (folder.path().join("own"), folder.path().join("out"));
    let ejected = mlarch(&["templates", "eject", &own.display().to_string(), "--only", "default/risks"]);
    fine(&ejected);
    let path = own.join("default/risks.md.j2");
    assert!(path.is_file());
    std::fs::write(&path, "# What we fear\n\n{{ risks | length }} risks for {{ requirements.name }}\n")
        .expect("written");
    let more = ["--templates", &own.display().to_string()];
    fine(&docs(CHURN, &out, &more));
    let all = files(&out);
    assert!(all["risks.md"].contains("# What we fear") && all["README.md"].contains("## What was decided"));
    // A mistake is told with its line, and nothing is written.
    std::fs::write(&path, "# x\n{{ nothing.here }}\n").expect("written");
    let bad = docs(CHURN, &out, &more);
    assert_eq!(bad.code, 2, "{}", bad.whole());
    assert!(bad.stderr.contains("default/risks.md.j2:2"), "{}", bad.stderr);
    assert_eq!(files(&out), all);
    let list = mlarch(&["templates", "list"]);
    assert!(list.stdout.contains("arc42") && list.stdout.contains("records/madr.md.j2"), "{}", list.stdout);
}

#[test]
fn unknown_sets_styles_and_days_are_mistakes_with_a_hint() {
    let folder = tempfile::tempdir().expect("a folder");
    for (more, hint) in [
        (["--kind", "arc24"], "Did you mean `arc42`?"),
        (["--records", "madra"], "Styles: madr, nygard, tyree-akerman, y-statement"),
    ] {
        let out = docs(CHURN, folder.path(), &more);
        assert_eq!(out.code, 2);
        assert!(out.stderr.contains(hint), "{}", out.stderr);
    }
    let path = folder.path().display().to_string();
    let out = mlarch(&["docs", CHURN, "-o", &path, "--date", "tomorrow"]);
    assert!(out.code == 2 && out.stderr.contains("YYYY-MM-DD"), "{}", out.whole());
    assert!(files(folder.path()).is_empty());
}

#[test]
fn contradicting_requirements_leave_nothing_to_document() {
    let folder = tempfile::tempdir().expect("a folder");
    let out = docs(CHURN, &folder.path().join("x"), &["--set", "exclude=[mlflow]"]);
    assert_eq!(out.code, 3, "{}", out.whole());
    assert!(!folder.path().join("x").exists());
}

#[test]
fn the_picture_comes_in_other_languages() {
    let folder = tempfile::tempdir().expect("a folder");
    let more = ["--kind", "brief", "--diagram", "d2", "--diagram", "structurizr"];
    fine(&docs(CHURN, folder.path(), &more));
    let all = files(folder.path());
    assert!(all["architecture.d2"].contains("MLflow") && all["architecture.dsl"].contains("workspace "));
    fine(&docs(CHURN, folder.path(), &[&more[..], &["--check"]].concat()));
    // What is not asked for any more goes, as nobody edited it.
    fine(&docs(CHURN, folder.path(), &["--kind", "brief"]));
    assert!(!folder.path().join("architecture.d2").exists());
}

#[test]
fn a_site_has_a_table_of_contents_of_all_pages() {
    let folder = tempfile::tempdir().expect("a folder");
    for site in ["mkdocs", "techdocs"] {
        fine(&docs(CHURN, folder.path(), &["--site", site]));
        let all = files(folder.path());
        let contents: serde_json::Value = serde_yaml::from_str(&all["mkdocs.yml"]).expect("YAML");
        let listed = contents["nav"].to_string();
        for page in all.keys().filter_map(|p| p.strip_prefix("docs/")).filter(|p| p.ends_with(".md")) {
            assert!(listed.contains(&format!("\"{page}\"")), "{page} in {listed}");
        }
        assert_eq!(contents["docs_dir"], "docs");
    }
}
