//! Exact search: bounds and fixing at the root, then depth first over states with an explicit stack; where triples of
//! blocks bound more than that, and in large problems, best first.

use std::rc::Rc;
use std::time::{Duration, Instant};

use super::super::certificate::Decision;
use super::super::problem::{Problem, Solution};
use super::fix::Fixings;
use super::layout::{BELOW, Layout};
use super::plan::{NEXT, Plan};
use super::prices::{Bound, Direction, Tally};
use super::record::Recorder;
use super::state::{Multipliers, State, Use};

/// Bounds on the effort.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// Most states to look at.
    pub states: u64,
    /// Longest time. Results may then depend on the machine.
    pub time: Option<Duration>,
    /// A value that is good enough: the search ends when it is reached.
    pub enough: Option<i64>,
}

impl Default for Limits {
    fn default() -> Self {
        Limits { states: 2_000_000, time: None, enough: None }
    }
}

/// Options looked at before local search takes a turn; a tenth where triples of blocks will do better.
const PATIENCE: u64 = 2_000_000;

/// Neighbourhoods tried then.
const NEIGHBOURHOODS: usize = 120;

/// A state to look at, with a bound that its parent had.
pub(super) type Open = (Rc<Layout>, State, i64);

/// One search.
pub(super) struct Search<'a> {
    problem: &'a Problem,
    limits: Limits,
    started: Instant,
    /// States looked at.
    pub(super) states: u64,
    /// The best solutions so far, best first.
    pub(super) best: Vec<Solution>,
    /// How many are wanted.
    pub(super) wanted: usize,
    /// Solutions of this value or less, scaled, are of no use.
    pub(super) enough: i64,
    scale: i64,
    pub(super) bound: Bound,
    pub(super) direction: Direction,
    pub(super) kept: Multipliers,
    pub(super) scratch: Vec<i64>,
    pub(super) fixings: Fixings,
    /// Counts the relaxed choices of an ascent, if set.
    pub(super) tally: Option<Tally>,
    pub(super) recorder: Recorder,
    /// What was recorded for a bound on all solutions, and that bound, scaled, if the search went on without a record.
    pub(super) proven: Option<(Recorder, i64)>,
    /// A part of another search: little local search of its own.
    pub(super) quiet: bool,
    /// Options looked at before local search takes a turn.
    pub(super) patience: u64,
    /// Passes over the triples of a state on its own.
    pub(super) passes: usize,
}

impl<'a> Search<'a> {
    pub(super) fn new(problem: &'a Problem, scale: i64, limits: Limits) -> Self {
        Search {
            problem,
            limits,
            started: Instant::now(),
            states: 0,
            best: Vec::new(),
            wanted: 1,
            enough: i64::MIN / 2,
            scale,
            bound: Bound::default(),
            direction: Direction::default(),
            kept: Multipliers::default(),
            scratch: Vec::new(),
            fixings: Fixings::default(),
            tally: None,
            recorder: Recorder::off(),
            proven: None,
            quiet: false,
            patience: PATIENCE,
            passes: 0,
        }
    }

    /// A search of a part of the same problem, for solutions better than the best known.
    pub(super) fn inner(&self, states: u64) -> Self {
        let time = self.limits.time.map(|t| t.saturating_sub(self.started.elapsed()));
        let states = states.min(self.limits.states.saturating_sub(self.states));
        let limits = Limits { states, time, enough: self.limits.enough };
        let mut inner = Search::new(self.problem, self.scale, limits);
        inner.enough = self.enough;
        inner.quiet = true;
        inner
    }

    pub(super) fn late(&self) -> bool {
        self.states >= self.limits.states || self.limits.time.is_some_and(|t| self.started.elapsed() > t)
    }

    /// Whether a solution is good enough to stop.
    pub(super) fn content(&self) -> bool {
        self.limits.enough.is_some_and(|e| self.best.first().is_some_and(|b| b.value >= e))
    }

