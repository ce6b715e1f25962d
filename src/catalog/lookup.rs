//! What follows from the catalog and stands nowhere in it.

use std::collections::BTreeSet;

use super::model::Catalog;
use super::sizing::{Column, ColumnKind};
use crate::logic::{Formula, Var};

impl Catalog {
    /// How many units of the catalog's currency one unit of another is worth; nothing without a rate.
    pub fn rate(&self, code: &str) -> Option<f64> {
        if self.currency == *code {
            return Some(1.0);
        }
        let per_usd = |code: &str| self.currencies.iter().find(|c| c.code == *code).map(|c| c.per_usd);
        Some(per_usd(&self.currency)? / per_usd(code)?)
    }

    /// The questions whose answers a formula rests on, directly or through figures; ascending.
    pub fn answers_behind(&self, formula: &Formula) -> Vec<Var> {
        let (mut vars, mut open, mut seen) = (BTreeSet::new(), Vec::new(), BTreeSet::new());
        let mut look = |formula: &Formula, open: &mut Vec<u16>| {
            formula.needs(open);
            formula.visit(&mut |part| {
                if let Formula::Answer(var) = part {
                    vars.insert(*var);
                }
            });
        };
        look(formula, &mut open);
        while let Some(i) = open.pop() {
            if seen.insert(i) {
                let figure = &self.figures[i as usize];
                (0..figure.ways()).for_each(|case| figure.uses(case, &mut |f| look(f, &mut open)));
            }
        }
        vars.into_iter().collect()
    }

    /// The columns that a path leads through, from a table on; nothing if it leads nowhere.
    pub fn columns(&self, table: u16, path: &[u16]) -> Option<Vec<&Column>> {
        let mut table = Some(table);
        let step = |at: &u16| {
            let column = self.tables[table? as usize].columns.get(*at as usize)?;
            table = match column.kind {
                ColumnKind::Row(next) => Some(next),
                ColumnKind::Number | ColumnKind::Price => None,
            };
            Some(column)
        };
        path.iter().map(step).collect()
    }
}
