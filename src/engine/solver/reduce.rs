//! A smaller layout of what a state leaves open, with its multipliers.

use super::draft::{Draft, DraftEdge, DraftRow};
use super::layout::{Layout, NEVER};
use super::state::{State, Use};

impl Layout {
    /// What is left to decide in a state, on its own. The bound stays what it was.
    pub(super) fn reduce(&self, state: &State) -> (Layout, State) {
        let open: Vec<usize> = (0..self.blocks()).filter(|b| state.count[*b] > 1).collect();
        let live = |b: usize| self.options(b).filter(|&o| state.live[o]).collect::<Vec<_>>();
        let keep: Vec<Vec<usize>> = open.iter().map(|b| live(*b)).collect();
        // New place of each option that stays; the only option of each decided block.
        let mut place = vec![None; self.unary.len()];
        for (b, options) in keep.iter().enumerate() {
            for (x, &o) in options.iter().enumerate() {
                place[o] = Some((b, x));
            }
        }
        let one = |b: usize| self.options(b).find(|&o| state.live[o]);
        let only: Vec<Option<usize>> =
            (0..self.blocks()).map(|b| if state.count[b] == 1 { one(b) } else { None }).collect();
        let mut constant = self.constant;
        let mut decided = self.decided.clone();
        for (b, o) in only.iter().enumerate() {
            if let Some(o) = o {
                constant += self.unary[*o];
                decided[self.block_origin[b] as usize] = self.option_origin[*o];
            }
        }
        let mut unary: Vec<Vec<i64>> = keep.iter().map(|k| k.iter().map(|&o| self.unary[o]).collect()).collect();
        let mut edges = Vec::new();
        // By option: whether it has an entry in the edge at hand.
        let mut listed = vec![false; self.unary.len()];
        let (mut messages, mut message_origin) = (Vec::new(), Vec::new());
        let mut edge_of = vec![None; self.edges.len()];
        for (at, e) in self.edges.iter().enumerate() {
            let [a, b] = e.ends;
            match (only[a], only[b]) {
                (Some(x), Some(y)) => constant += e.value(x, y),
                (Some(fixed), None) | (None, Some(fixed)) => {
                    let side = usize::from(only[a].is_none());
                    for (y, v) in e.row(side, fixed) {
                        if let Some((b, x)) = place[y] {
                            unary[b][x] += v;
                        }
                    }
                }
                (None, None) => {
                    let mut entries = Vec::new();
                    for (x, row) in e.rows() {
                        let Some((_, nx)) = place[x] else { continue };
                        for (y, v) in row {
                            if let Some((_, ny)) = place[y] {
                                entries.push((nx as u32, ny as u32, v));
                                (listed[x], listed[y]) = (true, true);
                            }
                        }
                    }
                    let whole = !e.lent.is_empty();
                    if entries.is_empty() && !whole {
                        continue;
                    }
                    for side in 0..2 {
                        for (x, o) in e.listed[side].iter().enumerate() {
                            let has_entry = std::mem::take(&mut listed[*o as usize]);
                            if has_entry || (whole && place[*o as usize].is_some()) {
                                messages.push(state.message[e.at[side] + x]);
                                message_origin.push(self.message_origin[e.at[side] + x]);
                            }
                        }
                    }
                    let new = |end: usize| open.binary_search(&end).unwrap_or(0);
                    edge_of[at] = Some(edges.len());
                    edges.push(DraftEdge { a: new(a), b: new(b), entries, whole, origin: e.origin });
                }
            }
        }
        debug_assert!(unary.iter().flatten().all(|u| *u > NEVER / 2), "forbidden options are not live");
        let mut facilities = Vec::new();
        let mut facility_origin = Vec::new();
        let mut opened = self.opened.clone();
        let mut index = vec![None; self.facilities()];
        let mut shares = Vec::new();
        for (f, place_of) in index.iter_mut().enumerate() {
            match state.usage[f] {
                Use::Closed => {}
                Use::Open => {
                    constant -= self.burden[f];
                    opened.push(self.facility_origin[f]);
                }
                Use::Free => {
                    let mut users = Vec::new();
                    for &i in self.links_at.get(f) {
                        let before = users.len();
                        users.extend(self.users.get(i as usize).iter().filter_map(|o| place[*o as usize]));
                        if let Some((block, _)) = users.get(before) {
                            shares.push((facilities.len(), *block, i as usize));
                        }
                    }
                    *place_of = Some(facilities.len());
                    facilities.push((self.burden[f], users));
                    facility_origin.push(self.facility_origin[f]);
                }
            }
        }
        let (rows, mu) = self.reduce_rows(state, &place, &only, &index);
        let draft = Draft {
            unary,
            edges,
            facilities,
            rows,
            constant,
            scale: self.scale,
            block_origin: open.iter().map(|b| self.block_origin[*b]).collect(),
            option_origin: keep.iter().map(|k| k.iter().map(|&o| self.option_origin[o]).collect()).collect(),
            facility_origin: facility_origin.clone(),
            opened,
            decided,
        };
        let mut layout = draft.finish();
        layout.message_origin = message_origin;
        let mut new = State::new(&layout);
        new.message = messages;
        new.mu = mu;
        for i in 0..layout.links.len() {
            let link = layout.links[i];
            // Facilities that became costs of one block have gone: match by origin.
            let origin = layout.facility_origin[link.facility as usize];
            let key = (origin, link.block as usize);
            if let Ok(at) = shares.binary_search_by_key(&key, |(f, b, _)| (facility_origin[*f], *b)) {
                let old = shares[at].2;
                new.v[i] = state.v[old];
                layout.link_origin[i] = self.link_origin[old];
            }
        }
        self.hand_on(&keep, &only, &edge_of, &mut layout, &mut new);
        self.hand_cuts_on(state, &place, &only, &mut layout, &mut new);
        new.refresh(&layout);
        (layout, new)
    }

    fn reduce_rows(
        &self,
        state: &State,
        place: &[Option<(usize, usize)>],
        only: &[Option<usize>],
        index: &[Option<usize>],
    ) -> (Vec<DraftRow>, Vec<i64>) {
        let (mut rows, mut mu) = (Vec::new(), Vec::new());
        for (q, row) in self.rows.iter().enumerate() {
            let mut out =
                DraftRow { options: Vec::new(), facilities: Vec::new(), limit: row.limit, origin: row.origin };
            // The most that the row can reach: rows that cannot be broken any more go.
            let mut most = 0i64;
            let mut at = 0;
            for &b in &row.blocks {
                let range = self.options(b as usize);
                match only[b as usize] {
                    Some(o) => out.limit -= row.add[at + o - range.start],
                    None => {
                        let mut high = i64::MIN;
                        for o in range.clone() {
                            let c = row.add[at + o - range.start];
                            if let Some(p) = place[o] {
                                high = high.max(c);
                                if c != 0 {
                                    out.options.push((p, c));
                                }
                            }
                        }
                        most += high;
                    }
                }
                at += range.len();
            }
            for &(f, c) in &row.facilities {
                match state.usage[f as usize] {
                    Use::Open => out.limit -= c,
                    Use::Closed => {}
                    Use::Free => {
                        most += c;
                        out.facilities.extend(index[f as usize].map(|f| (f, c)));
                    }
                }
            }
            if most > out.limit {
                rows.push(out);
                mu.push(state.mu[q]);
            }
        }
        (rows, mu)
    }
}
