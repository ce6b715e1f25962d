//! A case of a certificate: what is still possible in it by hard constraints alone.

use super::super::problem::{FORBIDDEN, Problem};

/// The model, indexed for the checker.
pub(super) struct Index<'a> {
    pub(super) problem: &'a Problem,
    /// By block and option: its facilities.
    pub(super) facilities: Vec<Vec<Vec<usize>>>,
    /// By facility: its users by block.
    pub(super) users: Vec<Vec<(usize, Vec<usize>)>>,
    /// By row and block: what each option adds.
    pub(super) adds: Vec<Vec<(usize, Vec<i64>)>>,
}

impl<'a> Index<'a> {
    pub(super) fn new(problem: &'a Problem) -> Self {
        let mut facilities: Vec<Vec<Vec<usize>>> = problem.blocks.iter().map(|b| vec![Vec::new(); b.len()]).collect();
        let mut users = Vec::new();
        for (f, facility) in problem.facilities.iter().enumerate() {
            let mut of: Vec<(usize, Vec<usize>)> = Vec::new();
            for &(b, o) in &facility.users {
                if facilities[b][o].contains(&f) {
                    continue;
                }
                facilities[b][o].push(f);
                match of.iter_mut().find(|u| u.0 == b) {
                    Some(u) => u.1.push(o),
                    None => of.push((b, vec![o])),
                }
            }
            users.push(of);
        }
        let adds = problem.rows.iter().map(|row| {
            let mut of: Vec<(usize, Vec<i64>)> = Vec::new();
            for &((b, o), add) in &row.options {
                let at = of.iter().position(|x| x.0 == b).unwrap_or_else(|| {
                    of.push((b, vec![0; problem.blocks[b].len()]));
                    of.len() - 1
                });
                of[at].1[o] += add;
            }
            // A facility may count where only it is in the row, so each of its blocks has a place.
            for &(f, _) in &row.facilities {
                for (b, _) in &users[f] {
                    if !of.iter().any(|x| x.0 == *b) {
                        of.push((*b, vec![0; problem.blocks[*b].len()]));
                    }
                }
            }
            of
        });
        let adds = adds.collect();
        Index { problem, facilities, users, adds }
    }
}

/// What is known of a facility in a case.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Known {
    Nothing,
    Used,
    Unused,
}

/// What is still possible.
#[derive(Debug, Clone)]
pub(super) struct World {
    pub(super) live: Vec<Vec<bool>>,
    pub(super) known: Vec<Known>,
    /// Nothing is possible any more, or nothing better.
    pub(super) over: bool,
}

impl World {
    pub(super) fn new(x: &Index<'_>) -> World {
        let live = x.problem.blocks.iter().map(|b| b.iter().map(|v| *v != FORBIDDEN).collect()).collect();
        let mut world = World { live, known: vec![Known::Nothing; x.problem.facilities.len()], over: false };
        world.deduce(x);
        world
    }

    pub(super) fn count(&self, block: usize) -> usize {
        self.live[block].iter().filter(|l| **l).count()
    }

    /// The only option left in a block.
    pub(super) fn only(&self, block: usize) -> Option<usize> {
        let mut live = self.live[block].iter().enumerate().filter(|l| *l.1).map(|l| l.0);
        let first = live.next()?;
        live.next().is_none().then_some(first)
    }

    pub(super) fn use_it(&mut self, f: usize) {
        self.over |= self.known[f] == Known::Unused;
        self.known[f] = Known::Used;
    }

    pub(super) fn shun(&mut self, f: usize) {
        self.over |= self.known[f] == Known::Used;
        self.known[f] = Known::Unused;
    }

    /// The one block in which a facility still has users, if it is one and not known to be used.
    pub(super) fn sole_block(&self, x: &Index<'_>, f: usize) -> Option<usize> {
        if self.known[f] != Known::Nothing {
            return None;
        }
        let mut blocks = x.users[f].iter().filter(|(b, users)| users.iter().any(|o| self.live[*b][*o])).map(|u| u.0);
        let first = blocks.next()?;
        blocks.next().is_none().then_some(first)
    }

