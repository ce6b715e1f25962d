//! The picture as SVG: self-contained, for light and dark pages, the same bytes each time.

use super::layout::layout;
use super::shapes::{LANE, Layout, Line, MARGIN, Panel, Rect, TITLE};
use super::words::{NAME, NAME_LINE, PAD, ROLE, ROLE_LINE, Words};
use super::{Class, EdgeKind, Graph, Node, label};
use crate::render::measure::Font;
use crate::render::style::{escape, number, open, text};

const RULES: &str = ".panel{fill:var(--panel);stroke:var(--edge)}.lane{fill:var(--soft)}.role{fill:var(--soft)}\
.box{stroke-width:1.4}.managed{fill:var(--managed-fill);stroke:var(--managed)}.own{fill:var(--own-fill);stroke:var(--own);\
stroke-width:2.2}.tool{fill:var(--tool-fill);stroke:var(--tool);stroke-dasharray:5 3}.outside{fill:var(--outside-fill);\
stroke:var(--outside)}.sign{fill:none;stroke-width:1.3;stroke-linecap:round;stroke-linejoin:round}.sign.managed{fill:none}\
.sign.own{fill:none;stroke-width:1.3}.sign.tool{fill:none;stroke-dasharray:none}.sign.outside{fill:none}\
.there{fill:none;stroke:var(--there);stroke-width:1.6;stroke-linecap:round;stroke-linejoin:round}\
.line{fill:none;stroke:var(--line);stroke-width:1.4}.control{stroke-dasharray:4 3}.head{fill:var(--line)}\
.label{fill:var(--ink);stroke:var(--panel);stroke-width:3;paint-order:stroke;stroke-linejoin:round}.key{fill:var(--soft)}";

/// Radius of corners of boxes and of lines.
const ROUND: f64 = 7.0;
const BEND: f64 = 5.0;
/// Length of an arrow's head.
const HEAD: f64 = 7.0;
/// Font and height of the legend.
const KEY: Font = Font { size: 11.0, bold: false };
const KEY_LINE: f64 = 24.0;

impl Graph {
    /// The picture as SVG.
    pub fn svg(&self) -> String {
        let l = layout(self);
        let legend = legend(self, &l);
        let height = l.height + KEY_LINE * legend.1 + 14.0;
        let mut out = open(l.width, height, &self.title, &description(self), RULES);
        for (i, line) in l.title.iter().enumerate() {
            out += &text("title", TITLE, (MARGIN, 32.0 + 22.0 * i as f64), "start", line);
        }
        for panel in &l.panels {
            out += &self::panel(panel);
        }
        for line in &l.lines {
            out += &arrow(self, line);
        }
        for (node, (at, words)) in self.nodes.iter().zip(&l.boxes) {
            if at.w > 0.0 {
                out += &part(node, *at, words);
            }
        }
        for label in &l.labels {
            for (i, line) in label.text.iter().enumerate() {
                let y = label.at.y + label::LABEL_LINE * (i as f64 + 1.0) - 2.0;
                out += &text("label", label::LABEL, (label.at.x + label.at.w / 2.0, y), "middle", line);
            }
        }
        out + &legend.0 + "</svg>\n"
    }
}

/// The picture for those who cannot see it.
fn description(graph: &Graph) -> String {
    let lanes = graph.lanes.iter().filter_map(|l| {
        let names: Vec<String> = graph.members(l).map(|(_, n)| format!("{} ({})", n.name, n.role)).collect();
        (!names.is_empty()).then(|| format!("{}: {}.", l.name, names.join(", ")))
    });
    let mut out: Vec<String> = lanes.collect();
    let flows: Vec<String> = graph
        .ends()
        .iter()
        .map(|(a, b, e)| {
            let label = e.label.as_deref().map(|l| format!(" ({l})")).unwrap_or_default();
            format!("{} to {}{label}", graph.nodes[*a].name, graph.nodes[*b].name)
        })
        .collect();
    if !flows.is_empty() {
        out.push(format!("Flows: {}.", flows.join("; ")));
    }
    out.join(" ")
}

