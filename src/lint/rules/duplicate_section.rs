//! The same heading twice.

use std::collections::HashMap;

use super::super::context::Context;
use super::super::persona::Persona;
use super::super::rule::{Repair, Rule};
use crate::adr::{Marked, Role, Section, fold};
use crate::diagnostics::{Diagnostic, RuleName, Severity};

pub(super) static RULE: Rule = Rule {
    name: RuleName { code: "A216", name: "duplicate-section" },
    level: Severity::Warning,
    persona: Persona::Pedantic,
    repair: Repair::None,
    page: include_str!("duplicate_section.md"),
    check,
};

/// Sections of which a record has one; others come once per option, use case or change.
fn is_single(role: Role) -> bool {
    matches!(role, Role::Status | Role::Context | Role::Drivers | Role::Options | Role::Decision | Role::Consequences)
}

fn check(ctx: &Context<'_>, out: &mut Vec<Diagnostic>) {
    for (_, adr) in ctx.adrs() {
        // The sections that the present one stands in, by level.
        let mut around = [None::<usize>; 7];
        let mut seen: HashMap<(Option<usize>, String), Vec<&Section>> = HashMap::new();
        for (i, s) in adr.sections.iter().enumerate() {
            let level = usize::from(s.level.min(6));
            around[level..].iter_mut().for_each(|a| *a = None);
            let parent = around[..level].iter().rev().find_map(|a| *a);
            around[level] = Some(i);
            // `**Decision:**` may lead a paragraph of each part of a decision.
            if s.marked == Marked::Heading && s.role.is_some_and(is_single) {
                seen.entry((parent, fold(&s.title))).or_default().push(s);
            }
        }
        // Three and more are a pattern that the record has on purpose.
        for same in seen.into_values() {
            let [first, second] = same[..] else { continue };
            let d = RULE.at(second.heading, format!("there is a second section `{}`", second.title));
            out.push(d.related(first.heading, "the first").help("Put them together, or tell them apart by name"));
        }
    }
}
