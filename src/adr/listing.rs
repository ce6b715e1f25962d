//! A table of the records of a log, kept between two marks of a page.

use std::ops::Range;

use super::log::{Collection, Log};
use super::model::Adr;
use super::paths::folder_of;
use super::supersede::relative;
use crate::text::{line_end, one_line};

/// Stands before the table.
pub const BEGIN: &str = "<!-- mlarch:begin index -->";

/// Stands behind the table.
pub const END: &str = "<!-- mlarch:end index -->";

/// A page with its table brought up to date.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listing {
    /// The whole text of the page.
    pub text: String,
    /// The page was like this already.
    pub current: bool,
}

/// The page with the table of these logs between its marks. A page without marks gets them at its end; one that is
/// empty gets a title too. All other bytes stay. `path` is that of the page, which the links start from.
pub fn listing(all: &Collection, logs: &[&Log], path: &str, page: &str) -> Listing {
    let end = if page.contains("\r\n") { "\r\n" } else { "\n" };
    let table = table(all, logs, path).replace('\n', end);
    let text = match region(page) {
        Some(inside) => {
            let line = if page[..inside.start].ends_with('\n') { "" } else { end };
            format!("{}{line}{table}{}", &page[..inside.start], &page[inside.end..])
        }
        None => {
            let before = if page.trim().is_empty() {
                format!("# Architecture decision records{end}")
            } else {
                let line = if page.ends_with('\n') { "" } else { end };
                format!("{page}{line}")
            };
            format!("{before}{end}{BEGIN}{end}{table}{END}{end}")
        }
    };
    Listing { current: text == page, text }
}

/// The bytes between the marks of a page, from the line after the first to the line of the second.
pub fn region(page: &str) -> Option<Range<usize>> {
    let begin = page.find(BEGIN)? + BEGIN.len();
    let line = line_end(page, begin);
    let stop = begin + page[begin..].find(END)?;
    let start = line.min(stop);
    // The blanks before the second mark are its own.
    let inside = page[start..stop].trim_end_matches([' ', '\t']).len();
    Some(start..start + inside)
}

/// The logs that a page lists: those of its folder, or of the folders right below if its own has none.
pub fn logs_of<'c>(all: &'c Collection, path: &str) -> Vec<&'c Log> {
    let folder = folder_of(path);
    let here: Vec<&Log> = all.logs.iter().filter(|l| l.folder == folder).collect();
    if !here.is_empty() {
        return here;
    }
    let below = |l: &&Log| !l.folder.is_empty() && folder_of(&l.folder) == folder;
    all.logs.iter().filter(below).collect()
}

/// The table: ids that lead to the records, titles, and statuses and dates where records have them.
pub fn table(all: &Collection, logs: &[&Log], path: &str) -> String {
    let mut sorted: Vec<&&Log> = logs.iter().collect();
    sorted.sort_by(|a, b| (&a.folder, &a.family).cmp(&(&b.folder, &b.family)));
    let records: Vec<&Adr> = sorted.iter().flat_map(|l| &l.members).map(|m| &all.adrs[*m]).collect();
    let with_status = records.iter().any(|a| a.status().is_some());
    let with_date = records.iter().any(|a| a.date().is_some());
    let mut out = String::with_capacity(100 * (records.len() + 2));
    let mut row = |cells: [&str; 4]| {
        let kept = [true, true, with_status, with_date];
        for (cell, _) in cells.iter().zip(kept).filter(|c| c.1) {
            out.push_str("| ");
            out.push_str(cell);
            out.push(' ');
        }
        out.push_str("|\n");
    };
    row(["ID", "Title", "Status", "Date"]);
    row(["--", "-----", "------", "----"]);
    for a in records {
        let id = format!("[{}]({})", cell(&a.id.text), relative(path, &a.path));
        let status = a.status().map_or_else(String::new, |s| cell(&s.word));
        let date = a.date().map_or_else(String::new, |d| cell(&d.day.iso()));
        row([&id, &cell(&a.title.value), &status, &date]);
    }
    out
}

