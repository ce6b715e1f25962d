//! The linter's own rules: about suppressions, waivers and the baseline.

use super::super::persona::Persona;
use super::super::rule::{Repair, Rule};
use crate::diagnostics::{RuleName, Severity};

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

pub(in super::super) static UNUSED_SUPPRESSION: Rule =
    own("A901", "unused-suppression", Severity::Warning, Repair::Safe, include_str!("unused_suppression.md"));
pub(in super::super) static UNEXPLAINED_SUPPRESSION: Rule = own(
    "A902",
    "suppression-without-reason",
    Severity::Warning,
    Repair::None,
    include_str!("unexplained_suppression.md"),
);
pub(in super::super) static UNKNOWN_SUPPRESSION: Rule =
    own("A903", "unknown-suppression", Severity::Warning, Repair::None, include_str!("unknown_suppression.md"));
pub(in super::super) static STALE_BASELINE: Rule =
    own("A904", "stale-baseline", Severity::Error, Repair::None, include_str!("stale_baseline.md"));
pub(in super::super) static EXPIRED_WAIVER: Rule =
    own("A905", "expired-waiver", Severity::Error, Repair::None, include_str!("expired_waiver.md"));
pub(in super::super) static UNUSED_WAIVER: Rule =
    own("A906", "unused-waiver", Severity::Warning, Repair::None, include_str!("unused_waiver.md"));
