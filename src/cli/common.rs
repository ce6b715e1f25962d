//! Arguments that several commands take.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

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
pub(super) enum Plain {
    /// For the terminal.
    Table,
    /// For programs.
    Json,
}
