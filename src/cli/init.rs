//! `mlarch init`

use std::path::{Path, PathBuf};

use clap::Args;
use serde::Serialize;

use super::common::{Global, Plain};
use super::exit::FINE;
use super::failure::Failure;
use super::{io, workspace};
use crate::catalog::{Catalog, Find};
use crate::diagnostics::Sink;
use crate::logic::{Domain, Value, Var};
use crate::render::{self, Asked};
use crate::requirements::{self, Origin};
use crate::text::{FileId, nearest, one_line, one_of};

/// The examples of the repository, inside the program.
const EXAMPLES: [(&str, &str); 8] = [
    ("getting-started", include_str!("../../examples/getting-started.yaml")),
    ("churn-scoring", include_str!("../../examples/churn-scoring.yaml")),
    ("hospital-imaging", include_str!("../../examples/hospital-imaging.yaml")),
    ("bank-rag", include_str!("../../examples/bank-rag.yaml")),
    ("predictive-maintenance", include_str!("../../examples/predictive-maintenance.yaml")),
    ("recommender", include_str!("../../examples/recommender.yaml")),
    ("air-gapped-foss", include_str!("../../examples/air-gapped-foss.yaml")),
    ("research-model", include_str!("../../examples/research-model.yaml")),
];

/// What a task is answered to.
const TASK: &str = "task.type";

/// So many questions are a start; whoever wants more finds them with `mlarch questions`.
const QUESTIONS: usize = 20;

/// The line that tells an editor where the schema is, and what it is called there.
const MODELINE: &str = "# yaml-language-server:";
const SCHEMA: &str = "requirements.schema.json";

#[derive(Debug, Args)]
#[command(after_help = "\
The file holds the questions that touch most decisions, with their choices, as comments. Nothing is overwritten.

Examples:
  mlarch init
  mlarch init --task classification --schema
  mlarch init --list
  mlarch init --from bank-rag -o bank.yaml && mlarch recommend bank.yaml")]
pub(super) struct Init {
    /// What the system should do: only questions that then arise are written. May be repeated.
    #[arg(long, value_name = "TASK", value_delimiter = ',', conflicts_with = "from")]
    task: Vec<String>,
    /// Start from an example instead.
    #[arg(long, value_name = "EXAMPLE", alias = "example")]
    from: Option<String>,
    /// List the examples, and write nothing.
    #[arg(long, conflicts_with_all = ["task", "from", "output", "name", "schema"])]
    list: bool,
    /// How to print the list.
    #[arg(long, short, value_enum, default_value_t = Plain::Table, requires = "list")]
    format: Plain,
    /// Name of the workload. [default: the folder's]
    #[arg(long, value_name = "NAME", conflicts_with = "from")]
    name: Option<String>,
    /// Write requirements.schema.json beside it, too, by which editors complete and check it.
    #[arg(long)]
    schema: bool,
    /// The file to write; `-` is standard output.
    #[arg(long, short, value_name = "FILE", default_value = "requirements.yaml")]
    output: PathBuf,
}

pub(super) fn run(a: &Init, g: &Global) -> Result<u8, Failure> {
    if a.list {
        return list(a.format);
    }
    let standard = a.output == Path::new("-");
    let folder = a.output.parent().unwrap_or(Path::new(""));
    let schema = a.schema.then(|| folder.join(SCHEMA));
    for path in std::iter::once(&a.output).filter(|_| !standard).chain(&schema) {
        if path.symlink_metadata().is_ok() {
            return Err(Failure::user(
                format!("{} exists; nothing was written", show(path)),
                "Name another file with --output",
            ));
        }
    }
    let catalog = workspace::catalog(g)?;
    let text = match &a.from {
        Some(name) => example(name, a.schema)?,
        None => starter(a, g, catalog)?,
    };
    if standard {
        io::result(&text)?;
    } else {
        io::output(Some(&a.output), &text)?;
    }
    if let Some(path) = &schema {
        io::output(Some(path), &io::json(&requirements::schema(catalog))?)?;
    }
    if !g.quiet && !standard {
        let file = show(&a.output);
        let then = if a.from.is_some() { "" } else { "Answer what you know in it, then: " };
        io::message(&format!("{file} written\n  {then}mlarch recommend {file}"));
    }
    Ok(FINE)
}

