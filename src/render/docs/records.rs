//! Decision records: which decisions have one, under which number, and what becomes of those that exist.
//!
//! A record belongs to people from the moment somebody edits or decides it. The program writes new ones, renews
//! proposals that nobody touched, and proposes a successor where the recommendation left an accepted one behind.

use serde::Serialize;

use crate::adr::{self, Reading, RelationKind, Standing};
use crate::diagnostics::Sink;
use crate::parallel::spread;
use crate::recommendation::Decision;
use crate::text::{FileId, digest};
use crate::yaml::{Limits, Node, parse};

/// A record that exists.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Record {
    /// Its number.
    pub number: u32,
    /// Its path below the folder of the documents.
    pub path: String,
    /// Its title, without the number.
    pub title: String,
    /// The block that it decides, if that is known.
    pub block: Option<String>,
    /// The chosen option, if that is known.
    pub option: Option<String>,
    /// Its status, as written.
    pub status: String,
    /// Its date, as written.
    pub date: String,
    /// Whether it is as the program wrote it.
    #[serde(skip)]
    pub untouched: bool,
    /// Digest of what the program wrote last; nothing if people wrote the record.
    #[serde(skip)]
    pub written: Option<String>,
    /// Numbers of the records that it takes the place of, as far as it says so.
    #[serde(skip)]
    pub replaces: Vec<u32>,
}

/// Where a decision stands on the way to being settled.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    /// Somebody proposes it.
    Open,
    /// It holds.
    Decided,
    /// It does not hold, or no longer.
    Closed,
}

impl Record {
    /// Reads a record in any notation; nothing if it is another file, or has no number in its name.
    pub fn read(path: &str, text: &str) -> Option<Self> {
        let number = leading_number(path)?;
        let text = text.replace("\r\n", "\n");
        let head = text.strip_prefix("---\n").and_then(|t| t.split_once("\n---"));
        let tree = head.and_then(|(h, _)| parse(FileId::default(), h, Limits::default(), &mut Sink::new()));
        let word = |node: &Node, key: &str| node.get(key).and_then(|n| n.text().map(str::to_string));
        let own = tree.as_ref().and_then(|t| t.get(adr::OWN_KEY));
        let said = |key: &str| own.and_then(|own| word(own, key));
        let mut out = Record {
            number,
            path: path.to_string(),
            title: String::new(),
            block: said("block"),
            option: said("option"),
            status: tree.as_ref().and_then(|t| word(t, "status")).unwrap_or_default(),
            date: tree.as_ref().and_then(|t| word(t, "date")).unwrap_or_default(),
            untouched: false,
            written: said("digest"),
            replaces: Vec::new(),
        };
        let first = || text.lines().find_map(|l| l.strip_prefix("# ")).unwrap_or_default().to_string();
        out.untouched = out.written.as_ref().is_some_and(|w| *w == digest([content(&text).as_str()]));
        if out.untouched {
            out.title = first();
            return Some(out);
        }
        // What people wrote or edited may have any notation.
        match adr::read(FileId::default(), path, &text) {
            Reading::Adr(adr) => {
                out.title = adr.title.value.clone();
                if out.status.is_empty() {
                    out.status = adr.status().map(|s| s.word.clone()).unwrap_or_default();
                }
                if out.date.is_empty() {
                    out.date = adr.date().map(|d| d.day.iso()).unwrap_or_default();
                }
                let replaced = adr.relations.iter().filter(|r| r.kind == RelationKind::Supersedes && !r.partly);
                let number = |r: &adr::Relation| match (&r.id, &r.link) {
                    (Some(id), _) if id.number > 0 => u32::try_from(id.number).ok(),
                    (_, link) => link.as_deref().and_then(leading_number),
                };
                out.replaces = replaced.filter_map(number).collect();
                Some(out)
            }
            _ if out.written.is_some() => {
                out.title = first();
                Some(out)
            }
            _ => None,
        }
    }

    /// Whether it decides a block.
    fn decides(&self, block: &str) -> bool {
        self.block.as_deref() == Some(block)
    }

    /// Its entry in the log.
    fn entry(&self, act: Act) -> Entry {
        Entry {
            number: self.number,
            path: self.path.clone(),
            title: self.title.clone(),
            block: self.block.clone(),
            option: self.option.clone(),
            status: self.status.clone(),
            date: self.date.clone(),
            supersedes: None,
            act,
        }
    }

