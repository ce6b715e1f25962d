//! The requirements call for decisions that matter, and no record takes them.

use super::super::context::Context;
use super::super::decisions::{Hold, meant};
use super::super::judge::Judge;
use super::super::persona::Persona;
use super::super::rule::{Repair, Rule};
use crate::adr::{fold, words_of};
use crate::diagnostics::{Diagnostic, RuleName, Severity};
use std::collections::HashSet;

pub(super) static RULE: Rule = Rule {
    name: RuleName { code: "A604", name: "decision-undocumented" },
    level: Severity::Warning,
    persona: Persona::Default,
    repair: Repair::None,
    page: include_str!("decision_undocumented.md"),
    check,
};

/// Blocks that are named in the message.
const SHOWN: usize = 6;

fn check(ctx: &Context<'_>, out: &mut Vec<Diagnostic>) {
    let Some(judge) = Judge::of(ctx) else { return };
    if ctx.all.adrs.is_empty() {
        return;
    }
    let mut taken: HashSet<&str> = HashSet::new();
    for (_, choice) in judge.decisions.current() {
        let all = meant(judge.catalog, choice, |_| true);
        taken.extend(all.iter().map(|o| judge.catalog.blocks[o.block.at()].id.as_str()));
    }
    // A record of people may say the block only.
    let current = || ctx.adrs().filter(|(i, _)| judge.decisions.holds[*i] != Hold::Ended).map(|(_, a)| a);
    taken.extend(current().filter_map(|a| a.own()?.get("block")?.text()));
    // A record whose title names the block decides it, whatever it chooses.
    let titles: Vec<String> = current().map(|a| format!(" {} ", fold(&a.title.value))).collect();
    let named = |title: &str| {
        let words: Vec<String> = words_of(title, 12).into_iter().map(|w| w.folded.into_owned()).collect();
        let wanted = format!(" {} ", words.join(" "));
        titles.iter().any(|t| t.contains(&wanted))
    };
    let from = judge.catalog.scales.record;
    let missing: Vec<&str> = judge
        .architecture()
        .filter(|d| d.matters(from) && !taken.contains(d.block.as_str()) && !named(&d.title))
        .map(|d| d.title.as_str())
        .collect();
    if missing.is_empty() {
        return;
    }
    let rest = missing.len().saturating_sub(SHOWN);
    let more = if rest == 0 { String::new() } else { format!(" and {rest} more") };
    let message = format!(
        "no record takes {} here: {}{more}",
        if missing.len() == 1 {
            String::from("a decision that matters")
        } else {
            format!("{} decisions that matter", missing.len())
        },
        missing[..missing.len() - rest].join(", ")
    );
    let d = RULE.at(ctx.start(judge.asked.file), message);
    out.push(d.help("`mlarch docs` drafts a record for each, with its reasons and sources"));
}
