//! From the text of a file to a record.

use std::ops::Range;

use super::blocks::{Blocks, blocks};
use super::content;
use super::day;
use super::fields;
use super::format;
use super::identity::of_title;
use super::model::{
    Adr, Dated, Ending, Field, FrontMatter, Identity, Label, Link, Occasion, Other, Placed, Reading, Relation, Role,
    Scheme, Section, Source, Status, StatusState, Unreadable,
};
use super::place::{Place, place};
use super::relation;
use super::section::{Title, role_of, sections};
use super::status::{Said, said};
use super::words::{fold, words};
use crate::text::{FileId, Span};

/// The most bytes of a record that are read.
pub const MOST_BYTES: usize = 16 << 20;

/// Bytes of a status section that are looked at.
const STATUS_BYTES: usize = 4_000;

/// Labelled values, relations and sections of one kind that are kept: no record that people write has more.
const MOST_FIELDS: usize = 2_000;
const MOST_RELATIONS: usize = 500;
const MOST_SECTIONS: usize = 20;

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
    if let Some(other) = place.other {
        return Reading::Other(other);
    }
    let adr = place.id.as_ref().is_some_and(|i| fold(&i.id.prefix).split(' ').any(|w| w == "adr"));
    let expected = adr || (place.folder > 0 && place.id.is_some());
    let lost = |why| if expected { Reading::Unreadable(why) } else { Reading::Other(Other::NoRecord) };
    if text.len() > MOST_BYTES {
        return lost(Unreadable::Large(text.len()));
    }
    if text.as_bytes().contains(&0) {
        return lost(Unreadable::Binary(text.bytes().position(|b| b == 0).unwrap_or(0)));
    }
    if text.trim_start_matches('\u{feff}').trim().is_empty() {
        return lost(Unreadable::Empty);
    }
    let companion = place.maybe_companion;
    match parse(file, &path, text, place, false) {
        Some(adr) => Reading::Adr(Box::new(adr)),
        None if companion => Reading::Other(Other::Companion),
        None => lost(Unreadable::NothingFound),
    }
}

/// Reads a template as if it were a record; none if it has no sections.
pub fn read_template(file: FileId, path: &str, text: &str) -> Option<Adr> {
    let path = path.replace('\\', "/");
    let adr = parse(file, &path, text, place(&path, file), true)?;
    (!adr.sections.is_empty()).then_some(adr)
}

fn parse(file: FileId, path: &str, text: &str, place: Place<'_>, any: bool) -> Option<Adr> {
    let bom = text.starts_with('\u{feff}');
    let start = if bom { '\u{feff}'.len_utf8() } else { 0 };
    let (fenced, outer) = unwrap_fence(text, start);
    let front = fields::front_matter(file, &text[..outer.end], outer.start);
    let (front, base) = front.map_or((None, outer.start), |(f, end)| (Some(f), end));
    let body = base..outer.end;
    let blocks = blocks(&text[..body.end], body.start);
    let (title, sections) = sections(file, text, body.clone(), &blocks);
    let head_end =
        sections.iter().find(|s| !s.role.is_some_and(is_data)).map_or(body.end, |s| s.heading.start as usize);
    let mut doc = Doc { file, text, head: body.start..head_end, body, blocks, sections, fields: Vec::new() };
    doc.fields = all_fields(&doc, front.as_ref(), title.as_ref());
    let fenced = fenced.map(|r| Span::new(file, r.start, r.end));
    let adr = assemble(&doc, &place, title, front, fenced, bom, path);
    (any || format::is_record(&adr, &doc, &place)).then_some(adr)
}

/// Sections that hold data about the record.
fn is_data(role: Role) -> bool {
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
    let relations = relations(doc, &statuses);
    let id = ids.first().map_or_else(|| place.id_or_slug(), |i| i.id.clone());
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
    };
    adr.format = format::format(&adr, doc);
    adr
}

