//! A mixture of scenarios as one problem.
//!
//! The common decisions are its first blocks. A block of a scenario that stands for one is the same block;
//! if it may also be not needed, it is a block of its own that must follow the decision or be not needed.
//! Blocks that are chosen in the scenario are its own. Values count by the weight of their scenario; what
//! the same options of common decisions use in several scenarios is one facility.
//!
//! Where a mean of regrets is known to be at least so much, a regret below a limit is a row: the regret less
//! the mean is at most the limit less that. What scenarios have in common cancels, above all pairs, which a
//! row could not say. Pairs that do not cancel are counted as low as they can be.

use std::collections::BTreeMap;

use super::super::super::problem::{FORBIDDEN, Facility, Pairs, Place, Problem, Row};
use super::super::super::solver::{Proof, Solver};
use super::family::{Closed, Cut, Family, Group};

/// The largest number in a row for a regret.
const LARGEST: i64 = 1 << 20;

/// A mixture.
pub(super) struct Joint {
    problem: Problem,
    /// The weighted sum of the best values, and of the weights.
    best: i64,
    whole: i64,
}

/// What a mixture says.
pub(super) enum Outcome {
    /// A choice, and the least weighted sum of regrets of all that were left in.
    Found(Vec<usize>, i64),
    /// Nothing is left.
    None,
    /// The effort ended.
    Unknown,
}

impl Joint {
    /// The mixture of groups by weight, without some choices. Nothing if the numbers are too large.
    pub(super) fn new(
        family: &Family<'_>,
        weights: &[(usize, i64)],
        cuts: &[Cut],
        closed: &Closed,
        caps: Option<Caps>,
    ) -> Option<Joint> {
        let mut builder = Builder::new(family.options);
        let terms: Vec<Terms> = weights.iter().map(|(group, w)| builder.add(&family.groups[*group], *w)).collect();
        for (block, closed) in builder.blocks.iter_mut().zip(closed) {
            block.iter_mut().zip(closed).filter(|(_, c)| **c).for_each(|(v, _)| *v = FORBIDDEN);
        }
        cuts.iter().for_each(|cut| builder.leave_out(cut));
        let values: Vec<(i64, i64)> = weights.iter().map(|(g, w)| (family.groups[*g].best.value, *w)).collect();
        let rows = caps.map(|caps| caps.rows(&builder, &terms, &values)).unwrap_or_default();
        let mut problem = builder.finish();
        let without = problem.rows.len();
        problem.rows.extend(rows);
        if !problem.is_well_formed() {
            problem.rows.truncate(without);
        }
        let best = weights.iter().map(|(g, w)| w * family.groups[*g].best.value).sum();
        let whole = weights.iter().map(|w| w.1).sum();
        (whole > 0 && problem.is_well_formed()).then_some(Joint { problem, best, whole })
    }

    /// The choice with the least mean. Closes options with which the mean is a limit or more.
    pub(super) fn solve(&self, family: &Family<'_>, limit: i64, closed: &mut Closed) -> Outcome {
        let solver = Solver::new(&self.problem, family.limits);
        let Some(ceiling) = solver.ceiling() else { return Outcome::None };
        if self.mean(self.best - ceiling) >= limit {
            return Outcome::None;
        }
        for (d, options) in closed.iter_mut().enumerate() {
            for (o, closed) in options.iter_mut().enumerate() {
                let most = solver.at_most(d, o);
                *closed = *closed || most == i64::MIN || self.mean(self.best.saturating_sub(most)) >= limit;
            }
        }
        match solver.solve() {
            Proof::Optimal(s) => Outcome::Found(self.common(family, s.choice), self.best - s.value),
            Proof::Within(s, bound) => Outcome::Found(self.common(family, s.choice), self.best - bound),
            Proof::Infeasible => Outcome::None,
            Proof::Unknown => Outcome::Unknown,
        }
    }

    /// The common decisions.
    fn common(&self, family: &Family<'_>, mut choice: Vec<usize>) -> Vec<usize> {
        choice.truncate(family.options.len());
        choice
    }

    /// The mean of regrets with a weighted sum. The largest regret is whole, and at least this, rounded up.
    pub(super) fn mean(&self, sum: i64) -> i64 {
        -(-sum).div_euclid(self.whole)
    }
}

/// What a scenario's value is made of, by parts of the mixture; options and pairs that are forbidden
/// count nothing.
#[derive(Default)]
struct Terms {
    options: BTreeMap<Place, i64>,
    pairs: BTreeMap<(Place, Place), i64>,
    burdens: BTreeMap<usize, i64>,
}

