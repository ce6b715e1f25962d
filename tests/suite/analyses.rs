//! Why, why not, what if, and what for: each answer is checked by asking in another way.

use mlarch::catalog::{Find, OptionRef};
use mlarch::engine::analysis::answers::{Architecture, loss_of_keeping, values, with_answer};
use mlarch::logic::Var;
use mlarch::recommendation::Study;
use mlarch::requirements::Origin;
use serde_json::Value;

use crate::run::{Outcome, json, list, mlarch};

const CHURN: &str = "examples/churn-scoring.yaml";
const SMALL: &str = "examples/getting-started.yaml";

fn points(v: &Value) -> f64 {
    v["points"].as_f64().expect("points")
}

/// The option that a recommendation chooses in a block.
fn choice(r: &Value, block: &str) -> Option<String> {
    let found = list(r, "architecture").iter().find(|d| d["block"] == block)?;
    Some(found["name"].as_str().expect("a name").to_string())
}

#[test]
fn the_parts_of_a_difference_add_up() {
    let mut nodes = 0;
    let all = json(&["recommend", CHURN]);
    for block in list(&all, "architecture").iter().step_by(9).filter_map(|d| d["block"].as_str()) {
        let out = json(&["explain", CHURN, block, "--quick"]);
        let Some(regret) = out[0]["against"]["regret"].as_f64() else { continue };
        let difference = list(&out[0]["against"], "difference");
        let sum: f64 = difference.iter().map(points).sum();
        assert!((sum - regret).abs() < 0.01, "{block}: {sum} for {regret}");
        for node in difference.iter().filter(|n| n["kind"] == "decision" && n["parts"].is_array()) {
            let parts: f64 = list(node, "parts").iter().map(points).sum();
            assert!((parts - points(node)).abs() < 0.01, "{node}");
            nodes += list(node, "parts").len();
        }
    }
    assert!(nodes > 10, "{nodes}");
}

#[test]
fn an_explanation_goes_down_to_facts_with_sources() {
    let out = json(&["explain", CHURN, "online_serving", "--over", "kserve", "--quick"]);
    let mut facts = 0;
    let mut open: Vec<&Value> = list(&out[0]["against"], "difference").iter().collect();
    while let Some(node) = open.pop() {
        if node["kind"] == "fact" {
            facts += 1;
            let assumed = node["assumed"] == true;
            let silent = node.get("chosen").is_none() && node.get("other").is_none();
            assert!(assumed || silent || !list(node, "source").is_empty(), "{node}");
        }
        open.extend(node["parts"].as_array().into_iter().flatten());
    }
    assert!(facts > 20, "{facts}");
    // What is said to differ by itself is the asked option's own decision and what follows from it.
    assert!(list(&out[0]["against"], "changes").iter().all(|c| c["block"] != "online_serving"));
}

#[test]
fn changes_that_should_turn_a_decision_do() {
    let out = json(&["explain", CHURN, "online_serving.kserve"]);
    let win = &out[0]["flips"]["together"];
    let changes = list(win, "changes");
    // No single answer does it, as far as they are proven.
    assert!(list(&out[0]["flips"], "single").iter().all(|f| f["option"] != "KServe"));
    assert_eq!(changes.len(), 2);
    let set = |c: &Value| {
        let (what, to) = (c["what"].as_str().expect("text"), c["to"].as_str().expect("text"));
        let number = to.starts_with(|c: char| c.is_ascii_digit());
        match to {
            _ if number => format!("{what}={}", to.replace(',', "")),
            _ if to.contains(',') => format!("{what}=[{to}]"),
            _ => format!("{what}={to}"),
        }
    };
    let sets: Vec<String> = changes.iter().map(set).collect();
    let mut arguments = vec!["recommend", CHURN];
    sets.iter().for_each(|s| arguments.extend(["--set", s]));
    assert_eq!(choice(&json(&arguments), "online_serving").as_deref(), Some("KServe"), "{sets:?}");
    let mut tried = 0;
    for flip in list(&out[0]["flips"], "single") {
        let what = flip["change"]["what"].as_str().expect("text");
        if what.starts_with("constraints") || what == "estate" || tried == 6 {
            continue;
        }
        let set = set(&flip["change"]);
        let after = json(&["recommend", CHURN, "--set", &set]);
        assert_eq!(choice(&after, "online_serving").as_deref(), flip["option"].as_str(), "{set}");
        tried += 1;
    }
    assert!(tried > 2, "{tried}");
}

