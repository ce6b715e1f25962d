//! Decision support for machine-learning architecture.
//!
//! A catalog of building blocks and options, a rule engine and an exact optimiser turn a
//! requirements file into one whole architecture with cost, reasons, risks and sources.
//!
//! The rooms of this crate stand in one order, and a room imports only rooms above it:
//! [`parallel`], [`text`], [`diagnostics`], [`yaml`], [`logic`], [`catalog`], [`requirements`],
//! [`rules`], [`estimate`], [`engine`], [`soundness`], [`recommendation`], [`adr`],
//! [`lint`], [`render`], [`report`], [`cli`].

pub mod adr;
pub mod catalog;
pub mod cli;
pub mod diagnostics;
pub mod engine;
pub mod estimate;
pub mod lint;
pub mod logic;
pub mod parallel;
pub mod recommendation;
pub mod render;
pub mod report;
pub mod requirements;
pub mod rules;
pub mod soundness;
pub mod text;
pub mod yaml;
