//! What a report is about.

use crate::diagnostics::{Diagnostic, Severity};
use crate::text::Files;

/// What a report is about.
pub struct Findings<'a> {
    /// The texts.
    pub files: &'a Files,
    /// The findings in the order of their places; those that do not count are marked.
    pub list: &'a [Diagnostic],
    /// A name for each finding that survives edits elsewhere in its file.
    pub fingerprints: &'a [String],
    /// What was read and found.
    pub summary: Summary,
    /// The rules that ran.
    pub rules: &'a [RuleInfo],
    /// A baseline was compared with.
    pub baseline: bool,
}

impl Findings<'_> {
    /// The findings that count, with their names.
    pub(super) fn counted(&self) -> impl Iterator<Item = (&Diagnostic, &str)> {
        self.all().filter(|(d, _)| d.mark.is_none())
    }

    pub(super) fn all(&self) -> impl Iterator<Item = (&Diagnostic, &str)> {
        self.list.iter().zip(self.fingerprints.iter().map(String::as_str))
    }
}

/// What was read and found.
#[derive(Debug, Clone, Copy, Default, serde::Serialize)]
pub struct Summary {
    /// Files that were read.
    pub files: usize,
    /// Decision records among them.
    pub adrs: usize,
    /// Errors that count.
    pub errors: usize,
    /// Warnings that count.
    pub warnings: usize,
    /// Pieces of information.
    pub infos: usize,
    /// Files that look like records and could not be read.
    pub unreadable: usize,
    /// Findings that comments keep quiet.
    pub suppressed: usize,
    /// Findings that the configuration waives.
    pub waived: usize,
    /// Findings that the baseline knows.
    pub known: usize,
}

/// A rule, for reports that list them.
#[derive(Debug, Clone)]
pub struct RuleInfo {
    /// The stable code.
    pub code: &'static str,
    /// The name in words.
    pub name: &'static str,
    /// One sentence.
    pub summary: String,
    /// The page, in Markdown.
    pub page: &'static str,
    /// The usual level.
    pub level: Severity,
}
