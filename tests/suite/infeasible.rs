//! Contradicting requirements: a minimal conflict, in words, and what would help.

use serde_json::Value;

use crate::run::{Outcome, mlarch_in};

fn requirements(text: &str, format: &str) -> Outcome {
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::write(folder.path().join("r.yaml"), text).expect("written");
    mlarch_in(folder.path(), &["recommend", "r.yaml", "--format", format])
}

const SEALED: &str = "mlarch: 1\nname: contradiction\nanswers:\n  task.type: [question_answering]\n  hosting: [on_prem]\n  connectivity: air_gapped\n  foss_only: true\nconstraints:\n  require: [azure_ai_search]\n";

#[test]
fn conflicts_are_told_in_words() {
    for format in ["table", "markdown"] {
        let out = requirements(SEALED, format);
        assert_eq!(out.code, 3, "{}", out.stderr);
        insta::assert_snapshot!(format!("infeasible_{format}"), out.whole());
    }
}

#[test]
fn a_conflict_is_minimal() {
    let out = requirements(SEALED, "json");
    assert_eq!(out.code, 3);
    let r: Value = serde_json::from_str(&out.stdout).expect("JSON");
    assert_eq!(r["status"], "infeasible");
    let conflict = &r["conflicts"][0];
    assert!(
        conflict["requirements"].as_array().expect("list").iter().any(|x| x == "constraints.require: azure_ai_search")
    );
    // Without the demand that stands in the conflict there is a solution.
    let cured = SEALED.replace("constraints:\n  require: [azure_ai_search]\n", "");
    assert_eq!(requirements(&cured, "json").code, 0);
}

#[test]
fn a_budget_that_is_too_small_is_a_conflict() {
    let text = "mlarch: 1\nname: poor\nanswers:\n  task.type: [classification]\n  inference.mode: [realtime]\nconstraints:\n  require: [azure_api_management, azure_ml_online_endpoints]\n  budget: {monthly: 20 USD, hard: true}\n";
    let out = requirements(text, "json");
    assert_eq!(out.code, 3, "{}", out.stderr);
    let r: Value = serde_json::from_str(&out.stdout).expect("JSON");
    let named = r["conflicts"][0]["requirements"]
        .as_array()
        .expect("list")
        .iter()
        .any(|x| x.as_str().is_some_and(|t| t.starts_with("constraints.budget")));
    assert!(named, "{}", r["conflicts"]);
    assert!(!r["relaxations"].as_array().expect("list").is_empty());
}
