//! From the text of a file to a record.

use std::ops::Range;

use super::fields;
use super::fold::fold;
use super::model::{Adr, MOST_BYTES, Other, Reading, Role, Unreadable};
use super::piece::{Piece, examined};
use super::place::{Place, place};
use super::several::several;
use crate::text::{FileId, Span};

/// Reads one file. `path` is as the user knows it, with `/` or `\`; `file` names the text in all spans.
///
/// Time and memory grow linearly with the text. Nothing panics, whatever the text.
pub fn read(file: FileId, path: &str, text: &str) -> Reading {
    let path = path.replace('\\', "/");
    let place = place(&path, file);
    if let Some(own) = place.as_folder(file)
        && let Some(adr) = parse(file, &path, text, own, false).filter(decides)
    {
        return Reading::Adr(Box::new(adr));
    }
    if let Some(other) = place.other {
        return Reading::Other(other);
    }
    let expected = place.is_adr() || (place.folder > 0 && place.id.is_some());
    let lost = |why| if expected { Reading::Unreadable(why) } else { Reading::Other(Other::NoRecord) };
    if text.len() > MOST_BYTES {
        return lost(Unreadable::Large(text.len()));
    }
    if let Some(at) = memchr::memchr(0, text.as_bytes()) {
        return lost(Unreadable::Binary(at));
    }
    if text.trim_start_matches('\u{feff}').trim().is_empty() {
        return lost(Unreadable::Empty);
    }
    let companion = place.maybe_companion;
    if let Some(list) = several(file, &path, text, &place) {
        return Reading::Several(list);
    }
    match parse(file, &path, text, place, false) {
        Some(adr) => Reading::Adr(Box::new(adr)),
        None if companion => Reading::Other(Other::Companion),
        None => lost(Unreadable::NothingFound),
    }
}

/// Whether the page of a folder is a record, and no list of what else is in the folder.
fn decides(adr: &Adr) -> bool {
    let has = |role| adr.section(role).is_some();
    has(Role::Decision) && (has(Role::Context) || has(Role::Options) || has(Role::Consequences))
}

/// Reads a template as if it were a record; none if it has no sections.
pub fn read_template(file: FileId, path: &str, text: &str) -> Option<Adr> {
    let path = path.replace('\\', "/");
    let adr = parse(file, &path, text, place(&path, file), true)?;
    (!adr.sections.is_empty()).then_some(adr)
}

fn parse(file: FileId, path: &str, text: &str, place: Place<'_>, any: bool) -> Option<Adr> {
    let bom = text.starts_with('\u{feff}');
    let start = if bom { '\u{feff}'.len_utf8() } else { 0 };
    let (fenced, outer) = unwrap_fence(text, start);
    let front = fields::front_matter(file, &text[..outer.end], outer.start);
    let (front, base) = front.map_or((None, outer.start), |(f, end)| (Some(f), end));
    let fenced = fenced.map(|r| Span::new(file, r.start, r.end));
    let (adr, real) = examined(file, path, text, &place, Piece { body: base..outer.end, front, fenced, bom });
    (any || real).then_some(adr)
}

/// The opening line of a fence around the whole text, and the range inside it.
fn unwrap_fence(text: &str, start: usize) -> (Option<Range<usize>>, Range<usize>) {
    let whole = (None, start..text.len());
    let open = start + (text[start..].len() - text[start..].trim_start().len());
    let marks = text[open..].bytes().take_while(|b| *b == b'`').count();
    if marks < 3 {
        return whole;
    }
    let Some(line) = text[open..].find('\n') else { return whole };
    let info = text[open + marks..open + line].trim();
    let inside = open + line + 1;
    let close = text.trim_end().rfind('\n').map_or(inside, |n| n + 1);
    let last = text[close.max(inside)..].trim();
    let closes = last.len() >= marks && last.bytes().all(|b| b == b'`');
    let record = text[inside..].trim_start().starts_with(['#', '-']);
    if !matches!(fold(info).as_str(), "" | "markdown" | "md" | "mdx") || !record || (closes && close < inside) {
        return whole;
    }
    // A first block that closes earlier is an ordinary code block.
    let fence = "`".repeat(marks);
    let mut open_inside = false;
    let end = if closes { close } else { text.len() };
    for l in text[inside..end].lines().map(str::trim_end).filter(|l| l.starts_with(&fence)) {
        let bare = l.bytes().all(|b| b == b'`');
        if bare && !open_inside {
            return whole;
        }
        open_inside = !bare;
    }
    if closes { (Some(open..open + line), inside..close) } else { whole }
}
