//! An accepted choice loses many points against the best for these requirements.

use super::super::context::Context;
use super::super::judge::Judge;
use super::super::persona::Persona;
use super::super::rule::{Repair, Rule};
use crate::diagnostics::{Diagnostic, RuleName, Severity};
use crate::text::amount;

pub(super) static RULE: Rule = Rule {
    name: RuleName { code: "A612", name: "high-regret" },
    level: Severity::Warning,
    persona: Persona::Default,
    repair: Repair::None,
    page: include_str!("high_regret.md"),
    check,
};

fn check(ctx: &Context<'_>, out: &mut Vec<Diagnostic>) {
    let Some(judge) = Judge::of(ctx) else { return };
    for (i, choice) in judge.decisions.in_force() {
        let adr = &ctx.all.adrs[i];
        let Some((option, loss)) = judge.loss(adr, choice) else { continue };
        // Where the best option was not even considered, A603 says so.
        if loss < ctx.settings.thresholds.regret || judge.considers_recommended(adr, option.block) == Some(false) {
            continue;
        }
        let Some(decision) = judge.decision(option.block) else { continue };
        let name = &judge.catalog.products[choice.product.at()].name;
        let message =
            format!("{name} loses {} points against {}, the best for these requirements", amount(loss), decision.name);
        let id = &judge.catalog.blocks[option.block.at()].options[option.option as usize].id;
        let d = RULE
            .at(ctx.place(adr, choice.span), message)
            .label(format!("for {}", decision.title.to_lowercase()))
            .help(format!("`mlarch explain {} --over {id}` shows where the points come from", decision.block));
        out.push(d.help("If something else speaks for it, write that into the record and the requirements"));
    }
}
