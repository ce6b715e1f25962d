//! The title and the sections of a record.

use std::ops::Range;

use super::blocks::Blocks;
use super::fields::labelled;
use super::fold::fold;
use super::markup::Markup;
use super::model::{Label, Marked, Role, Section};
use super::words::words;
use crate::text::{FileId, Span, line_end};

/// Characters of the longest line that may be a heading without marks.
const BARE: usize = 40;

/// The heading that is the title.
pub(super) struct Title {
    pub(super) text: String,
    pub(super) range: Range<usize>,
}

/// What a heading stands for; `Status: accepted` and `Context and scope` are understood by their first part.
pub(crate) fn role_of(heading: &str) -> Option<Role> {
    if let Some(role) = exact(heading) {
        return Some(role);
    }
    // Most headings begin with a word that no known heading begins with.
    let end = heading.find([':', '：', ' ', '-', '–', '—', '(', '/', '&']).unwrap_or(heading.len());
    let first = fold(&heading[..end]);
    if !first.is_empty() && !first.starts_with(|c: char| c.is_ascii_digit()) && !words().section_starts.contains(&first)
    {
        return None;
    }
    let bytes = heading.as_bytes();
    let begins = |at: &usize| {
        let mut cuts = words().cuts.iter().map(|c| c.as_bytes());
        cuts.any(|c| c.first() == Some(&bytes[*at]) && bytes[*at..].starts_with(c))
    };
    let cut = (0..bytes.len()).find(begins)?;
    exact(&heading[..cut])
}

/// What a heading stands for as a whole, but for a number before it.
pub(crate) fn exact(heading: &str) -> Option<Role> {
    if heading.len() > 120 {
        return None;
    }
    let folded = fold(heading);
    let sections = &words().sections;
    sections.get(&folded).copied().or_else(|| {
        let bare = folded.trim_start_matches(|c: char| c.is_ascii_digit() || c == ' ');
        sections.get(bare.strip_suffix(" optional").unwrap_or(bare)).copied()
    })
}

/// The title and all sections of `text[range]`.
pub(super) fn sections(
    file: FileId,
    text: &str,
    range: Range<usize>,
    blocks: &Blocks,
    markup: Markup,
) -> (Option<Title>, Vec<Section>) {
    let mut title: Option<Title> = None;
    let mut found: Vec<Section> = Vec::new();
    let title_at = title_index(blocks);
    for (i, h) in blocks.headings.iter().enumerate() {
        let end = h.range.end.min(range.end);
        if Some(i) == title_at {
            title = Some(Title { text: h.text.trim().to_string(), range: h.range.start..end });
            continue;
        }
        found.push(section(file, role_of(&h.text), h.level, &h.text, Marked::Heading, h.range.start..end));
    }
    let marked = |role| found.iter().any(|s: &Section| s.role == Some(role));
    let lacking: Vec<Role> =
        [Role::Status, Role::Context, Role::Decision, Role::Consequences].into_iter().filter(|r| !marked(*r)).collect();
    if !lacking.is_empty() && markup == Markup::Markdown {
        unmarked(file, text, range.clone(), blocks, &lacking, &mut found);
        found.sort_by_key(|s| s.heading);
    }
    close(file, range.end, &mut found);
    for s in found.iter_mut().take(2).filter(|s| s.role.is_none()) {
        if is_metadata(text, s.own.range()) {
            s.role = Some(Role::Metadata);
        }
    }
    (title, found)
}

/// Whether a section has nothing but labelled values, a status among them: it holds data whatever its heading says.
fn is_metadata(text: &str, range: Range<usize>) -> bool {
    let (mut at, mut known, mut status) = (range.start, 0, false);
    while at < range.end {
        let len = line_end(&text[..range.end], at) - at;
        let line = at..at + len;
        at += len;
        let shown = text[line.clone()].trim();
        if shown.bytes().all(|b| b"-*_".contains(&b)) {
            continue;
        }
        let labels = labelled(text, line);
        known += labels.len();
        status |= labels.iter().any(|l| l.0 == Label::Status);
        // A label that nobody knows is one by its colon and the list that it stands in.
        let like = || {
            let start = shown.char_indices().nth(BARE).map_or(shown, |(i, _)| &shown[..i]);
            shown.starts_with(['-', '*', '+']) && start.contains([':', '：'])
        };
        if labels.is_empty() && !like() {
            return false;
        }
    }
    known > 1 && status
}

fn section(file: FileId, role: Option<Role>, level: u8, title: &str, marked: Marked, range: Range<usize>) -> Section {
    let heading = Span::new(file, range.start, range.end);
    let title = title.trim().trim_end_matches([':', '：']).to_string();
    Section { role, level, title, marked, heading, own: heading, body: heading }
}

/// Which heading is the title: the first of the highest level that stands for no section, before all others.
fn title_index(blocks: &Blocks) -> Option<usize> {
    let h = &blocks.headings;
    let first = h.first()?;
    // `# Decision: use queues` is a title; `# Decision` is not.
    let plain = |i: usize| match i {
        0 if h[0].level == 1 => exact(&h[0].text).is_none() && role_of(&h[0].text) != Some(Role::Status),
        _ => role_of(&h[i].text).is_none(),
    };
    let known = (0..h.len()).find(|i| !plain(*i)).unwrap_or(h.len());
    let top = (0..known).find(|i| h[*i].level == 1);
    top.or_else(|| {
        // Without a first-level heading the very first one, if nothing stands as high above the sections.
        let next = h.get(1).is_none_or(|n| n.level >= first.level);
        (known > 0 && next).then_some(0)
    })
}

