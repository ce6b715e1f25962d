//! The exact Pareto front over two or three criteria.
//!
//! One criterion, the *leading* one, is optimised; the others are held by linear rows, each "at most so
//! much" (the epsilon-constraint method, Haimes, Lasdon and Wismer 1971). The problem's own value has
//! pairs and burdens and so cannot be held by a row over options: if it is a criterion, it leads.
//!
//! **Only efficient points.** With limits `e` on the held criteria, the best of the leading criterion may
//! be reached with more of a held one than needed. Therefore every question is lexicographic: first the
//! leading criterion, then the least *sum* of the held ones (as in augmented epsilon-constraint, Mavrotas
//! 2009). Whatever dominated the answer would lie within the same limits and be better in that order.
//! Value comes first and sum second in one solve: the objective is `leading * M - sum`, with `M` larger than
//! the range of the sum; one unit of the leading criterion then outweighs any difference of sums, and whole
//! numbers leave nothing to a tolerance. If such numbers grew too large for the solver, the least sum is
//! found instead by halving: a row limits the sum, and the question is whether the best is still reached.
//!
//! **All efficient points.** Held criteria are counted in whole steps: per block above its least, divided by
//! the common divisor. Let `z` be the answer at limits `e`, and `c(z)` its held criteria. Then `z` is also
//! best for every limits between `c(z)` and `e`. An efficient point `y` is the only answer at limits
//! `c(y)`. So the front is complete once all limits are covered by such boxes, or by boxes without a
//! solution. What is not covered is kept as disjoint boxes, split at each answer (with one held criterion
//! the plain walk; with two as in Kirlik and Sayin 2014, and Laumanns, Thiele and Zitzler 2006).

use std::time::{Duration, Instant};

use super::super::problem::{FORBIDDEN, Problem, Row, Solution};
use super::super::solver::{Limits, Proof, Solver};

/// A linear criterion, in any unit.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Objective {
    /// Per block and option, its amount.
    pub options: Vec<Vec<i64>>,
    /// Per facility, its amount if used; not negative. It always counts against: it is added to what is
    /// minimised, and taken from what is maximised.
    pub facilities: Vec<i64>,
    /// Whether less is better.
    pub minimise: bool,
}

impl Objective {
    /// The amount of a choice.
    pub fn amount(&self, problem: &Problem, choice: &[usize]) -> i64 {
        let options: i64 = self.options.iter().zip(choice).map(|(block, o)| block[*o]).sum();
        let used = problem.used(choice);
        let facilities: i64 = self.facilities.iter().zip(used).filter(|(_, u)| *u).map(|(f, _)| *f).sum();
        if self.minimise { options + facilities } else { options - facilities }
    }
}

/// What solutions are compared by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Criterion {
    /// The problem's own value, with pairs and burdens; more is better.
    Value,
    /// A linear criterion.
    Linear(Objective),
}

impl Criterion {
    fn amount(&self, problem: &Problem, solution: &Solution) -> i64 {
        match self {
            Criterion::Value => solution.value,
            Criterion::Linear(objective) => objective.amount(problem, &solution.choice),
        }
    }

    /// An amount so that more is better.
    fn goodness(&self, amount: i64) -> i64 {
        if matches!(self, Criterion::Linear(o) if o.minimise) { -amount } else { amount }
    }
}

/// Bounds on the effort.
#[derive(Debug, Clone, Copy)]
pub struct Effort {
    /// Most points. If there are more, they are thinned, see [`Front::thinned`].
    pub points: usize,
    /// Most solves.
    pub solves: usize,
    /// Longest time of all solves together. Results may then depend on the machine.
    pub time: Option<Duration>,
    /// For each solve; `enough` is not used.
    pub each: Limits,
}

impl Default for Effort {
    fn default() -> Self {
        Effort { points: 40, solves: 400, time: None, each: Limits::default() }
    }
}

/// A point of the front.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Point {
    /// One solution at this point, with the problem's own value.
    pub solution: Solution,
    /// By criterion, its amount.
    pub amounts: Vec<i64>,
    /// Whether it is proved that nothing dominates it.
    pub efficient: bool,
}

