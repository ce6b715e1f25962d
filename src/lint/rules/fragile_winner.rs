//! A decision is the best by a hair: a small move of a weight makes another option win.

use super::super::context::Context;
use super::super::judge::Judge;
use super::super::persona::Persona;
use super::super::rule::{Repair, Rule};
use crate::diagnostics::{Diagnostic, RuleName, Severity};

pub(super) static RULE: Rule = Rule {
    name: RuleName { code: "A607", name: "fragile-winner" },
    level: Severity::Info,
    persona: Persona::Pedantic,
    repair: Repair::None,
    page: include_str!("fragile_winner.md"),
    check,
};

fn check(ctx: &Context<'_>, out: &mut Vec<Diagnostic>) {
    let Some(judge) = Judge::of(ctx) else { return };
    let won: Vec<_> = judge
        .decisions
        .in_force()
        .filter_map(|(i, choice)| {
            let (option, loss) = judge.loss(&ctx.all.adrs[i], choice)?;
            (loss == 0.0).then(|| (i, choice, judge.decision(option.block)))
        })
        .filter_map(|(i, choice, decision)| Some((i, choice, decision?)))
        .collect();
    let percent = ctx.settings.thresholds.fragile;
    if won.is_empty() || percent <= 0.0 {
        return;
    }
    let tilts = judge.asked.tilts(judge.catalog, percent / 100.0);
    for (i, choice, decision) in won {
        let turn = tilts.iter().find_map(|t| Some((t, t.changes.iter().find(|c| c.block == decision.block)?)));
        let Some((tilt, change)) = turn else { continue };
        let then = change.after.as_ref().map_or_else(|| "no decision is needed".to_string(), |n| format!("{n} wins"));
        let way = if tilt.more { "more" } else { "less" };
        let message = format!(
            "{} wins by a hair: if {} counts {percent} % {way}, {then}",
            decision.name,
            tilt.name.to_lowercase()
        );
        let d = RULE.at(ctx.place(&ctx.all.adrs[i], choice.span), message);
        out.push(d.help("`mlarch robustness` shows how far each weight may move"));
    }
}
