//! Products and their traits.

use serde::{Deserialize, Serialize};

use super::ids::{ProductId, TraitId};
use super::sources::{Evidence, SourceRef};
use crate::logic::{Domain, Test, Value};
use crate::text::{Later, Text};

/// A kind of fact.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'static"))]
pub struct Trait {
    /// Its id.
    pub id: Text,
    /// What it says.
    pub text: Text,
    /// What values it takes.
    pub domain: Domain,
    /// Parts of a product have it too, unless they state their own.
    pub inherit: bool,
}

/// A fact of a product.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FactOf {
    /// What kind of fact.
    pub kind: TraitId,
    /// Its value.
    pub value: Value,
    /// Index into the product's evidence.
    pub evidence: u16,
}

/// What sort of thing an option is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Kind {
    /// An Azure service.
    Azure,
    /// Free and open-source software.
    Foss,
    /// Offered both ways.
    Either,
    /// A way of working.
    Approach,
}

impl Kind {
    /// The word that files use.
    pub fn word(self) -> &'static str {
        match self {
            Kind::Azure => "azure",
            Kind::Foss => "foss",
            Kind::Either => "either",
            Kind::Approach => "approach",
        }
    }
}

/// Release and support status.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'static"))]
pub struct Status {
    /// One of [`STATUSES`].
    pub value: u16,
    /// Since when it is so, as `YYYY-MM-DD` or a part of it.
    pub since: Option<Text>,
    /// End of support or retirement, as `YYYY-MM-DD` or a part of it.
    pub until: Option<Text>,
    /// What to use instead.
    pub replacement: Option<ProductId>,
    /// The documents.
    pub sources: Vec<SourceRef>,
}

/// A change to a licence that is none of the open ones.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'static"))]
pub struct Relicensed {
    /// The licence before, if a source names it.
    pub from: Option<Text>,
    /// The licence that new releases came with.
    pub to: Text,
    /// The day, as `YYYY-MM-DD` or a part of it.
    pub on: Text,
    /// The day from which on an open licence may be chosen again.
    pub open_again: Option<Text>,
    /// The documents.
    pub sources: Vec<SourceRef>,
}

/// The words of the status, from worst to best standing.
pub const STATUSES: [&str; 10] = [
    "retired",
    "archived",
    "unmaintained",
    "dormant",
    "deprecated",
    "maintenance",
    "unknown",
    "preview",
    "active",
    "ga",
];

/// The id of a product and what it is part of.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'static"))]
pub struct Outline {
    /// As [`Product::id`].
    pub id: Text,
    /// As [`Product::part_of`].
    pub part_of: Option<ProductId>,
}

/// A product: the thing adopted.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'static"))]
pub struct Product {
    /// Its id.
    pub id: Text,
    /// Its name.
    pub name: Text,
    /// Names that it had.
    pub former_names: Vec<Text>,
    /// What sort of thing it is.
    pub kind: Kind,
    /// The product that it is a part of.
    pub part_of: Option<ProductId>,
    /// The product that is adopted with it: the outermost it is part of, or itself.
    pub root: ProductId,
    /// Licence, an SPDX expression or `proprietary`.
    pub licence: Option<Text>,
    /// When its licence stopped being an open one.
    pub relicensed: Option<Box<Relicensed>>,
    /// What it does.
    pub purpose: Text,
    /// Its documentation.
    pub docs: Option<Text>,
    /// Its status.
    pub status: Status,
    /// Its facts in the order of their kinds, those of the products it is part of included.
    pub facts: Vec<FactOf>,
    /// Where the facts come from.
    pub evidence: Later<Vec<Evidence>>,
    /// Defined within a block: nothing is adopted.
    pub inline: bool,
}

impl Product {
    /// The value of a fact.
    pub fn fact(&self, kind: TraitId) -> Option<&FactOf> {
        self.facts.binary_search_by_key(&kind, |f| f.kind).ok().map(|i| &self.facts[i])
    }

    /// The status in words.
    pub fn status_word(&self) -> &'static str {
        STATUSES.get(self.status.value as usize).copied().unwrap_or("unknown")
    }
}

/// A test of a fact.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FactTest {
    /// The kind of fact.
    pub kind: TraitId,
    /// The test.
    pub test: Test,
}

impl FactTest {
    /// Whether a product states the fact and it passes.
    pub fn holds(&self, product: &Product) -> bool {
        match product.fact(self.kind) {
            Some(f) => self.test.holds(&f.value),
            None => self.test == Test::Known(false),
        }
    }
}
