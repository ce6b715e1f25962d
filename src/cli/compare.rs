//! `mlarch whatif`, `mlarch compare`

use std::path::{Path, PathBuf};

use anyhow::Context;
use clap::Args;

use super::analyses::style;
use super::common::{Global, Prose};
use super::exit::{FINE, INFEASIBLE};
use super::failure::Failure;
use super::{case, io, workspace};
use crate::catalog::Catalog;
use crate::recommendation::{
    self, Comparison, Kept, Losses, Recommendation, Status, Summary, compare, loss_of_keeping,
};
use crate::render;
use crate::text::one_line;

#[derive(Debug, Args)]
#[command(after_help = "Exit code 3 if the new answers contradict each other.\n\n\
Examples:
  mlarch whatif app.yaml --set inference.rps_peak=2000
  mlarch whatif app.yaml --set residency=eu --set priority.cost=high --format markdown")]
pub(super) struct Whatif {
    /// The requirements file.
    file: PathBuf,
    /// The other answer; as for `recommend`.
    #[arg(long = "set", value_name = "QUESTION=VALUE", required = true)]
    set: Vec<String>,
    /// Show all lists in full.
    #[arg(long)]
    full: bool,
    /// How to print it.
    #[arg(long, short, value_enum, default_value_t = Prose::Table)]
    format: Prose,
}

#[derive(Debug, Args)]
#[command(after_help = "A file that ends in .json and was written by `recommend --format json` is taken as it is; \
of all others the recommendation is worked out.\n\n\
Examples:
  mlarch compare small.yaml large.yaml
  mlarch compare last-year.json app.yaml --format markdown")]
pub(super) struct Compare {
    /// Requirements files, or saved recommendations.
    #[arg(required = true, num_args = 2..)]
    files: Vec<PathBuf>,
    /// Show all lists in full.
    #[arg(long)]
    full: bool,
    /// How to print it.
    #[arg(long, short, value_enum, default_value_t = Prose::Table)]
    format: Prose,
}

pub(super) fn whatif(a: &Whatif, g: &Global) -> Result<u8, Failure> {
    let catalog = workspace::catalog(g)?;
    let (now, digest) = case::load(catalog, &a.file, &[], g.quiet)?;
    let (then, other) = case::load(catalog, &a.file, &a.set, true)?;
    let before = recommendation::recommend(catalog, &now, digest, Losses::Close);
    let after = recommendation::recommend(catalog, &then, other, Losses::Close);
    let changed = one_line(&a.set.join(", "));
    let sides = [(before.requirements.name.to_string(), summary(&before)?), (changed, summary(&after)?)];
    let mut c = compare(&sides);
    if sides.iter().all(|s| s.1.has_architecture()) {
        c.kept = Some(Kept { loss: loss_of_keeping(catalog, &now, &then) });
    }
    print(&c, a.format, a.full, g)?;
    if matches!(after.status, Status::Infeasible | Status::Unknown) {
        let file = one_line(&a.file.display().to_string());
        let set: Vec<String> = a.set.iter().map(|s| format!("--set '{}'", one_line(s))).collect();
        io::message(&format!(
            "With these answers no architecture meets all demands; why: mlarch recommend {file} {}",
            set.join(" ")
        ));
        return Ok(INFEASIBLE);
    }
    Ok(FINE)
}

pub(super) fn run(a: &Compare, g: &Global) -> Result<u8, Failure> {
    let catalog = workspace::catalog(g)?;
    let mut sides: Vec<(String, Summary)> = Vec::new();
    for path in &a.files {
        let summary = read(catalog, path, g)?;
        // The name of the workload, or if it stands for several, the file.
        let known = sides.iter().any(|s| s.0 == summary.name());
        let name = if known { one_line(&path.display().to_string()) } else { summary.name().to_string() };
        sides.push((name, summary));
    }
    print(&compare(&sides), a.format, a.full, g)?;
    Ok(FINE)
}

/// A saved recommendation, or that of a requirements file.
fn read(catalog: &Catalog, path: &Path, g: &Global) -> Result<Summary, Failure> {
    if path.extension().is_some_and(|e| e.eq_ignore_ascii_case("json")) {
        let (name, text) = io::read_saved(path)?;
        let saved = serde_json::from_str::<serde_json::Value>(&text).is_ok_and(|v| v.get("architecture").is_some());
        if saved {
            return Summary::read(&text).map_err(|e| {
                Failure::user(
                    format!("{name} is not a recommendation of this version: {}", one_line(&e.to_string())),
                    "Write it anew with `mlarch recommend FILE --format json`",
                )
            });
        }
    }
    let (requirements, digest) = case::load(catalog, path, &[], g.quiet)?;
    summary(&recommendation::recommend(catalog, &requirements, digest, Losses::Close))
}

fn summary(r: &Recommendation) -> Result<Summary, Failure> {
    Ok(Summary::of(r).context("the recommendation cannot be written as JSON")?)
}

fn print(c: &Comparison, format: Prose, full: bool, g: &Global) -> Result<(), Failure> {
    io::result(&match format {
        Prose::Table => render::comparison(c, style(full)),
        Prose::Markdown => render::comparison_markdown(c, &workspace::templates(g)?)?,
        Prose::Json => io::json(c)?,
    })
}