/// Rows for choices with every regret below a limit. A regret is the mean and what it is more than the
/// mean; the mean is known to be so large, so the rest is small. What the scenarios have in common, above
/// all pairs, is not in the difference.
#[derive(Debug, Clone, Copy)]
pub(super) struct Caps {
    /// The least weighted sum of regrets.
    pub(super) least: i64,
    /// The limit.
    pub(super) limit: i64,
}

impl Caps {
    /// A row for each scenario, times the sum of weights. `values` are the best values with the weights.
    fn rows(&self, builder: &Builder<'_>, terms: &[Terms], values: &[(i64, i64)]) -> Vec<Row> {
        let whole: i64 = values.iter().map(|v| v.1).sum();
        let best: i64 = values.iter().map(|(value, weight)| value * weight).sum();
        let mut mean = Terms::default();
        terms.iter().zip(values).for_each(|(t, v)| mean.add(t, v.1));
        let row = |(t, (value, _)): (&Terms, &(i64, i64))| {
            let mut rest = Terms::default();
            rest.add(&mean, 1);
            rest.add(t, -whole);
            rest.at_most(builder, whole * (self.limit - 1 - value) - self.least + best)
        };
        terms.iter().zip(values).map(row).filter(|r| !r.options.is_empty() || !r.facilities.is_empty()).collect()
    }
}

impl Terms {
    fn add(&mut self, other: &Terms, times: i64) {
        other.options.iter().for_each(|(k, v)| *self.options.entry(*k).or_insert(0) += times * v);
        other.pairs.iter().for_each(|(k, v)| *self.pairs.entry(*k).or_insert(0) += times * v);
        other.burdens.iter().for_each(|(k, v)| *self.burdens.entry(*k).or_insert(0) += times * v);
    }

    /// A row that holds wherever the value is at most so much. Pairs, and facilities that add to the value
    /// less the more they are used, are counted as low as they can be.
    fn at_most(mut self, builder: &Builder<'_>, mut limit: i64) -> Row {
        let mut lowest: BTreeMap<(Place, usize), i64> = BTreeMap::new();
        for ((x, y), v) in &self.pairs {
            let low = lowest.entry((*x, y.0)).or_insert(0);
            *low = (*low).min(*v);
        }
        lowest.iter().for_each(|((x, _), v)| *self.options.entry(*x).or_insert(0) += v);
        let mut facilities = Vec::new();
        for (f, burden) in self.burdens {
            let users = &builder.facilities[f].users;
            if burden < 0 {
                facilities.push((f, -burden));
            } else if let Some(first) = users.first().filter(|u| users.iter().all(|v| v.0 == u.0)) {
                let block = users.iter().map(|u| (first.0, u.1));
                block.for_each(|u| *self.options.entry(u).or_insert(0) -= burden);
            } else if !users.is_empty() {
                limit += burden;
            }
        }
        let options = self.options.into_iter().filter(|o| o.1 != 0).collect();
        coarse(Row { options, facilities, limit })
    }
}

/// The row with numbers of at most twenty bits, rounded so that it holds for all that it held for: local
/// search does not get on with larger ones.
fn coarse(mut row: Row) -> Row {
    let numbers = row.options.iter().map(|o| o.1).chain(row.facilities.iter().map(|f| f.1));
    let unit = numbers.map(|c| c.abs()).max().unwrap_or(0) / LARGEST + 1;
    row.options.iter_mut().for_each(|o| o.1 = o.1.div_euclid(unit));
    row.facilities.iter_mut().for_each(|f| f.1 = f.1.div_euclid(unit));
    row.limit = row.limit.div_euclid(unit);
    row.options.retain(|o| o.1 != 0);
    row.facilities.retain(|f| f.1 != 0);
    row
}

/// Collects scenarios.
pub(super) struct Builder<'o> {
    options: &'o [usize],
    pub(super) blocks: Vec<Vec<i64>>,
    pairs: Pairs,
    facilities: Vec<Facility>,
    /// Facilities by their users.
    by_users: BTreeMap<Vec<Place>, usize>,
    pub(super) rows: Vec<Row>,
}

impl<'o> Builder<'o> {
    pub(super) fn new(options: &'o [usize]) -> Self {
        let blocks = options.iter().map(|n| vec![0; *n]).collect();
        let (facilities, by_users, rows) = (Vec::new(), BTreeMap::new(), Vec::new());
        Builder { options, blocks, pairs: Pairs::default(), facilities, by_users, rows }
    }

