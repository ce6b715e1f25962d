//! Where lines leave and enter boxes, at which height they pass columns, and in which order they run in channels.

use std::collections::BTreeMap;

use super::grid::Grid;
use super::route::{Net, Way, cell};

/// Distance of parallel lines, and of lines at a box.
pub(super) const TRACK: f64 = 9.0;
const PORT: f64 = 15.0;
/// The least distance of a line from the corner of its box.
const CORNER: f64 = 9.0;

/// The heights of lines, as an offset from the middle of their level.
#[derive(Debug, Default)]
pub(super) struct Runs {
    /// By net, column and level: the track.
    tracks: BTreeMap<(usize, usize, usize), usize>,
    /// By level: how many tracks there are.
    counts: BTreeMap<usize, usize>,
}

impl Runs {
    /// Gives each net that passes columns at a level a track of its own there.
    pub(super) fn of(nets: &[Net], grid: &Grid) -> Self {
        let mut out = Runs::default();
        for level in 0..=2 * grid.rows {
            // By track, the stretches of channels that it takes.
            let mut taken: Vec<Vec<(usize, usize)>> = Vec::new();
            for (i, net) in nets.iter().enumerate() {
                let mut columns: Vec<usize> =
                    net.ways.iter().flat_map(|w| w.1.passes()).filter(|p| p.1 == level).map(|p| p.0).collect();
                columns.sort_unstable();
                columns.dedup();
                for stretch in columns.chunk_by(|a, b| a + 1 == *b) {
                    let (from, to) = (stretch[0], stretch[stretch.len() - 1] + 1);
                    let free = |t: &Vec<(usize, usize)>| t.iter().all(|(a, b)| to < *a || *b < from);
                    let track = taken.iter().position(free).unwrap_or(taken.len());
                    if track == taken.len() {
                        taken.push(Vec::new());
                    }
                    taken[track].push((from, to));
                    for column in stretch {
                        out.tracks.insert((i, *column, level), track);
                    }
                }
            }
            out.counts.insert(level, taken.len());
        }
        out
    }

    /// Number of tracks of a level.
    pub(super) fn count(&self, level: usize) -> usize {
        self.counts.get(&level).copied().unwrap_or(0)
    }

    /// Offset from the middle of the level.
    fn offset(&self, net: usize, column: usize, level: usize) -> f64 {
        let track = self.tracks.get(&(net, column, level)).copied().unwrap_or(0);
        (track as f64 - (self.count(level).max(1) - 1) as f64 / 2.0) * TRACK
    }
}

/// The rows of the grid in pixels.
#[derive(Debug)]
pub(super) struct Rows {
    /// By level, its upper and lower end.
    pub(super) levels: Vec<(f64, f64)>,
}

impl Rows {
    fn middle(&self, level: usize) -> f64 {
        let (a, b) = self.levels[level];
        (a + b) / 2.0
    }
}

/// All heights of lines.
#[derive(Debug)]
pub(super) struct Heights {
    /// By net and whether it is the right side: where it leaves its box.
    leaves: BTreeMap<(usize, bool), f64>,
    /// By net and box: where it enters.
    enters: BTreeMap<(usize, usize), f64>,
    /// By net, column and level: where it passes.
    passes: BTreeMap<(usize, usize, usize), f64>,
}

