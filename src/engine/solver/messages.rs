//! Messages between pairs and options: sequential reweighted message passing
//! (Kolmogorov 2015). Each step keeps the bound valid and never makes it worse.

use super::layout::{DEAD, Layout, NEVER};
use super::state::State;

impl State {
    /// Moves all of a pair's value to the options of one side, as far as they differ; rules out those
    /// without a partner.
    pub(super) fn pull(&mut self, l: &Layout, edge: usize, side: usize, scratch: &mut Vec<i64>) {
        let e = &l.edges[edge];
        let (mine, others) = (&e.listed[side], &e.listed[1 - side]);
        let from = e.at[1 - side];
        let (mut live, mut rest) = (0, DEAD);
        scratch.clear();
        for (y, &o) in others.iter().enumerate() {
            let left = if self.live[o as usize] {
                live += 1;
                -self.message[from + y]
            } else {
                DEAD
            };
            rest = rest.max(left);
            scratch.push(left);
        }
        // Partners that are not listed count nothing beside any option.
        let unlisted = if self.count[e.ends[1 - side]] > live { 0 } else { DEAD };
        // Where all options are listed, any amount may stay; nothing does, or what triples lend would add up.
        rest = if e.lent.is_empty() { rest.max(unlisted) } else { 0 };
        self.rest += rest - self.left[edge];
        self.left[edge] = rest;
        let n = others.len();
        for (x, &o) in mine.iter().enumerate() {
            let o = o as usize;
            if !self.live[o] {
                continue;
            }
            let row = &e.table[side][x * n..(x + 1) * n];
            let most = row.iter().zip(scratch.iter()).map(|(t, m)| t + m).fold(unlisted, i64::max);
            if most < NEVER / 2 {
                self.kill(l, o);
                if self.dead {
                    return;
                }
            } else {
                let message = &mut self.message[e.at[side] + x];
                self.theta[o] += most - rest - *message;
                *message = most - rest;
            }
        }
    }

    /// A decided block gives all that its pairs say to its neighbours.
    pub(super) fn settle(&mut self, l: &Layout, block: usize, scratch: &mut Vec<i64>) {
        for &(e, side) in l.edges_of.get(block) {
            self.pull(l, e as usize, 1 - side as usize, scratch);
            if self.dead {
                return;
            }
        }
    }

    /// The best `theta` of a block.
    pub(super) fn top(&self, l: &Layout, block: usize) -> i64 {
        self.theta[l.options(block)].iter().copied().fold(DEAD, i64::max)
    }

    fn visit(&mut self, l: &Layout, block: usize, forward: bool, scratch: &mut Vec<i64>) {
        let (mut after, mut before) = (0i64, 0i64);
        for &(e, side) in l.edges_of.get(block) {
            let other = l.edges[e as usize].ends[1 - side as usize];
            if self.count[other] > 1 {
                // What comes after was pulled here when it was last changed.
                if (other > block) == forward {
                    after += 1;
                    continue;
                }
                before += 1;
                self.pull(l, e as usize, side as usize, scratch);
                if self.dead {
                    return;
                }
            }
        }
        if self.count[block] < 2 || after == 0 {
            return;
        }
        let share = after.max(before);
        let range = l.options(block);
        let first = range.start;
        let top = self.top(l, block);
        scratch.clear();
        scratch.extend(range.map(|o| if self.live[o] { (self.theta[o] - top) / share } else { DEAD }));
        for &(e, side) in l.edges_of.get(block) {
            let (e, side, edge) = (&l.edges[e as usize], side as usize, e as usize);
            let other = e.ends[1 - side];
            if self.count[other] < 2 || (other > block) != forward {
                continue;
            }
            // What the options that are not listed can spare.
            let mut rest = DEAD;
            let mut listed = e.listed[side].iter().peekable();
            for (x, &spare) in scratch.iter().enumerate() {
                if listed.next_if(|o| **o as usize == first + x).is_none() {
                    rest = rest.max(spare);
                    if rest == 0 {
                        break;
                    }
                }
            }
            if rest == DEAD {
                rest = 0;
            }
            for (x, &o) in e.listed[side].iter().enumerate() {
                let o = o as usize;
                if self.live[o] {
                    let spare = scratch[o - first] - rest;
                    self.message[e.at[side] + x] -= spare;
                    self.theta[o] -= spare;
                }
            }
            self.left[edge] -= rest;
            self.rest -= rest;
        }
    }

    /// One pass forward and one backward; then everything is gathered in the options.
    pub(super) fn sweep(&mut self, l: &Layout, scratch: &mut Vec<i64>) {
        for i in 0..2 * l.blocks() {
            let forward = i < l.blocks();
            let block = if forward { i } else { 2 * l.blocks() - 1 - i };
            if self.count[block] > 1 {
                self.visit(l, block, forward, scratch);
                if self.dead {
                    return;
                }
            }
        }
        self.gather(l, scratch);
    }

    /// Gives back to the options what the pairs do not need.
    pub(super) fn gather(&mut self, l: &Layout, scratch: &mut Vec<i64>) {
        for e in 0..l.edges.len() {
            for side in [1, 0] {
                if self.count[l.edges[e].ends[side]] > 1 {
                    self.pull(l, e, side, scratch);
                    if self.dead {
                        return;
                    }
                }
            }
        }
        self.propagate(l, scratch);
    }

    /// Pulls every edge both ways, so that no pair has a positive rest.
    pub(super) fn establish(&mut self, l: &Layout, scratch: &mut Vec<i64>) {
        for e in 0..l.edges.len() {
            for side in [1, 0] {
                self.pull(l, e, side, scratch);
                if self.dead {
                    return;
                }
            }
        }
        self.propagate(l, scratch);
    }
}
