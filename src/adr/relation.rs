//! What a record says about other records: in running text and in labelled values.

use std::ops::Range;

use super::blocks::{Blocks, RawLink};
use super::fold::{Word, fold, words_of};
use super::identity::{mentions, of_name, of_title, stem};
use super::markup::Markup;
use super::model::{Field, Id, LinkKind, Relation, RelationKind, Scheme, Source};
use super::paths::file_name;
use super::words::words;
use crate::text::{FileId, Span, Text};

/// Words of a text that are looked at for relations.
const MOST_WORDS: usize = 600;

/// Bytes of a value that are looked at.
const MOST_BYTES: usize = 20_000;

/// Bytes from the start of a text from which on sentences are a tale.
const FAR: usize = 600;

/// Words of a day in figures.
const DAY: usize = 3;

/// A target before it is told where it was found.
struct Target {
    id: Option<Id>,
    link: Option<String>,
    text: String,
    range: Range<usize>,
}

/// The relations of a labelled value.
pub(super) fn of_field(field: &Field, text: &str, end: usize, blocks: &Blocks) -> Vec<Relation> {
    let Some((kind, partly)) = field.label.relation() else { return Vec::new() };
    let start = field.value.start as usize;
    let end = end.max(field.value.end as usize).min(start + MOST_BYTES);
    let end = (start..=end.min(text.len())).rev().find(|e| text.is_char_boundary(*e)).unwrap_or(start);
    let range = start..end;
    let value = &text[range.clone()];
    let plain = field.from == Source::FrontMatter;
    let bare = plain || value.trim_start().starts_with(|c: char| c.is_ascii_digit());
    let mut targets = targets(text, range.clone(), blocks, bare);
    if targets.is_empty() && plain {
        targets.extend(slug(&field.text, range.clone()));
    }
    if !plain {
        drop_remarks(text, range.clone(), &mut targets);
    }
    let list = words_of(value, 40);
    let partly = partly || words().partly.find(&list).is_some();
    let make = |t: Target| {
        let partly = partly || (!plain && is_part(text, range.start, kind, &t.range));
        relation(kind, partly, t, field.value.file, field.from)
    };
    targets.into_iter().map(make).collect()
}

/// Takes out ids in brackets after another target: `ADR-9 (once ADR-4)` names one record.
fn drop_remarks(text: &str, range: Range<usize>, targets: &mut Vec<Target>) {
    let Some(first) = targets.first().map(|t| t.range.start) else { return };
    let open = |at: usize| {
        let before = &text[range.start..at];
        before.matches('(').count() > before.matches(')').count()
    };
    if open(first) {
        return;
    }
    let mut seen = 0;
    targets.retain(|t| {
        seen += 1;
        // Long lists are no remarks, and not worth counting brackets.
        t.link.is_some() || seen > 12 || !open(t.range.start)
    });
}

/// Whether a target is named for a part of it only: `ADR-4's wording`, `ADR-4 § 2`, `the limits in ADR-4`; or, of a
/// successor, for a part of this record: `ADR-9 for new services`.
fn is_part(text: &str, from: usize, kind: RelationKind, target: &Range<usize>) -> bool {
    let tail = text[target.end..].trim_start_matches(['*', '_', '`', '"']);
    let short = tail.char_indices().nth(24).map_or(tail.len(), |(i, _)| i);
    let next = words_of(&tail[..short], 1);
    // Only what follows without a sign belongs to the target.
    let close = next.first().is_some_and(|w| tail[..w.start].chars().all(|c| c == ' ' || c == '('));
    match kind {
        RelationKind::Supersedes => {
            // A clause is short: what stands further back is none of it.
            let back = target.start.saturating_sub(160).max(from.min(target.start));
            let back = (back..=target.start).find(|b| text.is_char_boundary(*b)).unwrap_or(target.start);
            let before = &text[back..target.start];
            let cut = before.rfind([',', ';', ':', '\n']).map_or(0, |i| i + 1);
            words().part_of.find(&words_of(&before[cut..], 16)).is_some()
                || tail.starts_with("'s")
                || tail.starts_with("’s")
                || tail.trim_start().starts_with('§')
                || (close && words().part_names.at(&next).is_some())
        }
        RelationKind::SupersededBy => close && words().part_for.at(&next).is_some(),
        _ => false,
    }
}

