//! How much of a recommendation is worked out and told.

/// Of which options that lost the loss is worked out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Losses {
    /// Those that are close, each exactly, and the runner-up where no rule says why the chosen one won; the others
    /// are left out. Many times faster than all.
    Close,
    /// The runner-up of each block and those that are close, each exactly; of the others a bound.
    RunnersUp,
    /// All, each exactly.
    All,
}

/// How much is to be told.
#[derive(Debug, Clone, Copy)]
pub struct Extent {
    /// How much is worked out about the options that lost.
    pub losses: Losses,
    /// Whether documents are told, and what stands behind the figures.
    pub evidence: bool,
    /// Number of other whole architectures.
    pub alternatives: usize,
    /// In at least so many decisions each of them differs from all before it; if nothing is said, in a tenth.
    pub apart: Option<u32>,
}

impl From<Losses> for Extent {
    fn from(losses: Losses) -> Self {
        Extent { losses, evidence: true, alternatives: 0, apart: None }
    }
}
