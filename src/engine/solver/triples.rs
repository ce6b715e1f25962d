//! Blocks bounded three at a time (Sontag, Meltzer, Globerson, Jaakkola and Weiss 2008).
//!
//! Pairs that agree with all their blocks may still contradict each other around a circle of three. A triple lends
//! an amount to every pair of options of its three pairs, and takes back what it has lent for any three options:
//! nothing changes, but the bound that adds up the best of each part falls. Where many blocks hang together
//! by whole tables, this takes off more than any number of branchings.

use std::collections::BTreeMap;

use super::layout::{Edge, Layout, NEVER, Triple};
use super::state::State;

/// The cells of all tables of triples are no more than this: some megabytes.
const MOST: usize = 1 << 20;

/// More triples than this are not considered.
const CANDIDATES: usize = 200_000;

/// Below any value in the arithmetic of [`Residues`].
const NOTHING: f32 = -1e30;

impl Triple {
    /// The most that three live options have left: what they have not to pay back.
    fn rest(&self, l: &Layout, s: &State) -> i64 {
        let [first, second, third] = self.blocks(l).map(|b| l.options(b));
        let live = |options: &std::ops::Range<usize>| -> Vec<usize> {
            options.clone().filter(|o| s.live[*o]).map(|o| o - options.start).collect()
        };
        let (n, m) = (second.len(), third.len());
        let (first, second, third) = (live(&first), live(&second), live(&third));
        let mut least = i64::MAX;
        for &x in &first {
            let to_third = &self.lent[1][x * m..][..m];
            for &y in &second {
                let both = self.lent[0][x * n + y];
                let of_second = &self.lent[2][y * m..][..m];
                let least_of = third.iter().map(|&z| to_third[z] + of_second[z]).fold(i64::MAX / 2, i64::min);
                least = least.min(both + least_of);
            }
        }
        -least
    }
}

/// What the pairs of a triple have left by all other claims on them, and the best that three options
/// together make of it, by pair. In floating point: what is lent need not be exact.
#[derive(Debug, Default)]
struct Residues {
    left: [Vec<f32>; 3],
    best: [Vec<f32>; 3],
}

impl Residues {
    fn fill(&mut self, l: &Layout, s: &State, t: &Triple) {
        for (side, lent) in t.lent.iter().enumerate() {
            let e = &l.edges[t.edges[side]];
            let n = e.listed[1].len();
            let left = &mut self.left[side];
            left.clear();
            for (x, &o) in e.listed[0].iter().enumerate() {
                if !s.live[o as usize] {
                    left.resize(left.len() + n, NOTHING);
                    continue;
                }
                let to_first = s.message[e.at[0] + x];
                let to_second = &s.message[e.at[1]..][..n];
                let row = e.table[0][x * n..][..n].iter().zip(&lent[x * n..][..n]);
                left.extend(row.zip(to_second).map(|((v, t), m)| (v - t - m - to_first) as f32));
            }
            for (y, _) in e.listed[1].iter().enumerate().filter(|(_, o)| !s.live[**o as usize]) {
                left.iter_mut().skip(y).step_by(n).for_each(|v| *v = NOTHING);
            }
            self.best[side].clear();
            self.best[side].resize(left.len(), NOTHING);
        }
    }

    /// By how much the bound falls by a triple alone.
    fn gain(&mut self, l: &Layout, s: &State, t: &Triple) -> f32 {
        self.fill(l, s, t);
        self.join(l, t);
        let most = |list: &[f32]| list.iter().copied().fold(NOTHING, f32::max);
        self.left.iter().map(|left| most(left)).sum::<f32>() - most(&self.best[0])
    }

