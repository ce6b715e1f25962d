//! Exact search: depth first over states, pruned by the bound, with an explicit stack.

use super::dual::{Layout, SCALE, State, Use};
use super::local::Walker;
use super::problem::{Problem, Solution};

/// Bounds on the effort.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// Most states to look at.
    pub states: u64,
    /// A value that is good enough: the search ends when it is reached.
    pub enough: Option<i64>,
}

impl Default for Limits {
    fn default() -> Self {
        Limits { states: 2_000_000, enough: None }
    }
}

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
}

/// A solver that keeps the root's bounds for further questions on the same problem.
pub struct Solver<'a> {
    problem: &'a Problem,
    layout: Layout,
    root: Option<State>,
    limits: Limits,
}

/// Rounds at the root, and at each further state.
const ROOT_SWEEPS: usize = 40;
const SWEEPS: usize = 4;

/// A block with so many pairs is decided first: much hangs on it.
const HUB: usize = 6;

impl<'a> Solver<'a> {
    /// Prepares a problem.
    pub fn new(problem: &'a Problem, limits: Limits) -> Self {
        let layout = Layout::new(problem);
        let mut root = State::root(&layout);
        let feasible = root.alive(&layout) && root.propagate(&layout);
        let mut solver = Solver { problem, layout, root: None, limits };
        if feasible {
            solver.prepare(&mut root);
            solver.root = Some(root);
        }
        solver
    }

    /// Sweeps until the bound settles, and prices budget and limit where they bind.
    fn prepare(&self, root: &mut State) {
        settle(root, &self.layout, ROOT_SWEEPS);
        self.price(root);
    }

    /// Looks for the prices of budget and facility limit that give the lowest bound.
    fn price(&self, root: &mut State) {
        let l = &self.layout;
        let priced = |mask: (i64, i64), root: &mut State| {
            let mut best = (root.bound(l), root.clone());
            // Doubling, then halving steps around the best price.
            let mut price = 1i64;
            let mut step = 0;
            while step < 36 {
                let mut trial = best.1.clone();
                trial.reprice(l, (price * mask.0, price * mask.1));
                settle(&mut trial, l, 6);
                let bound = trial.bound(l);
                if bound < best.0 {
                    best = (bound, trial);
                    price = price.saturating_mul(2).min(1 << 24);
                } else {
                    break;
                }
                step += 1;
            }
            let mut width = price / 4;
            let mut at = price / 2;
            while width > 0 && step < 60 {
                for candidate in [at + width, at - width] {
                    if candidate <= 0 {
                        continue;
                    }
                    let mut trial = best.1.clone();
                    trial.reprice(l, (candidate * mask.0, candidate * mask.1));
                    settle(&mut trial, l, 6);
                    let bound = trial.bound(l);
                    if bound < best.0 {
                        best = (bound, trial);
                        at = candidate;
                    }
                    step += 1;
                }
                width /= 2;
            }
            *root = best.1;
        };
        if l.budget.is_some() {
            priced((1, 0), root);
        }
        if l.max_facilities.is_some() && l.budget.is_none() {
            priced((0, 1), root);
        }
    }

    /// The best solution.
    pub fn solve(&self) -> Proof {
        self.search(None, None, self.limits)
    }

    /// The best solution with one option chosen. `near` is a solution to start from.
    pub fn solve_with(&self, block: usize, option: usize, near: Option<&Solution>, limits: Limits) -> Proof {
        self.search(Some((block, option)), near, limits)
    }

    /// Without a search: no solution with this option is worth more.
    pub fn at_most(&self, block: usize, option: usize) -> i64 {
        let l = &self.layout;
        match &self.root {
            Some(root) if root.live[l.start[block] + option] => {
                root.bound_with(l, block, l.start[block] + option).div_euclid(SCALE)
            }
            _ => i64::MIN,
        }
    }

    /// Without a search: the root's bound with one option forced, met by a solution near another.
    fn at_once(&self, root: &State, option: usize, near: &Solution) -> Option<Solution> {
        let l = &self.layout;
        let block = l.block_of(option);
        if !root.live[option] {
            return None;
        }
        let bound = root.bound_with(l, block, option);
        let from = near.choice.iter().enumerate().map(|(b, o)| l.start[b] + o).collect();
        let mut best = None;
        self.improve(from, Some(option), false, &mut best);
        best.filter(|s| bound < (s.value + 1) * SCALE)
    }

