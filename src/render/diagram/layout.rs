//! The picture in pixels: boxes, panels behind lanes, lines and their labels.

use super::Graph;
use super::grid::{self, Grid};
use super::label;
use super::panels;
use super::ports::{self, Channel, Heights, Rows, Runs, TRACK};
use super::route::{self, Net, cell};
use super::shapes::{BETWEEN, BOX, INSET, LANE, Layout, Line, MARGIN, Panel, Rect, TITLE};
use super::words::{Words, words};

/// The least width of a picture.
const LEAST: f64 = 860.0;
/// Distance of lines from panels and boxes in a channel.
const CLEAR: f64 = 18.0;

/// Lays a graph out.
pub(super) fn layout(graph: &Graph) -> Layout {
    let apart = graph.lanes.iter().filter(|l| l.beside).map(|l| graph.members(l).count()).sum::<usize>();
    let grid = grid::arrange(graph, apart.div_ceil(8) as f64 * 105.0);
    let nets = route::route(graph, &grid);
    let runs = Runs::of(&nets, &grid);
    let texts: Vec<Words> = graph.nodes.iter().map(|n| words(n, BOX)).collect();
    // Columns first: how wide the picture is decides how its title and lanes break.
    let mut out = Layout { boxes: texts.iter().map(|t| (Rect::default(), t.clone())).collect(), ..Layout::default() };
    let rough = Rows { levels: levels(&grid, &runs, &nets, &texts, 0.0) };
    let channels = ports::channels(&nets, &grid, &Heights::of(&nets, &grid, &runs, &rough));
    let columns = columns(&grid, &channels, &nets);
    let flow = columns.last().map_or(0.0, |c| c + BOX) + INSET + MARGIN;
    let flow = if grid.columns == 0 { 0.0 } else { flow };
    out.width = flow.max(LEAST);
    // A narrow flow stands in the middle.
    let shift = if grid.columns == 0 { 0.0 } else { (out.width - flow) / 2.0 };
    let columns: Vec<f64> = columns.iter().map(|x| x + shift).collect();
    out.title = TITLE.wrap(&graph.title, out.width - 2.0 * MARGIN, 2);
    let top = 14.0 + 22.0 * out.title.len() as f64 + 10.0;
    let mut bottom = top;
    if grid.columns > 0 {
        let names: Vec<Vec<String>> = grid
            .lanes
            .iter()
            .map(|l| LANE.wrap(&graph.lanes[l.lane].name, columns[l.to - 1] + BOX - columns[l.from], 2))
            .collect();
        let header = 10.0 + 15.0 * names.iter().map(Vec::len).max().unwrap_or(1) as f64;
        let rows = Rows { levels: levels(&grid, &runs, &nets, &texts, top + header) };
        let heights = Heights::of(&nets, &grid, &runs, &rows);
        bottom = rows.levels.last().map_or(top, |l| l.1);
        for (lane, name) in grid.lanes.iter().zip(names) {
            let x = columns[lane.from] - INSET;
            let at = Rect { x, y: top, w: columns[lane.to - 1] + BOX + INSET - x, h: bottom - top };
            out.panels.push(Panel { at, name });
        }
        for (i, cell) in grid.cells.iter().enumerate() {
            if let Some((c, r)) = cell {
                let (y, end) = rows.levels[2 * r + 1];
                out.boxes[i].0 = Rect { x: columns[*c], y, w: BOX, h: end - y };
            }
        }
        let tracks = Tracks { channels: &channels, columns: &columns };
        out.lines = lines(&nets, &grid, &heights, &tracks, &out.boxes);
        bottom += BETWEEN;
    }
    bottom = panels::beside(graph, &mut out, bottom);
    out.height = bottom;
    let boxes: Vec<Rect> = out.boxes.iter().map(|b| b.0).collect();
    out.labels = label::place(&nets, &out.lines, &boxes, out.width);
    out
}

/// Upper and lower end of every level, below `top`.
fn levels(grid: &Grid, runs: &Runs, nets: &[Net], texts: &[Words], top: f64) -> Vec<(f64, f64)> {
    let mut out = Vec::new();
    let mut y = top;
    for level in 0..=2 * grid.rows {
        let tracks = runs.count(level) as f64;
        let height = if level % 2 == 1 {
            let inside = grid.cells.iter().enumerate().filter(|(_, c)| c.is_some_and(|c| 2 * c.1 + 1 == level));
            inside.map(|(i, _)| texts[i].height).fold(tracks * TRACK, f64::max)
        } else if level == 0 || level == 2 * grid.rows {
            12.0 + tracks * TRACK
        } else {
            // A label stands beside an arrow from one row to the next.
            let short = |n: &Net| {
                n.ways.iter().any(|w| {
                    let (a, b) = (cell(grid, n.from), cell(grid, w.0));
                    w.1.direct && (2 * a.1.min(b.1) + 1..2 * a.1.max(b.1) + 1).contains(&level)
                })
            };
            if nets.iter().any(short) { 30.0 + tracks * (TRACK + 4.0) } else { f64::max(18.0, 14.0 + tracks * TRACK) }
        };
        out.push((y, y + height));
        y += height;
    }
    out
}

