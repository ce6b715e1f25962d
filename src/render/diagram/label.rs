//! What is written at lines: once for all lines of a box that carry the same, where it covers nothing.

use super::route::Net;
use super::shapes::{Label, Line, Rect};
use crate::render::measure::Font;

/// Font of labels, height of a line, and the room that they keep around them.
pub(super) const LABEL: Font = Font { size: 10.0, bold: false };
pub(super) const LABEL_LINE: f64 = 11.0;
const AROUND: f64 = 2.0;
/// A label that is wider breaks, if it has several words.
const WIDE: f64 = 62.0;
const LINES: usize = 3;

fn text(net: &Net) -> Vec<String> {
    let Some(label) = &net.label else { return Vec::new() };
    LABEL.wrap(&crate::text::one_line(label), WIDE, LINES)
}

/// The widest line of a net's label.
pub(super) fn width(net: &Net) -> f64 {
    text(net).iter().map(|l| LABEL.width(l)).fold(0.0, f64::max)
}

/// Finds a place for the label of each net; one that fits nowhere is left out.
pub(super) fn place(nets: &[Net], lines: &[Line], boxes: &[Rect], width: f64) -> Vec<Label> {
    let mut out: Vec<Label> = Vec::new();
    let mut first = 0;
    for net in nets {
        let own = first..first + net.ways.len();
        first = own.end;
        let text = text(net);
        if text.is_empty() {
            continue;
        }
        let w = text.iter().map(|l| LABEL.width(l)).fold(0.0, f64::max) + 2.0 * AROUND;
        let h = LABEL_LINE * text.len() as f64 + 1.0;
        let mut best: Option<(f64, Rect)> = None;
        for (rank, line) in lines[own.clone()].iter().enumerate() {
            for (at, cost) in candidates(line, w, h) {
                if at.x < 2.0 || at.right() > width - 2.0 || boxes.iter().any(|b| b.meets(at)) {
                    continue;
                }
                if out.iter().any(|l| l.at.meets(at)) {
                    continue;
                }
                let crossed = lines
                    .iter()
                    .enumerate()
                    .flat_map(|(i, l)| l.points.windows(2).map(move |p| (i, p[0], p[1])))
                    .filter(|(i, a, b)| strikes(*a, *b, at, own.contains(i)))
                    .map(|(i, ..)| if own.contains(&i) { 2.0 } else { 4.0 });
                let sum = cost + rank as f64 * 0.2 + crossed.sum::<f64>();
                if best.is_none_or(|b| sum < b.0 - 1e-9) {
                    best = Some((sum, at));
                }
            }
        }
        if let Some((_, at)) = best {
            out.push(Label { at, text });
        }
    }
    out
}

/// Whether a piece of a line runs through a label. Its own line may touch it.
fn strikes(a: (f64, f64), b: (f64, f64), at: Rect, own: bool) -> bool {
    let slack = if own { 1.0 } else { 0.0 };
    a.0.min(b.0) < at.right() - slack
        && a.0.max(b.0) > at.x + slack
        && a.1.min(b.1) < at.bottom() - slack
        && a.1.max(b.1) > at.y + slack
}

/// Places along a line, best first: beside where it starts, then further on.
fn candidates(line: &Line, w: f64, h: f64) -> Vec<(Rect, f64)> {
    let mut out = Vec::new();
    for (k, p) in line.points.windows(2).enumerate() {
        let (a, b) = (p[0], p[1]);
        let far = k as f64 * 0.6;
        if (a.1 - b.1).abs() < 0.1 {
            let (left, right) = (a.0.min(b.0), a.0.max(b.0));
            let start = if a.0 < b.0 { left + 4.0 } else { right - 4.0 - w };
            let end = if a.0 < b.0 { right - w - 9.0 } else { left + 9.0 };
            let middle = (left + right - w) / 2.0;
            let long = if right - left < w + 6.0 { 0.8 } else { 0.0 };
            for (x, more) in [(start, 0.0), (middle, 0.15), (end, 0.3)] {
                out.push((Rect { x, y: a.1 - h - 1.5, w, h }, far + more + long));
                out.push((Rect { x, y: a.1 + 1.5, w, h }, far + more + long + 0.1));
            }
        } else {
            let (top, bottom) = (a.1.min(b.1), a.1.max(b.1));
            for share in [0.5, 0.3, 0.7, 0.15, 0.85] {
                let y = top + (bottom - top) * share - h / 2.0;
                let off = f64::abs(share - 0.5) * 0.3;
                out.push((Rect { x: a.0 + 3.0, y, w, h }, far + off + 0.2));
                out.push((Rect { x: a.0 - 3.0 - w, y, w, h }, far + off + 0.25));
            }
        }
    }
    out
}
