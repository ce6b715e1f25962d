//! `mlarch docs`, `mlarch templates`

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use clap::{Args, Subcommand, ValueEnum};
use similar::TextDiff;

use super::case::{self, Case};
use super::common::Global;
use super::exit::{FINDINGS, FINE, INFEASIBLE};
use super::failure::Failure;
use super::folder::{self, Step, show};
use super::{io, material, workspace};
use crate::engine::Situation;
use crate::engine::analysis::pareto::Which;
use crate::parallel::both;
use crate::recommendation::{Ground, Losses, Status};
use crate::render;
use crate::render::diagram::container_graph;
use crate::render::docs::{self, Material, Obstacle, Picture, Place, Plan, SetError, Trouble, Wish};
use crate::text::{one_line, plural};

#[derive(Debug, Args)]
#[command(after_help = "\
What people write outside the marked regions stays; a region that was edited is reported, never overwritten. To keep a \
region out for good, put `<!-- mlarch:off NAME -->` in its place.

Examples:
  mlarch docs app.yaml -o docs/architecture
  mlarch docs app.yaml -o docs/architecture --check        # in CI: exit code 1 and a diff if they are stale
  mlarch docs app.yaml -o meeting --kind brief
  mlarch templates eject our-templates; mlarch docs app.yaml -o docs --templates our-templates")]
pub(super) struct Docs {
    #[command(flatten)]
    pub(super) case: Case,
    /// The folder to write to; nothing outside it is touched.
    #[arg(long, short, value_name = "DIR")]
    pub(super) output: PathBuf,
    /// The set of documents: default, arc42, brief, or one of your templates.
    #[arg(long, value_name = "SET", default_value = "default")]
    pub(super) kind: String,
    /// The style of decision records: madr, nygard, tyree-akerman, y-statement, or one of your templates.
    #[arg(long, value_name = "STYLE", default_value = "madr")]
    pub(super) records: String,
    /// A decision has a record of its own if choosing amiss would lose so many points. [default: the catalog's]
    #[arg(long, value_name = "POINTS")]
    pub(super) records_from: Option<f64>,
    /// Write a table of contents, too, with the pages in a folder `docs` below it.
    #[arg(long, value_enum, value_name = "SITE")]
    pub(super) site: Option<Site>,
    /// Write the picture of the architecture in another language, too. May be repeated.
    #[arg(long, value_enum, value_name = "LANGUAGE")]
    pub(super) diagram: Vec<Drawing>,
    /// Write everything on one HTML page, too: report.html, which needs no network and no other file.
    #[arg(long)]
    pub(super) html: bool,
    /// Write nothing: exit code 1 and a diff if the documents are stale.
    #[arg(long)]
    pub(super) check: bool,
    /// Overwrite edited regions and files of others; each is put aside as `.bak` first.
    #[arg(long, conflicts_with = "check")]
    pub(super) force: bool,
    /// The day of new decision records, YYYY-MM-DD. [default: today]
    #[arg(long, value_name = "DATE")]
    pub(super) date: Option<String>,
}

/// A language of pictures beside Mermaid and SVG.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Drawing {
    /// For the D2 compiler: architecture.d2.
    D2,
    /// A C4 workspace in the Structurizr language: architecture.dsl.
    Structurizr,
}

/// What shows the documents.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Site {
    /// MkDocs.
    Mkdocs,
    /// Backstage TechDocs.
    Techdocs,
}

/// Files that documents consist of.
const ENDINGS: [&str; 6] = [".md", ".svg", ".html", ".yml", ".d2", ".dsl"];

