//! The words that records are written with: `words.yaml`, packed into the program.

use std::sync::OnceLock;

use super::fold::{fold, words_of};
use super::kinds::Label;
use super::lexicon::Words;
use crate::text::{Table, Text};

/// Whether an argument such as `Good, because ...` speaks for (1), against (-1) or neither (0).
pub(crate) fn side(argument: &str) -> Option<i8> {
    words().sides.at(&words_of(argument, 3)).map(|(side, _)| side)
}

/// Whether a text says why, by a word such as "because".
pub(crate) fn gives_reason(text: &str) -> bool {
    words().because.find(&words_of(text, usize::MAX)).is_some()
}

/// Folders that usually hold records, as a path's last names; the most specific first.
pub fn folders() -> &'static [Text] {
    &words().folders
}

/// What a label or the head of a column stands for.
pub fn label(text: &str) -> Option<Label> {
    words().labels.get(&fold(text)).copied()
}

/// Words that stand in a link until somebody knows where it leads, folded.
pub fn link_blanks() -> &'static Table<()> {
    &words().link_blanks
}

/// Last parts of addresses on the web, folded.
pub fn web_endings() -> &'static Table<()> {
    &words().web_endings
}

/// The words, unpacked at first use.
pub(super) fn words() -> &'static Words {
    static WORDS: OnceLock<Words> = OnceLock::new();
    WORDS.get_or_init(|| {
        let packed = include_bytes!(concat!(env!("OUT_DIR"), "/words.bin"));
        postcard::from_bytes(packed).expect("packed by the build script")
    })
}

#[cfg(test)]
mod tests {
    use super::super::kinds::Standing;
    use super::*;

    #[test]
    fn the_longest_phrase_wins() {
        let w = words();
        let at = |t: &str| w.statuses.at(&words_of(t, 8));
        assert_eq!(at("In Review (2 weeks)"), Some((Standing::Proposed, 2)));
        assert_eq!(at("No longer relevant."), Some((Standing::Deprecated, 3)));
        assert_eq!(at("已接受，2024"), Some((Standing::Accepted, 3)));
        assert_eq!(at("whatever"), None);
    }
}
