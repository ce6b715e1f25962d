//! The integer model: choose one option per block.
//!
//! Maximise the sum of option values and pair values, less the burden of each facility (a product
//! adopted once, whoever uses it), subject to forbidden options and pairs, needs, a budget and a
//! limit on the number of facilities.

/// The value of what must not be chosen.
pub const FORBIDDEN: i64 = i64::MIN;

/// Values of two blocks together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pair {
    /// The first block.
    pub a: usize,
    /// The second block, another one.
    pub b: usize,
    /// Row by row of the first block's options; [`FORBIDDEN`] entries must not be chosen together.
    pub table: Vec<i64>,
}

/// If an option is chosen, one of others must be chosen too.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Need {
    /// The option, as block and index.
    pub option: (usize, usize),
    /// The others.
    pub any: Vec<(usize, usize)>,
}

/// Something paid for once, if any of its users is chosen.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Facility {
    /// Points lost; not negative.
    pub burden: i64,
    /// Cost, in the unit of the budget; not negative.
    pub cost: i64,
    /// Whether it counts for the limit on facilities.
    pub counted: bool,
    /// Options that use it, as block and index.
    pub users: Vec<(usize, usize)>,
}

/// The model.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Problem {
    /// Per block and option, its value or [`FORBIDDEN`].
    pub blocks: Vec<Vec<i64>>,
    /// Per block and option, its own cost.
    pub costs: Vec<Vec<i64>>,
    /// Pair values.
    pub pairs: Vec<Pair>,
    /// Needs.
    pub needs: Vec<Need>,
    /// Facilities.
    pub facilities: Vec<Facility>,
    /// Largest total cost.
    pub budget: Option<i64>,
    /// Largest number of counted facilities in use.
    pub max_facilities: Option<usize>,
}

/// One option per block, with its value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Solution {
    /// The option chosen in each block.
    pub choice: Vec<usize>,
    /// The value of the objective.
    pub value: i64,
}

impl Problem {
    /// The value of a choice, or `None` if it breaks a constraint.
    pub fn evaluate(&self, choice: &[usize]) -> Option<i64> {
        let mut value = 0i64;
        for (options, &c) in self.blocks.iter().zip(choice) {
            if options[c] == FORBIDDEN {
                return None;
            }
            value += options[c];
        }
        for p in &self.pairs {
            let v = p.table[choice[p.a] * self.blocks[p.b].len() + choice[p.b]];
            if v == FORBIDDEN {
                return None;
            }
            value += v;
        }
        for n in &self.needs {
            if choice[n.option.0] == n.option.1 && !n.any.iter().any(|&(b, o)| choice[b] == o) {
                return None;
            }
        }
        let mut cost: i64 = self.costs.iter().zip(choice).map(|(c, &o)| c[o]).sum();
        let mut used = 0;
        for f in &self.facilities {
            if f.users.iter().any(|&(b, o)| choice[b] == o) {
                value -= f.burden;
                cost += f.cost;
                used += usize::from(f.counted);
            }
        }
        let fits = self.budget.is_none_or(|b| cost <= b) && self.max_facilities.is_none_or(|m| used <= m);
        fits.then_some(value)
    }
}
