//! A certificate, step by step. The rules:
//!
//! A case is what is still possible: live options, facilities known to be used or unused. In each case
//! hard constraints are applied to a fixed point: an option goes if a block has only options that it
//! must not be chosen with; options of an unused facility go; a facility is used if all options left in
//! some block use it, unused if no option left does; a row's least sum (used facilities, and for every
//! block the least of its options, with the facilities that only this block can still use) leaves room
//! that no option and no facility may exceed.
//!
//! The bound of a case for given multipliers (rows `mu >= 0`, shares `v >= 0`, messages `m` of options
//! with an entry in the pair): every live option counts
//!
//! > value x scale - sum of `mu` x what it adds - prices of facilities that only its block can still use
//! > - shares of its other undecided facilities + messages of pairs of two undecided blocks + values with
//! > decided blocks
//!
//! where a facility's price is burden x scale + sum of `mu` x what it adds, less its cuts. The bound is the sum over
//! blocks of the best option, over pairs of undecided blocks of the largest rest (value less both
//! messages), over undecided shared facilities of what the shares exceed the price by, over rows of
//! `mu` x limit, less the prices of used facilities. With an option forced it falls by the distance to
//! the best and by what the shares of its facilities fall short of their prices; with a facility closed
//! by what its blocks lose without it, with one forced by what its shares fall short.
//!
//! Three blocks may lend to the pairs of options of their three pairs. While none of the three is decided, the
//! pairs count what is lent as value, and the bound the largest rest of three live options: what they do not pay back
//! of it. Once one is decided, the messages of the pair of the other two count what is lent for its option
//! and theirs, and that is all; once two are, nothing is lent.
//!
//! Any three blocks and three facilities make a cut: of the first block with an option of the first or second facility,
//! the second with one of the second or third, the third with one of the first or third, there is at most one more than
//! facilities used. For its price, such options count less by it, each of the facilities too, and the bound more, once.

use std::collections::BTreeMap;

use super::super::certificate::{Certificate, Decision, Step};
use super::super::problem::{FORBIDDEN, Problem, Solution};
use super::lenders::Lenders;
use super::solution::{Violation, verify};
use super::world::{Index, Known, World};

/// What is wrong with a certificate.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fault {
    /// The model itself: an index that names nothing, tables out of order, or numbers too large.
    Model,
    /// The claimed solution is not one, or not of the claimed value.
    Solution(Violation),
    /// A number is out of range, or names nothing in the model; by step.
    Malformed(usize),
    /// What a step rules out does not follow.
    Unproven(usize),
    /// The cases do not cover everything.
    Incomplete,
}

/// No multiplier is larger.
const LARGEST: i64 = 1 << 60;

/// Checks every claim of a certificate against a model.
///
/// # Errors
/// The first fault.
pub fn check(problem: &Problem, certificate: &Certificate) -> Result<(), Fault> {
    if !problem.is_well_formed() {
        return Err(Fault::Model);
    }
    if !(1..=1 << 30).contains(&certificate.scale) {
        return Err(Fault::Malformed(0));
    }
    match certificate.value {
        Some(value) => {
            let solution = Solution { choice: certificate.choice.clone(), value };
            verify(problem, &solution).map_err(Fault::Solution)?;
            if certificate.bound.is_none_or(|b| b < value) {
                return Err(Fault::Incomplete);
            }
        }
        None if certificate.choice.is_empty() => {}
        None => return Err(Fault::Malformed(0)),
    }
    let index = Index::new(problem);
    Checker {
        certificate,
        mu: vec![0; problem.rows.len()],
        v: index.users.iter().map(|u| vec![0; u.len()]).collect(),
        messages: problem
            .pairs
            .iter()
            .map(|p| {
                let mut listed = [Vec::new(), Vec::new()];
                for e in &p.entries {
                    listed[0].push(e.x as usize);
                    listed[1].push(e.y as usize);
                }
                listed.map(|mut l| {
                    l.sort_unstable();
                    l.dedup();
                    l.into_iter().map(|o| (o, 0)).collect()
                })
            })
            .collect(),
        lenders: Lenders::default(),
        cuts: BTreeMap::new(),
        x: index,
    }
    .run()
}

struct Checker<'a> {
    x: Index<'a>,
    certificate: &'a Certificate,
    mu: Vec<i64>,
    /// By facility and its blocks.
    v: Vec<Vec<i64>>,
    /// By pair and side: the options with an entry and their messages.
    messages: Vec<[Vec<(usize, i64)>; 2]>,
    lenders: Lenders,
    /// By blocks and facilities: the price of a cut.
    cuts: BTreeMap<([usize; 3], [usize; 3]), i64>,
}

