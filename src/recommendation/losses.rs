//! What is lost with the options that were not chosen.

use std::cmp::Reverse;

use super::chosen::Chosen;
use super::extent::Losses;
use crate::engine::{Limits, Proof};

/// Effort for the loss of one alternative: nearly all are proven within a few states.
const EFFORT: Limits = Limits { states: 150, time: None, enough: None };

/// What is lost with an option.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Loss {
    /// Index within the block.
    pub(super) option: usize,
    /// In points; nothing if no architecture with it is known.
    pub(super) points: Option<f64>,
    /// Whether it is neither more nor less: otherwise the points are those of the best known architecture with it,
    /// or for what is no runner-up a bound.
    pub(super) exact: bool,
}

impl Chosen<'_> {
    /// What is lost with each of some options of a model block; with [`Losses::Close`] of some of them.
    pub(super) fn losses(&self, index: usize, options: &[usize], explained: bool) -> Vec<Loss> {
        match self.extent.losses {
            Losses::Close if explained => self.close_losses(index, options),
            Losses::Close | Losses::RunnersUp => self.least_losses(index, options),
            Losses::All => options.iter().map(|o| self.loss(*o, self.with(index, *o, i64::MIN))).collect(),
        }
    }

    /// What an architecture must be worth to be close.
    fn close(&self) -> i64 {
        self.solution.value.saturating_sub(self.model.to_units(self.context.catalog.scales.close))
    }

    /// What is lost with each of the options that lose little: most are out by their bounds alone.
    fn close_losses(&self, index: usize, options: &[usize]) -> Vec<Loss> {
        let floor = self.close();
        let able: Vec<usize> = options.iter().copied().filter(|o| self.solver.at_most(index, *o) >= floor).collect();
        if able.is_empty() {
            return Vec::new();
        }
        // Mostly none is close, which one search for the best of them says.
        let effort = Limits { states: EFFORT.states * able.len() as u64, ..EFFORT };
        let first = self.solver.solve_among(index, &able, floor, None, effort);
        if first == Proof::Infeasible {
            return Vec::new();
        }
        let best = first.solution().map(|s| s.choice[index]);
        let of = |o: usize| match if best == Some(o) { first.clone() } else { self.with(index, o, floor) } {
            Proof::Infeasible => None,
            proof => Some(self.loss(o, proof)),
        };
        able.into_iter().filter_map(of).collect()
    }

    /// The best architecture with an option, if it is worth so much.
    fn with(&self, index: usize, option: usize, floor: i64) -> Proof {
        self.around.solve_above((index, option), floor, EFFORT)
    }

    fn loss(&self, option: usize, proof: Proof) -> Loss {
        let (points, exact) = match proof {
            Proof::Optimal(s) => (Some(self.lost_points(s.value)), true),
            Proof::Within(s, _) => (Some(self.lost_points(s.value)), false),
            Proof::Infeasible => (None, true),
            Proof::Unknown => (None, false),
        };
        Loss { option, points, exact }
    }

    fn lost_points(&self, value: i64) -> f64 {
        self.model.points(self.solution.value.saturating_sub(value))
    }

    /// The same, but only the runner-up and what is close is worked out: one search for the best of all, as what
    /// cannot be it goes out of the search together.
    fn least_losses(&self, index: usize, options: &[usize]) -> Vec<Loss> {
        let mut order: Vec<(i64, usize)> = options.iter().map(|o| (self.solver.at_most(index, *o), *o)).collect();
        order.sort_by_key(|(bound, o)| (Reverse(*bound), *o));
        // One solution to start from is enough: the search itself looks for better ones.
        let near = order.iter().find_map(|(_, o)| self.around.near((index, *o)));
        let effort = Limits { states: EFFORT.states * options.len() as u64, ..EFFORT };
        let most = order.first().map_or(i64::MIN, |o| o.0);
        let proof = match near {
            Some(s) if most <= s.value => Proof::Optimal(s),
            near => self.solver.solve_among(index, options, i64::MIN, near.as_ref(), effort),
        };
        let best = proof.solution().map(|s| (s.choice[index], s.value));
        let (close, floor) = (self.context.catalog.scales.close, self.close());
        let of = |(bound, option): (i64, usize)| match best {
            _ if bound == i64::MIN => Loss { option, points: None, exact: true },
            Some((runner_up, _)) if runner_up != option => {
                let least = self.lost_points(bound.min(best.map_or(bound, |b| b.1)));
                let beyond = Loss { option, points: Some(least), exact: false };
                if bound < floor || best.is_some_and(|b| b.1 < floor) {
                    return beyond;
                }
                match self.with(index, option, floor) {
                    Proof::Infeasible => Loss { points: Some(least.max(close)), ..beyond },
                    proof => self.loss(option, proof),
                }
            }
            _ => self.loss(option, proof.clone()),
        };
        order.into_iter().map(of).collect()
    }
}
