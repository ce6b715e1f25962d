//! Several strings looked for in one pass over a text.

use std::sync::OnceLock;
use std::sync::atomic::{AtomicUsize, Ordering};

use aho_corasick::{AhoCorasick, AhoCorasickKind, MatchKind};

/// Bytes that are searched before a faster search is worth its preparation.
const LARGE: usize = 400_000;

/// Strings to look for, whatever the case of ASCII letters.
pub(super) struct Needles {
    list: Vec<String>,
    /// Soon ready.
    ready: Option<AhoCorasick>,
    /// Twice as fast, once there is enough to search.
    fast: OnceLock<Option<AhoCorasick>>,
    searched: AtomicUsize,
}

impl Needles {
    /// Of strings of two bytes or more; shorter ones are never found.
    pub(super) fn new<'n>(list: impl Iterator<Item = &'n str>) -> Self {
        let list: Vec<String> = list.filter(|t| t.len() > 1).map(String::from).collect();
        let ready = built(&list, AhoCorasickKind::ContiguousNFA);
        Needles { list, ready, fast: OnceLock::new(), searched: AtomicUsize::new(0) }
    }

    /// Where the strings stand, each with its length; a longer one hides those in it.
    pub(super) fn find<'t>(&'t self, text: &'t str) -> impl Iterator<Item = (usize, usize)> + 't {
        let before = self.searched.fetch_add(text.len(), Ordering::Relaxed);
        let fast = || self.fast.get_or_init(|| built(&self.list, AhoCorasickKind::DFA)).as_ref();
        let found = if before + text.len() > LARGE { fast() } else { self.ready.as_ref() };
        found.into_iter().flat_map(move |a| a.find_iter(text)).map(|m| (m.start(), m.len()))
    }
}

/// Nothing only if there are more strings than there is memory for.
fn built(list: &[String], kind: AhoCorasickKind) -> Option<AhoCorasick> {
    let mut builder = AhoCorasick::builder();
    builder.ascii_case_insensitive(true).match_kind(MatchKind::LeftmostLongest);
    builder.kind(Some(kind)).build(list).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_places_of_all_strings() {
        let n = Needles::new(["oaicite", "contentReference[oaicite", "To"].into_iter());
        let at: Vec<_> = n.find("to OAIcite x contentreference[oaicite; ï to").collect();
        assert_eq!(at, [(0, 2), (3, 7), (13, 24), (42, 2)]);
        assert_eq!(n.find("").count(), 0);
        let long = format!("{}to", " ".repeat(LARGE));
        assert_eq!(n.find(&long).collect::<Vec<_>>(), [(LARGE, 2)], "the faster search finds the same");
    }
}
