//! Questions about the optimum: what else there is, and what would change it.

pub mod acceptability;
pub mod alternatives;
pub mod answers;
pub mod pareto;
pub mod stability;
pub mod weighted;
