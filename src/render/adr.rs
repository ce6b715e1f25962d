//! Decision records on the terminal and as diagrams.

use super::screen::{Screen, Style, cell};
use crate::adr::{Detail, Graph, Row};
use crate::text::{one_line, plural};

/// Characters of a title in a diagram.
const LABEL: usize = 60;

/// The list of records.
pub fn records(rows: &[Row], style: Style) -> String {
    let mut s = Screen::new(style);
    let mut grid = s.grid(&["id", "status", "date", "title", "relations"]);
    for r in rows {
        let mut relations = Vec::new();
        if !r.superseded_by.is_empty() {
            relations.push(format!("superseded by {}", r.superseded_by.join(", ")));
        }
        if !r.supersedes.is_empty() {
            relations.push(format!("supersedes {}", r.supersedes.join(", ")));
        }
        let or_dash = |t: &Option<String>| t.clone().unwrap_or_else(|| String::from("-"));
        grid.add_row(vec![
            cell(&r.id),
            cell(&or_dash(&r.status)),
            cell(&or_dash(&r.date)),
            cell(&r.title),
            cell(&relations.join("; ")),
        ]);
    }
    // Ids, statuses and days stay whole where the width allows; titles and relations share the rest.
    let widest = |of: &dyn Fn(&Row) -> usize, least: usize, most: usize| {
        rows.iter().map(of).max().unwrap_or(0).clamp(least, most) as u16
    };
    let length = |t: &Option<String>| t.as_ref().map_or(1, |t| t.chars().count());
    let id = widest(&|r| r.id.chars().count(), 4, 14);
    let (status, date) = (widest(&|r| length(&r.status), 6, 12), widest(&|r| length(&r.date), 4, 10));
    let related = rows.iter().any(|r| !r.superseded_by.is_empty() || !r.supersedes.is_empty());
    let rest = Screen::room(style, 5).saturating_sub(id + status + date);
    let relations = if related { rest * 2 / 5 } else { 9 };
    s.print(grid, &[id, status, date, rest.saturating_sub(relations), relations]);
    s.line("");
    s.line(plural(rows.len(), "record"));
    s.out
}

/// One record.
pub fn record(d: &Detail, style: Style) -> String {
    let mut s = Screen::new(style);
    let title = s.bold(&format!("{}  {}", one_line(&d.row.id), one_line(&d.row.title)));
    s.line(title);
    let status = match (&d.row.status, &d.status_text) {
        (Some(s), Some(t)) if !s.eq_ignore_ascii_case(t) => format!("{s} (\"{t}\")"),
        (Some(s), _) => s.clone(),
        _ => String::from("no status"),
    };
    s.wrapped(
        "",
        &format!("{status} · {} · {} · {}", d.row.date.as_deref().unwrap_or("no date"), d.row.format, d.row.path),
    );
    for (name, list) in [
        ("Decided by", &d.row.deciders),
        ("Consulted", &d.consulted),
        ("Informed", &d.informed),
        ("Written by", &d.authors),
    ] {
        if !list.is_empty() {
            s.wrapped(&format!("  {name}: "), &list.join(", "));
        }
    }
    if !d.drivers.is_empty() {
        s.heading("Drivers", "");
        d.drivers.iter().for_each(|l| s.wrapped("  ", l));
    }
    if !d.options.is_empty() || d.chosen.is_some() {
        s.heading("Options", "");
        for o in &d.options {
            let chosen = d.chosen.as_ref().is_some_and(|c| one_line(c).eq_ignore_ascii_case(&one_line(o)));
            s.wrapped(if chosen { "  > " } else { "    " }, o);
        }
        let listed = |c: &String| d.options.iter().any(|o| one_line(o).eq_ignore_ascii_case(&one_line(c)));
        if let Some(c) = d.chosen.as_ref().filter(|c| !listed(c)) {
            s.wrapped("  > ", c);
        }
    }
    if !d.consequences.is_empty() {
        s.heading("Consequences", "");
        d.consequences.iter().for_each(|c| s.wrapped("  ", c));
    }
    if !d.relations.is_empty() {
        s.heading("Relations", "");
        for r in &d.relations {
            let partly = if r.partly { " in part" } else { "" };
            let title = r.title.as_deref().unwrap_or("(not found)");
            let sides = match (r.said_here, r.said_there) {
                (true, true) => "",
                (true, false) if r.title.is_some() && r.kind != "relates_to" && r.kind != "depends_on" => {
                    " (only this record says so)"
                }
                (false, true) if r.kind != "relates_to" && r.kind != "needed_by" => " (only the other record says so)",
                _ => "",
            };
            s.wrapped("  ", &format!("{}{partly} {}: {title}{sides}", r.kind.replace('_', " "), r.id));
        }
    }
    if !d.sections.is_empty() {
        s.heading("Sections", "");
        s.wrapped("  ", &d.sections.join(" · "));
    }
    s.out
}

