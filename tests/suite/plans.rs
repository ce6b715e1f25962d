//! Portfolios, migrations and relaxations: each answer is checked by asking in another way.

use serde_json::Value;

use crate::run::{Outcome, json, list, mlarch, root};

fn number(v: &Value) -> f64 {
    v.as_f64().unwrap_or_else(|| panic!("{v} is a number"))
}

/// Runs a command on requirements written for the test: an example with more at its end.
fn with_end(command: &str, example: &str, end: &str, more: &[&str]) -> Outcome {
    let folder = tempfile::TempDir::new().expect("a folder");
    let path = folder.path().join("app.yaml");
    let text = std::fs::read_to_string(root().join("examples").join(example)).expect("an example");
    std::fs::write(&path, format!("{text}\n{end}")).expect("written");
    let mut arguments = vec![command, path.to_str().expect("text")];
    arguments.extend(more);
    mlarch(&arguments)
}

#[test]
fn a_portfolio_is_never_worse_than_choosing_alone() {
    let files = ["examples/research-model.yaml", "examples/churn-scoring.yaml", "examples/bank-rag.yaml"];
    let out = json(&["portfolio", files[0], files[1], files[2]]);
    assert_eq!(out["status"], "optimal");
    assert!(number(&out["gain"]) >= 0.0 && number(&out["gap"]) == 0.0);
    let members = list(&out, "workloads");
    assert_eq!(members.len(), 3);
    let names: Vec<&str> = members.iter().filter_map(|m| m["name"].as_str()).collect();
    for s in list(&out, "standards") {
        let takers = list(s, "workloads");
        assert!(takers.len() > 1 && takers.iter().all(|w| names.contains(&w.as_str().expect("text"))));
        assert!(list(s, "moved").iter().all(|m| takers.contains(m)));
        // Who moved decides differently than alone, and says so.
        for m in list(s, "moved") {
            let member = members.iter().find(|x| x["name"] == *m).expect("a member");
            let change = list(member, "changes").iter().find(|c| c["block"] == s["block"]).expect("its change");
            assert_eq!(change["after"], s["option"]);
        }
    }
    // The same workload twice gives up nothing: what suits one suits both.
    let twice = json(&["portfolio", files[0], files[0]]);
    assert_eq!(number(&twice["gain"]), 0.0);
    assert!(list(&twice, "workloads").iter().all(|m| list(m, "changes").is_empty()));
    assert_eq!(twice["products"][0], twice["products"][1]);
}

#[test]
fn a_workload_without_an_architecture_is_named() {
    let folder = tempfile::TempDir::new().expect("a folder");
    let path = folder.path().join("impossible.yaml");
    std::fs::write(
        &path,
        "mlarch: 1\nname: x\nanswers: {connectivity: air_gapped}\nconstraints: {require: [azure_databricks]}\n",
    )
    .expect("written");
    let out = mlarch(&["portfolio", "examples/research-model.yaml", path.to_str().expect("text")]);
    assert_eq!(out.code, 2);
    assert!(out.stderr.contains("impossible.yaml"), "{}", out.stderr);
}

const TODAY: &str = "\
current:
  online_serving: azure_container_instances
  experiment_tracking: mlflow
  model_registry: none
  batch_processing: Azure HDInsight
  container_registry: azure_container_registry
  observability: none
";

