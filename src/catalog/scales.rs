//! The scales of the score: how much rules, pairs and adoption count, and how sure that is.

use serde::{Deserialize, Serialize};

use crate::text::Text;

/// Points of the score.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'static"))]
pub struct Scales {
    /// A should-rule.
    pub should: f64,
    /// A may-rule.
    pub may: f64,
    /// A documented good pair.
    pub pair: f64,
    /// A runner-up within so many points is a close call.
    pub close: f64,
    /// A decision deserves a record of its own if the middle one of the other options loses so much.
    pub record: f64,
    /// Adoption of a new product, by the choices of the trait `management`.
    pub adoption: Vec<(Text, f64)>,
    /// Multiples of a metric's weight, by priority in words: none, low, medium, high, critical.
    pub priority: [f64; 5],
    /// How uncertain the parts of the score are.
    pub doubt: Doubt,
    /// What a change of what exists takes.
    pub switch: Switching,
}

/// What a change of what exists takes, in person-days.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'static"))]
pub struct Switching {
    /// Taking up a product, by the choices of the trait `setup`.
    pub setup: Vec<(Text, f64)>,
    /// Taking up a way of working, by the choices of the trait `effort`.
    pub effort: Vec<(Text, f64)>,
    /// Taking up what states neither.
    pub unstated: f64,
    /// Leaving an option.
    pub leave: f64,
    /// A product that is new to the organisation, by the choices of the trait `management`.
    pub introduce: Vec<(Text, f64)>,
    /// Fewer points per person-day are not worth a switch.
    pub worth: f64,
}

/// How uncertain the parts of the score are.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
pub struct Doubt {
    /// Half the range of a value of 0 to 1 that rests on a sourced fact: the scale itself is a judgement.
    pub sourced: f64,
    /// The same for an assumed fact, or one that is not stated.
    pub assumed: f64,
    /// Standard deviation of a weight of average size, as a share of it.
    pub weights: f64,
}

/// The built-in question for the products that exist already, answered by `estate` of a requirements file.
pub const ESTATE: &str = "estate";

/// The built-in question for what a month may cost, answered by `budget` of a requirements file.
pub const MONTHLY_BUDGET: &str = "budget.monthly";

/// The words of priorities, from least to most.
pub const PRIORITIES: [&str; 5] = ["none", "low", "medium", "high", "critical"];
