//! Where the boxes of the flow stand: every lane has whole columns, all columns share their rows. The cells are
//! found by simulated annealing with a fixed sequence of random numbers: same graph, same picture.

use super::Graph;
use super::sets::{Sets, count, count_without, members};

/// A cell: column and row.
pub(super) type Cell = (usize, usize);

/// The columns of a lane.
#[derive(Debug, Clone, Copy)]
pub(super) struct Columns {
    /// Index of the lane.
    pub(super) lane: usize,
    /// Its first column, and the one behind its last.
    pub(super) from: usize,
    pub(super) to: usize,
}

/// The cells of the boxes.
#[derive(Debug, Clone)]
pub(super) struct Grid {
    /// By box; none if it stands beside the flow.
    pub(super) cells: Vec<Option<Cell>>,
    pub(super) lanes: Vec<Columns>,
    pub(super) columns: usize,
    pub(super) rows: usize,
}

impl Grid {
    /// Whether a box stands in a cell.
    pub(super) fn is_taken(&self, cell: Cell) -> bool {
        self.cells.contains(&Some(cell))
    }

    /// Whether two columns belong to the same lane.
    pub(super) fn same_lane(&self, a: usize, b: usize) -> bool {
        self.lanes.iter().any(|l| (l.from..l.to).contains(&a) && (l.from..l.to).contains(&b))
    }
}

/// Width to height of a cell, and of a picture that fills a slide.
const CELL: (f64, f64) = (214.0, 88.0);
const WANTED: f64 = 1.9;
/// Steps of the search, those of a small picture by its boxes, and how often it starts anew.
const STEPS: u32 = 26_000;
const STEPS_OF_A_BOX: u32 = 800;
const STARTS: u64 = 3;

/// Random numbers that are the same everywhere.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    fn below(&mut self, n: usize) -> usize {
        ((self.next() >> 33) % n.max(1) as u64) as usize
    }

    fn share(&mut self) -> f64 {
        (self.next() >> 11) as f64 / (1u64 << 53) as f64
    }
}

/// Finds the cells. `beside` is the height that the boxes beside the flow take.
pub(super) fn arrange(graph: &Graph, beside: f64) -> Grid {
    let lanes: Vec<(usize, Vec<usize>)> = graph
        .lanes
        .iter()
        .enumerate()
        .filter(|(_, l)| !l.beside)
        .map(|(i, l)| (i, graph.members(l).map(|m| m.0).collect::<Vec<_>>()))
        .filter(|(_, m)| !m.is_empty())
        .collect();
    let most = lanes.iter().map(|l| l.1.len()).max().unwrap_or(0);
    let columns_with = |rows: usize| lanes.iter().map(|l| l.1.len().div_ceil(rows)).sum::<usize>();
    let off = |rows: usize| {
        let (w, h) = (columns_with(rows) as f64 * CELL.0, rows as f64 * CELL.1 + 120.0 + beside);
        libm::log(w / h / WANTED).abs()
    };
    let rows = (2..=most.clamp(2, 12)).min_by(|a, b| off(*a).total_cmp(&off(*b))).unwrap_or(2);
    let mut columns = 0;
    let mut spans = Vec::new();
    for (lane, members) in &lanes {
        let from = columns;
        columns += members.len().div_ceil(rows);
        spans.push(Columns { lane: *lane, from, to: columns });
    }
    let mut search = Search::new(graph, &lanes, &spans, columns, rows);
    let mut best: Option<(i32, Vec<Option<Cell>>)> = None;
    for start in 0..STARTS {
        search.begin();
        let cost = search.run(&mut Random(0x9e37_79b9_7f4a_7c15 ^ (start + 1).wrapping_mul(0xd1b5_4a32_d192_ed03)));
        if best.as_ref().is_none_or(|b| cost < b.0) {
            best = Some((cost, search.at.clone()));
        }
    }
    let mut grid = Grid { cells: best.map(|b| b.1).unwrap_or_default(), lanes: spans, columns, rows };
    close_up(&mut grid);
    grid
}

/// Takes out rows without a box.
fn close_up(grid: &mut Grid) {
    for row in (0..grid.rows).rev() {
        if grid.cells.iter().flatten().all(|c| c.1 != row) {
            for cell in grid.cells.iter_mut().flatten().filter(|c| c.1 > row) {
                cell.1 -= 1;
            }
            grid.rows -= 1;
        }
    }
}

/// Where an edge runs, in cells.
#[derive(Debug, Clone, Copy, Default)]
struct Run {
    from: (i32, i32),
    to: (i32, i32),
}

