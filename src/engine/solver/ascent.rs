//! Better multipliers for a state, what they rule out, and solutions near them.

use super::layout::Layout;
use super::round::Rounding;
use super::search::Search;
use super::state::{State, Use};
use super::walk::Walker;

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
    /// Whether solutions are looked for on the way.
    pub(super) round: bool,
}

/// For a problem not seen before.
pub(super) const FIRST: Plan = Plan { steps: 200, alpha: 1.0, patience: 12, between: 10, round: true };
/// For the root when something was ruled out.
pub(super) const AGAIN: Plan = Plan { steps: 120, alpha: 0.3, patience: 12, between: 10, round: true };
/// For a state whose parent has good multipliers.
pub(super) const NEXT: Plan = Plan { steps: 30, alpha: 1.0, patience: 5, between: 20, round: false };

/// How much the step length shrinks, and how much of the last direction is kept.
const SHRINK: f64 = 0.7;
const KEEP: f64 = 0.7;

impl Search<'_> {
    pub(super) fn evaluate(&mut self, l: &Layout, state: &mut State) -> i64 {
        state.bound(l, &mut self.bound, &mut self.scratch);
        self.bound.value
    }

    /// Improves the multipliers; the best ones stay. Returns the bound, or nothing if the state died.
    pub(super) fn ascend(&mut self, l: &Layout, state: &mut State, plan: Plan) -> Option<i64> {
        state.propagate(l, &mut self.scratch);
        if !state.dead {
            state.sweep(l, &mut self.scratch);
        }
        if state.dead {
            return None;
        }
        let mut best = self.evaluate(l, state);
        if best <= self.enough {
            return Some(best);
        }
        state.lines(l);
        best = self.evaluate(l, state).min(best);
        let mut kept = state.clone();
        self.direction.reset(l);
        let (mut alpha, mut stalled) = (plan.alpha, 0);
        for step in 0..plan.steps {
            let now = if step == 0 { best } else { self.evaluate(l, state) };
            if now < best {
                best = now;
                kept.clone_from(state);
                stalled = 0;
            } else if step > 0 {
                stalled += 1;
                if stalled >= plan.patience {
                    alpha *= SHRINK;
                    stalled = 0;
                    if alpha < 0.002 {
                        break;
                    }
                }
            }
            if best <= self.enough {
                break;
            }
            if plan.round && (step == 24 || step % 100 == 99) {
                self.primal(l, state, 2);
                self.evaluate(l, state);
            }
            let target = if self.enough > i64::MIN / 4 { self.enough } else { now - now.abs() / 50 };
            let bound = std::mem::take(&mut self.bound);
            state.step(l, &bound, &mut self.direction, target, alpha, KEEP);
            self.bound = bound;
            if step % plan.between == plan.between - 1 {
                state.sweep(l, &mut self.scratch);
                if state.dead {
                    return None;
                }
                state.lines(l);
            }
        }
        let now = self.evaluate(l, state);
        if now <= best {
            return Some(now);
        }
        // What was ruled out meanwhile stays ruled out; the best multipliers come back.
        for o in 0..l.unary.len() {
            if !state.live[o] {
                kept.kill(l, o);
            }
        }
        for f in 0..l.facilities() {
            match state.usage[f] {
                Use::Open => kept.open(l, f),
                Use::Closed => kept.close(l, f),
                Use::Free => {}
            }
        }
        *state = kept;
        if !state.dead {
            state.propagate(l, &mut self.scratch);
        }
        if state.dead { None } else { Some(self.evaluate(l, state)) }
    }

    /// Rules out what cannot be better; the number of things ruled out.
    pub(super) fn fix(&mut self, l: &Layout, state: &mut State) -> usize {
        if self.enough <= i64::MIN / 4 {
            return 0;
        }
        self.evaluate(l, state);
        let mut fixings = std::mem::take(&mut self.fixings);
        state.fixings(l, &self.bound, self.enough, &mut fixings);
        let n = fixings.len();
        if n > 0 {
            self.recorder.prices(l, state);
            self.recorder.exclude(l, &fixings);
            state.apply(l, &fixings);
            if !state.dead {
                state.propagate(l, &mut self.scratch);
            }
        }
        self.fixings = fixings;
        n
    }

    /// Looks for solutions near the relaxed choice.
    pub(super) fn primal(&mut self, l: &Layout, state: &State, rounds: usize) {
        let choice = match self.quiet {
            true => self.bound.choice.clone(),
            false => Rounding::new(l, state, &self.bound).descend().choice(&self.bound),
        };
        let mut walker = Walker::new(l, choice, &state.mu);
        if walker.polish(rounds) && walker.value > self.enough {
            let choice = l.choice(&walker.choice);
            self.offer(&choice);
        }
    }
}
