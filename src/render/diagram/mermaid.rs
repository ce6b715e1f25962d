//! As a Mermaid flowchart, for Markdown.

use super::ids::{Ids, line, link};
use super::{Class, EdgeKind, Graph};

/// Words that a name of a box must not be.
const RESERVED: [&str; 19] = [
    "accdescr",
    "acctitle",
    "call",
    "class",
    "classdef",
    "click",
    "default",
    "direction",
    "end",
    "flowchart",
    "graph",
    "href",
    "interpolate",
    "linkstyle",
    "style",
    "subgraph",
    "x",
    "o",
    "v",
];

/// Looks of the classes: readable on light and dark pages, since fill and text are both given.
const LOOKS: [(Class, &str, &str); 4] = [
    (Class::Managed, "managed", "fill:#eaf3ff,stroke:#0969da,color:#1f2328"),
    (Class::SelfHosted, "own", "fill:#eaf8ee,stroke:#1a7f37,stroke-width:2px,color:#1f2328"),
    (Class::Tool, "tool", "fill:#f6f0ff,stroke:#8250df,stroke-dasharray:5 3,color:#1f2328"),
    (Class::External, "outside", "fill:#ffffff,stroke:#59636e,color:#1f2328"),
];

impl Graph {
    /// The picture as a Mermaid flowchart.
    pub fn mermaid(&self) -> String {
        let ids = Ids::of(self, &RESERVED);
        let mut out = format!("---\ntitle: \"{}\"\n---\nflowchart LR\n", yaml(&self.title));
        for (lane, id) in self.lanes.iter().zip(&ids.lanes) {
            if self.members(lane).next().is_none() {
                continue;
            }
            out += &format!("  subgraph {id}[\"{}\"]\n", escape(&lane.name));
            for (i, node) in self.members(lane) {
                let there = if node.in_estate { ", already there" } else { "" };
                let words = format!("{}<br/>({}{there})", escape(&node.name), escape(&node.role));
                let (left, right) = match node.class {
                    Class::Managed => ("[", "]"),
                    Class::SelfHosted => ("[[", "]]"),
                    Class::Tool => ("{{", "}}"),
                    Class::External => ("([", "])"),
                };
                out += &format!("    {}{left}\"{words}\"{right}:::{}\n", ids.nodes[i], look(node.class).1);
            }
            out += "  end\n";
        }
        for (a, b, edge) in self.ends() {
            let arrow = if edge.kind == EdgeKind::Control { "-.->" } else { "-->" };
            let label = edge.label.as_deref().map(|l| format!("|\"{}\"|", escape(l))).unwrap_or_default();
            out += &format!("  {} {arrow}{label} {}\n", ids.nodes[a], ids.nodes[b]);
        }
        for (node, id) in self.nodes.iter().zip(&ids.nodes) {
            if let Some(link) = link(node.link.as_deref()) {
                out += &format!("  click {id} href \"{link}\"\n");
            }
        }
        for (class, name, style) in LOOKS {
            if self.nodes.iter().any(|n| n.class == class) {
                out += &format!("  classDef {name} {style}\n");
            }
        }
        out
    }
}

fn look(class: Class) -> (Class, &'static str, &'static str) {
    LOOKS.into_iter().find(|l| l.0 == class).unwrap_or(LOOKS[0])
}

/// Text of a label: all but letters, digits and plain punctuation as numbered characters, which no part of the
/// language takes for its own.
fn escape(text: &str) -> String {
    let mut out = String::new();
    for c in line(text).chars() {
        if c.is_alphanumeric() || " .,()-+_/".contains(c) {
            out.push(c);
        } else {
            out += &format!("#{};", u32::from(c));
        }
    }
    out
}

/// Text of the title, a quoted string of YAML.
fn yaml(text: &str) -> String {
    let mut out = String::new();
    for c in line(text).chars() {
        match c {
            c if c.is_alphanumeric() || " .,:()+-_/".contains(c) => out.push(c),
            c if u32::from(c) < 0x1_0000 => out += &format!("\\u{:04x}", u32::from(c)),
            c => out += &format!("\\U{:08x}", u32::from(c)),
        }
    }
    out
}
