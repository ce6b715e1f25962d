//! What version control knows, asked of the program `git`.
//!
//! The repository may be somebody else's: nothing that its configuration could name is run, and a name that a user
//! gives is never taken for an option.

use std::collections::BTreeSet;
use std::ffi::OsStr;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use super::failure::Failure;
use crate::lint::{Base, History};
use crate::text::{date, one_line};

/// Files whose text in another state is read.
const MOST_TEXTS: usize = 5_000;

/// The folder that holds `.git`, from a folder upwards.
pub(super) fn root(from: &Path) -> Option<PathBuf> {
    let from = from.canonicalize().ok()?;
    from.ancestors().find(|f| f.join(".git").exists()).map(Path::to_path_buf)
}

fn git<S: AsRef<OsStr>>(root: &Path, arguments: impl IntoIterator<Item = S>) -> Result<Vec<u8>, String> {
    let out = Command::new("git")
        .current_dir(root)
        .env("GIT_OPTIONAL_LOCKS", "0")
        .env("GIT_TERMINAL_PROMPT", "0")
        .env("LC_ALL", "C")
        .args([
            "--no-pager",
            "-c",
            "core.fsmonitor=false",
            "-c",
            "core.quotePath=false",
            "-c",
            "log.showSignature=false",
        ])
        .args(arguments)
        .stdin(Stdio::null())
        .output()
        .map_err(|e| format!("git cannot be run: {e}"))?;
    match out.status.success() {
        true => Ok(out.stdout),
        false => Err(one_line(&String::from_utf8_lossy(&out.stderr))),
    }
}

fn names(bytes: &[u8]) -> impl Iterator<Item = String> {
    bytes.split(|b| *b == 0).filter(|n| !n.is_empty()).map(|n| String::from_utf8_lossy(n).into_owned())
}

/// How paths inside the repository are told to the user: from the folder in which the program runs.
struct View {
    root: PathBuf,
    here: PathBuf,
}

impl View {
    fn shown(&self, inside: &str) -> String {
        let whole = self.root.join(inside);
        if let Ok(p) = whole.strip_prefix(&self.here) {
            return slashes(p);
        }
        let mut up = PathBuf::new();
        for above in self.here.ancestors() {
            if let Ok(p) = whole.strip_prefix(above) {
                return slashes(&up.join(p));
            }
            up.push("..");
        }
        slashes(&whole)
    }
}

fn slashes(path: &Path) -> String {
    path.to_string_lossy().replace('\\', "/")
}

/// The days of first and last commits of the files below some folders. None if there is no history to tell: no
/// repository, no program, or a clone without it.
pub(super) fn history(root: &Path, here: &Path, folders: &[PathBuf]) -> Option<History> {
    let shallow = git(root, ["rev-parse", "--is-shallow-repository"]).ok()?;
    if shallow.starts_with(b"true") {
        return None;
    }
    let view = View { root: root.to_path_buf(), here: here.to_path_buf() };
    let mut arguments: Vec<std::ffi::OsString> =
        ["log", "--format=%x01%as", "--name-only", "-z", "--no-renames", "--no-ext-diff", "--diff-filter=AM", "--"]
            .map(Into::into)
            .into();
    arguments.extend(folders.iter().map(|f| f.clone().into_os_string()));
    let out = git(root, arguments).ok()?;
    let mut history = History::default();
    let mut day = None;
    // Newest first: the first mention is the last commit, the last one the first.
    for name in names(&out) {
        let mut name = name.trim_start_matches('\n');
        if let Some(rest) = name.strip_prefix('\u{1}') {
            let (text, after) = rest.split_once('\n').unwrap_or((rest, ""));
            day = date(text.trim());
            name = after.trim_start_matches('\n');
        }
        if let (Some(d), false) = (day, name.is_empty()) {
            let path = view.shown(name);
            history.last.entry(path.clone()).or_insert(d);
            history.first.insert(path, d);
        }
    }
    Some(history)
}

