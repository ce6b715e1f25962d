//! Ends of products against the life of the system.

use mlarch::catalog::{Find, embedded};
use mlarch::rules::thresholds;
use serde_json::Value;

use crate::run::{Outcome, list, mlarch_in};

fn run(answers: &str, more: &str, overlay: &str) -> Outcome {
    let folder = tempfile::tempdir().expect("a folder");
    let text = format!("mlarch: 1\nname: x\nanswers: {{{answers}}}\n{more}\n");
    std::fs::write(folder.path().join("r.yaml"), text).expect("written");
    std::fs::create_dir(folder.path().join("ours")).expect("created");
    std::fs::write(folder.path().join("ours/o.yaml"), overlay).expect("written");
    let mut arguments = vec!["recommend", "r.yaml", "--format", "json"];
    if !overlay.is_empty() {
        arguments.extend(["--catalog", "ours"]);
    }
    mlarch_in(folder.path(), &arguments)
}

fn recommend(answers: &str, more: &str, overlay: &str) -> Value {
    let out = run(answers, more, overlay);
    assert_eq!(out.code, 0, "{answers}: {}", out.whole());
    serde_json::from_str(&out.stdout).expect("JSON")
}

fn decision<'a>(r: &'a Value, block: &str) -> &'a Value {
    list(r, "architecture").iter().find(|d| d["block"] == block).unwrap_or_else(|| panic!("{block} is decided"))
}

/// Why an option is out by its end.
fn ended<'a>(r: &'a Value, block: &str, option: &str) -> Option<&'a str> {
    let out = list(decision(r, block), "rejected").iter().find(|x| x["option"] == option)?;
    out["rule"].as_str()?.starts_with("ends.").then(|| out["because"].as_str().expect("a reason"))
}

#[test]
fn what_ends_within_the_life_of_the_system_is_left_out() {
    let vision = |life: &str| {
        recommend(&format!("task.type: [vision], task.prebuilt: well, lifecycle.duration: {life}"), "", "")
    };
    let long = vision("3 years");
    assert_eq!(
        ended(&long, "prebuilt_vision", "azure_custom_vision"),
        Some(
            "Azure AI Custom Vision ends on 2028-09-25, 13 months before the system does; successor: Azure Machine Learning automated ML"
        ),
    );
    // 674 days are left: the last of them is one of service, the next is not.
    assert_eq!(ended(&vision("674 days"), "prebuilt_vision", "azure_custom_vision"), None);
    let late = vision("676 days");
    let because = ended(&late, "prebuilt_vision", "azure_custom_vision").expect("it is out");
    assert!(because.contains("2 days before the system does"), "{because}");
}

/// Azure Machine Learning with an end.
const ENDS: &str = "products:\n  - id: azure_machine_learning\n    status: {value: deprecated, until: 2027-11-21, replacement: azure_databricks}\n";

#[test]
fn the_end_of_a_platform_is_that_of_its_parts() {
    let answers = "task.type: [classification], mlops.target: level_2";
    let r = recommend(answers, "", ENDS);
    for d in list(&r, "architecture") {
        assert_ne!(d["product"], "azure_machine_learning", "{}", d["block"]);
    }
    let because = ended(&r, "ml_platform", "azure_machine_learning").expect("the platform is out");
    assert!(because.contains("ends on 2027-11-21, 48 months before"), "{because}");
    let registry = ended(&r, "model_registry", "azure_ml_model_registry").expect("its part is out");
    assert_eq!(registry, because);
    // A system of less than a year is over when the platform ends.
    let short = recommend(&format!("{answers}, lifecycle.duration: 11 months"), "", ENDS);
    assert_eq!(ended(&short, "ml_platform", "azure_machine_learning"), None);
}

#[test]
fn where_nothing_else_is_open_the_end_is_a_risk() {
    let answers = "task.type: [classification], hosting: [azure]";
    let demand = "constraints: {require: [azure_spring_apps]}";
    let r = recommend(answers, demand, "");
    assert_eq!(decision(&r, "container_platform")["option"], "azure_spring_apps");
    let risks = list(&r, "risks");
    let risk = risks.iter().find(|x| x["rule"] == "ends.azure_spring_apps").expect("its end is a risk");
    assert_eq!(risk["severity"], "high");
    let title = risk["title"].as_str().expect("a title");
    assert!(title.contains("ends on 2028-03-31, 43 months before the system does"), "{title}");
    let mitigation = risk["mitigation"].as_str().expect("a mitigation");
    assert!(mitigation.starts_with("Plan the move to Azure Container Apps"), "{mitigation}");
    // What outlives the system is no more than a note.
    let r = recommend(&format!("{answers}, lifecycle.duration: 3 months"), demand, "");
    let risk = list(&r, "risks").iter().find(|x| x["rule"] == "ends.azure_spring_apps").expect("told");
    assert_eq!(
        (risk["severity"].as_str(), risk["title"].as_str().map(|t| t.ends_with("after the system does"))),
        (Some("low"), Some(true))
    );
}

#[test]
fn every_end_has_its_rule_its_threshold_and_its_successor() {
    let catalog = embedded().expect("the embedded catalog is readable");
    let life = catalog.question("lifecycle.duration").expect("a question");
    let numbers = &thresholds(&catalog)[life.0 as usize];
    let mut seen = 0;
    for rule in &catalog.rules {
        let Some(ending) = rule.ends else { continue };
        seen += 1;
        let product = &catalog.products[ending.product.at()];
        assert!(product.status.until.is_some(), "{}", rule.id);
        assert!(numbers.contains(&(f64::from(ending.days) * 86_400.0)), "{} is no threshold", rule.id);
        match product.status.replacement {
            Some(next) => {
                let name = &catalog.products[next.at()].name;
                assert!(rule.because.ends_with(&format!("successor: {name}")), "{}", rule.because);
            }
            None => assert!(rule.because.ends_with("no successor is named"), "{}", rule.because),
        }
        assert!(!rule.sources.is_empty(), "{}", rule.id);
    }
    assert!(seen >= 10, "only {seen} products end");
    for product in catalog.products.iter().filter(|p| !p.inline && p.status.until.is_some()) {
        let note = product.status.replacement.is_some();
        assert!(note, "{} ends without a successor", product.id);
    }
}

#[test]
fn an_end_that_is_no_day_is_told_where_it_stands() {
    let overlay = "products:\n  - id: azure_machine_learning\n    status: {value: deprecated, until: soon, replacement: azure_databricks}\n";
    let out = run("task.type: [classification]", "", overlay);
    assert_eq!(out.code, 2);
    assert!(out.stderr.contains("`soon` is not a day") && out.stderr.contains("o.yaml:3:40"), "{}", out.stderr);
}
