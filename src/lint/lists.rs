//! Pages that list the records of a log.

use crate::adr::{Adr, Collection, Standing};
use crate::diagnostics::Fix;
use crate::text::{FileId, Span};

/// A page that lists records.
pub(super) struct List {
    /// The page.
    pub(super) file: FileId,
    /// Its path.
    pub(super) path: String,
    /// What it says of a record, row by row.
    pub(super) rows: Vec<Row>,
    /// The logs that it lists.
    pub(super) logs: Vec<Listed>,
    /// What is generated is not what would be generated now.
    pub(super) outdated: bool,
    /// What brings the generated part up to date.
    pub(super) rewrite: Option<Fix>,
}

impl List {
    /// The rows that name another status than their record.
    pub(super) fn wrong<'l>(
        &'l self,
        all: &'l Collection,
    ) -> impl Iterator<Item = (&'l Row, &'l Adr, (Standing, Span))> {
        self.rows.iter().filter_map(|row| {
            let adr = &all.adrs[row.record?];
            let told = row.status?;
            let is = adr.status()?.standing?;
            (class(is) != class(told.0)).then_some((row, adr, told))
        })
    }

    /// What to do about it.
    pub(super) fn help(&self, marked: bool) -> String {
        if marked {
            String::from("`mlarch adr index` writes the list anew")
        } else {
            format!("`mlarch adr index` keeps a list in {} between two comments", self.path)
        }
    }
}

/// A log on a page.
pub(super) struct Listed {
    /// The records of the log.
    pub(super) records: usize,
    /// Those that the page does not name, by index.
    pub(super) left_out: Vec<usize>,
    /// The last row with a record of the log.
    pub(super) last: Span,
}

/// A row or item about one record.
pub(super) struct Row {
    /// The place that names the record: the link, or the cell.
    pub(super) span: Span,
    /// The record; none if there is none, or if a word for it is missing.
    pub(super) record: Option<usize>,
    /// The row leads to a record that does not exist, or names one: as shown in messages.
    pub(super) dangling: Option<String>,
    /// The status that the row claims, with its place.
    pub(super) status: Option<(Standing, Span)>,
}

/// Statuses that a list need not tell apart have the same class.
pub(super) fn class(standing: Standing) -> u8 {
    match standing {
        Standing::Draft | Standing::Proposed | Standing::Deferred => 0,
        Standing::Accepted | Standing::Implemented | Standing::Experimental => class_of_force(),
        Standing::Superseded | Standing::Deprecated => 2,
        Standing::Rejected => 3,
    }
}

pub(super) const fn class_of_force() -> u8 {
    1
}
