//! Problems in which efforts count beside values.

use super::super::problem::{FORBIDDEN, Facility, Problem, Row};
use super::super::solver::Limits;

/// What switching costs, in one unit, none of it negative.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Effort {
    /// By block and option: to take it up.
    pub take: Vec<Vec<i64>>,
    /// By block and option: to leave it.
    pub leave: Vec<Vec<i64>>,
    /// By facility: to introduce it where it is not used.
    pub introduce: Vec<i64>,
}

/// All efforts together stay below this.
pub(super) const LARGEST: i128 = 1 << 40;

/// What it takes to get away from a choice.
pub(super) struct Costs {
    /// By block and option.
    pub(super) options: Vec<Vec<i64>>,
    /// By facility.
    pub(super) facilities: Vec<i64>,
}

/// How a question is put.
#[derive(Clone, Copy)]
pub(super) struct Terms {
    /// The factor of values.
    pub(super) scale: i64,
    /// What one unit of effort counts.
    pub(super) price: i128,
    /// The most effort.
    pub(super) most: Option<i64>,
    /// What counts more than this cannot be part of an answer.
    pub(super) cap: i128,
}

/// The problem with what switching takes.
pub(super) struct Way<'a> {
    pub(super) problem: &'a Problem,
    pub(super) effort: &'a Effort,
    pub(super) limits: Limits,
    pub(super) stated: Vec<bool>,
    /// All values of the problem together, without signs.
    pub(super) total: i128,
}

impl<'a> Way<'a> {
    pub(super) fn new(
        problem: &'a Problem,
        today: &[Option<usize>],
        effort: &'a Effort,
        limits: Limits,
    ) -> Option<Way<'a>> {
        let alike = |table: &[Vec<i64>]| table.iter().map(Vec::len).eq(problem.blocks.iter().map(Vec::len));
        let efforts = || effort.take.iter().chain(&effort.leave).flatten().chain(&effort.introduce);
        let fits = problem.is_well_formed()
            && alike(&effort.take)
            && alike(&effort.leave)
            && effort.introduce.len() == problem.facilities.len()
            && today.len() == problem.blocks.len()
            && today.iter().zip(&problem.blocks).all(|(t, b)| t.is_none_or(|o| o < b.len()))
            && efforts().all(|e| *e >= 0)
            && efforts().map(|e| i128::from(*e)).sum::<i128>() < LARGEST;
        let values = problem
            .blocks
            .iter()
            .flatten()
            .chain(problem.pairs.iter().flat_map(|p| p.entries.iter().map(|e| &e.value)));
        let values = values.filter(|v| **v != FORBIDDEN).chain(problem.facilities.iter().map(|f| &f.burden));
        let total = values.map(|v| i128::from(*v).abs()).sum();
        let limits = Limits { enough: None, ..limits };
        fits.then(|| Way { problem, effort, limits, stated: today.iter().map(Option::is_some).collect(), total })
    }

    /// Whether a stated block uses a facility.
    fn uses(&self, facility: &Facility, choice: &[usize]) -> bool {
        facility.users.iter().any(|&(b, o)| self.stated[b] && choice[b] == o)
    }

    pub(super) fn costs(&self, from: &[usize]) -> Costs {
        let block = |b: usize| {
            let leave = self.effort.leave[b][from[b]];
            let cost = |o: usize| if self.stated[b] && o != from[b] { leave + self.effort.take[b][o] } else { 0 };
            (0..self.problem.blocks[b].len()).map(cost).collect()
        };
        let facilities = self.problem.facilities.iter().zip(&self.effort.introduce);
        Costs {
            options: (0..from.len()).map(block).collect(),
            facilities: facilities.map(|(f, e)| if self.uses(f, from) { 0 } else { *e }).collect(),
        }
    }

    /// The effort of going to a choice.
    pub(super) fn effort(&self, costs: &Costs, to: &[usize]) -> i64 {
        let options: i64 = costs.options.iter().zip(to).map(|(c, o)| c[*o]).sum();
        let facilities = costs.facilities.iter().zip(&self.problem.facilities);
        options + facilities.filter(|(_, f)| self.uses(f, to)).map(|(c, _)| *c).sum::<i64>()
    }

    /// The problem with all stated blocks as they are.
    pub(super) fn fixed(&self, choice: &[usize]) -> Problem {
        let mut problem = self.problem.clone();
        for (b, block) in problem.blocks.iter_mut().enumerate().filter(|(b, _)| self.stated[*b]) {
            block.iter_mut().enumerate().filter(|(o, _)| *o != choice[b]).for_each(|(_, v)| *v = FORBIDDEN);
        }
        problem
    }

    /// The problem with effort. Facilities that blocks without effort use, too, get a part of their own.
    pub(super) fn model(&self, costs: &Costs, terms: Terms) -> Problem {
        let mut model = self.problem.clone();
        let Terms { scale, price, most, cap } = terms;
        let amount = |cost: i64| price * i128::from(cost);
        let out = |cost: i64| amount(cost) > cap || most.is_some_and(|m| cost > m);
        let mut row = Row { limit: most.unwrap_or(0), ..Row::default() };
        for (b, block) in model.blocks.iter_mut().enumerate() {
            for (o, value) in block.iter_mut().enumerate().filter(|(_, v)| **v != FORBIDDEN) {
                let cost = costs.options[b][o];
                *value = if out(cost) { FORBIDDEN } else { *value * scale - amount(cost) as i64 };
                row.options.extend((cost > 0 && *value != FORBIDDEN).then_some(((b, o), cost)));
            }
        }
        for entry in model.pairs.iter_mut().flat_map(|p| &mut p.entries).filter(|e| e.value != FORBIDDEN) {
            entry.value *= scale;
        }
        model.pairs.iter_mut().for_each(|p| p.entries.retain(|e| e.value != 0));
        model.facilities.iter_mut().for_each(|f| f.burden *= scale);
        for (f, facility) in self.problem.facilities.iter().enumerate().filter(|(f, _)| costs.facilities[*f] > 0) {
            let cost = costs.facilities[f];
            let users: Vec<_> = facility.users.iter().filter(|u| self.stated[u.0]).copied().collect();
            if out(cost) {
                users.iter().for_each(|u| model.blocks[u.0][u.1] = FORBIDDEN);
            } else if users.len() == facility.users.len() {
                model.facilities[f].burden += amount(cost) as i64;
                row.facilities.push((f, cost));
            } else if !users.is_empty() {
                row.facilities.push((model.facilities.len(), cost));
                model.facilities.push(Facility { burden: amount(cost) as i64, users });
            }
        }
        if most.is_some() && !(row.options.is_empty() && row.facilities.is_empty()) {
            model.rows.push(row);
        }
        model
    }
}
