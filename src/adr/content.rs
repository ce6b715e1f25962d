//! What a record decides: people, options, the choice, drivers, consequences.

use std::ops::Range;

use super::doc::Doc;
use super::fields;
use super::fold::{fold, words_of};
use super::model::{Consequence, Label, Part, Person, Placed, Role, Section};
use super::words::words;
use crate::text::Span;

/// Entries of a list that are kept.
const MOST: usize = 200;

/// People named in labelled values and in sections of their own.
pub(super) fn people(doc: &Doc<'_>) -> Vec<Person> {
    let mut out: Vec<Person> = Vec::new();
    let mut add = |part: Part, text: &str, span: Span| {
        for name in split(text) {
            if out.len() < MOST && !out.iter().any(|p| p.part == part && p.name.value == name) {
                out.push(Person { part, name: Placed { value: name, span } });
            }
        }
    };
    for f in &doc.fields {
        let part = match f.label {
            Label::Deciders => Part::Decider,
            Label::Consulted => Part::Consulted,
            Label::Informed => Part::Informed,
            Label::Authors => Part::Author,
            _ => continue,
        };
        add(part, &f.text, f.value);
    }
    for s in &doc.sections {
        let part = match s.role {
            Some(Role::Deciders) => Part::Decider,
            Some(Role::Consulted) => Part::Consulted,
            Some(Role::Informed) => Part::Informed,
            Some(Role::Authors) => Part::Author,
            _ => continue,
        };
        let mut at = s.own.start as usize;
        for line in doc.text[s.own.range()].split_inclusive('\n').take(40) {
            let range = fields::trim(doc.text, at..at + line.len());
            at += line.len();
            let plain = doc.text[range.clone()].trim_start_matches(['-', '*', '+', ' ']);
            if plain.len() < 200 && !doc.blocks.is_hidden(range.start) && !plain.starts_with(['|', '>']) {
                add(part, plain, doc.span(range));
            }
        }
    }
    out
}

/// The names of a list: `Ana, Bo (chair); [Cy](https://example.org)`.
fn split(text: &str) -> Vec<String> {
    let mut out = vec![String::new()];
    let (mut depth, mut skip) = (0_i32, false);
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            // The text of a link is the name, its target is not.
            ']' if chars.peek() == Some(&'(') => skip = true,
            ')' if skip => skip = false,
            _ if skip => {}
            '(' => {
                depth += 1;
                out.last_mut().expect("never empty").push(c);
            }
            ')' => {
                depth -= 1;
                out.last_mut().expect("never empty").push(c);
            }
            ',' | ';' | '、' | '，' | '·' | '|' | '\n' if depth <= 0 => out.push(String::new()),
            '[' | ']' | '*' | '`' | '"' => {}
            _ => out.last_mut().expect("never empty").push(c),
        }
    }
    let offer = text.trim_start().starts_with('{') || text.trim_start().starts_with("[list");
    let names =
        out.into_iter().map(|n| n.trim().trim_start_matches("and ").trim_matches(['_', '<', '>']).trim().to_string());
    let real = |n: &String| {
        let folded = fold(n);
        !n.is_empty() && !offer && !folded.is_empty() && !words().nobody.contains(&folded)
    };
    names.filter(real).take(MOST).collect()
}

/// The items of the lists of a role's section.
pub(super) fn items(doc: &Doc<'_>, role: Role) -> Vec<Placed<String>> {
    let sections = doc.sections.iter().filter(|s| s.role == Some(role));
    sections.flat_map(|s| list(doc, s.own.range())).take(MOST).collect()
}

fn list(doc: &Doc<'_>, range: Range<usize>) -> Vec<Placed<String>> {
    let items = doc.blocks.items_in(range).take(MOST);
    let placed = items
        .map(|i| Placed { value: i.text.trim().to_string(), span: doc.span(fields::trim(doc.text, i.range.clone())) });
    placed.filter(|p| !p.value.is_empty()).collect()
}

/// The options considered: a list, or a heading each.
pub(super) fn options(doc: &Doc<'_>) -> Vec<Placed<String>> {
    let found = |role| doc.sections.iter().position(|s| s.role == Some(role));
    let Some(at) = found(Role::Options).or_else(|| found(Role::ProsCons)) else { return Vec::new() };
    let s = &doc.sections[at];
    let below: Vec<Placed<String>> = headings_below(doc, at).collect();
    // A list of one or more names; where headings name the options, lists are their arguments.
    if s.role == Some(Role::Options) {
        let listed = list(doc, s.own.range());
        if !listed.is_empty() && (below.is_empty() || listed.len() >= below.len()) {
            return listed;
        }
    }
    below
}