impl Run {
    /// Whether two straight lines cross.
    fn crosses(self, other: Run) -> bool {
        let (p, q, r, s) = (self.from, self.to, other.from, other.to);
        if p.0.max(q.0) <= r.0.min(s.0) || r.0.max(s.0) <= p.0.min(q.0) {
            // One below the other in one column, or beside each other.
            return false;
        }
        let side = |p: (i32, i32), q: (i32, i32), x: (i32, i32)| {
            ((q.0 - p.0) * (x.1 - p.1) - (q.1 - p.1) * (x.0 - p.0)).signum()
        };
        side(p, q, r) * side(p, q, s) < 0 && side(r, s, p) * side(r, s, q) < 0
    }
}

/// A search for the cells. What the present placement costs is kept by edge, so that a step works out only what it
/// changes.
struct Search {
    at: Vec<Option<Cell>>,
    taken: Vec<Vec<Option<usize>>>,
    /// Ends, and whether it only steers.
    edges: Vec<(usize, usize, bool)>,
    /// By edge, those that share no end with it.
    apart: Vec<Vec<usize>>,
    /// By box, its edges.
    incident: Vec<Vec<usize>>,
    /// By box, the columns of its lane.
    range: Vec<(usize, usize)>,
    /// Boxes in the flow with their lanes' columns, in the order in which they are first placed.
    movable: Vec<usize>,
    rows: usize,
    /// By edge: where it runs, what it costs by itself, which others it crosses.
    runs: Vec<Run>,
    costs: Vec<i32>,
    crossed: Sets,
}

/// What a step moves: the edges whose ends move, and the boxes.
#[derive(Default)]
struct Touched {
    edges: Vec<usize>,
    /// By edge, whether it is among them.
    marked: Vec<bool>,
    /// Before each of the edges, those before it.
    before: Sets,
    boxes: [Option<usize>; 2],
    /// The columns in which a cell is taken or given up; none where two boxes change their places.
    columns: Option<[i32; 2]>,
}

impl Touched {
    /// Whether an edge may pass more boxes than before, or fewer.
    fn may_pass(&self, run: Run) -> bool {
        let (low, high) = (run.from.0.min(run.to.0), run.from.0.max(run.to.0));
        self.columns.is_some_and(|list| list.iter().any(|c| low < *c && *c < high))
    }
}

/// What a step leads to.
#[derive(Default)]
struct Trial {
    /// By touched edge: its cost by itself, and the edges that it crosses.
    costs: Vec<i32>,
    crossings: Sets,
    /// What it costs together.
    sum: i32,
}

impl Search {
    fn new(graph: &Graph, lanes: &[(usize, Vec<usize>)], spans: &[Columns], columns: usize, rows: usize) -> Self {
        let mut range = vec![(0, 0); graph.nodes.len()];
        let mut movable = Vec::new();
        for ((_, members), span) in lanes.iter().zip(spans) {
            for m in members {
                range[*m] = (span.from, span.to);
                movable.push(*m);
            }
        }
        let mut edges: Vec<(usize, usize, bool)> = Vec::new();
        for (a, b, e) in graph.ends() {
            if range[a].1 > 0 && range[b].1 > 0 && !edges.iter().any(|x| (x.0, x.1) == (a, b)) {
                edges.push((a, b, e.kind == super::EdgeKind::Control));
            }
        }
        let mut incident = vec![Vec::new(); graph.nodes.len()];
        for (i, (a, b, _)) in edges.iter().enumerate() {
            incident[*a].push(i);
            incident[*b].push(i);
        }
        let share =
            |(a, b, _): &(usize, usize, bool), (c, d, _): &(usize, usize, bool)| a == c || a == d || b == c || b == d;
        let apart = |e| (0..edges.len()).filter(|f| !share(e, &edges[*f])).collect();
        let depth = depths(graph.nodes.len(), &edges, &range);
        movable.sort_by_key(|m| (range[*m], depth[*m], *m));
        Search {
            at: vec![None; graph.nodes.len()],
            taken: vec![vec![None; rows]; columns],
            apart: edges.iter().map(apart).collect(),
            runs: vec![Run::default(); edges.len()],
            costs: vec![0; edges.len()],
            crossed: Sets::new(edges.len(), edges.len()),
            edges,
            incident,
            range,
            movable,
            rows,
        }
    }

    /// The first placement: by depth, down the columns of the lane.
    fn begin(&mut self) {
        for column in &mut self.taken {
            column.fill(None);
        }
        for m in self.movable.clone() {
            let (from, to) = self.range[m];
            let mut cells = (from..to).flat_map(|c| (0..self.rows).map(move |r| (c, r)));
            if let Some((c, r)) = cells.find(|(c, r)| self.taken[*c][*r].is_none()) {
                self.taken[c][r] = Some(m);
                self.at[m] = Some((c, r));
            }
        }
        self.measure();
    }

