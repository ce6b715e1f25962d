//! The examples: each is recommended something that an expert accepted, the same bytes every time.

use serde_json::Value;

use crate::run::{examples, mlarch};

fn json(name: &str) -> (String, Value) {
    let out = mlarch(&["recommend", &format!("examples/{name}"), "--format", "json"]);
    assert_eq!(out.code, 0, "{name}: {}", out.stderr);
    let value = serde_json::from_str(&out.stdout).expect("JSON");
    (out.stdout, value)
}

#[test]
fn there_are_at_least_eight() {
    assert!(examples().len() >= 8, "{:?}", examples());
}

#[test]
fn tables_are_as_accepted() {
    for name in examples() {
        let out = mlarch(&["recommend", &format!("examples/{name}"), "--full"]);
        insta::assert_snapshot!(format!("table_{}", name.trim_end_matches(".yaml")), out.whole());
    }
}

#[test]
fn markdown_is_as_accepted() {
    let out = mlarch(&["recommend", "examples/churn-scoring.yaml", "--format", "markdown"]);
    assert_eq!(out.code, 0, "{}", out.stderr);
    insta::assert_snapshot!("markdown_churn-scoring", out.stdout);
}

#[test]
fn equal_input_gives_equal_bytes_and_yaml_says_what_json_says() {
    for name in examples() {
        let (first, value) = json(&name);
        let (second, _) = json(&name);
        assert!(first == second, "{name}: two runs differ");
        let yaml = mlarch(&["recommend", &format!("examples/{name}"), "--format", "yaml"]);
        let same: Value = serde_yaml::from_str(&yaml.stdout).expect("YAML");
        assert!(same == value, "{name}: YAML and JSON differ");
    }
}

#[test]
fn every_choice_has_a_reason_and_every_loser_too() {
    for name in examples() {
        let (_, r) = json(&name);
        assert_eq!(r["status"], "optimal", "{name}");
        for d in r["architecture"].as_array().expect("decisions") {
            let block = &d["block"];
            assert!(d["why"].as_str().is_some_and(|w| !w.is_empty()), "{name} {block}: no reason");
            for reason in d["reasons"].as_array().expect("reasons") {
                assert!(
                    !reason["source"].as_array().expect("sources").is_empty(),
                    "{name} {block}: a rule without source"
                );
            }
            for lost in ["alternatives", "rejected"] {
                for a in d[lost].as_array().expect("others") {
                    assert!(a["because"].as_str().is_some_and(|w| !w.is_empty()), "{name} {block}: {a}");
                }
            }
            for a in d["alternatives"].as_array().expect("others") {
                assert!(a["regret"].as_f64().is_none_or(|x| x >= 0.0), "{name} {block}: better than the best: {a}");
            }
        }
    }
}

#[test]
fn references_of_the_output_resolve() {
    for name in examples() {
        let (text, r) = json(&name);
        let known: Vec<&str> =
            r["sources"].as_array().expect("sources").iter().filter_map(|s| s["id"].as_str()).collect();
        let mut count = 0;
        for d in r["architecture"].as_array().expect("decisions") {
            for reason in d["reasons"].as_array().expect("reasons") {
                for s in reason["source"].as_array().expect("sources") {
                    assert!(known.contains(&s["id"].as_str().expect("id")), "{name}: {s}");
                    count += 1;
                }
            }
        }
        assert!(count > 0 && !text.is_empty());
    }
}

