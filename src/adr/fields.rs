//! Labelled values: keys of the front matter, lines `Label: value`, rows and columns of tables.

use std::ops::Range;

use super::blocks::Blocks;
use super::fold::fold;
use super::model::{Field, FrontMatter, Label, Source};
use super::status::standing;
use super::words::words;
use crate::diagnostics::Sink;
use crate::text::{FileId, Span, line_end};
use crate::yaml::{Limits, Node, Shape, parse, parse_toml};

/// Bounds for front matter: people write it, so it is small.
const FRONT: Limits = Limits { bytes: 256 << 10, depth: 16, nodes: 20_000 };

/// Colons of a line that are looked at.
const MOST_COLONS: usize = 40;

/// Characters of the longest label.
const LABEL: usize = 48;

/// The front matter at the start of `text[base..]` and where the text after it begins.
pub(super) fn front_matter(file: FileId, text: &str, base: usize) -> Option<(FrontMatter, usize)> {
    let blank = text[base..].len() - text[base..].trim_start().len();
    let start = base + blank;
    let (fence, toml) = match text.get(start..start + 3)? {
        "---" => ("---", false),
        "+++" => ("+++", true),
        _ => return None,
    };
    let first_end = start + text[start..].find('\n')? + 1;
    if text[start..first_end].trim_end() != fence {
        return None;
    }
    let mut at = first_end;
    let (inner, end) = loop {
        let len = text[at..].find('\n').map_or(text.len() - at, |n| n + 1);
        let line = text[at..at + len].trim_end();
        if line == fence || (!toml && line == "...") {
            break (first_end..at, at + len);
        }
        at += len;
        if at >= text.len() {
            return None;
        }
    };
    // A rule above a text is no front matter.
    let keys = text[inner.clone()].lines().any(|l| key_of(l).is_some() || (toml && l.contains('=')));
    if !keys && !text[inner.clone()].trim().is_empty() {
        return None;
    }
    let mut sink = Sink::new();
    let inside = &text[inner.clone()];
    let tree = match toml {
        true => parse_toml(file, inside, FRONT, &mut sink),
        false => parse(file, inside, FRONT, &mut sink),
    };
    // Nor is one above a whole record that has another rule further down.
    let has = |mark: &str| inside.lines().any(|l| l.starts_with(mark));
    if tree.is_none() && has("# ") && has("## ") {
        return None;
    }
    let shift = |s: Span| Span::new(file, s.start as usize + inner.start, s.end as usize + inner.start);
    let mut problems = sink.into_sorted();
    for p in &mut problems {
        p.place = p.place.map(shift);
        p.related.iter_mut().for_each(|r| r.0 = shift(r.0));
    }
    let tree = tree.map(|mut t| {
        shift_node(&mut t, &shift);
        t
    });
    let span = Span::new(file, start, end);
    Some((FrontMatter { span, inner: Span::new(file, inner.start, inner.end), tree, problems, toml }, end))
}

fn shift_node(node: &mut Node, shift: &impl Fn(Span) -> Span) {
    node.span = shift(node.span);
    match &mut node.shape {
        Shape::Scalar { .. } => {}
        Shape::List(items) => items.iter_mut().for_each(|n| shift_node(n, shift)),
        Shape::Map(entries) => entries.iter_mut().for_each(|e| {
            e.key_span = shift(e.key_span);
            shift_node(&mut e.value, shift);
        }),
    }
}

/// The key of a line `key: value`.
fn key_of(line: &str) -> Option<&str> {
    let (key, rest) = line.split_once(':')?;
    let word = !key.is_empty()
        && !key.starts_with([' ', '#', '-'])
        && key.chars().all(|c| c.is_alphanumeric() || "-_ ".contains(c));
    (word && (rest.is_empty() || rest.starts_with([' ', '\r', '\t']))).then_some(key)
}

