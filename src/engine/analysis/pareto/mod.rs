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
//! How both are asked for in one solve is described in `ask.rs`.
//!
//! **All efficient points.** Held criteria are counted in whole steps: per block above its least, divided by
//! the common divisor. With two criteria, weighted sums find points first, and what they leave between their
//! answers is asked for in boxes (`supported.rs`). With three, boxes of limits are covered by the answers at
//! their corners (`walk.rs`).

mod ask;
mod axis;
mod supported;
mod walk;

use std::time::Duration;

use super::super::problem::{LARGEST, Problem, Row, Solution};
use super::super::solver::Limits;
use ask::{Asker, Lead};
use axis::Axis;
use supported::{Plane, Spot};
use walk::Walk;

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
    /// The amount of a solution of the problem.
    pub fn amount(&self, problem: &Problem, solution: &Solution) -> i64 {
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

/// Which efficient points are wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Which {
    /// All.
    #[default]
    All,
    /// Of two criteria only the corners of the convex hull: what is best for some rate at which one criterion is
    /// given up for the other. They are found many times sooner. Of three criteria all.
    Supported,
}

/// What is wanted, and bounds on the effort.
#[derive(Debug, Clone, Copy)]
pub struct Effort {
    /// Which points.
    pub which: Which,
    /// Most points. If there are more, they are thinned, see [`Front::thinned`].
    pub points: usize,
    /// Most solves.
    pub solves: usize,
    /// Longest time of all solves together. Results may then depend on the machine.
    pub time: Option<Duration>,
    /// For each solve; `enough` is not used. With two criteria, a question gets so many states only if it had no
    /// answer with fewer, and all without an answer twice as many together.
    pub each: Limits,
}

impl Default for Effort {
    fn default() -> Self {
        Effort { which: Which::All, points: 40, solves: 400, time: None, each: Limits::default() }
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
    /// Whether these are all efficient points that are wanted, and each is proved to be efficient.
    pub exact: bool,
    /// Whether it is known that there are more than the most points wanted. The rule by which they are then
    /// chosen. Two criteria: the two ends first, then always into the largest gap between neighbours, width
    /// and height as parts of the whole range; there, a point on the convex hull if there is one, else the best
    /// up to the middle, or what lies below it if that is empty. Three criteria: each next one answers the
    /// largest box of limits on the held criteria not covered yet, in the middle where the box is wide, at the
    /// upper corner where it is narrower than an even share of the range.
    ///
    /// If neither this nor `exact` holds, the effort ended, and there may be more points.
    pub thinned: bool,
    /// Number of solves.
    pub solves: usize,
}

/// Numbers of a joined objective stay below this together, so that the solver's bounds have digits to spare.
const ROOM: i64 = 1 << 46;

/// States for a question of two criteria at first; those that need more wait.
const STATES: u64 = 2_000;

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

/// The efficient points of a problem for two or three criteria.
///
/// # Errors
///
/// If the criteria do not fit the problem or each other.
pub fn front(problem: &Problem, criteria: &[Criterion], effort: &Effort) -> Result<Front, Unfit> {
    front_with(problem, criteria, effort, Means { room: ROOM, states: STATES })
}

/// What a test makes small.
#[derive(Debug, Clone, Copy)]
struct Means {
    /// Numbers of a joined objective stay below this together.
    room: i64,
    /// States for a question of two criteria at first.
    states: u64,
}

fn front_with(problem: &Problem, criteria: &[Criterion], effort: &Effort, means: Means) -> Result<Front, Unfit> {
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
    let rows: i128 = largest.rows.iter().map(size).sum();
    let room = means.room.min((LARGEST as i128 - 1 - rows) as i64);
    let lead = Lead::new(problem, lead, sum, room);
    let asker = Asker::new(effort);
    let mut front = if axes.len() == 1 {
        let mut plane = Plane::new(asker, lead, Means { room, ..means });
        plane.run();
        let (exact, thinned, solves) = (plane.exact, plane.thinned, plane.asker.solves);
        let points = plane.spots.into_iter().filter_map(|s| point(problem, criteria, s)).collect();
        Front { points, exact, thinned, solves }
    } else {
        Walk { asker, lead, axes }.run(criteria)
    };
    // Only what is not proved can be dominated.
    let good = |p: &Point| -> Vec<i64> { criteria.iter().zip(&p.amounts).map(|(c, a)| c.goodness(*a)).collect() };
    let all: Vec<Vec<i64>> = front.points.iter().map(good).collect();
    let dominated = |x: &Vec<i64>| all.iter().any(|y| y != x && x.iter().zip(y).all(|(x, y)| x <= y));
    front.points.retain(|p| !dominated(&good(p)));
    front.points.sort_by_key(|p| std::cmp::Reverse(good(p)));
    Ok(front)
}

/// All numbers of a row, without signs.
fn size(row: &Row) -> i128 {
    let numbers = row.options.iter().map(|o| o.1).chain(row.facilities.iter().map(|f| f.1)).chain([row.limit]);
    numbers.map(|n| i128::from(n).abs()).sum()
}

fn point(problem: &Problem, criteria: &[Criterion], spot: Spot) -> Option<Point> {
    let value = problem.evaluate(&spot.choice)?;
    let solution = Solution { choice: spot.choice, value };
    let amounts = criteria.iter().map(|c| c.amount(problem, &solution)).collect();
    Some(Point { solution, amounts, efficient: spot.efficient })
}

#[cfg(test)]
mod tests;
