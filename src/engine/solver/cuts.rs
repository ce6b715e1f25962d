//! Cuts on facilities. Of any three facilities, let three blocks each ask for one of two of them: if none is used, no
//! block has what it asks for; if one is, at most two blocks have. So at most one more block has it than facilities are
//! used. The relaxation breaks that: half of each facility serves three blocks whole, each with halves of two options.
//! These are the triangle inequalities of Padberg (1989), with blocks in place of products of two facilities.

use std::collections::{BTreeMap, BTreeSet};

use super::layout::{Cut, Layout, Origin};
use super::plan::Plan;
use super::prices::Tally;
use super::search::Search;
use super::state::{State, Use};

/// Rounds of new cuts.
const ROUNDS: usize = 40;

/// Two rounds in a row that bring the bound less than one in so many nearer to the best solution are the last.
const ENOUGH: i64 = 400;

/// The steps of a round are those of a first ascent divided by this.
const SHARE: usize = 4;

/// The same for large problems, where more and shorter rounds bring the bound down sooner, and the search afterwards
/// gains on what they leave.
const LARGE_ENOUGH: i64 = 1500;
const LARGE_SHARE: usize = 8;

/// Most cuts of a round for each two facilities.
const EACH: u32 = 10;

/// A cut must be broken by more than one in so many.
const BROKEN: i64 = 100;

impl Search<'_> {
    /// Lowers the bound by cuts, as long as that does much. Returns false if nothing better is left.
    pub(super) fn cut(&mut self, l: &mut Layout, state: &mut State) -> bool {
        let mut known: BTreeMap<Origin, u32> = BTreeMap::new();
        let (mut before, mut slow) = (i64::MAX, 0);
        let (share, enough) = if l.is_large() { (LARGE_SHARE, LARGE_ENOUGH) } else { (SHARE, ENOUGH) };
        for _ in 0..ROUNDS {
            let steps = Plan::first(l).steps / share;
            let plan = Plan { steps, alpha: 0.4, keep: 0.97, between: 20, round: false, ..Plan::first(l) };
            self.tally = Some(Tally::new(l));
            let now = self.ascend(l, state, plan);
            let (Some(now), Some(tally)) = (now, self.tally.take()) else { return false };
            slow = if before.saturating_sub(now) < (now - self.enough) / enough { slow + 1 } else { 0 };
            if now <= self.enough || slow == 2 || self.late() {
                break;
            }
            before = now;
            // What has no price is in the way only.
            let mut priced = state.cut.iter().map(|price| *price > 0);
            l.cuts.retain(|_| priced.next().unwrap_or(false));
            state.cut.retain(|price| *price > 0);
            let here: BTreeSet<u32> = l.cuts.iter().map(|cut| cut.origin).collect();
            let found = l.broken(state, &tally, |origin| known.get(origin).is_none_or(|n| !here.contains(n)));
            if found.is_empty() {
                break;
            }
            for origin in found {
                let number = *known.entry(origin).or_insert_with(|| self.recorder.cut(origin));
                l.cuts.push(l.cut(origin, number));
                state.cut.push(0);
            }
        }
        self.root(l, state)
    }
}

impl Layout {
    /// Makes a cut of blocks and facilities that are all still open here.
    fn cut(&self, (blocks, facilities): Origin, origin: u32) -> Cut {
        let sides = [(0, 1), (1, 2), (0, 2)];
        let open = |f: u32| self.facility_origin.binary_search(&f).unwrap_or(0);
        let facilities = facilities.map(open);
        let mut options = Vec::new();
        for (block, (i, j)) in blocks.into_iter().zip(sides) {
            let block = self.block_origin.binary_search(&block).unwrap_or(0);
            let uses = |o: &usize| {
                let links = self.links_of.get(*o).iter().map(|i| self.links[*i as usize].facility as usize);
                links.into_iter().any(|f| f == facilities[i] || f == facilities[j])
            };
            options.extend(self.options(block).filter(uses).map(|o| o as u32));
        }
        Cut { options, facilities: facilities.map(|f| f as u32).to_vec(), limit: 1, origin }
    }

