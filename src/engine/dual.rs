//! Upper bounds: every multiplier gives a valid one, so rounding never makes them wrong.
//!
//! Pair values are shifted onto blocks by messages (max-product linear programming; Globerson and
//! Jaakkola 2007), the burden of a facility is shared among the blocks that may use it, and budget
//! and facility limit are priced. What is left is a sum of independent maxima.

use super::problem::{FORBIDDEN, Problem};

/// Stands for "impossible" in sums of messages, far below any value and far above overflow.
pub(super) const DEAD: i64 = -(1 << 50);

/// Values are multiplied by this inside the bound, so that halving loses less than a unit as long as
/// there are fewer pairs than this.
pub(super) const SCALE: i64 = 256;

/// The problem laid out for bounds: flat arrays and adjacency.
#[derive(Debug, Clone)]
pub(super) struct Layout {
    pub(super) start: Vec<usize>,
    pub(super) unary: Vec<i64>,
    pub(super) cost: Vec<i64>,
    pub(super) pairs: Vec<Pairing>,
    pub(super) pairs_of: Vec<Vec<usize>>,
    pub(super) facilities: Vec<Shared>,
    /// Facilities of each option.
    pub(super) uses: Vec<Vec<usize>>,
    pub(super) needs: Vec<Implied>,
    /// Needs that an option of the block takes part in.
    pub(super) needs_of: Vec<Vec<usize>>,
    pub(super) budget: Option<i64>,
    pub(super) max_facilities: Option<usize>,
    messages: usize,
    shares: usize,
}

#[derive(Debug, Clone)]
pub(super) struct Pairing {
    pub(super) a: usize,
    pub(super) b: usize,
    pub(super) table: Vec<i64>,
    at: usize,
}

/// If an option is chosen, one of others must be: `any` by block.
#[derive(Debug, Clone)]
pub(super) struct Implied {
    pub(super) option: usize,
    pub(super) block: usize,
    pub(super) any: Vec<(usize, Vec<usize>)>,
}

#[derive(Debug, Clone)]
pub(super) struct Shared {
    pub(super) burden: i64,
    pub(super) cost: i64,
    pub(super) counted: bool,
    /// Blocks with the options that use it, and the place of the block's share.
    pub(super) users: Vec<(usize, Vec<usize>, usize)>,
}

impl Layout {
    pub(super) fn new(p: &Problem) -> Self {
        let mut start = vec![0];
        let mut unary = Vec::new();
        let mut cost = Vec::new();
        for (values, costs) in p.blocks.iter().zip(&p.costs) {
            unary.extend(values.iter().map(|v| if *v == FORBIDDEN { DEAD } else { v * SCALE }));
            cost.extend_from_slice(costs);
            start.push(unary.len());
        }
        let mut messages = 0;
        let mut pairs = Vec::new();
        let mut pairs_of = vec![Vec::new(); p.blocks.len()];
        for pair in &p.pairs {
            let table = pair.table.iter().map(|v| if *v == FORBIDDEN { DEAD } else { v * SCALE }).collect();
            pairs_of[pair.a].push(pairs.len());
            pairs_of[pair.b].push(pairs.len());
            pairs.push(Pairing { a: pair.a, b: pair.b, table, at: messages });
            messages += p.blocks[pair.a].len() + p.blocks[pair.b].len();
        }
        let mut shares = 0;
        let mut uses = vec![Vec::new(); unary.len()];
        let mut facilities = Vec::new();
        for f in &p.facilities {
            // What only one block can use is part of its options: one of them is chosen.
            let alone = f.users.iter().all(|u| u.0 == f.users[0].0);
            if alone && !(f.counted && p.max_facilities.is_some()) {
                let mut users = f.users.clone();
                users.sort_unstable();
                users.dedup();
                for (b, o) in users {
                    cost[start[b] + o] += f.cost;
                    if unary[start[b] + o] > DEAD / 2 {
                        unary[start[b] + o] -= f.burden * SCALE;
                    }
                }
                continue;
            }
            let mut users: Vec<(usize, Vec<usize>, usize)> = Vec::new();
            let mut sorted = f.users.clone();
            sorted.sort_unstable();
            sorted.dedup();
            for (b, o) in sorted {
                let option = start[b] + o;
                match users.last_mut() {
                    Some(last) if last.0 == b => last.1.push(option),
                    _ => {
                        users.push((b, vec![option], shares));
                        shares += 1;
                    }
                }
                uses[option].push(facilities.len());
            }
            facilities.push(Shared { burden: f.burden * SCALE, cost: f.cost, counted: f.counted, users });
        }
        let mut needs_of = vec![Vec::new(); p.blocks.len()];
        let mut needs = Vec::new();
        for n in &p.needs {
            let mut sorted = n.any.clone();
            sorted.sort_unstable();
            sorted.dedup();
            let mut any: Vec<(usize, Vec<usize>)> = Vec::new();
            for (b, o) in sorted {
                match any.last_mut() {
                    Some(last) if last.0 == b => last.1.push(start[b] + o),
                    _ => any.push((b, vec![start[b] + o])),
                }
            }
            for b in any.iter().map(|a| a.0).chain([n.option.0]) {
                if needs_of[b].last() != Some(&needs.len()) {
                    needs_of[b].push(needs.len());
                }
            }
            needs.push(Implied { option: start[n.option.0] + n.option.1, block: n.option.0, any });
        }
        Layout {
            start,
            unary,
            cost,
            pairs,
            pairs_of,
            facilities,
            uses,
            needs,
            needs_of,
            budget: p.budget,
            max_facilities: p.max_facilities,
            messages,
            shares,
        }
    }

