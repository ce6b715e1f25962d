//! The blocks of a reStructuredText: headings, lists, links, and what readers do not see.

use std::ops::Range;

use super::blocks::{Blocks, Heading, Item, RawLink};
use super::model::LinkKind;
use crate::text::line_end;

/// A line with its bytes.
struct Line<'a> {
    text: &'a str,
    range: Range<usize>,
}

impl Line<'_> {
    fn indent(&self) -> usize {
        self.text.len() - self.text.trim_start().len()
    }

    fn is_blank(&self) -> bool {
        self.text.trim().is_empty()
    }
}

/// Reads the blocks of `text[base..]`, line by line.
pub(super) fn blocks(text: &str, base: usize) -> Blocks {
    let mut lines = Vec::new();
    let mut at = base;
    while at < text.len() {
        let start = at;
        at = line_end(text, at);
        lines.push(Line { text: text[start..at].trim_end(), range: start..at });
    }
    let mut out = Blocks::default();
    // Signs of headings in the order in which they first came, with a line above or without.
    let mut levels: Vec<(char, bool)> = Vec::new();
    let mut i = 0;
    while i < lines.len() {
        let over = adornment(lines[i].text).is_some();
        let words = i + usize::from(over);
        let under = lines.get(words + 1).and_then(|l| adornment(l.text));
        let fits = lines.get(words).is_some_and(|l| {
            let short = lines.get(words + 1).is_some_and(|u| u.text.len() + 2 >= l.text.trim().chars().count());
            !l.is_blank() && adornment(l.text).is_none() && short && (over || l.indent() == 0)
        });
        if let (Some(sign), true) = (under, fits && (!over || adornment(lines[i].text) == under)) {
            let level = levels.iter().position(|l| *l == (sign, over)).unwrap_or_else(|| {
                levels.push((sign, over));
                levels.len() - 1
            });
            let range = lines[i].range.start..lines[words + 1].range.end;
            let level = (level + 1).min(6) as u8;
            out.headings.push(Heading { level, range, text: shown(lines[words].text) });
            i = words + 2;
            continue;
        }
        let line = &lines[i];
        if line.text.trim_start().starts_with("..") && !is_visible(line.text) {
            let end = below(&lines, i);
            out.hidden.push(line.range.start..lines[end - 1].range.end);
            if let Some((name, target)) = line.text.trim().strip_prefix(".. _").and_then(|l| l.split_once(": ")) {
                link(&mut out.links, line.range.clone(), name, target.trim());
            }
            i = end;
            continue;
        }
        if let Some((depth, from)) = item(line.text) {
            let end = below(&lines, i);
            // What is further indented belongs to the item, but for items in it.
            let own = (i + 1..end).take_while(|j| item(lines[*j].text).is_none() && !lines[*j].is_blank());
            let mut words = shown(&line.text[from..]);
            for j in own {
                words.push(' ');
                words.push_str(&shown(lines[j].text));
            }
            out.items.push(Item { range: line.range.start..lines[end - 1].range.end, depth, text: words });
        }
        links(text, line.range.clone(), &mut out.links);
        if line.text.ends_with("::") && item(line.text).is_none() {
            let end = below(&lines, i);
            if end > i + 1 {
                out.hidden.push(lines[i + 1].range.start..lines[end - 1].range.end);
            }
            i = end;
            continue;
        }
        i += 1;
    }
    out
}

/// The sign of a line that is nothing else, three times at least.
fn adornment(line: &str) -> Option<char> {
    let sign = line.chars().next().filter(|c| "=-`:'\"~^_*+#<>.".contains(*c))?;
    (line.len() >= 3 && line.chars().all(|c| c == sign)).then_some(sign)
}

/// Directives whose text readers see as such.
fn is_visible(line: &str) -> bool {
    let name = line.trim_start().trim_start_matches("..").trim_start();
    ["note::", "warning::", "important::", "tip::", "hint::", "caution::", "attention::", "admonition::"]
        .iter()
        .any(|d| name.starts_with(d))
}

