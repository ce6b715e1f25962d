//! What an architecture costs, and the figures that this rests on.

use std::collections::{BTreeMap, BTreeSet};

use schemars::JsonSchema;
use serde::Serialize;

use super::bought::{Bought, bought};
use super::budget::{self, BudgetVerdict};
use super::context::{Context, share, span};
use super::paid::{Work, bill, paid};
use super::reliability::{Advised, advised};
use super::types::{SourceRef, Span};
use crate::catalog::{Figure, HOURS_PER_MONTH, How, OptionRef, ProductId};
use crate::estimate::price::{Basis, Offer, offers, region_of};
use crate::estimate::{Bill, Estimates, Known, Sized, chain};
use crate::logic::{Formula, Range};
use crate::requirements::Origin;
use crate::text::{Text, amount, counted};

/// Sizing and cost.
#[derive(Debug, Clone, Default, PartialEq, Serialize, JsonSchema)]
pub struct Estimate {
    /// Currency of all amounts.
    pub currency: Text,
    /// Region of all prices.
    pub region: Text,
    /// Services and machines, a month.
    pub monthly: Span,
    /// People who run it, a month; by stated assumptions.
    pub people: Span,
    /// At the start, people included.
    pub once: Span,
    /// The same if capacity is bought as chosen, where that costs less than pay as you go.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub bought: Option<Bought>,
    /// How services and machines stand to the budget, if one is stated.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub budget: Option<BudgetVerdict>,
    /// By product, dearest first.
    pub products: Vec<ProductCost>,
    /// Lines of cost, dearest first.
    pub lines: Vec<CostLine>,
    /// Ways to buy the machines, of those lines that could be bought in several.
    pub purchase: Vec<Purchases>,
    /// Figures that the cost rests on, and those that people ask for.
    pub sizing: Vec<Sizing>,
    /// Products of the architecture for which no price is known: what they cost is in none of the sums.
    pub unpriced: Vec<Text>,
    /// Advice that rests on the sizing, and limits of chosen products that it breaks; limits first.
    pub advice: Vec<Advised>,
}

/// What a product costs.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct ProductCost {
    /// Its id.
    pub product: Text,
    /// Its name.
    pub name: Text,
    /// Services and machines, a month.
    pub monthly: Span,
    /// People who run it, a month.
    pub people: Span,
    /// At the start.
    pub once: Span,
}

/// What a line of cost adds to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Charged {
    /// Services and machines, each month.
    Monthly,
    /// People, each month.
    People,
    /// Once, at the start.
    Once,
}

/// A line of cost.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct CostLine {
    /// The product.
    pub product: Text,
    /// Its name.
    pub product_name: Text,
    /// The work of people, each month or at the start.
    pub people: bool,
    /// What is paid for.
    pub name: Text,
    /// What it adds to.
    pub charged: Charged,
    /// The meter; of own machines, what they are and which meter stands in for their cost.
    pub meter: Text,
    /// Price per unit.
    pub unit_price: f64,
    /// The unit.
    pub unit: Text,
    /// Date of the price.
    pub date: Text,
    /// The price is not confirmed by a source.
    pub assumed: bool,
    /// The price is worked out from other regions, or from what is usual.
    pub worked: bool,
    /// Own machines stand in for the rented ones of the meter: a part of its price counts for them.
    pub own: bool,
    /// Units, a month or once.
    pub quantity: Span,
    /// Units of a month that are free, before any is charged.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub free: Option<f64>,
    /// The formula of the quantity.
    pub formula: Text,
    /// The cost, a month or once.
    pub cost: Span,
    /// Where the price is written.
    pub source: Vec<SourceRef>,
}

/// Ways to buy what a line pays for by the hour.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Purchases {
    /// The product.
    pub product: Text,
    /// Its name.
    pub product_name: Text,
    /// What is paid for.
    pub name: Text,
    /// The meter.
    pub meter: Text,
    /// Units that would be committed to: enough for the likely hours.
    pub units: f64,
    /// The share of their hours that is used, 0 to 1.
    pub utilisation: f64,
    /// The ways, pay as you go first.
    pub offers: Vec<Purchase>,
}

