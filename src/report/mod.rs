//! Findings to bytes. Knows only the findings and the texts they point into.

mod azure;
mod concise;
mod findings;
mod full;
mod github;
mod gitlab;
mod human;
mod json;
mod junit;
mod place;
mod rdjson;
mod sarif;

pub use findings::{Findings, RuleInfo, Summary};
pub use human::human;
pub use json::schema as findings_schema;

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
