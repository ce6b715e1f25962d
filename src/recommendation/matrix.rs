//! The decision matrix of one block, for those who must show their working.

use schemars::JsonSchema;
use serde::Serialize;

use super::chosen::Chosen;
use super::context::{Context, round, share, span};
use super::extent::Losses;
use super::study::Study;
use super::types::Span;
use crate::catalog::{BlockId, MetricId, OptionRef};
use crate::engine::matrix::{Normalisation, Preference, Table, order, ranks};
use crate::text::Text;

/// A criterion of the matrix.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Criterion {
    /// Id of the metric.
    pub metric: Text,
    /// Its name.
    pub name: Text,
    /// Its weight in this block: the priority times how much the metric matters here; all sum to 1.
    pub weight: f64,
}

/// An option of the matrix.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Row {
    /// The option's id.
    pub option: Text,
    /// Its name.
    pub name: Text,
    /// Whether it is the recommended one.
    pub recommended: bool,
    /// What it costs a month with what it is part of; nothing if no price is known.
    pub monthly: Option<Span>,
    /// By criterion, its value from 0 to 1.
    pub values: Vec<f64>,
    /// The weighted sum of the values.
    pub sum: f64,
    /// Its rank by the weighted sum.
    pub rank: usize,
    /// Cross-check: its rank by TOPSIS (closeness to the ideal option).
    pub topsis_rank: usize,
    /// Cross-check: its rank by PROMETHEE II (net outranking flow).
    pub promethee_rank: usize,
    /// Points of rules about it, which the matrix leaves out.
    pub rules: f64,
    /// Points that the best whole architecture with it loses; none if there is none. This decides.
    pub regret: Option<f64>,
}

/// The decision matrix of a block: the options that no rule excludes, by weighted sum.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Matrix {
    /// Id of the block.
    pub block: Text,
    /// Its name.
    pub title: Text,
    /// The decision as a question.
    pub question: Text,
    /// The currency of costs.
    pub currency: Text,
    /// The criteria.
    pub criteria: Vec<Criterion>,
    /// The options, best weighted sum first.
    pub rows: Vec<Row>,
}

impl Study<'_> {
    /// The decision matrix of a block; nothing if the block needs no decision, or no option is open.
    pub fn matrix(&self, block: BlockId) -> Option<Matrix> {
        let context = Context::of(&self.situation);
        let (catalog, model) = (self.catalog(), &self.situation.model);
        let index = model.index_of(block)?;
        let own = model.chosen(catalog, &self.solution, index)?;
        let solver = self.solver();
        let chosen = Chosen::new(&context, model, &solver, &self.solution, Losses::All);
        let decision = chosen.decision(index, own);
        let b = &catalog.blocks[block.at()];
        let regret = |id: &str| match decision.option == id {
            true => Some(Some(0.0)),
            false => decision.alternatives.iter().find(|a| a.option == id).map(|a| a.regret),
        };
        let open: Vec<usize> = (0..b.options.len()).filter(|o| regret(&b.options[*o].id).is_some()).collect();
        let weight = |(m, swing): &(MetricId, f64)| self.situation.requirements.priorities.weights[m.at()] * swing;
        let total: f64 = b.metrics.iter().map(weight).sum();
        let weights: Vec<f64> = b.metrics.iter().map(|m| weight(m) / total.max(f64::MIN_POSITIVE)).collect();
        let values: Vec<Vec<f64>> = open
            .iter()
            .map(|o| self.situation.accounts(OptionRef { block, option: *o as u16 }).iter().map(|a| a.value).collect())
            .collect();
        let table = Table::new(values.clone(), weights.clone(), vec![true; weights.len()]).ok()?;
        // Differences within the doubt of a value do not count; beyond twice the doubt of an assumed one they
        // count in full.
        let doubt = catalog.scales.doubt;
        let preference =
            Preference::Linear { indifference: doubt.sourced, preference: (2.0 * doubt.assumed).max(doubt.sourced) };
        let topsis = ranks(&table.topsis(Normalisation::Vector).ok()?);
        let promethee = ranks(&table.promethee_2(&vec![preference; weights.len()]).ok()?);
        let sums: Vec<f64> = values.iter().map(|v| v.iter().zip(&weights).map(|(v, w)| v * w).sum()).collect();
        let rank = ranks(&sums);
        let estimates = &self.situation.estimates;
        let row = |i: usize| {
            let candidate = &b.options[open[i]];
            let priced = !estimates.unpriced(catalog, candidate.product);
            Row {
                option: candidate.id.clone(),
                name: catalog.products[candidate.product.at()].name.clone(),
                recommended: open[i] == own.option as usize,
                monthly: priced.then(|| span(estimates.with_outer(catalog, candidate.product, block).monthly)),
                values: values[i].iter().map(|v| share(*v)).collect(),
                sum: share(sums[i]),
                rank: rank[i],
                topsis_rank: topsis[i],
                promethee_rank: promethee[i],
                rules: round(model.valuations[index][open[i]].fit.iter().map(|f| f.1).sum()),
                regret: regret(&candidate.id).flatten(),
            }
        };
        let criterion = |((m, _), weight): (&(MetricId, f64), &f64)| Criterion {
            metric: catalog.metrics[m.at()].id.clone(),
            name: catalog.metrics[m.at()].name.clone(),
            weight: share(*weight),
        };
        Some(Matrix {
            block: b.id.clone(),
            title: b.name.clone(),
            question: b.question.clone(),
            currency: catalog.currency.clone(),
            criteria: b.metrics.iter().zip(&weights).map(criterion).collect(),
            rows: order(&sums).into_iter().map(row).collect(),
        })
    }
}
