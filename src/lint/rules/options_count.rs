//! Options of which there is only one.

use super::super::context::Context;
use super::super::packed::sayings;
use super::super::persona::Persona;
use super::super::prose;
use super::super::rule::{Repair, Rule};
use crate::adr::{Role, fold, heading_role, role_of};
use crate::diagnostics::{Diagnostic, RuleName, Severity};

pub(super) static RULE: Rule = Rule {
    name: RuleName { code: "A211", name: "options-count" },
    level: Severity::Warning,
    persona: Persona::Default,
    repair: Repair::None,
    page: include_str!("options_count.md"),
    check,
};

/// Bytes of text beside the list with which the section explains itself.
const EXPLAINED: usize = 200;

fn check(ctx: &Context<'_>, out: &mut Vec<Diagnostic>) {
    for (_, adr) in ctx.adrs() {
        let [only] = adr.options.as_slice() else { continue };
        if prose::is_history_or_draft(adr) {
            continue;
        }
        let Some(s) = adr.sections.iter().find(|s| s.role == Some(Role::Options)) else { continue };
        // "Alternatives" are those beside the chosen option; one is enough.
        let beside = fold(&s.title).split(' ').any(|w| sayings().besides.contains(w));
        if beside || heading_role(&s.title).is_none() || prose::has_parts(s) && only.span.start < s.own.end {
            continue;
        }
        // `Overview of existing options`: some are listed there.
        let lists = |title: &str| fold(title).split(' ').any(|w| role_of(w) == Some(Role::Options));
        if adr.sections.iter().any(|o| o.heading != s.heading && o.heading != only.span && lists(&o.title)) {
            continue;
        }
        let around = prose::lines(ctx, adr, s.body.range()).map(|(_, l)| l.trim().len()).sum::<usize>();
        let elsewhere = adr.sections.iter().any(|o| o.role == Some(Role::ProsCons) && o.heading != s.heading);
        if around.saturating_sub(only.span.range().len()) > EXPLAINED
            || only.span.range().len() > EXPLAINED
            || elsewhere
        {
            continue;
        }
        let name: String = only.value.chars().take(60).collect();
        let d = RULE.at(only.span, format!("`{}` has one entry: `{}`", s.title, name.trim()));
        out.push(d.help("Name what it was weighed against, if only staying as it is, or say why there was no choice"));
    }
}
