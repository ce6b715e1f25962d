//! Writes the certificate while the search goes on.

use super::super::certificate::{Decision, Step};
use super::fix::Fixings;
use super::layout::{Layout, Origin, Triple};
use super::state::{Multipliers, State};

/// More entries than this are not kept: the certificate is given up.
const MOST: usize = 4_000_000;

/// A certificate in the making.
#[derive(Debug, Clone, Default)]
pub(super) struct Recorder {
    on: bool,
    steps: Vec<Step>,
    entries: usize,
    /// In the numbering of the first layout.
    last: Multipliers,
    now: Multipliers,
    /// By link: facility and block.
    links: Vec<(u32, u32)>,
    /// By message: pair, side and option.
    messages: Vec<(u32, u32, u32)>,
    triples: Vec<Lender>,
    /// By number of a cut.
    cuts: Vec<Origin>,
}

/// A triple in the numbering of the problem.
#[derive(Debug, Clone)]
struct Lender {
    /// The blocks, and the options of each that were left when the triple was made.
    blocks: [(u32, Vec<u32>); 3],
    /// The pairs of the first and second, the first and third, the second and third block.
    pairs: [u32; 3],
    /// By pair: what is lent, by rows of the first block.
    lent: [Vec<i64>; 3],
}

impl Lender {
    fn new(l: &Layout, t: &Triple) -> Lender {
        let blocks = t.blocks(l).map(|b| (l.block_origin[b], l.options(b).map(|o| l.option_origin[o]).collect()));
        Lender { blocks, pairs: t.edges.map(|e| l.edges[e].origin), lent: t.lent.clone() }
    }

    /// What is lent, as an entry of a certificate each.
    fn entries(&self) -> impl Iterator<Item = (u32, u32, u32, u32, i64)> {
        let sides = [(0, 1, 2), (0, 2, 1), (1, 2, 0)].into_iter().zip(self.pairs).zip(&self.lent);
        sides.flat_map(|(((a, b, third), pair), lent)| {
            let ((_, rows), (_, columns), third) = (&self.blocks[a], &self.blocks[b], self.blocks[third].0);
            let places = rows.iter().flat_map(move |x| columns.iter().map(move |y| (*x, *y)));
            let lent = places.zip(lent).filter(|(_, amount)| **amount != 0);
            lent.map(move |((x, y), amount)| (pair, third, x, y, *amount))
        })
    }
}

/// A point to come back to.
pub(super) struct Mark {
    steps: usize,
    entries: usize,
    last: Multipliers,
}

impl Recorder {
    /// A recorder for a problem in its first layout.
    pub(super) fn new(l: &Layout) -> Recorder {
        let zeros = Multipliers {
            mu: vec![0; l.rows.len()],
            v: vec![0; l.links.len()],
            message: vec![0; l.messages],
            cut: Vec::new(),
        };
        let links = l.links.iter().map(|k| (l.facility_origin[k.facility as usize], l.block_origin[k.block as usize]));
        let mut messages = Vec::with_capacity(l.messages);
        for e in &l.edges {
            for side in [0, 1] {
                let options = e.listed[side].iter().map(|o| l.option_origin[*o as usize]);
                messages.extend(options.map(|o| (e.origin, side as u32, o)));
            }
        }
        Recorder {
            on: true,
            steps: Vec::new(),
            entries: 0,
            last: zeros.clone(),
            now: zeros,
            links: links.collect(),
            messages,
            triples: Vec::new(),
            cuts: Vec::new(),
        }
    }

    /// One that keeps nothing.
    pub(super) fn off() -> Recorder {
        Recorder::default()
    }

    /// Whether a certificate may still come of it.
    pub(super) fn is_on(&self) -> bool {
        self.on
    }

    pub(super) fn finish(self) -> Option<Vec<Step>> {
        self.on.then_some(self.steps)
    }

    pub(super) fn mark(&self) -> Mark {
        Mark { steps: self.steps.len(), entries: self.entries, last: self.last.clone() }
    }

    pub(super) fn back_to(&mut self, mark: Mark) {
        self.steps.truncate(mark.steps);
        self.entries = mark.entries;
        self.last = mark.last;
    }

    /// What triples lend from now on.
    pub(super) fn triples(&mut self, l: &Layout) {
        if !self.on || l.triples.is_empty() {
            return;
        }
        self.triples = l.triples.iter().map(|t| Lender::new(l, t)).collect();
        let lent: Vec<_> = self.triples.iter().flat_map(Lender::entries).collect();
        let n = lent.len();
        let (rows, shares, messages, cuts) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
        self.push(Step::Prices { rows, shares, messages, lent, cuts }, n);
    }