    pub(super) fn blocks(&self) -> usize {
        self.start.len() - 1
    }

    pub(super) fn options(&self, block: usize) -> std::ops::Range<usize> {
        self.start[block]..self.start[block + 1]
    }

    pub(super) fn block_of(&self, option: usize) -> usize {
        self.start.partition_point(|s| *s <= option) - 1
    }
}

/// Whether a facility is in use.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Use {
    Free,
    Open,
    Closed,
}

/// A part of the search space with its multipliers.
#[derive(Debug, Clone)]
pub(super) struct State {
    pub(super) live: Vec<bool>,
    pub(super) theta: Vec<i64>,
    message: Vec<i64>,
    share: Vec<i64>,
    /// Per need, what its option pays to those that it needs.
    toll: Vec<i64>,
    pub(super) usage: Vec<Use>,
    /// Burden and price of what is open, less what the prices give back.
    constant: i64,
    /// Price of a unit of cost, and of a counted facility.
    price: (i64, i64),
}

impl State {
    pub(super) fn root(l: &Layout) -> Self {
        State {
            live: l.unary.iter().map(|u| *u > DEAD / 2).collect(),
            theta: l.unary.clone(),
            message: vec![0; l.messages],
            share: vec![0; l.shares],
            toll: vec![0; l.needs.len()],
            usage: vec![Use::Free; l.facilities.len()],
            constant: 0,
            price: (0, 0),
        }
    }

    /// The price of a unit of cost; positive where the budget binds.
    pub(super) fn cost_price(&self) -> i64 {
        self.price.0
    }

    /// Sets the prices of budget and facility limit.
    pub(super) fn reprice(&mut self, l: &Layout, price: (i64, i64)) {
        let (dc, df) = (price.0 - self.price.0, price.1 - self.price.1);
        for (theta, cost) in self.theta.iter_mut().zip(&l.cost) {
            *theta -= dc * cost;
        }
        self.constant += dc * l.budget.unwrap_or(0) + df * l.max_facilities.unwrap_or(0) as i64;
        for (f, u) in l.facilities.iter().zip(&self.usage) {
            if *u == Use::Open {
                self.constant -= dc * f.cost + if f.counted { df } else { 0 };
            }
        }
        self.price = price;
        // Shares must stay within the new burdens.
        for i in 0..l.facilities.len() {
            self.share_facility(l, i);
        }
    }

    fn burden(&self, f: &Shared) -> i64 {
        f.burden + self.price.0 * f.cost + if f.counted { self.price.1 } else { 0 }
    }

    /// Declares a facility in use: its burden is spent.
    pub(super) fn open(&mut self, l: &Layout, i: usize) {
        let f = &l.facilities[i];
        for (_, options, slot) in &f.users {
            for &o in options {
                self.theta[o] += self.share[*slot];
            }
            self.share[*slot] = 0;
        }
        self.constant -= self.burden(f);
        self.usage[i] = Use::Open;
    }

    /// Declares a facility unused: its options are out.
    pub(super) fn close(&mut self, l: &Layout, i: usize) {
        for (_, options, _) in &l.facilities[i].users {
            for &o in options {
                self.live[o] = false;
            }
        }
        self.usage[i] = Use::Closed;
    }

