//! The tree.

use crate::text::Span;

/// A value with its place.
#[derive(Debug, Clone, PartialEq)]
pub struct Node {
    /// The bytes of the value.
    pub span: Span,
    /// What it is.
    pub shape: Shape,
}

/// One entry of a map.
#[derive(Debug, Clone, PartialEq)]
pub struct Entry {
    /// The key.
    pub key: String,
    /// The bytes of the key.
    pub key_span: Span,
    /// The value.
    pub value: Node,
}

/// The shape of a value.
#[derive(Debug, Clone, PartialEq)]
pub enum Shape {
    /// Text as written; `plain` is false if it was quoted and so is a string in any case.
    Scalar {
        /// The text after escapes.
        text: String,
        /// Written without quotes.
        plain: bool,
    },
    /// A list.
    List(Vec<Node>),
    /// A map, in the order written, without duplicate keys.
    Map(Vec<Entry>),
}

impl Node {
    /// The text of a scalar.
    pub fn text(&self) -> Option<&str> {
        match &self.shape {
            Shape::Scalar { text, .. } => Some(text),
            _ => None,
        }
    }

    /// Whether it is nothing (`null`, `~` or empty, unquoted).
    pub fn is_null(&self) -> bool {
        matches!(&self.shape, Shape::Scalar { text, plain: true } if matches!(text.as_str(), "" | "~" | "null" | "Null" | "NULL"))
    }

    /// `true` or `false`, unquoted (YAML 1.2: `yes` and `no` are strings).
    pub fn as_bool(&self) -> Option<bool> {
        match &self.shape {
            Shape::Scalar { text, plain: true } => match text.as_str() {
                "true" | "True" | "TRUE" => Some(true),
                "false" | "False" | "FALSE" => Some(false),
                _ => None,
            },
            _ => None,
        }
    }

    /// An unquoted finite number.
    pub fn as_number(&self) -> Option<f64> {
        match &self.shape {
            Shape::Scalar { text, plain: true }
                if text.starts_with(|c: char| c.is_ascii_digit() || "+-.".contains(c)) =>
            {
                text.replace('_', "").parse::<f64>().ok().filter(|n| n.is_finite())
            }
            _ => None,
        }
    }

    /// The entries of a map.
    pub fn entries(&self) -> Option<&[Entry]> {
        match &self.shape {
            Shape::Map(entries) => Some(entries),
            _ => None,
        }
    }

    /// The items of a list.
    pub fn items(&self) -> Option<&[Node]> {
        match &self.shape {
            Shape::List(items) => Some(items),
            _ => None,
        }
    }

    /// The value of a key of a map.
    pub fn get(&self, key: &str) -> Option<&Node> {
        self.entries()?.iter().find(|e| e.key == key).map(|e| &e.value)
    }

    /// What it is, for messages.
    pub fn kind(&self) -> &'static str {
        match &self.shape {
            _ if self.is_null() => "nothing",
            _ if self.as_bool().is_some() => "true or false",
            _ if self.as_number().is_some() => "a number",
            Shape::Scalar { .. } => "a text",
            Shape::List(_) => "a list",
            Shape::Map(_) => "a map",
        }
    }
}
