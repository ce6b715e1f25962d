//! What things cost: the unit price of a meter by region and term of purchase, graduated tiers, and the
//! comparison of ways to buy. All money is in the catalog's currency.

use crate::catalog::{
    Catalog, Discount, Find, GENERAL, GLOBAL, HOURS_PER_MONTH, Price, PriceMore, Purchase, Quote, SourceRef, Tier,
};
use crate::logic::{Domain, Range, Value};
use crate::requirements::Answers;
use crate::text::Text;

/// The question whose answer is the region.
const REGION: &str = "azure.region";

/// Where the workload runs: as answered or derived, else the catalog's region.
pub fn region_of<'a>(catalog: &'a Catalog, answers: &Answers) -> &'a str {
    let var = catalog.question(REGION);
    let chosen = var.and_then(|v| match (&answers.get(v).value, &catalog.questions[v.0 as usize].domain) {
        (Some(Value::Choice(i)), d @ Domain::Choice(_)) => Some(d.choice_id(*i)),
        _ => None,
    });
    chosen.unwrap_or(&catalog.region)
}

/// How the price of a unit is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Basis {
    /// Listed for this region, or the same everywhere.
    Listed,
    /// Worked out from other regions or from what is usual; an estimate.
    Worked,
}

/// The price of one unit, with what it rests on.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Unit<'a> {
    /// Price of a unit, beyond what is free.
    pub price: Range,
    /// How it is known.
    pub basis: Basis,
    /// Whether its source is unconfirmed.
    pub assumed: bool,
    /// Date of the price.
    pub date: &'a Text,
    /// The documents.
    pub sources: &'a [SourceRef],
    /// Volume steps where they are known, to be multiplied by `scale`.
    tiers: &'a [Tier],
    scale: Range,
}

impl Unit<'_> {
    /// The same meter at a price that somebody states.
    #[must_use]
    pub(super) fn stated(self, price: f64) -> Self {
        let exact = Range::exact(price);
        Unit { price: exact, basis: Basis::Listed, assumed: false, tiers: &[], scale: Range::exact(1.0), ..self }
    }

    /// Units of a month that are free: the first step of the price, where it costs nothing.
    pub fn free(&self) -> Option<f64> {
        match self.tiers {
            [first, second, ..] if first.price == 0.0 => Some(second.from),
            _ => None,
        }
    }

    /// What a quantity of units costs a month, each end by the tiers that it reaches.
    pub fn cost(&self, quantity: Range) -> Range {
        if self.tiers.is_empty() {
            return quantity.times(self.price);
        }
        let end = |units: f64, scale: f64| graduated(self.tiers, units) * scale;
        Range {
            low: end(quantity.low, self.scale.low),
            likely: end(quantity.likely, self.scale.likely),
            high: end(quantity.high, self.scale.high),
        }
    }
}

/// The cost of so many units by ascending tiers: each unit at the price of the tier it falls into.
pub fn graduated(tiers: &[Tier], units: f64) -> f64 {
    let ends = tiers.iter().skip(1).map(|t| t.from).chain([f64::INFINITY]);
    tiers.iter().zip(ends).map(|(t, end)| (units.min(end) - t.from).max(0.0) * t.price).sum()
}

fn scaled(r: Range, by: f64) -> Range {
    Range { low: r.low * by, likely: r.likely * by, high: r.high * by }
}

/// The quote for a region among others: its own, else one that holds everywhere.
fn quote<'a>(quotes: &'a [Quote], region: &str) -> Option<&'a Quote> {
    quotes.iter().find(|q| q.region == *region).or_else(|| quotes.iter().find(|q| q.region == *GLOBAL))
}

fn listed<'a>(catalog: &Catalog, q: &'a Quote) -> Unit<'a> {
    // The loader refuses currencies without a rate.
    let rate = catalog.rate(&q.currency).unwrap_or(1.0);
    Unit {
        price: Range::exact(q.price * rate),
        basis: Basis::Listed,
        assumed: q.assumed,
        date: &q.date,
        sources: &q.sources,
        tiers: &q.tiers,
        scale: Range::exact(rate),
    }
}

/// How dear a region is for a family of meters, relative to the catalog's region.
fn factor(catalog: &Catalog, family: &str, region: &str) -> Option<f64> {
    let found = catalog.regions.iter().find(|r| r.id == *region)?;
    let of = |name: &str| found.factors.iter().find(|f| f.0 == *name).map(|f| f.1);
    of(family).or_else(|| of(GENERAL))
}