/// The labelled values of the front matter.
pub(super) fn of_front_matter(front: &FrontMatter, text: &str) -> Vec<Field> {
    let mut out = Vec::new();
    match &front.tree {
        Some(tree) => of_map(tree, &mut out, 0),
        // What cannot be parsed as a whole can still be read line by line.
        None => {
            let mut at = front.inner.start as usize;
            for line in text[front.inner.range()].split_inclusive('\n') {
                if let Some(key) = key_of(line)
                    && let Some(label) = words().labels.get(&fold(key))
                {
                    let value = trim(text, at + key.len() + 1..at + line.len());
                    let unquoted = text[value.clone()].trim_matches(['"', '\'']);
                    out.push(field(
                        front.span.file,
                        *label,
                        at..at + key.len(),
                        value.clone(),
                        unquoted,
                        Source::FrontMatter,
                    ));
                }
                at += line.len();
            }
        }
    }
    out
}

fn of_map(tree: &Node, out: &mut Vec<Field>, depth: usize) {
    for e in tree.entries().unwrap_or_default() {
        let Some(label) = words().labels.get(&fold(&e.key)).copied() else {
            if depth == 0 && matches!(fold(&e.key).as_str(), "adr" | "metadata" | "madr" | "record") {
                of_map(&e.value, out, 1);
            }
            continue;
        };
        let mut push = |span: Span, text: &str| {
            let text = text.to_string();
            out.push(Field { label, name: e.key_span, value: span, text, from: Source::FrontMatter });
        };
        match &e.value.shape {
            Shape::Scalar { .. } if e.value.is_null() => push(e.value.span, ""),
            Shape::Scalar { text, .. } => push(e.value.span, text),
            Shape::List(items) => {
                for item in items {
                    // An item may be a map: its id, its name, or its first value.
                    let scalar = item.text().or_else(|| {
                        let keys = ["id", "adr", "target", "name", "title", "ref"];
                        let named = keys.iter().find_map(|k| item.get(k).and_then(Node::text));
                        named.or_else(|| item.entries()?.first()?.value.text())
                    });
                    push(item.span, scalar.unwrap_or_default());
                }
                if items.is_empty() {
                    push(e.value.span, "");
                }
            }
            // `{accepted}` is a map to YAML.
            Shape::Map(entries) => {
                let keys: Vec<&str> = entries.iter().map(|e| e.key.as_str()).collect();
                push(e.value.span, &format!("{{{}}}", keys.join(", ")));
            }
        }
    }
}

fn field(file: FileId, label: Label, name: Range<usize>, value: Range<usize>, text: &str, from: Source) -> Field {
    Field {
        label,
        name: Span::new(file, name.start, name.end),
        value: Span::new(file, value.start, value.end),
        text: text.to_string(),
        from,
    }
}

/// The range without white space at its ends.
pub(super) fn trim(text: &str, range: Range<usize>) -> Range<usize> {
    let part = &text[range.clone()];
    let start = range.start + (part.len() - part.trim_start().len());
    start..(start + part.trim().len()).max(start)
}

/// The labelled values in the lines of a range.
pub(super) fn of_lines(file: FileId, text: &str, range: Range<usize>, blocks: &Blocks) -> Vec<Field> {
    let mut out: Vec<Field> = Vec::new();
    let mut at = range.start;
    while at < range.end {
        let len = line_end(&text[..range.end], at) - at;
        let line = at..at + len;
        at += len;
        let start = line.start + (text[line.clone()].len() - text[line.clone()].trim_start().len());
        if start >= line.end || blocks.is_hidden(start) || text[start..line.end].starts_with(['|', '#']) {
            continue;
        }
        for (label, name, mut value) in labelled(text, line.clone()) {
            if text[value.clone()].trim_matches(|c: char| c.is_whitespace() || c == '*' || c == '_').is_empty() {
                value = listed(text, line.clone(), range.end).unwrap_or(value);
            }
            let shown = plain_list(&text[value.clone()]);
            out.push(field(file, label, name, value, &shown, Source::Inline));
        }
    }
    out
}

/// The labelled values of a code block that holds nothing else, a status among them.
pub(super) fn of_fence(file: FileId, text: &str, block: Range<usize>) -> Vec<Field> {
    let mut out = Vec::new();
    let mut at = block.start;
    for line in text[block].split_inclusive('\n') {
        let own = at..at + line.len();
        at = own.end;
        let shown = line.trim();
        if shown.is_empty() || shown.starts_with("```") || shown.starts_with("~~~") {
            continue;
        }
        if key_of(line).is_none() {
            return Vec::new();
        }
        let found = labelled(text, own).into_iter();
        out.extend(found.map(|(l, name, v)| field(file, l, name, v.clone(), &text[v], Source::Inline)));
    }
    if out.iter().any(|f: &Field| f.label == Label::Status) { out } else { Vec::new() }
}

