//! Where the boxes of the flow stand: every lane has whole columns, all columns share their rows. The cells are
//! found by simulated annealing with a fixed sequence of random numbers: same graph, same picture.

use super::Graph;
use super::sets::{Sets, count_both, members};
use crate::parallel::spread;

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
const STARTS: usize = 3;

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
    let searched = spread(STARTS, |start| {
        let mut search = Search::new(graph, &lanes, &spans, columns, rows);
        search.begin();
        let seed = 0x9e37_79b9_7f4a_7c15 ^ (start as u64 + 1).wrapping_mul(0xd1b5_4a32_d192_ed03);
        (search.run(&mut Random(seed)), search.at)
    });
    let best = searched.into_iter().min_by_key(|(cost, _)| *cost);
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
    from: (i16, i16),
    to: (i16, i16),
}

impl Run {
    /// Whether two straight lines cross: each has the ends of the other on different sides. Without branches, so that
    /// a compiler can look at several lines at once.
    #[inline(always)]
    fn crosses(self, other: Run) -> bool {
        let (p, q, r, s) = (self.from, self.to, other.from, other.to);
        let minus = i16::wrapping_sub;
        let times = i16::wrapping_mul;
        let side = |p: (i16, i16), q: (i16, i16), x: (i16, i16)| {
            minus(times(minus(q.0, p.0), minus(x.1, p.1)), times(minus(q.1, p.1), minus(x.0, p.0)))
        };
        let apart = |a: i16, b: i16| (a < 0) & (b > 0) | (a > 0) & (b < 0);
        apart(side(p, q, r), side(p, q, s)) & apart(side(r, s, p), side(r, s, q))
    }

    /// The columns that it passes between its ends.
    fn passed(self) -> std::ops::Range<usize> {
        let (a, b) = (self.from.0, self.to.0);
        a.min(b) as usize + 1..a.max(b) as usize
    }
}

/// Where all edges run, each coordinate by itself; filled up with edges of no length, which cross nothing, to a
/// number that a compiler can look at in whole registers.
#[derive(Debug, Clone, Default)]
struct Runs {
    from: (Vec<i16>, Vec<i16>),
    to: (Vec<i16>, Vec<i16>),
}

impl Runs {
    fn new(edges: usize) -> Self {
        let all = edges.next_multiple_of(16);
        let zero = || (vec![0; all], vec![0; all]);
        Runs { from: zero(), to: zero() }
    }

    fn of(&self, edge: usize) -> Run {
        Run { from: (self.from.0[edge], self.from.1[edge]), to: (self.to.0[edge], self.to.1[edge]) }
    }

    fn set(&mut self, edge: usize, run: Run) {
        (self.from.0[edge], self.from.1[edge]) = run.from;
        (self.to.0[edge], self.to.1[edge]) = run.to;
    }

    /// From an edge on.
    fn from(&self, edge: usize) -> impl Iterator<Item = Run> + '_ {
        let from = self.from.0[edge..].iter().zip(&self.from.1[edge..]);
        let to = self.to.0[edge..].iter().zip(&self.to.1[edge..]);
        from.zip(to).map(|(from, to)| Run { from: (*from.0, *from.1), to: (*to.0, *to.1) })
    }

    /// How many edges a line crosses; those that share an end with it are not among them.
    fn crossed_by(&self, run: Run) -> u32 {
        let n: u16 = self.from(0).map(|other| u16::from(run.crosses(other))).fold(0, u16::wrapping_add);
        n.into()
    }

    /// Which of 64 edges a line crosses, as bits.
    fn crossed_among(&self, run: Run, word: usize) -> u64 {
        let mut flags = [0u8; 64];
        flags.iter_mut().zip(self.from(word * 64)).for_each(|(flag, other)| *flag = run.crosses(other).into());
        // Eight flags at a time are moved next to each other.
        let bits = |eight: &[u8]| {
            let eight = eight.iter().rev().fold(0, |all, flag| all << 8 | u64::from(*flag));
            eight.wrapping_mul(0x0102_0408_1020_4080) >> 56
        };
        flags.chunks(8).rev().fold(0, |word, eight| word << 8 | bits(eight))
    }
}

/// A search for the cells. What the present placement costs is kept by edge, so that a step works out only what it
/// changes.
struct Search {
    at: Vec<Option<Cell>>,
    taken: Vec<Vec<Option<usize>>>,
    /// Ends, and whether it only steers.
    edges: Vec<(usize, usize, bool)>,
    /// By box, its edges: one after the other, and as a set.
    incident: Vec<Vec<usize>>,
    touching: Sets,
    /// By box, the columns of its lane.
    range: Vec<(usize, usize)>,
    /// Boxes in the flow with their lanes' columns, in the order in which they are first placed.
    movable: Vec<usize>,
    rows: usize,
    /// By edge: where it runs, what it costs by itself, which others it crosses, and how many these are.
    runs: Runs,
    costs: Vec<i32>,
    crossed: Sets,
    crossings: Vec<u32>,
    /// By column, the edges that pass it between their ends.
    passing: Sets,
}