/// Left ends of the columns.
fn columns(grid: &Grid, channels: &[Channel], nets: &[Net]) -> Vec<f64> {
    let mut out = Vec::new();
    let mut x = MARGIN + INSET;
    for c in 0..grid.columns {
        if c > 0 || channels[0].count > 0 {
            let inner = c > 0 && grid.same_lane(c - 1, c);
            let clear = if inner { CLEAR - 4.0 } else { CLEAR + 4.0 };
            let lines = 2.0 * clear + channels[c].count.saturating_sub(1) as f64 * TRACK;
            // Room for what is written where lines leave their boxes.
            let left = |n: &&Net| c > 0 && cell(grid, n.from).0 == c - 1 && n.ways.iter().any(|w| w.1.leaves_right);
            let said = nets.iter().filter(left).map(label::width).fold(0.0, f64::max);
            let least = if inner { 34.0 } else { 2.0 * INSET + BETWEEN };
            x += f64::max(lines, said + 14.0).max(least);
        }
        out.push(x);
        x += BOX;
    }
    out
}

/// Where the lines of channels run.
struct Tracks<'a> {
    channels: &'a [Channel],
    columns: &'a [f64],
}

impl Tracks<'_> {
    fn x(&self, channel: usize, net: usize) -> Option<f64> {
        let track = *self.channels[channel].tracks.get(&net)?;
        let count = self.channels[channel].count;
        let last = self.columns.last().copied().unwrap_or(0.0) + BOX;
        let width = (count.max(1) - 1) as f64 * TRACK;
        let left = match channel {
            0 => self.columns[0] - CLEAR - width,
            c if c == self.columns.len() => last + CLEAR,
            c => (self.columns[c - 1] + BOX + self.columns[c] - width) / 2.0,
        };
        Some(left + track as f64 * TRACK)
    }
}

fn lines(nets: &[Net], grid: &Grid, heights: &Heights, tracks: &Tracks<'_>, boxes: &[(Rect, Words)]) -> Vec<Line> {
    let mut out = Vec::new();
    for (i, net) in nets.iter().enumerate() {
        for (to, way) in &net.ways {
            let (a, b) = (boxes[net.from].0, boxes[*to].0);
            let mut points = Vec::new();
            if way.direct {
                let x = a.x + a.w / 2.0 + aside(nets, grid, i, *to);
                let down = a.y < b.y;
                points.push((x, if down { a.bottom() } else { a.y }));
                points.push((x, if down { b.y } else { b.bottom() }));
            } else {
                let ys = heights.along(i, *to, way);
                points.push((if way.leaves_right { a.right() } else { a.x }, ys[0]));
                for (k, turn) in way.turns.iter().enumerate() {
                    if let Some(x) = tracks.x(turn.channel, i).filter(|_| (ys[k] - ys[k + 1]).abs() > 0.05) {
                        points.push((x, ys[k]));
                        points.push((x, ys[k + 1]));
                    }
                }
                points.push((if way.enters_right { b.right() } else { b.x }, ys[way.turns.len()]));
            }
            out.push(Line { kind: net.kind, from: net.from, to: *to, points });
        }
    }
    out
}

/// How far a straight line stands aside from the middle of its boxes: several may share a gap.
fn aside(nets: &[Net], grid: &Grid, net: usize, to: usize) -> f64 {
    let span = |from: usize, to: usize| {
        let (a, b) = (cell(grid, from), cell(grid, to));
        (a.0, a.1.min(b.1), a.1.max(b.1))
    };
    let own = span(nets[net].from, to);
    let sharing: Vec<(usize, usize)> = nets
        .iter()
        .enumerate()
        .flat_map(|(i, n)| n.ways.iter().filter(|w| w.1.direct).map(move |w| (i, n.from, w.0)))
        .filter(|(_, from, to)| {
            let s = span(*from, *to);
            s.0 == own.0 && s.1 < own.2 && own.1 < s.2
        })
        .map(|(i, _, to)| (i, to))
        .collect();
    let at = sharing.iter().position(|s| *s == (net, to)).unwrap_or(0) as f64;
    (at - (sharing.len().max(1) - 1) as f64 / 2.0) * 26.0
}
