//! The model as a linear program over columns between 0 and 1, which LP, MPS and OPB files share.
//!
//! | column | stands for |
//! |---|---|
//! | `x.BLOCK.OPTION` | the option is chosen |
//! | `y.FACILITY` | the facility is used |
//! | `p.BLOCK.OPTION.BLOCK.OPTION` | both options are chosen |
//! | `never` | nothing: it is 0, and stands where a row would be empty |
//!
//! A product `p` is held only from the side to which its value would push it, so it is exact at an
//! optimum and needs no integrality (linearisation by sign: Glover and Woolsey 1974,
//! <https://doi.org/10.1287/opre.22.1.180>). Of the gains of one option with options of one other
//! block at most one is taken: one row bounds their sum, which is tighter than a row for each.

use std::collections::{BTreeMap, BTreeSet};

use super::super::problem::{Entry, FORBIDDEN, Pair, Problem};
use super::checks::ExportError;
use super::labels::Labels;

/// What is said at the head of a linear file.
pub(super) const HEAD: [&str; 15] = [
    "One option per block, so that the value is greatest: the values of the chosen options and of",
    "pairs of them, less the burden of each facility in use, which counts once for all its users.",
    "",
    "Read back: x.BLOCK.OPTION is 1 for the option chosen in a block; the other columns follow.",
    "y.FACILITY is 1 if the facility is used; p.BLOCK.OPTION.BLOCK.OPTION is 1 if both are chosen.",
    "",
    "one.BLOCK: exactly one option of the block.",
    "not.BLOCK: its options that are not allowed.",
    "use.FACILITY.BLOCK: options of the block that use the facility.",
    "and.BLOCK.OPTION.BLOCK: gains of the option with options of the other block need the option.",
    "neg.BLOCK.OPTION.BLOCK.OPTION: both options bring their loss.",
    "bar.BLOCK.OPTION.BLOCK: the option, and others like it, bar options of the other block.",
    "row.NAME: a limit, or a need of one option for others.",
    "never: 0; it stands where there is nothing to sum.",
    "",
];

/// A quantity between 0 and 1.
#[derive(Debug)]
pub(super) struct Column {
    pub(super) name: String,
    /// What it adds to the value.
    pub(super) value: i64,
    /// Whether it must be said to be whole: products are by themselves.
    pub(super) whole: bool,
}

/// How a row's sum and its bound compare.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Sense {
    AtMost,
    Equal,
}

/// A row: the sum over columns, never empty, and its bound.
#[derive(Debug)]
pub(super) struct Line {
    pub(super) name: String,
    pub(super) terms: Vec<(usize, i64)>,
    pub(super) sense: Sense,
    pub(super) bound: i64,
}

/// The program: maximise the sum of the columns' values.
#[derive(Debug, Default)]
pub(super) struct Linear {
    /// At least one.
    pub(super) columns: Vec<Column>,
    pub(super) lines: Vec<Line>,
    /// The column of each block's options.
    x: Vec<Vec<usize>>,
    /// The column of each facility; one without users has none.
    y: Vec<Option<usize>>,
    never: Option<usize>,
}

impl Linear {
    pub(super) fn of(problem: &Problem, labels: &Labels) -> Linear {
        let mut linear = Linear::default();
        linear.blocks(problem, labels);
        linear.facilities(problem, labels);
        for pair in &problem.pairs {
            linear.pair(problem, labels, pair);
        }
        for (row, label) in problem.rows.iter().zip(&labels.rows) {
            let options = row.options.iter().map(|&((b, o), share)| (linear.x[b][o], share));
            let facilities = row.facilities.iter().filter_map(|&(f, share)| linear.y[f].map(|y| (y, share)));
            let terms = options.chain(facilities).collect();
            linear.line(format!("row.{label}"), terms, Sense::AtMost, row.limit);
        }
        if linear.columns.is_empty() {
            linear.never();
        }
        if let Some(never) = linear.never {
            linear.line(String::from("never"), vec![(never, 1)], Sense::Equal, 0);
        }
        linear
    }

