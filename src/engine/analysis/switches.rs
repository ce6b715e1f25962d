//! From what is there today to the optimum, the switches with the best value per effort first.
//!
//! A step is a set of switches made together. Its gain is what the whole architecture is worth more
//! afterwards; its effort is leaving the old options, taking up the new ones, and introducing products that
//! were not used. Products and pairs make sets worth more, or less effort, than their parts, so the set with
//! the best ratio must be looked for among all sets, not switch by switch.
//!
//! **Best ratio.** Dinkelbach's method (1967): with the best ratio `p / q` so far, find the most of
//! `q * gain - p * effort`. If that is above 0, what reaches it has a better ratio; if not, there is none.
//! Each question is an ordinary problem: efforts are values of options and burdens of facilities.
//!
//! **Whole numbers.** `q` times a value is often too large for the solver. So the question is asked with a
//! smaller factor `s` and the price `a = ceil(s * p / q) - 1`, just below the ratio: the most of
//! `G = s * gain - a * effort`. With `r = s * p - a * q`, which is from 1 to `q`, a ratio above `p / q` means
//! `q * G > r * effort`. If what is found has no such ratio, then all that have one have an effort below
//! `q * G / r` with the greatest `G`, thus below the effort of what was found. That is a row, and the
//! question is asked again. So the result is exact whatever `s` is; `s = 1` only takes a few more solves.
//! Of equal ratios, the same row finds the smallest effort.
//!
//! What costs more effort at that price than there is to gain is forbidden, which keeps numbers small.
//!
//! **Ratios never rise.** The effort of going from x to z is at most that of going by way of y: what is left
//! and taken on the direct way is left and taken on the other, too, and what z uses and x does not comes in at
//! y or after. If the step after one had a better ratio, both together would have had a better one than the
//! first. For the same reason nothing is left that gains without effort after all such switches were made as
//! the first step. The last step reaches the optimum: as long as something is worth more, there is a step.

use super::super::problem::{Problem, Solution};
use super::super::solver::{Limits, Proof, Solver};
pub use super::efforts::Effort;
use super::efforts::{Costs, LARGEST, Terms, Way};

/// Switches that are made together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// What is chosen after it, in all blocks.
    pub choice: Vec<usize>,
    /// The value after it.
    pub value: i64,
    /// The effort of this step.
    pub effort: i64,
    /// The stated blocks that it changes.
    pub switched: Vec<usize>,
    /// Whether it must come first because what is there breaks the model: the least effort that mends it,
    /// and the greatest value with this effort.
    pub must: bool,
    /// Whether it is proved that no step has a better ratio, or less effort and as good a ratio.
    pub exact: bool,
}

/// The way from today's choice to the optimum.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sequence {
    /// Today's choice, with the best options of blocks that are not stated. If it breaks the model, these are
    /// as after the first step.
    pub start: Vec<usize>,
    /// Its value; nothing if it breaks the model.
    pub start_value: Option<i64>,
    /// The steps in order: what must be, what gains without effort, then by ratios that do not rise.
    pub steps: Vec<Step>,
    /// Whether all steps are exact and the last one reaches the optimum, proved.
    pub exact: bool,
}

/// The largest factor of values.
const FINEST: i64 = 1 << 10;

/// No single amount of effort counts more than this.
const LARGEST_CAP: i128 = 1 << 50;

/// Numbers of a model together stay below this when values are multiplied.
const ROOM: i128 = 1 << 46;

