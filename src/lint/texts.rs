//! Which files are texts that may be records, and which of them are Markdown.

use crate::adr::Markup;

/// Whether a path is that of a text that may be a record.
pub fn is_text(path: &str) -> bool {
    Markup::of(path).is_some()
}

/// Whether a path is that of a Markdown file.
pub fn is_markdown(path: &str) -> bool {
    Markup::of(path) == Some(Markup::Markdown)
}
