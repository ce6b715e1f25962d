//! The day on which a decision was to be looked at again has passed.

use super::super::context::Context;
use super::super::graph::{called, standing};
use super::super::persona::Persona;
use super::super::rule::{Repair, Rule};
use crate::adr::{Adr, Dated, Occasion, Source, Standing};
use crate::diagnostics::{Diagnostic, RuleName, Severity};
use crate::text::{Date, days_between};

pub(super) static RULE: Rule = Rule {
    name: RuleName { code: "A309", name: "review-due" },
    level: Severity::Error,
    persona: Persona::Default,
    repair: Repair::None,
    page: include_str!("review_due.md"),
    check,
};

fn check(ctx: &Context<'_>, out: &mut Vec<Diagnostic>) {
    for (_, adr) in ctx.adrs().filter(|(_, a)| !standing(a).is_some_and(Standing::ended)) {
        let days = adr.dates.iter().filter(|d| d.occasion == Occasion::Review);
        let Some((due, day)) = days.filter_map(|d| Some((d, last_day(d)?))).max_by_key(|(_, day)| *day) else {
            continue;
        };
        // A review that was held before the decision is none that is to come.
        let late = days_between(day, ctx.today);
        if late <= 0 || decided(adr).is_some_and(|d| day <= d) {
            continue;
        }
        let message = match due.from {
            Source::StatusText => {
                let state = adr.status().map_or_else(String::new, |s| s.name());
                format!("{} was {state} until {}, {late} days ago", called(adr), due.day.iso())
            }
            _ => format!("the review of {} was due on {}, {late} days ago", called(adr), due.day.iso()),
        };
        let help = "Look at it again: does it still hold? Then write the next day, or else what holds now";
        out.push(RULE.at(ctx.place(adr, due.span), message).label("has passed").help(help));
    }
}

/// The day; of a month or year its last.
fn last_day(d: &Dated) -> Option<Date> {
    let (y, m, d) = d.day.date.filter(|_| !d.day.ambiguous)?;
    Some((y, if m == 0 { 12 } else { m }, if d == 0 { 31 } else { d }))
}

/// The day of the decision.
fn decided(adr: &Adr) -> Option<Date> {
    let days = adr.dates.iter().filter(|d| matches!(d.occasion, Occasion::Record | Occasion::Accepted));
    days.filter_map(|d| d.day.date).min()
}
