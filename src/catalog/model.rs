//! The resolved catalog: ids are indices, conditions are typed, selectors are lists of options.

use serde::{Deserialize, Serialize};

use super::availability::Availability;
use super::blocks::{Block, Checklist, Group};
use super::flows::FlowMap;
use super::frameworks::Compliance;
use super::ids::TraitId;
use super::measures::{Cost, Metric};
use super::prices::{Currency, Discount, Price, Region};
use super::products::{Outline, Product, Trait};
use super::questions::Question;
use super::rules::Rule;
use super::scales::Scales;
use super::sizing::{Figure, SizingAdvice, Table};
use super::sources::{Section, Source};
use crate::logic::Var;
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
