//! The phrases that rules look for, as `phrases.yaml` has them.

use serde::{Deserialize, Serialize};

use crate::adr::{Phrases, fold, words_of};
use crate::text::{Table, Text};

/// Bytes by which the sentences of templates are looked up.
const KEY: usize = 16;

/// Everything in `phrases.yaml`.
#[derive(Debug, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'static"))]
pub(crate) struct Sayings {
    /// Texts of sections that nobody has written.
    pub(super) unwritten: Phrases<()>,
    /// Texts of sections that have nothing to say.
    pub(super) nothing: Table<()>,
    /// Marks of work that is left.
    pub(super) todos: Vec<Text>,
    /// What templates want to be replaced; true if nothing may follow.
    pub(super) placeholders: Phrases<bool>,
    /// First bytes of placeholders and orders, in both cases.
    pub(super) placeholder_bytes: Vec<u8>,
    /// First words of what templates order.
    pub(super) orders: Table<()>,
    /// What language models leave behind.
    pub(super) residues: Vec<Text>,
    /// Words of a heading over options beside the chosen one.
    pub(super) besides: Table<()>,
    /// A choice of several options, or of none.
    pub(super) joint_choices: Table<()>,
    /// What a numbered option is called.
    pub(super) option_words: Table<()>,
    /// `first` is 1.
    pub(super) ordinals: Vec<Text>,
    /// Words that say nothing about what is chosen.
    pub(super) small_words: Table<()>,
    /// Sentences of well-known templates, by their first bytes.
    pub(super) sentences: Table<Vec<Text>>,
}

impl Sayings {
    /// Whether a line begins with a sentence of a well-known template.
    pub(super) fn is_sentence(&self, line: &str) -> bool {
        let Some(found) = self.sentences.get(start(line)) else { return false };
        // Editors turn straight quotes into curly ones.
        let plain = |c| if c == '’' { '\'' } else { c };
        found.iter().any(|s| s.chars().eq(line.chars().map(plain).take(s.chars().count())))
    }

    /// Whether a text is all that stands where something is to be written: `TBD`, `to be written by Ana`, `...`.
    pub(super) fn is_unwritten(&self, text: &str) -> bool {
        let list = words_of(text, 8);
        if list.is_empty() {
            return !text.trim().is_empty()
                && text.trim().chars().all(|c| c.is_ascii_punctuation() || "…–—".contains(c));
        }
        // `TODO list for customers` is a text about one: a few words at most may follow.
        self.unwritten.at(&list).is_some_and(|(_, n)| list.len() <= n + 2)
    }

    /// Whether a text says that there is nothing to say: `N/A`.
    pub(super) fn is_nothing(&self, text: &str) -> bool {
        text.len() < 80 && self.nothing.contains(&fold(text))
    }
}

/// The first bytes of a text, by which it is looked up.
pub(super) fn start(text: &str) -> &str {
    let end = (0..=KEY.min(text.len())).rev().find(|i| text.is_char_boundary(*i));
    &text[..end.unwrap_or_default()]
}
