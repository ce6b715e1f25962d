//! The catalog: everything the tool knows, as data. Files are decoded with places, resolved to
//! interned ids, and embedded in the binary by the build script.

mod ahead;
mod annex;
mod availability;
mod blocks;
mod embedded;
mod find;
mod flows;
mod frameworks;
mod ids;
mod lifecycle;
mod load;
mod lookup;
mod measures;
mod model;
mod prices;
mod products;
mod questions;
mod rules;
mod scales;
mod schema;
mod schema_frameworks;
mod sizing;
mod sources;

pub use annex::*;
pub use availability::*;
pub use blocks::*;
pub use embedded::{EmbeddedError, embedded, embedded_files, unpack};
pub use find::Find;
pub use flows::*;
pub use frameworks::*;
pub use ids::*;
pub use lifecycle::Ending;
pub use load::{CatalogFile, Overlay, load, load_with};
pub use measures::*;
pub use model::Catalog;
pub use prices::*;
pub use products::*;
pub use questions::*;
pub use rules::*;
pub use scales::*;
pub use schema::schema;
pub use sizing::*;
pub use sources::*;
