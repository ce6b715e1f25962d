//! As a D2 program.

use super::ids::{Ids, line, link};
use super::{Class, EdgeKind, Graph};

/// Words that mean something as a key.
const RESERVED: [&str; 34] = [
    "animated",
    "class",
    "classes",
    "constraint",
    "desc",
    "direction",
    "filled",
    "font",
    "height",
    "icon",
    "label",
    "layers",
    "left",
    "link",
    "multiple",
    "near",
    "opacity",
    "scenarios",
    "shadow",
    "shape",
    "source",
    "steps",
    "stroke",
    "style",
    "target",
    "title",
    "tooltip",
    "top",
    "vars",
    "width",
    "bold",
    "italic",
    "underline",
    "fill",
];

const CLASSES: &str = "\
classes: {
  managed: {style: {fill: \"#eaf3ff\"; stroke: \"#0969da\"; font-color: \"#1f2328\"; border-radius: 6}}
  own: {style: {fill: \"#eaf8ee\"; stroke: \"#1a7f37\"; font-color: \"#1f2328\"; stroke-width: 3; border-radius: 6}}
  tool: {style: {fill: \"#f6f0ff\"; stroke: \"#8250df\"; font-color: \"#1f2328\"; stroke-dash: 4; border-radius: 6}}
  outside: {shape: oval; style: {fill: \"#ffffff\"; stroke: \"#59636e\"; font-color: \"#1f2328\"}}
  person: {shape: person; style: {fill: \"#ffffff\"; stroke: \"#59636e\"; font-color: \"#1f2328\"}}
}
";

impl Graph {
    /// The picture as a D2 program.
    pub fn d2(&self) -> String {
        let ids = Ids::of(self, &RESERVED);
        let mut out = String::from("direction: right\n");
        out += CLASSES;
        out += &format!("title: {} {{shape: text; near: top-center; style.font-size: 28}}\n", quote(&[&self.title]));
        let mut path = vec![String::new(); self.nodes.len()];
        for (lane, id) in self.lanes.iter().zip(&ids.lanes) {
            if self.members(lane).next().is_none() {
                continue;
            }
            out += &format!("{id}: {} {{\n", quote(&[&lane.name]));
            for (i, node) in self.members(lane) {
                let own = &ids.nodes[i];
                path[i] = format!("{id}.{own}");
                let role = if node.in_estate { format!("{}, already there", node.role) } else { node.role.clone() };
                let class = match node.class {
                    Class::Managed => "managed",
                    Class::SelfHosted => "own",
                    Class::Tool => "tool",
                    Class::External if node.person => "person",
                    Class::External => "outside",
                };
                let link = link(node.link.as_deref()).map(|l| format!("; link: \"{l}\"")).unwrap_or_default();
                out += &format!("  {own}: {} {{class: {class}{link}}}\n", quote(&[&node.name, &format!("({role})")]));
            }
            out += "}\n";
        }
        for (a, b, edge) in self.ends().into_iter().filter(|e| !path[e.0].is_empty() && !path[e.1].is_empty()) {
            let label = edge.label.as_deref().map(|l| format!(": {}", quote(&[l]))).unwrap_or_default();
            let style = match (edge.kind, label.is_empty()) {
                (EdgeKind::Data, _) => "",
                (EdgeKind::Control, true) => ": {style.stroke-dash: 4}",
                (EdgeKind::Control, false) => " {style.stroke-dash: 4}",
            };
            out += &format!("{} -> {}{label}{style}\n", path[a], path[b]);
        }
        out
    }
}

/// A quoted string of these lines.
fn quote(lines: &[&str]) -> String {
    let mut out = String::from("\"");
    for (i, text) in lines.iter().enumerate() {
        if i > 0 {
            out += "\\n";
        }
        for c in line(text).chars() {
            // A dollar sign would begin a substitution.
            if matches!(c, '"' | '\\' | '$') {
                out.push('\\');
            }
            out.push(c);
        }
    }
    out.push('"');
    out
}
