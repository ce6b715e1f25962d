//! `mlarch recommend`

use std::path::{Path, PathBuf};

use anyhow::Context;
use clap::{Args, ValueEnum};

use super::common::Global;
use super::exit::{FINE, INFEASIBLE};
use super::failure::Failure;
use super::{case, io, material, workspace};
use crate::catalog::Catalog;
use crate::engine::certificate::ProofFile;
use crate::engine::export;
use crate::recommendation::{self, Evidence, Extent, Losses, Recommendation, Status, growth};
use crate::render::docs::Material;
use crate::render::{self, Style};
use crate::requirements::Requirements;
use crate::text::one_line;

#[derive(Debug, Args)]
#[command(
    after_help = "The file is YAML; TOML and JSON of the same shape are read too. `-` reads YAML from standard input.\n\n\
Examples:
  mlarch recommend app.yaml
  mlarch recommend app.yaml --full --set inference.rps_peak=2000 --set residency=eu
  mlarch recommend app.yaml -o report.html
  mlarch recommend app.yaml --alternatives 3 --proof proof.json"
)]
pub(super) struct Recommend {
    /// The requirements file.
    file: PathBuf,
    /// Answer a question in place of the file's answer; the value is YAML. May be repeated. Also:
    /// `estate`, `require`, `exclude` and `priority.METRIC`.
    #[arg(long = "set", value_name = "QUESTION=VALUE")]
    set: Vec<String>,
    /// How to print the recommendation. [default: by the ending of the output, else table]
    #[arg(long, short, value_enum)]
    format: Option<Format>,
    /// Write to a file instead of standard output.
    #[arg(long, short, value_name = "FILE")]
    output: Option<PathBuf>,
    /// Show all lists of the table in full.
    #[arg(long)]
    full: bool,
    /// Show so many other whole architectures, each the best that really differs from all before it.
    #[arg(long, value_name = "N", default_value_t = 0, value_parser = clap::value_parser!(u16).range(0..=50))]
    alternatives: u16,
    /// In at least so many decisions each alternative differs; 1 gives the next best ones. [default: a tenth]
    #[arg(long, value_name = "N", requires = "alternatives")]
    apart: Option<u32>,
    /// Write the integer model for other solvers; the ending says how: .lp, .mps, .opb or .wcsp.
    #[arg(long, value_name = "FILE", help_heading = "Evidence")]
    export_model: Option<PathBuf>,
    /// Write model and proof, for `mlarch verify` or any other checker.
    #[arg(long, value_name = "FILE", help_heading = "Evidence")]
    proof: Option<PathBuf>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For the terminal.
    Table,
    /// For documents.
    #[value(alias = "md")]
    Markdown,
    /// One page for a browser, which needs no network and no other file.
    Html,
    /// Everything, with sources; see `mlarch schema recommendation`.
    Json,
    /// The same as JSON, as YAML.
    #[value(alias = "yml")]
    Yaml,
}

pub(super) fn run(a: &Recommend, g: &Global) -> Result<u8, Failure> {
    let catalog = workspace::catalog(g)?;
    // Told before anything is computed.
    let model = a.export_model.as_deref().map(export_format).transpose()?;
    let (requirements, digest) = case::load(catalog, &a.file, &a.set, g.quiet)?;
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
    let (words, pictures) = (material::words(catalog), material::pictures(r));
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
