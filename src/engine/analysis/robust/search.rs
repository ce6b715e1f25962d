//! The choices met so far, and better ones: mixtures and cuts until none is left.

use std::collections::BTreeMap;

use super::family::{Cut, Family, LOST, Loss};
use super::game;
use super::joint::{Caps, Joint, Outcome};

/// A choice that is good in the worst case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Robust {
    /// By common decision: the option.
    pub choice: Vec<usize>,
    /// By scenario: the value lost against its best; nothing if the choice cannot be kept there.
    pub regrets: Vec<Option<i64>>,
    /// The largest regret where the choice can be kept; nothing if it nowhere can.
    pub worst: Option<i64>,
    /// No choice that can be kept in as many scenarios has a largest regret below this.
    pub bound: i64,
    /// By scenario: the best value.
    pub best: Vec<i64>,
    /// Whether no choice can be kept in more scenarios, or in as many with a smaller largest regret, and
    /// all numbers are proven.
    pub exact: bool,
}

/// How good a choice is: the scenarios where it must be given up, and the largest regret elsewhere. Less
/// is better.
type Rank = (usize, i64);

/// Mixtures without a much higher bound before the weights stay.
const PATIENCE: usize = 3;

/// The mixture with the highest bound so far.
struct Mixture {
    /// Groups by weight.
    weights: Vec<(usize, i64)>,
    /// The least weighted sum of regrets of any choice that matters.
    least: i64,
    /// Mixtures until the weights stay.
    patience: usize,
}

impl Mixture {
    /// Takes what is known of a mixture that raises the bound by so much, of so much that is left.
    fn take(&mut self, weights: Vec<(usize, i64)>, least: i64, rise: i64, left: i64) {
        if self.patience == 0 {
            self.least = self.least.max(least);
            return;
        }
        self.patience = if rise > left / 50 { PATIENCE } else { self.patience - 1 };
        if rise > 0 || self.weights.is_empty() {
            (self.weights, self.least) = (weights, least);
        }
    }
}

/// Most choices against which weights are played.
const POOL: usize = 40;

/// The choices met so far.
pub(super) struct Search<'f, 'a> {
    pub(super) family: &'f Family<'a>,
    /// Mixtures left.
    pub(super) effort: usize,
    /// By choice and group, what is known of the loss.
    known: BTreeMap<Vec<usize>, Vec<Option<Loss>>>,
    /// The best choice.
    pub(super) choice: Vec<usize>,
    pub(super) rank: Rank,
    /// Groups, those that spoke against a choice last first.
    order: Vec<usize>,
    /// Groups that enter mixtures.
    active: Vec<usize>,
    /// Those of them in which a choice could not be kept: they are in every mixture.
    strict: Vec<usize>,
    cuts: Vec<Cut>,
    /// By decision and option: whether choices with it are no better than the best known.
    closed: Vec<Vec<bool>>,
    /// Choices against which weights are played, the latest last.
    pool: Vec<Vec<usize>>,
}

impl<'f, 'a> Search<'f, 'a> {
    pub(super) fn new(family: &'f Family<'a>, effort: usize) -> Self {
        let order = (0..family.groups.len()).collect();
        Search {
            family,
            effort,
            known: BTreeMap::new(),
            choice: Vec::new(),
            rank: (usize::MAX, i64::MAX),
            order,
            active: Vec::new(),
            strict: Vec::new(),
            cuts: Vec::new(),
            closed: Vec::new(),
            pool: Vec::new(),
        }
    }

    pub(super) fn loss(&mut self, choice: &[usize], group: usize) -> Loss {
        let groups = self.family.groups.len();
        let losses = self.known.entry(choice.to_vec()).or_insert_with(|| vec![None; groups]);
        *losses[group].get_or_insert_with(|| self.family.loss(group, choice))
    }

    /// Takes a choice if it is better than the best, looking at some groups only. Otherwise a group that
    /// says why it is not.
    pub(super) fn try_choice(&mut self, choice: &[usize], groups: &[usize]) -> Option<usize> {
        let mut rank = (0, 0);
        for at in 0..self.order.len() {
            let group = self.order[at];
            if !groups.contains(&group) {
                continue;
            }
            let family = self.family;
            let certain = family.floor(group, choice);
            let loss = if rank.max((rank.0, certain)) >= self.rank { certain } else { self.loss(choice, group).most };
            rank = match loss {
                LOST => (rank.0 + family.groups[group].members.len(), rank.1),
                loss => (rank.0, rank.1.max(loss)),
            };
            if rank >= self.rank {
                self.order[..=at].rotate_right(1);
                return Some(group);
            }
        }
        (self.rank, self.choice) = (rank, choice.to_vec());
        self.pool.push(choice.to_vec());
        None
    }

    /// Improves on the best choice among those kept in some groups.
    pub(super) fn improve_kept(&mut self, kept: &[usize]) -> i64 {
        let before = (self.rank, self.choice.clone());
        let lost = self.family.count() - kept.iter().map(|g| self.family.groups[*g].members.len()).sum::<usize>();
        self.rank = (0, if before.0.0 == lost { before.0.1 } else { i64::MAX });
        self.choice.clear();
        let mut known: Vec<Vec<usize>> = self.known.keys().cloned().collect();
        known.insert(0, before.1.clone());
        for choice in known {
            self.try_choice(&choice, kept);
        }
        let bound = self.improve(kept);
        if self.choice.is_empty() {
            (self.rank, self.choice) = before;
        } else {
            self.rank.0 = lost;
        }
        bound
    }

