//! From a piece of a text to a record: a whole file, or one of several records in it.

use std::ops::Range;

use super::content;
use super::dates::dates;
use super::doc::{Doc, STATUS_BYTES, extent, is_data};
use super::fields;
use super::format;
use super::identity::of_title;
use super::markup::Markup;
use super::model::{
    Adr, Ending, Field, FrontMatter, Identity, Label, Link, Placed, Relation, Role, Scheme, Source, Status, StatusState,
};
use super::place::Place;
use super::relation;
use super::section::{Title, sections};
use super::statuses::{settle, statuses};
use super::words::words;
use crate::text::{FileId, Span, line_end};

/// Labelled values and relations that are kept: no record that people write has more.
const MOST_FIELDS: usize = 2_000;
const MOST_RELATIONS: usize = 500;

/// What a record is read from: its bytes, and what was found before them.
pub(super) struct Piece {
    pub(super) body: Range<usize>,
    pub(super) front: Option<FrontMatter>,
    pub(super) fenced: Option<Span>,
    pub(super) bom: bool,
}

/// Reads a piece of a text as a record, whatever it is.
pub(super) fn piece(file: FileId, path: &str, text: &str, place: &Place<'_>, piece: Piece) -> Adr {
    examined(file, path, text, place, piece).0
}

/// A piece read as a record, and whether it is one.
pub(super) fn examined(file: FileId, path: &str, text: &str, place: &Place<'_>, piece: Piece) -> (Adr, bool) {
    let Piece { body, front, fenced, bom } = piece;
    let markup = Markup::of(path).unwrap_or(Markup::Markdown);
    let blocks = markup.blocks(&text[..body.end], body.start);
    let (title, sections) = sections(file, text, body.clone(), &blocks, markup);
    let head_end =
        sections.iter().find(|s| !s.role.is_some_and(is_data)).map_or(body.end, |s| s.heading.start as usize);
    let mut doc = Doc { file, text, head: body.start..head_end, body, blocks, sections, fields: Vec::new() };
    doc.fields = all_fields(&doc, front.as_ref(), title.as_ref());
    let adr = assemble(&doc, place, title, front, fenced, bom, path);
    let real = format::is_record(&adr, &doc, place);
    (adr, real)
}

/// Labelled values of the front matter, the head and the sections that hold data.
fn all_fields(doc: &Doc<'_>, front: Option<&FrontMatter>, title: Option<&Title>) -> Vec<Field> {
    let mut out = front.map_or_else(Vec::new, |f| fields::of_front_matter(f, doc.text));
    let mut take = |range: Range<usize>| {
        out.extend(fields::of_lines(doc.file, doc.text, range.clone(), &doc.blocks));
        out.extend(fields::of_tables(doc.file, doc.text, range, &doc.blocks));
    };
    // Data stands after the title, or before it.
    let first = doc.sections.first().map_or(doc.body.end, |s| s.heading.start as usize);
    let from = title.map_or(doc.body.start, |t| t.range.end.min(first));
    if let Some(t) = title {
        take(doc.body.start..t.range.start);
    }
    take(from..first);
    for s in doc
        .sections
        .iter()
        .filter(|s| s.role.is_some_and(|r| is_data(r) && r != Role::Changelog && r != Role::Contents))
    {
        take(s.own.range());
    }
    let above = doc.blocks.hidden.iter().filter(|h| h.start >= from && h.end <= first);
    out.extend(above.flat_map(|h| fields::of_fence(doc.file, doc.text, h.clone())));
    out.sort_by_key(|f| (f.from != Source::FrontMatter, f.value));
    out.truncate(MOST_FIELDS);
    out
}

