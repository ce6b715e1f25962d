//! Quotes around values that YAML cannot read without them.

use crate::diagnostics::{Change, Sink};
use crate::text::Span;
use crate::yaml::{Limits, parse};

/// Changes that put values of `text`, the front matter at `place`, into quotes, so that it can be parsed; none if that
/// is not enough.
pub(super) fn quoted(place: Span, text: &str) -> Option<Vec<Change>> {
    let mut changes = Vec::new();
    let mut mended = String::with_capacity(text.len() + 40);
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let (start, end) = value(line);
        let old = &line[start..end];
        let new = in_quotes(old);
        mended.push_str(&line[..start]);
        mended.push_str(new.as_deref().unwrap_or(old));
        mended.push_str(&line[end..]);
        let from = place.start as usize + at;
        changes.extend(new.map(|n| Change::new(Span::new(place.file, from + start, from + end), n)));
        at += line.len();
    }
    let mut sink = Sink::new();
    let read = parse(place.file, &mended, Limits::default(), &mut sink);
    (read.is_some() && sink.is_empty() && !changes.is_empty()).then_some(changes)
}

/// The bytes of the value in a line `key: value` or `- value`.
fn value(line: &str) -> (usize, usize) {
    let end = line.trim_end().len();
    let lead = line.len() - line.trim_start().len();
    let from = match line[lead..].strip_prefix("- ") {
        Some(_) => lead + 2,
        None => line.find(": ").filter(|c| lead == 0 && *c > 0).map_or(end, |c| c + 2),
    };
    let from = from.min(end);
    let blank = line[from..end].len() - line[from..end].trim_start().len();
    (from + blank, end)
}

/// A value in quotes, or a list of such, if it needs them.
fn in_quotes(value: &str) -> Option<String> {
    if value.contains(['"', '\\']) {
        return None;
    }
    let sign = |v: &str| v.starts_with(['@', '`', '%']);
    if let Some(items) = value.strip_prefix('[').and_then(|v| v.strip_suffix(']')) {
        let items: Vec<&str> = items.split(',').map(str::trim).collect();
        let nested = items.iter().any(|i| i.contains(['[', ']', '{', '}', '\'']));
        let one = |i: &&str| if sign(i) { format!("\"{i}\"") } else { (*i).to_string() };
        return (!nested && items.iter().any(|i| sign(i)))
            .then(|| format!("[{}]", items.iter().map(one).collect::<Vec<_>>().join(", ")));
    }
    let plain = !value.starts_with(['\'', '[', '{', '|', '>', '&', '*', '!', '#']);
    let colon = value.contains(": ") || value.ends_with(':');
    // What comes after ` #` is a comment.
    (sign(value) || (plain && colon)).then_some(())?;
    (!value.contains(" #")).then(|| format!("\"{value}\""))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::FileId;

    fn mended(text: &str) -> Option<String> {
        let changes = quoted(Span::new(FileId(0), 0, text.len()), text)?;
        let mut out = text.to_string();
        for c in changes.iter().rev() {
            out.replace_range(c.span.range(), &c.text);
        }
        Some(out)
    }

    #[test]
    fn only_what_needs_quotes_gets_them() {
        let text = "a: @ana\r\nb: [@bo, cy]\r\nc:\r\n  - @di\r\n  - ed\r\nd: x: y\r\ne: 'z: z'\r\n";
        let wanted = "a: \"@ana\"\r\nb: [\"@bo\", cy]\r\nc:\r\n  - \"@di\"\r\n  - ed\r\nd: \"x: y\"\r\ne: 'z: z'\r\n";
        assert_eq!(mended(text).as_deref(), Some(wanted));
        assert_eq!(mended("a: b\n"), None);
        assert_eq!(mended("a: @b\n  c: [\n"), None);
    }
}
