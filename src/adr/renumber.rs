//! Another number for a record, and for everything that names it.

use std::collections::BTreeMap;
use std::ops::Range;

use super::edit::Edit;
use super::identity::{mentions, of_name, of_title, stem};
use super::log::Collection;
use super::model::{Adr, Id, Label, Link, LinkKind, Scheme, Source};
use super::page::{definitions, page, prose};
use super::paths::{file_name, folder_of};
use super::supersede::encoded;
use crate::text::FileId;

/// What changes when a record gets another number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Renumbered {
    /// The number that it has now.
    pub number: u64,
    /// The path before: that of the file, or of the folder that the record has for itself.
    pub from: String,
    /// The path after; the same where the name has no number.
    pub to: String,
    /// Edits of the texts as they are now, by the path that the file has now; to be made before the renaming.
    pub edits: Vec<(String, Vec<Edit>)>,
    /// Places that may mean this record or another with the same id: path and bytes. They stay as they are.
    pub unclear: Vec<(String, Range<usize>)>,
}

/// Why a record keeps its number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stays {
    /// Its id is no number.
    NoNumber,
    /// The number is in use.
    Taken(u64),
    /// Its file holds other records, too.
    Shared,
}

/// Works out what changes when the record of an index gets another number: the next free one of its log if none is
/// given. `texts` are those of the records, `pages` further Markdown pages with path and text whose links follow too.
///
/// # Errors
/// When the record has no number, or when the wanted one is in use, perhaps by the record itself.
pub fn renumber<'t>(
    all: &Collection,
    texts: &dyn Fn(FileId) -> &'t str,
    pages: &[(&str, &str)],
    record: usize,
    number: Option<u64>,
) -> Result<Renumbered, Stays> {
    let adr = all.adrs.get(record).filter(|a| a.id.scheme == Scheme::Number).ok_or(Stays::NoNumber)?;
    if adr.part.is_some() {
        return Err(Stays::Shared);
    }
    let log = all.log_of(record).ok_or(Stays::NoNumber)?;
    let number = number.unwrap_or_else(|| log.taken.iter().max().map_or(1, |n| n + 1));
    if log.taken.contains(&number) {
        let has = |a: &Adr| a.ids.iter().any(|i| i.id.scheme == Scheme::Number && i.id.number == number);
        let others = log.members.iter().any(|m| *m != record && has(&all.adrs[*m]));
        // Its own title may name the number already.
        if others || adr.id.number == number || !has(adr) {
            return Err(Stays::Taken(number));
        }
    }
    let own = adr.ids.first().is_some_and(|i| i.from == Source::Folder);
    let from = if own { folder_of(&adr.path) } else { &adr.path };
    let segment = file_name(from);
    let old = stem(segment);
    let name = of_name(old).filter(|(id, _)| id.scheme == Scheme::Number && id.number == adr.id.number);
    let width = if log.style.scheme == Scheme::Number { log.style.width } else { adr.id.width };
    let name = name.map(|(id, range)| Name {
        stem: old,
        digits: range.end - id.width..range.end,
        new: format!("{number:0width$}"),
    });
    let to = match &name {
        Some(n) => {
            let start = from.len() - segment.len();
            format!("{}{}{}", &from[..start + n.digits.start], n.new, &from[start + n.digits.end..])
        }
        None => from.to_string(),
    };
    let from = from.to_string();
    let shared = log.members.iter().filter(|m| all.adrs[**m].id.key() == adr.id.key()).count() > 1;
    let mut work = Work { all, record, adr, name, number, shared, found: BTreeMap::new(), unclear: Vec::new() };
    work.own(texts(adr.file));
    for (i, a) in all.adrs.iter().enumerate() {
        work.in_record(i, a, texts(a.file));
    }
    for (path, text) in pages {
        work.in_page(path, text);
    }
    let edits = work.found.into_iter().map(|(path, at)| (path, at.into_values().collect())).collect();
    Ok(Renumbered { number, from, to, edits, unclear: work.unclear })
}

/// The name of the record's file or folder.
struct Name<'a> {
    stem: &'a str,
    /// The bytes of the number in it.
    digits: Range<usize>,
    /// The digits that come.
    new: String,
}

/// Whether an id means the record.
enum Meant {
    Yes,
    Perhaps,
    No,
}

struct Work<'a> {
    all: &'a Collection,
    record: usize,
    adr: &'a Adr,
    name: Option<Name<'a>>,
    number: u64,
    /// Another record of the log has the same id.
    shared: bool,
    /// Edits by path and first byte: a place that is found twice is changed once.
    found: BTreeMap<String, BTreeMap<usize, Edit>>,
    unclear: Vec<(String, Range<usize>)>,
}