    /// Columns that have a value; one of value 0 if there is none, as sums must not be empty.
    pub(super) fn objective(&self) -> Vec<(usize, i64)> {
        let terms = self.columns.iter().enumerate().map(|(c, column)| (c, column.value));
        let valued: Vec<_> = terms.filter(|(_, value)| *value != 0).collect();
        if valued.is_empty() { vec![(0, 0)] } else { valued }
    }

    /// Whether no sum can leave what solvers compute exactly.
    pub(super) fn fit(&self, capacity: i128) -> Result<(), ExportError> {
        let size = |terms: &[(usize, i64)]| terms.iter().map(|(_, c)| i128::from(*c).abs()).sum::<i128>();
        let objective = (String::from("the objective"), size(&self.objective()));
        let lines = self.lines.iter().map(|l| (l.name.clone(), size(&l.terms) + i128::from(l.bound).abs()));
        match std::iter::once(objective).chain(lines).find(|(_, sum)| *sum > capacity) {
            Some((part, sum)) => Err(ExportError::TooLarge { part, sum }),
            None => Ok(()),
        }
    }

    fn blocks(&mut self, problem: &Problem, labels: &Labels) {
        for (b, options) in problem.blocks.iter().enumerate() {
            let block = &labels.blocks[b];
            let mut barred = Vec::new();
            let mut columns = Vec::new();
            for (o, &value) in options.iter().enumerate() {
                let value = if value == FORBIDDEN { 0 } else { value };
                let column = self.column(format!("x.{block}.{}", labels.options[b][o]), value, true);
                if options[o] == FORBIDDEN {
                    barred.push((column, 1));
                }
                columns.push(column);
            }
            let all = columns.iter().map(|&c| (c, 1)).collect();
            self.line(format!("one.{block}"), all, Sense::Equal, 1);
            if !barred.is_empty() {
                self.line(format!("not.{block}"), barred, Sense::Equal, 0);
            }
            self.x.push(columns);
        }
    }

    fn facilities(&mut self, problem: &Problem, labels: &Labels) {
        for (facility, label) in problem.facilities.iter().zip(&labels.facilities) {
            let mut users: BTreeMap<usize, BTreeSet<usize>> = BTreeMap::new();
            for &(b, o) in &facility.users {
                users.entry(b).or_default().insert(self.x[b][o]);
            }
            let used = !users.is_empty();
            let y = used.then(|| self.column(format!("y.{label}"), -facility.burden, true));
            self.y.push(y);
            for (b, columns) in users {
                let options = columns.into_iter().map(|c| (c, 1));
                let terms = options.chain(y.map(|y| (y, -1))).collect();
                self.line(format!("use.{label}.{}", labels.blocks[b]), terms, Sense::AtMost, 0);
            }
        }
    }

    fn pair(&mut self, problem: &Problem, labels: &Labels, pair: &Pair) {
        let (a, b) = (pair.a, pair.b);
        let name = |block: usize, o: u32| format!("{}.{}", labels.blocks[block], labels.options[block][o as usize]);
        let open = |block: usize, o: u32| problem.blocks[block][o as usize] != FORBIDDEN;
        let (mut barred, mut gains) = (Vec::new(), Vec::new());
        for &Entry { x, y, value } in pair.entries.iter().filter(|e| open(a, e.x) && open(b, e.y) && e.value != 0) {
            if value == FORBIDDEN {
                barred.push((x, y));
                continue;
            }
            let both = format!("{}.{}", name(a, x), name(b, y));
            let product = self.column(format!("p.{both}"), value, false);
            if value > 0 {
                gains.push((x, y, product));
            } else {
                let terms = vec![(self.x[a][x as usize], 1), (self.x[b][y as usize], 1), (product, -1)];
                self.line(format!("neg.{both}"), terms, Sense::AtMost, 1);
            }
        }
        let turned: Vec<_> = gains.iter().map(|&(x, y, product)| (y, x, product)).collect();
        for (block, other, gains) in [(a, b, gains), (b, a, turned)] {
            let mut of: BTreeMap<u32, Vec<(usize, i64)>> = BTreeMap::new();
            for (o, _, product) in gains {
                of.entry(o).or_default().push((product, 1));
            }
            for (o, mut terms) in of {
                terms.push((self.x[block][o as usize], -1));
                self.line(format!("and.{}.{}", name(block, o), labels.blocks[other]), terms, Sense::AtMost, 0);
            }
        }
        for clause in clauses(problem, pair, &barred) {
            let first = name(clause.block, clause.options[0]);
            let options = clause.options.iter().map(|&o| (self.x[clause.block][o as usize], 1));
            let others = clause.others.iter().map(|&o| (self.x[clause.other][o as usize], clause.sign));
            let terms = options.chain(others).collect();
            let name = format!("bar.{first}.{}", labels.blocks[clause.other]);
            self.line(name, terms, Sense::AtMost, i64::from(clause.sign > 0));
        }
    }