fn assemble(
    doc: &Doc<'_>,
    place: &Place<'_>,
    title: Option<Title>,
    front: Option<FrontMatter>,
    fenced: Option<Span>,
    bom: bool,
    path: &str,
) -> Adr {
    let mut ids: Vec<Identity> = place.id.iter().cloned().collect();
    let (title, title_from, mark) = title_of(doc, title, place, &mut ids);
    let mut statuses = statuses(doc, place);
    statuses.extend(mark);
    settle(&mut statuses);
    let dates = dates(doc, place, &statuses);
    let mut relations = relations(doc, &statuses);
    let id = ids.first().map_or_else(|| place.id_or_slug(), |i| i.id.clone());
    // A record speaks of itself, or of another draft that had its number.
    relations.retain(|r| {
        r.link.is_some() || id.scheme != Scheme::Number || r.id.as_ref().is_none_or(|o| o.key() != id.key())
    });
    let links = doc.blocks.links.iter().map(|l| Link {
        kind: l.kind,
        span: doc.span(l.range.clone()),
        text: l.text.clone(),
        target: l.target.clone(),
    });
    let mut adr = Adr {
        file: doc.file,
        path: path.to_string(),
        title,
        title_from,
        id,
        ids,
        statuses,
        dates,
        people: content::people(doc),
        options: content::options(doc),
        chosen: content::chosen(doc),
        drivers: content::items(doc, Role::Drivers),
        consequences: content::consequences(doc),
        links: links.collect(),
        relations,
        sections: doc.sections.clone(),
        fields: doc.fields.clone(),
        front_matter: front,
        format: super::model::Format::Other,
        ending: ending(doc.text),
        bom,
        fenced,
        hidden: doc.blocks.hidden.iter().map(|h| doc.span(h.clone())).collect(),
        open_fence: doc.blocks.open_fence.clone().map(|r| doc.span(r)),
        part: None,
    };
    adr.format = format::format(&adr, doc);
    adr
}

/// Both kinds of line ends are looked for in the first lines, which are enough to tell.
fn ending(text: &str) -> Ending {
    if memchr::memchr(b'\r', text.as_bytes()).is_none() {
        return Ending::Lf;
    }
    let (mut unix, mut dos) = (0_usize, 0_usize);
    for line in text.split_inclusive('\n').take(2_000).filter(|l| l.ends_with('\n')) {
        if line.ends_with("\r\n") { dos += 1 } else { unix += 1 }
    }
    match (unix, dos) {
        (_, 0) => Ending::Lf,
        (0, _) => Ending::CrLf,
        _ => Ending::Mixed,
    }
}

/// The title without its id and marks, where it was found, and a status that it names.
fn title_of(
    doc: &Doc<'_>,
    heading: Option<Title>,
    place: &Place<'_>,
    ids: &mut Vec<Identity>,
) -> (Placed<String>, Source, Option<Status>) {
    let front =
        |label| doc.fields.iter().find(|f| f.from == Source::FrontMatter && f.label == label && !f.text.is_empty());
    let file_id = place.id.as_ref().map(|i| i.id.clone());
    if let Some(f) = front(Label::Id) {
        let found = super::identity::of_name(f.text.trim())
            .or_else(|| super::identity::mentions(&f.text, true).into_iter().next());
        ids.extend(found.map(|(id, _)| Identity { id, span: f.value, from: Source::FrontMatter }));
    }
    let below = |t: &Title| doc.text[t.range.clone()].trim_start().starts_with("##");
    // `# <%= page.title %>`: a site generator puts the title there.
    let filled = |t: &Title| {
        let words = doc.text[t.range.clone()].trim().trim_start_matches('#').trim();
        [("<%", "%>"), ("{{", "}}")].iter().any(|(open, close)| words.starts_with(open) && words.ends_with(close))
    };
    let source = match (&heading, front(Label::Title)) {
        // The first heading of a text whose title stands above it is that of a section.
        (Some(t), Some(f)) if below(t) || filled(t) => Some((f.text.clone(), f.value, Source::FrontMatter)),
        (Some(t), _) if !t.text.is_empty() => Some((t.text.clone(), doc.span(t.range.clone()), Source::Heading)),
        (_, Some(f)) => Some((f.text.clone(), f.value, Source::FrontMatter)),
        _ => None,
    };
    let Some((text, span, from)) = source else {
        return (Placed { value: place.title(), span: doc.span(0..0) }, Source::FileName, None);
    };
    let (mark, text) = marked(&text, span);
    let head = of_title(&text, file_id.as_ref());
    ids.extend(head.id.map(|id| Identity { id, span, from }));
    let rest = text[head.rest..].trim().trim_matches(['*', '~']).trim();
    let value = if rest.is_empty() { place.title() } else { rest.to_string() };
    (Placed { value, span }, from, mark)
}

