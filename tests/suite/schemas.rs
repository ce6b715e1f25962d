//! The published schemas: in step with the program, and with what the program prints.

use serde_json::Value;

use crate::run::{examples, mlarch, root};

/// Compares a generated file with the one in the repository; with `MLARCH_WRITE=1` writes it.
fn published(name: &str, file: &str) -> Value {
    let out = mlarch(&["schema", name]);
    assert_eq!(out.code, 0, "{}", out.stderr);
    let path = root().join("examples").join(file);
    if std::env::var_os("MLARCH_WRITE").is_some() {
        std::fs::write(&path, &out.stdout).expect("written");
    }
    let there = std::fs::read_to_string(&path).unwrap_or_default().replace("\r\n", "\n");
    assert!(there == out.stdout, "examples/{file} is stale: run MLARCH_WRITE=1 cargo test schemas");
    serde_json::from_str(&out.stdout).expect("JSON")
}

fn validate(schema: &Value, value: &Value, what: &str) {
    let validator = jsonschema::validator_for(schema).expect("a valid schema");
    let errors: Vec<String> =
        validator.iter_errors(value).take(5).map(|e| format!("{} at {}", e, e.instance_path())).collect();
    assert!(errors.is_empty(), "{what}: {errors:?}");
}

#[test]
fn recommendations_keep_to_their_schema() {
    let schema = published("recommendation", "recommendation.schema.json");
    for name in examples() {
        let out = mlarch(&["recommend", &format!("examples/{name}"), "--format", "json"]);
        validate(&schema, &serde_json::from_str(&out.stdout).expect("JSON"), &name);
    }
    // The schema is no rubber stamp.
    let validator = jsonschema::validator_for(&schema).expect("a valid schema");
    assert!(!validator.is_valid(&serde_json::json!({"mlarch": 1})));
}

#[test]
fn examples_keep_to_the_schema_of_requirements() {
    let schema = published("requirements", "requirements.schema.json");
    for name in examples() {
        let text = std::fs::read_to_string(root().join("examples").join(&name)).expect("readable");
        validate(&schema, &serde_yaml::from_str(&text).expect("YAML"), &name);
        assert!(text.starts_with("# yaml-language-server: $schema="), "{name} names its schema for editors");
    }
    let validator = jsonschema::validator_for(&schema).expect("a valid schema");
    assert!(!validator.is_valid(&serde_json::json!({"mlarch": 1, "name": "x", "answers": {"task.type": "nonsense"}})));
}

/// The schema of requirements allows the forms of priorities that the program takes, and no others.
#[test]
fn priorities_have_a_schema() {
    let schema = published("requirements", "requirements.schema.json");
    let validator = jsonschema::validator_for(&schema).expect("a valid schema");
    let allowed = |priorities: &str| {
        let text = format!("mlarch: 1\nname: x\npriorities: {priorities}\nanswers: {{}}\n");
        validator.is_valid(&serde_yaml::from_str(&text).expect("YAML"))
    };
    for right in [
        "{}",
        "{cost: high, scale: none}",
        "{cost: 30, scale: 0}",
        "{ranks: [cost, [scale, accuracy]]}",
        "{method: ranks, order: [cost, [scale, accuracy]]}",
        "{method: swing, points: {cost: 100}}",
        "{method: points, points: {cost: 300}}",
        "{method: ahp, judgements: [{more: cost, than: scale, by: 3}]}",
    ] {
        assert!(allowed(right), "{right}");
    }
    for wrong in [
        "{cost: 30, scale: high}",
        "{method: ranks}",
        "{method: ranks, order: [cost], scale: high}",
        "{method: swing, points: {cost: 101}}",
        "{method: ahp, judgements: [{more: cost, than: scale, by: 10}]}",
        "{method: ahp, judgements: [{more: cost, then: scale, by: 3}]}",
        "{method: vote, order: [cost]}",
    ] {
        assert!(!allowed(wrong), "{wrong}");
    }
}

/// Every file of the catalog keeps to the published schema; an editor would mark none of it.
#[test]
fn catalog_files_keep_to_their_schema() {
    let schema = published("catalog", "catalog.schema.json");
    let validator = jsonschema::validator_for(&schema).expect("a valid schema");
    let files = mlarch::catalog::embedded_files().expect("embedded");
    for file in &files {
        let value: Value = serde_yaml::from_str(&file.text).expect("YAML");
        let errors: Vec<String> =
            validator.iter_errors(&value).take(3).map(|e| format!("{} at {}", e, e.instance_path())).collect();
        assert!(errors.is_empty(), "{}: {errors:?}", file.name);
    }
    for wrong in [
        serde_json::json!({"rulez": []}),
        serde_json::json!({"rules": [{"id": "x", "strength": "shall"}]}),
        serde_json::json!({"rules": [{"id": "x", "when": {"no.such.question": true}}]}),
        serde_json::json!({"products": [{"id": "x", "facts": [{"traits": {"management": "none"}}]}]}),
        serde_json::json!({"blocks": [{"name": "without id"}]}),
    ] {
        assert!(!validator.is_valid(&wrong), "{wrong}");
    }
}

#[test]
fn findings_keep_to_their_schema() {
    let schema = published("findings", "findings.schema.json");
    let out = mlarch(&["lint", "examples/decisions", "--persona", "strict", "--format", "json", "--no-history"]);
    let value: Value = serde_json::from_str(&out.stdout).expect("JSON");
    assert!(value["findings"].as_array().is_some_and(|f| f.len() > 3), "{value:#}");
    validate(&schema, &value, "findings");
    let validator = jsonschema::validator_for(&schema).expect("a valid schema");
    assert!(!validator.is_valid(&serde_json::json!({"version": 1, "findings": [{}], "summary": {}})));
}

#[test]
fn the_configuration_has_a_schema() {
    let schema = published("config", "mlarch.schema.json");
    let validator = jsonschema::validator_for(&schema).expect("a valid schema");
    assert!(validator.is_valid(&serde_json::json!({"catalog": {"overlays": ["ours"]}})));
    assert!(!validator.is_valid(&serde_json::json!({"catalog": {"overlay": ["ours"]}})));
}
