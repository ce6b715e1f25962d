//! The arguments of `mlarch adr`.

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum};

use super::common::Plain;

#[derive(Debug, Subcommand)]
#[command(defer = true)]
pub(super) enum AdrCommand {
    /// List the decision records of a folder, in whatever notation they are written.
    List(List),
    /// Show one record: its data, its options and how it relates to others.
    Show(Show),
    /// Write a new record in the style of its neighbours.
    New(New),
    /// Let a record take the place of another, and write that into both.
    Supersede(Supersede),
    /// Draw which record supersedes, changes or needs which.
    Graph(Graph),
    /// Write how the logs are kept into mlarch.toml, so that new records are held to it.
    Init(Init),
    /// Give a record another number, and follow every link to it.
    Renumber(Renumber),
    /// Write the list of the records into a page, or check that it is current.
    Index(Index),
}

#[derive(Debug, Args)]
#[command(after_help = "\
What nearly all records of a log share becomes a rule: digits of the number, status words, headings, form of dates. \
Change the entries as you like; entries that exist are never changed.

Examples:
  mlarch adr init --print
  mlarch adr init docs/adr")]
pub(super) struct Init {
    /// Folders or files.
    pub(super) paths: Vec<PathBuf>,
    /// Print the entries and write nothing.
    #[arg(long)]
    pub(super) print: bool,
}

#[derive(Debug, Args)]
#[command(after_help = "\
The name of the file, the title, the front matter and all links in records and pages of the folder change together, or \
nothing does.

Examples:
  mlarch adr renumber docs/adr/0007-use-queues.md     # the next free number
  mlarch adr renumber 7 12 --dry-run")]
pub(super) struct Renumber {
    /// The record: its id, its name, or its path where two have the same id.
    pub(super) id: String,
    /// The number that it gets; the next free one if it is left out.
    pub(super) number: Option<u64>,
    #[command(flatten)]
    pub(super) place: Where,
    /// Print what would be written and write nothing.
    #[arg(long)]
    pub(super) dry_run: bool,
}

#[derive(Debug, Args)]
#[command(after_help = "\
The table stands between two marks (`<!-- mlarch:begin index -->`); the text around them stays. A page without marks \
gets them at its end.

Examples:
  mlarch adr index
  mlarch adr index --check          # in CI: exit code 1 if the list is stale")]
pub(super) struct Index {
    #[command(flatten)]
    pub(super) place: Where,
    /// The page [default: the list that the folder has, else its README.md].
    #[arg(long, short, value_name = "FILE")]
    pub(super) output: Option<PathBuf>,
    /// Write nothing: exit code 1 if the page is stale.
    #[arg(long)]
    pub(super) check: bool,
}

#[derive(Debug, Args)]
#[command(after_help = "\
Without a path the folders of `[adr] dirs` in mlarch.toml are read, else those that usually hold records (docs/adr, \
docs/decisions, doc/adr, ...), else every folder below with files that read as records.

Exit code 3 if there is no record.

Examples:
  mlarch adr list
  mlarch adr list docs/adr --status accepted --format json")]
pub(super) struct List {
    /// Folders or files.
    pub(super) paths: Vec<PathBuf>,
    /// Only records of this status: draft, proposed, accepted, implemented, rejected, deprecated, superseded, ...
    #[arg(long, value_name = "STATUS")]
    pub(super) status: Option<String>,
    /// How to print the list.
    #[arg(long, short, value_enum, default_value_t = Plain::Table)]
    pub(super) format: Plain,
}

// Where records are. (A doc comment would become the help of the commands that it is a part of.)
#[derive(Debug, Args)]
pub(super) struct Where {
    /// The folder of the records.
    #[arg(long, value_name = "DIR")]
    pub(super) dir: Option<PathBuf>,
}

#[derive(Debug, Args)]
#[command(after_help = "Examples:\n  mlarch adr show 7\n  mlarch adr show docs/adr/0007-queues.md --format json")]
pub(super) struct Show {
    /// The id in any spelling (7, 0007, ADR-7, DATA-0019), the name or the path of a record.
    pub(super) id: String,
    #[command(flatten)]
    pub(super) place: Where,
    /// How to print it.
    #[arg(long, short, value_enum, default_value_t = Plain::Table)]
    pub(super) format: Plain,
}

// What a new record needs.
#[derive(Debug, Args)]
pub(super) struct Making {
    #[command(flatten)]
    pub(super) place: Where,
    /// The day of the record, as 2026-05-01; today if it is left out. SOURCE_DATE_EPOCH is honoured.
    #[arg(long, value_name = "DAY")]
    pub(super) date: Option<String>,
    /// Its number, instead of the next free one.
    #[arg(long, value_name = "N")]
    pub(super) number: Option<u64>,
    /// The letters of its id, where a folder has several: DATA for DATA-0019.
    #[arg(long, value_name = "LETTERS")]
    pub(super) prefix: Option<String>,
    /// Who decides. May be repeated.
    #[arg(long = "decider", value_name = "NAME")]
    pub(super) deciders: Vec<String>,
    /// Print what would be written and write nothing.
    #[arg(long)]
    pub(super) dry_run: bool,
}

#[derive(Debug, Args)]
#[command(after_help = "\
Id, name, data, headings and the notation of the status are those of the log; its own template is used if it has one. \
In a folder without records the first one is written as MADR 4. No file is written over, no number is given twice.

Examples:
  mlarch adr new \"Serve models on managed endpoints\"
  mlarch adr new \"Keep features in one store\" --dir docs/decisions --decider Ana")]
pub(super) struct New {
    /// The title: what was decided.
    pub(super) title: String,
    #[command(flatten)]
    pub(super) making: Making,
}

#[derive(Debug, Args)]
#[command(after_help = "\
The second argument is a record that exists, or the title of a new one. Only the bytes of the status and of the link \
change.

Examples:
  mlarch adr supersede 7 12
  mlarch adr supersede 7 \"Serve models on Kubernetes\"")]
pub(super) struct Supersede {
    /// The record that holds no more.
    pub(super) old: String,
    /// The record that takes its place, or the title of a new one.
    pub(super) new: String,
    #[command(flatten)]
    pub(super) making: Making,
}

#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  mlarch adr graph
  mlarch adr graph --format dot | dot -Tsvg > decisions.svg")]
pub(super) struct Graph {
    /// Folders or files.
    pub(super) paths: Vec<PathBuf>,
    /// Also records that merely have to do with each other, and those without any relation.
    #[arg(long)]
    pub(super) full: bool,
    /// How to print it.
    #[arg(long, short, value_enum, default_value_t = Drawing::Mermaid)]
    pub(super) format: Drawing,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Drawing {
    /// For Markdown.
    Mermaid,
    /// For Graphviz.
    Dot,
    /// For programs.
    Json,
}