/// The front, or a part of it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Front {
    /// No two have equal amounts and none dominates another; best of the first criterion first.
    pub points: Vec<Point>,
    /// Whether these are all efficient points, and each is proved to be efficient.
    pub exact: bool,
    /// Whether there are more than the most points wanted. The rule by which they are then chosen: each next
    /// one answers the largest box of limits on the held criteria not covered yet, in the middle where the
    /// box is wide, at the upper corner where it is narrower than an even share of the range. With two
    /// criteria the two ends come first, so that the points lie evenly along the held criterion.
    pub thinned: bool,
    /// Number of solves.
    pub solves: usize,
}

/// Numbers of a joined objective stay below this together, so that the solver's bounds have digits to spare.
const ROOM: i64 = 1 << 46;

/// Why a front cannot be asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unfit {
    /// There must be two or three criteria, and the value at most once among them.
    Criteria,
    /// A criterion with other blocks, options or facilities than the problem, or negative facilities.
    Shape,
    /// Numbers too large for whole-number arithmetic, or a model that is not well formed.
    Large,
}

/// A linear criterion in whole steps above its least, less is better.
struct Axis {
    options: Vec<Vec<i64>>,
    facilities: Vec<i64>,
}

impl Axis {
    fn new(problem: &Problem, objective: &Objective) -> Result<Axis, Unfit> {
        let lengths = |b: &[Vec<i64>]| b.iter().map(Vec::len).collect::<Vec<_>>();
        let facilities = &objective.facilities;
        let fits = facilities.len() == problem.facilities.len() && facilities.iter().all(|f| *f >= 0);
        if !fits || lengths(&objective.options) != lengths(&problem.blocks) {
            return Err(Unfit::Shape);
        }
        let numbers = objective.options.iter().flatten().chain(facilities);
        if numbers.map(|v| u128::from(v.unsigned_abs())).sum::<u128>() >= 1 << 58 {
            return Err(Unfit::Large);
        }
        let sign = if objective.minimise { 1 } else { -1 };
        let block = |(amounts, values): (&Vec<i64>, &Vec<i64>)| -> Vec<i64> {
            let open = amounts.iter().zip(values).filter(|(_, v)| **v != FORBIDDEN);
            let least = open.map(|(a, _)| sign * a).min().unwrap_or(0);
            let step = |(a, v): (&i64, &i64)| if *v == FORBIDDEN { 0 } else { sign * a - least };
            amounts.iter().zip(values).map(step).collect()
        };
        let mut options: Vec<Vec<i64>> = objective.options.iter().zip(&problem.blocks).map(block).collect();
        let mut facilities = facilities.clone();
        let step = options.iter().flatten().chain(&facilities).fold(0, |x, y| divisor(x, *y)).max(1);
        options.iter_mut().flatten().chain(&mut facilities).for_each(|v| *v /= step);
        Ok(Axis { options, facilities })
    }

    /// All of some criteria together.
    fn sum(axes: &[Axis], problem: &Problem) -> Axis {
        let mut out = Axis {
            options: problem.blocks.iter().map(|b| vec![0; b.len()]).collect(),
            facilities: vec![0; problem.facilities.len()],
        };
        for axis in axes {
            let to = out.options.iter_mut().flatten().chain(&mut out.facilities);
            to.zip(axis.options.iter().flatten().chain(&axis.facilities)).for_each(|(x, y)| *x += y);
        }
        out
    }

    /// The most that a choice could add up to.
    fn most(&self) -> i64 {
        let options = self.options.iter().map(|b| b.iter().copied().max().unwrap_or(0));
        options.chain(self.facilities.iter().copied()).sum()
    }

    fn amount(&self, problem: &Problem, choice: &[usize]) -> i64 {
        self.row(0).sum(choice, &problem.used(choice))
    }

    fn row(&self, limit: i64) -> Row {
        let options = self.options.iter().enumerate();
        let options = options.flat_map(|(b, block)| block.iter().enumerate().map(move |(o, v)| ((b, o), *v)));
        let facilities = self.facilities.iter().copied().enumerate().filter(|(_, v)| *v > 0);
        Row { options: options.filter(|(_, v)| *v > 0).collect(), facilities: facilities.collect(), limit }
    }

