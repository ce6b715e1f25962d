//! What rules look at.

use std::cell::OnceCell;
use std::collections::HashMap;

use super::convention::Convention;
use super::decisions::Decisions;
use super::history::History;
use super::knowledge::Knowledge;
use super::lists::List;
use super::settings::Settings;
use crate::adr::{Adr, Collection, Edge, Log};
use crate::text::{Date, FileId, Files, Span};

/// The files around the records: what links may lead to.
pub trait Tree {
    /// Whether there is a file or folder of this path, in exactly these letters.
    fn exists(&self, path: &str) -> bool;
    /// The text of a file; none if there is none, or if it is too large or no text.
    fn text(&self, path: &str) -> Option<String>;
    /// The names in a folder; empty if there is none.
    fn names(&self, folder: &str) -> Vec<String>;
    /// The folder that links beginning with `/` start from.
    fn root(&self) -> String;
}

/// Everything that a rule may look at.
pub struct Context<'a> {
    /// The records, their logs and who is meant by an id.
    pub all: &'a Collection,
    /// The texts of all files that were read.
    pub files: &'a Files,
    /// Who supersedes, changes, needs whom.
    pub edges: Vec<Edge>,
    /// How each log of `all.logs` is written, in the same order.
    pub conventions: Vec<Convention>,
    /// What is configured.
    pub settings: &'a Settings,
    /// Today.
    pub today: Date,
    /// The files around the records.
    pub tree: &'a dyn Tree,
    /// What version control knows, if it was asked.
    pub history: Option<&'a History>,
    /// What the catalog and the requirements say, if they were asked.
    pub knowledge: Option<&'a Knowledge<'a>>,
    /// The pages that list records, once they were asked for.
    pub(super) lists: OnceCell<Vec<List>>,
    decisions: OnceCell<Option<Decisions>>,
    log_of: Vec<usize>,
    by_name: HashMap<&'a str, FileId>,
}

impl<'a> Context<'a> {
    /// Puts together what rules look at.
    pub fn new(
        all: &'a Collection,
        files: &'a Files,
        settings: &'a Settings,
        today: Date,
        tree: &'a dyn Tree,
        history: Option<&'a History>,
        knowledge: Option<&'a Knowledge<'a>>,
    ) -> Self {
        let mut log_of = vec![0; all.adrs.len()];
        for (i, log) in all.logs.iter().enumerate() {
            log.members.iter().for_each(|m| log_of[*m] = i);
        }
        let conventions = all.logs.iter().map(|l| Convention::of(all, l, settings)).collect();
        let by_name = files.iter().map(|(id, f)| (f.name.as_str(), id)).collect();
        let edges = all.edges();
        Context {
            all,
            files,
            edges,
            conventions,
            settings,
            today,
            tree,
            history,
            knowledge,
            lists: OnceCell::new(),
            decisions: OnceCell::new(),
            log_of,
            by_name,
        }
    }

    /// What the records decide; none if the catalog was not asked.
    pub fn decisions(&self) -> Option<&Decisions> {
        let read = || Some(Decisions::of(self.all, self.files, &self.edges, self.knowledge?));
        self.decisions.get_or_init(read).as_ref()
    }

    /// All records with their indices.
    pub fn adrs(&self) -> impl Iterator<Item = (usize, &'a Adr)> {
        self.all.adrs.iter().enumerate()
    }

    /// The log of a record.
    pub fn log(&self, adr: usize) -> &'a Log {
        &self.all.logs[self.log_of[adr]]
    }

    /// How the log of a record is written.
    pub fn convention(&self, adr: usize) -> &Convention {
        &self.conventions[self.log_of[adr]]
    }

    /// The text of a file.
    pub fn text(&self, file: FileId) -> &'a str {
        self.files.get(file).map_or("", |f| f.text.as_str())
    }

    /// The bytes of a span.
    pub fn slice(&self, span: Span) -> &'a str {
        self.text(span.file).get(span.range()).unwrap_or("")
    }

    /// The file of a path, if it was read.
    pub fn file(&self, path: &str) -> Option<FileId> {
        self.by_name.get(path).copied()
    }

    /// The start of a file, for findings about the file itself.
    pub fn start(&self, file: FileId) -> Span {
        Span::new(file, 0, 0)
    }

    /// The place of a value, or that of the title for a value that came from the name of the file.
    pub fn place(&self, adr: &Adr, span: Span) -> Span {
        if span.range().is_empty() { adr.title.span } else { span }
    }
}
