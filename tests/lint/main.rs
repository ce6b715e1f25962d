//! The linter: the examples of the rules' pages, traps, and whole records.

mod command;
mod corpus;
mod graph;
mod own;
mod pages;
mod support;