fn panel(p: &Panel) -> String {
    let mut out = rect("panel", p.at, 10.0);
    for (i, line) in p.name.iter().enumerate() {
        out += &text("lane", LANE, (p.at.x + 12.0, p.at.y + 17.0 + 15.0 * i as f64), "start", line);
    }
    out
}

fn rect(class: &str, at: Rect, round: f64) -> String {
    format!(
        "<rect class=\"{class}\" x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\" rx=\"{}\"/>\n",
        number(at.x),
        number(at.y),
        number(at.w),
        number(at.h),
        number(round)
    )
}

fn class(class: Class) -> &'static str {
    match class {
        Class::Managed => "managed",
        Class::SelfHosted => "own",
        Class::Tool => "tool",
        Class::External => "outside",
    }
}

/// A box with its text and signs; a pointer that rests on it sees all of its name.
fn part(node: &Node, at: Rect, words: &Words) -> String {
    let mut out = format!("<g><title>{}: {}</title>", escape(&node.role), escape(&node.name));
    let round = if node.class == Class::External { at.h / 2.0 } else { ROUND };
    let inset = if node.class == Class::External { PAD + 4.0 } else { PAD };
    out += &rect(&format!("box {}", class(node.class)), at, round.min(20.0));
    out += &sign(node.class, node.person, at.right() - inset - 11.0, at.y + 8.0);
    let used = ROLE_LINE * words.role.len() as f64 + NAME_LINE * words.name.len() as f64;
    let mut y = at.y + (at.h - used) / 2.0;
    for line in &words.role {
        y += ROLE_LINE;
        out += &text("role", ROLE, (at.x + inset, y - 3.0), "start", line);
    }
    for line in &words.name {
        y += NAME_LINE;
        out += &text("name", NAME, (at.x + inset, y - 3.0), "start", line);
    }
    if node.in_estate {
        out += &there(at.right() - inset - 11.0, at.bottom() - 18.0);
    }
    let out = out + "</g>\n";
    match node.link.as_deref().filter(|l| is_local(l)) {
        Some(link) => format!("<a href=\"{}\">{}</a>\n", escape(link), out.trim_end()),
        None => out,
    }
}

/// Whether a link leads to a file beside the picture: it must not reach out into the network.
fn is_local(link: &str) -> bool {
    let start = link.split(['/', '?', '#']).next().unwrap_or_default();
    !link.is_empty() && !link.starts_with(['/', '\\']) && !start.contains(':') && !link.contains(char::is_control)
}

/// The sign of a class, eleven pixels wide: a cloud, machines, brackets, a person or a window.
fn sign(kind: Class, person: bool, x: f64, y: f64) -> String {
    let path = match kind {
        Class::Managed => "M3 9h6a2.3 2.3 0 0 0 .3-4.6 3.4 3.4 0 0 0-6.5-.5A2.6 2.6 0 0 0 3 9z",
        Class::SelfHosted => "M.8.8h9.4v3.6H.8zM.8 6h9.4v3.6H.8zM2.8 2.6h.1M2.8 7.8h.1",
        Class::Tool => "M3.2.8 .6 5.2l2.6 4.4M7.8.8l2.6 4.4-2.6 4.4",
        Class::External if !person => "M.8 1.2h9.4v8H.8zM.8 3.6h9.4",
        Class::External => "M5.5 4.6a2 2 0 1 0 0-4 2 2 0 0 0 0 4zM1.4 10a4.1 4.1 0 0 1 8.2 0",
    };
    format!(
        "<path class=\"sign {}\" transform=\"translate({} {})\" d=\"{path}\"/>\n",
        class(kind),
        number(x),
        number(y)
    )
}

/// The sign of what is there already: a tick in a circle.
fn there(x: f64, y: f64) -> String {
    format!(
        "<path class=\"there\" transform=\"translate({} {})\" d=\"M5.5 .5a5 5 0 1 0 .1 0zM3.2 5.6l1.7 1.7 3-3.4\"/>\n",
        number(x),
        number(y)
    )
}