    /// Cuts that the choices of a tally break together, the worst first.
    fn broken(&self, state: &State, tally: &Tally, new: impl Fn(&Origin) -> bool) -> Vec<Origin> {
        let n = self.facilities();
        // By two facilities: how often the block that most often asks for one of the two has it, and that block.
        let mut most = vec![(0, 0); n * n];
        let mut used = Vec::new();
        for b in 0..self.blocks() {
            used.clear();
            let links = |o: usize| self.links_of.get(o).iter().map(|i| self.links[*i as usize].facility as usize);
            for o in self.options(b).filter(|o| state.live[*o] && tally.options[*o] > 0) {
                used.extend(links(o).filter(|f| state.usage[*f] == Use::Free).map(|f| (f, o)));
            }
            used.sort_unstable();
            let mut last = n;
            for (at, &(f, _)) in used.iter().enumerate() {
                if std::mem::replace(&mut last, f) == f {
                    continue;
                }
                let alone: i64 = used[at..].iter().take_while(|u| u.0 == f).map(|u| tally.options[u.1]).sum();
                let mut other = n;
                for (to, &(g, _)) in used.iter().enumerate().skip(at) {
                    if g == f || std::mem::replace(&mut other, g) == g {
                        continue;
                    }
                    let more = used[to..].iter().take_while(|u| u.0 == g);
                    let more = more.filter(|u| links(u.1).all(|h| h != f)).map(|u| tally.options[u.1]);
                    let both = alone + more.sum::<i64>();
                    most[f * n + g] = most[f * n + g].max((both, b));
                }
            }
        }
        let mut broken = Vec::new();
        for i in 0..n {
            for j in i + 1..n {
                let (first, a) = most[i * n + j];
                for k in j + 1..n {
                    let ((second, b), (third, c)) = (most[j * n + k], most[i * n + k]);
                    let used = tally.facilities[i] + tally.facilities[j] + tally.facilities[k];
                    let by = first + second + third - used - tally.choices;
                    if by > tally.choices / BROKEN {
                        broken.push((-by, [i, j, k], [a, b, c]));
                    }
                }
            }
        }
        broken.sort_unstable();
        let mut times = vec![0; n * n];
        let mut out = Vec::new();
        for (_, [i, j, k], blocks) in broken {
            let sides = [i * n + j, j * n + k, i * n + k];
            let origin = (blocks.map(|b| self.block_origin[b]), [i, j, k].map(|f| self.facility_origin[f]));
            if sides.iter().all(|s| times[*s] < EACH) && new(&origin) {
                sides.iter().for_each(|s| times[*s] += 1);
                out.push(origin);
            }
        }
        out
    }

    /// Hands cuts on to a smaller layout, with their prices. One that a facility of one block belongs to is left out:
    /// that has become a cost of its options.
    pub(super) fn hand_cuts_on(
        &self,
        from: &State,
        place: &[Option<(usize, usize)>],
        only: &[Option<usize>],
        to: &mut Layout,
        state: &mut State,
    ) {
        let found = |f: &u32| to.facility_origin.binary_search(&self.facility_origin[*f as usize]).ok();
        let (mut cuts, mut prices) = (Vec::new(), Vec::new());
        for (cut, &price) in self.cuts.iter().zip(&from.cut) {
            let decided = cut.options.iter().filter(|o| only[self.block[**o as usize] as usize] == Some(**o as usize));
            let opened = cut.facilities.iter().filter(|f| from.usage[**f as usize] == Use::Open);
            let limit = cut.limit + opened.count() as i64 - decided.count() as i64;
            let left = cut.options.iter().filter_map(|o| place[*o as usize]);
            let options: Vec<u32> = left.map(|(b, x)| (to.start[b] + x) as u32).collect();
            let free = || cut.facilities.iter().filter(|f| from.usage[**f as usize] == Use::Free);
            let facilities: Vec<u32> = free().filter_map(found).map(|f| f as u32).collect();
            if options.len() as i64 > limit && facilities.len() == free().count() {
                cuts.push(Cut { options, facilities, limit, origin: cut.origin });
                prices.push(price);
            }
        }
        (to.cuts, state.cut) = (cuts, prices);
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::certificate::{Certificate, Step};
    use super::super::super::problem::{Facility, Pairs, Problem, Row};
    use super::super::super::random::SplitMix;
    use super::super::super::verify::check;
    use super::super::record::Recorder;
    use super::super::search::Limits;
    use super::*;

    /// Blocks whose options are as good as each other but use different facilities, of which few are allowed.
    fn shared(seed: u64) -> Problem {
        let mut random = SplitMix(seed);
        let (n, d, facilities) = (6, 4, 7);
        let mut blocks = Vec::new();
        let mut users = vec![Vec::new(); facilities];
        let mut pairs = Pairs::default();
        for b in 0..n {
            blocks.push((0..d).map(|o| if o + 1 < d { 40 + random.index(20) as i64 } else { 0 }).collect());
            for o in 0..d - 1 {
                let f = random.index(facilities);
                users[f].push((b, o));
                if random.index(4) == 0 {
                    users[(f + 1 + random.index(facilities - 1)) % facilities].push((b, o));
                }
            }
            if b > 0 {
                pairs.add((b - 1, random.index(d)), (b, random.index(d)), random.index(60) as i64 - 30);
            }
        }
        let facilities: Vec<Facility> =
            users.into_iter().map(|users| Facility { burden: random.index(40) as i64, users }).collect();
        let count = (0..facilities.len()).map(|f| (f, 1)).collect();
        let limit = 2 + random.index(2) as i64;
        Problem {
            blocks,
            pairs: pairs.finish(),
            facilities,
            rows: vec![Row { options: Vec::new(), facilities: count, limit }],
        }
    }

    fn best(p: &Problem) -> Option<i64> {
        let (n, d) = (p.blocks.len() as u32, 4usize);
        (0..d.pow(n)).filter_map(|i| p.evaluate(&(0..n).map(|b| i / d.pow(b) % d).collect::<Vec<_>>())).max()
    }

    /// A problem with cuts at its root, as the search has them; nothing if the search ends before.
    fn with_cuts<'a>(p: &'a Problem, search: &mut Search<'a>) -> Option<(Layout, State, i64)> {
        let mut l = Layout::new(p);
        let mut state = State::new(&l);
        state.establish(&l, &mut Vec::new());
        search.recorder = Recorder::new(&l);
        let plan = Plan::first(&l);
        let before = search.ascend(&l, &mut state, plan)?;
        search.cut(&mut l, &mut state).then_some((l, state, before))
    }

