//! `catalog check`: the embedded catalog is sound, and what is not sound is found.

use std::collections::BTreeSet;

use mlarch::catalog::{BlockId, OptionRef, embedded};
use mlarch::soundness::witness;

use crate::run::{mlarch, mlarch_in};

fn json(args: &[&str]) -> (i32, serde_json::Value) {
    let out = mlarch(args);
    (out.code, serde_json::from_str(&out.stdout).unwrap_or_else(|e| panic!("{e}: {}", out.stderr)))
}

#[test]
fn the_embedded_catalog_is_sound() {
    let (code, r) = json(&["catalog", "check", "--format", "json"]);
    let errors: Vec<&serde_json::Value> =
        r["findings"].as_array().expect("findings").iter().filter(|f| f["severity"] == "error").collect();
    assert_eq!(code, 0, "{errors:#?}");
    let proofs = r["proofs"].as_array().expect("proofs");
    assert_eq!(proofs.len(), 8);
    for p in proofs {
        assert_eq!((&p["failed"], &p["undecided"]), (&0.into(), &0.into()), "{p}");
        assert!(p["decided"].as_u64() > Some(0), "{p}");
    }
    let n = |key: &str| r["counts"][key].as_u64().expect("a count");
    assert!(n("blocks") >= 90 && n("options") >= 560 && n("rules") >= 400, "{}", r["counts"]);
    assert_eq!((n("unsourced"), n("unanswered")), (0, 0));
    assert!(n("assumed") * 100 < n("facts") * 15, "{}", r["counts"]);
    assert!(n("statements") >= 600, "{}", r["counts"]);
}

#[test]
fn what_is_unsound_is_found() {
    let folder = tempfile::tempdir().expect("a folder");
    let text = r#"
sources:
  - {id: ours, title: Our rules, publisher: Our organisation, date: 2026-11-01}
  - {id: unused, title: Nothing rests on this, publisher: Our organisation, date: soon}
blocks:
  - id: greeting
    name: Greeting
    kind: approach
    group: strategy
    purpose: Shows what is found
    question: How are users greeted?
    source: ours
    weight: 0.4
    active_when: {genai: true}
    metrics: {cost: 1.0}
    options:
      - {id: warm, name: Warm, purpose: Kindly, facts: [{source: ours, traits: {management: practice}}]}
      - {id: cold, name: Cold, purpose: Shortly, facts: [{source: ours, traits: {management: practice}}]}
      - {id: silent, name: Silent, purpose: Not at all, facts: [{source: ours, traits: {management: practice}}]}
rules:
  - {id: never_fires, when: {all: [{genai: true}, {genai: false}]}, strength: should, prefer: [greeting.warm], because: x, source: ours, fires: [{genai: true}], silent: [{genai: false}]}
  - {id: never_matters, when: {genai: false}, strength: should, prefer: [greeting.warm], because: x, source: ours, fires: [{genai: false}], silent: [{genai: true}]}
  - {id: not_silent, when: {genai: true}, strength: must, exclude: [greeting.silent], because: x, source: ours, fires: [{genai: true}], silent: [{genai: false}]}
  - {id: be_warm, when: {team.size: ">= 10"}, strength: must, require: [greeting.warm], because: x, source: ours, fires: [{team.size: 10}], silent: [{team.size: 9}]}
  - {id: be_cold, when: {foss_only: true}, strength: must, exclude: [greeting.warm], because: x, source: ours, fires: [{foss_only: true}], silent: [{foss_only: false}]}
  - {id: twice, when: {foss_only: true}, strength: must, exclude: [greeting.warm], because: x, source: ours, fires: [{foss_only: true}], silent: [{foss_only: false}]}
"#;
    std::fs::write(folder.path().join("ours.yaml"), text).expect("written");
    let out = mlarch_in(folder.path(), &["catalog", "check", "--catalog", "."]);
    assert_eq!(out.code, 1);
    insta::assert_snapshot!("unsound_catalog", out.stderr);
    // A rule may say that it leaves nothing, and why.
    let meant = text.replace(
        "require: [greeting.warm], because: x",
        "require: [greeting.warm], may_empty: Then nobody is greeted, because: x",
    );
    std::fs::write(folder.path().join("ours.yaml"), meant).expect("written");
    let out = mlarch_in(folder.path(), &["catalog", "check", "--catalog", "."]);
    let empty = |l: &str| l.starts_with("error[no-option]") && l.contains("be_warm");
    assert!(!out.stderr.lines().any(empty), "{}", out.stderr);
}