/// The lines of a list below a label, further indented or, below a line that is no item, a list at all.
fn listed(text: &str, line: Range<usize>, end: usize) -> Option<Range<usize>> {
    let indent = |l: &str| l.len() - l.trim_start().len();
    let is_item = |l: &str| l.trim_start().starts_with(['-', '*', '+']) && !l.trim_start().starts_with("**");
    let own = &text[line.clone()];
    let (depth, item) = (indent(own), is_item(own));
    let (mut at, mut last) = (line.end, line.end);
    while at < end {
        let len = line_end(&text[..end], at) - at;
        let next = &text[at..at + len];
        let deeper = indent(next) > depth;
        if next.trim().is_empty() {
            if last > line.end {
                break;
            }
        } else if (item && deeper) || (!item && is_item(next) && labelled(text, at..at + len).is_empty()) {
            last = at + len;
        } else {
            break;
        }
        at += len;
    }
    (last > line.end).then(|| trim(text, line.end..last))
}

/// The items of a list with commas between them; other texts as they are.
fn plain_list(text: &str) -> String {
    if !text.contains('\n') {
        return text.to_string();
    }
    let lines = text.lines().map(|l| l.trim().trim_start_matches(['-', '*', '+']).trim());
    lines.filter(|l| !l.is_empty()).collect::<Vec<_>>().join(", ")
}

/// `Label: value` in a line, perhaps several: the label, its bytes and those of the value.
pub(super) fn labelled(text: &str, line: Range<usize>) -> Vec<(Label, Range<usize>, Range<usize>)> {
    let mut out: Vec<(Label, Range<usize>, Range<usize>)> = Vec::new();
    let mut start = line.start + lead(&text[line.clone()]);
    // `:Status: accepted`, as AsciiDoc and reStructuredText have it.
    if text[start..line.end].starts_with(':') && text[start + 1..line.end].starts_with(char::is_alphabetic) {
        start += 1;
    }
    let end = trim(text, line.clone()).end;
    if start >= end {
        return out;
    }
    // The first label stands at the start of the line, with a colon, or in bold letters without.
    let Some((label, name, value)) = first_label(text, start..end) else { return out };
    out.push((label, name, value.clone()));
    start = value.start;
    // More of them after a separator: `Date: 2024-05-01 | Status: accepted`.
    let mut at = start;
    for _ in 0..MOST_COLONS {
        let Some(colon) = text[at..end].find([':', '：']) else { break };
        let colon = at + colon;
        at = colon + 1;
        while !text.is_char_boundary(at) {
            at += 1;
        }
        // A label is short: what stands further back is none of it.
        let back = colon.saturating_sub(2 * LABEL).max(start);
        let back = (back..=colon).find(|b| text.is_char_boundary(*b)).unwrap_or(colon);
        let before = &text[back..colon];
        let from = before.rfind(['|', '·', ',', ';', '.', '•', '—', '–', '/', '(']).map(|i| {
            let c = before[i..].chars().next().map_or(1, char::len_utf8);
            (i, i + c)
        });
        let bold = before.rfind("**").and_then(|close| before[..close].rfind("**")).map(|i| (i, i));
        let bold = bold.or_else(|| before.trim_end().rfind(" **").map(|i| (i, i)));
        let Some((cut, name)) = from.max(bold) else { continue };
        let name = back + name..colon;
        let Some(label) = words().labels.get(&fold(&text[name.clone()])) else { continue };
        if let Some(last) = out.last_mut() {
            last.2 = trim_marks(text, last.2.start..(back + cut).max(last.2.start));
        }
        let value = trim_marks(text, at..end);
        out.push((*label, trim(text, name), value.clone()));
        start = value.start.max(at);
        at = start;
    }
    out
}

