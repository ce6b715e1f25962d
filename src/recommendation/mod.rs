//! The recommendation: one plain value that everything after the engine sees, and its assembly.

mod advice;
mod build;
mod choose;
mod context;
mod courses;
mod types;

pub use build::{Evidence, model_of, recommend, recommend_with_evidence};
pub use choose::Depth;
pub use courses::{Breakpoint, Course, Robustness, Stake, Switch, Turn, courses, numeric_questions, robustness};
pub use types::*;
