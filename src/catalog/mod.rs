//! The catalog: everything the tool knows, as data. Files are decoded with places, resolved to
//! interned ids, and embedded in the binary by the build script.

mod embedded;
mod find;
mod load;
mod measures;
mod model;

pub use embedded::{EmbeddedError, embedded, unpack};
pub use find::Find;
pub use load::{CatalogFile, load};
pub use measures::*;
pub use model::*;
