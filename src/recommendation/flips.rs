//! What would change a decision, and the smallest change of the requirements that makes an option win.

use schemars::JsonSchema;
use serde::Serialize;

use super::study::Study;
use crate::catalog::{BlockId, ESTATE, Find, OptionRef};
use crate::engine::Base;
use crate::engine::analysis::answers::Architecture;
use crate::engine::analysis::flips::{Distance, Edit, Reach, edited, edits, reach};
use crate::logic::{Value, show_value};
use crate::parallel::spread;
use crate::rules::thresholds;
use crate::text::Text;

/// Most changes looked for together, and how many of the nearest are combined.
const MOST: usize = 4;
const NEAREST: usize = 16;

/// Farther than anything.
const FAR: Distance = Distance { barriers: usize::MAX, loss: i64::MAX };

/// One change of the requirements.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Change {
    /// The question, or the part of the file.
    pub what: Text,
    /// What it says now.
    pub from: Text,
    /// What it would say.
    pub to: Text,
    /// Of a number between two at which conditions change, the nearer of these in words: it stands for all beyond.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub beyond: Option<Text>,
}

/// A single change that leads to another decision.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Flip {
    /// The change.
    pub change: Change,
    /// Name of the option then; none if the block needs no decision.
    pub option: Option<Text>,
    /// How many other decisions change with it.
    pub others: usize,
}

/// Changes that make an option win.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Win {
    /// All of them together.
    pub changes: Vec<Change>,
    /// Whether no smaller number of changes does it, one value of each region tried.
    pub fewest: bool,
}

/// What would change a decision.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Flips {
    /// Every single change that does, those towards the option asked about first.
    pub single: Vec<Flip>,
    /// If an option was asked about that no single change leads to: several that do.
    pub together: Option<Win>,
}

