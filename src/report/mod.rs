//! Findings to bytes. Knows only the findings and the texts they point into.

mod azure;
mod concise;
mod full;
mod github;
mod gitlab;
mod human;
mod json;
mod junit;
mod place;
mod rdjson;
mod sarif;

pub use human::human;
pub use json::schema as findings_schema;

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
    fn counted(&self) -> impl Iterator<Item = (&Diagnostic, &str)> {
        self.all().filter(|(d, _)| d.mark.is_none())
    }

    fn all(&self) -> impl Iterator<Item = (&Diagnostic, &str)> {
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

macro_rules! formats {
    ($($(#[$doc:meta])* $name:ident = $word:literal => $write:path,)*) => {
        /// How findings are written.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
        pub enum Format { $($(#[$doc])* #[value(name = $word)] $name,)* }

        /// Findings in a format, with colours if asked and the format has any.
        pub fn write(format: Format, found: &Findings<'_>, colour: bool) -> String {
            match format { $(Format::$name => $write(found, colour),)* }
        }
    };
}

formats! {
    /// For people: the source line with the place marked.
    Human = "human" => full::write,
    /// For people: a line each.
    Concise = "concise" => concise::write,
    /// For programs.
    Json = "json" => json::write,
    /// For programs: a line each.
    JsonLines = "jsonl" => json::lines,
    /// SARIF 2.1.0, for code scanning.
    Sarif = "sarif" => sarif::write,
    /// Annotations of GitHub Actions.
    Github = "github" => github::write,
    /// Code Quality of GitLab.
    Gitlab = "gitlab" => gitlab::write,
    /// JUnit XML.
    Junit = "junit" => junit::write,
    /// Issues of Azure Pipelines.
    Azure = "azure" => azure::write,
    /// Diagnostics for reviewdog.
    Rdjson = "rdjson" => rdjson::write,
}
