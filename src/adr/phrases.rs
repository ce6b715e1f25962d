//! Phrases of one or several words, looked for among the words of a text.

use serde::{Deserialize, Serialize};

use super::fold::{Word, fold, is_unspaced};
use crate::text::{Table, Text};

/// Phrases with what each means, in the order of their words: those that begin with one word stand together.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'static, T: Deserialize<'de>"))]
pub(crate) struct Phrases<T> {
    spaced: Table<T>,
    /// Those in scripts without spaces, longest first.
    unspaced: Vec<(Text, T)>,
}

impl<T> FromIterator<(String, T)> for Phrases<T> {
    /// Of several meanings of one phrase the first stays.
    fn from_iter<I: IntoIterator<Item = (String, T)>>(phrases: I) -> Self {
        let folded = phrases.into_iter().map(|(p, value)| (fold(&p), value)).filter(|(p, _)| !p.is_empty());
        let (unspaced, spaced): (Vec<_>, Vec<_>) = folded.partition(|(p, _)| p.chars().next().is_some_and(is_unspaced));
        let mut unspaced: Vec<(Text, T)> = unspaced.into_iter().map(|(p, value)| (p.into(), value)).collect();
        unspaced.sort_by_key(|(p, _)| std::cmp::Reverse(p.len()));
        Phrases { spaced: spaced.into_iter().collect(), unspaced }
    }
}

impl FromIterator<String> for Phrases<()> {
    fn from_iter<I: IntoIterator<Item = String>>(phrases: I) -> Self {
        phrases.into_iter().map(|p| (p, ())).collect()
    }
}

impl<T> Phrases<T> {
    /// All phrases that begin at the first of these words, each with the number of its words.
    pub(crate) fn all_at<'p>(&'p self, words: &'p [Word<'p>]) -> impl Iterator<Item = (&'p T, usize)> {
        let first = words.first().map_or("", |w| &*w.folded);
        let same = move |p: &str| p.strip_prefix(first).is_some_and(|rest| rest.is_empty() || rest.starts_with(' '));
        let fits = move |phrase: &str| {
            let mut n = 0;
            for word in phrase.split(' ') {
                if words.get(n).is_none_or(|w| w.folded != word) {
                    return None;
                }
                n += 1;
            }
            Some(n)
        };
        // An empty list of words has no phrase.
        let near = self.spaced.from(first).take_while(move |(p, _)| !first.is_empty() && same(p));
        near.filter_map(move |(p, value)| fits(p).map(|n| (value, n)))
    }
}

impl<T: Copy> Phrases<T> {
    /// The longest phrase that begins at the first of these words: its value and how many words it has.
    pub(crate) fn at(&self, words: &[Word<'_>]) -> Option<(T, usize)> {
        let first = words.first()?;
        if let Some((value, n)) = self.all_at(words).max_by_key(|(_, n)| *n) {
            return Some((*value, n));
        }
        if !first.folded.chars().next().is_some_and(is_unspaced) {
            return None;
        }
        // Each sign of such a script is a word of its own.
        let found = self.unspaced.iter().find(|(p, _)| first.folded.starts_with(p.as_str()));
        found.map(|(p, v)| (*v, p.chars().count().min(words.len())))
    }

    /// The first phrase among these words: its value, the first word and how many words.
    pub(crate) fn find(&self, words: &[Word<'_>]) -> Option<(T, usize, usize)> {
        (0..words.len()).find_map(|i| self.at(&words[i..]).map(|(v, n)| (v, i, n)))
    }

    /// The phrases of one word each.
    pub(super) fn singles(&self) -> impl Iterator<Item = (&str, T)> {
        self.spaced.iter().filter(|(p, _)| !p.contains(' ')).map(|(p, v)| (p, *v))
    }
}

#[cfg(test)]
mod tests {
    use super::super::fold::words_of;
    use super::*;

    #[test]
    fn the_longest_phrase_at_a_word_is_found() {
        let list = [("in review", 1), ("in", 2), ("in review since", 3), ("inactive", 4), ("已接受", 5), ("已", 6)];
        let phrases: Phrases<i32> = list.into_iter().map(|(p, v)| (p.to_string(), v)).collect();
        let at = |text: &str| phrases.at(&words_of(text, 9));
        assert_eq!(at("In Review, 2 weeks"), Some((1, 2)));
        assert_eq!(at("in review since May"), Some((3, 3)));
        assert_eq!(at("in action"), Some((2, 1)));
        assert_eq!(at("inactive"), Some((4, 1)));
        assert_eq!((at("inn"), at("i"), at("")), (None, None, None));
        assert_eq!(at("已接受，2024"), Some((5, 3)));
        assert_eq!(phrases.find(&words_of("now it is in review", 9)), Some((1, 3, 2)));
        assert_eq!(phrases.singles().map(|s| s.0).collect::<Vec<_>>(), ["in", "inactive"]);
    }
}
