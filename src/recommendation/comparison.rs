//! Several recommendations side by side.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::whole::Recommendation;

/// One of the compared recommendations.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Side {
    /// What it is called here.
    pub name: String,
    /// optimal, gap, infeasible or unknown.
    pub status: String,
    /// Its points, if it has an architecture. Points of different answers count different decisions.
    pub objective: Option<f64>,
    /// Its likely monthly cost.
    pub monthly: Option<f64>,
    /// What it chooses without a known price: not in that cost.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub unpriced: Vec<String>,
    /// Its number of decisions.
    pub decisions: usize,
    /// Products to adopt.
    pub products: usize,
    /// Version and digest of its catalog.
    pub catalog: String,
}

/// An answer that differs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct AnswerRow {
    /// The question.
    pub question: String,
    /// By side; none if it was not given.
    pub values: Vec<Option<String>>,
}

/// A decision that differs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct DecisionRow {
    /// Id of the block.
    pub block: String,
    /// Its name.
    pub title: String,
    /// By side, the option's name; none if the block needs no decision.
    pub options: Vec<Option<String>>,
    /// By side, why.
    pub why: Vec<Option<String>>,
}

/// A product or risk that not all sides have.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct PresenceRow {
    /// Its name.
    pub name: String,
    /// By side, whether it is there.
    pub present: Vec<bool>,
}

/// What it means to keep the first side's architecture on the second side's terms.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, JsonSchema)]
pub struct Kept {
    /// Points that it loses against the best one then; none if it cannot be kept.
    pub loss: Option<f64>,
}

/// Several recommendations side by side; rows are what differs.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Comparison {
    /// The sides.
    pub sides: Vec<Side>,
    /// Currency of the costs.
    pub currency: String,
    /// Answers that differ.
    pub answers: Vec<AnswerRow>,
    /// Decisions that differ, in the order of the first side that has them.
    pub decisions: Vec<DecisionRow>,
    /// Number of decisions that are the same everywhere.
    pub same: usize,
    /// Products that not all adopt or have.
    pub products: Vec<PresenceRow>,
    /// Risks that not all run.
    pub risks: Vec<PresenceRow>,
    /// For changed answers: what it costs to change nothing.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub kept: Option<Kept>,
}

/// The part of a recommendation that a comparison looks at; it is read from the JSON of any of them.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct Summary {
    requirements: Asked,
    catalog: Edition,
    status: String,
    objective: Option<f64>,
    architecture: Vec<Chosen>,
    products: Vec<Product>,
    estimate: Cost,
    risks: Vec<Titled>,
}

#[derive(Debug, Clone, PartialEq, Deserialize)]
struct Asked {
    name: String,
    answers: Vec<Answer>,
}

#[derive(Debug, Clone, PartialEq, Deserialize)]
struct Answer {
    question: String,
    value: String,
}

#[derive(Debug, Clone, PartialEq, Deserialize)]
struct Edition {
    version: String,
    digest: String,
}

#[derive(Debug, Clone, PartialEq, Deserialize)]
struct Chosen {
    block: String,
    title: String,
    name: String,
    why: String,
}

#[derive(Debug, Clone, PartialEq, Deserialize)]
struct Product {
    name: String,
    in_estate: bool,
}

#[derive(Debug, Clone, PartialEq, Deserialize)]
struct Cost {
    currency: String,
    monthly: Likely,
    #[serde(default)]
    unpriced: Vec<String>,
}

#[derive(Debug, Clone, PartialEq, Deserialize)]
struct Likely {
    likely: f64,
}

#[derive(Debug, Clone, PartialEq, Deserialize)]
struct Titled {
    title: String,
}

impl Summary {
    /// Of a recommendation at hand.
    ///
    /// # Errors
    /// If it cannot be written as JSON.
    pub fn of(r: &Recommendation) -> serde_json::Result<Summary> {
        serde_json::from_value(serde_json::to_value(r)?)
    }

    /// Of a saved recommendation.
    ///
    /// # Errors
    /// If the text is not the JSON of a recommendation.
    pub fn read(json: &str) -> serde_json::Result<Summary> {
        serde_json::from_str(json)
    }

    /// Name of the workload.
    pub fn name(&self) -> &str {
        &self.requirements.name
    }

    /// Whether there is an architecture.
    pub fn has_architecture(&self) -> bool {
        self.objective.is_some()
    }
}

/// The values of all sides, by the keys that any of them has, in the order of their first appearance.
fn rows<'a, T: 'a>(sides: &'a [(String, Summary)], of: impl Fn(&'a Summary) -> Vec<(&'a str, T)>) -> Vec<Row<'a, T>> {
    let mut out: Vec<Row<'a, T>> = Vec::new();
    for (i, (_, summary)) in sides.iter().enumerate() {
        for (key, value) in of(summary) {
            let at = out.iter().position(|r| r.0 == key).unwrap_or_else(|| {
                out.push((key, sides.iter().map(|_| None).collect()));
                out.len() - 1
            });
            out[at].1[i] = Some(value);
        }
    }
    out
}

/// A key, and by side its value.
type Row<'a, T> = (&'a str, Vec<Option<T>>);

