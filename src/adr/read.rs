//! From the text of a file to a record.

use std::ops::Range;

use super::blocks::Blocks;
use super::content;
use super::dates::dates;
use super::fields;
use super::fold::fold;
use super::format;
use super::identity::of_title;
use super::markup::Markup;
use super::model::{
    Adr, Ending, Field, FrontMatter, Identity, Label, Link, Other, Placed, Reading, Relation, Role, Scheme, Section,
    Source, Status, StatusState, Unreadable,
};
use super::place::{Place, place};
use super::relation;
use super::section::{Title, sections};
use super::several::several;
use super::statuses::{settle, statuses};
use super::words::words;
use crate::text::{FileId, Span, line_end};

/// The most bytes of a record that are read.
pub const MOST_BYTES: usize = 16 << 20;

/// Bytes of a status section that are looked at.
pub(super) const STATUS_BYTES: usize = 4_000;

/// Labelled values, relations and sections of one kind that are kept: no record that people write has more.
const MOST_FIELDS: usize = 2_000;
const MOST_RELATIONS: usize = 500;
pub(super) const MOST_SECTIONS: usize = 20;

/// A text with everything that its parts need.
pub(super) struct Doc<'a> {
    pub(super) file: FileId,
    pub(super) text: &'a str,
    /// The text without front matter and fence around it.
    pub(super) body: Range<usize>,
    pub(super) blocks: Blocks,
    pub(super) sections: Vec<Section>,
    pub(super) fields: Vec<Field>,
    /// The bytes before the first section that is no data about the record.
    pub(super) head: Range<usize>,
}

impl Doc<'_> {
    pub(super) fn span(&self, range: Range<usize>) -> Span {
        Span::new(self.file, range.start, range.end)
    }
}

/// Reads one file. `path` is as the user knows it, with `/` or `\`; `file` names the text in all spans.
///
/// Time and memory grow linearly with the text. Nothing panics, whatever the text.
pub fn read(file: FileId, path: &str, text: &str) -> Reading {
    let path = path.replace('\\', "/");
    let place = place(&path, file);
    if let Some(own) = place.as_folder(file)
        && let Some(adr) = parse(file, &path, text, own, false).filter(decides)
    {
        return Reading::Adr(Box::new(adr));
    }
    if let Some(other) = place.other {
        return Reading::Other(other);
    }
    let expected = place.is_adr() || (place.folder > 0 && place.id.is_some());
    let lost = |why| if expected { Reading::Unreadable(why) } else { Reading::Other(Other::NoRecord) };
    if text.len() > MOST_BYTES {
        return lost(Unreadable::Large(text.len()));
    }
    if let Some(at) = memchr::memchr(0, text.as_bytes()) {
        return lost(Unreadable::Binary(at));
    }
    if text.trim_start_matches('\u{feff}').trim().is_empty() {
        return lost(Unreadable::Empty);
    }
    let companion = place.maybe_companion;
    if let Some(list) = several(file, &path, text, &place) {
        return Reading::Several(list);
    }
    match parse(file, &path, text, place, false) {
        Some(adr) => Reading::Adr(Box::new(adr)),
        None if companion => Reading::Other(Other::Companion),
        None => lost(Unreadable::NothingFound),
    }
}

/// Whether the page of a folder is a record, and no list of what else is in the folder.
fn decides(adr: &Adr) -> bool {
    let has = |role| adr.section(role).is_some();
    has(Role::Decision) && (has(Role::Context) || has(Role::Options) || has(Role::Consequences))
}

/// Reads a template as if it were a record; none if it has no sections.
pub fn read_template(file: FileId, path: &str, text: &str) -> Option<Adr> {
    let path = path.replace('\\', "/");
    let adr = parse(file, &path, text, place(&path, file), true)?;
    (!adr.sections.is_empty()).then_some(adr)
}

/// What a record is read from: its bytes, and what was found before them.
pub(super) struct Piece {
    pub(super) body: Range<usize>,
    pub(super) front: Option<FrontMatter>,
    pub(super) fenced: Option<Span>,
    pub(super) bom: bool,
}