impl Work<'_> {
    fn put(&mut self, path: &str, range: Range<usize>, text: String) {
        self.found.entry(path.to_string()).or_default().insert(range.start, Edit::new(range, text));
    }

    /// The new number in place of some digits, as many as they were.
    fn digits(&mut self, path: &str, range: Range<usize>) {
        let (number, width) = (self.number, range.len());
        self.put(path, range, format!("{number:0width$}"));
    }

    /// The places where the record names itself.
    fn own(&mut self, text: &str) {
        let adr = self.adr;
        for i in adr.ids.iter().filter(|i| !i.span.range().is_empty() && i.id.scheme == Scheme::Number) {
            let range = i.span.range();
            if i.id.number != self.number
                && let Some(part) = text.get(range.clone())
                && let Some(at) = number_in(part, &i.id)
            {
                self.digits(&adr.path, range.start + at.start..range.start + at.end);
            }
        }
    }

    fn in_record(&mut self, i: usize, a: &Adr, text: &str) {
        if !self.may_name(text) {
            return;
        }
        let base = a.front_matter.as_ref().map_or(0, |f| f.span.end as usize);
        self.links(&a.path, text, base, &a.links);
        let relation = |l: Label| {
            matches!(
                l,
                Label::Supersedes
                    | Label::SupersededBy
                    | Label::PartlySupersedes
                    | Label::PartlySupersededBy
                    | Label::Amends
                    | Label::AmendedBy
                    | Label::DependsOn
                    | Label::RelatesTo
            )
        };
        let linked = |at: usize| a.links.iter().any(|l| l.span.range().contains(&at));
        for f in a.fields.iter().filter(|f| relation(f.label)) {
            let Some(part) = text.get(f.value.range()) else { continue };
            for (id, at) in mentions(part, true) {
                let at = f.value.start as usize + at.start..f.value.start as usize + at.end;
                // Links were looked at; a page of the web may have any number.
                if f.from == Source::FrontMatter || !linked(at.start) {
                    self.mention(&a.path, Some(i), &id, at);
                }
            }
        }
        self.running(&a.path, Some(i), text, base);
    }

    fn in_page(&mut self, path: &str, text: &str) {
        if !self.may_name(text) {
            return;
        }
        let read = page(FileId(0), text);
        self.links(path, text, 0, &read.links);
        self.running(path, None, text, 0);
    }

    /// Whether a text has the number at all.
    fn may_name(&self, text: &str) -> bool {
        text.contains(&self.adr.id.number.to_string())
    }

    fn running(&mut self, path: &str, from: Option<usize>, text: &str, base: usize) {
        for range in prose(text, base, true) {
            for (id, at) in mentions(&text[range.clone()], false) {
                self.mention(path, from, &id, range.start + at.start..range.start + at.end);
            }
        }
    }

    fn mention(&mut self, path: &str, from: Option<usize>, id: &Id, at: Range<usize>) {
        match self.meant(path, from, id) {
            Meant::Yes => self.digits(path, at.end - id.width..at.end),
            Meant::Perhaps => self.unclear.push((path.to_string(), at)),
            Meant::No => {}
        }
    }

    fn meant(&self, path: &str, from: Option<usize>, id: &Id) -> Meant {
        if id.scheme != Scheme::Number || id.number != self.adr.id.number {
            return Meant::No;
        }
        let same_log = |i: usize| {
            folder_of(&self.all.adrs[i].path) == folder_of(&self.adr.path)
                && self.all.adrs[i].id.key() == self.adr.id.key()
        };
        match from {
            // A record speaks of itself.
            Some(i) if i == self.record && id.key() == self.adr.id.key() => Meant::Yes,
            Some(i) => match self.all.by_mention(i, id) {
                Some(t) if self.shared && (t == self.record || same_log(t)) => Meant::Perhaps,
                Some(t) if t == self.record => Meant::Yes,
                _ => Meant::No,
            },
            None => {
                let key = self.adr.id.key();
                let kin = id.key() == key || id.family().is_empty() && self.all.of_key(&id.key()).is_empty();
                let near = folder_of(path) == folder_of(&self.adr.path);
                match self.all.of_key(&key).len() {
                    _ if !kin => Meant::No,
                    _ if self.shared => Meant::Perhaps,
                    1 => Meant::Yes,
                    _ if near => Meant::Yes,
                    _ => Meant::Perhaps,
                }
            }
        }
    }

    /// Links that lead to the record: their targets, and their texts where they name the number.
    fn links(&mut self, path: &str, text: &str, base: usize, links: &[Link]) {
        let folder = folder_of(path);
        let mut refers = false;
        let (all, record) = (self.all, self.record);
        let leads_here = |target: &str| all.by_path(folder, target) == Some(record);
        for l in links.iter().filter(|l| leads_here(&l.target)) {
            refers |= l.kind == LinkKind::Reference;
            if l.kind != LinkKind::Reference {
                match l.target_span(text) {
                    Some(target) => self.target(path, text, target.range()),
                    None => self.unclear.push((path.to_string(), l.span.range())),
                }
            }
            let Some(shown) = text.get(l.span.range()) else { continue };
            let end = shown.rfind("](").or_else(|| shown.rfind("][")).unwrap_or(shown.len());
            if let Some(at) = self.named(&shown[..end]) {
                let start = l.span.start as usize;
                self.digits(path, start + at.start..start + at.end);
            }
        }
        if refers {
            for (target, range) in definitions(text, base) {
                if leads_here(&target) {
                    self.target(path, text, range);
                }
            }
        }
    }

    /// The number in the target of a link.
    fn target(&mut self, path: &str, text: &str, range: Range<usize>) {
        let Some(name) = &self.name else { return };
        let part = text[range.clone()].to_ascii_lowercase();
        for spelled in [encoded as fn(&str) -> String, |s: &str| s.to_string()] {
            if let Some(at) = part.rfind(&spelled(name.stem).to_ascii_lowercase()) {
                let start = range.start + at + spelled(&name.stem[..name.digits.start]).len();
                let (digits, new) = (start..start + name.digits.len(), name.new.clone());
                self.put(path, digits, new);
                return;
            }
        }
    }

    /// The digits of the record's number in the text of a link.
    fn named(&self, shown: &str) -> Option<Range<usize>> {
        let wanted = |id: &Id| id.scheme == Scheme::Number && id.number == self.adr.id.number;
        if let Some((id, at)) = mentions(shown, false).into_iter().find(|(id, _)| wanted(id)) {
            return Some(at.end - id.width..at.end);
        }
        let open = shown.find('[').map_or(0, |n| n + 1);
        let inner = shown[open..].trim_end_matches(']');
        let head = of_title(inner, Some(&self.adr.id)).id.filter(&wanted);
        let bare = inner.trim().trim_start_matches('#');
        let plain = !bare.is_empty() && bare.bytes().all(|b| b.is_ascii_digit());
        let id =
            head.or_else(|| mentions(bare, true).into_iter().next().map(|m| m.0).filter(|i| plain && wanted(i)))?;
        number_in(inner, &id).map(|at| open + at.start..open + at.end)
    }
}