/// The line after those that are further indented than this one.
fn below(lines: &[Line<'_>], at: usize) -> usize {
    let depth = lines[at].indent();
    let mut end = at + 1;
    let mut last = end;
    while let Some(l) = lines.get(end).filter(|l| l.is_blank() || l.indent() > depth) {
        end += 1;
        if !l.is_blank() {
            last = end;
        }
    }
    last
}

/// The depth of an item and where its words begin.
fn item(line: &str) -> Option<(usize, usize)> {
    let inner = line.trim_start();
    let lead = line.len() - inner.len();
    let digits = inner.bytes().take_while(u8::is_ascii_digit).count();
    let mark = match inner.as_bytes().get(digits)? {
        b'*' | b'-' | b'+' if digits == 0 => 1,
        b'#' if digits == 0 && inner.starts_with("#.") => 2,
        b'.' | b')' if digits > 0 => digits + 1,
        _ => return None,
    };
    inner[mark..].starts_with(' ').then_some((1 + lead / 2, lead + mark + 1))
}

fn link(out: &mut Vec<RawLink>, range: Range<usize>, text: &str, target: &str) {
    let text = text.trim().to_string();
    out.push(RawLink { kind: LinkKind::Inline, range, text, target: target.to_string() });
}

/// The links of a line: `` `text <file>`_ ``, `` :doc:`text <file>` ``, `` :doc:`file` ``.
fn links(text: &str, range: Range<usize>, out: &mut Vec<RawLink>) {
    let line = &text[range.clone()];
    let mut at = 0;
    while let Some(open) = line[at..].find('`').map(|i| at + i) {
        // Two marks are code.
        if line[open..].starts_with("``") {
            at = line[open + 2..].find("``").map_or(line.len(), |n| open + n + 4);
            continue;
        }
        let Some(close) = line[open + 1..].find('`').map(|n| open + 1 + n) else { break };
        let inner = &line[open + 1..close];
        let doc = line[..open].ends_with(":doc:");
        let role = line[..open].ends_with(':');
        let from = if doc { open - ":doc:".len() } else { open };
        let marks = line[close + 1..].bytes().take_while(|b| *b == b'_').count();
        let place = range.start + from..range.start + close + 1 + marks;
        let named = inner.split_once('<').and_then(|(words, rest)| Some((words, rest.strip_suffix('>')?)));
        match named {
            // `text <name_>`_ leads to the target that a line `.. _name:` gives, which is a link by itself.
            Some((_, target)) if !doc && target.ends_with('_') => {}
            Some((words, target)) if doc || (!role && marks > 0) => link(out, place, words, target.trim()),
            None if doc => link(out, place, inner, inner.trim()),
            _ => {}
        }
        at = close + 1 + marks;
    }
}

/// Words without marks of emphasis.
fn shown(text: &str) -> String {
    text.trim().replace("``", "").trim_matches(['*', '`']).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blocks_of_restructured_text() {
        let text = "=========\n3. Queues\n=========\n\n:Status: Accepted\n\nContext\n-------\n\n- one `ADR 1 <0001-a.rst>`_\n  more\n\n  - two\n\n.. code-block:: sh\n\n   Decision\n   --------\n\nSee :doc:`0002-b`, `c <c_>`_ and ``x <y>``.\n\nDecision\n--------\n\nShow::\n\n   hidden\n\n.. _ADR 4: 0004-d.rst\n";
        let b = blocks(text, 0);
        let heads: Vec<_> = b.headings.iter().map(|h| (h.level, h.text.as_str())).collect();
        assert_eq!(heads, [(1, "3. Queues"), (2, "Context"), (2, "Decision")]);
        assert_eq!(b.items[0].text, "one `ADR 1 <0001-a.rst>`_ more");
        assert_eq!((b.items.len(), b.items[1].depth), (2, 2));
        let links: Vec<_> = b.links.iter().map(|l| (l.text.as_str(), l.target.as_str())).collect();
        assert_eq!(links, [("ADR 1", "0001-a.rst"), ("0002-b", "0002-b"), ("ADR 4", "0004-d.rst")]);
        assert!(b.is_hidden(text.find("   hidden").expect("there")));
        assert!(blocks("===\n", 0).headings.is_empty());
        assert_eq!(blocks("Use queues\n##########\n", 0).headings[0].text, "Use queues");
    }
}
