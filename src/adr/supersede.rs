//! Writing both sides of a supersession, each in the notation of its file.

use super::edit::{Edit, line_of, quoted};
use super::fields::trim;
use super::markup::Markup;
use super::model::{Adr, Ending, Field, Label, RelationKind, Role, Source, Standing, Status};
use super::paths::{file_name, folder_of};
use super::style::Style;
use crate::yaml::Shape;

/// A record with its text.
#[derive(Clone, Copy)]
pub struct Side<'a> {
    /// As read.
    pub adr: &'a Adr,
    /// Its text.
    pub text: &'a str,
    /// The style of its log.
    pub style: &'a Style,
}

/// The edits of the older record: its status becomes "superseded", with its successor.
pub fn superseded(old: Side<'_>, new: Side<'_>) -> Vec<Edit> {
    let link = link(old.adr, new);
    let words = old.style.superseded_by.clone().unwrap_or_else(|| String::from("Superseded by"));
    let front = fields(old.adr, Label::SupersededBy).find(|f| f.from == Source::FrontMatter);
    let mut edits = Vec::new();
    for s in &old.adr.statuses {
        let phrase = |linked: &str| {
            let first = words.split(' ').next().unwrap_or("Superseded");
            format!("{} by {linked}", letters_like(&s.word, old.style, first))
        };
        match s.from {
            Source::FrontMatter => {
                let key = front.is_some() || old.style.keys.iter().any(|k| k.0 == RelationKind::SupersededBy);
                let alone =
                    old.adr.statuses.iter().filter(|o| o.from != Source::FileName && o.from != Source::Folder).count()
                        == 1;
                // Without a key for it the successor stands in the status, as MADR does it.
                let value = match key || !alone {
                    true => letters_like(&s.word, old.style, old_word(old.style)),
                    false => format!("{} by {}", letters_like(&s.word, old.style, "superseded"), id_of(new.adr)),
                };
                edits.push(value_edit(old, s, &quoted(&value)));
            }
            Source::Section | Source::Inline | Source::Table | Source::Heading
                if !s.span.range().is_empty() || !s.value.range().is_empty() =>
            {
                edits.push(said(old, s, &phrase(&link)));
            }
            Source::Section => edits.push(below_heading(old, Role::Status, &phrase(&link))),
            _ => {}
        }
    }
    let told = edits.len();
    let key = old.style.keys.iter().find(|k| k.0 == RelationKind::SupersededBy).map(|k| k.1.as_str());
    if let Some(e) = key_edit(old, front, key, &key_of(new.adr)) {
        edits.push(e);
    }
    if told == 0 {
        edits.push(no_status(old, &format!("Status: {words} {link}")));
    }
    edits
}

fn old_word(style: &Style) -> &str {
    style
        .statuses
        .iter()
        .find(|s| s.0 == Standing::Superseded)
        .map_or("superseded", |s| s.1.split(' ').next().unwrap_or("superseded"))
}

/// The edits of the newer record: it names what it supersedes.
pub fn supersedes(new: Side<'_>, old: Side<'_>) -> Vec<Edit> {
    back_link(new, old, RelationKind::Supersedes, false)
}

/// Label and words of a relation in a log.
fn told_as(style: &Style, kind: RelationKind, partly: bool) -> (Label, String) {
    let own = |words: &Option<String>, usual: &str| words.clone().unwrap_or_else(|| usual.to_string());
    match (kind, partly) {
        (RelationKind::Supersedes, false) => (Label::Supersedes, own(&style.supersedes, "Supersedes")),
        (RelationKind::Supersedes, true) => (Label::PartlySupersedes, String::from("Partly supersedes")),
        (RelationKind::SupersededBy, false) => (Label::SupersededBy, own(&style.superseded_by, "Superseded by")),
        (RelationKind::SupersededBy, true) => (Label::PartlySupersededBy, String::from("Partly superseded by")),
        (RelationKind::Amends, _) => (Label::Amends, String::from("Amends")),
        (RelationKind::AmendedBy, _) => (Label::AmendedBy, String::from("Amended by")),
        (RelationKind::DependsOn, _) => (Label::DependsOn, String::from("Depends on")),
        (RelationKind::RelatesTo, _) => (Label::RelatesTo, String::from("Relates to")),
    }
}