fn headings_below<'a>(doc: &'a Doc<'_>, at: usize) -> impl Iterator<Item = Placed<String>> + 'a {
    let s = &doc.sections[at];
    let inside = doc.sections[at + 1..].iter().take_while(move |n| n.heading.start < s.body.end);
    let level = doc.sections.get(at + 1).map_or(s.level + 1, |n| n.level);
    inside
        .filter(move |n| n.level == level && n.role.is_none())
        .map(|n| Placed { value: n.title.clone(), span: n.heading })
        .take(MOST)
}

/// The option after `Chosen option:`, without the reason.
pub(super) fn chosen(doc: &Doc<'_>) -> Option<Placed<String>> {
    let s = doc.sections.iter().find(|s| s.role == Some(Role::Decision))?;
    let range = s.body.range();
    let mut end = range.end.min(range.start + 4_000);
    while !doc.text.is_char_boundary(end) {
        end -= 1;
    }
    let part = &doc.text[range.start..end];
    let mut at = 0;
    let start = part.split_inclusive('\n').find_map(|line| {
        let from = at;
        at += line.len();
        let mark = line.find([':', '：']).filter(|m| *m < 80)?;
        let label = words_of(&line[..mark], 12);
        let (_, i, n) = words().chosen.find(&label)?;
        // A word or two may stand between: `Chosen option (2024):`
        (label.len() - (i + n).min(label.len()) <= 2)
            .then(|| from + mark + line[mark..].chars().next().map_or(1, char::len_utf8))
    })?;
    let line_end = part[start..].find("\n\n").map_or(part.len(), |e| start + e);
    let value = fields::trim(part, start..line_end);
    let text = &part[value.clone()];
    // Quoted, or bold, or up to the reason or the end of the sentence.
    for (open, close) in [("\"", "\""), ("“", "”"), ("«", "»"), ("「", "」"), ("**", "**"), ("`", "`"), ("'", "'")]
    {
        if let Some(inner) = text.strip_prefix(open)
            && let Some(stop) = inner.find(close)
        {
            let from = value.start + open.len();
            return placed(doc, range.start, part, from..from + stop);
        }
    }
    let inside = words_of(text, 60);
    let reason = words().because.find(&inside).map(|(_, i, _)| inside[i].start);
    let sentence = text.find(". ").or_else(|| text.find(".\n")).or_else(|| text.find('\n'));
    let stop = reason.into_iter().chain(sentence).min().unwrap_or(text.len());
    placed(doc, range.start, part, value.start..value.start + stop)
}

fn placed(doc: &Doc<'_>, base: usize, part: &str, range: Range<usize>) -> Option<Placed<String>> {
    let text = part[range.clone()].trim().trim_matches(['"', '*', '.', ',', '`', '_', ' ']);
    let start = range.start + part[range.clone()].find(text)?;
    let value = text.replace(['[', ']'], "");
    (!value.is_empty()).then(|| Placed { value, span: doc.span(base + start..base + start + text.len()) })
}

/// Consequences with their side, by section or by first word.
pub(super) fn consequences(doc: &Doc<'_>) -> Vec<Consequence> {
    let side_of = |s: &Section| match s.role {
        Some(Role::Positive) => Some(Some(1)),
        Some(Role::Negative) => Some(Some(-1)),
        Some(Role::Neutral) => Some(Some(0)),
        Some(Role::Consequences) => Some(None),
        _ => None,
    };
    let mut out: Vec<Consequence> = Vec::new();
    // Pros and cons of an option are no consequences of the decision.
    let options = doc.sections.iter().find(|s| s.role == Some(Role::ProsCons)).map(|s| s.body.range());
    for s in &doc.sections {
        let Some(side) = side_of(s) else { continue };
        if options.as_ref().is_some_and(|o| o.contains(&(s.heading.start as usize))) {
            continue;
        }
        for text in list(doc, s.own.range()) {
            let first = words_of(&text.value, 3);
            let said = words().sides.at(&first).map(|(side, _)| side);
            out.push(Consequence { side: side.or(said), text });
        }
        if out.len() >= MOST {
            break;
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_people() {
        assert_eq!(
            split("Ana, Bo (chair, twice); [Cy](https://example.org) and co"),
            ["Ana", "Bo (chair, twice)", "Cy and co"]
        );
        assert!(split("{list everyone}").is_empty());
        assert_eq!(split("@ana, and @bo"), ["@ana", "@bo"]);
    }
}
