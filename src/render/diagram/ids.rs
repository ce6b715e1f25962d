//! Names of boxes and lanes in texts that are programs of their own: plain words, each once, none reserved.

use std::collections::BTreeSet;

use super::Graph;

/// The names of all boxes and lanes of a graph.
pub(super) struct Ids {
    pub(super) nodes: Vec<String>,
    pub(super) lanes: Vec<String>,
}

impl Ids {
    /// Makes them of the graph's ids as far as these are plain words; `reserved` are words of the language.
    pub(super) fn of(graph: &Graph, reserved: &[&str]) -> Self {
        let mut taken = BTreeSet::new();
        let mut name = |id: &str, prefix: &str, index: usize| {
            let plain = id.starts_with(|c: char| c.is_ascii_lowercase())
                && id.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_');
            let mut word = if plain { id.to_string() } else { format!("{prefix}{index}") };
            if reserved.contains(&word.as_str()) {
                word = format!("{prefix}_{word}");
            }
            while !taken.insert(word.clone()) {
                word.push('_');
            }
            word
        };
        let nodes = graph.nodes.iter().enumerate().map(|(i, n)| name(&n.id, "node", i)).collect();
        let lanes = graph.lanes.iter().enumerate().map(|(i, l)| name(&format!("lane_{}", l.id), "lane", i)).collect();
        Ids { nodes, lanes }
    }
}

/// A link that may be written down: a web address or a relative path, without anything that could end it.
pub(super) fn link(link: Option<&str>) -> Option<String> {
    let link = link?.trim();
    let scheme = link.split(['/', '?', '#']).next().unwrap_or_default();
    let fine = link.starts_with("https://") || link.starts_with("http://") || !scheme.contains(':');
    let mut out = String::new();
    for c in link.chars() {
        let plain = c.is_ascii_alphanumeric() || "-._~:/?#@!&()*+,=%".contains(c);
        if plain {
            out.push(c);
        } else {
            let mut bytes = [0; 4];
            for b in c.encode_utf8(&mut bytes).bytes() {
                out += &format!("%{b:02X}");
            }
        }
    }
    (fine && !out.is_empty()).then_some(out)
}

/// Text in one line, of at least one character.
pub(super) fn line(text: &str) -> String {
    let text = crate::text::one_line(text);
    let text: Vec<&str> = text.split_whitespace().collect();
    if text.is_empty() { String::from("-") } else { text.join(" ") }
}
