//! A choice looks like the name of a product and is not in the catalog.

use super::super::context::Context;
use super::super::decisions::Hold;
use super::super::persona::Persona;
use super::super::rule::{Repair, Rule};
use crate::diagnostics::{Diagnostic, RuleName, Severity};
use crate::text::nearest;

pub(super) static RULE: Rule = Rule {
    name: RuleName { code: "A609", name: "unknown-technology" },
    level: Severity::Info,
    persona: Persona::Pedantic,
    repair: Repair::None,
    page: include_str!("unknown_technology.md"),
    check,
};

/// The longest name that is looked up.
const LONGEST: usize = 40;

fn check(ctx: &Context<'_>, out: &mut Vec<Diagnostic>) {
    let (Some(knowledge), Some(decisions)) = (ctx.knowledge, ctx.decisions()) else { return };
    let catalog = knowledge.catalog;
    let known = |i: &usize| !decisions.choices[*i].is_empty();
    // Most logs are about other things than the catalog is.
    for log in ctx.all.logs.iter().filter(|l| l.members.iter().any(known)) {
        for i in log.members.iter().filter(|i| !known(i) && decisions.holds[**i] != Hold::Ended) {
            let adr = &ctx.all.adrs[*i];
            let Some(chosen) = adr.chosen.as_ref().filter(|c| is_name(&c.value)) else { continue };
            if !knowledge.technologies().named(&chosen.value).is_empty() {
                continue;
            }
            let names = catalog.products.iter().filter(|p| !p.inline).map(|p| p.name.as_str());
            let d = RULE.at(chosen.span, format!("{} is not in the catalog", chosen.value));
            out.push(match nearest(&chosen.value, names).filter(|n| n.len().abs_diff(chosen.value.len()) <= 3) {
                Some(near) => d.help(format!("Did you mean {near}?")),
                None => d.help("`mlarch catalog search` finds products; an overlay adds one"),
            });
        }
    }
}

/// Whether a text looks like the name of a product: one to three words, one of them written as no common word is.
fn is_name(text: &str) -> bool {
    let odd = |w: &str| {
        let inner = w.chars().skip(1).any(char::is_uppercase) && w.chars().any(char::is_lowercase);
        inner || (w.chars().any(|c| c.is_ascii_digit()) && w.starts_with(char::is_alphabetic))
    };
    let words = text.split_whitespace().count();
    let plain = text.chars().all(|c| c.is_alphanumeric() || matches!(c, ' ' | '-' | '.' | '+'));
    text.len() <= LONGEST && (1..=3).contains(&words) && plain && text.split_whitespace().any(odd)
}
