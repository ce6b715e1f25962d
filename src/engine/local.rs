//! Local search: good solutions early, so that bounds can prune.

use super::dual::{DEAD, Layout};

/// A choice with running totals. Broken constraints count as very bad, not as impossible, so that
/// the search can walk through them.
pub(super) struct Walker<'a> {
    l: &'a Layout,
    pub(super) choice: Vec<usize>,
    used: Vec<u32>,
    cost: i64,
    counted: usize,
    fixed: Option<usize>,
}

impl<'a> Walker<'a> {
    /// Starts at a choice of options (flat indices); the block of `fixed` stays as it is.
    pub(super) fn new(l: &'a Layout, choice: Vec<usize>, fixed: Option<usize>) -> Self {
        let mut w = Walker { l, choice, used: vec![0; l.facilities.len()], cost: 0, counted: 0, fixed };
        for i in 0..w.choice.len() {
            w.enter(w.choice[i]);
        }
        w
    }

    /// Penalty of the constraints that are not sums; of the needs, those of one block.
    fn penalty(&self, block: usize) -> i64 {
        let l = self.l;
        let broken = l.needs_of[block].iter().map(|&i| &l.needs[i]).filter(|n| {
            self.choice[n.block] == n.option && !n.any.iter().any(|(b, options)| options.contains(&self.choice[*b]))
        });
        let mut sum = broken.count() as i64 * (DEAD / 64);
        if let Some(budget) = l.budget {
            let over = (self.cost - budget).max(0);
            // Being over at all is worse than any value, and further over is worse still.
            sum += if over > 0 { DEAD / 64 } else { 0 } - (over.min(1 << 24) << 24);
        }
        if let Some(max) = l.max_facilities {
            sum += self.counted.saturating_sub(max) as i64 * (DEAD / 64);
        }
        sum
    }

    /// Gain of the sums when a block changes to an option.
    fn gain(&self, block: usize, to: usize) -> i64 {
        let (l, from) = (self.l, self.choice[block]);
        let mut gain = l.unary[to] - l.unary[from];
        for &i in &l.pairs_of[block] {
            let p = &l.pairs[i];
            let nb = l.options(p.b).len();
            let value = |x: usize, y: usize| p.table[(x - l.start[p.a]) * nb + (y - l.start[p.b])];
            gain += match p.a == block {
                true => value(to, self.choice[p.b]) - value(from, self.choice[p.b]),
                false => value(self.choice[p.a], to) - value(self.choice[p.a], from),
            };
        }
        for &f in &l.uses[from] {
            if self.used[f] == 1 && !l.uses[to].contains(&f) {
                gain += l.facilities[f].burden;
            }
        }
        for &f in &l.uses[to] {
            if self.used[f] == 0 {
                gain -= l.facilities[f].burden;
            }
        }
        gain
    }

    /// The cost of the choice.
    pub(super) fn cost(&self) -> i64 {
        self.cost
    }

    fn enter(&mut self, option: usize) {
        self.cost += self.l.cost[option];
        for &f in &self.l.uses[option] {
            self.used[f] += 1;
            if self.used[f] == 1 {
                self.cost += self.l.facilities[f].cost;
                self.counted += usize::from(self.l.facilities[f].counted);
            }
        }
    }

    fn leave(&mut self, option: usize) {
        self.cost -= self.l.cost[option];
        for &f in &self.l.uses[option] {
            self.used[f] -= 1;
            if self.used[f] == 0 {
                self.cost -= self.l.facilities[f].cost;
                self.counted -= usize::from(self.l.facilities[f].counted);
            }
        }
    }

    fn set(&mut self, block: usize, to: usize) {
        let from = std::mem::replace(&mut self.choice[block], to);
        self.leave(from);
        self.enter(to);
    }

    /// Changes single blocks while that helps.
    pub(super) fn climb(&mut self) {
        let shared = self.l.budget.is_some() || self.l.max_facilities.is_some();
        loop {
            let mut improved = false;
            for block in 0..self.choice.len() {
                if self.fixed.is_some_and(|f| self.l.block_of(f) == block) {
                    continue;
                }
                let from = self.choice[block];
                let constrained = shared || !self.l.needs_of[block].is_empty();
                let before = if constrained { self.penalty(block) } else { 0 };
                let mut best = (0, from);
                for to in self.l.options(block) {
                    if to == from {
                        continue;
                    }
                    let mut gain = self.gain(block, to);
                    if constrained && gain - before > best.0 {
                        self.set(block, to);
                        gain += self.penalty(block) - before;
                        self.set(block, from);
                    }
                    if gain > best.0 {
                        best = (gain, to);
                    }
                }
                if best.1 != from {
                    self.set(block, best.1);
                    improved = true;
                }
            }
            if !improved {
                return;
            }
        }
    }

    /// Moves every block that can to one facility, for each facility, and climbs from there.
    pub(super) fn gather(&mut self, score: impl Fn(&[usize]) -> Option<i64>) {
        let mut best = score(&self.choice);
        for f in 0..self.l.facilities.len() {
            let facility = &self.l.facilities[f];
            if facility.users.len() < 2 || facility.burden + facility.cost == 0 {
                continue;
            }
            let mut trial = Walker::new(self.l, self.choice.clone(), self.fixed);
            for (block, options, _) in &self.l.facilities[f].users {
                let to = options.iter().copied().max_by_key(|&o| (self.l.unary[o], usize::MAX - o));
                let held = self.fixed.is_some_and(|x| self.l.block_of(x) == *block);
                if let (Some(to), false) = (to, held) {
                    trial.set(*block, to);
                }
            }
            trial.climb();
            let value = score(&trial.choice);
            if value > best {
                best = value;
                *self = trial;
            }
        }
    }

    /// Turns each block that many others hang on to each of its options, lets what contradicts follow,
    /// and climbs from there: single changes cannot cross such a step.
    pub(super) fn turn(&mut self, hub: usize, score: impl Fn(&[usize]) -> Option<i64>) {
        let mut best = score(&self.choice);
        for block in (0..self.choice.len()).filter(|&b| self.l.pairs_of[b].len() >= hub) {
            for option in self.l.options(block) {
                if self.l.unary[option] <= DEAD / 2 || self.choice[block] == option {
                    continue;
                }
                let mut trial = Walker::new(self.l, self.choice.clone(), Some(option));
                trial.set(block, option);
                trial.follow(block);
                trial.climb();
                trial.fixed = self.fixed;
                trial.climb();
                let value = score(&trial.choice);
                if value > best {
                    best = value;
                    *self = trial;
                }
            }
        }
    }

    /// Gives each neighbour of a block that now contradicts it its best option that does not.
    fn follow(&mut self, block: usize) {
        let l = self.l;
        for &i in &l.pairs_of[block] {
            let p = &l.pairs[i];
            let other = if p.a == block { p.b } else { p.a };
            let best = l.options(other).max_by_key(|&o| (self.gain(other, o), usize::MAX - o));
            if let Some(to) = best.filter(|&to| self.gain(other, to) > -DEAD / 2) {
                self.set(other, to);
            }
        }
    }
}
