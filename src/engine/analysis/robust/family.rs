//! The different scenarios with their optima, and what a common choice loses in each.

use super::super::super::core::shrink;
use super::super::super::problem::{FORBIDDEN, Problem, Solution};
use super::super::super::solver::{Limits, Proof, Solver};

/// A state of the world, as far as it matters: a problem.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Scenario<'a> {
    /// What would be optimised if it were known; it must have a solution.
    pub problem: &'a Problem,
    /// By block: the common decision that it stands for, its options those of the decision by index. One
    /// more option is "not needed", and may be taken instead. Blocks without are chosen in the scenario.
    pub decisions: &'a [Option<usize>],
}

/// The loss where a choice cannot be kept.
pub(super) const LOST: i64 = i64::MAX;

/// The largest sum of weights in a mixture.
const WHOLE: i64 = 1000;

/// The numbers of a mixture stay below this.
const ROOM: i128 = 1 << 46;

/// By decision and option: whether it is left out.
pub(super) type Closed = Vec<Vec<bool>>;

/// A few decisions: choices with all of them are no better than the best known.
pub(super) type Cut = Vec<(usize, usize)>;

/// What a choice loses in a scenario: between these.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Loss {
    pub(super) least: i64,
    pub(super) most: i64,
}

/// Scenarios that are the same.
pub(super) struct Group<'a> {
    pub(super) scenario: Scenario<'a>,
    /// Which they are.
    pub(super) members: Vec<usize>,
    solver: Solver<'a>,
    pub(super) best: Solution,
    /// Whether the best is proven to be.
    pub(super) proven: bool,
    /// Blocks that stand for a decision, and the decision.
    pub(super) common: Vec<(usize, usize)>,
}

/// The scenarios.
pub(super) struct Family<'a> {
    pub(super) options: &'a [usize],
    pub(super) limits: Limits,
    pub(super) groups: Vec<Group<'a>>,
}

impl<'a> Family<'a> {
    /// Nothing if a scenario does not fit, or has no solution.
    pub(super) fn new(scenarios: &[Scenario<'a>], options: &'a [usize], limits: Limits) -> Option<Family<'a>> {
        if scenarios.is_empty() || options.contains(&0) || !scenarios.iter().all(|s| fits(s, options)) {
            return None;
        }
        let mut groups: Vec<Group<'a>> = Vec::new();
        for (member, scenario) in scenarios.iter().enumerate() {
            match groups.iter_mut().find(|g| g.scenario == *scenario) {
                Some(group) => group.members.push(member),
                None => groups.push(Group::new(*scenario, member, limits)?),
            }
        }
        Some(Family { options, limits, groups })
    }

    /// The number of scenarios.
    pub(super) fn count(&self) -> usize {
        self.groups.iter().map(|g| g.members.len()).sum()
    }

    /// Choices to start from: those given, the one on which most optima agree, and each of the optima.
    pub(super) fn starts(&self, candidates: &[Vec<usize>]) -> Vec<Vec<usize>> {
        let valid = |c: &&Vec<usize>| {
            c.len() == self.options.len() && c.iter().zip(self.options).all(|(option, options)| option < options)
        };
        let mut out: Vec<Vec<usize>> = candidates.iter().filter(valid).cloned().collect();
        let mut votes: Vec<Vec<usize>> = self.options.iter().map(|n| vec![0; *n]).collect();
        for group in &self.groups {
            group.decided(self.options).for_each(|(d, o)| votes[d][o] += group.members.len());
        }
        let most = |v: &Vec<usize>| (0..v.len()).rev().max_by_key(|o| v[*o]).unwrap_or(0);
        let usual: Vec<usize> = votes.iter().map(most).collect();
        out.push(usual.clone());
        for group in &self.groups {
            let mut choice = usual.clone();
            group.decided(self.options).for_each(|(d, o)| choice[d] = o);
            out.push(choice);
        }
        let mut seen = std::collections::BTreeSet::new();
        out.retain(|c| seen.insert(c.clone()));
        out
    }

