//! Text to tree. Sizes, depth and alias expansion are bounded, so that a hostile file costs little.

use granit_parser::{Event, Parser, ScalarStyle};

use super::tree::{Entry, Node, Shape};
use crate::diagnostics::{Code, Diagnostic, Sink};
use crate::text::{FileId, Span};

/// Bounds on what a file may hold.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// Largest text in bytes.
    pub bytes: usize,
    /// Deepest nesting.
    pub depth: usize,
    /// Most nodes, counting those that aliases repeat.
    pub nodes: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Limits { bytes: 8 << 20, depth: 64, nodes: 1_000_000 }
    }
}

/// Parses one YAML or JSON document. Errors go to the sink; `None` if no tree could be made.
pub fn parse(file: FileId, text: &str, limits: Limits, sink: &mut Sink) -> Option<Node> {
    let whole = Span::new(file, 0, 0);
    if text.len() > limits.bytes {
        sink.error(
            Code::Limit,
            whole,
            format!("the file has more than {} bytes, the most that are read", limits.bytes),
        );
        return None;
    }
    let mut builder = Builder { file, text, limits, sink, open: Vec::new(), root: None, anchors: Vec::new(), nodes: 0 };
    let mut documents = 0;
    for event in Parser::new_from_str(text) {
        let (event, span) = match event {
            Ok(e) => e,
            Err(error) => {
                let at = error.marker().byte_offset().unwrap_or(text.len()).min(text.len());
                let end = text[at..].chars().next().map_or(at, |c| at + c.len_utf8());
                builder.sink.push(
                    Diagnostic::error(
                        Code::Syntax,
                        Span::new(file, at, end),
                        format!("not valid YAML: {}", ticked(&error.info())),
                    )
                    .help("Check indentation, and quote texts that hold `: `, ` #` or start with a special character"),
                );
                return None;
            }
        };
        let range = span.byte_range().unwrap_or(0..0);
        let span = Span::new(file, range.start, range.end);
        if matches!(event, Event::DocumentStart(..)) {
            documents += 1;
            if documents > 1 {
                builder.sink.error(Code::Syntax, span, "a second document starts here; one file holds one document");
                return None;
            }
        }
        if !builder.event(event, span) {
            return None;
        }
    }
    Some(builder.root.unwrap_or(Node { span: whole, shape: Shape::Scalar { text: String::new(), plain: true } }))
}

struct Open {
    node: Node,
    anchor: usize,
    key: Option<(String, Span)>,
}

struct Builder<'a> {
    file: FileId,
    text: &'a str,
    limits: Limits,
    sink: &'a mut Sink,
    open: Vec<Open>,
    root: Option<Node>,
    anchors: Vec<(usize, Node, usize)>,
    nodes: usize,
}

impl Builder<'_> {
    /// Takes one event; false stops the parse.
    fn event(&mut self, event: Event<'_>, span: Span) -> bool {
        match event {
            Event::Scalar(text, style, anchor, _) => {
                let plain = matches!(style, ScalarStyle::Plain);
                let node = Node { span, shape: Shape::Scalar { text: text.into_owned(), plain } };
                self.finish(node, anchor, 1)
            }
            Event::SequenceStart(_, anchor, _) => self.start(Shape::List(Vec::new()), span, anchor),
            Event::MappingStart(_, anchor, _) => self.start(Shape::Map(Vec::new()), span, anchor),
            Event::SequenceEnd | Event::MappingEnd => {
                let Some(mut top) = self.open.pop() else { return true };
                top.node.span.end = self.trim_end(top.node.span.start, span.end.max(top.node.span.start));
                self.finish(top.node, top.anchor, 0)
            }
            Event::Alias(id) => match self.anchors.iter().find(|a| a.0 == id) {
                Some((_, node, size)) => {
                    let (mut copy, size) = (node.clone(), *size);
                    copy.span = span;
                    self.finish(copy, 0, size)
                }
                None => {
                    self.sink.error(Code::Syntax, span, "an alias inside its own anchor");
                    false
                }
            },
            _ => true,
        }
    }

    /// A block collection ends where its last child does, not at the next token.
    fn trim_end(&self, start: u32, end: u32) -> u32 {
        let text = self.text.get(start as usize..end as usize).unwrap_or("");
        start + text.trim_end().len() as u32
    }

    fn start(&mut self, shape: Shape, span: Span, anchor: usize) -> bool {
        if self.open.len() >= self.limits.depth {
            self.sink.error(Code::Limit, span, format!("nested deeper than {} levels", self.limits.depth));
            return false;
        }
        self.nodes += 1;
        self.open.push(Open { node: Node { span, shape }, anchor, key: None });
        true
    }

    fn finish(&mut self, node: Node, anchor: usize, size: usize) -> bool {
        self.nodes += size;
        if self.nodes > self.limits.nodes {
            self.sink.error(Code::Limit, node.span, format!("more than {} values", self.limits.nodes));
            return false;
        }
        if anchor != 0 {
            self.anchors.push((anchor, node.clone(), count(&node)));
        }
        let Some(top) = self.open.last_mut() else {
            self.root = Some(node);
            return true;
        };
        match (&mut top.node.shape, top.key.take()) {
            (Shape::List(items), _) => items.push(node),
            (Shape::Map(entries), Some((key, key_span))) => {
                if let Some(first) = entries.iter().find(|e| e.key == key) {
                    self.sink.push(
                        Diagnostic::error(Code::DuplicateKey, key_span, format!("the key `{key}` stands twice"))
                            .label("again here")
                            .related(first.key_span, "first here")
                            .help("Keep one of the two, or merge their values"),
                    );
                } else {
                    entries.push(Entry { key, key_span, value: node });
                }
            }
            (Shape::Map(_), None) => match node.shape {
                Shape::Scalar { text, .. } => top.key = Some((text, node.span)),
                _ => {
                    self.sink.error(Code::Type, node.span, "a key must be a text");
                    top.key = Some((String::new(), Span::new(self.file, 0, 0)));
                }
            },
            (Shape::Scalar { .. }, _) => {}
        }
        true
    }
}

