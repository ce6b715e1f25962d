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
        let width = Screen::room(self.style, shares.len() as u16);
        for (i, share) in shares.iter().enumerate() {
            if let Some(column) = t.column_mut(i) {
                let w = (u32::from(width) * u32::from(*share) / u32::from(total)) as u16;
                column.set_constraint(ColumnConstraint::Absolute(Width::Fixed(w + 2)));
            }
        }
        let lines: Vec<String> = t.lines().map(|l| l.trim_end().to_string()).collect();
        self.line(lines.join("\n"));
    }
}

pub(super) fn cell(text: &str) -> Cell {
    Cell::new(one_line(text))
}
