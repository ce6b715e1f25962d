//! The blocks of an AsciiDoc text: headings, lists, tables, links, and what readers do not see.

use std::ops::Range;

use super::blocks::{Blocks, Cell, Heading, Item, RawLink};
use super::fields::trim;
use super::model::LinkKind;
use crate::text::line_end;

/// Lines that begin and end blocks whose text is no prose.
const FENCES: [&str; 5] = ["----", "....", "++++", "////", "```"];

/// Reads the blocks of `text[base..]`, line by line.
pub(super) fn blocks(text: &str, base: usize) -> Blocks {
    let mut out = Blocks::default();
    let mut at = base;
    // What the open block began with, and where.
    let mut fence: Option<(&str, usize)> = None;
    let mut table: Option<Table> = None;
    let mut columns = 0;
    while at < text.len() {
        let start = at;
        at = line_end(text, at);
        let line = text[start..at].trim_end();
        if let Some((mark, from)) = fence {
            if line == mark {
                out.hidden.push(from..at);
                fence = None;
            }
            continue;
        }
        if let Some(mark) = FENCES.iter().find(|f| line.starts_with(**f)) {
            let own = &line[..line.len() - line.trim_start_matches(&mark[..1]).len()];
            if own.len() == line.len() || *mark == "```" {
                fence = Some((if *mark == "```" { own } else { line }, start));
                continue;
            }
        }
        if line.starts_with("|===") {
            match table.take() {
                Some(t) => out.tables.push(t.rows(columns)),
                None => table = Some(Table::default()),
            }
            continue;
        }
        if let Some(t) = &mut table {
            t.line(text, start..start + line.len());
            links(text, start..start + line.len(), &mut out.links);
            continue;
        }
        if line.starts_with("//") {
            out.hidden.push(start..at);
            continue;
        }
        if let Some(named) = line.strip_prefix("[cols=") {
            columns = columns_of(named);
            continue;
        }
        if let Some((level, from)) = heading(line) {
            let shown = line[from..].trim().trim_end_matches(['=', '#']).trim().to_string();
            out.headings.push(Heading { level, range: start..at, text: shown });
            continue;
        }
        if let Some((depth, from)) = item(line) {
            let range = start + from..start + line.len();
            out.items.push(Item { range: start..at, depth, text: shown(&text[range]) });
        } else if let (Some(last), false) = (out.items.last_mut(), line.trim().is_empty()) {
            // A line that goes on with an item.
            if last.range.end == start && !line.starts_with(['[', '.', ':']) {
                last.range.end = at;
                last.text.push(' ');
                last.text.push_str(&shown(line));
            }
        }
        links(text, start..start + line.len(), &mut out.links);
    }
    if let Some((_, from)) = fence {
        out.hidden.push(from..text.len());
    }
    out.tables.extend(table.map(|t| t.rows(columns)));
    out
}

/// The level of a heading and where its words begin.
fn heading(line: &str) -> Option<(u8, usize)> {
    let mark = line.chars().next().filter(|c| matches!(c, '=' | '#'))?;
    let level = line.len() - line.trim_start_matches(mark).len();
    let words = line[level..].starts_with(' ') && !line[level..].trim().is_empty();
    (level <= 6 && words).then_some((level as u8, level))
}

/// The depth of an item and where its words begin: `* a`, `** b`, `. c`, `1. d`, `- e`.
fn item(line: &str) -> Option<(usize, usize)> {
    let inner = line.trim_start();
    let lead = line.len() - inner.len();
    let mark = inner.chars().next().filter(|c| matches!(c, '*' | '-' | '.' | '0'..='9'))?;
    let depth = match mark {
        '0'..='9' => {
            let digits = inner.bytes().take_while(u8::is_ascii_digit).count();
            return inner[digits..].starts_with(". ").then_some((1, lead + digits + 2));
        }
        '-' => 1,
        mark => inner.len() - inner.trim_start_matches(mark).len(),
    };
    (depth <= 5 && inner[depth..].starts_with(' ')).then_some((depth, lead + depth + 1))
}

/// `"1,3"`, `"2*"`: how many columns.
fn columns_of(named: &str) -> usize {
    let inner = named.trim_matches(['"', '\'', ']']);
    let inner = inner.split(['"', '\'']).next().unwrap_or(inner);
    match inner.split_once('*') {
        Some((n, _)) => n.trim().parse().unwrap_or(0),
        None => inner.split([',', ';']).count(),
    }
}

/// The cells of a table, with the ends of rows where they are told by lines.
#[derive(Default)]
struct Table {
    lines: Vec<Vec<Cell>>,
}

impl Table {
    fn line(&mut self, text: &str, range: Range<usize>) {
        let line = &text[range.clone()];
        let mut cells = Vec::new();
        let starts: Vec<usize> = line.match_indices('|').map(|(i, _)| i).collect();
        for (n, from) in starts.iter().enumerate() {
            let to = starts.get(n + 1).copied().unwrap_or(line.len());
            let inside = trim(text, range.start + from + 1..range.start + to);
            cells.push(Cell { text: shown(&text[inside.clone()]), range: inside });
        }
        if !cells.is_empty() {
            self.lines.push(cells);
        }
    }