/// A line with rounded corners and its head.
fn arrow(graph: &Graph, line: &Line) -> String {
    let points = &line.points;
    let Some((end, before)) = points.last().zip(points.len().checked_sub(2).and_then(|i| points.get(i))) else {
        return String::new();
    };
    let (dx, dy) = unit(*before, *end);
    let tip = *end;
    let base = (tip.0 - dx * HEAD, tip.1 - dy * HEAD);
    let mut path = format!("M{} {}", number(points[0].0), number(points[0].1));
    for i in 1..points.len() {
        let at = if i + 1 == points.len() { base } else { points[i] };
        if i + 1 < points.len() {
            let (a, b) = (points[i - 1], points[i + 1]);
            let room = distance(a, at).min(distance(at, b)) / 2.0;
            let r = BEND.min(room);
            let (u, v) = (unit(a, at), unit(at, b));
            path += &format!(
                "L{} {}Q{} {} {} {}",
                number(at.0 - u.0 * r),
                number(at.1 - u.1 * r),
                number(at.0),
                number(at.1),
                number(at.0 + v.0 * r),
                number(at.1 + v.1 * r)
            );
        } else {
            path += &format!("L{} {}", number(at.0), number(at.1));
        }
    }
    let control = if line.kind == EdgeKind::Control { " control" } else { "" };
    let side = 3.4;
    format!(
        "<path class=\"line{control}\" d=\"{path}\"><title>{} to {}</title></path>\n\
         <path class=\"head\" d=\"M{} {}L{} {}L{} {}z\"/>\n",
        escape(&graph.nodes[line.from].name),
        escape(&graph.nodes[line.to].name),
        number(tip.0),
        number(tip.1),
        number(base.0 - dy * side),
        number(base.1 + dx * side),
        number(base.0 + dy * side),
        number(base.1 - dx * side)
    )
}

fn distance(a: (f64, f64), b: (f64, f64)) -> f64 {
    (a.0 - b.0).abs() + (a.1 - b.1).abs()
}

/// The direction of a line along an axis.
fn unit(a: (f64, f64), b: (f64, f64)) -> (f64, f64) {
    let length = distance(a, b).max(1e-9);
    ((b.0 - a.0) / length, (b.1 - a.1) / length)
}

/// What the signs mean, as far as they occur, and the number of its lines.
fn legend(graph: &Graph, l: &Layout) -> (String, f64) {
    let mut out = String::new();
    let (mut x, mut y) = (MARGIN, l.height + 8.0);
    let mut lines = 1.0;
    let mut put = |sample: &dyn Fn(f64, f64) -> String, words: &str| {
        let wide = 34.0 + KEY.width(words) + 22.0;
        if x > MARGIN && x + wide > l.width - MARGIN {
            x = MARGIN;
            y += KEY_LINE;
            lines += 1.0;
        }
        out += &sample(x, y);
        out += &text("key", KEY, (x + 34.0, y + 11.5), "start", words);
        x += wide;
    };
    for kind in Class::ALL.into_iter().filter(|c| graph.nodes.iter().any(|n| n.class == *c)) {
        let sample = |x: f64, y: f64| {
            let round = if kind == Class::External { 8.0 } else { 4.0 };
            let at = Rect { x, y, w: 27.0, h: 16.0 };
            rect(&format!("box {}", class(kind)), at, round) + &sign(kind, false, x + 8.0, y + 2.8)
        };
        put(&sample, kind.words());
    }
    if graph.nodes.iter().any(|n| n.in_estate) {
        put(&|x, y| there(x + 8.0, y + 2.5), "Already there");
    }
    let stroke = |class: &'static str| {
        move |x: f64, y: f64| {
            let (a, b) = (number(x), number(x + 20.0));
            let (h, up, down) = (number(y + 8.0), number(y + 4.6), number(y + 11.4));
            format!(
                "<path class=\"line{class}\" d=\"M{a} {h}L{b} {h}\"/>\n<path class=\"head\" d=\"M{} {h}L{b} {up}L{b} {down}z\"/>\n",
                number(x + 27.0)
            )
        }
    };
    let ends = graph.ends();
    if ends.iter().any(|e| e.2.kind == EdgeKind::Data) {
        put(&stroke(""), "Data, models, results");
    }
    if ends.iter().any(|e| e.2.kind == EdgeKind::Control) {
        put(&stroke(" control"), "Starts or steers");
    }
    (out, lines)
}