    fn search(&self, forced: Option<(usize, usize)>, near: Option<&Solution>, limits: Limits) -> Proof {
        let l = &self.layout;
        let Some(root) = &self.root else { return Proof::Infeasible };
        if let (Some((block, option)), Some(near)) = (forced, near)
            && let Some(s) = self.at_once(root, l.start[block] + option, near)
        {
            return Proof::Optimal(s);
        }
        let mut start = root.clone();
        if let Some((block, option)) = forced {
            for o in l.options(block) {
                start.live[o] &= o == l.start[block] + option;
            }
            if !start.alive(l) || !start.propagate(l) {
                return Proof::Infeasible;
            }
            settle(&mut start, l, 6);
            // A forced choice may make the budget bind where it did not before.
            if l.budget.is_some_and(|b| cost(&greedy(&start, l), l) > b) {
                self.price(&mut start);
            }
        }
        let fixed = forced.map(|(b, o)| l.start[b] + o);
        let mut best: Option<Solution> = None;
        let from = match near {
            Some(s) => s.choice.iter().enumerate().map(|(b, o)| l.start[b] + o).collect(),
            None => greedy(&start, l),
        };
        self.improve(from, fixed, near.is_none(), &mut best);
        let mut stack = vec![start];
        let mut states = 0;
        while let Some(mut state) = stack.pop() {
            states += 1;
            if let (Some(enough), Some(s)) = (limits.enough, &best)
                && s.value >= enough
            {
                return Proof::Within(s.clone(), i64::MAX);
            }
            if states > limits.states {
                stack.push(state);
                let bound = stack.iter().map(|s| s.bound(l)).max().unwrap_or(0).div_euclid(SCALE);
                return match best {
                    Some(s) => Proof::Within(s.clone(), bound.max(s.value)),
                    None => Proof::Unknown,
                };
            }
            if !self.tighten(&mut state, best.as_ref()) {
                continue;
            }
            let guess = greedy(&state, l);
            if is_leaf(&state, l) {
                self.offer(&guess, &mut best);
                continue;
            }
            if states % 16 == 1 {
                self.improve(guess, fixed, false, &mut best);
            }
            self.branch(state, &mut stack);
        }
        best.map_or(Proof::Infeasible, Proof::Optimal)
    }

    /// Bounds a state and removes what cannot be better; false if nothing is left.
    fn tighten(&self, state: &mut State, best: Option<&Solution>) -> bool {
        let l = &self.layout;
        for _ in 0..SWEEPS {
            if !state.propagate(l) {
                return false;
            }
            let before = state.live.iter().filter(|x| **x).count();
            state.sweep(l);
            if let Some(b) = best {
                let target = b.value * SCALE;
                if state.bound(l) < target + SCALE || !state.fix(l, target + SCALE - 1) {
                    return false;
                }
            }
            if before == state.live.iter().filter(|x| **x).count() && best.is_none() {
                break;
            }
        }
        state.propagate(l)
    }

    /// Puts the two parts of a state on the stack, the more promising one on top.
    fn branch(&self, mut state: State, stack: &mut Vec<State>) {
        let l = &self.layout;
        let guess = greedy(&state, l);
        if let Some(block) = broken_need(&guess, &state, l) {
            return self.split(state, block, stack);
        }
        let count = |b: usize| l.options(b).filter(|&o| state.live[o]).count();
        let hub = (0..l.blocks())
            .filter(|&b| l.pairs_of[b].len() >= HUB && count(b) > 1)
            .max_by_key(|&b| (l.pairs_of[b].len(), usize::MAX - b));
        if let Some(hub) = hub {
            return self.split(state, hub, stack);
        }
        if let Some(f) = branch_facility(&state, l) {
            let mut open = state.clone();
            open.open(l, f);
            state.close(l, f);
            let in_use = greedy(&open, l).iter().any(|&o| l.uses[o].contains(&f));
            if in_use {
                stack.push(state);
                stack.push(open);
            } else {
                stack.push(open);
                stack.push(state);
            }
            return;
        }
        // Where money is short, what costs very different sums is decided first.
        let spread = |b: usize| {
            let costs = || l.options(b).filter(|&o| state.live[o]).map(|o| l.cost[o]);
            state.cost_price().min(1 << 20) * (costs().max().unwrap_or(0) - costs().min().unwrap_or(0))
        };
        let block = (0..l.blocks())
            .filter(|&b| count(b) > 1)
            .max_by_key(|&b| (spread(b), l.pairs_of[b].len(), count(b), usize::MAX - b));
        if let Some(block) = block {
            self.split(state, block, stack);
        }
    }