/// The sequence of steps, each with the best value per effort. `today` says by block which option is there,
/// possibly one that is forbidden now. Blocks that are not stated are chosen anew at every step, without
/// effort; nor do facilities cost effort because of them.
///
/// Nothing if there is no solution, or if the tables do not fit the problem or efforts are negative or too
/// large. `limits` hold for each solve; `enough` is not used.
pub fn sequence(problem: &Problem, today: &[Option<usize>], effort: &Effort, limits: Limits) -> Option<Sequence> {
    let way = Way::new(problem, today, effort, limits)?;
    let (mut known, top) = match Solver::new(problem, way.limits).solve() {
        Proof::Optimal(s) => (vec![s.clone()], s.value),
        Proof::Within(s, bound) => (vec![s], bound),
        Proof::Infeasible => return None,
        Proof::Unknown => (Vec::new(), i64::MAX),
    };
    let start = today.iter().map(|t| t.unwrap_or(0)).collect();
    let mut out = Sequence { start, start_value: None, steps: Vec::new(), exact: false };
    let Some((mut now, proved)) = way.begin(&mut out, &known) else { return Some(out) };
    if let Some((s, exact)) = way.free(&now, &known) {
        out.steps.push(way.step(&now.choice, &s, false, exact));
        now = s;
    }
    while let Some((s, exact)) = way.next(&now, &mut known, top) {
        out.steps.push(way.step(&now.choice, &s, false, exact));
        now = s;
    }
    out.exact = proved && out.steps.iter().all(|s| s.exact) && now.value == top;
    Some(out)
}

/// A step in question: what it gains, and its effort.
#[derive(Clone)]
struct Candidate {
    solution: Solution,
    gain: i128,
    effort: i128,
}

impl Candidate {
    fn beats(&self, other: &Candidate) -> bool {
        let (own, others) = (self.gain * other.effort, other.gain * self.effort);
        own > others || own == others && self.effort < other.effort
    }
}

