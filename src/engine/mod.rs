//! The engine: an integer model of one whole architecture, an exact search, and the analyses.
//! Pure functions: no files, no sentences.

pub mod analysis;
pub mod certificate;
pub mod conflict;
pub mod export;
pub mod matrix;
pub mod model;
mod problem;
mod random;
mod solver;
mod value;
mod verify;

pub use certificate::Certificate;
pub use model::{Inputs, Meaning, Model, PartId};
pub use problem::{Entry, FORBIDDEN, Facility, Pair, Pairs, Place, Problem, Row, Solution};
pub use solver::{Best, Limits, Outcome, Proof, Solver};
pub use value::{Contribution, Valuation};
pub use verify::{Fault, Violation, check, verify};
