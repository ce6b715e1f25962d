//! Questions are open whose answers could change the recommendation.

use super::super::context::Context;
use super::super::persona::Persona;
use super::super::rule::{Repair, Rule};
use crate::diagnostics::{Diagnostic, RuleName, Severity};
use crate::text::plural;

pub(super) static RULE: Rule = Rule {
    name: RuleName { code: "R102", name: "assumption-matters" },
    level: Severity::Info,
    persona: Persona::Pedantic,
    repair: Repair::None,
    page: include_str!("assumption_matters.md"),
    check,
};

/// Questions that are named in the message.
const SHOWN: usize = 5;

fn check(ctx: &Context<'_>, out: &mut Vec<Diagnostic>) {
    let Some(knowledge) = ctx.knowledge else { return };
    let Some(asked) = &knowledge.asked else { return };
    let mut open: Vec<_> =
        asked.recommendation(knowledge.catalog).open_questions.iter().filter(|q| !q.could_change.is_empty()).collect();
    if open.is_empty() {
        return;
    }
    open.sort_by_key(|q| std::cmp::Reverse(q.could_change.len()));
    let shown: Vec<&str> = open.iter().take(SHOWN).map(|q| q.question.as_str()).collect();
    let rest = open.len() - shown.len();
    let more = if rest == 0 { String::new() } else { format!(" and {rest} more") };
    let message = format!(
        "{} left open could change the recommendation: {}{more}",
        plural(open.len(), "question"),
        shown.join(", ")
    );
    let d = RULE.at(ctx.start(asked.file), message);
    out.push(d.help("`mlarch robustness` says what each is worth; answer the most valuable first"));
}
