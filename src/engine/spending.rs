//! What the options of a block cost a month, as the value of their cost sees it.

use std::collections::BTreeSet;
use std::sync::OnceLock;

use crate::catalog::{BlockId, Catalog, OptionRef, ProductId};
use crate::estimate::Estimates;
use crate::logic::Range;
use crate::rules::Outcome;

/// What is known of the costs in a block before single options are looked at.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub(super) struct Spending {
    /// The least that an option costs which may be chosen and costs anything.
    least: Option<f64>,
    /// The median of what options cost that cost anything, which stands for one whose price is not known.
    usual: Option<f64>,
}

/// By block of the catalog, worked out when it is first asked for: most blocks need no decision, and what their
/// products state need not be read.
pub(super) struct Spendings {
    excluded: BTreeSet<OptionRef>,
    blocks: Vec<OnceLock<Spending>>,
}

impl Spendings {
    pub(super) fn new(catalog: &Catalog, outcome: &Outcome) -> Self {
        let excluded = outcome.excluded.iter().map(|e| e.0).collect();
        Spendings { excluded, blocks: vec![OnceLock::new(); catalog.blocks.len()] }
    }

    pub(super) fn of(&self, catalog: &Catalog, estimates: &Estimates, block: BlockId) -> Spending {
        *self.blocks[block.at()].get_or_init(|| spending(catalog, estimates, &self.excluded, block))
    }
}

fn spending(catalog: &Catalog, estimates: &Estimates, excluded: &BTreeSet<OptionRef>, block: BlockId) -> Spending {
    let options = catalog.blocks[block.at()].options.iter().enumerate();
    let feasible = options.filter(|(i, _)| !excluded.contains(&OptionRef { block, option: *i as u16 }));
    let priced = feasible.map(|(_, o)| estimates.with_outer(catalog, o.product, block).monthly.likely);
    let mut costs: Vec<f64> = priced.filter(|c| *c > 0.0).collect();
    costs.sort_by(f64::total_cmp);
    Spending { least: costs.first().copied(), usual: costs.get(costs.len().saturating_sub(1) / 2).copied() }
}

impl Spending {
    /// What costs are measured by: what the metric states, or the cheapest way to do the work at all where even
    /// that costs more. Beside a bill of thousands, the tens that a metric states would make all options alike.
    pub(super) fn reference(self, stated: f64) -> f64 {
        self.least.map_or(stated, |least| stated.max(least))
    }

    /// What counts as the cost of a product: of one without a price, what such a thing usually costs here; nothing
    /// where that is not known either.
    pub(super) fn of(
        self,
        catalog: &Catalog,
        estimates: &Estimates,
        block: BlockId,
        product: ProductId,
    ) -> Option<Range> {
        match estimates.unpriced(catalog, product) {
            true => self.usual.map(Range::exact),
            false => Some(estimates.with_outer(catalog, product, block).monthly),
        }
    }
}
