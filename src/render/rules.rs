//! The rules of the linter on the terminal.

use serde::Serialize;

use super::screen::{Screen, Style, cell};
use crate::text::plural;

/// A rule in a list.
#[derive(Debug, Clone, Serialize)]
pub struct RuleRow {
    /// The stable code.
    pub code: &'static str,
    /// The name in words.
    pub name: &'static str,
    /// What it is about.
    pub group: &'static str,
    /// The usual severity of its findings.
    pub severity: &'static str,
    /// The least demanding persona that has it.
    pub persona: &'static str,
    /// How it can mend what it finds: `safe`, `unsafe` or nothing.
    pub fix: &'static str,
    /// One sentence.
    pub summary: String,
}

/// The list of rules by group.
pub fn rules(rows: &[RuleRow], style: Style) -> String {
    let mut s = Screen::new(style);
    let mut rest = rows;
    while let Some(first) = rest.first() {
        let n = rest.iter().take_while(|r| r.group == first.group).count();
        s.heading(first.group, "");
        let mut grid = s.grid(&["code", "level", "persona", "fix", "what it finds"]);
        for r in &rest[..n] {
            let level = r.severity;
            grid.add_row(vec![
                cell(r.code),
                cell(level),
                cell(r.persona),
                cell(r.fix),
                cell(&format!("{}: {}", r.name, r.summary)),
            ]);
        }
        s.print(grid, &[5, 8, 9, 7, 66]);
        rest = &rest[n..];
    }
    s.line("");
    s.line(format!("{}; `mlarch rule CODE` shows the page of one", plural(rows.len(), "rule")));
    s.out
}
