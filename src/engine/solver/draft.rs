//! Layouts in the making: of a whole problem, and of what is left to decide.

use super::super::problem::{FORBIDDEN, Problem};
use super::layout::{BELOW, DEAD, Edge, Layout, Line, Link, Lists, NEVER};

/// Total of all values in units of the scale stays below this, so that no bound can overflow.
const ROOM: i64 = 1 << 47;

/// A layout in the making.
pub(super) struct Draft {
    pub(super) unary: Vec<Vec<i64>>,
    pub(super) edges: Vec<DraftEdge>,
    /// Burden and users, as block and option.
    pub(super) facilities: Vec<(i64, Vec<(usize, usize)>)>,
    /// Options, facilities, limit, and the row of the problem.
    pub(super) rows: Vec<DraftRow>,
    pub(super) constant: i64,
    pub(super) scale: i64,
    pub(super) block_origin: Vec<u32>,
    pub(super) option_origin: Vec<Vec<u32>>,
    pub(super) facility_origin: Vec<u32>,
    pub(super) opened: Vec<u32>,
    pub(super) decided: Vec<u32>,
}

/// Values of two blocks, as entries by index in the blocks.
pub(super) struct DraftEdge {
    pub(super) a: usize,
    pub(super) b: usize,
    pub(super) entries: Vec<(u32, u32, i64)>,
    /// Whether options without an entry are listed too: so it is in triples.
    pub(super) whole: bool,
    /// The pair of the problem.
    pub(super) origin: u32,
}

/// A row, by blocks and options.
pub(super) struct DraftRow {
    pub(super) options: Vec<((usize, usize), i64)>,
    pub(super) facilities: Vec<(usize, i64)>,
    pub(super) limit: i64,
    pub(super) origin: u32,
}

/// The scale of a problem: as fine as its values allow.
fn scale(problem: &Problem) -> i64 {
    let widest = |values: &mut dyn Iterator<Item = i64>| {
        values.filter(|v| *v != FORBIDDEN).map(i64::saturating_abs).fold(0i64, i64::max)
    };
    let blocks = problem.blocks.iter().map(|b| widest(&mut b.iter().copied()));
    let pairs = problem.pairs.iter().map(|p| widest(&mut p.entries.iter().map(|e| e.value)));
    let burdens = problem.facilities.iter().map(|f| f.burden);
    let total = blocks.chain(pairs).chain(burdens).fold(1i64, i64::saturating_add);
    let mut scale = 1i64;
    while scale < 1 << 12 && total.saturating_mul(scale * 2) < ROOM {
        scale *= 2;
    }
    scale
}

impl Layout {
    /// The whole problem.
    pub(super) fn new(problem: &Problem) -> Layout {
        let scale = scale(problem);
        let scaled = |v: i64, never: i64| if v == FORBIDDEN { never } else { v * scale };
        let unary: Vec<Vec<i64>> =
            problem.blocks.iter().map(|b| b.iter().map(|v| scaled(*v, DEAD)).collect()).collect();
        let edges = problem.pairs.iter().enumerate().map(|(i, p)| DraftEdge {
            a: p.a,
            b: p.b,
            entries: p.entries.iter().map(|e| (e.x, e.y, scaled(e.value, NEVER))).collect(),
            whole: false,
            origin: i as u32,
        });
        let rows = problem.rows.iter().enumerate().map(|(i, r)| DraftRow {
            options: r.options.clone(),
            facilities: r.facilities.clone(),
            limit: r.limit,
            origin: i as u32,
        });
        Draft {
            edges: edges.collect(),
            facilities: problem.facilities.iter().map(|f| (f.burden * scale, f.users.clone())).collect(),
            rows: rows.collect(),
            constant: 0,
            scale,
            block_origin: (0..unary.len() as u32).collect(),
            option_origin: unary.iter().map(|b| (0..b.len() as u32).collect()).collect(),
            facility_origin: (0..problem.facilities.len() as u32).collect(),
            opened: Vec::new(),
            decided: vec![0; unary.len()],
            unary,
        }
        .finish()
    }
}

impl Draft {
    /// Each user of a facility once, in order.
    fn sort_users(&mut self) {
        for (_, users) in &mut self.facilities {
            users.sort_unstable();
            users.dedup();
        }
    }

    /// A facility that only one block can use is a cost of that block's options.
    fn fold(&mut self) {
        let single: Vec<Option<usize>> = self
            .facilities
            .iter()
            .map(|(_, users)| users.first().map(|u| u.0).filter(|b| users.iter().all(|u| u.0 == *b)))
            .collect();
        if single.iter().all(Option::is_none) && self.facilities.iter().all(|f| !f.1.is_empty()) {
            return;
        }
        let gone: Vec<bool> = self.facilities.iter().zip(&single).map(|(f, s)| s.is_some() || f.1.is_empty()).collect();
        for (f, (burden, users)) in self.facilities.iter().enumerate() {
            if single[f].is_some() {
                for &(b, o) in users {
                    self.unary[b][o] -= if self.unary[b][o] > BELOW { *burden } else { 0 };
                }
            }
        }
        let mut index = vec![0; gone.len()];
        let mut n = 0;
        for (f, gone) in gone.iter().enumerate() {
            index[f] = n;
            n += usize::from(!gone);
        }
        for row in &mut self.rows {
            for (f, c) in std::mem::take(&mut row.facilities) {
                if !gone[f] {
                    row.facilities.push((index[f], c));
                } else if single[f].is_some() {
                    row.options.extend(self.facilities[f].1.iter().map(|u| (*u, c)));
                }
            }
        }
        let mut f = 0;
        self.facilities.retain(|_| {
            f += 1;
            !gone[f - 1]
        });
        f = 0;
        self.facility_origin.retain(|_| {
            f += 1;
            !gone[f - 1]
        });
    }