    /// Takes a solution if it is among the best.
    pub(super) fn offer(&mut self, choice: &[usize]) {
        let Some(value) = self.problem.evaluate(choice) else { return };
        if value * self.scale <= self.enough || self.best.iter().any(|s| s.choice == choice) {
            return;
        }
        let at = self.best.partition_point(|s| s.value >= value);
        self.best.insert(at, Solution { choice: choice.to_vec(), value });
        self.best.truncate(self.wanted);
        if self.best.len() == self.wanted {
            let last = self.best[self.wanted - 1].value;
            self.enough = self.enough.max((last + 1) * self.scale - 1);
        }
    }

    /// Rules out at the root what the multipliers say already; a good bound of what is left comes with the first
    /// state of the search. Returns false if nothing better is left.
    pub(super) fn root(&mut self, layout: &mut Layout, state: &mut State) -> bool {
        if self.evaluate(layout, state) <= self.enough {
            self.recorder.prices(layout, state);
            return false;
        }
        self.fix(layout, state);
        if state.dead {
            return false;
        }
        if 4 * state.live.iter().filter(|x| **x).count() < 3 * layout.unary.len() {
            (*layout, *state) = layout.reduce(state);
        }
        true
    }

    /// The whole search, with local search in between when it takes long. Returns a bound on what was
    /// left out, scaled, if the effort ended.
    pub(super) fn explore(&mut self, mut layout: Layout, mut state: State) -> Option<i64> {
        if !self.root(&mut layout, &mut state) {
            self.recorder.closed();
            return None;
        }
        let mut work = if layout.has_triples() { self.patience / 10 } else { self.patience };
        for turn in 0.. {
            let mark = self.recorder.mark();
            let open = self.run(layout.clone(), state.clone(), work)?;
            if self.late() || self.content() {
                return Some(open);
            }
            self.recorder.back_to(mark);
            self.neighbourhoods(&layout, &state, NEIGHBOURHOODS, turn);
            let plan = Plan { alpha: 0.5, ..Plan::first(&layout) };
            let lives = self.ascend(&layout, &mut state, plan).is_some()
                && self.root(&mut layout, &mut state)
                && (turn > 0 || self.triples(&mut layout, &mut state) && self.cut(&mut layout, &mut state));
            if !lives {
                self.recorder.closed();
                return None;
            }
            if !layout.triples.is_empty() || layout.is_large() {
                break;
            }
            work = work.saturating_mul(4);
        }
        self.explore_best_first(&layout, &mut state)
    }

    /// The search from a state, for so many options looked at. Returns a bound on what is left, scaled.
    pub(super) fn run(&mut self, layout: Layout, state: State, mut work: u64) -> Option<i64> {
        let mut stack = vec![(Rc::new(layout), state, i64::MAX)];
        while let Some((l, state, inherited)) = stack.pop() {
            if work == 0 || self.late() || self.content() {
                stack.push((l, state, inherited));
                return Some(self.leave(stack));
            }
            work = work.saturating_sub(l.unary.len() as u64);
            self.expand(l, state, inherited, &mut stack);
        }
        None
    }

    /// Bounds a state and puts what is left of it on the stack.
    pub(super) fn expand(&mut self, l: Rc<Layout>, mut state: State, inherited: i64, stack: &mut Vec<Open>) {
        self.states += 1;
        let Some(bound) = self.node(&l, &mut state) else { return self.recorder.closed() };
        let l = self.on_its_own(l, &mut state);
        if !state.dead && (l.blocks() == 0 || state.decided()) {
            self.evaluate(&l, &mut state);
            let choice = l.choice(&self.bound.choice);
            self.offer(&choice);
            return self.recorder.closed();
        }
        if state.dead {
            return self.recorder.closed();
        }
        self.branch(&l, state, bound.min(inherited), stack);
    }

    /// A state with little left gets a layout of its own.
    fn on_its_own(&mut self, l: Rc<Layout>, state: &mut State) -> Rc<Layout> {
        let left = state.live.iter().filter(|x| **x).count();
        if left * 4 >= l.unary.len() * 3 {
            return l;
        }
        let (mut small, s) = l.reduce(state);
        *state = s;
        small.tighten(state, self.passes, &mut self.scratch);
        if !state.dead {
            state.propagate(&small, &mut self.scratch);
        }
        Rc::new(small)
    }

