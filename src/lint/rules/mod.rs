//! The rules. Each is a file of code and a page beside it; a new one needs a line here and nothing else.

pub(super) mod linter;

use super::rule::Rule;

macro_rules! rules {
    ($($name:ident,)*) => {
        $(mod $name;)*

        /// All rules, in the order of their codes.
        pub static ALL: &[&Rule] = &[$(&$name::RULE,)*
            &linter::UNUSED_SUPPRESSION, &linter::UNEXPLAINED_SUPPRESSION, &linter::UNKNOWN_SUPPRESSION,
            &linter::STALE_BASELINE, &linter::EXPIRED_WAIVER, &linter::UNUSED_WAIVER];
    };
}

rules! {
    unreadable_adr,
    duplicate_id,
    title_id_mismatch,
    superseded_without_successor,
    supersession_one_sided,
    supersedes_active,
    supersession_cycle,
    successor_not_decided,
    missing_target,
    leans_on_dead,
    stale_proposal,
    review_due,
    edited_after_acceptance,
    status_transition,
    deleted_adr,
    renumbered_without_trace,
}

/// The rule of a code or name, in any letters.
pub fn find(text: &str) -> Option<&'static Rule> {
    let text = text.trim();
    ALL.iter().copied().find(|r| r.code().eq_ignore_ascii_case(text) || r.name.name.eq_ignore_ascii_case(text))
}
