//! TOML of the same shape as the YAML, into the same tree.

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::parse::Limits;
use super::tree::{Entry, Node, Shape};
use crate::diagnostics::{Code, Diagnostic, Sink};
use crate::text::{FileId, Span};

/// Parses a TOML document into a tree. Errors go to the sink.
pub fn parse_toml(file: FileId, text: &str, limits: Limits, sink: &mut Sink) -> Option<Node> {
    if text.len() > limits.bytes {
        let message = format!("the file has more than {} bytes, the most that are read", limits.bytes);
        sink.error(Code::Limit, Span::new(file, 0, 0), message);
        return None;
    }
    let (table, errors) = DeTable::parse_recoverable(text);
    for error in &errors {
        let range = error.span().unwrap_or(0..0);
        let at = Span::new(file, range.start, range.end);
        sink.push(Diagnostic::error(Code::Syntax, at, format!("not valid TOML: {}", error.message())));
    }
    errors.is_empty().then(|| map(file, table.get_ref(), Span::new(file, 0, text.len())))
}

fn map(file: FileId, table: &DeTable<'_>, span: Span) -> Node {
    let mut entries: Vec<Entry> = Vec::new();
    for (key, value) in table.iter() {
        let at = key.span();
        entries.push(Entry {
            key: key.get_ref().to_string(),
            key_span: Span::new(file, at.start, at.end),
            value: node(file, value),
        });
    }
    // The table is sorted by key; people expect the order that they wrote.
    entries.sort_by_key(|e| e.key_span);
    Node { span, shape: Shape::Map(entries) }
}

fn node(file: FileId, value: &Spanned<DeValue<'_>>) -> Node {
    let span = Span::new(file, value.span().start, value.span().end);
    let scalar = |text: String, plain: bool| Node { span, shape: Shape::Scalar { text, plain } };
    match value.get_ref() {
        DeValue::String(s) => scalar(s.to_string(), false),
        DeValue::Integer(i) => scalar(i.as_str().to_string(), true),
        DeValue::Float(f) => scalar(f.as_str().to_string(), true),
        DeValue::Boolean(b) => scalar(b.to_string(), true),
        DeValue::Datetime(d) => scalar(d.to_string(), false),
        DeValue::Array(items) => Node { span, shape: Shape::List(items.iter().map(|i| node(file, i)).collect()) },
        DeValue::Table(table) => map(file, table, span),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dotted_keys_and_places() {
        let mut sink = Sink::new();
        let text = "mlarch = 1\n[answers]\n\"data.volume\" = \"40 GB\"\n";
        let node = parse_toml(FileId(0), text, Limits::default(), &mut sink).expect("parses");
        let volume = node.get("answers").and_then(|a| a.get("data.volume")).expect("there");
        assert_eq!(volume.text(), Some("40 GB"));
        assert_eq!(&text[volume.span.range()], "\"40 GB\"");
    }

    #[test]
    fn errors_are_placed() {
        let mut sink = Sink::new();
        assert!(parse_toml(FileId(0), "a = \nb = 2\n", Limits::default(), &mut sink).is_none());
        assert!(sink.has_errors());
    }
}