/// A text as a cell: on one line, without signs that Markdown would read.
fn cell(text: &str) -> String {
    let text = one_line(text);
    let mut out = String::with_capacity(text.len() + 4);
    let mut before = ' ';
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        // Within a word `_` is a letter.
        let inner = c == '_' && before.is_alphanumeric() && chars.peek().is_some_and(|n| n.is_alphanumeric());
        if matches!(c, '\\' | '|' | '[' | ']' | '*' | '`' | '<' | '_') && !inner {
            out.push('\\');
        }
        out.push(c);
        before = c;
    }
    out
}

#[cfg(test)]
mod tests {
    use super::super::read::read;
    use super::*;
    use crate::text::FileId;

    fn all(files: &[(&str, &str)]) -> Collection {
        let readings =
            files.iter().zip(0..).map(|((p, t), i)| ((*p).to_string(), read(FileId(i), p, t))).collect::<Vec<_>>();
        Collection::new(readings, &|id| files[id.0 as usize].1)
    }

    fn two() -> Collection {
        all(&[
            (
                "d/adr/0001-a.md",
                "# 1. Use a | b [c]\n\nDate: 2024-05-01\n\n## Status\n\nAccepted\n\n## Decision\n\nx\n",
            ),
            ("d/adr/0002 b (old).md", "# 2. Use *snake_case*\n\n## Status\n\nRejected\n\n## Decision\n\nx\n"),
        ])
    }

    const TABLE: &str = "| ID | Title | Status | Date |\n| -- | ----- | ------ | ---- |\n\
        | [0001](adr/0001-a.md) | Use a \\| b \\[c\\] | Accepted | 2024-05-01 |\n\
        | [0002](adr/0002%20b%20%28old%29.md) | Use snake_case | Rejected |  |\n";

    #[test]
    fn a_page_without_marks_gets_them() {
        let all = two();
        let logs = logs_of(&all, "d/README.md");
        assert_eq!(logs.len(), 1);
        let first = listing(&all, &logs, "d/README.md", "# Log\n\nText");
        assert!(!first.current);
        assert_eq!(first.text, format!("# Log\n\nText\n\n{BEGIN}\n{TABLE}{END}\n"));
        let again = listing(&all, &logs, "d/README.md", &first.text);
        assert!(again.current);
        assert_eq!(again.text, first.text);
        let empty = listing(&all, &logs, "d/README.md", "");
        assert!(empty.text.starts_with("# Architecture decision records\n\n<!-- mlarch:begin index -->\n| ID"));
    }

    #[test]
    fn other_bytes_stay() {
        let all = two();
        let logs = logs_of(&all, "d/README.md");
        let page = format!("\u{feff}a  \r\n{BEGIN}\r\nold\r\n{END}\r\n\tz");
        let out = listing(&all, &logs, "d/README.md", &page);
        assert_eq!(out.text, format!("\u{feff}a  \r\n{BEGIN}\r\n{}{END}\r\n\tz", TABLE.replace('\n', "\r\n")));
        assert!(listing(&all, &logs, "d/README.md", &out.text).current);
        let line = format!("a {BEGIN}{END} b\n");
        let out = listing(&all, &logs, "d/README.md", &line);
        assert_eq!(out.text, format!("a {BEGIN}\n{TABLE}{END} b\n"));
        assert!(listing(&all, &logs, "d/README.md", &out.text).current);
    }

    #[test]
    fn columns_that_nothing_fills_are_left_out() {
        let all = all(&[("d/0001-a.md", "# 1. A\n\n## Context\n\nx\n\n## Decision\n\nx\n")]);
        assert_eq!(
            table(&all, &logs_of(&all, "d/README.md"), "d/README.md"),
            "| ID | Title |\n| -- | ----- |\n| [0001](0001-a.md) | A |\n"
        );
    }
}