/// An option of every block has requirements that choose it, as the program itself confirms.
#[test]
fn witnesses_choose_their_option() {
    let c = embedded().expect("embedded");
    let (mut tried, mut missing) = (0, BTreeSet::new());
    for (b, block) in c.blocks.iter().enumerate().step_by(4) {
        // Not the first: that is often chosen anyway.
        let o = block.options.len() / 2;
        let status = c.products[block.options[o].product.at()].status_word();
        if ["retired", "archived", "unmaintained"].contains(&status) {
            continue;
        }
        tried += 1;
        let option = OptionRef { block: BlockId(b as u16), option: o as u16 };
        if witness(&c, option).is_none() {
            missing.insert(format!("{}.{}", block.id, block.options[o].id));
        }
    }
    assert!(tried >= 25 && missing.len() * 8 <= tried, "{} of {tried} without: {missing:?}", missing.len());
    let folder = tempfile::tempdir().expect("a folder");
    for name in ["online_serving.kserve", "data_quality.great_expectations", "container_platform.k3s"] {
        let (block, id) = name.split_once('.').expect("a block");
        let out = mlarch(&["catalog", "check", "--witness", name]);
        assert_eq!(out.code, 0, "{name}: {}", out.stderr);
        std::fs::write(folder.path().join("w.yaml"), &out.stdout).expect("written");
        let out = mlarch_in(folder.path(), &["recommend", "w.yaml", "--format", "json"]);
        assert_eq!(out.code, 0, "{name}: {}", out.stderr);
        let r: serde_json::Value = serde_json::from_str(&out.stdout).expect("JSON");
        let found = r["architecture"].as_array().expect("decisions").iter().find(|d| d["block"] == block);
        assert_eq!(found.expect("decided")["option"], id, "{name}");
    }
    let unknown = mlarch(&["catalog", "check", "--witness", "online_serving.kserv"]);
    assert_eq!(unknown.code, 2);
    assert!(unknown.stderr.contains("Did you mean `online_serving.kserve`?"), "{}", unknown.stderr);
}

#[test]
fn coverage_names_what_answers_each_statement() {
    let (code, rows) = json(&["catalog", "coverage", "--format", "json"]);
    assert_eq!(code, 0);
    let rows = rows.as_array().expect("rows");
    let documents: BTreeSet<&str> = rows.iter().filter_map(|r| r["document"].as_str()).collect();
    assert_eq!(documents.len(), 5, "{documents:?}");
    for r in rows {
        assert!(r["answers"].as_array().is_some_and(|a| !a.is_empty()), "unanswered: {}", r["statement"]);
    }
    let table = mlarch(&["catalog", "coverage"]);
    assert!(table.stdout.ends_with("of 5 documents, 0 unanswered\n"), "{}", &table.stdout[table.stdout.len() - 200..]);
}

#[test]
fn search_finds_by_former_name_and_purpose() {
    let first = |words: &[&str]| {
        let args: Vec<&str> = ["catalog", "search"].iter().chain(words).copied().collect();
        let out = mlarch(&args);
        assert_eq!(out.code, 0, "{}", out.stderr);
        out.stdout.lines().next().unwrap_or_default().to_string()
    };
    assert!(first(&["Azure", "Cognitive", "Services"]).contains("foundry_tools"));
    assert!(first(&["kserve"]).starts_with("product   kserve"));
    assert!(first(&["online serving"]).starts_with("block     online_serving"));
    let none = mlarch(&["catalog", "search", "quantum", "toaster"]);
    assert_eq!(none.code, 2);
}
