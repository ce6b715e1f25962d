//! Overlays: an organisation adds to the catalog, patches it and takes parts out.

use std::path::Path;

use crate::run::{mlarch, mlarch_in, root};

fn overlay(files: &[(&str, &str)]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    for (name, text) in files {
        let path = folder.path().join(name);
        std::fs::create_dir_all(path.parent().expect("a parent")).expect("a folder");
        std::fs::write(path, text).expect("written");
    }
    folder
}

fn example() -> String {
    root().join("examples/churn-scoring.yaml").display().to_string()
}

fn chosen(out: &str, block: &str) -> serde_json::Value {
    let r: serde_json::Value = serde_json::from_str(out).expect("JSON");
    let decision = r["architecture"].as_array().expect("decisions").iter().find(|d| d["block"] == block).cloned();
    decision.unwrap_or(serde_json::Value::Null)
}

#[test]
fn adds_patches_and_disables() {
    let folder = overlay(&[(
        "ours.yaml",
        r#"
sources:
  - {id: our_standard, title: Our platform standard, publisher: Our organisation, date: 2026-11-01}
products:
  - id: our_scorer
    name: Our scorer
    kind: foss
    licence: MIT
    purpose: Serves all our models
    status: {value: active, source: our_standard}
    facts:
      - {source: our_standard, traits: {runs_in: [azure], data_boundary: [region, eu], management: paas, setup: minutes, abilities: [autoscale, traffic_split], controls: [sso, rbac, private_network], latency_class: milliseconds, scale_class: cluster}}
  - {id: azure_databricks, disable: true, because: Not on our list of approved services}
blocks:
  - id: online_serving
    options:
      - {product: our_scorer}
rules:
  - id: ours_first
    block: online_serving
    when: {inference.mode: {has: realtime}}
    strength: must
    require: [online_serving.our_scorer]
    because: All models are served by our scorer
    source: our_standard
    fires: [{inference.mode: [realtime]}]
    silent: [{inference.mode: [batch]}]
"#,
    )]);
    let dir = folder.path().display().to_string();
    let out = mlarch(&["recommend", &example(), "--format", "json", "--catalog", &dir]);
    assert_eq!(out.code, 0, "{}", out.stderr);
    let serving = chosen(&out.stdout, "online_serving");
    assert_eq!(serving["option"], "our_scorer");
    assert_eq!(serving["reasons"][0]["rule"], "ours_first");
    let platform = chosen(&out.stdout, "ml_platform");
    let out_now = platform["rejected"].as_array().expect("rejected").iter().find(|x| x["option"] == "azure_databricks");
    assert_eq!(out_now.expect("databricks is out")["because"], "Not on our list of approved services");
    let shown = mlarch(&["catalog", "show", "Our scorer", "--catalog", &dir]);
    assert!(shown.stdout.contains("option of online_serving"), "{}", shown.stdout);
    // Without the overlay nothing of it is known.
    assert_eq!(mlarch(&["catalog", "show", "Our scorer"]).code, 2);
}

/// What an organisation does not answer to, or does by other means, is neither derived nor demanded.
#[test]
fn frameworks_and_measures_can_be_taken_out() {
    let case = "mlarch: 1\nname: x\nanswers: {task.type: [classification], data.personal: true, jurisdiction: [eu], \
        compliance.frameworks: [gdpr, iso_42001]}\n";
    let frameworks = |overlay: &str| {
        let folder = overlay_of(overlay);
        std::fs::write(folder.path().join("r.yaml"), case).expect("written");
        let out = mlarch_in(folder.path(), &["recommend", "r.yaml", "--format", "json", "--catalog", "ours"]);
        assert_eq!(out.code, 0, "{}", out.stderr);
        let r: serde_json::Value = serde_json::from_str(&out.stdout).expect("JSON");
        r["compliance"].as_array().expect("frameworks").clone()
    };
    let ids = |all: &[serde_json::Value]| all.iter().map(|f| f["framework"].to_string()).collect::<Vec<_>>();
    let named = |all: &[serde_json::Value], measure: &str| {
        let needs = all.iter().flat_map(|f| f["duties"].as_array().expect("duties"));
        needs.flat_map(|d| d["needs"].as_array().expect("needs")).any(|n| n["measure"] == measure)
    };
    let all = frameworks("metrics: []\n");
    assert!(ids(&all).contains(&String::from("\"gdpr\"")) && named(&all, "risk_register"), "{:?}", ids(&all));
    let fewer =
        frameworks("frameworks:\n  - {id: gdpr, disable: true}\nmeasures:\n  - {id: risk_register, disable: true}\n");
    assert!(!ids(&fewer).contains(&String::from("\"gdpr\"")), "{:?}", ids(&fewer));
    assert!(ids(&fewer).contains(&String::from("\"iso_42001\"")), "{:?}", ids(&fewer));
    assert!(!named(&fewer, "risk_register"));
    // A name that is none points into the overlay, with the nearest that is.
    for (section, wrong, right) in [("frameworks", "gdpr_", "gdpr"), ("measures", "risk_registr", "risk_register")] {
        let folder = overlay_of(&format!("{section}:\n  - {{id: {wrong}, disable: true}}\n"));
        let out = mlarch_in(folder.path(), &["catalog", "list", "--catalog", "ours"]);
        assert_eq!(out.code, 2, "{}", out.stdout);
        let said = ["ours.yaml:2:", &format!("Did you mean `{right}`?")].map(|t| out.stderr.contains(t));
        assert_eq!(said, [true, true], "{}", out.stderr);
    }
}

