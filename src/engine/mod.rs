//! The engine: an integer model of one whole architecture, an exact search, and the analyses.
//! Pure functions: no files, no sentences.

pub mod analysis;
mod assemble;
mod build;
pub mod certificate;
pub mod conflict;
mod core;
pub mod export;
pub mod matrix;
pub mod model;
mod problem;
mod random;
mod situation;
mod solver;
mod spending;
mod value;
mod verify;

pub use certificate::Certificate;
pub use model::{Inputs, Meaning, Model, PartId};
pub use problem::{Entry, FORBIDDEN, Facility, Pair, Pairs, Place, Problem, Row, Solution};
pub use situation::{Base, Situation};
pub use solver::{Around, Best, Known, Limits, Outcome, Proof, Solver};
pub use value::{Account, Contribution, Part, Valuation};
pub use verify::{Fault, Violation, check, verify};