#[test]
fn a_product_is_explained_in_each_of_its_blocks_and_names_are_checked() {
    let out = json(&["explain", SMALL, "mlflow", "--quick"]);
    let blocks: Vec<&str> = out.as_array().expect("a list").iter().filter_map(|e| e["block"].as_str()).collect();
    assert!(blocks.contains(&"experiment_tracking") && blocks.len() > 1, "{blocks:?}");
    assert!(out.as_array().expect("a list").iter().any(|e| e["inactive"].is_string()), "some are not needed");
    let wrong = mlarch(&["explain", SMALL, "online_servin"]);
    assert_eq!(wrong.code, 2);
    assert!(wrong.stderr.contains("Did you mean `online_serving`?"), "{}", wrong.stderr);
    let wrong = mlarch(&["explain", SMALL, "online_serving", "--over", "postgresql"]);
    assert_eq!(wrong.code, 2);
    assert!(wrong.stderr.contains("is not an option of the block"), "{}", wrong.stderr);
}

#[test]
fn efficient_architectures_beat_each_other_in_nothing() {
    for over in ["cost,value", "performance,cost", "cost,compliance,time_to_value"] {
        let out = json(&["tradeoffs", SMALL, "--over", over]);
        let less: Vec<bool> = list(&out, "over").iter().map(|a| a["less_is_better"] == true).collect();
        let points: Vec<Vec<f64>> = list(&out, "points")
            .iter()
            .map(|p| list(p, "amounts").iter().map(|a| a.as_f64().expect("a number")).collect())
            .collect();
        assert!(points.len() > 1, "{over}");
        let good = |p: &[f64]| -> Vec<f64> { p.iter().zip(&less).map(|(x, l)| if *l { -x } else { *x }).collect() };
        for (i, a) in points.iter().enumerate() {
            for (j, b) in points.iter().enumerate().filter(|(j, _)| *j != i) {
                let beats = good(a).iter().zip(good(b)).all(|(x, y)| *x >= y);
                assert!(!beats, "{over}: {i} {a:?} beats {j} {b:?}");
            }
        }
        if over == "cost,value" {
            // The recommended architecture has the highest value there is.
            let now: Vec<f64> = list(&out, "recommended").iter().filter_map(Value::as_f64).collect();
            assert!(points.contains(&now), "{now:?}");
            let best = points.iter().map(|p| p[1]).fold(0.0, f64::max);
            assert_eq!(best, now[1]);
        }
    }
}

#[test]
fn trade_offs_come_as_sheet_and_picture() {
    let csv = mlarch(&["tradeoffs", SMALL, "--format", "csv"]);
    let mut lines = csv.stdout.lines();
    assert_eq!(lines.next(), Some("cost (USD),value (points),recommended,changes,unpriced"));
    assert!(lines.clone().count() > 1 && lines.filter(|l| l.contains(",true,")).count() == 1, "{}", csv.stdout);
    let svg = mlarch(&["tradeoffs", SMALL, "--format", "svg"]).stdout;
    assert!(svg.starts_with("<svg xmlns=") && svg.ends_with("</svg>\n"));
    assert_eq!(svg.matches("class=\"point\"").count() + 1, csv.stdout.lines().count());
    let three = mlarch(&["tradeoffs", SMALL, "--format", "svg", "--over", "cost,value,scale"]);
    assert_eq!((three.code, three.stdout.as_str()), (2, ""));
    let wrong = mlarch(&["tradeoffs", SMALL, "--over", "cost,perfomance"]);
    assert_eq!(wrong.code, 2);
    assert!(wrong.stderr.contains("Did you mean `performance`?"), "{}", wrong.stderr);
}

#[test]
fn what_if_says_what_two_recommendations_say() {
    let set = "platform.kubernetes_api=true";
    let out = json(&["whatif", CHURN, "--set", set]);
    let (before, after) = (json(&["recommend", CHURN]), json(&["recommend", CHURN, "--set", set]));
    assert!(!list(&out, "decisions").is_empty());
    for row in list(&out, "decisions") {
        let block = row["block"].as_str().expect("text");
        let options: Vec<Option<&str>> = list(row, "options").iter().map(Value::as_str).collect();
        assert_eq!(options, [choice(&before, block).as_deref(), choice(&after, block).as_deref()], "{block}");
    }
    let differ = list(&out, "decisions").len() as u64;
    assert_eq!(out["same"].as_u64(), Some(common(&before, &after)));
    assert!(differ > 0 && out["kept"].is_object());
}

/// The number of blocks in which two recommendations choose the same.
fn common(a: &Value, b: &Value) -> u64 {
    let same = |d: &&Value| choice(b, d["block"].as_str().expect("text")).as_deref() == d["name"].as_str();
    list(a, "architecture").iter().filter(same).count() as u64
}

