//! A record lists options, and the one that these requirements call for is not among them.

use super::super::context::Context;
use super::super::judge::Judge;
use super::super::persona::Persona;
use super::super::rule::{Repair, Rule};
use crate::diagnostics::{Diagnostic, RuleName, Severity};
use crate::text::amount;

pub(super) static RULE: Rule = Rule {
    name: RuleName { code: "A603", name: "recommended-not-considered" },
    level: Severity::Warning,
    persona: Persona::Default,
    repair: Repair::None,
    page: include_str!("recommended_not_considered.md"),
    check,
};

fn check(ctx: &Context<'_>, out: &mut Vec<Diagnostic>) {
    let Some(judge) = Judge::of(ctx) else { return };
    for (i, choice) in judge.decisions.current() {
        let adr = &ctx.all.adrs[i];
        let Some((option, loss)) = judge.loss(adr, choice) else { continue };
        if loss < ctx.settings.thresholds.regret || judge.considers_recommended(adr, option.block) != Some(false) {
            continue;
        }
        let Some(decision) = judge.decision(option.block) else { continue };
        let name = &judge.catalog.products[choice.product.at()].name;
        let message = format!(
            "{} is recommended for {}, and is not among the options",
            decision.name,
            decision.title.to_lowercase()
        );
        let d = RULE
            .at(ctx.place(adr, choice.span), message)
            .label(format!("{name} loses {} points against it", amount(loss)))
            .help(format!("Reason: {}", decision.why.trim_end_matches('.')))
            .help(format!("Add it with what speaks against it, or choose it: `mlarch explain {}`", decision.block));
        out.push(d);
    }
}
