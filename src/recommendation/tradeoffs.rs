//! Which architectures are best for some exchange of two or three criteria.

use schemars::JsonSchema;
use serde::Serialize;

use super::budget::unpriced_in;
use super::build::Ground;
use super::context::round;
use super::study::Study;
use super::switches::switches_between;
use super::types::Switch;
use crate::catalog::{Catalog, Find, MetricId};
use crate::engine::analysis::pareto::{Criterion, Effort, Objective, Which, front};
use crate::engine::{FORBIDDEN, Limits, Situation, Solution};
use crate::text::Text;

/// Effort for each point.
const EFFORT: Limits = Limits { states: 20_000, time: None, enough: None };

/// What architectures can be compared by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Over {
    /// The likely monthly cost.
    Cost,
    /// The points of the whole architecture.
    Value,
    /// One metric: its mean over all decisions, weighted by how much it matters there.
    Metric(MetricId),
}

impl Over {
    /// The criterion of a name: `cost` (money), `value`, or the id of a metric. The metric `cost` is what money
    /// is worth; it is part of the value.
    pub fn named(catalog: &Catalog, name: &str) -> Option<Over> {
        match name {
            "cost" => Some(Over::Cost),
            "value" => Some(Over::Value),
            _ => catalog.metric(name).map(Over::Metric),
        }
    }

    /// All names.
    pub fn names(catalog: &Catalog) -> Vec<Text> {
        let fixed = [Text::from("cost"), Text::from("value")];
        let metrics = catalog.metrics.iter().map(|m| m.id.clone()).filter(|m| m.as_str() != "cost");
        fixed.into_iter().chain(metrics).collect()
    }
}

/// A criterion of a comparison.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Axis {
    /// Its id.
    pub id: Text,
    /// Its name.
    pub name: Text,
    /// The unit: a currency a month, `points` or `%`.
    pub unit: Text,
    /// Whether less is better.
    pub less_is_better: bool,
}

/// An architecture that no other beats in all criteria.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Efficient {
    /// By criterion, in the order of `over`.
    pub amounts: Vec<f64>,
    /// What it chooses without a known price: in no cost.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub unpriced: Vec<Text>,
    /// Whether it is the recommended one.
    pub recommended: bool,
    /// What differs from the recommended one.
    pub changes: Vec<Switch>,
}

/// The efficient architectures.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Tradeoffs {
    /// Name of the workload.
    pub name: Text,
    /// The criteria.
    pub over: Vec<Axis>,
    /// The recommended architecture by these criteria.
    pub recommended: Vec<f64>,
    /// The efficient ones, best of the first criterion first.
    pub points: Vec<Efficient>,
    /// Whether these are all, each proven. Otherwise points are missing, or some may be beaten.
    pub complete: bool,
    /// Whether points were left out because there are many; those shown lie evenly.
    pub thinned: bool,
}

impl Study<'_> {
    /// The efficient architectures over two or three criteria, all or those that `which` names; at most `most`.
    ///
    /// # Errors
    /// If there are not two or three different criteria, in words.
    pub fn tradeoffs(&self, over: &[Over], which: Which, most: usize) -> Result<Tradeoffs, &'static str> {
        Curve { situation: &self.situation, solution: &self.solution }.tradeoffs(over, which, most)
    }
}

impl Ground<'_> {
    /// The efficient architectures over cost and value that `which` names, at most `most`; nothing if no
    /// architecture meets the demands.
    pub fn tradeoffs(&self, which: Which, most: usize) -> Option<Tradeoffs> {
        let curve = Curve { situation: self.base.situation, solution: self.best()? };
        curve.tradeoffs(&[Over::Cost, Over::Value], which, most).ok()
    }
}

/// What efficient architectures are compared with.
struct Curve<'a> {
    situation: &'a Situation<'a>,
    /// The recommended architecture.
    solution: &'a Solution,
}

