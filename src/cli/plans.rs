//! `mlarch portfolio`, `mlarch migrate`

use std::path::PathBuf;

use clap::Args;

use super::analyses::{load, show, study, style};
use super::case::{self, Case};
use super::common::{Global, Plain};
use super::failure::Failure;
use super::workspace;
use crate::recommendation::{self, Apart};
use crate::render;
use crate::text::one_line;

#[derive(Debug, Args)]
#[command(after_help = "\
A product that one workload adopts serves all, and what exists for one exists for all. Budgets and other demands \
stay with each workload.

Examples:
  mlarch portfolio churn.yaml vision.yaml chatbot.yaml
  mlarch portfolio workloads/*.yaml --full")]
pub(super) struct Portfolio {
    /// Requirements files.
    #[arg(required = true, num_args = 2..)]
    files: Vec<PathBuf>,
    /// Show all lists in full.
    #[arg(long)]
    full: bool,
    /// How to print it.
    #[arg(long, short, value_enum, default_value_t = Plain::Table)]
    format: Plain,
}

#[derive(Debug, Args)]
#[command(after_help = "\
State today's options in the requirements file; `none` means that there is nothing yet:

  current:
    online_serving: azure_container_instances
    model_registry: none

Days and the measure of what is worth an effort are the catalog's `scales.switch`; put your own in an overlay.

Examples:
  mlarch migrate app.yaml
  mlarch migrate app.yaml --set inference.rps_peak=2000 --format json")]
pub(super) struct Migrate {
    #[command(flatten)]
    case: Case,
    /// How to print it.
    #[arg(long, short, value_enum, default_value_t = Plain::Table)]
    format: Plain,
}

pub(super) fn portfolio(a: &Portfolio, g: &Global) -> Result<u8, Failure> {
    let catalog = workspace::catalog(g)?;
    let mut workloads =
        a.files.iter().map(|f| case::load(catalog, f, &[], g.quiet).map(|r| r.0)).collect::<Result<Vec<_>, _>>()?;
    // Workloads of one name are told apart by their files.
    let names: Vec<_> = workloads.iter().map(|w| w.name.clone()).collect();
    for (i, w) in workloads.iter_mut().enumerate() {
        if names.iter().filter(|n| **n == names[i]).count() > 1 {
            w.name = format!("{} ({})", names[i], one_line(&a.files[i].display().to_string())).into();
        }
    }
    let found = recommendation::portfolio(catalog, &workloads).map_err(|e| match e {
        Apart::Infeasible(i) => {
            let file = one_line(&a.files[i].display().to_string());
            Failure::user(
                format!("no architecture meets all demands of {file}"),
                format!("`mlarch recommend {file}` says what contradicts what"),
            )
        }
        Apart::Large => Failure::user("the workloads are too large for one model", "Take fewer at a time"),
        Apart::Unknown => Failure::user("no joint architecture was found within the effort", "Take fewer at a time"),
    })?;
    show(a.format, &found, || render::portfolio(&found, &catalog.currency, style(a.full)))
}

pub(super) fn migrate(a: &Migrate, g: &Global) -> Result<u8, Failure> {
    let (catalog, requirements) = load(&a.case, g)?;
    if requirements.current.is_empty() {
        return Err(Failure::user(
            "the requirements do not say what exists",
            "Add `current:` with today's option by block; `mlarch migrate --help` shows how",
        ));
    }
    let Some(found) = study(&a.case, catalog, &requirements)?.migration() else {
        return Err(Failure::user("no way was found within the effort", "State fewer blocks under `current`"));
    };
    show(a.format, &found, || render::migration(&found, style(false)))
}
