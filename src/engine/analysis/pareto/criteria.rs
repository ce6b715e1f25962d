//! What solutions are compared by.

use super::super::super::problem::{Problem, Solution};

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
    pub(super) fn goodness(&self, amount: i64) -> i64 {
        if matches!(self, Criterion::Linear(o) if o.minimise) { -amount } else { amount }
    }
}

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
