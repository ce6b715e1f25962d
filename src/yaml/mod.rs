//! YAML (and JSON, and TOML of the same shape) as a tree whose every node knows its bytes, and a
//! decoder that reports all errors of a file, not the first only.

mod decode;
mod parse;
mod toml;
mod tree;

pub use decode::{Fields, boolean, integer, list, mapping, number, string, strings};
pub use parse::{Limits, parse};
pub use toml::parse_toml;
pub use tree::{Entry, Node, Shape};
