//! Very short and very long records.

use super::super::context::Context;
use super::super::persona::Persona;
use super::super::prose;
use super::super::rule::{Repair, Rule};
use crate::diagnostics::{Diagnostic, RuleName, Severity};

pub(super) static RULE: Rule = Rule {
    name: RuleName { code: "A209", name: "size" },
    level: Severity::Warning,
    persona: Persona::Strict,
    repair: Repair::None,
    page: include_str!("size.md"),
    check,
};

fn check(ctx: &Context<'_>, out: &mut Vec<Diagnostic>) {
    let (fewest, most) = ctx.settings.thresholds.words;
    for (_, adr) in ctx.adrs() {
        let lines = prose::lines(ctx, adr, prose::body(ctx, adr));
        let words: usize = lines.map(|(_, l)| words(l)).sum();
        let message = if words < fewest {
            format!("the record has {words} words, fewer than {fewest}")
        } else if words > most {
            format!("the record has {words} words, more than {most}")
        } else {
            continue;
        };
        let d = RULE.at(ctx.place(adr, adr.title.span), message);
        out.push(d.help("`fewest-words` and `most-words` of `[lint.thresholds]` set the limits"));
    }
}

/// The words of a line; two signs of a script without blanks are one.
fn words(line: &str) -> usize {
    let signs = line.chars().filter(|c| matches!(c, '\u{3040}'..='\u{9fff}')).count();
    line.split_whitespace().filter(|w| w.contains(char::is_alphanumeric)).count() + signs / 2
}
