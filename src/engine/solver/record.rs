//! Writes the certificate while the search goes on.

use super::super::certificate::{Decision, Step};
use super::fix::Fixings;
use super::layout::Layout;
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
        let zeros = Multipliers { mu: vec![0; l.rows.len()], v: vec![0; l.links.len()], message: vec![0; l.messages] };
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
        }
    }

    /// One that keeps nothing.
    pub(super) fn off() -> Recorder {
        Recorder::default()
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

    /// The multipliers in force.
    pub(super) fn prices(&mut self, l: &Layout, s: &State) {
        if !self.on {
            return;
        }
        self.now.mu.fill(0);
        self.now.v.fill(0);
        self.now.message.fill(0);
        for (q, row) in l.rows.iter().enumerate() {
            self.now.mu[row.origin as usize] = s.mu[q];
        }
        for (i, &at) in l.link_origin.iter().enumerate() {
            self.now.v[at as usize] = s.v[i];
        }
        for (i, &at) in l.message_origin.iter().enumerate() {
            self.now.message[at as usize] = s.message[i];
        }
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
        let n = rows.len() + shares.len() + messages.len();
        if n > 0 {
            std::mem::swap(&mut self.now, &mut self.last);
            self.push(Step::Prices { rows, shares, messages }, n);
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