impl Study<'_> {
    /// What would change some decisions; with an option each, what would make it win.
    pub fn flips(&self, asked: &[(BlockId, Option<OptionRef>)]) -> Vec<Flips> {
        let (catalog, requirements) = (self.catalog(), self.situation.requirements);
        let numbers = thresholds(catalog);
        let target = asked.iter().find_map(|a| a.1);
        let all = edits(catalog, requirements, &numbers, target);
        let present = Architecture { options: self.picked(&self.solution), exact: true, possible: true };
        let base = self.base();
        let tried = spread(all.len(), |i| {
            let then = edited(catalog, requirements, &all[i..=i]);
            match target {
                Some(o) => reach(catalog, &then, o, &base),
                None => {
                    let architecture = Architecture::near(catalog, &then, Some(&base));
                    Reach { architecture, distance: FAR, certain: false }
                }
            }
        });
        let flips = |(block, option): &(BlockId, Option<OptionRef>)| {
            let at = |a: &Architecture| a.options.iter().copied().find(|o| o.block == *block);
            let now = at(&present);
            let wanted = option.filter(|o| now != Some(*o));
            let mut single: Vec<(bool, Flip)> = Vec::new();
            let outcome = |i: usize| (tried[i].architecture.possible, at(&tried[i].architecture));
            for i in (0..all.len()).filter(|i| tried[*i].architecture.possible && outcome(*i).1 != now) {
                // Of numbers with the same outcome, the nearest says enough.
                if self.nearer(&all, i).is_some_and(|n| outcome(n) == outcome(i)) {
                    continue;
                }
                let then = &tried[i].architecture;
                let flip = Flip {
                    change: self.change(&all[i], &numbers),
                    option: at(then).map(|o| catalog.product_of(o).name.clone()),
                    others: present.changes(then).len() - 1,
                };
                single.push((wanted.is_some() && at(then) == wanted, flip));
            }
            let wins = single.iter().any(|s| s.0);
            single.sort_by_key(|(wanted, f)| (!wanted, f.others));
            let proven = tried.iter().all(|t| t.certain);
            let near = || -> Vec<Distance> { tried.iter().map(|t| t.distance).collect() };
            let together = wanted
                .filter(|_| !wins && *option == target)
                .and_then(|o| self.together(&all, &near(), proven, o, &base, &numbers));
            Flips { single: single.into_iter().map(|s| s.1).collect(), together }
        };
        asked.iter().map(flips).collect()
    }

    /// Several changes that make an option win, when no single one does: the nearest single ones in pairs,
    /// then the best set with one more, and so on. `proven` says that no single one does it.
    fn together(
        &self,
        all: &[Edit],
        distances: &[Distance],
        proven: bool,
        target: OptionRef,
        base: &Base<'_>,
        numbers: &[Vec<f64>],
    ) -> Option<Win> {
        let (catalog, requirements) = (self.catalog(), self.situation.requirements);
        let far = |sets: &[Vec<usize>]| -> Vec<Distance> {
            spread(sets.len(), |i| {
                let edits: Vec<Edit> = sets[i].iter().map(|e| all[*e].clone()).collect();
                reach(catalog, &edited(catalog, requirements, &edits), target, base).distance
            })
        };
        let won = |d: &Distance| *d == Distance { barriers: 0, loss: 0 };
        let same = |a: usize, b: usize| match (&all[a], &all[b]) {
            (Edit::Answer(x, _), Edit::Answer(y, _)) => x == y,
            _ => a == b,
        };
        // The best change of each question, the nearest first.
        let mut order: Vec<usize> = (0..all.len()).collect();
        order.sort_by_key(|i| (distances[*i], *i));
        let mut near: Vec<usize> = Vec::new();
        for i in order {
            if near.len() < NEAREST && !near.iter().any(|n| same(*n, i)) {
                near.push(i);
            }
        }
        let mut sets: Vec<Vec<usize>> = Vec::new();
        for (i, a) in near.iter().enumerate() {
            sets.extend(near[i + 1..].iter().filter(|b| !same(*a, **b)).map(|b| vec![*a, *b]));
        }
        for size in 2..=MOST {
            let distances = far(&sets);
            let best = (0..sets.len()).min_by_key(|i| (distances[*i], *i))?;
            if won(&distances[best]) {
                let mut set = sets[best].clone();
                set.sort_unstable();
                let changes = set.iter().map(|e| self.change(&all[*e], numbers)).collect();
                return Some(Win { changes, fewest: size == 2 && proven });
            }
            let best = sets.swap_remove(best);
            let more = near.iter().filter(|e| !best.iter().any(|b| same(*b, **e)));
            sets = more.map(|e| [best.as_slice(), &[*e]].concat()).collect();
        }
        None
    }

    /// The change of the same number that is next on the way to the present one.
    fn nearer(&self, all: &[Edit], i: usize) -> Option<usize> {
        let number = |i: usize| match all.get(i) {
            Some(Edit::Answer(var, Value::Number(n))) => Some((*var, *n)),
            _ => None,
        };
        let (var, n) = number(i)?;
        let now = self.situation.requirements.answers.number(var).unwrap_or(0.0);
        let next = if n > now { i.checked_sub(1)? } else { i + 1 };
        number(next).filter(|(v, m)| *v == var && (*m > now) == (n > now)).map(|_| next)
    }

    /// A change in the words of the requirements file. A number between two thresholds stands for all there: what
    /// is told is the threshold that is passed.
    fn change(&self, edit: &Edit, numbers: &[Vec<f64>]) -> Change {
        let (catalog, r) = (self.catalog(), self.situation.requirements);
        let change = |what: &str, from: String, to: &str| Change {
            what: Text::copy(what),
            from: from.into(),
            to: Text::copy(to),
            beyond: None,
        };
        match edit {
            Edit::Answer(var, value) => {
                let q = &catalog.questions[var.0 as usize];
                let shown = |n: f64| show_value(&Value::Number(n), &q.domain);
                let (own, now) = (&numbers[var.0 as usize], r.answers.number(*var).unwrap_or(0.0));
                let beyond = match value {
                    Value::Number(n) if !own.contains(n) => {
                        let after = own.partition_point(|t| t < n);
                        let passed = if *n > now { after.checked_sub(1) } else { Some(after) };
                        let word = if *n > now { "more than" } else { "less than" };
                        // A threshold that is not between the two numbers is not passed.
                        let passed =
                            passed.and_then(|i| own.get(i)).filter(|t| (**t > now) == (*n > now) && **t != now);
                        passed.map(|t| format!("{word} {}", shown(*t)))
                    }
                    _ => None,
                };
                let to = show_value(value, &q.domain);
                Change { beyond: beyond.map(Text::from), ..change(&q.id, r.answers.show(catalog, *var), &to) }
            }
            Edit::Drop(i) => {
                let c = &r.constraints[*i];
                let what = if c.require { "constraints.require" } else { "constraints.exclude" };
                change(what, c.name.to_string(), "left out")
            }
            Edit::SoftBudget => change("constraints.budget.hard", String::from("true"), "false"),
            Edit::AnyProducts => change(
                "constraints.max_products",
                r.max_products.map_or_else(String::new, |n| n.to_string()),
                "left out",
            ),
            Edit::Own(product) => {
                change(ESTATE, String::from("without it"), &format!("with {}", catalog.products[product.at()].id))
            }
        }
    }
}