fn count(node: &Node) -> usize {
    match &node.shape {
        Shape::Scalar { .. } => 1,
        Shape::List(items) => 1 + items.iter().map(count).sum::<usize>(),
        Shape::Map(entries) => 1 + entries.iter().map(|e| count(&e.value)).sum::<usize>(),
    }
}

/// The parser quotes signs as `` `@' ``, everything here as `` `@` ``.
fn ticked(message: &str) -> String {
    let mut out = String::with_capacity(message.len());
    let mut open = false;
    for c in message.chars() {
        let closes = open && c == '\'';
        out.push(if closes { '`' } else { c });
        open = c == '`' || (open && !closes);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::Files;

    fn try_parse(text: &str) -> (Option<Node>, Vec<String>) {
        let mut files = Files::new();
        let file = files.add("t.yaml", text);
        let mut sink = Sink::new();
        let node = parse(file, text, Limits { bytes: 10_000, depth: 8, nodes: 200 }, &mut sink);
        let found = sink
            .into_sorted()
            .iter()
            .map(|d| format!("{} {}", files.place(d.place.expect("placed")), d.message))
            .collect();
        (node, found)
    }

    #[test]
    fn places_and_types() {
        let (node, found) = try_parse("a: no\nb: [1, 'x']\n");
        let node = node.expect("parses");
        assert!(found.is_empty());
        let a = node.get("a").expect("a");
        assert_eq!((a.text(), a.as_bool(), a.span.range()), (Some("no"), None, 3..5));
        assert_eq!(node.get("b").expect("b").span.range(), 9..17);
    }

    #[test]
    fn duplicate_keys_are_all_reported() {
        let (_, found) = try_parse("a: 1\nb: 2\na: 3\nb: 4\n");
        assert_eq!(found, ["t.yaml:3:1 the key `a` stands twice", "t.yaml:4:1 the key `b` stands twice"]);
    }

    #[test]
    fn hostile_files_are_bounded() {
        let deep = format!("{}{}", "[".repeat(40), "]".repeat(40));
        assert!(try_parse(&deep).1[0].contains("nested deeper"));
        let laughs = "a: &a [x,x,x,x,x,x]\nb: &b [*a,*a,*a,*a,*a,*a]\nc: &c [*b,*b,*b,*b,*b,*b]\nd: [*c,*c,*c]\n";
        assert!(try_parse(laughs).1[0].contains("more than 200 values"), "{:?}", try_parse(laughs).1);
        assert!(try_parse(&"x".repeat(20_000)).1[0].contains("more than"));
    }

    #[test]
    fn syntax_errors_have_a_place() {
        let (node, found) = try_parse("a: [1, 2\nb: 3\n");
        assert!(node.is_none());
        assert!(found[0].starts_with("t.yaml:2:") || found[0].starts_with("t.yaml:3:"), "{found:?}");
    }
}