impl Curve<'_> {
    fn tradeoffs(&self, over: &[Over], which: Which, most: usize) -> Result<Tradeoffs, &'static str> {
        let different = over.iter().enumerate().all(|(i, o)| !over[..i].contains(o));
        if !(2..=3).contains(&over.len()) || !different {
            return Err("name two or three different criteria");
        }
        let parts = self.situation.parts_of_metrics();
        let criteria: Vec<Criterion> = over.iter().map(|o| self.criterion(*o, &parts)).collect();
        let problem = &self.situation.model.problem;
        let effort = Effort { which, points: most.max(2), each: EFFORT, ..Effort::default() };
        let found = front(problem, &criteria, &effort).map_err(|_| "the numbers are too large for these criteria")?;
        let tops: Vec<f64> = over.iter().map(|o| self.top(*o)).collect();
        let shown = |amounts: &[i64]| -> Vec<f64> {
            over.iter().zip(amounts).zip(&tops).map(|((o, a), top)| self.shown(*o, *a, *top)).collect()
        };
        let now: Vec<i64> = criteria.iter().map(|c| c.amount(problem, self.solution)).collect();
        let mut points: Vec<Efficient> = Vec::new();
        for p in &found.points {
            let amounts = shown(&p.amounts);
            // What people cannot tell apart is one point.
            if points.last().is_some_and(|l| l.amounts == amounts) {
                continue;
            }
            let changes = switches_between(self.situation, self.solution, &p.solution);
            let unpriced = unpriced_in(self.situation, &p.solution);
            points.push(Efficient { amounts, unpriced, recommended: changes.is_empty(), changes });
        }
        Ok(Tradeoffs {
            name: self.situation.requirements.name.clone(),
            over: over.iter().map(|o| self.axis(*o)).collect(),
            recommended: shown(&now),
            points,
            complete: found.exact,
            thinned: found.thinned,
        })
    }

    fn criterion(&self, over: Over, parts: &[Vec<Vec<i64>>]) -> Criterion {
        let model = &self.situation.model;
        match over {
            Over::Value => Criterion::Value,
            Over::Cost => Criterion::Linear(Objective {
                options: model.option_costs.clone(),
                facilities: model.costs.clone(),
                minimise: true,
            }),
            Over::Metric(m) => {
                let open = |(parts, values): (&Vec<i64>, &Vec<i64>)| {
                    let one = |(p, v): (&i64, &i64)| if *v == FORBIDDEN { 0 } else { *p };
                    parts.iter().zip(values).map(one).collect()
                };
                Criterion::Linear(Objective {
                    options: parts[m.at()].iter().zip(&model.problem.blocks).map(open).collect(),
                    facilities: vec![0; model.problem.facilities.len()],
                    minimise: false,
                })
            }
        }
    }

    /// What a metric would add if every option were perfect in it, in units of the model.
    fn top(&self, over: Over) -> f64 {
        let Over::Metric(m) = over else { return 1.0 };
        let model = &self.situation.model;
        let blocks = model.blocks.iter().map(|b| &self.situation.catalog.blocks[b.at()]);
        let swing = |b: &crate::catalog::Block| b.metrics.iter().find(|s| s.0 == m).map_or(0.0, |s| s.1 * b.weight);
        (blocks.map(swing).sum::<f64>() * 1000.0 * model.unit).max(1.0)
    }

    fn shown(&self, over: Over, amount: i64, top: f64) -> f64 {
        match over {
            Over::Cost => amount as f64 / 100.0,
            Over::Value => round(self.situation.model.points(amount)),
            Over::Metric(_) => round(amount as f64 / top * 100.0),
        }
    }

    fn axis(&self, over: Over) -> Axis {
        let c = self.situation.catalog;
        let axis = |id: Text, name: Text, unit: Text| Axis { id, name, unit, less_is_better: over == Over::Cost };
        match over {
            Over::Cost => axis("cost".into(), "Monthly cost".into(), c.currency.clone()),
            Over::Value => axis("value".into(), "Value".into(), "points".into()),
            Over::Metric(m) => axis(c.metrics[m.at()].id.clone(), c.metrics[m.at()].name.clone(), "%".into()),
        }
    }
}
