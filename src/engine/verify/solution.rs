//! A solution, from the raw tables.

use super::super::problem::{FORBIDDEN, Problem, Solution};

/// What is wrong with a solution.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Violation {
    /// It does not choose exactly one existing option per block.
    Shape,
    /// A forbidden option, as block.
    Option(usize),
    /// A forbidden pair, as index.
    Pair(usize),
    /// A row whose sum is above its limit, as index, and the sum.
    Row(usize, i64),
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
    let mut value = 0i64;
    for b in 0..problem.blocks.len() {
        let o = pick(b).filter(|o| *o < problem.blocks[b].len()).ok_or(Violation::Shape)?;
        let own = problem.blocks[b][o];
        if own == FORBIDDEN {
            return Err(Violation::Option(b));
        }
        value += own;
    }
    for (i, p) in problem.pairs.iter().enumerate() {
        for e in &p.entries {
            if pick(p.a) == Some(e.x as usize) && pick(p.b) == Some(e.y as usize) {
                if e.value == FORBIDDEN {
                    return Err(Violation::Pair(i));
                }
                value += e.value;
            }
        }
    }
    let mut in_use = Vec::new();
    for (f, facility) in problem.facilities.iter().enumerate() {
        if facility.users.iter().filter(|u| pick(u.0) == Some(u.1)).count() > 0 {
            value -= facility.burden;
            in_use.push(f);
        }
    }
    for (i, row) in problem.rows.iter().enumerate() {
        let mut sum = 0i64;
        for &((b, o), add) in &row.options {
            if pick(b) == Some(o) {
                sum += add;
            }
        }
        for &(f, add) in &row.facilities {
            if in_use.contains(&f) {
                sum += add;
            }
        }
        if sum > row.limit {
            return Err(Violation::Row(i, sum));
        }
    }
    if value == solution.value { Ok(()) } else { Err(Violation::Value(value)) }
}
