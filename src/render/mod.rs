//! The recommendation and the catalog for people: terminal tables, Markdown. Knows the
//! recommendation, never the engine.

mod catalog;
mod courses;
mod coverage;
mod markdown;
mod search;
mod table;

pub use catalog::{Listing, list, show, show_questions};
pub use courses::{courses, robustness};
pub use coverage::{CoverageRow, coverage, coverage_table};
pub use markdown::{TemplateError, markdown};
pub use search::{Found, search};
pub use table::{Style, table};
