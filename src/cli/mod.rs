//! The command line: arguments, files, printing, exit codes. Everything else is in the library.

mod adr;
mod adr_arguments;
mod adr_files;
mod adr_upkeep;
mod analyses;
mod analysis_arguments;
mod arguments;
mod case;
mod catalog;
mod catalog_arguments;
mod check;
mod common;
mod compare;
mod compliance;
mod diagram;
mod docs;
mod estimate;
mod exit;
mod explain;
mod failure;
mod folder;
mod git;
mod init;
mod io;
mod lint;
mod lint_arguments;
mod lint_files;
mod material;
mod plans;
mod prices;
mod recommend;
mod schema;
mod shell;
mod verify;
mod workspace;

use std::process::ExitCode;

use clap::{CommandFactory, Parser};

use adr_arguments::AdrCommand;
use arguments::{Arguments, Command};
use catalog_arguments::CatalogCommand;
use exit::{BAD_INPUT, FINE, INTERNAL, NOTHING};
use failure::Failure;
use prices::PricesCommand;

use crate::report;

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
            Err(failure) => tell(&failure),
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
        Command::Completions(a) => shell::completions(a, Arguments::command()),
        Command::Man(a) => shell::man(a, Arguments::command(), g),
    }
}

/// Tells on standard error why there is no result, and gives the exit code.
fn tell(failure: &Failure) -> u8 {
    match failure {
        Failure::Input(files, found) => {
            io::message(report::human(files, found, io::colour_on_stderr()).trim_end());
            BAD_INPUT
        }
        Failure::User(sentence, hint) | Failure::Nothing(sentence, hint) => {
            io::message(&format!("error: {sentence}"));
            if !hint.is_empty() {
                io::message(&format!("  help: {hint}"));
            }
            if matches!(failure, Failure::Nothing(..)) { NOTHING } else { BAD_INPUT }
        }
        Failure::Internal(error) => {
            io::message(&format!("error: {error:#}"));
            INTERNAL
        }
    }
}
