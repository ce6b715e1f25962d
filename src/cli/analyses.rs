//! `mlarch tradeoffs`, `mlarch breakpoints`, `mlarch robustness`

use super::analysis_arguments::{Breakpoints, Chart, Robustness, Tradeoffs};
use super::case::{self, Case};
use super::common::{Global, Plain};
use super::exit::FINE;
use super::failure::Failure;
use super::{io, workspace};
use crate::catalog::{Catalog, Find};
use crate::engine::analysis::pareto::Which;
use crate::logic::Var;
use crate::recommendation::{Over, Study, courses, numeric_questions};
use crate::render::{self, Style};
use crate::requirements::Requirements;
use crate::text::{nearest, one_line, one_of};

/// Catalog and requirements of an analysis.
pub(super) fn load(case: &Case, g: &Global) -> Result<(&'static Catalog, Requirements), Failure> {
    let catalog = workspace::catalog(g)?;
    let (requirements, _) = case::load(catalog, &case.file, &case.set, g.quiet)?;
    Ok((catalog, requirements))
}

/// The recommended architecture of an analysis; that there is none is told.
pub(super) fn study<'a>(case: &Case, catalog: &'a Catalog, r: &'a Requirements) -> Result<Study<'a>, Failure> {
    Study::of(catalog, r).ok_or_else(|| {
        let file = one_line(&case.file.display().to_string());
        Failure::user(
            "no architecture meets all demands",
            format!("`mlarch recommend {file}` says what contradicts what, and the smallest changes that help"),
        )
    })
}

/// How the terminal of this process is to be used.
pub(super) fn style(full: bool) -> Style {
    Style { width: io::width(), colour: io::colour_on_stdout(), full }
}

pub(super) fn tradeoffs(a: &Tradeoffs, g: &Global) -> Result<u8, Failure> {
    let (catalog, requirements) = load(&a.case, g)?;
    let over = a.over.iter().map(|name| criterion(catalog, name)).collect::<Result<Vec<_>, _>>()?;
    let picture = || Failure::user("a picture shows two criteria", "Name two with --over");
    let format = io::format_of(a.format, a.output.as_deref(), Chart::Table);
    if format == Chart::Svg && over.len() != 2 {
        return Err(picture());
    }
    let study = study(&a.case, catalog, &requirements)?;
    let found = study
        .tradeoffs(&over, Which::All, a.points.into())
        .map_err(|e| Failure::user(e, "For example: --over cost,value"))?;
    let text = match format {
        Chart::Table => {
            let mut style = style(a.full);
            style.colour &= a.output.is_none();
            render::tradeoffs(&found, style)
        }
        Chart::Json => io::json(&found)?,
        Chart::Csv => render::tradeoffs_csv(&found),
        Chart::Svg => render::tradeoffs_svg(&found).ok_or_else(picture)?,
    };
    io::output(a.output.as_deref(), &text)?;
    Ok(FINE)
}

fn criterion(catalog: &Catalog, name: &str) -> Result<Over, Failure> {
    Over::named(catalog, name.trim()).ok_or_else(|| {
        let names = Over::names(catalog);
        let names = || names.iter().map(|n| n.as_str());
        let near = nearest(name, names()).map_or(String::new(), |n| format!("Did you mean `{n}`? "));
        Failure::user(
            format!("there is no criterion `{}`", one_line(name)),
            format!("{near}Criteria: {}", one_of(names(), 20)),
        )
    })
}

pub(super) fn breakpoints(a: &Breakpoints, g: &Global) -> Result<u8, Failure> {
    let (catalog, requirements) = load(&a.case, g)?;
    let all = numeric_questions(catalog, &requirements);
    let vars = match a.questions.as_slice() {
        [] => all,
        named => named.iter().map(|q| question(catalog, q, &all)).collect::<Result<_, _>>()?,
    };
    let list = courses(catalog, &requirements, &vars);
    show(a.format, &list, || render::courses(&list))
}

pub(super) fn robustness(a: &Robustness, g: &Global) -> Result<u8, Failure> {
    let (catalog, requirements) = load(&a.case, g)?;
    let study = study(&a.case, catalog, &requirements)?;
    let mut report = study.robustness(a.samples, a.seed);
    if a.worst_case {
        report.worst_case = study.robust_choice();
    }
    show(a.format, &report, || render::robustness(&report, style(a.full)))
}

/// Prints a result for people or programs.
pub(super) fn show<T: serde::Serialize>(format: Plain, list: &T, text: impl Fn() -> String) -> Result<u8, Failure> {
    let text = match format {
        Plain::Table => text(),
        Plain::Json => io::json(list)?,
    };
    io::result(&text)?;
    Ok(FINE)
}

fn question(catalog: &Catalog, id: &str, all: &[Var]) -> Result<Var, Failure> {
    let ids = || all.iter().map(|v| catalog.questions[v.0 as usize].id.as_str());
    let hint = || nearest(id, ids()).map_or(String::new(), |n| format!("Did you mean `{n}`?"));
    match catalog.question(id) {
        None => {
            let numbers = || format!("Numbers that arise here: {}", one_of(ids(), 60));
            let like = Some(hint()).filter(|h| !h.is_empty());
            Err(Failure::user(format!("there is no question `{}`", one_line(id)), like.unwrap_or_else(numbers)))
        }
        Some(v) if all.contains(&v) => Ok(v),
        Some(_) => Err(Failure::user(
            format!("`{id}` is not answered by a number, or does not arise here"),
            format!("Numbers: {}", ids().collect::<Vec<_>>().join(", ")),
        )),
    }
}
