//! `mlarch portfolio`, `mlarch migrate`

use super::analyses::{load, show, study, style};
use super::arguments::{Global, Migrate, Portfolio};
use super::failure::Failure;
use super::{recommend, workspace};
use crate::recommendation::{self, Apart};
use crate::render;
use crate::text::one_line;

pub(super) fn portfolio(a: &Portfolio, g: &Global) -> Result<u8, Failure> {
    let catalog = workspace::catalog(g)?;
    let mut workloads = a
        .files
        .iter()
        .map(|f| recommend::load(catalog, f, &[], g.quiet).map(|r| r.0))
        .collect::<Result<Vec<_>, _>>()?;
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
