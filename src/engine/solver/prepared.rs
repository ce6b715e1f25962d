//! A solver that keeps the first bounds for further questions on the same problem.

use super::super::certificate::Certificate;
use super::super::problem::{Place, Problem, Solution};
use super::layout::Layout;
use super::plan::{LIKE, NEXT, Plan};
use super::prices::Bound;
use super::record::Recorder;
use super::search::{Limits, Search};
use super::state::{Multipliers, State};
use super::walk::Walker;

/// What is known of the outcome.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Proof {
    /// The best solution there is.
    Optimal(Solution),
    /// The effort ended first: the best solution found, and a bound on the best there is.
    Within(Solution, i64),
    /// The effort ended before a solution was found.
    Unknown,
    /// There is no solution.
    Infeasible,
}

impl Proof {
    /// The solution, if there is one.
    pub fn solution(&self) -> Option<&Solution> {
        match self {
            Proof::Optimal(s) | Proof::Within(s, _) => Some(s),
            Proof::Unknown | Proof::Infeasible => None,
        }
    }

    fn new(best: Option<Solution>, open: Option<i64>) -> Proof {
        match (best, open) {
            (Some(s), None) => Proof::Optimal(s),
            (Some(s), Some(bound)) if bound <= s.value => Proof::Optimal(s),
            (Some(s), Some(bound)) => Proof::Within(s, bound),
            (None, None) => Proof::Infeasible,
            (None, Some(_)) => Proof::Unknown,
        }
    }
}

/// The outcome with its certificate.
#[derive(Debug, Clone)]
pub struct Outcome {
    /// What is known.
    pub proof: Proof,
    /// Why it is so; nothing if it grew too long. Of a search that ended early it may prove a higher bound.
    pub certificate: Option<Certificate>,
    /// States that the search looked at.
    pub states: u64,
}

/// The best solutions, best first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Best {
    /// Different from each other in at least one block.
    pub solutions: Vec<Solution>,
    /// Whether no others belong among them.
    pub exact: bool,
}

/// A solver that keeps the first bounds for further questions on the same problem.
#[derive(Debug, Clone)]
pub struct Solver<'a> {
    problem: &'a Problem,
    limits: Limits,
    layout: Layout,
    /// Bounds with nothing ruled out but by hard constraints; nothing if these leave no solution.
    state: Option<State>,
    bound: Bound,
    /// What was found on the way to the bounds.
    found: Vec<Solution>,
}

impl<'a> Solver<'a> {
    /// Prepares a problem.
    pub fn new(problem: &'a Problem, limits: Limits) -> Self {
        Self::prepare(problem, limits, &[], std::iter::empty())
    }

    /// Prepares a problem of which good solutions are known, and perhaps parts of its bounds, each with how often it
    /// counts: where the objective is a sum of those of other problems, their bounds add up to one of it, which is a
    /// good start. Work on the bounds ends where they say that nothing is better than what is known. What breaks a
    /// constraint is left out.
    pub fn near_to(problem: &'a Problem, limits: Limits, near: &[&[usize]], parts: &[(f64, &Known)]) -> Self {
        Self::prepare(problem, limits, parts, near.iter().copied())
    }

    /// Prepares a problem that resembles another, such as the same with other values: its bounds start where
    /// those of the other ended. `near` are solutions to start from; what breaks a constraint is left out.
    pub fn like(problem: &'a Problem, limits: Limits, other: &Solver<'_>, near: &[&[usize]]) -> Self {
        let found = other.found.iter().map(|s| s.choice.as_slice());
        let known = other.known();
        let parts: Vec<(f64, &Known)> = known.iter().map(|k| (1.0, k)).collect();
        Self::prepare(problem, limits, &parts, near.iter().copied().chain(found))
    }