    pub(super) fn finish(mut self) -> Layout {
        self.sort_users();
        self.fold();
        let mut start = vec![0];
        let mut block = Vec::new();
        for (b, options) in self.unary.iter().enumerate() {
            start.push(start[b] + options.len());
            block.extend(std::iter::repeat_n(b as u32, options.len()));
        }
        let (blocks, total) = (self.unary.len(), block.len());
        let mut messages = 0;
        let mut edges_of = Vec::with_capacity(2 * self.edges.len());
        let mut edges = Vec::with_capacity(self.edges.len());
        let mut partners = Vec::with_capacity(2 * self.edges.iter().map(|e| e.entries.len()).sum::<usize>());
        for DraftEdge { a, b, mut entries, whole, origin } in self.edges {
            for (x, y, v) in &mut entries {
                *x += start[a] as u32;
                *y += start[b] as u32;
                partners.push((*x, (*y, *v)));
                partners.push((*y, (*x, *v)));
            }
            edges_of.push((a as u32, (edges.len() as u32, 0)));
            edges_of.push((b as u32, (edges.len() as u32, 1)));
            let whole = whole.then(|| [a, b].map(|e| start[e] as u32..start[e + 1] as u32));
            let edge = Edge::new([a, b], messages, &entries, whole, origin);
            messages += edge.listed[0].len() + edge.listed[1].len();
            edges.push(edge);
        }
        let mut links: Vec<Link> = Vec::new();
        let (mut users, mut links_of, mut links_at) = (Vec::new(), Vec::new(), Vec::new());
        for (f, (_, places)) in self.facilities.iter().enumerate() {
            for &(b, o) in places {
                if links.last().is_none_or(|l| (l.block, l.facility) != (b as u32, f as u32)) {
                    links_at.push((f as u32, links.len() as u32));
                    links.push(Link { block: b as u32, facility: f as u32 });
                }
                let (link, option) = (links.len() as u32 - 1, (start[b] + o) as u32);
                links_of.push((option, link));
                users.push((link, option));
            }
        }
        let (mut rows_of, mut rows_at) = (Vec::new(), Vec::new());
        let mut rows = Vec::with_capacity(self.rows.len());
        for (i, r) in self.rows.into_iter().enumerate() {
            let mut touched: Vec<u32> = r.options.iter().map(|((b, _), _)| *b as u32).collect();
            touched.sort_unstable();
            touched.dedup();
            let mut offset = vec![usize::MAX; blocks];
            let mut add = Vec::new();
            for &b in &touched {
                offset[b as usize] = add.len();
                add.resize(add.len() + self.unary[b as usize].len(), 0);
            }
            let (mut sum, mut n) = (0i64, 0i64);
            for ((b, o), c) in &r.options {
                add[offset[*b] + o] += c;
            }
            let mut spread = r.facilities.iter().map(|f| f.1).max().unwrap_or(0);
            for &b in &touched {
                let adds = &add[offset[b as usize]..][..self.unary[b as usize].len()];
                let (least, most) = adds.iter().fold((i64::MAX, i64::MIN), |(l, m), c| (l.min(*c), m.max(*c)));
                spread = spread.max(most.saturating_sub(least));
                for (x, c) in adds.iter().enumerate() {
                    if *c != 0 {
                        rows_of.push(((start[b as usize] + x) as u32, (i as u32, *c)));
                        (sum, n) = (sum.saturating_add(c.abs()), n + 1);
                    }
                }
            }
            let widest = add.iter().chain(r.facilities.iter().map(|f| &f.1)).map(|c| c.abs()).max().unwrap_or(0);
            for (f, c) in &r.facilities {
                rows_at.push((*f as u32, (i as u32, *c)));
                (sum, n) = (sum.saturating_add(c.abs()), n + i64::from(*c != 0));
            }
            rows.push(Line {
                cap: r.options.is_empty() && r.facilities.iter().all(|f| f.1 == 1),
                blocks: touched,
                add,
                facilities: r.facilities.iter().map(|(f, c)| (*f as u32, *c)).collect(),
                limit: r.limit,
                spread,
                unit: (sum / n.max(1)).max(1),
                dearest: (2 * ROOM) / widest.max(1),
                origin: r.origin,
            });
        }
        Layout {
            unary: self.unary.concat(),
            edges,
            edges_of: Lists::of(blocks, &edges_of),
            messages,
            triples: Vec::new(),
            cuts: Vec::new(),
            spare: 0,
            burden: self.facilities.iter().map(|f| f.0).collect(),
            users: Lists::of(links.len(), &users),
            links_of: Lists::of(total, &links_of),
            links_at: Lists::of(self.facilities.len(), &links_at),
            rows,
            rows_of: Lists::of(total, &rows_of),
            rows_at: Lists::of(self.facilities.len(), &rows_at),
            partners: Lists::of(total, &partners),
            constant: self.constant,
            scale: self.scale,
            block_origin: self.block_origin,
            option_origin: self.option_origin.concat(),
            facility_origin: self.facility_origin,
            opened: self.opened,
            link_origin: (0..links.len() as u32).collect(),
            message_origin: (0..messages as u32).collect(),
            decided: self.decided,
            links,
            start,
            block,
        }
    }
}
