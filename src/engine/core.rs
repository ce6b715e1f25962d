//! Which parts contradict each other, and which must go: minimal conflicts and minimal relaxations, over
//! an oracle that says whether some parts can be met together.
//!
//! A conflict is minimal if each proper subset can be met. The one preferred by an order of the parts is
//! unique, and found by looking, again and again, for the first part with which those before it cannot be
//! met: it belongs to the conflict, and nothing after it does (Junker, "QuickXplain: preferred explanations
//! and relaxations for over-constrained problems", AAAI 2004). The first is found by bisection here, not by
//! QuickXplain's division in halves: the same conflict, with about a tenth fewer questions, near as many as
//! the logarithm of the number of possible conflicts. On bisection: Marques-Silva, Janota and Belov,
//! "Minimal sets over monotone predicates in Boolean formulae", CAV 2013.
//!
//! The minimal relaxations are the minimal sets that meet every conflict. They come from Reiter's tree ("A
//! theory of diagnosis from first principles", Artificial Intelligence 32, 1987), breadth first: a set that
//! misses a known conflict is extended by each part of it; for one that meets all of them the oracle is
//! asked, and says that it is a relaxation, or that there is another conflict. As conflicts are minimal, the
//! correction of Greiner, Smith and Wilkerson (Artificial Intelligence 41, 1989) is not needed. Each answer
//! is kept with all that follows from it: more than a conflict cannot be met, less than what can be, can.

/// Minimal sets of parts whose removal makes the rest possible.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Relaxations<P> {
    /// The sets, small ones first, those of a size in the order of the parts. None if everything can be met
    /// together, and none if nothing helps.
    pub(super) sets: Vec<Vec<P>>,
    /// Whether these are all minimal ones up to the size.
    pub(super) complete: bool,
    /// The conflicts met on the way, each minimal. If the rest cannot be met even without any part, this is
    /// one without parts.
    pub(super) conflicts: Vec<Vec<P>>,
}

/// A minimal set of parts that cannot be met together, in the order of the parts; of several, the one that
/// needs the latest. Empty if all parts can be met together, or if the rest cannot even without any.
/// `feasible` must be monotone: what can be met can be met with less.
pub(super) fn minimal_conflict<P: Copy>(parts: &[P], feasible: &mut impl FnMut(&[P]) -> bool) -> Vec<P> {
    if feasible(parts) || !feasible(&[]) { Vec::new() } else { shrink(parts, feasible) }
}

/// [`minimal_conflict`] for parts that are known not to go together, where the rest can be met without any.
/// The oracle has said no to what is returned, unless it is all of them.
pub(super) fn shrink<P: Copy>(parts: &[P], feasible: &mut impl FnMut(&[P]) -> bool) -> Vec<P> {
    let order: Vec<usize> = (0..parts.len()).rev().collect();
    let mut ask = |set: &[usize]| {
        let set: Vec<P> = set.iter().map(|i| parts[*i]).collect();
        Some(feasible(&set))
    };
    let conflict = conflict_of(&order, &mut ask).unwrap_or(order);
    conflict.into_iter().map(|i| parts[i]).collect()
}

