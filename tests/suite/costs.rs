//! What an architecture costs: nothing is free for want of a price, nothing is paid twice, and the budget counts
//! what the bill counts.

use serde_json::Value;

use crate::run::{list, mlarch_in};

/// What a command says of a requirements file with these answers and this rest.
fn told(command: &[&str], answers: &str, rest: &str) -> Value {
    let folder = tempfile::tempdir().expect("a folder");
    let text = format!("mlarch: 1\nname: x\nanswers: {{{answers}}}\n{rest}");
    std::fs::write(folder.path().join("r.yaml"), text).expect("written");
    let mut arguments = vec![command[0], "r.yaml"];
    arguments.extend(&command[1..]);
    arguments.extend(["--format", "json"]);
    let out = mlarch_in(folder.path(), &arguments);
    assert_eq!(out.code, 0, "{}", out.whole());
    serde_json::from_str(&out.stdout).expect("JSON")
}

fn likely(v: &Value) -> f64 {
    v["likely"].as_f64().expect("a number")
}

const MANY_REQUESTS: &str = "task.type: [classification], data.kind: [tabular], data.volume: 100 GB, \
    inference.mode: [realtime], inference.rps_peak: 5000, inference.latency_p95: 50 ms, team.kubernetes: true, \
    team.ops_skill: high";

/// A managed endpoint beside a cluster: only one of them serves.
#[test]
fn what_one_product_does_no_other_is_paid_for() {
    let all = told(
        &["recommend"],
        MANY_REQUESTS,
        "constraints: {require: [online_serving.azure_ml_online_endpoints, container_platform.azure_kubernetes_service]}\n",
    );
    let lines = list(&all["estimate"], "lines");
    let hours = lines.iter().find(|l| l["name"] == "Endpoint machines").map(|l| likely(&l["quantity"]));
    let hours = hours.expect("a line of the endpoint");
    let same = lines.iter().filter(|l| likely(&l["quantity"]) == hours && l["unit"] == "hour");
    assert_eq!(same.count(), 1, "{lines:?}");
    assert!(lines.iter().any(|l| l["product"] == "azure_kubernetes_service"), "the cluster itself is paid: {lines:?}");
    let all = told(
        &["recommend"],
        MANY_REQUESTS,
        "constraints: {require: [online_serving.kserve, container_platform.azure_kubernetes_service]}\n",
    );
    let served: Vec<&Value> = list(&all["estimate"], "lines").iter().filter(|l| l["name"] == "Serving nodes").collect();
    assert_eq!(served.len(), 1, "what serves on the cluster brings its nodes: {served:?}");
    assert!((likely(&served[0]["quantity"]) - hours).abs() < 1.0, "{served:?}");
}

/// The bill of the recommendation keeps the budget that its search had to keep.
#[test]
fn the_budget_counts_what_the_bill_counts() {
    let free = likely(&told(&["recommend"], MANY_REQUESTS, "")["estimate"]["monthly"]);
    for share in [0.95, 0.6] {
        let limit = (free * share).round();
        let rest = format!("constraints: {{budget: {{monthly: {limit} USD, hard: true}}}}\n");
        let bill = likely(&told(&["recommend"], MANY_REQUESTS, &rest)["estimate"]["monthly"]);
        assert!(bill <= limit + 1.0, "{bill} of {limit}");
        assert!(bill > 0.2 * limit, "{bill} of {limit}");
    }
}

/// Own machines are neither free nor rented.
#[test]
fn own_machines_cost_a_part_of_rented_ones() {
    let answers = "task.type: [vision], data.kind: [images], data.volume: 8 TB, connectivity: air_gapped, \
        foss_only: true, inference.mode: [realtime], inference.rps_peak: 30, team.kubernetes: true";
    let own = &told(&["estimate"], &format!("{answers}, hosting: [on_prem]"), "")["estimate"];
    let lines: Vec<&Value> = list(own, "lines").iter().filter(|l| l["charged"] == "monthly").collect();
    assert!(likely(&own["monthly"]) > 500.0, "{own}");
    assert!(!lines.is_empty() && lines.iter().all(|l| l["own"] == true && l["worked"] == true), "{lines:?}");
    for l in &lines {
        let product = likely(&l["quantity"]) * l["unit_price"].as_f64().expect("a price");
        assert!((product - likely(&l["cost"])).abs() <= 0.01 * product + 0.02, "{l}");
    }
    assert!(list(own, "purchase").is_empty(), "nobody rents them");
    assert!(list(own, "sizing").iter().any(|s| s["id"] == "machine_share"), "the share is told");
}

/// A service whose price is not known counts as one of the usual cost, and is shown as not known.
#[test]
fn an_unknown_price_is_not_free() {
    let answers = "task.type: [vision], vision.work: [insight], data.kind: [video], data.volume: 10 TB, \
        inference.mode: [batch], inference.batch_rows: 5000, task.prebuilt: well";
    let matrix = told(&["matrix", "prebuilt_vision"], answers, "");
    let cost = list(&matrix, "criteria").iter().position(|c| c["metric"] == "cost").expect("the cost");
    let value = |r: &Value| r["values"][cost].as_f64().expect("a value");
    let rows = list(&matrix, "rows");
    let unknown = rows.iter().find(|r| r["option"] == "azure_video_indexer").expect("an open option");
    assert!(unknown["monthly"].is_null(), "{unknown}");
    let best = rows.iter().map(value).fold(0.0, f64::max);
    assert!(value(unknown) < best, "{rows:?}");
    let dearest = rows.iter().filter(|r| r["monthly"].is_object()).map(|r| likely(&r["monthly"])).fold(0.0, f64::max);
    assert!(dearest > 0.0, "{rows:?}");
}

/// Beside a large bill, five times the cost is five times the cost.
#[test]
fn dear_options_differ_too() {
    let answers = "task.type: [question_answering], genai: true, llm.requests_per_day: 300000, llm.tokens_in: 5000, \
        llm.tokens_out: 600, inference.mode: [realtime]";
    let matrix = told(&["matrix", "llm_serving"], answers, "");
    let cost = list(&matrix, "criteria").iter().position(|c| c["metric"] == "cost").expect("the cost");
    let of = |id: &str| {
        let row = list(&matrix, "rows").iter().find(|r| r["option"] == id).expect("an open option");
        (likely(&row["monthly"]), row["values"][cost].as_f64().expect("a value"))
    };
    let (standard, provisioned) = (of("foundry_global_standard"), of("foundry_global_provisioned"));
    assert!(provisioned.0 > 3.0 * standard.0, "{standard:?} {provisioned:?}");
    assert!(provisioned.1 < standard.1 - 0.1, "{standard:?} {provisioned:?}");
}