/// Marks before the words of a line: quotes, list markers, emphasis, signs.
fn lead(line: &str) -> usize {
    let rest =
        line.trim_start_matches(|c: char| c.is_whitespace() || matches!(c, '>' | '-' | '*' | '+' | '_' | '`' | '~'));
    let rest = rest.strip_prefix("<b>").or_else(|| rest.strip_prefix("<strong>")).unwrap_or(rest);
    // A picture character before the label.
    let skip = rest
        .find(|c: char| c.is_alphanumeric() || matches!(c, '[' | '<' | '!' | '"' | '(' | '{' | '#' | ':'))
        .unwrap_or(rest.len());
    line.len() - rest.len() + if skip <= 8 { skip } else { 0 }
}

fn first_label(text: &str, range: Range<usize>) -> Option<(Label, Range<usize>, Range<usize>)> {
    let line = &text[range.clone()];
    let head_end = line.char_indices().nth(LABEL).map_or(line.len(), |(i, _)| i);
    let head = &line[..head_end];
    let look = |end: usize| words().labels.get(&fold(&line[..end])).copied();
    if let Some(colon) = head.find([':', '：'])
        && let Some(label) = look(colon)
    {
        let sign = line[colon..].chars().next().map_or(1, char::len_utf8);
        let mut value = range.start + colon + sign;
        // `Status:: accepted`
        if text[value..range.end].starts_with(':') {
            value += 1;
        }
        return Some((label, range.start..range.start + colon, trim_marks(text, value..range.end)));
    }
    // `**Date** 2024-05-01`, `**Status** - accepted`
    for mark in ["**", "__", "`", "</b>", "</strong>"] {
        if let Some(close) = head.find(mark).filter(|c| *c > 0)
            && let Some(label) = look(close)
        {
            let value = range.start + close + mark.len();
            return Some((label, range.start..range.start + close, trim_marks(text, value..range.end)));
        }
    }
    // `Status - accepted`, `Status = accepted`
    for dash in [" - ", " – ", " — ", " = "] {
        if let Some(at) = head.find(dash)
            && let Some(label) = look(at).filter(|l| matches!(l, Label::Status | Label::Date))
        {
            return Some((
                label,
                range.start..range.start + at,
                trim_marks(text, range.start + at + dash.len()..range.end),
            ));
        }
    }
    None
}

/// The range without white space, emphasis and separators around its text.
fn trim_marks(text: &str, range: Range<usize>) -> Range<usize> {
    if range.start >= range.end {
        return range.end..range.end;
    }
    let part = &text[range.clone()];
    let skipped = part.trim_start_matches(|c: char| c.is_whitespace() || matches!(c, '*' | '_' | '-' | '–' | '—'));
    let start = range.end - skipped.len();
    let kept = skipped.trim_end_matches(|c: char| c.is_whitespace() || matches!(c, '\\' | '|' | '·' | '•'));
    let kept = kept.strip_suffix("<br>").or_else(|| kept.strip_suffix("<br/>")).unwrap_or(kept).trim_end();
    start..start + kept.len()
}

/// The labelled values in the tables of a range: `| Status | accepted |`, or labels as the header.
pub(super) fn of_tables(file: FileId, text: &str, range: Range<usize>, blocks: &Blocks) -> Vec<Field> {
    let mut out = Vec::new();
    let label = |t: &str| words().labels.get(&fold(t)).copied();
    for table in &blocks.tables {
        let inside = table.first().and_then(|r| r.first()).is_some_and(|c| range.contains(&c.range.start));
        if !inside {
            continue;
        }
        let header: Vec<Option<Label>> = table[0].iter().map(|c| label(&c.text)).collect();
        // `accepted` is a label, but below `Status` it is the status.
        let says = |t: &str| header.first() == Some(&Some(Label::Status)) && standing(t).is_some();
        let by_column = table.len() > 1
            && header.iter().flatten().count() >= 2
            && !table[1..].iter().any(|r| r.first().is_some_and(|c| label(&c.text).is_some() && !says(&c.text)));
        if by_column {
            for (label, cell) in header.iter().zip(&table[1]) {
                if let Some(label) = label {
                    let value = cell_range(text, &cell.range);
                    out.push(field(
                        file,
                        *label,
                        cell.range.start..cell.range.start,
                        value,
                        cell.text.trim(),
                        Source::Table,
                    ));
                }
            }
            continue;
        }
        for row in table.iter().filter(|r| r.len() >= 2) {
            if let Some(label) = label(&row[0].text) {
                let value = cell_range(text, &row[1].range);
                out.push(field(
                    file,
                    label,
                    trim(text, row[0].range.clone()),
                    value,
                    row[1].text.trim(),
                    Source::Table,
                ));
            }
        }
    }
    out
}

