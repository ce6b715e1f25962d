//! The decisions in which architectures differ, in words.

use super::types::Switch;
use crate::catalog::{Catalog, OptionRef};
use crate::engine::analysis::answers::{Architecture, Change};
use crate::engine::{Situation, Solution};

/// Changes with the names of what changes.
pub(super) fn switches(c: &Catalog, changes: &[Change]) -> Vec<Switch> {
    let name = |o: OptionRef| {
        let product = c.blocks[o.block.at()].options[o.option as usize].product;
        c.products[product.at()].name.clone()
    };
    let one = |change: &Change| {
        let block = &c.blocks[change.block.at()];
        Switch {
            block: block.id.clone(),
            title: block.name.clone(),
            before: change.before.map(name),
            after: change.after.map(name),
        }
    };
    changes.iter().map(one).collect()
}

/// The decisions in which one solution of a model differs from another.
pub(super) fn switches_between(s: &Situation<'_>, before: &Solution, after: &Solution) -> Vec<Switch> {
    let of = |x| Architecture { options: s.model.picked(s.catalog, x), exact: true, possible: true };
    switches(s.catalog, &of(before).changes(&of(after)))
}
