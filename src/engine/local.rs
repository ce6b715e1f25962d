//! Local search: good solutions early, so that bounds can prune.

use super::dual::{DEAD, Layout};

/// A choice with running totals. Broken constraints count as very bad, not as impossible, so that
/// the search can walk through them.
pub(super) struct Walker<'a> {
    l: &'a Layout,
    pub(super) choice: Vec<usize>,
    used: Vec<u32>,
    fixed: Option<usize>,
}

impl<'a> Walker<'a> {
    /// Starts at a choice of options (flat indices); the block of `fixed` stays as it is.
    pub(super) fn new(l: &'a Layout, choice: Vec<usize>, fixed: Option<usize>) -> Self {
        let mut used = vec![0; l.facilities.len()];
        for &o in &choice {
            for &f in &l.uses[o] {
                used[f] += 1;
            }
        }
        Walker { l, choice, used, fixed }
    }

    /// Penalty of the constraints that are not sums: needs, budget, limit.
    fn penalty(&self) -> i64 {
        let l = self.l;
        let broken = l.needs.iter().filter(|(o, any)| {
            self.choice[l.block_of(*o)] == *o && !any.iter().any(|&x| self.choice[l.block_of(x)] == x)
        });
        let mut sum = broken.count() as i64 * (DEAD / 64);
        if let Some(budget) = l.budget {
            let over = (self.cost() - budget).max(0);
            sum -= over.min(1 << 24) << 20;
        }
        if let Some(max) = l.max_facilities {
            let count = self.used.iter().zip(&l.facilities).filter(|(u, f)| **u > 0 && f.counted).count();
            sum += count.saturating_sub(max) as i64 * (DEAD / 64);
        }
        sum
    }

    fn cost(&self) -> i64 {
        let own: i64 = self.choice.iter().map(|&o| self.l.cost[o]).sum();
        let shared: i64 = self.used.iter().zip(&self.l.facilities).filter(|(u, _)| **u > 0).map(|(_, f)| f.cost).sum();
        own + shared
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

    fn set(&mut self, block: usize, to: usize) {
        let from = std::mem::replace(&mut self.choice[block], to);
        for &f in &self.l.uses[from] {
            self.used[f] -= 1;
        }
        for &f in &self.l.uses[to] {
            self.used[f] += 1;
        }
    }

    /// Changes single blocks while that helps.
    pub(super) fn climb(&mut self) {
        let constrained = !self.l.needs.is_empty() || self.l.budget.is_some() || self.l.max_facilities.is_some();
        let mut penalty = if constrained { self.penalty() } else { 0 };
        loop {
            let mut improved = false;
            for block in 0..self.choice.len() {
                if self.fixed.is_some_and(|f| self.l.block_of(f) == block) {
                    continue;
                }
                let from = self.choice[block];
                let mut best = (0, from, penalty);
                for to in self.l.options(block) {
                    if to == from {
                        continue;
                    }
                    let gain = self.gain(block, to);
                    let mut after = penalty;
                    if constrained {
                        self.set(block, to);
                        after = self.penalty();
                        self.set(block, from);
                    }
                    let total = gain + after - penalty;
                    if total > best.0 {
                        best = (total, to, after);
                    }
                }
                if best.1 != from {
                    self.set(block, best.1);
                    penalty = best.2;
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
            if self.l.facilities[f].users.len() < 2 {
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
                self.used = trial.used;
                self.choice = trial.choice;
            }
        }
    }
}