    /// The problem with less of this as its objective.
    fn lead(&self, problem: &Problem) -> Problem {
        let mut out = problem.clone();
        for (value, amount) in out.blocks.iter_mut().flatten().zip(self.options.iter().flatten()) {
            *value = if *value == FORBIDDEN { FORBIDDEN } else { -amount };
        }
        out.pairs.iter_mut().for_each(|p| p.entries.retain(|e| e.value == FORBIDDEN));
        out.facilities.iter_mut().zip(&self.facilities).for_each(|(f, amount)| f.burden = *amount);
        out
    }

    /// The problem with its objective first and less of this second, if all numbers stay below `room`.
    fn second(&self, problem: &Problem, room: i64) -> Option<Problem> {
        let factor = self.most() + 1;
        let mut out = problem.clone();
        let mut total = 0i64;
        let mut join = |value: i64, amount: i64| -> Option<i64> {
            let joined = if value == FORBIDDEN { return Some(FORBIDDEN) } else { value.checked_mul(factor)? };
            total = total.checked_add(joined.checked_abs()?)?.checked_add(amount)?;
            joined.checked_sub(amount)
        };
        for (value, amount) in out.blocks.iter_mut().flatten().zip(self.options.iter().flatten()) {
            *value = join(*value, *amount)?;
        }
        for entry in out.pairs.iter_mut().flat_map(|p| &mut p.entries) {
            entry.value = join(entry.value, 0)?;
        }
        for (facility, amount) in out.facilities.iter_mut().zip(&self.facilities) {
            facility.burden = -join(-facility.burden, *amount)?;
        }
        (total < room).then_some(out)
    }
}

fn divisor(x: i64, y: i64) -> i64 {
    if y == 0 { x } else { divisor(y, x % y) }
}

/// Limits not covered yet, from the lowest to the highest.
struct Area {
    low: Vec<i64>,
    high: Vec<i64>,
    /// To be asked at its upper corner even if it is wide.
    corner: bool,
}

impl Area {
    /// How many limits it has, those beyond some ends not counted.
    fn size(&self, ends: &[i64]) -> u128 {
        let width = |((l, h), end): ((&i64, &i64), &i64)| (*h.min(end) - l).max(0) as u128 + 1;
        self.low.iter().zip(&self.high).zip(ends).map(width).fold(1, u128::saturating_mul)
    }

    /// What is left without the part between two corners.
    fn without(mut self, from: &[i64], to: &[i64], corner: bool) -> Vec<Area> {
        let mut out = Vec::new();
        for i in 0..self.low.len() {
            if self.low[i] < from[i] {
                let mut high = self.high.clone();
                high[i] = from[i] - 1;
                out.push(Area { low: self.low.clone(), high, corner: false });
                self.low[i] = from[i];
            }
            if to[i] < self.high[i] {
                let mut low = self.low.clone();
                low[i] = to[i] + 1;
                out.push(Area { low, high: self.high.clone(), corner });
                self.high[i] = to[i];
            }
        }
        out
    }
}

/// What is known of the answer at some limits.
enum Answer {
    /// This one; whether that is proved.
    Best(Solution, bool),
    Nothing,
    Unknown,
}

struct Walk<'a> {
    problem: &'a Problem,
    /// The leading criterion as the objective, with the sum of the held ones second if `joined`.
    base: Problem,
    joined: bool,
    axes: Vec<Axis>,
    sum: Axis,
    effort: &'a Effort,
    started: Instant,
    solves: usize,
}