    fn prepare<'s>(
        problem: &'a Problem,
        limits: Limits,
        parts: &[(f64, &Known)],
        near: impl Iterator<Item = &'s [usize]>,
    ) -> Self {
        debug_assert!(problem.is_well_formed());
        let layout = Layout::new(problem);
        let mut solver = Solver { problem, limits, layout, state: None, bound: Bound::default(), found: Vec::new() };
        let mut state = State::new(&solver.layout);
        let mut scratch = Vec::new();
        if !state.dead {
            state.establish(&solver.layout, &mut scratch);
        }
        let known = Known::sum(parts, &solver.layout).filter(|_| !state.dead);
        if let Some(known) = &known {
            state.restore(&solver.layout, known, &mut scratch);
        }
        if state.dead {
            return solver;
        }
        let mut search = Search::new(problem, solver.layout.scale, limits);
        // What another problem found may not even be a choice here.
        let is_choice =
            |c: &&[usize]| c.len() == problem.blocks.len() && c.iter().zip(&problem.blocks).all(|(o, b)| *o < b.len());
        near.filter(is_choice).for_each(|c| search.offer(c));
        let plan = if known.is_some() { LIKE } else { Plan::first(&solver.layout) };
        if search.ascend(&solver.layout, &mut state, plan).is_some() {
            search.evaluate(&solver.layout, &mut state);
            solver.bound = search.bound.clone();
            search.primal(&solver.layout, &state, 3);
            solver.state = Some(state);
            solver.found = search.best;
        }
        solver
    }

    /// What others can start from; nothing if hard constraints leave no solution.
    pub fn known(&self) -> Option<Known> {
        let (l, state) = (&self.layout, self.state.as_ref()?);
        let mut multipliers = Multipliers::default();
        multipliers.keep(state);
        Some(Known { scale: l.scale, rows: l.rows.len(), multipliers })
    }

    /// The best solution.
    pub fn solve(&self) -> Proof {
        self.certify(Recorder::off()).proof
    }

    /// The best solution of a problem of which nothing else is asked.
    pub fn into_proof(self) -> Proof {
        let mut search = Search::new(self.problem, self.layout.scale, self.limits);
        self.found.iter().for_each(|s| search.offer(&s.choice));
        let scale = self.layout.scale;
        let open = self.state.and_then(|state| search.explore(self.layout, state));
        Proof::new(search.best.into_iter().next(), open.map(|b| b.div_euclid(scale)))
    }

    /// The best solution, and why it is.
    pub fn prove(&self) -> Outcome {
        self.certify(Recorder::new(&self.layout))
    }

    fn certify(&self, recorder: Recorder) -> Outcome {
        let mut search = Search::new(self.problem, self.layout.scale, self.limits);
        search.recorder = recorder;
        for s in &self.found {
            search.offer(&s.choice);
        }
        let open = match &self.state {
            Some(state) => search.explore(self.layout.clone(), state.clone()),
            None => {
                search.recorder.closed();
                None
            }
        };
        let scaled = |b: i64| b.div_euclid(self.layout.scale);
        let bound = open.map(scaled);
        let best = search.best.into_iter().next();
        // Of a search that ended early without a record, what it began with holds still.
        let (recorder, proven) = match search.proven.filter(|_| open.is_some()) {
            Some((recorder, root)) if !search.recorder.is_on() => (recorder, Some(scaled(root))),
            _ => (search.recorder, bound),
        };
        let certificate = recorder.finish().map(|steps| Certificate {
            scale: self.layout.scale,
            choice: best.as_ref().map(|s| s.choice.clone()).unwrap_or_default(),
            value: best.as_ref().map(|s| s.value),
            bound: match (&best, proven) {
                (Some(s), b) => Some(b.map_or(s.value, |b| b.max(s.value))),
                (None, b) => b,
            },
            steps,
        });
        Outcome { proof: Proof::new(best, bound), certificate, states: search.states }
    }

    /// The best solution with some options chosen. `near` are solutions to start from.
    pub fn solve_with(&self, forced: &[Place], near: &[&Solution], limits: Limits) -> Proof {
        let walkers = near.iter().filter_map(|s| self.walker(s)).collect();
        self.solve_from(forced, walkers, i64::MIN, limits)
    }

    /// What lies around a solution.
    pub fn around(&self, solution: &Solution) -> Around<'_> {
        let mut walker = self.walker(solution);
        walker.iter_mut().for_each(Walker::look);
        Around { solver: self, walker }
    }

    fn walker(&self, from: &Solution) -> Option<Walker<'_>> {
        let l = &self.layout;
        let options = from.choice.iter().enumerate().map(|(b, o)| (l.start[b] + o) as u32).collect();
        Some(Walker::new(l, options, &self.state.as_ref()?.mu))
    }

    /// The best solution with some options chosen that is worth at least `floor`, from what walkers find near theirs.
    fn solve_from(&self, forced: &[Place], mut walkers: Vec<Walker<'_>>, floor: i64, limits: Limits) -> Proof {
        let l = &self.layout;
        let Some(state) = &self.state else { return Proof::Infeasible };
        let mut state = state.clone();
        for &(block, option) in forced {
            state.only(l, l.start[block] + option);
            if state.dead {
                return Proof::Infeasible;
            }
        }
        let mut search = Search::new(self.problem, l.scale, limits);
        search.enough = search.enough.max(floor.saturating_mul(l.scale).saturating_sub(1));
        walkers.retain_mut(|w| {
            forced.iter().for_each(|(block, option)| w.hold(*block, l.start[*block] + option));
            w.polish(0)
        });
        // Often the first bounds say already that what is soon found is the best; else it is worth a second look.
        for rounds in [0, 1] {
            for walker in &mut walkers {
                walker.improve(rounds);
                search.offer(&l.choice(&walker.choice));
            }
            if let [(block, option)] = forced
                && self.at_most(*block, *option).saturating_mul(l.scale) <= search.enough
            {
                return Proof::new(search.best.into_iter().next(), None);
            }
        }
        self.search_from(search, state)
    }

    /// The best solution with one of some options of a block, if it is worth at least `floor`; `near` is one.
    pub fn solve_among(
        &self,
        block: usize,
        options: &[usize],
        floor: i64,
        near: Option<&Solution>,
        limits: Limits,
    ) -> Proof {
        let l = &self.layout;
        let Some(state) = &self.state else { return Proof::Infeasible };
        let mut state = state.clone();
        for (index, option) in l.options(block).enumerate() {
            if !options.contains(&index) {
                state.kill(l, option);
            }
        }
        let mut search = Search::new(self.problem, l.scale, limits);
        search.enough = search.enough.max(floor.saturating_mul(l.scale).saturating_sub(1));
        near.into_iter().for_each(|s| search.offer(&s.choice));
        self.search_from(search, state)
    }

    /// The outcome of a search of what a state of the whole layout leaves open.
    fn search_from(&self, mut search: Search<'_>, mut state: State) -> Proof {
        let l = &self.layout;
        let mut open = None;
        if !state.dead && search.evaluate(l, &mut state) > search.enough {
            if search.fix(l, &mut state) == 0 {
                state.propagate(l, &mut search.scratch);
            }
            // Often what follows says that nothing is better. A layout of what is left takes far longer, the longer
            // the more is left.
            if !state.dead && search.evaluate(l, &mut state) > search.enough {
                let (small, state) = l.reduce(&state);
                open = search.explore_from(small, state);
            }
        }
        Proof::new(search.best.into_iter().next(), open.map(|b| b.div_euclid(l.scale)))
    }

    /// The `k` best solutions.
    pub fn best(&self, k: usize) -> Best {
        let mut search = Search::new(self.problem, self.layout.scale, self.limits);
        search.wanted = k.max(1);
        for s in &self.found {
            search.offer(&s.choice);
        }
        let open = self.state.as_ref().and_then(|s| search.explore(self.layout.clone(), s.clone()));
        Best { solutions: search.best, exact: open.is_none() }
    }

    /// Without a search: no solution with this option is worth more.
    pub fn at_most(&self, block: usize, option: usize) -> i64 {
        let o = self.layout.start[block] + option;
        match &self.state {
            Some(s) if s.live[o] => {
                (self.bound.value - s.fall(&self.layout, &self.bound, o)).div_euclid(self.layout.scale)
            }
            _ => i64::MIN,
        }
    }

    /// Without a search: no solution is worth more. Nothing if there is none.
    pub fn ceiling(&self) -> Option<i64> {
        self.state.as_ref().map(|_| self.bound.value.div_euclid(self.layout.scale))
    }
}

