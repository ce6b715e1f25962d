//! The rules. Each is a file of code and a page beside it; a new one needs a line here and nothing else.

pub(super) mod linter;

use super::rule::Rule;
use crate::text::nearest;

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
    collides_with_base,
    title_id_mismatch,
    id_gap,
    id_width,
    duplicate_title,
    file_name_style,
    companion_file,
    status_missing,
    status_empty,
    status_unknown,
    status_contradiction,
    status_yaml_map,
    date_missing,
    date_impossible,
    date_format,
    date_future,
    date_off_by_year,
    date_vs_filename,
    front_matter_invalid,
    deciders_missing,
    whole_file_fenced,
    missing_section,
    empty_section,
    stub_section,
    placeholder,
    h1,
    unmarked_heading,
    unclosed_fence,
    todo,
    size,
    llm_residue,
    options_count,
    chosen_not_considered,
    no_reason,
    strawman,
    one_sided,
    duplicate_section,
    superseded_without_successor,
    supersession_one_sided,
    supersedes_active,
    supersession_cycle,
    successor_not_decided,
    missing_target,
    leans_on_dead,
    stale_proposal,
    review_due,
    broken_link,
    broken_anchor,
    link_text_id_mismatch,
    empty_link,
    absolute_self_link,
    index_stale,
    unlinked_mention,
    index_row_status,
    index_dangling,
    edited_after_acceptance,
    status_transition,
    deleted_adr,
    renumbered_without_trace,
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

/// A code, a name, the beginning of a code, or `ALL`, in the form that [`Levels`](super::Levels) takes; else the nearest
/// one.
///
/// # Errors
/// The nearest code or name, if there is one.
pub fn level_of(text: &str) -> Result<String, Option<&'static str>> {
    let text = text.trim();
    let upper = text.to_uppercase();
    if upper == "ALL" || ALL.iter().any(|r| r.code().starts_with(&upper)) && !upper.is_empty() {
        return Ok(upper);
    }
    if let Some(rule) = find(text) {
        return Ok(String::from(rule.code()));
    }
    Err(nearest(text, ALL.iter().flat_map(|r| [r.name.name, r.code()])))
}
