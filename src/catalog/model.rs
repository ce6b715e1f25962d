//! The resolved catalog: ids are indices, conditions are typed, selectors are lists of options.

use std::ops::Deref;

use serde::{Deserialize, Serialize};

use super::availability::Availability;
use super::flows::FlowMap;
use super::frameworks::Compliance;
use super::measures::{Cost, Metric};
use super::prices::{Currency, Discount, Price, Region};
use super::rules::Rule;
use super::scales::Scales;
use super::sizing::{Figure, SizingAdvice, Table};
use crate::logic::{Bounds, Condition, Domain, Test, Value, Var};
use crate::text::{Later, Text};

/// The whole catalog, resolved. Its long lists are read when they are first looked at.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'static"))]
pub struct Catalog {
    /// Its name.
    pub name: Text,
    /// Its version.
    pub version: Text,
    /// The day for which it is true, as `YYYY-MM-DD`.
    pub date: Text,
    /// SHA-free digest of the files it was made from: 64-bit FNV-1a, in hexadecimal.
    pub digest: Text,
    /// Currency of all prices.
    pub currency: Text,
    /// Region of all prices.
    pub region: Text,
    /// Points of the score.
    pub scales: Scales,
    /// The fact of an option that says how capacity is bought: its choices are the words of [`crate::catalog::prices::Purchase`].
    pub bought_by: Option<TraitId>,
    /// Makers, in lower case, that may be left out in front of a product's name.
    pub makers: Vec<Text>,
    /// Groups of blocks in the order of display.
    pub groups: Vec<Group>,
    /// Documents that facts and rules rest on.
    pub sources: Later<Vec<Source>>,
    /// The questionnaire, with the built-in questions at the end.
    pub questions: Later<Vec<Question>>,
    /// Sections of the questionnaire, in order.
    pub sections: Vec<Section>,
    /// The order in which questions can be settled: what a question depends on comes before it.
    pub order: Vec<Var>,
    /// The vocabulary of facts.
    pub traits: Later<Vec<Trait>>,
    /// The criteria.
    pub metrics: Later<Vec<Metric>>,
    /// Things that can be adopted, and inline options.
    pub products: Later<Vec<Later<Product>>>,
    /// What is looked for among all products, in their order: to read each of them for it would take long.
    pub outlines: Later<Vec<Outline>>,
    /// Decisions.
    pub blocks: Later<Vec<Block>>,
    /// Rules.
    pub rules: Later<Vec<Rule>>,
    /// Unit prices; most runs look at some of them only.
    pub prices: Later<Vec<Later<Price>>>,
    /// Regions with how dear they are.
    pub regions: Later<Vec<Region>>,
    /// What a commitment or spot usually saves where no price is listed.
    pub discounts: Later<Vec<Discount>>,
    /// What the currencies of prices are worth, each once.
    pub currencies: Vec<Currency>,
    /// Sizing figures.
    pub figures: Later<Vec<Figure>>,
    /// The order of computing them: each after those it needs.
    pub sequence: Vec<u16>,
    /// Tables that figures look into.
    pub tables: Later<Vec<Table>>,
    /// Advice that rests on figures.
    pub sizing_advice: Later<Vec<SizingAdvice>>,
    /// What products cost.
    pub costs: Later<Vec<Cost>>,
    /// What availability is computed from.
    pub availability: Later<Availability>,
    /// What a picture of an architecture shows.
    pub flows: Later<FlowMap>,
    /// Lists to go through that belong to no single block.
    pub checklists: Later<Vec<Checklist>>,
    /// Laws, standards and attestations.
    pub compliance: Later<Compliance>,
}

macro_rules! index {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        pub struct $name(pub u16);
        impl $name {
            /// The index as a number.
            pub fn at(self) -> usize {
                self.0 as usize
            }
        }
    };
}

index!(/** Index of a source. */ SourceId);
index!(/** Index of a trait. */ TraitId);
index!(/** Index of a metric. */ MetricId);
index!(/** Index of a product. */ ProductId);
index!(/** Index of a block. */ BlockId);
index!(/** Index of a rule. */ RuleId);
index!(/** Index of a price. */ PriceId);

/// An option of a block.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct OptionRef {
    /// The block.
    pub block: BlockId,
    /// Index among the block's options.
    pub option: u16,
}

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

/// A document by its id: a run names a few of many.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'static"))]
pub struct Source {
    /// Its id.
    pub id: Text,
    /// The document.
    pub document: Later<Document>,
}

impl Deref for Source {
    type Target = Document;
    fn deref(&self) -> &Document {
        &self.document
    }
}

/// A document.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'static"))]
pub struct Document {
    /// Its title.
    pub title: Text,
    /// Who published it.
    pub publisher: Text,
    /// Where it can be read.
    pub url: Option<Text>,
    /// Date of the text.
    pub date: Text,
}

/// A reference to a place in a source.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'static"))]
pub struct SourceRef {
    /// The source.
    pub source: SourceId,
    /// Section or table, if named.
    pub place: Option<Text>,
}

/// A section of the questionnaire.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'static"))]
pub struct Section {
    /// Its id.
    pub id: Text,
    /// Its name.
    pub name: Text,
}

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

/// Where facts come from.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'static"))]
pub struct Evidence {
    /// The documents; empty if assumed.
    pub sources: Vec<SourceRef>,
    /// No document was found; it widens the uncertainty.
    pub assumed: bool,
    /// A remark.
    pub note: Option<Text>,
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
