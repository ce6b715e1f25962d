//! The integer model as a function of the weights of criteria.
//!
//! The value of an architecture is linear in the weights (an additive value function: Keeney and Raiffa,
//! "Decisions with Multiple Objectives", 1976). The analyses need this function, not only its value at the
//! stated weights, and they need it in whole numbers, so that "optimal" keeps its meaning.

use super::super::problem::{FORBIDDEN, LARGEST, Problem};
use super::super::random::SplitMix;

/// The solver has room for numbers whose sum, the largest of each block and pair, stays below this.
const ROOM: i128 = 1 << 46;

/// A model of which the weights of criteria can be changed.
///
/// What each option adds is linear in the weights. An option that is worth as much as the best of its block
/// ("not needed") is not, if which one is best changes; it takes the parts of the one best as stated.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Weighted {
    /// The model at the stated weights.
    pub base: Problem,
    /// By criterion, block and option: what the criterion adds if all weight is on it, in units of `base`.
    pub parts: Vec<Vec<Vec<i64>>>,
    /// Likewise, half the range in which the part may lie.
    pub doubt: Vec<Vec<Vec<i64>>>,
    /// By block and option: the option whose parts it has, itself or another. They are uncertain together.
    pub like: Vec<Vec<usize>>,
    /// The stated weights, by criterion, as parts of their sum: parts per million if they sum to a million.
    pub weights: Vec<u32>,
}

impl Weighted {
    /// The sum of the stated weights: the number of steps from no weight to all weight.
    pub fn whole(&self) -> u32 {
        self.weights.iter().sum()
    }

    /// Whether the tables fit together and the numbers are small enough for exact work.
    pub fn is_well_formed(&self) -> bool {
        let shape = |p: &Vec<Vec<i64>>| {
            p.len() == self.base.blocks.len() && p.iter().zip(&self.base.blocks).all(|(p, b)| p.len() == b.len())
        };
        let sum = self.weights.iter().try_fold(0u32, |sum, w| sum.checked_add(*w));
        let like = |(l, b): (&Vec<usize>, &Vec<i64>)| l.len() == b.len() && l.iter().all(|o| *o < b.len());
        self.base.is_well_formed()
            && self.parts.len() == self.weights.len()
            && self.doubt.len() == self.weights.len()
            && sum.is_some_and(|s| s > 0 && s <= 1 << 24)
            && self.parts.iter().chain(&self.doubt).all(shape)
            && self.doubt.iter().flatten().flatten().all(|d| *d >= 0)
            && self.like.len() == self.base.blocks.len()
            && self.like.iter().zip(&self.base.blocks).all(like)
            && self.finest() > 0
    }

    /// The largest factor by which the numbers can be multiplied without growing out of bounds, whatever
    /// the weights and within all doubts, with the contribution of another option of its block taken off.
    pub(super) fn finest(&self) -> i128 {
        let (mut widest, mut total) = (0i128, 0i128);
        for (b, options) in self.base.blocks.iter().enumerate() {
            let size = |o: usize| {
                let part = |(p, d): (&Vec<Vec<i64>>, &Vec<Vec<i64>>)| i128::from(p[b][o]).abs() + i128::from(d[b][o]);
                let parts = self.parts.iter().zip(&self.doubt).map(part).max().unwrap_or(0);
                2 * (i128::from(options[o]).abs() + 2 * parts) + 1
            };
            let sizes = || (0..options.len()).filter(|o| options[*o] != FORBIDDEN).map(size);
            widest += sizes().max().unwrap_or(0);
            total += sizes().sum::<i128>();
        }
        for pair in &self.base.pairs {
            let sizes = || pair.entries.iter().filter(|e| e.value != FORBIDDEN).map(|e| i128::from(e.value).abs());
            widest += sizes().max().unwrap_or(0);
            total += sizes().sum::<i128>();
        }
        let burdens: i128 = self.base.facilities.iter().map(|f| i128::from(f.burden)).sum();
        let row = |r: &super::super::problem::Row| -> i128 {
            let numbers = r.options.iter().map(|o| o.1).chain(r.facilities.iter().map(|f| f.1));
            numbers.chain([r.limit]).map(|n| i128::from(n).abs()).sum()
        };
        let rows: i128 = self.base.rows.iter().map(row).sum();
        (ROOM / (widest + burdens).max(1)).min((LARGEST as i128 - 1 - rows) / (total + burdens).max(1)).max(0)
    }

