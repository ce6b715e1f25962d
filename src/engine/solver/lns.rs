//! Large neighbourhood search (Shaw 1998): most blocks keep their option, the rest is solved exactly.

use super::super::problem::Solution;
use super::super::random::SplitMix;
use super::layout::Layout;
use super::search::Search;
use super::state::State;

/// States per neighbourhood.
const STATES: u64 = 20;

/// Blocks to set free, beginning near a random one.
fn choose(l: &Layout, size: usize, kind: usize, random: &mut SplitMix) -> Vec<bool> {
    let n = l.blocks();
    let mut free = vec![false; n];
    let mut queue = Vec::new();
    let mut chosen = 0;
    let mut take = |b: usize, queue: &mut Vec<usize>, chosen: &mut usize| {
        if !free[b] && *chosen < size {
            free[b] = true;
            *chosen += 1;
            queue.push(b);
        }
    };
    let mut tries = 0;
    while chosen < size.min(n) && tries < 50 * n {
        tries += 1;
        match kind {
            // Blocks that could use one facility.
            0 if l.facilities() > 0 => {
                let links = l.links_at.get(random.index(l.facilities()));
                for _ in 0..links.len().min(size / 2 + 1) {
                    take(l.links[links[random.index(links.len())] as usize].block as usize, &mut queue, &mut chosen);
                }
            }
            // Blocks that hang together by pairs.
            1 => {
                take(random.index(n), &mut queue, &mut chosen);
                let mut at = queue.len() - 1;
                while at < queue.len() && chosen < size {
                    let edges = l.edges_of.get(queue[at]);
                    for _ in 0..edges.len() {
                        let (e, side) = edges[random.index(edges.len())];
                        take(l.edges[e as usize].ends[1 - side as usize], &mut queue, &mut chosen);
                    }
                    at += 1;
                }
            }
            _ => take(random.index(n), &mut queue, &mut chosen),
        }
    }
    free
}

impl Search<'_> {
    /// Improves the best solution, neighbourhood by neighbourhood; each turn tries others.
    pub(super) fn neighbourhoods(&mut self, l: &Layout, state: &State, rounds: usize, turn: u64) {
        let mut random = SplitMix(l.blocks() as u64 * 1_000_003 + l.unary.len() as u64 + (turn << 32));
        let mut size = (l.blocks() / 4).clamp(8, 40);
        let mut failures = 0;
        for round in 0..rounds {
            if self.late() || failures > 60 {
                return;
            }
            let Some(best) = self.best.first().cloned() else { return };
            let free = choose(l, size, round % 3, &mut random);
            let mut part = state.clone();
            let options = l.options_of(&best.choice);
            for (b, o) in options.iter().enumerate() {
                let Some(o) = o else { return };
                if !free[b] {
                    part.only(l, *o as usize);
                }
            }
            let before = best.value;
            let (exact, found) = self.part(l, part);
            if let Some(s) = found {
                self.offer(&s.choice);
            }
            if self.best.first().is_some_and(|s| s.value > before) {
                failures = 0;
            } else {
                failures += 1;
                size = if exact { (size * 11 / 10 + 1).min(l.blocks()) } else { (size * 9 / 10).max(6) };
            }
        }
    }

    /// Solves one neighbourhood with little effort; whether it was solved, and what was found.
    fn part(&mut self, l: &Layout, mut state: State) -> (bool, Option<Solution>) {
        if state.dead {
            return (true, None);
        }
        let mut scratch = Vec::new();
        state.propagate(l, &mut scratch);
        if state.dead {
            return (true, None);
        }
        let (small, state) = l.reduce(&state);
        let mut search = self.inner(STATES);
        let open = search.run(small, state, u64::MAX);
        self.states += search.states;
        (open.is_none(), search.best.into_iter().next())
    }
}
