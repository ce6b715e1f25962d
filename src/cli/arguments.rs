//! The arguments: one definition for parsing and help.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

use super::adr_arguments::AdrCommand;
pub(super) use super::analysis_arguments::*;
pub(super) use super::catalog_arguments::*;
use super::diagram::Diagram;
use super::docs::{Docs, TemplatesCommand};
use super::init::Init;
use super::lint_arguments::{Lint, RulePage, Rules};
use super::prices::PricesCommand;
use super::shell::{Completions, Man};

const AFTER: &str = "\
Exit codes: 0 fine, 1 findings, 2 bad input or usage, 3 requirements that contradict each other, or nothing to lint, 70 internal error.

Examples:
  mlarch init                                    # a requirements file to fill in
  mlarch recommend requirements.yaml
  mlarch recommend requirements.yaml --set inference.rps_peak=2000
  mlarch recommend requirements.yaml --format json -o recommendation.json
  mlarch lint docs/decisions
  mlarch catalog show online_serving";

/// Decision support for machine-learning architecture.
#[derive(Debug, Parser)]
#[command(name = "mlarch", version, about, after_help = AFTER)]
pub(super) struct Arguments {
    #[command(flatten)]
    pub(super) global: Global,
    #[command(subcommand)]
    pub(super) command: Command,
}

/// Where options that every command understands stand: behind those of the command itself, and before `--help`.
const LATE: usize = 900;

/// What every command understands.
#[derive(Debug, Args)]
pub(super) struct Global {
    /// Print results and errors only, no warnings.
    #[arg(short, long, global = true, display_order = LATE)]
    pub(super) quiet: bool,
    /// Also tell what is read and how long each step takes.
    #[arg(short, long, global = true, conflicts_with = "quiet", display_order = LATE + 1)]
    pub(super) verbose: bool,
    /// When to colour: always, never, or on a terminal only.
    #[arg(long, global = true, value_enum, value_name = "WHEN", default_value_t = Color::Auto, alias = "colour", hide_possible_values = true, display_order = LATE + 2)]
    pub(super) color: Color,
    /// Lay the catalog files of a folder over the catalog. May be repeated.
    #[arg(long, global = true, value_name = "DIR", display_order = LATE + 3)]
    pub(super) catalog: Vec<PathBuf>,
    /// Take templates of a folder in place of those of the same name. May be repeated.
    #[arg(long, global = true, value_name = "DIR", display_order = LATE + 4)]
    pub(super) templates: Vec<PathBuf>,
    /// Read this configuration instead of the nearest mlarch.toml.
    #[arg(long, global = true, value_name = "FILE", display_order = LATE + 5)]
    pub(super) config: Option<PathBuf>,
    /// Read no configuration.
    #[arg(long, global = true, conflicts_with = "config", display_order = LATE + 6)]
    pub(super) no_config: bool,
}

/// When to colour.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
pub(super) enum Color {
    /// On a terminal, unless NO_COLOR says otherwise.
    #[default]
    Auto,
    /// Into files and pipes, too.
    Always,
    /// Nowhere.
    Never,
}