/// The conflict in an order, sorted. `ask` is asked sorted sets, and may have no answer any more.
fn conflict_of(order: &[usize], ask: &mut impl FnMut(&[usize]) -> Option<bool>) -> Option<Vec<usize>> {
    let (mut found, mut rest): (Vec<usize>, &[usize]) = (Vec::new(), order);
    loop {
        // How many of the rest are needed so that it cannot be met.
        let (mut low, mut high) = (usize::from(found.is_empty()), rest.len());
        while low < high {
            let middle = low.midpoint(high);
            let mut set = [&found, &rest[..middle]].concat();
            set.sort_unstable();
            if ask(&set)? {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        let Some(last) = high.checked_sub(1) else { break };
        found.push(*rest.get(last)?);
        rest = &rest[..last];
    }
    found.sort_unstable();
    Some(found)
}

/// Minimal sets of at most `largest` parts whose removal makes the rest possible. The oracle is asked at
/// most `most_calls` times; if that is not enough, sets may be missing.
pub(super) fn relaxations<P: Copy>(
    parts: &[P],
    largest: usize,
    most_calls: usize,
    feasible: &mut impl FnMut(&[P]) -> bool,
) -> Relaxations<P> {
    let mut oracle = Oracle { parts, feasible, calls: most_calls, can: Vec::new(), cannot: Vec::new() };
    let mut tree = Tree::default();
    let complete = tree.grow(&mut oracle, largest).is_some();
    let named = |sets: Vec<Vec<usize>>| sets.into_iter().map(|s| s.into_iter().map(|i| parts[i]).collect()).collect();
    Relaxations { sets: named(tree.sets), complete, conflicts: named(tree.conflicts) }
}

/// Parts as bits.
type Bits = Vec<u64>;

fn contains(all: &Bits, some: &Bits) -> bool {
    all.iter().zip(some).all(|(a, s)| s & !a == 0)
}

/// The oracle with what it said.
struct Oracle<'a, P, F> {
    parts: &'a [P],
    feasible: &'a mut F,
    /// Questions left.
    calls: usize,
    can: Vec<Bits>,
    cannot: Vec<Bits>,
}

impl<P: Copy, F: FnMut(&[P]) -> bool> Oracle<'_, P, F> {
    /// Whether parts can be met together; nothing if no questions are left.
    fn ask(&mut self, set: &[usize]) -> Option<bool> {
        let mut bits = vec![0u64; self.parts.len().div_ceil(64)];
        set.iter().for_each(|i| bits[i / 64] |= 1 << (i % 64));
        if self.can.iter().any(|c| contains(c, &bits)) {
            return Some(true);
        }
        if self.cannot.iter().any(|c| contains(&bits, c)) {
            return Some(false);
        }
        self.calls = self.calls.checked_sub(1)?;
        let named: Vec<P> = set.iter().map(|i| self.parts[*i]).collect();
        let answer = (self.feasible)(&named);
        if answer {
            self.can.push(bits)
        } else {
            self.cannot.push(bits)
        }
        Some(answer)
    }
}

/// Sets of positions, breadth first.
#[derive(Default)]
struct Tree {
    sets: Vec<Vec<usize>>,
    conflicts: Vec<Vec<usize>>,
}

impl Tree {
    /// Nothing if the oracle has no answer any more.
    fn grow<P: Copy, F: FnMut(&[P]) -> bool>(&mut self, oracle: &mut Oracle<'_, P, F>, largest: usize) -> Option<()> {
        let all: Vec<usize> = (0..oracle.parts.len()).collect();
        if oracle.ask(&all)? {
            return Some(());
        }
        if !oracle.ask(&[])? {
            self.conflicts.push(Vec::new());
            return Some(());
        }
        let mut level = vec![Vec::new()];
        for size in 0..=largest {
            let mut next = Vec::new();
            for removed in &level {
                let Some(conflict) = self.missed(oracle, removed)? else { continue };
                if size < largest {
                    next.extend(self.conflicts[conflict].iter().map(|part| with(removed, *part)));
                }
            }
            next.sort_unstable();
            next.dedup();
            // What holds a relaxation is none that is minimal.
            next.retain(|n| !self.sets.iter().any(|s| s.iter().all(|part| n.contains(part))));
            level = next;
        }
        Some(())
    }

    /// A conflict without the removed parts. If there is none, they are a relaxation.
    fn missed<P: Copy, F: FnMut(&[P]) -> bool>(
        &mut self,
        oracle: &mut Oracle<'_, P, F>,
        removed: &[usize],
    ) -> Option<Option<usize>> {
        if let Some(known) = self.conflicts.iter().position(|c| c.iter().all(|part| !removed.contains(part))) {
            return Some(Some(known));
        }
        let kept: Vec<usize> = (0..oracle.parts.len()).filter(|part| !removed.contains(part)).collect();
        if oracle.ask(&kept)? {
            self.sets.push(removed.to_vec());
            return Some(None);
        }
        let order: Vec<usize> = kept.into_iter().rev().collect();
        self.conflicts.push(conflict_of(&order, &mut |set| oracle.ask(set))?);
        Some(Some(self.conflicts.len() - 1))
    }
}

fn with(set: &[usize], part: usize) -> Vec<usize> {
    let mut out = [set, &[part]].concat();
    out.sort_unstable();
    out
}

#[cfg(test)]
mod tests {
    use super::super::random::SplitMix;
    use super::*;

