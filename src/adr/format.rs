//! How a record is written, and whether a file is one.

use super::doc::Doc;
use super::fold::fold;
use super::model::{Adr, Format, Label, Role, Scheme, Source, StatusState};
use super::place::Place;
use super::words::words;

/// The format, from headings and from where data stands.
pub(super) fn format(adr: &Adr, doc: &Doc<'_>) -> Format {
    let has = |role| adr.section(role).is_some();
    let titles: Vec<String> = adr.sections.iter().filter(|s| s.title.len() < 60).map(|s| fold(&s.title)).collect();
    let titled = |word: &str| titles.iter().any(|t| t == word);
    let key = |label| adr.fields.iter().any(|f| f.from == Source::FrontMatter && f.label == label);
    let status = adr.statuses.first().map(|s| s.from);
    let madr = titled("context and problem statement")
        || titled("decision outcome")
        || (has(Role::Options) && has(Role::Drivers));
    let changelog =
        adr.section(Role::Changelog).is_some_and(|s| doc.sections.iter().take(3).any(|t| t.heading == s.heading));
    if titled("positions") || (titled("argument") && titled("implications")) {
        return Format::TyreeAkerman;
    }
    if titled("evaluation criteria") && (titled("candidates to consider") || titled("candidates")) {
        return Format::BusinessCase;
    }
    if y_statement(doc) {
        return Format::YStatement;
    }
    if madr {
        let front = adr.front_matter.is_some() && (key(Label::Status) || key(Label::Deciders) || key(Label::Date));
        let newer = titled("confirmation")
            || adr
                .fields
                .iter()
                .any(|f| f.from == Source::FrontMatter && fold(&doc.text[f.name.range()]) == "decision makers");
        return match status {
            _ if front && newer => Format::Madr4,
            _ if front => Format::Madr3,
            Some(Source::Inline) => Format::Madr2,
            Some(Source::Section | Source::Heading) => Format::Nygard,
            Some(Source::Table) => Format::NygardTable,
            _ if adr.fields.iter().any(|f| f.from == Source::Inline) => Format::Madr2,
            _ => Format::Madr,
        };
    }
    if changelog {
        return Format::Changelog;
    }
    match status {
        Some(Source::FrontMatter) => Format::NygardFrontMatter,
        Some(Source::Inline) => Format::NygardInline,
        Some(Source::Table) => Format::NygardTable,
        Some(Source::Section | Source::Heading) => Format::Nygard,
        _ if adr.front_matter.is_some() && has(Role::Decision) => Format::NygardFrontMatter,
        _ if has(Role::Decision) && (has(Role::Context) || has(Role::Consequences)) && !has(Role::Rationale) => {
            Format::Nygard
        }
        _ if has(Role::Decision) => Format::DecisionOnly,
        _ => Format::Other,
    }
}

/// `In the context of ..., facing ..., we decided ... to achieve ..., accepting ...`
fn y_statement(doc: &Doc<'_>) -> bool {
    let start = doc.text[doc.body.clone()].get(..4_000).unwrap_or(&doc.text[doc.body.clone()]);
    if start.len() > 4_100 {
        return false;
    }
    let Some(at) = words().sentence_start.iter().find_map(|s| start.find(s.as_str())) else { return false };
    let rest = start[at..].to_lowercase();
    let mut from = 0;
    words()
        .sentence_steps
        .iter()
        .filter(|s| {
            rest[from..].find(s.as_str()).is_some_and(|i| {
                from += i;
                true
            })
        })
        .count()
        >= 3
}

/// Whether the decision stands high up, and another part of a record as high.
fn decides_high(adr: &Adr, roles: &[Role]) -> bool {
    let level = |r: Role| adr.section(r).map(|s| s.level);
    let own = level(Role::Decision);
    own.is_some_and(|l| l <= 3) && roles.iter().any(|r| *r != Role::Decision && level(*r) == own)
}

/// Whether what was found makes a record: the name, the folder, the title and the text each count.
pub(super) fn is_record(adr: &Adr, doc: &Doc<'_>, place: &Place<'_>) -> bool {
    let has = |role| adr.section(role).is_some();
    let roles = [Role::Decision, Role::Context, Role::Consequences, Role::Options, Role::Rationale];
    let parts = roles.into_iter().filter(|r| has(*r)).count();
    let prefix = place.id.as_ref().map(|i| fold(&i.id.prefix)).unwrap_or_default();
    let named = prefix.split(' ').any(|w| w == "adr") || words().plain_prefixes.contains(&prefix) && !prefix.is_empty();
    // `ADR-XXX-use-queues`: a record whose number is still open.
    let named = named || fold(place.stem).starts_with("adr ");
    let numbered = place.id.is_some();
    let status = adr
        .statuses
        .iter()
        .any(|s| s.state == StatusState::Stated && s.standing.is_some() && !matches!(s.from, Source::Folder));
    let title = fold(&doc.text[adr.title.span.range()]);
    let called = title.split(' ').any(|w| w == "adr") || title.contains("decision record");
    // `ADR: use queues` is called a record, `ADR topics` is a page about records.
    let named_so = adr.ids.iter().any(|i| matches!(i.from, Source::Heading | Source::FrontMatter))
        || title != fold(&adr.title.value);
    let called = called && (named_so || parts > 0 || status);
    let headed = adr.title_from != Source::FileName;
    // A name that is a day is also that of a post or a note.
    let day = adr.id.scheme == Scheme::Day;
    let by_name = match (named, numbered, place.folder) {
        (true, ..) => 3,
        (_, true, 2) => 3,
        (_, true, 1) => {
            if day {
                1
            } else {
                2
            }
        }
        (_, true, _) => {
            if day {
                0
            } else {
                1
            }
        }
        (_, false, 2) => 1,
        _ => 0,
    };
    let by_text = parts.min(3) + usize::from(status) + 2 * usize::from(called);
    if place.maybe_companion && parts == 0 {
        return false;
    }
    // A template that calls itself otherwise: every place of a status still offers the choice.
    if !numbered && !named && adr.statuses.iter().any(|s| s.state == StatusState::Template) && !status {
        return false;
    }
    let paragraphs = headed || doc.text[doc.body.clone()].trim().len() > 80;
    match by_name {
        3 => paragraphs || by_text > 0,
        2 => by_text >= 1,
        1 => by_text >= 2,
        // Somewhere in a long report each of the words is a heading.
        _ => (by_text >= 4 && decides_high(adr, &roles)) || (called && by_text >= 3),
    }
}
