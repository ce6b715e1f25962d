//! What `mlarch lint` reads: records, requirements, configuration, the files that links lead to.

use std::cell::RefCell;
use std::collections::{BTreeSet, HashMap};
use std::path::{Path, PathBuf};
use std::thread;

use super::adr_files::{self, Roots, show, slashes};
use super::common::Global;
use super::failure::Failure;
use super::lint_arguments::{Lint, code, persona};
use super::{git, io, workspace};
use crate::adr::Unreadable;
use crate::diagnostics::{Diagnostic, Sink};
use crate::lint::{Asked, Baseline, History, Knowledge, Settings, Tree, is_text};
use crate::requirements;
use crate::text::{FileId, Files, Span, one_line};

/// Where findings that are known are kept, unless the configuration names another file.
const BASELINE: &str = ".mlarch-baseline.json";

/// Bytes of a file that links lead to which are read.
const MOST_LINKED: u64 = 4 << 20;

/// Everything that was read.
pub(super) struct Desk {
    pub(super) settings: Settings,
    pub(super) files: Files,
    pub(super) lost: HashMap<FileId, Unreadable>,
    /// What loaders found.
    pub(super) others: Vec<Diagnostic>,
    /// The paths that findings are told of; all if there are none.
    pub(super) scope: Option<BTreeSet<String>>,
    pub(super) history: Option<History>,
    pub(super) baseline: Option<(Baseline, FileId)>,
    /// Where the baseline is, or is to be.
    pub(super) baseline_path: PathBuf,
    pub(super) tree: Disk,
    /// The catalog, with the requirements that decisions are held against; none if it has errors, which are among
    /// `others`.
    pub(super) knowledge: Option<Knowledge<'static>>,
    /// Further requirements, looked at for themselves.
    pub(super) further: Vec<Knowledge<'static>>,
    /// Requirements files that were read.
    pub(super) requirements: usize,
    /// For messages.
    pub(super) searched: String,
    /// Findings are told of standard input, which cannot be written.
    pub(super) stdin: bool,
}

impl Desk {
    pub(super) fn open(a: &Lint, g: &Global) -> Result<Desk, Failure> {
        let mut files = Files::new();
        let settings = workspace::settings(g, &mut files)?;
        let here =
            std::env::current_dir().map_err(|e| Failure::user(format!("this folder cannot be read: {e}"), ""))?;
        let (stdin, named) = split(a)?;
        let (paths, mut scope) = context(&named, stdin.is_some());
        let roots = Roots::of(&paths, g)?.with_parts();
        let repository = git::root(&here);
        let asked = asking(a, &settings, repository.clone(), &here, &roots, scope.is_some());
        let mut lost = HashMap::new();
        // The record of standard input may be the first of a folder that is still to be made.
        let none = stdin.is_some() && paths.iter().all(|p| !p.exists());
        let found = if none { BTreeSet::new() } else { roots.files()? };
        for path in found.iter().filter(|p| adr_files::is_text(p)) {
            if stdin.as_ref().is_none_or(|s| slashes(s) != slashes(path)) {
                adr_files::add(path, &mut files, &mut lost)?;
            }
        }
        if let Some(name) = &stdin {
            let (_, text) = io::read(Path::new("-"))?;
            files.add(slashes(name), text);
            scope = Some(BTreeSet::from([slashes(name)]));
        }
        let (history, troubles) = asked.and_then(|a| a.join().ok()).unwrap_or_default();
        if let Some(trouble) = troubles {
            return Err(trouble);
        }
        if let (Some(base), false) = (history.as_ref().and_then(|h| h.base.as_ref()), a.all) {
            let own = base.changed.clone();
            scope = Some(match scope {
                Some(s) => s.intersection(&own).cloned().collect(),
                None => own,
            });
        }
        let (baseline_path, baseline) = baseline(a, g, &settings, &mut files)?;
        let mut desk = Desk {
            settings,
            files,
            lost,
            others: Vec::new(),
            scope,
            history,
            baseline,
            baseline_path,
            tree: Disk::new(repository, &here),
            knowledge: None,
            further: Vec::new(),
            requirements: 0,
            searched: roots.words(),
            stdin: stdin.is_some(),
        };
        desk.levels(a)?;
        desk.knowledge(a, g, &found)?;
        Ok(desk)
    }

    /// The levels of the command line.
    fn levels(&mut self, a: &Lint) -> Result<(), Failure> {
        if let Some(p) = &a.persona {
            self.settings.persona = persona(p)?;
        }
        let codes = |list: &[String]| list.iter().map(|c| code(c)).collect::<Result<Vec<_>, _>>();
        self.settings.asked.select = codes(&a.select)?;
        self.settings.asked.ignore = codes(&a.ignore)?;
        Ok(())
    }

