//! Standard streams and files.

use std::io::{ErrorKind, IsTerminal, Read, Write};
use std::path::{Path, PathBuf};
use std::sync::OnceLock;
use std::time::Instant;

use anyhow::Context;
use clap::ValueEnum;

use super::common::Color;
use super::failure::Failure;
use crate::text::{DAY, Date, date, day_of, nearest, one_line};

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
    let fail = |e: std::io::Error| {
        let folder = path.parent().filter(|f| !f.as_os_str().is_empty() && !f.exists());
        let hint = folder.map(|f| format!("There is no folder {}; make it first", one_line(&f.display().to_string())));
        let hint = hint.or_else(|| path.is_dir().then(|| String::from("It is a folder; name a file in it")));
        let name = one_line(&path.display().to_string());
        Failure::user(format!("{name} cannot be written: {}", plain(&e)), hint.unwrap_or_default())
    };
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

/// The format: the one that was named, else the one that the ending of the file to write names, else the usual.
pub(super) fn format_of<F: ValueEnum>(named: Option<F>, output: Option<&Path>, usual: F) -> F {
    let ending = || output.and_then(Path::extension).and_then(|e| e.to_str());
    named.or_else(|| ending().and_then(|e| F::from_str(e, true).ok())).unwrap_or(usual)
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

/// What the system says, without its number.
pub(super) fn plain(e: &std::io::Error) -> String {
    let text = e.to_string();
    text.split(" (os error").next().unwrap_or(&text).to_string()
}

/// What to do about a file that is not there: its neighbours with a like name, or how to get one.
fn missing(path: &Path) -> String {
    let folder = path.parent().filter(|f| !f.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let Ok(entries) = std::fs::read_dir(folder) else {
        return format!("There is no folder {}", one_line(&folder.display().to_string()));
    };
    let names: Vec<String> =
        entries.take(MOST_NEIGHBOURS).flatten().map(|e| e.file_name().to_string_lossy().into_owned()).collect();
    let name = path.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
    match nearest(&name, names.iter().map(String::as_str)) {
        Some(like) => format!("Did you mean `{}`?", one_line(&path.with_file_name(like).display().to_string())),
        None => String::from("Check the path; `mlarch init` writes a requirements file to start from"),
    }
}

/// So many neighbours of a missing file are looked at.
const MOST_NEIGHBOURS: usize = 1000;

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
            ErrorKind::NotFound => missing(path),
            ErrorKind::IsADirectory => String::from("It is a folder; name a file in it"),
            _ => String::new(),
        };
        return Err(Failure::user(format!("{name} cannot be read: {}", plain(&e)), hint));
    }
    note(|| format!("read {name}, {} bytes", bytes.len()));
    match String::from_utf8(bytes) {
        Ok(text) => Ok((name, text)),
        Err(e) => Err(Failure::user(
            format!("{name} is not UTF-8 text: byte {} is not valid", e.utf8_error().valid_up_to()),
            "Save the file as UTF-8",
        )),
    }
}

/// How the streams of this process are used, and when it began.
static STREAMS: OnceLock<(Color, Option<Instant>)> = OnceLock::new();

/// Takes the wishes of the command line; the first call counts.
pub(super) fn set_up(color: Color, verbose: bool) {
    let _ = STREAMS.set((color, verbose.then(Instant::now)));
}

/// Tells of a step to those who want to know.
pub(super) fn note(text: impl FnOnce() -> String) {
    if let Some((_, Some(start))) = STREAMS.get() {
        message(&format!("[{:>5} ms] {}", start.elapsed().as_millis(), text()));
    }
}

/// What `--color` says, if it says something.
fn wanted_colour() -> Option<bool> {
    match STREAMS.get().map_or(Color::Auto, |s| s.0) {
        Color::Auto => None,
        wish => Some(wish == Color::Always),
    }
}

fn no_colour() -> bool {
    std::env::var_os("NO_COLOR").is_some_and(|v| !v.is_empty()) || std::env::var_os("TERM").is_some_and(|t| t == "dumb")
}

/// Whether results may be coloured.
pub(super) fn colour_on_stdout() -> bool {
    wanted_colour().unwrap_or_else(|| !no_colour() && std::io::stdout().is_terminal())
}

/// Whether messages may be coloured.
pub(super) fn colour_on_stderr() -> bool {
    wanted_colour().unwrap_or_else(|| !no_colour() && std::io::stderr().is_terminal())
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
