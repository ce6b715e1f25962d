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
mod criteria;
mod points;
mod supported;
mod walk;

use super::super::problem::{LARGEST, Problem, Row, Solution};
use ask::{Asker, Lead};
use axis::Axis;
use supported::{Means, Plane, Spot};
use walk::Walk;

pub use criteria::{Criterion, Objective, Unfit};
pub use points::{Effort, Front, Point, Which};

/// Numbers of a joined objective stay below this together, so that the solver's bounds have digits to spare.
const ROOM: i64 = 1 << 46;

/// States for a question of two criteria at first; those that need more wait.
const STATES: u64 = 2_000;

/// The efficient points of a problem for two or three criteria.
///
/// # Errors
///
/// If the criteria do not fit the problem or each other.
pub fn front(problem: &Problem, criteria: &[Criterion], effort: &Effort) -> Result<Front, Unfit> {
    front_with(problem, criteria, effort, Means { room: ROOM, states: STATES })
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