/// The edits of a record that is to name another one; its status stays as it is.
pub fn back_link(side: Side<'_>, other: Side<'_>, kind: RelationKind, partly: bool) -> Vec<Edit> {
    let link = link(side.adr, other);
    let (label, words) = told_as(side.style, kind, partly);
    let line_end = side.adr.ending.text();
    let front = fields(side.adr, label).find(|f| f.from == Source::FrontMatter);
    let key = side.style.keys.iter().find(|k| k.0 == kind && !partly).map(|k| k.1.as_str());
    if let Some(e) = key_edit(side, front, key, &key_of(other.adr)) {
        return vec![e];
    }
    // A line or row for it that is there already, empty or not.
    if let Some(f) = fields(side.adr, label).find(|f| f.from != Source::FrontMatter) {
        let value = f.value.range();
        let shown = side.text[value.clone()].trim();
        let text = match shown.trim_matches(['-', '–', '—', ' ']).to_lowercase().as_str() {
            "" | "none" | "n/a" => link,
            _ => format!("{shown}, {link}"),
        };
        let gap = if value.is_empty() && !side.text[..value.start].ends_with(' ') { " " } else { "" };
        return vec![Edit::new(value, format!("{gap}{text}"))];
    }
    let Some(s) = side.adr.statuses.first() else {
        return vec![no_status(side, &format!("{words}: {link}"))];
    };
    match s.from {
        Source::Section | Source::Heading => {
            let Some(section) = side.adr.section(Role::Status) else {
                return vec![no_status(side, &format!("{words}: {link}"))];
            };
            let own = trim(side.text, section.own.range());
            let at = if own.is_empty() { section.heading.end as usize } else { own.end };
            vec![Edit::new(at..at, format!("{line_end}{line_end}{} {link}", letters_like(&s.word, side.style, &words)))]
        }
        Source::Inline | Source::Table => vec![beside(side, s, &words, &link)],
        Source::FrontMatter if side.adr.front_matter.as_ref().is_some_and(|f| !f.toml) => {
            let at = side.adr.front_matter.as_ref().map_or(0, |f| f.inner.end as usize);
            vec![Edit::new(at..at, format!("{}: [{}]{line_end}", label.word(), quoted(&id_of(other.adr))))]
        }
        _ => vec![no_status(side, &format!("{words}: {link}"))],
    }
}

/// Whether a record says this about another one.
pub fn tells(adr: &Adr, kind: RelationKind, partly: bool, other: &Adr) -> bool {
    adr.relations.iter().any(|r| {
        let id = r.id.as_ref().is_some_and(|id| id.key() == other.id.key());
        let file = file_name(&other.path);
        r.kind == kind && r.partly == partly && (id || r.link.as_deref().is_some_and(|l| l.ends_with(file)))
    })
}

fn fields(adr: &Adr, label: Label) -> impl Iterator<Item = &Field> {
    adr.fields.iter().filter(move |f| f.label == label)
}

/// A word with the capitals of the word that it replaces.
fn letters_like(before: &str, style: &Style, word: &str) -> String {
    let first = before.chars().find(|c| c.is_alphabetic());
    match first {
        None => style.letters.apply(&word.to_lowercase()),
        Some(c) if !c.is_uppercase() => word.to_lowercase(),
        Some(_) => {
            let all =
                before.chars().filter(|c| c.is_alphabetic()).count() > 1 && !before.chars().any(char::is_lowercase);
            if all { word.to_uppercase() } else { super::style::Letters::First.apply(&word.to_lowercase()) }
        }
    }
}

/// The id of a record as its file spells it.
fn id_of(adr: &Adr) -> String {
    match adr.id.scheme {
        super::model::Scheme::Number if adr.id.prefix.is_empty() => format!("ADR-{}", adr.id.text),
        super::model::Scheme::Number => adr.id.text.clone(),
        _ => super::paths::name(adr),
    }
}

/// The id of a record as front matter names it: as its own does, or as its file.
fn key_of(adr: &Adr) -> String {
    let own = adr.ids.iter().find(|i| i.from == Source::FrontMatter).map(|i| i.id.text.clone());
    own.unwrap_or_else(|| id_of(adr))
}

