//! What a unit costs: by meter, region, purchase term and volume, with how a row of the provider's
//! price list is recognised as the meter.

use serde::{Deserialize, Serialize};

use super::sources::SourceRef;
use crate::logic::{Range, Var};
use crate::text::{Later, Text};

/// The region of a price that is the same everywhere.
pub const GLOBAL: &str = "global";

/// The family of prices and regions that name none.
pub const GENERAL: &str = "general";

/// Hours of a month by the convention of the price lists: a twelfth of 8760.
pub const HOURS_PER_MONTH: f64 = 730.0;

/// Hours of a year by the same convention.
pub const HOURS_PER_YEAR: f64 = 8760.0;

/// A unit price, pay as you go.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'static"))]
pub struct Price {
    /// Its id.
    pub id: Text,
    /// The meter.
    pub meter: Text,
    /// The unit that is charged.
    pub unit: Text,
    /// Price per unit; with tiers, of the first unit that costs something.
    pub price: f64,
    /// Date of the price.
    pub date: Text,
    /// The documents.
    pub sources: Vec<SourceRef>,
    /// Not confirmed by a source.
    pub assumed: bool,
    /// The region of `price`, or [`GLOBAL`].
    pub region: Text,
    /// The currency of `price` and of whatever names no other.
    pub currency: Text,
    /// Volume steps of `price`, ascending; none if every unit costs the same.
    pub tiers: Vec<Tier>,
    /// It pays for work of people.
    pub people: bool,
    /// A question whose answer, an amount of money, takes the place of the price.
    pub answer: Option<Var>,
    /// What few runs need.
    pub more: Later<PriceMore>,
}

/// The rest of a price: elsewhere, under a commitment, and in the provider's price list.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'static"))]
pub struct PriceMore {
    /// The same meter in other regions.
    pub quotes: Vec<Quote>,
    /// The same meter under other terms of purchase.
    pub terms: Vec<TermQuotes>,
    /// How a row of the price list is recognised.
    pub keys: Vec<RowKeys>,
    /// The family whose region factors and discounts stand in; none if every region costs the same.
    pub family: Option<Text>,
    /// The day on which the meter ends or ended, as `YYYY-MM-DD`.
    pub retired: Option<Text>,
    /// What else to know, such as where sources disagree.
    pub note: Option<Text>,
    /// What does the same work where it is owned and not rented; the meter stands in for its cost.
    pub own: Option<Text>,
}

/// A volume step: units from a quantity of the month on cost this much.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Tier {
    /// Units of the month before it.
    pub from: f64,
    /// Price per unit from there on.
    pub price: f64,
}

/// A price of a meter in one region.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'static"))]
pub struct Quote {
    /// The region, or [`GLOBAL`].
    pub region: Text,
    /// Price per unit; of a term, per unit and hour.
    pub price: f64,
    /// Its currency.
    pub currency: Text,
    /// Volume steps, ascending.
    pub tiers: Vec<Tier>,
    /// Date of the price.
    pub date: Text,
    /// The documents.
    pub sources: Vec<SourceRef>,
    /// Not confirmed by a source.
    pub assumed: bool,
}

/// Prices under one term of purchase.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'static"))]
pub struct TermQuotes {
    /// The term.
    pub term: Purchase,
    /// The prices per unit and hour, by region.
    pub quotes: Vec<Quote>,
    /// The day from which nobody can buy so any more, as `YYYY-MM-DD`.
    pub retired: Option<Text>,
}

/// A way to buy other than pay as you go.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Purchase {
    /// Spare capacity that can be taken away at any time.
    Spot,
    /// The predecessor of spot.
    LowPriority,
    /// A reservation for one year.
    Reserved1y,
    /// A reservation for three years.
    Reserved3y,
    /// A savings plan of one year.
    Savings1y,
    /// A savings plan of three years.
    Savings3y,
    /// A reservation month by month, as of provisioned throughput.
    MonthlyReservation,
}

impl Purchase {
    /// All of them, in the order of display.
    pub const ALL: [Purchase; 7] = [
        Purchase::Spot,
        Purchase::LowPriority,
        Purchase::Reserved1y,
        Purchase::Reserved3y,
        Purchase::Savings1y,
        Purchase::Savings3y,
        Purchase::MonthlyReservation,
    ];