    /// The catalog, and all requirements files that were named or found. They live as long as the process, as the
    /// catalog does.
    fn knowledge(&mut self, a: &Lint, g: &Global, found: &BTreeSet<PathBuf>) -> Result<(), Failure> {
        let catalog = match workspace::catalog_or_own(g) {
            Ok(c) => Some(c),
            // Mistakes in an overlay are findings like others.
            Err(Failure::Input(texts, list)) => {
                let list = adopt(&mut self.files, &texts, list);
                self.others.extend(list);
                None
            }
            Err(other) => return Err(other),
        };
        let configured = self.settings.requirements.as_ref().map(|r| workspace::beside_config(g, r)).transpose()?;
        let main = a.requirements.clone().or(configured.flatten());
        let mut list: Vec<PathBuf> = main.iter().cloned().collect();
        list.extend(found.iter().filter(|p| Some(*p) != main.as_ref() && is_requirements(p, a)).cloned());
        // The only ones are those that the records speak of.
        let main = main.or_else(|| list.first().filter(|_| list.len() == 1).cloned());
        for path in list {
            let (name, text) = io::read(&path)?;
            let format = requirements::Format::of(&name);
            let file = self.files.add(slashes(&path), text.clone());
            self.requirements += 1;
            let mut sink = Sink::new();
            let raw = requirements::decode(file, &text, format, &mut sink);
            let resolved = raw.zip(catalog).map(|(raw, (c, _))| (requirements::resolve(&raw, c, &mut sink), raw));
            let broken = sink.has_errors();
            self.others.extend(sink.into_sorted());
            if let (Some((requirements, raw)), Some((catalog, is_own)), false) = (resolved, catalog, broken) {
                let (raw, requirements) = (Box::leak(Box::new(raw)), Box::leak(Box::new(requirements)));
                let own = Knowledge::new(catalog, is_own, Some(Asked::new(file, raw, requirements)));
                match Some(&path) == main.as_ref() {
                    true => self.knowledge = Some(own),
                    false => self.further.push(own),
                }
            }
        }
        if let (None, Some((catalog, is_own))) = (&self.knowledge, catalog) {
            self.knowledge = Some(Knowledge::new(catalog, is_own, None));
        }
        Ok(())
    }

    /// Whether findings of a file are told.
    pub(super) fn tells(&self, d: &Diagnostic) -> bool {
        let Some(scope) = &self.scope else { return true };
        let of = |s: &Span| self.files.get(s.file).is_some_and(|f| scope.contains(&f.name) || !is_text(&f.name));
        d.place.iter().any(of) || d.related.iter().any(|r| of(&r.0)) || d.place.is_none()
    }
}

/// Standard input, if it was asked for, and the other paths.
fn split(a: &Lint) -> Result<(Option<PathBuf>, Vec<PathBuf>), Failure> {
    let dash = a.paths.iter().any(|p| p == Path::new("-"));
    let rest: Vec<PathBuf> = a.paths.iter().filter(|p| *p != Path::new("-")).cloned().collect();
    match (dash, &a.stdin_filename) {
        (false, None) => Ok((None, rest)),
        (false, Some(_)) => {
            Err(Failure::user("--stdin-filename is of use with `-` only", "mlarch lint - --stdin-filename PATH"))
        }
        (true, _) if !rest.is_empty() => Err(Failure::user("`-` stands alone", "Name files, or read standard input")),
        (true, name) => {
            let name = name.clone().unwrap_or_else(|| PathBuf::from("docs/adr/0000-stdin.md"));
            Ok((Some(name.clone()), vec![name]))
        }
    }
}

/// What is to be read so that findings about the named paths are right: of a file its whole folder. And the paths that
/// findings are told of, where only some are.
fn context(named: &[PathBuf], stdin: bool) -> (Vec<PathBuf>, Option<BTreeSet<String>>) {
    let record = |p: &Path| !p.is_dir() && is_text(&p.to_string_lossy());
    if named.is_empty() || !named.iter().any(|p| record(p)) {
        return (named.to_vec(), None);
    }
    let (mut paths, mut scope) = (Vec::new(), BTreeSet::new());
    for p in named {
        if record(p) {
            scope.insert(slashes(p));
            let folder = p.parent().filter(|f| !f.as_os_str().is_empty()).unwrap_or(Path::new("."));
            // A file that does not exist is told as such.
            let path = if (stdin || p.exists()) && folder.is_dir() { folder.to_path_buf() } else { p.clone() };
            if !paths.contains(&path) {
                paths.push(path);
            }
        } else {
            paths.push(p.clone());
        }
    }
    (paths, Some(scope))
}

type Answer = (Option<History>, Option<Failure>);

/// Asks version control beside the reading of the files; nothing if there is nothing to ask.
fn asking(
    a: &Lint,
    settings: &Settings,
    repository: Option<PathBuf>,
    here: &Path,
    roots: &Roots,
    few: bool,
) -> Option<thread::JoinHandle<Answer>> {
    let reference = a.base.clone();
    // Days of commits are worth asking for whole folders only.
    let days = !few && !a.no_history && settings.history != Some(false);
    if !(days && repository.is_some()) && reference.is_none() {
        return None;
    }
    let here = here.to_path_buf();
    let folders: Vec<PathBuf> = roots.list.iter().map(|r| here.join(r)).collect();
    Some(thread::spawn(move || {
        let Some(root) = repository else {
            let trouble =
                reference.map(|_| Failure::user("there is no repository here to compare with", "Leave out --base"));
            return (None, trouble);
        };
        let here = here.canonicalize().unwrap_or(here);
        let mut history = if days { git::history(&root, &here, &folders) } else { None };
        if let Some(reference) = reference {
            match git::base(&root, &here, &reference, &folders) {
                Ok(base) => history.get_or_insert_with(History::default).base = Some(base),
                Err(trouble) => return (None, Some(trouble)),
            }
        }
        (history, None)
    }))
}

