//! The command line: arguments, files, printing, exit codes. Everything else is in the library.

mod adr;
mod adr_arguments;
mod adr_files;
mod adr_upkeep;
mod analyses;
mod analysis_arguments;
mod arguments;
mod catalog;
mod catalog_arguments;
mod check;
mod compare;
mod compliance;
mod diagram;
mod docs;
mod estimate;
mod explain;
mod failure;
mod folder;
mod git;
mod init;
mod io;
mod lint;
mod lint_arguments;
mod lint_files;
mod plans;
mod prices;
mod recommend;
mod schema;
mod shell;
mod verify;
mod workspace;

use std::process::ExitCode;

use clap::Parser;

use adr_arguments::AdrCommand;
use arguments::{Arguments, CatalogCommand, Command};
use failure::Failure;
use prices::PricesCommand;

/// All fine.
const FINE: u8 = 0;
/// Findings.
const FINDINGS: u8 = 1;
/// Bad input or usage.
const BAD_INPUT: u8 = 2;
/// The requirements contradict each other.
const INFEASIBLE: u8 = 3;
/// There was nothing to look at.
const NOTHING: u8 = 3;
/// A defect of this program.
const INTERNAL: u8 = 70;

/// Runs the program and says how it went.
pub fn main() -> ExitCode {
    std::panic::set_hook(Box::new(|info| {
        let place = info.location().map(ToString::to_string).unwrap_or_default();
        let text = info.payload().downcast_ref::<&str>().map(ToString::to_string);
        let text = text.or_else(|| info.payload().downcast_ref::<String>().cloned()).unwrap_or_default();
        io::message(&format!(
            "error: this is a defect of mlarch {}: {text} ({place})\n  \
             Please report this line, the command and, if you may share it, the input file.",
            env!("CARGO_PKG_VERSION"),
        ));
    }));
    let code = std::panic::catch_unwind(|| {
        let arguments = match Arguments::try_parse() {
            Ok(a) => a,
            Err(e) => {
                // Help and version are results, everything else is a usage error.
                let code = if e.use_stderr() { BAD_INPUT } else { FINE };
                let _ = e.print();
                return code;
            }
        };
        let code = match run(&arguments) {
            Ok(code) => code,
            Err(failure) => failure.print(),
        };
        io::note(|| format!("done, exit code {code}"));
        code
    });
    ExitCode::from(code.unwrap_or(INTERNAL))
}

fn run(arguments: &Arguments) -> Result<u8, Failure> {
    let g = &arguments.global;
    io::set_up(g.color, g.verbose);
    workspace::check(g)?;
    match &arguments.command {
        Command::Init(a) => init::run(a, g),
        Command::Recommend(a) => recommend::run(a, g),
        Command::Explain(a) => explain::run(a, g),
        Command::Matrix(a) => explain::matrix(a, g),
        Command::Whatif(a) => compare::whatif(a, g),
        Command::Compare(a) => compare::run(a, g),
        Command::Compliance(a) => compliance::run(a, g),
        Command::Diagram(a) => diagram::run(a, g),
        Command::Tradeoffs(a) => analyses::tradeoffs(a, g),
        Command::Docs(a) => docs::run(a, g),
        Command::Templates { command } => docs::templates(command, g),
        Command::Estimate(a) => estimate::run(a, g),
        Command::Portfolio(a) => plans::portfolio(a, g),
        Command::Migrate(a) => plans::migrate(a, g),
        Command::Verify(a) => verify::run(a, g),
        Command::Breakpoints(a) => analyses::breakpoints(a, g),
        Command::Robustness(a) => analyses::robustness(a, g),
        Command::Catalog { command } => match command {
            CatalogCommand::List(a) => catalog::list(a, g),
            CatalogCommand::Show(a) => catalog::show(a, g),
            CatalogCommand::Search(a) => catalog::search(a, g),
            CatalogCommand::Check(a) => check::run(a, g),
            CatalogCommand::Coverage(a) => catalog::coverage(a, g),
            CatalogCommand::Eject(a) => catalog::eject(a),
        },
        Command::Adr { command } => match command {
            AdrCommand::List(a) => adr::list(a, g),
            AdrCommand::Show(a) => adr::show(a, g),
            AdrCommand::New(a) => adr::new(a, g),
            AdrCommand::Supersede(a) => adr::supersede(a, g),
            AdrCommand::Graph(a) => adr::graph(a, g),
            AdrCommand::Init(a) => adr_upkeep::init(a, g),
            AdrCommand::Renumber(a) => adr_upkeep::renumber(a, g),
            AdrCommand::Index(a) => adr_upkeep::index(a, g),
        },
        Command::Lint(a) => lint::run(a, g),
        Command::Rules(a) => lint::rules(a),
        Command::Rule(a) => lint::rule(a),
        Command::Prices { command: PricesCommand::Import(a) } => prices::import(a, g),
        Command::Questions(a) => catalog::questions(a, g),
        Command::Schema(a) => schema::run(a, g),
        Command::Completions(a) => shell::completions(a),
        Command::Man(a) => shell::man(a, g),
    }
}