fn parse(file: FileId, path: &str, text: &str, place: Place<'_>, any: bool) -> Option<Adr> {
    let bom = text.starts_with('\u{feff}');
    let start = if bom { '\u{feff}'.len_utf8() } else { 0 };
    let (fenced, outer) = unwrap_fence(text, start);
    let front = fields::front_matter(file, &text[..outer.end], outer.start);
    let (front, base) = front.map_or((None, outer.start), |(f, end)| (Some(f), end));
    let fenced = fenced.map(|r| Span::new(file, r.start, r.end));
    let (adr, real) = examined(file, path, text, &place, Piece { body: base..outer.end, front, fenced, bom });
    (any || real).then_some(adr)
}

/// Reads a piece of a text as a record, whatever it is.
pub(super) fn piece(file: FileId, path: &str, text: &str, place: &Place<'_>, piece: Piece) -> Adr {
    examined(file, path, text, place, piece).0
}

/// A piece read as a record, and whether it is one.
fn examined(file: FileId, path: &str, text: &str, place: &Place<'_>, piece: Piece) -> (Adr, bool) {
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

/// Sections that hold data about the record.
pub(super) fn is_data(role: Role) -> bool {
    matches!(
        role,
        Role::Status
            | Role::Date
            | Role::Deciders
            | Role::Consulted
            | Role::Informed
            | Role::Authors
            | Role::Metadata
            | Role::Changelog
            | Role::Contents
            | Role::Supersedes
            | Role::SupersededBy
    )
}

/// The opening line of a fence around the whole text, and the range inside it.
fn unwrap_fence(text: &str, start: usize) -> (Option<Range<usize>>, Range<usize>) {
    let whole = (None, start..text.len());
    let open = start + (text[start..].len() - text[start..].trim_start().len());
    let marks = text[open..].bytes().take_while(|b| *b == b'`').count();
    if marks < 3 {
        return whole;
    }
    let Some(line) = text[open..].find('\n') else { return whole };
    let info = text[open + marks..open + line].trim();
    let inside = open + line + 1;
    let close = text.trim_end().rfind('\n').map_or(inside, |n| n + 1);
    let last = text[close.max(inside)..].trim();
    let closes = last.len() >= marks && last.bytes().all(|b| b == b'`');
    let record = text[inside..].trim_start().starts_with(['#', '-']);
    if !matches!(fold(info).as_str(), "" | "markdown" | "md" | "mdx") || !record || (closes && close < inside) {
        return whole;
    }
    // A first block that closes earlier is an ordinary code block.
    let fence = "`".repeat(marks);
    let mut open_inside = false;
    let end = if closes { close } else { text.len() };
    for l in text[inside..end].lines().map(str::trim_end).filter(|l| l.starts_with(&fence)) {
        let bare = l.bytes().all(|b| b == b'`');
        if bare && !open_inside {
            return whole;
        }
        open_inside = !bare;
    }
    if closes { (Some(open..open + line), inside..close) } else { whole }
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

/// A value with the lines that go on with it.
pub(super) fn extent(doc: &Doc<'_>, value: Span) -> Range<usize> {
    let Range { start, mut end } = value.range();
    let stop = doc.body.end;
    let mut at = doc.text[end..stop.max(end)].find('\n').map_or(stop, |n| end + n + 1);
    while at < stop && at - start < STATUS_BYTES {
        let len = line_end(&doc.text[..stop], at) - at;
        let line = doc.text[at..at + len].trim_start_matches([' ', '\t', '>']).trim_end();
        let new = line.is_empty()
            || line.starts_with(['#', '|', '-', '+', '<', '`', '='])
            || line.starts_with("* ")
            // A label that is not known begins something else too.
            || (line.starts_with("**") && (line.contains(":**") || line.contains("**:")))
            || !fields::labelled(doc.text, at..at + len).is_empty();
        if new {
            break;
        }
        end = at + doc.text[at..at + len].trim_end().len();
        at += len;
    }
    start..end
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
