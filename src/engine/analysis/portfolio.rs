//! Several workloads at once over shared products.
//!
//! Each workload is a problem of its own; what joins them is that a product adopted by any of them is
//! adopted once. So the joined problem has the blocks, pairs and rows of all, one after the other, and
//! one facility for each product, with the users of all workloads: the uncapacitated facility location
//! problem (Cornuejols, Nemhauser and Wolsey 1990) over what were problems of their own. Its burden is the
//! least there is among the workloads that have it: what one of them owns, all may use.
//!
//! **Rows** stay those of their workload. A row over facilities (a budget, a limit on products) counts what
//! this workload uses. If others have the product too, the row gets a private facility in its place,
//! without a burden and with this workload's users only.
//!
//! **Start.** The optima of the workloads together are a solution. It is improved in turns: each workload
//! is solved again, exactly, with what the others adopt for nothing, until none changes for the better
//! (coordinate ascent).
//!
//! **Proof.** The joined problem goes to the solver. Its bound relaxes every block; over several workloads the
//! small gaps add up, and too many of the shared products stay undecided: four real workloads were open after
//! 13 s. If a short search does not settle it, the bound comes from the workloads, each solved exactly
//! with its part of shared burdens (`shares.rs`). Every few steps their choices start new turns, and the
//! solver takes the joined problem again, without the options that this bound rules out. Its answer, or a
//! bound no higher than the best solution, ends the work. Both bounds are whole numbers without a tolerance.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Instant;

use super::super::problem::{Facility, Pair, Place, Problem, Row, Solution};
use super::super::solver::{Limits, Proof, Solver};

/// States of a first search of all workloads together.
pub(super) const FEW: u64 = 100;

/// A problem, and what its facilities are.
#[derive(Debug, Clone, Copy)]
pub struct Workload<'a> {
    /// The problem. The values of all workloads are in the same unit.
    pub problem: &'a Problem,
    /// By facility: what it stands for, the same number in all workloads that have it.
    pub products: &'a [u32],
}

/// Several workloads as one problem.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Joint {
    /// The joined problem: blocks, pairs and rows workload by workload, first the facilities that are
    /// shared by number of product, then those that only rows count.
    pub problem: Problem,
    /// Where the blocks of each workload begin, and the end.
    start: Vec<usize>,
    /// By workload and facility: the facility of the joined problem.
    shared: Vec<Vec<usize>>,
}

/// What several workloads choose together, and what each would choose alone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Portfolio {
    /// The outcome of the joined problem.
    pub proof: Proof,
    /// By workload: its outcome by itself.
    pub alone: Vec<Proof>,
    /// The value of the joined problem if each takes its own solution: products that happen to be shared
    /// still count once. Nothing if one has none.
    pub separate: Option<i64>,
}

impl Joint {
    /// Joins workloads; nothing if one is not well formed or has a product twice, or all together are too large.
    pub fn new(workloads: &[Workload]) -> Option<Joint> {
        let once = |products: &[u32]| products.iter().collect::<BTreeSet<_>>().len() == products.len();
        let fits = |w: &Workload| {
            w.problem.is_well_formed() && w.products.len() == w.problem.facilities.len() && once(w.products)
        };
        if !workloads.iter().all(fits) {
            return None;
        }
        let mut joint = Joint { problem: Problem::default(), start: vec![0], shared: Vec::new() };
        for w in workloads {
            let start = joint.problem.blocks.len();
            joint.problem.blocks.extend(w.problem.blocks.iter().cloned());
            let pairs = w.problem.pairs.iter().cloned();
            joint.problem.pairs.extend(pairs.map(|p| Pair { a: p.a + start, b: p.b + start, ..p }));
            joint.start.push(joint.problem.blocks.len());
        }
        let members = joint.share(workloads);
        for (at, w) in workloads.iter().enumerate() {
            joint.rows(at, w, &members);
        }
        joint.problem.is_well_formed().then_some(joint)
    }

    /// One facility for each product; how many facilities of workloads each stands for.
    fn share(&mut self, workloads: &[Workload]) -> Vec<usize> {
        let products: BTreeSet<u32> = workloads.iter().flat_map(|w| w.products).copied().collect();
        let index: BTreeMap<u32, usize> = products.iter().enumerate().map(|(i, p)| (*p, i)).collect();
        let mut members = vec![0; products.len()];
        self.problem.facilities = vec![Facility { burden: i64::MAX, users: Vec::new() }; products.len()];
        for (at, w) in workloads.iter().enumerate() {
            let to: Vec<usize> = w.products.iter().map(|p| index[p]).collect();
            for (own, &f) in w.problem.facilities.iter().zip(&to) {
                members[f] += 1;
                let facility = &mut self.problem.facilities[f];
                facility.burden = facility.burden.min(own.burden);
                facility.users.extend(own.users.iter().map(|u| (u.0 + self.start[at], u.1)));
            }
            self.shared.push(to);
        }
        members
    }

