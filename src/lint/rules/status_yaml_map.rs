//! A status in braces, which YAML reads as a map.

use super::super::context::Context;
use super::super::persona::Persona;
use super::super::rule::{Repair, Rule};
use crate::adr::StatusState;
use crate::diagnostics::{Change, Diagnostic, Fix, RuleName, Severity};

pub(super) static RULE: Rule = Rule {
    name: RuleName { code: "A105", name: "status-yaml-map" },
    level: Severity::Error,
    persona: Persona::Default,
    repair: Repair::Safe,
    page: include_str!("status_yaml_map.md"),
    check,
};

fn check(ctx: &Context<'_>, out: &mut Vec<Diagnostic>) {
    for (_, adr) in ctx.adrs() {
        for s in adr.statuses.iter().filter(|s| s.braces && s.state == StatusState::Stated) {
            let text = ctx.slice(s.value);
            let inner = text.trim().strip_prefix('{').and_then(|t| t.strip_suffix('}')).map(str::trim);
            // Only words of one line can stand without quotes.
            let plain = inner.filter(|t| !t.contains(|c: char| !(c.is_alphanumeric() || c == ' ' || c == '-')));
            let fix = plain.map(|t| Fix::safe("Take the braces away", vec![Change::new(s.value, t)]));
            out.push(
                RULE.at(s.value, "YAML reads the status as a map, not as a text")
                    .label("the braces are those of the template")
                    .help(format!("Write `status: {}`", plain.unwrap_or(&s.word)))
                    .maybe_fix(fix),
            );
        }
    }
}
