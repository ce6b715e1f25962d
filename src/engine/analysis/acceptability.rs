//! How often each option is in the best architecture when weights and values are uncertain.
//!
//! Stochastic multicriteria acceptability analysis: weights are drawn from what is known of them, values from
//! their ranges, and the share of draws in which an alternative is best is its acceptability (Lahdelma,
//! Hokkanen and Salminen, "SMAA - Stochastic multiobjective acceptability analysis", European Journal of
//! Operational Research 106(1), 1998; Lahdelma and Salminen, "SMAA-2", Operations Research 49(3), 2001). Here
//! an alternative is one option of one block, as part of a whole architecture: every draw is solved exactly,
//! with all pairs, burdens and rows.
//!
//! The acceptability of whole architectures is not reported. There are exponentially many, so that each has
//! a small share which says more about the number of blocks than about the architecture: one toss-up in a
//! block of no importance halves it, and twenty such blocks leave one in a million to a choice that is firm
//! wherever it matters. Nor could a sample of feasible size estimate it. Shares by block have none of this.
//!
//! Draws depend on the seed and their number only: whole-number arithmetic, own generator, own logarithm,
//! so that results are the same on every machine and with any number of threads.

use std::num::NonZero;

use super::super::problem::{FORBIDDEN, Problem, Solution};
use super::super::random::SplitMix;
use super::super::solver::{Limits, Proof, Solver};
use super::weighted::{Spread, Weighted, draw_weights, nearest};
use crate::parallel::spread_over;

/// What is drawn, and how often.
#[derive(Debug, Clone, Copy)]
pub struct Sampling {
    /// Number of draws.
    pub samples: u32,
    /// Start of the generator.
    pub seed: u64,
    /// How weights are drawn.
    pub weights: Spread,
    /// Whether parts vary within their doubts, each independently by a symmetric triangular distribution.
    pub facts: bool,
    /// Threads; those of [`crate::parallel::spread`] if nothing is said.
    pub threads: Option<NonZero<usize>>,
    /// Effort for each draw. With a limit on time the result may depend on the machine.
    pub limits: Limits,
}

/// How often an option is in the best architecture.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Share {
    /// Draws in which it is.
    pub wins: u32,
    /// Their share of all draws: the acceptability index.
    pub share: f64,
    /// The 95 % confidence interval of the share (Wilson, Journal of the American Statistical Association
    /// 22, 1927).
    pub interval: (f64, f64),
}

/// What is known of the choice in a block.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// The chosen option wins in at least nine draws of ten.
    Firm,
    /// It does not; these options do as well, most often first: as many as it takes, with the chosen one,
    /// to win in nine draws of ten.
    TossUp(Vec<usize>),
}

/// The shares of one block.
#[derive(Debug, Clone, PartialEq)]
pub struct Shares {
    /// By option.
    pub options: Vec<Share>,
    /// Options that win at all, most often first.
    pub winners: Vec<usize>,
    /// What is known of the choice.
    pub verdict: Verdict,
}

/// The outcome of all draws.
#[derive(Debug, Clone, PartialEq)]
pub struct Acceptability {
    /// By block.
    pub blocks: Vec<Shares>,
    /// Draws.
    pub samples: u32,
    /// Draws whose winner is the best known but not proven, because the effort ended.
    pub unproven: u32,
    /// Draws whose winner was known from another draw and proven by a bound, without a search.
    pub reused: u32,
}

/// The acceptability of all options. `present` is the architecture that the verdicts are about. Nothing if
/// the view is not well-formed, the present architecture breaks a constraint, or nothing is to be drawn.
pub fn acceptability(view: &Weighted, present: &[usize], sampling: &Sampling) -> Option<Acceptability> {
    let fits = view.is_well_formed() && present.len() == view.base.blocks.len() && sampling.samples > 0;
    if !fits || view.base.evaluate(present).is_none() {
        return None;
    }
    let draws = draw_all(view, present, sampling);
    let n = sampling.samples;
    let shares = |(b, options): (usize, &Vec<i64>)| {
        let mut wins = vec![0u32; options.len()];
        draws.iter().for_each(|d| wins[d.choice[b]] += 1);
        Shares::new(&wins, present[b], n)
    };
    Some(Acceptability {
        blocks: view.base.blocks.iter().enumerate().map(shares).collect(),
        samples: n,
        unproven: draws.iter().filter(|d| d.how == How::Unproven).count() as u32,
        reused: draws.iter().filter(|d| d.how == How::Reused).count() as u32,
    })
}

