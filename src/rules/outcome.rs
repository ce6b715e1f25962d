//! What follows from the rules that fired, each with its trace.

use crate::catalog::*;
use crate::logic::Var;

/// A rule that fired, with the answers that made it fire.
#[derive(Debug, Clone, PartialEq)]
pub struct Fired {
    /// The rule.
    pub rule: RuleId,
    /// The answers that its condition holds for.
    pub because: Vec<Var>,
}

/// Whether a block must be decided, and why.
#[derive(Debug, Clone, PartialEq)]
pub enum Activity {
    /// It must: its own condition holds for these answers.
    Needed(Vec<Var>),
    /// A rule activates it.
    Activated(RuleId),
    /// Nothing asks for it: these answers decide.
    Idle(Vec<Var>),
}

impl Activity {
    /// Whether it must be decided.
    pub fn is_active(&self) -> bool {
        !matches!(self, Activity::Idle(_))
    }
}

/// What all rules say together.
#[derive(Debug, Clone, Default)]
pub struct Outcome {
    /// The rules that fired, in catalog order.
    pub fired: Vec<Fired>,
    /// Rules that an open answer decides.
    pub undecided: Vec<RuleId>,
    /// Per block, whether it must be decided.
    pub activity: Vec<Activity>,
    /// Excluded options with their rules (must).
    pub excluded: Vec<(OptionRef, RuleId)>,
    /// In this block one of the options must be chosen (must).
    pub required: Vec<(BlockId, Vec<OptionRef>, RuleId)>,
    /// Options that gain (1) or lose (-1) by a rule, should or may.
    pub fit: Vec<(OptionRef, i8, RuleId)>,
    /// Options whose product ends before the system does, and which stay because nothing else is open.
    pub outlived: Vec<(OptionRef, RuleId)>,
    /// Pairs: gain (1) or loss (-1) together, by a rule.
    pub pairs: Vec<(Pairing, i8, RuleId)>,
    /// Pairs that must not be (must).
    pub forbidden: Vec<(Pairing, RuleId)>,
    /// The first needs one of the second (must).
    pub needs: Vec<(Pairing, RuleId)>,
    /// Risks with their rules, as effect indices.
    pub risks: Vec<(RuleId, usize)>,
    /// Practices with their rules, as effect indices.
    pub practices: Vec<(RuleId, usize)>,
}

impl Outcome {
    pub(super) fn take(&mut self, rule: RuleId, strength: Strength, index: usize, effect: &Effect) {
        match effect {
            Effect::Activate(blocks) => {
                for b in blocks {
                    if !self.activity[b.at()].is_active() {
                        self.activity[b.at()] = Activity::Activated(rule);
                    }
                }
            }
            Effect::Exclude(options) => self.excluded.extend(options.iter().map(|o| (*o, rule))),
            Effect::Require(options) => {
                for block in blocks_of(options) {
                    let own = options.iter().filter(|o| o.block == block).copied().collect();
                    self.required.push((block, own, rule));
                }
            }
            Effect::Prefer(options) => self.fit.extend(options.iter().map(|o| (*o, 1, rule))),
            Effect::Avoid(options) => self.fit.extend(options.iter().map(|o| (*o, -1, rule))),
            Effect::Combine(pairs) => self.pairs.extend(pairs.iter().map(|p| (p.clone(), 1, rule))),
            Effect::Separate(pairs) if strength == Strength::Must => {
                self.forbidden.extend(pairs.iter().map(|p| (p.clone(), rule)));
            }
            Effect::Separate(pairs) => self.pairs.extend(pairs.iter().map(|p| (p.clone(), -1, rule))),
            Effect::Needs(pairs) => self.needs.extend(pairs.iter().map(|p| (p.clone(), rule))),
            Effect::Risk { .. } => self.risks.push((rule, index)),
            Effect::Practice(_) => self.practices.push((rule, index)),
        }
    }

    /// The answers that made a rule fire.
    pub fn because(&self, rule: RuleId) -> &[Var] {
        self.fired.iter().find(|f| f.rule == rule).map_or(&[], |f| &f.because)
    }

    /// Whether a block must be decided.
    pub fn is_active(&self, block: BlockId) -> bool {
        self.activity.get(block.at()).is_some_and(Activity::is_active)
    }
}

/// The distinct blocks of some options, ascending.
fn blocks_of(options: &[OptionRef]) -> Vec<BlockId> {
    let mut out: Vec<BlockId> = options.iter().map(|o| o.block).collect();
    out.sort_unstable();
    out.dedup();
    out
}