/// A way to buy.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Purchase {
    /// The term, such as `reserved_1y`; `payg` is pay as you go.
    pub term: Text,
    /// Its name.
    pub name: Text,
    /// Price of a unit and hour.
    pub unit_price: f64,
    /// Cost of all units a month.
    pub monthly: Span,
    /// The share of hours from which on a commitment costs less than pay as you go; 1 or more never pays.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub break_even: Option<f64>,
    /// The least of all that cannot be taken away.
    pub cheapest: bool,
    /// The price is not confirmed by a source.
    pub assumed: bool,
    /// The price is worked out from what is usual.
    pub worked: bool,
}

/// A sizing figure.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Sizing {
    /// Its id.
    pub id: Text,
    /// Its name.
    pub name: Text,
    /// What it belongs to, such as `training`.
    pub group: Text,
    /// What people ask for, as opposed to a step on the way.
    pub headline: bool,
    /// Its unit.
    pub unit: Text,
    /// Its value; where a row of a table was picked, the measure that was least.
    pub value: Span,
    /// The row of a table that was picked.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub picked: Option<Text>,
    /// Its formula.
    pub formula: Text,
    /// What the formula was given.
    pub inputs: Vec<Input>,
    /// What is to be known about it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub note: Option<Text>,
    /// Where it is written.
    pub source: Vec<SourceRef>,
}

/// What a formula was given.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Input {
    /// Its name in the formula.
    pub name: Text,
    /// Its value with its unit.
    pub value: Text,
    /// No source says it.
    pub assumed: bool,
    /// What is to be known about it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub note: Option<Text>,
}

/// The cost of the chosen products, each once, with what they are part of; without `evidence` not what stands behind
/// it.
pub(super) fn estimate_of(c: &Context<'_>, e: &Estimates, picked: &[OptionRef], evidence: bool) -> Estimate {
    let chosen: BTreeSet<ProductId> =
        picked.iter().map(|o| c.catalog.blocks[o.block.at()].options[o.option as usize].product).collect();
    let products: BTreeSet<ProductId> = chosen.iter().flat_map(|p| chain(c.catalog, *p)).collect();
    let work: Work = picked
        .iter()
        .flat_map(|o| {
            chain(c.catalog, c.catalog.blocks[o.block.at()].options[o.option as usize].product).map(|p| (p, o.block))
        })
        .collect();
    let total = products.iter().fold(Bill::default(), |sum, p| sum.plus(bill(c, e, &work, *p)));
    let mut lines: Vec<CostLine> = products.iter().flat_map(|p| cost_lines(c, e, &work, *p)).collect();
    let order =
        |l: &CostLine| (l.charged, std::cmp::Reverse((l.cost.likely * 100.0).round() as i64), l.product.clone());
    lines.sort_by_cached_key(order);
    let mut costs: Vec<ProductCost> = products.iter().filter_map(|p| product_cost(c, e, &work, *p)).collect();
    costs.sort_by(|a, b| b.monthly.likely.total_cmp(&a.monthly.likely).then(a.product.cmp(&b.product)));
    let unpriced = budget::unpriced(c.catalog, e, picked);
    let (purchase, sizing) = match evidence {
        true => (products.iter().flat_map(|p| purchases(c, e, &work, *p)).collect(), sizing(c, e, &work, &products)),
        false => Default::default(),
    };
    Estimate {
        currency: c.catalog.currency.clone(),
        region: Text::copy(region_of(c.catalog, &c.requirements.answers)),
        monthly: span(total.monthly),
        people: span(total.people),
        once: span(total.once),
        bought: bought(c, e, &work, &products, picked, total.monthly),
        budget: budget::verdict(c.requirements.budget, span(total.monthly), &unpriced),
        products: costs,
        lines,
        purchase,
        sizing,
        unpriced,
        advice: advised(c, e, picked),
    }
}

fn product_cost(c: &Context<'_>, e: &Estimates, work: &Work, product: ProductId) -> Option<ProductCost> {
    let bill = bill(c, e, work, product);
    let p = &c.catalog.products[product.at()];
    (bill != Bill::default()).then(|| ProductCost {
        product: p.id.clone(),
        name: p.name.clone(),
        monthly: span(bill.monthly),
        people: span(bill.people),
        once: span(bill.once),
    })
}

