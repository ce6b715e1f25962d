//! Days that are a year off the first commit of the record.

use std::collections::HashMap;

use super::super::context::Context;
use super::super::persona::Persona;
use super::super::rule::{Repair, Rule};
use crate::adr::{Adr, Dated, Source};
use crate::diagnostics::{Change, Diagnostic, Fix, RuleName, Severity};
use crate::text::{Date, Span, days_between};

pub(super) static RULE: Rule = Rule {
    name: RuleName { code: "A110", name: "date-off-by-year" },
    level: Severity::Warning,
    persona: Persona::Default,
    repair: Repair::Unsafe,
    page: include_str!("date_off_by_year.md"),
    check,
};

/// Days around a year within which the year is the likely mistake.
const AROUND: i64 = 3;

/// Records of one first day that were brought in together: their days are older than the repository.
const MANY: usize = 5;

fn check(ctx: &Context<'_>, out: &mut Vec<Diagnostic>) {
    let Some(history) = ctx.history.filter(|h| !h.first.is_empty()) else { return };
    let mut brought: HashMap<Date, usize> = HashMap::new();
    ctx.adrs().filter_map(|(_, a)| history.first.get(&a.path)).for_each(|d| *brought.entry(*d).or_default() += 1);
    for (_, adr) in ctx.adrs() {
        let Some((first, dated, day)) =
            history.first.get(&adr.path).and_then(|f| date(adr).map(|(d, day)| (*f, d, day)))
        else {
            continue;
        };
        let off = days_between(day, first);
        let year = |off: i64| (365 - AROUND..=366 + AROUND).contains(&off);
        // A later day may be that of a change; nobody writes a day that comes after the last one.
        let after = history.last.get(&adr.path).is_none_or(|l| days_between(*l, day) > AROUND);
        if !(year(off) && brought.get(&first).is_none_or(|n| *n < MANY) || year(-off) && after) {
            continue;
        }
        let side = if off > 0 { "before" } else { "after" };
        let (y, m, d) = first;
        out.push(
            RULE.at(
                ctx.place(adr, dated.span),
                format!("the day {} is a year {side} the first commit, {y:04}-{m:02}-{d:02}", dated.day.iso()),
            )
            .help("In January the year before is written easily")
            .maybe_fix(other_year(dated, day.0, if off > 0 { day.0 + 1 } else { day.0 - 1 })),
        );
    }
}

/// The day of a record, if it is whole and stands in its text.
fn date(adr: &Adr) -> Option<(&Dated, Date)> {
    let d = adr.date().filter(|d| !matches!(d.from, Source::FileName | Source::Folder))?;
    let day = d.day.date.filter(|(_, m, n)| *m > 0 && *n > 0)?;
    Some((d, day))
}

fn other_year(d: &Dated, from: u32, to: u32) -> Option<Fix> {
    let from = from.to_string();
    let at = d.span.start as usize + d.day.text.find(&from)?;
    let span = Span::new(d.span.file, at, at + from.len());
    Some(Fix::risky(format!("Write the year {to}"), vec![Change::new(span, to.to_string())]))
}