fn relation(kind: RelationKind, partly: bool, t: Target, file: FileId, from: Source) -> Relation {
    let span = Span::new(file, t.range.start, t.range.end);
    Relation { kind, partly, id: t.id, link: t.link, text: t.text, span, from }
}

/// A value of the front matter that is words only: a slug or a path.
fn slug(value: &str, range: Range<usize>) -> Option<Target> {
    let name = file_name(value.trim());
    let words = stem(name);
    let like = words.contains('-') && !words.contains(char::is_whitespace) && words.len() > 3;
    like.then(|| Target {
        id: of_name(words).map(|(id, _)| id).or_else(|| Some(Id::slug(words))),
        link: (name != words || value.contains('/')).then(|| value.trim().to_string()),
        text: value.trim().to_string(),
        range,
    })
}

/// The relations that running text tells, such as `Superseded by [3. X](0003-x.md)`.
pub(super) fn in_text(file: FileId, text: &str, range: Range<usize>, blocks: &Blocks, from: Source) -> Vec<Relation> {
    let part = &text[range.clone()];
    let mut list = words_of(part, MOST_WORDS);
    list.iter_mut().for_each(|w| (w.start, w.end) = (w.start + range.start, w.end + range.start));
    // Words in links, in code and in comments are no verbs.
    let links = blocks.links_in(range.clone());
    let outside = |w: &Word<'_>| !blocks.is_hidden(w.start) && link_at(links, w.start).is_none();
    let mut verbs: Vec<(RelationKind, usize, usize)> = Vec::new();
    let mut i = 0;
    while i < list.len() {
        match verb(&list[i..]).filter(|_| outside(&list[i])) {
            Some((kind, n)) => {
                let n = n.max(1);
                verbs.push((kind, i, n));
                i += n;
            }
            None => i += 1,
        }
    }
    let mut out = Vec::new();
    for (v, (kind, i, n)) in verbs.iter().enumerate() {
        let start = list[*i].start;
        let after = list[(i + n - 1).min(list.len() - 1)].end;
        let next = verbs.get(v + 1).map_or(range.end, |(_, j, _)| list[*j].start);
        let end = sentence_end(text, after..next, links);
        let near = &list[i.saturating_sub(3)..(i + n).min(list.len())];
        let rest = &list[(i + n).min(list.len())..];
        // `(partly)` after the target counts too.
        let tail: Vec<Word<'_>> = rest.iter().filter(|w| w.start < end && outside(w)).take(12).cloned().collect();
        let mut partly = words().partly.find(near).is_some() || words().partly.find(&tail).is_some();
        let before = sentence_start(text, range.start..start);
        // Far down in a long text only what begins a paragraph or an item speaks of the whole record.
        if start - range.start > FAR && !begins(&text[range.start..start]) {
            continue;
        }
        if words().this_record.at(rest).is_some() {
            // `ADR-3 is superseded by this record`: the other way round.
            if let Some(reverse) = kind.reverse() {
                let named = targets(text, before..start, blocks, false);
                out.extend(named.into_iter().map(|t| relation(reverse, partly, t, file, from)));
            }
            continue;
        }
        // `[ADR-5](0005-x.md) (superseded by ADR-9)` speaks of ADR-5.
        let last = v.checked_sub(1).map_or(before, |p| {
            let (_, j, m) = verbs[p];
            list[(j + m - 1).min(list.len() - 1)].end.max(before)
        });
        if last == before && speaks_of_another(text, before..start, blocks) {
            continue;
        }
        if *kind == RelationKind::SupersededBy && has_subject(&text[before..start], &list[..*i], before) {
            partly = true;
        }
        let bare = text[after..end].trim_start_matches([' ', ':', '#']).starts_with(|c: char| c.is_ascii_digit());
        let make = |t: Target| relation(*kind, partly || is_part(text, after, *kind, &t.range), t, file, from);
        let mut found = targets(text, after..end, blocks, bare);
        drop_remarks(text, after..end, &mut found);
        out.extend(found.into_iter().map(make));
    }
    out.extend(around(file, text, range, blocks, from));
    out
}