pub(super) fn run(a: &Docs, g: &Global) -> Result<u8, Failure> {
    let day = match &a.date {
        Some(day) if crate::text::date(day).is_some_and(|_| day.len() == 10) => day.clone(),
        Some(day) => return Err(Failure::user(format!("`{}` is no day", one_line(day)), "Write it as YYYY-MM-DD")),
        None => io::today(),
    };
    let catalog = workspace::catalog(g)?;
    let templates = workspace::templates(g)?;
    docs::set(&templates, &a.kind)?;
    let style = format!("records/{}.md.j2", a.records);
    if templates.get(&style).is_none() {
        let names = templates.iter().filter_map(|(n, _)| n.strip_prefix("records/")?.strip_suffix(".md.j2"));
        let styles: Vec<&str> = names.collect();
        return Err(Failure::user(
            format!("there is no style of decision records `{}`", one_line(&a.records)),
            format!("Styles: {}", styles.join(", ")),
        ));
    }
    let (requirements, digest) = case::load(catalog, &a.case.file, &a.case.set, g.quiet)?;
    let situation = Situation::first(catalog, &requirements);
    let ground = Ground::of(&situation);
    let told = || {
        let r = ground.recommendation(digest, Losses::All);
        let pictures = material::pictures(&r);
        // Last, as its many pieces fill whatever time the other thread has left.
        (r, pictures, ground.growth())
    };
    let beside = || (folder::texts(&a.output, &ENDINGS), ground.tradeoffs(Which::Supported, TRADEOFF_POINTS));
    let ((r, mut pictures, courses), (all, tradeoffs)) = both(told, beside);
    if matches!(r.status, Status::Infeasible | Status::Unknown) {
        io::message("error: no architecture meets all demands, so there is nothing to document");
        let file = one_line(&a.case.file.display().to_string());
        io::message(&format!(
            "  help: `mlarch recommend {file}` says what contradicts what, and the smallest changes that help"
        ));
        return Ok(INFEASIBLE);
    }
    pictures.extend(tradeoffs.as_ref().and_then(render::tradeoffs_svg).map(|svg| Picture {
        name: "tradeoffs.svg".into(),
        shows: "What more money buys: the best architectures by monthly cost and value".into(),
        svg,
    }));
    // A site has its pages in a folder of their own, beside its table of contents.
    let prefix = if a.site.is_some() { "docs/" } else { "" };
    let all = all?;
    let below = |(path, text): (&String, &String)| Some((path.strip_prefix(prefix)?.to_string(), text.clone()));
    let existing: BTreeMap<String, String> = all.iter().filter_map(below).collect();
    let file = a.case.file.file_name().map_or_else(|| String::from("-"), |n| n.to_string_lossy().into_owned());
    let words = material::words(catalog);
    let material = Material {
        recommendation: &r,
        courses: &courses,
        mermaid: &container_graph(&r).mermaid(),
        pictures: &pictures,
        words: &words,
        requirements: &file,
        today: &day,
    };
    let records_from = a.records_from.unwrap_or(catalog.scales.record);
    let wish = Wish { set: &a.kind, style: &a.records, records_from };
    let mut documents = docs::documents(&material, &wish, &existing, &templates)?;
    for drawing in &a.diagram {
        let graph = container_graph(&r);
        documents.push(match drawing {
            Drawing::D2 => docs::whole(&a.kind, "architecture.d2", &graph.d2()),
            Drawing::Structurizr => docs::whole(&a.kind, "architecture.dsl", &graph.structurizr()),
        });
    }
    if a.html {
        documents.push(docs::whole(&a.kind, "report.html", &docs::report(&material, &templates)?));
    }
    let mut plan = docs::plan(&a.kind, &documents, &existing, a.force);
    if let Some(site) = a.site {
        let plugin = match site {
            Site::Mkdocs => "search",
            Site::Techdocs => "techdocs-core",
        };
        let records = docs::set(&templates, &a.kind)?.records;
        let contents = docs::site(&a.kind, &r.requirements.name, plugin, &documents, records.as_deref());
        let there = all.get(docs::SITE_FILE).map(|t| (docs::SITE_FILE.to_string(), t.clone()));
        plan = plan.below(prefix, docs::plan(&a.kind, &[contents], &there.into_iter().collect(), a.force));
    }
    if a.check { check(&a.output, &plan, g.quiet) } else { write(a, &plan) }
}

/// Points of the trade-off curve in documents.
const TRADEOFF_POINTS: usize = 12;

/// Tells what is stale.
fn check(root: &Path, plan: &Plan, quiet: bool) -> Result<u8, Failure> {
    if plan.is_fresh() {
        if !quiet {
            io::message(&format!("{} is up to date: {}", show(root), plural(plan.same, "file")));
        }
        return Ok(FINE);
    }
    let mut out = String::new();
    for (path, old, new) in &plan.writes {
        out.push_str(&diff(root, path, old.as_deref().unwrap_or_default(), new));
    }
    for (path, old) in &plan.removals {
        out.push_str(&diff(root, path, old, ""));
    }
    for edit in &plan.edits {
        out.push_str(&diff(root, &edit.path, &edit.texts.0, &edit.texts.1));
    }
    io::result(&out)?;
    tell(root, &plan.troubles);
    tell_edits(root, plan);
    if plan.is_stale() {
        io::message(&format!("{} is stale: `mlarch docs` without --check brings it up to date", show(root)));
    }
    Ok(FINDINGS)
}

fn diff(root: &Path, path: &str, old: &str, new: &str) -> String {
    let name = show(&root.join(path));
    let clean = |line: &str| line.chars().filter(|c| !c.is_control() || *c == '\t').collect::<String>();
    let text = TextDiff::from_lines(old, new).unified_diff().header(&name, &name).to_string();
    text.lines().map(|l| clean(l) + "\n").collect()
}

fn write(a: &Docs, plan: &Plan) -> Result<u8, Failure> {
    let root = &a.output;
    if !plan.troubles.is_empty() {
        tell(root, &plan.troubles);
        io::message(&format!("Nothing was written. {WAYS}"));
        return Ok(FINDINGS);
    }
    tell_edits(root, plan);
    let write = |(path, _, text): &(String, Option<String>, String)| Step {
        path: path.clone(),
        text: Some(text.clone()),
        keep: plan.backups.contains(path),
    };
    let remove = |(path, _): &(String, String)| Step { path: path.clone(), text: None, keep: false };
    let steps: Vec<Step> = plan.writes.iter().map(write).chain(plan.removals.iter().map(remove)).collect();
    folder::carry_out(root, &steps)?;
    let new = plan.writes.iter().filter(|w| w.1.is_none()).count();
    io::result(&format!(
        "{}: {} new, {} changed, {} removed, {} as before\n",
        show(&a.output),
        new,
        plan.writes.len() - new,
        plan.removals.len(),
        plan.same
    ))?;
    Ok(FINE)
}

