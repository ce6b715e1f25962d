//! `mlarch breakpoints`, `mlarch robustness`

use anyhow::Context;

use super::arguments::{Breakpoints, Global, Plain, Robustness};
use super::failure::Failure;
use super::{FINE, io, recommend, workspace};
use crate::catalog::{Catalog, Find};
use crate::logic::Var;
use crate::recommendation::{courses, numeric_questions, robustness as robustness_of};
use crate::render;
use crate::text::nearest;

pub(super) fn breakpoints(a: &Breakpoints, g: &Global) -> Result<u8, Failure> {
    let catalog = workspace::catalog(g)?;
    let (requirements, _) = recommend::load(catalog, &a.file, &a.set, g.quiet)?;
    let all = numeric_questions(catalog, &requirements);
    let vars = match a.questions.as_slice() {
        [] => all,
        named => named.iter().map(|q| question(catalog, q, &all)).collect::<Result<_, _>>()?,
    };
    let list = courses(catalog, &requirements, &vars);
    show(a.format, &list, || render::courses(&list))
}

pub(super) fn robustness(a: &Robustness, g: &Global) -> Result<u8, Failure> {
    let catalog = workspace::catalog(g)?;
    let (requirements, _) = recommend::load(catalog, &a.file, &a.set, g.quiet)?;
    let report = robustness_of(catalog, &requirements);
    show(a.format, &report, || render::robustness(&report))
}

fn show<T: serde::Serialize>(format: Plain, list: &T, text: impl Fn() -> String) -> Result<u8, Failure> {
    let text = match format {
        Plain::Table => text(),
        Plain::Json => serde_json::to_string_pretty(list).context("the result cannot be written as JSON")? + "\n",
    };
    io::result(&text)?;
    Ok(FINE)
}

fn question(catalog: &Catalog, id: &str, all: &[Var]) -> Result<Var, Failure> {
    let ids = || all.iter().map(|v| catalog.questions[v.0 as usize].id.as_str());
    let hint = || nearest(id, ids()).map_or(String::new(), |n| format!("Did you mean `{n}`?"));
    match catalog.question(id) {
        None => Err(Failure::user(format!("there is no question `{id}`"), hint())),
        Some(v) if all.contains(&v) => Ok(v),
        Some(_) => Err(Failure::user(
            format!("`{id}` is not answered by a number, or does not arise here"),
            format!("Numbers: {}", ids().collect::<Vec<_>>().join(", ")),
        )),
    }
}
