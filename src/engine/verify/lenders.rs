//! What triples of blocks lend to their pairs, and what that makes of the bound in a case.

use std::collections::BTreeMap;

use super::super::problem::Problem;
use super::world::World;

/// Amounts by rows of a pair's first block.
type Table = Vec<i64>;

/// All triples that lend anything, with the tables of their first and second, first and third, second and
/// third block.
#[derive(Debug, Default)]
pub(super) struct Lenders(BTreeMap<[usize; 3], [Table; 3]>);

/// What is lent in a case.
pub(super) struct Lent {
    /// The sum of the largest rests.
    pub(super) rest: i128,
    /// By pair that gets something: the number of options of its second block, and what each two options get.
    tables: BTreeMap<usize, (usize, Vec<i128>)>,
    /// By pair and side: what messages get in addition.
    shifts: BTreeMap<usize, [Vec<i128>; 2]>,
}

impl Lenders {
    /// Lends from now on; nothing if the three are not pairs of the model.
    pub(super) fn lend(
        &mut self,
        problem: &Problem,
        pair: usize,
        third: usize,
        (x, y): (usize, usize),
        amount: i64,
    ) -> Option<()> {
        let p = problem.pairs.get(pair)?;
        let mut blocks = [p.a, p.b, third];
        blocks.sort_unstable();
        let [a, b, c] = blocks;
        [(a, b), (a, c), (b, c)].iter().try_for_each(|ends| pair_of(problem, *ends).map(|_| ()))?;
        let size = |i: usize| problem.blocks[blocks[i]].len();
        let new = || [(0, 1), (0, 2), (1, 2)].map(|(i, j)| vec![0; size(i) * size(j)]);
        let side = if third == c {
            0
        } else if third == b {
            1
        } else {
            2
        };
        self.0.entry(blocks).or_insert_with(new)[side][x * problem.blocks[p.b].len() + y] = amount;
        Some(())
    }

    /// What is lent in a case.
    pub(super) fn lent(&self, problem: &Problem, w: &World) -> Lent {
        let mut out = Lent { rest: 0, tables: BTreeMap::new(), shifts: BTreeMap::new() };
        let size = |b: usize| problem.blocks[b].len();
        for (blocks, tables) in &self.0 {
            let [a, b, c] = *blocks;
            match blocks.map(|b| w.only(b)) {
                [None, None, None] => {
                    for (ends, table) in [(a, b), (a, c), (b, c)].into_iter().zip(tables) {
                        if let Some(pair) = pair_of(problem, ends) {
                            let new = || (size(ends.1), vec![0; table.len()]);
                            let (_, sums) = out.tables.entry(pair).or_insert_with(new);
                            sums.iter_mut().zip(table).for_each(|(sum, amount)| *sum += i128::from(*amount));
                        }
                    }
                    out.rest += rest(w, *blocks, tables, [size(b), size(c)]);
                }
                [Some(x), None, None] => {
                    let row = |table: &Table, n: usize| table[x * n..][..n].to_vec();
                    out.shift(problem, (b, c), [row(&tables[0], size(b)), row(&tables[1], size(c))]);
                }
                [None, Some(y), None] => {
                    let first = column(&tables[0], y, size(b));
                    out.shift(problem, (a, c), [first, tables[2][y * size(c)..][..size(c)].to_vec()]);
                }
                [None, None, Some(z)] => {
                    out.shift(problem, (a, b), [1, 2].map(|t| column(&tables[t], z, size(c))));
                }
                _ => {}
            }
        }
        out
    }
}

impl Lent {
    fn shift(&mut self, problem: &Problem, ends: (usize, usize), more: [Table; 2]) {
        let Some(pair) = pair_of(problem, ends) else { return };
        let sums = self.shifts.entry(pair).or_insert_with(|| [0, 1].map(|side| vec![0; more[side].len()]));
        for (sums, more) in sums.iter_mut().zip(more) {
            sums.iter_mut().zip(more).for_each(|(sum, amount)| *sum += i128::from(amount));
        }
    }

    /// What a pair gets for two options.
    pub(super) fn to(&self, pair: usize, x: usize, y: usize) -> i128 {
        self.tables.get(&pair).map_or(0, |(n, table)| table[x * n + y])
    }

    /// The messages of a pair with what they get in addition; nothing if nothing is lent to the pair or to them.
    pub(super) fn shifted(&self, pair: usize, messages: &[Vec<(usize, i64)>; 2]) -> Option<[Vec<(usize, i128)>; 2]> {
        let shifts = self.shifts.get(&pair);
        if shifts.is_none() && !self.tables.contains_key(&pair) {
            return None;
        }
        Some([0, 1].map(|side| {
            let shift = |o: usize| shifts.map_or(0, |s| s[side][o]);
            messages[side].iter().map(|(o, m)| (*o, i128::from(*m) + shift(*o))).collect()
        }))
    }
}

/// The pair of two blocks.
fn pair_of(problem: &Problem, ends: (usize, usize)) -> Option<usize> {
    problem.pairs.binary_search_by_key(&ends, |p| (p.a, p.b)).ok()
}

fn column(table: &Table, at: usize, n: usize) -> Table {
    table.iter().skip(at).step_by(n).copied().collect()
}

/// The most that three live options do not pay back. `n` and `m` are the numbers of options of the second and third.
fn rest(w: &World, blocks: [usize; 3], tables: &[Table; 3], [n, m]: [usize; 2]) -> i128 {
    let live = blocks.map(|b| (0..w.live[b].len()).filter(|o| w.live[b][*o]).collect::<Vec<_>>());
    let mut most = i128::MIN / 4;
    for &x in &live[0] {
        for &y in &live[1] {
            let both = i128::from(tables[0][x * n + y]);
            let third = |z: &usize| i128::from(tables[1][x * m + z]) + i128::from(tables[2][y * m + z]);
            most = live[2].iter().map(|z| -both - third(z)).fold(most, i128::max);
        }
    }
    most
}