/// The bytes of the digits of an id in a text.
fn number_in(text: &str, id: &Id) -> Option<Range<usize>> {
    let digits = &id.text[id.text.len().checked_sub(id.width)?..];
    if let Some(at) = text.find(&id.text) {
        let end = at + id.text.len();
        return Some(end - digits.len()..end);
    }
    let whole = |at: &usize| {
        let digit = |b: Option<&u8>| b.is_some_and(u8::is_ascii_digit);
        let bytes = text.as_bytes();
        !digit(at.checked_sub(1).and_then(|i| bytes.get(i))) && !digit(bytes.get(at + digits.len()))
    };
    text.match_indices(digits).map(|m| m.0).find(whole).map(|at| at..at + digits.len())
}

#[cfg(test)]
mod tests {
    use super::super::edit::apply;
    use super::super::read::read;
    use super::*;

    const OTHER: &str = "# 1. A\n\n## Status\n\nSuperseded by [ADR-0002](0002-b.md)\n\n## Decision\n\n\
        See ADR 2, [2. B][b], [the queue](./0002-B.md#why), ADR 12 and `ADR 2`.\n\n[b]: 0002-b.md\n";

    fn all(files: &[(&str, &str)]) -> Collection {
        let readings =
            files.iter().zip(0..).map(|((p, t), i)| ((*p).to_string(), read(FileId(i), p, t))).collect::<Vec<_>>();
        Collection::new(readings, &|id| files[id.0 as usize].1)
    }

    fn run(
        files: &[(&str, &str)],
        pages: &[(&str, &str)],
        path: &str,
        number: Option<u64>,
    ) -> Result<Renumbered, Stays> {
        let all = all(files);
        let record = all.adrs.iter().position(|a| a.path == path).expect("the record");
        renumber(&all, &|id| files[id.0 as usize].1, pages, record, number)
    }

    fn after(out: &Renumbered, path: &str, text: &str) -> String {
        out.edits.iter().find(|e| e.0 == path).map_or_else(|| text.to_string(), |e| apply(text, &e.1))
    }

