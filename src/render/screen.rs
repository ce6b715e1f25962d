//! A terminal page in the making: headings, wrapped text, tables.

use comfy_table::{Cell, ColumnConstraint, ContentArrangement, LineStyle, Table, Width, presets};

use crate::text::one_line;

/// How the terminal is to be used.
#[derive(Debug, Clone, Copy)]
pub struct Style {
    /// Columns.
    pub width: u16,
    /// Whether colours may be used; they never carry meaning alone.
    pub colour: bool,
    /// Show all lists in full.
    pub full: bool,
}

/// A page in the making.
pub(super) struct Screen {
    pub(super) out: String,
    pub(super) style: Style,
}

impl Screen {
    pub(super) fn new(style: Style) -> Self {
        Screen { out: String::new(), style }
    }

    pub(super) fn line(&mut self, text: impl AsRef<str>) {
        self.out.push_str(text.as_ref());
        self.out.push('\n');
    }

    pub(super) fn bold(&self, text: &str) -> String {
        if self.style.colour { format!("\x1b[1m{text}\x1b[0m") } else { text.to_string() }
    }

    pub(super) fn heading(&mut self, title: &str, rest: &str) {
        self.line("");
        let title = self.bold(title);
        self.line(if rest.is_empty() { title } else { format!("{title}  {rest}") });
    }

    /// Text wrapped to the width, further lines indented.
    pub(super) fn wrapped(&mut self, first: &str, text: &str) {
        let width = usize::from(self.style.width).max(40);
        let indent = " ".repeat(first.chars().count());
        let mut line = first.to_string();
        let mut empty = true;
        for word in one_line(text).split(' ') {
            if !empty && line.chars().count() + 1 + word.chars().count() > width {
                self.line(&line);
                line.clone_from(&indent);
                empty = true;
            }
            if !empty {
                line.push(' ');
            }
            line.push_str(word);
            empty = false;
        }
        self.line(line);
    }

    /// An empty table.
    pub(super) fn grid(&self, header: &[&str]) -> Table {
        let mut t = Table::new();
        t.load_style(presets::NOTHING.header_separator(LineStyle::new(' ', '─', ' ', ' ')));
        t.set_content_arrangement(ContentArrangement::Dynamic).set_width(self.style.width.max(60));
        if !header.is_empty() {
            t.set_header(header.iter().map(|h| cell(h)));
        }
        t
    }

    /// The characters that a table of so many columns has: padding and gaps between columns are none.
    pub(super) fn room(style: Style, columns: u16) -> u16 {
        style.width.max(60).saturating_sub(3 * columns)
    }

    /// Prints a table whose columns have a share of the width each; without shares, as wide as needed.
    pub(super) fn print(&mut self, mut t: Table, shares: &[u16]) {
        let total: u16 = shares.iter().sum();
        // Padding and the gaps between columns are not part of the share.
        let width = Screen::room(self.style, shares.len() as u16);
        let share = |s: &u16| (u32::from(width) * u32::from(*s) / u32::from(total)) as u16;
        let mut widths: Vec<u16> = shares.iter().map(share).collect();
        make_room(&mut widths, &words(&t, shares.len()));
        for (i, w) in widths.iter().enumerate() {
            if let Some(column) = t.column_mut(i) {
                column.set_constraint(ColumnConstraint::Absolute(Width::Fixed(w + 2)));
            }
        }
        let lines: Vec<String> = t.lines().map(|l| l.trim_end().to_string()).collect();
        self.line(lines.join("\n"));
    }
}

/// The length of the longest word of each column.
fn words(t: &Table, columns: usize) -> Vec<u16> {
    let mut out = vec![0; columns];
    for row in t.row_iter() {
        for (most, cell) in out.iter_mut().zip(row.cell_iter()) {
            let long = |w: &str| u16::try_from(w.chars().count()).unwrap_or(u16::MAX);
            *most = cell.content().split([' ', '\n']).map(long).fold(*most, u16::max);
        }
    }
    out
}

/// Takes from the columns with most room what others lack for their longest words, so that no word is broken.
fn make_room(widths: &mut [u16], words: &[u16]) {
    for i in 0..widths.len() {
        while widths[i] < words[i] {
            let slack = |j: &usize| widths[*j].saturating_sub(words[*j]);
            let Some(from) = (0..widths.len()).filter(|j| *j != i && slack(j) > 0).max_by_key(slack) else { return };
            widths[from] -= 1;
            widths[i] += 1;
        }
    }
}

pub(super) fn cell(text: &str) -> Cell {
    Cell::new(one_line(text))
}

#[cfg(test)]
mod tests {
    use super::make_room;

    #[test]
    fn no_word_is_broken_while_there_is_room() {
        let mut widths = [12, 20, 30];
        make_room(&mut widths, &[14, 8, 10]);
        assert_eq!(widths, [14, 20, 28]);
        make_room(&mut widths, &[90, 20, 27]);
        assert_eq!(widths, [15, 20, 27], "what is there to take");
    }
}