    /// The best that any third option makes of two, for all three pairs.
    fn join(&mut self, l: &Layout, t: &Triple) {
        let [n, m] = [0, 2].map(|i| l.edges[t.edges[i]].listed[1].len());
        let [ab, ac, bc] = &self.left;
        let [best_ab, best_ac, best_bc] = &mut self.best;
        let more = |a: f32, b: f32| if a > b { a } else { b };
        for ((row, best_row), (to_third, best_third)) in
            ab.chunks_exact(n).zip(best_ab.chunks_exact_mut(n)).zip(ac.chunks_exact(m).zip(best_ac.chunks_exact_mut(m)))
        {
            for ((both, best), (second, best_second)) in
                row.iter().zip(best_row).zip(bc.chunks_exact(m).zip(best_bc.chunks_exact_mut(m)))
            {
                let mut top = NOTHING;
                for (((z, w), of_first), of_second) in
                    to_third.iter().zip(second).zip(best_third.iter_mut()).zip(best_second)
                {
                    let all = both + z + w;
                    *of_first = more(*of_first, all);
                    *of_second = more(*of_second, all);
                    top = more(top, all);
                }
                *best = top;
            }
        }
    }
}

impl Layout {
    /// The edges of which all options are listed and none forbidden, by their blocks.
    fn whole_edges(&self) -> BTreeMap<[usize; 2], usize> {
        let is_whole = |e: &Edge| {
            let all = [0, 1].iter().all(|&side| e.listed[side].len() == self.options(e.ends[side]).len());
            all && e.table[0].iter().all(|v| *v > NEVER / 2)
        };
        self.edges.iter().enumerate().filter(|(_, e)| is_whole(e)).map(|(i, e)| (e.ends, i)).collect()
    }

    /// The edges of three blocks each that hang together by whole tables; none if they are fewer than the blocks, as
    /// these take off too little.
    fn circles(&self) -> Vec<[usize; 3]> {
        let whole = self.whole_edges();
        let mut out = Vec::new();
        for (&[a, b], &ab) in &whole {
            for (&[_, c], &bc) in whole.range([b, 0]..[b + 1, 0]) {
                out.extend(whole.get(&[a, c]).map(|&ac| [ab, ac, bc]));
            }
            if out.len() > CANDIDATES {
                break;
            }
        }
        if out.len() < self.blocks() { Vec::new() } else { out }
    }

    /// Whether there are triples to make.
    pub(super) fn has_triples(&self) -> bool {
        !self.circles().is_empty()
    }

    /// Makes triples of all blocks whose pairs list all options and forbid none; if these are too many, of those that
    /// take off the most, each on its own.
    pub(super) fn make_triples(&mut self, s: &State) {
        let mut circles = self.circles();
        let cells = |edges: &[usize; 3]| edges.iter().map(|e| self.edges[*e].table[0].len()).sum::<usize>();
        if circles.iter().map(cells).sum::<usize>() > MOST {
            let mut residues = Residues::default();
            let mut gain = |edges: [usize; 3]| {
                let lent = edges.map(|e| vec![0; self.edges[e].table[0].len()]);
                residues.gain(self, s, &Triple { edges, lent })
            };
            let mut sorted: Vec<_> = circles.into_iter().map(|edges| (gain(edges), edges)).collect();
            sorted.sort_by(|(a, x), (b, y)| b.total_cmp(a).then(x.cmp(y)));
            let mut room = MOST;
            let fits = |edges: &[usize; 3]| {
                room = room.saturating_sub(cells(edges));
                room > 0
            };
            circles = sorted.into_iter().map(|x| x.1).take_while(fits).collect();
            circles.sort_unstable();
        }
        for edges in circles {
            let lent = edges.map(|e| vec![0; self.edges[e].table[0].len()]);
            edges.iter().zip(&lent).for_each(|(e, lent)| self.edges[*e].lent.clone_from(lent));
            self.triples.push(Triple { edges, lent });
        }
    }

    /// Passes over all triples, each followed by one over the pairs. A triple gives each of its pairs a third of the
    /// best that can be made of two options with any third (max-product linear programming, Globerson and
    /// Jaakkola 2007): the bound does not rise.
    pub(super) fn tighten(&mut self, s: &mut State, passes: usize, scratch: &mut Vec<i64>) {
        if self.triples.is_empty() || passes == 0 {
            return;
        }
        let mut residues = Residues::default();
        let mut triples = std::mem::take(&mut self.triples);
        for _ in 0..passes {
            for t in &mut triples {
                residues.fill(self, s, t);
                residues.join(self, t);
                for (side, lent) in t.lent.iter_mut().enumerate() {
                    self.lend(t.edges[side], lent, &residues.left[side], &residues.best[side]);
                }
            }
            s.refresh(self);
            s.sweep(self, scratch);
            if s.dead {
                break;
            }
        }
        self.spare = if s.dead { 0 } else { triples.iter().map(|t| t.rest(self, s)).sum() };
        self.triples = triples;
    }

