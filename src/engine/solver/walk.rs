//! Local search: a whole choice with running totals, changed block by block.

use super::layout::{BELOW, Layout, Line, NEVER};

/// Most passes over all blocks. A few are the rule; but where penalties are so high that they are cut off,
/// each change can look like a gain on the way round a circle.
const PASSES: usize = 100;

/// A price that outweighs all values together.
const MOST: i64 = 1 << 46;

/// A choice with running totals. Broken constraints cost a price, so that the search can walk
/// through them.
#[derive(Debug, Clone)]
pub(super) struct Walker<'a> {
    pub(super) l: &'a Layout,
    /// By block: its option.
    pub(super) choice: Vec<u32>,
    /// Value of the choice, scaled, forbidden pairs left out.
    pub(super) value: i64,
    /// By option: value with the present choices of other blocks.
    pub(super) near: Vec<i64>,
    /// By option: number of forbidden pairs with the present choices of other blocks.
    pub(super) bad: Vec<u32>,
    /// By facility: number of blocks that use it.
    used: Vec<u32>,
    /// By row: sum less limit.
    pub(super) over: Vec<i64>,
    /// Number of rows above their limit.
    exceeded: usize,
    /// Number of forbidden pairs in the choice.
    broken: i64,
    /// By option: what its facilities cost together.
    burden: Vec<i64>,
    /// By row: price of one unit beyond the limit.
    price: Vec<i64>,
    /// Price of a forbidden pair.
    bad_price: i64,
    /// Blocks that stay.
    pub(super) held: Vec<bool>,
    /// Blocks in which a change might help: something that it depends on has changed since the last look.
    stale: Vec<bool>,
    /// By row: most that one change can make of a difference; with more room than that it counts for nothing.
    reach: Vec<i64>,
    /// What the change that was looked at last adds to rows.
    changes: Vec<(u32, i64)>,
    /// What was stale before a change that may be taken back.
    kept: Vec<bool>,
}

impl<'a> Walker<'a> {
    pub(super) fn new(l: &'a Layout, choice: Vec<u32>, mu: &[i64]) -> Self {
        let mut w = Walker {
            l,
            value: l.constant,
            near: vec![0; l.unary.len()],
            bad: vec![0; l.unary.len()],
            used: vec![0; l.facilities()],
            over: l.rows.iter().map(|r| -r.limit).collect(),
            exceeded: 0,
            broken: 0,
            burden: Vec::new(),
            price: Vec::new(),
            bad_price: 0,
            held: vec![false; l.blocks()],
            stale: vec![true; l.blocks()],
            reach: reach(l),
            changes: Vec::new(),
            kept: Vec::new(),
            choice,
        };
        w.reset_prices(mu);
        w.burden = (0..l.unary.len())
            .map(|o| l.links_of.get(o).iter().map(|i| l.burden[l.links[*i as usize].facility as usize]).sum())
            .collect();
        for &o in &w.choice {
            let o = o as usize;
            w.value += l.unary[o];
            for &(other, v) in l.partners.get(o) {
                if v > NEVER / 2 { w.near[other as usize] += v } else { w.bad[other as usize] += 1 }
            }
            for &(q, c) in l.rows_of.get(o) {
                w.over[q as usize] += c;
            }
            for &i in l.links_of.get(o) {
                let f = l.links[i as usize].facility as usize;
                w.used[f] += 1;
                if w.used[f] == 1 {
                    w.value -= l.burden[f];
                    for &(q, c) in l.rows_at.get(f) {
                        w.over[q as usize] += c;
                    }
                }
            }
        }
        let (mut twice, mut broken) = (0, 0);
        for &o in &w.choice {
            twice += w.near[o as usize];
            broken += i64::from(w.bad[o as usize]);
        }
        w.value += twice / 2;
        w.broken = broken / 2;
        w.exceeded = w.over.iter().filter(|o| **o > 0).count();
        w
    }

    fn reset_prices(&mut self, mu: &[i64]) {
        let l = self.l;
        // What changing one block typically matters.
        let spans = (0..l.blocks()).map(|b| {
            let values = || l.options(b).map(|o| l.unary[o]).filter(|u| *u > BELOW);
            values().max().unwrap_or(0) - values().min().unwrap_or(0)
        });
        let span = (spans.sum::<i64>() / (l.blocks() as i64).max(1)).max(64);
        self.price = l
            .rows
            .iter()
            .enumerate()
            .map(|(q, r)| mu.get(q).copied().unwrap_or(0) * 3 / 2 + span / (r.unit * 8).max(1) + 1)
            .collect();
        self.bad_price = span;
    }

    pub(super) fn feasible(&self) -> bool {
        self.broken == 0 && self.exceeded == 0
    }

    /// Keeps an option, whatever else changes.
    pub(super) fn hold(&mut self, block: usize, option: usize) {
        self.set(block, option);
        self.held[block] = true;
    }

