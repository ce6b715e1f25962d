//! A number of latency, throughput or cost has neither a source nor a date.

use super::super::context::Context;
use super::super::decisions::Hold;
use super::super::persona::Persona;
use super::super::rule::{Repair, Rule};
use crate::adr::measured;
use crate::diagnostics::{Diagnostic, RuleName, Severity};
use crate::text::Span;

pub(super) static RULE: Rule = Rule {
    name: RuleName { code: "A610", name: "evidence-missing" },
    level: Severity::Info,
    persona: Persona::Strict,
    repair: Repair::None,
    page: include_str!("evidence_missing.md"),
    check,
};

fn check(ctx: &Context<'_>, out: &mut Vec<Diagnostic>) {
    let Some(decisions) = ctx.decisions() else { return };
    for (_, adr) in ctx.adrs().filter(|(i, _)| decisions.holds[*i] != Hold::Ended) {
        let claims = adr.drivers.iter().chain(adr.consequences.iter().map(|c| &c.text));
        for claim in claims {
            let text = ctx.slice(claim.span);
            let Some(range) = measured(text).filter(|_| !has_evidence(text)) else { continue };
            let start = claim.span.start as usize;
            let d = RULE
                .at(
                    Span::new(adr.file, start + range.start, start + range.end),
                    "the number has neither source nor date",
                )
                .label("measured where, and when?");
            out.push(d.help("Link the measurement, the price list or the document, or say when it was measured"));
        }
    }
}

/// Whether a text links to something, or names a year.
fn has_evidence(text: &str) -> bool {
    let year = |w: &str| w.len() == 4 && w.starts_with("20") && w.bytes().all(|b| b.is_ascii_digit());
    text.contains("](") || text.contains("://") || text.split(|c: char| !c.is_ascii_digit()).any(year)
}