/// What can be done about an edited region.
const WAYS: &str = "Take the edit back, keep the region out with `<!-- mlarch:off NAME -->`, or overwrite with \
                    --force, which puts the file aside first";

/// Tells which regions are as a person wants them, not as the program wrote them.
fn tell_edits(root: &Path, plan: &Plan) {
    for (path, place) in plan.edits.iter().flat_map(|e| e.places.iter().map(|p| (&e.path, p))) {
        let path = show(&root.join(path));
        io::message(&format!("{path}:{}: {} was edited by hand, and stays so", place.line, one_line(&place.region)));
    }
    if !plan.edits.is_empty() {
        io::message(WAYS);
    }
}

fn tell(root: &Path, troubles: &[Trouble]) {
    for t in troubles {
        let path = show(&root.join(&t.path));
        io::message(&match &t.why {
            Obstacle::Edited(Place { region, line }) => {
                format!("{path}:{line}: {} was edited by hand, and what belongs there has changed", one_line(region))
            }
            Obstacle::Marks { line } => {
                format!("{path}:{line}: this mark of a region has no other half, or stands twice")
            }
            Obstacle::Foreign => format!("{path}: this file is in the way; it is not as `mlarch docs` wrote it"),
            Obstacle::Left => format!("{path}: nothing calls for this page any more, but it holds words of yours"),
        });
    }
}

impl From<SetError> for Failure {
    fn from(error: SetError) -> Self {
        match error {
            SetError::Template(e) => e.into(),
            SetError::Unknown(help) => Failure::user("there is no such set of documents", help),
            other => {
                Failure::user(one_line(&other.to_string()), "`mlarch templates eject DIR` writes the program's own")
            }
        }
    }
}

#[derive(Debug, Subcommand)]
#[command(defer = true)]
pub(super) enum TemplatesCommand {
    /// List the templates, and the sets of documents that they make.
    #[command(after_help = "Example:\n  mlarch templates list")]
    List,
    /// Write the program's templates to a folder, to read or to start from.
    Eject(EjectTemplates),
}

#[derive(Debug, Args)]
#[command(
    after_help = "Keep what you change, delete the rest, and name the folder with --templates or in mlarch.toml: \
[templates] folders = [\"our-templates\"]\n\n\
Examples:
  mlarch templates eject our-templates
  mlarch templates eject our-templates --only default/ && mlarch docs app.yaml -o docs --templates our-templates"
)]
pub(super) struct EjectTemplates {
    /// The folder to write to; it must not exist, or be empty.
    pub(super) output: PathBuf,
    /// Only templates whose names begin so, such as `default/`.
    #[arg(long, value_name = "PREFIX", default_value = "")]
    pub(super) only: String,
}

pub(super) fn templates(command: &TemplatesCommand, g: &Global) -> Result<u8, Failure> {
    let templates = workspace::templates(g)?;
    match command {
        TemplatesCommand::List => {
            let mut out = String::from("Sets of documents\n");
            for name in docs::set_names(&templates) {
                let set = docs::set(&templates, name)?;
                out.push_str(&format!("  {:<10} {}\n", one_line(name), one_line(&set.about)));
            }
            out.push_str("\nTemplates\n");
            for (name, _) in templates.iter() {
                out.push_str(&format!("  {}\n", one_line(name)));
            }
            io::result(&out)?;
        }
        TemplatesCommand::Eject(a) => {
            let taken = std::fs::read_dir(&a.output).is_ok_and(|mut e| e.next().is_some()) || a.output.is_file();
            if taken {
                return Err(Failure::user(
                    format!("{} exists and is not empty; nothing was written", show(&a.output)),
                    "Name another folder",
                ));
            }
            let own = render::Templates::embedded();
            let wanted: BTreeMap<&str, &str> = own.iter().filter(|(n, _)| n.starts_with(&a.only)).collect();
            if wanted.is_empty() {
                return Err(Failure::user(
                    format!("no template's name begins with `{}`", one_line(&a.only)),
                    "`mlarch templates list` shows all",
                ));
            }
            let step = |(name, text): (&&str, &&str)| Step {
                path: name.to_string(),
                text: Some(text.to_string()),
                keep: false,
            };
            let steps: Vec<Step> = wanted.iter().map(step).collect();
            folder::carry_out(&a.output, &steps)?;
            io::result(&format!(
                "{} written to {}\nKeep what you change, delete the rest, and use it with `--templates {}`\n",
                plural(steps.len(), "template"),
                show(&a.output),
                show(&a.output)
            ))?;
        }
    }
    Ok(FINE)
}
