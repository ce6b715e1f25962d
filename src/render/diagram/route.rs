//! The ways of the arrows over the grid. Between two columns lies a channel in which lines run up and down;
//! columns are passed through the gaps between their rows, or through empty cells: never through a box.
//!
//! Heights are counted in levels: gap `r` above row `r` is level `2r`, row `r` itself level `2r + 1`. Channel `c` lies
//! left of column `c`.

use super::grid::{Cell, Grid};
use super::{EdgeKind, Graph};

/// Arrows from one box that carry the same share their way as far as it goes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Net {
    /// Index of the box.
    pub(super) from: usize,
    pub(super) kind: EdgeKind,
    pub(super) label: Option<String>,
    /// Where it leads: boxes, and the ways to them.
    pub(super) ways: Vec<(usize, Way)>,
}

/// A way over the grid.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Way {
    /// Straight up or down to the box in the same column; the rest is empty then.
    pub(super) direct: bool,
    /// It leaves its box, and enters the other, on the right side.
    pub(super) leaves_right: bool,
    pub(super) enters_right: bool,
    /// The channels in the order in which they are used, with the levels where the line comes and goes.
    pub(super) turns: Vec<Turn>,
}

/// A piece of a way within a channel.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Turn {
    pub(super) channel: usize,
    pub(super) from: usize,
    pub(super) to: usize,
}

impl Way {
    /// The columns that are passed, with their levels.
    pub(super) fn passes(&self) -> impl Iterator<Item = (usize, usize)> + '_ {
        // Between two neighbouring channels lies the column of the right one's left neighbour.
        self.turns.windows(2).map(|w| (w[0].channel.min(w[1].channel), w[0].to))
    }
}

/// What turning, sharing a gap and crossing others costs, beside the levels that are climbed.
const TURN: f64 = 1.2;
const SHARED: f64 = 0.9;
const CROSSED: f64 = 0.5;
/// What a way costs where its own net runs already.
const OWN: f64 = 0.25;

/// Finds the ways of all arrows.
pub(super) fn route(graph: &Graph, grid: &Grid) -> Vec<Net> {
    let mut nets: Vec<Net> = Vec::new();
    let mut ends: Vec<_> = graph.ends();
    ends.retain(|(a, b, _)| grid.cells[*a].is_some() && grid.cells[*b].is_some());
    for (a, b, edge) in ends {
        let label = edge.label.clone().filter(|l| !l.trim().is_empty());
        let same = nets.iter_mut().find(|n| (n.from, n.kind, &n.label) == (a, edge.kind, &label));
        match same {
            Some(net) if net.ways.iter().any(|w| w.0 == b) => {}
            Some(net) => net.ways.push((b, Way::default())),
            None => nets.push(Net { from: a, kind: edge.kind, label, ways: vec![(b, Way::default())] }),
        }
    }
    let mut order: Vec<(usize, usize)> =
        nets.iter().enumerate().flat_map(|(i, n)| (0..n.ways.len()).map(move |j| (i, j))).collect();
    let reach = |&(i, j): &(usize, usize)| {
        let (a, b) = (cell(grid, nets[i].from), cell(grid, nets[i].ways[j].0));
        (a.0.abs_diff(b.0), a.1.abs_diff(b.1))
    };
    order.sort_by_key(reach);
    // The second round knows where all others run.
    for _ in 0..3 {
        for (i, j) in &order {
            nets[*i].ways[*j].1 = Way::default();
            let (from, to) = (cell(grid, nets[*i].from), cell(grid, nets[*i].ways[*j].0));
            let way = Router::new(grid, &nets, *i).way(from, to);
            nets[*i].ways[*j].1 = way;
        }
    }
    nets
}

pub(super) fn cell(grid: &Grid, node: usize) -> Cell {
    grid.cells[node].unwrap_or((0, 0))
}

struct Router<'a> {
    grid: &'a Grid,
    nets: &'a [Net],
    net: usize,
    /// By channel, between which levels the lines of other nets run.
    turns: Vec<Vec<(usize, usize)>>,
}

impl<'a> Router<'a> {
    fn new(grid: &'a Grid, nets: &'a [Net], net: usize) -> Self {
        let mut turns = vec![Vec::new(); grid.columns + 1];
        for (_, other) in nets.iter().enumerate().filter(|(i, _)| *i != net) {
            let all = other.ways.iter().flat_map(|w| &w.1.turns);
            let mut own: Vec<_> = all.map(|t| (t.channel, t.from.min(t.to), t.from.max(t.to))).collect();
            own.sort_unstable();
            own.dedup();
            for (channel, low, high) in own {
                turns[channel].push((low, high));
            }
        }
        Router { grid, nets, net, turns }
    }