    /// Sets of parts that cannot be met together, as bits, none within another.
    fn random(r: &mut SplitMix) -> (usize, Vec<u32>) {
        let n = 1 + r.index(9);
        let mut conflicts: Vec<u32> = Vec::new();
        for _ in 0..r.index(6) {
            let set = (0..1 + r.index(5)).fold(0, |set, _| set | 1 << r.index(n));
            conflicts.push(if r.index(40) == 0 { 0 } else { set });
        }
        let all = conflicts.clone();
        conflicts.retain(|c| !all.iter().any(|d| d != c && d & c == *d));
        conflicts.sort_unstable();
        conflicts.dedup();
        (n, conflicts)
    }

    fn parts_of(set: u32) -> Vec<char> {
        (0..32u8).filter(|i| set >> i & 1 == 1).map(|i| char::from(b'a' + i)).collect()
    }

    fn bits(set: &[char]) -> u32 {
        set.iter().fold(0, |bits, part| bits | 1 << (*part as u32 - 97))
    }

    /// All minimal sets that meet every conflict.
    fn hitting(n: usize, conflicts: &[u32], largest: usize) -> Vec<Vec<char>> {
        let hits = |set: u32| conflicts.iter().all(|c| c & set != 0);
        let minimal = |set: u32| (0..n).filter(|i| set >> i & 1 == 1).all(|i| !hits(set & !(1 << i)));
        let sets = (1..1u32 << n).filter(|s| s.count_ones() as usize <= largest && hits(*s) && minimal(*s));
        let mut out: Vec<Vec<char>> = sets.map(parts_of).collect();
        out.sort_by(|a, b| a.len().cmp(&b.len()).then_with(|| a.cmp(b)));
        out
    }

    #[test]
    fn all_minimal_relaxations_are_found_and_all_conflicts_are_minimal() {
        let (mut found, mut cut) = (0, 0);
        for seed in 0..6000 {
            let r = &mut SplitMix(seed);
            let (n, conflicts) = random(r);
            let parts = parts_of((1 << n) - 1);
            let mut calls = 0;
            let mut feasible = |set: &[char]| {
                calls += 1;
                assert!(set.is_sorted());
                conflicts.iter().all(|c| bits(set) & c != *c)
            };
            let preferred = conflicts.iter().map(|c| parts_of(*c)).max().unwrap_or_default();
            assert_eq!(minimal_conflict(&parts, &mut feasible), preferred, "seed {seed}");
            let largest = r.index(5);
            let want = hitting(n, &conflicts, largest);
            let all = relaxations(&parts, largest, usize::MAX, &mut feasible);
            assert!(all.complete);
            assert_eq!(all.sets, if conflicts.is_empty() { Vec::new() } else { want.clone() }, "seed {seed}");
            assert!(all.conflicts.iter().all(|c| conflicts.contains(&bits(c))), "seed {seed}");
            assert_eq!(all.conflicts.is_empty(), conflicts.is_empty());
            found += all.sets.len();
            calls = 0;
            let most = r.index(30);
            let mut feasible = |set: &[char]| {
                calls += 1;
                conflicts.iter().all(|c| bits(set) & c != *c)
            };
            let some = relaxations(&parts, largest, most, &mut feasible);
            assert!(calls <= most);
            assert_eq!(some.sets, all.sets[..some.sets.len()], "seed {seed}");
            assert!(!some.complete || some == all);
            cut += usize::from(!some.complete);
        }
        assert!(found > 5_000 && cut > 1000, "{found} {cut}");
    }

    #[test]
    fn no_question_is_asked_twice_and_few_are() {
        let conflicts = [vec![3, 40, 77], vec![12, 40], vec![60, 61, 62, 99]];
        let parts: Vec<usize> = (0..100).collect();
        let mut asked: Vec<Vec<usize>> = Vec::new();
        let found = relaxations(&parts, 3, 1000, &mut |set: &[usize]| {
            assert!(!asked.contains(&set.to_vec()));
            asked.push(set.to_vec());
            !conflicts.iter().any(|c| c.iter().all(|part| set.contains(part)))
        });
        assert_eq!((found.sets.len(), found.conflicts.len(), found.complete), (4 + 8, 3, true));
        assert_eq!(found.sets[..4], [[40, 60], [40, 61], [40, 62], [40, 99]]);
        assert!(asked.len() < 100, "{}", asked.len());
    }
}