    fn add(&mut self, group: &Group<'_>, weight: i64) -> Terms {
        let mut terms = Terms::default();
        let problem = group.scenario.problem;
        let at = self.add_blocks(group, weight);
        let place = |p: &Place| Some((at[p.0], p.1)).filter(|p| p.1 < self.blocks[p.0].len());
        for (b, o) in problem.blocks.iter().enumerate().flat_map(|(b, v)| (0..v.len()).map(move |o| (b, o))) {
            if let Some(p) = place(&(b, o)).filter(|_| problem.blocks[b][o] != FORBIDDEN) {
                *terms.options.entry(p).or_insert(0) += problem.blocks[b][o];
            }
        }
        for pair in &problem.pairs {
            for e in &pair.entries {
                let ends = place(&(pair.a, e.x as usize)).zip(place(&(pair.b, e.y as usize)));
                let Some((x, y)) = ends else { continue };
                self.pairs.add(x, y, weighted(e.value, weight));
                if e.value != FORBIDDEN {
                    *terms.pairs.entry((x.min(y), x.max(y))).or_insert(0) += e.value;
                }
            }
        }
        let users = |f: &Facility| -> Vec<Place> {
            let mut users: Vec<Place> = f.users.iter().filter_map(place).collect();
            users.sort_unstable();
            users.dedup();
            users
        };
        let users: Vec<Vec<Place>> = problem.facilities.iter().map(users).collect();
        let rows: Vec<Vec<(Place, i64)>> = problem
            .rows
            .iter()
            .map(|r| r.options.iter().filter_map(|(p, c)| Some((place(p)?, *c))).collect())
            .collect();
        let facilities: Vec<usize> =
            users.into_iter().zip(&problem.facilities).map(|(u, f)| self.facility(u, weight * f.burden)).collect();
        for (f, facility) in facilities.iter().zip(&problem.facilities) {
            *terms.burdens.entry(*f).or_insert(0) += facility.burden;
        }
        for (row, options) in problem.rows.iter().zip(rows) {
            let mut uses: BTreeMap<usize, i64> = BTreeMap::new();
            row.facilities.iter().for_each(|(f, c)| *uses.entry(facilities[*f]).or_insert(0) += c);
            let row = Row { options, facilities: uses.into_iter().collect(), limit: row.limit };
            if !self.rows.contains(&row) {
                self.rows.push(row);
            }
        }
        terms
    }

    /// The blocks of a scenario; where they are.
    fn add_blocks(&mut self, group: &Group<'_>, weight: i64) -> Vec<usize> {
        let mut shared = vec![false; self.options.len()];
        let mut at = Vec::new();
        for (values, decision) in group.scenario.problem.blocks.iter().zip(group.scenario.decisions) {
            if let Some(d) = *decision
                && !shared[d]
                && values[self.options[d]..].iter().all(|v| *v == FORBIDDEN)
            {
                shared[d] = true;
                for (sum, value) in self.blocks[d].iter_mut().zip(values) {
                    let value = weighted(*value, weight);
                    *sum = if *sum == FORBIDDEN || value == FORBIDDEN { FORBIDDEN } else { *sum + value };
                }
                at.push(d);
                continue;
            }
            let own = self.blocks.len();
            self.blocks.push(values.iter().map(|v| weighted(*v, weight)).collect());
            if let Some(d) = *decision {
                let n = self.options[d];
                for (x, y) in (0..n).flat_map(|x| (0..n).map(move |y| (x, y))).filter(|(x, y)| x != y) {
                    self.pairs.add((d, x), (own, y), FORBIDDEN);
                }
            }
            at.push(own);
        }
        at
    }

    /// A facility with these users.
    fn facility(&mut self, users: Vec<Place>, burden: i64) -> usize {
        let next = self.facilities.len();
        let at = *self.by_users.entry(users.clone()).or_insert(next);
        if at == next {
            self.facilities.push(Facility { burden: 0, users });
        }
        self.facilities[at].burden += burden;
        at
    }

    /// Leaves out choices with some decisions.
    pub(super) fn leave_out(&mut self, cut: &Cut) {
        match cut[..] {
            [(d, o)] => self.blocks[d][o] = FORBIDDEN,
            [x, y] => self.pairs.add(x, y, FORBIDDEN),
            _ => self.rows.push(Row {
                options: cut.iter().map(|place| (*place, 1)).collect(),
                facilities: Vec::new(),
                limit: cut.len() as i64 - 1,
            }),
        }
    }

    pub(super) fn finish(self) -> Problem {
        Problem { blocks: self.blocks, pairs: self.pairs.finish(), facilities: self.facilities, rows: self.rows }
    }
}

fn weighted(value: i64, weight: i64) -> i64 {
    if value == FORBIDDEN { FORBIDDEN } else { value * weight }
}