impl Heights {
    /// Works them out. Lines stay straight where they can.
    pub(super) fn of(nets: &[Net], grid: &Grid, runs: &Runs, rows: &Rows) -> Self {
        let mut out = Heights { leaves: BTreeMap::new(), enters: BTreeMap::new(), passes: BTreeMap::new() };
        // By box and side: the heights that are taken.
        let mut taken: BTreeMap<(usize, bool), Vec<f64>> = BTreeMap::new();
        let mut leaving: BTreeMap<(usize, bool), Vec<(f64, usize)>> = BTreeMap::new();
        for (i, net) in nets.iter().enumerate() {
            for right in [true, false] {
                let toward: Vec<usize> = net
                    .ways
                    .iter()
                    .filter(|w| !w.1.direct && w.1.leaves_right == right)
                    .filter_map(|w| w.1.turns.first().map(|t| t.to))
                    .collect();
                if !toward.is_empty() {
                    let mean = toward.iter().sum::<usize>() as f64 / toward.len() as f64;
                    leaving.entry((net.from, right)).or_default().push((mean, i));
                }
            }
        }
        for ((node, right), mut list) in leaving {
            list.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
            let level = 2 * cell(grid, node).1 + 1;
            let (top, bottom) = rows.levels[level];
            let step = PORT.min((bottom - top - 2.0 * CORNER) / (list.len().max(2) - 1) as f64);
            for (k, (_, net)) in list.iter().enumerate() {
                let y = rows.middle(level) + (k as f64 - (list.len() - 1) as f64 / 2.0) * step;
                out.leaves.insert((*net, right), y);
                taken.entry((node, right)).or_default().push(y);
            }
        }
        for (i, net) in nets.iter().enumerate() {
            for way in net.ways.iter().map(|w| &w.1) {
                for (column, level) in way.passes() {
                    let own = 2 * cell(grid, net.from).1 + 1;
                    let straight = out.leaves.get(&(i, way.leaves_right)).copied();
                    let alone = runs.count(level) <= 1;
                    let y = match straight.filter(|_| level == own && alone) {
                        Some(y) => y,
                        None => rows.middle(level) + runs.offset(i, column, level),
                    };
                    out.passes.insert((i, column, level), y);
                }
            }
        }
        // What arrives straight goes on so; the others take what is free.
        let mut late = Vec::new();
        for (i, net) in nets.iter().enumerate() {
            for (to, way) in net.ways.iter().filter(|w| !w.1.direct) {
                let level = 2 * cell(grid, *to).1 + 1;
                let (top, bottom) = rows.levels[level];
                let from = way.turns.last().map_or(level, |t| t.from);
                let y = out.before_last(i, way);
                let list = taken.entry((*to, way.enters_right)).or_default();
                let free = list.iter().all(|t| (t - y).abs() >= TRACK - 1.0);
                if from == level && free && top + CORNER <= y && y <= bottom - CORNER {
                    list.push(y);
                    out.enters.insert((i, *to), y);
                } else {
                    late.push((*to, way.enters_right, from, i));
                }
            }
        }
        late.sort_by_key(|l| (l.0, l.1, l.2, l.3));
        for group in late.chunk_by(|a, b| (a.0, a.1) == (b.0, b.1)) {
            let (node, right, ..) = group[0];
            let level = 2 * cell(grid, node).1 + 1;
            let list = taken.entry((node, right)).or_default();
            let above = group.iter().filter(|l| l.2 < level).count();
            let places = slots(rows.levels[level], list, above, group.len() - above);
            for ((_, _, _, net), y) in group.iter().zip(places) {
                out.enters.insert((*net, node), y);
            }
        }
        out
    }

    /// The height at which a way comes into its last channel.
    fn before_last(&self, net: usize, way: &Way) -> f64 {
        match way.passes().last() {
            Some((column, level)) => self.passes.get(&(net, column, level)).copied().unwrap_or(0.0),
            None => self.leaves.get(&(net, way.leaves_right)).copied().unwrap_or(0.0),
        }
    }

    /// The heights along a way: of the box it leaves, of each column it passes, of the box it enters.
    pub(super) fn along(&self, net: usize, to: usize, way: &Way) -> Vec<f64> {
        let mut out = vec![self.leaves.get(&(net, way.leaves_right)).copied().unwrap_or(0.0)];
        out.extend(way.passes().map(|(c, l)| self.passes.get(&(net, c, l)).copied().unwrap_or(0.0)));
        out.push(self.enters.get(&(net, to)).copied().unwrap_or(0.0));
        out
    }
}

/// Free heights at a side of a box, from the top: so many for lines from above, and for lines from below, as near
/// its middle as may be and on their own side of what arrives straight.
fn slots((top, bottom): (f64, f64), taken: &[f64], above: usize, below: usize) -> Vec<f64> {
    let middle = (top + bottom) / 2.0;
    let high = taken.iter().copied().fold(middle, f64::min);
    let low = taken.iter().copied().fold(middle, f64::max);
    let free = taken.is_empty();
    for distance in [12.0, TRACK, 7.0, 5.0, 3.0] {
        // Without a line that arrives straight, all of them share the middle.
        let shift = if free { (above + below - 1) as f64 / 2.0 } else { 0.0 };
        let found: Vec<f64> = match free {
            true => (0..above + below).map(|k| middle + (k as f64 - shift) * distance).collect(),
            false => {
                let over = (1..=above).rev().map(|k| high - k as f64 * distance);
                over.chain((1..=below).map(|k| low + k as f64 * distance)).collect()
            }
        };
        if found.iter().all(|y| top + 5.0 <= *y && *y <= bottom - 5.0) {
            return found;
        }
    }
    let count = above + below;
    (1..=count).map(|k| top + (bottom - top) * k as f64 / (count + 1) as f64).collect()
}

