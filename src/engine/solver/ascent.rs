//! Better multipliers for a state, what they rule out, and solutions near them.

use super::layout::Layout;
use super::plan::Plan;
use super::round::Rounding;
use super::search::Search;
use super::state::State;
use super::walk::Walker;

/// How much the step length shrinks.
const SHRINK: f64 = 0.7;

/// The step at which solutions are looked for first; then each time after so many times as many.
const LOOK: usize = 24;

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
        let mut kept = std::mem::take(&mut self.kept);
        kept.keep(state);
        self.direction.reset(l);
        let (mut alpha, mut stalled, mut look) = (plan.alpha, 0, LOOK);
        for step in 0..plan.steps {
            let now = if step == 0 { best } else { self.evaluate(l, state) };
            if let Some(tally) = &mut self.tally {
                tally.count(&self.bound);
            }
            if now < best {
                best = now;
                kept.keep(state);
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
            if plan.round && step == look {
                look *= 8;
                self.primal(l, state, 2);
                self.evaluate(l, state);
            }
            let target = if self.enough > i64::MIN / 4 { self.enough } else { now - now.abs() / 50 };
            let bound = std::mem::take(&mut self.bound);
            state.step(l, &bound, &mut self.direction, target, alpha, plan.keep);
            self.bound = bound;
            if step % plan.between == plan.between - 1 {
                state.sweep(l, &mut self.scratch);
                if state.dead {
                    return None;
                }
            }
        }
        let now = self.evaluate(l, state);
        if now <= best {
            self.kept = kept;
            return Some(now);
        }
        // What was ruled out meanwhile stays ruled out; the best multipliers come back.
        state.restore(l, &kept, &mut self.scratch);
        self.kept = kept;
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
