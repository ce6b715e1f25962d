//! Standard streams and files.

use std::io::{ErrorKind, IsTerminal, Read, Write};
use std::path::{Path, PathBuf};

use anyhow::Context;

use super::failure::Failure;
use crate::text::{DAY, Date, date, day_of, one_line};

/// The most that is read of a requirements file: one byte more than is accepted, so that a larger
/// file is refused without being read.
const READ_LIMIT: u64 = (1 << 20) + 1;

/// Prints a result. A reader that has seen enough is no error.
pub(super) fn result(text: &str) -> Result<(), Failure> {
    let mut out = std::io::stdout().lock();
    match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        Err(e) if e.kind() == ErrorKind::BrokenPipe => Ok(()),
        Err(e) => Err(Failure::user(format!("standard output cannot be written: {e}"), "")),
        Ok(()) => Ok(()),
    }
}

/// Prints a message for people; nothing can be done if that fails.
pub(super) fn message(text: &str) {
    let mut err = std::io::stderr().lock();
    let _ = writeln!(err, "{text}");
}

/// Prints to a file, whole or not at all, or to standard output.
pub(super) fn output(path: Option<&Path>, text: &str) -> Result<(), Failure> {
    let Some(path) = path else { return result(text) };
    let fail = |e: std::io::Error| Failure::user(format!("{} cannot be written: {e}", path.display()), "");
    // A device or a pipe stays what it is, and a link leads to its file.
    let special = path.metadata().is_ok_and(|m| !m.is_file());
    if special {
        return std::fs::write(path, text).map_err(fail);
    }
    let path = &path.canonicalize().unwrap_or_else(|_| path.to_path_buf());
    // A neighbour first, then a rename: a reader never sees half a file.
    let beside = beside(path);
    let written = std::fs::write(&beside, text).and_then(|()| std::fs::rename(&beside, path));
    written.map_err(|e| {
        let _ = std::fs::remove_file(&beside);
        fail(e)
    })
}

/// Where a text waits until it takes the place of a file.
pub(super) fn beside(path: &Path) -> PathBuf {
    let mut name = std::ffi::OsString::from(".");
    name.push(path.file_name().unwrap_or_default());
    name.push(format!(".{}.tmp", std::process::id()));
    path.with_file_name(name)
}

/// The most that is read of what this program wrote: a proof, a recommendation.
const SAVED_LIMIT: u64 = 256 << 20;

/// A value as JSON.
pub(super) fn json(value: &impl serde::Serialize) -> Result<String, Failure> {
    Ok(serde_json::to_string_pretty(value).context("the result cannot be written as JSON")? + "\n")
}

/// Reads a requirements file, or standard input for `-`.
pub(super) fn read(path: &Path) -> Result<(String, String), Failure> {
    read_at_most(path, READ_LIMIT)
}

/// Reads what this program wrote.
pub(super) fn read_saved(path: &Path) -> Result<(String, String), Failure> {
    read_at_most(path, SAVED_LIMIT)
}

fn read_at_most(path: &Path, limit: u64) -> Result<(String, String), Failure> {
    let mut bytes = Vec::new();
    let name = if path == Path::new("-") { String::from("<stdin>") } else { one_line(&path.display().to_string()) };
    let outcome = if path == Path::new("-") {
        std::io::stdin().lock().take(limit).read_to_end(&mut bytes)
    } else {
        std::fs::File::open(path).and_then(|f| f.take(limit).read_to_end(&mut bytes))
    };
    if let Err(e) = outcome {
        let hint = match e.kind() {
            ErrorKind::NotFound => String::from("Check the path; examples/ holds files to start from"),
            ErrorKind::IsADirectory => String::from("Name the requirements file in it"),
            _ => String::new(),
        };
        return Err(Failure::user(format!("{name} cannot be read: {e}"), hint));
    }
    match String::from_utf8(bytes) {
        Ok(text) => Ok((name, text)),
        Err(e) => Err(Failure::user(
            format!("{name} is not UTF-8 text: byte {} is not valid", e.utf8_error().valid_up_to()),
            "Save the file as UTF-8",
        )),
    }
}

fn no_colour() -> bool {
    std::env::var_os("NO_COLOR").is_some_and(|v| !v.is_empty()) || std::env::var_os("TERM").is_some_and(|t| t == "dumb")
}

/// Whether results may be coloured.
pub(super) fn colour_on_stdout() -> bool {
    !no_colour() && std::io::stdout().is_terminal()
}

/// Whether messages may be coloured.
pub(super) fn colour_on_stderr() -> bool {
    !no_colour() && std::io::stderr().is_terminal()
}

/// Columns of the terminal: 100 where there is none, so that output is the same everywhere.
pub(super) fn width() -> u16 {
    let columns = std::env::var("COLUMNS").ok().and_then(|c| c.parse::<u16>().ok());
    let terminal = || std::io::stdout().is_terminal().then(terminal_size::terminal_size).flatten().map(|s| s.0.0);
    columns.or_else(terminal).unwrap_or(100).clamp(60, 180)
}

/// Today as [`today`] has it, as numbers.
pub(super) fn day() -> Date {
    date(&today()).unwrap_or((1970, 1, 1))
}

/// Today in UTC, or the day that `SOURCE_DATE_EPOCH` names, as reproducible builds do.
pub(super) fn today() -> String {
    let told = std::env::var("SOURCE_DATE_EPOCH").ok().and_then(|s| s.parse::<i64>().ok());
    let now = || std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).map_or(0, |d| d.as_secs() as i64);
    day_of(told.unwrap_or_else(now).div_euclid(DAY as i64))
}
