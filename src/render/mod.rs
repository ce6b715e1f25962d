//! The recommendation and the catalog for people: terminal tables, Markdown. Knows the
//! recommendation, never the engine.

mod adr;
mod catalog;
mod chart;
mod charts;
mod compliance;
mod courses;
mod coverage;
pub mod diagram;
pub mod docs;
mod estimate;
mod explain;
mod markdown;
mod matrix;
mod measure;
mod plans;
mod reliability;
mod robustness;
mod rules;
mod screen;
mod search;
mod sides;
mod style;
mod table;
mod templates;
mod tradeoffs;

pub use adr::{dot, mermaid, record, records};
pub use catalog::{Listing, list, show, show_questions};
pub use charts::{contributions_svg, cost_svg};
pub use compliance::{compliance, compliance_markdown};
pub use courses::courses;
pub use coverage::{CoverageRow, coverage, coverage_table};
pub use estimate::{estimate, estimate_csv};
pub use explain::explanations;
pub use markdown::markdown;
pub use matrix::{matrix, matrix_csv, matrix_markdown};
pub use plans::{migration, portfolio};
pub use robustness::robustness;
pub use rules::{RuleRow, rules};
pub use screen::Style;
pub use search::{Found, search};
pub use sides::{comparison, comparison_markdown};
pub use table::table;
pub use templates::{TemplateError, Templates};
pub use tradeoffs::{tradeoffs, tradeoffs_csv, tradeoffs_svg};
