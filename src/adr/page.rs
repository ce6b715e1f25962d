//! What a Markdown page links and lists, whatever the page is.

use std::ops::Range;

use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

use super::blocks::blocks;
use super::fields;
use super::model::{Link, Placed};
use crate::text::{FileId, Span};

/// A page: its headings, links, rows and items.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Page {
    /// The headings in their order.
    pub headings: Vec<Placed<String>>,
    /// Links and images in their order.
    pub links: Vec<Link>,
    /// Rows of tables and items of lists, in the order of the text.
    pub entries: Vec<Entry>,
}

/// A row of a table, or an item of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Its bytes; those of an item end where the next item begins.
    pub span: Span,
    /// The cells of a row; an item has one.
    pub cells: Vec<Placed<String>>,
    /// The texts of the cells of the table's first row; empty for an item.
    pub header: Vec<String>,
    /// Its links, as a range of those of the page.
    pub links: Range<usize>,
    /// The heading above, by index.
    pub heading: Option<usize>,
}

/// Reads a page. Front matter is no part of it.
pub fn page(file: FileId, text: &str) -> Page {
    let bom = if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
    let base = fields::front_matter(file, text, bom).map_or(bom, |(_, end)| end);
    let blocks = blocks(text, base);
    let place = |r: &Range<usize>| Span::new(file, r.start, r.end);
    let headings: Vec<Placed<String>> =
        blocks.headings.iter().map(|h| Placed { value: h.text.clone(), span: place(&h.range) }).collect();
    let links: Vec<Link> = blocks
        .links
        .iter()
        .map(|l| Link { kind: l.kind, span: place(&l.range), text: l.text.clone(), target: l.target.clone() })
        .collect();
    let mut entries = Vec::new();
    let mut add = |range: Range<usize>, cells: Vec<Placed<String>>, header: Vec<String>| {
        let from = links.partition_point(|l| (l.span.start as usize) < range.start);
        let to = links.partition_point(|l| (l.span.start as usize) < range.end);
        let heading = headings.partition_point(|h| (h.span.start as usize) < range.start).checked_sub(1);
        entries.push(Entry { span: place(&range), cells, header, links: from..to.max(from), heading });
    };
    for table in &blocks.tables {
        let Some((first, rows)) = table.split_first() else { continue };
        let header: Vec<String> = first.iter().map(|c| c.text.trim().to_string()).collect();
        for row in rows {
            let (Some(a), Some(z)) = (row.first(), row.last()) else { continue };
            let cells = row.iter().map(|c| Placed {
                value: c.text.trim().to_string(),
                span: place(&fields::trim(text, c.range.clone())),
            });
            add(a.range.start..z.range.end, cells.collect(), header.clone());
        }
    }
    for (i, item) in blocks.items.iter().enumerate() {
        let end = blocks.items.get(i + 1).map_or(item.range.end, |n| n.range.start.min(item.range.end));
        let range = fields::trim(text, item.range.start..end);
        let cell = Placed { value: item.text.trim().to_string(), span: place(&range) };
        add(range, vec![cell], Vec::new());
    }
    entries.sort_by_key(|e| e.span);
    Page { headings, links, entries }
}

/// The running text of a page from a byte on: what is neither link, code nor comment, and no heading unless wanted.
pub fn prose(text: &str, base: usize, headings: bool) -> Vec<Range<usize>> {
    let mut out: Vec<Range<usize>> = Vec::new();
    let mut depth = 0_usize;
    let inside = |t: &Tag<'_>| match t {
        Tag::Heading { .. } => !headings,
        t => matches!(t, Tag::Link { .. } | Tag::Image { .. } | Tag::CodeBlock(_)),
    };
    let body = text.get(base..).unwrap_or_default();
    for (event, range) in Parser::new_ext(body, Options::ENABLE_TABLES).into_offset_iter() {
        match event {
            Event::Start(t) if inside(&t) => depth += 1,
            Event::End(TagEnd::Heading(_)) if headings => {}
            Event::End(TagEnd::Heading(_) | TagEnd::Link | TagEnd::Image | TagEnd::CodeBlock) => {
                depth = depth.saturating_sub(1);
            }
            Event::Text(_) if depth == 0 => {
                let range = range.start + base..range.end + base;
                // Signs such as `_` and `[` end a piece for the parser, not for a reader.
                match out.last_mut() {
                    Some(last) if last.end == range.start => last.end = range.end,
                    _ => out.push(range),
                }
            }
            _ => {}
        }
    }
    out
}

/// A definition such as `[label]: target` that links of a page refer to.
pub(super) fn definitions(text: &str, base: usize) -> Vec<(String, Range<usize>)> {
    let parser = Parser::new_ext(text.get(base..).unwrap_or_default(), Options::ENABLE_TABLES);
    let all = parser.reference_definitions().iter();
    let mut out: Vec<(String, Range<usize>)> =
        all.map(|(_, d)| (d.dest.to_string(), d.span.start + base..d.span.end + base)).collect();
    out.sort_by_key(|d| d.1.start);
    out
}

impl Link {
    /// The bytes of the target between the brackets; none where it stands elsewhere or is written otherwise than it
    /// is meant, as with escapes. `text` is that of the file.
    pub fn target_span(&self, text: &str) -> Option<Span> {
        let own = text.get(self.span.range())?;
        let open = own.rfind("](")? + 2;
        let gap = own[open..].len() - own[open..].trim_start_matches([' ', '\n', '\r', '\t', '<']).len();
        let start = self.span.start as usize + open + gap;
        let there = !self.target.is_empty() && text[start..].starts_with(&self.target);
        there.then(|| Span::new(self.span.file, start, start + self.target.len()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_items_and_their_links() {
        let text = "---\na: 1\n---\n# Log\n\n## Old\n\n- [A](a.md) old\n  - [B](b.md)\n\n| Id | Status |\n|---|---|\n| [1](c.md) | done |\n";
        let p = page(FileId(0), text);
        let shown: Vec<(usize, &str, &[Link])> =
            p.entries.iter().map(|e| (e.cells.len(), e.cells[0].value.as_str(), &p.links[e.links.clone()])).collect();
        assert_eq!(shown.len(), 3);
        assert_eq!((shown[0].0, shown[0].1, shown[0].2.len()), (1, "A old", 1));
        assert_eq!((shown[1].1, shown[1].2[0].target.as_str()), ("B", "b.md"));
        assert_eq!((shown[2].0, shown[2].1, shown[2].2[0].target.as_str()), (2, "1", "c.md"));
        assert_eq!(p.entries[2].header, ["Id", "Status"]);
        assert_eq!(p.headings[p.entries[0].heading.expect("a heading")].value, "Old");
        let t = p.links[0].target_span(text).expect("there");
        assert_eq!(&text[t.range()], "a.md");
    }

    #[test]
    fn running_text_has_no_links_code_and_headings() {
        let text = "# ADR 1\n\nSee ADR_2, [ADR 3](x.md), `ADR 4`\nand ADR 5.\n\n```\nADR 6\n```\n";
        let shown: Vec<&str> = prose(text, 0, false).into_iter().map(|r| &text[r]).collect();
        assert_eq!(shown, ["See ADR_2, ", ", ", "and ADR 5."]);
    }

    #[test]
    fn definitions_know_their_bytes() {
        let text = "x [a]\n\n[a]: 0001-a.md \"t\"\n";
        let all = definitions(text, 0);
        assert_eq!(all.len(), 1);
        assert_eq!((all[0].0.as_str(), text[all[0].1.clone()].trim_end()), ("0001-a.md", "[a]: 0001-a.md \"t\""));
    }
}