    /// Whether people wrote it, and not this program.
    fn is_own(&self) -> bool {
        self.written.is_none()
    }

    /// Where it stands, by its status in any language that records are read in.
    pub fn stage(&self) -> Stage {
        stage(&self.status)
    }
}

/// The number at the beginning of the name of a file.
pub(super) fn leading_number(path: &str) -> Option<u32> {
    let name = path.rsplit('/').next()?;
    let digits = name.bytes().take_while(u8::is_ascii_digit).count();
    name[..digits].parse().ok()
}

/// The records of a log by number, from files by their paths. A record of people decides the block of the record that
/// it takes the place of, unless it names another.
pub(super) fn read_all<'t>(files: impl Iterator<Item = (&'t String, &'t String)>) -> Vec<Record> {
    let files: Vec<(&String, &String)> = files.collect();
    let read = spread(files.len(), |i| Record::read(files[i].0, files[i].1));
    let mut all: Vec<Record> = read.into_iter().flatten().collect();
    all.sort_by_key(|r| r.number);
    for i in 0..all.len() {
        let before = all[i].replaces.iter().filter_map(|n| all.iter().find(|r| r.number == *n));
        let theirs = before.filter_map(|r| r.block.clone()).next();
        all[i].block = all[i].block.take().or(theirs);
    }
    all
}

/// Where a status leaves a decision; a word that nobody knows is taken for a decision.
pub(super) fn stage(status: &str) -> Stage {
    match meaning(status) {
        Some(Standing::Draft | Standing::Proposed | Standing::Deferred | Standing::Experimental) => Stage::Open,
        Some(Standing::Rejected | Standing::Deprecated | Standing::Superseded) => Stage::Closed,
        None if status.trim().is_empty() => Stage::Open,
        _ => Stage::Decided,
    }
}

/// What a status means: as a whole, or by its first word, as in `superseded by 0012`.
fn meaning(status: &str) -> Option<Standing> {
    let first = || status.split(|c: char| !c.is_alphanumeric()).find(|w| !w.is_empty()).and_then(adr::standing);
    adr::standing(status).or_else(first)
}

const PLACE: &str = "  digest: ";
const SUCCESSOR: (&str, &str) = ("\n<!-- mlarch:begin successor -->\n", "<!-- mlarch:end successor -->\n");

/// Writes the digest into the front matter of a new record, which holds a line `  digest: -` for it.
pub(super) fn seal(text: &str) -> String {
    let line = format!("\n{PLACE}{}\n", digest([content(text).as_str()]));
    text.replacen(&format!("\n{PLACE}-\n"), &line, 1)
}

/// What a digest is taken of: all but the digest itself and the pointer to a successor.
fn content(text: &str) -> String {
    let mut out = without_pointer(text);
    if let Some(at) = out.find(&format!("\n{PLACE}")) {
        let end = out[at + 1..].find('\n').map_or(out.len(), |e| at + 1 + e);
        out.replace_range(at..end, "");
    }
    out
}

fn without_pointer(text: &str) -> String {
    match (text.find(SUCCESSOR.0), text.find(SUCCESSOR.1)) {
        (Some(from), Some(to)) if from < to => format!("{}{}", &text[..from], &text[to + SUCCESSOR.1.len()..]),
        _ => text.to_string(),
    }
}

/// The text of an accepted record with a pointer to the proposal of its successor, or without one. Nothing else changes.
pub(super) fn point(text: &str, successor: Option<&Entry>) -> String {
    let windows = text.contains("\r\n");
    let mut out = without_pointer(&text.replace("\r\n", "\n"));
    if let Some(s) = successor {
        let name = s.path.rsplit('/').next().unwrap_or(&s.path);
        if !out.ends_with('\n') {
            out.push('\n');
        }
        out.push_str(&format!(
            "{}Proposed successor: [{:04}. {}]({name})\n{}",
            SUCCESSOR.0,
            s.number,
            crate::render::markdown::escape(&s.title),
            SUCCESSOR.1
        ));
    }
    if windows { out.replace('\n', "\r\n") } else { out }
}