    /// The problem of a group with some decisions taken.
    fn restricted(&self, group: usize, taken: &[Option<usize>]) -> Problem {
        let group = &self.groups[group];
        let mut problem = group.scenario.problem.clone();
        for &(b, d) in &group.common {
            let Some(option) = taken[d] else { continue };
            let others = (0..self.options[d]).filter(|o| *o != option);
            others.for_each(|o| problem.blocks[b][o] = FORBIDDEN);
        }
        problem
    }

    /// What a choice loses in a group.
    pub(super) fn loss(&self, group: usize, choice: &[usize]) -> Loss {
        let taken: Vec<Option<usize>> = choice.iter().copied().map(Some).collect();
        let problem = self.restricted(group, &taken);
        let best = self.groups[group].best.value;
        let proof = match only(&problem) {
            Some(choice) => {
                problem.evaluate(&choice).map_or(Proof::Infeasible, |value| Proof::Optimal(Solution { choice, value }))
            }
            None => Solver::new(&problem, self.limits).solve(),
        };
        match proof {
            Proof::Optimal(s) => Loss { least: best - s.value, most: best - s.value },
            Proof::Within(s, bound) => Loss { least: best - bound, most: best - s.value },
            Proof::Infeasible => Loss { least: LOST, most: LOST },
            Proof::Unknown => Loss { least: 0, most: LOST },
        }
    }

    /// What a choice loses at least, without a search.
    pub(super) fn floor(&self, group: usize, choice: &[usize]) -> i64 {
        let group = &self.groups[group];
        let losses = group.common.iter().map(|(b, d)| group.floor(*b, choice[*d], self.options[*d]));
        losses.max().unwrap_or(0).max(0)
    }

    /// Closes options that alone are enough to lose so much in one of some groups.
    pub(super) fn close(&self, groups: &[usize], lost: i64, closed: &mut Closed) {
        for group in groups.iter().map(|g| &self.groups[*g]) {
            for &(b, d) in &group.common {
                let n = self.options[d];
                (0..n).for_each(|o| closed[d][o] = closed[d][o] || group.floor(b, o, n) >= lost);
            }
        }
    }

    /// Whether some decisions can be kept in a group with a loss below a limit; unknown counts as yes.
    pub(super) fn can(&self, group: usize, decisions: &[(usize, usize)], limit: i64, closed: &Closed) -> bool {
        let mut taken = vec![None; self.options.len()];
        decisions.iter().for_each(|(d, o)| taken[*d] = Some(*o));
        let mut problem = self.restricted(group, &taken);
        for &(b, d) in &self.groups[group].common {
            let shut = closed.get(d).into_iter().flatten().enumerate().filter(|(_, c)| **c);
            shut.for_each(|(o, _)| problem.blocks[b][o] = FORBIDDEN);
        }
        let least = if limit == LOST { i64::MIN } else { self.groups[group].best.value - limit + 1 };
        let solver = Solver::new(&problem, Limits { enough: Some(least), ..self.limits });
        if solver.ceiling().is_none_or(|c| c < least) {
            return false;
        }
        match solver.solve() {
            Proof::Optimal(s) => s.value >= least,
            Proof::Within(_, bound) => bound >= least,
            Proof::Infeasible => false,
            Proof::Unknown => true,
        }
    }

