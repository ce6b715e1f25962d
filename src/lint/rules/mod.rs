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
    broken_link,
    broken_anchor,
    link_text_id_mismatch,
    empty_link,
    absolute_self_link,
    index_stale,
    unlinked_mention,
    index_row_status,
    index_dangling,
}

/// The rule of a code or name, in any letters.
pub fn find(text: &str) -> Option<&'static Rule> {
    let text = text.trim();
    ALL.iter().copied().find(|r| r.code().eq_ignore_ascii_case(text) || r.name.name.eq_ignore_ascii_case(text))
}
