//! What an answer touches: worked out once, so that no run has to read all rules for it.

use super::loader::Loader;
use crate::catalog::*;
use crate::logic::Condition;

impl Loader {
    /// Per question, the blocks whose activation, or whose deciding rules, look at its answer.
    pub(super) fn find_touched(&mut self) {
        let mut touched: Vec<Vec<BlockId>> = vec![Vec::new(); self.catalog.questions.len()];
        let mut touch = |when: &Condition, blocks: &[BlockId]| {
            when.vars().iter().for_each(|v| touched[v.0 as usize].extend(blocks));
        };
        for (i, block) in self.catalog.blocks.iter().enumerate() {
            touch(&block.active_when, &[BlockId(i as u16)]);
        }
        for rule in &self.catalog.rules {
            touch(&rule.when, &picks_in(&rule.effects));
        }
        for (question, mut blocks) in self.catalog.questions.iter_mut().zip(touched) {
            blocks.sort_unstable();
            blocks.dedup();
            question.touches = blocks.into();
        }
    }
}

/// The blocks among whose options effects pick.
fn picks_in(effects: &[Effect]) -> Vec<BlockId> {
    let options = effects.iter().filter_map(|effect| match effect {
        Effect::Exclude(options) | Effect::Require(options) | Effect::Prefer(options) | Effect::Avoid(options) => {
            Some(options)
        }
        _ => None,
    });
    // The options stand in the order of their blocks.
    options.flat_map(|o| o.chunk_by(|a, b| a.block == b.block)).map(|o| o[0].block).collect()
}