/// A bound with its parts.
struct Parts {
    bound: i128,
    theta: Vec<Vec<i128>>,
    top: Vec<i128>,
    /// By facility that several blocks share: price less shares.
    slack: Vec<Option<i128>>,
}

impl Checker<'_> {
    fn run(mut self) -> Result<(), Fault> {
        let mut world = World::new(&self.x);
        let mut waiting: Vec<World> = Vec::new();
        let mut done = false;
        for (at, step) in self.certificate.steps.iter().enumerate() {
            if done {
                return Err(Fault::Incomplete);
            }
            match step {
                Step::Prices { rows, shares, messages, lent, cuts } => {
                    self.prices(rows, shares, messages).ok_or(Fault::Malformed(at))?;
                    for &entry in lent {
                        self.lend(entry).ok_or(Fault::Malformed(at))?;
                    }
                    for &(blocks, facilities, price) in cuts {
                        self.cut(blocks, facilities, price).ok_or(Fault::Malformed(at))?;
                    }
                }
                Step::Exclude { options, open, close } => {
                    if !world.over {
                        self.exclude(&mut world, options, open, close, at)?;
                    }
                }
                Step::Branch(decision) => {
                    let mut other = world.clone();
                    self.decide(&mut world, &mut other, *decision).ok_or(Fault::Malformed(at))?;
                    world.deduce(&self.x);
                    other.deduce(&self.x);
                    waiting.push(other);
                }
                Step::Closed => {
                    if !self.nothing_better(&world) {
                        return Err(Fault::Unproven(at));
                    }
                    match waiting.pop() {
                        Some(next) => world = next,
                        None => done = true,
                    }
                }
            }
        }
        if done { Ok(()) } else { Err(Fault::Incomplete) }
    }

    fn prices(
        &mut self,
        rows: &[(u32, i64)],
        shares: &[(u32, u32, i64)],
        messages: &[(u32, u32, u32, i64)],
    ) -> Option<()> {
        for &(q, price) in rows {
            *self.mu.get_mut(q as usize)? = Some(price).filter(|p| (0..=LARGEST).contains(p))?;
        }
        for &(f, b, share) in shares {
            let at = self.x.users.get(f as usize)?.iter().position(|u| u.0 == b as usize)?;
            self.v[f as usize][at] = Some(share).filter(|p| (0..=LARGEST).contains(p))?;
        }
        for &(p, side, o, message) in messages {
            let list = self.messages.get_mut(p as usize)?.get_mut(side as usize)?;
            let entry = list.iter_mut().find(|e| e.0 == o as usize)?;
            entry.1 = Some(message).filter(|m| (-LARGEST..=LARGEST).contains(m))?;
        }
        Some(())
    }

    /// Only options with an entry in the pair are lent to.
    fn lend(&mut self, (p, third, x, y, amount): (u32, u32, u32, u32, i64)) -> Option<()> {
        let (x, y) = (x as usize, y as usize);
        let listed = self.messages.get(p as usize)?;
        let known = |side: usize, o: usize| listed[side].iter().any(|m| m.0 == o);
        let good = known(0, x) && known(1, y) && (-LARGEST..=LARGEST).contains(&amount);
        good.then(|| self.lenders.lend(self.x.problem, p as usize, third as usize, (x, y), amount))?
    }

    /// Whatever three blocks and three facilities: the cut holds.
    fn cut(&mut self, blocks: [u32; 3], facilities: [u32; 3], price: i64) -> Option<()> {
        let (blocks, facilities) = (blocks.map(|b| b as usize), facilities.map(|f| f as usize));
        let [f, g, h] = facilities;
        let known = blocks.iter().all(|b| *b < self.x.problem.blocks.len()) && h < self.x.users.len();
        (known && f < g && g < h && (0..=LARGEST).contains(&price)).then_some(())?;
        self.cuts.insert((blocks, facilities), price);
        Some(())
    }

    fn decide(&self, yes: &mut World, no: &mut World, decision: Decision) -> Option<()> {
        match decision {
            Decision::Open(f) | Decision::Close(f) => {
                let f = f as usize;
                self.x.users.get(f)?;
                let (used, unused) = if matches!(decision, Decision::Open(_)) { (yes, no) } else { (no, yes) };
                used.use_it(f);
                unused.shun(f);
            }
            Decision::Choose(b, o) => {
                let (b, o) = (b as usize, o as usize);
                no.live.get(b)?.get(o)?;
                no.live[b][o] = false;
                let keep = yes.live[b][o];
                yes.live[b].fill(false);
                yes.live[b][o] = keep;
            }
        }
        Some(())
    }

    /// Whether a scaled bound leaves room for nothing better than the claimed solution.
    fn enough(&self, bound: i128) -> bool {
        let scale = i128::from(self.certificate.scale);
        self.certificate.value.is_some_and(|v| bound < (i128::from(v) + 1) * scale)
    }

    fn nothing_better(&self, world: &World) -> bool {
        if world.over {
            return true;
        }
        let only: Option<Vec<usize>> = (0..world.live.len()).map(|b| world.only(b)).collect();
        if let Some(choice) = only {
            let value = self.x.problem.evaluate(&choice);
            return value.is_none_or(|v| self.certificate.bound.is_some_and(|b| v <= b));
        }
        let scale = i128::from(self.certificate.scale);
        let limit = self.certificate.bound.map(|b| (i128::from(b) + 1) * scale);
        limit.is_some_and(|l| self.parts(world).bound < l)
    }

    fn parts(&self, w: &World) -> Parts {
        let (x, problem) = (&self.x, self.x.problem);
        let scale = i128::from(self.certificate.scale);
        let dead = i128::MIN / 4;
        let mut theta: Vec<Vec<i128>> = problem
            .blocks
            .iter()
            .zip(&w.live)
            .map(|(b, live)| b.iter().zip(live).map(|(v, l)| if *l { i128::from(*v) * scale } else { dead }).collect())
            .collect();
        let mut bound = 0;
        let mut price: Vec<i128> = problem.facilities.iter().map(|f| i128::from(f.burden) * scale).collect();
        for (row, &mu) in problem.rows.iter().zip(&self.mu) {
            let mu = i128::from(mu);
            for &((b, o), add) in &row.options {
                theta[b][o] -= mu * i128::from(add);
            }
            for &(f, add) in &row.facilities {
                price[f] += mu * i128::from(add);
            }
            bound += mu * i128::from(row.limit);
        }
        for ((blocks, facilities), &cost) in self.cuts.iter().filter(|c| *c.1 > 0) {
            let [f, g, h] = *facilities;
            for (&b, either) in blocks.iter().zip([[f, g], [g, h], [f, h]]) {
                for (o, uses) in x.facilities[b].iter().enumerate() {
                    if uses.iter().any(|f| either.contains(f)) {
                        theta[b][o] -= i128::from(cost);
                    }
                }
            }
            facilities.iter().for_each(|f| price[*f] -= i128::from(cost));
            bound += i128::from(cost);
        }
        let mut slack = vec![None; problem.facilities.len()];
        for f in 0..problem.facilities.len() {
            match w.known[f] {
                Known::Unused => {}
                Known::Used => bound -= price[f],
                Known::Nothing => {
                    let sole = w.sole_block(x, f);
                    let mut rest = price[f];
                    for ((b, users), &v) in x.users[f].iter().zip(&self.v[f]) {
                        if !users.iter().any(|o| w.live[*b][*o]) {
                            continue;
                        }
                        let pays = if sole.is_some() { price[f] } else { i128::from(v) };
                        rest -= pays;
                        users.iter().for_each(|o| theta[*b][*o] -= pays);
                    }
                    if sole.is_none() {
                        slack[f] = Some(rest);
                        bound += (-rest).max(0);
                    }
                }
            }
        }
        let lent = self.lenders.lent(problem, w);
        bound += lent.rest;
        for (i, (p, messages)) in problem.pairs.iter().zip(&self.messages).enumerate() {
            bound += match lent.shifted(i, messages) {
                Some(shifted) => pair(p, &shifted, w, scale, |x, y| lent.to(i, x, y), &mut theta),
                None => pair(p, messages, w, scale, |_, _| 0, &mut theta),
            };
        }
        for (options, live) in theta.iter_mut().zip(&w.live) {
            options.iter_mut().zip(live).filter(|o| !o.1).for_each(|o| *o.0 = dead);
        }
        let top: Vec<i128> = theta.iter().map(|o| o.iter().copied().max().unwrap_or(dead)).collect();
        bound += top.iter().sum::<i128>();
        Parts { bound, theta, top, slack }
    }

    fn exclude(
        &self,
        w: &mut World,
        options: &[(u32, u32)],
        open: &[u32],
        close: &[u32],
        at: usize,
    ) -> Result<(), Fault> {
        let parts = self.parts(w);
        let mut next = w.clone();
        for &(b, o) in options {
            let (b, o) = (b as usize, o as usize);
            let live = w.live.get(b).and_then(|l| l.get(o)).ok_or(Fault::Malformed(at))?;
            if *live {
                let opened = self.x.facilities[b][o].iter().filter_map(|f| parts.slack[*f]).map(|s| s.max(0));
                if !self.enough(parts.bound - parts.top[b] + parts.theta[b][o] - opened.sum::<i128>()) {
                    return Err(Fault::Unproven(at));
                }
                next.live[b][o] = false;
            }
        }
        for &f in open {
            let f = f as usize;
            let known = *w.known.get(f).ok_or(Fault::Malformed(at))?;
            if known == Known::Nothing && !self.without(w, &parts, f).is_none_or(|b| self.enough(b))
                || known == Known::Unused && !self.enough(parts.bound)
            {
                return Err(Fault::Unproven(at));
            }
            next.use_it(f);
        }
        for &f in close {
            let f = f as usize;
            let known = *w.known.get(f).ok_or(Fault::Malformed(at))?;
            if known == Known::Nothing && !self.enough(self.with(w, &parts, f))
                || known == Known::Used && !self.enough(parts.bound)
            {
                return Err(Fault::Unproven(at));
            }
            next.shun(f);
        }
        next.deduce(&self.x);
        *w = next;
        Ok(())
    }

    /// The bound with a facility closed; nothing if some block then has no option.
    fn without(&self, w: &World, parts: &Parts, f: usize) -> Option<i128> {
        let mut bound = parts.bound - parts.slack[f].map_or(0, |s| (-s).max(0));
        for (b, users) in &self.x.users[f] {
            let others = (0..w.live[*b].len()).filter(|o| w.live[*b][*o] && !users.contains(o));
            bound += others.map(|o| parts.theta[*b][o]).max()? - parts.top[*b];
        }
        Some(bound)
    }

    /// The bound with a facility in use.
    fn with(&self, w: &World, parts: &Parts, f: usize) -> i128 {
        match (parts.slack[f], w.sole_block(&self.x, f)) {
            (Some(slack), _) => parts.bound - slack.max(0),
            (None, Some(b)) => {
                let users = self.x.users[f].iter().filter(|u| u.0 == b).flat_map(|u| &u.1);
                let best = users.filter(|o| w.live[b][**o]).map(|o| parts.theta[b][*o]).max();
                parts.bound - parts.top[b] + best.unwrap_or(i128::MIN / 4)
            }
            (None, None) => i128::MIN / 4,
        }
    }
}

