//! What a proof says.

/// What was proven, or was not.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Proven {
    /// What, as a sentence.
    pub claim: String,
    /// For how many cases it was decided.
    pub decided: usize,
    /// For how many cases no decision was reached.
    pub undecided: usize,
    /// For how many it does not hold.
    pub failed: usize,
}
