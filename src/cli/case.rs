//! The requirements that a command starts from.

use std::path::{Path, PathBuf};

use clap::Args;

use super::failure::Failure;
use super::io;
use crate::catalog::Catalog;
use crate::diagnostics::{Severity, Sink};
use crate::parallel::meanwhile;
use crate::report;
use crate::requirements::{self, Requirements};
use crate::text::{Files, digest};

// Where they are. (A doc comment would become the help of the commands.)
#[derive(Debug, Args)]
pub(super) struct Case {
    /// The requirements file.
    pub(super) file: PathBuf,
    /// Answer a question in place of the file's answer; as for `recommend`.
    #[arg(long = "set", value_name = "QUESTION=VALUE")]
    pub(super) set: Vec<String>,
}

/// What is plainly something else than requirements is told so, rather than by what is missing in it.
fn no_requirements(name: &str, text: &str) -> Option<Failure> {
    let start = "`mlarch init` writes a requirements file to start from";
    if text.trim_start_matches('\u{feff}').trim().is_empty() {
        return Some(Failure::user(format!("{name} is empty"), start));
    }
    let ending = Path::new(name).extension().and_then(|e| e.to_str()).unwrap_or_default();
    ["md", "markdown", "html", "svg", "csv", "lp", "mps"]
        .contains(&ending.to_ascii_lowercase().as_str())
        .then(|| Failure::user(format!("{name} is no requirements file: those are YAML, TOML or JSON"), start))
}

/// Reads and resolves the requirements with the answers of the command line, and meanwhile what the catalog has to say.
pub(super) fn load(
    catalog: &Catalog,
    path: &Path,
    set: &[String],
    quiet: bool,
) -> Result<(Requirements, String), Failure> {
    meanwhile(|| loaded(catalog, path, set, quiet), || catalog.read_ahead())
}

fn loaded(catalog: &Catalog, path: &Path, set: &[String], quiet: bool) -> Result<(Requirements, String), Failure> {
    let (name, text) = io::read(path)?;
    if let Some(failure) = no_requirements(&name, &text) {
        return Err(failure);
    }
    let format = requirements::Format::of(&name);
    let mut files = Files::new();
    let file = files.add(name, text.clone());
    let mut sink = Sink::new();
    let Some(mut raw) = requirements::decode(file, &text, format, &mut sink) else {
        return Err(Failure::Input(files, sink.into_sorted()));
    };
    for assignment in set {
        requirements::set_answer(&mut raw, assignment, &mut files).map_err(|e| Failure::Input(e.files, e.found))?;
    }
    let resolved = requirements::resolve(&raw, catalog, &mut sink);
    let failed = sink.has_errors();
    let found = sink.into_sorted();
    if failed {
        return Err(Failure::Input(files, found));
    }
    if !quiet && found.iter().any(|d| d.severity == Severity::Warning) {
        io::message(report::human(&files, &found, io::colour_on_stderr()).trim_end());
    }
    let given = resolved.answers.list.iter().filter(|a| a.is_given()).count();
    io::note(|| format!("{given} answers given, {} demands", resolved.constraints.len()));
    let digest = digest(std::iter::once(text.as_str()).chain(set.iter().map(String::as_str)));
    Ok((resolved, digest))
}