#[test]
fn a_migration_ends_at_the_recommended_architecture() {
    let out = with_end("migrate", "churn-scoring.yaml", TODAY, &["--format", "json"]);
    let plan: Value = serde_json::from_str(&out.stdout).expect("JSON");
    let best: Value =
        serde_json::from_str(&with_end("recommend", "churn-scoring.yaml", TODAY, &["--format", "json"]).stdout)
            .expect("JSON");
    assert_eq!(plan["exact"], true);
    assert_eq!(plan["target"], best["objective"]);
    let steps = list(&plan, "steps");
    let gains: f64 = steps.iter().map(|s| number(&s["gain"])).sum();
    assert!((number(&plan["today"]) + gains - number(&plan["target"])).abs() < 0.05);
    let mut last = f64::INFINITY;
    for s in steps {
        let ratio = number(&s["gain"]) / number(&s["days"]);
        assert!(ratio <= last + 1e-6 && ratio > 0.0, "{s}");
        last = ratio;
        // Everything goes straight to where it is to stay.
        for switch in list(s, "switches") {
            let decision = list(&best, "architecture").iter().find(|d| d["block"] == switch["block"]);
            assert_eq!(switch["after"], decision.expect("decided")["name"]);
        }
    }
    let switched: Vec<&Value> = steps.iter().flat_map(|s| list(s, "switches")).map(|s| &s["block"]).collect();
    let stays: Vec<&Value> = list(&plan, "stays").iter().map(|s| &s["block"]).collect();
    assert_eq!(switched.len() + stays.len(), 6);
    assert!(stays.iter().all(|s| !switched.contains(s)));
    insta::assert_snapshot!("migrate", with_end("migrate", "churn-scoring.yaml", TODAY, &[]).whole());
}

#[test]
fn what_must_not_stay_is_switched_first() {
    let today = "current:\n  online_serving: torchserve\n  experiment_tracking: mlflow\n";
    let out = with_end("migrate", "churn-scoring.yaml", today, &["--format", "json"]);
    let plan: Value = serde_json::from_str(&out.stdout).expect("JSON");
    assert_eq!(plan["today"], Value::Null);
    assert_eq!(plan["steps"][0]["must"], true);
    assert_eq!(plan["steps"][0]["switches"][0]["block"], "online_serving");
}

#[test]
fn mistakes_in_what_exists_are_placed() {
    let out = with_end("migrate", "churn-scoring.yaml", "current:\n  online_servin: x\n  evaluation: nothing\n", &[]);
    assert_eq!((out.code, out.stdout.as_str()), (2, ""));
    assert!(out.stderr.contains("Did you mean `online_serving`?"), "{}", out.stderr);
    assert!(out.stderr.contains("has no option `nothing`"), "{}", out.stderr);
    let out = mlarch(&["migrate", "examples/churn-scoring.yaml"]);
    assert_eq!(out.code, 2);
    assert!(out.stderr.contains("Add `current:`"), "{}", out.stderr);
}

#[test]
fn relaxations_cure_and_say_what_would_do() {
    // A hard budget that nothing keeps, and a product that an exclusion forbids.
    let budget = |amount: &str| {
        format!(
            "mlarch: 1\nname: x\nanswers: {{task.type: [classification], inference.mode: [realtime], \
             connectivity: connected}}\nconstraints:\n  require: [azure_ml_online_endpoints]\n  budget: {{monthly: {amount} USD, \
             hard: true}}\n"
        )
    };
    let run = |text: &str| {
        let folder = tempfile::TempDir::new().expect("a folder");
        let path = folder.path().join("app.yaml");
        std::fs::write(&path, text).expect("written");
        json(&["recommend", path.to_str().expect("text")])
    };
    let out = run(&budget("200"));
    assert_eq!(out["status"], "infeasible", "{out}");
    let relaxations = list(&out, "relaxations");
    assert!(relaxations.len() > 1);
    assert!(relaxations.iter().all(|r| r["points"].is_number()));
    let sizes: Vec<usize> = relaxations.iter().map(|r| list(r, "give_up").len()).collect();
    assert!(sizes.is_sorted(), "{sizes:?}");
    let text = relaxations
        .iter()
        .flat_map(|r| list(r, "give_up"))
        .filter_map(Value::as_str)
        .find(|t| t.contains("budget"))
        .expect("the budget is one of them");
    let enough = text.split('(').nth(1).and_then(|t| t.split(' ').next()).expect("what would do").replace(',', "");
    assert_eq!(run(&budget(&enough))["status"], "optimal", "{text}");
    let less = enough.parse::<f64>().expect("a number") - 1.5;
    assert_eq!(run(&budget(&less.to_string()))["status"], "infeasible", "{text}");
}