impl Way<'_> {
    /// The best of a model, and whether it is proved. Nothing and proved: there is none.
    fn solve(&self, model: &Problem, known: &[Solution]) -> (Option<Solution>, bool) {
        match self.ask(model, known) {
            Proof::Optimal(s) => (Some(s), true),
            Proof::Within(s, _) => (Some(s), false),
            Proof::Infeasible => (None, true),
            Proof::Unknown => (None, false),
        }
    }

    /// What a model's best is, from a few of its best known solutions.
    fn ask(&self, model: &Problem, known: &[Solution]) -> Proof {
        if !model.is_well_formed() {
            return Proof::Unknown;
        }
        let solution = |s: &Solution| Some(Solution { value: model.evaluate(&s.choice)?, choice: s.choice.clone() });
        let mut near: Vec<Solution> = known.iter().filter_map(solution).collect();
        near.sort_by_key(|s| std::cmp::Reverse(s.value));
        near.truncate(2);
        let solver = Solver::new(model, self.limits);
        match near.first() {
            Some(s) if solver.ceiling().is_some_and(|c| c <= s.value) => Proof::Optimal(s.clone()),
            _ => solver.solve_with(&[], &near.iter().collect::<Vec<_>>(), self.limits),
        }
    }

    fn worth(&self, solution: Solution) -> Option<Solution> {
        Some(Solution { value: self.problem.evaluate(&solution.choice)?, ..solution })
    }

    /// Today's choice with the best of blocks that are not stated, or the first step; whether it is proved.
    fn begin(&self, out: &mut Sequence, known: &[Solution]) -> Option<(Solution, bool)> {
        let (best, proved) = self.solve(&self.fixed(&out.start), known);
        if let Some(s) = best {
            out.start.clone_from(&s.choice);
            out.start_value = Some(s.value);
            return Some((s, proved));
        }
        let (s, exact) = self.mend(&out.start, known)?;
        out.steps.push(self.step(&out.start, &s, true, exact && proved));
        let open = out.start.iter_mut().zip(&self.stated).zip(&s.choice).filter(|((_, stated), _)| !**stated);
        open.for_each(|((o, _), new)| *o = *new);
        Some((s, proved))
    }

    fn step(&self, from: &[usize], to: &Solution, must: bool, exact: bool) -> Step {
        let switched = (0..from.len()).filter(|b| self.stated[*b] && from[*b] != to.choice[*b]).collect();
        let effort = self.effort(&self.costs(from), &to.choice);
        Step { choice: to.choice.clone(), value: to.value, effort, switched, must, exact }
    }

    /// The least effort that leads to a solution, and the best one with it; whether both are proved.
    fn mend(&self, from: &[usize], known: &[Solution]) -> Option<(Solution, bool)> {
        let costs = self.costs(from);
        let terms = Terms { scale: 0, price: 1, most: None, cap: i128::MAX };
        let (least, first) = self.solve(&self.model(&costs, terms), known);
        let least = self.worth(least?)?;
        let effort = self.effort(&costs, &least.choice);
        // All have this effort, so its price says nothing of which is best; but bounds with it are closer.
        let terms = |price| Terms { scale: 1, price, most: Some(effort), cap: i128::MAX };
        let prices = (0..46).rev().map(|bits| (1 << bits) / i128::from(effort).max(1)).chain([0]);
        let model = prices.map(|p| self.model(&costs, terms(p))).find(Problem::is_well_formed);
        let near = std::slice::from_ref(&least);
        let (best, second) = model.map_or((None, false), |m| self.solve(&m, near));
        let best = best.and_then(|s| self.worth(s));
        Some((best.unwrap_or(least), first && second))
    }

    /// What gains without effort.
    fn free(&self, now: &Solution, known: &[Solution]) -> Option<(Solution, bool)> {
        let terms = Terms { scale: 1, price: 0, most: Some(0), cap: i128::MAX };
        let mut known = known.to_vec();
        known.push(now.clone());
        let (best, exact) = self.solve(&self.model(&self.costs(&now.choice), terms), &known);
        best.filter(|s| s.value > now.value).map(|s| (s, exact))
    }

    /// The step with the best ratio, of such the one with the least effort; whether it is proved to be that.
    /// `top` is no less than any value.
    fn next(&self, now: &Solution, known: &mut Vec<Solution>, top: i64) -> Option<(Solution, bool)> {
        let costs = self.costs(&now.choice);
        let candidate = |s: &Solution| Candidate {
            solution: s.clone(),
            gain: i128::from(s.value) - i128::from(now.value),
            effort: i128::from(self.effort(&costs, &s.choice)),
        };
        known.retain(|s| s.value > now.value);
        let better = |best: Candidate, c: Candidate| if c.beats(&best) { c } else { best };
        let mut best = known.iter().map(candidate).reduce(better)?;
        let mut most = None;
        let exact = loop {
            if best.effort == 0 {
                break false;
            }
            let Some((terms, model)) = self.terms(&costs, &best, most, top.saturating_sub(now.value)) else {
                break false;
            };
            let (p, q, scale) = (best.gain, best.effort, i128::from(terms.scale));
            let near = [now.clone(), best.solution.clone()];
            let (found, bound) = match self.ask(&model, &near) {
                Proof::Optimal(s) => (s.clone(), s.value),
                Proof::Within(s, bound) => (s, bound),
                Proof::Unknown | Proof::Infeasible => break false,
            };
            let over = i128::from(bound) - scale * i128::from(now.value);
            if over <= 0 {
                break true;
            }
            let found = self.worth(found).map(|s| candidate(&s))?;
            let (old, last) = (best.clone(), most);
            if found.gain > 0 && found.beats(&best) {
                known.push(found.solution.clone());
                best = found;
            }
            if best.gain * old.effort > old.gain * best.effort {
                continue;
            }
            // All that has a better ratio, and then all that has the same and less effort.
            let rest = scale * p - terms.price * q;
            let effort = ((q * over - 1) / rest).max((q * over / rest).min(best.effort - 1)).min(LARGEST) as i64;
            if last.is_some_and(|l| effort >= l) {
                break false;
            }
            most = Some(effort);
        };
        Some((best.solution, exact))
    }

    /// The question whether something beats a candidate, with numbers as fine as there is room for.
    fn terms(&self, costs: &Costs, best: &Candidate, most: Option<i64>, gain: i64) -> Option<(Terms, Problem)> {
        let mut scale = FINEST;
        while scale > 0 {
            let fine = i128::from(scale);
            if self.total * fine < ROOM || scale == 1 {
                let price = (fine * best.gain + best.effort - 1) / best.effort - 1;
                let terms = Terms { scale, price, most, cap: fine * i128::from(gain) };
                let model = (terms.cap < LARGEST_CAP).then(|| self.model(costs, terms));
                if let Some(model) = model.filter(Problem::is_well_formed) {
                    return Some((terms, model));
                }
            }
            scale /= 2;
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::problem::{FORBIDDEN, Facility};
    use super::super::alternatives::tests::{Rng, all, random};
    use super::*;

    struct Case {
        problem: Problem,
        today: Vec<Option<usize>>,
        effort: Effort,
    }

    fn case(seed: u64) -> Case {
        let r = &mut Rng::new(seed);
        let problem = random(r);
        let most = [0, 1, 4, 9, 300][r.below(5) as usize];
        let table = |r: &mut Rng| -> Vec<Vec<i64>> {
            problem.blocks.iter().map(|b| b.iter().map(|_| r.range(0, most)).collect()).collect()
        };
        let (take, leave) = (table(r), table(r));
        let introduce = problem.facilities.iter().map(|_| r.range(0, most)).collect();
        let option = |b: &Vec<i64>| (r.below(5) > 0).then(|| r.below(b.len() as u64) as usize);
        let today = problem.blocks.iter().map(option).collect();
        Case { today, effort: Effort { take, leave, introduce }, problem }
    }

    impl Case {
        /// The effort as the words say it.
        fn effort(&self, x: &[usize], y: &[usize]) -> i64 {
            let stated = |b: &usize| self.today[*b].is_some();
            let changed = (0..x.len()).filter(stated).filter(|b| x[*b] != y[*b]);
            let blocks: i64 = changed.map(|b| self.effort.leave[b][x[b]] + self.effort.take[b][y[b]]).sum();
            let uses = |c: &[usize], f: &Facility| f.users.iter().any(|u| stated(&u.0) && c[u.0] == u.1);
            let new = self.problem.facilities.iter().zip(&self.effort.introduce);
            blocks + new.filter(|(f, _)| uses(y, f) && !uses(x, f)).map(|(_, e)| *e).sum::<i64>()
        }

        fn keeps(&self, x: &[usize], y: &[usize]) -> bool {
            (0..x.len()).all(|b| self.today[b].is_none() || x[b] == y[b])
        }

        fn sequence(&self, states: u64) -> Option<Sequence> {
            sequence(&self.problem, &self.today, &self.effort, Limits { states, ..Limits::default() })
        }

        /// Checks a sequence against all solutions; how many steps by ratio, and whether one had to be.
        fn check(&self, seed: u64) -> (usize, bool) {
            let every = all(&self.problem);
            let found = self.sequence(2_000_000);
            let Some(top) = every.iter().map(|s| s.value).max() else {
                assert_eq!(found, None, "seed {seed}");
                return (0, false);
            };
            let found = found.expect("a solution");
            assert!(found.exact, "seed {seed} {found:?}");
            assert!(self.today.iter().zip(&found.start).all(|(t, s)| t.is_none_or(|t| t == *s)));
            let best = every.iter().filter(|s| self.keeps(&found.start, &s.choice)).map(|s| s.value).max();
            assert_eq!(found.start_value, best, "seed {seed}");
            assert!(best.is_none() || self.problem.evaluate(&found.start) == best);
            let (mut x, mut value, mut ratio) = (&found.start, best, None);
            for (i, step) in found.steps.iter().enumerate() {
                assert_eq!(self.problem.evaluate(&step.choice), Some(step.value), "seed {seed}");
                assert_eq!(step.effort, self.effort(x, &step.choice), "seed {seed}");
                let differ = |b: &usize| self.today[*b].is_some() && x[*b] != step.choice[*b];
                assert_eq!(step.switched, (0..x.len()).filter(differ).collect::<Vec<_>>());
                assert_eq!(step.must, value.is_none());
                match value {
                    None => self.check_must(&every, x, step),
                    Some(v) => ratio = Some(self.check_ratio(&every, x, v, step, ratio, i)),
                }
                (x, value) = (&step.choice, Some(step.value));
            }
            assert_eq!(value, Some(top), "seed {seed}");
            (found.steps.iter().filter(|s| !s.must && s.effort > 0).count(), best.is_none())
        }

        fn check_must(&self, every: &[Solution], x: &[usize], step: &Step) {
            let keys = every.iter().map(|s| (self.effort(x, &s.choice), -s.value));
            assert_eq!(keys.min(), Some((step.effort, -step.value)));
        }

        /// The best ratio of gain and effort, the smallest effort, and no more than that of the last step.
        fn check_ratio(
            &self,
            every: &[Solution],
            x: &[usize],
            value: i64,
            step: &Step,
            last: Option<(i64, i64)>,
            index: usize,
        ) -> (i64, i64) {
            let (gain, effort) = (step.value - value, step.effort);
            assert!(gain > 0);
            for s in every.iter().filter(|s| s.value > value) {
                let (g, e) = (s.value - value, self.effort(x, &s.choice));
                if effort == 0 {
                    assert!(index == 0 && (e > 0 || g <= gain));
                } else {
                    let (other, own) = (i128::from(g) * i128::from(effort), i128::from(gain) * i128::from(e));
                    assert!(other < own || other == own && e >= effort, "{g} / {e} beats {gain} / {effort}");
                }
            }
            if let Some((g, e)) = last.filter(|l| l.1 > 0) {
                assert!(i128::from(gain) * i128::from(e) <= i128::from(g) * i128::from(effort));
            }
            (gain, effort)
        }
    }

    #[test]
    fn each_step_is_the_best_of_all() {
        let found: Vec<(usize, bool)> = (0..4000).map(|seed| case(seed).check(seed)).collect();
        let (steps, must) = (found.iter().map(|f| f.0).sum::<usize>(), found.iter().filter(|f| f.1).count());
        let long = found.iter().filter(|f| f.0 > 2).count();
        assert!(steps > 1500 && must > 500 && long > 50, "{steps} {must} {long}");
    }

    #[test]
    fn each_step_is_the_best_though_there_is_no_room_for_ratios() {
        let mut steps = 0;
        for seed in 0..2500 {
            let mut case = case(seed);
            let r = &mut Rng::new(seed);
            // Small values and large efforts, and one number that leaves no room for a factor.
            let all = case.problem.blocks.iter_mut().flatten();
            let all = all.chain(case.problem.pairs.iter_mut().flat_map(|p| p.entries.iter_mut().map(|e| &mut e.value)));
            let all = all.chain(case.problem.facilities.iter_mut().map(|f| &mut f.burden));
            all.filter(|v| **v != FORBIDDEN).for_each(|v| *v %= 10);
            let efforts = case.effort.take.iter_mut().chain(&mut case.effort.leave).flatten();
            efforts.chain(&mut case.effort.introduce).for_each(|e| *e = *e * 7 + r.range(0, 20));
            case.problem.blocks.push(vec![(1 << 46) + (1 << 45)]);
            case.effort.take.push(vec![0]);
            case.effort.leave.push(vec![0]);
            case.today.push(None);
            steps += case.check(seed).0;
        }
        assert!(steps > 1000, "{steps}");
    }

    #[test]
    fn an_effort_that_ends_is_said() {
        let (mut open, mut proved) = (0, 0);
        for seed in 0..2000 {
            let case = case(seed);
            let every = all(&case.problem);
            let Some(found) = case.sequence(0) else { continue };
            let top = every.iter().map(|s| s.value).max().expect("a solution");
            if found.exact {
                case.check(seed);
                // Of equally good ways either may be taken.
                let worth = |s: &Sequence| s.steps.iter().map(|x| (x.value, x.effort, x.must)).collect::<Vec<_>>();
                assert_eq!(worth(&found), worth(&case.sequence(2_000_000).expect("a solution")), "seed {seed}");
            }
            let (mut x, mut value) = (&found.start, found.start_value);
            for (i, step) in found.steps.iter().enumerate() {
                assert_eq!(case.problem.evaluate(&step.choice), Some(step.value), "seed {seed}");
                assert_eq!(step.effort, case.effort(x, &step.choice), "seed {seed}");
                assert!(value.is_none_or(|v| v < step.value && step.value <= top));
                match value {
                    _ if !step.exact => open += 1,
                    None => case.check_must(&every, x, step),
                    Some(v) if step.effort == 0 => assert!(v < step.value),
                    Some(v) => _ = case.check_ratio(&every, x, v, step, None, i),
                }
                proved += usize::from(step.exact);
                (x, value) = (&step.choice, Some(step.value));
            }
        }
        assert!(open > 10 && proved > 500, "{open} {proved}");
    }

    #[test]
    fn a_product_is_introduced_once_for_several_switches() {
        // Either switch alone gains 6 for 2 + 10; both together 12 for 4 + 10. The third block gains 3 for 4.
        let product = Facility { burden: 0, users: vec![(0, 1), (1, 1)] };
        let blocks = vec![vec![0, 6], vec![0, 6], vec![0, 3]];
        let problem = Problem { blocks, facilities: vec![product], ..Problem::default() };
        let take = vec![vec![0, 2], vec![0, 2], vec![0, 4]];
        let effort = Effort { take, leave: vec![vec![0, 0]; 3], introduce: vec![10] };
        let found = sequence(&problem, &[Some(0); 3], &effort, Limits::default()).expect("possible");
        let steps: Vec<_> = found.steps.iter().map(|s| (s.value, s.effort, s.switched.clone())).collect();
        assert_eq!(steps, [(12, 14, vec![0, 1]), (15, 4, vec![2])]);
        // Where a block that is not stated uses the product, the others introduce it all the same.
        let found = sequence(&problem, &[None, Some(0), Some(1)], &effort, Limits::default()).expect("possible");
        assert_eq!((found.start.clone(), found.start_value), (vec![1, 0, 1], Some(9)));
        assert_eq!(found.steps.iter().map(|s| s.effort).collect::<Vec<_>>(), [12]);
    }

    #[test]
    fn what_is_retired_goes_first() {
        let problem = Problem { blocks: vec![vec![FORBIDDEN, 1, 5], vec![0, 9]], ..Problem::default() };
        let take = vec![vec![0, 1, 3], vec![0, 1]];
        let effort = Effort { take, leave: vec![vec![2, 2, 2], vec![0, 0]], introduce: Vec::new() };
        let found = sequence(&problem, &[Some(0), Some(0)], &effort, Limits::default()).expect("possible");
        assert_eq!((found.start_value, found.exact), (None, true));
        let steps: Vec<_> = found.steps.iter().map(|s| (s.must, s.value, s.effort)).collect();
        assert_eq!(steps, [(true, 1, 3), (false, 10, 1), (false, 14, 5)]);
    }

    #[test]
    fn what_does_not_fit_is_refused() {
        let problem = Problem { blocks: vec![vec![0, 1]], ..Problem::default() };
        let with = |take| Effort { take, leave: vec![vec![0, 0]], introduce: Vec::new() };
        let ask = |today, take| sequence(&problem, &[today], &with(take), Limits::default());
        assert!(ask(Some(0), vec![vec![0, 1]]).is_some());
        assert_eq!(ask(Some(2), vec![vec![0, 1]]), None);
        assert_eq!(ask(Some(0), vec![vec![0, -1]]), None);
        assert_eq!(ask(Some(0), vec![vec![0]]), None);
        assert_eq!(ask(Some(0), vec![vec![0, 1 << 41]]), None);
    }
}