/// Who names a framework that an overlay has taken out is told, with the place.
#[test]
fn a_framework_that_is_named_and_disabled_is_told() {
    let folder = overlay_of("frameworks:\n  - {id: hipaa, disable: true}\n");
    let text = "mlarch: 1\nname: x\nanswers:\n  task.type: [classification]\n  compliance.frameworks: [gdpr, hipaa]\n";
    std::fs::write(folder.path().join("r.yaml"), text).expect("written");
    let out = mlarch_in(folder.path(), &["estimate", "r.yaml", "--catalog", "ours"]);
    assert_eq!(out.code, 0, "{}", out.stderr);
    let said = ["the framework `hipaa` is disabled", "r.yaml:5:33"].map(|t| out.stderr.contains(t));
    assert_eq!(said, [true, true], "{}", out.stderr);
    assert!(!out.stderr.contains("`gdpr`"), "{}", out.stderr);
    let out = mlarch_in(folder.path(), &["estimate", "r.yaml"]);
    assert!(!out.stderr.contains("disabled"), "{}", out.stderr);
}

fn overlay_of(text: &str) -> tempfile::TempDir {
    overlay(&[("ours/ours.yaml", text)])
}

#[test]
fn a_configuration_names_overlays() {
    let folder = overlay(&[
        ("mlarch.toml", "[catalog]\noverlays = [\"standards\"]\n"),
        ("standards/metrics.yaml", "metrics:\n  - {id: sustainability, disable: true}\n"),
        ("work/r.yaml", "mlarch: 1\nname: x\nanswers: {task.type: [classification]}\n"),
    ]);
    let within = folder.path().join("work");
    let weight = |args: &[&str]| {
        let out = mlarch_in(&within, args);
        assert_eq!(out.code, 0, "{}", out.stderr);
        let r: serde_json::Value = serde_json::from_str(&out.stdout).expect("JSON");
        r["weights"]["sustainability"].as_f64().expect("a weight")
    };
    assert_eq!(weight(&["recommend", "r.yaml", "--format", "json"]), 0.0);
    assert!(weight(&["recommend", "r.yaml", "--format", "json", "--no-config"]) > 0.0);
}

#[test]
fn mistakes_point_into_the_overlay() {
    let folder = overlay(&[
        (
            "ours.yaml",
            "blocks:\n  - id: online_serving\n    group: servng\n    weight: heavy\n    options:\n      - {product: kserv}\nproducts:\n  - {id: kserve, licence_nmae: x}\n  - {id: nothing_like_this, disable: true}\nprices:\n  - {id: blob_hot_gb, disable: true}\n",
        ),
        ("mlarch.toml", "[catalog]\noverlay = [\".\"]\n"),
    ]);
    let out = mlarch_in(folder.path(), &["catalog", "list", "--no-config", "--catalog", "."]);
    assert_eq!((out.code, out.stdout.as_str()), (2, ""));
    insta::assert_snapshot!("mistakes_in_an_overlay", out.stderr);
    let out = mlarch_in(folder.path(), &["catalog", "list"]);
    assert_eq!(out.code, 2);
    insta::assert_snapshot!("mistakes_in_the_configuration", out.stderr);
}

#[test]
fn an_ejected_catalog_is_the_same_catalog() {
    let folder = tempfile::tempdir().expect("a folder");
    let out = mlarch_in(folder.path(), &["catalog", "eject", "-o", "all"]);
    assert_eq!(out.code, 0, "{}", out.stderr);
    let json = |args: &[&str]| {
        let out = mlarch_in(folder.path(), args);
        assert_eq!(out.code, 0, "{}", out.stderr);
        let mut r: serde_json::Value = serde_json::from_str(&out.stdout).expect("JSON");
        r["catalog"]["digest"] = serde_json::Value::Null;
        r
    };
    let example = example();
    assert!(
        json(&["recommend", &example, "--format", "json"])
            == json(&["recommend", &example, "--format", "json", "--catalog", "all"]),
        "laying the catalog over itself changes nothing"
    );
    // What is there is never written over.
    let again = mlarch_in(folder.path(), &["catalog", "eject", "-o", "all"]);
    assert_eq!(again.code, 2);
    assert!(again.stderr.contains("nothing was written"), "{}", again.stderr);
}

#[test]
fn a_folder_that_is_no_overlay_is_told() {
    let empty = tempfile::tempdir().expect("a folder");
    let out = mlarch(&["catalog", "list", "--catalog", &empty.path().display().to_string()]);
    assert_eq!(out.code, 2);
    assert!(out.stderr.contains("holds no YAML file"), "{}", out.stderr);
    let missing = Path::new("no/such/folder");
    let out = mlarch(&["catalog", "list", "--catalog", &missing.display().to_string()]);
    assert_eq!(out.code, 2);
    assert!(out.stderr.contains("cannot be read"), "{}", out.stderr);
}
