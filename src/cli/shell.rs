//! `mlarch completions`, `mlarch man`

use std::path::PathBuf;

use anyhow::Context;
use clap::Args;
use clap_complete::Shell;

use super::common::Global;
use super::exit::FINE;
use super::failure::Failure;
use super::io;
use crate::text::plural;

const NAME: &str = "mlarch";

#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  mlarch completions bash > ~/.local/share/bash-completion/completions/mlarch
  mlarch completions zsh > \"${fpath[1]}/_mlarch\"
  mlarch completions fish > ~/.config/fish/completions/mlarch.fish
  mlarch completions powershell >> $PROFILE")]
pub(super) struct Completions {
    /// The shell.
    #[arg(value_enum)]
    shell: Shell,
}

#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  mlarch man | man -l -
  mlarch man -o ~/.local/share/man/man1 && man mlarch-recommend")]
pub(super) struct Man {
    /// Write a page per command to this folder, instead of the first page to standard output.
    #[arg(long, short, value_name = "DIR")]
    output: Option<PathBuf>,
}

pub(super) fn completions(a: &Completions, mut command: clap::Command) -> Result<u8, Failure> {
    let mut bytes = Vec::new();
    clap_complete::generate(a.shell, &mut command, NAME, &mut bytes);
    io::result(&String::from_utf8(bytes).context("the completions are no text")?)?;
    Ok(FINE)
}

pub(super) fn man(a: &Man, mut command: clap::Command, g: &Global) -> Result<u8, Failure> {
    command.build();
    let Some(folder) = &a.output else {
        io::result(&page(&command)?)?;
        return Ok(FINE);
    };
    std::fs::create_dir_all(folder)
        .map_err(|e| Failure::user(format!("{} cannot be made: {e}", folder.display()), "Name a folder"))?;
    let mut commands = vec![(String::from(NAME), command)];
    let mut count = 0;
    while let Some((name, command)) = commands.pop() {
        for sub in command.get_subcommands().filter(|s| !s.is_hide_set() && s.get_name() != "help") {
            commands.push((format!("{name}-{}", sub.get_name()), sub.clone()));
        }
        io::output(Some(&folder.join(format!("{name}.1"))), &page(&command.display_name(name.clone()))?)?;
        count += 1;
    }
    if !g.quiet {
        io::message(&format!("{} written to {}", plural(count, "page"), folder.display()));
    }
    Ok(FINE)
}

/// One page in the language of man.
fn page(command: &clap::Command) -> Result<String, Failure> {
    let mut bytes = Vec::new();
    clap_mangen::Man::new(command.clone()).render(&mut bytes).context("a page cannot be written")?;
    Ok(String::from_utf8(bytes).context("a page is no text")?)
}