    /// Works out what the present placement costs, edge by edge.
    fn measure(&mut self) {
        for e in 0..self.edges.len() {
            self.runs[e] = self.run_of(e);
            self.costs[e] = self.alone(e);
        }
        for e in 0..self.edges.len() {
            self.crossed.empty(e);
            for f in self.apart[e].iter().filter(|f| self.runs[e].crosses(self.runs[**f])) {
                self.crossed.add(e, *f);
            }
        }
    }

    fn run(&mut self, random: &mut Random) -> i32 {
        if self.movable.is_empty() {
            return 0;
        }
        let mut best = (self.total(), self.at.clone());
        let mut now = best.0;
        let all = self.edges.len();
        let mut touched = Touched { marked: vec![false; all], before: Sets::new(all + 1, all), ..Touched::default() };
        let mut trial = Trial { crossings: Sets::new(all, all), ..Trial::default() };
        let steps = STEPS.min(STEPS_OF_A_BOX * self.movable.len() as u32);
        for step in 0..steps {
            let cool = 1.0 - f64::from(step) / f64::from(steps);
            let heat = HEAT * cool * cool + 1.0;
            let a = self.movable[random.below(self.movable.len())];
            let (from, to) = self.range[a];
            let cell = (from + random.below(to - from), random.below(self.rows));
            let Some(old) = self.at[a].filter(|old| *old != cell) else { continue };
            let b = self.taken[cell.0][cell.1];
            self.touch(a, b, &mut touched);
            touched.columns = b.is_none().then_some([old.0 as i32, cell.0 as i32]);
            let before = self.present(&touched);
            self.swap(a, old, b, cell);
            // Drawn once it is known that the step costs something: most are given up long before all is worked out.
            let mut drawn = None;
            let mut most = |random: &mut Random| -heat * libm::log(*drawn.get_or_insert_with(|| random.share()));
            let beyond = |sum: i32| sum > before && f64::from(sum - before) > most(random) + SLACK;
            let whole = self.attempt(&touched, &mut trial, beyond);
            let gain = trial.sum - before;
            if whole && (gain <= 0 || drawn.unwrap_or_else(|| random.share()) < libm::exp(-f64::from(gain) / heat)) {
                self.accept(&touched, &trial);
                now += gain;
                if now < best.0 {
                    best = (now, self.at.clone());
                }
            } else {
                self.swap(a, cell, b, old);
                for e in &touched.edges {
                    self.runs[*e] = self.run_of(*e);
                }
            }
        }
        self.at = best.1;
        best.0
    }

    /// Moves a box to a cell, and the one that stands there to where it came from.
    fn swap(&mut self, a: usize, old: Cell, b: Option<usize>, new: Cell) {
        self.at[a] = Some(new);
        self.taken[new.0][new.1] = Some(a);
        self.taken[old.0][old.1] = b;
        if let Some(b) = b {
            self.at[b] = Some(old);
        }
    }

    /// The edges and boxes that a swap concerns.
    fn touch(&self, a: usize, b: Option<usize>, out: &mut Touched) {
        for e in out.edges.drain(..) {
            out.marked[e] = false;
        }
        out.boxes = [Some(a), b];
        for e in out.boxes.iter().flatten().flat_map(|x| &self.incident[*x]) {
            if !std::mem::replace(&mut out.marked[*e], true) {
                let (n, words) = (out.edges.len(), out.before.words);
                out.before.bits.copy_within(n * words..(n + 1) * words, (n + 1) * words);
                out.before.add(n + 1, *e);
                out.edges.push(*e);
            }
        }
    }

    fn cell(&self, node: usize) -> (i32, i32) {
        self.at[node].map_or((0, 0), |(c, r)| (c as i32, r as i32))
    }

    fn run_of(&self, edge: usize) -> Run {
        let (a, b, _) = self.edges[edge];
        Run { from: self.cell(a), to: self.cell(b) }
    }

    /// Edges that may have another number of boxes in their way, though their ends stay.
    fn watching<'s>(&'s self, touched: &'s Touched) -> impl Iterator<Item = usize> + 's {
        let all = if touched.columns.is_some() { self.edges.len() } else { 0 };
        (0..all).filter(|e| !touched.marked[*e] && touched.may_pass(self.runs[*e]))
    }

    /// What the touched edges and boxes cost as they stand.
    fn present(&self, touched: &Touched) -> i32 {
        let mut crossings = 0;
        for (i, e) in touched.edges.iter().enumerate() {
            // A pair of two touched edges counts once.
            crossings += count_without(self.crossed.of(*e), touched.before.of(i));
        }
        let mut out = crossings as i32 * CROSSING;
        out += touched.edges.iter().map(|e| self.costs[*e]).sum::<i32>();
        out += self.watching(touched).map(|e| self.costs[e]).sum::<i32>();
        out + self.places(touched)
    }

    fn places(&self, touched: &Touched) -> i32 {
        touched.boxes.iter().flatten().map(|b| self.place(*b)).sum()
    }