/// A link from one record to another, with the text that its log uses: `[3. Use queues](0003-use-queues.md)`.
fn link(from: &Adr, to: Side<'_>) -> String {
    let heading = to.adr.title_from == Source::Heading;
    let line = to.text[to.adr.title.span.range()].trim().lines().next().unwrap_or_default();
    let markup = Markup::of(&from.path).unwrap_or(Markup::Markdown);
    let shown = line.trim_start_matches(['#', '=']).trim();
    // `3. Use queues` as adr-tools does; otherwise the id.
    let numbered = heading
        && shown.starts_with(|c: char| c.is_ascii_digit())
        && to.adr.ids.iter().any(|i| i.from == Source::Heading);
    let text = if numbered { shown.to_string() } else { id_of(to.adr) };
    markup.link(&text, &relative(&from.path, &to.adr.path))
}

/// The path from one file to another.
pub fn relative(from: &str, to: &str) -> String {
    let parts = |p: &str| p.split('/').filter(|s| !s.is_empty() && *s != ".").map(str::to_string).collect::<Vec<_>>();
    let (here, there) = (parts(folder_of(from)), parts(to));
    let same = here.iter().zip(&there[..there.len().saturating_sub(1)]).take_while(|(a, b)| a == b).count();
    let up = "../".repeat(here.len() - same);
    encoded(&format!("{up}{}", there[same..].join("/")))
}

/// A path as the target of a link: signs that would end the target or mean something else as their codes.
pub(super) fn encoded(path: &str) -> String {
    let mut out = String::with_capacity(path.len());
    for c in path.chars() {
        match c {
            ' ' => out.push_str("%20"),
            '(' => out.push_str("%28"),
            ')' => out.push_str("%29"),
            '#' => out.push_str("%23"),
            '?' => out.push_str("%3F"),
            '<' => out.push_str("%3C"),
            '>' => out.push_str("%3E"),
            c => out.push(c),
        }
    }
    out
}

/// A status in place of another; what stood beside it stays.
fn said(side: Side<'_>, s: &Status, phrase: &str) -> Edit {
    let (mut word, value) = (s.span.range(), s.value.range());
    // A link in marks of code would be none.
    if side.text[..word.start].ends_with('`') && side.text[word.end..].starts_with('`') {
        word = word.start - 1..word.end + 1;
    }
    // Nor would emphasis that is opened and not closed.
    for mark in ["**", "__", "*", "_"] {
        if side.text[..word.start].ends_with(mark) && side.text[word.end..].starts_with(mark) {
            word = word.start - mark.len()..word.end + mark.len();
            break;
        }
    }
    if word.is_empty() {
        return Edit::new(value.start..value.start, phrase);
    }
    let line_end =
        side.text[word.start..value.end.max(word.end)].find('\n').map_or(value.end.max(word.end), |n| word.start + n);
    let rest = trim(side.text, word.end..line_end.max(word.end));
    let tail = side.text[rest.clone()].trim_end_matches('\\').trim();
    // A full stop, a mark or a tick belongs to the word.
    let words = tail.chars().any(char::is_alphanumeric);
    match words {
        false => Edit::new(word, phrase),
        true => Edit::new(word.start..rest.start + tail.len(), format!("{phrase} (before: {} {tail})", s.word)),
    }
}

fn value_edit(side: Side<'_>, s: &Status, value: &str) -> Edit {
    let range = s.value.range();
    if side.text[range.clone()].trim().is_empty() {
        let line = line_of(side.text, range.start.min(side.text.len()));
        let colon = side.text[line.clone()].find(':').map_or(range.start, |c| line.start + c + 1);
        return Edit::new(colon..colon, format!(" {value}"));
    }
    let raw = &side.text[range.clone()];
    match raw.chars().next() {
        Some(q @ ('"' | '\'')) => Edit::new(range, format!("{q}{}{q}", value.trim_matches('"'))),
        _ => Edit::new(range, value),
    }
}

