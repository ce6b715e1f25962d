//! What is paid for the products that are chosen here.

use std::collections::BTreeSet;

use super::context::Context;
use crate::catalog::{BlockId, CostLine, ProductId};
use crate::estimate::{Bill, Estimates, Line};
use crate::logic::Range;

/// The products that are chosen, with what they are part of, each with a decision in which it is.
pub(super) type Work = BTreeSet<(ProductId, BlockId)>;

/// What a product costs here: what exists already needs no start.
pub(super) fn bill(c: &Context<'_>, e: &Estimates, work: &Work, product: ProductId) -> Bill {
    let here = work.range((product, BlockId(0))..=(product, BlockId(u16::MAX)));
    let bill = here.fold(e.of(product), |sum, (p, block)| sum.plus(e.work_of(*p, *block)));
    match c.requirements.owns(c.catalog, product) {
        true => Bill { once: Range::default(), ..bill },
        false => bill,
    }
}

/// The lines of a product by itself that are paid here, each with how it is written.
pub(super) fn paid<'a>(
    c: &'a Context<'_>,
    e: &'a Estimates,
    work: &'a Work,
    product: ProductId,
) -> impl Iterator<Item = (&'a CostLine, &'a Line)> {
    let lines = e.lines_of(c.catalog, product).map(|(cost, line)| (&cost.lines[line.line as usize], line));
    lines.filter(move |(written, _)| written.work.is_none_or(|b| work.contains(&(product, b))))
}
