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
pub use identity::stem;
pub use log::{Collection, Log};
pub use model::*;
pub use place::is_companion_name;
pub use read::{MOST_BYTES, read, read_template};
pub use status::{corrected, standing};
pub use style::{Letters, Style, UsualHeading};
pub use summary::{Detail, Graph, GraphEdge, GraphNode, Line, Row};
pub use supersede::{Side, relative, superseded, supersedes};
pub use words::folders;
