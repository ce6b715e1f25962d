//! The bound, and better multipliers for it: exact line search for the rows, deflected subgradient
//! steps for shares and prices together (Polyak 1969; Camerini, Fratta and Maffioli 1975).

use super::layout::{Cut, DEAD, Layout, Line};
use super::state::{State, Use};

/// No share of a burden is worth more than all values together.
const DEAREST: i64 = 1 << 48;

/// The nearest whole number. `f64::round` is a call into the C library on most machines.
fn nearest(x: f64) -> i64 {
    (x + 0.5f64.copysign(x)) as i64
}

/// The bound of a state, and the relaxed choice that attains it.
#[derive(Debug, Clone, Default)]
pub(super) struct Bound {
    /// No solution in this state is worth more, scaled.
    pub(super) value: i64,
    /// By block: its best option.
    pub(super) choice: Vec<u32>,
    /// By block: the best `theta`.
    pub(super) top: Vec<i64>,
    /// By facility: whether the relaxed choice pays for it.
    pub(super) paid: Vec<bool>,
}

/// How often the relaxed choices of an ascent had each option and paid for each facility.
#[derive(Debug, Clone, Default)]
pub(super) struct Tally {
    pub(super) choices: i64,
    pub(super) options: Vec<i64>,
    pub(super) facilities: Vec<i64>,
}

impl Tally {
    pub(super) fn new(l: &Layout) -> Tally {
        Tally { choices: 0, options: vec![0; l.unary.len()], facilities: vec![0; l.facilities()] }
    }

    pub(super) fn count(&mut self, b: &Bound) {
        self.choices += 1;
        b.choice.iter().for_each(|o| self.options[*o as usize] += 1);
        self.facilities.iter_mut().zip(&b.paid).for_each(|(n, paid)| *n += i64::from(*paid));
    }
}

/// The direction of the last step.
#[derive(Debug, Clone, Default)]
pub(super) struct Direction {
    links: Vec<f64>,
    rows: Vec<f64>,
    cuts: Vec<f64>,
    uses: Vec<bool>,
    /// By option, whether the relaxed choice has it.
    chosen: Vec<bool>,
}

impl Direction {
    pub(super) fn reset(&mut self, l: &Layout) {
        self.links.clear();
        self.links.resize(l.links.len(), 0.0);
        self.rows.clear();
        self.rows.resize(l.rows.len(), 0.0);
        self.cuts.clear();
        self.cuts.resize(l.cuts.len(), 0.0);
    }
}

impl Cut {
    /// By how much the relaxed choice of a bound breaks the cut; `chosen` says of each option whether it is in it.
    fn excess(&self, chosen: &[bool], b: &Bound) -> i64 {
        let chosen = self.options.iter().filter(|o| chosen[**o as usize]).count();
        let used = self.facilities.iter().filter(|f| b.paid[**f as usize]).count();
        chosen as i64 - used as i64 - self.limit
    }
}

impl State {
    /// Evaluates the bound; prices of plain limits on facilities are set to their best first.
    pub(super) fn bound(&mut self, l: &Layout, out: &mut Bound, scratch: &mut Vec<i64>) {
        for q in 0..l.rows.len() {
            if l.rows[q].cap {
                self.cap(l, q, scratch);
            }
        }
        out.choice.resize(l.blocks(), 0);
        out.top.resize(l.blocks(), 0);
        out.paid.resize(l.facilities(), false);
        let mut value = l.constant + l.spare + self.rest;
        for b in 0..l.blocks() {
            let range = l.options(b);
            let (mut top, mut at) = (DEAD * 2, 0);
            for (x, (&theta, &live)) in self.theta[range.clone()].iter().zip(&self.live[range.clone()]).enumerate() {
                if theta > top && live {
                    (top, at) = (theta, x);
                }
            }
            out.top[b] = top;
            out.choice[b] = (range.start + at) as u32;
            value += top;
        }
        for f in 0..l.facilities() {
            out.paid[f] = match self.usage[f] {
                Use::Open => true,
                Use::Closed => false,
                Use::Free => self.slack[f] < 0,
            };
            if out.paid[f] {
                value -= self.slack[f];
            }
        }
        value += self.mu.iter().zip(&l.rows).map(|(m, r)| m * r.limit).sum::<i64>();
        value += self.cut.iter().zip(&l.cuts).map(|(price, cut)| price * cut.limit).sum::<i64>();
        out.value = value;
    }

    /// The best price of a plain limit: what the cheapest facility beyond it would gain.
    fn cap(&mut self, l: &Layout, q: usize, scratch: &mut Vec<i64>) {
        let row = &l.rows[q];
        let mut left = row.limit;
        scratch.clear();
        for &(f, _) in &row.facilities {
            match self.usage[f as usize] {
                Use::Open => left -= 1,
                Use::Free => {
                    let rest = self.slack[f as usize] - self.mu[q];
                    if rest < 0 {
                        scratch.push(rest);
                    }
                }
                Use::Closed => {}
            }
        }
        let price = if left < 0 || scratch.len() as i64 <= left {
            0
        } else {
            let (_, nth, _) = scratch.select_nth_unstable(left as usize);
            -*nth
        };
        let change = price - self.mu[q];
        if change != 0 {
            self.mu[q] = price;
            for &(f, _) in &row.facilities {
                self.slack[f as usize] += change;
            }
        }
    }

