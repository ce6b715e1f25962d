//! Independent checks of solutions and certificates. They share no code with the search, on purpose:
//! everything is recomputed from the raw tables of the model.

mod lenders;
mod proof;
mod solution;
mod world;

pub use proof::{Fault, check};
pub use solution::{Violation, verify};
