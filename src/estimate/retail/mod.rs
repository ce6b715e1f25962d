//! The provider's price list: reading dumps of it, recognising the catalog's meters in their rows, and
//! writing what was found as a catalog overlay. No network: the dumps are files.

mod overlay;
mod pattern;
mod pick;
mod read;
mod units;

pub use overlay::{MARK, overlay};
pub use pick::{Counts, Found, Outcome, Picker, Problem};
pub use read::{About, Row, Sale, Unreadable, rows};
pub use units::Measure;
