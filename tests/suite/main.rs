//! The tests of the whole: the program as a user runs it, the catalog's soundness, the structure of
//! the sources.

mod catalog;
mod conformance;
mod examples;
mod infeasible;
mod mistakes;
mod overlays;
mod random;
mod readme;
mod rooms;
mod run;
mod schemas;
mod soundness;
mod wishes;