fn short(id: &str, title: Option<&str>) -> String {
    let title = one_line(title.unwrap_or("not found"));
    let cut: String = title.chars().take(LABEL).collect();
    let dots = if cut.len() < title.len() { "…" } else { "" };
    format!("{}: {cut}{dots}", one_line(id))
}

/// Records that no longer hold are drawn with broken lines.
fn ended(status: Option<&str>) -> bool {
    matches!(status, Some("superseded" | "deprecated" | "rejected"))
}

fn word(kind: &str, partly: bool) -> String {
    format!("{}{}", kind.replace('_', " "), if partly { " in part" } else { "" })
}

/// A Mermaid flow chart.
pub fn mermaid(g: &Graph) -> String {
    // Signs with a meaning for Mermaid or HTML are written as entities.
    let safe = |text: &str| {
        let mut out = String::new();
        for c in text.chars() {
            match c {
                '"' => out.push_str("#quot;"),
                '#' => out.push_str("#35;"),
                '&' => out.push_str("#amp;"),
                '<' => out.push_str("#lt;"),
                '>' => out.push_str("#gt;"),
                '`' => out.push_str("#96;"),
                '\\' => out.push_str("#92;"),
                _ => out.push(c),
            }
        }
        out
    };
    let mut out = String::from("flowchart LR\n");
    for (i, n) in g.nodes.iter().enumerate() {
        let class = match (&n.title, ended(n.status.as_deref())) {
            (None, _) => ":::missing",
            (_, true) => ":::ended",
            _ => "",
        };
        out.push_str(&format!("  n{i}[\"{}\"]{class}\n", safe(&short(&n.id, n.title.as_deref()))));
    }
    for e in &g.edges {
        let at = |key: &str| g.nodes.iter().position(|n| n.key == key).unwrap_or_default();
        out.push_str(&format!("  n{} -->|{}| n{}\n", at(&e.from), word(e.kind, e.partly), at(&e.to)));
    }
    out.push_str("  classDef ended stroke-dasharray: 4 3\n  classDef missing stroke-dasharray: 1 3\n");
    out
}

/// A Graphviz digraph.
pub fn dot(g: &Graph) -> String {
    let safe = |text: &str| text.replace('\\', "\\\\").replace('"', "\\\"");
    let mut out = String::from("digraph decisions {\n  rankdir=LR;\n  node [shape=box];\n");
    for (i, n) in g.nodes.iter().enumerate() {
        let style = match (&n.title, ended(n.status.as_deref())) {
            (None, _) => ", style=dotted",
            (_, true) => ", style=dashed",
            _ => "",
        };
        out.push_str(&format!("  n{i} [label=\"{}\"{style}];\n", safe(&short(&n.id, n.title.as_deref()))));
    }
    for e in &g.edges {
        let at = |key: &str| g.nodes.iter().position(|n| n.key == key).unwrap_or_default();
        let style = if e.partly { ", style=dashed" } else { "" };
        out.push_str(&format!("  n{} -> n{} [label=\"{}\"{style}];\n", at(&e.from), at(&e.to), word(e.kind, e.partly)));
    }
    out.push_str("}\n");
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::adr::{GraphEdge, GraphNode};

    #[test]
    fn labels_are_escaped() {
        let node = |key: &str, title: &str| GraphNode {
            key: key.into(),
            id: key.into(),
            title: Some(title.into()),
            status: Some(String::from("superseded")),
        };
        let g = Graph {
            nodes: vec![node("1", "Say \"no\" <b>#1\n\\"), node("2", "x")],
            edges: vec![GraphEdge {
                from: "2".into(),
                to: "1".into(),
                kind: "supersedes",
                partly: true,
                said_by: Vec::new(),
            }],
        };
        let text = mermaid(&g);
        assert!(text.contains("n0[\"1: Say #quot;no#quot; #lt;b#gt;#35;1 #92;\"]:::ended"), "{text}");
        assert!(text.contains("n1 -->|supersedes in part| n0"), "{text}");
        let text = dot(&g);
        assert!(text.contains("label=\"1: Say \\\"no\\\" <b>#1 \\\\\""), "{text}");
    }
}