    #[test]
    fn everything_that_names_the_record_follows() {
        let own =
            "---\nid: ADR-0002\n---\r\n# ADR 2: B\r\n\r\n## Status\r\n\r\nAccepted\r\n\r\n## Decision\r\n\r\nx\r\n";
        let third = "---\nstatus: accepted\nsupersedes: [\"0002\", 12]\n---\n# 3. C\n\n## Decision\n\nx\n";
        let files = [("d/0001-a.md", OTHER), ("d/0002-b.md", own), ("d/0003-c.md", third)];
        let readme = "- [0002](d/0002-b.md) B\n- [0001](d/0001-a.md)\n- ADR-2 again\n";
        let out = run(&files, &[("README.md", readme)], "d/0002-b.md", None).expect("renumbered");
        assert_eq!((out.number, out.from.as_str(), out.to.as_str()), (4, "d/0002-b.md", "d/0004-b.md"));
        assert_eq!(after(&out, "d/0002-b.md", own), own.replace("ADR-0002", "ADR-0004").replace("ADR 2:", "ADR 4:"));
        assert_eq!(
            after(&out, "d/0001-a.md", OTHER),
            "# 1. A\n\n## Status\n\nSuperseded by [ADR-0004](0004-b.md)\n\n## Decision\n\n\
             See ADR 4, [4. B][b], [the queue](./0004-B.md#why), ADR 12 and `ADR 2`.\n\n[b]: 0004-b.md\n"
        );
        assert_eq!(after(&out, "d/0003-c.md", third), third.replace("\"0002\"", "\"0004\""));
        assert_eq!(after(&out, "README.md", readme), "- [0004](d/0004-b.md) B\n- [0001](d/0001-a.md)\n- ADR-4 again\n");
        assert_eq!(out.unclear, []);
    }

    #[test]
    fn of_two_with_one_id_links_tell_which_is_meant() {
        let record = |t: &str| format!("# 2. {t}\n\n## Status\n\nAccepted\n\n## Decision\n\nx\n");
        let (b, c) = (record("B"), record("C"));
        let one = OTHER.replace("0002-B.md", "0002-c.md");
        let files = [("d/0001-a.md", one.as_str()), ("d/0002-b.md", &b), ("d/0002-c.md", &c)];
        let out = run(&files, &[], "d/0002-c.md", Some(7)).expect("renumbered");
        assert_eq!(out.to, "d/0007-c.md");
        assert_eq!(after(&out, "d/0001-a.md", &one), one.replace("0002-c.md", "0007-c.md"));
        assert_eq!(after(&out, "d/0002-c.md", &c), c.replace("# 2.", "# 7."));
        assert_eq!(after(&out, "d/0002-b.md", &b), b);
        let shown: Vec<&str> = out.unclear.iter().map(|(_, r)| &one[r.clone()]).collect();
        assert_eq!(shown, ["ADR 2"]);
    }

    #[test]
    fn numbers_in_use_are_refused() {
        let record = |n: u32| format!("# {n}. X\n\n## Status\n\nAccepted\n\n## Decision\n\nx\n");
        let (a, b) = (record(1), record(3));
        let files = [("d/0001-a.md", a.as_str()), ("d/0002-b.md", &b), ("d/use-x.md", &a)];
        assert_eq!(run(&files, &[], "d/0002-b.md", Some(1)), Err(Stays::Taken(1)));
        assert_eq!(run(&files, &[], "d/0002-b.md", Some(2)), Err(Stays::Taken(2)));
        let out = run(&files, &[], "d/0002-b.md", Some(3)).expect("the number of its title");
        assert_eq!((out.to.as_str(), out.edits.len()), ("d/0003-b.md", 0));
    }

    #[test]
    fn a_record_with_a_folder_of_its_own_moves_with_it() {
        let text = "# Use queues\n\n## Status\n\nAccepted\n\n## Decision\n\nx\n";
        let other = "# Other\n\n## Status\n\nAccepted\n\n## Decision\n\n[x](../0002-use%20queues/README.md)\n";
        let files = [("d/adr/0001-other/README.md", other), ("d/adr/0002-use queues/README.md", text)];
        let out = run(&files, &[], "d/adr/0002-use queues/README.md", Some(5)).expect("renumbered");
        assert_eq!((out.from.as_str(), out.to.as_str()), ("d/adr/0002-use queues", "d/adr/0005-use queues"));
        assert_eq!(after(&out, "d/adr/0001-other/README.md", other), other.replace("0002", "0005"));
    }
}
