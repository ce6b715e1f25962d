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
    let named = |l: &&Value| l["meter"].as_str().is_some_and(|m| m.contains(", priced like "));
    assert!(lines.iter().all(named), "what is owned, and what stands in for its price: {lines:?}");
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

/// The risk that a check raised.
fn risk<'a>(all: &'a Value, rule: &str) -> Option<&'a Value> {
    list(all, "risks").iter().find(|r| r["rule"] == rule)
}

/// More nodes do not make a model quicker: what takes too long is told, with both times.
#[test]
fn a_latency_beyond_what_is_asked_is_a_risk() {
    let answers = |limit: &str, model: &str| {
        format!(
            "task.type: [classification], data.kind: [tabular], inference.mode: [realtime], inference.rps_peak: 50, \
             inference.latency_p95: {limit}{model}"
        )
    };
    let slow = told(&["recommend"], &answers("50 ms", ", inference.service_time: 40 ms"), "");
    let missed = risk(&slow, "latency_missed").expect("the model takes too long");
    assert_eq!(missed["severity"], "high");
    let title = missed["title"].as_str().expect("a text");
    assert!(title.contains("50 ms") && title.contains("0.11 s"), "{title}");
    assert!(!list(missed, "source").is_empty(), "{missed}");
    let limit = list(&slow["estimate"], "advice").iter().find(|a| a["id"] == "latency_missed");
    assert_eq!(limit.expect("it stands in the estimate, too")["risk"], "high");
    let guessed = told(&["recommend"], &answers("50 ms", ""), "");
    assert_eq!(risk(&guessed, "latency_doubtful").expect("a rule of thumb says so")["severity"], "medium");
    let quick = told(&["recommend"], &answers("500 ms", ", inference.service_time: 40 ms"), "");
    assert_eq!((risk(&quick, "latency_missed"), risk(&quick, "latency_doubtful")), (None, None));
}

/// A quota that is passed by far counts in the choice, one that can be raised is told.
#[test]
fn a_quota_far_below_the_load_counts() {
    let answers = |rps: u32| {
        format!(
            "task.type: [classification], data.kind: [tabular], inference.mode: [realtime], inference.rps_peak: {rps}, \
             hosting: [azure], inference.service_time: 5 ms, inference.latency_p95: 200 ms"
        )
    };
    let pinned = "constraints: {require: [online_serving.azure_ml_online_endpoints]}\n";
    for (rps, rule, severity) in [(2000, "quota_aml_requests", "medium"), (20000, "quota_aml_requests_many", "high")] {
        let all = told(&["recommend"], &answers(rps), pinned);
        assert_eq!(risk(&all, rule).expect("a risk")["severity"], severity);
    }
    let free = told(&["recommend"], &answers(20000), "");
    let serving = list(&free, "architecture").iter().find(|d| d["block"] == "online_serving").expect("a decision");
    assert_ne!(serving["option"], "azure_ml_online_endpoints", "{}", serving["why"]);
}

/// The likely cost is what a budget binds; what is beyond it is told, the more gravely the harder the budget is.
#[test]
fn what_a_budget_does_not_cover_is_told() {
    let free = told(&["recommend"], MANY_REQUESTS, "");
    let (likely, high) = (likely(&free["estimate"]["monthly"]), free["estimate"]["monthly"]["high"].as_f64());
    let high = high.expect("a number");
    let of = |limit: f64, hard: bool| {
        let rest = format!("constraints: {{budget: {{monthly: {limit} USD, hard: {hard}}}}}\n");
        let all = told(&["recommend"], MANY_REQUESTS, &rest);
        risk(&all, "budget").map(|r| (r["severity"].clone(), r["title"].as_str().unwrap_or_default().to_string()))
    };
    let (severity, title) = of((likely / 2.0).round(), false).expect("the soft budget is passed");
    assert!(severity == "high" && title.contains("likely costs"), "{title}");
    let between = ((likely + high) / 2.0).round();
    let (severity, title) = of(between, false).expect("it may be passed");
    assert!(severity == "low" && title.contains("may cost"), "{title}");
    let (severity, title) = of(between, true).expect("it may be passed");
    assert!(severity == "medium" && title.contains("hard budget"), "{title}");
    assert_eq!(of((high * 1.1).round(), true), None);
    assert_eq!(of((high * 1.1).round(), false), None);
}

