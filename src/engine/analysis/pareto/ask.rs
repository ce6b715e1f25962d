//! Single questions: the best of the leading criterion, and of these the least of what is held.
//!
//! Both come in one solve of `leading * M - sum`, with `M` larger than the range of the sum; one unit of the
//! leading criterion then outweighs any difference of sums, and whole numbers leave nothing to a tolerance.
//!
//! If such numbers grow too large for the solver, `M` is as large as it can be. The answer is efficient all the
//! same: whatever dominated it would have a larger joined sum (Geoffrion 1968). It may have a little less
//! of the leading criterion than the best, in exchange for less of the sum. Its joined sum bounds what others
//! can have; mostly that bound says already that none has more, otherwise a solve of the leading criterion
//! alone does. If the answer was not the best, the least sum is found by halving: a row limits the sum, and
//! the question is whether the best is still reached.

use std::time::Instant;

use super::super::super::problem::{FORBIDDEN, Problem, Solution};
use super::super::super::solver::{Known, Limits, Proof, Solver};
use super::axis::{Axis, Weights};
use super::points::Effort;

/// What is known of the answer at some limits.
pub(super) enum Answer {
    /// This one; whether that is proved. Its value may be that of any objective.
    Best(Solution, bool),
    Nothing,
    Unknown,
}

/// The leading criterion, and the sum of what is held.
pub(super) struct Lead<'a> {
    /// The problem itself.
    pub(super) problem: &'a Problem,
    /// The leading criterion as the objective.
    pub(super) alone: Problem,
    /// All that is held.
    pub(super) sum: Axis,
    /// The leading criterion with less of the sum joined to it, if there is room, and their weights.
    pub(super) joined: Option<(Problem, Weights)>,
}

impl<'a> Lead<'a> {
    pub(super) fn new(problem: &'a Problem, alone: Problem, sum: Axis, room: i64) -> Self {
        let whole = sum.most() + 1;
        // The most that fits; the numbers of the held sum need their part of the room.
        let fits = (i128::from(room) - 1 - sum.total()).max(0) / total(&alone).max(1);
        let weights = (fits.min(i128::from(whole)) as i64, 1);
        let joined = if weights.0 > 0 { sum.join(&alone, weights, room) } else { None };
        Lead { problem, alone, sum, joined: joined.map(|p| (p, weights)) }
    }

    /// How much of the leading criterion and of the sum a choice has.
    pub(super) fn place(&self, choice: &[usize]) -> Option<(i64, i64)> {
        Some((self.alone.evaluate(choice)?, self.sum.amount(self.problem, choice)))
    }
}

/// Whether a bound of the joined sum says that nothing has more than `value` of the leading criterion, where
/// the sum of the others is at most `reach`.
pub(super) fn settles(bound: i64, (lead, held): Weights, value: i64, reach: i64) -> bool {
    let least = i128::from(lead) * (i128::from(value) + 1) - i128::from(held) * i128::from(reach);
    i128::from(bound) < least
}

/// The sum of all numbers of an objective, without signs.
pub(super) fn total(problem: &Problem) -> i128 {
    let pairs = problem.pairs.iter().flat_map(|p| p.entries.iter().map(|e| e.value));
    let numbers = problem.blocks.iter().flatten().copied().chain(pairs);
    let numbers = numbers.filter(|v| *v != FORBIDDEN);
    numbers.chain(problem.facilities.iter().map(|f| f.burden)).map(|v| i128::from(v).abs()).sum()
}

/// Solves within an effort.
pub(super) struct Asker<'a> {
    pub(super) effort: &'a Effort,
    started: Instant,
    pub(super) solves: usize,
    /// What is known of weighted sums of the leading and the held criterion.
    known: Vec<(Weights, Known)>,
}

impl<'a> Asker<'a> {
    pub(super) fn new(effort: &'a Effort) -> Self {
        Asker { effort, started: Instant::now(), solves: 0, known: Vec::new() }
    }

    pub(super) fn late(&self) -> bool {
        self.solves >= self.effort.solves || self.effort.time.is_some_and(|t| self.started.elapsed() >= t)
    }

