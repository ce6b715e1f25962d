//! What a month costs if capacity is bought as the architecture says.

use std::collections::BTreeSet;

use schemars::JsonSchema;
use serde::Serialize;

use super::context::{Context, span};
use super::paid::{Work, paid};
use super::types::Span;
use crate::catalog::{Find, HOURS_PER_MONTH, OptionRef, ProductId, Purchase};
use crate::estimate::Estimates;
use crate::estimate::price::{offers, region_of};
use crate::logic::{Domain, Range, Value};
use crate::text::Text;

/// What a month costs if capacity is bought in the way that was chosen; other sums are at pay as you go.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Bought {
    /// Id of the decision.
    pub block: Text,
    /// Name of the option.
    pub name: Text,
    /// Services and machines, a month.
    pub monthly: Span,
    /// Lines of cost that are bought so: those for which it costs less.
    pub lines: usize,
}

/// The sum if lines are bought in the way that was chosen; nothing if none is.
pub(super) fn bought(
    c: &Context<'_>,
    e: &Estimates,
    work: &Work,
    products: &BTreeSet<ProductId>,
    picked: &[OptionRef],
    total: Range,
) -> Option<Bought> {
    let (option, way) = picked.iter().find_map(|o| Some((*o, way(c, *o)?)))?;
    let region = region_of(c.catalog, &c.requirements.answers);
    let (mut sum, mut lines) = (total, 0);
    for (written, line) in products.iter().flat_map(|p| paid(c, e, work, *p)) {
        let price = &c.catalog.prices[written.price.at()];
        let rented = !written.once && !price.people && line.share == Range::exact(1.0) && line.quantity.likely > 0.0;
        if !rented || !price.unit.ends_with("hour") || !(way.committed() || written.interruptible) {
            continue;
        }
        // A commitment is to whole units for all hours of the month.
        let units = (line.quantity.likely / HOURS_PER_MONTH).ceil();
        let found = offers(c.catalog, price, region, line.quantity.times(Range::exact(1.0 / units)));
        let Some(offer) = found.into_iter().find(|o| o.term == Some(way)) else { continue };
        let then = offer.monthly.times(Range::exact(units));
        if then.likely < line.cost.likely {
            sum.low += then.low - line.cost.low;
            sum.likely += then.likely - line.cost.likely;
            sum.high += then.high - line.cost.high;
            lines += 1;
        }
    }
    // What is committed to is paid in a quiet month, too, and caps what a busy one costs.
    let sum = Range { low: sum.low.min(sum.likely), likely: sum.likely, high: sum.high.max(sum.likely) };
    let block = &c.catalog.blocks[option.block.at()];
    let name = c.catalog.product_of(option).name.clone();
    (lines > 0).then(|| Bought { block: block.id.clone(), name, monthly: span(sum), lines })
}

/// How an option says that capacity is bought.
fn way(c: &Context<'_>, option: OptionRef) -> Option<Purchase> {
    let kind = c.catalog.bought_by?;
    let Domain::Choice(choices) = &c.catalog.traits[kind.at()].domain else { return None };
    let fact = c.catalog.product_of(option).fact(kind)?;
    let Value::Choice(i) = fact.value else { return None };
    Purchase::from_word(&choices.get(i as usize)?.id)
}
