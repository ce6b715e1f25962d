//! Availability against what is asked for, and limits of products against the sizing.

use serde_json::Value;

use crate::run::{list, mlarch_in};

fn recommend(answers: &str, more: &str) -> Value {
    let folder = tempfile::tempdir().expect("a folder");
    let text = format!("mlarch: 1\nname: x\nanswers: {{{answers}}}\n{more}\n");
    std::fs::write(folder.path().join("r.yaml"), text).expect("written");
    let out = mlarch_in(folder.path(), &["recommend", "r.yaml", "--format", "json"]);
    assert_eq!(out.code, 0, "{answers}: {}", out.whole());
    serde_json::from_str(&out.stdout).expect("JSON")
}

const SERVICE: &str = "task.type: [classification], inference.mode: [realtime], journey.stage: production";
const ENDPOINT: &str = "constraints: {require: [online_serving.azure_ml_online_endpoints]}";

fn path<'a>(r: &'a Value, id: &str) -> &'a Value {
    let found = list(&r["availability"], "paths").iter().find(|p| p["path"] == id);
    found.unwrap_or_else(|| panic!("{id} is a way of {}", r["availability"]))
}

fn number(v: &Value) -> f64 {
    v.as_f64().unwrap_or_else(|| panic!("{v} is a number"))
}

/// The product of the promises of parts, as a share. What the team runs counts as what it stands on,
/// which is a part of its own.
fn row(p: &Value, global: bool) -> f64 {
    let parts = list(p, "parts").iter().filter(|x| x["global"] == global && x["basis"] != "operated");
    parts.map(|x| number(&x["sla"]["likely"]) / 100.0).product()
}

fn assert_close(a: f64, b: f64) {
    assert!((a - b).abs() < 2e-5, "{a} is not {b}");
}

#[test]
fn parts_in_a_row_multiply_and_regions_stand_in_for_each_other() {
    for (geography, regions) in [("one_region", 1), ("several_regions", 2), ("global", 3)] {
        let r = recommend(&format!("{SERVICE}, users.geography: {geography}"), ENDPOINT);
        let p = path(&r, "online");
        assert!(list(p, "parts").iter().any(|x| x["product"] == "azure_machine_learning"), "{p}");
        let one = row(p, false);
        let all = row(p, true) * (1.0 - (1.0 - one).powi(regions));
        assert_close(number(&p["composite"]["likely"]), all * 100.0);
        // A month of thirty days has 43,200 minutes: 99.9 % are 43.2 of them.
        assert!((number(&p["downtime"]["likely"]) - (1.0 - all) * 43_200.0).abs() < 0.01, "{p}");
    }
}

#[test]
fn a_gap_names_what_raises_it() {
    let r = recommend(&format!("{SERVICE}, availability: 99.99 %, serving.regions: one"), ENDPOINT);
    let p = path(&r, "online");
    let now = number(&p["composite"]["likely"]);
    assert_close(number(&p["gap"]), 99.99 - now);
    let raises = list(p, "raises");
    assert!(!raises.is_empty(), "{p}");
    let after: Vec<f64> = raises.iter().map(|x| number(&x["composite"]["likely"])).collect();
    assert!(after.iter().all(|a| *a > now) && after.is_sorted_by(|a, b| a >= b), "{p}");
    let region = raises.iter().find(|x| x["kind"] == "region").expect("a second region");
    let one = row(p, false);
    assert_close(number(&region["composite"]["likely"]), row(p, true) * (1.0 - (1.0 - one).powi(2)) * 100.0);
    for x in raises {
        assert_eq!(x["enough"] == true, number(&x["composite"]["likely"]) >= 99.99, "{x}");
    }
    // Nothing has to be raised where nothing is missing.
    let r = recommend(&format!("{SERVICE}, availability: 99 %"), ENDPOINT);
    let p = path(&r, "online");
    assert!(p["gap"].is_null() && list(p, "raises").is_empty(), "{p}");
}

