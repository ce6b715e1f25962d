//! Comments in a text that keep findings quiet, each with its reason.

use super::rules::{find, level_of};
use crate::adr::Adr;
use crate::diagnostics::{Change, Code, Diagnostic, Fix, Mark};
use crate::text::{FileId, Span, line_end};
use crate::yaml::Shape;

/// What a comment keeps quiet.
#[derive(Debug)]
pub(super) struct Suppression {
    /// Codes, in the form that levels take.
    codes: Vec<String>,
    /// The bytes of the lines that it covers.
    covers: (u32, u32),
    /// Why.
    reason: String,
    /// The bytes of the comment.
    pub(super) span: Span,
    used: bool,
}

/// The suppressions of one file, and names in them that nobody knows.
#[derive(Debug, Default)]
pub(super) struct Suppressions {
    pub(super) list: Vec<Suppression>,
    pub(super) unknown: Vec<(Span, String)>,
}

/// Reads the comments of a text, and the front matter of a record.
pub(super) fn read(file: FileId, text: &str, adr: Option<&Adr>) -> Suppressions {
    let mut out = Suppressions::default();
    let mut from = 0;
    // Comments that an `enable` may end.
    let mut open: Vec<usize> = Vec::new();
    while let Some(at) = text[from..].find("mlarch-").map(|n| from + n) {
        from = at + "mlarch-".len();
        let before = text[..at].trim_end_matches([' ', '\t']);
        let close = match before {
            b if b.ends_with("<!--") => "-->",
            b if b.ends_with("{/*") => "*/}",
            b if b.ends_with('#') && adr.is_none() => "\n",
            _ => continue,
        };
        let line = text[..at].rfind('\n').map_or(0, |n| n + 1);
        let end = text[at..].find(close).map_or(text.len(), |n| at + n);
        let words = &text[from..end];
        let mark = match close {
            "\n" => before.len() - 1,
            "-->" => before.len() - 4,
            _ => before.len() - 3,
        };
        let span = Span::new(file, mark, if close == "\n" { end } else { (end + close.len()).min(text.len()) });
        // An example in a code block is none.
        if adr.is_some_and(|_| fenced(text, line)) {
            continue;
        }
        let (covers, rest) = if let Some(rest) = words.strip_prefix("disable-next-line") {
            let mut start = line_end(text, span.end as usize);
            // Blank lines between the comment and what it speaks of do not count.
            while start < text.len() && text[start..line_end(text, start)].trim().is_empty() {
                start = line_end(text, start);
            }
            ((start, line_end(text, start.min(text.len()))), rest)
        } else if let Some(rest) = words.strip_prefix("disable-line") {
            ((line, line_end(text, at)), rest)
        } else if let Some(rest) = words.strip_prefix("disable-file") {
            ((0, text.len() + 1), rest)
        } else if let Some(rest) = words.strip_prefix("disable") {
            open.push(out.list.len());
            ((at, text.len() + 1), rest)
        } else if let Some(rest) = words.strip_prefix("enable") {
            let (codes, ..) = codes(rest);
            for i in open.drain(..) {
                if codes.is_empty() || out.list[i].codes.iter().any(|c| codes.contains(c)) {
                    out.list[i].covers.1 = at as u32;
                }
            }
            continue;
        } else {
            continue;
        };
        if !rest.starts_with([' ', '\t', '\n', '\r']) {
            continue;
        }
        let (codes, unknown, reason) = codes(rest);
        out.unknown.extend(unknown.map(|u| (span, u)));
        if codes.is_empty() {
            if open.last() == Some(&out.list.len()) {
                open.pop();
            }
            continue;
        }
        let covers = (covers.0 as u32, covers.1 as u32);
        out.list.push(Suppression { codes, covers, reason, span, used: false });
    }
    front_matter(adr, text.len(), &mut out);
    out
}

/// `mlarch: {ignore: {A302: reason}}`, or a list of codes.
fn front_matter(adr: Option<&Adr>, len: usize, out: &mut Suppressions) {
    let Some(node) = adr.and_then(Adr::own).and_then(|m| m.get("ignore")) else { return };
    let entries: Vec<(Span, &str, &str)> = match &node.shape {
        Shape::Map(list) => {
            list.iter().map(|e| (e.key_span, e.key.as_str(), e.value.text().unwrap_or_default())).collect()
        }
        Shape::List(list) => list.iter().filter_map(|n| Some((n.span, n.text()?, ""))).collect(),
        Shape::Scalar { text, .. } => vec![(node.span, text.as_str(), "")],
    };
    for (span, code, reason) in entries {
        match level_of(code) {
            Ok(code) => out.list.push(Suppression {
                codes: vec![code],
                covers: (0, len as u32 + 1),
                reason: reason.trim().to_string(),
                span,
                used: false,
            }),
            Err(_) => out.unknown.push((span, code.to_string())),
        }
    }
}

