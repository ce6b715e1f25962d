//! The search with triples of blocks, and of large problems, best first: where depth first would stay below one
//! early decision for ever, the state with the highest bound is next, so that the bound of all that is open falls.
//! States wait without their multipliers.

use std::collections::BinaryHeap;
use std::rc::Rc;

use super::layout::Layout;
use super::plan::Plan;
use super::search::{Open, Search};
use super::state::{State, Use};

/// Passes over all triples at a time.
const PASSES: usize = 12;

/// How often at the root.
const TIGHTENINGS: usize = 40;

/// States looked at below one that waited, before the others have their turn.
const TURN: usize = 12;

/// States before the first turn of local search; so many more before each other.
const BETWEEN: u64 = 400;

/// Neighbourhoods tried then.
const NEIGHBOURHOODS: usize = 100;

/// A state that waits, in the numbering of the root. The order is that of the bounds; younger ones are first
/// among equals.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Waiting {
    /// No solution in it is worth more.
    bound: i64,
    number: u64,
    /// By option, a bit for each that is left.
    live: Vec<u64>,
    /// Facilities that were decided to be used. Those that cannot be used have no options left.
    open: Vec<u32>,
}

impl Waiting {
    fn new(root: &Layout, l: &Layout, state: &State, bound: i64, number: u64) -> Waiting {
        let mut own = vec![None; l.decided.len()];
        for b in 0..l.blocks() {
            own[l.block_origin[b] as usize] = Some(b);
        }
        let mut live = vec![0; root.unary.len().div_ceil(64)];
        for b in 0..root.blocks() {
            let origin = root.block_origin[b] as usize;
            let left: Vec<u32> = match own[origin] {
                Some(b) => l.options(b).filter(|o| state.live[*o]).map(|o| l.option_origin[o]).collect(),
                None => vec![l.decided[origin]],
            };
            let stays = |o: &usize| left.binary_search(&root.option_origin[*o]).is_ok();
            root.options(b).filter(stays).for_each(|o| live[o / 64] |= 1 << (o % 64));
        }
        let used = (0..l.facilities()).filter(|f| state.usage[*f] == Use::Open).map(|f| l.facility_origin[f]);
        let used: Vec<u32> = l.opened.iter().copied().chain(used).collect();
        let at = |f: &u32| root.facility_origin.binary_search(f).ok().map(|f| f as u32);
        Waiting { bound, number, live, open: used.iter().filter_map(at).collect() }
    }

    /// The state on its own, with the multipliers of the root; nothing if nothing is left in it.
    fn restore(&self, root: &Layout, from: &State, scratch: &mut Vec<i64>) -> Option<(Layout, State)> {
        let mut state = from.clone();
        for o in (0..root.unary.len()).filter(|o| self.live[o / 64] >> (o % 64) & 1 == 0) {
            state.kill(root, o);
        }
        self.open.iter().for_each(|f| state.open(root, *f as usize));
        if !state.dead {
            state.propagate(root, scratch);
        }
        (!state.dead).then(|| root.reduce(&state))
    }
}

impl Search<'_> {
    /// Makes triples, if there are any to make, and lowers the bound by them. Returns false if nothing better is left.
    pub(super) fn triples(&mut self, layout: &mut Layout, state: &mut State) -> bool {
        layout.make_triples(state);
        if layout.triples.is_empty() {
            return true;
        }
        let mut before = self.evaluate(layout, state);
        for _ in 0..TIGHTENINGS {
            layout.tighten(state, PASSES, &mut self.scratch);
            let plan = Plan { steps: 40, between: 1000, alpha: 0.5, round: false, ..Plan::first(layout) };
            let Some(now) = self.ascend(layout, state, plan) else { return false };
            if before - now < (now - self.enough) / 1000 {
                break;
            }
            before = now;
        }
        self.recorder.triples(layout);
        self.root(layout, state)
    }

    /// The search of a problem whose bound comes from triples, or of a large one: the former with what triples lend as
    /// it is for as long as a certificate may come of it; then best first, with a certificate of the bound at the root
    /// alone.
    pub(super) fn explore_best_first(&mut self, layout: &Layout, state: &mut State) -> Option<i64> {
        let mark = self.recorder.mark();
        if self.recorder.is_on() && !layout.triples.is_empty() {
            let open = self.run(layout.clone(), state.clone(), self.patience / 10)?;
            if self.late() || self.content() {
                return Some(open);
            }
        }
        let bound = self.evaluate(layout, state);
        let mut recorder = std::mem::take(&mut self.recorder);
        if recorder.is_on() {
            recorder.back_to(mark);
            recorder.prices(layout, state);
            recorder.closed();
            self.proven = Some((recorder, bound));
        }
        self.passes = PASSES;
        self.best_first(layout, state, bound)
    }

    /// The search from a state of known bound, best first. Returns a bound on what is left, scaled.
    fn best_first(&mut self, root: &Layout, state: &State, bound: i64) -> Option<i64> {
        let mut number = 0;
        let mut waiting = BinaryHeap::from([Waiting::new(root, root, state, bound, number)]);
        let mut scratch = Vec::new();
        let (mut turn, mut looked) = (1, self.states);
        while let Some(next) = waiting.pop() {
            if next.bound <= self.enough {
                return None;
            }
            if self.late() || self.content() {
                return Some(next.bound);
            }
            if self.states > looked + BETWEEN * turn {
                self.neighbourhoods(root, state, NEIGHBOURHOODS, turn);
                (turn, looked) = (turn + 1, self.states);
            }
            let Some((mut l, mut s)) = next.restore(root, state, &mut scratch) else { continue };
            l.tighten(&mut s, self.passes, &mut scratch);
            for (l, s, bound) in self.grow((Rc::new(l), s, next.bound)) {
                number += 1;
                waiting.push(Waiting::new(root, &l, &s, bound, number));
            }
        }
        None
    }

    /// Looks at some states below one, best first; those that are left.
    fn grow(&mut self, from: Open) -> Vec<Open> {
        let mut open = vec![from];
        for _ in 0..TURN {
            let Some(best) = (0..open.len()).max_by_key(|i| open[*i].2) else { break };
            if self.late() {
                break;
            }
            let (l, s, bound) = open.swap_remove(best);
            self.expand(l, s, bound, &mut open);
        }
        let mut scratch = std::mem::take(&mut self.scratch);
        for (l, s, bound) in &mut open {
            if !s.dead {
                s.propagate(l, &mut scratch);
            }
            *bound = if s.dead { i64::MIN } else { self.evaluate(l, s).min(*bound) };
        }
        self.scratch = scratch;
        open.retain(|o| o.2 > self.enough);
        open
    }
}