/// The multipliers of a bound, for problems that resemble its own.
#[derive(Debug, Clone)]
pub struct Known {
    scale: i64,
    rows: usize,
    multipliers: Multipliers,
}

impl Known {
    /// So many times each, in the units of a layout; nothing if it has other rows, links or pairs. They need not mean
    /// the same there: every multiplier gives a bound, only not a good one.
    fn sum(parts: &[(f64, &Known)], l: &Layout) -> Option<Multipliers> {
        let fits = |k: &Known| {
            let m = &k.multipliers;
            m.message.len() == l.messages && m.v.len() == l.links.len() && k.rows == l.rows.len()
        };
        let mut parts = parts.iter().filter(|(_, k)| fits(k)).peekable();
        parts.peek()?;
        let (messages, links, rows) = (l.messages, l.links.len(), l.rows.len());
        let mut out = Multipliers { mu: vec![0; rows], v: vec![0; links], message: vec![0; messages], cut: Vec::new() };
        for (times, k) in parts {
            let factor = times * l.scale as f64 / k.scale as f64;
            let add = |to: &mut [i64], from: &[i64]| {
                to.iter_mut().zip(from).for_each(|(x, y)| *x = x.saturating_add((*y as f64 * factor) as i64));
            };
            add(&mut out.mu, &k.multipliers.mu);
            add(&mut out.v, &k.multipliers.v);
            add(&mut out.message, &k.multipliers.message);
        }
        Some(out)
    }
}

