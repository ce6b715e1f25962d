//! What a rule is.

use super::context::Context;
use super::persona::Persona;
use crate::diagnostics::{Diagnostic, RuleName, Severity};
use crate::text::Span;

/// What a rule is about: the first digit of its code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Group {
    /// Who a record is: ids, names of files, titles.
    Identity,
    /// Status, dates, people, front matter.
    Metadata,
    /// Sections, options, reasons.
    Structure,
    /// Who supersedes, changes, needs whom.
    Graph,
    /// Links and lists of records.
    Links,
    /// What changed since an earlier state.
    History,
    /// What the catalog, the requirements and the engine know.
    Decision,
    /// Requirements files.
    Requirements,
    /// The linter itself: suppressions, waivers, the baseline.
    Linter,
}

impl Group {
    /// The heading in lists of rules.
    pub fn title(self) -> &'static str {
        match self {
            Group::Identity => "Identity",
            Group::Metadata => "Metadata",
            Group::Structure => "Structure",
            Group::Graph => "Graph of decisions",
            Group::Links => "Links and lists",
            Group::History => "History",
            Group::Decision => "What was decided",
            Group::Requirements => "Requirements",
            Group::Linter => "The linter itself",
        }
    }
}

/// Whether a rule can mend what it finds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Repair {
    /// It cannot.
    None,
    /// With `--fix`, at least sometimes.
    Safe,
    /// Only with `--unsafe-fixes`.
    Unsafe,
}

impl Repair {
    /// A word for lists.
    pub fn word(self) -> &'static str {
        match self {
            Repair::None => "",
            Repair::Safe => "safe",
            Repair::Unsafe => "unsafe",
        }
    }
}

/// A rule.
pub struct Rule {
    /// Code and name.
    pub name: RuleName,
    /// How bad its findings are.
    pub level: Severity,
    /// The least demanding persona that has it.
    pub persona: Persona,
    /// Whether it can mend what it finds.
    pub repair: Repair,
    /// Its page, in Markdown.
    pub page: &'static str,
    /// Looks and reports.
    pub check: fn(&Context<'_>, &mut Vec<Diagnostic>),
}

impl Rule {
    /// The stable code.
    pub fn code(&self) -> &'static str {
        self.name.code
    }

    /// What it is about.
    pub fn group(&self) -> Group {
        match self.code().as_bytes() {
            [b'R', ..] => Group::Requirements,
            [_, b'0', ..] => Group::Identity,
            [_, b'1', ..] => Group::Metadata,
            [_, b'2', ..] => Group::Structure,
            [_, b'3', ..] => Group::Graph,
            [_, b'4', ..] => Group::Links,
            [_, b'5', ..] => Group::History,
            [_, b'6', ..] => Group::Decision,
            _ => Group::Linter,
        }
    }

    /// A finding of this rule at its usual level.
    pub fn at(&self, place: Span, message: impl Into<String>) -> Diagnostic {
        Diagnostic::of_rule(self.name, self.level, Some(place), message)
    }
}
