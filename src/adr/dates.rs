//! The places that name a day.

use std::ops::Range;

use super::day;
use super::doc::{Doc, MOST_SECTIONS, STATUS_BYTES};
use super::fold::words_of;
use super::model::{Dated, Label, Occasion, Role, Scheme, Section, Source, Status, StatusState};
use super::place::Place;
use super::words::words;
use crate::text::line_end;

/// The days that a record names, the deciding one first.
pub(super) fn dates(doc: &Doc<'_>, place: &Place<'_>, statuses: &[Status]) -> Vec<Dated> {
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
        let len = line_end(&doc.text[..first], at) - at;
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
        let end = until(&text[..first]);
        let day = day::find(&text[..first]).filter(|d| end.as_ref().is_none_or(|e| e.1.start != d.1.start));
        push(5, Occasion::Accepted, day, value.start, Source::StatusText);
        push(9, Occasion::Review, end, value.start, Source::StatusText);
    }
    if let Some(i) = place.id.as_ref().filter(|i| matches!(i.id.scheme, Scheme::Day | Scheme::Month)) {
        // Behind the day may be the number of the record within it.
        let found = day::find(i.id.text.get(..10).unwrap_or(&i.id.text)).map(|(d, _)| (d, 0..0));
        push(6, Occasion::Record, found, 0, i.from);
    }
    out.sort_by_key(|(rank, d)| (*rank, d.from, d.span));
    out.into_iter().map(|(_, d)| d).collect()
}

/// `accepted until 2026-03-31`: the day on which what a status says comes to its end.
fn until(status: &str) -> Option<(super::model::Day, Range<usize>)> {
    let list = words_of(status, 60);
    let (_, i, n) = words().until.find(&list)?;
    let from = list.get(i + n.max(1) - 1)?.end;
    let (day, r) = day::find(&status[from..])?;
    // A few words at most stand between the two: `until the end of 2026-03`.
    (r.start <= 16).then_some((day, from + r.start..from + r.end))
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
