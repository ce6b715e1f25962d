//! The notations that records are written in, told by the ending of a file's name.

use super::blocks::{self, Blocks};
use super::{asciidoc, restructured};

/// A notation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Markup {
    /// Markdown, of whatever dialect.
    Markdown,
    /// AsciiDoc.
    AsciiDoc,
    /// reStructuredText.
    Restructured,
}

/// Endings of names, by what they say.
const ENDINGS: [(&str, Markup); 9] = [
    ("md", Markup::Markdown),
    ("markdown", Markup::Markdown),
    ("mdx", Markup::Markdown),
    ("mdown", Markup::Markdown),
    ("mkd", Markup::Markdown),
    ("adoc", Markup::AsciiDoc),
    ("asciidoc", Markup::AsciiDoc),
    ("asc", Markup::AsciiDoc),
    ("rst", Markup::Restructured),
];

/// The ending behind the notation's of a text that is filled in before it is shown.
const FILLED: &str = ".erb";

impl Markup {
    /// The notation of a file; none if its name promises no text that records are written in.
    pub fn of(path: &str) -> Option<Markup> {
        // Site generators fill in texts first: `0001-x.html.md.erb`.
        let ending = path.strip_suffix(FILLED).unwrap_or(path).rsplit_once('.')?.1;
        ENDINGS.iter().find(|(e, _)| ending.eq_ignore_ascii_case(e)).map(|e| e.1)
    }

    /// All endings with their dots.
    pub(super) fn endings() -> impl Iterator<Item = &'static str> {
        ENDINGS.iter().map(|e| e.0)
    }

    /// The blocks of a text.
    pub(super) fn blocks(self, text: &str, base: usize) -> Blocks {
        match self {
            Markup::Markdown => blocks::blocks(text, base),
            Markup::AsciiDoc => asciidoc::blocks(text, base),
            Markup::Restructured => restructured::blocks(text, base),
        }
    }

    /// The words of a heading as it stands in a text.
    pub(super) fn words(self, heading: &str) -> &str {
        let words = |l: &&str| l.chars().any(char::is_alphanumeric);
        let line = heading.trim().lines().find(words).unwrap_or_default();
        line.trim().trim_start_matches(['#', '=']).trim()
    }

    /// A heading with other words, marked as one is: with signs before it, a line below or lines around it.
    pub(super) fn heading(self, like: &str, words: &str) -> String {
        let like = like.trim();
        let lines: Vec<&str> = like.lines().collect();
        let sign = like.chars().next_back().filter(|c| !c.is_alphanumeric()).unwrap_or('=');
        let line = |sign: char| sign.to_string().repeat(words.chars().count());
        match (self, lines.as_slice()) {
            (Markup::Restructured, [_, _, _, ..]) => format!("{0}\n{words}\n{0}", line(sign)),
            (Markup::Restructured, _) => format!("{words}\n{}", line(sign)),
            (Markup::Markdown, [_, _, ..]) => format!("{words}\n{}", line(sign)),
            _ => {
                let sign = if self == Markup::AsciiDoc && like.starts_with('=') { '=' } else { '#' };
                let marks = like.chars().take_while(|c| *c == sign).count().max(1);
                format!("{} {words}", sign.to_string().repeat(marks))
            }
        }
    }

    /// A link with a text.
    pub(super) fn link(self, text: &str, target: &str) -> String {
        match self {
            Markup::Markdown => format!("[{}]({target})", text.replace('[', "\\[").replace(']', "\\]")),
            Markup::AsciiDoc => format!("xref:{target}[{}]", text.replace(']', "\\]")),
            Markup::Restructured => format!("`{} <{target}>`__", text.replace(['`', '<', '>'], "")),
        }
    }
}