/// What a step moves: the edges whose ends move, and the boxes.
#[derive(Default)]
struct Touched {
    /// Those of the first box, then the others of the second.
    edges: Vec<usize>,
    /// How many are of the first box. These do not cross each other, as they share an end; neither do the others.
    of_first: usize,
    boxes: [Option<usize>; 2],
    /// Other edges that may pass more boxes than before, or fewer, though their ends stay.
    watching: Vec<usize>,
}

/// What a step leads to.
#[derive(Default)]
struct Trial {
    /// By touched edge: where it runs, and its cost by itself.
    runs: Vec<Run>,
    costs: Vec<i32>,
    /// What it costs together.
    sum: i32,
    /// Whether the placement has the edges run so already.
    placed: bool,
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
        let mut touching = Sets::new(graph.nodes.len(), edges.len());
        for (i, (a, b, _)) in edges.iter().enumerate() {
            for x in [*a, *b] {
                incident[x].push(i);
                touching.add(x, i);
            }
        }
        let depth = depths(graph.nodes.len(), &edges, &range);
        movable.sort_by_key(|m| (range[*m], depth[*m], *m));
        Search {
            at: vec![None; graph.nodes.len()],
            taken: vec![vec![None; rows]; columns],
            runs: Runs::new(edges.len()),
            costs: vec![0; edges.len()],
            crossed: Sets::new(edges.len(), edges.len()),
            crossings: vec![0; edges.len()],
            passing: Sets::new(columns, edges.len()),
            edges,
            incident,
            touching,
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
        self.passing.bits.fill(0);
        for e in 0..self.edges.len() {
            let run = self.run_of(e);
            self.runs.set(e, run);
            self.costs[e] = self.alone(e, run);
            run.passed().for_each(|c| self.passing.add(c, e));
        }
        for e in 0..self.edges.len() {
            self.crossings[e] = self.runs.crossed_by(self.runs.of(e));
            for w in 0..self.crossed.words {
                self.crossed.bits[e * self.crossed.words + w] = self.runs.crossed_among(self.runs.of(e), w);
            }
        }
    }

