//! What a request passes on its way, and what the parts promise.

use serde::{Deserialize, Serialize};

use super::ids::{BlockId, ProductId, TraitId};
use super::sources::{Evidence, SourceRef};
use crate::logic::{Condition, Range, Var};
use crate::text::Text;

/// All that the availability of an architecture is computed from, beside the facts of its products.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'static"))]
pub struct Availability {
    /// How it is computed; without it nothing is.
    pub terms: Option<AvailabilityTerms>,
    /// The ways of a request.
    pub paths: Vec<ServingPath>,
    /// Promises that depend on the tier or the redundancy, by product from the least to the most.
    pub levels: Vec<SlaLevel>,
}

/// How availability is computed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'static"))]
pub struct AvailabilityTerms {
    /// The question for the availability that is asked for, in per cent.
    pub asked: Var,
    /// The trait that states what a provider promises, in per cent.
    pub promise: TraitId,
    /// The figure for the number of regions that serve side by side; one if there is none.
    pub regions: Option<u16>,
    /// Length of the month in which outages are counted, in seconds.
    pub month: f64,
    /// What a managed service reaches that states no promise, in per cent.
    pub unknown: AssumedShare,
    /// What a preview reaches, in per cent.
    pub preview: AssumedShare,
    /// What the team's own operation leaves of the availability of the machines below, in per cent.
    pub operated: AssumedShare,
    /// The machines that self-run parts stand on if they name none: the first whose condition holds.
    pub hosts: Vec<(Condition, ProductId)>,
    /// Products that are one for all regions.
    pub global: Vec<ProductId>,
    /// Products that the promises of others include.
    pub carried: Vec<ProductId>,
    /// The documents of the formula.
    pub sources: Vec<SourceRef>,
}

/// A share that no document gives for a product by name.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'static"))]
pub struct AssumedShare {
    /// In per cent.
    pub value: Range,
    /// Where it comes from.
    pub evidence: Evidence,
}

/// A way that requests take, or results.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'static"))]
pub struct ServingPath {
    /// Its id.
    pub id: Text,
    /// Its name.
    pub name: Text,
    /// When it is there.
    pub when: Condition,
    /// The blocks that it passes, in order; all of them must work.
    pub blocks: Vec<BlockId>,
    /// Whether copies in other regions stand in for it.
    pub copies: bool,
    /// The documents.
    pub sources: Vec<SourceRef>,
}

/// What a product promises in one tier or with some redundancy.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'static"))]
pub struct SlaLevel {
    /// Its id.
    pub id: Text,
    /// The product; its parts have it too.
    pub product: ProductId,
    /// The promise, in per cent.
    pub sla: f64,
    /// What it takes.
    pub how: Text,
    /// For which answers it can be had. The first of a product that can is what is counted on.
    pub when: Condition,
    /// The documents.
    pub sources: Vec<SourceRef>,
}
