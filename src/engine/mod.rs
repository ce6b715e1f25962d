//! The engine: an integer model of one whole architecture, an exact search, and the analyses.
//! Pure functions: no files, no sentences.

pub mod conflict;
mod dual;
mod local;
pub mod model;
mod problem;
mod search;
mod value;
mod verify;

pub use model::{Inputs, Model, PartId};
pub use problem::{FORBIDDEN, Facility, Need, Pair, Problem, Solution};
pub use search::{Limits, Proof, Solver};
pub use value::{Contribution, Valuation};
pub use verify::{Violation, verify};
