//! `mlarch diagram`

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use super::case::{self, Case};
use super::common::Global;
use super::exit::{FINE, INFEASIBLE};
use super::failure::Failure;
use super::{io, workspace};
use crate::recommendation::{self, Losses};
use crate::render::diagram::container_graph;

#[derive(Debug, Args)]
#[command(after_help = "\
Boxes are the chosen options that run or are used, in lanes; arrows say what flows between them, from the sources of \
data to those who use the results. What serves all of them stands below.

Examples:
  mlarch diagram app.yaml -o architecture.svg
  mlarch diagram app.yaml --format mermaid
  mlarch diagram app.yaml --format structurizr -o workspace.dsl")]
pub(super) struct Diagram {
    #[command(flatten)]
    case: Case,
    /// The language of the picture. [default: by the ending of the output, else svg]
    #[arg(long, short, value_enum)]
    format: Option<Language>,
    /// Write to a file instead of standard output.
    #[arg(long, short, value_name = "FILE")]
    output: Option<PathBuf>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Language {
    /// A picture for documents and slides, for light and dark pages.
    Svg,
    /// A flowchart for Markdown.
    #[value(aliases = ["mmd", "md"])]
    Mermaid,
    /// For the D2 compiler.
    D2,
    /// A C4 workspace in the Structurizr language.
    #[value(alias = "dsl")]
    Structurizr,
    /// Lanes, boxes and arrows for programs.
    Json,
}

pub(super) fn run(a: &Diagram, g: &Global) -> Result<u8, Failure> {
    let catalog = workspace::catalog(g)?;
    let (requirements, digest) = case::load(catalog, &a.case.file, &a.case.set, g.quiet)?;
    let r = recommendation::recommend(catalog, &requirements, digest, Losses::Close);
    if r.architecture.is_empty() {
        io::message("No architecture meets all demands, so there is none to draw; `mlarch recommend` says why.");
        return Ok(INFEASIBLE);
    }
    let graph = container_graph(&r);
    let text = match io::format_of(a.format, a.output.as_deref(), Language::Svg) {
        Language::Svg => graph.svg(),
        Language::Mermaid => graph.mermaid(),
        Language::D2 => graph.d2(),
        Language::Structurizr => graph.structurizr(),
        Language::Json => io::json(&graph)?,
    };
    io::output(a.output.as_deref(), &text)?;
    Ok(FINE)
}
