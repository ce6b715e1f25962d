//! The places that name a status.

use std::ops::Range;

use super::day;
use super::doc::{Doc, MOST_SECTIONS, STATUS_BYTES, extent, is_data};
use super::fields;
use super::fold::fold;
use super::model::{Label, Role, Section, Source, Status, StatusState};
use super::place::Place;
use super::section::role_of;
use super::status::{Said, said, standing};
use super::words::words;
use crate::text::{Span, line_end};

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

/// Every place that names a status.
pub(super) fn statuses(doc: &Doc<'_>, place: &Place<'_>) -> Vec<Status> {
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
        let mut found = said(&doc.text[value.clone()]);
        // `### Accepted` as the only thing that the section says.
        let below = doc.sections.get(i + 1).filter(|b| b.level > s.level && found.state == StatusState::Empty);
        let value = match below.filter(|b| standing(&b.title).is_some()) {
            Some(b) => fields::trim(doc.text, b.heading.start as usize..b.heading.end as usize),
            None => value,
        };
        if value.start >= s.own.end as usize {
            found = said(&doc.text[value.clone()]);
        }
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
    // `Proposed: 2024-05-01` tells a status where nothing else does.
    let mut dated_word: Option<Range<usize>> = None;
    let mut at = own.start;
    while at < own.end {
        let len = line_end(&doc.text[..own.end], at) - at;
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
        // `**Proposed** - we try it` looks like the label of a day, and no day follows.
        let word = labels.first().filter(|l| standing(&doc.text[l.1.clone()]).is_some());
        let alone = word.is_some_and(|l| {
            l.2.is_empty() || (shown.starts_with(['*', '_']) && day::find(&doc.text[l.2.clone()]).is_none())
        });
        if word.is_some() && !alone && !speaks {
            dated_word.get_or_insert(line.clone());
        }
        if dated || (!labels.is_empty() && !speaks && !alone) {
            continue;
        }
        if shown.starts_with('>') {
            quote.get_or_insert(line.start..fields::trim(doc.text, line.start..own.end).end);
            continue;
        }
        return latest(doc.text, line.start..fields::trim(doc.text, line.start..own.end).end);
    }
    let start = fields::trim(doc.text, own.clone()).start;
    // A quote counts only if it begins with a status: templates explain themselves in quotes.
    let quoted = quote.filter(|q| {
        let list = super::fold::words_of(&doc.text[q.clone()], 3);
        words().statuses.at(&list).is_some()
    });
    quoted.or(dated_word).unwrap_or(start..start)
}

/// The part of a status that holds, of lines with a day and a status each: the last. What the status may be can stand
/// above them.
fn latest(text: &str, value: Range<usize>) -> Range<usize> {
    let (mut offered, mut days, mut last) = (false, 0, None);
    let mut at = value.start;
    for line in text[value.clone()].split_inclusive('\n') {
        let own = fields::trim(text, at..at + line.len());
        at += line.len();
        let shown = &text[own.clone()];
        if shown.is_empty() {
            continue;
        }
        let bare = day::find(shown).map(|(_, r)| format!("{} {}", &shown[..r.start], &shown[r.end..]));
        let dated = bare.as_deref().is_some_and(|b| standing(b).is_some());
        if dated || (offered && standing(shown).is_some()) {
            days += usize::from(dated);
            last = Some(own);
        } else if last.is_none() && !offered && said(shown).state == StatusState::Template {
            offered = true;
        } else {
            return value;
        }
    }
    last.filter(|_| offered || days > 1).unwrap_or(value)
}

/// A line `Status: accepted` anywhere else, where the usual places have none. Its word must be known.
fn elsewhere(doc: &Doc<'_>) -> Option<Status> {
    let mut at = doc.head.start;
    while at < doc.body.end {
        let len = line_end(&doc.text[..doc.body.end], at) - at;
        let line = at..at + len;
        at += len;
        let shown = doc.text[line.clone()].trim_start_matches(|c: char| !c.is_alphanumeric());
        // Only a line with a colon or bold letters near its start is worth a closer look.
        let short = shown.get(..20).unwrap_or(shown);
        if !short.contains([':', '*', '：']) {
            continue;
        }
        let label = fold(short.split([':', '*', '：']).next().unwrap_or_default());
        if words().labels.get(label.as_str()) != Some(&Label::Status) {
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
        let list = super::fold::words_of(word, 6);
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
pub(super) fn settle(statuses: &mut [Status]) {
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::FileId;

    fn adr(text: &str) -> super::super::model::Adr {
        use super::super::model::Reading;
        match super::super::read::read(FileId(0), "docs/adr/0001-use-queues.md", text) {
            Reading::Adr(adr) => *adr,
            _ => panic!("a record: {text}"),
        }
    }

    #[test]
    fn a_record_does_not_supersede_itself() {
        let of = |line: &str| adr(&format!("# Queues\n\n## Status\n\nAccepted\n\n{line}\n")).relations.len();
        assert_eq!(of("It replaces `ADR 1: batches`, a draft."), 0);
        assert_eq!(of("It replaces ADR 2."), 1);
    }

    fn of(text: &str) -> (String, String) {
        let adr = adr(text);
        (adr.status().map_or_else(String::new, |s| s.word.clone()), adr.title.value.clone())
    }

    #[test]
    fn marks_headings_and_blocks_tell_a_status() {
        for (text, status, title) in [
            ("# Draft: Use queues\n\n## Decision\n\nx\n", "Draft", "Use queues"),
            ("# Queues: in use\n\n## Decision\n\nx\n", "", "Queues: in use"),
            ("# Use queues\n\n## Status\n\n### Accepted\n\n## Decision\n\nx\n", "Accepted", "Use queues"),
            ("# Use queues\n\n## Status\n\n**Proposed** - not tried\n\n## Decision\n\nx\n", "Proposed", "Use queues"),
            (
                "# Use queues\n\n```\nStatus: Accepted\nDate: 2024-05-01\n```\n\n## Decision\n\nx\n",
                "Accepted",
                "Use queues",
            ),
            ("# Use queues\n\n## Status\n\n**Proposed** (2024-05-01)\n\n## Decision\n\nx\n", "Proposed", "Use queues"),
            ("# Use queues\n\n```\nStatus: Accepted\nrun it\n```\n\n## Decision\n\nx\n", "", "Use queues"),
            ("# Очереди\n\n## Статус\n\nПринято\n\n## Решение\n\nx\n", "Принято", "Очереди"),
        ] {
            assert_eq!(of(text), (status.to_string(), title.to_string()), "{text}");
        }
    }

    #[test]
    fn the_last_of_several_dated_statuses_holds() {
        let at = |text: &'static str| &text[latest(text, 0..text.len())];
        assert_eq!(
            at("One of: a / proposed, accepted / done\n\n2024-01-02 proposed\n\n2024/02/03 done\n"),
            "2024/02/03 done"
        );
        assert_eq!(at("proposed | accepted | rejected\n\nAccepted\n"), "Accepted");
        assert_eq!(at("- 2024-01-02: Proposed\n- 2024-02-03: Accepted"), "- 2024-02-03: Accepted");
        for whole in [
            "Accepted",
            "Accepted on 2024-01-02",
            "2024-01-02 proposed",
            "proposed | accepted | rejected",
            "2024-01-02 proposed\n2024-02-03 accepted\n\nWe tried it before.",
            "proposed | accepted | rejected\n\nWe have not decided.",
        ] {
            assert_eq!(at(whole), whole);
        }
    }
}