/// Another state to compare with.
pub(super) fn base(root: &Path, here: &Path, reference: &str, folders: &[PathBuf]) -> Result<Base, Failure> {
    let fail = |why: String| {
        Failure::user(
            format!("the state `{}` cannot be compared with: {why}", one_line(reference)),
            "Name a branch, tag or commit that the clone has; in CI, fetch the whole history (`fetch-depth: 0`)",
        )
    };
    let view = View { root: root.to_path_buf(), here: here.to_path_buf() };
    let commit = |name: &str| -> Result<String, Failure> {
        let name = format!("{name}^{{commit}}");
        let out = git(root, ["rev-parse", "--verify", "--quiet", "--end-of-options", &name]);
        let out = out.map_err(|why| fail(if why.is_empty() { String::from("there is none") } else { why }))?;
        Ok(String::from_utf8_lossy(&out).trim().to_string())
    };
    let tip = commit(reference)?;
    let parted =
        git(root, ["merge-base", &tip, "HEAD"]).map_or(tip.clone(), |o| String::from_utf8_lossy(&o).trim().to_string());
    let diff = |from: &str| -> Result<Vec<u8>, Failure> {
        let mut arguments: Vec<std::ffi::OsString> =
            ["diff", "--name-only", "-z", "--no-renames", "--no-ext-diff", "--no-textconv", from, "--"]
                .map(Into::into)
                .into();
        arguments.extend(folders.iter().map(|f| f.clone().into_os_string()));
        git(root, arguments).map_err(fail)
    };
    let mut changed: BTreeSet<String> = names(&diff(&parted)?).map(|n| view.shown(&n)).collect();
    let new = git(root, ["ls-files", "--others", "--exclude-standard", "-z"]).map_err(fail)?;
    changed.extend(names(&new).map(|n| view.shown(&n)));
    // What is different there: the texts.
    let other: Vec<String> = names(&diff(&tip)?).filter(|n| crate::lint::is_text(n)).take(MOST_TEXTS).collect();
    let texts = blobs(root, &tip, &other).map_err(fail)?;
    let texts = texts.into_iter().map(|(name, text)| (view.shown(&name), text)).collect();
    Ok(Base { name: reference.to_string(), texts, changed })
}

/// The texts of some files in a commit; what is not there, or no text, is left out.
fn blobs(root: &Path, commit: &str, files: &[String]) -> Result<Vec<(String, String)>, String> {
    let plain: Vec<&String> = files.iter().filter(|f| !f.contains('\n')).collect();
    if plain.is_empty() {
        return Ok(Vec::new());
    }
    let mut child = Command::new("git")
        .current_dir(root)
        .env("GIT_OPTIONAL_LOCKS", "0")
        .args(["--no-pager", "cat-file", "--batch"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .map_err(|e| format!("git cannot be run: {e}"))?;
    let asked: String = plain.iter().map(|f| format!("{commit}:{f}\n")).collect();
    let mut input = child.stdin.take().ok_or("git takes no input")?;
    // Written beside reading, so that neither side waits for the other.
    let writer = std::thread::spawn(move || input.write_all(asked.as_bytes()));
    let out = child.wait_with_output().map_err(|e| e.to_string())?.stdout;
    let _ = writer.join();
    let (mut texts, mut at) = (Vec::new(), 0);
    for name in plain {
        // `HASH blob SIZE`, the bytes and a line end; or `NAME missing`.
        let Some(end) = out[at..].iter().position(|b| *b == b'\n').map(|n| at + n) else { break };
        let head = String::from_utf8_lossy(&out[at..end]).into_owned();
        at = end + 1;
        let mut parts = head.rsplit(' ');
        let (size, kind) = (parts.next().and_then(|s| s.parse::<usize>().ok()), parts.next());
        let (Some(size), Some(kind)) = (size, kind) else { continue };
        let Some(bytes) = out.get(at..at + size) else { break };
        at += size + 1;
        if let (true, Ok(text)) = (kind == "blob", std::str::from_utf8(bytes)) {
            texts.push((name.clone(), text.to_string()));
        }
    }
    Ok(texts)
}