/// A line up and down in a channel.
#[derive(Debug, Clone, Default)]
struct Trunk {
    net: usize,
    /// Heights where lines join it from the left, and from the right.
    left: Vec<f64>,
    right: Vec<f64>,
}

impl Trunk {
    fn span(&self) -> (f64, f64) {
        let all = || self.left.iter().chain(&self.right).copied();
        (all().fold(f64::INFINITY, f64::min), all().fold(f64::NEG_INFINITY, f64::max))
    }

    /// What it costs if this one runs left of another.
    fn before(&self, other: &Trunk) -> f64 {
        let inside = |y: f64, (a, b): (f64, f64)| a - 0.5 < y && y < b + 0.5;
        let crossings = self.right.iter().filter(|y| inside(**y, other.span())).count()
            + other.left.iter().filter(|y| inside(**y, self.span())).count();
        let merged = self.right.iter().filter(|y| other.left.iter().any(|z| (**y - z).abs() < 4.0)).count();
        crossings as f64 + 40.0 * merged as f64
    }
}

/// The trunks of a channel, by track from the left.
#[derive(Debug, Clone, Default)]
pub(super) struct Channel {
    /// By net, its track.
    pub(super) tracks: BTreeMap<usize, usize>,
    /// Number of tracks.
    pub(super) count: usize,
}

/// Orders the trunks of all channels so that few lines cross.
pub(super) fn channels(nets: &[Net], grid: &Grid, heights: &Heights) -> Vec<Channel> {
    let mut trunks: Vec<BTreeMap<usize, Trunk>> = vec![BTreeMap::new(); grid.columns + 1];
    for (i, net) in nets.iter().enumerate() {
        for (to, way) in net.ways.iter().filter(|w| !w.1.direct) {
            let ys = heights.along(i, *to, way);
            for (k, turn) in way.turns.iter().enumerate() {
                let trunk = trunks[turn.channel].entry(i).or_insert_with(|| Trunk { net: i, ..Trunk::default() });
                let came_left = match k.checked_sub(1) {
                    Some(k) => way.turns[k].channel < turn.channel,
                    None => way.leaves_right,
                };
                let goes_left = match way.turns.get(k + 1) {
                    Some(next) => next.channel < turn.channel,
                    None => way.enters_right,
                };
                for (left, y) in [(came_left, ys[k]), (goes_left, ys[k + 1])] {
                    if left { trunk.left.push(y) } else { trunk.right.push(y) }
                }
            }
        }
    }
    trunks.into_iter().map(|t| order(t.into_values().collect())).collect()
}

fn order(trunks: Vec<Trunk>) -> Channel {
    let mut list: Vec<Trunk> = trunks.into_iter().filter(|t| t.span().1 - t.span().0 > 0.5).collect();
    list.sort_by(|a, b| a.span().0.total_cmp(&b.span().0).then(a.net.cmp(&b.net)));
    // By pair, what it costs if the first runs left of the second.
    let costs: Vec<Vec<f64>> = list.iter().map(|a| list.iter().map(|b| a.before(b)).collect()).collect();
    let mut places: Vec<usize> = (0..list.len()).collect();
    for _ in 0..8 {
        let mut moved = false;
        for (one, ahead) in costs.iter().enumerate() {
            let old = places.iter().position(|p| *p == one).unwrap_or(0);
            let rest: Vec<usize> = places.iter().copied().filter(|p| *p != one).collect();
            // What it costs to stand before the `k`-th of the others.
            let mut sum: f64 = rest.iter().map(|p| ahead[*p]).sum();
            let mut sums = vec![sum];
            for p in &rest {
                sum += costs[*p][one] - ahead[*p];
                sums.push(sum);
            }
            let best = (0..sums.len()).min_by(|x, y| sums[*x].total_cmp(&sums[*y])).unwrap_or(old);
            if sums[best] < sums[old] - 1e-9 {
                places = rest;
                places.insert(best, one);
                moved = true;
            }
        }
        if !moved {
            break;
        }
    }
    let list: Vec<Trunk> = places.iter().map(|p| list[*p].clone()).collect();
    // Trunks at different heights share a track.
    let mut out = Channel::default();
    for (i, trunk) in list.iter().enumerate() {
        let (a, b) = trunk.span();
        let track = list[..i]
            .iter()
            .filter(|other| {
                let (c, d) = other.span();
                a - TRACK < d && c - TRACK < b || other.before(trunk) < trunk.before(other)
            })
            .filter_map(|other| out.tracks.get(&other.net).map(|t| t + 1))
            .max()
            .unwrap_or(0);
        out.tracks.insert(trunk.net, track);
        out.count = out.count.max(track + 1);
    }
    out
}