/// The pay-as-you-go price of a unit in a region.
///
/// A price that is listed for the region is taken; else the price's own, times how much dearer the
/// region is: an estimate from the price as it stands to the price so scaled, as some meters cost the
/// same everywhere. In the catalog's own region a price from elsewhere stands in as it is.
pub fn unit<'a>(catalog: &Catalog, price: &'a Price, region: &str) -> Unit<'a> {
    let rate = catalog.rate(&price.currency).unwrap_or(1.0);
    let own = Unit {
        price: Range::exact(price.price * rate),
        basis: Basis::Listed,
        assumed: price.assumed,
        date: &price.date,
        sources: &price.sources,
        tiers: &price.tiers,
        scale: Range::exact(rate),
    };
    // Without a look at the details, which lie packed: the common case.
    if price.region == *region || price.region == *GLOBAL {
        return own;
    }
    if let Some(q) = quote(&price.more.quotes, region) {
        return listed(catalog, q);
    }
    let Some(family) = price.more.family.as_deref() else { return own };
    let worked = Unit { basis: Basis::Worked, ..own };
    if catalog.region == *region {
        return worked;
    }
    let ratio = match (factor(catalog, family, region), factor(catalog, family, &price.region)) {
        (Some(there), Some(here)) if here > 0.0 => there / here,
        _ => 1.0,
    };
    let scale = Range { low: rate * ratio.min(1.0), likely: rate * ratio, high: rate * ratio.max(1.0) };
    let price =
        Range { low: price.price * scale.low, likely: price.price * scale.likely, high: price.price * scale.high };
    Unit { price, scale, ..worked }
}

/// The hourly price of a unit under a term; nothing where nobody can buy so.
///
/// A listed price is taken; else the share of the pay-as-you-go price that it is in the regions that
/// list both; else what such a term usually saves for the family.
pub fn under<'a>(catalog: &'a Catalog, price: &'a Price, term: Purchase, region: &str) -> Option<Unit<'a>> {
    let payg = unit(catalog, price, region);
    let more: &PriceMore = &price.more;
    let worked = |share: Range, assumed: bool, date: &'a Text, sources: &'a [SourceRef]| Unit {
        price: Range {
            low: payg.price.low * share.low,
            likely: payg.price.likely * share.likely,
            high: payg.price.high * share.high,
        },
        basis: Basis::Worked,
        assumed: assumed || payg.assumed,
        date,
        sources,
        tiers: &[],
        scale: Range::exact(1.0),
    };
    if let Some(offered) = more.terms.iter().find(|t| t.term == term) {
        if offered.retired.as_ref().is_some_and(|day| *day <= catalog.date) {
            return None;
        }
        if let Some(q) = quote(&offered.quotes, region) {
            return Some(listed(catalog, q));
        }
        let share = |q: &Quote| {
            let there = unit(catalog, price, &q.region);
            let known = there.basis == Basis::Listed && there.price.likely > 0.0;
            known.then(|| listed(catalog, q).price.likely / there.price.likely)
        };
        let mut shares: Vec<f64> = offered.quotes.iter().filter_map(share).collect();
        shares.sort_by(f64::total_cmp);
        if let (Some(low), Some(high)) = (shares.first(), shares.last()) {
            let first = &offered.quotes[0];
            let share = Range { low: *low, likely: shares[shares.len() / 2], high: *high };
            return Some(worked(share, first.assumed, &first.date, &first.sources));
        }
    }
    let found = discount(catalog, more.family.as_deref()?, term)?;
    let share = Range { low: 1.0 - found.saves.high, likely: 1.0 - found.saves.likely, high: 1.0 - found.saves.low };
    Some(worked(share, found.assumed, &found.date, &found.sources))
}

fn discount<'a>(catalog: &'a Catalog, family: &str, term: Purchase) -> Option<&'a Discount> {
    catalog.discounts.iter().find(|d| d.family == *family && d.term == term)
}

/// One way to buy an hourly meter.
#[derive(Debug, Clone, PartialEq)]
pub struct Offer<'a> {
    /// The term; none is pay as you go.
    pub term: Option<Purchase>,
    /// Price per unit and hour.
    pub unit: Unit<'a>,
    /// Cost of one unit a month: of the used hours, or of all hours where they are committed to.
    pub monthly: Range,
    /// The share of all hours from which on a commitment costs less than pay as you go; 1 or more
    /// never pays.
    pub break_even: Option<f64>,
    /// Hours that are paid for each useful one: what is lost with capacity that is taken away is done again.
    pub overhead: Range,
}

/// The ways to buy an hourly meter that is used so many hours a month, pay as you go first.
///
/// Capacity that can be taken away costs more hours than the work needs: what was lost is done again.
pub fn offers<'a>(catalog: &'a Catalog, price: &'a Price, region: &str, hours: Range) -> Vec<Offer<'a>> {
    let payg = unit(catalog, price, region);
    let mut out = vec![Offer {
        term: None,
        unit: payg,
        monthly: payg.cost(hours),
        break_even: None,
        overhead: Range::exact(1.0),
    }];
    let family = price.more.family.as_deref().unwrap_or(GENERAL);
    for term in Purchase::ALL {
        let Some(unit) = under(catalog, price, term, region) else { continue };
        let overhead = discount(catalog, family, term).map_or(Range::exact(1.0), |d| d.overhead);
        let (monthly, break_even) = if term.committed() {
            let share = (payg.price.likely > 0.0).then(|| unit.price.likely / payg.price.likely);
            (scaled(unit.price, HOURS_PER_MONTH), share)
        } else {
            (unit.price.times(hours).times(overhead), None)
        };
        out.push(Offer { term: Some(term), unit, monthly, break_even, overhead });
    }
    out
}