    fn way(&self, a: Cell, b: Cell) -> Way {
        let (from, to) = (2 * a.1 + 1, 2 * b.1 + 1);
        if a.0 == b.0 {
            let mut between = a.1.min(b.1) + 1..a.1.max(b.1);
            if between.all(|r| !self.grid.is_taken((a.0, r))) {
                return Way { direct: true, ..Way::default() };
            }
            let turns = vec![Turn { channel: a.0 + 1, from, to }];
            return Way { direct: false, leaves_right: true, enters_right: true, turns };
        }
        let right = b.0 > a.0;
        let columns: Vec<usize> = if right { (a.0 + 1..b.0).collect() } else { (b.0 + 1..a.0).rev().collect() };
        let first = if right { a.0 + 1 } else { a.0 };
        let levels = self.levels(first, right, &columns, from, to);
        let mut turns = Vec::new();
        let mut channel = first;
        let mut at = from;
        for level in levels.into_iter().chain([to]) {
            turns.push(Turn { channel, from: at, to: level });
            at = level;
            channel = if right { channel + 1 } else { channel.saturating_sub(1) };
        }
        Way { direct: false, leaves_right: right, enters_right: !right, turns }
    }

    /// The levels at which the columns are passed: the cheapest of all ways.
    fn levels(&self, first: usize, right: bool, columns: &[usize], from: usize, to: usize) -> Vec<usize> {
        let count = 2 * self.grid.rows + 1;
        let mut cost = vec![f64::INFINITY; count];
        cost[from] = 0.0;
        let mut came: Vec<Vec<usize>> = Vec::new();
        let mut channel = first;
        for column in columns {
            let mut next = vec![f64::INFINITY; count];
            let mut by = vec![0; count];
            for level in (0..count).filter(|l| self.is_open(*column, *l)) {
                let passing = self.passing(*column, level);
                for before in (0..count).filter(|l| cost[*l].is_finite()) {
                    let sum = cost[before] + self.turning(channel, before, level) + passing;
                    if sum < next[level] - 1e-9 {
                        next[level] = sum;
                        by[level] = before;
                    }
                }
            }
            came.push(by);
            cost = next;
            channel = if right { channel + 1 } else { channel.saturating_sub(1) };
        }
        let last = (0..count)
            .filter(|l| cost[*l].is_finite())
            .min_by(|x, y| {
                let sum = |l: usize| cost[l] + self.turning(channel, l, to);
                sum(*x).total_cmp(&sum(*y))
            })
            .unwrap_or(from);
        let mut out = Vec::new();
        let mut at = last;
        for by in came.iter().rev() {
            out.push(at);
            at = by[at];
        }
        out.reverse();
        out
    }

    fn is_open(&self, column: usize, level: usize) -> bool {
        level.is_multiple_of(2) || !self.grid.is_taken((column, level / 2))
    }

    /// What it costs to pass a column at a level.
    fn passing(&self, column: usize, level: usize) -> f64 {
        let uses = |n: &Net| n.ways.iter().flat_map(|w| w.1.passes()).any(|p| p == (column, level));
        if uses(&self.nets[self.net]) {
            return OWN;
        }
        let others = self.nets.iter().enumerate().filter(|(i, n)| *i != self.net && uses(n)).count();
        // The outermost gaps lead around everything.
        let around = if level == 0 || level == 2 * self.grid.rows { 0.6 } else { 0.0 };
        // Lines straight from top to bottom of this column are crossed in its gaps.
        let crossed = self.nets.iter().flat_map(|n| n.ways.iter().map(move |w| (n, w))).filter(|(n, w)| {
            let (a, b) = (cell(self.grid, n.from), cell(self.grid, w.0));
            w.1.direct && a.0 == column && (2 * a.1.min(b.1) + 1..2 * a.1.max(b.1) + 1).contains(&level)
        });
        1.0 + around + SHARED * others as f64 + CROSSED * crossed.count() as f64
    }

    /// What it costs to change the level within a channel.
    fn turning(&self, channel: usize, from: usize, to: usize) -> f64 {
        let (low, high) = (from.min(to), from.max(to));
        let crossed = |t: &&(usize, usize)| {
            if low == high {
                t.0 < low && low < t.1
            } else {
                t.0 < high && low < t.1 || t.0 == t.1 && low < t.0 && t.0 < high
            }
        };
        let others = CROSSED * self.turns[channel].iter().filter(crossed).count() as f64;
        if from == to { others } else { TURN + (high - low) as f64 * 0.5 + others }
    }
}