impl Shares {
    fn new(wins: &[u32], chosen: usize, samples: u32) -> Shares {
        let share = |&wins: &u32| Share {
            wins,
            share: f64::from(wins) / f64::from(samples),
            interval: wilson(f64::from(wins), f64::from(samples)),
        };
        let mut winners: Vec<usize> = (0..wins.len()).filter(|o| wins[*o] > 0).collect();
        winners.sort_by_key(|o| (u32::MAX - wins[*o], *o));
        let enough = |wins: u32| u64::from(wins) * 10 >= u64::from(samples) * 9;
        let mut sum = wins[chosen];
        let mut near = Vec::new();
        for &o in winners.iter().filter(|o| **o != chosen) {
            if enough(sum) {
                break;
            }
            sum += wins[o];
            near.push(o);
        }
        let verdict = if near.is_empty() { Verdict::Firm } else { Verdict::TossUp(near) };
        Shares { options: wins.iter().map(share).collect(), winners, verdict }
    }
}

/// The 95 % interval of a share by Wilson's score.
fn wilson(wins: f64, samples: f64) -> (f64, f64) {
    const Z: f64 = 1.959_963_984_540_054;
    let (p, z2) = (wins / samples, Z * Z / samples);
    let half = Z * libm::sqrt((p * (1.0 - p) + z2 / 4.0) / samples);
    let end = |e: f64| ((p + z2 / 2.0 + e) / (1.0 + z2)).clamp(0.0, 1.0);
    // The ends are whole there, but for rounding.
    (if wins > 0.0 { end(-half) } else { 0.0 }, if wins < samples { end(half) } else { 1.0 })
}

/// How a winner is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum How {
    Searched,
    Reused,
    Unproven,
}

/// The winner of a draw.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Draw {
    choice: Vec<usize>,
    how: How,
}

/// Draws that share what they know. The number is fixed: of equals, the winner may depend on what is known.
const CHUNK: u32 = 20;

/// All draws in order.
fn draw_all(view: &Weighted, present: &[usize], sampling: &Sampling) -> Vec<Draw> {
    // The model as stated: bounds of all draws start where its own end.
    let stated = view.problem(&view.weights);
    let base = Solver::new(&stated, sampling.limits);
    let chunks = sampling.samples.div_ceil(CHUNK) as usize;
    let chunk = |chunk: usize| draw_chunk(view, &base, present, sampling, chunk as u32);
    spread_over(sampling.threads, chunks, chunk).into_iter().flatten().collect()
}

/// Draws that follow each other. Winners so far are where the next search starts.
fn draw_chunk(view: &Weighted, base: &Solver<'_>, present: &[usize], sampling: &Sampling, chunk: u32) -> Vec<Draw> {
    let mut known = vec![present.to_vec()];
    let samples = chunk * CHUNK..(chunk * CHUNK).saturating_add(CHUNK).min(sampling.samples);
    samples
        .map(|sample| {
            let draw = winner(&draw(view, sampling, sample), base, &known, sampling.limits);
            if !known.contains(&draw.choice) {
                known.push(draw.choice.clone());
            }
            draw
        })
        .collect()
}

/// The best architecture of a draw.
fn winner(problem: &Problem, base: &Solver<'_>, known: &[Vec<usize>], limits: Limits) -> Draw {
    let values = known.iter().map(|c| Solution { choice: c.clone(), value: problem.evaluate(c).unwrap_or(FORBIDDEN) });
    let mut near: Vec<Solution> = values.collect();
    near.sort_by(|a, b| b.value.cmp(&a.value).then_with(|| a.choice.cmp(&b.choice)));
    near.truncate(2);
    let choices: Vec<&[usize]> = near.iter().map(|s| s.choice.as_slice()).collect();
    let solver = Solver::like(problem, limits, base, &choices);
    let first = |how: How| Draw { choice: near.first().map(|s| s.choice.clone()).unwrap_or_default(), how };
    if solver.ceiling().is_some_and(|c| near.first().is_some_and(|s| s.value >= c)) {
        return first(How::Reused);
    }
    match solver.solve_with(&[], &near.iter().collect::<Vec<_>>(), limits) {
        Proof::Optimal(s) => Draw { choice: s.choice, how: How::Searched },
        Proof::Within(s, _) => Draw { choice: s.choice, how: How::Unproven },
        Proof::Unknown | Proof::Infeasible => first(How::Unproven),
    }
}