/// Both kinds of line ends are looked for in the first lines, which are enough to tell.
fn ending(text: &str) -> Ending {
    if !text.as_bytes().contains(&b'\r') {
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
    let source = match (&heading, front(Label::Title)) {
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

/// A title's mark such as `[Superseded]` at its start or end, and the title without it.
fn marked(title: &str, span: Span) -> (Option<Status>, String) {
    let t = title.trim();
    for (open, close) in [('[', ']'), ('(', ')')] {
        let inner = t.strip_prefix(open).and_then(|r| r.split_once(close));
        let at_start = inner.map(|(mark, rest)| (mark, rest.trim()));
        let at_end = t.strip_suffix(close).and_then(|r| r.rsplit_once(open)).map(|(rest, mark)| (mark, rest.trim()));
        for (mark, rest) in [at_start, at_end].into_iter().flatten() {
            let list = super::words::words_of(mark, 6);
            if list.len() <= 5
                && let Some((standing, n)) = words().statuses.at(&list)
                && n.min(list.len()) == list.len()
            {
                let status = Status {
                    from: Source::Heading,
                    span,
                    value: span,
                    word: mark.to_string(),
                    standing: Some(standing),
                    misspelt: false,
                    braces: false,
                    state: StatusState::Stated,
                };
                return (Some(status), rest.to_string());
            }
        }
    }
    (None, t.to_string())
}

/// A value with the lines that go on with it.
pub(super) fn extent(doc: &Doc<'_>, value: Span) -> Range<usize> {
    let Range { start, mut end } = value.range();
    let stop = doc.body.end;
    let mut at = doc.text[end..stop.max(end)].find('\n').map_or(stop, |n| end + n + 1);
    while at < stop && at - start < STATUS_BYTES {
        let len = doc.text[at..stop].find('\n').map_or(stop - at, |n| n + 1);
        let line = doc.text[at..at + len].trim_start_matches([' ', '\t', '>']).trim_end();
        let new = line.is_empty()
            || line.starts_with(['#', '|', '-', '+', '<', '`', '='])
            || line.starts_with("* ")
            || !fields::labelled(doc.text, at..at + len).is_empty();
        if new {
            break;
        }
        end = at + doc.text[at..at + len].trim_end().len();
        at += len;
    }
    start..end
}

fn status(doc: &Doc<'_>, from: Source, value: Range<usize>, said: Said) -> Status {
    let at = value.start + said.range.start..value.start + said.range.end;
    let word = match said.state {
        StatusState::Stated => doc.text[at.clone()].to_string(),
        _ => String::new(),
    };
    let braces = from == Source::FrontMatter && doc.text[value.clone()].trim_start().starts_with('{');
    let span = doc.span(at);
    Status {
        from,
        span,
        value: doc.span(value),
        word,
        standing: said.standing,
        misspelt: said.misspelt,
        braces,
        state: said.state,
    }
}

fn statuses(doc: &Doc<'_>, place: &Place<'_>) -> Vec<Status> {
    let mut out = Vec::new();
    let own: Vec<Span> =
        doc.sections.iter().filter(|s| s.role == Some(Role::Status)).take(MOST_SECTIONS).map(|s| s.own).collect();
    let in_section = |at: u32| own.iter().any(|s| s.start <= at && at < s.end);
    for f in doc.fields.iter().filter(|f| f.label == Label::Status) {
        if f.from == Source::Inline && in_section(f.value.start) {
            continue;
        }
        let range = if f.from == Source::Inline { extent(doc, f.value) } else { f.value.range() };
        let said = said(&doc.text[range.clone()]);
        out.push(status(doc, f.from, range, said));
    }
    let sections = doc.sections.iter().enumerate().filter(|(_, s)| s.role == Some(Role::Status));
    for (i, s) in sections.take(MOST_SECTIONS) {
        // A field of that name is described far below the sections of the record.
        let parent = doc.sections[..i].iter().rev().find(|p| p.level < s.level);
        if parent.is_some_and(|p| !p.role.is_some_and(|r| is_data(r) || r == Role::Summary)) {
            continue;
        }
        let rest = heading_rest(doc, s).filter(|r| said(&doc.text[r.clone()]).state != StatusState::Empty);
        if let Some(r) = rest.clone() {
            let said = said(&doc.text[r.clone()]);
            out.push(status(doc, Source::Heading, r, said));
        }
        let value = section_value(doc, s.own.range());
        let found = said(&doc.text[value.clone()]);
        if rest.is_none() || found.standing.is_some() {
            out.push(status(doc, Source::Section, value, found));
        }
    }
    if !out.iter().any(|s| s.standing.is_some()) {
        out.extend(elsewhere(doc));
    }
    out.extend(from_names(doc, place));
    out
}

/// `## Status: accepted`: the bytes after the word.
fn heading_rest(doc: &Doc<'_>, s: &Section) -> Option<Range<usize>> {
    let range = s.heading.range();
    let line = doc.text[range.clone()].lines().next().unwrap_or_default();
    let cut = [":", " - ", " – ", " — ", "("].iter().filter_map(|c| line.find(c).map(|i| i + c.len())).min()?;
    (role_of(&line[..cut]) == Some(Role::Status)).then_some(())?;
    let rest = fields::trim(doc.text, range.start + cut..range.start + line.len());
    (!rest.is_empty()).then_some(rest)
}

/// Where a status section says its status: after comments, quotes, dates and other labels.
fn section_value(doc: &Doc<'_>, own: Range<usize>) -> Range<usize> {
    let own = own.start..own.end.min(own.start + STATUS_BYTES);
    let end = (0..4).map(|i| own.end - i.min(own.end)).find(|e| doc.text.is_char_boundary(*e)).unwrap_or(own.start);
    let own = own.start..end.max(own.start);
    let mut quote: Option<Range<usize>> = None;
    let mut at = own.start;
    while at < own.end {
        let len = doc.text[at..own.end].find('\n').map_or(own.end - at, |n| n + 1);
        let line = fields::trim(doc.text, at..at + len);
        at += len;
        let shown = &doc.text[line.clone()];
        if shown.is_empty() || doc.blocks.is_hidden(line.start) || shown.starts_with(['|', '#']) {
            continue;
        }
        if shown.bytes().all(|b| b"-*_ ".contains(&b)) {
            continue;
        }
        let labels = fields::labelled(doc.text, line.clone());
        if let Some((_, _, value)) = labels.iter().find(|l| l.0 == Label::Status) {
            return value.clone();
        }
        let dated = day::find(shown).is_some_and(|(_, r)| {
            let around = shown[..r.start].chars().chain(shown[r.end..].chars());
            around.filter(|c| c.is_alphanumeric()).count() == 0
        });
        // `Accepted: 2024-05-01` and `Superseded by: X` are statuses by themselves.
        let speaks = labels.first().is_some_and(|l| matches!(l.0, Label::Accepted | Label::SupersededBy));
        if dated || (!labels.is_empty() && !speaks) {
            continue;
        }
        if shown.starts_with('>') {
            quote.get_or_insert(line.start..fields::trim(doc.text, line.start..own.end).end);
            continue;
        }
        return line.start..fields::trim(doc.text, line.start..own.end).end;
    }
    let start = fields::trim(doc.text, own.clone()).start;
    // A quote counts only if it begins with a status: templates explain themselves in quotes.
    let quoted = quote.filter(|q| {
        let list = super::words::words_of(&doc.text[q.clone()], 3);
        words().statuses.at(&list).is_some()
    });
    quoted.unwrap_or(start..start)
}

/// A line `Status: accepted` anywhere else, where the usual places have none. Its word must be known.
fn elsewhere(doc: &Doc<'_>) -> Option<Status> {
    let mut at = doc.head.start;
    while at < doc.body.end {
        let len = doc.text[at..doc.body.end].find('\n').map_or(doc.body.end - at, |n| n + 1);
        let line = at..at + len;
        at += len;
        let shown = doc.text[line.clone()].trim_start_matches(|c: char| !c.is_alphanumeric());
        // Only a line with a colon or bold letters near its start is worth a closer look.
        let short = shown.get(..20).unwrap_or(shown);
        if !short.contains([':', '*', '：']) {
            continue;
        }
        if !words()
            .labels
            .get(fold(short.split([':', '*', '：']).next().unwrap_or_default()).as_str())
            .is_some_and(|l| *l == Label::Status)
        {
            continue;
        }
        if doc.blocks.is_hidden(line.start) || doc.text[line.clone()].starts_with("    ") {
            continue;
        }
        let found = fields::labelled(doc.text, line).into_iter().find(|l| l.0 == Label::Status);
        if let Some((_, _, value)) = found {
            let said = said(&doc.text[value.clone()]);
            let clear = said.standing.is_some() && !said.misspelt && said.range.start < 8;
            if clear {
                return Some(status(doc, Source::Inline, value, said));
            }
        }
    }
    None
}

/// `[Superseded] 0004-x.md`, `superseded/0004-x.md`
fn from_names(doc: &Doc<'_>, place: &Place<'_>) -> Vec<Status> {
    let nowhere = doc.span(0..0);
    let make = |word: &str, from| {
        let list = super::words::words_of(word, 6);
        let (standing, n) = words().statuses.at(&list)?;
        (n.min(list.len()) == list.len()).then(|| Status {
            from,
            span: nowhere,
            value: nowhere,
            word: word.to_string(),
            standing: Some(standing),
            misspelt: false,
            braces: false,
            state: StatusState::Stated,
        })
    };
    let bracket = place
        .stem
        .strip_prefix('[')
        .and_then(|s| s.split_once(']'))
        .or_else(|| place.stem.strip_prefix('(').and_then(|s| s.split_once(')')));
    let by_name = bracket.and_then(|(mark, _)| make(mark, Source::FileName));
    let by_folder = place
        .folders
        .first()
        .filter(|_| place.folders.len() > 1)
        .and_then(|f| make(f.trim_matches('_'), Source::Folder));
    by_name.into_iter().chain(by_folder).collect()
}

/// The deciding status first: a stated and known one, by the strength of its place.
fn settle(statuses: &mut [Status]) {
    statuses.sort_by_key(|s| {
        let clear = match (s.state, s.standing) {
            (StatusState::Stated, Some(_)) => 0,
            (StatusState::Stated, None) => 1,
            (StatusState::Template, _) => 2,
            (StatusState::Empty, _) => 3,
        };
        let place = match s.from {
            Source::FrontMatter if words().weak.contains(&fold(&s.word)) => 7,
            Source::FrontMatter => 0,
            Source::Inline => 1,
            Source::Table => 2,
            Source::Heading if s.value == s.span => 5,
            Source::Heading => 3,
            Source::Section => 4,
            _ => 6,
        };
        (clear, place, s.span)
    });
}

fn dates(doc: &Doc<'_>, place: &Place<'_>, statuses: &[Status]) -> Vec<Dated> {
    let mut out: Vec<(u8, Dated)> = Vec::new();
    let mut push = |rank: u8, occasion, found: Option<(super::model::Day, Range<usize>)>, start: usize, from| {
        if let Some((day, r)) = found {
            out.push((rank, Dated { occasion, day, span: doc.span(start + r.start..start + r.end), from }));
        }
    };
    for f in &doc.fields {
        let (rank, occasion) = match f.label {
            Label::Date => (0, Occasion::Record),
            Label::Accepted => (2, Occasion::Accepted),
            Label::Created => (3, Occasion::Created),
            Label::Updated => (7, Occasion::Updated),
            Label::Review => (9, Occasion::Review),
            _ => continue,
        };
        let value = &doc.text[f.value.range()];
        let whole = || day::year_only(value).or_else(|| day::broken(value)).map(|d| (d, 0..value.len()));
        let found = day::find(value).or_else(whole);
        push(rank, occasion, found, f.value.start as usize, f.from);
    }
    for s in doc.sections.iter().filter(|s| s.role == Some(Role::Date)) {
        push(0, Occasion::Record, day::find(&doc.text[s.own.range()]), s.own.start as usize, Source::Section);
    }
    // Lines under the title that are a day and nothing else.
    let mut at = doc.head.start;
    let first = doc.sections.first().map_or(doc.body.end, |s| s.heading.start as usize);
    while at < first && at < doc.head.start + STATUS_BYTES {
        let len = doc.text[at..first].find('\n').map_or(first - at, |n| n + 1);
        let line = &doc.text[at..at + len];
        if line.len() < 60
            && let Some((d, r)) = day::find(line)
            && line[..r.start].chars().chain(line[r.end..].chars()).filter(|c| c.is_alphanumeric()).count() == 0
        {
            push(1, Occasion::Record, Some((d, r)), at, Source::Bare);
        }
        at += len;
    }
    for s in doc.sections.iter().filter(|s| s.role == Some(Role::Changelog)).take(MOST_SECTIONS) {
        changelog(doc, s, &mut push);
    }
    for s in statuses.iter().filter(|s| s.state == StatusState::Stated && !s.value.range().is_empty()) {
        let value = s.value.range();
        let text = &doc.text[value.clone()];
        let first = text.find("\n\n").unwrap_or(text.len());
        push(5, Occasion::Accepted, day::find(&text[..first]), value.start, Source::StatusText);
    }
    if let Some(i) = place.id.as_ref().filter(|i| matches!(i.id.scheme, Scheme::Day | Scheme::Month)) {
        let found = day::find(&i.id.text).map(|(d, _)| (d, 0..0));
        push(6, Occasion::Record, found, 0, i.from);
    }
    out.sort_by_key(|(rank, d)| (*rank, d.from, d.span));
    out.into_iter().map(|(_, d)| d).collect()
}

/// The first day of a list of changes as that of the record, the last as that of its last change.
fn changelog(
    doc: &Doc<'_>,
    s: &Section,
    push: &mut impl FnMut(u8, Occasion, Option<(super::model::Day, Range<usize>)>, usize, Source),
) {
    let mut found: Vec<(super::model::Day, Range<usize>)> = Vec::new();
    let mut at = s.own.start as usize;
    for line in doc.text[s.body.range()].split_inclusive('\n').take(400) {
        if let Some((d, r)) = day::find(line) {
            found.push((d, at + r.start..at + r.end));
        }
        at += line.len();
    }
    let oldest = found.iter().min_by_key(|(d, r)| (d.date.is_none(), d.date, r.start)).cloned();
    let newest = found.iter().max_by_key(|(d, r)| (d.date, r.start)).cloned();
    push(4, Occasion::Created, oldest, 0, Source::Changelog);
    if found.len() > 1 {
        push(8, Occasion::Updated, newest, 0, Source::Changelog);
    }
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
    while at < first && at < doc.body.start + STATUS_BYTES {
        let len = doc.text[at..first].find('\n').map_or(first - at, |n| n + 1);
        let start = at + doc.text[at..at + len].len()
            - doc.text[at..at + len].trim_start_matches(|c: char| !c.is_alphanumeric()).len();
        let begins = super::words::words_of(&doc.text[start..at + len], 4);
        if words().verbs.at(&begins).is_some()
            || (words().partly.at(&begins).is_some() && words().verbs.find(&begins).is_some())
        {
            let range = extent(doc, doc.span(start..at + len.min(doc.text[at..at + len].trim_end().len())));
            add(relation::in_text(doc.file, doc.text, range, &doc.blocks, Source::Inline));
        }
        at += len;
    }
    out
}