    /// Improves on the best choice, and a proven bound on the largest regret in groups that must be kept:
    /// of choices better than the best if there are such, otherwise of the best.
    pub(super) fn improve(&mut self, kept: &[usize]) -> i64 {
        self.cuts.clear();
        self.strict.clear();
        self.closed = self.family.options.iter().map(|n| vec![false; *n]).collect();
        self.active = kept.first().copied().into_iter().collect();
        let (mut bound, mut floor) = (0, self.cut_best(kept));
        let mut mixture = Mixture { weights: Vec::new(), least: 0, patience: PATIENCE };
        while self.effort > 0 && bound.min(floor) < self.rank.1 {
            self.effort -= 1;
            self.family.close(kept, self.rank.1, &mut self.closed);
            let stays = mixture.patience == 0;
            let weights = if stays { with(&mixture.weights, &self.active) } else { self.weights(kept) };
            let caps = (stays && self.rank.1 != LOST).then_some(Caps { least: mixture.least, limit: self.rank.1 });
            let Some(joint) = Joint::new(self.family, &weights, &self.cuts, &self.closed, caps) else { break };
            let (choice, least) = match joint.solve(self.family, self.rank.1, &mut self.closed) {
                Outcome::Found(choice, least) => (choice, least),
                Outcome::None => {
                    bound = self.rank.1;
                    break;
                }
                Outcome::Unknown => break,
            };
            let mean = joint.mean(least);
            mixture.take(weights, least, mean - bound, self.rank.1 - bound);
            bound = bound.max(mean).min(self.rank.1);
            if bound < self.rank.1 {
                let before = self.rank.1;
                floor = floor.min(self.learn(&choice, kept, stays));
                if before == LOST && self.rank.1 != LOST {
                    mixture.patience = PATIENCE;
                }
            }
        }
        bound.min(floor).min(self.rank.1)
    }

    /// Tries a choice, and cuts it off. What it loses at least, if it cannot be cut off by a proof.
    fn learn(&mut self, choice: &[usize], kept: &[usize], stay: bool) -> i64 {
        let again = stay && self.pool.iter().any(|c| c == choice);
        match self.try_choice(choice, kept) {
            Some(group) => {
                self.pool.push(choice.to_vec());
                self.cut(choice, group, again)
            }
            None => self.cut_best(kept),
        }
    }

    /// Cuts off the best choice, as a better one is looked for.
    fn cut_best(&mut self, kept: &[usize]) -> i64 {
        let choice = self.choice.clone();
        let worst = kept.iter().copied().find(|g| !choice.is_empty() && self.loss(&choice, *g).most >= self.rank.1);
        worst.map_or(i64::MAX, |group| self.cut(&choice, group, false))
    }

    /// Cuts off a choice that speaks against itself in a group, if rows do not, or if it cannot be kept.
    fn cut(&mut self, choice: &[usize], group: usize, again: bool) -> i64 {
        if !self.active.contains(&group) {
            self.active.push(group);
        }
        let loss = self.loss(choice, group);
        if loss.least == LOST && !self.strict.contains(&group) {
            self.strict.push(group);
            return i64::MAX;
        }
        if loss.most != LOST && !again {
            return i64::MAX;
        }
        match self.family.reason(group, choice, self.rank.1, &self.closed) {
            Some(cut) => {
                self.cuts.push(cut);
                i64::MAX
            }
            None => {
                self.cuts.push(choice.iter().copied().enumerate().collect());
                loss.least
            }
        }
    }

    /// Weights of groups for the next mixture.
    fn weights(&mut self, kept: &[usize]) -> Vec<(usize, i64)> {
        let active: Vec<usize> = self.active.iter().copied().filter(|g| kept.contains(g)).collect();
        let pool = self.pool[self.pool.len().saturating_sub(POOL)..].to_vec();
        let mut table = vec![Vec::new(); active.len()];
        for choice in &pool {
            for (at, group) in active.iter().enumerate() {
                table[at].push(self.loss(choice, *group).most);
            }
        }
        let high = table.iter().flatten().copied().filter(|l| *l != LOST).max().unwrap_or(0);
        table.iter_mut().flatten().for_each(|l| *l = (*l).min(high * 2 + 1));
        let weights = game::weights(&table, self.family.finest(&active));
        let weights: Vec<(usize, i64)> = active.into_iter().zip(weights).filter(|w| w.1 > 0).collect();
        with(&weights, &self.strict)
    }

    pub(super) fn finish(mut self, bound: i64, least: bool) -> Robust {
        let family = self.family;
        let choice = std::mem::take(&mut self.choice);
        let mut regrets = vec![None; family.count()];
        let mut best = vec![0; family.count()];
        let mut proven = least;
        for (g, group) in family.groups.iter().enumerate() {
            let loss = self.loss(&choice, g);
            proven &= loss.most == loss.least && group.proven;
            for member in &group.members {
                best[*member] = group.best.value;
                regrets[*member] = Some(loss.most).filter(|l| *l != LOST);
            }
        }
        let worst = regrets.iter().flatten().copied().max();
        Robust { choice, regrets, worst, bound, best, exact: proven && worst.is_none_or(|w| bound >= w) }
    }
}

/// Weights with those of other groups, which are nothing.
fn with(weights: &[(usize, i64)], others: &[usize]) -> Vec<(usize, i64)> {
    let others = others.iter().filter(|g| weights.iter().all(|w| w.0 != **g)).map(|g| (*g, 0));
    weights.iter().copied().chain(others).collect()
}
