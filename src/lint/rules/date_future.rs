//! Days of records that are still to come.

use super::super::context::Context;
use super::super::persona::Persona;
use super::super::rule::{Repair, Rule};
use crate::adr::{Dated, Day, Occasion, Source, Standing};
use crate::diagnostics::{Diagnostic, RuleName, Severity};
use crate::text::{Date, days_between};

pub(super) static RULE: Rule = Rule {
    name: RuleName { code: "A109", name: "date-future" },
    level: Severity::Error,
    persona: Persona::Default,
    repair: Repair::None,
    page: include_str!("date_future.md"),
    check,
};

fn check(ctx: &Context<'_>, out: &mut Vec<Diagnostic>) {
    for (_, adr) in ctx.adrs() {
        // What is not decided yet may say when it will be.
        let open = !adr.status().and_then(|s| s.standing).is_some_and(Standing::in_force);
        let planned = |d: &Dated| open && matches!(d.occasion, Occasion::Record | Occasion::Accepted) && !named(d);
        let told = |d: &&Dated| d.occasion != Occasion::Review && d.from != Source::StatusText && !planned(d);
        for d in adr.dates.iter().filter(told).filter(|d| is_after(&d.day, ctx.today)) {
            let what = match d.occasion {
                Occasion::Updated => "the last change",
                Occasion::Created => "the first version",
                Occasion::Accepted => "the acceptance",
                _ => "the record",
            };
            out.push(
                RULE.at(ctx.place(adr, d.span), format!("the day of {what}, {}, is still to come", d.day.iso()))
                    .help("A day on which to look at the decision again goes into `review-by`"),
            );
        }
    }
}

fn named(d: &Dated) -> bool {
    matches!(d.from, Source::FileName | Source::Folder)
}

/// Whether a day is later than another, however it is read. In some places tomorrow has begun.
fn is_after(day: &Day, today: Date) -> bool {
    let later = |d: Date| match d {
        (y, 0, _) => y > today.0,
        (y, m, 0) => (y, m) > (today.0, today.1),
        d => days_between(today, d) > 1,
    };
    day.date.is_some_and(|d| later(d) && (!day.ambiguous || later((d.0, d.2, d.1))))
}
