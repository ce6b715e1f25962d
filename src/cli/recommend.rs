//! `mlarch recommend`

use anyhow::Context;

use super::arguments::{Format, Global, Recommend};
use super::failure::Failure;
use super::{FINE, INFEASIBLE, io, workspace};
use crate::catalog::Catalog;
use crate::diagnostics::{Severity, Sink};
use crate::recommendation::{self, Depth, Recommendation, Status};
use crate::render::{self, Style};
use crate::report;
use crate::requirements::{self, Requirements};
use crate::text::{Files, digest};

pub(super) fn run(a: &Recommend, g: &Global) -> Result<u8, Failure> {
    let catalog = workspace::catalog(g)?;
    let (requirements, digest) = load(catalog, a, g.quiet)?;
    // The table names the runner-up only; everything else tells the loss of each alternative.
    let depth = if a.format == Format::Table { Depth::RunnersUp } else { Depth::All };
    let r = recommendation::recommend(catalog, &requirements, digest, depth);
    let text = match a.format {
        Format::Table => {
            let colour = a.output.is_none() && io::colour_on_stdout();
            render::table(&r, Style { width: io::width(), colour, full: a.full })
        }
        Format::Json => json(&r)?,
        Format::Yaml => serde_yaml::to_string(&r).context("the recommendation cannot be written as YAML")?,
        Format::Markdown => render::markdown(&r).context("a template of this installation is faulty")?,
    };
    io::output(a.output.as_deref(), &text)?;
    Ok(if matches!(r.status, Status::Infeasible | Status::Unknown) { INFEASIBLE } else { FINE })
}

fn json(r: &Recommendation) -> Result<String, Failure> {
    let mut text = serde_json::to_string_pretty(r).context("the recommendation cannot be written as JSON")?;
    text.push('\n');
    Ok(text)
}

/// Reads and resolves the requirements with the answers of the command line.
fn load(catalog: &Catalog, a: &Recommend, quiet: bool) -> Result<(Requirements, String), Failure> {
    let (name, text) = io::read(&a.file)?;
    let format = requirements::Format::of(&name);
    let mut files = Files::new();
    let file = files.add(name, text.clone());
    let mut sink = Sink::new();
    let Some(mut raw) = requirements::decode(file, &text, format, &mut sink) else {
        return Err(Failure::Input(files, sink.into_sorted()));
    };
    for assignment in &a.set {
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
    let digest = digest(std::iter::once(text.as_str()).chain(a.set.iter().map(String::as_str)));
    Ok((resolved, digest))
}
