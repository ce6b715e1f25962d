//! A status that is empty or still offers the choice of a template.

use super::super::context::Context;
use super::super::persona::Persona;
use super::super::rule::{Repair, Rule};
use crate::adr::{Role, Source, StatusState, says_partly, standing, stated};
use crate::diagnostics::{Diagnostic, RuleName, Severity};
use crate::text::one_line;

pub(super) static RULE: Rule = Rule {
    name: RuleName { code: "A102", name: "status-empty-or-template" },
    level: Severity::Error,
    persona: Persona::Default,
    repair: Repair::None,
    page: include_str!("status_empty.md"),
    check,
};

/// Percent of a log's records that must state a status before an empty one is a mistake.
const MOST: usize = 50;

fn check(ctx: &Context<'_>, out: &mut Vec<Diagnostic>) {
    for (i, adr) in ctx.adrs() {
        // The places are sorted: where the first says nothing, none does.
        let Some(status) = adr.statuses.first() else { continue };
        let mut level = RULE.level;
        let message = match status.state {
            StatusState::Stated => {
                // `proposed | superseded by X` is the choice of a template with an end written to it.
                let shown = one_line(ctx.slice(status.value).trim());
                let choice = shown.split_once(" | ").filter(|_| status.from == Source::Inline);
                let says = |t: &str| stated(t.trim()).or_else(|| stated(t.trim().split_once(' ')?.1)).is_some();
                let both = choice.is_some_and(|(a, b)| standing(a.trim()).is_some() && says(b));
                if !both {
                    continue;
                }
                // A part may well be superseded while the rest waits, though it is no status.
                if choice.is_some_and(|(_, b)| says_partly(b)) {
                    level = Severity::Warning;
                }
                format!("the status names two: {}", shown.chars().take(60).collect::<String>())
            }
            StatusState::Empty if ctx.convention(i).status.percent() < MOST && ctx.log(i).members.len() > 1 => continue,
            StatusState::Empty => String::from("the status is empty"),
            StatusState::Template => {
                let shown: String = one_line(ctx.slice(status.value).trim()).chars().take(60).collect();
                format!("the status still offers a choice: {shown}")
            }
        };
        let help = "Say where the decision stands; a proposal that is still open is `proposed`";
        // An empty section is its heading.
        let heading =
            adr.section(Role::Status).filter(|_| status.from == Source::Section && status.span.range().is_empty());
        let place = heading.map_or_else(|| ctx.place(adr, status.span), |s| s.heading);
        let mut d = RULE.at(place, message).help(help);
        d.severity = level;
        out.push(d);
    }
}