    /// A solver that counts as one solve, with at most so many states; nothing if the effort has ended. `near` are
    /// good solutions, and the bounds begin with those of `parts`.
    fn solver<'p>(
        &mut self,
        problem: &'p Problem,
        states: u64,
        enough: Option<i64>,
        near: &[&[usize]],
        parts: &[(f64, usize)],
    ) -> Option<Solver<'p>> {
        if self.late() {
            return None;
        }
        self.solves += 1;
        let left = self.effort.time.map(|t| t.saturating_sub(self.started.elapsed()));
        let time = left.into_iter().chain(self.effort.each.time).min();
        let limits = Limits { states: states.min(self.effort.each.states), time, enough };
        let parts: Vec<(f64, &Known)> = parts.iter().map(|(times, i)| (*times, &self.known[*i].1)).collect();
        Some(Solver::near_to(problem, limits, near, &parts))
    }

    pub(super) fn solve(&mut self, problem: &Problem, states: u64, enough: Option<i64>) -> Proof {
        self.solver(problem, states, enough, &[], &[]).map_or(Proof::Unknown, |s| s.solve())
    }

    /// A solver of a weighted sum with no further limits. `near` are good solutions; if bounds need be no better than
    /// these are, they begin with those of the sums with weights next to it.
    pub(super) fn weighted<'p>(
        &mut self,
        problem: &'p Problem,
        weights: Weights,
        states: u64,
        near: &[&[usize]],
    ) -> Option<Solver<'p>> {
        let parts = if near.is_empty() { Vec::new() } else { self.around(weights) };
        let solver = self.solver(problem, states, None, near, &parts)?;
        self.known.extend(solver.known().map(|k| (weights, k)));
        Some(solver)
    }

    /// The sums with weights next to these on either side, and how often each counts so that they add up to these.
    fn around(&self, (lead, held): Weights) -> Vec<(f64, usize)> {
        // How much more the leading criterion counts in one than in these.
        let more = |i: &usize| {
            let (l, h) = self.known[*i].0;
            i128::from(l) * i128::from(held) - i128::from(lead) * i128::from(h)
        };
        // What part of the whole weight the leading criterion has: its order is that of the slopes.
        let share = |i: &usize| self.known[*i].0.0 as f64 / (self.known[*i].0.0 as f64 + self.known[*i].0.1 as f64);
        let all = || 0..self.known.len();
        let above = all().filter(|i| more(i) >= 0).min_by(|a, b| share(a).total_cmp(&share(b)));
        let below = all().filter(|i| more(i) < 0).max_by(|a, b| share(a).total_cmp(&share(b)));
        match (above, below) {
            (Some(a), Some(b)) => {
                let ((l, h), (m, i)) = (self.known[a].0, self.known[b].0);
                let (l, h, m, i) = (l as f64, h as f64, m as f64, i as f64);
                let (lead, held, whole) = (lead as f64, held as f64, l * i - m * h);
                vec![((lead * i - held * m) / whole, a), ((l * held - h * lead) / whole, b)]
            }
            (Some(a), None) => vec![(lead as f64 / self.known[a].0.0 as f64, a)],
            (None, Some(b)) => vec![(held as f64 / self.known[b].0.1 as f64, b)],
            (None, None) => Vec::new(),
        }
    }

    /// The best of the leading criterion, and of these one with the least sum. `within` puts the limits on
    /// an objective; no solution within them has a sum of more than `reach`.
    pub(super) fn best(&mut self, lead: &Lead, reach: i64, within: impl Fn(&Problem) -> Problem) -> Answer {
        let mut near = None;
        if let Some((joined, weights)) = &lead.joined {
            let problem = within(joined);
            let proof = if problem.rows.len() > joined.rows.len() {
                self.solve(&problem, u64::MAX, None)
            } else {
                self.weighted(&problem, *weights, u64::MAX, &[]).map_or(Proof::Unknown, |s| s.solve())
            };
            match proof {
                Proof::Optimal(s) => {
                    let Some(value) = lead.alone.evaluate(&s.choice) else { return Answer::Unknown };
                    if settles(s.value, *weights, value, reach) {
                        return Answer::Best(s, true);
                    }
                    near = Some((s, value));
                }
                Proof::Within(s, _) => return Answer::Best(s, false),
                Proof::Infeasible => return Answer::Nothing,
                Proof::Unknown => return Answer::Unknown,
            }
        }
        let alone = within(&lead.alone);
        match (self.solve(&alone, u64::MAX, None), near) {
            (Proof::Optimal(s), Some((near, value))) if s.value == value => Answer::Best(near, true),
            (Proof::Optimal(s), _) => self.lighten(lead, alone, s),
            (Proof::Within(_, bound), Some((near, value))) => Answer::Best(near, bound <= value),
            (Proof::Within(s, _), None) => Answer::Best(s, false),
            (Proof::Unknown, Some((near, _))) => Answer::Best(near, false),
            (Proof::Infeasible, _) => Answer::Nothing,
            (Proof::Unknown, None) => Answer::Unknown,
        }
    }

    /// Of the solutions as good as the best, one with the least sum, by halving.
    pub(super) fn lighten(&mut self, lead: &Lead, mut problem: Problem, mut best: Solution) -> Answer {
        let (mut low, mut high) = (0, lead.sum.amount(lead.problem, &best.choice));
        problem.rows.push(lead.sum.row(high));
        while low < high {
            let middle = low + (high - low) / 2;
            problem.rows.last_mut().into_iter().for_each(|r| r.limit = middle);
            match self.solve(&problem, u64::MAX, Some(best.value)) {
                Proof::Optimal(s) | Proof::Within(s, _) if s.value >= best.value => {
                    high = lead.sum.amount(lead.problem, &s.choice);
                    best = s;
                }
                Proof::Optimal(_) | Proof::Infeasible => low = middle + 1,
                Proof::Within(_, bound) if bound < best.value => low = middle + 1,
                Proof::Within(..) | Proof::Unknown => return Answer::Best(best, false),
            }
        }
        Answer::Best(best, true)
    }
}
