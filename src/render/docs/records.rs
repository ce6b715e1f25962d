//! Decision records: which decisions have one, under which number, and what becomes of those that exist.
//!
//! A record belongs to people from the moment somebody edits or decides it. The program writes new ones, renews
//! proposals that nobody touched, and proposes a successor where the recommendation left an accepted one behind.

use serde::Serialize;

use crate::adr::{self, Standing};
use crate::diagnostics::Sink;
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
    /// The block that it decides.
    pub block: String,
    /// The chosen option.
    pub option: String,
    /// Its status, as written.
    pub status: String,
    /// Its date, as written.
    pub date: String,
    /// Whether it is as the program wrote it.
    #[serde(skip)]
    pub untouched: bool,
    /// Digest of what the program wrote last.
    #[serde(skip)]
    pub written: String,
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
    /// Reads a record that this program wrote, whatever people made of it since; nothing if it is another file.
    pub fn read(path: &str, text: &str) -> Option<Self> {
        let name = path.rsplit('/').next().unwrap_or(path);
        let digits: String = name.chars().take_while(char::is_ascii_digit).collect();
        let number = digits.parse().ok()?;
        let text = text.replace("\r\n", "\n");
        let head = text.strip_prefix("---\n")?.split_once("\n---").map(|(head, _)| head)?;
        let tree = parse(FileId::default(), head, Limits::default(), &mut Sink::new())?;
        let own = tree.get("mlarch")?;
        let word = |node: &Node, key: &str| node.get(key).and_then(|n| n.text().map(str::to_string));
        let written = word(own, "digest").unwrap_or_default();
        let title = text.lines().find_map(|l| l.strip_prefix("# ")).unwrap_or_default();
        Some(Record {
            number,
            path: path.to_string(),
            title: title.to_string(),
            block: word(own, "block")?,
            option: word(own, "option")?,
            status: word(&tree, "status").unwrap_or_default(),
            date: word(&tree, "date").unwrap_or_default(),
            untouched: written == digest([content(&text).as_str()]),
            written,
        })
    }

    /// Where it stands, by its status in any language that records are read in.
    pub fn stage(&self) -> Stage {
        stage(&self.status)
    }
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
    /// The block that it decides.
    pub block: String,
    /// The chosen option.
    pub option: String,
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
        let of_block: Vec<&Record> = existing.iter().filter(|r| r.block == *d.block).collect();
        let same = |r: &Record| r.option == *d.option;
        let decided = of_block.iter().rev().find(|r| r.stage() == Stage::Decided);
        let open = of_block.iter().rev().find(|r| r.stage() == Stage::Open);
        let rejected = of_block.iter().any(|r| same(r) && meaning(&r.status) == Some(Standing::Rejected));
        let settled = decided.is_some_and(|r| same(r));
        for r in &of_block {
            let act = match r.stage() {
                Stage::Open if settled && r.untouched => Act::Remove,
                Stage::Open if !settled && r.untouched => Act::Write,
                Stage::Open if !settled => Act::Compare,
                _ => Act::Leave,
            };
            // An untouched proposal follows the recommendation, under its number.
            let (path, title, option) = match act {
                Act::Write | Act::Compare => (path(folder, r.number, d), title(d), d.option.to_string()),
                _ => (r.path.clone(), r.title.clone(), r.option.clone()),
            };
            let supersedes = decided.filter(|_| matches!(act, Act::Write | Act::Compare)).map(|r| r.number);
            let path = if act == Act::Compare { r.path.clone() } else { path };
            let (status, date) = (r.status.clone(), r.date.clone());
            out.push(Entry {
                number: r.number,
                path,
                title,
                block: r.block.clone(),
                option,
                status,
                date,
                supersedes,
                act,
            });
        }
        let needed = open.is_none() && !settled && !rejected && (w.matters || decided.is_some());
        if needed {
            out.push(Entry {
                number: next,
                path: path(folder, next, d),
                title: title(d),
                block: d.block.to_string(),
                option: d.option.to_string(),
                status: String::from("proposed"),
                date: today.to_string(),
                supersedes: decided.map(|r| r.number),
                act: Act::Write,
            });
            next += 1;
        }
    }
    for r in existing.iter().filter(|r| wanted.iter().all(|w| *w.decision.block != r.block)) {
        let act = if r.stage() == Stage::Open && r.untouched { Act::Remove } else { Act::Leave };
        let (path, title, block, option) = (r.path.clone(), r.title.clone(), r.block.clone(), r.option.clone());
        let (number, status, date) = (r.number, r.status.clone(), r.date.clone());
        out.push(Entry { number, path, title, block, option, status, date, supersedes: None, act });
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
