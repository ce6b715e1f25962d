//! What the parts of a model are called.

/// What people call the parts of a model, in its order. Names need be neither unique nor plain.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Names {
    /// Blocks.
    pub blocks: Vec<String>,
    /// Options of each block.
    pub options: Vec<Vec<String>>,
    /// Facilities.
    pub facilities: Vec<String>,
    /// Linear rows.
    pub rows: Vec<String>,
}