impl Walk<'_> {
    fn late(&self) -> bool {
        self.solves >= self.effort.solves || self.effort.time.is_some_and(|t| self.started.elapsed() >= t)
    }

    fn solve(&mut self, problem: &Problem, enough: Option<i64>) -> Proof {
        if self.late() {
            return Proof::Unknown;
        }
        self.solves += 1;
        let left = self.effort.time.map(|t| t.saturating_sub(self.started.elapsed()));
        let time = left.into_iter().chain(self.effort.each.time).min();
        Solver::new(problem, Limits { time, enough, ..self.effort.each }).solve()
    }

    fn held(&self, choice: &[usize]) -> Vec<i64> {
        self.axes.iter().map(|a| a.amount(self.problem, choice)).collect()
    }

    /// The least of a held criterion, or a bound on it; nothing if there is no solution.
    fn least(&mut self, axis: usize) -> Option<i64> {
        match self.solve(&self.axes[axis].lead(self.problem), None) {
            Proof::Optimal(s) => Some(-s.value),
            Proof::Within(_, bound) => Some((-bound).max(0)),
            Proof::Unknown => Some(0),
            Proof::Infeasible => None,
        }
    }

    /// The best of the leading criterion within limits, and of these one with the least sum of the others.
    fn ask(&mut self, limits: &[i64]) -> Answer {
        let mut problem = self.base.clone();
        let held = self.axes.iter().zip(limits).filter(|(a, limit)| **limit < a.most());
        problem.rows.extend(held.map(|(a, limit)| a.row(*limit)));
        match self.solve(&problem, None) {
            Proof::Optimal(s) if !self.joined => self.lighten(problem, s),
            Proof::Optimal(s) => Answer::Best(s, true),
            Proof::Within(s, _) => Answer::Best(s, false),
            Proof::Infeasible => Answer::Nothing,
            Proof::Unknown => Answer::Unknown,
        }
    }

    /// Of the solutions as good as the best, one with the least sum, by halving.
    fn lighten(&mut self, mut problem: Problem, mut best: Solution) -> Answer {
        let (mut low, mut high) = (0, self.sum.amount(self.problem, &best.choice));
        problem.rows.push(self.sum.row(high));
        while low < high {
            let middle = low + (high - low) / 2;
            problem.rows.last_mut().into_iter().for_each(|r| r.limit = middle);
            match self.solve(&problem, Some(best.value)) {
                Proof::Optimal(s) | Proof::Within(s, _) if s.value >= best.value => {
                    high = self.sum.amount(self.problem, &s.choice);
                    best = s;
                }
                Proof::Optimal(_) | Proof::Infeasible => low = middle + 1,
                Proof::Within(_, bound) if bound < best.value => low = middle + 1,
                Proof::Within(..) | Proof::Unknown => return Answer::Best(best, false),
            }
        }
        Answer::Best(best, true)
    }

    fn run(&mut self, criteria: &[Criterion]) -> Front {
        let mut front = Front { exact: true, ..Front::default() };
        let high: Vec<i64> = self.axes.iter().map(Axis::most).collect();
        let Some(low) = (0..high.len()).map(|a| self.least(a)).collect::<Option<Vec<_>>>() else {
            return Front { solves: self.solves, ..front };
        };
        let mut open = vec![Area { low: low.clone(), high, corner: true }];
        // Boxes of limits that are covered, and the held criteria of the answer if there is one.
        let mut known: Vec<(Vec<i64>, Option<Vec<i64>>)> = Vec::new();
        let mut asked = 0;
        // The held criteria of the first answer, and the width from which boxes below it are asked in the
        // middle, so that few points lie evenly; nothing so wide if all limits are not more than the points.
        let (mut ends, mut strides) = (low.clone(), vec![i64::MAX; low.len()]);
        while let Some(next) = (0..open.len()).max_by_key(|i| (open[*i].size(&ends), usize::MAX - *i)) {
            let area = open.swap_remove(next);
            let limit = |i: usize| {
                let (l, h) = (area.low[i], area.high[i]);
                let wide = !area.corner && l < ends[i] && h - l >= strides[i];
                if wide { l + (h - l) / 2 } else { h }
            };
            let at: Vec<i64> = match asked {
                1 if low.len() == 1 => low.clone(),
                _ => (0..low.len()).map(limit).collect(),
            };
            let below = |x: &[i64], y: &[i64]| x.iter().zip(y).all(|(x, y)| x <= y);
            let covered = |(to, from): &&(Vec<i64>, Option<Vec<i64>>)| {
                below(&at, to) && from.as_ref().is_none_or(|from| below(from, &at))
            };
            let mut new = false;
            let from = if let Some((_, from)) = known.iter().find(covered) {
                from.clone()
            } else {
                let from = match self.ask(&at) {
                    Answer::Best(s, efficient) => {
                        front.exact &= efficient;
                        let Some(value) = self.problem.evaluate(&s.choice) else {
                            front.exact = false;
                            continue;
                        };
                        let solution = Solution { choice: s.choice, value };
                        let amounts: Vec<i64> = criteria.iter().map(|c| c.amount(self.problem, &solution)).collect();
                        let from = self.held(&solution.choice);
                        new = front.points.iter().all(|p| p.amounts != amounts);
                        if new && front.points.len() >= self.effort.points.max(1) {
                            front.thinned = true;
                            break;
                        }
                        if new {
                            front.points.push(Point { solution, amounts, efficient });
                        }
                        Some(from)
                    }
                    Answer::Nothing => None,
                    Answer::Unknown => {
                        front.exact = false;
                        if self.late() { break } else { continue }
                    }
                };
                known.push((at.clone(), from.clone()));
                from
            };
            let from = from.unwrap_or_else(|| area.low.clone());
            if asked == 0 {
                ends = from.clone();
                let steps: Vec<i64> = from.iter().zip(&low).map(|(f, l)| f - l).collect();
                let points = self.effort.points.max(2) as i64;
                if steps.iter().fold(1, |n: i64, s| n.saturating_mul(s + 1)) > points {
                    // A criterion with few steps leaves more parts to the other.
                    let least = steps.iter().copied().min().unwrap_or(0);
                    let few = if steps.len() == 1 { points } else { (least + 1).min(points.isqrt() + 1) };
                    let parts = |s: i64| if s == least { few } else { points / few + 1 };
                    strides = steps.iter().map(|s| s / parts(*s) + 1).collect();
                }
            }
            asked += 1;
            open.extend(area.without(&from, &at, !new));
        }
        front.exact &= !front.thinned;
        front.solves = self.solves;
        front
    }
}

