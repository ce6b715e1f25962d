//! The tests of the whole: the program as a user runs it, the catalog's soundness, the structure of
//! the sources.

mod adr;
mod analyses;
mod availability;
mod browser;
mod catalog;
mod circles;
mod compliance;
mod conformance;
mod costs;
mod courses;
mod diagram;
mod docs;
mod engine;
mod examples;
mod infeasible;
#[path = "../support/instances.rs"]
mod instances;
mod lifecycle;
mod methods;
mod mistakes;
#[path = "../support/models.rs"]
mod models;
mod overlays;
mod plans;
mod prices;
#[path = "../support/python_random.rs"]
mod python_random;
mod random;
mod readme;
mod report_html;
mod rooms;
mod run;
mod schemas;
mod sizing;
mod soundness;
mod start;
mod wishes;
