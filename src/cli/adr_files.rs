//! Finding, reading and writing decision records.

use std::collections::{BTreeSet, HashMap};
use std::io::Write;
use std::path::{Path, PathBuf};

use super::common::Global;
use super::failure::Failure;
use super::{io, workspace};
use crate::adr::{self, Collection, Edit, Other, Reading, Unreadable};
use crate::lint::records;
use crate::text::{FileId, Files, one_line};

/// The most files that are read, and folders within folders.
const MOST_FILES: usize = 50_000;
const DEEPEST: usize = 24;

/// Folders that hold code or results of others.
const SKIPPED: [&str; 8] =
    ["node_modules", "target", "vendor", "dist", "build", "venv", "__pycache__", "site-packages"];

/// Folders whose records are examples, copies or history.
const ASIDE: [&str; 20] = [
    "test",
    "tests",
    "testdata",
    "fixtures",
    "__fixtures__",
    "__tests__",
    "spec",
    "example",
    "examples",
    "sample",
    "samples",
    "template",
    "templates",
    "archive",
    "archived",
    "backup",
    "backups",
    "third_party",
    "external",
    "versioned_docs",
];

/// How far the parts of a repository are looked for, and how many folders at most.
const DEEPEST_PART: usize = 5;
const MOST_PARTS: usize = 5_000;

/// What was found, with the texts.
pub(super) struct Found {
    pub(super) all: Collection,
    pub(super) files: Files,
    /// The folder that takes new records.
    pub(super) folder: PathBuf,
    /// What was searched, for messages.
    pub(super) searched: String,
}

impl Found {
    /// Nothing, where a folder is yet to be made.
    pub(super) fn empty(folder: PathBuf) -> Self {
        let all = Collection::new(Vec::new(), &|_| "");
        let searched = show(&folder);
        Found { all, files: Files::new(), folder, searched }
    }

    /// The text of the file of a path.
    pub(super) fn text_of(&self, path: &str) -> Option<&str> {
        self.files.iter().find(|(_, f)| f.name == path).map(|(_, f)| f.text.as_str())
    }

    /// The text of a file.
    pub(super) fn text(&self, file: FileId) -> &str {
        self.files.get(file).map_or("", |f| f.text.as_str())
    }
}

/// Where to look for records.
pub(super) struct Roots {
    pub(super) list: Vec<PathBuf>,
    /// They were named, by arguments or configuration.
    named: bool,
    /// Everything below is looked through.
    everywhere: bool,
}

impl Roots {
    /// The paths; without any, the configured or usual folders.
    pub(super) fn of(paths: &[PathBuf], g: &Global) -> Result<Roots, Failure> {
        let configured = if paths.is_empty() { workspace::adr_folders(g)? } else { Vec::new() };
        let named = if paths.is_empty() { &configured } else { paths };
        let (list, everywhere) = match named {
            [] => usual(),
            some => (some.to_vec(), false),
        };
        Ok(Roots { list, named: !named.is_empty(), everywhere })
    }

    /// With the records of all parts of the repository, where its own stand in a usual folder.
    pub(super) fn with_parts(mut self) -> Roots {
        if !self.named && !self.everywhere {
            self.list.extend(parts(&self.list));
        }
        self
    }

    /// All files, in order.
    pub(super) fn files(&self) -> Result<BTreeSet<PathBuf>, Failure> {
        let mut files = BTreeSet::new();
        for root in &self.list {
            collect(root, 0, self.everywhere, &mut files)?;
        }
        Ok(files)
    }

    /// For messages.
    pub(super) fn words(&self) -> String {
        match self.everywhere {
            true => String::from("this folder and those below it"),
            false => self.list.iter().map(|r| show(r)).collect::<Vec<_>>().join(", "),
        }
    }
}

/// Reads the records of some paths; without any, of the configured or usual folders.
pub(super) fn find(paths: &[PathBuf], g: &Global) -> Result<Found, Failure> {
    let roots = Roots::of(paths, g)?;
    let (mut files, mut lost) = (Files::new(), HashMap::new());
    for path in roots.files()?.iter().filter(|p| is_text(p)) {
        add(path, &mut files, &mut lost)?;
    }
    let all = records(&files, &lost);
    // The usual place of this folder first, or the one that has most records.
    let biggest = all.logs.first().map(|l| PathBuf::from(&l.folder));
    let given = roots.list.first().filter(|p| roots.named && !p.is_file()).cloned();
    let folder = match given {
        // A named folder that holds its log further below takes new records there.
        Some(root)
            if !all.logs.is_empty() && !all.logs.iter().any(|l| Path::new(&l.folder) == Path::new(&slashes(&root))) =>
        {
            biggest.unwrap_or(root)
        }
        Some(root) => root,
        None => biggest.unwrap_or_else(|| PathBuf::from("docs/decisions")),
    };
    Ok(Found { all, files, folder, searched: roots.words() })
}