    fn run(&mut self, random: &mut Random) -> i32 {
        if self.movable.is_empty() {
            return 0;
        }
        let mut best = (self.total(), self.at.clone());
        let mut now = best.0;
        let (mut touched, mut trial) = (Touched::default(), Trial::default());
        let steps = STEPS.min(STEPS_OF_A_BOX * self.movable.len() as u32);
        for step in 0..steps {
            let cool = 1.0 - f64::from(step) / f64::from(steps);
            let heat = HEAT * cool * cool + 1.0;
            let a = self.movable[random.below(self.movable.len())];
            let (from, to) = self.range[a];
            let cell = (from + random.below(to - from), random.below(self.rows));
            let Some(old) = self.at[a].filter(|old| *old != cell) else { continue };
            let b = self.taken[cell.0][cell.1];
            self.touch(a, b, [old.0, cell.0], &mut touched);
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
                if trial.placed {
                    touched.edges.iter().for_each(|e| self.runs.set(*e, self.run_of(*e)));
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

    /// The edges and boxes that a swap concerns, in which a cell of these columns is taken or given up unless two boxes
    /// change their places.
    fn touch(&self, a: usize, b: Option<usize>, columns: [usize; 2], out: &mut Touched) {
        out.boxes = [Some(a), b];
        out.edges.clear();
        out.edges.extend_from_slice(&self.incident[a]);
        out.of_first = out.edges.len();
        out.watching.clear();
        match b {
            Some(b) => out.edges.extend(self.incident[b].iter().filter(|e| !self.touching.has(a, **e))),
            None => {
                let [first, second] = columns.map(|c| self.passing.of(c));
                for (w, ((x, y), own)) in first.iter().zip(second).zip(self.touching.of(a)).enumerate() {
                    out.watching.extend(members(&[(x | y) & !own]).map(|e| w * 64 + e));
                }
            }
        }
    }

    fn cell(&self, node: usize) -> (i32, i32) {
        self.at[node].map_or((0, 0), |(c, r)| (c as i32, r as i32))
    }

    fn run_of(&self, edge: usize) -> Run {
        let (a, b, _) = self.edges[edge];
        let end = |node: usize| self.at[node].map_or((0, 0), |(c, r)| (c as i16, r as i16));
        Run { from: end(a), to: end(b) }
    }

    /// What the touched edges and boxes cost as they stand.
    fn present(&self, touched: &Touched) -> i32 {
        let all: u32 = touched.edges.iter().map(|e| self.crossings[*e]).sum();
        // A pair of two touched edges counts once.
        let first = self.touching.of(touched.boxes[0].unwrap_or_default());
        let twice: u32 = touched.edges[touched.of_first..].iter().map(|e| count_both(self.crossed.of(*e), first)).sum();
        let mut out = (all - twice) as i32 * CROSSING;
        out += touched.edges.iter().map(|e| self.costs[*e]).sum::<i32>();
        out += touched.watching.iter().map(|e| self.costs[*e]).sum::<i32>();
        out + self.places(touched)
    }

    fn places(&self, touched: &Touched) -> i32 {
        touched.boxes.iter().flatten().map(|b| self.place(*b)).sum()
    }

    /// Works out what the touched edges and boxes cost after a swap, until `beyond` says that it is too much already.
    /// Whether all was worked out.
    fn attempt(&mut self, touched: &Touched, trial: &mut Trial, mut beyond: impl FnMut(i32) -> bool) -> bool {
        trial.placed = false;
        trial.runs.clear();
        trial.runs.extend(touched.edges.iter().map(|e| self.run_of(*e)));
        trial.costs.clear();
        trial.costs.extend(touched.edges.iter().zip(&trial.runs).map(|(e, run)| self.alone(*e, *run)));
        let own = trial.costs.iter().sum::<i32>();
        let watching = touched.watching.iter().map(|e| self.alone(*e, self.runs.of(*e))).sum::<i32>();
        let places = self.places(touched);
        let sum = |crossings: u32| crossings as i32 * CROSSING + own + watching + places;
        let mut crossings = 0;
        for i in 0..touched.edges.len() {
            if beyond(sum(crossings)) {
                return false;
            }
            if !trial.placed {
                touched.edges.iter().zip(&trial.runs).for_each(|(e, run)| self.runs.set(*e, *run));
                trial.placed = true;
            }
            let run = trial.runs[i];
            let before = if i < touched.of_first { 0 } else { touched.of_first };
            let counted = trial.runs[..before].iter().filter(|f| run.crosses(**f)).count();
            crossings += self.runs.crossed_by(run) - counted as u32;
        }
        trial.sum = sum(crossings);
        true
    }

    /// Keeps a swap.
    fn accept(&mut self, touched: &Touched, trial: &Trial) {
        for (&e, (cost, run)) in touched.edges.iter().zip(trial.costs.iter().zip(&trial.runs)) {
            self.costs[e] = *cost;
            self.crossings[e] = 0;
            for w in 0..self.crossed.words {
                let is = self.runs.crossed_among(*run, w);
                self.crossings[e] += is.count_ones();
                let was = std::mem::replace(&mut self.crossed.bits[e * self.crossed.words + w], is);
                for f in members(&[was & !is]).map(|f| w * 64 + f) {
                    self.crossed.take_out(f, e);
                    self.crossings[f] -= 1;
                }
                for f in members(&[is & !was]).map(|f| w * 64 + f) {
                    self.crossed.add(f, e);
                    self.crossings[f] += 1;
                }
            }
            (0..self.taken.len()).for_each(|c| self.passing.take_out(c, e));
            run.passed().for_each(|c| self.passing.add(c, e));
        }
        for e in &touched.watching {
            self.costs[*e] = self.alone(*e, self.runs.of(*e));
        }
    }

    fn total(&self) -> i32 {
        let crossings = self.crossings.iter().sum::<u32>() / 2;
        let alone: i32 = self.costs.iter().sum();
        crossings as i32 * CROSSING + alone + self.movable.iter().map(|m| self.place(*m)).sum::<i32>()
    }

    /// Boxes without arrows sink, the others rise: the flow stays together.
    fn place(&self, node: usize) -> i32 {
        let row = self.cell(node).1;
        if self.incident[node].is_empty() { (self.rows as i32 - 1 - row) * 40 } else { row * 3 }
    }

    /// What an edge costs by itself where it runs so.
    fn alone(&self, edge: usize, run: Run) -> i32 {
        let (a, b, control) = self.edges[edge];
        let ((ca, ra), (cb, rb)) = (run.from, run.to);
        let (dx, dy) = (i32::from(cb) - i32::from(ca), i32::from(rb) - i32::from(ra));
        let steep = dy.abs() * 80;
        let passed = || {
            // The row in which it passes a column, rounded to the nearest.
            let twice = 2 * dx.abs();
            let row = |c: usize| {
                let beyond = (c as i32 - i32::from(ca)).abs();
                (twice * i32::from(ra) + 2 * dy * beyond + dx.abs()) / twice
            };
            let taken = run.passed().filter(|c| self.taken[*c].get(row(*c) as usize).is_some_and(Option::is_some));
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
