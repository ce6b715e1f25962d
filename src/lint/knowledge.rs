//! What the catalog and the requirements say about decisions.

use crate::catalog::Catalog;

/// What the catalog and the requirements say.
pub struct Knowledge<'a> {
    /// The catalog with its overlays.
    pub catalog: &'a Catalog,
}