    fn column(&mut self, name: String, value: i64, whole: bool) -> usize {
        self.columns.push(Column { name, value, whole });
        self.columns.len() - 1
    }

    fn never(&mut self) -> usize {
        match self.never {
            Some(never) => never,
            None => *self.never.insert({
                self.columns.push(Column { name: String::from("never"), value: 0, whole: true });
                self.columns.len() - 1
            }),
        }
    }

    fn line(&mut self, name: String, mut terms: Vec<(usize, i64)>, sense: Sense, bound: i64) {
        terms.retain(|(_, share)| *share != 0);
        if terms.is_empty() {
            terms.push((self.never(), 1));
        }
        self.lines.push(Line { name, terms, sense, bound });
    }
}

/// Options of one block that bar the same options of another.
struct Clause {
    block: usize,
    options: Vec<u32>,
    other: usize,
    /// The barred options, or those that are left, whichever are fewer.
    others: Vec<u32>,
    /// `options + barred <= 1`, or `options - left <= 0`: the same, as one option is chosen.
    sign: i64,
}

/// All barred pairs, seen from the block from which they make fewer clauses.
fn clauses(problem: &Problem, pair: &Pair, barred: &[(u32, u32)]) -> Vec<Clause> {
    let turned: Vec<_> = barred.iter().map(|&(x, y)| (y, x)).collect();
    let (from_a, from_b) = (groups(barred), groups(&turned));
    let (block, other, groups) =
        if from_a.len() <= from_b.len() { (pair.a, pair.b, from_a) } else { (pair.b, pair.a, from_b) };
    let clause = |(barred, options): (BTreeSet<u32>, Vec<u32>)| {
        let open = (0..).zip(&problem.blocks[other]).filter(|(_, value)| **value != FORBIDDEN).map(|(o, _)| o);
        let left: Vec<u32> = open.filter(|o| !barred.contains(o)).collect();
        let (others, sign) = if barred.len() <= left.len() { (barred.into_iter().collect(), 1) } else { (left, -1) };
        Clause { block, options, other, others, sign }
    };
    groups.into_iter().map(clause).collect()
}

/// Sets of barred options, each with the options that bar just these, by the first of them.
fn groups(barred: &[(u32, u32)]) -> Vec<(BTreeSet<u32>, Vec<u32>)> {
    let mut bars: BTreeMap<u32, BTreeSet<u32>> = BTreeMap::new();
    for &(x, y) in barred {
        bars.entry(x).or_default().insert(y);
    }
    let mut alike: BTreeMap<BTreeSet<u32>, Vec<u32>> = BTreeMap::new();
    for (x, set) in bars {
        alike.entry(set).or_default().push(x);
    }
    let mut groups: Vec<_> = alike.into_iter().collect();
    groups.sort_by(|(_, l), (_, r)| l.cmp(r));
    groups
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn clauses_are_few() {
        let bar = |x, y| Entry { x, y, value: FORBIDDEN };
        let problem = Problem { blocks: vec![vec![0; 3], vec![0, 0, 0, FORBIDDEN]], ..Problem::default() };
        let entries = vec![bar(0, 0), bar(0, 1), bar(1, 2), bar(2, 0), bar(2, 1)];
        let pair = Pair { a: 0, b: 1, entries };
        let barred: Vec<_> = pair.entries.iter().map(|e| (e.x, e.y)).collect();
        let found: Vec<_> =
            clauses(&problem, &pair, &barred).into_iter().map(|c| (c.options, c.others, c.sign)).collect();
        assert_eq!(found, [(vec![0, 2], vec![2], -1), (vec![1], vec![2], 1)]);
    }
}
