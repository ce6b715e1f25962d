//! The arguments of the commands that analyse a recommendation.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use super::case::Case;
use super::common::Plain;

#[derive(Debug, Args)]
#[command(after_help = "\
Points are those by which the recommended architecture is ahead of the best one with the other option; the parts \
add up. --full goes down to value functions, facts and their sources.

Examples:
  mlarch explain app.yaml online_serving
  mlarch explain app.yaml online_serving --over kserve
  mlarch explain app.yaml mlflow")]
pub(super) struct Explain {
    #[command(flatten)]
    pub(super) case: Case,
    /// A block, an option as `block.option`, or a product: then each of its blocks.
    pub(super) what: String,
    /// The option to compare with, instead of the best of the others.
    #[arg(long, value_name = "OPTION")]
    pub(super) over: Option<String>,
    /// Leave out what would change the decision: every answer is tried for that, which takes a second.
    #[arg(long)]
    pub(super) quick: bool,
    /// Show everything, down to facts and sources.
    #[arg(long)]
    pub(super) full: bool,
    /// How to print it.
    #[arg(long, short, value_enum, default_value_t = Plain::Table)]
    pub(super) format: Plain,
}

#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  mlarch matrix app.yaml online_serving
  mlarch matrix app.yaml online_serving --format csv > online_serving.csv")]
pub(super) struct Matrix {
    #[command(flatten)]
    pub(super) case: Case,
    /// A block.
    pub(super) block: String,
    /// How to print it.
    #[arg(long, short, value_enum, default_value_t = Sheet::Table)]
    pub(super) format: Sheet,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Sheet {
    /// For the terminal.
    Table,
    /// For documents.
    Markdown,
    /// For programs.
    Json,
    /// For spreadsheets.
    Csv,
}

#[derive(Debug, Args)]
#[command(after_help = "\
Criteria: `cost` is the likely monthly cost, `value` the points of the whole architecture; a metric is its mean \
over all decisions, in percent.

Examples:
  mlarch tradeoffs app.yaml
  mlarch tradeoffs app.yaml --over cost,performance,compliance
  mlarch tradeoffs app.yaml --format svg -o tradeoffs.svg")]
pub(super) struct Tradeoffs {
    #[command(flatten)]
    pub(super) case: Case,
    /// Two or three criteria.
    #[arg(long, value_name = "CRITERIA", value_delimiter = ',', default_value = "cost,value")]
    pub(super) over: Vec<String>,
    /// At most so many architectures; more are thinned out evenly.
    #[arg(long, value_name = "N", default_value_t = 20, value_parser = clap::value_parser!(u16).range(2..=1000))]
    pub(super) points: u16,
    /// Name all changes of each architecture.
    #[arg(long)]
    pub(super) full: bool,
    /// How to print them. [default: by the ending of the output, else table]
    #[arg(long, short, value_enum)]
    pub(super) format: Option<Chart>,
    /// Write to a file instead of standard output.
    #[arg(long, short, value_name = "FILE")]
    pub(super) output: Option<PathBuf>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Chart {
    /// For the terminal.
    Table,
    /// For programs.
    Json,
    /// For spreadsheets.
    Csv,
    /// A picture, of two criteria.
    Svg,
}

#[derive(Debug, Args)]
#[command(after_help = "Everything is recomputed from the model in the file, in whole numbers; no part of the \
search takes part.\n\n\
Examples:
  mlarch recommend app.yaml --proof proof.json && mlarch verify proof.json
  mlarch verify proof.json --requirements app.yaml")]
pub(super) struct Verify {
    /// A file written with `recommend --proof`.
    pub(super) file: PathBuf,
    /// Check also that the model is the one of these requirements and this catalog.
    #[arg(long, value_name = "FILE")]
    pub(super) requirements: Option<PathBuf>,
    /// Answers that the recommendation was made with; as for `recommend`.
    #[arg(long = "set", value_name = "QUESTION=VALUE", requires = "requirements")]
    pub(super) set: Vec<String>,
}

#[derive(Debug, Args)]
#[command(after_help = "Other answers stay as they are; what follows from the number follows anew.\n\n\
Examples:
  mlarch breakpoints app.yaml inference.rps_peak
  mlarch breakpoints app.yaml --format json")]
pub(super) struct Breakpoints {
    #[command(flatten)]
    pub(super) case: Case,
    /// Numeric questions; all that arise if none is named.
    pub(super) questions: Vec<String>,
    /// How to print it.
    #[arg(long, short, value_enum, default_value_t = Plain::Table)]
    pub(super) format: Plain,
}

#[derive(Debug, Args)]
#[command(
    after_help = "A decision is firm if its option is in the best architecture in nine draws of ten of weights and facts \
around the stated ones. Every value of each open question is tried, the others as assumed; the loss is what the \
present architecture would be short of the best one then.\n\n\
Examples:
  mlarch robustness app.yaml
  mlarch robustness app.yaml --samples 5000 --worst-case"
)]
pub(super) struct Robustness {
    #[command(flatten)]
    pub(super) case: Case,
    /// Draws of weights and facts.
    #[arg(long, value_name = "N", default_value_t = 1000, value_parser = clap::value_parser!(u32).range(1..=1_000_000))]
    pub(super) samples: u32,
    /// Start of the random draws; the same start gives the same result.
    #[arg(long, value_name = "N", default_value_t = 1)]
    pub(super) seed: u64,
    /// Also look for the architecture that loses least in the worst case of the open answers; takes longer.
    #[arg(long)]
    pub(super) worst_case: bool,
    /// Show all lists in full.
    #[arg(long)]
    pub(super) full: bool,
    /// How to print it.
    #[arg(long, short, value_enum, default_value_t = Plain::Table)]
    pub(super) format: Plain,
}
