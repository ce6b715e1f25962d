//! A decision or its context that nobody has written.

use super::super::context::Context;
use super::super::packed::sayings;
use super::super::persona::Persona;
use super::super::prose;
use super::super::rule::{Repair, Rule};
use crate::adr::Role;
use crate::diagnostics::{Diagnostic, RuleName, Severity};

pub(super) static RULE: Rule = Rule {
    name: RuleName { code: "A203", name: "stub-section" },
    level: Severity::Error,
    persona: Persona::Default,
    repair: Repair::None,
    page: include_str!("stub_section.md"),
    check,
};

fn check(ctx: &Context<'_>, out: &mut Vec<Diagnostic>) {
    for (_, adr) in ctx.adrs().filter(|(_, a)| prose::in_force(a)) {
        for s in &adr.sections {
            let needed = matches!(s.role, Some(Role::Decision | Role::Context));
            if !(needed || s.role == Some(Role::Consequences)) || prose::has_parts(s) {
                continue;
            }
            let said = prose::brief(ctx, adr, s, 80);
            // That nothing follows from a decision can be true.
            let stub = said.len() <= 80 && (sayings().is_unwritten(&said) || (needed && sayings().is_nothing(&said)));
            if !stub {
                continue;
            }
            let word = adr.status().map_or("", |st| st.word.as_str());
            let message =
                format!("the record is {}, and its section `{}` says only `{said}`", word.to_lowercase(), s.title);
            let d = RULE.at(s.heading, message).help("Write it, or set the record back to a proposal");
            out.push(if needed { d } else { d.severity(Severity::Warning) });
        }
    }
}
