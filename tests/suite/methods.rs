//! Decision methods against published tables: every file of `tests/data/known_answers`.

use mlarch::engine::matrix::{Normalisation, Preference, Table, ranks};
use mlarch::logic::weights::{ahp, rank_order_centroid};
use serde::Deserialize;

use crate::run::root;

/// A published table and what its method must give.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Known {
    method: String,
    citation: String,
    normalisation: Option<String>,
    /// The scores are decimal logarithms.
    #[serde(default)]
    logarithm: bool,
    /// The share of the sum beside the product.
    share: Option<f64>,
    #[serde(default)]
    larger_is_better: Vec<bool>,
    #[serde(default)]
    weights: Vec<f64>,
    values: Vec<Vec<f64>>,
    expected: Expected,
    tolerance: f64,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Expected {
    weights: Option<Vec<f64>>,
    lambda_max: Option<f64>,
    consistency_ratio: Option<f64>,
    scores: Option<Vec<f64>>,
    ranks: Option<Vec<usize>>,
    with_copy: Option<Copied>,
}

/// What it must give once a row stands in the table twice.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Copied {
    of: usize,
    scores: Vec<f64>,
    ranks: Vec<usize>,
}

/// What a method gave, of the same shape.
struct Found {
    weights: Option<Vec<f64>>,
    lambda_max: Option<f64>,
    consistency_ratio: Option<f64>,
    scores: Option<Vec<f64>>,
}

fn weighed(weights: Vec<f64>) -> Found {
    Found { weights: Some(weights), lambda_max: None, consistency_ratio: None, scores: None }
}

fn run(k: &Known, values: Vec<Vec<f64>>) -> Result<Found, String> {
    let told = |e: &dyn std::error::Error| e.to_string();
    match k.method.as_str() {
        "ahp" => {
            let a = ahp(&values).map_err(|e| told(&e))?;
            let (lambda_max, consistency_ratio) = (Some(a.lambda_max), Some(a.consistency_ratio));
            return Ok(Found { lambda_max, consistency_ratio, ..weighed(a.weights) });
        }
        "rank_order_centroid" => {
            let ranks: Vec<usize> = values.iter().flatten().map(|r| *r as usize).collect();
            return rank_order_centroid(&ranks).map(weighed).map_err(|e| told(&e));
        }
        _ => {}
    }
    let table = Table::new(values, k.weights.clone(), k.larger_is_better.clone()).map_err(|e| told(&e))?;
    let how = || match k.normalisation.as_deref() {
        Some("min_max") => Ok(Normalisation::MinMax),
        Some("vector") => Ok(Normalisation::Vector),
        Some("sum") => Ok(Normalisation::Sum),
        Some("max") => Ok(Normalisation::Max),
        other => Err(format!("unknown normalisation {other:?}")),
    };
    let scores = match k.method.as_str() {
        "weighted_sum" => table.weighted_sum(how()?),
        "weighted_product" => table.weighted_product(how()?),
        "topsis" => table.topsis(how()?),
        "waspas" => table.waspas(k.share.ok_or("no share")?),
        "promethee_2" => table.promethee_2(&vec![Preference::Usual; k.weights.len()]),
        other => return Err(format!("unknown method `{other}`")),
    };
    let mut scores = scores.map_err(|e| told(&e))?;
    if k.logarithm {
        scores.iter_mut().for_each(|s| *s = s.log10());
    }
    Ok(Found { weights: None, lambda_max: None, consistency_ratio: None, scores: Some(scores) })
}

/// The largest difference; it fails if there are other figures than expected.
fn compare(what: &str, found: &[f64], expected: &[f64], tolerance: f64) -> Result<f64, String> {
    let off = found.iter().zip(expected).map(|(f, e)| (f - e).abs()).fold(0.0, f64::max);
    if found.len() == expected.len() && off <= tolerance {
        Ok(off)
    } else {
        Err(format!("{what} {found:?}, expected {expected:?} within {tolerance}"))
    }
}

/// How many figures were compared, and the largest difference as a share of the tolerance.
fn check(k: &Known) -> Result<(usize, f64), String> {
    if k.citation.is_empty() || !(k.tolerance > 0.0 && k.tolerance < 0.01) {
        return Err(String::from("a citation and a small tolerance are needed"));
    }
    let e = &k.expected;
    let found = run(k, k.values.clone())?;
    let one = |x: Option<f64>| x.map(|x| vec![x]);
    let mut pairs = vec![
        ("weights", found.weights, e.weights.clone()),
        ("lambda_max", one(found.lambda_max), one(e.lambda_max)),
        ("consistency_ratio", one(found.consistency_ratio), one(e.consistency_ratio)),
        ("scores", found.scores.clone(), e.scores.clone()),
    ];
    let mut orders = vec![(found.scores, e.ranks.clone())];
    if let Some(copied) = &e.with_copy {
        let mut values = k.values.clone();
        values.push(values.get(copied.of).ok_or("no such row to copy")?.clone());
        let again = run(k, values)?.scores;
        pairs.push(("scores with a copy", again.clone(), Some(copied.scores.clone())));
        orders.push((again, Some(copied.ranks.clone())));
    }
    let (mut count, mut worst) = (0, 0.0_f64);
    for (what, found, expected) in pairs {
        if let Some(expected) = expected {
            let found = found.ok_or_else(|| format!("{} gives no {what}", k.method))?;
            count += expected.len();
            worst = worst.max(compare(what, &found, &expected, k.tolerance)? / k.tolerance);
        }
    }
    for (scores, expected) in orders {
        if let Some(expected) = expected {
            let found = ranks(&scores.ok_or_else(|| format!("{} gives no ranks", k.method))?);
            count += expected.len();
            if found != expected {
                return Err(format!("ranks {found:?}, expected {expected:?}"));
            }
        }
    }
    if count == 0 { Err(String::from("nothing is expected")) } else { Ok((count, worst)) }
}

fn files() -> Vec<(String, String)> {
    let entries = std::fs::read_dir(root().join("tests/data/known_answers")).expect("the folder is there");
    let mut all: Vec<(String, String)> = entries
        .map(|e| e.expect("readable").path())
        .map(|p| (p.display().to_string(), std::fs::read_to_string(&p).expect("readable")))
        .collect();
    all.sort();
    all
}

#[test]
fn known_answers() {
    let (mut seen, mut wrong) = (0, Vec::new());
    for (name, text) in files() {
        match serde_yaml::from_str(&text).map_err(|e| e.to_string()).and_then(|k: Known| check(&k)) {
            Ok((count, _)) => seen += count,
            Err(why) => wrong.push(format!("{name}: {why}")),
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(seen >= 60, "only {seen} figures were compared");
}

/// The test is no rubber stamp.
#[test]
fn wrong_answers_are_found() {
    let (_, text) = files().into_iter().find(|(name, _)| name.contains("topsis")).expect("a file");
    let told = |from: &str, to: &str| {
        assert!(text.contains(from), "{from}");
        let known: Known = serde_yaml::from_str(&text.replace(from, to)).expect("YAML");
        check(&known).expect_err("it is wrong")
    };
    assert!(told("0.617", "0.619").starts_with("scores"));
    assert!(told("[2, 1, 2]", "[2, 1, 3]").starts_with("ranks"));
    assert_eq!(told("method: topsis", "method: vikor"), "unknown method `vikor`");
    assert_eq!(told("scores: [0.5, 0.617, 0.5]", "lambda_max: 1"), "topsis gives no lambda_max");
    assert!(serde_yaml::from_str::<Known>(&text.replace("weights:", "weight:")).is_err());
}