/// The units of a stream follow its peak, by bytes and by events, and its tier what a namespace can have.
#[test]
fn streams_are_sized_by_rate_and_size() {
    let of = |rate: u32, size: &str, host: &str| {
        let answers = format!(
            "task.type: [anomaly_detection], data.kind: [tabular], data.arrival: [stream], inference.mode: [streaming], \
             data.device_messaging: false, data.event_rate: {rate} /s, data.event_size: {size}"
        );
        let rest = format!("constraints: {{require: [data_ingestion_stream.{host}]}}\n");
        let all = told(&["estimate"], &answers, &rest);
        let lines: Vec<(String, f64)> = list(&all["estimate"], "lines")
            .iter()
            .filter(|l| l["product"] == host && l["charged"] == "monthly")
            .map(|l| (l["name"].as_str().unwrap_or_default().to_string(), likely(&l["quantity"])))
            .collect();
        let partitions = list(&all["estimate"], "sizing").iter().find(|s| s["id"] == "stream_partitions");
        (lines, likely(&partitions.expect("partitions")["value"]))
    };
    let units = |(lines, _): &(Vec<(String, f64)>, f64), name: &str| lines.iter().find(|l| l.0 == name).map(|l| l.1);
    // 5,000 events of 1 KB a second: five units by either measure.
    let small = of(5000, "1 KB", "azure_event_hubs");
    assert_eq!((units(&small, "Throughput units"), small.1), (Some(5.0), 5.0));
    // Small events need units, too, and large ones need more than their number says.
    assert_eq!(units(&of(5000, "100 B", "azure_event_hubs"), "Throughput units"), Some(5.0));
    assert_eq!(units(&of(500, "20 KB", "azure_event_hubs"), "Throughput units"), Some(10.0));
    // Beyond forty units of Standard comes Premium, beyond its sixteen a cluster.
    let premium = of(60000, "1 KB", "azure_event_hubs");
    assert_eq!((units(&premium, "Throughput units"), units(&premium, "Premium processing units")), (None, Some(8.0)));
    assert!(units(&of(500_000, "1 KB", "azure_event_hubs"), "Dedicated capacity units").is_some());
    // 12 sends a second and unit of S1, of which a hub has 200; then 6,000 of S3.
    assert_eq!(units(&of(1000, "1 KB", "azure_iot_hub"), "S1 units"), Some(84.0));
    assert_eq!(units(&of(20000, "1 KB", "azure_iot_hub"), "S3 units"), Some(4.0));
    // Few sends of two messages each: one unit of S2 has the day of fifteen of S1 at the price of ten.
    assert_eq!(units(&of(100, "8 KB", "azure_iot_hub"), "S2 units"), Some(1.0));
}

/// Units that a provider gives away are part of the line that they make cheaper.
#[test]
fn free_units_are_told_in_the_line() {
    let all = told(&["estimate"], "task.type: [classification], inference.mode: [realtime], inference.rps_peak: 5", "");
    let lines = list(&all["estimate"], "lines");
    let logs = lines.iter().find(|l| l["meter"] == "Log Analytics ingestion").expect("logs");
    assert_eq!(logs["free"], 5.0, "{logs}");
    let paid = (likely(&logs["quantity"]) - 5.0).max(0.0) * logs["unit_price"].as_f64().expect("a price");
    assert!((paid - likely(&logs["cost"])).abs() < 0.02, "{logs}");
    assert!(lines.iter().any(|l| l["free"].is_null()), "not everything has free units");
}

/// What a requirements file with these answers and this rest comes to in a format.
fn page(command: &str, format: &str, answers: &str, rest: &str) -> String {
    let folder = tempfile::tempdir().expect("a folder");
    let text = format!("mlarch: 1\nname: x\nanswers: {{{answers}}}\n{rest}");
    std::fs::write(folder.path().join("r.yaml"), text).expect("written");
    let out = mlarch_in(folder.path(), &[command, "r.yaml", "--format", format]);
    assert_eq!(out.code, 0, "{}", out.whole());
    out.stdout
}

/// What has no price is named beside the sum, and a hard budget is not called kept with it.
#[test]
fn a_budget_is_not_kept_by_what_has_no_price() {
    let answers = "task.type: [classification], inference.mode: [realtime], inference.rps_peak: 5";
    let rest = "constraints:\n  require: [azure_managed_cassandra]\n  budget: {monthly: 90000 USD, hard: true}\n";
    let all = told(&["recommend"], answers, rest);
    let name = "Azure Managed Instance for Apache Cassandra";
    assert_eq!(all["estimate"]["unpriced"], serde_json::json!([name]));
    assert_eq!(all["estimate"]["budget"]["verdict"], "open");
    let budget = risk(&all, "budget").expect("a risk");
    assert_eq!(budget["severity"], "medium");
    assert!(budget["title"].as_str().is_some_and(|t| t.ends_with(name)), "{budget}");
    for (command, format) in
        [("recommend", "table"), ("recommend", "markdown"), ("recommend", "html"), ("estimate", "table")]
    {
        let text = page(command, format, answers, rest);
        let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(text.contains("cannot be confirmed") && text.contains(name), "{command} {format}: {text}");
    }
    let csv = page("estimate", "csv", answers, rest);
    assert!(csv.contains(&format!("\nunpriced,,{name},")) && csv.contains("\nbudget,hard,"), "{csv}");
    let columns = |line: &str| line.split(',').count();
    let bare = csv.lines().find(|l| l.starts_with("unpriced")).expect("a row");
    assert_eq!(columns(bare), columns(csv.lines().next().expect("a header")));
    let other = told(&["recommend"], answers, &rest.replace("  require: [azure_managed_cassandra]\n", ""));
    assert_eq!(other["estimate"]["budget"]["verdict"], "kept", "{}", other["estimate"]["unpriced"]);
}

