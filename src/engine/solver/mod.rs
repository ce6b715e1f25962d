//! The exact solver: branch and bound over message-passing and Lagrangian bounds.
//!
//! One bound holds for any multipliers: messages move the value of pairs to single options (sequential
//! reweighted message passing), every block pays a share of the burden of each facility that its
//! options could use, and every row has a price. Shares and prices are improved by deflected
//! subgradient steps, prices also by exact line search. Values are scaled by a power of two and all
//! sums are whole numbers: "optimal" has no tolerance.

mod ascent;
mod cuts;
mod draft;
mod exchange;
mod fix;
mod frontier;
mod layout;
mod lns;
mod messages;
mod plan;
mod prepared;
mod prices;
mod record;
mod reduce;
mod round;
mod search;
mod state;
mod triples;
mod walk;

pub use prepared::{Around, Best, Known, Outcome, Proof, Solver};
pub use search::Limits;