    /// The bound of all that is still open.
    fn leave(&mut self, mut stack: Vec<Open>) -> i64 {
        let mut most = i64::MIN;
        while let Some((l, mut state, _)) = stack.pop() {
            if !state.dead {
                state.propagate(&l, &mut self.scratch);
            }
            if !state.dead {
                most = most.max(self.evaluate(&l, &mut state));
                self.recorder.prices(&l, &state);
            }
            self.recorder.closed();
        }
        most
    }

    /// Bounds a state; nothing if nothing better is left.
    fn node(&mut self, l: &Layout, state: &mut State) -> Option<i64> {
        if state.dead {
            return None;
        }
        let bound = self.ascend(l, state, NEXT)?;
        // In a large problem solutions come from neighbourhoods, and hardly any from here.
        let turn = if l.is_large() { 64 } else { 8 };
        if bound > self.enough && (self.quiet || self.states % turn == 3) {
            self.primal(l, state, 1);
        }
        if bound <= self.enough {
            self.recorder.prices(l, state);
            return None;
        }
        self.fix(l, state);
        (!state.dead).then_some(bound)
    }

    /// Puts two cases on the stack, the more promising one on top: first over facilities, those before all that
    /// the most hangs on, then over options. How far the bound falls says less, as it falls little while the
    /// shares of other facilities take over.
    fn branch(&mut self, l: &Rc<Layout>, state: State, bound: i64, stack: &mut Vec<Open>) {
        let mut state = state;
        self.evaluate(l, &mut state);
        let free = (0..l.facilities()).filter(|f| state.usage[*f] == Use::Free);
        let pick = free.max_by_key(|f| (stake(l, &state, *f), usize::MAX - *f)).map(|f| {
            let (closed, opened) = state.probe(l, &self.bound, f);
            (f, closed, opened)
        });
        let now = self.bound.value;
        let (first, second) = if let Some((f, closed, opened)) = pick {
            let open_first = closed >= opened;
            let mut open = state.clone();
            open.open(l, f);
            state.close(l, f);
            let origin = l.facility_origin[f];
            self.recorder.branch(if open_first { Decision::Open(origin) } else { Decision::Close(origin) });
            let (open, closed) = ((open, now - opened), (state, now - closed));
            if open_first { (open, closed) } else { (closed, open) }
        } else {
            let open = (0..l.blocks()).filter(|b| state.count[*b] > 1);
            let Some(block) = open.max_by_key(|b| (weight(l, &state, *b), usize::MAX - *b)) else { return };
            let option = self.bound.choice[block] as usize;
            let mut chosen = state.clone();
            chosen.only(l, option);
            state.kill(l, option);
            self.recorder.branch(Decision::Choose(l.block_origin[block], l.option_origin[option]));
            let next = state.top(l, block).max(BELOW);
            ((chosen, now), (state, now - self.bound.top[block] + next))
        };
        stack.push((l.clone(), second.0, second.1.min(bound)));
        stack.push((l.clone(), first.0, first.1.min(bound)));
    }
}

/// How much hangs on a facility: what it costs now, for each block that could use it.
fn stake(l: &Layout, state: &State, f: usize) -> i128 {
    let links = || l.links_at.get(f).iter().map(|i| *i as usize);
    let blocks = links().filter(|i| l.users.get(*i).iter().any(|o| state.live[*o as usize])).count();
    let cost = state.slack[f] + links().map(|i| state.v[i]).sum::<i64>() + l.scale;
    blocks as i128 * i128::from(cost)
}

/// How much hangs on a block: its lead over the second option, and its open neighbours.
fn weight(l: &Layout, state: &State, block: usize) -> i64 {
    let (mut top, mut second) = (i64::MIN / 4, i64::MIN / 4);
    for o in l.options(block).filter(|o| state.live[*o]) {
        let t = state.theta[o];
        if t > top {
            (top, second) = (t, top);
        } else if t > second {
            second = t;
        }
    }
    let edges = l.edges_of.get(block).iter();
    let others = edges.filter(|(e, side)| state.count[l.edges[*e as usize].ends[1 - *side as usize]] > 1);
    (top - second + l.scale).saturating_mul(1 + others.count() as i64)
}
