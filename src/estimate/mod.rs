//! Sizing and cost: figures from answers, and monthly costs from figures and prices, each with its
//! formula and inputs.

mod availability;
mod sizing;

use std::collections::BTreeMap;

use crate::catalog::{Catalog, Cost, PriceId, ProductId};
use crate::logic::{Range, Truth};
use crate::requirements::Answers;
use crate::text::Text;

pub use availability::{Basis, Change, Part, Raise, Standing, composite};
pub use sizing::{Known, Sized};

/// One line of cost.
#[derive(Debug, Clone, PartialEq)]
pub struct Line {
    /// The product that it is for.
    pub product: ProductId,
    /// What is paid for.
    pub name: Text,
    /// The unit price.
    pub price: PriceId,
    /// Units a month.
    pub quantity: Range,
    /// Cost a month.
    pub cost: Range,
    /// The formula of the quantity, as written.
    pub formula: Text,
}

/// All estimates for a set of answers.
#[derive(Debug, Clone, Default)]
pub struct Estimates {
    /// Per sizing figure of the catalog, its value.
    pub figures: Vec<Option<Sized>>,
    /// Cost lines per product that has some.
    pub lines: Vec<(ProductId, Vec<Line>)>,
    /// Monthly cost by product, of those that have some.
    totals: BTreeMap<ProductId, Range>,
}

/// Sizes the workload and prices every product for it.
pub fn estimate(catalog: &Catalog, answers: &Answers) -> Estimates {
    let figures = sizing::size(catalog, answers);
    let known = Known { catalog, answers, figures: &figures };
    let lines: Vec<(ProductId, Vec<Line>)> =
        catalog.costs.iter().map(|c| (c.product, price(catalog, c, answers, &known))).collect();
    let mut totals: BTreeMap<ProductId, Range> = BTreeMap::new();
    for (product, line) in lines.iter().flat_map(|(p, list)| list.iter().map(move |l| (*p, l))) {
        let total = totals.entry(product).or_default();
        *total = total.plus(line.cost);
    }
    Estimates { figures, lines, totals }
}

fn price(catalog: &Catalog, cost: &Cost, answers: &Answers, known: &Known<'_>) -> Vec<Line> {
    let mut out = Vec::new();
    for line in &cost.lines {
        if line.when.eval(answers) != Truth::True {
            continue;
        }
        let Some(quantity) = line.quantity.eval(known, &[]) else { continue };
        let unit = catalog.prices[line.price.0 as usize].price;
        out.push(Line {
            product: cost.product,
            name: line.name.clone(),
            price: line.price,
            quantity,
            cost: quantity.times(Range::exact(unit)),
            formula: line.formula.clone(),
        });
    }
    out
}

impl Estimates {
    /// The monthly cost of a product by itself; zero if no price is known.
    pub fn of(&self, product: ProductId) -> Range {
        self.totals.get(&product).copied().unwrap_or_default()
    }

    /// The monthly cost of a product with everything that it is part of.
    pub fn with_outer(&self, catalog: &Catalog, product: ProductId) -> Range {
        chain(catalog, product).fold(Range::default(), |sum, p| sum.plus(self.of(p)))
    }
}

/// A product and everything that it is part of, innermost first.
pub fn chain(catalog: &Catalog, product: ProductId) -> impl Iterator<Item = ProductId> + '_ {
    std::iter::successors(Some(product), |p| catalog.products[p.at()].part_of)
}
