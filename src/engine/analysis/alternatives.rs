//! Good solutions that really differ: a greedy sequence, each the best at a distance from all before it.
//!
//! The distance of two solutions is the weighted number of blocks in which they differ (Hamming). A
//! distance from a known solution is one linear row, the local-branching cut of Fischetti and Lodi
//! (2003) turned round: the weights of blocks that choose as it does add up to at most the total less
//! the distance. So every step is an ordinary exact solve of the problem with a few more rows.
//!
//! The sequence is the greedy one of Danna and Woodruff (2009, "How to select a small set of diverse
//! solutions to mixed integer programming problems"): it does not maximise the values of the whole set,
//! but each member can be explained alone: "the best that differs from the above in at least so much".

use super::super::problem::{Problem, Row, Solution};
use super::super::solver::{Limits, Proof, Solver};

/// A sequence of different solutions.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Diverse {
    /// The first as it was given, then each the best at the distance from all before it. Values do not
    /// rise if the first is the best there is.
    pub solutions: Vec<Solution>,
    /// Whether each after the first is proved to be the best, and, if there are fewer than wanted, that
    /// no other keeps the distance.
    pub exact: bool,
}

/// Weights that count each block with a choice as one. Blocks with one option, such as virtual blocks,
/// do not count: they cannot differ.
pub fn plain_weights(problem: &Problem) -> Vec<u32> {
    problem.blocks.iter().map(|options| u32::from(options.len() > 1)).collect()
}

/// The distance of two choices: the sum of weights of blocks in which they differ.
pub fn distance(weights: &[u32], x: &[usize], y: &[usize]) -> u64 {
    let differ = weights.iter().zip(x.iter().zip(y)).filter(|(_, (x, y))| x != y);
    differ.map(|(w, _)| u64::from(*w)).sum()
}

/// Up to `k` solutions that differ pairwise by at least `least`, the first given, chosen one after the
/// other. `weights` say by block how much a difference counts, 0 that it does not; without them
/// [`plain_weights`] count. A distance of 0 is taken as 1: no solution comes twice.
///
/// `limits` hold for each solve. Of solutions of equal value the solver's choice is taken, which depends on
/// nothing but the problem, the solutions before it, and the number of states in `limits` (not so with a
/// limit of time).
pub fn diverse(
    problem: &Problem,
    first: &Solution,
    k: usize,
    least: u32,
    weights: Option<&[u32]>,
    limits: Limits,
) -> Diverse {
    let mut out = Diverse { solutions: vec![first.clone()], exact: true };
    let plain;
    let weights = match weights {
        Some(weights) => weights,
        None => {
            plain = plain_weights(problem);
            &plain
        }
    };
    let total: i64 = weights.iter().map(|w| i64::from(*w)).sum();
    let mut model = problem.clone();
    let mut last = first.clone();
    while out.solutions.len() < k {
        let same = last.choice.iter().enumerate().zip(weights).filter(|(_, w)| **w > 0);
        let options = same.map(|((b, o), w)| ((b, *o), i64::from(*w))).collect();
        model.rows.push(Row { options, facilities: Vec::new(), limit: total - i64::from(least.max(1)) });
        if !model.is_well_formed() {
            out.exact = false;
            break;
        }
        let (next, proved) = match Solver::new(&model, limits).solve() {
            Proof::Optimal(s) => (s, true),
            Proof::Within(s, _) => (s, false),
            Proof::Infeasible => break,
            Proof::Unknown => {
                out.exact = false;
                break;
            }
        };
        out.exact &= proved;
        out.solutions.push(next.clone());
        last = next;
    }
    out
}

#[cfg(test)]
pub(super) mod tests {
    use super::super::super::problem::{FORBIDDEN, Facility, Pairs, Place};
    use super::*;

    /// A xorshift generator: the tests look at the same models everywhere.
    pub(in super::super) struct Rng(u64);

    impl Rng {
        pub(in super::super) fn new(seed: u64) -> Rng {
            let mut rng = Rng(seed.wrapping_mul(2_654_435_761) ^ 88_172_645_463_325_252);
            (0..5).for_each(|_| _ = rng.below(2));
            rng
        }

        pub(in super::super) fn below(&mut self, n: u64) -> u64 {
            self.0 ^= self.0 << 13;
            self.0 ^= self.0 >> 7;
            self.0 ^= self.0 << 17;
            (self.0 >> 11) % n
        }

        pub(in super::super) fn range(&mut self, low: i64, high: i64) -> i64 {
            low + self.below((high - low + 1) as u64) as i64
        }
    }

