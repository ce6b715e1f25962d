//! The rules. Each is a file of code and a page beside it; a new one needs a line here and nothing else.

pub(super) mod linter;

use super::rule::Rule;

macro_rules! rules {
    ($($name:ident,)* ; $($last:ident,)*) => {
        $(mod $name;)*
        $(mod $last;)*

        /// All rules, in the order of their codes.
        pub static ALL: &[&Rule] = &[$(&$name::RULE,)*
            &linter::UNUSED_SUPPRESSION, &linter::UNEXPLAINED_SUPPRESSION, &linter::UNKNOWN_SUPPRESSION,
            &linter::STALE_BASELINE, &linter::EXPIRED_WAIVER, &linter::UNUSED_WAIVER,
            $(&$last::RULE,)*];
    };
}

rules! {
    unreadable_adr,
    duplicate_id,
    title_id_mismatch,
    chose_retired,
    choice_violates_requirement,
    recommended_not_considered,
    decision_undocumented,
    assumption_expired,
    incompatible_pair,
    fragile_winner,
    score_mismatch,
    unknown_technology,
    evidence_missing,
    renamed_option,
    high_regret,
    // After the linter's own: rules about requirements.
    ;
    contradiction,
    assumption_matters,
    budget_without_number,
    soft_end,
}

/// The rule of a code or name, in any letters.
pub fn find(text: &str) -> Option<&'static Rule> {
    let text = text.trim();
    ALL.iter().copied().find(|r| r.code().eq_ignore_ascii_case(text) || r.name.name.eq_ignore_ascii_case(text))
}
