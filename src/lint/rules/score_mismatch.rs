//! A record states points that come out otherwise today.

use super::super::context::Context;
use super::super::decisions::Hold;
use super::super::judge::Judge;
use super::super::persona::Persona;
use super::super::rule::{Repair, Rule};
use crate::diagnostics::{Diagnostic, RuleName, Severity};
use crate::text::amount;

pub(super) static RULE: Rule = Rule {
    name: RuleName { code: "A608", name: "score-mismatch" },
    level: Severity::Warning,
    persona: Persona::Default,
    repair: Repair::None,
    page: include_str!("score_mismatch.md"),
    check,
};

fn check(ctx: &Context<'_>, out: &mut Vec<Diagnostic>) {
    let Some(judge) = Judge::of(ctx) else { return };
    // What is nearer than a close call decides nothing.
    let least = judge.catalog.scales.close;
    for (i, adr) in ctx.adrs().filter(|(i, _)| judge.decisions.holds[*i] != Hold::Ended) {
        let Some(points) = adr.own().and_then(|n| n.get("points")?.entries()) else { continue };
        let Some(choice) = judge.decisions.choices[i].first() else { continue };
        let Some((option, own_loss)) = judge.loss(adr, choice) else { continue };
        let Some(decision) = judge.decision(option.block) else { continue };
        let mut wrong = points.iter().filter_map(|e| {
            let written = e.value.as_number()?;
            // Points are against the choice of the record: what loses has less than nothing.
            let now = own_loss - judge.loss_of(decision, &e.key)?;
            ((now - written).abs() > least).then_some((e, written, now))
        });
        let Some((entry, written, now)) = wrong.next() else { continue };
        let more = wrong.count();
        let more = if more == 0 { String::new() } else { format!(", and {more} more differ") };
        let message = format!(
            "{} is stated with {} points against the choice, and has {} today{more}",
            entry.key,
            amount(written),
            amount(now.round())
        );
        let d = RULE.at(entry.value.span, message).label("recorded");
        out.push(d.help("`mlarch docs` writes what holds today; an accepted record gets a proposed successor"));
    }
}
