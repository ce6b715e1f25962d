//! What the recommendation says to the decisions of the records.

use std::collections::HashMap;

use super::context::Context;
use super::decisions::{Choice, Decisions, considered, option_of};
use super::knowledge::Asked;
use super::technology::Technologies;
use crate::adr::Adr;
use crate::catalog::{BlockId, Catalog, Find, OptionRef, ProductId};
use crate::recommendation::Decision;

/// Decisions set against the recommendation for the requirements.
pub(super) struct Judge<'c> {
    pub(super) catalog: &'c Catalog,
    pub(super) asked: &'c Asked<'c>,
    pub(super) decisions: &'c Decisions,
    names: &'c Technologies,
    by_block: HashMap<&'c str, &'c Decision>,
}

impl<'c> Judge<'c> {
    /// Nothing if there are no requirements, or if no architecture meets them.
    pub(super) fn of(ctx: &'c Context<'_>) -> Option<Self> {
        let (knowledge, decisions) = (ctx.knowledge?, ctx.decisions()?);
        let asked = knowledge.asked.as_ref()?;
        let catalog = knowledge.catalog;
        let architecture = &asked.recommendation(catalog).architecture;
        let by_block: HashMap<&str, &Decision> = architecture.iter().map(|d| (d.block.as_str(), d)).collect();
        (!by_block.is_empty()).then(|| Judge { catalog, asked, decisions, names: knowledge.technologies(), by_block })
    }

    /// The recommended decisions.
    pub(super) fn architecture(&self) -> impl Iterator<Item = &'c Decision> {
        self.asked.recommendation(self.catalog).architecture.iter()
    }

    /// The recommended decision of a block, if it needs one.
    pub(super) fn decision(&self, block: BlockId) -> Option<&'c Decision> {
        self.by_block.get(self.catalog.blocks[block.at()].id.as_str()).copied()
    }

    /// The option of a decided block that a choice means.
    pub(super) fn option(&self, adr: &Adr, choice: &Choice) -> Option<OptionRef> {
        option_of(self.catalog, adr, choice, self.names, |b| self.decision(b).is_some())
    }

    /// Whether no architecture that meets the requirements can have an option.
    pub(super) fn is_out(&self, option: OptionRef) -> bool {
        let Some(decision) = self.decision(option.block) else { return false };
        let id = &self.catalog.blocks[option.block.at()].options[option.option as usize].id;
        let impossible = |a: &crate::recommendation::Alternative| a.option == *id && a.regret.is_none() && a.exact;
        decision.rejected.iter().any(|r| r.option == *id) || decision.alternatives.iter().any(impossible)
    }

    /// The option that a choice means, and the points that the best architecture with it loses.
    pub(super) fn loss(&self, adr: &Adr, choice: &Choice) -> Option<(OptionRef, f64)> {
        let option = self.option(adr, choice)?;
        let id = &self.catalog.blocks[option.block.at()].options[option.option as usize].id;
        Some((option, self.loss_of(self.decision(option.block)?, id)?))
    }

    /// The points that the best architecture with an option of a decision loses, if they are known for certain.
    pub(super) fn loss_of(&self, decision: &Decision, option: &str) -> Option<f64> {
        if decision.option == *option {
            return Some(0.0);
        }
        let found = decision.alternatives.iter().find(|a| a.option == *option && a.exact)?;
        found.regret
    }

    /// Whether the recommended option of a block is among those that a record considers; nothing if it lists none.
    pub(super) fn considers_recommended(&self, adr: &Adr, block: BlockId) -> Option<bool> {
        let decision = self.decision(block)?;
        let option = self.catalog.option(&format!("{}.{}", decision.block, decision.option))?;
        let product = self.catalog.blocks[block.at()].options[option.option as usize].product;
        let is_it = |p: ProductId| self.catalog.is_within(product, p) || self.catalog.is_within(p, product);
        let known: Vec<ProductId> = considered(adr, self.names).collect();
        // One known name at least, so that the list is one of products.
        (adr.options.len() > 1 && !known.is_empty()).then(|| known.into_iter().any(is_it))
    }
}
