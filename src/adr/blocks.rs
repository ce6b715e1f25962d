//! The blocks of a Markdown text with their bytes: headings, lists, tables, links, and what is hidden
//! from readers (code, comments).

use std::borrow::Cow;
use std::ops::Range;

use pulldown_cmark::{CodeBlockKind, Event, LinkType, Options, Parser, Tag, TagEnd};

use super::model::LinkKind;
use super::nesting::{is_markdown, left_open, unnested};

/// Characters that are kept of an item or a cell.
const KEPT: usize = 600;

/// A heading.
#[derive(Debug)]
pub(super) struct Heading {
    pub(super) level: u8,
    pub(super) range: Range<usize>,
    pub(super) text: String,
}

/// An item of a list.
#[derive(Debug)]
pub(super) struct Item {
    pub(super) range: Range<usize>,
    /// Lists around it; 1 for a list in no other.
    pub(super) depth: usize,
    /// Its own text, without the lists in it.
    pub(super) text: String,
}

/// A cell of a table.
#[derive(Debug)]
pub(super) struct Cell {
    pub(super) range: Range<usize>,
    pub(super) text: String,
}

/// A link in the bytes of the text.
#[derive(Debug)]
pub(super) struct RawLink {
    pub(super) kind: LinkKind,
    pub(super) range: Range<usize>,
    pub(super) text: String,
    pub(super) target: String,
}

/// The blocks of a text.
#[derive(Debug, Default)]
pub(super) struct Blocks {
    pub(super) headings: Vec<Heading>,
    pub(super) items: Vec<Item>,
    /// Rows of tables; the first of a table is its header.
    pub(super) tables: Vec<Vec<Vec<Cell>>>,
    pub(super) links: Vec<RawLink>,
    /// Code blocks and comments, in order.
    pub(super) hidden: Vec<Range<usize>>,
    /// The line of the code fence that is never closed.
    pub(super) open_fence: Option<Range<usize>>,
}

impl Blocks {
    /// Whether a byte stands in code or a comment.
    pub(super) fn is_hidden(&self, at: usize) -> bool {
        let next = self.hidden.partition_point(|h| h.end <= at);
        self.hidden.get(next).is_some_and(|h| h.start <= at)
    }

    /// The links that begin within a range.
    pub(super) fn links_in(&self, range: Range<usize>) -> &[RawLink] {
        let from = self.links.partition_point(|l| l.range.start < range.start);
        let to = self.links.partition_point(|l| l.range.start < range.end);
        &self.links[from..to.max(from)]
    }

    /// The items of the outermost lists that begin within a range.
    pub(super) fn items_in(&self, range: Range<usize>) -> impl Iterator<Item = &Item> {
        let from = self.items.partition_point(|i| i.range.start < range.start);
        let inside = self.items[from..].iter().take_while(move |i| i.range.start < range.end);
        inside.filter(|i| i.depth == 1)
    }
}

/// Reads the blocks of `text[base..]`.
pub(super) fn blocks(text: &str, base: usize) -> Blocks {
    let (out, examples) = plain_blocks(text, base);
    if examples && let Cow::Owned(plain) = unnested(text) {
        let (mut out, _) = plain_blocks(&plain, base);
        // Whoever reads the page elsewhere still sees what is left open by the letter.
        let open = left_open(&text[base..]).map(|r| r.start + base..r.end + base);
        out.open_fence = open.or(out.open_fence);
        return out;
    }
    out
}

