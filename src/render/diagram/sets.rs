//! Sets of edges that a search asks for millions of times.

/// Sets of edges, as bits of as many numbers as it takes.
#[derive(Debug, Clone, Default)]
pub(super) struct Sets {
    /// Numbers of a set.
    pub(super) words: usize,
    /// Those of all sets, one set behind the other.
    pub(super) bits: Vec<u64>,
}

impl Sets {
    /// So many empty sets of edges below `edges`.
    pub(super) fn new(sets: usize, edges: usize) -> Self {
        let words = edges.div_ceil(64).max(1);
        Sets { words, bits: vec![0; sets * words] }
    }

    /// One set.
    pub(super) fn of(&self, set: usize) -> &[u64] {
        &self.bits[set * self.words..][..self.words]
    }

    /// Whether an edge is in a set.
    pub(super) fn has(&self, set: usize, edge: usize) -> bool {
        self.bits[set * self.words + edge / 64] >> (edge % 64) & 1 != 0
    }

    /// Puts an edge into a set.
    pub(super) fn add(&mut self, set: usize, edge: usize) {
        self.bits[set * self.words + edge / 64] |= 1 << (edge % 64);
    }

    /// Takes an edge out of a set.
    pub(super) fn take_out(&mut self, set: usize, edge: usize) {
        self.bits[set * self.words + edge / 64] &= !(1 << (edge % 64));
    }
}

/// How many edges are in both of two sets.
pub(super) fn count_both(set: &[u64], other: &[u64]) -> u32 {
    set.iter().zip(other).map(|(a, b)| (a & b).count_ones()).sum()
}

/// The edges of a set.
pub(super) fn members(set: &[u64]) -> impl Iterator<Item = usize> + '_ {
    set.iter().enumerate().flat_map(|(i, word)| {
        let mut left = *word;
        std::iter::from_fn(move || {
            let bit = (left != 0).then(|| left.trailing_zeros() as usize)?;
            left &= left - 1;
            Some(i * 64 + bit)
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sets_hold_what_was_put_into_them() {
        let mut sets = Sets::new(2, 130);
        for edge in [0, 63, 64, 129] {
            sets.add(1, edge);
        }
        sets.take_out(1, 64);
        sets.add(0, 63);
        assert!(sets.has(1, 129) && !sets.has(1, 64) && !sets.has(0, 129));
        assert_eq!(members(sets.of(1)).collect::<Vec<_>>(), [0, 63, 129]);
        assert_eq!((count_both(sets.of(1), sets.of(1)), count_both(sets.of(1), sets.of(0))), (3, 1));
    }
}