    /// Takes from the messages what they have of triples that a layout has no more, as one of the blocks is decided.
    /// A checker adds it, as soon as it sees that the block is decided.
    fn take_back(&mut self, l: &Layout) {
        if self.triples.is_empty() {
            return;
        }
        let mut open = vec![false; l.decided.len()];
        l.block_origin.iter().for_each(|b| open[*b as usize] = true);
        for t in &self.triples {
            let mut decided = (0..3).filter(|i| !open[t.blocks[*i].0 as usize]);
            let (Some(fixed), None) = (decided.next(), decided.next()) else { continue };
            let (block, options) = &t.blocks[fixed];
            let Ok(row) = options.binary_search(&l.decided[*block as usize]) else { continue };
            let others = (0..3).filter(|i| *i != fixed);
            for (side, other) in others.enumerate() {
                let (_, options) = &t.blocks[other];
                let lent = &t.lent[fixed + other - 1];
                for (column, &o) in options.iter().enumerate() {
                    let amount = if fixed < other {
                        lent[row * options.len() + column]
                    } else {
                        lent[column * t.blocks[fixed].1.len() + row]
                    };
                    if let Ok(at) = self.messages.binary_search(&(t.pairs[2 - fixed], side as u32, o)) {
                        self.now.message[at] -= amount;
                    }
                }
            }
        }
    }

    /// Gives a new cut its number.
    pub(super) fn cut(&mut self, origin: Origin) -> u32 {
        self.cuts.push(origin);
        self.last.cut.push(0);
        self.now.cut.push(0);
        self.cuts.len() as u32 - 1
    }

    /// The multipliers in force.
    pub(super) fn prices(&mut self, l: &Layout, s: &State) {
        if !self.on {
            return;
        }
        self.now.mu.fill(0);
        self.now.v.fill(0);
        self.now.message.fill(0);
        self.now.cut.fill(0);
        for (q, row) in l.rows.iter().enumerate() {
            self.now.mu[row.origin as usize] = s.mu[q];
        }
        for (i, &at) in l.link_origin.iter().enumerate() {
            self.now.v[at as usize] = s.v[i];
        }
        for (i, &at) in l.message_origin.iter().enumerate() {
            self.now.message[at as usize] = s.message[i];
        }
        for (cut, &price) in l.cuts.iter().zip(&s.cut) {
            self.now.cut[cut.origin as usize] = price;
        }
        self.take_back(l);
        let changed = |now: &[i64], last: &[i64]| -> Vec<usize> {
            now.iter().zip(last).enumerate().filter(|(_, (n, l))| n != l).map(|x| x.0).collect()
        };
        let rows: Vec<_> =
            changed(&self.now.mu, &self.last.mu).into_iter().map(|q| (q as u32, self.now.mu[q])).collect();
        let shares: Vec<_> = changed(&self.now.v, &self.last.v)
            .into_iter()
            .map(|i| (self.links[i].0, self.links[i].1, self.now.v[i]))
            .collect();
        let messages: Vec<_> = changed(&self.now.message, &self.last.message)
            .into_iter()
            .map(|i| (self.messages[i].0, self.messages[i].1, self.messages[i].2, self.now.message[i]))
            .collect();
        let cuts: Vec<_> = changed(&self.now.cut, &self.last.cut)
            .into_iter()
            .map(|i| (self.cuts[i].0, self.cuts[i].1, self.now.cut[i]))
            .collect();
        let n = rows.len() + shares.len() + messages.len() + cuts.len();
        if n > 0 {
            std::mem::swap(&mut self.now, &mut self.last);
            self.push(Step::Prices { rows, shares, messages, lent: Vec::new(), cuts }, n);
        }
    }

    /// What the multipliers in force rule out.
    pub(super) fn exclude(&mut self, l: &Layout, f: &Fixings) {
        if !self.on || f.len() == 0 {
            return;
        }
        let place = |o: &u32| {
            let block = l.block[*o as usize] as usize;
            (l.block_origin[block], l.option_origin[*o as usize])
        };
        let facility = |i: &u32| l.facility_origin[*i as usize];
        let step = Step::Exclude {
            options: f.kill.iter().map(place).collect(),
            open: f.open.iter().map(facility).collect(),
            close: f.close.iter().map(facility).collect(),
        };
        self.push(step, f.len());
    }

    pub(super) fn branch(&mut self, decision: Decision) {
        self.push(Step::Branch(decision), 1);
    }

    pub(super) fn closed(&mut self) {
        self.push(Step::Closed, 1);
    }

    fn push(&mut self, step: Step, entries: usize) {
        if !self.on {
            return;
        }
        self.entries += entries;
        if self.entries > MOST {
            *self = Recorder::off();
            return;
        }
        self.steps.push(step);
    }
}
