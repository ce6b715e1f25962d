//! The problem in flat arrays, scaled, and smaller copies of it for what is left to decide.

use std::ops::Range;

use super::super::problem::{FORBIDDEN, Problem};
use super::cuts::Cut;
use super::triples::Triple;

/// The value of what is ruled out; sums of a few stay within 64 bits.
pub(super) const DEAD: i64 = -(1 << 60);

/// Whatever is below this is ruled out.
pub(super) const BELOW: i64 = DEAD / 4;

/// What a forbidden pair of options counts.
pub(super) const NEVER: i64 = -(1 << 56);

/// Total of all values in units of the scale stays below this, so that no bound can overflow.
const ROOM: i64 = 1 << 47;

/// Lists of different lengths in one array.
#[derive(Debug, Clone)]
pub(super) struct Lists<T> {
    start: Vec<u32>,
    items: Vec<T>,
}

impl<T: Copy> Lists<T> {
    /// From items, each with the number of its list; those of one list stay in order. Layouts are made all the
    /// time: this takes no memory of its own per list.
    fn of(lists: usize, items: &[(u32, T)]) -> Self {
        let mut start = vec![0u32; lists + 1];
        for (list, _) in items {
            start[*list as usize + 1] += 1;
        }
        for i in 0..lists {
            start[i + 1] += start[i];
        }
        let mut next = start.clone();
        let mut sorted: Vec<T> = items.iter().map(|i| i.1).collect();
        for (list, item) in items {
            let at = &mut next[*list as usize];
            sorted[*at as usize] = *item;
            *at += 1;
        }
        Lists { start, items: sorted }
    }

    pub(super) fn get(&self, i: usize) -> &[T] {
        &self.items[self.start[i] as usize..self.start[i + 1] as usize]
    }
}

/// Values of two blocks together. Only options with an entry are listed; all others of a block count
/// the same, nothing.
#[derive(Debug, Clone)]
pub(super) struct Edge {
    /// The two blocks.
    pub(super) ends: [usize; 2],
    /// Where the messages to the listed options of the first and second block start.
    pub(super) at: [usize; 2],
    /// The listed options of the first and second block, in order.
    pub(super) listed: [Vec<u32>; 2],
    /// The table of listed options, by rows of the first and by rows of the second block.
    pub(super) table: [Vec<i64>; 2],
    /// What triples have lent to the pair, as part of the tables, by rows of the first block; empty if it is in none.
    pub(super) lent: Vec<i64>,
    /// The pair of the problem.
    pub(super) origin: u32,
}

/// The options of one block that use one facility.
#[derive(Debug, Clone, Copy)]
pub(super) struct Link {
    pub(super) block: u32,
    pub(super) facility: u32,
}

/// A linear row.
#[derive(Debug, Clone)]
pub(super) struct Line {
    /// The blocks with an option in it.
    pub(super) blocks: Vec<u32>,
    /// For these blocks, one after the other, what each option adds.
    pub(super) add: Vec<i64>,
    /// Facilities and what they add.
    pub(super) facilities: Vec<(u32, i64)>,
    pub(super) limit: i64,
    /// Most that a block or a facility can make of a difference: with this much room nothing is ruled out.
    pub(super) spread: i64,
    /// A plain limit on the number of facilities.
    pub(super) cap: bool,
    /// About what one option or facility adds.
    pub(super) unit: i64,
    /// Its highest sensible price: beyond it one unit outweighs all values together.
    pub(super) dearest: i64,
    /// The row of the problem.
    pub(super) origin: u32,
}

/// The model as the search sees it. Options are numbered through all blocks.
#[derive(Debug, Clone)]
pub(super) struct Layout {
    /// First option of each block, and the end.
    pub(super) start: Vec<usize>,
    /// The block of each option.
    pub(super) block: Vec<u32>,
    /// The value of each option, scaled; [`DEAD`] if forbidden.
    pub(super) unary: Vec<i64>,
    pub(super) edges: Vec<Edge>,
    /// By block: edges, and the side on which the block is.
    pub(super) edges_of: Lists<(u32, u32)>,
    /// Number of messages.
    pub(super) messages: usize,
    /// Blocks bounded three at a time.
    pub(super) triples: Vec<Triple>,
    /// Cuts on facilities.
    pub(super) cuts: Vec<Cut>,
    /// The sum of what the triples have left.
    pub(super) spare: i64,
    /// By facility: points lost, scaled.
    pub(super) burden: Vec<i64>,
    pub(super) links: Vec<Link>,
    /// By link: its options.
    pub(super) users: Lists<u32>,
    /// By option: its links.
    pub(super) links_of: Lists<u32>,
    /// By facility: its links.
    pub(super) links_at: Lists<u32>,
    pub(super) rows: Vec<Line>,
    /// By option: rows and what it adds.
    pub(super) rows_of: Lists<(u32, i64)>,
    /// By facility: rows and what it adds.
    pub(super) rows_at: Lists<(u32, i64)>,
    /// By option: options of other blocks and the value of both together.
    pub(super) partners: Lists<(u32, i64)>,
    /// Value of what is decided, scaled.
    pub(super) constant: i64,
    /// Points are multiplied by this.
    pub(super) scale: i64,
    /// By block: the problem's block.
    pub(super) block_origin: Vec<u32>,
    /// By option: the index within the problem's block.
    pub(super) option_origin: Vec<u32>,
    /// By facility: the problem's facility.
    pub(super) facility_origin: Vec<u32>,
    /// Facilities of the problem that are paid for already.
    pub(super) opened: Vec<u32>,
    /// By link: its number in the first layout.
    pub(super) link_origin: Vec<u32>,
    /// By message: its number in the first layout.
    pub(super) message_origin: Vec<u32>,
    /// One option per block of the problem, true for those that are decided.
    pub(super) decided: Vec<u32>,
}

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