fn baseline(
    a: &Lint,
    g: &Global,
    settings: &Settings,
    files: &mut Files,
) -> Result<(PathBuf, Option<(Baseline, FileId)>), Failure> {
    let configured = settings.baseline.as_ref().map(|b| workspace::beside_config(g, b)).transpose()?;
    let named = a.baseline.clone().or(configured.flatten());
    let path = named.clone().unwrap_or_else(|| PathBuf::from(BASELINE));
    if !path.exists() && (named.is_none() || a.update_baseline) {
        return Ok((path, None));
    }
    let (name, text) = io::read_saved(&path)?;
    let parsed: Baseline = serde_json::from_str(&text).map_err(|e| {
        Failure::user(
            format!("{name} is no baseline: {}", one_line(&e.to_string())),
            "`mlarch lint --update-baseline` writes one",
        )
    })?;
    if parsed.mlarch != 1 {
        return Err(Failure::user(
            format!("{name} is a baseline of version {}, not 1", parsed.mlarch),
            "Use a newer mlarch",
        ));
    }
    let file = files.add(slashes(&path), text);
    Ok((path, Some((parsed, file))))
}

/// Whether a file is to be read as requirements: it says so itself, or it was named.
fn is_requirements(path: &Path, a: &Lint) -> bool {
    let name = path.to_string_lossy();
    if path.file_name().is_some_and(|n| n == "mlarch.toml") {
        return false;
    }
    if ![".yaml", ".yml", ".toml", ".json"].iter().any(|e| name.ends_with(e)) {
        return false;
    }
    if a.paths.iter().any(|p| p == path) {
        return true;
    }
    // A folder may hold much else; the key that requirements begin with tells.
    let large = path.metadata().is_ok_and(|m| m.len() > (1 << 20));
    !name.ends_with(".json")
        && !large
        && std::fs::read_to_string(path)
            .is_ok_and(|t| t.lines().take(200).any(|l| l.starts_with("mlarch:") || l.starts_with("mlarch =")))
}

/// Findings of other texts, with the texts that they are about.
fn adopt(files: &mut Files, texts: &Files, mut list: Vec<Diagnostic>) -> Vec<Diagnostic> {
    let mut known: HashMap<FileId, FileId> = HashMap::new();
    let mut moved = |s: &mut Span| {
        if let Some(f) = texts.get(s.file) {
            s.file = *known.entry(s.file).or_insert_with(|| files.add(f.name.clone(), f.text.clone()));
        }
    };
    for d in &mut list {
        d.place.iter_mut().for_each(&mut moved);
        d.related.iter_mut().for_each(|r| moved(&mut r.0));
    }
    list
}

/// The files around the records, looked up once each.
pub(super) struct Disk {
    root: Option<String>,
    folders: RefCell<HashMap<String, BTreeSet<String>>>,
}

impl Disk {
    fn new(repository: Option<PathBuf>, here: &Path) -> Self {
        let relative = |root: PathBuf| {
            let here = here.canonicalize().unwrap_or_else(|_| here.to_path_buf());
            let up = here.strip_prefix(&root).map(|p| p.components().count()).ok()?;
            Some(vec![".."; up].join("/"))
        };
        Disk { root: repository.and_then(relative), folders: RefCell::default() }
    }
}

impl Tree for Disk {
    fn exists(&self, path: &str) -> bool {
        let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
        if matches!(name, "" | "." | "..") {
            return Path::new(if path.is_empty() { "." } else { path }).exists();
        }
        let folder = if folder.is_empty() && path.starts_with('/') { "/" } else { folder };
        self.with(folder, |names| names.contains(name))
    }

    fn text(&self, path: &str) -> Option<String> {
        let small = std::fs::metadata(path).is_ok_and(|m| m.is_file() && m.len() <= MOST_LINKED);
        if small { std::fs::read_to_string(path).ok() } else { None }
    }

    fn names(&self, folder: &str) -> Vec<String> {
        self.with(folder, |names| names.iter().cloned().collect())
    }

    fn root(&self) -> String {
        self.root.clone().unwrap_or_default()
    }
}

impl Disk {
    fn with<T>(&self, folder: &str, look: impl FnOnce(&BTreeSet<String>) -> T) -> T {
        let mut folders = self.folders.borrow_mut();
        let names = folders.entry(folder.to_string()).or_insert_with(|| {
            let entries = std::fs::read_dir(if folder.is_empty() { "." } else { folder });
            let names = entries.into_iter().flatten().flatten();
            names.map(|e| e.file_name().to_string_lossy().into_owned()).collect()
        });
        look(names)
    }
}

/// The name of a path for messages.
pub(super) fn shown(path: &Path) -> String {
    show(path)
}