/// Whether a line stands in a fenced code block.
fn fenced(text: &str, line: usize) -> bool {
    let mut fence: Option<&str> = None;
    for l in text[..line].lines().map(str::trim_start) {
        let mark = ["```", "~~~"].into_iter().find(|m| l.starts_with(m));
        match (fence, mark) {
            (None, Some(m)) => fence = Some(m),
            (Some(f), Some(m)) if f == m => fence = None,
            _ => {}
        }
    }
    fence.is_some()
}

/// The codes at the start of a text, a word there that looks like a code and is none, and the reason after them.
fn codes(rest: &str) -> (Vec<String>, Option<String>, String) {
    let mut codes = Vec::new();
    let mut left = rest.trim_start();
    while !left.is_empty() {
        let end = left.find(|c: char| c.is_whitespace() || matches!(c, ',' | ':')).unwrap_or(left.len());
        let word = &left[..end];
        match level_of(word) {
            Ok(code) if !word.is_empty() => codes.push(code),
            _ if codes.is_empty() => return (codes, Some(word.to_string()), String::new()),
            _ => break,
        }
        let after = left[end..].trim_start();
        if let Some(reason) = after.strip_prefix(':') {
            left = reason;
            break;
        }
        left = after.trim_start_matches(',').trim_start();
    }
    let reason = left.trim().trim_start_matches(['-', '–', '—', ':']).trim();
    (codes, None, reason.to_string())
}

impl Suppressions {
    /// Marks a finding if a comment covers it.
    pub(super) fn mark(&mut self, d: &mut Diagnostic) {
        let (Code::Rule(rule), Some(place)) = (d.code, d.place) else { return };
        let about = |s: &Suppression| s.codes.iter().any(|c| c == "ALL" || rule.code.starts_with(c.as_str()));
        let covers = |s: &Suppression| s.covers.0 <= place.start && place.start < s.covers.1.max(s.covers.0 + 1);
        for s in self.list.iter_mut().filter(|s| about(s) && covers(s)) {
            s.used = true;
            d.mark.get_or_insert_with(|| Mark::Suppressed(s.reason.clone()));
        }
    }

    /// Suppressions of rules that ran and found nothing there.
    pub(super) fn unused<'s>(&'s self, ran: &'s dyn Fn(&str) -> bool) -> impl Iterator<Item = &'s Suppression> {
        self.list.iter().filter(move |s| !s.used && s.codes.iter().all(|c| ran(c)))
    }

    /// Suppressions without a reason.
    pub(super) fn unexplained(&self) -> impl Iterator<Item = &Suppression> {
        self.list.iter().filter(|s| s.reason.is_empty())
    }
}

impl Suppression {
    /// The codes for people.
    pub(super) fn codes(&self) -> String {
        let name = |c: &String| find(c).map_or_else(|| c.clone(), |r| format!("{} ({})", r.code(), r.name.name));
        self.codes.iter().map(name).collect::<Vec<_>>().join(", ")
    }

    /// Takes the comment out, with its line if nothing else stands there.
    pub(super) fn removal(&self, text: &str) -> Option<Fix> {
        let range = self.span.range();
        if !matches!(text.get(range.clone())?.as_bytes(), [b'<' | b'{' | b'#', ..]) {
            return None;
        }
        let start = text[..range.start].rfind('\n').map_or(0, |n| n + 1);
        let end = line_end(text, range.end);
        let alone = text[start..range.start].trim().is_empty() && text[range.end..end].trim().is_empty();
        let span = if alone { Span::new(self.span.file, start, end) } else { self.span };
        Some(Fix::safe("Take the comment out", vec![Change::new(span, "")]))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_name_codes_and_a_reason() {
        assert_eq!(
            codes(" A302, A204: waiting for the team "),
            (vec!["A302".into(), "A204".into()], None, "waiting for the team".into())
        );
        assert_eq!(codes(" A302 -- old"), (vec!["A302".into()], None, "old".into()));
        assert_eq!(codes(" title-id-mismatch kept"), (vec!["A004".into()], None, "kept".into()));
        assert_eq!(codes(" A999x y").1, Some("A999x".into()));
    }

    #[test]
    fn what_comments_cover() {
        let text = "a\n<!-- mlarch-disable-next-line A004: x -->\n\nb\n<!-- mlarch-disable A1 -->\nc\n<!-- mlarch-enable -->\nd\n";
        let found = read(FileId(0), text, None).list;
        let covered: Vec<&str> = found.iter().map(|s| &text[s.covers.0 as usize..s.covers.1 as usize]).collect();
        assert_eq!(covered[0], "b\n");
        assert!(
            covered[1].contains("\nc\n") && !covered[1].contains('d'.to_string().repeat(2).as_str()),
            "{covered:?}"
        );
        assert!(!covered[1].ends_with("d\n"));
    }
}
