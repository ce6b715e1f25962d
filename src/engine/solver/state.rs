//! A state of the search: what is still open, and the multipliers whose bound holds for it.

use super::layout::{BELOW, DEAD, Edge, Layout};

/// What is known of a facility.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Use {
    /// Not decided.
    Free,
    /// Paid for.
    Open,
    /// None of its options may be chosen.
    Closed,
}

/// The multipliers of a bound, apart from what follows from them.
#[derive(Debug, Clone, Default)]
pub(super) struct Multipliers {
    /// By row.
    pub(super) mu: Vec<i64>,
    /// By link.
    pub(super) v: Vec<i64>,
    /// By message.
    pub(super) message: Vec<i64>,
    /// By cut.
    pub(super) cut: Vec<i64>,
}

impl Multipliers {
    /// Those of a state, into memory at hand.
    pub(super) fn keep(&mut self, state: &State) {
        self.mu.clone_from(&state.mu);
        self.v.clone_from(&state.v);
        self.message.clone_from(&state.message);
        self.cut.clone_from(&state.cut);
    }
}

/// What is open, and multipliers. The bound
///
/// > sum over blocks of the best `theta` + `rest` + sum over free facilities of `max(0, -slack)` - sum over open
/// > ones of `slack` + sum over rows of `mu` x limit + sum over cuts of `cut` x limit
///
/// holds for all multipliers `v, mu, cut >= 0` and all messages.
#[derive(Debug, Clone)]
pub(super) struct State {
    /// By option.
    pub(super) live: Vec<bool>,
    /// By block: number of live options.
    pub(super) count: Vec<u32>,
    /// By link: number of its options that are live.
    users: Vec<u32>,
    /// By option: its value with all that was moved to it.
    pub(super) theta: Vec<i64>,
    /// By edge and listed option: what was moved from the pair to the option.
    pub(super) message: Vec<i64>,
    /// By edge: the most that any pair of live options has left.
    pub(super) left: Vec<i64>,
    /// The sum of what the edges have left.
    pub(super) rest: i64,
    /// By link: the block's share of the burden.
    pub(super) v: Vec<i64>,
    /// By row: its price.
    pub(super) mu: Vec<i64>,
    /// By cut: its price.
    pub(super) cut: Vec<i64>,
    /// By facility: burden and price of its rows, less the shares and the prices of its cuts.
    pub(super) slack: Vec<i64>,
    /// By facility.
    pub(super) usage: Vec<Use>,
    /// Nothing is left.
    pub(super) dead: bool,
    /// Blocks that are down to one option since the last propagation.
    fresh: Vec<u32>,
    /// Something was decided since the last propagation.
    moved: bool,
    /// Number of the last pass over the rows.
    pass: u32,
    /// By block: the pass over the rows in which, or after which, it lost an option last.
    touched: Vec<u32>,
    /// The same for the use of any facility.
    used: u32,
}

impl State {
    pub(super) fn new(l: &Layout) -> State {
        let live: Vec<bool> = l.unary.iter().map(|u| *u > BELOW).collect();
        let count: Vec<u32> = (0..l.blocks()).map(|b| l.options(b).filter(|&o| live[o]).count() as u32).collect();
        State {
            dead: count.contains(&0),
            fresh: (0..l.blocks()).filter(|b| count[*b] == 1).map(|b| b as u32).collect(),
            users: (0..l.links.len())
                .map(|i| l.users.get(i).iter().filter(|o| live[**o as usize]).count() as u32)
                .collect(),
            touched: vec![0; count.len()],
            live,
            count,
            theta: l.unary.clone(),
            message: vec![0; l.messages],
            left: vec![0; l.edges.len()],
            rest: 0,
            v: vec![0; l.links.len()],
            mu: vec![0; l.rows.len()],
            cut: vec![0; l.cuts.len()],
            slack: l.burden.clone(),
            usage: vec![Use::Free; l.facilities()],
            moved: true,
            pass: 0,
            used: 0,
        }
    }

    /// Goes back to multipliers; what has been ruled out since stays so.
    pub(super) fn restore(&mut self, l: &Layout, kept: &Multipliers, scratch: &mut Vec<i64>) {
        self.mu.clone_from(&kept.mu);
        self.v.clone_from(&kept.v);
        self.message.clone_from(&kept.message);
        self.cut.clone_from(&kept.cut);
        for (i, link) in l.links.iter().enumerate() {
            let payer = self.usage[link.facility as usize] == Use::Free;
            if !payer || self.users[i] == 0 {
                self.v[i] = 0;
            }
        }
        self.refresh(l);
        for block in 0..l.blocks() {
            if self.count[block] == 1 && !self.dead {
                self.settle(l, block, scratch);
            }
        }
        if !self.dead {
            self.propagate(l, scratch);
        }
    }