/// The efficient points of a problem for two or three criteria.
///
/// # Errors
///
/// If the criteria do not fit the problem or each other.
pub fn front(problem: &Problem, criteria: &[Criterion], effort: &Effort) -> Result<Front, Unfit> {
    front_with(problem, criteria, effort, ROOM)
}

fn front_with(problem: &Problem, criteria: &[Criterion], effort: &Effort, room: i64) -> Result<Front, Unfit> {
    let values = criteria.iter().filter(|c| matches!(c, Criterion::Value)).count();
    if !(2..=3).contains(&criteria.len()) || values > 1 {
        return Err(Unfit::Criteria);
    }
    if !problem.is_well_formed() {
        return Err(Unfit::Large);
    }
    let linear = criteria.iter().filter_map(|c| if let Criterion::Linear(o) = c { Some(o) } else { None });
    let mut axes = linear.map(|o| Axis::new(problem, o)).collect::<Result<Vec<_>, _>>()?;
    let lead = if values == 1 { problem.clone() } else { axes.remove(0).lead(problem) };
    let sum = Axis::sum(&axes, problem);
    let mut largest = lead.clone();
    largest.rows.extend(axes.iter().chain([&sum]).map(|a| a.row(a.most())));
    if !largest.is_well_formed() {
        return Err(Unfit::Large);
    }
    let second = sum.second(&lead, room);
    let joined = second.is_some();
    let base = second.unwrap_or(lead);
    let mut walk = Walk { problem, base, joined, axes, sum, effort, started: Instant::now(), solves: 0 };
    let mut front = walk.run(criteria);
    // Only what is not proved can be dominated.
    let good = |p: &Point| -> Vec<i64> { criteria.iter().zip(&p.amounts).map(|(c, a)| c.goodness(*a)).collect() };
    let all: Vec<Vec<i64>> = front.points.iter().map(good).collect();
    let dominated = |x: &Vec<i64>| all.iter().any(|y| y != x && x.iter().zip(y).all(|(x, y)| x <= y));
    front.points.retain(|p| !dominated(&good(p)));
    front.points.sort_by_key(|p| std::cmp::Reverse(good(p)));
    Ok(front)
}

#[cfg(test)]
mod tests {
    use super::super::alternatives::tests::{Rng, all, random};
    use super::*;

    fn objective(r: &mut Rng, p: &Problem) -> Objective {
        let most = [2, 30, 1_000_000][r.below(3) as usize];
        let options = p.blocks.iter().map(|b| b.iter().map(|_| r.range(-most, most)).collect()).collect();
        let facilities = p.facilities.iter().map(|_| r.range(0, most)).collect();
        Objective { options, facilities, minimise: r.below(3) > 0 }
    }