/// A problem of more options than this is not searched through: all that can be done is to lower the bound of what is
/// open.
const LARGE: usize = 8000;

impl Layout {
    /// Whether there are too many options to search through.
    pub(super) fn is_large(&self) -> bool {
        self.unary.len() > LARGE
    }

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

    pub(super) fn blocks(&self) -> usize {
        self.start.len() - 1
    }

    pub(super) fn options(&self, block: usize) -> Range<usize> {
        self.start[block]..self.start[block + 1]
    }

    pub(super) fn facilities(&self) -> usize {
        self.burden.len()
    }

    /// From options, one per block, to an index for each block of the problem.
    pub(super) fn choice(&self, options: &[u32]) -> Vec<usize> {
        let mut out: Vec<usize> = self.decided.iter().map(|o| *o as usize).collect();
        for (b, &o) in options.iter().enumerate() {
            out[self.block_origin[b] as usize] = self.option_origin[o as usize] as usize;
        }
        out
    }

    /// From an index for each block of the problem to options; none where one is not in this layout.
    pub(super) fn options_of(&self, choice: &[usize]) -> Vec<Option<u32>> {
        let of = |b: usize| {
            let want = choice[self.block_origin[b] as usize] as u32;
            self.options(b).find(|&o| self.option_origin[o] == want).map(|o| o as u32)
        };
        (0..self.blocks()).map(of).collect()
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

impl Edge {
    /// From entries by flat options; and all options of both blocks if they are to be listed.
    fn new(
        ends: [usize; 2],
        at: usize,
        entries: &[(u32, u32, i64)],
        whole: Option<[Range<u32>; 2]>,
        origin: u32,
    ) -> Edge {
        let listed = [0, 1].map(|side| {
            let mut list: Vec<u32> = entries.iter().map(|e| if side == 0 { e.0 } else { e.1 }).collect();
            list.extend(whole.iter().flat_map(|w| w[side].clone()));
            list.sort_unstable();
            list.dedup();
            list
        });
        let sizes = [listed[0].len(), listed[1].len()];
        let mut table = [vec![0; sizes[0] * sizes[1]], vec![0; sizes[0] * sizes[1]]];
        for &(x, y, v) in entries {
            if let (Ok(x), Ok(y)) = (listed[0].binary_search(&x), listed[1].binary_search(&y)) {
                table[0][x * sizes[1] + y] = v;
                table[1][y * sizes[0] + x] = v;
            }
        }
        let lent = whole.map_or_else(Vec::new, |_| vec![0; sizes[0] * sizes[1]]);
        Edge { ends, at: [at, at + sizes[0]], listed, table, lent, origin }
    }

    /// Where a table by rows of a side has its cell in one by rows of the first block.
    fn cell(&self, side: usize, x: usize, y: usize) -> usize {
        let (first, second) = if side == 0 { (x, y) } else { (y, x) };
        first * self.listed[1].len() + second
    }

    /// The value of two options.
    pub(super) fn value(&self, x: usize, y: usize) -> i64 {
        match (self.listed[0].binary_search(&(x as u32)), self.listed[1].binary_search(&(y as u32))) {
            (Ok(x), Ok(y)) => {
                let cell = self.cell(0, x, y);
                self.table[0][cell] - self.lent.get(cell).unwrap_or(&0)
            }
            _ => 0,
        }
    }

    /// Options of the other side with a value beside an option, and the value.
    pub(super) fn row(&self, side: usize, option: usize) -> impl Iterator<Item = (usize, i64)> {
        let x = self.listed[side].binary_search(&(option as u32)).ok();
        x.into_iter().flat_map(move |x| self.beside(side, x))
    }

    /// The same for all listed options of the first side, each with its row.
    pub(super) fn rows(&self) -> impl Iterator<Item = (usize, impl Iterator<Item = (usize, i64)>)> {
        self.listed[0].iter().enumerate().map(|(x, o)| (*o as usize, self.beside(0, x)))
    }

    /// Options of the other side with a value beside the listed option at a place, and the value.
    fn beside(&self, side: usize, x: usize) -> impl Iterator<Item = (usize, i64)> {
        let n = self.listed[1 - side].len();
        let values = self.table[side][x * n..][..n].iter().enumerate();
        let left = move |(y, v): (usize, &i64)| v - self.lent.get(self.cell(side, x, y)).unwrap_or(&0);
        let pairs = self.listed[1 - side].iter().zip(values).map(move |(o, cell)| (*o as usize, left(cell)));
        pairs.filter(|(_, v)| *v != 0)
    }
}
