//! The arguments of the commands that look at the catalog.

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum};

use super::common::Plain;

#[derive(Debug, Subcommand)]
#[command(defer = true)]
pub(super) enum CatalogCommand {
    /// List blocks, options, products, rules, questions, metrics, sources, checklists, prices or what is assumed.
    List(List),
    /// Show one block, option, product, rule, question, metric, checklist or price. Former names are understood.
    Show(Show),
    /// Find blocks, products, rules, questions and prices by words of their names, former names and purposes.
    Search(Search),
    /// Prove that the catalog is sound, overlays included.
    Check(Check),
    /// Show what answers each statement of the documents that the catalog grew from.
    Coverage(Coverage),
    /// Write the catalog's files to a folder, to read or to start an overlay from.
    Eject(Eject),
}

#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  mlarch catalog search vector database
  mlarch catalog search feature store --limit 5 --format json")]
pub(super) struct Search {
    /// Words; all of them must occur.
    #[arg(required = true)]
    pub(super) words: Vec<String>,
    /// How to print what is found.
    #[arg(long, short, value_enum, default_value_t = Plain::Table)]
    pub(super) format: Plain,
    /// At most so many.
    #[arg(long, default_value_t = 20)]
    pub(super) limit: usize,
}

#[derive(Debug, Args)]
#[command(after_help = "\
Errors are what makes the catalog unsound; warnings are worth a look. Exit code 1 if there are errors.

Examples:
  mlarch catalog check
  mlarch catalog check --catalog our-catalog
  mlarch catalog check --witness online_serving.kserve > kserve.yaml
  mlarch catalog check --witnesses")]
pub(super) struct Check {
    /// Print a requirements file that makes this option (`block.option`) the recommended one.
    #[arg(long, value_name = "OPTION")]
    pub(super) witness: Option<String>,
    /// Look for such a file for every option; takes minutes.
    #[arg(long, conflicts_with = "witness")]
    pub(super) witnesses: bool,
    /// Facts and prices whose source is older than this many months are stale.
    #[arg(long, value_name = "MONTHS", default_value_t = 36)]
    pub(super) stale_after: u32,
    /// How to print the outcome.
    #[arg(long, short, value_enum, default_value_t = Plain::Table)]
    pub(super) format: Plain,
}

#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  mlarch catalog coverage
  mlarch catalog coverage --format json")]
pub(super) struct Coverage {
    /// How to print the table.
    #[arg(long, short, value_enum, default_value_t = Plain::Table)]
    pub(super) format: Plain,
}

#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  mlarch catalog eject -o all-files
  mlarch recommend app.yaml --catalog our-files      # what is left of them lies over the catalog")]
pub(super) struct Eject {
    /// The folder to write to; it must not exist, or be empty.
    #[arg(long, short, value_name = "DIR", default_value = "mlarch-catalog")]
    pub(super) output: PathBuf,
}

#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  mlarch catalog list products
  mlarch catalog list rules --format json
  mlarch catalog list assumed                         # what no document says")]
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
    Checklists,
    Prices,
    /// Facts, prices and constants without a source.
    Assumed,
}

#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  mlarch catalog show online_serving
  mlarch catalog show online_serving.kserve
  mlarch catalog show inference.rps_peak
  mlarch catalog show event_hubs_tu")]
pub(super) struct Show {
    /// Its id or name; an option is `block.option`.
    pub(super) name: String,
}

#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  mlarch questions
  mlarch questions latency
  mlarch questions --format json")]
pub(super) struct Questions {
    /// Words; only questions with all of them in section, id, text or help are shown.
    pub(super) words: Vec<String>,
    /// How to print the questions.
    #[arg(long, short, value_enum, default_value_t = Plain::Table)]
    pub(super) format: Plain,
}

#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  mlarch schema requirements > requirements.schema.json
  mlarch schema recommendation")]
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
    /// Catalog files and overlays.
    Catalog,
    /// The configuration file mlarch.toml.
    Config,
    /// The output of `lint --format json`.
    Findings,
}
