//! `mlarch schema`

use anyhow::Context;

use super::catalog_arguments::{Schema, SchemaName};
use super::common::Global;
use super::exit::FINE;
use super::failure::Failure;
use super::{io, workspace};
use crate::catalog;
use crate::recommendation::Recommendation;
use crate::{report, requirements};

pub(super) fn run(a: &Schema, g: &Global) -> Result<u8, Failure> {
    let value = match a.name {
        SchemaName::Recommendation => {
            serde_json::to_value(schemars::schema_for!(Recommendation)).context("the schema cannot be written")?
        }
        SchemaName::Requirements => requirements::schema(workspace::catalog(g)?),
        SchemaName::Catalog => catalog::schema(workspace::catalog(g)?),
        SchemaName::Findings => report::findings_schema(),
        SchemaName::Config => workspace::schema(),
    };
    io::result(&(serde_json::to_string_pretty(&value).context("the schema cannot be written")? + "\n"))?;
    Ok(FINE)
}