/// The blocks of `text[base..]` by the letter of CommonMark, and whether some code in it is Markdown itself.
fn plain_blocks(text: &str, base: usize) -> (Blocks, bool) {
    let body = &text[base..];
    let mut examples = false;
    let mut out = Blocks::default();
    let mut heading: Option<String> = None;
    let mut open_items: Vec<(usize, String, bool)> = Vec::new();
    let mut cell: Option<String> = None;
    let mut open_links: Vec<(usize, String)> = Vec::new();
    let mut quotes = 0_usize;
    let parser = Parser::new_ext(body, Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH);
    for (event, range) in parser.into_offset_iter() {
        let range = range.start + base..range.end + base;
        match event {
            Event::Start(tag) => match tag {
                Tag::Heading { .. } => heading = Some(String::new()),
                Tag::BlockQuote(_) => quotes += 1,
                Tag::Item => {
                    out.items.push(Item { range, depth: open_items.len() + 1, text: String::new() });
                    open_items.push((out.items.len() - 1, String::new(), false));
                }
                // What follows a list within an item is no longer the item's own text.
                Tag::List(_) => {
                    if let Some(item) = open_items.last_mut() {
                        item.2 = true;
                    }
                }
                Tag::Table(_) => out.tables.push(Vec::new()),
                Tag::TableHead | Tag::TableRow => {
                    if let Some(t) = out.tables.last_mut() {
                        t.push(Vec::new());
                    }
                }
                Tag::TableCell => cell = Some(String::new()),
                Tag::CodeBlock(kind) => {
                    if let CodeBlockKind::Fenced(info) = &kind {
                        examples |= is_markdown(info.trim());
                        out.open_fence = open_fence(text, &range);
                    }
                    out.hidden.push(range);
                }
                Tag::HtmlBlock if text[range.clone()].trim_start().starts_with("<!--") => out.hidden.push(range),
                Tag::Link { link_type, dest_url, .. } => {
                    let kind = match link_type {
                        LinkType::Inline => LinkKind::Inline,
                        LinkType::Autolink | LinkType::Email => LinkKind::Auto,
                        _ => LinkKind::Reference,
                    };
                    out.links.push(RawLink { kind, range, text: String::new(), target: dest_url.into_string() });
                    open_links.push((out.links.len() - 1, String::new()));
                }
                Tag::Image { dest_url, .. } => {
                    let target = dest_url.into_string();
                    out.links.push(RawLink { kind: LinkKind::Image, range, text: String::new(), target });
                    open_links.push((out.links.len() - 1, String::new()));
                }
                _ => {}
            },
            Event::End(tag) => match tag {
                TagEnd::Heading(level) => {
                    let text = heading.take().unwrap_or_default();
                    // What is quoted or part of a list is an example, no part of the record.
                    if quotes == 0 && open_items.is_empty() {
                        out.headings.push(Heading { level: level as u8, range, text });
                    }
                }
                TagEnd::BlockQuote(_) => quotes = quotes.saturating_sub(1),
                TagEnd::Item => {
                    if let Some((i, text, _)) = open_items.pop() {
                        out.items[i].text = text;
                    }
                }
                TagEnd::TableCell => {
                    let text = cell.take().unwrap_or_default();
                    if let Some(row) = out.tables.last_mut().and_then(|t| t.last_mut()) {
                        row.push(Cell { range, text });
                    }
                }
                TagEnd::Link | TagEnd::Image => {
                    if let Some((i, text)) = open_links.pop() {
                        out.links[i].text = text;
                    }
                }
                _ => {}
            },
            Event::InlineHtml(html) if html.starts_with("<!--") => out.hidden.push(range),
            Event::Text(_) | Event::Code(_) | Event::SoftBreak | Event::HardBreak => {
                let piece: &str = match &event {
                    Event::Text(t) | Event::Code(t) => t,
                    _ => " ",
                };
                let sinks = [heading.as_mut(), cell.as_mut()];
                let item = open_items.last_mut().filter(|i| !i.2).map(|i| &mut i.1);
                for sink in sinks.into_iter().chain([item]).flatten() {
                    push(sink, piece);
                }
                for (_, link) in &mut open_links {
                    push(link, piece);
                }
            }
            _ => {}
        }
    }
    (out, examples)
}

/// The line of a fence that runs to the end of the text because nothing closes it.
fn open_fence(text: &str, block: &Range<usize>) -> Option<Range<usize>> {
    if !text[block.end..].trim().is_empty() {
        return None;
    }
    let inside = &text[block.clone()];
    let mark = inside.chars().next().filter(|c| matches!(c, '`' | '~'))?;
    let marks = inside.len() - inside.trim_start_matches(mark).len();
    let first = inside.find('\n').unwrap_or(inside.len());
    // A fence in a quote is closed in the quote.
    let last = inside[first..].trim_end().rsplit('\n').next().unwrap_or_default();
    let last = last.trim_start_matches([' ', '\t', '>']).trim_end();
    let closed = last.len() >= marks && last.chars().all(|c| c == mark);
    (!closed).then(|| block.start..block.start + inside[..first].trim_end().len())
}

fn push(sink: &mut String, piece: &str) {
    if sink.len() < KEPT {
        let end = (KEPT..KEPT + 4).find(|i| piece.is_char_boundary(*i)).unwrap_or(piece.len());
        sink.push_str(&piece[..end.min(piece.len())]);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blocks_know_their_bytes() {
        let text = "x\n# A *b*\n\n- one [l](t.md)\n  - two\n- three\n\n| a | b |\n|---|---|\n| c | d |\n\n<!-- Status: no -->\n\n```\n# no\n```\n";
        let b = blocks(text, 2);
        assert_eq!(b.headings.len(), 1);
        assert_eq!((b.headings[0].text.as_str(), &text[b.headings[0].range.clone()]), ("A b", "# A *b*\n"));
        let items: Vec<_> = b.items_in(0..text.len()).map(|i| i.text.as_str()).collect();
        assert_eq!(items, ["one l", "three"]);
        assert_eq!(b.tables[0][1][1].text, "d");
        assert_eq!(&text[b.tables[0][1][0].range.clone()].trim(), &"c");
        assert_eq!((b.links[0].text.as_str(), b.links[0].target.as_str()), ("l", "t.md"));
        assert!(b.is_hidden(text.find("Status").expect("there")));
        assert!(b.is_hidden(text.find("# no").expect("there")));
        assert!(!b.is_hidden(text.find("three").expect("there")));
    }
}