    /// One part with a block's most promising option, one without it.
    fn split(&self, mut state: State, block: usize, stack: &mut Vec<State>) {
        let l = &self.layout;
        let pick = pick(&state, l, block);
        let mut chosen = state.clone();
        for o in l.options(block) {
            chosen.live[o] &= o == pick;
        }
        state.live[pick] = false;
        stack.push(state);
        stack.push(chosen);
    }

    fn improve(&self, from: Vec<usize>, fixed: Option<usize>, gather: bool, best: &mut Option<Solution>) {
        let mut from = from;
        if let Some(f) = fixed {
            from[self.layout.block_of(f)] = f;
        }
        let mut walker = Walker::new(&self.layout, from, fixed);
        walker.climb();
        if gather {
            walker.gather(|c| self.problem.evaluate(&self.local(c)));
            walker.turn(HUB, |c| self.problem.evaluate(&self.local(c)));
        }
        self.offer(&walker.choice, best);
    }

    /// From flat options to an index per block.
    fn local(&self, choice: &[usize]) -> Vec<usize> {
        choice.iter().enumerate().map(|(b, o)| o - self.layout.start[b]).collect()
    }

    fn offer(&self, choice: &[usize], best: &mut Option<Solution>) {
        let choice = self.local(choice);
        if let Some(value) = self.problem.evaluate(&choice)
            && best.as_ref().is_none_or(|b| value > b.value)
        {
            *best = Some(Solution { choice, value });
        }
    }
}

/// Sweeps while the bound falls.
fn settle(state: &mut State, l: &Layout, sweeps: usize) {
    let mut bound = i64::MAX;
    for _ in 0..sweeps {
        state.sweep(l);
        let now = state.bound(l);
        if now >= bound {
            break;
        }
        bound = now;
    }
}

/// The live option of a block with the best bound; the first of equals.
fn pick(state: &State, l: &Layout, block: usize) -> usize {
    let live = l.options(block).filter(|&o| state.live[o]);
    live.max_by_key(|&o| (state.theta[o], usize::MAX - o)).unwrap_or(l.start[block])
}

fn greedy(state: &State, l: &Layout) -> Vec<usize> {
    (0..l.blocks()).map(|b| pick(state, l, b)).collect()
}

/// The cost of a choice, shared parts once.
fn cost(choice: &[usize], l: &Layout) -> i64 {
    Walker::new(l, choice.to_vec(), None).cost()
}

/// The undecided block of an option whose need a choice does not meet.
fn broken_need(choice: &[usize], state: &State, l: &Layout) -> Option<usize> {
    let open = |b: usize| l.options(b).filter(|&o| state.live[o]).count() > 1;
    l.needs.iter().find_map(|n| {
        let met = n.any.iter().any(|(b, options)| options.contains(&choice[*b]));
        if choice[n.block] != n.option || met {
            return None;
        }
        if open(n.block) {
            return Some(n.block);
        }
        n.any.iter().map(|a| a.0).find(|b| open(*b))
    })
}

/// One live option in each block.
fn is_leaf(state: &State, l: &Layout) -> bool {
    (0..l.blocks()).all(|b| l.options(b).filter(|&o| state.live[o]).count() == 1)
}

/// The undecided facility that most undecided blocks could share, weighed by its burden.
fn branch_facility(state: &State, l: &Layout) -> Option<usize> {
    let mut best = None;
    for (i, f) in l.facilities.iter().enumerate() {
        if state.usage[i] != Use::Free {
            continue;
        }
        let open = f.users.iter().filter(|(b, options, _)| {
            let using = options.iter().filter(|&&o| state.live[o]).count();
            using > 0 && l.options(*b).filter(|&o| state.live[o]).count() > using
        });
        let n = open.count() as i64;
        let score = n * (f.burden + f.cost);
        if n >= 2 && best.is_none_or(|(s, _)| score > s) {
            best = Some((score, i));
        }
    }
    best.map(|b| b.1)
}

#[cfg(test)]
mod tests {
    use super::super::verify::verify;
    use super::*;
    use crate::engine::problem::*;
    use proptest::prelude::*;

    /// Every choice, the plain way.
    fn brute(p: &Problem, forced: Option<(usize, usize)>) -> Option<i64> {
        let mut choice = vec![0; p.blocks.len()];
        let mut best = None;
        loop {
            if forced.is_none_or(|(b, o)| choice[b] == o) {
                best = best.max(p.evaluate(&choice));
            }
            let mut b = 0;
            loop {
                if b == choice.len() {
                    return best;
                }
                choice[b] += 1;
                if choice[b] < p.blocks[b].len() {
                    break;
                }
                choice[b] = 0;
                b += 1;
            }
        }
    }

