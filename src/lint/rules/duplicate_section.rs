//! The same heading twice.

use std::collections::HashMap;

use super::super::context::Context;
use super::super::rule::{Persona, Repair, Rule};
use crate::adr::{Role, Section, fold};
use crate::diagnostics::{Diagnostic, RuleName, Severity};

pub(super) static RULE: Rule = Rule {
    name: RuleName { code: "A216", name: "duplicate-section" },
    level: Severity::Warning,
    persona: Persona::Pedantic,
    repair: Repair::None,
    page: include_str!("duplicate_section.md"),
    check,
};

fn check(ctx: &Context<'_>, out: &mut Vec<Diagnostic>) {
    for (_, adr) in ctx.adrs() {
        // The sections that the present one stands in, by level.
        let mut around = [None::<usize>; 7];
        let mut seen: HashMap<(Option<usize>, Role, String), &Section> = HashMap::new();
        for (i, s) in adr.sections.iter().enumerate() {
            let level = usize::from(s.level.min(6));
            around[level..].iter_mut().for_each(|a| *a = None);
            let parent = around[..level].iter().rev().find_map(|a| *a);
            around[level] = Some(i);
            let Some(role) = s.role else { continue };
            if let Some(first) = seen.insert((parent, role, fold(&s.title)), s) {
                let d = RULE.at(s.heading, format!("there is a second section `{}`", s.title));
                out.push(d.related(first.heading, "the first").help("Put them together, or tell them apart by name"));
            }
        }
    }
}