    /// Works out what the touched edges and boxes cost after a swap, until `beyond` says that it is too much already.
    /// Whether all was worked out.
    fn attempt(&mut self, touched: &Touched, trial: &mut Trial, mut beyond: impl FnMut(i32) -> bool) -> bool {
        for e in &touched.edges {
            self.runs[*e] = self.run_of(*e);
        }
        trial.costs.clear();
        trial.costs.extend(touched.edges.iter().map(|e| self.alone(*e)));
        let own = trial.costs.iter().sum::<i32>();
        let watching = self.watching(touched).map(|e| self.alone(e)).sum::<i32>();
        let places = self.places(touched);
        let sum = |crossings: u32| crossings as i32 * CROSSING + own + watching + places;
        let mut crossings = 0;
        for (i, e) in touched.edges.iter().enumerate() {
            if beyond(sum(crossings)) {
                return false;
            }
            trial.crossings.empty(i);
            let run = self.runs[*e];
            for f in self.apart[*e].iter().filter(|f| run.crosses(self.runs[**f])) {
                trial.crossings.add(i, *f);
            }
            crossings += count_without(trial.crossings.of(i), touched.before.of(i));
        }
        trial.sum = sum(crossings);
        true
    }

    /// Keeps a swap.
    fn accept(&mut self, touched: &Touched, trial: &Trial) {
        for ((i, e), cost) in touched.edges.iter().enumerate().zip(&trial.costs) {
            self.costs[*e] = *cost;
            for w in 0..self.crossed.words {
                let (was, is) = (self.crossed.of(*e)[w], trial.crossings.of(i)[w]);
                members(&[was & !is]).for_each(|f| self.crossed.take_out(w * 64 + f, *e));
                members(&[is & !was]).for_each(|f| self.crossed.add(w * 64 + f, *e));
                self.crossed.bits[*e * self.crossed.words + w] = is;
            }
        }
        if touched.columns.is_some() {
            for e in 0..self.edges.len() {
                if !touched.marked[e] && touched.may_pass(self.runs[e]) {
                    self.costs[e] = self.alone(e);
                }
            }
        }
    }

    fn total(&self) -> i32 {
        let crossings = count(&self.crossed.bits) / 2;
        let alone: i32 = self.costs.iter().sum();
        crossings as i32 * CROSSING + alone + self.movable.iter().map(|m| self.place(*m)).sum::<i32>()
    }

    /// Boxes without arrows sink, the others rise: the flow stays together.
    fn place(&self, node: usize) -> i32 {
        let row = self.cell(node).1;
        if self.incident[node].is_empty() { (self.rows as i32 - 1 - row) * 40 } else { row * 3 }
    }

    /// What an edge costs by itself.
    fn alone(&self, edge: usize) -> i32 {
        let (a, b, control) = self.edges[edge];
        let ((ca, ra), (cb, rb)) = (self.runs[edge].from, self.runs[edge].to);
        let (dx, dy) = (cb - ca, rb - ra);
        let steep = dy.abs() * 80;
        let passed = || {
            let inner = ca.min(cb) + 1..ca.max(cb);
            let taken = inner.filter(|c| {
                let at = f64::from(ra) + f64::from(dy) * f64::from(c - ca) / f64::from(dx);
                self.taken[*c as usize].get(at.round() as usize).is_some_and(Option::is_some)
            });
            taken.count() as i32 * 70
        };
        let whole = match dx {
            0 if dy == 1 => 50,
            0 if dy == -1 => 130,
            0 => 260 + steep,
            1.. => 90 * (dx - 1) + steep + passed() + if dy != 0 { 40 } else { 0 },
            _ => 110 * -dx + steep + passed() + if self.range[a] == self.range[b] { 500 } else { 100 },
        };
        // What only steers weighs less. All amounts are tens.
        if control { whole / 10 * 6 } else { whole }
    }
}

/// Room for rounding when a step is given up early.
const SLACK: f64 = 1e-6;

/// What a crossing costs. All costs are whole numbers, so that their sums are exact in any order.
const CROSSING: i32 = 150;

/// What a step may cost at first, more or less.
const HEAT: f64 = 250.0;

/// How deep a box lies in its lane: the longest chain of edges within the lane that ends there.
fn depths(nodes: usize, edges: &[(usize, usize, bool)], range: &[(usize, usize)]) -> Vec<usize> {
    let mut out = vec![0; nodes];
    // Chains longer than the number of boxes are cycles.
    for _ in 0..nodes {
        let mut changed = false;
        for (a, b, _) in edges.iter().filter(|e| range[e.0] == range[e.1]) {
            if out[*b] <= out[*a] && out[*a] + 1 < nodes {
                out[*b] = out[*a] + 1;
                changed = true;
            }
        }
        if !changed {
            break;
        }
    }
    out
}