    /// Recomputes what follows from the multipliers.
    pub(super) fn refresh(&mut self, l: &Layout) {
        for o in 0..l.unary.len() {
            self.theta[o] = if self.live[o] { l.unary[o] } else { DEAD };
        }
        self.slack.copy_from_slice(&l.burden);
        for (q, row) in l.rows.iter().enumerate() {
            let mu = self.mu[q];
            if mu != 0 {
                each(l, row, |o, c| self.theta[o] -= mu * c);
                for &(f, c) in &row.facilities {
                    self.slack[f as usize] += mu * c;
                }
            }
        }
        for (i, link) in l.links.iter().enumerate() {
            if self.v[i] != 0 {
                self.slack[link.facility as usize] -= self.v[i];
                for &o in l.users.get(i) {
                    self.theta[o as usize] -= self.v[i];
                }
            }
        }
        for (cut, &price) in l.cuts.iter().zip(&self.cut) {
            if price != 0 {
                cut.options.iter().for_each(|o| self.theta[*o as usize] -= price);
                cut.facilities.iter().for_each(|f| self.slack[*f as usize] -= price);
            }
        }
        self.rest = 0;
        for (i, e) in l.edges.iter().enumerate() {
            for side in 0..2 {
                for (x, &o) in e.listed[side].iter().enumerate() {
                    self.theta[o as usize] += self.message[e.at[side] + x];
                }
            }
            self.left[i] = self.most_left(e);
            self.rest += self.left[i];
        }
    }

    /// The most that any pair of live options of an edge has left.
    fn most_left(&self, e: &Edge) -> i64 {
        let live = |side: usize| {
            let list = e.listed[side].iter().enumerate().filter(|(_, o)| self.live[**o as usize]);
            list.map(move |(x, _)| (x, self.message[e.at[side] + x]))
        };
        let unlisted = [0, 1].map(|side| self.count[e.ends[side]] as usize > live(side).count());
        let n = e.listed[1].len();
        let both = live(0).flat_map(|(x, m)| live(1).map(move |(y, w)| e.table[0][x * n + y] - m - w));
        let first = live(0).filter(|_| unlisted[1]).map(|(_, m)| -m);
        let second = live(1).filter(|_| unlisted[0]).map(|(_, m)| -m);
        let none = (unlisted[0] && unlisted[1]).then_some(0);
        both.chain(first).chain(second).chain(none).max().unwrap_or(0)
    }

    pub(super) fn decided(&self) -> bool {
        self.count.iter().all(|c| *c == 1)
    }

    pub(super) fn kill(&mut self, l: &Layout, option: usize) {
        if !self.live[option] {
            return;
        }
        let block = l.block[option];
        self.live[option] = false;
        self.moved = true;
        self.theta[option] = DEAD;
        self.touched[block as usize] = self.pass;
        for &i in l.links_of.get(option) {
            self.users[i as usize] -= 1;
        }
        let count = &mut self.count[block as usize];
        *count -= 1;
        match *count {
            0 => self.dead = true,
            1 => self.fresh.push(block),
            _ => {}
        }
    }

    pub(super) fn only(&mut self, l: &Layout, option: usize) {
        if !self.live[option] {
            self.dead = true;
            return;
        }
        for o in l.options(l.block[option] as usize) {
            if o != option {
                self.kill(l, o);
            }
        }
    }

    /// Pays for a facility: its shares go back to the options.
    pub(super) fn open(&mut self, l: &Layout, f: usize) {
        match self.usage[f] {
            Use::Open => return,
            Use::Closed => self.dead = true,
            Use::Free => self.usage[f] = Use::Open,
        }
        self.moved = true;
        self.used = self.pass;
        for &i in l.links_at.get(f) {
            self.share(l, i as usize, -self.v[i as usize]);
        }
    }

    /// Rules out a facility with all options that use it.
    pub(super) fn close(&mut self, l: &Layout, f: usize) {
        match self.usage[f] {
            Use::Closed => return,
            Use::Open => self.dead = true,
            Use::Free => self.usage[f] = Use::Closed,
        }
        self.moved = true;
        self.used = self.pass;
        for &i in l.links_at.get(f) {
            self.v[i as usize] = 0;
            for &o in l.users.get(i as usize) {
                self.kill(l, o as usize);
            }
        }
        if self.dead {
            return;
        }
        // Shares of other facilities stay; this one no longer matters.
        self.slack[f] = 0;
    }

