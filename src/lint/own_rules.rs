//! What the linter's own rules find. The run asks once the other rules are done.

use super::baseline::KnownFinding;
use super::context::Context;
use super::rule::Rule;
use super::rules::level_of;
use super::rules::linter::{
    EXPIRED_WAIVER, STALE_BASELINE, UNEXPLAINED_SUPPRESSION, UNKNOWN_SUPPRESSION, UNUSED_SUPPRESSION, UNUSED_WAIVER,
};
use super::suppress::Suppressions;
use crate::diagnostics::Diagnostic;
use crate::text::{Span, plural};

/// What is to be said about the comments of one file.
pub(super) fn suppressions<'r>(
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
        let near = level_of(name).err().flatten().map(|n| format!("Did you mean `{n}`?"));
        let help = near.unwrap_or_else(|| String::from("`mlarch rules` lists them"));
        out.push((&UNKNOWN_SUPPRESSION, d.help(help)));
    }
    out
}

/// What is to be said about waivers.
pub(super) fn waivers<'r>(ctx: &Context<'_>, used: &[bool]) -> Vec<(&'r Rule, Diagnostic)> {
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
pub(super) fn baseline<'r, 'k>(
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