/// Puts recommendations side by side, each with the name that it has here.
pub fn compare(sides: &[(String, Summary)]) -> Comparison {
    let answers = rows(sides, |s| s.requirements.answers.iter().map(|a| (a.question.as_str(), &a.value)).collect());
    let answers = answers.into_iter().filter(|(_, v)| v.windows(2).any(|w| w[0] != w[1]));
    let all = rows(sides, |s| s.architecture.iter().map(|d| (d.block.as_str(), d)).collect());
    let count = all.len();
    let named = |d: &Option<&Chosen>| d.map(|d| d.name.clone());
    let differ = all.into_iter().filter(|(_, v)| v.windows(2).any(|w| named(&w[0]) != named(&w[1])));
    let decisions: Vec<DecisionRow> = differ
        .map(|(block, v)| DecisionRow {
            block: block.to_string(),
            title: v.iter().flatten().next().map_or_else(String::new, |d| d.title.clone()),
            options: v.iter().map(named).collect(),
            why: v.iter().map(|d| d.map(|d| d.why.clone())).collect(),
        })
        .collect();
    Comparison {
        currency: sides.first().map_or_else(String::new, |s| s.1.estimate.currency.clone()),
        answers: answers
            .map(|(q, v)| AnswerRow { question: q.to_string(), values: v.into_iter().map(|x| x.cloned()).collect() })
            .collect(),
        same: count - decisions.len(),
        decisions,
        products: presence(rows(sides, |s| s.products.iter().map(|p| (p.name.as_str(), ())).collect())),
        risks: presence(rows(sides, |s| s.risks.iter().map(|r| (r.title.as_str(), ())).collect())),
        sides: sides.iter().map(side).collect(),
        kept: None,
    }
}

fn presence(rows: Vec<Row<'_, ()>>) -> Vec<PresenceRow> {
    let partly = rows.into_iter().filter(|(_, v)| v.iter().any(Option::is_none));
    partly
        .map(|(name, v)| PresenceRow { name: name.to_string(), present: v.iter().map(Option::is_some).collect() })
        .collect()
}

fn side((name, s): &(String, Summary)) -> Side {
    Side {
        name: name.clone(),
        status: s.status.clone(),
        objective: s.objective,
        monthly: s.has_architecture().then_some(s.estimate.monthly.likely),
        unpriced: s.estimate.unpriced.clone(),
        decisions: s.architecture.len(),
        products: s.products.iter().filter(|p| !p.in_estate).count(),
        catalog: format!("{} {}", s.catalog.version, s.catalog.digest),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn summary(options: &[(&str, &str)], answers: &[(&str, &str)]) -> Summary {
        let json = serde_json::json!({
            "requirements": {"name": "n", "answers": answers.iter().map(|a| serde_json::json!({"question": a.0, "value": a.1})).collect::<Vec<_>>()},
            "catalog": {"version": "1", "digest": "d"},
            "status": "optimal", "objective": 10.0,
            "architecture": options.iter().map(|o| serde_json::json!({"block": o.0, "title": o.0, "name": o.1, "why": "so"})).collect::<Vec<_>>(),
            "products": options.iter().map(|o| serde_json::json!({"name": o.1, "in_estate": false})).collect::<Vec<_>>(),
            "estimate": {"currency": "USD", "monthly": {"likely": 5.0}},
            "risks": [],
        });
        Summary::read(&json.to_string()).expect("fits")
    }

    #[test]
    fn only_differences_are_rows() {
        let a = summary(&[("x", "P"), ("y", "Q")], &[("q", "1"), ("r", "2")]);
        let b = summary(&[("x", "P"), ("y", "R"), ("z", "S")], &[("q", "1"), ("r", "3")]);
        let c = compare(&[("a".into(), a), ("b".into(), b)]);
        assert_eq!(c.same, 1);
        let rows: Vec<_> = c.decisions.iter().map(|d| (d.block.as_str(), d.options.clone())).collect();
        let some = |s: &str| Some(s.to_string());
        assert_eq!(rows, [("y", vec![some("Q"), some("R")]), ("z", vec![None, some("S")])]);
        assert_eq!(c.answers, [AnswerRow { question: "r".into(), values: vec![some("2"), some("3")] }]);
        assert_eq!(c.products.iter().map(|p| p.name.as_str()).collect::<Vec<_>>(), ["Q", "R", "S"]);
        assert_eq!(c.products[0].present, [true, false]);
    }
}