/// Moves a pair's values to its options; returns its largest rest.
fn pair<M: Copy + Into<i128>>(
    p: &super::super::problem::Pair,
    messages: &[Vec<(usize, M)>; 2],
    w: &World,
    scale: i128,
    lent: impl Fn(usize, usize) -> i128,
    theta: &mut [Vec<i128>],
) -> i128 {
    let value = |x: usize, y: usize| match p.value(x, y) {
        FORBIDDEN => i128::MIN / 4,
        v => i128::from(v) * scale,
    };
    match (w.only(p.a), w.only(p.b)) {
        (Some(x), Some(y)) => value(x, y),
        (Some(x), None) => {
            (0..theta[p.b].len()).filter(|y| w.live[p.b][*y]).for_each(|y| theta[p.b][y] += value(x, y));
            0
        }
        (None, Some(y)) => {
            (0..theta[p.a].len()).filter(|x| w.live[p.a][*x]).for_each(|x| theta[p.a][x] += value(x, y));
            0
        }
        (None, None) => {
            let live = |side: usize, block: usize| {
                let list = messages[side].iter().filter(|m| w.live[block][m.0]);
                list.map(|m| (m.0, m.1.into())).collect::<Vec<(usize, i128)>>()
            };
            let (a, b) = (live(0, p.a), live(1, p.b));
            a.iter().for_each(|(o, m)| theta[p.a][*o] += m);
            b.iter().for_each(|(o, m)| theta[p.b][*o] += m);
            // Options without an entry have no message and count nothing with any other.
            let (plain_a, plain_b) = (w.count(p.a) > a.len(), w.count(p.b) > b.len());
            let mut rest = if plain_a && plain_b { 0 } else { i128::MIN / 4 };
            for (x, m) in &a {
                rest = rest.max(if plain_b { -m } else { rest });
                rest = b.iter().map(|(y, n)| value(*x, *y) + lent(*x, *y) - m - n).fold(rest, i128::max);
            }
            b.iter().filter(|_| plain_a).fold(rest, |rest, (_, n)| rest.max(-n))
        }
    }
}