    /// What a triple lends to one pair from now on.
    fn lend(&mut self, edge: usize, lent: &mut [i64], left: &[f32], best: &[f32]) {
        let e = &mut self.edges[edge];
        let (n, m) = (e.listed[0].len(), e.listed[1].len());
        for (cell, was) in lent.iter_mut().enumerate() {
            if best[cell] > NOTHING / 2.0 {
                let now = (best[cell] / 3.0 - left[cell]) as i64;
                let more = now - std::mem::replace(was, now);
                e.lent[cell] += more;
                e.table[0][cell] += more;
                e.table[1][cell % m * n + cell / m] += more;
            }
        }
    }

    /// Hands triples on to a smaller layout. Of a triple with a decided block nothing is left to do: what it lent to
    /// the pairs with that block goes to the messages of the third.
    pub(super) fn hand_on(
        &self,
        keep: &[Vec<usize>],
        only: &[Option<usize>],
        edge_of: &[Option<usize>],
        to: &mut Layout,
        state: &mut State,
    ) {
        if self.triples.is_empty() {
            return;
        }
        let mut place = vec![usize::MAX; self.blocks()];
        let open = (0..self.blocks()).filter(|b| only[*b].is_none());
        open.enumerate().for_each(|(new, old)| place[old] = new);
        // Options of a block that stay, by their index in it.
        let stay = |b: usize| keep[place[b]].iter().map(move |o| o - self.start[b]).collect::<Vec<_>>();
        for t in &self.triples {
            let blocks = t.blocks(self);
            let decided: Vec<usize> = (0..3).filter(|i| only[blocks[*i]].is_some()).collect();
            match decided[..] {
                [] => {
                    let edges = t.edges.map(|e| edge_of[e].unwrap_or(0));
                    let lent = [0, 1, 2].map(|side| {
                        let [a, b] = self.edges[t.edges[side]].ends;
                        let n = self.options(b).len();
                        let (rows, columns) = (stay(a), stay(b));
                        rows.iter()
                            .flat_map(|x| columns.iter().map(move |y| t.lent[side][x * n + y]))
                            .collect::<Vec<_>>()
                    });
                    for (side, lent) in lent.iter().enumerate() {
                        to.add_lent(edges[side], lent);
                    }
                    to.triples.push(Triple { edges, lent });
                }
                [fixed] => {
                    let option = only[blocks[fixed]].unwrap_or(0) - self.start[blocks[fixed]];
                    // The pair of the other two, and what was lent for the decided option to each.
                    let Some(edge) = edge_of[t.edges[2 - fixed]] else { continue };
                    let others = [0, 1, 2].into_iter().filter(|i| *i != fixed);
                    for (side, other) in others.enumerate() {
                        let amounts = t.row(self, fixed, option, other);
                        let at = to.edges[edge].at[side];
                        for (x, o) in stay(blocks[other]).into_iter().enumerate() {
                            state.message[at + x] += amounts[o];
                        }
                    }
                }
                _ => {}
            }
        }
        to.spare = to.triples.iter().map(|t| t.rest(to, state)).sum();
    }

