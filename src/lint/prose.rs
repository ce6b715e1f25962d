//! What readers of a record see: its text without comments and, mostly, without code.

use std::ops::Range;

use super::context::Context;
use crate::adr::{Adr, Section, Standing};
use crate::text::{Span, line_end};

/// The lines of a range without code and comments, each with its first byte. A comment ends its line.
pub(super) fn lines<'a>(
    ctx: &Context<'a>,
    adr: &'a Adr,
    range: Range<usize>,
) -> impl Iterator<Item = (usize, &'a str)> + use<'a> {
    let text = &ctx.text(adr.file)[..range.end];
    let hidden = &adr.hidden;
    let mut at = range.start;
    let mut next = hidden.partition_point(|h| h.end as usize <= at);
    std::iter::from_fn(move || {
        while at < text.len() {
            let start = at;
            at = line_end(text, at);
            let mut line = text[start..at].trim_end();
            let from = start + line.len() - line.trim_start().len();
            while hidden.get(next).is_some_and(|h| h.end as usize <= from) {
                next += 1;
            }
            if let Some(h) = hidden.get(next) {
                let cut = h.start as usize;
                if cut <= from {
                    continue;
                }
                if cut < start + line.len() {
                    line = text[start..cut].trim_end();
                }
            }
            return Some((start, line));
        }
        None
    })
}

/// Whether readers see nothing in a range. Code is something, a comment is not.
pub(super) fn is_blank(ctx: &Context<'_>, adr: &Adr, range: Range<usize>) -> bool {
    let text = ctx.text(adr.file);
    let mut at = range.start;
    let from = adr.hidden.partition_point(|h| h.end as usize <= at);
    for h in adr.hidden[from..].iter().map(|h| h.range()).take_while(|h| h.start < range.end) {
        let comment = &text[h.clone()];
        if !text[at.min(h.start)..h.start].trim().is_empty() || !comment.trim_start().starts_with("<!--") {
            return false;
        }
        // A line that begins with a comment may go on after it.
        if comment.rfind("-->").is_some_and(|i| !comment[i + 3..].trim().is_empty()) {
            return false;
        }
        at = h.end;
    }
    at >= range.end || text[at..range.end].trim().is_empty()
}

/// A section's own words in one line, without marks of lists and quotes; at most about `most` bytes.
pub(super) fn brief(ctx: &Context<'_>, adr: &Adr, section: &Section, most: usize) -> String {
    let mut out = String::new();
    for (_, line) in lines(ctx, adr, section.own.range()) {
        let line = bare(line);
        if line.is_empty() {
            continue;
        }
        if !out.is_empty() {
            out.push(' ');
        }
        out.push_str(line);
        if out.len() > most {
            break;
        }
    }
    out
}

/// A line without the marks of lists, quotes and emphasis around it.
pub(super) fn bare(line: &str) -> &str {
    // Most lines have none, or that of a list.
    let item = ["- ", "* "].iter().find_map(|m| line.strip_prefix(m)).unwrap_or(line);
    if let [first, .., last] = item.as_bytes()
        && first.is_ascii_alphabetic()
        && (last.is_ascii_alphanumeric() || matches!(last, b'.' | b',' | b':'))
    {
        return item;
    }
    let line = line.trim().trim_start_matches(['>', ' ', '\t']);
    let item = line.trim_start_matches(|c: char| c.is_ascii_digit());
    let line = match item.strip_prefix([')', '.']) {
        Some(rest) if item.len() < line.len() && rest.starts_with(' ') => rest,
        _ => line,
    };
    let line = ["- ", "* ", "+ "].iter().find_map(|m| line.strip_prefix(m)).unwrap_or(line);
    line.trim().trim_matches(['*', '_']).trim()
}

/// Whether a section has others in it.
pub(super) fn has_parts(section: &Section) -> bool {
    section.own.end < section.body.end
}

/// The sections in a section: those of the highest level that follow, with their places in the record.
pub(super) fn parts(adr: &Adr, of: usize) -> impl Iterator<Item = &Section> {
    let s = &adr.sections[of];
    let level = adr.sections.get(of + 1).map_or(7, |n| n.level);
    let inside = adr.sections[of + 1..].iter().take_while(|n| n.heading.start < s.body.end);
    inside.filter(move |n| n.level == level)
}

/// Whether a byte of a line stands in inline code.
pub(super) fn in_code(line: &str, at: usize) -> bool {
    line.as_bytes()[..at].iter().filter(|b| **b == b'`').count() % 2 == 1
}

/// The bytes of a record: its file, or its part of a file with several.
pub(super) fn whole(ctx: &Context<'_>, adr: &Adr) -> Range<usize> {
    adr.part.map_or(0..ctx.text(adr.file).len(), |p| p.range())
}

/// The same without the front matter.
pub(super) fn body(ctx: &Context<'_>, adr: &Adr) -> Range<usize> {
    let whole = whole(ctx, adr);
    adr.front_matter.as_ref().map_or(whole.start, |f| f.span.end as usize)..whole.end
}

/// Some bytes of a record.
pub(super) fn span(adr: &Adr, start: usize, len: usize) -> Span {
    Span::new(adr.file, start, start + len)
}

/// The decision holds.
pub(super) fn in_force(adr: &Adr) -> bool {
    adr.status().and_then(|s| s.standing).is_some_and(Standing::in_force)
}

/// Nobody works on the record any more, or it is still being written: gaps in it are none.
pub(super) fn is_history_or_draft(adr: &Adr) -> bool {
    adr.status()
        .and_then(|s| s.standing)
        .is_some_and(|s| s.ended() || matches!(s, Standing::Draft | Standing::Deferred))
}
