//! Architecture decision records: one reader for every notation.

mod blocks;
mod content;
mod day;
mod fields;
mod format;
mod identity;
mod model;
mod place;
mod read;
mod relation;
mod section;
mod status;
mod words;

pub use identity::stem;
pub use model::*;
pub use read::{MOST_BYTES, read};