    /// Changes a block's share of a burden.
    pub(super) fn share(&mut self, l: &Layout, link: usize, change: i64) {
        if change == 0 {
            return;
        }
        self.v[link] += change;
        self.slack[l.links[link].facility as usize] -= change;
        for &o in l.users.get(link) {
            self.theta[o as usize] -= change;
        }
    }

    /// Changes the price of a row.
    pub(super) fn reprice(&mut self, l: &Layout, q: usize, change: i64) {
        if change == 0 {
            return;
        }
        self.mu[q] += change;
        let row = &l.rows[q];
        each(l, row, |o, c| self.theta[o] -= change * c);
        for &(f, c) in &row.facilities {
            self.slack[f as usize] += change * c;
        }
    }

    /// Changes the price of a cut.
    pub(super) fn reprice_cut(&mut self, l: &Layout, at: usize, change: i64) {
        if change == 0 {
            return;
        }
        self.cut[at] += change;
        l.cuts[at].options.iter().for_each(|o| self.theta[*o as usize] -= change);
        l.cuts[at].facilities.iter().for_each(|f| self.slack[*f as usize] -= change);
    }

    /// Removes what hard constraints rule out, to a fixed point.
    pub(super) fn propagate(&mut self, l: &Layout, scratch: &mut Vec<i64>) {
        loop {
            while let Some(block) = self.fresh.pop() {
                if self.dead {
                    return;
                }
                self.settle(l, block as usize, scratch);
            }
            if self.dead || !self.moved {
                return;
            }
            self.moved = false;
            self.rows(l);
            if !self.dead {
                self.facilities(l);
            }
        }
    }

    /// Facilities that are in use or out of use already.
    fn facilities(&mut self, l: &Layout) {
        for f in 0..l.facilities() {
            if self.usage[f] != Use::Free {
                continue;
            }
            let (mut usable, mut needed) = (false, false);
            for &i in l.links_at.get(f) {
                let live = self.users[i as usize];
                usable |= live > 0;
                if live == 0 {
                    // Nobody is left who would pay this share.
                    self.share(l, i as usize, -self.v[i as usize]);
                } else if live == self.count[l.links[i as usize].block as usize] {
                    needed = true;
                    break;
                }
            }
            if needed {
                self.open(l, f);
            } else if !usable {
                self.close(l, f);
            }
        }
    }

    /// What rows leave no room for.
    fn rows(&mut self, l: &Layout) {
        let last = self.pass;
        self.pass += 1;
        for row in &l.rows {
            // A row says nothing new until something in it changes.
            let changed = self.used >= last && !row.facilities.is_empty();
            if !changed && row.blocks.iter().all(|b| self.touched[*b as usize] < last) {
                continue;
            }
            let mut room = row.limit;
            for &(f, c) in &row.facilities {
                if self.usage[f as usize] == Use::Open {
                    room -= c;
                }
            }
            let mut at = 0;
            for &b in &row.blocks {
                let range = l.options(b as usize);
                let adds = &row.add[at..at + range.len()];
                at += range.len();
                let live = range.zip(adds).filter(|(o, _)| self.live[*o]);
                room -= live.map(|x| *x.1).min().unwrap_or(0);
            }
            if room < 0 {
                self.dead = true;
                return;
            }
            if room >= row.spread {
                continue;
            }
            for &(f, c) in &row.facilities {
                if c > room && self.usage[f as usize] == Use::Free {
                    self.close(l, f as usize);
                    if self.dead {
                        return;
                    }
                }
            }
            at = 0;
            for &b in &row.blocks {
                let range = l.options(b as usize);
                let adds = &row.add[at..at + range.len()];
                at += range.len();
                if self.count[b as usize] < 2 {
                    continue;
                }
                let live = || range.clone().zip(adds).filter(|(o, _)| self.live[*o]);
                let least = live().map(|x| *x.1).min().unwrap_or(0);
                let over: Vec<usize> = live().filter(|(_, c)| **c - least > room).map(|x| x.0).collect();
                for o in over {
                    self.kill(l, o);
                }
                if self.dead {
                    return;
                }
            }
        }
    }
}

/// Calls with each option of a row and what it adds.
fn each(l: &Layout, row: &super::layout::Line, mut f: impl FnMut(usize, i64)) {
    let mut at = 0;
    for &b in &row.blocks {
        for o in l.options(b as usize) {
            let c = row.add[at];
            at += 1;
            if c != 0 {
                f(o, c);
            }
        }
    }
}
