//! What is measured: metrics with their value functions, costs.

use serde::{Deserialize, Serialize};

use super::ids::{BlockId, PriceId, ProductId, TraitId};
use super::products::FactTest;
use super::sources::SourceRef;
use crate::logic::{Condition, Formula, Var};
use crate::text::Text;

/// A criterion.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'static"))]
pub struct Metric {
    /// Its id.
    pub id: Text,
    /// Its name.
    pub name: Text,
    /// What it measures.
    pub text: Text,
    /// What 0 means.
    pub worst: Text,
    /// What 1 means.
    pub best: Text,
    /// Weight before priorities.
    pub weight: f64,
    /// Value of a term whose fact is not stated.
    pub missing: f64,
    /// The documents.
    pub sources: Vec<SourceRef>,
    /// The value is the weighted mean of these.
    pub terms: Vec<Term>,
}

/// A part of a metric.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'static"))]
pub struct Term {
    /// Its id within the metric.
    pub id: Text,
    /// Its weight.
    pub weight: f64,
    /// When it applies.
    pub when: Condition,
    /// For which options it applies.
    pub only: Vec<FactTest>,
    /// The value function.
    pub function: Function,
}

/// A value function from facts, answers and estimates to 0..1.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Function {
    /// A value per choice of an ordinal or a choice.
    Map(TraitId, Vec<Option<f64>>),
    /// Piecewise linear in a quantity; points in ascending order.
    Curve(TraitId, Vec<(f64, f64)>),
    /// The share of the abilities that the block wants for this metric.
    Wants(TraitId),
    /// The size of a set, full at the given number.
    Count(TraitId, f64),
    /// The share of an answer's choices that a set holds, matched by choice.
    Coverage {
        /// The set.
        kind: TraitId,
        /// The answer.
        answer: Var,
        /// Per choice of the answer, the choice of the set.
        choices: Vec<Option<u16>>,
    },
    /// The share of a set's choices that an answer holds: what is needed and known.
    Covered {
        /// The set.
        kind: TraitId,
        /// The answer.
        answer: Var,
        /// Per choice of the set, the choice of the answer; `None` counts as known.
        choices: Vec<Option<u16>>,
    },
    /// Piecewise linear in the ratio of a quantity of the option to what the workload needs of it.
    Headroom {
        /// The quantity of the option.
        kind: TraitId,
        /// Of a choice instead of a quantity: what each choice amounts to.
        amounts: Vec<Option<f64>>,
        /// What the workload needs, in the same unit: an answer, or a sizing figure.
        need: Formula,
        /// Points in ascending order.
        curve: Vec<(f64, f64)>,
    },
    /// The first case that holds.
    Cases(Vec<(Condition, Vec<FactTest>, f64)>),
    /// Falls with the logarithm of the estimated monthly cost relative to a reference.
    Cost {
        /// The reference in dollars a month.
        reference: Formula,
        /// Decades from 1 down to 0.
        decades: f64,
    },
    /// 1 if the product is part of the estate, else the given value.
    Estate(f64),
}

/// What products cost.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'static"))]
pub struct Cost {
    /// The products that each have the lines.
    pub products: Vec<ProductId>,
    /// The lines.
    pub lines: Vec<CostLine>,
}

/// One line of a cost.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'static"))]
pub struct CostLine {
    /// What is paid for.
    pub name: Text,
    /// The unit price.
    pub price: PriceId,
    /// How many units, a month or once.
    pub quantity: Formula,
    /// The formula as written.
    pub formula: Text,
    /// When it applies.
    pub when: Condition,
    /// Paid at the start, not each month.
    pub once: bool,
    /// The decision in which a product does the work that is paid for: chosen for another only, it does not pay.
    pub work: Option<BlockId>,
    /// The part of the listed price that is paid; all of it where nothing is said.
    pub share: Option<Formula>,
    /// Whether the work may be interrupted and done again, so that capacity will do that can be taken away.
    pub interruptible: bool,
}
