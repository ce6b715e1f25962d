//! The questions that requirements answer.

use serde::{Deserialize, Serialize};

use super::ids::BlockId;
use crate::logic::{Bounds, Condition, Domain, Value};
use crate::text::{Later, Text};

/// A value that holds under a condition.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'static"))]
pub struct Case {
    /// When it holds.
    pub when: Condition,
    /// The value.
    pub value: Value,
    /// Why.
    pub because: Text,
}

/// A question.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'static"))]
pub struct Question {
    /// Its id.
    pub id: Text,
    /// The question in words.
    pub text: Text,
    /// More about it.
    pub help: Option<Text>,
    /// What may be answered.
    pub domain: Domain,
    /// Within what its number lies.
    pub bounds: Bounds,
    /// Index of its section; none for built-in questions.
    pub section: Option<u16>,
    /// Whether its number grows with the system's success: documents look ahead along it.
    pub grows: bool,
    /// When it arises.
    pub asked_when: Condition,
    /// Values that follow from other answers.
    pub derive: Vec<Case>,
    /// Of a set: what belongs to it while it is open, each case whose condition holds.
    pub gather: Vec<Case>,
    /// Values that are assumed while it is open.
    pub assume: Vec<Case>,
    /// The blocks that its answer touches, ascending: their activation looks at it, or a rule does that picks
    /// among their options. It follows from blocks and rules, all of which would have to be read for it.
    pub touches: Later<Vec<BlockId>>,
}

impl Question {
    /// All values that follow from other answers, or are assumed.
    pub fn cases(&self) -> impl Iterator<Item = &Case> {
        self.derive.iter().chain(&self.gather).chain(&self.assume)
    }
}
