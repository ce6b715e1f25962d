//! The linter's own rules: about suppressions, waivers and the baseline. The run calls them once the others are done.

use super::super::baseline::KnownFinding;
use super::super::context::Context;
use super::super::rule::{Persona, Repair, Rule};
use super::super::suppress::Suppressions;
use crate::diagnostics::{Diagnostic, RuleName, Severity};
use crate::text::{Span, plural};

const fn own(code: &'static str, name: &'static str, level: Severity, repair: Repair, page: &'static str) -> Rule {
    Rule {
        name: RuleName { code, name },
        level,
        persona: Persona::Default,
        repair,
        page,
        // They look at what the other rules left.
        check: |_, _| {},
    }
}

pub(super) static UNUSED_SUPPRESSION: Rule =
    own("A901", "unused-suppression", Severity::Warning, Repair::Safe, include_str!("unused_suppression.md"));
pub(super) static UNEXPLAINED_SUPPRESSION: Rule = own(
    "A902",
    "suppression-without-reason",
    Severity::Warning,
    Repair::None,
    include_str!("unexplained_suppression.md"),
);
pub(super) static UNKNOWN_SUPPRESSION: Rule =
    own("A903", "unknown-suppression", Severity::Warning, Repair::None, include_str!("unknown_suppression.md"));
pub(super) static STALE_BASELINE: Rule =
    own("A904", "stale-baseline", Severity::Error, Repair::None, include_str!("stale_baseline.md"));
pub(super) static EXPIRED_WAIVER: Rule =
    own("A905", "expired-waiver", Severity::Error, Repair::None, include_str!("expired_waiver.md"));
pub(super) static UNUSED_WAIVER: Rule =
    own("A906", "unused-waiver", Severity::Warning, Repair::None, include_str!("unused_waiver.md"));

/// What is to be said about the comments of one file.
pub(in super::super) fn suppressions<'r>(
    text: &str,
    all: &Suppressions,
    ran: &dyn Fn(&str) -> bool,
) -> Vec<(&'r Rule, Diagnostic)> {
    let mut out: Vec<(&Rule, Diagnostic)> = Vec::new();
    for s in all.unused(ran) {
        let d = UNUSED_SUPPRESSION.at(s.span, format!("nothing is suppressed here: {} finds nothing", s.codes()));
        out.push((&UNUSED_SUPPRESSION, d.maybe_fix(s.removal(text))));
    }
    for s in all.unexplained() {
        let d = UNEXPLAINED_SUPPRESSION.at(s.span, format!("{} is suppressed without a reason", s.codes()));
        let d = d.help("Write it after the code: `<!-- mlarch-disable-next-line A302: reason -->`");
        out.push((&UNEXPLAINED_SUPPRESSION, d));
    }
    for (span, name) in &all.unknown {
        let d = match name.as_str() {
            "" => UNKNOWN_SUPPRESSION.at(*span, "the comment names no rule"),
            name => UNKNOWN_SUPPRESSION.at(*span, format!("there is no rule `{name}`")),
        };
        let near = super::super::settings::level_of(name).err().flatten().map(|n| format!("Did you mean `{n}`?"));
        let help = near.unwrap_or_else(|| String::from("`mlarch rules` lists them"));
        out.push((&UNKNOWN_SUPPRESSION, d.help(help)));
    }
    out
}

/// What is to be said about waivers.
pub(in super::super) fn waivers<'r>(ctx: &Context<'_>, used: &[bool]) -> Vec<(&'r Rule, Diagnostic)> {
    let mut out: Vec<(&Rule, Diagnostic)> = Vec::new();
    for (w, used) in ctx.settings.waivers.iter().zip(used) {
        let (y, m, d) = w.until;
        if w.until < ctx.today {
            let message = format!("the waiver of {} ended on {y:04}-{m:02}-{d:02}", w.code);
            let help = format!("Ask {}: mend what it waives, or give it another day", w.owner);
            out.push((&EXPIRED_WAIVER, EXPIRED_WAIVER.at(w.span, message).help(help)));
        } else if !used {
            let message = format!("nothing is waived: {} finds nothing there", w.code);
            out.push((&UNUSED_WAIVER, UNUSED_WAIVER.at(w.span, message).help("Take it out")));
        }
    }
    out
}

/// What is to be said about entries of the baseline that no finding answers to.
pub(in super::super) fn baseline<'r, 'k>(
    stale: impl Iterator<Item = &'k KnownFinding>,
    place: Span,
    all: usize,
) -> Vec<(&'r Rule, Diagnostic)> {
    let gone: Vec<&KnownFinding> = stale.collect();
    let Some(first) = gone.first() else { return Vec::new() };
    let rest = gone.len() - 1;
    let more = if rest == 0 { String::new() } else { format!(" and {rest} more") };
    let message = format!(
        "{} of {all} in the baseline found no more: {} in {}{more}",
        plural(gone.len(), "finding"),
        first.code,
        first.path
    );
    let d = STALE_BASELINE.at(place, message).help("`mlarch lint --update-baseline` takes them out");
    vec![(&STALE_BASELINE, d)]
}
