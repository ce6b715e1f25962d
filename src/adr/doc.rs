//! A text with everything that its parts need.

use std::ops::Range;

use super::blocks::Blocks;
use super::fields;
use super::model::{Field, Role, Section};
use crate::text::{FileId, Span, line_end};

/// Bytes of a status section that are looked at.
pub(super) const STATUS_BYTES: usize = 4_000;

/// Sections of one kind that are kept: no record that people write has more.
pub(super) const MOST_SECTIONS: usize = 20;

/// A text with everything that its parts need.
pub(super) struct Doc<'a> {
    pub(super) file: FileId,
    pub(super) text: &'a str,
    /// The text without front matter and fence around it.
    pub(super) body: Range<usize>,
    pub(super) blocks: Blocks,
    pub(super) sections: Vec<Section>,
    pub(super) fields: Vec<Field>,
    /// The bytes before the first section that is no data about the record.
    pub(super) head: Range<usize>,
}

impl Doc<'_> {
    pub(super) fn span(&self, range: Range<usize>) -> Span {
        Span::new(self.file, range.start, range.end)
    }
}

/// Sections that hold data about the record.
pub(super) fn is_data(role: Role) -> bool {
    matches!(
        role,
        Role::Status
            | Role::Date
            | Role::Deciders
            | Role::Consulted
            | Role::Informed
            | Role::Authors
            | Role::Metadata
            | Role::Changelog
            | Role::Contents
            | Role::Supersedes
            | Role::SupersededBy
    )
}

/// A value with the lines that go on with it.
pub(super) fn extent(doc: &Doc<'_>, value: Span) -> Range<usize> {
    let Range { start, mut end } = value.range();
    let stop = doc.body.end;
    let mut at = doc.text[end..stop.max(end)].find('\n').map_or(stop, |n| end + n + 1);
    while at < stop && at - start < STATUS_BYTES {
        let len = line_end(&doc.text[..stop], at) - at;
        let line = doc.text[at..at + len].trim_start_matches([' ', '\t', '>']).trim_end();
        let new = line.is_empty()
            || line.starts_with(['#', '|', '-', '+', '<', '`', '='])
            || line.starts_with("* ")
            // A label that is not known begins something else too.
            || (line.starts_with("**") && (line.contains(":**") || line.contains("**:")))
            || !fields::labelled(doc.text, at..at + len).is_empty();
        if new {
            break;
        }
        end = at + doc.text[at..at + len].trim_end().len();
        at += len;
    }
    start..end
}
