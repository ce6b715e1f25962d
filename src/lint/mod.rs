//! The linter: rules over decision records, requirements and configuration.
//!
//! A rule is one `.rs` file and one page beside it: the page is its documentation and its test cases. Rules look at a
//! [`Context`] and report findings; [`lint`] applies levels, suppressions, waivers and the baseline.

mod baseline;
mod context;
mod convention;
mod decisions;
mod history;
mod knowledge;
mod page;
mod rule;
mod rules;
mod run;
mod settings;
mod suppress;
mod technology;

pub use baseline::{Baseline, fingerprint, fingerprints};
pub use context::{Context, Tree};
pub use convention::{Convention, Share};
pub use decisions::{Choice, Decisions, Hold};
pub use history::{Base, History};
pub use knowledge::{Asked, Knowledge};
pub use page::{Example, ExampleFile, Kind, Page};
pub use rule::{Group, Persona, Repair, Rule};
pub use rules::{ALL, find};
pub use run::{Counts, Report, is_markdown, lint, records, recount};
pub use settings::{Frozen, Levels, Matcher, PathLevels, Settings, Thresholds, Waiver, level_of};
pub use technology::{Technologies, Technology};