#[derive(Debug, Subcommand)]
#[command(defer = true)]
pub(super) enum Command {
    /// Write a requirements file to fill in, or an example.
    Init(Init),
    /// Recommend one whole architecture for a requirements file.
    Recommend(Recommend),
    /// Explain a decision: why this option, why not another, and where each point comes from.
    Explain(Explain),
    /// Show the decision matrix of a block: every option by every metric, with cross-checks.
    Matrix(Matrix),
    /// Write the documents: overview, a page per building block, costs, compliance, decision records.
    Docs(Docs),
    /// Show what other answers would change.
    Whatif(Whatif),
    /// Put several requirements files or saved recommendations side by side.
    Compare(Compare),
    /// Show which laws and frameworks apply, their duties and dates, who has evidence, and what is left open.
    Compliance(Compliance),
    /// Draw the recommended architecture: its parts, and what flows between them.
    Diagram(Diagram),
    /// Show the best exchanges of cost, value or metrics: what more money buys, and what is given up.
    Tradeoffs(Tradeoffs),
    /// Size the workload and price the architecture, with every formula and its inputs.
    Estimate(Estimate),
    /// Optimise several workloads at once: which standards to set, and what each workload gives up for them.
    Portfolio(Portfolio),
    /// Plan the way from what exists: the switches with the best value per effort, and what to leave alone.
    Migrate(Migrate),
    /// Check the proof that a recommendation is the best.
    Verify(Verify),
    /// Show at which numbers the recommendation changes.
    Breakpoints(Breakpoints),
    /// Show how sure the recommendation is: firm decisions and toss-ups, how far weights may move, and what
    /// open answers are worth.
    Robustness(Robustness),
    /// Look at what the catalog knows.
    Catalog {
        #[command(subcommand)]
        command: CatalogCommand,
    },
    /// Keep decision records, requirements and configuration true.
    Lint(Lint),
    /// List the rules of `mlarch lint`.
    Rules(Rules),
    /// Show the page of a rule: what it finds, why, examples, how to mend it.
    Rule(RulePage),
    /// Read, list, write and draw architecture decision records.
    Adr {
        #[command(subcommand)]
        command: AdrCommand,
    },
    /// Take prices from the provider's price list.
    Prices {
        #[command(subcommand)]
        command: PricesCommand,
    },
    /// Look at the templates of documents, or write them out to change them.
    Templates {
        #[command(subcommand)]
        command: TemplatesCommand,
    },
    /// List all questions that a requirements file may answer.
    Questions(Questions),
    /// Print a JSON Schema.
    Schema(Schema),
    /// Print what lets a shell complete commands, options and names.
    Completions(Completions),
    /// Print the manual, or write a page per command.
    Man(Man),
}

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
    pub(super) file: PathBuf,
    /// Answer a question in place of the file's answer; the value is YAML. May be repeated. Also:
    /// `estate`, `require`, `exclude` and `priority.METRIC`.
    #[arg(long = "set", value_name = "QUESTION=VALUE")]
    pub(super) set: Vec<String>,
    /// How to print the recommendation. [default: by the ending of the output, else table]
    #[arg(long, short, value_enum)]
    pub(super) format: Option<Format>,
    /// Write to a file instead of standard output.
    #[arg(long, short, value_name = "FILE")]
    pub(super) output: Option<PathBuf>,
    /// Show all lists of the table in full.
    #[arg(long)]
    pub(super) full: bool,
    /// Show so many other whole architectures, each the best that really differs from all before it.
    #[arg(long, value_name = "N", default_value_t = 0, value_parser = clap::value_parser!(u16).range(0..=50))]
    pub(super) alternatives: u16,
    /// In at least so many decisions each alternative differs; 1 gives the next best ones. [default: a tenth]
    #[arg(long, value_name = "N", requires = "alternatives")]
    pub(super) apart: Option<u32>,
    /// Write the integer model for other solvers; the ending says how: .lp, .mps, .opb or .wcsp.
    #[arg(long, value_name = "FILE", help_heading = "Evidence")]
    pub(super) export_model: Option<PathBuf>,
    /// Write model and proof, for `mlarch verify` or any other checker.
    #[arg(long, value_name = "FILE", help_heading = "Evidence")]
    pub(super) proof: Option<PathBuf>,
}

// The requirements that an analysis starts from. (A doc comment would become the help of the commands.)
#[derive(Debug, Args)]
pub(super) struct Case {
    /// The requirements file.
    pub(super) file: PathBuf,
    /// Answer a question in place of the file's answer; as for `recommend`.
    #[arg(long = "set", value_name = "QUESTION=VALUE")]
    pub(super) set: Vec<String>,
}

#[derive(Debug, Args)]
#[command(after_help = "Exit code 3 if the new answers contradict each other.\n\n\
Examples:
  mlarch whatif app.yaml --set inference.rps_peak=2000
  mlarch whatif app.yaml --set residency=eu --set priority.cost=high --format markdown")]