fn cost_lines(c: &Context<'_>, e: &Estimates, work: &Work, product: ProductId) -> Vec<CostLine> {
    let known = e.known(c.catalog, &c.requirements.answers);
    let owned = c.requirements.owns(c.catalog, product);
    // A line of which nothing is taken, as of a tier that is not, says nothing.
    let taken = paid(c, e, work, product).filter(|(_, line)| line.quantity.high > 0.0);
    let lines = taken.filter(|(written, _)| !(owned && written.once));
    let shown = lines.map(|(written, line)| {
        let own = written.share.is_some() && line.share != Range::exact(1.0);
        let price = &c.catalog.prices[written.price.at()];
        let unit = known.unit(written.price);
        CostLine {
            product: c.catalog.products[product.at()].id.clone(),
            product_name: c.catalog.products[product.at()].name.clone(),
            people: price.people,
            name: written.name.clone(),
            charged: match (written.once, price.people) {
                (true, _) => Charged::Once,
                (false, true) => Charged::People,
                (false, false) => Charged::Monthly,
            },
            meter: price.more.own.as_ref().filter(|_| own).unwrap_or(&price.meter).clone(),
            unit_price: digits(unit.price.likely * line.share.likely),
            unit: price.unit.clone(),
            date: unit.date.clone(),
            assumed: unit.assumed,
            worked: own || unit.basis == Basis::Worked,
            own,
            quantity: span(line.quantity),
            free: unit.free(),
            formula: written.formula.clone(),
            cost: span(line.cost),
            source: c.sources(unit.sources),
        }
    });
    shown.collect()
}

/// Ways to buy the lines of a product that are charged by the hour, where there is more than one.
fn purchases(c: &Context<'_>, e: &Estimates, work: &Work, product: ProductId) -> Vec<Purchases> {
    let known = e.known(c.catalog, &c.requirements.answers);
    let mut out = Vec::new();
    // What is owned is not bought by the hour.
    for (written, line) in paid(c, e, work, product).filter(|(_, l)| l.share == Range::exact(1.0)) {
        let price = &c.catalog.prices[written.price.at()];
        if !price.unit.ends_with("hour") || written.once || price.people || line.quantity.likely <= 0.0 {
            continue;
        }
        // A commitment is to whole units for all hours of the month.
        let units = (line.quantity.likely / HOURS_PER_MONTH).ceil();
        let each = line.quantity.times(Range::exact(1.0 / units));
        let found = offers(c.catalog, price, known.region, each);
        if found.len() < 2 {
            continue;
        }
        let kept = found.iter().filter(|o| o.term.is_none_or(|t| t.committed()));
        let least = kept.map(|o| o.monthly.likely).fold(f64::INFINITY, f64::min);
        let shown = found.iter().map(|o| Purchase {
            term: o.term.map_or("payg", |t| t.word()).into(),
            name: way(o),
            unit_price: digits(o.unit.price.likely),
            monthly: span(o.monthly.times(Range::exact(units))),
            break_even: o.break_even.map(share),
            cheapest: o.term.is_none_or(|t| t.committed()) && o.monthly.likely == least,
            assumed: o.unit.assumed,
            worked: o.unit.basis == Basis::Worked,
        });
        out.push(Purchases {
            product: c.catalog.products[product.at()].id.clone(),
            product_name: c.catalog.products[product.at()].name.clone(),
            name: written.name.clone(),
            meter: price.meter.clone(),
            units,
            utilisation: share(line.quantity.likely / (units * HOURS_PER_MONTH)),
            offers: shown.collect(),
        });
    }
    out
}

/// What a way to buy is called, with the hours that are paid for nothing.
fn way(offer: &Offer<'_>) -> Text {
    match offer.term {
        None => "pay as you go".into(),
        Some(term) if term.committed() || offer.overhead.likely <= 1.0 => term.name().into(),
        Some(term) => {
            format!("{}; {} hours paid for each useful one", term.name(), amount(offer.overhead.likely)).into()
        }
    }
}

/// A price without the noise of a factor in its last digits; prices of a second are small.
fn digits(price: f64) -> f64 {
    format!("{price:.8e}").parse().unwrap_or(price)
}