    /// A minimal set of a choice's decisions that is enough to lose so much in a group. Nothing if it is
    /// not proven that the choice does.
    pub(super) fn reason(&self, group: usize, choice: &[usize], limit: i64, closed: &Closed) -> Option<Cut> {
        let at = &self.groups[group];
        let decisions = at.common.iter().map(|(b, d)| (at.floor(*b, choice[*d], self.options[*d]), (*d, choice[*d])));
        let mut decisions: Vec<(i64, (usize, usize))> = decisions.collect();
        // Those that alone cost most are the likely reasons.
        decisions.sort_unstable();
        if let Some((_, decision)) = decisions.last().filter(|d| d.0 >= limit) {
            return Some(vec![*decision]);
        }
        if let Some((d, o)) = choice.iter().copied().enumerate().find(|(d, o)| closed.get(*d).is_some_and(|c| c[*o])) {
            return Some(vec![(d, o)]);
        }
        let mut seen = vec![false; self.options.len()];
        decisions.retain(|(_, (d, _))| !std::mem::replace(&mut seen[*d], true));
        let decisions: Vec<(usize, usize)> = decisions.into_iter().map(|d| d.1).collect();
        if self.can(group, &decisions, limit, closed) {
            return None;
        }
        let mut cut = shrink(&decisions, &mut |some| self.can(group, some, limit, closed));
        cut.sort_unstable();
        Some(cut)
    }

    /// The largest sum of weights for which a mixture of groups has room.
    pub(super) fn finest(&self, groups: &[usize]) -> i64 {
        let sizes = groups.iter().map(|g| size(self.groups[*g].scenario.problem));
        (ROOM / sizes.max().unwrap_or(1).max(1)).clamp(1, i128::from(WHOLE)) as i64
    }
}

impl<'a> Group<'a> {
    fn new(scenario: Scenario<'a>, member: usize, limits: Limits) -> Option<Group<'a>> {
        let solver = Solver::new(scenario.problem, limits);
        let (best, proven) = match solver.solve() {
            Proof::Optimal(s) => (s, true),
            Proof::Within(s, _) => (s, false),
            Proof::Unknown | Proof::Infeasible => return None,
        };
        let common = scenario.decisions.iter().enumerate().filter_map(|(b, d)| d.map(|d| (b, d))).collect();
        Some(Group { scenario, members: vec![member], solver, best, proven, common })
    }

    /// The decisions of the optimum, where they are needed.
    fn decided(&self, options: &[usize]) -> impl Iterator<Item = (usize, usize)> {
        let decided = self.common.iter().map(|(b, d)| (*d, self.best.choice[*b]));
        decided.filter(|(d, o)| *o < options[*d])
    }

    /// What an option loses at least, without a search. `not` is the index of "not needed".
    fn floor(&self, block: usize, option: usize, not: usize) -> i64 {
        let mut most = self.solver.at_most(block, option);
        if not < self.scenario.problem.blocks[block].len() {
            most = most.max(self.solver.at_most(block, not));
        }
        if most == i64::MIN { LOST } else { self.best.value - most }
    }
}

fn fits(scenario: &Scenario<'_>, options: &[usize]) -> bool {
    let block = |(block, decision): (&Vec<i64>, &Option<usize>)| match decision {
        Some(d) => options.get(*d).is_some_and(|n| block.len() == *n || block.len() == n + 1),
        None => true,
    };
    let blocks = &scenario.problem.blocks;
    scenario.problem.is_well_formed()
        && scenario.decisions.len() == blocks.len()
        && blocks.iter().zip(scenario.decisions).all(block)
}

/// The one choice that is left, if there is only one.
fn only(problem: &Problem) -> Option<Vec<usize>> {
    let one = |options: &Vec<i64>| {
        let mut left = (0..options.len()).filter(|o| options[*o] != FORBIDDEN);
        left.next().filter(|_| left.next().is_none())
    };
    problem.blocks.iter().map(one).collect()
}

/// The sum of all values.
fn size(problem: &Problem) -> i128 {
    let pairs = problem.pairs.iter().flat_map(|p| p.entries.iter().map(|e| e.value));
    let values = problem.blocks.iter().flatten().copied().chain(pairs);
    let values = values.chain(problem.facilities.iter().map(|f| f.burden));
    values.filter(|v| *v != FORBIDDEN).map(|v| i128::from(v).abs()).sum()
}
