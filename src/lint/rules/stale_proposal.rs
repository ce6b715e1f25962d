//! A proposal that nobody has decided for a long time.

use super::super::context::Context;
use super::super::graph::{called, status_place};
use super::super::persona::Persona;
use super::super::rule::{Repair, Rule};
use crate::adr::{Adr, Log, Occasion, Standing};
use crate::diagnostics::{Diagnostic, RuleName, Severity};
use crate::text::{Date, days_between};

pub(super) static RULE: Rule = Rule {
    name: RuleName { code: "A308", name: "stale-proposal" },
    level: Severity::Warning,
    persona: Persona::Default,
    repair: Repair::None,
    page: include_str!("stale_proposal.md"),
    check,
};

fn check(ctx: &Context<'_>, out: &mut Vec<Diagnostic>) {
    for (log, convention) in ctx.all.logs.iter().zip(&ctx.conventions) {
        let mut stale = stale(ctx, log);
        // Where nearly all records are proposals nobody keeps the status: that is one finding and not one for each.
        let open: usize = convention.words.iter().filter(|w| w.1 == Some(Standing::Proposed)).map(|w| w.2).sum();
        let all = convention.status.n;
        let habit = stale.len() > 3 && open * 5 >= all * 4;
        stale.sort_by_key(|s| (std::cmp::Reverse(s.1), s.0));
        let rest = stale.len() - 1_usize.min(stale.len());
        for (i, days, in_history) in stale.into_iter().take(if habit { 1 } else { usize::MAX }) {
            let adr = &ctx.all.adrs[i];
            let state = adr.status().map_or_else(String::new, |s| s.name());
            let since = if in_history { "unchanged" } else { "dated" };
            let when = if in_history { format!("for {days} days") } else { format!("{days} days ago") };
            let message = match habit {
                true => format!(
                    "{open} of {all} records of this log are still open; {} is {state}, {since} {when}",
                    called(adr)
                ),
                false => format!("{} is still {state}, {since} {when}", called(adr)),
            };
            let help = match habit {
                true => format!("Say of this and {rest} more whether they were accepted or rejected"),
                false => {
                    String::from("Accept it, reject it or put it off: whoever reads it must know whether it holds")
                }
            };
            let d = RULE.at(status_place(ctx, adr), message).label("undecided").help(help);
            out.push(if in_history { d } else { d.severity(Severity::Info) });
        }
    }
}

/// The proposals of a log that are older than they should be: index, days, and whether version control says so.
fn stale(ctx: &Context<'_>, log: &Log) -> Vec<(usize, i64, bool)> {
    let age = |i: &usize| {
        let adr = &ctx.all.adrs[*i];
        adr.status().filter(|s| matches!(s.standing, Some(Standing::Draft | Standing::Proposed)))?;
        let kept = ctx.history.and_then(|h| h.last.get(&adr.path).copied());
        let day = kept.or_else(|| own_day(adr))?;
        let days = days_between(day, ctx.today);
        (days > ctx.settings.thresholds.stale_proposal).then_some((*i, days, kept.is_some()))
    };
    log.members.iter().filter_map(age).collect()
}

/// The last day that a record names of itself; of a month or year its last.
fn own_day(adr: &Adr) -> Option<Date> {
    let days = adr.dates.iter().filter(|d| d.occasion != Occasion::Review && !d.day.ambiguous);
    let last = |(y, m, d): Date| (y, if m == 0 { 12 } else { m }, if d == 0 { 28 } else { d });
    days.filter_map(|d| d.day.date).map(last).max()
}
