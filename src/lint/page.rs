//! The page of a rule: documentation, and examples that are run as tests.

use pulldown_cmark::{CodeBlockKind, Event, HeadingLevel, Parser, Tag, TagEnd};

/// What an example shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// The rule finds something.
    Bad,
    /// No rule of the default persona finds anything.
    Good,
    /// What fixing the example before it gives.
    Fixed,
}

/// A file of an example.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExampleFile {
    /// The path as written: `docs/adr/0001-x.md`, or `base:` before it for another state of the file.
    pub path: String,
    /// Its text.
    pub text: String,
}

/// An example.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Example {
    /// What it shows.
    pub kind: Kind,
    /// Its heading.
    pub title: String,
    /// Its files.
    pub files: Vec<ExampleFile>,
    /// What is found, one finding per line.
    pub findings: Option<String>,
}

/// The page of a rule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page {
    /// The heading: code and name.
    pub title: String,
    /// The first paragraph.
    pub summary: String,
    /// The examples in their order.
    pub examples: Vec<Example>,
}

impl Page {
    /// Reads a page. Headings of the second level that begin with "Bad", "Good" or "Fixed" open an example; code
    /// blocks whose info line is a language and a path are its files, one of `text` alone is what is found.
    pub fn read(text: &str) -> Page {
        let mut page = Page { title: String::new(), summary: String::new(), examples: Vec::new() };
        let (mut level, mut words, mut info, mut code) = (None, String::new(), None::<String>, String::new());
        for event in Parser::new(text) {
            match event {
                Event::Start(Tag::Heading { level: l, .. }) => {
                    level = Some(l);
                    words.clear();
                }
                Event::End(TagEnd::Heading(l)) => {
                    level = None;
                    if l == HeadingLevel::H1 {
                        page.title = words.trim().to_string();
                    }
                    if l == HeadingLevel::H2 {
                        page.examples.extend(opens(words.trim()));
                    }
                    words.clear();
                }
                Event::End(TagEnd::Paragraph) => {
                    if page.summary.is_empty() {
                        page.summary = words.trim().to_string();
                    }
                    words.clear();
                }
                Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(i))) => {
                    info = Some(i.to_string());
                    code.clear();
                }
                Event::End(TagEnd::CodeBlock) => {
                    if let (Some(i), Some(e)) = (info.take(), page.examples.last_mut()) {
                        match i.split_once(' ') {
                            Some((_, path)) => {
                                e.files.push(ExampleFile { path: path.trim().to_string(), text: code.clone() });
                            }
                            None if i == "text" => e.findings = Some(code.clone()),
                            None => {}
                        }
                    }
                }
                Event::Text(t) if info.is_some() => code.push_str(&t),
                Event::Text(t) | Event::Code(t) if level.is_some() || page.summary.is_empty() => words.push_str(&t),
                Event::SoftBreak | Event::HardBreak => words.push(' '),
                _ => {}
            }
        }
        page
    }
}

fn opens(title: &str) -> Option<Example> {
    let kind = match title.split([' ', ':']).next()? {
        "Bad" => Kind::Bad,
        "Good" => Kind::Good,
        "Fixed" => Kind::Fixed,
        _ => return None,
    };
    Some(Example { kind, title: title.to_string(), files: Vec::new(), findings: None })
}