    /// What hard pairs, facilities and rows rule out, until nothing more follows.
    pub(super) fn deduce(&mut self, x: &Index<'_>) {
        while !self.over && (self.by_pairs(x) | self.by_facilities(x) | self.by_rows(x)) {}
        self.over |= (0..self.live.len()).any(|b| self.count(b) == 0);
    }

    /// Options that every option left elsewhere forbids.
    fn by_pairs(&mut self, x: &Index<'_>) -> bool {
        let mut gone = Vec::new();
        for p in &x.problem.pairs {
            let (na, nb) = (self.count(p.a), self.count(p.b));
            let (mut a, mut b) = (vec![0; self.live[p.a].len()], vec![0; self.live[p.b].len()]);
            for e in p.entries.iter().filter(|e| e.value == FORBIDDEN) {
                let (u, v) = (e.x as usize, e.y as usize);
                if self.live[p.a][u] && self.live[p.b][v] {
                    a[u] += 1;
                    b[v] += 1;
                }
            }
            gone.extend(
                a.iter().enumerate().filter(|c| *c.1 == nb && nb > 0 && self.live[p.a][c.0]).map(|c| (p.a, c.0)),
            );
            gone.extend(
                b.iter().enumerate().filter(|c| *c.1 == na && na > 0 && self.live[p.b][c.0]).map(|c| (p.b, c.0)),
            );
        }
        for &(b, o) in &gone {
            self.live[b][o] = false;
        }
        !gone.is_empty()
    }

    fn by_facilities(&mut self, x: &Index<'_>) -> bool {
        let mut changed = false;
        for f in 0..self.known.len() {
            let (mut any, mut all) = (false, false);
            for (b, users) in &x.users[f] {
                if self.known[f] == Known::Unused {
                    for &o in users {
                        changed |= std::mem::replace(&mut self.live[*b][o], false);
                    }
                }
                let live = users.iter().filter(|o| self.live[*b][**o]).count();
                any |= live > 0;
                all |= live > 0 && live == self.count(*b);
            }
            let now = match (any, all) {
                (_, true) => Known::Used,
                (false, _) => Known::Unused,
                _ => self.known[f],
            };
            if now != self.known[f] {
                self.over |= self.known[f] != Known::Nothing;
                self.known[f] = now;
                changed = true;
            }
        }
        changed
    }

    fn by_rows(&mut self, x: &Index<'_>) -> bool {
        let mut changed = false;
        for (q, row) in x.problem.rows.iter().enumerate() {
            let mut adds = x.adds[q].clone();
            let mut room = i128::from(row.limit);
            let mut shared = Vec::new();
            for &(f, c) in &row.facilities {
                match (self.known[f], self.sole_block(x, f)) {
                    (Known::Used, _) => room -= i128::from(c),
                    // Its users in the one block left carry it.
                    (Known::Nothing, Some(b)) => {
                        let users = x.users[f].iter().find(|u| u.0 == b).map(|u| &u.1);
                        if let (Some(users), Some(of)) = (users, adds.iter_mut().find(|a| a.0 == b)) {
                            users.iter().for_each(|o| of.1[*o] += c);
                        }
                    }
                    (Known::Nothing, None) => shared.push((f, c)),
                    (Known::Unused, _) => {}
                }
            }
            let least = |w: &World, of: &(usize, Vec<i64>)| {
                of.1.iter().zip(&w.live[of.0]).filter(|a| *a.1).map(|a| i128::from(*a.0)).min()
            };
            for of in &adds {
                match least(self, of) {
                    Some(l) => room -= l,
                    None => self.over = true,
                }
            }
            if room < 0 || self.over {
                self.over = true;
                return true;
            }
            for (f, c) in shared {
                if i128::from(c) > room {
                    self.known[f] = Known::Unused;
                    changed = true;
                }
            }
            for of in &adds {
                let Some(least) = least(self, of) else { continue };
                for (o, &add) in of.1.iter().enumerate() {
                    if self.live[of.0][o] && i128::from(add) - least > room {
                        self.live[of.0][o] = false;
                        changed = true;
                    }
                }
            }
        }
        changed
    }
}
