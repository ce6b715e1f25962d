//! The `mlarch` program: see the library for everything it does.

use std::process::ExitCode;

fn main() -> ExitCode {
    mlarch::cli::main()
}