    fn add_lent(&mut self, edge: usize, lent: &[i64]) {
        let e = &mut self.edges[edge];
        let (n, m) = (e.listed[0].len(), e.listed[1].len());
        for (cell, &amount) in lent.iter().enumerate() {
            e.lent[cell] += amount;
            e.table[0][cell] += amount;
            e.table[1][cell % m * n + cell / m] += amount;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::certificate::{Certificate, Step};
    use super::super::super::problem::{Facility, Pairs, Problem, Row};
    use super::super::super::random::SplitMix;
    use super::super::super::verify::check;
    use super::super::record::Recorder;
    use super::super::search::{Limits, Search};
    use super::*;

    /// Every two of some blocks have a whole table of values; options cost something, and one of two facilities.
    fn dense(seed: u64) -> Problem {
        let mut random = SplitMix(seed);
        let (n, d) = (6, 3);
        let mut value = |most: usize| random.index(2 * most + 1) as i64 - most as i64;
        let blocks = (0..n).map(|_| (0..d).map(|_| value(20)).collect()).collect();
        let mut pairs = Pairs::default();
        for (a, b) in (0..n).flat_map(|a| (a + 1..n).map(move |b| (a, b))) {
            for (x, y) in (0..d).flat_map(|x| (0..d).map(move |y| (x, y))) {
                pairs.add((a, x), (b, y), 3 * value(30) + 1);
            }
        }
        let users = |o: usize| (0..n).map(|b| (b, o)).collect();
        let facilities = (0..2).map(|o| Facility { burden: 15, users: users(o) }).collect();
        let costs = (0..n).flat_map(|b| (0..d).map(move |o| ((b, o), (b + 2 * o) as i64 % 5))).collect();
        Problem {
            blocks,
            pairs: pairs.finish(),
            facilities,
            rows: vec![Row { options: costs, facilities: vec![(0, 2)], limit: 11 }],
        }
    }

    fn best(p: &Problem) -> Option<i64> {
        let (n, d) = (p.blocks.len() as u32, 3usize);
        (0..d.pow(n)).filter_map(|i| p.evaluate(&(0..n).map(|b| i / d.pow(b) % d).collect::<Vec<_>>())).max()
    }

    #[test]
    fn passes_lower_the_bound_and_never_below_a_solution() {
        let mut lower = 0;
        for seed in 0..30 {
            let p = dense(seed);
            let (mut l, mut scratch) = (Layout::new(&p), Vec::new());
            let mut state = State::new(&l);
            state.establish(&l, &mut scratch);
            let mut search = Search::new(&p, l.scale, Limits::default());
            (0..5).for_each(|_| state.sweep(&l, &mut scratch));
            let before = search.evaluate(&l, &mut state);
            l.make_triples(&state);
            assert_eq!(l.triples.len(), 20);
            l.tighten(&mut state, 10, &mut scratch);
            let after = search.evaluate(&l, &mut state);
            lower += i32::from(after < before);
            let best = best(&p).map_or(i64::MIN, |b| b * l.scale);
            assert!(after >= best, "seed {seed}: {after} is below {best}");
        }
        assert!(lower > 20, "of 30 bounds, {lower} fell");
    }

    #[test]
    fn certificates_with_triples_hold_and_changed_ones_do_not() {
        let (mut lending, mut refused) = (0, 0);
        for seed in 0..60 {
            let p = dense(seed);
            let l = Layout::new(&p);
            let mut state = State::new(&l);
            state.establish(&l, &mut Vec::new());
            let mut search = Search::new(&p, l.scale, Limits::default());
            search.recorder = Recorder::new(&l);
            search.patience = 10;
            let (scale, open) = (l.scale, search.explore(l, state));
            assert_eq!(open, None, "seed {seed}");
            let found = search.best.first().cloned();
            assert_eq!(found.as_ref().map(|s| s.value), best(&p), "seed {seed}");
            let Some(steps) = std::mem::take(&mut search.recorder).finish() else { continue };
            let value = found.as_ref().map(|s| s.value);
            let choice = found.map(|s| s.choice).unwrap_or_default();
            let mut certificate = Certificate { scale, choice, value, bound: value, steps };
            assert_eq!(check(&p, &certificate), Ok(()), "seed {seed}");
            for step in &mut certificate.steps {
                if let Step::Prices { lent, .. } = step
                    && !lent.is_empty()
                {
                    lending += 1;
                    lent.iter_mut().for_each(|entry| entry.4 = -entry.4);
                }
            }
            refused += i32::from(check(&p, &certificate).is_err());
        }
        assert!(lending > 0 && refused > 0, "{lending} lend, {refused} refused");
    }
}