#[test]
fn an_impossible_what_if_is_told() {
    let out = mlarch(&["whatif", CHURN, "--set", "require=[azure_databricks]"]);
    assert_eq!(out.code, 3, "{}", out.whole());
    assert!(out.stderr.contains("mlarch recommend examples/churn-scoring.yaml --set"), "{}", out.stderr);
    insta::assert_snapshot!("whatif", mlarch(&["whatif", SMALL, "--set", "foss_only=true"]).whole());
    insta::assert_snapshot!(
        "whatif_markdown",
        mlarch(&["whatif", SMALL, "--set", "foss_only=true", "--format", "markdown"]).whole()
    );
}

#[test]
fn saved_recommendations_compare_with_files() {
    let folder = tempfile::TempDir::new().expect("a folder");
    let saved = folder.path().join("saved.json");
    let path = saved.to_str().expect("text");
    assert_eq!(mlarch(&["recommend", SMALL, "--format", "json", "-o", path]).code, 0);
    let same = json(&["compare", path, SMALL]);
    assert!(list(&same, "decisions").is_empty() && list(&same, "risks").is_empty(), "{same}");
    let three = json(&["compare", path, SMALL, CHURN]);
    assert_eq!(list(&three, "sides").len(), 3);
    assert!(list(&three, "decisions").len() > 10);
    assert!(list(&three, "decisions").iter().all(|d| list(d, "options").len() == 3));
    std::fs::write(&saved, r#"{"architecture": 3}"#).expect("written");
    let broken = mlarch(&["compare", path, SMALL]);
    assert_eq!(broken.code, 2);
    assert!(broken.stderr.contains("is not a recommendation of this version"), "{}", broken.stderr);
}

#[test]
fn alternatives_differ_and_get_worse() {
    let out = json(&["recommend", SMALL, "--alternatives", "4", "--apart", "3"]);
    let variants = list(&out, "alternatives");
    assert_eq!(variants.len(), 4);
    let mut last = 0.0;
    for (i, v) in variants.iter().enumerate() {
        let loss = v["loss"].as_f64().expect("a number");
        assert!(loss >= last && v["exact"] == true);
        last = loss;
        assert!(list(v, "changes").len() >= 3);
        for other in &variants[..i] {
            let own = list(v, "changes");
            let differ = own.iter().filter(|c| !list(other, "changes").contains(c)).count()
                + list(other, "changes").iter().filter(|c| own.iter().all(|d| d["block"] != c["block"])).count();
            assert!(differ >= 3, "{v} {other}");
        }
    }
    // One decision away: the next best of all is the alternative with the least loss anywhere.
    let next = json(&["recommend", SMALL, "--alternatives", "1", "--apart", "1"]);
    let losses = list(&next, "architecture").iter().flat_map(|d| list(d, "alternatives"));
    let least = losses.filter_map(|a| a["regret"].as_f64()).fold(f64::INFINITY, f64::min);
    assert_eq!(next["alternatives"][0]["loss"].as_f64(), Some(least));
    let text = mlarch(&["recommend", SMALL, "--alternatives", "1"]).stdout;
    assert!(text.contains("Other architectures"), "{text}");
}

#[test]
fn robustness_is_the_same_each_time_and_fits_the_recommendation() {
    let run = |seed: &str| json(&["robustness", SMALL, "--samples", "200", "--seed", seed]);
    let out = run("7");
    assert_eq!(out, run("7"));
    assert_ne!(list(&out, "decisions"), list(&run("8"), "decisions"));
    let now = json(&["recommend", SMALL]);
    for d in list(&out, "decisions") {
        let block = d["block"].as_str().expect("text");
        assert_eq!(choice(&now, block).as_deref(), d["option"].as_str(), "{block}");
        let number = |v: &Value| v.as_f64().expect("a number");
        let (low, high) = (number(&d["interval"][0]), number(&d["interval"][1]));
        assert!(low <= number(&d["share"]) && number(&d["share"]) <= high);
        assert_eq!(d["firm"] == true, list(d, "rivals").is_empty());
        assert!(d["firm"] != true || number(&d["share"]) >= 0.9);
    }
    for w in list(&out, "weights") {
        let at = |key: &str| w[key].as_f64().expect("a number");
        assert!(at("low") <= at("weight") && at("weight") <= at("high"), "{w}");
        assert!(list(w, "below").is_empty() == (at("low") == 0.0), "{w}");
        assert!(list(w, "above").is_empty() == (at("high") == 1.0), "{w}");
    }
    assert!(list(&out, "weights").iter().any(|w| !list(w, "above").is_empty()));
}

#[test]
fn the_weights_turn_the_recommendation_where_robustness_says() {
    let c = mlarch::catalog::embedded().expect("embedded");
    let r = crate::courses::example(&c, "getting-started.yaml");
    let out = Study::of(&c, &r).expect("an architecture").robustness(1, 1);
    // The architecture with one weight set and the others in proportion; rules see the same answers.
    let at = |metric: usize, weight: f64| {
        let mut r = r.clone();
        let rest = 1.0 - r.priorities.weights[metric];
        r.priorities.weights.iter_mut().for_each(|w| *w *= (1.0 - weight) / rest);
        r.priorities.weights[metric] = weight;
        Architecture::of(&c, &r)
    };
    let mut turned = 0;
    for (i, w) in out.weights.iter().enumerate() {
        let present = at(i, r.priorities.weights[i]);
        for (end, step, changes) in [(w.low, -0.001, &w.below), (w.high, 0.001, &w.above)] {
            if changes.is_empty() || !w.exact || (w.high - w.low) < 0.004 {
                continue;
            }
            // Shares are told to four digits: well inside and well beyond.
            assert_eq!(at(i, end - step).options, present.options, "{} inside {end}", w.metric);
            assert_ne!(at(i, end + step).options, present.options, "{} beyond {end}", w.metric);
            turned += 1;
        }
    }
    assert!(turned > 4, "{turned}");
}

#[test]
fn the_robust_choice_loses_what_it_says_and_no_more() {
    let c = mlarch::catalog::embedded().expect("embedded");
    let r = crate::courses::example(&c, "research-model.yaml");
    let found = Study::of(&c, &r).expect("an architecture").robust_choice().expect("a choice");
    assert!(found.exact && found.bound == found.worst_loss && found.worst_loss <= found.recommended_loss, "{found:?}");
    let present = Architecture::of(&c, &r);
    let mut chosen = present.clone();
    for change in &found.changes {
        let block = c.block(&change.block).expect("a block");
        let named = |o: &&mut OptionRef| o.block == block;
        let option = c.blocks[block.at()]
            .options
            .iter()
            .position(|o| Some(&c.products[o.product.at()].name) == change.after.as_ref());
        chosen.options.iter_mut().find(named).expect("decided").option = option.expect("an option") as u16;
    }
    let numbers = mlarch::rules::thresholds(&c);
    let (mut worst, mut of_present, mut tried): (f64, f64, usize) = (0.0, 0.0, 0);
    for (i, q) in c.questions.iter().enumerate() {
        let var = Var(i as u16);
        let answer = r.answers.get(var);
        if q.section.is_none() || !matches!(answer.origin, Origin::Assumed(_) | Origin::Open) {
            continue;
        }
        for value in values(&c, var, &numbers[i]) {
            let then = with_answer(&c, &r, var, value.clone());
            if answer.value == Some(value) {
                continue;
            }
            let Some(loss) = loss_of_keeping(&c, &present, &then) else { continue };
            of_present = of_present.max(loss);
            worst = worst.max(loss_of_keeping(&c, &chosen, &then).expect("it can be kept, too"));
            tried += 1;
        }
    }
    assert_eq!(tried, found.scenarios);
    assert!((worst - found.worst_loss).abs() < 0.02, "{worst} {found:?}");
    assert!((of_present - found.recommended_loss).abs() < 0.02, "{of_present} {found:?}");
}

#[test]
fn a_matrix_shows_its_working() {
    let out = json(&["matrix", CHURN, "experiment_tracking"]);
    let weights: Vec<f64> = list(&out, "criteria").iter().filter_map(|c| c["weight"].as_f64()).collect();
    assert!((weights.iter().sum::<f64>() - 1.0).abs() < 0.001);
    let mut last = f64::INFINITY;
    for row in list(&out, "rows") {
        let values = list(row, "values").iter().filter_map(Value::as_f64);
        let sum: f64 = values.zip(&weights).map(|(v, w)| v * w).sum();
        let told = row["sum"].as_f64().expect("a number");
        assert!((sum - told).abs() < 0.001 && told <= last, "{row}");
        last = told;
        assert_eq!(row["recommended"] == true, row["regret"] == 0.0, "{row}");
    }
    assert_eq!(list(&out, "rows").iter().filter(|r| r["recommended"] == true).count(), 1);
    insta::assert_snapshot!("matrix", mlarch(&["matrix", CHURN, "experiment_tracking"]).whole());
    let markdown: Outcome = mlarch(&["matrix", CHURN, "experiment_tracking", "--format", "markdown"]);
    insta::assert_snapshot!("matrix_markdown", markdown.whole());
    let none = mlarch(&["matrix", SMALL, "vector_store"]);
    assert_eq!(none.code, 2, "{}", none.whole());
}
