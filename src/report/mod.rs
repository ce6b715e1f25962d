//! Findings to bytes. Knows only the findings and the texts they point into.

mod human;

pub use human::human;
