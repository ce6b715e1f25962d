//! Several strings looked for in one pass over a text.

use aho_corasick::{AhoCorasick, AhoCorasickKind, MatchKind};

/// Strings to look for, whatever the case of ASCII letters.
pub(super) struct Needles(Option<AhoCorasick>);

impl Needles {
    /// Of strings of two bytes or more; shorter ones are never found.
    pub(super) fn new<'n>(list: impl Iterator<Item = &'n str>) -> Self {
        let list = list.filter(|t| t.len() > 1);
        let mut builder = AhoCorasick::builder();
        builder.ascii_case_insensitive(true).match_kind(MatchKind::LeftmostLongest);
        // The fastest kind takes longer to build than most logs take to be searched.
        let found = builder.kind(Some(AhoCorasickKind::ContiguousNFA)).build(list);
        // It fails only for more strings than there is memory for.
        Needles(found.ok())
    }

    /// Where the strings stand, each with its length; a longer one hides those in it.
    pub(super) fn find<'t>(&'t self, text: &'t str) -> impl Iterator<Item = (usize, usize)> + 't {
        self.0.iter().flat_map(move |a| a.find_iter(text)).map(|m| (m.start(), m.len()))
    }
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
    }
}
