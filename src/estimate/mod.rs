//! Sizing and cost: figures from answers, and monthly costs from figures and prices, each with its
//! formula and inputs.

pub mod compliance;

use std::collections::BTreeMap;

use crate::catalog::{Catalog, Cost, PriceId, ProductId};
use crate::logic::{Figures, Formula, Range, Truth, Var};
use crate::requirements::Answers;
use crate::text::Text;

/// A sizing figure with its value.
#[derive(Debug, Clone, PartialEq)]
pub struct Sized {
    /// Index of the figure in the catalog.
    pub figure: u16,
    /// Index of the case that gave it.
    pub case: usize,
    /// Its value.
    pub value: Range,
}

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
    /// The figures that have a value.
    pub sized: Vec<Sized>,
    /// Cost lines per product that has some.
    pub lines: Vec<(ProductId, Vec<Line>)>,
    /// Monthly cost by product, of those that have some.
    totals: BTreeMap<ProductId, Range>,
}

struct Known<'a> {
    answers: &'a Answers,
    values: &'a [Option<Range>],
}

impl Figures for Known<'_> {
    fn answer(&self, var: Var) -> Option<f64> {
        self.answers.number(var)
    }
    fn figure(&self, index: u16) -> Option<Range> {
        self.values.get(index as usize).copied().flatten()
    }
}

/// The figures that a formula needs.
fn needs(formula: &Formula, out: &mut Vec<u16>) {
    match formula {
        Formula::Figure(i) => out.push(*i),
        Formula::Ceil(a) => needs(a, out),
        Formula::Join(_, a, b) => {
            needs(a, out);
            needs(b, out);
        }
        Formula::Number(_) | Formula::Answer(_) | Formula::Constant(_) => {}
    }
}

/// Sizes the workload and prices every product for it.
pub fn estimate(catalog: &Catalog, answers: &Answers) -> Estimates {
    let mut values = vec![None; catalog.figures.len()];
    let mut chosen = vec![0; catalog.figures.len()];
    // Rounds until nothing new can be computed: figures may stand in any order, and a figure in a
    // circle simply stays without value.
    let mut open: Vec<usize> = (0..catalog.figures.len()).collect();
    loop {
        let before = open.len();
        open.retain(|&i| {
            let figure = &catalog.figures[i];
            let case = figure.cases.iter().position(|(when, _, _)| when.eval(answers) == Truth::True);
            let Some(c) = case else { return false };
            let mut inputs = Vec::new();
            needs(&figure.cases[c].1, &mut inputs);
            if inputs.iter().any(|n| values[*n as usize].is_none()) {
                return true;
            }
            let constants: Vec<Range> = figure.constants.iter().map(|k| k.value).collect();
            let value = figure.cases[c].1.eval(&Known { answers, values: &values }, &constants);
            values[i] = value;
            chosen[i] = c;
            false
        });
        if open.len() == before {
            break;
        }
    }
    let sized = values
        .iter()
        .enumerate()
        .filter_map(|(i, v)| v.map(|value| Sized { figure: i as u16, case: chosen[i], value }))
        .collect();
    let known = Known { answers, values: &values };
    let lines: Vec<(ProductId, Vec<Line>)> =
        catalog.costs.iter().map(|c| (c.product, price(catalog, c, answers, &known))).collect();
    let mut totals: BTreeMap<ProductId, Range> = BTreeMap::new();
    for (product, line) in lines.iter().flat_map(|(p, list)| list.iter().map(move |l| (*p, l))) {
        let total = totals.entry(product).or_default();
        *total = total.plus(line.cost);
    }
    Estimates { sized, lines, totals }
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
