//! Building blocks: their options, practices and checklists.

use serde::{Deserialize, Serialize};

use super::ids::{BlockId, MetricId, ProductId};
use super::sources::SourceRef;
use crate::logic::Condition;
use crate::text::{Later, Text};

/// A group of blocks.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'static"))]
pub struct Group {
    /// Its id.
    pub id: Text,
    /// Its name.
    pub name: Text,
    /// The architecture viewpoint that it belongs to.
    pub viewpoint: Text,
}

/// A candidate for a block.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'static"))]
pub struct Candidate {
    /// Its id within the block.
    pub id: Text,
    /// The product.
    pub product: ProductId,
    /// A remark.
    pub note: Option<Text>,
}

/// A piece of advice, attached to a block or part of a checklist.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'static"))]
pub struct Advice {
    /// Its id within the block or checklist.
    pub id: Option<Text>,
    /// The advice.
    pub text: Text,
    /// When it applies.
    pub when: Condition,
    /// The documents.
    pub sources: Vec<SourceRef>,
}

/// A decision.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'static"))]
pub struct Block {
    /// Its id.
    pub id: Text,
    /// Its name.
    pub name: Text,
    /// A way of working rather than something that runs.
    pub approach: bool,
    /// Index of its group.
    pub group: u16,
    /// What it is for.
    pub purpose: Text,
    /// The decision as a question.
    pub question: Text,
    /// The documents.
    pub sources: Later<Vec<SourceRef>>,
    /// How much the decision matters; 1 is normal.
    pub weight: f64,
    /// When it must be decided.
    pub active_when: Condition,
    /// Taken out by an overlay: it is never decided.
    pub disabled: bool,
    /// It is needed only if these blocks choose one of these options.
    pub only_with: Vec<(BlockId, Vec<u16>)>,
    /// Swing weight per metric, 0 to 1.
    pub metrics: Vec<(MetricId, f64)>,
    /// Abilities that count for a metric here, as choices of the trait `abilities`.
    pub wants: Vec<(MetricId, Vec<u16>)>,
    /// The candidates.
    pub options: Later<Vec<Candidate>>,
    /// Practices to follow.
    pub practices: Later<Vec<Advice>>,
    /// Points to check.
    pub checklist: Later<Vec<Advice>>,
}

/// What sort of list a checklist is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum ChecklistKind {
    /// A building block of the business: people, processes, partners.
    Business,
    /// Architecture principles.
    Principles,
    /// Constraints.
    Constraints,
    /// Criteria to choose by.
    Criteria,
    /// Questions to ask.
    Questions,
    /// Steps to take.
    Steps,
}

impl ChecklistKind {
    /// All kinds.
    pub const ALL: [Self; 6] =
        [Self::Business, Self::Principles, Self::Constraints, Self::Criteria, Self::Questions, Self::Steps];

    /// The word that files use.
    pub fn word(self) -> &'static str {
        match self {
            Self::Business => "business",
            Self::Principles => "principles",
            Self::Constraints => "constraints",
            Self::Criteria => "criteria",
            Self::Questions => "questions",
            Self::Steps => "steps",
        }
    }
}

/// A list to go through.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'static"))]
pub struct Checklist {
    /// Its id.
    pub id: Text,
    /// Its name.
    pub name: Text,
    /// What sort of list it is.
    pub kind: ChecklistKind,
    /// Index of its group.
    pub group: u16,
    /// What it is for.
    pub purpose: Text,
    /// The documents.
    pub sources: Vec<SourceRef>,
    /// Its items.
    pub items: Vec<Advice>,
}