/// Adds a file. What is no text is told by the reading, not as a failure.
pub(super) fn add(path: &Path, files: &mut Files, lost: &mut HashMap<FileId, Unreadable>) -> Result<FileId, Failure> {
    let (why, text) = read(path)?;
    let file = files.add(slashes(path), text);
    lost.extend(why.map(|w| (file, w)));
    Ok(file)
}

/// The usual folders that exist, else those of the parts of the repository, else everything below.
fn usual() -> (Vec<PathBuf>, bool) {
    let there: Vec<PathBuf> = adr::folders().iter().map(|f| PathBuf::from(f.as_str())).filter(|f| f.is_dir()).collect();
    // A folder within another is read with it.
    let outer: Vec<PathBuf> =
        there.iter().filter(|f| !there.iter().any(|o| o != *f && f.starts_with(o))).cloned().collect();
    let mut some: Vec<PathBuf> = outer.into_iter().filter(|f| holds(f)).collect();
    if some.is_empty() {
        some = parts(&[]);
    }
    if some.is_empty() { (vec![PathBuf::from(".")], true) } else { (some, false) }
}

/// The folders of records in the parts of the repository, but for those within `known`.
fn parts(known: &[PathBuf]) -> Vec<PathBuf> {
    let (mut found, mut seen) = (Vec::new(), 0);
    of_parts(Path::new(""), 0, &mut seen, &mut found);
    found.retain(|p| !known.iter().any(|k| p.starts_with(k)) && holds(p));
    found.sort();
    found
}

/// Whether a folder holds a record, or something that promises to be one.
fn holds(folder: &Path) -> bool {
    let mut files = BTreeSet::new();
    let is_record = |p: &PathBuf| match read(p) {
        Ok((Some(_), _)) => adr::promises(&slashes(p)),
        Ok((None, text)) => match adr::read(FileId(0), &slashes(p), &text) {
            Reading::Other(_) => false,
            Reading::Unreadable(_) => adr::promises(&slashes(p)),
            Reading::Adr(_) | Reading::Several(_) => true,
        },
        Err(_) => false,
    };
    collect(folder, 0, false, &mut files).is_ok() && files.iter().filter(|p| is_text(p)).any(is_record)
}

/// Folders of the parts of a repository that hold records by their names, such as `packages/queue/docs/adr`. Names
/// that are also those of other things do not count.
fn of_parts(folder: &Path, depth: usize, seen: &mut usize, out: &mut Vec<PathBuf>) {
    let here = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
    let Ok(entries) = std::fs::read_dir(here) else { return };
    for entry in entries.flatten().filter(|e| e.file_type().is_ok_and(|t| t.is_dir())) {
        let name = entry.file_name().to_string_lossy().into_owned();
        *seen += 1;
        if name.starts_with('.') || SKIPPED.contains(&name.as_str()) || ASIDE.contains(&name.as_str()) {
            continue;
        }
        let path = folder.join(&name);
        let usual = |f: &&str| path.ends_with(f) && !f.ends_with("arch") && !f.ends_with("architecture");
        if adr::folders().iter().map(|f| f.as_str()).any(|f| f != "decisions" && usual(&f)) {
            out.push(path);
        } else if depth < DEEPEST_PART && *seen < MOST_PARTS {
            of_parts(&path, depth + 1, seen, out);
        }
    }
}

pub(super) fn is_text(path: &Path) -> bool {
    crate::lint::is_text(&path.to_string_lossy())
}

/// Reads one file: its text, or why it has none though it looks like a record.
fn read(path: &Path) -> Result<(Option<Unreadable>, String), Failure> {
    let fail = |e: std::io::Error| Failure::user(format!("{} cannot be read: {e}", show(path)), "");
    let size = std::fs::metadata(path).map_err(fail)?.len();
    if size > adr::MOST_BYTES as u64 {
        let size = usize::try_from(size).unwrap_or(usize::MAX);
        return Ok((Some(Unreadable::Large(size)), String::new()));
    }
    let bytes = std::fs::read(path).map_err(fail)?;
    Ok(match String::from_utf8(bytes) {
        Ok(text) => (None, text),
        Err(e) => {
            // By its name it is a record or not: that is asked with the part that can be read. One with a number may
            // be the damaged neighbour of others, which their log knows.
            let (at, path) = (e.utf8_error().valid_up_to(), slashes(path));
            let part = String::from_utf8_lossy(&e.as_bytes()[..at]);
            let other = match adr::read(FileId(0), &path, &part) {
                Reading::Other(Other::NoRecord) => !adr::is_numbered(&path),
                reading => matches!(reading, Reading::Other(_)),
            };
            ((!other).then_some(Unreadable::Encoding(at)), String::new())
        }
    })
}

