//! The lanes beside the flow: panels below it that fill its width, each with its boxes in rows.

use super::Graph;
use super::shapes::{BETWEEN, BOX, INSET, LANE, Layout, MARGIN, Panel, Rect};
use super::words::words;

/// Distance of boxes in a panel.
const GAP: f64 = 10.0;
/// The most that a box is widened to fill a row.
const WIDEST: f64 = 310.0;

/// A panel in a row of panels.
struct Part {
    lane: usize,
    boxes: Vec<usize>,
    /// Boxes side by side.
    across: usize,
}

/// Places the boxes beside the flow below `top`; returns where they end.
pub(super) fn beside(graph: &Graph, out: &mut Layout, top: f64) -> f64 {
    let room = out.width - 2.0 * MARGIN;
    let needed = |across: usize| 2.0 * INSET + across as f64 * BOX + (across.max(1) - 1) as f64 * GAP;
    let most = (1..).take_while(|n| needed(*n) <= room).last().unwrap_or(1);
    let mut rows: Vec<Vec<Part>> = Vec::new();
    for (lane, l) in graph.lanes.iter().enumerate().filter(|(_, l)| l.beside) {
        let boxes: Vec<usize> = graph.members(l).map(|m| m.0).collect();
        if boxes.is_empty() {
            continue;
        }
        let across = boxes.len().div_ceil(boxes.len().div_ceil(most));
        let part = Part { lane, boxes, across };
        let used = |row: &Vec<Part>| row.iter().map(|p| needed(p.across) + BETWEEN).sum::<f64>();
        match rows.iter_mut().find(|r| used(r) + needed(part.across) <= room) {
            Some(row) => row.push(part),
            None => rows.push(vec![part]),
        }
    }
    let mut y = top;
    for row in rows {
        y = fill(graph, out, &row, y, room) + BETWEEN;
    }
    y
}

/// One row of panels over the whole width.
fn fill(graph: &Graph, out: &mut Layout, row: &[Part], top: f64, room: f64) -> f64 {
    let boxes: usize = row.iter().map(|p| p.across).sum();
    let between = (row.len() - 1) as f64 * BETWEEN;
    let fixed = between + row.iter().map(|p| 2.0 * INSET + (p.across - 1) as f64 * GAP).sum::<f64>();
    let wide = ((room - fixed) / boxes.max(1) as f64).min(WIDEST);
    let spare = (room - fixed - wide * boxes as f64) / row.len() as f64;
    let mut x = MARGIN;
    let mut ends: Vec<(usize, f64, f64)> = Vec::new();
    let mut bottom = top;
    for part in row {
        let w = 2.0 * INSET + part.across as f64 * wide + (part.across - 1) as f64 * GAP + spare;
        let mut y = top + 24.0;
        for line in part.boxes.chunks(part.across) {
            let texts: Vec<_> = line.iter().map(|b| words(&graph.nodes[*b], wide)).collect();
            let h = texts.iter().map(|t| t.height).fold(0.0, f64::max);
            for (k, (b, text)) in line.iter().zip(texts).enumerate() {
                let left = x + INSET + k as f64 * (wide + GAP);
                out.boxes[*b] = (Rect { x: left, y, w: wide, h }, text);
            }
            y += h + GAP;
        }
        bottom = f64::max(bottom, y - GAP + INSET);
        ends.push((part.lane, x, w));
        x += w + BETWEEN;
    }
    // All panels of a row end at the same height.
    for (lane, x, w) in ends {
        let name = LANE.wrap(&graph.lanes[lane].name, w - 2.0 * INSET, 1);
        out.panels.push(Panel { at: Rect { x, y: top, w, h: bottom - top }, name });
    }
    bottom
}