/// A title's mark such as `[Superseded]` at its start or end, or `Draft:`, and the title without it.
fn marked(title: &str, span: Span) -> (Option<Status>, String) {
    let t = title.trim();
    for (open, close) in [('[', ']'), ('(', ')')] {
        let inner = t.strip_prefix(open).and_then(|r| r.split_once(close));
        let at_start = inner.map(|(mark, rest)| (mark, rest.trim()));
        let at_end = t.strip_suffix(close).and_then(|r| r.rsplit_once(open)).map(|(rest, mark)| (mark, rest.trim()));
        for (mark, rest) in [at_start, at_end].into_iter().flatten() {
            if let Some(status) = mark_of(mark, span, 5) {
                return (Some(status), rest.to_string());
            }
        }
    }
    // `Draft: Use queues`
    if let Some((mark, rest)) = t.split_once(": ").filter(|(mark, _)| mark.len() <= 24)
        && let Some(status) = mark_of(mark, span, 2)
    {
        return (Some(status), rest.trim().to_string());
    }
    (None, t.to_string())
}

/// The status that a mark of a title is, if it is that and nothing else.
fn mark_of(mark: &str, span: Span, most: usize) -> Option<Status> {
    let list = super::fold::words_of(mark, most + 1);
    let (standing, n) = words().statuses.at(&list).filter(|_| list.len() <= most)?;
    (n.min(list.len()) == list.len()).then(|| Status {
        from: Source::Heading,
        span,
        value: span,
        word: mark.to_string(),
        standing: Some(standing),
        misspelt: false,
        braces: false,
        state: StatusState::Stated,
    })
}

fn relations(doc: &Doc<'_>, statuses: &[Status]) -> Vec<Relation> {
    let mut out: Vec<Relation> = Vec::new();
    let mut add = |found: Vec<Relation>| {
        for r in found {
            let same = |o: &Relation| {
                o.kind == r.kind
                    && o.id.as_ref().map(super::model::Id::key) == r.id.as_ref().map(super::model::Id::key)
                    && (o.id.is_some() || o.link == r.link)
            };
            match out.iter().position(same) {
                Some(i) => {
                    out[i].partly |= r.partly;
                    if out[i].link.is_none() {
                        out[i].link = r.link;
                    }
                }
                None if out.len() < MOST_RELATIONS => out.push(r),
                None => {}
            }
        }
    };
    for f in &doc.fields {
        let end = if f.from == Source::Inline { extent(doc, f.value).end } else { f.value.end as usize };
        add(relation::of_field(f, doc.text, end, &doc.blocks));
    }
    for s in statuses.iter().filter(|s| s.state == StatusState::Stated && !s.value.range().is_empty()) {
        add(relation::in_text(doc.file, doc.text, s.value.range(), &doc.blocks, s.from));
    }
    for s in &doc.sections {
        let fixed = match s.role {
            Some(Role::Supersedes) => Label::Supersedes,
            Some(Role::SupersededBy) => Label::SupersededBy,
            Some(Role::Links | Role::More) => {
                for item in doc.blocks.items_in(s.own.range()) {
                    let start = fields::trim(doc.text, item.range.clone()).start;
                    let end = doc.text[start..item.range.end].find("\n\n").map_or(item.range.end, |n| start + n);
                    add(relation::in_text(doc.file, doc.text, start..end, &doc.blocks, Source::Section));
                }
                continue;
            }
            _ => continue,
        };
        let field = Field { label: fixed, name: s.heading, value: s.own, text: String::new(), from: Source::Section };
        add(relation::of_field(&field, doc.text, s.own.end as usize, &doc.blocks));
    }
    // `> Superseded by X` above everything else.
    let first = doc.sections.first().map_or(doc.body.end, |s| s.heading.start as usize);
    let mut at = doc.body.start;
    let mut open = false;
    while at < first && at < doc.body.start + STATUS_BYTES {
        let len = line_end(&doc.text[..first], at) - at;
        let shown = doc.text[at..at + len].trim_matches(|c: char| c.is_whitespace() || c == '>');
        // In the middle of a sentence something else may be superseded.
        let inside = open && shown.starts_with(char::is_lowercase);
        open = !shown.is_empty() && !shown.ends_with(['.', ':', '|', '*']);
        if inside {
            at += len;
            continue;
        }
        let start = at + doc.text[at..at + len].len()
            - doc.text[at..at + len].trim_start_matches(|c: char| !c.is_alphanumeric()).len();
        let begins = super::fold::words_of(&doc.text[start..at + len], 8);
        if relation::verb(&begins).is_some()
            || (words().partly.at(&begins).is_some() && words().verbs.find(&begins[..begins.len().min(4)]).is_some())
        {
            let range = extent(doc, doc.span(start..at + len.min(doc.text[at..at + len].trim_end().len())));
            add(relation::in_text(doc.file, doc.text, range, &doc.blocks, Source::Inline));
        }
        at += len;
    }
    out
}
