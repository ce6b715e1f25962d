//! Efficient architectures: a table, CSV, and a picture.

use super::chart::{Chart, Scale};
use super::csv::field;
use super::screen::{Screen, Style, cell};
use super::sides::switch;
use crate::recommendation::{Axis, Efficient, Tradeoffs};
use crate::text::{amount, money, one_line, plural};

/// Changes that a row names unless all are asked for.
const SHORT: usize = 3;

/// An amount with its unit.
fn shown(axis: &Axis, x: f64) -> String {
    match axis.unit.as_str() {
        "%" => format!("{x:.1} %"),
        "points" => format!("{} points", amount(x.round())),
        currency => money(x, currency),
    }
}

/// The table for the terminal.
pub fn tradeoffs(t: &Tradeoffs, style: Style) -> String {
    let mut s = Screen::new(style);
    let names: Vec<&str> = t.over.iter().map(|a| a.name.as_str()).collect();
    let title = s.bold(&one_line(&t.name));
    s.line(title);
    let now: Vec<String> = t.over.iter().zip(&t.recommended).map(|(a, x)| shown(a, *x)).collect();
    s.wrapped("", &format!("The recommended architecture: {}", now.join(", ")));
    s.heading(&format!("Best exchanges of {}", names.join(" and ").to_lowercase()), &state(t));
    let mut header: Vec<&str> = names.clone();
    header.push("differs from the recommended one in");
    let mut grid = s.grid(&header);
    for p in &t.points {
        let mut row: Vec<_> = t.over.iter().zip(&p.amounts).map(|(a, x)| cell(&shown(a, *x))).collect();
        row.push(cell(&changes(p, style.full)));
        grid.add_row(row);
    }
    let mut shares = vec![14; t.over.len()];
    shares.push(100 - 14 * t.over.len() as u16);
    s.print(grid, &shares);
    s.out
}

fn state(t: &Tradeoffs) -> String {
    match (t.complete, t.thinned) {
        (true, _) => format!("all {}, proven", plural(t.points.len(), "architecture")),
        (_, true) => format!("{} of many", plural(t.points.len(), "architecture")),
        _ => format!("{}, not proven to be all", plural(t.points.len(), "architecture")),
    }
}

/// What differs from the recommended one, and what is in no cost.
fn changes(p: &Efficient, full: bool) -> String {
    let count = if full { p.changes.len() } else { SHORT };
    let mut words: Vec<String> = p.changes.iter().take(count).map(switch).collect();
    if p.recommended {
        words.push(String::from("nothing: the recommended one"));
    }
    if p.changes.len() > count {
        words.push(format!("and {} more", p.changes.len() - count));
    }
    let text = words.join("; ");
    if p.unpriced.is_empty() { text } else { format!("{text}. Not in its cost: {}", p.unpriced.join(", ")) }
}

/// Comma-separated values, one line for each architecture.
pub fn tradeoffs_csv(t: &Tradeoffs) -> String {
    let mut out: Vec<String> = t.over.iter().map(|a| field(&format!("{} ({})", a.id, a.unit))).collect();
    out.extend(["recommended", "changes", "unpriced"].map(String::from));
    let mut lines = vec![out.join(",")];
    for p in &t.points {
        let mut row: Vec<String> = p.amounts.iter().map(ToString::to_string).collect();
        row.push(p.recommended.to_string());
        row.push(field(&p.changes.iter().map(switch).collect::<Vec<_>>().join("; ")));
        row.push(field(&p.unpriced.join("; ")));
        lines.push(row.join(","));
    }
    lines.join("\n") + "\n"
}

/// The picture of two criteria; nothing for three.
pub fn tradeoffs_svg(t: &Tradeoffs) -> Option<String> {
    let [first, second] = t.over.as_slice() else { return None };
    // What is paid goes to the right, what is gained goes up.
    let (x, y) = if second.less_is_better { (1, 0) } else { (0, 1) };
    let scale = |i: usize| {
        let axis = &t.over[i];
        Scale {
            label: format!("{} ({})", axis.name, axis.unit),
            less_is_better: axis.less_is_better,
            values: t.points.iter().map(|p| p.amounts[i]).collect(),
        }
    };
    let note = |p: &Efficient| {
        let amounts: Vec<String> = t.over.iter().zip(&p.amounts).map(|(a, x)| shown(a, *x)).collect();
        format!("{}. {}", amounts.join(", "), changes(p, false))
    };
    let chart = Chart {
        title: format!("{}: {} against {}", t.name, first.name.to_lowercase(), second.name.to_lowercase()),
        x: scale(x),
        y: scale(y),
        notes: t.points.iter().map(note).collect(),
        marked: Some((t.recommended[x], t.recommended[y], String::from("recommended"))),
    };
    Some(chart.svg())
}