pub(super) struct Whatif {
    /// The requirements file.
    pub(super) file: PathBuf,
    /// The other answer; as for `recommend`.
    #[arg(long = "set", value_name = "QUESTION=VALUE", required = true)]
    pub(super) set: Vec<String>,
    /// Show all lists in full.
    #[arg(long)]
    pub(super) full: bool,
    /// How to print it.
    #[arg(long, short, value_enum, default_value_t = Prose::Table)]
    pub(super) format: Prose,
}

#[derive(Debug, Args)]
#[command(after_help = "A file that ends in .json and was written by `recommend --format json` is taken as it is; \
of all others the recommendation is worked out.\n\n\
Examples:
  mlarch compare small.yaml large.yaml
  mlarch compare last-year.json app.yaml --format markdown")]
pub(super) struct Compare {
    /// Requirements files, or saved recommendations.
    #[arg(required = true, num_args = 2..)]
    pub(super) files: Vec<PathBuf>,
    /// Show all lists in full.
    #[arg(long)]
    pub(super) full: bool,
    /// How to print it.
    #[arg(long, short, value_enum, default_value_t = Prose::Table)]
    pub(super) format: Prose,
}

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
    pub(super) case: Case,
    /// Exit with code 1 if this is left.
    #[arg(long, value_enum)]
    pub(super) fail_on: Option<FailOn>,
    /// Show all lists in full.
    #[arg(long)]
    pub(super) full: bool,
    /// How to print it.
    #[arg(long, short, value_enum, default_value_t = Prose::Table)]
    pub(super) format: Prose,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum FailOn {
    /// A duty, service or control for which the architecture has nothing.
    Gap,
}

#[derive(Debug, Args)]
#[command(after_help = "\
Prices are the catalog's list prices; `mlarch prices import` takes newer ones, other regions and other currencies.

Examples:
  mlarch estimate app.yaml
  mlarch estimate app.yaml --full --set inference.rps_peak=5000
  mlarch estimate app.yaml --format csv > estimate.csv")]
pub(super) struct Estimate {
    #[command(flatten)]
    pub(super) case: Case,
    /// Show every figure with what it was computed from.
    #[arg(long)]
    pub(super) full: bool,
    /// How to print it.
    #[arg(long, short, value_enum, default_value_t = Figures::Table)]
    pub(super) format: Figures,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Figures {
    /// For the terminal.
    Table,
    /// For programs.
    Json,
    /// For spreadsheets.
    Csv,
}

#[derive(Debug, Args)]
#[command(after_help = "\
A product that one workload adopts serves all, and what exists for one exists for all. Budgets and other demands \
stay with each workload.

Examples:
  mlarch portfolio churn.yaml vision.yaml chatbot.yaml
  mlarch portfolio workloads/*.yaml --full")]
pub(super) struct Portfolio {
    /// Requirements files.
    #[arg(required = true, num_args = 2..)]
    pub(super) files: Vec<PathBuf>,
    /// Show all lists in full.
    #[arg(long)]
    pub(super) full: bool,
    /// How to print it.
    #[arg(long, short, value_enum, default_value_t = Plain::Table)]
    pub(super) format: Plain,
}

#[derive(Debug, Args)]
#[command(after_help = "\
State today's options in the requirements file; `none` means that there is nothing yet:

  current:
    online_serving: azure_container_instances
    model_registry: none

Days and the measure of what is worth an effort are the catalog's `scales.switch`; put your own in an overlay.

Examples:
  mlarch migrate app.yaml
  mlarch migrate app.yaml --set inference.rps_peak=2000 --format json")]
pub(super) struct Migrate {
    #[command(flatten)]
    pub(super) case: Case,
    /// How to print it.
    #[arg(long, short, value_enum, default_value_t = Plain::Table)]
    pub(super) format: Plain,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Prose {
    /// For the terminal.
    Table,
    /// For documents and comments.
    #[value(alias = "md")]
    Markdown,
    /// For programs.
    Json,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Format {
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

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Plain {
    /// For the terminal.
    Table,
    /// For programs.
    Json,
}