    /// Looks at every block, so that copies of this one need not.
    pub(super) fn look(&mut self) {
        for block in 0..self.choice.len() {
            self.stale[block] = self.best_in(block) != self.choice[block] as usize;
        }
    }

    fn used_by(&self, option: usize, f: u32) -> bool {
        self.l.links_of.get(option).iter().any(|i| self.l.links[*i as usize].facility == f)
    }

    /// Gain in value, and in what broken constraints cost, of a block's change to an option.
    pub(super) fn gain(&mut self, block: usize, to: usize) -> (i64, i64) {
        let l = self.l;
        let from = self.choice[block] as usize;
        let mut gain = l.unary[to] - l.unary[from] + self.near[to] - self.near[from];
        self.changes.clear();
        for &(q, c) in l.rows_of.get(to) {
            self.changes.push((q, c));
        }
        for &(q, c) in l.rows_of.get(from) {
            self.changes.push((q, -c));
        }
        for &i in l.links_of.get(from) {
            let f = l.links[i as usize].facility;
            if self.used[f as usize] == 1 && !self.used_by(to, f) {
                gain += l.burden[f as usize];
                self.changes.extend(l.rows_at.get(f as usize).iter().map(|(q, c)| (*q, -*c)));
            }
        }
        for &i in l.links_of.get(to) {
            let f = l.links[i as usize].facility;
            if self.used[f as usize] == 0 {
                gain -= l.burden[f as usize];
                self.changes.extend_from_slice(l.rows_at.get(f as usize));
            }
        }
        let mut cost = (i64::from(self.bad[to]) - i64::from(self.bad[from])).saturating_mul(self.bad_price);
        // A row may appear several times: its changes are added before they are priced.
        for i in 0..self.changes.len() {
            let (q, _) = self.changes[i];
            if self.changes[..i].iter().any(|c| c.0 == q) {
                continue;
            }
            let change: i64 = self.changes[i..].iter().filter(|c| c.0 == q).map(|c| c.1).sum();
            let over = self.over[q as usize];
            cost = cost.saturating_add(((over + change).max(0) - over.max(0)).saturating_mul(self.price[q as usize]));
        }
        (gain, -cost.clamp(-MOST * 1024, MOST * 1024))
    }

    /// What the change that was looked at last adds to a row.
    pub(super) fn change_of(&self, q: usize) -> i64 {
        self.changes.iter().filter(|c| c.0 as usize == q).map(|c| c.1).sum()
    }

    /// Whether nothing is broken after the change that was looked at last.
    pub(super) fn mends(&self, block: usize, to: usize) -> bool {
        let from = self.choice[block] as usize;
        let broken = self.broken + i64::from(self.bad[to]) - i64::from(self.bad[from]);
        // Rows that are exceeded now and no more, less those that become so.
        let mut mended = 0;
        for (i, &(q, _)) in self.changes.iter().enumerate() {
            if !self.changes[..i].iter().any(|c| c.0 == q) {
                let over = self.over[q as usize];
                mended += i64::from(over > 0) - i64::from(over + self.change_of(q as usize) > 0);
            }
        }
        broken == 0 && self.exceeded as i64 == mended
    }

    fn add(&mut self, q: u32, change: i64) {
        let over = &mut self.over[q as usize];
        self.exceeded -= usize::from(*over > 0);
        let matters = (*over).max(*over + change) > -self.reach[q as usize];
        *over += change;
        self.exceeded += usize::from(*over > 0);
        if matters {
            self.stale.fill(true);
        }
    }

    /// The gain in value of a change if it costs no new facility: at most so much.
    pub(super) fn at_most(&self, block: usize, to: usize) -> i64 {
        let from = self.choice[block] as usize;
        self.l.unary[to] - self.l.unary[from] + self.near[to] - self.near[from] + self.burden[from]
    }

    /// What a change of a block can mend at most, in what broken constraints cost.
    fn relief(&self, block: usize) -> i64 {
        // Where nothing is broken, only value can be gained.
        if self.feasible() {
            return 0;
        }
        let pairs = i64::from(self.bad[self.choice[block] as usize]).saturating_mul(self.bad_price);
        let over = self.over.iter().enumerate().filter(|(q, over)| {
            let row = || &self.l.rows[*q];
            **over > 0 && (!row().facilities.is_empty() || row().blocks.binary_search(&(block as u32)).is_ok())
        });
        over.fold(pairs, |sum, (q, over)| sum.saturating_add(over.saturating_mul(self.price[q])))
    }

