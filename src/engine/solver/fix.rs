//! What cannot be part of anything better than what is known: reduced-cost fixing.

use super::layout::{DEAD, Layout};
use super::prices::Bound;
use super::state::{State, Use};

/// What the multipliers of a state rule out.
#[derive(Debug, Clone, Default)]
pub(super) struct Fixings {
    /// Options that cannot be chosen.
    pub(super) kill: Vec<u32>,
    /// Facilities that must be used.
    pub(super) open: Vec<u32>,
    /// Facilities that cannot be used.
    pub(super) close: Vec<u32>,
}

impl Fixings {
    pub(super) fn len(&self) -> usize {
        self.kill.len() + self.open.len() + self.close.len()
    }
}

impl State {
    /// By how much the bound falls if a facility is closed, and if it is opened. [`DEAD`] negated
    /// where it cannot be.
    pub(super) fn probe(&self, l: &Layout, b: &Bound, f: usize) -> (i64, i64) {
        let mut closed = (-self.slack[f]).max(0);
        for &i in l.links_at.get(f) {
            let block = l.links[i as usize].block as usize;
            let users = l.users.get(i as usize);
            if !users.contains(&b.choice[block]) {
                continue;
            }
            let mut best = DEAD;
            for o in l.options(block) {
                if self.live[o] && !users.contains(&(o as u32)) {
                    best = best.max(self.theta[o]);
                }
            }
            if best == DEAD {
                return (-DEAD, 0);
            }
            closed += b.top[block] - best;
        }
        (closed, self.slack[f].max(0))
    }

    /// By how much the bound falls if an option is chosen.
    pub(super) fn fall(&self, l: &Layout, b: &Bound, option: usize) -> i64 {
        let links = l.links_of.get(option).iter().map(|i| l.links[*i as usize].facility as usize);
        let opened = links.filter(|f| self.usage[*f] == Use::Free).map(|f| self.slack[f].max(0));
        b.top[l.block[option] as usize] - self.theta[option] + opened.sum::<i64>()
    }

    /// What follows if only solutions above `enough` are looked for.
    pub(super) fn fixings(&self, l: &Layout, b: &Bound, enough: i64, out: &mut Fixings) {
        let room = b.value - enough;
        out.kill.clear();
        out.open.clear();
        out.close.clear();
        for f in 0..l.facilities() {
            if self.usage[f] == Use::Free {
                let (closed, opened) = self.probe(l, b, f);
                if closed >= room {
                    out.open.push(f as u32);
                }
                if opened >= room {
                    out.close.push(f as u32);
                }
            }
        }
        for block in 0..l.blocks() {
            if self.count[block] > 1 {
                for o in l.options(block) {
                    if self.live[o] && self.fall(l, b, o) >= room {
                        out.kill.push(o as u32);
                    }
                }
            }
        }
    }

    /// Applies fixings; all come from the same multipliers.
    pub(super) fn apply(&mut self, l: &Layout, fixings: &Fixings) {
        for &o in &fixings.kill {
            self.kill(l, o as usize);
        }
        for &f in &fixings.open {
            if !self.dead {
                self.open(l, f as usize);
            }
        }
        for &f in &fixings.close {
            if !self.dead {
                self.close(l, f as usize);
            }
        }
    }
}
