//! The whole command line as one tree, from which arguments are read and help is written.

use clap::{Parser, Subcommand};

use super::adr_arguments::AdrCommand;
use super::analysis_arguments::{Breakpoints, Explain, Matrix, Robustness, Tradeoffs, Verify};
use super::catalog_arguments::{CatalogCommand, Questions, Schema};
use super::common::Global;
use super::compare::{Compare, Whatif};
use super::compliance::Compliance;
use super::diagram::Diagram;
use super::docs::{Docs, TemplatesCommand};
use super::estimate::Estimate;
use super::init::Init;
use super::lint_arguments::{Lint, RulePage, Rules};
use super::plans::{Migrate, Portfolio};
use super::prices::PricesCommand;
use super::recommend::Recommend;
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
