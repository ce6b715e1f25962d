//! Local search that changes two blocks at once, where the value of both together or the room in a row makes that
//! worth while.

use super::layout::{BELOW, NEVER};
use super::walk::Walker;

impl Walker<'_> {
    /// Changes of two blocks that the value of both together, or the room in a row, makes worth while.
    fn exchange(&mut self) -> bool {
        let mut any = false;
        for e in 0..self.l.edges.len() {
            any |= self.together(e);
        }
        for q in 0..self.l.rows.len() {
            if self.l.rows[q].blocks.len() > 2 && self.l.rows[q].limit > 0 {
                any |= self.trade(q);
            }
        }
        any
    }

    /// Tries both options of each good entry of an edge at once.
    fn together(&mut self, e: usize) -> bool {
        let l = self.l;
        let edge = &l.edges[e];
        let [a, b] = edge.ends;
        if self.held[a] || self.held[b] {
            return false;
        }
        let mut any = false;
        for (x, row) in edge.rows() {
            for (y, v) in row {
                let was = (self.choice[a] as usize, self.choice[b] as usize);
                if v <= 0 || was.0 == x || was.1 == y || self.at_most(a, x) + self.at_most(b, y) + v <= 0 {
                    continue;
                }
                // What other blocks forbid stays forbidden.
                let never = |x, y| u32::from(edge.value(x, y) <= NEVER / 2);
                if self.bad[x] > never(x, was.1) || self.bad[y] > never(was.0, y) {
                    continue;
                }
                let (first, broken) = self.gain(a, x);
                self.keep();
                self.set(a, x);
                let (second, cost) = self.gain(b, y);
                if first.saturating_add(broken).saturating_add(second).saturating_add(cost) > 0 {
                    self.set(b, y);
                    any = true;
                } else {
                    self.back(a, was.0);
                }
            }
        }
        any
    }

    /// A change that a row forbids, and the change of another block that makes room at least loss.
    fn trade(&mut self, q: usize) -> bool {
        let l = self.l;
        let row = &l.rows[q];
        let mut offers: Vec<(i64, i64, u32, u32)> = Vec::new();
        let mut at = 0;
        for &b in &row.blocks {
            let range = l.options(b as usize);
            let current = self.choice[b as usize] as usize;
            let now = row.add[at + current - range.start];
            for o in range.clone() {
                let saved = now - row.add[at + o - range.start];
                if saved > 0 && l.unary[o] > BELOW && !self.held[b as usize] {
                    let loss = l.unary[current] + self.near[current] - l.unary[o] - self.near[o];
                    offers.push((loss, saved, b, o as u32));
                }
            }
            at += range.len();
        }
        offers.sort_unstable();
        let mut any = false;
        for &b in &row.blocks {
            let b = b as usize;
            if self.held[b] {
                continue;
            }
            for to in l.options(b) {
                let from = self.choice[b] as usize;
                if to == from || l.unary[to] <= BELOW || self.bad[to] > 0 {
                    continue;
                }
                let (gain, _) = self.gain(b, to);
                if gain <= 0 {
                    continue;
                }
                let need = self.over[q] + self.change_of(q);
                if need <= 0 {
                    if self.mends(b, to) {
                        self.set(b, to);
                        any = true;
                    }
                    continue;
                }
                let worth = |loss: i64| loss < gain + gain / 4;
                if !offers.iter().take_while(|o| worth(o.0)).any(|o| o.1 >= need && o.2 as usize != b) {
                    continue;
                }
                self.keep();
                self.set(b, to);
                let mut best = (-gain, usize::MAX, 0);
                let mut tries = 0;
                for &(loss, saved, other, option) in &offers {
                    if !worth(loss) || tries >= 40 {
                        break;
                    }
                    let (other, option) = (other as usize, option as usize);
                    if saved < need || other == b || self.choice[other] as usize == option {
                        continue;
                    }
                    tries += 1;
                    let (value, _) = self.gain(other, option);
                    if value > best.0 && self.mends(other, option) {
                        best = (value, other, option);
                    }
                }
                if best.1 == usize::MAX {
                    self.back(b, from);
                } else {
                    self.set(best.1, best.2);
                    any = true;
                }
            }
        }
        any
    }

    /// Exchanges and climbs.
    pub(super) fn improve(&mut self, rounds: usize) {
        for _ in 0..rounds {
            let before = self.value;
            self.exchange();
            self.climb();
            if self.value <= before {
                break;
            }
        }
    }

    /// Repairs, climbs and exchanges.
    pub(super) fn polish(&mut self, rounds: usize) -> bool {
        self.settle() && {
            self.improve(rounds);
            self.feasible()
        }
    }
}