    fn value(allow_forbidden: bool) -> impl Strategy<Value = i64> {
        prop_oneof![6 => -20i64..100, 1 => Just(if allow_forbidden { FORBIDDEN } else { 5 })]
    }

    fn problem() -> impl Strategy<Value = Problem> {
        (2usize..6, 1usize..5).prop_flat_map(|(blocks, options)| {
            let sizes = prop::collection::vec(1..=options, blocks);
            sizes.prop_flat_map(move |sizes| {
                let unary: Vec<_> = sizes.iter().map(|n| prop::collection::vec(value(true), *n)).collect();
                let costs: Vec<_> = sizes.iter().map(|n| prop::collection::vec(0i64..30, *n)).collect();
                let at = sizes.clone();
                let option = (0..blocks, 0usize..8).prop_map(move |(b, o)| (b, o % at[b]));
                let at = sizes.clone();
                let pair = (
                    0..blocks,
                    1..blocks,
                    prop::collection::vec(prop_oneof![4 => -30i64..30, 1 => Just(FORBIDDEN)], 16),
                )
                    .prop_map(move |(a, d, t)| {
                        let b = (a + d) % at.len();
                        Pair { a, b, table: t[..at[a] * at[b]].to_vec() }
                    });
                let facility = (0i64..60, 0i64..40, any::<bool>(), prop::collection::vec(option.clone(), 1..7))
                    .prop_map(|(burden, cost, counted, users)| Facility { burden, cost, counted, users });
                let need = (option.clone(), prop::collection::vec(option, 1..3))
                    .prop_map(|(option, any)| Need { option, any });
                (
                    (unary, costs, prop::collection::vec(pair, 0..4), prop::collection::vec(need, 0..2)),
                    (prop::collection::vec(facility, 0..4), prop::option::of(0i64..150), prop::option::of(0usize..4)),
                )
                    .prop_map(
                        |((blocks, costs, pairs, needs), (facilities, budget, max_facilities))| Problem {
                            blocks,
                            costs,
                            pairs,
                            needs,
                            facilities,
                            budget,
                            max_facilities,
                        },
                    )
            })
        })
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 6000, failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn equals_brute_force(p in problem(), pick in any::<prop::sample::Index>()) {
            let solver = Solver::new(&p, Limits::default());
            let proof = solver.solve();
            prop_assert_eq!(proof.solution().map(|s| s.value), brute(&p, None), "optimum");
            if let Proof::Optimal(s) = &proof {
                prop_assert_eq!(verify(&p, s), Ok(()));
            }
            let block = pick.index(p.blocks.len());
            let option = pick.index(p.blocks[block].len());
            let forced = solver.solve_with(block, option, proof.solution(), Limits::default());
            prop_assert!(forced.solution().is_none_or(|s| s.value <= solver.at_most(block, option)), "bound");
            prop_assert!(!matches!(forced, Proof::Within(..) | Proof::Unknown));
            prop_assert_eq!(forced.solution().map(|s| s.value), brute(&p, Some((block, option))), "forced");
        }
    }

    #[test]
    fn a_shared_facility_is_paid_once() {
        // Alone each block prefers its own option; together they share the facility.
        let p = Problem {
            blocks: vec![vec![10, 12], vec![10, 12], vec![10, 12]],
            costs: vec![vec![0, 0]; 3],
            facilities: vec![
                Facility { burden: 5, users: vec![(0, 0), (1, 0), (2, 0)], ..Facility::default() },
                Facility { burden: 4, users: vec![(0, 1)], ..Facility::default() },
                Facility { burden: 4, users: vec![(1, 1)], ..Facility::default() },
                Facility { burden: 4, users: vec![(2, 1)], ..Facility::default() },
            ],
            ..Problem::default()
        };
        let proof = Solver::new(&p, Limits::default()).solve();
        assert_eq!(proof, Proof::Optimal(Solution { choice: vec![0, 0, 0], value: 25 }));
    }

    #[test]
    fn effort_is_bounded() {
        let p = Problem { blocks: vec![vec![1, 2]; 3], costs: vec![vec![0, 0]; 3], ..Problem::default() };
        let proof = Solver::new(&p, Limits { states: 0, enough: None }).solve();
        assert!(matches!(proof, Proof::Within(ref s, bound) if s.value == 6 && bound >= 6), "{proof:?}");
    }
}
