//! The solution that is accounted for: what it chooses, and what it leaves undecided.

use super::context::Context;
use super::extent::Extent;
use crate::catalog::{BlockId, Catalog, OptionRef, Product};
use crate::engine::{Around, Model, Solution, Solver};
use crate::text::Text;

/// A solution to account for.
pub(super) struct Chosen<'a> {
    pub(super) context: &'a Context<'a>,
    pub(super) model: &'a Model,
    pub(super) solver: &'a Solver<'a>,
    pub(super) solution: &'a Solution,
    /// What lies around the solution.
    pub(super) around: Around<'a>,
    pub(super) extent: Extent,
}

impl<'a> Chosen<'a> {
    pub(super) fn new(
        context: &'a Context<'a>,
        model: &'a Model,
        solver: &'a Solver<'a>,
        solution: &'a Solution,
        extent: impl Into<Extent>,
    ) -> Self {
        Chosen { context, model, solver, solution, around: solver.around(solution), extent: extent.into() }
    }
}

impl Chosen<'_> {
    pub(super) fn catalog(&self) -> &Catalog {
        self.context.catalog
    }

    /// The chosen options, in the model's order.
    pub(super) fn picked(&self) -> Vec<OptionRef> {
        self.model.picked(self.catalog(), self.solution)
    }

    /// Why a block of the model needs no decision after all: the choice that makes it so.
    pub(super) fn gate(&self, block: BlockId) -> Option<Text> {
        let index = self.model.index_of(block)?;
        if self.model.chosen(self.catalog(), self.solution, index).is_some() {
            return None;
        }
        let reasons: Vec<String> = self.catalog().blocks[block.at()]
            .only_with
            .iter()
            .filter_map(|(gate, inside)| {
                let at = self.model.index_of(*gate)?;
                let option = self.model.chosen(self.catalog(), self.solution, at)?;
                let name = &self.product(option).name;
                (!inside.contains(&option.option))
                    .then(|| format!("{} is {name}", self.catalog().blocks[gate.at()].name))
            })
            .collect();
        Some(format!("Not needed: {}", reasons.join("; ")).into())
    }

    pub(super) fn product(&self, option: OptionRef) -> &Product {
        let id = self.catalog().blocks[option.block.at()].options[option.option as usize].product;
        &self.catalog().products[id.at()]
    }
}