/// Where sections end.
fn close(file: FileId, end: usize, found: &mut [Section]) {
    let starts: Vec<(usize, u8)> = found.iter().map(|s| (s.heading.start as usize, s.level)).collect();
    // From the last to the first, the next start of each level or above.
    let mut next = [end; 7];
    for (i, s) in found.iter_mut().enumerate().rev() {
        let from = s.heading.end as usize;
        let level = usize::from(s.level.min(6));
        let own = starts.get(i + 1).map_or(end, |n| n.0);
        s.own = Span::new(file, from, own);
        s.body = Span::new(file, from, next[level]);
        next[level..].iter_mut().for_each(|n| *n = s.heading.start as usize);
    }
}

/// Lines that people read as headings and a Markdown reader does not.
fn unmarked(file: FileId, text: &str, range: Range<usize>, blocks: &Blocks, lacking: &[Role], out: &mut Vec<Section>) {
    let (mut at, mut blank_before) = (range.start, true);
    while at < range.end {
        let len = line_end(&text[..range.end], at) - at;
        let line = text[at..at + len].trim_end();
        let start = at;
        at += len;
        let blank = line.trim().is_empty();
        let before = std::mem::replace(&mut blank_before, blank);
        if blank || line.len() > 2 * BARE || line.starts_with([' ', '\t', '>', '|', '-']) || blocks.is_hidden(start) {
            continue;
        }
        let marks = line.bytes().take_while(|b| *b == b'#').count();
        let bold = |m: &str| line.strip_prefix(m).and_then(|l| l.trim_end_matches(':').strip_suffix(m));
        let next_blank = || text[at..range.end].lines().next().is_none_or(|l| l.trim().is_empty());
        let (words, marked, level) = if (1..=6).contains(&marks) && !line[marks..].starts_with([' ', '\t']) {
            (&line[marks..], Marked::Unspaced, marks as u8)
        } else if let Some(inner) = bold("**").or_else(|| bold("__")).filter(|_| before) {
            (inner, Marked::Bold, 2)
        } else if before && line.len() <= BARE && line.starts_with(char::is_alphabetic) && next_blank() {
            (line, Marked::Bare, 2)
        } else {
            continue;
        };
        if let Some(role) = exact(words.trim_end_matches(':')).filter(|r| lacking.contains(r)) {
            out.push(section(file, Some(role), level, words, marked, start..start + line.len()));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::blocks::blocks;
    use super::*;

    fn shown(text: &str) -> (String, Vec<String>) {
        let (title, list) = sections(FileId(0), text, 0..text.len(), &blocks(text, 0), Markup::Markdown);
        let show =
            |s: &Section| format!("{} {:?} {:?}", s.role.map_or("-", Role::word), s.marked, text[s.own.range()].trim());
        (title.map_or_else(String::new, |t| t.text), list.iter().map(show).collect())
    }

    #[test]
    fn headings_in_many_tongues() {
        for (heading, role) in [
            ("Context", Role::Context),
            ("1. Kontext und Problemstellung", Role::Context),
            ("Décision", Role::Decision),
            ("Opciones consideradas", Role::Options),
            ("Consequências", Role::Consequences),
            ("Karar", Role::Decision),
            ("决策", Role::Decision),
            ("影響", Role::Consequences),
            ("Decision and rationale", Role::Decision),
            ("🎯 Decision:", Role::Decision),
            ("Links (optional)", Role::Links),
            ("Status - DRAFT", Role::Status),
        ] {
            assert_eq!(role_of(heading), Some(role), "{heading}");
        }
        assert_eq!(role_of("Contextual bandits"), None);
    }

    #[test]
    fn titles_and_sections() {
        let (title, list) = shown("# Use queues\n\n## Status\n\nAccepted\n\n## Context\n\nx\n\n### Detail\n\ny\n");
        assert_eq!(title, "Use queues");
        assert_eq!(list, ["status Heading \"Accepted\"", "context Heading \"x\"", "- Heading \"y\""]);
        assert_eq!(shown("# Status\n\nAccepted\n\n# Decision\n\nx\n").0, "");
        assert_eq!(shown("# Decision: use queues\n\n# Decision\n\nx\n").0, "Decision: use queues");
        assert_eq!(shown("## 0002 -- Queues\n\n## Status\n\nAccepted\n").0, "0002 -- Queues");
        assert_eq!(shown("Use queues\n==========\n\nContext\n-------\n\nx\n").0, "Use queues");
    }

    #[test]
    fn data_under_any_heading() {
        let (_, list) = shown(
            "# Queues\n\n## About this page\n\n- Status: accepted\n- Area: core\n- Date: 2024-05-01\n\n## Background\n\n- Status: it was bad\n- Date of birth\n",
        );
        assert!(list[0].starts_with("metadata") && list[1].starts_with("context"), "{list:?}");
        assert!(shown("# X\n\n## Steps\n\n- Status: a\n\nWe do this.\n").1[0].starts_with('-'));
    }

    #[test]
    fn headings_without_marks() {
        let (_, list) = shown("# X\n\n##Context\n\na\n\n**Decision**\n\nb\n\nConsequences\n\nc\n\n> # Status\n");
        assert_eq!(list[..2], ["context Unspaced \"a\"", "decision Bold \"b\""]);
        assert!(list[2].starts_with("consequences Bare"));
        assert_eq!(list.len(), 3);
    }
}