/// What an expert demands of each example, beside the accepted snapshot: a change of the catalog that
/// breaks one of these is a mistake, not a new opinion.
#[test]
fn examples_keep_to_what_is_not_negotiable() {
    let chosen = |name: &str| -> Vec<(String, String, String)> {
        let (_, r) = json(name);
        let all = r["architecture"].as_array().expect("decisions").iter();
        all.map(|d| {
            let text = |k: &str| d[k].as_str().unwrap_or_default().to_string();
            (text("block"), text("option"), text("kind"))
        })
        .collect()
    };
    let of = |all: &[(String, String, String)], block: &str| -> Option<String> {
        all.iter().find(|d| d.0 == block).map(|d| d.1.clone())
    };
    let start = chosen("getting-started.yaml");
    assert_eq!(of(&start, "model_source").as_deref(), Some("prebuilt_service"));
    assert_eq!(of(&start, "model_registry"), None, "nothing is trained, so nothing is registered");
    let churn = chosen("churn-scoring.yaml");
    assert_eq!(of(&churn, "model_source").as_deref(), Some("custom_model"));
    assert!(churn.iter().all(|d| !d.1.contains("databricks")), "excluded by the requirements");
    assert!(churn.iter().any(|d| d.1.starts_with("mlflow")), "required by the requirements");
    let hospital = chosen("hospital-imaging.yaml");
    assert_eq!(of(&hospital, "human_oversight").as_deref(), Some("person_decides"));
    let bank = chosen("bank-rag.yaml");
    assert_eq!(of(&bank, "model_source").as_deref(), Some("pretrained_model"));
    let serving = of(&bank, "llm_serving").expect("decided");
    assert!(!serving.contains("global"), "prompts must stay in the EU: {serving}");
    let turbines = chosen("predictive-maintenance.yaml");
    assert_eq!(of(&turbines, "data_ingestion_stream").as_deref(), Some("azure_iot_hub"));
    assert!(of(&turbines, "edge_inference").is_some());
    let shop = chosen("recommender.yaml");
    assert_eq!(of(&shop, "training_topology").as_deref(), Some("spark_cluster"));
    let sealed = chosen("air-gapped-foss.yaml");
    assert!(sealed.iter().all(|d| d.2 != "azure"), "open source only: {sealed:?}");
    let study = chosen("research-model.yaml");
    assert_eq!(of(&study, "retraining_strategy"), None, "a single study is not retrained");
    assert!(study.len() < 25, "one person cannot run {} decisions", study.len());
}

#[test]
fn set_changes_an_answer() {
    let before = mlarch(&["recommend", "examples/churn-scoring.yaml", "--format", "json"]);
    let after = mlarch(&[
        "recommend",
        "examples/churn-scoring.yaml",
        "--set",
        "platform.kubernetes_api=true",
        "--set",
        "team.kubernetes=true",
        "--format",
        "json",
    ]);
    assert_eq!(after.code, 0, "{}", after.stderr);
    let option = |text: &str| {
        let r: Value = serde_json::from_str(text).expect("JSON");
        let all = r["architecture"].as_array().expect("decisions").clone();
        all.into_iter().find(|d| d["block"] == "container_platform").map(|d| d["option"].clone())
    };
    assert_ne!(option(&before.stdout), option(&after.stdout));
    let wrong = mlarch(&["recommend", "examples/churn-scoring.yaml", "--set", "inference.rps_peak=quick"]);
    assert_eq!((wrong.code, wrong.stdout.as_str()), (2, ""));
    assert!(wrong.stderr.contains("--set:1:"), "{}", wrong.stderr);
}

#[test]
fn toml_and_json_of_the_same_shape_are_read() {
    let folder = tempfile::tempdir().expect("a folder");
    let toml =
        "mlarch = 1\nname = \"x\"\n[answers]\n\"task.type\" = [\"classification\"]\n\"data.volume\" = \"40 GB\"\n";
    let json = r#"{"mlarch": 1, "name": "x", "answers": {"task.type": ["classification"], "data.volume": "40 GB"}}"#;
    std::fs::write(folder.path().join("r.toml"), toml).expect("written");
    std::fs::write(folder.path().join("r.json"), json).expect("written");
    let run = |f: &str| {
        let out = mlarch(&["recommend", &folder.path().join(f).to_string_lossy(), "--format", "json"]);
        assert_eq!(out.code, 0, "{}", out.stderr);
        serde_json::from_str::<Value>(&out.stdout).expect("JSON")["architecture"].clone()
    };
    assert_eq!(run("r.toml"), run("r.json"));
}
