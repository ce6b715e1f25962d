//! From tree to values, collecting every error.

use super::tree::{Entry, Node, Shape};
use crate::diagnostics::{Code, Diagnostic, Sink};
use crate::text::{Text, nearest, one_of};

/// The fields of one map: taken by name, and the rest reported as unknown by [`Fields::finish`].
pub struct Fields<'a> {
    node: &'a Node,
    entries: &'a [Entry],
    what: &'static str,
    known: Vec<&'static str>,
}

impl<'a> Fields<'a> {
    /// Opens a map; anything else is reported and gives `None`.
    pub fn open(node: &'a Node, what: &'static str, sink: &mut Sink) -> Option<Self> {
        let entries = mapping(node, what, sink)?;
        Some(Fields { node, entries, what, known: Vec::new() })
    }

    /// The value of a key that may be absent; an explicit null counts as absent.
    pub fn optional(&mut self, key: &'static str) -> Option<&'a Node> {
        self.known.push(key);
        self.entries.iter().find(|e| e.key == key).map(|e| &e.value).filter(|v| !v.is_null())
    }

    /// The value of a key that must be there.
    pub fn required(&mut self, key: &'static str, sink: &mut Sink) -> Option<&'a Node> {
        let found = self.optional(key);
        if found.is_none() {
            let place = self.entries.first().map_or(self.node.span, |e| e.key_span);
            sink.push(
                Diagnostic::error(Code::MissingKey, place, format!("{} has no `{key}`", self.what))
                    .label(format!("`{key}` is required")),
            );
        }
        found
    }

    /// The text of a key that must be there.
    pub fn text(&mut self, key: &'static str, sink: &mut Sink) -> Option<Text> {
        let node = self.required(key, sink)?;
        string(node, key, sink)
    }

    /// The text of a key that may be absent.
    pub fn text_opt(&mut self, key: &'static str, sink: &mut Sink) -> Option<Text> {
        let node = self.optional(key)?;
        string(node, key, sink)
    }

    /// The items of a list that may be absent.
    pub fn items(&mut self, key: &'static str, sink: &mut Sink) -> &'a [Node] {
        match self.optional(key) {
            Some(node) => list(node, key, sink),
            None => &[],
        }
    }

    /// Reports the keys that nobody asked for, with the nearest known one.
    pub fn finish(self, sink: &mut Sink) {
        for entry in self.entries {
            if self.known.contains(&entry.key.as_str()) {
                continue;
            }
            let like = nearest(&entry.key, self.known.iter().copied());
            sink.push(
                Diagnostic::error(
                    Code::UnknownKey,
                    entry.key_span,
                    format!("{} has no key `{}`", self.what, entry.key),
                )
                .label("unknown key")
                .maybe_help(like.map(|l| format!("Did you mean `{l}`?")))
                .help(format!("Known keys: {}", one_of(self.known.iter().copied(), 20))),
            );
        }
    }
}

fn wrong(node: &Node, what: &str, expected: &str, sink: &mut Sink) {
    sink.push(
        Diagnostic::error(Code::Type, node.span, format!("`{what}` should be {expected}, not {}", node.kind()))
            .label(format!("expected {expected}")),
    );
}

/// The entries of a map.
pub fn mapping<'a>(node: &'a Node, what: &str, sink: &mut Sink) -> Option<&'a [Entry]> {
    match &node.shape {
        Shape::Map(entries) => Some(entries),
        _ => {
            wrong(node, what, "a map", sink);
            None
        }
    }
}

/// The items of a list; anything else is reported and gives none.
pub fn list<'a>(node: &'a Node, what: &str, sink: &mut Sink) -> &'a [Node] {
    match &node.shape {
        Shape::List(items) => items,
        _ => {
            wrong(node, what, "a list", sink);
            &[]
        }
    }
}

/// A text. Unquoted numbers and booleans are taken as they are written.
pub fn string(node: &Node, what: &str, sink: &mut Sink) -> Option<Text> {
    match &node.shape {
        Shape::Scalar { text, .. } if !node.is_null() => Some(text.clone().into()),
        _ => {
            wrong(node, what, "a text", sink);
            None
        }
    }
}

/// A list of texts; one text alone is a list of one.
pub fn strings(node: &Node, what: &str, sink: &mut Sink) -> Vec<Text> {
    match &node.shape {
        Shape::List(items) => items.iter().filter_map(|i| string(i, what, sink)).collect(),
        _ => string(node, what, sink).into_iter().collect(),
    }
}

/// `true` or `false`.
pub fn boolean(node: &Node, what: &str, sink: &mut Sink) -> Option<bool> {
    let value = node.as_bool();
    if value.is_none() {
        wrong(node, what, "true or false", sink);
    }
    value
}

/// A finite number.
pub fn number(node: &Node, what: &str, sink: &mut Sink) -> Option<f64> {
    let value = node.as_number();
    if value.is_none() {
        wrong(node, what, "a number", sink);
    }
    value
}

/// A whole number.
pub fn integer(node: &Node, what: &str, sink: &mut Sink) -> Option<i64> {
    let value = node.as_number().filter(|n| n.fract() == 0.0 && n.abs() < 9e15);
    if value.is_none() {
        wrong(node, what, "a whole number", sink);
    }
    value.map(|n| n as i64)
}
