//! Markdown: text of others as plain text, anchors, tidy pages.

use crate::text::on_one_line;

/// Text of others as plain text in Markdown: one line, nothing in it is markup, HTML or a table cell
/// border.
pub(super) fn escape(text: &str) -> String {
    let text = on_one_line(text);
    let mut out = String::with_capacity(text.len() + 8);
    let digits = text.len() - text.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    let numbered = digits > 0 && [". ", ") "].iter().any(|m| format!("{} ", &text[digits..]).starts_with(m));
    // All marks are single bytes; what stands between them is copied whole.
    let mut copied = 0;
    for (at, byte) in text.bytes().enumerate() {
        let with = match byte {
            b'\\' => "\\\\",
            b'`' => "\\`",
            b'*' => "\\*",
            b'[' => "\\[",
            b']' => "\\]",
            b'|' => "\\|",
            b'~' => "\\~",
            b'$' => "\\$",
            b'<' => "&lt;",
            b'>' => "&gt;",
            b'&' => "&amp;",
            b'_' if !is_inside_a_word(&text, at) => "\\_",
            // At the start these make headings, lists and quotes.
            b'-' if at == 0 => "\\-",
            b'+' if at == 0 => "\\+",
            b'#' if at == 0 => "\\#",
            b'=' if at == 0 => "\\=",
            b'.' if numbered && at == digits => "\\.",
            b')' if numbered && at == digits => "\\)",
            _ => continue,
        };
        out.push_str(&text[copied..at]);
        out.push_str(with);
        copied = at + 1;
    }
    out.push_str(&text[copied..]);
    out
}

/// Whether the characters beside a byte are letters or digits: there an underscore is no mark.
fn is_inside_a_word(text: &str, at: usize) -> bool {
    let beside = [text[..at].chars().next_back(), text[at + 1..].chars().next()];
    beside.iter().all(|c| c.is_some_and(char::is_alphanumeric))
}

/// The anchor that GitHub gives a heading.
pub(super) fn anchor(heading: &str) -> String {
    let lower = heading.to_lowercase().replace(' ', "-");
    lower.chars().filter(|c| c.is_alphanumeric() || matches!(c, '-' | '_')).collect()
}

/// The text without trailing spaces, with single empty lines only, none at its start and one line end
/// at its end. Fenced code stays as it is.
pub(super) fn tidy(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let (mut empty, mut fence) = (true, false);
    for line in text.lines() {
        if line.trim_start().starts_with("```") {
            fence = !fence;
        }
        let line = if fence { line } else { line.trim_end() };
        if line.is_empty() && empty && !fence {
            continue;
        }
        empty = line.is_empty();
        match fence || !line.starts_with('|') {
            true => out.push_str(line),
            false => row(line, &mut out),
        }
        out.push('\n');
    }
    out.truncate(out.trim_end().len());
    out.push('\n');
    out
}

/// A row of a table with one space around each cell.
fn row(line: &str, out: &mut String) {
    let inner = line.trim_start_matches('|');
    out.push('|');
    let (mut start, mut before) = (0, ' ');
    for (at, c) in inner.char_indices() {
        if c == '|' && before != '\\' {
            let cell = inner[start..at].trim();
            out.push_str(if cell.is_empty() { " |" } else { " " });
            if !cell.is_empty() {
                out.push_str(cell);
                out.push_str(" |");
            }
            start = at + 1;
        }
        before = c;
    }
    out.push_str(inner[start..].trim_end());
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hostile_text_stays_text() {
        assert_eq!(escape("<script>|a|\n# x"), "&lt;script&gt;\\|a\\| # x");
        assert_eq!(escape("# not a heading"), "\\# not a heading");
        assert_eq!(escape("[x](http://y) *b* `c`"), "\\[x\\](http://y) \\*b\\* \\`c\\`");
        assert_eq!(escape("1. x"), "1\\. x");
        assert_eq!(escape("57.4 and data_volume, _x_"), "57.4 and data_volume, \\_x\\_");
    }

    #[test]
    fn pages_are_tidy() {
        assert_eq!(tidy("\n\n# a  \n\n\n\nb\n\n"), "# a\n\nb\n");
        assert_eq!(tidy("|  | a\\|b  |c |\n| --- |---: |\n"), "| | a\\|b | c |\n| --- | ---: |\n");
        assert_eq!(tidy("```text\na\n\n\nb \n```\n\n\n"), "```text\na\n\n\nb \n```\n");
    }

    #[test]
    fn anchors_are_those_of_github() {
        assert_eq!(anchor("Serving and application"), "serving-and-application");
        assert_eq!(anchor("C++ & co."), "c--co");
    }
}
