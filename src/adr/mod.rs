//! Architecture decision records: one reader for every notation.

mod blocks;
mod content;
mod dates;
mod day;
mod draft;
mod edit;
mod fields;
mod format;
mod graph;
mod identity;
mod kinds;
mod log;
mod model;
mod place;
mod read;
mod relation;
mod section;
mod status;
mod statuses;
mod style;
mod summary;
mod supersede;
mod words;

pub use draft::{Draft, Pattern, Refused, Wish, draft, written};
pub use edit::{Edit, apply};
pub use graph::{Edge, End};
pub use identity::{names_id, stem};
pub use log::{Collection, Log, name};
pub use model::*;
pub use read::{MOST_BYTES, read, read_template};
pub use relation::tells_successor;
pub use status::standing;
pub use style::{Letters, Style, UsualHeading};
pub use summary::{Detail, Graph, GraphEdge, GraphNode, Line, Row};
pub use supersede::{Side, back_link, relative, superseded, supersedes, tells};
pub use words::folders;
