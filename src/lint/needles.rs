//! Several strings looked for in one pass over a text.

/// Strings to look for, whatever the case of ASCII letters.
pub(super) struct Needles {
    /// In lower case.
    list: Vec<Vec<u8>>,
    /// Which two bytes some string begins with: one bit each.
    pairs: Vec<u64>,
}

impl Needles {
    /// Of strings of two bytes or more; shorter ones are never found.
    pub(super) fn new(list: Vec<String>) -> Self {
        let mut pairs = vec![0; 1024];
        let list: Vec<Vec<u8>> = list.into_iter().map(|t| t.to_ascii_lowercase().into_bytes()).collect();
        for t in list.iter().filter(|t| t.len() > 1) {
            let pair = pair(t[0], t[1]);
            pairs[pair / 64] |= 1 << (pair % 64);
        }
        Needles { list, pairs }
    }

    /// Where the strings stand, each with its length; a longer one hides those in it.
    pub(super) fn find<'t>(&'t self, text: &'t str) -> impl Iterator<Item = (usize, usize)> + 't {
        let bytes = text.as_bytes();
        let mut at = 0;
        std::iter::from_fn(move || {
            while at + 1 < bytes.len() {
                let start = at;
                let pair = pair(bytes[at].to_ascii_lowercase(), bytes[at + 1].to_ascii_lowercase());
                at += 1;
                if self.pairs[pair / 64] & (1 << (pair % 64)) == 0 {
                    continue;
                }
                let rest = &bytes[start..];
                let fits = |n: &&Vec<u8>| rest.len() >= n.len() && rest[..n.len()].eq_ignore_ascii_case(n);
                if let Some(n) = self.list.iter().filter(fits).map(Vec::len).max() {
                    at = start + n;
                    return Some((start, n));
                }
            }
            None
        })
    }
}

fn pair(a: u8, b: u8) -> usize {
    usize::from(a) << 8 | usize::from(b)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_places_of_all_strings() {
        let n =
            Needles::new(vec![String::from("oaicite"), String::from("contentReference[oaicite"), String::from("To")]);
        let at: Vec<_> = n.find("to OAIcite x contentreference[oaicite; ï to").collect();
        assert_eq!(at, [(0, 2), (3, 7), (13, 24), (42, 2)]);
        assert_eq!(n.find("").count(), 0);
    }
}
