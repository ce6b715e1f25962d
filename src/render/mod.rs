//! The recommendation and the catalog for people: terminal tables, Markdown. Knows the
//! recommendation, never the engine.

mod catalog;
mod markdown;
mod table;

pub use catalog::{Listing, list, show, show_questions};
pub use markdown::{TemplateError, markdown};
pub use table::{Style, table};
