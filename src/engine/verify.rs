//! An independent check of a solution: shares no code with the search, on purpose.

use super::problem::{FORBIDDEN, Problem, Solution};

/// What is wrong with a solution.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Violation {
    /// It does not choose exactly one existing option per block.
    Shape,
    /// A forbidden option, as block.
    Option(usize),
    /// A forbidden pair, as index.
    Pair(usize),
    /// A need that is not met, as index.
    Need(usize),
    /// The cost is above the budget.
    Budget(i64),
    /// Too many facilities.
    Facilities(usize),
    /// The value is another than stated.
    Value(i64),
}

/// Recomputes everything from the raw tables.
///
/// # Errors
/// The first violation.
pub fn verify(problem: &Problem, solution: &Solution) -> Result<(), Violation> {
    let pick = |b: usize| solution.choice.get(b).copied();
    if solution.choice.len() != problem.blocks.len() {
        return Err(Violation::Shape);
    }
    let (mut value, mut cost) = (0i64, 0i64);
    for b in 0..problem.blocks.len() {
        let o = pick(b).filter(|o| *o < problem.blocks[b].len()).ok_or(Violation::Shape)?;
        let own = problem.blocks[b][o];
        if own == FORBIDDEN {
            return Err(Violation::Option(b));
        }
        value += own;
        cost += problem.costs[b][o];
    }
    for (i, p) in problem.pairs.iter().enumerate() {
        let width = problem.blocks[p.b].len();
        let (x, y) = (pick(p.a).ok_or(Violation::Shape)?, pick(p.b).ok_or(Violation::Shape)?);
        match p.table[x * width + y] {
            FORBIDDEN => return Err(Violation::Pair(i)),
            v => value += v,
        }
    }
    for (i, n) in problem.needs.iter().enumerate() {
        let chosen = |o: &(usize, usize)| pick(o.0) == Some(o.1);
        if chosen(&n.option) && n.any.iter().filter(|o| chosen(o)).count() == 0 {
            return Err(Violation::Need(i));
        }
    }
    let mut in_use = 0;
    for f in &problem.facilities {
        if f.users.iter().filter(|u| pick(u.0) == Some(u.1)).count() > 0 {
            value -= f.burden;
            cost += f.cost;
            if f.counted {
                in_use += 1;
            }
        }
    }
    if problem.budget.is_some_and(|b| cost > b) {
        return Err(Violation::Budget(cost));
    }
    if problem.max_facilities.is_some_and(|m| in_use > m) {
        return Err(Violation::Facilities(in_use));
    }
    if value == solution.value { Ok(()) } else { Err(Violation::Value(value)) }
}