/// An example; the editor's line stands in it only if there is a schema.
fn example(name: &str, schema: bool) -> Result<String, Failure> {
    let Some((_, text)) = EXAMPLES.iter().find(|e| e.0 == name) else {
        let names = || EXAMPLES.iter().map(|e| e.0);
        let like = nearest(name, names()).map(|l| format!("Did you mean `{l}`? ")).unwrap_or_default();
        return Err(Failure::user(
            format!("there is no example `{}`", one_line(name)),
            format!("{like}Examples: {}", one_of(names(), 20)),
        ));
    };
    Ok(text.lines().filter(|l| schema || !l.starts_with(MODELINE)).map(|l| format!("{l}\n")).collect())
}

fn starter(a: &Init, g: &Global, catalog: &Catalog) -> Result<String, Failure> {
    let known = tasks(&a.task, catalog)?;
    let (open, answers) = requirements::starter(catalog, &known, QUESTIONS);
    let name = a.name.clone().unwrap_or_else(|| workload(&a.output));
    let asked = |var: &Var| {
        let answer = answers.get(*var);
        let because = match &answer.origin {
            Origin::Assumed(why) => Some(why.clone()),
            _ => None,
        };
        Asked { var: *var, value: answer.value.clone(), because }
    };
    // Without the task nothing else can be said, so it stands first, open or not.
    let first: Vec<Var> = catalog.question(TASK).into_iter().collect();
    let open: Vec<Asked> = open.iter().filter(|v| !first.contains(v)).map(asked).collect();
    let first: Vec<Asked> = first.iter().map(asked).collect();
    Ok(render::starter(catalog, &name, a.schema, &first, &open, &workspace::templates(g)?)?)
}

/// The tasks as an answer.
fn tasks(names: &[String], catalog: &Catalog) -> Result<Vec<(Var, Value)>, Failure> {
    let Some(var) = catalog.question(TASK).filter(|_| !names.is_empty()) else { return Ok(Vec::new()) };
    let domain: &Domain = &catalog.questions[var.0 as usize].domain;
    let mut set = Vec::new();
    for name in names {
        let Some(i) = domain.choice(name) else {
            let ids = || domain.choices().iter().map(|c| c.id.as_str());
            let like = domain.meant(name).map(|l| format!("Did you mean `{l}`? ")).unwrap_or_default();
            return Err(Failure::user(
                format!("there is no task `{}`", one_line(name)),
                format!("{like}Tasks: {}", one_of(ids(), 40)),
            ));
        };
        set.push(i);
    }
    set.sort_unstable();
    set.dedup();
    Ok(vec![(var, Value::Set(set))])
}

/// The folder's name, as a workload's.
fn workload(output: &Path) -> String {
    let here = std::env::current_dir().unwrap_or_default();
    let folder = here.join(output.parent().unwrap_or(Path::new("")));
    let name = folder.file_name().map(|n| one_line(&n.to_string_lossy())).unwrap_or_default();
    if name.is_empty() { String::from("workload") } else { name }
}

/// An example, in the list.
#[derive(Serialize)]
struct Row {
    name: &'static str,
    summary: String,
}

fn list(format: Plain) -> Result<u8, Failure> {
    let rows: Vec<Row> = EXAMPLES.iter().map(|(name, text)| Row { name, summary: summary(text) }).collect();
    let text = match format {
        Plain::Json => io::json(&rows)?,
        Plain::Table => {
            let width = rows.iter().map(|r| r.name.len()).max().unwrap_or(0);
            rows.iter().map(|r| format!("{:<width$}  {}\n", r.name, r.summary)).collect()
        }
    };
    io::result(&text)?;
    Ok(FINE)
}

fn summary(text: &str) -> String {
    let raw = requirements::decode(FileId(0), text, requirements::Format::Yaml, &mut Sink::new());
    raw.map(|r| r.summary.to_string()).unwrap_or_default()
}

fn show(path: &Path) -> String {
    one_line(&path.display().to_string())
}
