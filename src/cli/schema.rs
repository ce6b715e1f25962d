//! `mlarch schema`

use anyhow::Context;

use super::arguments::{Schema, SchemaName};
use super::failure::Failure;
use super::{FINE, io};
use crate::catalog::embedded;
use crate::recommendation::Recommendation;
use crate::requirements;

pub(super) fn run(a: &Schema) -> Result<u8, Failure> {
    let value = match a.name {
        SchemaName::Recommendation => {
            serde_json::to_value(schemars::schema_for!(Recommendation)).context("the schema cannot be written")?
        }
        SchemaName::Requirements => {
            let catalog = embedded().context("this installation is broken; install mlarch again")?;
            requirements::schema(&catalog)
        }
    };
    io::result(&(serde_json::to_string_pretty(&value).context("the schema cannot be written")? + "\n"))?;
    Ok(FINE)
}