    /// One step of all shares and prices along the deflected subgradient, towards `target`.
    pub(super) fn step(&mut self, l: &Layout, b: &Bound, dir: &mut Direction, target: i64, alpha: f64, keep: f64) {
        let mut norm = 0.0;
        dir.uses.clear();
        dir.uses.resize(l.links.len(), false);
        dir.chosen.clear();
        dir.chosen.resize(l.unary.len(), false);
        for &o in &b.choice {
            dir.chosen[o as usize] = true;
            for &i in l.links_of.get(o as usize) {
                dir.uses[i as usize] = true;
            }
        }
        for (i, link) in l.links.iter().enumerate() {
            let f = link.facility as usize;
            if self.usage[f] != Use::Free {
                dir.links[i] = 0.0;
                continue;
            }
            let mut g = f64::from(dir.uses[i]) - f64::from(b.paid[f]);
            if g < 0.0 && self.v[i] == 0 {
                g = 0.0;
            }
            let d = g + keep * dir.links[i];
            dir.links[i] = d;
            norm += d * d;
        }
        for (q, row) in l.rows.iter().enumerate() {
            if row.cap {
                continue;
            }
            let mut g = self.excess(l, row, b) as f64 / row.unit as f64;
            if g < 0.0 && self.mu[q] == 0 {
                g = 0.0;
            }
            let d = g + keep * dir.rows[q];
            dir.rows[q] = d;
            norm += d * d;
        }
        for (i, cut) in l.cuts.iter().enumerate() {
            let mut g = cut.excess(&dir.chosen, b) as f64;
            if g < 0.0 && self.cut[i] == 0 {
                g = 0.0;
            }
            let d = g + keep * dir.cuts[i];
            dir.cuts[i] = d;
            norm += d * d;
        }
        if norm < 1e-9 {
            return;
        }
        let gap = ((b.value - target) as f64).max(l.scale as f64);
        let t = alpha * gap / norm;
        for i in 0..l.links.len() {
            if dir.links[i] != 0.0 {
                let to = (self.v[i] + nearest(t * dir.links[i])).clamp(0, DEAREST);
                self.share(l, i, to - self.v[i]);
            }
        }
        for (q, row) in l.rows.iter().enumerate() {
            if dir.rows[q] != 0.0 {
                let to = self.mu[q] + nearest(t * dir.rows[q] / row.unit as f64);
                let to = to.clamp(0, row.dearest);
                self.reprice(l, q, to - self.mu[q]);
            }
        }
        for i in 0..l.cuts.len() {
            if dir.cuts[i] != 0.0 {
                let to = (self.cut[i] + nearest(t * dir.cuts[i])).clamp(0, DEAREST);
                self.reprice_cut(l, i, to - self.cut[i]);
            }
        }
    }

    /// By how much the relaxed choice exceeds a row.
    pub(super) fn excess(&self, l: &Layout, row: &Line, b: &Bound) -> i64 {
        let mut sum = -row.limit;
        let mut at = 0;
        for &block in &row.blocks {
            let range = l.options(block as usize);
            sum += row.add[at + b.choice[block as usize] as usize - range.start];
            at += range.len();
        }
        for &(f, c) in &row.facilities {
            if b.paid[f as usize] {
                sum += c;
            }
        }
        sum
    }

    /// Least and largest sum of a row over relaxed choices, with its price changed by `d`.
    fn sums(&self, l: &Layout, row: &Line, d: i64) -> (i64, i64) {
        let (mut least, mut most) = (0, 0);
        let mut at = 0;
        for &b in &row.blocks {
            let range = l.options(b as usize);
            let adds = &row.add[at..at + range.len()];
            at += range.len();
            let (mut top, mut lo, mut hi) = (i64::MIN, 0, 0);
            for (o, &c) in range.zip(adds) {
                if !self.live[o] {
                    continue;
                }
                let t = self.theta[o] - d * c;
                if t > top {
                    (top, lo, hi) = (t, c, c);
                } else if t == top {
                    (lo, hi) = (lo.min(c), hi.max(c));
                }
            }
            least += lo;
            most += hi;
        }
        for &(f, c) in &row.facilities {
            let slack = self.slack[f as usize] + d * c;
            match self.usage[f as usize] {
                Use::Open => (least, most) = (least + c, most + c),
                Use::Free if slack < 0 => (least, most) = (least + c, most + c),
                Use::Free if slack == 0 => most += c,
                _ => {}
            }
        }
        (least, most)
    }

    /// The price of a row that gives the lowest bound, others as they are.
    pub(super) fn line(&mut self, l: &Layout, q: usize) {
        let row = &l.rows[q];
        let mu = self.mu[q];
        let (least, most) = self.sums(l, row, 0);
        let first = (mu / 32).max(1);
        let precision = (mu / 4096).max(1);
        if least > row.limit {
            let (mut low, mut step) = (0i64, first);
            let mut high;
            loop {
                high = low + step;
                if self.sums(l, row, high).0 <= row.limit {
                    break;
                }
                low = high;
                step *= 2;
                if mu + low + step > row.dearest {
                    // No price brings the sum down: a matter of branching, not of prices.
                    return;
                }
            }
            while high - low > precision {
                let middle = low + (high - low) / 2;
                if self.sums(l, row, middle).0 > row.limit { low = middle } else { high = middle }
            }
            self.reprice(l, q, high);
        } else if most < row.limit && mu > 0 {
            let (mut high, mut step) = (0i64, first);
            let mut low;
            loop {
                low = (high - step).max(-mu);
                if low == -mu || self.sums(l, row, low).0 > row.limit {
                    break;
                }
                high = low;
                step *= 2;
            }
            if self.sums(l, row, low).0 <= row.limit {
                high = low;
            }
            while high - low > precision {
                let middle = low + (high - low) / 2;
                if self.sums(l, row, middle).0 > row.limit { low = middle } else { high = middle }
            }
            self.reprice(l, q, high);
        }
    }

    /// Line search for every row that is not a plain limit.
    pub(super) fn lines(&mut self, l: &Layout) {
        for q in 0..l.rows.len() {
            if !l.rows[q].cap {
                self.line(l, q);
            }
        }
    }
}
