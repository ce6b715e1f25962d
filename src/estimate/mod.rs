//! Sizing and cost: figures from answers, and costs from figures and prices, each with its formula
//! and inputs.

mod availability;
pub mod compliance;
pub mod price;
pub mod retail;
mod sizing;

use std::collections::BTreeMap;

use crate::catalog::{BlockId, Catalog, Cost, CostLine, Kind, ProductId};
use crate::logic::{Range, Truth};
use crate::requirements::Answers;

pub use availability::{Basis, Change, Part, Raise, Standing, composite};
pub use sizing::{Known, Sized};

/// One line of cost.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Line {
    /// Its index in the lines of the catalog's entry.
    pub line: u16,
    /// Units, a month or once.
    pub quantity: Range,
    /// The part of the listed price that is paid.
    pub share: Range,
    /// The cost, a month or once.
    pub cost: Range,
}

/// What a product costs by itself.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Bill {
    /// Services and machines, a month.
    pub monthly: Range,
    /// People who run it, a month.
    pub people: Range,
    /// At the start, people included.
    pub once: Range,
}

impl Bill {
    /// The sum of two bills.
    #[must_use]
    pub fn plus(self, o: Bill) -> Bill {
        Bill { monthly: self.monthly.plus(o.monthly), people: self.people.plus(o.people), once: self.once.plus(o.once) }
    }
}

/// All estimates for a set of answers.
#[derive(Debug, Clone, Default)]
pub struct Estimates {
    /// Per sizing figure of the catalog, its value.
    pub figures: Vec<Option<Sized>>,
    /// Per entry of costs in the catalog, the lines that apply.
    pub lines: Vec<Vec<Line>>,
    /// Per product of the catalog, what it costs wherever it is chosen.
    bills: Vec<Bill>,
    /// By product and decision, what it costs besides if it is chosen there.
    works: BTreeMap<(ProductId, BlockId), Bill>,
    /// Per product of the catalog, whether the catalog says what its services cost.
    priced: Vec<bool>,
}

/// Sizes the workload and prices every product for it.
pub fn estimate(catalog: &Catalog, answers: &Answers) -> Estimates {
    let figures = sizing::size(catalog, answers);
    let known = Known { catalog, answers, region: price::region_of(catalog, answers), figures: &figures };
    let lines: Vec<Vec<Line>> = catalog.costs.iter().map(|c| priced(c, known)).collect();
    let mut bills = vec![Bill::default(); catalog.products.len()];
    let mut works = BTreeMap::<_, Bill>::new();
    let mut priced = vec![false; catalog.products.len()];
    for (cost, lines) in catalog.costs.iter().zip(&lines) {
        if says_price(catalog, cost) {
            cost.products.iter().for_each(|p| priced[p.at()] = true);
        }
        for line in lines {
            let bill = charged(catalog, cost, line);
            for product in &cost.products {
                let sum = match cost.lines[line.line as usize].work {
                    Some(block) => works.entry((*product, block)).or_default(),
                    None => &mut bills[product.at()],
                };
                *sum = sum.plus(bill);
            }
        }
    }
    Estimates { figures, lines, bills, works, priced }
}

/// Whether an entry says what services cost, whatever they come to: one without lines says that they are free.
fn says_price(catalog: &Catalog, cost: &Cost) -> bool {
    let service = |l: &CostLine| !l.once && !catalog.prices[l.price.at()].people;
    cost.lines.is_empty() || cost.lines.iter().any(service)
}

fn priced(cost: &Cost, known: Known<'_>) -> Vec<Line> {
    let mut out = Vec::new();
    for (i, line) in cost.lines.iter().enumerate() {
        if line.when.eval(known.answers) != Truth::True {
            continue;
        }
        let Some(quantity) = line.quantity.eval(&known, &[]) else { continue };
        let share = line.share.as_ref().map_or(Some(Range::exact(1.0)), |s| s.eval(&known, &[]));
        let Some(share) = share else { continue };
        let cost = known.unit(line.price).cost(quantity).times(share);
        out.push(Line { line: i as u16, quantity, share, cost });
    }
    out
}

/// Where the cost of a line stands in a bill.
fn charged(catalog: &Catalog, cost: &Cost, line: &Line) -> Bill {
    let written = &cost.lines[line.line as usize];
    let mut bill = Bill::default();
    let place = match (written.once, catalog.prices[written.price.at()].people) {
        (true, _) => &mut bill.once,
        (false, true) => &mut bill.people,
        (false, false) => &mut bill.monthly,
    };
    *place = line.cost;
    bill
}

impl Estimates {
    /// The figures with the answers that they came from.
    pub fn known<'a>(&'a self, catalog: &'a Catalog, answers: &'a Answers) -> Known<'a> {
        Known { catalog, answers, region: price::region_of(catalog, answers), figures: &self.figures }
    }

    /// What a product costs by itself wherever it is chosen; nothing if no price is known.
    pub fn of(&self, product: ProductId) -> Bill {
        self.bills.get(product.at()).copied().unwrap_or_default()
    }

    /// What a product costs besides by itself if it is chosen in a decision: the work that it does there.
    pub fn work_of(&self, product: ProductId, block: BlockId) -> Bill {
        self.works.get(&(product, block)).copied().unwrap_or_default()
    }

    /// The cost of a product that is chosen in a decision, with everything that it is part of.
    pub fn with_outer(&self, catalog: &Catalog, product: ProductId, block: BlockId) -> Bill {
        chain(catalog, product).fold(Bill::default(), |sum, p| sum.plus(self.of(p)).plus(self.work_of(p, block)))
    }

    /// What the work costs that a product, with everything that it is part of, does in a decision.
    pub fn works_in(&self, catalog: &Catalog, product: ProductId, block: BlockId) -> Bill {
        chain(catalog, product).fold(Bill::default(), |sum, p| sum.plus(self.work_of(p, block)))
    }

    /// Whether a product is sold by a provider, and the catalog does not say what it costs: that is unknown, not
    /// nothing. What it is part of says nothing of it; where that covers it, its own entry says so.
    pub fn unpriced(&self, catalog: &Catalog, product: ProductId) -> bool {
        let known = |p: ProductId| &catalog.products[p.at()];
        // What stands in a block only is the product there with facts of its own.
        let own = chain(catalog, product).find(|p| !known(*p).inline || known(*p).part_of.is_none());
        let priced = own.is_some_and(|p| self.priced.get(p.at()).copied().unwrap_or(false));
        known(product).kind == Kind::Azure && !priced
    }

    /// The lines of a product by itself, each with the entry of the catalog that it belongs to.
    pub fn lines_of<'a>(
        &'a self,
        catalog: &'a Catalog,
        product: ProductId,
    ) -> impl Iterator<Item = (&'a Cost, &'a Line)> {
        let of_product = catalog.costs.iter().zip(&self.lines).filter(move |(c, _)| c.products.contains(&product));
        of_product.flat_map(|(c, lines)| lines.iter().map(move |l| (c, l)))
    }
}

/// A product and everything that it is part of, innermost first.
pub fn chain(catalog: &Catalog, product: ProductId) -> impl Iterator<Item = ProductId> + '_ {
    std::iter::successors(Some(product), |p| catalog.products[p.at()].part_of)
}