/// What lies around a solution: many questions about other options start from it.
#[derive(Debug, Clone)]
pub struct Around<'a> {
    solver: &'a Solver<'a>,
    /// At the solution; nothing if hard constraints leave none.
    walker: Option<Walker<'a>>,
}

impl Around<'_> {
    /// The best solution with an option, if it is worth at least `floor`: [`Proof::Infeasible`] says that it is not.
    pub fn solve_above(&self, place: Place, floor: i64, limits: Limits) -> Proof {
        self.solver.solve_from(&[place], self.walker.clone().into_iter().collect(), floor, limits)
    }

    /// A solution with an option: soon found and seldom far from the best. Nothing if none is found.
    pub fn near(&self, place: Place) -> Option<Solution> {
        let (solver, l) = (self.solver, &self.solver.layout);
        let option = l.start[place.0] + place.1;
        solver.state.as_ref().filter(|s| s.live[option])?;
        let mut walker = self.walker.clone()?;
        walker.hold(place.0, option);
        let choice = walker.polish(1).then(|| l.choice(&walker.choice))?;
        let value = solver.problem.evaluate(&choice)?;
        Some(Solution { choice, value })
    }
}

impl Search<'_> {
    /// A search that starts from good multipliers.
    fn explore_from(&mut self, layout: Layout, mut state: State) -> Option<i64> {
        let mut layout = layout;
        if state.dead {
            return None;
        }
        if layout.blocks() > 0 {
            let bound = self.ascend(&layout, &mut state, NEXT)?;
            if bound <= self.enough {
                return None;
            }
            self.primal(&layout, &state, 1);
            if self.fix(&layout, &mut state) > 0 && !state.dead {
                (layout, state) = layout.reduce(&state);
            }
            if state.dead {
                return None;
            }
        }
        self.explore(layout, state)
    }
}