    /// The amounts of all efficient points, best of the first criterion first.
    fn brute(p: &Problem, criteria: &[Criterion]) -> Vec<Vec<i64>> {
        let amounts = |s: &Solution| criteria.iter().map(|c| c.amount(p, s)).collect();
        let mut every: Vec<Vec<i64>> = all(p).iter().map(amounts).collect();
        let good = |x: &[i64]| -> Vec<i64> { criteria.iter().zip(x).map(|(c, a)| c.goodness(*a)).collect() };
        every.sort_by_key(|x| std::cmp::Reverse(good(x)));
        every.dedup();
        let dominates = |x: &[i64], y: &[i64]| x != y && good(x).iter().zip(good(y)).all(|(x, y)| *x >= y);
        every.iter().filter(|x| !every.iter().any(|y| dominates(y, x))).cloned().collect()
    }

    fn compare(criteria: usize, seeds: std::ops::Range<u64>) -> usize {
        let mut most = 0;
        for seed in seeds {
            let r = &mut Rng::new(seed);
            let problem = random(r);
            let mut list: Vec<Criterion> = (0..criteria).map(|_| Criterion::Linear(objective(r, &problem))).collect();
            if r.below(3) > 0 {
                list[r.below(criteria as u64) as usize] = Criterion::Value;
            }
            let want = brute(&problem, &list);
            let effort = Effort { points: 1000, solves: 100_000, ..Effort::default() };
            let room = if seed % 4 == 0 { 0 } else { ROOM };
            let Ok(whole) = front_with(&problem, &list, &effort, room) else { panic!("seed {seed}") };
            let amounts = |f: &Front| f.points.iter().map(|p| p.amounts.clone()).collect::<Vec<_>>();
            assert_eq!(amounts(&whole), want, "seed {seed}");
            assert!(whole.exact && !whole.thinned && whole.points.iter().all(|p| p.efficient));
            for p in &whole.points {
                assert_eq!(problem.evaluate(&p.solution.choice), Some(p.solution.value));
                let held: Vec<i64> = list.iter().map(|c| c.amount(&problem, &p.solution)).collect();
                assert_eq!(held, p.amounts);
            }
            let points = r.range(1, 6) as usize;
            let few = Effort { points, ..effort };
            let Ok(part) = front_with(&problem, &list, &few, room) else { panic!("seed {seed}") };
            assert_eq!(part.points.len(), points.min(want.len()), "seed {seed}");
            assert_eq!((part.thinned, part.exact), (want.len() > points, want.len() <= points), "seed {seed}");
            assert!(part.points.iter().all(|p| p.efficient && want.contains(&p.amounts)));
            if criteria == 2 && points > 1 {
                assert!(part.points.first().map(|p| &p.amounts) == want.first());
                assert!(part.points.last().map(|p| &p.amounts) == want.last());
            }
            most = most.max(want.len());
        }
        most
    }

    #[test]
    fn two_criteria_give_all_efficient_points_and_no_others() {
        assert!(compare(2, 0..400) > 15);
    }

    #[test]
    fn three_criteria_give_all_efficient_points_and_no_others() {
        assert!(compare(3, 1000..1300) > 30);
    }

    #[test]
    fn an_effort_that_ends_is_said_and_misfits_are_refused() {
        let problem = Problem { blocks: vec![vec![5, 3, 0]; 4], ..Problem::default() };
        let cost = Objective { options: vec![vec![9, 4, 1]; 4], facilities: vec![], minimise: true };
        let list = [Criterion::Value, Criterion::Linear(cost.clone())];
        let Ok(few) = front(&problem, &list, &Effort { solves: 4, ..Effort::default() }) else { panic!() };
        assert!(!few.exact && !few.thinned && few.solves == 4 && few.points.len() == 3);
        assert_eq!(front(&problem, &[Criterion::Value, Criterion::Value], &Effort::default()), Err(Unfit::Criteria));
        let other = Criterion::Linear(Objective { facilities: vec![1], ..cost });
        assert_eq!(front(&problem, &[other, list[1].clone()], &Effort::default()), Err(Unfit::Shape));
    }
}