/// The bytes of a cell without bars, spaces and marks of code.
fn cell_range(text: &str, range: &Range<usize>) -> Range<usize> {
    let part = &text[range.clone()];
    let skipped = part.trim_start_matches(|c: char| c.is_whitespace() || matches!(c, '|' | '`' | '*' | '_'));
    let start = range.end - skipped.len();
    start..start + skipped.trim_end_matches(|c: char| c.is_whitespace() || matches!(c, '|' | '`' | '*' | '_')).len()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(text: &str) -> Vec<String> {
        let found = labelled(text, 0..text.len());
        found.iter().map(|(l, _, v)| format!("{}={}", l.word(), &text[v.clone()])).collect()
    }

    #[test]
    fn labels_in_lines() {
        for (text, wanted) in [
            ("Status: accepted", "status=accepted"),
            ("* Status: accepted", "status=accepted"),
            ("- **Status:** accepted  ", "status=accepted"),
            ("**Status**: accepted\\", "status=accepted"),
            ("**Status** accepted", "status=accepted"),
            ("> **Status: `accepted`, by the board.**", "status=`accepted`, by the board.**"),
            ("* statut : proposé", "status=proposé"),
            ("状态：已接受", "status=已接受"),
            ("Status - draft", "status=draft"),
            ("📅 **Date:** 2024-05-01", "date=2024-05-01"),
            ("Date: 2024-05-01 . Status: accepted", "date=2024-05-01 status=accepted"),
            ("**Date:** 2024-05-01 | **Status:** accepted", "date=2024-05-01 status=accepted"),
            ("**Status:** accepted **Date:** 2024-05-01", "status=accepted date=2024-05-01"),
            ("Superseded by: [3. X](3-x.md)", "superseded_by=[3. X](3-x.md)"),
            (":Status: accepted", "status=accepted"),
            (":revdate: 2024-05-01", "date=2024-05-01"),
            ("The status is good: see below", ""),
        ] {
            assert_eq!(lines(text).join(" "), wanted, "{text}");
        }
    }

    #[test]
    fn front_matter_keeps_its_places() {
        let text = "\u{feff}---\n# a note\nstatus: \"accepted\"\ndeciders: [Ana, Bo]\n---\n\n# X\n";
        let (front, end) = front_matter(FileId(0), text, 3).expect("there");
        assert_eq!(&text[end..], "\n# X\n");
        let fields = of_front_matter(&front, text);
        let shown: Vec<_> = fields.iter().map(|f| (f.label, f.text.as_str(), &text[f.value.range()])).collect();
        let wanted = [
            (Label::Status, "accepted", "\"accepted\""),
            (Label::Deciders, "Ana", "Ana"),
            (Label::Deciders, "Bo", "Bo"),
        ];
        assert_eq!(shown, wanted);
    }

    #[test]
    fn front_matter_that_is_not_yaml_is_read_by_lines() {
        let text = "---\nauthor: @ana\nstatus: Accepted\n---\n# X\n";
        let (front, _) = front_matter(FileId(0), text, 0).expect("there");
        assert!(front.tree.is_none() && !front.problems.is_empty());
        let fields = of_front_matter(&front, text);
        assert_eq!(fields[1].text, "Accepted");
        assert_eq!(&text[fields[1].value.range()], "Accepted");
        assert!(front_matter(FileId(0), "---\n\n# X\n\n---\n", 0).is_none());
    }

    #[test]
    fn lists_below_a_label() {
        let text = "- **Deciders**:\n  - Ana\n  - Bo\n- Date: 2024-05-01\n";
        let blocks = super::super::blocks::blocks(text, 0);
        let fields = of_lines(FileId(0), text, 0..text.len(), &blocks);
        assert_eq!((fields[0].label, fields[0].text.as_str()), (Label::Deciders, "Ana, Bo"));
        assert_eq!((fields[1].label, fields[1].text.as_str()), (Label::Date, "2024-05-01"));
    }
}
