//! `mlarch estimate`

use clap::{Args, ValueEnum};
use serde::Serialize;

use super::analyses::style;
use super::case::{self, Case};
use super::common::Global;
use super::exit::{FINE, INFEASIBLE};
use super::failure::Failure;
use super::{io, workspace};
use crate::recommendation::{self, Losses, Status};
use crate::render;

#[derive(Debug, Args)]
#[command(after_help = "\
Prices are the catalog's list prices; `mlarch prices import` takes newer ones, other regions and other currencies.

Examples:
  mlarch estimate app.yaml
  mlarch estimate app.yaml --full --set inference.rps_peak=5000
  mlarch estimate app.yaml --format csv > estimate.csv")]
pub(super) struct Estimate {
    #[command(flatten)]
    case: Case,
    /// Show every figure with what it was computed from.
    #[arg(long)]
    full: bool,
    /// How to print it.
    #[arg(long, short, value_enum, default_value_t = Figures::Table)]
    format: Figures,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Figures {
    /// For the terminal.
    Table,
    /// For programs.
    Json,
    /// For spreadsheets.
    Csv,
}

/// What `--format json` prints.
#[derive(Serialize)]
struct Report<'a> {
    requirements: &'a recommendation::RequirementsInfo,
    catalog: &'a recommendation::CatalogInfo,
    status: Status,
    estimate: &'a recommendation::Estimate,
}

pub(super) fn run(a: &Estimate, g: &Global) -> Result<u8, Failure> {
    let catalog = workspace::catalog(g)?;
    let (requirements, digest) = case::load(catalog, &a.case.file, &a.case.set, g.quiet)?;
    let r = recommendation::recommend(catalog, &requirements, digest, Losses::Close);
    let text = match a.format {
        Figures::Table => render::estimate(&r.requirements.name, &r.estimate, style(a.full)),
        Figures::Csv => render::estimate_csv(&r.estimate),
        Figures::Json => io::json(&Report {
            requirements: &r.requirements,
            catalog: &r.catalog,
            status: r.status,
            estimate: &r.estimate,
        })?,
    };
    io::result(&text)?;
    Ok(if r.status == Status::Infeasible { INFEASIBLE } else { FINE })
}
