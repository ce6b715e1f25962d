//! How far the multipliers of a state are improved, and in what steps.

use super::layout::Layout;

/// The steps of an ascent.
#[derive(Debug, Clone, Copy)]
pub(super) struct Plan {
    /// Most steps.
    pub(super) steps: usize,
    /// First factor of the step length.
    pub(super) alpha: f64,
    /// Steps without a better bound before the step length shrinks.
    pub(super) patience: usize,
    /// Steps between sweeps.
    pub(super) between: usize,
    /// How much of the last direction is kept.
    pub(super) keep: f64,
    /// Whether solutions are looked for on the way.
    pub(super) round: bool,
}

/// For a state whose parent has good multipliers. More steps would close some states, but branching does so sooner.
pub(super) const NEXT: Plan = Plan { steps: 30, alpha: 1.5, patience: 3, between: 20, keep: 0.7, round: false };

/// For a problem whose multipliers are those of one that resembles it.
pub(super) const LIKE: Plan = Plan { steps: 30, alpha: 1.0, patience: 4, between: 20, keep: 0.7, round: false };

impl Plan {
    /// For a problem not seen before. A small one is soon searched through; in a large one the search hardly moves
    /// the bound any more, and nearly all that is proved comes from here. Long ascents need a long memory.
    pub(super) fn first(l: &Layout) -> Plan {
        let size = l.unary.len().max(l.messages);
        let steps = (150 + size / 16).min(4000);
        let keep = (1.0 - 60.0 / steps as f64).clamp(0.7, 0.92);
        Plan { steps, alpha: 1.0, patience: 12 + size / 1000, between: 10, keep, round: true }
    }
}
