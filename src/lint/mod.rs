//! The linter: rules over decision records, requirements and configuration.
//!
//! A rule is one `.rs` file and one page beside it: the page is its documentation and its test cases. Rules look at a
//! [`Context`] and report findings; [`lint`] applies levels, suppressions, waivers and the baseline.

mod baseline;
mod context;
mod convention;
mod decisions;
mod graph;
mod history;
mod judge;
mod knowledge;
mod levels;
mod links;
mod lists;
mod needles;
mod own_rules;
mod packed;
mod page;
mod past;
mod persona;
mod phrases;
mod prose;
mod read_lists;
#[cfg(test)]
mod read_phrases;
mod read_settings;
mod rename;
mod requote;
mod rule;
mod rules;
mod run;
mod schema;
mod settings;
mod suppress;
mod technology;
mod texts;
mod titled;

pub use baseline::{Baseline, fingerprint, fingerprints};
pub use context::{Context, Tree};
pub use convention::{Convention, Share, freeze};
pub use decisions::{Choice, Decisions, Hold};
pub use history::{Base, History};
pub use knowledge::{Asked, Knowledge};
pub use page::{Example, ExampleFile, Kind, Page};
pub use persona::Persona;
pub use rule::{Group, Repair, Rule};
pub use rules::{ALL, find, level_of};
pub use run::{Counts, Report, lint, lint_requirements, records, recount};
pub use schema::{log_schema, settings_schema};
pub use settings::{Frozen, Levels, Matcher, PathLevels, Places, Settings, Thresholds, Waiver};
pub use technology::{Technologies, Technology};
pub use texts::{is_markdown, is_text};
pub use titled::option_in;
