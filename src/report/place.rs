//! Places for people and programs.

use crate::text::{Files, LineCol, Span};

/// A place with its lines and columns; columns count characters from 1, the end is one past the last.
pub(super) struct Place<'f> {
    pub(super) path: &'f str,
    pub(super) start: LineCol,
    pub(super) end: LineCol,
    pub(super) span: Span,
}

/// The place of a span; none if its file is not known.
pub(super) fn place(files: &Files, span: Span) -> Option<Place<'_>> {
    let file = files.get(span.file)?;
    let (start, end) = file.line_cols(span.range());
    Some(Place { path: &file.name, start, end, span })
}

/// A relative path as the path of a URI: `a b/c.md` as `a%20b/c.md`.
pub(super) fn uri(path: &str) -> String {
    use std::fmt::Write;
    let mut out = String::with_capacity(path.len());
    for b in path.bytes() {
        match b {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'/' => out.push(char::from(b)),
            _ => {
                let _ = write!(out, "%{b:02X}");
            }
        }
    }
    // A first part with a colon would be a scheme; it is encoded above.
    out
}
