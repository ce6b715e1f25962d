//! Builds models: which blocks are to decide, what their options are worth, and how fine the numbers are.

use super::assemble::assemble;
use super::model::{Inputs, Model, PartId};
use super::value::{Earlier, Valuation, Valuer};
use crate::catalog::{BlockId, OptionRef};
use crate::parallel::spread;

impl Inputs<'_> {
    /// Builds the model with the parts that `enabled` keeps.
    pub fn build(&self, enabled: impl Fn(PartId) -> bool) -> Model {
        self.build_with(self.ranks() + 1, enabled)
    }

    /// The same as [`Inputs::build`] with everything kept, over the processors.
    pub(super) fn build_soon(&self) -> Model {
        let active = self.active_blocks();
        let valuer = self.valuer();
        let valuations = spread(active.len(), |i| self.valuations_of(active[i], &valuer));
        assemble(self, active, valuations, self.ranks() + 1, |_| true)
    }

    /// Builds the model with a factor between thousandths of points and its integers. Several models can be
    /// added up if they have the same one; it must be above [`Inputs::ranks`] of all together.
    pub fn build_with(&self, factor: i64, enabled: impl Fn(PartId) -> bool) -> Model {
        let active = self.active_blocks();
        let valuations = self.valuations(&active, self.valuer());
        assemble(self, active, valuations, factor, enabled)
    }

    /// The same as [`Inputs::build`] with everything kept, sooner: from the model of other inputs that resemble
    /// these.
    pub(super) fn build_beside(&self, other: &Inputs<'_>, model: &Model) -> Model {
        let active = self.active_blocks();
        let (requirements, estimates) = (other.requirements, other.estimates);
        let earlier = Earlier { requirements, estimates, blocks: &model.blocks, valuations: &model.valuations };
        let valuations = self.valuations(&active, self.valuer().beside(earlier));
        assemble(self, active, valuations, self.ranks() + 1, |_| true)
    }

    pub(super) fn valuer(&self) -> Valuer<'_> {
        Valuer::new(self.catalog, self.requirements, self.outcome, self.estimates)
    }

    /// The most that all places in the order of ids, by which ties are broken, can add up to.
    pub fn ranks(&self) -> i64 {
        self.active_blocks().iter().map(|b| self.catalog.blocks[b.at()].options.len() as i64 + 1).sum()
    }

    /// Builds the model for questions of possibility only: all options are worth the same.
    pub fn build_hard(&self, enabled: impl Fn(PartId) -> bool) -> Model {
        let active = self.active_blocks();
        let nothing = Valuation { contributions: Vec::new(), fit: Vec::new() };
        let valuations =
            active.iter().map(|b| vec![nothing.clone(); self.catalog.blocks[b.at()].options.len()]).collect();
        assemble(self, active, valuations, self.ranks() + 1, enabled)
    }

    fn valuations(&self, active: &[BlockId], valuer: Valuer<'_>) -> Vec<Vec<Valuation>> {
        active.iter().map(|b| self.valuations_of(*b, &valuer)).collect()
    }

    fn valuations_of(&self, block: BlockId, valuer: &Valuer<'_>) -> Vec<Valuation> {
        let count = self.catalog.blocks[block.at()].options.len() as u16;
        (0..count).map(|option| valuer.value(OptionRef { block, option })).collect()
    }

    /// Blocks to decide: those that answers or rules ask for, and those of which the user demands an
    /// option by name.
    fn active_blocks(&self) -> Vec<BlockId> {
        let demanded = |b: BlockId| {
            self.requirements.constraints.iter().any(|c| c.require && c.options.iter().all(|o| o.block == b))
        };
        (0..self.catalog.blocks.len() as u16)
            .map(BlockId)
            .filter(|b| self.outcome.is_active(*b) || demanded(*b))
            .collect()
    }
}