    /// The word that files use.
    pub const fn word(self) -> &'static str {
        match self {
            Purchase::Spot => "spot",
            Purchase::LowPriority => "low_priority",
            Purchase::Reserved1y => "reserved_1y",
            Purchase::Reserved3y => "reserved_3y",
            Purchase::Savings1y => "savings_1y",
            Purchase::Savings3y => "savings_3y",
            Purchase::MonthlyReservation => "monthly_reservation",
        }
    }

    /// Its name for people.
    pub const fn name(self) -> &'static str {
        match self {
            Purchase::Spot => "spot, can be taken away",
            Purchase::LowPriority => "low priority, can be taken away",
            Purchase::Reserved1y => "1-year reservation",
            Purchase::Reserved3y => "3-year reservation",
            Purchase::Savings1y => "1-year savings plan",
            Purchase::Savings3y => "3-year savings plan",
            Purchase::MonthlyReservation => "monthly reservation",
        }
    }

    /// The term of a word.
    pub fn from_word(word: &str) -> Option<Purchase> {
        Purchase::ALL.into_iter().find(|t| t.word() == word)
    }

    /// Whether every hour of the term is paid, used or not.
    pub fn committed(self) -> bool {
        !matches!(self, Purchase::Spot | Purchase::LowPriority)
    }

    /// The hours that a reservation pays in one sum; nothing for what is paid by the hour.
    pub fn hours(self) -> Option<f64> {
        match self {
            Purchase::Reserved1y => Some(HOURS_PER_YEAR),
            Purchase::Reserved3y => Some(3.0 * HOURS_PER_YEAR),
            Purchase::MonthlyReservation => Some(HOURS_PER_MONTH),
            Purchase::Spot | Purchase::LowPriority | Purchase::Savings1y | Purchase::Savings3y => None,
        }
    }
}

/// How a row of the provider's price list is recognised as a meter. Texts are compared without
/// regard to case; `*` stands for any characters; of several texts one has to fit.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'static"))]
pub struct RowKeys {
    /// Names of the service, present and former.
    pub service: Vec<Text>,
    /// Names of the product.
    pub product: Vec<Text>,
    /// Names of the SKU as shown, whose formatting varies: prefer `arm_sku`.
    pub sku: Vec<Text>,
    /// The SKU's name in the resource manager.
    pub arm_sku: Option<Text>,
    /// Names of the meter.
    pub meter: Vec<Text>,
    /// The region or zone as the row writes it, where it is no region of the catalog.
    pub region: Option<Text>,
    /// The unit of the catalog's price in the words of the price list, where the catalog's differ.
    pub unit: Option<Text>,
    /// The term that such rows price, where it is not pay as you go.
    pub term: Option<Purchase>,
}

/// A region.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'static"))]
pub struct Region {
    /// Its id, as the provider's interfaces write it.
    pub id: Text,
    /// Its name.
    pub name: Text,
    /// How dear it is by family of meters, relative to the catalog's region.
    pub factors: Vec<(Text, f64)>,
    /// Date of the factors.
    pub date: Text,
    /// The documents.
    pub sources: Vec<SourceRef>,
}

/// What buying under a term usually saves.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'static"))]
pub struct Discount {
    /// Its id.
    pub id: Text,
    /// The family of meters.
    pub family: Text,
    /// The term.
    pub term: Purchase,
    /// The share of the pay-as-you-go price that is saved, 0 to 1.
    pub saves: Range,
    /// For capacity that can be taken away: hours to pay for each hour of useful work.
    pub overhead: Range,
    /// Date.
    pub date: Text,
    /// The documents.
    pub sources: Vec<SourceRef>,
    /// Not confirmed by a source.
    pub assumed: bool,
}

/// What a currency is worth.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'static"))]
pub struct Currency {
    /// Its code, such as `USD`.
    pub code: Text,
    /// Units of it that one US dollar buys.
    pub per_usd: f64,
    /// Date of the rate.
    pub date: Text,
    /// The documents.
    pub sources: Vec<SourceRef>,
}