/// Free units are told wherever lines of cost are listed.
#[test]
fn free_units_are_told_in_every_format() {
    let answers = "task.type: [classification], inference.mode: [realtime], inference.rps_peak: 5";
    for format in ["markdown", "html"] {
        let text = page("recommend", format, answers, "").split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(
            text.contains(" (first 5 GB free each month)") || text.contains(" (all within the 5 GB free each month)"),
            "{format}"
        );
    }
    let csv = page("estimate", "csv", answers, "");
    let at = csv.lines().next().and_then(|h| h.split(',').position(|c| c == "free")).expect("a column");
    let logs = csv.lines().find(|l| l.starts_with("monthly,azure_monitor")).expect("logs");
    assert_eq!(logs.split(',').nth(at), Some("5"), "{logs}");
}

/// A model inside the application keeps no node for itself, and is not free.
#[test]
fn a_model_inside_the_application_is_paid_with_it() {
    let answers = |rps: u32| {
        format!(
            "task.type: [classification], data.kind: [tabular], inference.mode: [realtime], inference.rps_peak: {rps}"
        )
    };
    let cost = |option: &str, rps: u32| {
        let rest = format!("constraints: {{require: [online_serving.{option}]}}\n");
        let all = told(&["estimate"], &answers(rps), &rest);
        let lines =
            list(&all["estimate"], "lines").iter().filter(|l| l["product"] == option && l["charged"] == "monthly");
        lines.map(|l| likely(&l["cost"])).sum::<f64>()
    };
    let (quiet, busy) = (cost("onnx_runtime", 5), cost("onnx_runtime", 2000));
    assert!(0.0 < quiet && quiet < cost("azure_ml_online_endpoints", 5) / 2.0, "{quiet}");
    assert!(busy > 20.0 * quiet, "{quiet} {busy}");
}

/// A stated peak is not served with the tokens of a few hundred users.
#[test]
fn the_requests_of_a_day_follow_a_stated_peak() {
    let tokens = |more: &str| {
        let answers = format!("task.type: [content_generation], genai: true, llm.tokens_out: 200{more}");
        let all = told(&["estimate"], &answers, "");
        let sizing = list(&all["estimate"], "sizing");
        sizing.iter().find(|s| s["id"] == "llm_output_tokens_m").map(|s| likely(&s["value"])).expect("tokens")
    };
    let of_peak = tokens(", llm.rps_peak: 50 /s");
    // A quarter of the peak in the mean, within the step of the assumption.
    let mean = 50.0 / 4.0 * 86400.0 * 30.0 * 200.0 / 1e6;
    assert!((0.6..2.0).contains(&(of_peak / mean)), "{of_peak} {mean}");
    assert_eq!(tokens(", inference.rps_peak: 50 /s"), of_peak, "requests of people are those of the model");
    let said = ", llm.rps_peak: 50 /s, llm.requests_per_day: 1000";
    assert!((tokens(said) - 6.0).abs() < 0.01, "what was answered counts: {}", tokens(said));
}

/// Where provisioned units cost more than the tokens that they serve, the recommendation says so and from what use
/// on they pay.
#[test]
fn provisioned_units_that_do_not_pay_are_a_risk() {
    let answers = "task.type: [question_answering], genai: true, hosting: [azure], llm.requests_per_day: 300000, \
        llm.pattern: steady_high, inference.mode: [realtime]";
    let rest = "constraints: {require: [llm_serving.foundry_global_provisioned]}\n";
    let all = told(&["recommend"], answers, rest);
    let told_of = risk(&all, "provisioned_dearer").expect("a risk");
    assert!(told_of["title"].as_str().is_some_and(|t| t.contains("pay from")), "{told_of}");
    let sizing = list(&all["estimate"], "sizing");
    let of = |id: &str| sizing.iter().find(|s| s["id"] == id).map(|s| likely(&s["value"])).expect("a figure");
    let (used, from) = (of("ptu_use"), of("ptu_pays_from"));
    assert!(0.0 < used && used < 100.0 && used < from, "{used} {from}");
    // The same units at that use would cost what the tokens do.
    let ratio = of("llm_provisioned_cost") / of("llm_token_cost");
    assert!((from / used - ratio).abs() < 0.02 * ratio, "{used} {from} {ratio}");
}

/// At the own site a machine is what it holds, not what a provider calls it.
#[test]
fn own_machines_are_not_called_by_a_provider() {
    let machine = |hosting: &str| {
        let answers = format!(
            "task.type: [vision], data.kind: [images], data.volume: 2 TB, hosting: [{hosting}], training.gpu: true, \
             model.source: custom, inference.mode: [batch]"
        );
        let all = told(&["estimate"], &answers, "");
        let found = list(&all["estimate"], "sizing").iter().find(|s| s["id"] == "training_machine");
        found.and_then(|s| s["picked"].as_str()).expect("a machine").to_string()
    };
    assert!(machine("azure").contains(" v"), "{}", machine("azure"));
    let own = machine("on_prem");
    assert!(own.contains("NVIDIA") && own.contains("vCPU") && own.contains("GiB"), "{own}");
}
