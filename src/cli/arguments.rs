//! The arguments: one definition for parsing and help.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

const AFTER: &str = "\
Exit codes: 0 fine, 2 bad input or usage, 3 requirements that contradict each other, 70 internal error.

Examples:
  mlarch recommend requirements.yaml
  mlarch recommend requirements.yaml --set inference.rps_peak=2000
  mlarch recommend requirements.yaml --format json -o recommendation.json
  mlarch catalog show online_serving";

/// Decision support for machine-learning architecture.
#[derive(Debug, Parser)]
#[command(name = "mlarch", version, about, after_help = AFTER, disable_help_subcommand = true)]
pub(super) struct Arguments {
    /// Print results and errors only, no warnings.
    #[arg(short, long, global = true)]
    pub(super) quiet: bool,
    #[command(subcommand)]
    pub(super) command: Command,
}

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Recommend one whole architecture for a requirements file.
    Recommend(Recommend),
    /// Look at what the catalog knows.
    Catalog {
        #[command(subcommand)]
        command: CatalogCommand,
    },
    /// List all questions that a requirements file may answer.
    Questions(Questions),
    /// Print a JSON Schema.
    Schema(Schema),
}

#[derive(Debug, Args)]
#[command(
    after_help = "The file is YAML; TOML and JSON of the same shape are read too. `-` reads YAML from standard input."
)]
pub(super) struct Recommend {
    /// The requirements file.
    pub(super) file: PathBuf,
    /// Answer a question in place of the file's answer; the value is YAML. May be repeated.
    #[arg(long = "set", value_name = "QUESTION=VALUE")]
    pub(super) set: Vec<String>,
    /// How to print the recommendation.
    #[arg(long, short, value_enum, default_value_t = Format::Table)]
    pub(super) format: Format,
    /// Write to a file instead of standard output.
    #[arg(long, short, value_name = "FILE")]
    pub(super) output: Option<PathBuf>,
    /// Show all lists of the table in full.
    #[arg(long)]
    pub(super) full: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Format {
    /// For the terminal.
    Table,
    /// For documents.
    Markdown,
    /// Everything, with sources; see `mlarch schema recommendation`.
    Json,
    /// The same as JSON, as YAML.
    Yaml,
}

#[derive(Debug, Subcommand)]
pub(super) enum CatalogCommand {
    /// List blocks, options, products, rules, questions, metrics or sources.
    List(List),
    /// Show one block, option, product, rule, question or metric. Former names are understood.
    Show(Show),
}

#[derive(Debug, Args)]
pub(super) struct List {
    /// What to list.
    #[arg(value_enum, default_value_t = What::Blocks)]
    pub(super) what: What,
    /// How to print the list.
    #[arg(long, short, value_enum, default_value_t = Plain::Table)]
    pub(super) format: Plain,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum What {
    Blocks,
    Options,
    Products,
    Rules,
    Questions,
    Metrics,
    Sources,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Plain {
    /// For the terminal.
    Table,
    /// For programs.
    Json,
}

#[derive(Debug, Args)]
pub(super) struct Show {
    /// Its id or name; an option is `block.option`.
    pub(super) name: String,
}

#[derive(Debug, Args)]
pub(super) struct Questions {
    /// How to print the questions.
    #[arg(long, short, value_enum, default_value_t = Plain::Table)]
    pub(super) format: Plain,
}

#[derive(Debug, Args)]
pub(super) struct Schema {
    /// Of what.
    #[arg(value_enum)]
    pub(super) name: SchemaName,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum SchemaName {
    /// Requirements files, with all questions of the catalog.
    Requirements,
    /// The output of `recommend --format json`.
    Recommendation,
}