    /// How many units of [`Weighted::problem`] are one of `base`. As many as the weights have steps, and
    /// the problem is exact; less if the numbers are too large, and contributions are rounded.
    pub fn unit(&self) -> i64 {
        self.finest().min(i128::from(self.whole())) as i64
    }

    /// The model at some weights, of the same sum as those stated.
    pub fn problem(&self, weights: &[u32]) -> Problem {
        let (unit, whole) = (i128::from(self.unit()), i128::from(self.whole()));
        self.build(unit, |b, o| {
            let parts = self.parts.iter().zip(weights).map(|(p, w)| i128::from(*w) * i128::from(p[b][o]));
            nearest(unit * (parts.sum::<i128>() - self.stated(b, o)), whole)
        })
    }

    /// The stated weights with one of them multiplied, the others in proportion; nothing if it has no weight, or if no
    /// other has.
    pub fn moved(&self, criterion: usize, factor: f64) -> Option<Vec<u32>> {
        let whole = f64::from(self.whole());
        let own = f64::from(*self.weights.get(criterion)?);
        if own <= 0.0 || own >= whole {
            return None;
        }
        let new = (own * factor).clamp(0.0, whole);
        let rest = (whole - new) / (whole - own);
        let weight = |(i, w): (usize, &u32)| if i == criterion { new } else { f64::from(*w) * rest };
        let exact: Vec<f64> = self.weights.iter().enumerate().map(weight).collect();
        Some(apportion(&exact, self.whole()))
    }

    /// What all criteria add to an option at the stated weights, times their sum.
    pub(super) fn stated(&self, b: usize, o: usize) -> i128 {
        self.parts.iter().zip(&self.weights).map(|(p, w)| i128::from(*w) * i128::from(p[b][o])).sum()
    }

    /// The model with its numbers multiplied, and changes of contributions in these units.
    pub(super) fn build(&self, unit: i128, change: impl Fn(usize, usize) -> i128) -> Problem {
        let mut problem = self.base.clone();
        for (b, options) in problem.blocks.iter_mut().enumerate() {
            for (o, value) in options.iter_mut().enumerate().filter(|(_, v)| **v != FORBIDDEN) {
                *value = (i128::from(*value) * unit + change(b, o)) as i64;
            }
        }
        let unit = unit as i64;
        for entry in problem.pairs.iter_mut().flat_map(|p| &mut p.entries).filter(|e| e.value != FORBIDDEN) {
            entry.value *= unit;
        }
        for facility in &mut problem.facilities {
            facility.burden *= unit;
        }
        problem
    }
}

/// How weights are drawn.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Spread {
    /// As stated.
    Stated,
    /// Dirichlet distribution whose mean are the stated weights. The concentration is above 0: a weight w (as
    /// a share) has the variance w (1 - w) / (concentration + 1). What is stated as nothing stays nothing.
    Around(f64),
    /// Any weights, all alike: nothing is known of them.
    Uniform,
}

/// Draws weights of the same sum as those stated.
pub(super) fn draw_weights(stated: &[u32], spread: Spread, random: &mut SplitMix) -> Vec<u32> {
    let sum: u32 = stated.iter().sum();
    let whole = f64::from(sum);
    let shares: Vec<f64> = match spread {
        Spread::Stated => return stated.to_vec(),
        Spread::Uniform => stated.iter().map(|_| random.gamma(1.0)).collect(),
        Spread::Around(concentration) => {
            let shape = |w: &u32| concentration.max(0.0) * f64::from(*w) / whole;
            stated.iter().map(|w| random.gamma(shape(w))).collect()
        }
    };
    let total: f64 = shares.iter().sum();
    if !(total > 0.0 && total.is_finite()) {
        return stated.to_vec();
    }
    apportion(&shares.iter().map(|s| s / total * whole).collect::<Vec<_>>(), sum)
}

