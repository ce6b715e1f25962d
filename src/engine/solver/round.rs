//! From a relaxed choice to a whole one: which facilities to pay for is improved step by step, with
//! everything else priced by the multipliers.

use super::layout::{DEAD, Layout};
use super::prices::Bound;
use super::state::{State, Use};

/// What a block counts that no allowed option serves.
const UNSERVED: i64 = -(1 << 50);

/// Most passes of exchanges.
const PASSES: usize = 8;

/// A set of facilities to pay for, and what every block would choose with it.
pub(super) struct Rounding<'a> {
    l: &'a Layout,
    /// By option: its value with pairs and prices, without shares.
    value: Vec<i64>,
    /// By facility: what it costs now.
    cost: Vec<i64>,
    /// By facility.
    pub(super) paid: Vec<bool>,
    free: Vec<bool>,
    /// By option: how many of its facilities are not paid for.
    missing: Vec<u32>,
    /// By row that is a plain limit: how many more may be paid for.
    left: Vec<i64>,
    /// By block: its best allowed option.
    best: Vec<(i64, Option<usize>)>,
}

impl<'a> Rounding<'a> {
    /// From the relaxed choice of a bound.
    pub(super) fn new(l: &'a Layout, state: &State, bound: &Bound) -> Self {
        let mut value: Vec<i64> =
            (0..l.unary.len()).map(|o| if state.live[o] { state.theta[o] } else { DEAD }).collect();
        let mut cost = state.slack.clone();
        for (i, link) in l.links.iter().enumerate() {
            cost[link.facility as usize] += state.v[i];
            for &o in l.users.get(i) {
                value[o as usize] += state.v[i];
            }
        }
        for (cut, price) in l.cuts.iter().zip(&state.cut) {
            cut.options.iter().for_each(|o| value[*o as usize] += price);
            cut.facilities.iter().for_each(|f| cost[*f as usize] += price);
        }
        let free = state.usage.iter().map(|u| *u == Use::Free).collect();
        Rounding::with(l, value, cost, bound.paid.clone(), free)
    }

    /// From values of options and costs of facilities.
    pub(super) fn with(l: &'a Layout, value: Vec<i64>, cost: Vec<i64>, mut paid: Vec<bool>, free: Vec<bool>) -> Self {
        let mut left = vec![0; l.rows.len()];
        for (q, row) in l.rows.iter().enumerate().filter(|r| r.1.cap) {
            left[q] = row.limit - row.facilities.iter().filter(|f| paid[f.0 as usize]).count() as i64;
            // More than the limit allows: the dearest go.
            let mut loose: Vec<usize> =
                row.facilities.iter().map(|f| f.0 as usize).filter(|f| paid[*f] && free[*f]).collect();
            loose.sort_by_key(|f| cost[*f]);
            while left[q] < 0 {
                let Some(f) = loose.pop() else { break };
                paid[f] = false;
                for &(other, _) in l.rows_at.get(f) {
                    left[other as usize] += i64::from(other as usize <= q);
                }
            }
        }
        let unpaid = |i: &u32| !paid[l.links[*i as usize].facility as usize];
        let missing =
            (0..l.unary.len()).map(|o| l.links_of.get(o).iter().filter(|i| unpaid(i)).count() as u32).collect();
        let mut r = Rounding { l, value, cost, paid, free, missing, left, best: vec![(0, None); l.blocks()] };
        for b in 0..l.blocks() {
            r.best[b] = r.best_of(b);
        }
        r
    }

    /// Adds, drops and exchanges facilities while that helps.
    pub(super) fn descend(mut self) -> Self {
        for _ in 0..PASSES {
            for _ in 0..self.paid.len() {
                let (gain, f) = self.best_flip(None);
                if gain <= 0 {
                    break;
                }
                self.flip(f);
            }
            if !self.exchange() {
                break;
            }
        }
        self
    }

    /// Drops each facility in turn for the best other change.
    fn exchange(&mut self) -> bool {
        let mut improved = false;
        for f in 0..self.paid.len() {
            if !self.free[f] || !self.paid[f] {
                continue;
            }
            let first = self.gain(f);
            self.flip(f);
            let (second, g) = self.best_flip(Some(f));
            if first.saturating_add(second) > 0 {
                self.flip(g);
                improved = true;
            } else {
                self.flip(f);
            }
        }
        improved
    }

    /// What every block chooses.
    pub(super) fn choice(&self, bound: &Bound) -> Vec<u32> {
        self.best.iter().enumerate().map(|(b, (_, o))| o.map_or(bound.choice[b], |o| o as u32)).collect()
    }

    fn best_of(&self, block: usize) -> (i64, Option<usize>) {
        let mut best = (UNSERVED, None);
        for o in self.l.options(block) {
            if self.value[o] > best.0 && self.missing[o] == 0 {
                best = (self.value[o], Some(o));
            }
        }
        best
    }

    /// Gain when a facility is paid for or no longer paid for.
    fn gain(&self, f: usize) -> i64 {
        let paid = self.paid[f];
        let mut gain = if paid { self.cost[f] } else { -self.cost[f] };
        for &i in self.l.links_at.get(f) {
            let block = self.l.links[i as usize].block as usize;
            let users = self.l.users.get(i as usize);
            let now = self.best[block];
            if !paid {
                let open = users.iter().map(|o| *o as usize).filter(|o| self.missing[*o] == 1);
                gain += (open.map(|o| self.value[o]).fold(UNSERVED, i64::max) - now.0).max(0);
            } else if now.1.is_some_and(|o| users.contains(&(o as u32))) {
                // Only blocks that use it lose.
                let range = self.l.options(block).filter(|o| self.missing[*o] == 0 && !users.contains(&(*o as u32)));
                gain += range.map(|o| self.value[o]).fold(UNSERVED, i64::max) - now.0;
            }
        }
        gain
    }

    pub(super) fn fits(&self, f: usize) -> bool {
        self.paid[f]
            || self.l.rows_at.get(f).iter().all(|(q, _)| !self.l.rows[*q as usize].cap || self.left[*q as usize] > 0)
    }

    pub(super) fn flip(&mut self, f: usize) {
        self.paid[f] = !self.paid[f];
        for &(q, _) in self.l.rows_at.get(f) {
            self.left[q as usize] += if self.paid[f] { -1 } else { 1 };
        }
        for &i in self.l.links_at.get(f) {
            let users = self.l.users.get(i as usize);
            for &o in users {
                let missing = &mut self.missing[o as usize];
                *missing = if self.paid[f] { *missing - 1 } else { *missing + 1 };
            }
            let block = self.l.links[i as usize].block as usize;
            let now = self.best[block];
            if self.paid[f] {
                let open = users.iter().map(|o| *o as usize).filter(|o| self.missing[*o] == 0);
                for o in open {
                    if self.value[o] > self.best[block].0 {
                        self.best[block] = (self.value[o], Some(o));
                    }
                }
            } else if now.1.is_some_and(|o| users.contains(&(o as u32))) {
                self.best[block] = self.best_of(block);
            }
        }
    }

    /// The best single change, beside that of `but`.
    fn best_flip(&self, but: Option<usize>) -> (i64, usize) {
        let mut best = (i64::MIN / 4, 0);
        for f in 0..self.paid.len() {
            if self.free[f] && but != Some(f) && self.fits(f) {
                let gain = self.gain(f);
                if gain > best.0 {
                    best = (gain, f);
                }
            }
        }
        best
    }
}