/// The verb of a relation at the first of these words, and how many words it has. A day may stand within it:
/// `Superseded: 2024-05-01 by ADR-9`.
pub(super) fn verb(list: &[Word<'_>]) -> Option<(RelationKind, usize)> {
    if let Some(found) = words().verbs.at(list) {
        return Some(found);
    }
    let number = |w: &&Word<'_>| w.folded.bytes().all(|b| b.is_ascii_digit());
    let day = list.iter().skip(1).take(DAY).take_while(number).count();
    if day < DAY {
        return None;
    }
    let around: Vec<Word<'_>> = list[..1].iter().chain(list[1 + DAY..].iter().take(4)).cloned().collect();
    words().verbs.at(&around).filter(|(_, n)| *n > 1).map(|(kind, n)| (kind, n + DAY))
}

/// Relations whose words stand around the other record or behind it: `durch ADR-9 ersetzt`.
fn around(file: FileId, text: &str, range: Range<usize>, blocks: &Blocks, from: Source) -> Vec<Relation> {
    let part = &text[range.clone()];
    let known = &words().around;
    let folded = fold(part.get(..FAR).unwrap_or(part));
    let first = |t: &str| folded.contains(t.split(' ').next().unwrap_or_default());
    if !known.iter().any(|(_, before, after)| first(before) && first(after)) {
        return Vec::new();
    }
    let mut out = Vec::new();
    for t in targets(text, range.clone(), blocks, false) {
        let cut = |at: usize| (at..=range.end).find(|i| text.is_char_boundary(*i)).unwrap_or(range.end);
        let back = cut(t.range.start.saturating_sub(60).max(range.start));
        let near = |s: &str| s.rsplit(['.', ';', '\n']).next().map(fold).unwrap_or_default();
        // Some tongues write an ending behind a name: `ADR-9'un`.
        let rest = &text[t.range.end..];
        let ending = rest.strip_prefix(['\'', '’']).map_or(rest, |r| r.trim_start_matches(char::is_alphabetic));
        let behind = rest.len() - ending.len();
        let (head, tail) = (
            near(&text[back..t.range.start]),
            &text[cut((t.range.end + behind).min(range.end))..cut((t.range.end + behind + 80).min(range.end))],
        );
        let tail = fold(tail.split(['.', ';', '\n']).next().unwrap_or_default());
        // `partly` may stand before the target or among the words of the verb.
        let list = words_of(&tail, 6);
        let partial = (0..list.len()).find_map(|i| Some((i, words().partly.at(&list[i..])?.1.max(1))));
        let (skip, n) = partial.unwrap_or((list.len(), 0));
        let kept = |at: usize| at < skip || at >= skip + n;
        let spoken: Vec<&str> = tail.split(' ').enumerate().filter(|(i, _)| kept(*i)).map(|(_, w)| w).collect();
        let rest = spoken.join(" ");
        let fits = |(_, before, after): &&(RelationKind, Text, Text)| {
            (before.is_empty() || head.split(' ').any(|w| *before == *w) || head.ends_with(before.as_str()))
                && rest.starts_with(after.as_str())
        };
        if let Some((kind, ..)) = known.iter().find(fits) {
            let partly = partial.is_some() || words().partly.find(&words_of(&head, 12)).is_some();
            out.push(relation(*kind, partly, t, file, from));
        }
    }
    out
}

/// Whether the words before a verb name a record that the verb belongs to: `ADR-5: superseded by`.
fn speaks_of_another(text: &str, before: Range<usize>, blocks: &Blocks) -> bool {
    let named = targets(text, before.clone(), blocks, false);
    let (Some(first), Some(last)) = (named.first(), named.last()) else { return false };
    let headed =
        text[first.range.end..before.end].trim_start_matches(['*', '_', '`', ' ']).starts_with([':', '(', '–', '—']);
    headed || !text[last.range.end..before.end].contains([',', ';', '|', '\n'])
}

/// Whether a paragraph or an item of a list begins behind this text.
fn begins(before: &str) -> bool {
    let line = before.trim_end_matches([' ', '*', '_', '>', '-', '~']);
    let item = before[line.len()..].contains(['-', '*']);
    line.ends_with('\n') && (item || line.ends_with("\n\n") || line.ends_with("\n\r\n"))
}

/// Whether a text says, in whatever words, what took the place of something: `superseded by` and more in that line.
pub fn tells_successor(text: &str) -> bool {
    let list = words_of(text, 20_000);
    let told = |i: usize| {
        let Some((RelationKind::SupersededBy, n)) = verb(&list[i..]) else { return false };
        let (Some(last), Some(next)) = (list.get((i + n).saturating_sub(1)), list.get(i + n)) else { return false };
        text.get(last.end..next.start).is_none_or(|gap| !gap.contains('\n'))
    };
    (0..list.len()).any(told)
}

/// Whether a text says that something concerns a part only: `partially superseded by`.
pub fn says_partly(text: &str) -> bool {
    words().partly.find(&words_of(text, MOST_WORDS)).is_some()
}

/// Whether a part of the record is what was superseded: `Section 4 is superseded by`.
fn has_subject(before: &str, words_before: &[Word<'_>], from: usize) -> bool {
    let last = words_before.last().filter(|w| w.start >= from).map(|w| &*w.folded);
    let verb = matches!(
        last,
        Some("is" | "are" | "was" | "were" | "been" | "be" | "portion" | "part" | "parts" | "sections" | "section")
    );
    let itself = words().this_record.find(words_before).is_some();
    verb && !itself && !before.trim().is_empty()
}

/// The end of the sentence or clause; stops and brackets within links do not count.
fn sentence_end(text: &str, range: Range<usize>, links: &[RawLink]) -> usize {
    let mut at = range.start;
    while at < range.end {
        if let Some(link) = link_at(links, at) {
            at = link.range.end;
            continue;
        }
        let Some(c) = text[at..].chars().next() else { break };
        let stop = match c {
            ';' | '。' | '!' | '?' => true,
            '.' => {
                let rest = text[at + 1..].trim_start_matches(['*', '_', '"', '\'', '`']);
                rest.chars().next().is_none_or(char::is_whitespace)
            }
            '\n' => text[at + 1..range.end].trim_start_matches([' ', '\t', '\r', '>']).starts_with('\n'),
            _ => false,
        };
        if stop {
            return at;
        }
        at += c.len_utf8();
    }
    range.end.max(range.start)
}

/// The link around a byte; links are in the order of their starts.
fn link_at(links: &[RawLink], at: usize) -> Option<&RawLink> {
    let next = links.partition_point(|l| l.range.start <= at);
    // An image may stand in a link: the one before may reach further.
    links[next.saturating_sub(2)..next].iter().find(|l| at < l.range.end)
}

fn sentence_start(text: &str, range: Range<usize>) -> usize {
    let part = &text[range.clone()];
    let cut = [". ", ".\n", "\n\n", "; "].iter().filter_map(|s| part.rfind(s).map(|i| i + s.len())).max();
    range.start + cut.unwrap_or(0)
}

/// The records that a text names: links first, then ids outside of links.
fn targets(text: &str, range: Range<usize>, blocks: &Blocks, bare: bool) -> Vec<Target> {
    if range.start >= range.end {
        return Vec::new();
    }
    let mut out = Vec::new();
    let links = blocks.links_in(range.clone());
    for link in links.iter().filter(|l| l.kind != LinkKind::Image) {
        out.extend(linked(link));
    }
    for (id, at) in mentions(&text[range.clone()], bare) {
        let at = range.start + at.start..range.start + at.end;
        // Calendar days and numbers of issues are no ids.
        let issue = id.prefix.is_empty() && text[..at.start].ends_with('#') && !bare;
        if link_at(links, at.start).is_none() && !issue {
            // Of a day the slug behind it belongs to the name.
            let tail = match id.scheme {
                Scheme::Day => text[at.end..range.end]
                    .bytes()
                    .take_while(|b| b.is_ascii_alphanumeric() || b"-_".contains(b))
                    .count(),
                _ => 0,
            };
            let at = at.start..at.end + tail;
            out.push(Target { id: Some(id), link: None, text: text[at.clone()].to_string(), range: at });
        }
    }
    out.sort_by_key(|t| t.range.start);
    out
}

fn linked(link: &RawLink) -> Option<Target> {
    let path = link.target.split(['#', '?']).next().unwrap_or_default();
    let segments: Vec<&str> = path.trim_end_matches('/').rsplit('/').collect();
    let name = segments.first().copied().unwrap_or_default();
    let page = words().indexes.contains(&fold(stem(name)));
    let by_name =
        of_name(stem(name)).or_else(|| segments.get(1).filter(|_| page).and_then(|f| of_name(f))).map(|(id, _)| id);
    let by_text = mentions(&link.text, false).into_iter().next().map(|(id, _)| id);
    let by_text = by_text.or_else(|| of_title(&link.text, by_name.as_ref()).id).or_else(|| {
        let digits = link.text.trim().trim_start_matches('#');
        let plain = (1..=5).contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_digit());
        plain.then(|| mentions(digits, true).into_iter().next().map(|(id, _)| id)).flatten()
    });
    let markdown = Markup::of(path).is_some();
    let web = path.contains("://");
    let issue = ["/pull/", "/issues/", "/commit/", "/discussions/"].iter().any(|p| path.contains(p));
    if issue || (!markdown && by_text.is_none() && (web || by_name.is_none())) {
        return None;
    }
    let slug = || (markdown && !page).then(|| Id::slug(stem(name)));
    Some(Target {
        id: by_name.filter(|_| !web || markdown).or(by_text).or_else(slug),
        link: Some(link.target.clone()),
        text: link.text.clone(),
        range: link.range.clone(),
    })
}

#[cfg(test)]
mod tests {
    use super::super::blocks::blocks;
    use super::*;

    fn told(text: &str) -> String {
        let found = in_text(FileId(0), text, 0..text.len(), &blocks(text, 0), Source::StatusText);
        let show = |r: &Relation| {
            let id = r.id.as_ref().map_or_else(|| String::from("?"), Id::key);
            format!("{}{} {id}", if r.partly { "partly " } else { "" }, r.kind.word())
        };
        found.iter().map(show).collect::<Vec<_>>().join(", ")
    }

    #[test]
    fn relations_in_running_text() {
        for (text, wanted) in [
            ("Superceded by [9. Use devise](0009-use-devise.md)", "superseded_by 9"),
            ("Superseded by ADR-9", "superseded_by 9"),
            ("Superseded: 2024-05-01 by [ADR 9](0009-y.md)", "superseded_by 9"),
            ("Superseded 01.05.2024 with thanks by ADR-9", ""),
            ("Superseded by ADR-9 and ADR-10. See ADR-4 for more", "superseded_by 9, superseded_by 10"),
            ("Accepted. Supersedes ADRs 5 and 6", "supersedes 5, supersedes 6"),
            ("Partially supersedes [ADR 9](adr-9.md)", "partly supersedes 9"),
            ("Superseded by [ADR-9](x/ADR-009-y.md) (partly)", "partly superseded_by 9"),
            ("Section 4 is superseded by [ADR-9](./0009-y.md)", "partly superseded_by 9"),
            ("ADR-4 is superseded by this ADR", "supersedes 4"),
            ("Amended by DATA-0019; supersedes DATA-0007", "amended_by data-19, supersedes data-7"),
            ("Superseded by 0012", "superseded_by 12"),
            ("Superseded by a new way of working in #12", ""),
            ("Ersetzt durch [ADR-7](0007-x.md)", "superseded_by 7"),
            ("Remplacé par l'ADR-7", "superseded_by 7"),
            ("See [Supersedes X](0007-x.md)", ""),
            ("[ADR-5](0005-x.md) (superseded by ADR-9)", ""),
            ("ADR-5: limits, the superseding rule, and ADR-6", ""),
            ("Superseded in part by ADR-9", "partly superseded_by 9"),
            ("Supersedes ADR-5's wording and the limits in ADR-6", "partly supersedes 5, partly supersedes 6"),
            ("Supersedes ADR-5 § 2", "partly supersedes 5"),
            ("Superseded by ADR-9 for new services", "partly superseded_by 9"),
            ("**Superseded by ADR-9.** Once ADR-4", "superseded_by 9"),
            ("Teilweise ersetzt durch ADR-9", "partly superseded_by 9"),
            ("Wurde durch [ADR-9](0009-y.md) teilweise ersetzt", "partly superseded_by 9"),
            ("Durch ADR-9 abgelöst", "superseded_by 9"),
            ("ADR-9 tarafından kısmen değiştirildi", "partly superseded_by 9"),
            ("Yerini ADR-9 aldı", "superseded_by 9"),
            ("Bu karar ADR-9 ile değiştirildi", "superseded_by 9"),
            ("Bu ADR, ADR-4'ün yerine geçer", "supersedes 4"),
            ("被 [ADR-9](0009-y.md) 取代", "superseded_by 9"),
            ("[ADR-9](0009-y.md) によって置き換えられた", "superseded_by 9"),
            ("Remplacé en partie par ADR-9", "partly superseded_by 9"),
            ("Parcialmente reemplazado por ADR-9", "partly superseded_by 9"),
            ("Reemplazado parcialmente por ADR-9", "partly superseded_by 9"),
            ("Parcialmente substituído por ADR-9", "partly superseded_by 9"),
            ("Durch ADR-9 wird nichts anders", ""),
        ] {
            assert_eq!(told(text), wanted, "{text}");
        }
    }
}
