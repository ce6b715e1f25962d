//! Sizing against published measurements, and scenarios that an expert has to find sensible.

use std::collections::BTreeMap;

use mlarch::catalog::{Catalog, embedded};
use mlarch::diagnostics::Sink;
use mlarch::estimate::{Known, Sized, estimate};
use mlarch::report;
use mlarch::requirements::{Answers, Format, decode, resolve};
use mlarch::text::Files;
use serde::Deserialize;
use serde_json::{Map, Value as Json, json};

use crate::run::root;

/// A published measurement, and how the product computes it.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Point {
    id: String,
    #[expect(dead_code, reason = "for the reader")]
    task: String,
    #[expect(dead_code, reason = "for the reader")]
    hardware: Option<String>,
    published: f64,
    unit: String,
    #[expect(dead_code, reason = "for the reader")]
    source: String,
    #[expect(dead_code, reason = "for the reader")]
    as_of: String,
    figure: String,
    answers: Map<String, Json>,
    /// Not looked at while constants were chosen.
    #[serde(default)]
    held_out: bool,
    #[expect(dead_code, reason = "for the reader")]
    note: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Points {
    #[expect(dead_code, reason = "for the reader")]
    models: String,
    points: Vec<Point>,
}

fn catalog() -> Catalog {
    embedded().expect("the embedded catalog is whole")
}

/// Answers as a requirements file would give them, settled.
fn answers(c: &Catalog, answers: &Map<String, Json>) -> Answers {
    let text = json!({"mlarch": 1, "name": "test", "answers": answers}).to_string();
    let (mut files, mut sink) = (Files::new(), Sink::new());
    let id = files.add(String::from("answers"), text.clone());
    let resolved = decode(id, &text, Format::Yaml, &mut sink).map(|raw| resolve(&raw, c, &mut sink));
    match (resolved, sink.has_errors()) {
        (Some(r), false) => r.answers,
        _ => panic!("{}", report::human(&files, &sink.into_sorted(), false)),
    }
}

fn figure(c: &Catalog, given: &Map<String, Json>, id: &str) -> Option<Sized> {
    let at = c.figures.iter().position(|f| f.id == id).unwrap_or_else(|| panic!("there is no figure {id}"));
    estimate(c, &answers(c, given)).figures[at]
}

fn median(values: impl Iterator<Item = f64>) -> f64 {
    let mut all: Vec<f64> = values.collect();
    all.sort_by(f64::total_cmp);
    all[all.len() / 2]
}

/// How far the estimates of some points are from what was measured.
struct Score {
    points: usize,
    inside: f64,
    width: f64,
    error: f64,
}

fn score<'a>(results: impl Iterator<Item = &'a (Point, Sized)> + Clone) -> Score {
    let points = results.clone().count();
    let within = |(p, s): &&(Point, Sized)| s.value.low <= p.published && p.published <= s.value.high;
    Score {
        points,
        inside: results.clone().filter(within).count() as f64 / points as f64,
        width: median(results.clone().map(|(_, s)| s.value.high / s.value.low)),
        error: median(results.map(|(p, s)| (s.value.likely / p.published - 1.0).abs())),
    }
}

/// The published value lies inside low..high for 85 % of the points, the median of high over low is at
/// most 3, the median error of the likely value at most 35 %; of those held out as well.
#[test]
fn published_measurements_are_met() {
    let text = std::fs::read_to_string(root().join("tests/conformance/sizing.yaml")).expect("readable");
    let points: Points = serde_yaml::from_str(&text).expect("points");
    let c = catalog();
    let results: Vec<(Point, Sized)> = points
        .points
        .into_iter()
        .map(|p| {
            let sized = figure(&c, &p.answers, &p.figure).unwrap_or_else(|| panic!("{}: no {}", p.id, p.figure));
            (p, sized)
        })
        .collect();
    let mut report = String::new();
    for (p, s) in &results {
        let r = s.value;
        let mark = if (r.low..=r.high).contains(&p.published) { ' ' } else { '!' };
        let [published, low, likely, high] = [p.published, r.low, r.likely, r.high].map(mlarch::text::amount);
        report += &format!("{mark} {}: {published} in {low} to {high}, likely {likely} {}\n", p.id, p.unit);
    }
    for (name, least, s) in
        [("all", 50, score(results.iter())), ("held out", 5, score(results.iter().filter(|r| r.0.held_out)))]
    {
        report += &format!(
            "{name}: {} points, {:.1} % inside, median of high over low {:.2}, median error {:.1} %\n",
            s.points,
            s.inside * 100.0,
            s.width,
            s.error * 100.0
        );
        assert!(s.points >= least, "too few points to say anything");
        assert!(s.inside >= 0.85 && s.width <= 3.0 && s.error <= 0.35, "{name} fell below what was asked:\n{report}");
    }
    insta::assert_snapshot!("measurements", report);
}

