//! The arguments of `mlarch lint`, `mlarch rules` and `mlarch rule`, and what words in them stand for.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use super::common::Plain;
use super::failure::Failure;
use crate::lint::{Persona, level_of};
use crate::report::Format;
use crate::text::{nearest, one_line, one_of};

#[derive(Debug, Args)]
#[command(after_help = "\
Paths are files or folders: Markdown is read as decision records, YAML and TOML with the key `mlarch` as requirements. \
Of a record that is named alone its whole log is read, and only what concerns it is told. Without a path the folders of \
`[adr] dirs` in mlarch.toml are read, else those that usually hold records.

What a finding means, and how to mend it: `mlarch rule CODE`. Keep one quiet: `<!-- mlarch-disable-next-line CODE: \
reason -->` before its line, or `-line`, `-file`, or `mlarch-disable` up to `mlarch-enable`.

Exit codes: 0 nothing at or above --fail-on, 1 findings, 2 bad input or usage, 3 nothing to lint.

Examples:
  mlarch lint
  mlarch lint docs/decisions --requirements requirements.yaml
  mlarch lint --fix                                     # mend what is safe to mend
  mlarch lint --base origin/main --format github        # in a pull request: what it changes
  mlarch lint --update-baseline && git add .mlarch-baseline.json
  cat draft.md | mlarch lint - --stdin-filename docs/adr/0012-draft.md")]
pub(super) struct Lint {
    /// Files or folders; `-` for standard input.
    pub(super) paths: Vec<PathBuf>,
    /// Hold decisions against these requirements.
    #[arg(long, short, value_name = "FILE")]
    pub(super) requirements: Option<PathBuf>,
    /// How to print the findings.
    #[arg(long, short, value_enum, default_value_t = Format::Human)]
    pub(super) format: Format,
    /// Print to a file instead of standard output.
    #[arg(long, short, value_name = "FILE")]
    pub(super) output: Option<PathBuf>,
    /// The file that standard input stands for.
    #[arg(long, value_name = "PATH")]
    pub(super) stdin_filename: Option<PathBuf>,

    /// Mend what is safe to mend.
    #[arg(long, help_heading = "Fixes")]
    pub(super) fix: bool,
    /// Also mend what somebody should look at afterwards.
    #[arg(long, help_heading = "Fixes")]
    pub(super) unsafe_fixes: bool,
    /// Print what fixing would change and write nothing; with --unsafe-fixes those too.
    #[arg(long, help_heading = "Fixes")]
    pub(super) diff: bool,

    /// How demanding to be: default, pedantic (also style), strict (also policies).
    #[arg(long, value_name = "PERSONA", help_heading = "Rules")]
    pub(super) persona: Option<String>,
    /// Turn rules on: codes, names, beginnings of codes such as A3, or ALL.
    #[arg(long, value_name = "CODES", value_delimiter = ',', help_heading = "Rules")]
    pub(super) select: Vec<String>,
    /// Turn rules off.
    #[arg(long, value_name = "CODES", value_delimiter = ',', help_heading = "Rules")]
    pub(super) ignore: Vec<String>,

    /// The least severity that makes the exit code 1 [default: warning].
    #[arg(long, value_enum, value_name = "LEVEL", help_heading = "Continuous integration")]
    pub(super) fail_on: Option<FailOn>,
    /// Compare with another state: number collisions, deleted and edited records; tell only what concerns changed files.
    #[arg(long, value_name = "REF", help_heading = "Continuous integration")]
    pub(super) base: Option<String>,
    /// With --base, also tell what concerns other files.
    #[arg(long, requires = "base", help_heading = "Continuous integration")]
    pub(super) all: bool,
    /// Ask version control nothing.
    #[arg(long, conflicts_with = "base", help_heading = "Continuous integration")]
    pub(super) no_history: bool,
    /// Findings that are known and do not count [default: .mlarch-baseline.json if it exists].
    #[arg(long, value_name = "FILE", help_heading = "Continuous integration")]
    pub(super) baseline: Option<PathBuf>,
    /// Write all present findings into the baseline.
    #[arg(long, help_heading = "Continuous integration")]
    pub(super) update_baseline: bool,
}

/// The least severity that makes a run fail.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum FailOn {
    /// Errors only.
    Error,
    /// Warnings and errors.
    Warning,
    /// Everything.
    Info,
    /// Nothing.
    Never,
}

#[derive(Debug, Args)]
#[command(after_help = "Examples:\n  mlarch rules\n  mlarch rules --persona strict --format json")]
pub(super) struct Rules {
    /// Only the rules of this persona: default, pedantic, strict.
    #[arg(long, value_name = "PERSONA")]
    pub(super) persona: Option<String>,
    /// How to print the list.
    #[arg(long, short, value_enum, default_value_t = Plain::Table)]
    pub(super) format: Plain,
}

#[derive(Debug, Args)]
#[command(after_help = "Examples:
  mlarch rule A302
  mlarch rule duplicate-id")]
pub(super) struct RulePage {
    /// The code or name of a rule.
    pub(super) code: String,
}

/// The persona of a word.
pub(super) fn persona(word: &str) -> Result<Persona, Failure> {
    Persona::of(word).ok_or_else(|| {
        let near = nearest(word, Persona::words()).map(|n| format!("Did you mean `{n}`?"));
        let hint = near.unwrap_or_else(|| format!("Personas: {}", one_of(Persona::words(), 5)));
        Failure::user(format!("there is no persona `{}`", one_line(word)), hint)
    })
}

/// A code as levels have it.
pub(super) fn code(text: &str) -> Result<String, Failure> {
    level_of(text).map_err(|near| {
        let near = near.map(|n| format!("Did you mean `{n}`?"));
        let hint = near.unwrap_or_else(|| String::from("`mlarch rules` lists them"));
        Failure::user(format!("there is no rule `{}`", one_line(text)), hint)
    })
}
