//! The linter: the examples of the rules' pages, traps, and whole records.

mod corpus;
mod graph;
mod pages;
mod support;
