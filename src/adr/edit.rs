//! Small changes of a text.

use std::ops::Range;

/// Puts a text in place of some bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edit {
    /// The bytes that go; empty to insert.
    pub range: Range<usize>,
    /// What comes.
    pub text: String,
}

impl Edit {
    /// A text in place of some bytes.
    pub(super) fn new(range: Range<usize>, text: impl Into<String>) -> Self {
        Edit { range, text: text.into() }
    }
}

/// The text with all edits; of two that overlap the one that begins first counts.
pub fn apply(text: &str, edits: &[Edit]) -> String {
    let mut sorted: Vec<&Edit> = edits.iter().collect();
    sorted.sort_by_key(|e| e.range.start);
    let mut out = String::with_capacity(text.len() + 200);
    let mut at = 0;
    for e in sorted {
        if e.range.start < at || e.range.end > text.len() {
            continue;
        }
        out.push_str(&text[at..e.range.start]);
        out.push_str(&e.text);
        at = e.range.end;
    }
    out.push_str(&text[at..]);
    out
}

/// The bytes of the line around a byte, without its end.
pub(super) fn line_of(text: &str, at: usize) -> Range<usize> {
    let start = text[..at].rfind('\n').map_or(0, |n| n + 1);
    start..text[at..].find('\n').map_or(text.len(), |n| at + n)
}

/// A YAML scalar, in quotes where it must be.
pub(super) fn quoted(value: &str) -> String {
    let plain = !value.is_empty()
        && !value.bytes().all(|b| b.is_ascii_digit())
        && !value.contains(": ")
        && !value.contains(" #")
        && !value.ends_with(':')
        && !value.starts_with(|c: char| "@`'\"[]{}&*!|>%#,?-".contains(c))
        && !value.contains(['[', ']', ',', '\n', '\t'])
        && !matches!(value.to_lowercase().as_str(), "null" | "true" | "false" | "yes" | "no" | "~");
    if plain || value.is_empty() {
        value.to_string()
    } else {
        format!("\"{}\"", value.replace('\\', "\\\\").replace('"', "\\\""))
    }
}
