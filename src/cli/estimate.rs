//! `mlarch estimate`

use serde::Serialize;

use super::analyses::style;
use super::arguments::{Estimate, Figures, Global};
use super::failure::Failure;
use super::{FINE, INFEASIBLE, io, recommend, workspace};
use crate::recommendation::{self, Losses, Status};
use crate::render;

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
    let (requirements, digest) = recommend::load(catalog, &a.case.file, &a.case.set, g.quiet)?;
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
