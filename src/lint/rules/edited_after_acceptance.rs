//! What was decided and why was rewritten after the decision.

use std::collections::HashMap;

use super::super::context::Context;
use super::super::graph::{called, was_decided};
use super::super::past::{changed, difference, substance};
use super::super::persona::Persona;
use super::super::rule::{Repair, Rule};
use crate::diagnostics::{Diagnostic, RuleName, Severity};

/// Words by which a text may change and still say the same: a typo or two.
const TYPOS: usize = 5;

pub(super) static RULE: Rule = Rule {
    name: RuleName { code: "A501", name: "edited-after-acceptance" },
    level: Severity::Warning,
    persona: Persona::Strict,
    repair: Repair::None,
    page: include_str!("edited_after_acceptance.md"),
    check,
};

fn check(ctx: &Context<'_>, out: &mut Vec<Diagnostic>) {
    for (old, adr) in changed(ctx).iter().filter(|(old, _)| was_decided(&old.adr)) {
        let (then, today) = (substance(&old.adr), substance(adr));
        let texts = then.iter().map(|(_, s)| old.text.get(s.range()).unwrap_or(""));
        let words = difference(texts, today.iter().map(|(_, s)| ctx.slice(*s)));
        if words <= TYPOS {
            continue;
        }
        // The part that changed most is where to look.
        let was: HashMap<&str, &str> = then
            .iter()
            .map(|(i, s)| (old.adr.sections[*i].title.as_str(), old.text.get(s.range()).unwrap_or("")))
            .collect();
        let most = today.iter().max_by_key(|(i, s)| {
            let text = was.get(adr.sections[*i].title.as_str()).copied().unwrap_or("");
            (difference([text].into_iter(), [ctx.slice(*s)].into_iter()), std::cmp::Reverse(*i))
        });
        let place = most.map_or(adr.title.span, |(i, _)| adr.sections[*i].heading);
        let state = old.adr.status().map_or_else(String::new, |s| s.name());
        let message =
            format!("{} was {state}, and {words} words of what was decided and why have changed", called(adr));
        out.push(
            RULE.at(ctx.place(adr, place), message)
                .label("changed here")
                .help("Write a new record that amends or supersedes it; typos, links, status and dates may change"),
        );
    }
}