    /// A small random problem with every kind of part.
    pub(in super::super) fn random(r: &mut Rng) -> Problem {
        let most = [3, 20, 1000, 1_000_000_000][r.below(4) as usize];
        let value = |r: &mut Rng, odds| if r.below(odds) == 0 { FORBIDDEN } else { r.range(-most, most) };
        let blocks: Vec<Vec<i64>> =
            (0..r.range(1, 6)).map(|_| (0..r.range(1, 4)).map(|_| value(r, 12)).collect()).collect();
        let place = |r: &mut Rng| -> Place {
            let block = r.below(blocks.len() as u64) as usize;
            (block, r.below(blocks[block].len() as u64) as usize)
        };
        let mut pairs = Pairs::default();
        for _ in 0..r.below(14) {
            let (x, y) = (place(r), place(r));
            pairs.add(x, y, value(r, 4));
        }
        let facility =
            |r: &mut Rng| Facility { burden: r.range(0, most), users: (0..r.below(7)).map(|_| place(r)).collect() };
        let facilities: Vec<Facility> = (0..r.below(4)).map(|_| facility(r)).collect();
        let mut rows = Vec::new();
        if r.below(2) == 0 {
            let places = blocks.iter().enumerate().flat_map(|(b, block)| (0..block.len()).map(move |o| (b, o)));
            let options = places.map(|p| (p, r.range(-2, 9))).collect();
            let facilities = (0..facilities.len()).map(|f| (f, r.range(0, 9))).collect();
            rows.push(Row { options, facilities, limit: r.range(0, 30) });
        }
        if r.below(3) == 0 {
            let (x, y) = (place(r), place(r));
            rows.push(Row::need(x.0, &[x.1], &[y]));
        }
        Problem { blocks, pairs: pairs.finish(), facilities, rows }
    }

    /// All solutions.
    pub(in super::super) fn all(p: &Problem) -> Vec<Solution> {
        let (mut out, mut choice) = (Vec::new(), vec![0; p.blocks.len()]);
        loop {
            out.extend(p.evaluate(&choice).map(|value| Solution { choice: choice.clone(), value }));
            let Some(b) = (0..choice.len()).find(|b| choice[*b] + 1 < p.blocks[*b].len()) else { return out };
            choice[b] += 1;
            choice[..b].fill(0);
        }
    }

    #[test]
    fn each_is_the_best_at_the_distance_from_all_before_it() {
        let mut later = 0;
        for seed in 0..400 {
            let r = &mut Rng::new(seed);
            let problem = random(r);
            let every = all(&problem);
            let Some(first) = every.iter().max_by_key(|s| s.value) else { continue };
            let (k, least) = (r.range(1, 5) as usize, r.below(4) as u32);
            let own: Vec<u32> = problem.blocks.iter().map(|_| r.below(4) as u32).collect();
            let weights = (r.below(2) == 0).then_some(&own[..]);
            let found = diverse(&problem, first, k, least, weights, Limits::default());
            assert_eq!(found, diverse(&problem, first, k, least, weights, Limits::default()));
            assert!(found.exact && found.solutions[0] == *first);
            let plain = plain_weights(&problem);
            let weights = weights.unwrap_or(&plain);
            let far = |s: &Solution, from: &[Solution]| {
                from.iter().all(|t| distance(weights, &s.choice, &t.choice) >= u64::from(least.max(1)))
            };
            for (i, s) in found.solutions.iter().enumerate().skip(1) {
                let before = &found.solutions[..i];
                assert_eq!(problem.evaluate(&s.choice), Some(s.value));
                assert!(far(s, before), "seed {seed}");
                let best = every.iter().filter(|t| far(t, before)).map(|t| t.value).max();
                assert_eq!(best, Some(s.value), "seed {seed}");
                later += 1;
            }
            assert!(found.solutions.len() == k || !every.iter().any(|t| far(t, &found.solutions)), "seed {seed}");
        }
        assert!(later > 300, "{later}");
    }

    #[test]
    fn an_effort_that_ends_is_said() {
        let problem = Problem { blocks: vec![vec![3, 2, 1]; 4], ..Problem::default() };
        let first = Solution { choice: vec![0; 4], value: 12 };
        let far = diverse(&problem, &first, 9, 5, None, Limits::default());
        assert_eq!(far, Diverse { solutions: vec![first.clone()], exact: true });
        let three = diverse(&problem, &first, 9, 4, None, Limits::default());
        let values: Vec<i64> = three.solutions.iter().map(|s| s.value).collect();
        assert_eq!((values, three.exact), (vec![12, 8, 4], true));
    }
}