/// Whole parts of a sum, those with the largest remainders rounded up; what is nothing stays nothing.
pub(in super::super) fn apportion(exact: &[f64], sum: u32) -> Vec<u32> {
    let mut out: Vec<u32> = exact.iter().map(|e| *e as u32).collect();
    let mut order: Vec<usize> = (0..out.len()).filter(|c| exact[*c] > 0.0).collect();
    let remainder = |c: usize| exact[c] - libm::floor(exact[c]);
    order.sort_by(|a, b| remainder(*b).total_cmp(&remainder(*a)).then(a.cmp(b)));
    let left = sum.saturating_sub(out.iter().sum()) as usize;
    order.iter().cycle().take(left).for_each(|c| out[*c] += 1);
    out
}

/// The nearest whole number to a fraction.
pub(super) fn nearest(number: i128, by: i128) -> i128 {
    (2 * number + by).div_euclid(2 * by)
}

/// The least whole number that is not below a fraction.
pub(super) fn above(number: i128, by: i128) -> i128 {
    -(-number).div_euclid(by)
}

#[cfg(test)]
pub(super) mod tests {
    use super::super::super::problem::{FORBIDDEN, Facility, Pairs, Place, Problem, Row};
    use super::*;

    /// Numbers for tests.
    pub(in super::super) struct Dice(pub(in super::super) u64);

    impl Dice {
        pub(in super::super) fn roll(&mut self, low: i64, high: i64) -> i64 {
            self.0 ^= self.0 << 13;
            self.0 ^= self.0 >> 7;
            self.0 ^= self.0 << 17;
            low + ((self.0 >> 11) % (high - low + 1) as u64) as i64
        }
    }

    /// A small view: up to five blocks and four criteria, weights of the given sum.
    pub(in super::super) fn random(seed: u64, whole: u32) -> Weighted {
        let mut d = Dice(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1);
        (0..8).for_each(|_| _ = d.roll(0, 1));
        let size = [4, 60, 3000][d.roll(0, 2) as usize];
        let n = d.roll(1, 5) as usize;
        let lengths: Vec<usize> = (0..n).map(|_| d.roll(1, 4) as usize).collect();
        let value = |d: &mut Dice| if d.roll(0, 14) == 0 { FORBIDDEN } else { d.roll(-size, size) / 2 };
        let blocks = lengths.iter().map(|l| (0..*l).map(|_| value(&mut d)).collect()).collect();
        let place = |d: &mut Dice| -> Place {
            let b = d.roll(0, n as i64 - 1) as usize;
            (b, d.roll(0, lengths[b] as i64 - 1) as usize)
        };
        let mut pairs = Pairs::default();
        for _ in 0..d.roll(0, 8) {
            let (x, y) = (place(&mut d), place(&mut d));
            pairs.add(x, y, value(&mut d));
        }
        let facilities: Vec<Facility> = (0..d.roll(0, 3))
            .map(|_| Facility { burden: d.roll(0, size), users: (0..d.roll(0, 4)).map(|_| place(&mut d)).collect() })
            .collect();
        let mut row = Row { limit: d.roll(4, 20), ..Row::default() };
        for (b, l) in lengths.iter().enumerate() {
            row.options.extend((0..*l).map(|o| ((b, o), d.roll(0, 6))));
        }
        row.facilities.extend((0..facilities.len()).map(|f| (f, d.roll(0, 3))));
        let base = Problem { blocks, pairs: pairs.finish(), facilities, rows: vec![row] };
        let criteria = d.roll(1, 4) as usize;
        let part = |d: &mut Dice| lengths.iter().map(|l| (0..*l).map(|_| d.roll(0, 2 * size)).collect()).collect();
        let parts: Vec<Vec<Vec<i64>>> = (0..criteria).map(|_| part(&mut d)).collect();
        let doubt = parts.iter().map(|p| p.iter().map(|b| b.iter().map(|x| x * d.roll(0, 2) / 2).collect()).collect());
        let doubt = doubt.collect();
        let like = lengths.iter().map(|l| (0..*l).collect()).collect();
        let mut weights = vec![0; criteria];
        for _ in 0..7 {
            weights[d.roll(0, criteria as i64 - 1) as usize] += whole / 7;
        }
        weights[0] += whole - weights.iter().sum::<u32>();
        Weighted { base, parts, doubt, like, weights }
    }

