//! Weights for a mixture: what an opponent would play who picks the scenario, against choices met so far.
//!
//! Regret matching of both sides with averages that grow in weight (Tammelin, Burch, Johanson and Bowling,
//! "Solving heads-up limit Texas hold'em", IJCAI 2015). It comes near an equilibrium after some hundred
//! rounds, in whole numbers. Any weights give a valid bound, so near is enough.

/// Rounds played.
const ROUNDS: i64 = 400;

/// One, in the numbers of the game.
const ONE: i64 = 1 << 16;

/// Weights below this part of the sum are left out: they make a mixture larger, and its bound little better.
const SMALL: i64 = 64;

/// Weights by scenario, the sum about `most`, for a table of losses by scenario and choice.
pub(super) fn weights(losses: &[Vec<i64>], most: i64) -> Vec<i64> {
    let top = losses.iter().flatten().copied().max().unwrap_or(0).max(1);
    let scaled = |l: &i64| (i128::from(*l) * i128::from(ONE) / i128::from(top)) as i64;
    let table: Vec<Vec<i64>> = losses.iter().map(|row| row.iter().map(scaled).collect()).collect();
    let choices = table.first().map_or(0, Vec::len);
    let mut scenarios = Side::new(table.len());
    let mut answers = Side::new(choices);
    let mut sums = vec![0i64; table.len()];
    for round in 1..=ROUNDS {
        let loss: Vec<i64> = table.iter().map(|row| mean(row, &answers.play)).collect();
        scenarios.learn(&loss);
        let gain: Vec<i64> = (0..choices)
            .map(|c| -table.iter().zip(&scenarios.play).map(|(row, p)| row[c] * p).sum::<i64>() / ONE)
            .collect();
        answers.learn(&gain);
        sums.iter_mut().zip(&scenarios.play).for_each(|(sum, p)| *sum += round * p);
    }
    let all: i64 = sums.iter().sum::<i64>().max(1);
    let first = (0..sums.len()).max_by_key(|s| (sums[*s], std::cmp::Reverse(*s)));
    sums.iter_mut().filter(|s| **s * SMALL < all).for_each(|s| *s = 0);
    let scaled = |s: &i64| (i128::from(*s) * i128::from(most) / i128::from(all)) as i64;
    let mut out: Vec<i64> = sums.iter().map(scaled).collect();
    if let Some(first) = first {
        out[first] = out[first].max(1);
    }
    let common = out.iter().fold(0, |a, b| divisor(a, *b)).max(1);
    out.iter_mut().for_each(|w| *w /= common);
    out
}

fn divisor(a: i64, b: i64) -> i64 {
    if b == 0 { a } else { divisor(b, a % b) }
}

fn mean(values: &[i64], play: &[i64]) -> i64 {
    values.iter().zip(play).map(|(v, p)| v * p).sum::<i64>() / ONE
}

/// A player: what each move would have gained more than what was played, and how it plays.
struct Side {
    missed: Vec<i64>,
    play: Vec<i64>,
}

impl Side {
    fn new(moves: usize) -> Side {
        Side { missed: vec![0; moves], play: vec![ONE / moves.max(1) as i64; moves] }
    }

    fn learn(&mut self, gains: &[i64]) {
        let value = mean(gains, &self.play);
        self.missed.iter_mut().zip(gains).for_each(|(m, g)| *m = (*m + g - value).max(0));
        let all: i64 = self.missed.iter().sum();
        let even = ONE / self.play.len().max(1) as i64;
        self.play.iter_mut().zip(&self.missed).for_each(|(p, m)| *p = if all > 0 { m * ONE / all } else { even });
    }
}

#[cfg(test)]
mod tests {
    use super::weights;

    #[test]
    fn weights_are_near_an_equilibrium() {
        assert_eq!(weights(&[vec![7, 3]], 1000), [1]);
        // Odds of 2 to 1 make both choices lose the same.
        let found = weights(&[vec![0, 10], vec![20, 0]], 300);
        assert!(found[0] * 100 / (found[0] + found[1]) == 66, "{found:?}");
        // What is always below another does not count.
        assert_eq!(weights(&[vec![5, 6], vec![1, 2], vec![0, 0]], 500), [1, 0, 0]);
        assert_eq!(weights(&[], 5), [0; 0]);
    }
}
