//! Several records in one file: headings of one level, each with an id of its own.

use std::collections::HashSet;
use std::ops::Range;

use super::blocks::{Blocks, Heading};
use super::identity::of_title;
use super::markup::Markup;
use super::model::{Adr, Id, Role, Scheme, StatusState};
use super::piece::{Piece, piece};
use super::place::Place;
use super::words::words;
use crate::text::{FileId, Span, line_end};

/// Records of one file that are read.
const MOST: usize = 500;

/// The records of a text that holds two or more; none of any other text.
///
/// A heading counts if it begins with letters and a number, such as `ADR-7`: plain numbers are those of chapters. Most
/// of them must carry a status or a part of a record, or the page only lists what stands elsewhere.
pub(super) fn several(file: FileId, path: &str, text: &str, place: &Place<'_>) -> Option<Vec<Adr>> {
    if place.id.is_some() || place.other.is_some() || Markup::of(path) != Some(Markup::Markdown) {
        return None;
    }
    // Cheaper than reading the blocks of every page.
    if memchr::memchr_iter(b'#', text.as_bytes()).filter(|at| begins(text, *at)).take(2).count() < 2 {
        return None;
    }
    let blocks = Markup::Markdown.blocks(text, 0);
    let parts = parts(&blocks, text.len())?;
    let mut out: Vec<Adr> = Vec::new();
    for part in parts {
        let own = Piece { body: part.clone(), front: None, fenced: None, bom: false };
        let mut adr = piece(file, path, &text[..part.end], place, own);
        adr.part = Some(Span::new(file, part.start, part.end));
        out.push(adr);
    }
    let real = out.iter().filter(|a| says_something(a)).count();
    (real >= 2 && real * 2 > out.len()).then_some(out)
}

/// Whether a line that begins at a `#` may be the heading of a record.
fn begins(text: &str, at: usize) -> bool {
    let starts = at == 0 || text[..at].ends_with('\n');
    starts && id(text[at..line_end(text, at)].trim_start_matches('#').trim()).is_some()
}

/// The id that a heading begins with.
fn id(heading: &str) -> Option<Id> {
    let known = |id: &Id| id.scheme == Scheme::Number && words().prefixes.contains(&super::fold::fold(&id.prefix));
    of_title(heading, None).id.filter(known)
}

/// From each such heading to the next heading as high: those of the level that has most of them.
fn parts(blocks: &Blocks, end: usize) -> Option<Vec<Range<usize>>> {
    let named: Vec<(&Heading, Id)> = blocks.headings.iter().filter_map(|h| Some((h, id(&h.text)?))).collect();
    let count = |level: u8| named.iter().filter(|(h, _)| h.level == level).count();
    let level = (1..=4).rev().max_by_key(|l| count(*l))?;
    let own: Vec<&(&Heading, Id)> = named.iter().filter(|(h, _)| h.level == level).take(MOST).collect();
    let keys: HashSet<String> = own.iter().map(|(_, id)| id.key()).collect();
    // A number twice may be a slip; the same again and again are chapters of something else.
    if keys.len() < 2 || keys.len() * 2 <= own.len() {
        return None;
    }
    let stop = |from: usize| {
        let mut later = blocks.headings.iter().filter(|h| h.level <= level && h.range.start > from);
        later.next().map_or(end, |h| h.range.start)
    };
    Some(own.iter().map(|(h, _)| h.range.start..stop(h.range.start)).collect())
}

/// A status, or a part that records have.
fn says_something(adr: &Adr) -> bool {
    let status = adr.statuses.iter().any(|s| s.state == StatusState::Stated && s.standing.is_some());
    let parts = [Role::Decision, Role::Context, Role::Consequences, Role::Options, Role::Rationale];
    status || parts.into_iter().any(|r| adr.section(r).is_some())
}

#[cfg(test)]
mod tests {
    use super::super::log::Collection;
    use super::super::model::Reading;
    use super::super::read::read;
    use super::*;

    const TWO: &str = "# Decisions\n\nAll of them.\n\n## ADR-001: Use queues\n\n**Status:** Accepted\n**Date:** 2024-03-01\n\n### Context\n\nLoad.\n\n### Decision\n\nQueues.\n\n## ADR-002: Use caches\n\n**Status:** Superseded by ADR-001\n\n### Decision\n\nCaches.\n\n## Open points\n\nNone.\n";

    fn shown(path: &str, text: &str) -> Vec<String> {
        let show = |a: &Adr| {
            let status = a.status().and_then(|s| s.standing).map_or("-", |s| s.word());
            let part = a.part.map_or("", |p| &text[p.range()]);
            let (first, last) = (part.lines().next().unwrap_or_default(), part.trim_end().lines().next_back());
            format!("{} {} {status} [{first} .. {}]", a.id.text, a.title.value, last.unwrap_or_default())
        };
        match read(FileId(0), path, text) {
            Reading::Several(list) => list.iter().map(show).collect(),
            Reading::Adr(adr) => vec![format!("one: {}", adr.title.value)],
            _ => Vec::new(),
        }
    }

    #[test]
    fn each_has_its_id_its_status_and_its_bytes() {
        assert_eq!(
            shown("docs/architecture-decisions.md", TWO),
            [
                "ADR-001 Use queues accepted [## ADR-001: Use queues .. Queues.]",
                "ADR-002 Use caches superseded [## ADR-002: Use caches .. Caches.]"
            ]
        );
        let Reading::Several(list) = read(FileId(0), "docs/decisions.md", TWO) else { panic!("two records") };
        let dates: Vec<_> = list.iter().map(|a| a.dates.len()).collect();
        assert_eq!((dates, list[0].sections.len(), list[1].relations.len()), (vec![1, 0], 2, 1));
    }

    #[test]
    fn the_graph_and_links_tell_them_apart() {
        let path = String::from("docs/decisions.md");
        let all = Collection::new(vec![(path.clone(), read(FileId(0), &path, TWO))], &|_| TWO);
        let shown: Vec<_> = all.graph(false).edges.into_iter().map(|e| (e.from, e.kind, e.to)).collect();
        let key = |id: &str| format!("docs/decisions.md#{id}");
        assert_eq!(shown, [(key("ADR-001"), "supersedes", key("ADR-002"))]);
        let by = |link: &str| all.by_path("docs/adr", link);
        assert_eq!((by("../decisions.md#adr-002-use-caches"), by("../decisions.md#adr-001")), (Some(1), Some(0)));
        assert_eq!((by("../decisions.md"), by("../decisions.md#open-points")), (None, None));
    }

    #[test]
    fn records_of_the_first_level() {
        let text = "# ADR 1: Use queues\n\n## Decision\n\nQueues.\n\n# ADR 2: Use caches\n\n## Decision\n\nCaches.\n";
        assert_eq!(shown("docs/decisions.md", text).len(), 2);
    }

    #[test]
    fn other_texts_are_not_cut() {
        // Chapters with plain numbers, a page that only lists, one record in the example of another, a file with an id.
        let chapters = TWO.replace("ADR-001:", "1.").replace("ADR-002:", "2.");
        assert!(shown("docs/decisions.md", &chapters).iter().all(|s| s.starts_with("one")));
        let list = "# Log\n\n## ADR-001: Use queues\n\nSee [it](a.md).\n\n## ADR-002: Use caches\n\nSee [it](b.md).\n";
        assert!(shown("docs/notes.md", list).is_empty());
        assert!(shown("docs/notes.md", &format!("```\n{TWO}```\n")).is_empty());
        assert_eq!(shown("docs/adr/0007-both.md", TWO).len(), 1);
        assert!(shown("docs/README.md", TWO).is_empty());
    }
}
