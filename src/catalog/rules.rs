//! Rules: when a condition over answers holds, what follows from it.

use std::ops::Deref;

use serde::{Deserialize, Serialize};

use super::ids::{BlockId, OptionRef};
use super::lifecycle::Ending;
use super::sources::SourceRef;
use crate::logic::{Condition, Facts, Truth};
use crate::text::{Later, Text};

/// How binding a rule is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Strength {
    /// Offered.
    May,
    /// Recommended.
    Should,
    /// Binding.
    Must,
}

impl Strength {
    /// The word that files use.
    pub fn word(self) -> &'static str {
        match self {
            Strength::Must => "must",
            Strength::Should => "should",
            Strength::May => "may",
        }
    }
}

/// Two groups of options that a rule relates.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Pairing {
    /// The one side.
    pub first: Vec<OptionRef>,
    /// The other side.
    pub second: Vec<OptionRef>,
}

/// How bad a risk is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum RiskLevel {
    /// Bearable.
    Low,
    /// To be watched.
    Medium,
    /// To be treated first.
    High,
}

/// What a rule does.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'static"))]
pub enum Effect {
    /// The blocks must be decided.
    Activate(Vec<BlockId>),
    /// The options are out.
    Exclude(Vec<OptionRef>),
    /// In each block that occurs, one of these must be chosen.
    Require(Vec<OptionRef>),
    /// The options gain points.
    Prefer(Vec<OptionRef>),
    /// The options lose points.
    Avoid(Vec<OptionRef>),
    /// Together they gain points.
    Combine(Vec<Pairing>),
    /// Together they lose points, or must not be.
    Separate(Vec<Pairing>),
    /// The first needs one of the second.
    Needs(Vec<Pairing>),
    /// A risk is raised.
    Risk {
        /// What may go wrong.
        title: Text,
        /// How bad it is.
        level: RiskLevel,
        /// What helps.
        mitigation: Text,
    },
    /// A practice is recommended.
    Practice(Text),
}

/// A rule. Every run asks of all rules whether they fire, and looks at what few of them say.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'static"))]
pub struct Rule {
    /// One test that `when` makes in any case: it rules out most rules before anything else of them is read.
    first: Condition,
    /// When it fires.
    pub when: Later<Condition>,
    /// What it says.
    pub says: Later<Saying>,
}

impl Rule {
    /// A rule that fires when a condition holds.
    pub fn new(when: Condition, says: Saying) -> Self {
        Rule { first: when.first_test(), when: when.into(), says: says.into() }
    }

    /// Whether it fires.
    pub fn fires(&self, facts: &impl Facts) -> Truth {
        match self.first.eval(facts) {
            Truth::False => Truth::False,
            _ => self.when.eval(facts),
        }
    }
}

impl Deref for Rule {
    type Target = Saying;
    fn deref(&self) -> &Saying {
        &self.says
    }
}

/// What a rule says.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'static"))]
pub struct Saying {
    /// Its id.
    pub id: Text,
    /// The block that it belongs to.
    pub block: Option<BlockId>,
    /// How binding it is.
    pub strength: Strength,
    /// What it does.
    pub effects: Vec<Effect>,
    /// Why, in one sentence.
    pub because: Text,
    /// The documents.
    pub sources: Vec<SourceRef>,
    /// Outside rules that it answers.
    pub covers: Vec<Text>,
    /// A remark, such as a disagreement between sources.
    pub note: Option<Text>,
    /// Why it may leave a block without an option.
    pub may_empty: Option<Text>,
    /// The product whose end it is about, if it is about one.
    pub ends: Option<Ending>,
}