/// A record in the log: one that is there, or one to write.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Entry {
    /// Its number.
    pub number: u32,
    /// Its path below the folder of the documents.
    pub path: String,
    /// Its title, without the number.
    pub title: String,
    /// The block that it decides, if that is known.
    pub block: Option<String>,
    /// The chosen option, if that is known.
    pub option: Option<String>,
    /// Its status.
    pub status: String,
    /// Its date.
    pub date: String,
    /// Number of the record that it would take the place of.
    pub supersedes: Option<u32>,
    /// What is to be done with it.
    #[serde(skip)]
    pub act: Act,
}

/// What is to be done with a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Act {
    /// Write it: nobody has touched it yet.
    Write,
    /// Leave it: people own it.
    Leave,
    /// A person edited the proposal: it is renewed only if what the program has to say has not changed.
    Compare,
    /// Nothing calls for this untouched proposal any more.
    Remove,
}

/// What belongs in a record.
#[derive(Debug, Clone, Copy)]
pub(super) struct Wanted<'a> {
    pub(super) decision: &'a Decision,
    /// Whether it matters enough for a record of its own.
    pub(super) matters: bool,
}

/// The log after this run: every record that exists and every one to write, by number.
pub(super) fn log(existing: &[Record], wanted: &[Wanted<'_>], folder: &str, taken: u32, today: &str) -> Vec<Entry> {
    let mut out: Vec<Entry> = Vec::new();
    let mut next = existing.iter().map(|r| r.number).max().unwrap_or(0).max(taken) + 1;
    for w in wanted {
        let d = w.decision;
        let of_block: Vec<&Record> = existing.iter().filter(|r| r.decides(&d.block)).collect();
        let same = |r: &Record| r.option.as_deref() == Some(&*d.option);
        let decided = of_block.iter().rev().find(|r| r.stage() == Stage::Decided);
        let open = of_block.iter().rev().find(|r| r.stage() == Stage::Open);
        let rejected = of_block.iter().any(|r| same(r) && meaning(&r.status) == Some(Standing::Rejected));
        // Whoever replaced a record of this very option by their own has decided against it.
        let refused =
            |own: &Record| own.is_own() && of_block.iter().any(|r| same(r) && own.replaces.contains(&r.number));
        let settled = decided.is_some_and(|r| same(r) || refused(r));
        for r in &of_block {
            let act = match r.stage() {
                Stage::Open if settled && r.untouched => Act::Remove,
                Stage::Open if !settled && r.untouched => Act::Write,
                Stage::Open if !settled && !r.is_own() => Act::Compare,
                _ => Act::Leave,
            };
            let mut entry = r.entry(act);
            // An untouched proposal follows the recommendation, under its number.
            if matches!(act, Act::Write | Act::Compare) {
                (entry.title, entry.option) = (title(d), Some(d.option.to_string()));
                entry.supersedes = decided.map(|r| r.number);
            }
            if act == Act::Write {
                entry.path = path(folder, r.number, d);
            }
            out.push(entry);
        }
        let needed = open.is_none() && !settled && !rejected && (w.matters || decided.is_some());
        if needed {
            out.push(Entry {
                number: next,
                path: path(folder, next, d),
                title: title(d),
                block: Some(d.block.to_string()),
                option: Some(d.option.to_string()),
                status: String::from("proposed"),
                date: today.to_string(),
                supersedes: decided.map(|r| r.number),
                act: Act::Write,
            });
            next += 1;
        }
    }
    for r in existing.iter().filter(|r| wanted.iter().all(|w| !r.decides(&w.decision.block))) {
        out.push(r.entry(if r.stage() == Stage::Open && r.untouched { Act::Remove } else { Act::Leave }));
    }
    out.sort_by_key(|e| e.number);
    out
}

fn title(d: &Decision) -> String {
    format!("{}: {}", d.title, d.name)
}

/// The path of a record; ids of the catalog are plain words.
fn path(folder: &str, number: u32, d: &Decision) -> String {
    let slug = format!("{}-{}", d.block, d.option).replace(|c: char| !c.is_ascii_alphanumeric(), "-");
    format!("{folder}/{number:04}-{}.md", slug.to_lowercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_status_is_understood_in_any_language() {
        for (status, expected) in [
            ("proposed", Stage::Open),
            ("", Stage::Open),
            ("Accepted", Stage::Decided),
            ("angenommen", Stage::Decided),
            ("so be it", Stage::Decided),
            ("abgelehnt", Stage::Closed),
            ("superseded by [0012](0012-x.md)", Stage::Closed),
        ] {
            assert_eq!(stage(status), expected, "{status}");
        }
    }
}
