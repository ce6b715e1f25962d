//! Three criteria: boxes of limits, split at each answer.
//!
//! Let `z` be the answer at limits `e`, and `c(z)` its held criteria. Then `z` is also best for every limits
//! between `c(z)` and `e`. An efficient point `y` is the only answer at limits `c(y)`. So the front is
//! complete once all limits are covered by such boxes, or by boxes without a solution. What is not covered is
//! kept as disjoint boxes, split at each answer (Kirlik and Sayin 2014; Laumanns, Thiele and Zitzler 2006).

use super::super::super::problem::{Problem, Solution};
use super::super::super::solver::Proof;
use super::ask::{Answer, Asker, Lead};
use super::axis::Axis;
use super::criteria::Criterion;
use super::points::{Front, Point};

/// Limits not covered yet, from the lowest to the highest.
struct Area {
    low: Vec<i64>,
    high: Vec<i64>,
    /// To be asked at its upper corner even if it is wide.
    corner: bool,
}

impl Area {
    /// How many limits it has, those beyond some ends not counted.
    fn size(&self, ends: &[i64]) -> u128 {
        let width = |((l, h), end): ((&i64, &i64), &i64)| (*h.min(end) - l).max(0) as u128 + 1;
        self.low.iter().zip(&self.high).zip(ends).map(width).fold(1, u128::saturating_mul)
    }

    /// What is left without the part between two corners.
    fn without(mut self, from: &[i64], to: &[i64], corner: bool) -> Vec<Area> {
        let mut out = Vec::new();
        for i in 0..self.low.len() {
            if self.low[i] < from[i] {
                let mut high = self.high.clone();
                high[i] = from[i] - 1;
                out.push(Area { low: self.low.clone(), high, corner: false });
                self.low[i] = from[i];
            }
            if to[i] < self.high[i] {
                let mut low = self.low.clone();
                low[i] = to[i] + 1;
                out.push(Area { low, high: self.high.clone(), corner });
                self.high[i] = to[i];
            }
        }
        out
    }
}

/// The search.
pub(super) struct Walk<'a> {
    pub(super) asker: Asker<'a>,
    pub(super) lead: Lead<'a>,
    pub(super) axes: Vec<Axis>,
}

impl Walk<'_> {
    fn held(&self, choice: &[usize]) -> Vec<i64> {
        self.axes.iter().map(|a| a.amount(self.lead.problem, choice)).collect()
    }

    /// The least of a held criterion, or a bound on it; nothing if there is no solution.
    fn least(&mut self, axis: usize) -> Option<i64> {
        match self.asker.solve(&self.axes[axis].lead(self.lead.problem), u64::MAX, None) {
            Proof::Optimal(s) => Some(-s.value),
            Proof::Within(_, bound) => Some((-bound).max(0)),
            Proof::Unknown => Some(0),
            Proof::Infeasible => None,
        }
    }

    /// The best of the leading criterion within limits, and of these one with the least sum of the others.
    fn ask(&mut self, limits: &[i64]) -> Answer {
        let axes = &self.axes;
        let within = |objective: &Problem| {
            let mut out = objective.clone();
            let held = axes.iter().zip(limits).filter(|(a, limit)| **limit < a.most());
            out.rows.extend(held.map(|(a, limit)| a.row(*limit)));
            out
        };
        let reach = axes.iter().zip(limits).map(|(a, limit)| a.most().min(*limit)).sum();
        self.asker.best(&self.lead, reach, within)
    }

    /// The width from which boxes are asked in the middle; nothing is so wide if all limits are not more than
    /// the points wanted.
    fn strides(&self, low: &[i64], ends: &[i64]) -> Vec<i64> {
        let steps: Vec<i64> = ends.iter().zip(low).map(|(f, l)| f - l).collect();
        let points = self.asker.effort.points.max(2) as i64;
        if steps.iter().fold(1, |n: i64, s| n.saturating_mul(s + 1)) <= points {
            return vec![i64::MAX; low.len()];
        }
        // A criterion with few steps leaves more parts to the other.
        let least = steps.iter().copied().min().unwrap_or(0);
        let few = (least + 1).min(points.isqrt() + 1);
        let parts = |s: i64| if s == least { few } else { points / few + 1 };
        steps.iter().map(|s| s / parts(*s) + 1).collect()
    }

    /// Finds the points.
    pub(super) fn run(&mut self, criteria: &[Criterion]) -> Front {
        let mut front = Front { exact: true, ..Front::default() };
        let high: Vec<i64> = self.axes.iter().map(Axis::most).collect();
        let Some(low) = (0..high.len()).map(|a| self.least(a)).collect::<Option<Vec<_>>>() else {
            return Front { solves: self.asker.solves, ..front };
        };
        let mut open = vec![Area { low: low.clone(), high, corner: true }];
        // Boxes of limits that are covered, and the held criteria of the answer if there is one.
        let mut known: Vec<(Vec<i64>, Option<Vec<i64>>)> = Vec::new();
        let mut first = true;
        // The held criteria of the first answer, and the width from which boxes below it are asked in the
        // middle, so that few points lie evenly.
        let (mut ends, mut strides) = (low.clone(), vec![i64::MAX; low.len()]);
        while let Some(next) = (0..open.len()).max_by_key(|i| (open[*i].size(&ends), usize::MAX - *i)) {
            let area = open.swap_remove(next);
            let limit = |i: usize| {
                let (l, h) = (area.low[i], area.high[i]);
                let wide = !area.corner && l < ends[i] && h - l >= strides[i];
                if wide { l + (h - l) / 2 } else { h }
            };
            let at: Vec<i64> = (0..low.len()).map(limit).collect();
            let below = |x: &[i64], y: &[i64]| x.iter().zip(y).all(|(x, y)| x <= y);
            let covered = |(to, from): &&(Vec<i64>, Option<Vec<i64>>)| {
                below(&at, to) && from.as_ref().is_none_or(|from| below(from, &at))
            };
            let mut new = false;
            let from = if let Some((_, from)) = known.iter().find(covered) {
                from.clone()
            } else {
                let from = match self.ask(&at) {
                    Answer::Best(s, efficient) => {
                        front.exact &= efficient;
                        let Some(value) = self.lead.problem.evaluate(&s.choice) else {
                            front.exact = false;
                            continue;
                        };
                        let solution = Solution { choice: s.choice, value };
                        let amounts: Vec<i64> =
                            criteria.iter().map(|c| c.amount(self.lead.problem, &solution)).collect();
                        let from = self.held(&solution.choice);
                        new = front.points.iter().all(|p| p.amounts != amounts);
                        if new && front.points.len() >= self.asker.effort.points.max(1) {
                            front.thinned = true;
                            break;
                        }
                        if new {
                            front.points.push(Point { solution, amounts, efficient });
                        }
                        Some(from)
                    }
                    Answer::Nothing => None,
                    Answer::Unknown => {
                        front.exact = false;
                        if self.asker.late() { break } else { continue }
                    }
                };
                known.push((at.clone(), from.clone()));
                from
            };
            let from = from.unwrap_or_else(|| area.low.clone());
            if first {
                ends = from.clone();
                strides = self.strides(&low, &ends);
                first = false;
            }
            open.extend(area.without(&from, &at, !new));
        }
        front.exact &= !front.thinned;
        front.solves = self.asker.solves;
        front
    }
}
