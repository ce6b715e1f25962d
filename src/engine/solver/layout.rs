//! The problem in flat arrays, scaled, as the search sees it.

use std::ops::Range;

/// The value of what is ruled out; sums of a few stay within 64 bits.
pub(super) const DEAD: i64 = -(1 << 60);

/// Whatever is below this is ruled out.
pub(super) const BELOW: i64 = DEAD / 4;

/// What a forbidden pair of options counts.
pub(super) const NEVER: i64 = -(1 << 56);

/// Lists of different lengths in one array.
#[derive(Debug, Clone)]
pub(super) struct Lists<T> {
    start: Vec<u32>,
    items: Vec<T>,
}

impl<T: Copy> Lists<T> {
    /// From items, each with the number of its list; those of one list stay in order. Layouts are made all the
    /// time: this takes no memory of its own per list.
    pub(super) fn of(lists: usize, items: &[(u32, T)]) -> Self {
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

/// Three blocks and what is lent to their pairs.
#[derive(Debug, Clone)]
pub(super) struct Triple {
    /// The edges of the first and second, the first and third, the second and third block.
    pub(super) edges: [usize; 3],
    /// By edge: what is lent to each pair of options, by rows of the first block.
    pub(super) lent: [Vec<i64>; 3],
}

/// The blocks of a cut, and its facilities: the first block asks for the first or second, the second for the second or
/// third, the third for the first or third. In the numbering of the problem.
pub(super) type Origin = ([u32; 3], [u32; 3]);

/// At most `limit` of the options may be chosen, and one more for each facility used.
#[derive(Debug, Clone)]
pub(super) struct Cut {
    /// An option counts each time that it is listed.
    pub(super) options: Vec<u32>,
    /// Facilities that are not decided.
    pub(super) facilities: Vec<u32>,
    pub(super) limit: i64,
    /// Its number among all cuts of the search.
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

/// A problem of more options than this is not searched through: all that can be done is to lower the bound of what is
/// open.
const LARGE: usize = 8000;

impl Layout {
    /// Whether there are too many options to search through.
    pub(super) fn is_large(&self) -> bool {
        self.unary.len() > LARGE
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

impl Edge {
    /// From entries by flat options; and all options of both blocks if they are to be listed.
    pub(super) fn new(
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

impl Triple {
    /// The three blocks.
    pub(super) fn blocks(&self, l: &Layout) -> [usize; 3] {
        let [a, _, c] = self.edges;
        [l.edges[a].ends[0], l.edges[a].ends[1], l.edges[c].ends[1]]
    }

    /// What is lent for an option of one of the blocks (0, 1 or 2) and every option of another.
    pub(super) fn row(&self, l: &Layout, of: usize, option: usize, to: usize) -> Vec<i64> {
        // The edge without block `i` is at `2 - i`.
        let side = of.min(to) + of.max(to) - 1;
        let (lent, m) = (&self.lent[side], l.edges[self.edges[side]].listed[1].len());
        if of < to { lent[option * m..][..m].to_vec() } else { lent.iter().skip(option).step_by(m).copied().collect() }
    }
}
