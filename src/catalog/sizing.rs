//! Sizing: figures with their formulas, tables of hardware, and advice that rests on figures.

use serde::{Deserialize, Serialize};

use super::ids::{PriceId, ProductId};
use super::rules::RiskLevel;
use super::sources::{Evidence, SourceRef};
use crate::logic::{Comparison, Condition, Facts, Formula, Path, Range, Truth, Var};
use crate::text::{Later, Text};

/// The groups that figures and advice may belong to.
pub const SIZING_GROUPS: [&str; 10] = [
    "training",
    "tuning",
    "inference",
    "batch",
    "data",
    "search",
    "network",
    "observability",
    "utilisation",
    "platform",
];

/// A named constant of a figure.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'static"))]
pub struct Constant {
    /// Its name in the formula.
    pub name: Text,
    /// Its value.
    pub value: Range,
    /// The documents.
    pub evidence: Later<Evidence>,
}

/// A sizing figure.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'static"))]
pub struct Figure {
    /// Its id.
    pub id: Text,
    /// Its name.
    pub name: Text,
    /// Its unit.
    pub unit: Text,
    /// What it belongs to, such as `training`; empty if nothing was said.
    pub group: Text,
    /// When people ask for it; never for a step on the way.
    pub headline: Option<Condition>,
    /// How it is found.
    pub how: How,
    /// Constants of the formulas.
    pub constants: Vec<Constant>,
    /// What is to be known about it.
    pub note: Option<Text>,
    /// The documents.
    pub sources: Later<Vec<SourceRef>>,
}

/// How a figure is found.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'static"))]
pub enum How {
    /// The first case whose condition holds gives the formula; none gives nothing.
    Cases(Vec<(Condition, Written)>),
    /// A row of a table.
    Pick(Pick),
}

/// A formula, and how it was written.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'static, T: Deserialize<'de>"))]
pub struct Written<T = Formula> {
    /// What is computed.
    pub formula: T,
    /// As written.
    pub text: Text,
}

/// The choice of a row.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'static"))]
pub struct Pick {
    /// The table.
    pub table: u16,
    /// A question whose answer names the row, with the row of each choice.
    pub given: Option<(Var, Vec<Option<u16>>)>,
    /// What a row has to meet.
    pub wanted: Vec<Written<Comparison>>,
    /// Of the rows that do, the one where this is least; the first of several.
    pub least: Written,
}

impl Figure {
    /// The figures that it needs, whichever case applies.
    pub fn needs(&self) -> Vec<u16> {
        let mut out = Vec::new();
        (0..self.ways()).for_each(|case| self.uses(case, &mut |f| f.needs(&mut out)));
        out
    }

    /// How many cases it has; one, of the choice of a row.
    pub(super) fn ways(&self) -> usize {
        match &self.how {
            How::Cases(cases) => cases.len(),
            How::Pick(_) => 1,
        }
    }

    /// The formulas of a case, or of the choice of a row.
    pub fn uses(&self, case: usize, visit: &mut impl FnMut(&Formula)) {
        match &self.how {
            How::Cases(cases) => visit(&cases[case].1.formula),
            How::Pick(p) => {
                let wanted = p.wanted.iter().flat_map(|w| [&w.formula.left, &w.formula.right]);
                wanted.chain([&p.least.formula]).for_each(visit);
            }
        }
    }

    /// Whether it is what people ask for, as opposed to a step on the way.
    pub fn is_headline(&self, facts: &impl Facts) -> bool {
        self.headline.as_ref().is_some_and(|when| when.eval(facts) == Truth::True)
    }

    /// The conditions of its cases.
    pub fn conditions(&self) -> impl Iterator<Item = &Condition> {
        let cases = match &self.how {
            How::Cases(cases) => cases.as_slice(),
            How::Pick(_) => &[],
        };
        cases.iter().map(|c| &c.0)
    }

    /// The formula of a case as written; what a pick looks for.
    pub fn formula(&self, case: usize) -> &Text {
        match &self.how {
            How::Cases(cases) => &cases[case].1.text,
            How::Pick(p) => &p.least.text,
        }
    }
}

/// A table of reference values, such as machines.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'static"))]
pub struct Table {
    /// Its id.
    pub id: Text,
    /// Its name.
    pub name: Text,
    /// Its columns.
    pub columns: Vec<Column>,
    /// Its rows.
    pub rows: Vec<Row>,
    /// When the names of its rows, those of a provider, say nothing, and the columns that say it then.
    pub elsewhere: Option<(Condition, Vec<u16>)>,
    /// Where the rows come from, one for each.
    pub evidence: Later<Vec<Evidence>>,
}

/// A column of a table.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'static"))]
pub struct Column {
    /// Its id.
    pub id: Text,
    /// Its unit; empty if it has none.
    pub unit: Text,
    /// What it holds.
    pub kind: ColumnKind,
}

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum ColumnKind {
    /// Numbers.
    Number,
    /// Prices; the value is that of the unit.
    Price,
    /// Rows of a table.
    Row(u16),
}

/// A row of a table.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'static"))]
pub struct Row {
    /// Its id.
    pub id: Text,
    /// Its name.
    pub name: Text,
    /// One per column; none where nothing is known.
    pub cells: Vec<Option<Cell>>,
}

/// One value of a row.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub enum Cell {
    /// A number.
    Number(f64),
    /// A price.
    Price(PriceId),
    /// A row of the column's table.
    Row(u16),
}

/// Advice that holds for some answers and figures, or a limit that they would break.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'static"))]
pub struct SizingAdvice {
    /// Its id.
    pub id: Text,
    /// What it belongs to.
    pub group: Text,
    /// A limit that is broken, as opposed to something that could be better.
    pub limit: bool,
    /// For whom chooses one of these; for everybody if there are none.
    pub products: Vec<ProductId>,
    /// For which answers.
    pub when: Condition,
    /// For which figures.
    pub wanted: Vec<Written<Comparison>>,
    /// What to do; of a risk, what may go wrong.
    pub text: Vec<Piece>,
    /// A risk to the architecture, how grave, and what helps.
    pub risk: Option<(RiskLevel, Vec<Piece>)>,
    /// The documents.
    pub sources: Vec<SourceRef>,
}

/// A piece of a text with values in it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'static"))]
pub enum Piece {
    /// Words.
    Words(Text),
    /// The answer to a question.
    Answer(Var),
    /// A figure with its unit.
    Figure(u16),
    /// A column of the row that a figure has picked, or with an empty path the row's name.
    Column(u16, Path),
}
