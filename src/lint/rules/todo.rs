//! Work that is left in a record that holds.

use super::super::context::Context;
use super::super::packed::todos;
use super::super::persona::Persona;
use super::super::prose;
use super::super::rule::{Repair, Rule};
use crate::diagnostics::{Diagnostic, RuleName, Severity};

pub(super) static RULE: Rule = Rule {
    name: RuleName { code: "A208", name: "todo" },
    level: Severity::Info,
    persona: Persona::Pedantic,
    repair: Repair::None,
    page: include_str!("todo.md"),
    check,
};

fn check(ctx: &Context<'_>, out: &mut Vec<Diagnostic>) {
    for (_, adr) in ctx.adrs().filter(|(_, a)| prose::in_force(a)) {
        for (at, line) in prose::lines(ctx, adr, prose::body(ctx, adr)) {
            if let Some((from, len)) = todos().find(line).find(|(from, len)| is_mark(line, *from, *len)) {
                let word = &line[from..from + len];
                let message = format!("the record is in force, and `{word}` is left in it");
                out.push(RULE.at(prose::span(adr, at + from, len), message));
            }
        }
    }
}

/// `TODO: x`, `TBD` for a value: not a word of a sentence about such marks.
fn is_mark(line: &str, from: usize, len: usize) -> bool {
    let (before, after) = (&line[..from], &line[from + len..]);
    let upper = line[from..from + len].bytes().all(|b| b.is_ascii_uppercase());
    let apart = !before.ends_with(|c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | '/' | '"' | '\''))
        && !after.starts_with(|c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | '/' | '"' | '\''));
    let before = before.trim_end();
    let opens = before.is_empty() || before.ends_with(['-', '*', '+', '>', '|', '[', '(', ':', '#', '=']);
    let goes_on = after.starts_with([':', '(']) || after.trim_end().trim_end_matches(['.', '*', ')', '|']).is_empty();
    upper && apart && (opens || goes_on) && !prose::in_code(line, from)
}