/// The figures that people ask for, and those behind the cost of these products; all that have a value.
fn sizing(c: &Context<'_>, e: &Estimates, work: &Work, products: &BTreeSet<ProductId>) -> Vec<Sizing> {
    let known = e.known(c.catalog, &c.requirements.answers);
    let figures = &c.catalog.figures;
    let answers = &c.requirements.answers;
    let mut open: Vec<u16> = (0..figures.len() as u16).filter(|i| figures[*i as usize].is_headline(answers)).collect();
    for product in products {
        for (written, line) in paid(c, e, work, *product) {
            written.quantity.needs(&mut open);
            written.share.iter().filter(|_| line.share != Range::exact(1.0)).for_each(|s| s.needs(&mut open));
        }
    }
    let mut wanted = BTreeSet::new();
    while let Some(i) = open.pop() {
        if let Some(sized) = e.figures[i as usize]
            && wanted.insert(i)
        {
            figures[i as usize].uses(sized.case, &mut |f| f.needs(&mut open));
        }
    }
    let sized = wanted.into_iter().filter_map(|i| e.figures[i as usize].map(|s| (i, s)));
    sized.filter(|(_, s)| s.value.high > 0.0 || s.row.is_some()).map(|(i, s)| sizing_of(c, known, i, s)).collect()
}

fn sizing_of(c: &Context<'_>, known: Known<'_>, index: u16, sized: Sized) -> Sizing {
    let figure = &c.catalog.figures[index as usize];
    Sizing {
        id: figure.id.clone(),
        name: figure.name.clone(),
        group: figure.group.clone(),
        headline: figure.is_headline(&c.requirements.answers),
        unit: figure.unit.clone(),
        value: span(sized.value),
        picked: known.name_of(index),
        formula: figure.formula(sized.case).clone(),
        inputs: inputs(c, known, figure, sized.case),
        note: figure.note.clone(),
        source: c.sources(&figure.sources),
    }
}

/// Everything that a case of a figure names, each once.
fn inputs(c: &Context<'_>, known: Known<'_>, figure: &Figure, case: usize) -> Vec<Input> {
    let mut out = BTreeMap::new();
    figure.uses(case, &mut |formula| {
        formula.visit(&mut |part| {
            if let Some(input) = input(c, known, figure, part) {
                out.entry(input.name.clone()).or_insert(input);
            }
        });
    });
    out.into_values().collect()
}

fn input(c: &Context<'_>, known: Known<'_>, figure: &Figure, part: &Formula) -> Option<Input> {
    let plain =
        |name: &str, value: String| Input { name: Text::copy(name), value: value.into(), assumed: false, note: None };
    match part {
        Formula::Answer(var) => {
            let answers = &c.requirements.answers;
            let value = answers.show(c.catalog, *var);
            let assumed = matches!(answers.get(*var).origin, Origin::Assumed(_));
            Some(Input { assumed, ..plain(&c.catalog.questions[var.0 as usize].id, value) })
        }
        Formula::Figure(i) => {
            let other = &c.catalog.figures[*i as usize];
            let value = known.figures[*i as usize]?.value;
            Some(plain(&other.id, with_unit(value, &other.unit)))
        }
        Formula::Constant(i) => {
            let constant = &figure.constants[*i as usize];
            let evidence = &constant.evidence;
            let value = with_unit(constant.value, "");
            Some(Input { assumed: evidence.assumed, note: evidence.note.clone(), ..plain(&constant.name, value) })
        }
        Formula::Column(i, path) => {
            use crate::logic::Figures;
            let How::Pick(pick) = &c.catalog.figures[*i as usize].how else { return None };
            let way = c.catalog.columns(pick.table, path)?;
            let ids: Vec<&str> = way.iter().map(|column| column.id.as_str()).collect();
            let name = format!("{}.{}", c.catalog.figures[*i as usize].id, ids.join("."));
            Some(plain(&name, counted(known.column(*i, path)?, &way.last()?.unit)))
        }
        Formula::Number(_) | Formula::Row(_) | Formula::Call(..) | Formula::Join(..) => None,
    }
}

/// `12 (8 to 20) GB`; without brackets where it is exact.
fn with_unit(r: Range, unit: &str) -> String {
    match r.low == r.high {
        true => counted(r.likely, unit),
        false => {
            let range = format!("{} ({} to {}) {unit}", amount(r.likely), amount(r.low), amount(r.high));
            range.trim_end().to_string()
        }
    }
}