/// A workload with the sizing that an expert expects, and why.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Scenario {
    name: String,
    answers: Map<String, Json>,
    because: String,
    /// Per figure, bounds of the likely value.
    #[serde(default)]
    expect: BTreeMap<String, [f64; 2]>,
    /// Per figure, the row that is picked.
    #[serde(default)]
    rows: BTreeMap<String, String>,
    /// Figures that have nothing to say.
    #[serde(default)]
    none: Vec<String>,
    /// Advice that is given.
    #[serde(default)]
    advice: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Scenarios {
    scenarios: Vec<Scenario>,
}

/// The scenarios in the words of the one who reads a snapshot: what is asked, why it is sensible, and
/// every figure that an architect asks for.
#[test]
fn scenarios_are_sensible() {
    let text = std::fs::read_to_string(root().join("tests/conformance/sizing_scenarios.yaml")).expect("readable");
    let all: Scenarios = serde_yaml::from_str(&text).expect("scenarios");
    let c = catalog();
    let at = |id: &str| c.figures.iter().position(|f| f.id == id).unwrap_or_else(|| panic!("there is no figure {id}"));
    let mut shown = String::new();
    for s in &all.scenarios {
        let answers = answers(&c, &s.answers);
        let estimates = estimate(&c, &answers);
        let known = estimates.known(&c, &answers);
        for (id, [low, high]) in &s.expect {
            let value = estimates.figures[at(id)].map(|f| f.value.likely);
            let fits = value.is_some_and(|v| (*low..=*high).contains(&v));
            assert!(fits, "{}: {id} is {value:?}, expected {low} to {high}", s.name);
        }
        for (id, row) in &s.rows {
            let (table, at) = known.row_of(at(id) as u16).unwrap_or_else(|| panic!("{}: {id} has no row", s.name));
            assert_eq!(table.rows[at].id, row.as_str(), "{}: {id}", s.name);
        }
        for id in &s.none {
            assert!(estimates.figures[at(id)].is_none_or(|f| f.value.high <= 0.0), "{}: {id} has a value", s.name);
        }
        for id in &s.advice {
            let advice =
                c.sizing_advice.iter().find(|a| a.id == id.as_str()).unwrap_or_else(|| panic!("no advice {id}"));
            assert!(known.holds(advice), "{}: {id} is not advised", s.name);
        }
        shown += &format!("# {}\n{}\n\n{}\n", s.name, s.because, headlines(&c, &known));
    }
    insta::assert_snapshot!("scenarios", shown);
}

/// What an architect asks for, in words.
fn headlines(c: &Catalog, known: &Known<'_>) -> String {
    let mut out = String::new();
    for (i, f) in c.figures.iter().enumerate().filter(|(_, f)| f.is_headline(known.answers)) {
        let Some(s) = known.figures[i] else { continue };
        let value = match known.row_of(i as u16) {
            Some((table, row)) => table.rows[row].name.to_string(),
            None if s.value.high <= 0.0 => continue,
            None => {
                let [low, likely, high] = [s.value.low, s.value.likely, s.value.high].map(mlarch::text::amount);
                format!("{likely} ({low} to {high}) {}", f.unit)
            }
        };
        out += &format!("{}: {}\n", f.name, value.trim_end());
    }
    out
}