    /// The rows of a workload, which count its own use only.
    fn rows(&mut self, at: usize, workload: &Workload, members: &[usize]) {
        let place = |p: Place| (p.0 + self.start[at], p.1);
        let mut private = BTreeMap::new();
        for row in &workload.problem.rows {
            let mut facilities = Vec::with_capacity(row.facilities.len());
            for &(f, share) in row.facilities.iter().filter(|r| r.1 > 0) {
                let shared = self.shared[at][f];
                let to = if members[shared] == 1 {
                    shared
                } else {
                    *private.entry(f).or_insert_with(|| {
                        let users = workload.problem.facilities[f].users.iter().map(|u| place(*u)).collect();
                        self.problem.facilities.push(Facility { burden: 0, users });
                        self.problem.facilities.len() - 1
                    })
                };
                facilities.push((to, share));
            }
            let options = row.options.iter().map(|(p, share)| (place(*p), *share)).collect();
            self.problem.rows.push(Row { options, facilities, limit: row.limit });
        }
    }

    /// Each workload's own choice.
    pub fn split(&self, choice: &[usize]) -> Vec<Vec<usize>> {
        self.start.windows(2).map(|w| choice[w[0]..w[1]].to_vec()).collect()
    }

    /// The choices of all workloads as one.
    pub fn join(&self, choices: &[&[usize]]) -> Vec<usize> {
        choices.concat()
    }

    /// What each workload adopts, as facilities of the joined problem.
    pub(super) fn adopted(&self, at: usize, workload: &Workload, choice: &[usize]) -> BTreeSet<usize> {
        let used = workload.problem.used(choice);
        self.shared[at].iter().zip(used).filter(|u| u.1).map(|u| *u.0).collect()
    }

    /// A workload's problem with other burdens, by facility of the joined problem.
    pub(super) fn burdened(&self, at: usize, workload: &Workload, burden: impl Fn(usize) -> i64) -> Problem {
        let mut problem = workload.problem.clone();
        for (facility, &shared) in problem.facilities.iter_mut().zip(&self.shared[at]) {
            facility.burden = burden(shared);
        }
        problem
    }

    /// The workload of a block.
    pub(super) fn owner(&self, block: usize) -> usize {
        self.start.partition_point(|s| *s <= block) - 1
    }
}

/// Chooses for all workloads together, and for each by itself. The most states hold for each search, the
/// longest time for all together.
pub fn portfolio(joint: &Joint, workloads: &[Workload], limits: Limits) -> Portfolio {
    let mut work = Work { joint, workloads, limits, started: Instant::now(), best: None };
    let alone: Vec<Proof> = workloads.iter().map(|w| Solver::new(w.problem, work.single()).solve()).collect();
    if alone.contains(&Proof::Infeasible) {
        return Portfolio { proof: Proof::Infeasible, alone, separate: None };
    }
    let own: Option<Vec<Vec<usize>>> = alone.iter().map(|p| p.solution().map(|s| s.choice.clone())).collect();
    let separate = own.as_ref().and_then(|own| work.offer(own));
    if let Some(own) = own {
        work.turns(own);
    }
    let bound = work.settle();
    let proof = match (work.best, bound) {
        (Some(best), Some(bound)) if bound > best.value => Proof::Within(best, bound),
        (Some(best), _) => Proof::Optimal(best),
        (None, Some(_)) => Proof::Unknown,
        (None, None) => Proof::Infeasible,
    };
    Portfolio { proof, alone, separate }
}

/// The search for the joint optimum.
pub(super) struct Work<'a> {
    pub(super) joint: &'a Joint,
    pub(super) workloads: &'a [Workload<'a>],
    pub(super) limits: Limits,
    started: Instant,
    /// The best solution so far.
    pub(super) best: Option<Solution>,
}