    /// Every choice that breaks no constraint.
    pub(in super::super) fn choices(problem: &Problem) -> Vec<Vec<usize>> {
        let mut all = vec![Vec::new()];
        for b in &problem.blocks {
            all = all.iter().flat_map(|c| (0..b.len()).map(|o| [c.as_slice(), &[o]].concat())).collect();
        }
        all.retain(|c| problem.evaluate(c).is_some());
        all
    }

    #[test]
    fn the_model_is_exact_and_linear_in_the_weights() {
        for seed in 0..200 {
            let view = random(seed, 1_000_000);
            assert!(view.is_well_formed());
            assert_eq!(view.unit(), 1_000_000);
            let mut others = view.weights.clone();
            others.rotate_left(1);
            let (stated, problem) = (view.problem(&view.weights), view.problem(&others));
            assert!(stated.is_well_formed() && problem.is_well_formed());
            for choice in choices(&view.base) {
                let value = view.base.evaluate(&choice).unwrap_or(FORBIDDEN) * 1_000_000;
                assert_eq!(stated.evaluate(&choice), Some(value));
                let mut want = value;
                for (part, (w, s)) in view.parts.iter().zip(others.iter().zip(&view.weights)) {
                    let part = choice.iter().enumerate().map(|(b, o)| part[b][*o]).sum::<i64>();
                    want += part * (i64::from(*w) - i64::from(*s));
                }
                assert_eq!(problem.evaluate(&choice), Some(want));
            }
        }
    }

    #[test]
    fn large_numbers_are_rounded_not_overrun() {
        let mut view = random(7, 1_000_000);
        view.parts.iter_mut().flatten().flatten().for_each(|p| *p <<= 27);
        let unit = view.unit();
        assert!(0 < unit && unit < 1_000_000, "{unit}");
        assert!(view.is_well_formed() && view.problem(&view.weights).is_well_formed());
        view.parts.iter_mut().flatten().flatten().for_each(|p| *p <<= 20);
        assert!(!view.is_well_formed());
    }

    #[test]
    fn fractions_round_as_they_say() {
        assert_eq!([-4, -3, -2, -1, 0, 1, 2, 3].map(|n| nearest(n, 2)), [-2, -1, -1, 0, 0, 1, 1, 2]);
        assert_eq!([-4, -3, -1, 0, 1, 2, 3].map(|n| above(n, 2)), [-2, -1, 0, 0, 1, 1, 2]);
    }

    #[test]
    fn weights_have_the_mean_and_variance_stated() {
        let stated = [500_000, 300_000, 200_000, 0];
        let mut random = SplitMix(1);
        for (spread, mean, variance) in [
            (Spread::Around(9.0), [0.5, 0.3, 0.2, 0.0], [0.025, 0.021, 0.016, 0.0]),
            (Spread::Uniform, [0.25; 4], [0.0375; 4]),
        ] {
            let drawn: Vec<Vec<u32>> = (0..20_000).map(|_| draw_weights(&stated, spread, &mut random)).collect();
            assert!(drawn.iter().all(|w| w.iter().sum::<u32>() == 1_000_000));
            for c in 0..4 {
                let of = |f: &dyn Fn(f64) -> f64| drawn.iter().map(|w| f(f64::from(w[c]) / 1e6)).sum::<f64>() / 2e4;
                let average = of(&|w| w);
                assert!((average - mean[c]).abs() < 0.005, "{average}");
                assert!((of(&|w| (w - average) * (w - average)) - variance[c]).abs() < 0.002);
            }
        }
    }
}