    /// Changes a block.
    pub(super) fn set(&mut self, block: usize, to: usize) {
        let l = self.l;
        let from = self.choice[block] as usize;
        if from == to {
            return;
        }
        self.value += l.unary[to] - l.unary[from] + self.near[to] - self.near[from];
        self.broken += i64::from(self.bad[to]) - i64::from(self.bad[from]);
        self.stale[block] = true;
        for &(other, v) in l.partners.get(from) {
            if v > NEVER / 2 {
                self.near[other as usize] -= v
            } else {
                self.bad[other as usize] -= 1
            }
            self.stale[l.block[other as usize] as usize] = true;
        }
        for &(other, v) in l.partners.get(to) {
            if v > NEVER / 2 {
                self.near[other as usize] += v
            } else {
                self.bad[other as usize] += 1
            }
            self.stale[l.block[other as usize] as usize] = true;
        }
        for &(q, c) in l.rows_of.get(from) {
            self.add(q, -c);
        }
        for &(q, c) in l.rows_of.get(to) {
            self.add(q, c);
        }
        for &i in l.links_of.get(to) {
            let f = l.links[i as usize].facility as usize;
            self.touch(f);
            self.used[f] += 1;
            if self.used[f] == 1 {
                self.value -= l.burden[f];
                l.rows_at.get(f).iter().for_each(|&(q, c)| self.add(q, c));
            }
        }
        for &i in l.links_of.get(from) {
            let f = l.links[i as usize].facility as usize;
            self.touch(f);
            self.used[f] -= 1;
            if self.used[f] == 0 {
                self.value += l.burden[f];
                l.rows_at.get(f).iter().for_each(|&(q, c)| self.add(q, -c));
            }
        }
        self.choice[block] = to as u32;
    }

    /// All that can use a facility may do so at another price.
    fn touch(&mut self, facility: usize) {
        for &i in self.l.links_at.get(facility) {
            self.stale[self.l.links[i as usize].block as usize] = true;
        }
    }

    /// Changes single blocks while that helps.
    pub(super) fn climb(&mut self) -> bool {
        let mut any = false;
        for _ in 0..PASSES {
            let mut improved = false;
            for block in 0..self.choice.len() {
                improved |= self.better(block);
            }
            any |= improved;
            if !improved {
                debug_assert!(
                    (0..self.choice.len()).all(|b| self.held[b] || self.best_in(b) == self.choice[b] as usize)
                );
                break;
            }
        }
        any
    }

    /// Changes one block to what is best now.
    fn better(&mut self, block: usize) -> bool {
        if self.held[block] || !self.stale[block] {
            return false;
        }
        let (from, to) = (self.choice[block] as usize, self.best_in(block));
        self.stale[block] = false;
        self.set(block, to);
        to != from
    }

    /// What is best now in a block.
    fn best_in(&mut self, block: usize) -> usize {
        let from = self.choice[block] as usize;
        let mut best = (0, from);
        let relief = self.relief(block);
        for to in self.l.options(block) {
            if to != from && self.l.unary[to] > BELOW && self.at_most(block, to).saturating_add(relief) > best.0 {
                let (value, cost) = self.gain(block, to);
                if value.saturating_add(cost) > best.0 {
                    best = (value + cost, to);
                }
            }
        }
        best.1
    }

    /// Climbs, with higher and higher prices of what is broken, until nothing is. Slowly at first, so
    /// that little value is lost.
    fn repair(&mut self) -> bool {
        for round in 0..24 {
            let moved = self.climb();
            if self.feasible() {
                return true;
            }
            self.stale.fill(true);
            let factor = if round < 12 { 3 } else { 16 };
            for (price, over) in self.price.iter_mut().zip(&self.over) {
                if *over > 0 {
                    *price = (*price * factor / 2 + 1).min(MOST);
                }
            }
            if self.broken > 0 {
                self.bad_price = (self.bad_price * 2).min(MOST);
            }
            if !moved && round > 4 {
                // Straight to where nothing else counts; and if that does not help, nothing will.
                if self.price.iter().zip(&self.over).all(|(p, o)| *o <= 0 || *p == MOST) {
                    return false;
                }
                self.price.iter_mut().zip(&self.over).filter(|p| *p.1 > 0).for_each(|p| *p.0 = MOST);
                self.bad_price = MOST;
            }
        }
        false
    }

    /// Remembers what is to be looked at, before a change that may be taken back.
    pub(super) fn keep(&mut self) {
        self.kept.clone_from(&self.stale);
    }

    /// Takes a change back: everything is as it was.
    pub(super) fn back(&mut self, block: usize, was: usize) {
        self.set(block, was);
        std::mem::swap(&mut self.stale, &mut self.kept);
    }

    /// Repairs and climbs.
    pub(super) fn settle(&mut self) -> bool {
        if !self.repair() {
            return false;
        }
        // Nothing is broken, so no change that was no gain becomes one.
        self.price.fill(MOST);
        self.bad_price = MOST;
        self.climb();
        self.feasible()
    }
}

/// By row: most that one change can make of a difference.
fn reach(l: &Layout) -> Vec<i64> {
    let links = (0..l.unary.len()).map(|o| l.links_of.get(o).len()).max().unwrap_or(0) as i64;
    let of = |r: &Line| {
        let dearest = r.facilities.iter().map(|f| f.1.saturating_abs()).max().unwrap_or(0);
        r.spread.saturating_add(dearest.saturating_mul(2 * links))
    };
    l.rows.iter().map(of).collect()
}
