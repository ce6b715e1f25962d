//! The integer model: choose one option per block.
//!
//! Maximise the sum of option values and pair values, less the burden of each facility (a product
//! adopted once, whoever uses it), subject to forbidden options and pairs and to linear rows: a
//! budget, a limit on the number of facilities, a need of one option for others.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// The value of what must not be chosen.
pub const FORBIDDEN: i64 = i64::MIN;

/// An option: its block, and its index there.
pub type Place = (usize, usize);

/// The value of two options together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// The option of the first block.
    pub x: u32,
    /// The option of the second block.
    pub y: u32,
    /// Points, or [`FORBIDDEN`].
    pub value: i64,
}

/// Values of two blocks together; what is not listed counts nothing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pair {
    /// The first block, the smaller index.
    pub a: usize,
    /// The second block.
    pub b: usize,
    /// Entries in the order of `x` and `y`, each pair of options once.
    pub entries: Vec<Entry>,
}

/// Something adopted once, if any of its users is chosen.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Facility {
    /// Points lost; not negative.
    pub burden: i64,
    /// Options that use it.
    pub users: Vec<Place>,
}

/// A linear row: the sum over chosen options and used facilities is at most the limit.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Row {
    /// What options add; each option once.
    pub options: Vec<(Place, i64)>,
    /// What facilities add, not negative; each facility once.
    pub facilities: Vec<(usize, i64)>,
    /// The limit.
    pub limit: i64,
}

impl Row {
    /// If one of some options of a block is chosen, one of others elsewhere must be chosen too.
    pub fn need(block: usize, options: &[usize], any: &[Place]) -> Row {
        let mut out: Vec<(Place, i64)> = options.iter().map(|o| ((block, *o), 1)).collect();
        out.extend(any.iter().filter(|p| p.0 != block).map(|p| (*p, -1)));
        Row { options: out, facilities: Vec::new(), limit: 0 }
    }

    /// The sum for a choice and the facilities that it uses.
    pub fn sum(&self, choice: &[usize], used: &[bool]) -> i64 {
        let options = self.options.iter().filter(|((b, o), _)| choice[*b] == *o).map(|(_, c)| c);
        let facilities = self.facilities.iter().filter(|(f, _)| used[*f]).map(|(_, c)| c);
        options.chain(facilities).sum()
    }
}

/// The model.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Problem {
    /// Per block and option, its value or [`FORBIDDEN`].
    pub blocks: Vec<Vec<i64>>,
    /// Pair values, each pair of blocks once, in order.
    pub pairs: Vec<Pair>,
    /// Facilities.
    pub facilities: Vec<Facility>,
    /// Linear rows.
    pub rows: Vec<Row>,
}

/// One option per block, with its value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Solution {
    /// The option chosen in each block.
    pub choice: Vec<usize>,
    /// The value of the objective.
    pub value: i64,
}

impl Pair {
    /// The value of two options.
    pub fn value(&self, x: usize, y: usize) -> i64 {
        let at = self.entries.binary_search_by_key(&(x as u32, y as u32), |e| (e.x, e.y));
        at.map_or(0, |i| self.entries[i].value)
    }
}

/// Collects values of pairs of options in any order.
#[derive(Debug, Clone, Default)]
pub struct Pairs(BTreeMap<(usize, usize), BTreeMap<(u32, u32), i64>>);

impl Pairs {
    /// Adds to the value of two options; options of one block say nothing. [`FORBIDDEN`] stays.
    pub fn add(&mut self, x: Place, y: Place, value: i64) {
        let ((a, x), (b, y)) = if x.0 < y.0 { (x, y) } else { (y, x) };
        if a == b {
            return;
        }
        let entry = self.0.entry((a, b)).or_default().entry((x as u32, y as u32)).or_insert(0);
        *entry = if *entry == FORBIDDEN || value == FORBIDDEN { FORBIDDEN } else { *entry + value };
    }

    /// The tables.
    pub fn finish(self) -> Vec<Pair> {
        let tables = self.0.into_iter().map(|((a, b), table)| {
            let entries = table.into_iter().map(|((x, y), value)| Entry { x, y, value });
            Pair { a, b, entries: entries.filter(|e| e.value != 0).collect() }
        });
        tables.filter(|p| !p.entries.is_empty()).collect()
    }
}

/// The sum of all numbers of a model stays below this, so that no bound can overflow.
pub(super) const LARGEST: u128 = 1 << 47;

impl Problem {
    /// Whether every index names something, tables are in order, burdens are not negative, and all numbers
    /// together are small enough for whole-number arithmetic. A model from a file must be checked first.
    pub fn is_well_formed(&self) -> bool {
        let place = |p: &Place| self.blocks.get(p.0).is_some_and(|b| p.1 < b.len());
        let pair = |p: &Pair| {
            let last = |e: &Entry| place(&(p.a, e.x as usize)) && place(&(p.b, e.y as usize));
            p.a < p.b && p.entries.iter().all(last) && p.entries.is_sorted_by(|e, f| (e.x, e.y) < (f.x, f.y))
        };
        let row = |r: &Row| {
            let facilities = |(f, c): &(usize, i64)| *f < self.facilities.len() && *c >= 0;
            r.options.iter().all(|(p, _)| place(p)) && r.facilities.iter().all(facilities)
        };
        let numbers = self.blocks.iter().flatten().copied();
        let numbers = numbers.chain(self.pairs.iter().flat_map(|p| p.entries.iter().map(|e| e.value)));
        let numbers = numbers.chain(self.facilities.iter().map(|f| f.burden));
        let in_rows = |r: &Row| -> Vec<i64> {
            let options = r.options.iter().map(|o| o.1);
            options.chain(r.facilities.iter().map(|f| f.1)).chain([r.limit]).collect()
        };
        let numbers = numbers.chain(self.rows.iter().flat_map(in_rows));
        let total: u128 = numbers.filter(|v| *v != FORBIDDEN).map(|v| u128::from(v.unsigned_abs())).sum();
        self.pairs.iter().all(pair)
            && self.pairs.is_sorted_by(|p, q| (p.a, p.b) < (q.a, q.b))
            && self.facilities.iter().all(|f| f.burden >= 0 && f.users.iter().all(place))
            && self.rows.iter().all(row)
            && total < LARGEST
    }

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
            let v = p.value(choice[p.a], choice[p.b]);
            if v == FORBIDDEN {
                return None;
            }
            value += v;
        }
        let used = self.used(choice);
        let burdens = self.facilities.iter().zip(&used).filter(|(_, u)| **u).map(|(f, _)| f.burden);
        value -= burdens.sum::<i64>();
        self.rows.iter().all(|r| r.sum(choice, &used) <= r.limit).then_some(value)
    }

    /// The facilities that a choice uses.
    pub fn used(&self, choice: &[usize]) -> Vec<bool> {
        self.facilities.iter().map(|f| f.users.iter().any(|&(b, o)| choice[b] == o)).collect()
    }
}
