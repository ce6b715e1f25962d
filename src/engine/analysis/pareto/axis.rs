//! Linear criteria in whole steps, and objectives joined with them.

use super::super::super::problem::{FORBIDDEN, Problem, Row};
use super::criteria::{Objective, Unfit};

/// The weights of an objective and of an [`Axis`] that is taken from it.
pub(super) type Weights = (i64, i64);

/// A linear criterion in whole steps above its least, less is better.
pub(super) struct Axis {
    options: Vec<Vec<i64>>,
    facilities: Vec<i64>,
}

impl Axis {
    pub(super) fn new(problem: &Problem, objective: &Objective) -> Result<Axis, Unfit> {
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
        let step = options.iter().flatten().chain(&facilities).fold(0i64, |x, y| divisor(x, *y)).max(1);
        options.iter_mut().flatten().chain(&mut facilities).for_each(|v| *v /= step);
        Ok(Axis { options, facilities })
    }

    /// All of some criteria together.
    pub(super) fn sum(axes: &[Axis], problem: &Problem) -> Axis {
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
    pub(super) fn most(&self) -> i64 {
        let options = self.options.iter().map(|b| b.iter().copied().max().unwrap_or(0));
        options.chain(self.facilities.iter().copied()).sum()
    }

    /// The amount of a choice, in steps.
    pub(super) fn amount(&self, problem: &Problem, choice: &[usize]) -> i64 {
        self.row(0).sum(choice, &problem.used(choice))
    }

    /// The row that holds it.
    pub(super) fn row(&self, limit: i64) -> Row {
        let options = self.options.iter().enumerate();
        let options = options.flat_map(|(b, block)| block.iter().enumerate().map(move |(o, v)| ((b, o), *v)));
        let facilities = self.facilities.iter().copied().enumerate().filter(|(_, v)| *v > 0);
        Row { options: options.filter(|(_, v)| *v > 0).collect(), facilities: facilities.collect(), limit }
    }

    /// The problem with less of this as its objective.
    pub(super) fn lead(&self, problem: &Problem) -> Problem {
        let mut out = problem.clone();
        for (value, amount) in out.blocks.iter_mut().flatten().zip(self.options.iter().flatten()) {
            *value = if *value == FORBIDDEN { FORBIDDEN } else { -amount };
        }
        out.pairs.iter_mut().for_each(|p| p.entries.retain(|e| e.value == FORBIDDEN));
        out.facilities.iter_mut().zip(&self.facilities).for_each(|(f, amount)| f.burden = *amount);
        out
    }

    /// What all its numbers add up to.
    pub(super) fn total(&self) -> i128 {
        self.options.iter().flatten().chain(&self.facilities).map(|v| i128::from(*v)).sum()
    }

    /// The problem with so many times its own objective, less so many times this; nothing if its numbers do not
    /// stay below `room` together.
    pub(super) fn join(&self, problem: &Problem, (own, this): Weights, room: i64) -> Option<Problem> {
        let mut out = problem.clone();
        let mut total = 0i64;
        let mut join = |value: i64, amount: i64| -> Option<i64> {
            let value = if value == FORBIDDEN { return Some(FORBIDDEN) } else { value.checked_mul(own)? };
            let amount = amount.checked_mul(this)?;
            total = total.checked_add(value.checked_abs()?)?.checked_add(amount)?;
            value.checked_sub(amount)
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

pub(super) fn divisor<T: Copy + Default + PartialEq + std::ops::Rem<Output = T>>(x: T, y: T) -> T {
    if y == T::default() { x } else { divisor(y, x % y) }
}
