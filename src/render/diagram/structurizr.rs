//! As a workspace of the Structurizr language: people, the system with its containers, systems outside, and their
//! relationships, with a view of the context and one of the containers (C4).

use std::collections::BTreeSet;

use super::ids::{Ids, line, link};
use super::{Class, EdgeKind, Graph};

/// Words that mean something where a name of an element may stand.
const RESERVED: [&str; 22] = [
    "autolayout",
    "component",
    "configuration",
    "container",
    "deployment",
    "dynamic",
    "element",
    "group",
    "include",
    "instances",
    "model",
    "perspectives",
    "person",
    "properties",
    "relationship",
    "styles",
    "tags",
    "technology",
    "this",
    "url",
    "views",
    "workspace",
];

const STYLES: &str = "      element \"Element\" {
        background #ffffff
        color #1f2328
        stroke #59636e
        shape RoundedBox
      }
      element \"Person\" {
        shape Person
      }
      element \"Managed service\" {
        background #eaf3ff
        stroke #0969da
      }
      element \"Run by the team\" {
        background #eaf8ee
        stroke #1a7f37
        strokeWidth 4
      }
      element \"Library, tool or practice\" {
        background #f6f0ff
        stroke #8250df
        border Dashed
      }
      relationship \"Relationship\" {
        style solid
      }
      relationship \"Control\" {
        style dashed
      }
";

impl Graph {
    /// The picture as a Structurizr workspace.
    pub fn structurizr(&self) -> String {
        let ids = Ids::of(self, &RESERVED);
        let names = names(self);
        let title = quote(&self.title);
        let mut out = format!("workspace {title} {{\n  model {{\n");
        for (i, node) in self.nodes.iter().enumerate().filter(|(_, n)| n.class == Class::External) {
            let (name, role) = (quote(&names[i]), quote(&node.role));
            let (kind, tag) = if node.person { ("person", "") } else { ("softwareSystem", " \"Outside the system\"") };
            out += &format!("    {} = {kind} {name} {role}{tag}\n", ids.nodes[i]);
        }
        out += &format!("    the_system_ = softwareSystem {} {{\n", quote(&self.system));
        for lane in &self.lanes {
            let inside: Vec<_> = self.members(lane).filter(|(_, n)| n.class != Class::External).collect();
            if inside.is_empty() {
                continue;
            }
            out += &format!("      group {} {{\n", quote(&lane.name));
            for (i, node) in inside {
                let tags = if node.in_estate {
                    format!("{},Already there", node.class.words())
                } else {
                    node.class.words().into()
                };
                // A comma separates tags.
                let tags = tags.replace("Library, tool", "Library tool");
                out += &format!(
                    "        {} = container {} {} \"\" \"{tags}\"",
                    ids.nodes[i],
                    quote(&names[i]),
                    quote(&node.role)
                );
                out += &match link(node.link.as_deref()).filter(|l| l.starts_with("http")) {
                    Some(url) => format!(" {{\n          url {url}\n        }}\n"),
                    None => String::from("\n"),
                };
            }
            out += "      }\n";
        }
        out += "    }\n";
        let mut told = BTreeSet::new();
        for (a, b, edge) in self.ends() {
            let label = quote(edge.label.as_deref().unwrap_or("feeds"));
            if told.insert((a, b, label.clone())) {
                let tag = if edge.kind == EdgeKind::Control { " \"\" \"Control\"" } else { "" };
                out += &format!("    {} -> {} {label}{tag}\n", ids.nodes[a], ids.nodes[b]);
            }
        }
        out += "  }\n  views {\n";
        for (kind, key) in [("systemContext", "context"), ("container", "containers")] {
            out += &format!("    {kind} the_system_ \"{key}\" {{\n      include *\n      autolayout lr\n    }}\n");
        }
        out += "    styles {\n";
        out += &STYLES.replace("Library, tool", "Library tool");
        out + "    }\n  }\n}\n"
    }
}

/// Names of the boxes, each once: elements of a kind must not share one.
fn names(graph: &Graph) -> Vec<String> {
    let mut taken = BTreeSet::from([line(&graph.system).to_lowercase()]);
    graph
        .nodes
        .iter()
        .map(|n| {
            let often = graph.nodes.iter().filter(|m| m.name == n.name).count() > 1;
            let mut name = if often { format!("{} ({})", line(&n.name), line(&n.role)) } else { line(&n.name) };
            while !taken.insert(name.to_lowercase()) {
                name.push('*');
            }
            name
        })
        .collect()
}

/// A quoted string. The language has no escape for everything: what could end the string, continue the line or begin a
/// substitution is replaced.
fn quote(text: &str) -> String {
    let text: String = line(text)
        .chars()
        .map(|c| match c {
            '"' => '\'',
            '\\' => '/',
            '{' => '(',
            '}' => ')',
            c => c,
        })
        .collect();
    format!("\"{text}\"")
}