impl Work<'_> {
    /// For a search of all workloads, in the time that is left.
    fn joined(&self, states: u64) -> Limits {
        let time = self.limits.time.map(|t| t.saturating_sub(self.started.elapsed()));
        Limits { states: states.min(self.limits.states), time, enough: self.limits.enough }
    }

    /// For a search of one workload.
    pub(super) fn single(&self) -> Limits {
        Limits { enough: None, ..self.joined(u64::MAX) }
    }

    pub(super) fn known(&self) -> Option<i64> {
        self.best.as_ref().map(|b| b.value)
    }

    pub(super) fn late(&self) -> bool {
        self.limits.time.is_some_and(|t| self.started.elapsed() >= t)
    }

    /// Whether nothing better is there or asked for.
    pub(super) fn settled(&self, bound: Option<i64>) -> bool {
        let enough = |b: &Solution| self.limits.enough.is_some_and(|e| b.value >= e);
        bound.is_none() || self.best.as_ref().is_some_and(|b| bound <= Some(b.value) || enough(b))
    }

    /// Takes choices if they are the best together; what they are worth.
    pub(super) fn offer(&mut self, choices: &[Vec<usize>]) -> Option<i64> {
        let choice = choices.concat();
        let value = self.joint.problem.evaluate(&choice)?;
        if self.best.as_ref().is_none_or(|b| b.value < value) {
            self.best = Some(Solution { choice, value });
        }
        Some(value)
    }

    /// Improves choices in turns: each workload with what the others adopt for nothing, until none changes.
    pub(super) fn turns(&mut self, mut choices: Vec<Vec<usize>>) {
        let adopted = |at: usize, choice: &[usize]| self.joint.adopted(at, &self.workloads[at], choice);
        let mut adopts: Vec<BTreeSet<usize>> = choices.iter().enumerate().map(|(at, c)| adopted(at, c)).collect();
        let mut same = 0;
        for at in (0..choices.len()).cycle() {
            if same == choices.len() || self.late() {
                break;
            }
            let elsewhere = |f: usize| adopts.iter().enumerate().any(|(other, a)| other != at && a.contains(&f));
            let burden = |f: usize| if elsewhere(f) { 0 } else { self.joint.problem.facilities[f].burden };
            let problem = self.joint.burdened(at, &self.workloads[at], burden);
            let worth = problem.evaluate(&choices[at]);
            let now = worth.map(|value| Solution { choice: choices[at].clone(), value });
            let near: Vec<&Solution> = now.iter().collect();
            let proof = Solver::new(&problem, self.single()).solve_with(&[], &near, self.single());
            same += 1;
            if let Some(s) = proof.solution().filter(|s| Some(s.value) > worth) {
                choices[at].clone_from(&s.choice);
                adopts[at] = adopted(at, &s.choice);
                same = 1;
            }
        }
        self.offer(&choices);
    }

    /// Searches a problem that has all that is better than the best. Returns a bound on what is left open.
    pub(super) fn search(&mut self, problem: &Problem, states: u64) -> Option<i64> {
        let near: Vec<Solution> = self.best.iter().cloned().collect();
        let near: Vec<&Solution> = near.iter().collect();
        let solver = Solver::new(problem, self.joined(states));
        let proof = solver.solve_with(&[], &near, self.joined(states));
        if let Some(s) = proof.solution() {
            self.offer(std::slice::from_ref(&s.choice));
        }
        match proof {
            Proof::Within(_, bound) => Some(bound),
            Proof::Unknown => Some(solver.ceiling().unwrap_or(i64::MAX)),
            Proof::Optimal(_) | Proof::Infeasible => None,
        }
    }

    /// The joint optimum. Returns a bound if it is not proven to be that.
    fn settle(&mut self) -> Option<i64> {
        let states = if self.best.is_some() { FEW } else { u64::MAX };
        let bound = self.search(&self.joint.problem, states);
        if self.settled(bound) { bound } else { self.decompose(bound) }
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::super::super::problem::FORBIDDEN;
    use super::super::alternatives::tests::{Rng, all, random};
    use super::*;

    /// A few tiny workloads, small enough to look at all choices of all together.
    pub(in super::super) fn workloads(seed: u64) -> Vec<(Problem, Vec<u32>)> {
        let r = &mut Rng::new(seed);
        let (mut out, count) = (Vec::new(), r.range(2, 3));
        while out.len() < count as usize {
            let mut problem = random(r);
            let products = r.range(3, 6) as u32;
            // Products matter more than what is done with them.
            let less = r.range(1, 5);
            problem.blocks.iter_mut().flatten().filter(|v| **v != FORBIDDEN).for_each(|v| *v /= less);
            if problem.blocks.iter().map(Vec::len).product::<usize>() <= 40 {
                let mut numbers: Vec<u32> = (0..products).collect();
                let mut draw = || numbers.remove(r.below(numbers.len() as u64) as usize);
                let products = problem.facilities.iter().map(|_| draw()).collect();
                out.push((problem, products));
            }
        }
        out
    }

    pub(in super::super) fn view(workloads: &[(Problem, Vec<u32>)]) -> Vec<Workload<'_>> {
        workloads.iter().map(|(problem, products)| Workload { problem, products }).collect()
    }

    /// The value of choices of all workloads, from what the words say.
    fn worth(workloads: &[Workload], choices: &[&Solution]) -> i64 {
        let (mut value, mut least, mut used) = (0, BTreeMap::new(), BTreeSet::new());
        for (w, s) in workloads.iter().zip(choices) {
            value += s.value;
            for ((f, product), uses) in w.problem.facilities.iter().zip(w.products).zip(w.problem.used(&s.choice)) {
                let burden = least.entry(*product).or_insert(f.burden);
                *burden = f.burden.min(*burden);
                if uses {
                    value += f.burden;
                    used.insert(*product);
                }
            }
        }
        value - used.iter().map(|p| least[p]).sum::<i64>()
    }

    /// The best of all choices of all workloads together.
    fn scan(workloads: &[Workload]) -> Option<i64> {
        let every: Vec<Vec<Solution>> = workloads.iter().map(|w| all(w.problem)).collect();
        let mut lists: Vec<Vec<&Solution>> = vec![Vec::new()];
        for solutions in &every {
            let with = |list: &Vec<_>, s| list.iter().copied().chain([s]).collect();
            lists = lists.iter().flat_map(|list| solutions.iter().map(move |s| with(list, s))).collect();
        }
        lists.iter().map(|list| worth(workloads, list)).max()
    }

    fn check(seed: u64) -> (bool, bool) {
        let own = workloads(seed);
        let workloads = view(&own);
        let joint = Joint::new(&workloads).expect("well formed");
        let found = portfolio(&joint, &workloads, Limits::default());
        let best = scan(&workloads);
        let Some(best) = best else {
            assert_eq!((found.proof, found.separate), (Proof::Infeasible, None), "seed {seed}");
            return (false, false);
        };
        let Proof::Optimal(s) = &found.proof else { panic!("seed {seed}: {found:?}") };
        assert_eq!(s.value, best, "seed {seed}");
        let parts = joint.split(&s.choice);
        assert_eq!(joint.join(&parts.iter().map(|p| &p[..]).collect::<Vec<_>>()), s.choice);
        let part = |(w, p): (&Workload, &Vec<usize>)| w.problem.evaluate(p).map(|value| (p.clone(), value));
        let parts: Option<Vec<_>> = workloads.iter().zip(&parts).map(part).collect();
        let parts: Vec<Solution> =
            parts.expect("rows hold").into_iter().map(|(choice, value)| Solution { choice, value }).collect();
        assert_eq!(worth(&workloads, &parts.iter().collect::<Vec<_>>()), best, "seed {seed}");
        let alone: Vec<&Solution> = found.alone.iter().filter_map(Proof::solution).collect();
        for (w, s) in workloads.iter().zip(&alone) {
            assert_eq!(all(w.problem).iter().map(|s| s.value).max(), Some(s.value), "seed {seed}");
        }
        assert_eq!(found.separate, Some(worth(&workloads, &alone)), "seed {seed}");
        (true, found.separate < Some(best))
    }

    #[test]
    fn the_best_of_all_choices_together() {
        let found: Vec<(bool, bool)> = (0..5500).map(check).collect();
        let (possible, gained) = (found.iter().filter(|f| f.0).count(), found.iter().filter(|f| f.1).count());
        assert!(possible > 2000 && gained > 100, "{possible} {gained}");
    }

    #[test]
    fn the_best_without_the_short_search() {
        let mut found = 0;
        for seed in 0..2500 {
            let own = workloads(seed);
            let workloads = view(&own);
            let joint = Joint::new(&workloads).expect("well formed");
            let Some(best) = scan(&workloads) else { continue };
            let (limits, started) = (Limits::default(), Instant::now());
            let mut work = Work { joint: &joint, workloads: &workloads, limits, started, best: None };
            let r = &mut Rng::new(seed);
            let any = |w: &Workload| {
                let every = all(w.problem);
                every[r.below(every.len() as u64) as usize].choice.clone()
            };
            work.offer(&workloads.iter().map(any).collect::<Vec<_>>());
            let bound = work.decompose(Some(i64::MAX));
            assert_eq!(work.known(), Some(best), "seed {seed}");
            assert!(bound.is_none_or(|b| b == best), "seed {seed}");
            found += 1;
        }
        assert!(found > 800, "{found}");
    }

    #[test]
    fn an_effort_that_ends_is_said() {
        let mut open = 0;
        for seed in 0..2000 {
            let own = workloads(seed);
            let workloads = view(&own);
            let joint = Joint::new(&workloads).expect("well formed");
            let best = scan(&workloads);
            let limits = Limits { states: seed % 3, ..Limits::default() };
            match portfolio(&joint, &workloads, limits).proof {
                Proof::Optimal(s) => assert_eq!(Some(s.value), best, "seed {seed}"),
                Proof::Infeasible => assert_eq!(best, None, "seed {seed}"),
                Proof::Within(s, bound) => {
                    assert!(Some(s.value) <= best && best <= Some(bound) && s.value < bound, "seed {seed}");
                    open += 1;
                }
                Proof::Unknown => open += 1,
            }
        }
        assert!(open > 10, "{open}");
        let problem = meeting();
        let pair = [Workload { problem: &problem, products: &[1, 2] }; 2];
        let joint = Joint::new(&pair).expect("well formed");
        let limits = Limits { time: Some(std::time::Duration::ZERO), enough: Some(-100), ..Limits::default() };
        assert_ne!(portfolio(&joint, &pair, limits).proof, Proof::Infeasible);
    }

    #[test]
    fn any_choices_are_worth_what_they_are_in_the_joined_problem() {
        for seed in 0..300 {
            let own = workloads(seed);
            let workloads = view(&own);
            let joint = Joint::new(&workloads).expect("well formed");
            let r = &mut Rng::new(seed);
            for _ in 0..20 {
                let pick = |w: &Workload| -> Vec<usize> {
                    w.problem.blocks.iter().map(|b| r.below(b.len() as u64) as usize).collect()
                };
                let choices: Vec<Vec<usize>> = workloads.iter().map(pick).collect();
                let joined = joint.join(&choices.iter().map(|c| &c[..]).collect::<Vec<_>>());
                assert_eq!(joint.split(&joined), choices);
                let each = workloads.iter().zip(&choices);
                let each: Option<Vec<Solution>> =
                    each.map(|(w, c)| Some(Solution { value: w.problem.evaluate(c)?, choice: c.clone() })).collect();
                let worth = each.map(|each| worth(&workloads, &each.iter().collect::<Vec<_>>()));
                assert_eq!(joint.problem.evaluate(&joined), worth, "seed {seed}");
            }
        }
    }

    /// Two workloads that each prefer another product of their own, and a third that both could share.
    fn meeting() -> Problem {
        let facility = |o| Facility { burden: 10, users: vec![(0, o)] };
        Problem { blocks: vec![vec![16, 12]], facilities: vec![facility(0), facility(1)], ..Problem::default() }
    }

    #[test]
    fn workloads_meet_at_a_product_that_neither_would_take_alone() {
        let problem = meeting();
        let pair =
            [Workload { problem: &problem, products: &[1, 3] }, Workload { problem: &problem, products: &[2, 3] }];
        let joint = Joint::new(&pair).expect("well formed");
        let found = portfolio(&joint, &pair, Limits::default());
        assert_eq!(found.proof, Proof::Optimal(Solution { choice: vec![1, 1], value: 14 }));
        assert_eq!(found.separate, Some(12));
    }

    #[test]
    fn a_limit_counts_what_its_workload_uses() {
        let mut problem = meeting();
        problem.rows = vec![Row { options: Vec::new(), facilities: vec![(0, 1), (1, 1)], limit: 1 }];
        let pair = [Workload { problem: &problem, products: &[7, 8] }; 2];
        let joint = Joint::new(&pair).expect("well formed");
        assert_eq!((joint.problem.facilities.len(), joint.problem.rows.len()), (6, 2));
        assert_eq!(joint.problem.evaluate(&[0, 1]), Some(8));
        let alone = Joint::new(&pair[..1]).expect("well formed");
        assert_eq!(alone.problem, problem);
    }

    #[test]
    fn what_does_not_fit_is_refused() {
        let mut problem = meeting();
        assert_eq!(Joint::new(&[Workload { problem: &problem, products: &[1] }]), None);
        assert_eq!(Joint::new(&[Workload { problem: &problem, products: &[1, 1] }]), None);
        problem.blocks[0][0] = 1 << 46;
        let one = Workload { problem: &problem, products: &[1, 2] };
        assert!(Joint::new(&[one]).is_some() && Joint::new(&[one; 2]).is_none());
        let none = portfolio(&Joint::new(&[]).expect("nothing"), &[], Limits::default());
        assert_eq!(none.proof, Proof::Optimal(Solution { choice: Vec::new(), value: 0 }));
    }
}
