//! The parts of the catalog by their places in its lists.

use serde::{Deserialize, Serialize};

macro_rules! index {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        pub struct $name(pub u16);
        impl $name {
            /// The index as a number.
            pub fn at(self) -> usize {
                self.0 as usize
            }
        }
    };
}

index!(/** Index of a source. */ SourceId);
index!(/** Index of a trait. */ TraitId);
index!(/** Index of a metric. */ MetricId);
index!(/** Index of a product. */ ProductId);
index!(/** Index of a block. */ BlockId);
index!(/** Index of a rule. */ RuleId);
index!(/** Index of a price. */ PriceId);

/// An option of a block.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct OptionRef {
    /// The block.
    pub block: BlockId,
    /// Index among the block's options.
    pub option: u16,
}
