//! `mlarch compliance`

use clap::{Args, ValueEnum};
use serde::Serialize;

use super::case::{self, Case};
use super::common::{Global, Prose};
use super::exit::{FINDINGS, FINE, INFEASIBLE};
use super::failure::Failure;
use super::{analyses, io, workspace};
use crate::recommendation::{self, Losses, Recommendation, gaps};
use crate::render;

#[derive(Debug, Args)]
#[command(after_help = "\
Frameworks, the class of risk and duties follow from the answers (`mlarch questions`, Laws and frameworks). This is \
decision support, not legal advice.

Examples:
  mlarch compliance app.yaml
  mlarch compliance app.yaml --fail-on gap      # in CI: exit code 1 if something is left open
  mlarch compliance app.yaml --format markdown > compliance.md")]
pub(super) struct Compliance {
    #[command(flatten)]
    case: Case,
    /// Exit with code 1 if this is left.
    #[arg(long, value_enum)]
    fail_on: Option<FailOn>,
    /// Show all lists in full.
    #[arg(long)]
    full: bool,
    /// How to print it.
    #[arg(long, short, value_enum, default_value_t = Prose::Table)]
    format: Prose,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum FailOn {
    /// A duty, service or control for which the architecture has nothing.
    Gap,
}

/// The part of a recommendation that is about compliance.
#[derive(Serialize)]
struct Report<'a> {
    mlarch: u32,
    requirements: &'a recommendation::RequirementsInfo,
    catalog: &'a recommendation::CatalogInfo,
    compliance: &'a [recommendation::Compliance],
    boundaries: &'a [recommendation::DataBoundary],
    weak_points: &'a [recommendation::WeakSpot],
    gaps: usize,
    sources: Vec<&'a recommendation::SourceInfo>,
}

impl<'a> Report<'a> {
    fn of(r: &'a Recommendation) -> Self {
        let used = r.compliance_sources();
        Report {
            mlarch: r.mlarch,
            requirements: &r.requirements,
            catalog: &r.catalog,
            compliance: &r.compliance,
            boundaries: &r.boundaries,
            weak_points: &r.weak_points,
            gaps: gaps(r).count(),
            sources: r.sources.iter().filter(|s| used.contains(&s.id.as_str())).collect(),
        }
    }
}

pub(super) fn run(a: &Compliance, g: &Global) -> Result<u8, Failure> {
    let catalog = workspace::catalog(g)?;
    let (requirements, digest) = case::load(catalog, &a.case.file, &a.case.set, g.quiet)?;
    let r = recommendation::recommend(catalog, &requirements, digest, Losses::Close);
    if r.architecture.is_empty() {
        io::message("No architecture meets all demands, so there is none to look at; `mlarch recommend` says why.");
        return Ok(INFEASIBLE);
    }
    let text = match a.format {
        Prose::Table => render::compliance(&r, analyses::style(a.full)),
        Prose::Markdown => render::compliance_markdown(&Report::of(&r), &workspace::templates(g)?)?,
        Prose::Json => io::json(&Report::of(&r))?,
    };
    io::result(&text)?;
    let failed = matches!(a.fail_on, Some(FailOn::Gap)) && gaps(&r).next().is_some();
    Ok(if failed { FINDINGS } else { FINE })
}