#[test]
fn what_nobody_promises_is_named_and_widens_the_range() {
    let own = "task.type: [classification], inference.mode: [realtime], hosting: [on_prem], foss_only: true, \
               team.kubernetes: true";
    let r = recommend(own, "");
    let p = path(&r, "online");
    let basis: Vec<&str> = list(p, "parts").iter().filter_map(|x| x["basis"].as_str()).collect();
    assert!(basis.iter().all(|b| *b == "operated"), "{p}");
    assert!(number(&p["composite"]["low"]) < number(&p["composite"]["high"]), "{p}");
    // On machines of a provider its promise is the upper bound.
    let r = recommend(SERVICE, "constraints: {require: [online_serving.kserve]}");
    let p = path(&r, "online");
    let part = list(p, "parts").iter().find(|x| x["product"] == "kserve").expect("KServe is on the way");
    assert_eq!(part["basis"], "operated");
    assert!(number(&part["sla"]["high"]) < 100.0 && part["how"].as_str().is_some_and(|h| h.contains("at most")), "{p}");
}

#[test]
fn tiers_decide_what_is_promised() {
    // Where much is asked for, several zones are part of what is chosen.
    for (asked, promised) in [("99 %", 99.95), ("99.99 %", 99.99)] {
        let r = recommend(
            &format!("{SERVICE}, availability: {asked}"),
            "constraints: {require: [online_serving.azure_app_service]}",
        );
        let p = path(&r, "online");
        let part = list(p, "parts").iter().find(|x| x["product"] == "azure_app_service").expect("on the way");
        assert_eq!((part["basis"].as_str(), number(&part["sla"]["likely"])), (Some("level"), promised), "{asked}");
    }
}

fn limits(r: &Value) -> Vec<(&str, &str)> {
    let all = list(&r["estimate"], "advice").iter().filter(|a| a["limit"] == true);
    all.map(|a| (a["id"].as_str().expect("an id"), a["text"].as_str().expect("a text"))).collect()
}

#[test]
fn a_broken_limit_is_told_and_a_kept_one_is_not() {
    let busy = recommend(&format!("{SERVICE}, inference.rps_peak: 2000 /s"), ENDPOINT);
    let found = limits(&busy);
    let told = found.iter().find(|l| l.0 == "quota_aml_requests").expect("too many requests");
    assert!(told.1.starts_with("2,000 /s at the peak exceed the 500 requests"), "{}", told.1);
    let quiet = recommend(&format!("{SERVICE}, inference.rps_peak: 20 /s"), ENDPOINT);
    assert!(!limits(&quiet).iter().any(|l| l.0 == "quota_aml_requests"));
    // Whoever has not chosen the product does not hear of its limits.
    let other = "constraints: {require: [online_serving.azure_container_apps]}";
    let other = recommend(&format!("{SERVICE}, inference.rps_peak: 2000 /s"), other);
    assert!(!limits(&other).iter().any(|l| l.0.starts_with("quota_aml_requests")));
}

#[test]
fn the_table_and_markdown_show_it() {
    let folder = tempfile::tempdir().expect("a folder");
    let text = format!(
        "mlarch: 1\nname: x\nanswers: {{{SERVICE}, inference.rps_peak: 2000 /s, availability: 99.99 %}}\n{ENDPOINT}\n"
    );
    std::fs::write(folder.path().join("r.yaml"), text).expect("written");
    let table = mlarch_in(folder.path(), &["recommend", "r.yaml"]).stdout;
    for words in ["\nAvailability", "of 99.99 % asked", "raise by", "\nLimits and advice", "  limit   "] {
        assert!(table.contains(words), "{words} is not in\n{table}");
    }
    let markdown = mlarch_in(folder.path(), &["recommend", "r.yaml", "--format", "markdown"]).stdout;
    for words in ["\n## Availability\n", "percentage points", "\n### Limits and advice\n", "- **Limit**: "] {
        assert!(markdown.contains(words), "{words} is not in\n{markdown}");
    }
}
