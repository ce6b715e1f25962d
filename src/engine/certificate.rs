//! A certificate of optimality: the architecture, and why nothing is better.
//!
//! It lists multipliers and what they rule out, and branchings that together cover all architectures.
//! A checker trusts nothing of it: every bound is recomputed from the model in whole numbers. The rules
//! of the bound are written down beside the checker, [`super::verify`].

use serde::{Deserialize, Serialize};

use super::problem::Problem;

/// One decision of the search; the first branch has it, the second its opposite.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Decision {
    /// The facility is paid for.
    Open(u32),
    /// No option that uses the facility is chosen.
    Close(u32),
    /// The block's option is chosen.
    Choose(u32, u32),
}

/// A step of a certificate.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Step {
    /// Multipliers that change from here on; all are 0 at first.
    Prices {
        /// Row and its price per unit.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        rows: Vec<(u32, i64)>,
        /// Facility, block, and the block's share of the facility's burden.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        shares: Vec<(u32, u32, i64)>,
        /// Pair, side (0 or 1), option on that side, and what moves from the pair to it.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        messages: Vec<(u32, u32, u32, i64)>,
        /// Pair, third block, options of the pair's first and second block, and what the triple of the three blocks
        /// lends to the pair for them.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        lent: Vec<(u32, u32, u32, u32, i64)>,
        /// Three blocks and three facilities, and the price of a cut: of the first block with the first or second
        /// facility, the second with the second or third and the third with the first or third there is at most one
        /// more than facilities used.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        cuts: Vec<([u32; 3], [u32; 3], i64)>,
    },
    /// What the multipliers in force rule out.
    Exclude {
        /// Options, as block and index, with which nothing is better.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        options: Vec<(u32, u32)>,
        /// Facilities without which nothing is better.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        open: Vec<u32>,
        /// Facilities with which nothing is better.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        close: Vec<u32>,
    },
    /// Two cases; the steps of the first follow, then those of the second.
    Branch(Decision),
    /// Nothing better is left in this case: by hard constraints, by the multipliers in force, or because
    /// the one solution left is not better.
    Closed,
}

/// Why a solution is the best, or how far from the best it can be.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Certificate {
    /// Multipliers are in units of one point of the model divided by this.
    pub scale: i64,
    /// The option chosen in each block; empty if nothing is feasible.
    pub choice: Vec<usize>,
    /// The value of the choice.
    pub value: Option<i64>,
    /// No solution is worth more.
    pub bound: Option<i64>,
    /// The steps.
    pub steps: Vec<Step>,
}

/// The model and its certificate, as written to a file for anyone to check.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ProofFile {
    /// Version of the format.
    pub mlarch_proof: u32,
    /// Name and digest of the requirements that the model was made from.
    pub requirements: String,
    /// Version and digest of the catalog.
    pub catalog: String,
    /// The model; what must not be chosen has the value -2^63.
    pub model: Problem,
    /// The claims.
    pub certificate: Certificate,
}