    pub(super) fn best(&self, l: &Layout, block: usize) -> i64 {
        l.options(block).filter(|&o| self.live[o]).map(|o| self.theta[o]).max().unwrap_or(DEAD)
    }

    /// A valid upper bound of the objective times [`SCALE`]; each pair may hide one unit of rounding.
    pub(super) fn bound(&self, l: &Layout) -> i64 {
        (0..l.blocks()).map(|b| self.best(l, b)).sum::<i64>() + self.constant + l.pairs.len() as i64
    }

    /// The same with one live option of a block chosen.
    pub(super) fn bound_with(&self, l: &Layout, block: usize, option: usize) -> i64 {
        self.bound(l) - self.best(l, block) + self.theta[option]
    }

    /// One round over all pairs and facilities.
    pub(super) fn sweep(&mut self, l: &Layout) {
        for i in 0..l.pairs.len() {
            self.pass_pair(l, i);
        }
        for i in 0..l.facilities.len() {
            self.share_facility(l, i);
        }
        for i in 0..l.needs.len() {
            self.take_toll(l, i);
        }
    }

    /// Lets an option pay a toll to the options that it needs one of. A choice that meets the need
    /// gains at least what it pays, so that the bound stays valid; one that does not loses it.
    fn take_toll(&mut self, l: &Layout, i: usize) {
        let need = &l.needs[i];
        let old = std::mem::take(&mut self.toll[i]);
        if !self.live[need.option] {
            for &o in need.any.iter().flat_map(|a| &a.1) {
                self.theta[o] -= old;
            }
            self.theta[need.option] += old;
            return;
        }
        self.theta[need.option] += old;
        for &o in need.any.iter().flat_map(|a| &a.1) {
            self.theta[o] -= old;
        }
        let rest = l.options(need.block).filter(|&o| o != need.option && self.live[o]).map(|o| self.theta[o]).max();
        // As much as lowers the option's own block, without raising any of the others.
        let mut toll = rest.map_or(-DEAD, |r| (self.theta[need.option] - r).max(0));
        for (block, options) in &need.any {
            let with = options.iter().filter(|&&o| self.live[o]).map(|&o| self.theta[o]).max();
            let without =
                l.options(*block).filter(|o| self.live[*o] && !options.contains(o)).map(|o| self.theta[o]).max();
            toll = match (with, without) {
                (Some(w), Some(o)) => toll.min((o - w).max(0)),
                (Some(_), None) => 0,
                (None, _) => toll,
            };
        }
        if toll == -DEAD {
            toll = 0; // nothing that it needs is left; propagation removes it
        }
        self.toll[i] = toll;
        self.theta[need.option] -= toll;
        for &o in need.any.iter().flat_map(|a| &a.1) {
            self.theta[o] += toll;
        }
    }

    /// Splits the best value of a pair evenly between its blocks.
    fn pass_pair(&mut self, l: &Layout, i: usize) {
        let p = &l.pairs[i];
        let (ra, rb) = (l.options(p.a), l.options(p.b));
        let (na, nb) = (ra.len(), rb.len());
        let (ma, mb) = (p.at, p.at + na);
        let mut best_a = vec![2 * DEAD; na];
        let mut best_b = vec![2 * DEAD; nb];
        let own_a: Vec<i64> = (0..na).map(|x| self.theta[ra.start + x] - self.message[ma + x]).collect();
        let own_b: Vec<i64> = (0..nb).map(|y| self.theta[rb.start + y] - self.message[mb + y]).collect();
        for x in 0..na {
            if !self.live[ra.start + x] {
                continue;
            }
            for y in 0..nb {
                if !self.live[rb.start + y] {
                    continue;
                }
                let v = p.table[x * nb + y];
                best_a[x] = best_a[x].max(v + own_b[y]);
                best_b[y] = best_b[y].max(v + own_a[x]);
            }
        }
        for x in 0..na {
            if self.live[ra.start + x] {
                let m = (best_a[x] - own_a[x]).div_euclid(2).max(DEAD);
                self.theta[ra.start + x] = own_a[x] + m;
                self.message[ma + x] = m;
            }
        }
        for y in 0..nb {
            if self.live[rb.start + y] {
                let m = (best_b[y] - own_b[y]).div_euclid(2).max(DEAD);
                self.theta[rb.start + y] = own_b[y] + m;
                self.message[mb + y] = m;
            }
        }
    }