/// The model of a draw.
fn draw(view: &Weighted, sampling: &Sampling, sample: u32) -> Problem {
    // Draws next to each other have starts far apart.
    let start = SplitMix(sampling.seed).next() ^ u64::from(sample).wrapping_mul(0xd134_2543_de82_ef95);
    let mut random = SplitMix(start);
    let weights = draw_weights(&view.weights, sampling.weights, &mut random);
    let mut changes: Vec<Vec<Vec<i128>>> = Vec::new();
    for doubts in &view.doubt {
        // The sum of two uniform numbers is triangular.
        let mut change = |d: &i64| match sampling.facts {
            true => i128::from(*d) * i128::from(random.below(MILLION) + random.below(MILLION) - MILLION),
            false => 0,
        };
        changes.push(doubts.iter().map(|b| b.iter().map(&mut change).collect()).collect());
    }
    let (unit, whole, million) = (i128::from(view.unit()), i128::from(view.whole()), i128::from(MILLION));
    view.build(unit, |b, o| {
        let like = view.like[b][o];
        let part = |c: usize| i128::from(view.parts[c][b][o]) * million + changes[c][b][like];
        let sum = (0..weights.len()).map(|c| i128::from(weights[c]) * part(c)).sum::<i128>();
        nearest(unit * (sum - view.stated(b, o) * million), whole * million)
    })
}

/// Steps in which changes are drawn.
const MILLION: i64 = 1_000_000;

#[cfg(test)]
mod tests {
    use super::super::weighted::tests::{choices, random};
    use super::*;

    fn sampling(weights: Spread, facts: bool, threads: usize) -> Sampling {
        let threads = NonZero::new(threads);
        Sampling { samples: 50, seed: 7, weights, facts, threads, limits: Limits::default() }
    }

    const SPREADS: [Spread; 4] = [Spread::Stated, Spread::Around(20.0), Spread::Around(0.5), Spread::Uniform];

    #[test]
    fn winners_are_the_best_of_all() {
        for seed in 0..80 {
            let view = random(seed, 1_000_000);
            let all = choices(&view.base);
            let sampling = sampling(SPREADS[seed as usize % 4], seed % 3 > 0, 1);
            let Some(present) = all.first() else {
                assert_eq!(acceptability(&view, &vec![0; view.base.blocks.len()], &sampling), None);
                continue;
            };
            let found = acceptability(&view, present, &sampling).expect("possible");
            assert_eq!((found.samples, found.unproven), (50, 0));
            let mut wins: Vec<Vec<(u32, u32)>> = view.base.blocks.iter().map(|b| vec![(0, 0); b.len()]).collect();
            for (sample, drawn) in draw_all(&view, present, &sampling).iter().enumerate() {
                let problem = draw(&view, &sampling, sample as u32);
                assert!(problem.is_well_formed());
                let best = all.iter().map(|c| problem.evaluate(c)).max().flatten();
                assert_eq!(problem.evaluate(&drawn.choice), best);
                let best: Vec<_> = all.iter().filter(|c| problem.evaluate(c) == best).collect();
                for (b, wins) in wins.iter_mut().enumerate() {
                    for (o, (least, most)) in wins.iter_mut().enumerate() {
                        *least += u32::from(best.iter().all(|c| c[b] == o));
                        *most += u32::from(best.iter().any(|c| c[b] == o));
                    }
                }
            }
            // The same but for draws with several best.
            for (shares, wins) in found.blocks.iter().zip(&wins) {
                assert_eq!(shares.options.iter().map(|s| s.wins).sum::<u32>(), 50);
                assert!(shares.options.iter().zip(wins).all(|(s, w)| (w.0..=w.1).contains(&s.wins)));
            }
        }
    }

    #[test]
    fn the_number_of_threads_does_not_matter() {
        for seed in 0..12 {
            let view = random(seed, 1_000_000);
            let Some(present) = choices(&view.base).pop() else { continue };
            let by = |threads| acceptability(&view, &present, &sampling(Spread::Around(5.0), true, threads));
            assert_eq!(by(1), by(2));
            assert_eq!(by(1), by(7));
        }
    }

    #[test]
    fn verdicts_and_intervals() {
        let shares = Shares::new(&[90, 10, 0], 0, 100);
        assert_eq!((shares.verdict, shares.winners), (Verdict::Firm, vec![0, 1]));
        let shares = Shares::new(&[10, 30, 55, 5], 1, 100);
        assert_eq!((shares.verdict, shares.winners), (Verdict::TossUp(vec![2, 0]), vec![2, 1, 0, 3]));
        let (low, high) = shares.options[0].interval;
        assert!((low - 0.0552).abs() < 1e-4 && (high - 0.1744).abs() < 1e-4, "{low} {high}");
        assert_eq!((wilson(0.0, 100.0).0, wilson(100.0, 100.0).1), (0.0, 1.0));
    }
}
