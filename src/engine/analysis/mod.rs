//! Questions about the optimum: what else there is, and what would change it.

pub mod acceptability;
pub mod alternatives;
pub mod answers;
pub mod breakpoints;
mod efforts;
pub mod flips;
pub mod pareto;
pub mod portfolio;
pub mod robust;
mod shares;
pub mod stability;
pub mod switches;
pub mod waterfall;
pub mod weighted;