    /// Shares the burden of a facility among the blocks that would gain by using it.
    fn share_facility(&mut self, l: &Layout, i: usize) {
        if self.usage[i] != Use::Free {
            return;
        }
        let f = &l.facilities[i];
        let burden = self.burden(f);
        let mut gains = Vec::with_capacity(f.users.len());
        for (block, options, slot) in &f.users {
            let share = std::mem::take(&mut self.share[*slot]);
            for &o in options {
                self.theta[o] += share;
            }
            let with = options.iter().filter(|&&o| self.live[o]).map(|&o| self.theta[o]).max();
            let without =
                l.options(*block).filter(|o| self.live[*o] && !options.contains(o)).map(|o| self.theta[o]).max();
            gains.push(match (with, without) {
                (Some(w), Some(o)) => (w - o).max(0),
                (Some(_), None) => burden, // every option of the block uses it
                (None, _) => 0,
            });
        }
        let total: i64 = gains.iter().map(|g| (*g).min(burden)).sum();
        let mut left = burden;
        let parts = f.users.len() as i64;
        for (n, ((_, options, slot), gain)) in f.users.iter().zip(&gains).enumerate() {
            let gain = (*gain).min(burden);
            let share = if total >= burden && total > 0 {
                // In wide integers: burdens and gains are large.
                (i128::from(burden) * i128::from(gain) / i128::from(total)) as i64
            } else {
                gain + (burden - total) / parts
            };
            let share = share.min(left);
            left -= share;
            // The last user takes what rounding left.
            let share = if n + 1 == f.users.len() { share + left } else { share };
            self.share[*slot] = share;
            for &o in options {
                self.theta[o] -= share;
            }
        }
    }

    /// Removes options that cannot lead above `target` (times [`SCALE`]); false if a block empties.
    pub(super) fn fix(&mut self, l: &Layout, target: i64) -> bool {
        let bound = self.bound(l);
        for b in 0..l.blocks() {
            let best = self.best(l, b);
            for o in l.options(b) {
                if self.live[o] && bound - (best - self.theta[o]) <= target {
                    self.live[o] = false;
                }
            }
        }
        self.alive(l)
    }

    pub(super) fn alive(&self, l: &Layout) -> bool {
        (0..l.blocks()).all(|b| l.options(b).any(|o| self.live[o]))
    }

    /// Removes options without support in a pair or need, until nothing changes; false if a block
    /// empties or the budget cannot be kept.
    pub(super) fn propagate(&mut self, l: &Layout) -> bool {
        loop {
            let mut changed = false;
            for p in &l.pairs {
                let (ra, rb) = (l.options(p.a), l.options(p.b));
                let nb = rb.len();
                let allowed = |x: usize, y: usize| p.table[x * nb + y] > DEAD / 2;
                for x in 0..ra.len() {
                    if self.live[ra.start + x] && !(0..nb).any(|y| self.live[rb.start + y] && allowed(x, y)) {
                        self.live[ra.start + x] = false;
                        changed = true;
                    }
                }
                for y in 0..nb {
                    if self.live[rb.start + y] && !(0..ra.len()).any(|x| self.live[ra.start + x] && allowed(x, y)) {
                        self.live[rb.start + y] = false;
                        changed = true;
                    }
                }
            }
            for n in &l.needs {
                if self.live[n.option] && !n.any.iter().flat_map(|a| &a.1).any(|&o| self.live[o]) {
                    self.live[n.option] = false;
                    changed = true;
                }
            }
            for i in 0..l.facilities.len() {
                if self.usage[i] == Use::Free
                    && l.facilities[i].users.iter().all(|u| u.1.iter().all(|&o| !self.live[o]))
                {
                    self.close(l, i);
                }
            }
            if !self.alive(l) || !self.affordable(l) {
                return false;
            }
            if !changed {
                return true;
            }
        }
    }

    /// Whether the cheapest live options, with what is open already, keep budget and limit.
    fn affordable(&self, l: &Layout) -> bool {
        let open = || l.facilities.iter().zip(&self.usage).filter(|(_, u)| **u == Use::Open).map(|(f, _)| f);
        let cheapest = |b: usize| l.options(b).filter(|&o| self.live[o]).map(|o| l.cost[o]).min().unwrap_or(0);
        let within =
            |budget: i64| (0..l.blocks()).map(cheapest).sum::<i64>() + open().map(|f| f.cost).sum::<i64>() <= budget;
        l.budget.is_none_or(within) && l.max_facilities.is_none_or(|m| open().filter(|f| f.counted).count() <= m)
    }
}
