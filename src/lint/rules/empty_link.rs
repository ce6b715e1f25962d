//! A link leads nowhere.

use super::super::context::Context;
use super::super::links::{Leads, leads};
use super::super::persona::Persona;
use super::super::rule::{Repair, Rule};
use crate::adr::LinkKind;
use crate::diagnostics::{Diagnostic, RuleName, Severity};
use crate::text::one_line;

pub(super) static RULE: Rule = Rule {
    name: RuleName { code: "A404", name: "empty-link" },
    level: Severity::Warning,
    persona: Persona::Default,
    repair: Repair::None,
    page: include_str!("empty_link.md"),
    check,
};

fn check(ctx: &Context<'_>, out: &mut Vec<Diagnostic>) {
    for (_, adr) in ctx.adrs() {
        for link in adr.links.iter().filter(|l| l.kind != LinkKind::Auto) {
            let target = link.target.trim();
            let to_top = target == "#" && link.text.chars().any(|c| matches!(c, '↑' | '⬆' | '⇧' | '▲' | '🔝'));
            if to_top || leads(target) != Leads::Nowhere {
                continue;
            }
            let what = if link.kind == LinkKind::Image { "the image" } else { "the link" };
            let text = one_line(&link.text);
            let named = if text.is_empty() { what.to_string() } else { format!("{what} \"{text}\"") };
            let d = match target {
                "" => RULE.at(link.span, format!("{named} has no target")),
                "#" => RULE.at(link.span, format!("{named} leads to the top of this page")),
                word => RULE.at(link.span, format!("{named} leads nowhere: \"{}\" is no target", one_line(word))),
            };
            out.push(d.label("no target").help("Write where it leads, or take the brackets away"));
        }
    }
}