pub(super) fn collect(path: &Path, depth: usize, everywhere: bool, out: &mut BTreeSet<PathBuf>) -> Result<(), Failure> {
    let fail = |e: std::io::Error| {
        Failure::user(format!("{} cannot be read: {e}", show(path)), "Name a folder with decision records, or a record")
    };
    let kind = std::fs::metadata(path).map_err(fail)?;
    if kind.is_file() {
        out.insert(plain(path));
        return Ok(());
    }
    for entry in std::fs::read_dir(path).map_err(fail)? {
        let entry = entry.map_err(fail)?;
        let (name, kind) = (entry.file_name().to_string_lossy().into_owned(), entry.file_type().map_err(fail)?);
        // Links are not followed: they may lead in a circle.
        if kind.is_dir() {
            let hidden = name.starts_with('.') && !matches!(name.as_str(), ".adr" | ".adrs" | ".archgate" | ".agents");
            let skipped = hidden || (everywhere && SKIPPED.contains(&name.as_str()));
            if !skipped && depth < DEEPEST {
                collect(&entry.path(), depth + 1, everywhere, out)?;
            }
        } else if kind.is_file() && !name.starts_with('.') {
            out.insert(plain(&entry.path()));
        }
        if out.len() > MOST_FILES {
            return Err(Failure::user(
                format!("{} has more than {MOST_FILES} files", show(path)),
                "Name the folder of the decision records",
            ));
        }
    }
    Ok(())
}

/// The path without `./` before it.
fn plain(path: &Path) -> PathBuf {
    path.strip_prefix(".").map(Path::to_path_buf).unwrap_or_else(|_| path.to_path_buf())
}

/// A path with `/`.
pub(super) fn slashes(path: &Path) -> String {
    let text = plain(path).to_string_lossy().replace('\\', "/");
    text.trim_end_matches('/').to_string()
}

pub(super) fn show(path: &Path) -> String {
    one_line(&path.display().to_string())
}

/// Tells what looks like a record and was not read.
pub(super) fn warn(found: &Found, g: &Global) {
    for (path, why) in found.all.unreadable.iter().filter(|_| !g.quiet) {
        io::message(&format!(
            "warning: {} looks like a decision record and was not read: {}",
            one_line(path),
            why.sentence()
        ));
    }
}

/// Says that there is no record.
pub(super) fn nothing(found: &Found) -> Failure {
    let others = found.all.others.iter().filter(|o| o.1 != Other::NoRecord).count();
    let beside = match others {
        0 => String::new(),
        n => format!("; {n} other files, such as lists and templates, are no records"),
    };
    Failure::Nothing(
        format!("no decision record was found in {}{beside}", found.searched),
        String::from("Name their folder, or start with `mlarch adr new TITLE`"),
    )
}

/// Writes a new file. One that exists stays as it is.
pub(super) fn create(path: &str, text: &str) -> Result<(), Failure> {
    let path = Path::new(path);
    let fail = |e: std::io::Error| Failure::user(format!("{} cannot be written: {e}", show(path)), "");
    if let Some(folder) = path.parent().filter(|p| !p.as_os_str().is_empty()) {
        std::fs::create_dir_all(folder).map_err(fail)?;
    }
    // Written beside and linked into place: whole or not at all, and never over another file.
    let beside = beside(path);
    let written =
        std::fs::File::create(&beside).and_then(|mut f| f.write_all(text.as_bytes()).and_then(|()| f.sync_all()));
    let placed = written.and_then(|()| std::fs::hard_link(&beside, path));
    let placed = match placed {
        // Where files cannot be linked, the name is taken first.
        Err(e) if !matches!(e.kind(), std::io::ErrorKind::AlreadyExists) && beside.exists() => {
            std::fs::OpenOptions::new()
                .write(true)
                .create_new(true)
                .open(path)
                .and_then(|_| std::fs::rename(&beside, path))
        }
        other => other,
    };
    let _ = std::fs::remove_file(&beside);
    placed.map_err(|e| match e.kind() {
        std::io::ErrorKind::AlreadyExists => Failure::user(
            format!("{} exists already; nothing was written", show(path)),
            "Choose another title or number",
        ),
        _ => fail(e),
    })
}

/// Changes some bytes of a file, whole or not at all. The file must still be as it was read.
pub(super) fn change(path: &str, before: &str, edits: &[Edit]) -> Result<(), Failure> {
    let path = Path::new(path);
    let now = std::fs::read(path).unwrap_or_default();
    if now != before.as_bytes() {
        return Err(Failure::user(format!("{} was changed by somebody else just now", show(path)), "Try again"));
    }
    io::output(Some(path), &adr::apply(before, edits))
}

fn beside(path: &Path) -> PathBuf {
    let mut name = std::ffi::OsString::from(".");
    name.push(path.file_name().unwrap_or_default());
    name.push(format!(".{}.tmp", std::process::id()));
    path.with_file_name(name)
}