/// An id in a key of the front matter: in the list that is there, or as a new line.
fn key_edit(side: Side<'_>, field: Option<&Field>, key: Option<&str>, id: &str) -> Option<Edit> {
    let front = side.adr.front_matter.as_ref().filter(|f| !f.toml && f.tree.is_some())?;
    let end = side.adr.ending.text();
    let Some(f) = field else {
        let key = key?;
        let at = front.inner.end as usize;
        return Some(Edit::new(at..at, format!("{key}: [{}]{end}", quoted(id))));
    };
    let entry = front.tree.as_ref()?.entries()?.iter().find(|e| e.key_span == f.name)?;
    let (range, raw) = (entry.value.span.range(), &side.text[entry.value.span.range()]);
    Some(match &entry.value.shape {
        Shape::List(items) if raw.starts_with('[') => {
            let at = range.start + raw.rfind(']')?;
            let comma = if items.is_empty() { "" } else { ", " };
            Edit::new(at..at, format!("{comma}{}", quoted(id)))
        }
        Shape::List(items) => {
            let last = items.last()?;
            let line = line_of(side.text, last.span.start as usize);
            let indent: String = side.text[line.clone()].chars().take_while(|c| c.is_whitespace()).collect();
            let at = line.start + side.text[line].trim_end().len();
            Edit::new(at..at, format!("{end}{indent}- {}", quoted(id)))
        }
        _ if entry.value.is_null() || raw.trim().is_empty() => {
            let line = line_of(side.text, f.name.end as usize);
            let colon = f.name.end as usize + side.text[f.name.end as usize..line.end].find(':')? + 1;
            // `null` and `~` go, a comment stays.
            let old = if raw.trim().is_empty() || range.start < colon { colon..colon } else { colon..range.end };
            Edit::new(old, format!(" {}", quoted(id)))
        }
        Shape::Scalar { .. } => Edit::new(range, format!("[{}, {}]", raw.trim(), quoted(id))),
        Shape::Map(_) => return None,
    })
}

/// A line or row below that of the status, with the same marks.
fn beside(side: Side<'_>, s: &Status, words: &str, link: &str) -> Edit {
    let end = side.adr.ending.text();
    let field = fields(side.adr, Label::Status).find(|f| f.from == s.from);
    let Some(f) = field else { return no_status(side, &format!("{words}: {link}")) };
    let line = line_of(side.text, f.name.start as usize);
    let shown = side.text[line.clone()].trim_end_matches('\r');
    let (name, value) = (f.name.range(), f.value.range());
    // The label with its marks, and what stands between it and the value.
    let before = &side.text[line.start..name.start];
    let gap = side.text.get(name.end..value.start).unwrap_or(": ");
    let label = &side.text[name];
    let upper = label.trim_start_matches(|c: char| !c.is_alphabetic()).starts_with(char::is_uppercase);
    let word = if upper { super::style::Letters::First.apply(&words.to_lowercase()) } else { words.to_lowercase() };
    let inner: String = label.chars().filter(|c| !c.is_alphanumeric() && *c != ' ').collect();
    let tail = &shown[(value.end.min(line.start + shown.len()) - line.start)..];
    let tail = tail.trim_start_matches(|c: char| c.is_alphanumeric());
    let tail = if tail.trim_matches([' ', '\\', '*', '_', '|', '`']).is_empty() {
        tail.replace('`', "")
    } else {
        String::new()
    };
    let gap = gap.replace('`', "");
    let at = line.start + shown.len();
    if s.from == Source::Table {
        return Edit::new(at..at, format!("{end}{before}{word} | {link} |"));
    }
    // Lines without marks run together unless one ends hard.
    Edit::new(at..at, format!("{end}{before}{word}{inner}{gap}{link}{tail}"))
}

/// A paragraph below a heading.
fn below_heading(side: Side<'_>, role: Role, text: &str) -> Edit {
    let end = side.adr.ending.text();
    let at = side.adr.section(role).map_or(0, |s| s.heading.end as usize);
    Edit::new(at..at, format!("{end}{text}{end}"))
}

/// A line under the title, where a record has no status at all; in the front matter if only that is there.
fn no_status(side: Side<'_>, text: &str) -> Edit {
    let mut letters = text.chars();
    let text: String = letters.next().into_iter().flat_map(char::to_uppercase).chain(letters).collect();
    let end = match side.adr.ending {
        Ending::CrLf => "\r\n",
        _ => "\n",
    };
    match (side.adr.title_from, &side.adr.front_matter) {
        (Source::Heading, _) => {
            let range = side.adr.title.span.range();
            let at = range.start + side.text[range].trim_end().len();
            Edit::new(at..at, format!("{end}{end}{text}"))
        }
        (_, Some(front)) => {
            let at = front.span.end as usize;
            Edit::new(at..at, format!("{end}{text}{end}"))
        }
        _ => Edit::new(0..0, format!("{text}{end}{end}")),
    }
}
