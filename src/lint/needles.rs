//! Several strings looked for in one pass over a text.

/// Most bytes by which a place is judged.
const BLOCK: usize = 3;

/// Blocks are told apart by so many bits; when two share a number, a place is only looked at in vain.
const BITS: u32 = 12;

/// Strings to look for, whatever the case of ASCII letters.
///
/// A window as long as the shortest string moves over the text. Its last bytes say how far it may move without passing
/// a string; only where that is nowhere are strings compared (S. Wu, U. Manber: A fast algorithm for multi-pattern
/// searching, 1994). Preparing it costs next to nothing, which counts where a single record is read.
pub(super) struct Needles {
    /// In small letters, the longer ones first.
    list: Vec<String>,
    /// Bytes of the window: those of the shortest string.
    window: usize,
    /// Bytes by which a place is judged.
    block: usize,
    /// How far the window may move, by the number of its last bytes.
    shift: Box<[u8]>,
}

impl Needles {
    /// Of strings of two bytes or more; shorter ones are never found.
    pub(super) fn new<'n>(list: impl Iterator<Item = &'n str>) -> Self {
        let mut list: Vec<String> = list.filter(|t| t.len() > 1).map(str::to_ascii_lowercase).collect();
        list.sort_by_key(|t| std::cmp::Reverse(t.len()));
        let window = list.last().map_or(0, |t| t.len().min(usize::from(u8::MAX)));
        let block = window.min(BLOCK);
        let furthest = (window - block + usize::from(window > 0)) as u8;
        let mut shift = vec![furthest; 1 << BITS].into_boxed_slice();
        for bytes in list.iter().map(|t| &t.as_bytes()[..window]) {
            for (at, part) in bytes.windows(block).enumerate() {
                let own = &mut shift[number(part)];
                *own = (*own).min((window - block - at) as u8);
            }
        }
        Needles { list, window, block, shift }
    }

    /// Where the strings stand, each with its length; a longer one hides those in it.
    pub(super) fn find<'t>(&'t self, text: &'t str) -> impl Iterator<Item = (usize, usize)> + 't {
        let bytes = text.as_bytes();
        let mut end = self.window;
        std::iter::from_fn(move || {
            while self.window > 0 && end <= bytes.len() {
                let step = self.shift[number(&bytes[end - self.block..end])];
                if step > 0 {
                    end += usize::from(step);
                    continue;
                }
                let start = end - self.window;
                let first = bytes[start].to_ascii_lowercase();
                let here = |n: &&String| {
                    n.as_bytes()[0] == first
                        && bytes[start..].get(..n.len()).is_some_and(|b| b.eq_ignore_ascii_case(n.as_bytes()))
                };
                match self.list.iter().find(here) {
                    Some(found) => {
                        end = start + found.len() + self.window;
                        return Some((start, found.len()));
                    }
                    None => end += 1,
                }
            }
            None
        })
    }
}

/// The number of a block, the same for small and capital letters.
#[inline]
fn number(block: &[u8]) -> usize {
    let sum = block.iter().fold(0_u32, |sum, b| (sum << 8) | u32::from(b | 0x20));
    // Multiplied by an odd number without a pattern, all bits of the sum have a part in the highest ones.
    (sum.wrapping_mul(0x9E37_79B1) >> (u32::BITS - BITS)) as usize
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lint::packed;

    #[test]
    fn all_places_of_all_strings() {
        let n = Needles::new(["oaicite", "contentReference[oaicite", "To"].into_iter());
        let at: Vec<_> = n.find("to OAIcite x contentreference[oaicite; ï to").collect();
        assert_eq!(at, [(0, 2), (3, 7), (13, 24), (42, 2)]);
        assert_eq!(n.find("").count(), 0);
        assert_eq!(n.find("t").count(), 0);
        assert_eq!(Needles::new(["x"].into_iter()).find("x").count(), 0);
    }

    /// Random texts of few letters, where strings overlap often, searched in the plainest way as well.
    #[test]
    fn finds_what_the_plain_search_finds() {
        let mut state = 7_u64;
        let mut random = move |below: usize| {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (state >> 33) as usize % below
        };
        let letters = ['a', 'B', 'b', 'C', 'ï'];
        for _ in 0..2_000 {
            let count = 1 + random(4);
            let mut word = |least: usize, most: usize| -> String {
                (0..least + random(most)).map(|_| letters[random(letters.len())]).collect()
            };
            let list: Vec<String> = (0..count).map(|_| word(2, 5)).collect();
            let text = word(0, 40);
            let needles = Needles::new(list.iter().map(String::as_str));
            let mut plain = Vec::new();
            let mut at = 0;
            while at < text.len() {
                let here = list.iter().map(|n| n.len()).filter(|n| {
                    text.as_bytes()[at..]
                        .get(..*n)
                        .is_some_and(|b| list.iter().any(|l| b.eq_ignore_ascii_case(l.as_bytes())))
                });
                match here.max() {
                    Some(n) => {
                        plain.push((at, n));
                        at += n;
                    }
                    None => at += 1,
                }
            }
            assert_eq!(needles.find(&text).collect::<Vec<_>>(), plain, "{list:?} in {text:?}");
        }
    }

    /// The strings of `phrases.yaml` are long enough for the window to move by several bytes at once.
    #[test]
    fn the_strings_of_language_models_let_the_window_move() {
        let window = packed::residues().window;
        assert!(window > 2 * BLOCK, "{window}");
    }
}