    /// Rows as lines have them; where each line has one cell, as many as there are columns.
    fn rows(self, columns: usize) -> Vec<Vec<Cell>> {
        if columns < 2 || self.lines.iter().any(|l| l.len() > 1) {
            return self.lines;
        }
        let mut out: Vec<Vec<Cell>> = Vec::new();
        for cell in self.lines.into_iter().flatten() {
            match out.last_mut().filter(|r| r.len() < columns) {
                Some(row) => row.push(cell),
                None => out.push(vec![cell]),
            }
        }
        out
    }
}

/// The links of a line: `xref:file[text]`, `link:file[text]`, `https://x[text]`, `<<file#,text>>`, `image::file[]`.
fn links(text: &str, range: Range<usize>, out: &mut Vec<RawLink>) {
    let line = &text[range.clone()];
    let mut at = 0;
    while at < line.len() {
        let rest = &line[at..];
        let Some(c) = rest.chars().next() else { break };
        let begins = at == 0 || !line[..at].ends_with(|c: char| c.is_alphanumeric());
        let macros = ["xref:", "link:", "image::", "image:", "https://", "http://"];
        let mark = macros.iter().find(|m| begins && rest.starts_with(**m));
        if let Some(mark) = mark {
            let web = mark.ends_with('/');
            let from = if web { 0 } else { mark.len() };
            let end = rest[from..].find(|c: char| c == '[' || c.is_whitespace()).map_or(rest.len(), |n| from + n);
            let close = rest[end..].starts_with('[').then(|| rest[end..].find(']')).flatten();
            // Without an ending it is the id of a place, which may be in any part of the book.
            let id = *mark == "xref:" && !rest[from..end].contains(['.', '/', '#']);
            if let Some(close) = close.filter(|_| !id) {
                let image = mark.starts_with("image");
                out.push(RawLink {
                    kind: if image { LinkKind::Image } else { LinkKind::Inline },
                    range: range.start + at..range.start + at + end + close + 1,
                    text: shown(&rest[end + 1..end + close]),
                    target: rest[from..end].to_string(),
                });
                at += end + close + 1;
                continue;
            }
            at += end.max(1);
            continue;
        }
        if let Some(inner) = rest.strip_prefix("<<").and_then(|r| r.split_once(">>").map(|(i, _)| i)) {
            let (target, words) = inner.split_once(',').unwrap_or((inner, inner));
            // What leads within the page is named by ids that only its own tools know.
            if target.contains(['.', '/']) {
                out.push(RawLink {
                    kind: LinkKind::Inline,
                    range: range.start + at..range.start + at + inner.len() + 4,
                    text: words.trim().to_string(),
                    target: target.trim().trim_end_matches('#').to_string(),
                });
            }
            at += inner.len() + 4;
            continue;
        }
        at += c.len_utf8();
    }
}

/// Words without marks of emphasis, and of links their text.
fn shown(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text.trim();
    while let Some(at) = ["xref:", "link:"].iter().filter_map(|m| rest.find(m)).min() {
        let Some(open) = rest[at..].find('[') else { break };
        let Some(close) = rest[at + open..].find(']') else { break };
        out.push_str(&rest[..at]);
        out.push_str(&rest[at + open + 1..at + open + close]);
        rest = &rest[at + open + close + 1..];
    }
    out.push_str(rest);
    out.trim_matches(['*', '_', '`']).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blocks_of_asciidoc() {
        let text = "= 3. Use queues\n:status: accepted\n\n// == no\n== Context\n\n* one xref:0001-a.adoc[ADR 1]\n** two\nmore\n----\n== no\n----\n[cols=\"1,1\"]\n|===\n|Status\n|Accepted\n|===\n\nSee link:x.adoc[X], xref:r-003-load[] and <<0002-b.adoc#,B>>.\n";
        let b = blocks(text, 0);
        let heads: Vec<_> = b.headings.iter().map(|h| (h.level, h.text.as_str())).collect();
        assert_eq!(heads, [(1, "3. Use queues"), (2, "Context")]);
        assert_eq!(
            b.items.iter().map(|i| (i.depth, i.text.as_str())).collect::<Vec<_>>(),
            [(1, "one ADR 1"), (2, "two more")]
        );
        assert_eq!(b.tables[0][0].iter().map(|c| c.text.as_str()).collect::<Vec<_>>(), ["Status", "Accepted"]);
        let links: Vec<_> =
            b.links.iter().map(|l| (l.text.as_str(), l.target.as_str(), &text[l.range.clone()])).collect();
        assert_eq!(links[0], ("ADR 1", "0001-a.adoc", "xref:0001-a.adoc[ADR 1]"));
        assert_eq!((links[1].1, links[2].1), ("x.adoc", "0002-b.adoc"));
        assert!(b.is_hidden(text.find("== no").expect("there")));
        assert_eq!(blocks("----\nopen", 0).hidden.len(), 1);
    }
}
