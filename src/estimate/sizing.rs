//! Sizing figures from answers: each formula on ranges, each row by what is asked of it.

use super::price::{Unit, region_of, unit};
use crate::catalog::{Catalog, Cell, ColumnKind, Figure, How, Pick, Price, PriceId, SizingAdvice, Table};
use crate::logic::{Figures, Range, Truth, Value, Var};
use crate::requirements::Answers;
use crate::text::{Text, counted};

/// A sizing figure with its value.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Sized {
    /// Index of the case that gave it.
    pub case: usize,
    /// Its value; of a row, what was least.
    pub value: Range,
    /// The row that was picked.
    pub row: Option<u16>,
}

/// Answers, and what is known of each figure.
#[derive(Clone, Copy)]
pub struct Known<'a> {
    /// The catalog.
    pub catalog: &'a Catalog,
    /// The answers.
    pub answers: &'a Answers,
    /// The region of prices.
    pub region: &'a str,
    /// Per figure of the catalog, its value.
    pub figures: &'a [Option<Sized>],
}

impl Figures for Known<'_> {
    fn answer(&self, var: Var) -> Option<f64> {
        self.answers.number(var)
    }
    fn figure(&self, index: u16) -> Option<Range> {
        self.figures[index as usize].map(|f| f.value)
    }
    fn column(&self, figure: u16, path: &[u16]) -> Option<f64> {
        let (table, row) = self.row_of(figure)?;
        self.cell(table, row, path)
    }
}

impl<'a> Known<'a> {
    /// The row that a figure has picked, with its table.
    pub fn row_of(&self, figure: u16) -> Option<(&'a Table, usize)> {
        let How::Pick(pick) = &self.catalog.figures[figure as usize].how else { return None };
        let row = self.figures[figure as usize]?.row?;
        Some((&self.catalog.tables[pick.table as usize], row as usize))
    }

    /// The name of the row that a figure has picked; where that name is of a provider that is not used, what the
    /// row holds.
    pub fn name_of(&self, figure: u16) -> Option<Text> {
        let (table, row) = self.row_of(figure)?;
        let named = || table.rows[row].name.clone();
        let Some((_, shown)) = table.elsewhere.as_ref().filter(|(when, _)| when.eval(self.answers) == Truth::True)
        else {
            return Some(named());
        };
        let cells = shown.iter().filter_map(|at| {
            let column = &table.columns[*at as usize];
            match ((*table.rows[row].cells.get(*at as usize)?)?, column.kind) {
                (Cell::Number(n), _) => (n > 0.0).then(|| counted(n, &column.unit)),
                (Cell::Row(i), ColumnKind::Row(t)) => {
                    Some(self.catalog.tables[t as usize].rows[i as usize].name.to_string())
                }
                (Cell::Price(_) | Cell::Row(_), _) => None,
            }
        });
        let text = cells.collect::<Vec<_>>().join(", ");
        Some(if text.is_empty() { named() } else { text.into() })
    }

    /// The value at the end of a path of columns.
    fn cell(&self, table: &Table, row: usize, path: &[u16]) -> Option<f64> {
        let (first, rest) = path.split_first()?;
        let at = *first as usize;
        match (*table.rows.get(row)?.cells.get(at)?)? {
            Cell::Number(n) => Some(n),
            Cell::Price(p) => Some(self.unit(p).price.likely),
            Cell::Row(next) => match table.columns[at].kind {
                ColumnKind::Row(table) => self.cell(&self.catalog.tables[table as usize], next as usize, rest),
                ColumnKind::Number | ColumnKind::Price => None,
            },
        }
    }

    /// The price of a unit; that of the answer that takes its place, where there is one.
    pub fn unit(&self, price: PriceId) -> Unit<'a> {
        let price: &'a Price = &self.catalog.prices[price.at()];
        match price.answer.and_then(|var| self.answers.number(var)) {
            Some(stated) => unit(self.catalog, price, self.region).stated(stated),
            None => unit(self.catalog, price, self.region),
        }
    }

    /// Whether a piece of advice holds, for whoever has its products.
    pub fn holds(&self, advice: &SizingAdvice) -> bool {
        advice.when.eval(self.answers) == Truth::True && advice.wanted.iter().all(|w| w.formula.holds(self, &[]))
    }
}

/// A row that is being looked at.
struct At<'a> {
    known: Known<'a>,
    table: &'a Table,
    row: usize,
}

impl Figures for At<'_> {
    fn answer(&self, var: Var) -> Option<f64> {
        self.known.answer(var)
    }
    fn figure(&self, index: u16) -> Option<Range> {
        self.known.figure(index)
    }
    fn column(&self, figure: u16, path: &[u16]) -> Option<f64> {
        self.known.column(figure, path)
    }
    fn row(&self, path: &[u16]) -> Option<f64> {
        self.known.cell(self.table, self.row, path)
    }
}

/// Computes all figures, each after those it needs.
pub(super) fn size(catalog: &Catalog, answers: &Answers) -> Vec<Option<Sized>> {
    let region = region_of(catalog, answers);
    let mut figures = vec![None; catalog.figures.len()];
    for &i in &catalog.sequence {
        let known = Known { catalog, answers, region, figures: &figures };
        figures[i as usize] = one(known, &catalog.figures[i as usize]);
    }
    figures
}

fn one(known: Known<'_>, figure: &Figure) -> Option<Sized> {
    let constants: Vec<Range> = figure.constants.iter().map(|k| k.value).collect();
    match &figure.how {
        How::Cases(cases) => {
            let case = cases.iter().position(|(when, _)| when.eval(known.answers) == Truth::True)?;
            let value = cases[case].1.formula.eval(&known, &constants)?;
            Some(Sized { case, value, row: None })
        }
        How::Pick(pick) => pick_row(known, pick, &constants),
    }
}

fn pick_row(known: Known<'_>, pick: &Pick, constants: &[Range]) -> Option<Sized> {
    let table = &known.catalog.tables[pick.table as usize];
    let at = |row: usize| At { known, table, row };
    let least = |row: usize| pick.least.formula.eval(&at(row), constants);
    let found = |row: usize, value| Sized { case: 0, value, row: Some(row as u16) };
    let named = pick.given.as_ref().and_then(|(var, rows)| match known.answers.get(*var).value {
        Some(Value::Choice(c)) => rows.get(c as usize).copied().flatten(),
        _ => None,
    });
    if let Some(row) = named {
        // Somebody asks for it: it is taken even where its measure is unknown.
        return Some(found(row as usize, least(row as usize).unwrap_or_default()));
    }
    let fits = |row: &usize| pick.wanted.iter().all(|w| w.formula.holds(&at(*row), constants));
    let rows = (0..table.rows.len()).filter(fits).filter_map(|row| least(row).map(|value| (row, value)));
    let best = rows.min_by(|a, b| a.1.likely.total_cmp(&b.1.likely));
    best.map(|(row, value)| found(row, value))
}