    fn search(p: &Problem) -> Search<'_> {
        Search::new(p, Layout::new(p).scale, Limits::default())
    }

    #[test]
    fn cuts_lower_the_bound_and_never_below_a_solution() {
        let (mut lower, mut cut) = (0, 0);
        for seed in 0..300 {
            let p = shared(seed);
            let mut search = search(&p);
            // Without a solution at hand nothing is ruled out.
            let Some((l, mut state, before)) = with_cuts(&p, &mut search) else { continue };
            cut += i32::from(!l.cuts.is_empty());
            search.best.clear();
            let after = search.evaluate(&l, &mut state);
            lower += i32::from(after < before);
            let best = best(&p).map_or(i64::MIN, |b| b * l.scale);
            assert!(after.max(search.enough) >= best, "seed {seed}: {after} is below {best}");
        }
        assert!(lower > 50 && cut > 50, "{cut} with cuts, {lower} bounds fell");
    }

    #[test]
    fn certificates_with_cuts_hold_and_changed_ones_do_not() {
        let (mut cutting, mut refused) = (0, 0);
        for seed in 0..300 {
            let p = shared(seed);
            let mut search = search(&p);
            search.patience = 10;
            let l = Layout::new(&p);
            let mut state = State::new(&l);
            state.establish(&l, &mut Vec::new());
            search.recorder = Recorder::new(&l);
            let (scale, open) = (l.scale, search.explore(l, state));
            assert_eq!(open, None, "seed {seed}");
            let found = search.best.first().cloned();
            assert_eq!(found.as_ref().map(|s| s.value), best(&p), "seed {seed}");
            let Some(steps) = std::mem::take(&mut search.recorder).finish() else { continue };
            let value = found.as_ref().map(|s| s.value);
            let choice = found.map(|s| s.choice).unwrap_or_default();
            let mut certificate = Certificate { scale, choice, value, bound: value, steps };
            assert_eq!(check(&p, &certificate), Ok(()), "seed {seed}");
            let mut changed = false;
            for step in &mut certificate.steps {
                if let Step::Prices { cuts, .. } = step {
                    changed |= !cuts.is_empty();
                    cuts.iter_mut().for_each(|cut| cut.2 *= 40);
                }
            }
            if changed {
                cutting += 1;
                refused += i32::from(check(&p, &certificate).is_err());
            }
        }
        assert!(cutting > 10 && refused > 10, "{cutting} cut, {refused} refused");
    }

    #[test]
    fn best_first_with_cuts_finds_the_best() {
        let mut cut = 0;
        for seed in 0..300 {
            let p = shared(seed);
            let mut search = search(&p);
            let Some((l, mut state, _)) = with_cuts(&p, &mut search) else { continue };
            cut += i32::from(!l.cuts.is_empty());
            assert_eq!(search.explore_best_first(&l, &mut state), None, "seed {seed}");
            assert_eq!(search.best.first().map(|s| s.value), best(&p), "seed {seed}");
            let Some((recorder, bound)) = search.proven.take() else { continue };
            let found = search.best[0].clone();
            let bound = Some(bound.div_euclid(l.scale).max(found.value));
            let steps = recorder.finish().unwrap_or_default();
            let certificate =
                Certificate { scale: l.scale, choice: found.choice, value: Some(found.value), bound, steps };
            assert_eq!(check(&p, &certificate), Ok(()), "seed {seed}");
        }
        assert!(cut > 50, "{cut} with cuts");
    }

    #[test]
    fn a_cut_that_is_none_is_refused() {
        let p = shared(0);
        let with = |blocks, facilities, price| {
            let (rows, shares, messages, lent) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
            let step = Step::Prices { rows, shares, messages, lent, cuts: vec![(blocks, facilities, price)] };
            check(
                &p,
                &Certificate {
                    scale: 1,
                    bound: Some(1 << 40),
                    steps: vec![step, Step::Closed],
                    ..Certificate::default()
                },
            )
        };
        assert_eq!(with([0, 0, 5], [0, 1, 2], 3), Ok(()));
        let wrong = [
            ([0, 1, 2], [0, 0, 1], 3),
            ([0, 1, 6], [0, 1, 2], 3),
            ([0, 1, 2], [0, 1, 7], 3),
            ([0, 1, 2], [0, 1, 2], -3),
        ];
        for (blocks, facilities, price) in wrong {
            assert!(with(blocks, facilities, price).is_err(), "{blocks:?} {facilities:?} {price}");
        }
    }
}
