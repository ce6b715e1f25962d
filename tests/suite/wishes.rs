//! Priorities, limits and estate: what users ask for beside answers.

use serde_json::Value;

use crate::run::{Outcome, mlarch_in};

/// A system for one study: few decisions, so that binding limits are proven quickly.
const STUDY: &str =
    "task.type: [classification], inference.mode: [batch], lifecycle.duration: 3 months, journey.stage: exploring";
const SERVICE: &str = "task.type: [classification], inference.mode: [realtime]";

fn recommend(answers: &str, more: &str) -> Outcome {
    let folder = tempfile::tempdir().expect("a folder");
    let text = format!("mlarch: 1\nname: x\nanswers: {{{answers}}}\n{more}\n");
    std::fs::write(folder.path().join("r.yaml"), text).expect("written");
    mlarch_in(folder.path(), &["recommend", "r.yaml", "--format", "json"])
}

fn json(more: &str) -> Value {
    json_of(SERVICE, more)
}

fn json_of(answers: &str, more: &str) -> Value {
    let out = recommend(answers, more);
    assert_eq!(out.code, 0, "{more}: {}", out.stderr);
    serde_json::from_str(&out.stdout).expect("JSON")
}

fn weight(r: &Value, metric: &str) -> f64 {
    r["weights"][metric].as_f64().expect("a weight")
}

#[test]
fn weights_sum_to_one_however_they_are_said() {
    for more in [
        "",
        "priorities: {cost: high, scale: none}",
        "priorities: {cost: 30, accuracy: 70}",
        "priorities: {ranks: [cost, accuracy, security]}",
        "priorities: {method: ranks, order: [cost, [accuracy, security]]}",
        "priorities: {method: swing, points: {cost: 100, accuracy: 40}}",
        "priorities: {method: points, points: {cost: 10, accuracy: 4}}",
        "priorities: {method: ahp, judgements: [{more: cost, than: accuracy, by: 3}]}",
    ] {
        let r = json(more);
        let sum: f64 = r["weights"].as_object().expect("weights").values().filter_map(Value::as_f64).sum();
        assert!((sum - 1.0).abs() < 0.001, "{more}: {sum}");
    }
}

#[test]
fn words_points_and_ranks() {
    let (plain, words) = (json(""), json("priorities: {cost: high, scale: none}"));
    assert!(weight(&words, "cost") > 2.0 * weight(&plain, "cost") && weight(&words, "scale") == 0.0);
    let points = json("priorities: {cost: 30, accuracy: 70}");
    assert_eq!((weight(&points, "cost"), weight(&points, "accuracy"), weight(&points, "scale")), (0.3, 0.7, 0.0));
    // Rank order centroid of three: 11/18, 5/18, 2/18.
    let ranks = json("priorities: {ranks: [cost, accuracy, security]}");
    for (metric, share) in [("cost", 11.0 / 18.0), ("accuracy", 5.0 / 18.0), ("security", 2.0 / 18.0)] {
        assert!((weight(&ranks, metric) - share).abs() < 0.001, "{metric}: {}", weight(&ranks, metric));
    }
}

#[test]
fn judgements_that_contradict_one_another_are_told() {
    let judgements =
        "{more: cost, than: scale, by: 5}, {more: scale, than: accuracy, by: 5}, {more: accuracy, than: cost, by: 5}";
    let out = recommend(SERVICE, &format!("priorities: {{method: ahp, judgements: [{judgements}]}}"));
    assert_eq!(out.code, 0, "{}", out.stderr);
    assert!(out.stderr.contains("warning[inconsistent]") && out.stderr.contains("r.yaml:4:40"), "{}", out.stderr);
    let r: Value = serde_json::from_str(&out.stdout).expect("JSON");
    assert!((weight(&r, "cost") - 1.0 / 3.0).abs() < 0.001, "a recommendation all the same");
}

fn adopted(r: &Value) -> usize {
    let burdened = |p: &&Value| p["burden"].as_f64().is_some_and(|b| b > 8.0);
    r["products"].as_array().expect("products").iter().filter(burdened).count()
}

#[test]
fn a_limit_on_products_is_kept() {
    let free = adopted(&json_of(STUDY, ""));
    let limit = free - 2;
    let held = adopted(&json_of(STUDY, &format!("constraints: {{max_products: {limit}}}")));
    assert!(held <= limit, "{held} products, at most {limit} were allowed");
}

#[test]
fn a_hard_budget_is_kept() {
    let likely = |r: &Value| r["estimate"]["monthly"]["likely"].as_f64().expect("a cost");
    let free = json_of(STUDY, "");
    let budget = (likely(&free) * 0.7).round();
    let held = json_of(STUDY, &format!("constraints: {{budget: {{monthly: {budget} USD, hard: true}}}}"));
    assert!(likely(&held) <= budget + 0.5, "{} of {budget}", likely(&held));
    assert!(held["objective"].as_f64() < free["objective"].as_f64(), "a budget that binds costs points");
}

#[test]
fn what_exists_costs_nothing_to_adopt() {
    let r = json("estate: [azure_machine_learning]");
    let p = r["products"].as_array().expect("products").iter().find(|p| p["product"] == "azure_machine_learning");
    let p = p.expect("it is used");
    assert_eq!((p["in_estate"].as_bool(), p["burden"].as_f64()), (Some(true), Some(0.0)));
}
