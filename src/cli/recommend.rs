//! `mlarch recommend`

use std::path::Path;

use anyhow::Context;

use super::arguments::{Format, Global, Recommend};
use super::failure::Failure;
use super::{FINE, INFEASIBLE, docs, io, workspace};
use crate::catalog::Catalog;
use crate::diagnostics::{Severity, Sink};
use crate::engine::certificate::ProofFile;
use crate::engine::export;
use crate::parallel::meanwhile;
use crate::recommendation::{self, Evidence, Extent, Losses, Recommendation, Status, growth};
use crate::render::docs::Material;
use crate::render::{self, Style};
use crate::report;
use crate::requirements::{self, Requirements};
use crate::text::{Files, digest, one_line};

pub(super) fn run(a: &Recommend, g: &Global) -> Result<u8, Failure> {
    let catalog = workspace::catalog(g)?;
    // Told before anything is computed.
    let model = a.export_model.as_deref().map(export_format).transpose()?;
    let (requirements, digest) = load(catalog, &a.file, &a.set, g.quiet)?;
    // The short table names what is close, the full one each runner-up; everything else tells the loss of each
    // alternative, and sources.
    let format = io::format_of(a.format, a.output.as_deref(), Format::Table);
    let losses = match format {
        Format::Table if a.full => Losses::RunnersUp,
        Format::Table => Losses::Close,
        _ => Losses::All,
    };
    let evidence = format != Format::Table;
    let extent = Extent { losses, evidence, alternatives: a.alternatives.into(), apart: a.apart };
    let (r, evidence) = recommendation::recommend_with_evidence(catalog, &requirements, digest, extent);
    io::note(|| format!("recommended, {} decisions", r.architecture.len()));
    let text = match format {
        Format::Table => {
            let colour = a.output.is_none() && io::colour_on_stdout();
            render::table(&r, Style { width: io::width(), colour, full: a.full })
        }
        Format::Json => io::json(&r)?,
        Format::Yaml => serde_yaml::to_string(&r).context("the recommendation cannot be written as YAML")?,
        Format::Html => html(a, g, catalog, &requirements, &r)?,
        Format::Markdown => render::markdown(&r, &workspace::templates(g)?)?,
    };
    if let (Some(path), Some(format)) = (&a.export_model, model) {
        let model = export::write(&evidence.problem, &evidence.names, format)
            .map_err(|e| Failure::user(format!("the model cannot be written as {}: {e}", format.extension()), ""))?;
        io::output(Some(path), &model)?;
    }
    if let Some(path) = &a.proof {
        io::output(Some(path), &proof(&r, evidence)?)?;
    }
    io::output(a.output.as_deref(), &text)?;
    let code = if matches!(r.status, Status::Infeasible | Status::Unknown) { INFEASIBLE } else { FINE };
    // The process ends: to free thousands of texts and lists one by one would take time for nothing.
    std::mem::forget(r);
    Ok(code)
}

/// The recommendation as one page.
fn html(
    a: &Recommend,
    g: &Global,
    catalog: &Catalog,
    requirements: &Requirements,
    r: &Recommendation,
) -> Result<String, Failure> {
    let (words, pictures) = (docs::words(catalog), docs::pictures(r));
    let courses = if r.objective.is_some() { growth(catalog, requirements) } else { Vec::new() };
    let file = a.file.file_name().map_or_else(String::new, |n| n.to_string_lossy().into_owned());
    let material = Material {
        recommendation: r,
        courses: &courses,
        mermaid: "",
        pictures: &pictures,
        words: &words,
        requirements: &file,
        today: "",
    };
    Ok(render::docs::report(&material, &workspace::templates(g)?)?)
}

fn export_format(path: &Path) -> Result<export::Format, Failure> {
    let ending = path.extension().and_then(|e| e.to_str()).unwrap_or_default();
    export::Format::of_extension(ending).ok_or_else(|| {
        let all: Vec<String> = export::Format::ALL.iter().map(|f| format!(".{}", f.extension())).collect();
        Failure::user(
            format!("`{}` does not end in a format of models", one_line(&path.display().to_string())),
            format!("Formats: {}", all.join(", ")),
        )
    })
}

fn proof(r: &Recommendation, evidence: Evidence) -> Result<String, Failure> {
    let Some(certificate) = evidence.certificate else {
        return Err(Failure::user("the proof of this recommendation is too long to keep", ""));
    };
    let file = ProofFile {
        mlarch_proof: 1,
        requirements: format!("{} {}", r.requirements.name, r.requirements.digest),
        catalog: format!("{} {}", r.catalog.version, r.catalog.digest),
        model: evidence.problem,
        certificate,
    };
    let mut text = serde_json::to_string(&file).context("the proof cannot be written as JSON")?;
    text.push('\n');
    Ok(text)
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
