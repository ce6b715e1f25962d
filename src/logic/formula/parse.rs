//! Formulas and comparisons from text.

use super::{Comparison, Formula, Function, Operator, Path, Relation};
use crate::logic::condition::Var;
use crate::logic::quantity::Dimension;

/// What a name in a formula means.
pub enum Name {
    /// A question.
    Answer(Var),
    /// A named figure.
    Figure(u16),
    /// A column of the row that a figure has picked.
    Column(u16, Path),
    /// A column of the row that is being looked at.
    Row(Path),
    /// A constant of the formula's own.
    Constant(u16),
}

/// Reads a formula: numbers (with a unit of data, time or money), names, `+ - * /`, brackets,
/// `min(a, b)`, `max(a, b)`, `pow(a, b)`, `ceil(a)`, `floor(a)`, `sqrt(a)`, `log2(a)`.
///
/// # Errors
/// A sentence that says what is wrong, with the byte where.
pub fn parse_formula(text: &str, lookup: &impl Fn(&str) -> Option<Name>) -> Result<Formula, Mistake> {
    let mut p = Parser { text, at: 0, depth: 0, lookup };
    let out = p.sum()?;
    p.end()?;
    Ok(out)
}

/// Reads a comparison of two formulas: `<=`, `>=`, `<`, `>` or `=` stands between them.
///
/// # Errors
/// A sentence that says what is wrong, with the byte where.
pub fn parse_comparison(text: &str, lookup: &impl Fn(&str) -> Option<Name>) -> Result<Comparison, Mistake> {
    let mut p = Parser { text, at: 0, depth: 0, lookup };
    let left = p.sum()?;
    let relation = p.relation()?;
    let right = p.sum()?;
    p.end()?;
    Ok(Comparison { left, relation, right })
}

/// What is wrong, after the byte where.
type Mistake = (usize, String);

struct Parser<'a, L> {
    text: &'a str,
    at: usize,
    depth: usize,
    lookup: &'a L,
}

impl<L: Fn(&str) -> Option<Name>> Parser<'_, L> {
    fn space(&mut self) {
        let rest = &self.text[self.at..];
        self.at += rest.len() - rest.trim_start().len();
    }

    fn eat(&mut self, c: char) -> bool {
        self.space();
        let found = self.text[self.at..].starts_with(c);
        if found {
            self.at += c.len_utf8();
        }
        found
    }

    fn end(&mut self) -> Result<(), Mistake> {
        self.space();
        match self.at < self.text.len() {
            true => Err((self.at, format!("`{}` is not expected here", &self.text[self.at..]))),
            false => Ok(()),
        }
    }

    fn relation(&mut self) -> Result<Relation, Mistake> {
        let signs = [
            ("<=", Relation::AtMost),
            (">=", Relation::AtLeast),
            ("<", Relation::Below),
            (">", Relation::Above),
            ("=", Relation::Equal),
        ];
        self.space();
        match signs.into_iter().find(|(sign, _)| self.text[self.at..].starts_with(sign)) {
            Some((sign, relation)) => {
                self.at += sign.len();
                Ok(relation)
            }
            None => Err((self.at, String::from("a comparison is expected here: <=, >=, <, > or ="))),
        }
    }

    fn sum(&mut self) -> Result<Formula, Mistake> {
        let mut left = self.product()?;
        loop {
            let op = if self.eat('+') {
                Operator::Add
            } else if self.eat('-') {
                Operator::Subtract
            } else {
                return Ok(left);
            };
            left = Formula::Join(op, Box::new(left), Box::new(self.product()?));
        }
    }

    fn product(&mut self) -> Result<Formula, Mistake> {
        let mut left = self.atom()?;
        loop {
            let op = if self.eat('*') {
                Operator::Multiply
            } else if self.eat('/') {
                Operator::Divide
            } else {
                return Ok(left);
            };
            left = Formula::Join(op, Box::new(left), Box::new(self.atom()?));
        }
    }

    fn atom(&mut self) -> Result<Formula, Mistake> {
        self.depth += 1;
        if self.depth > 64 {
            return Err((self.at, String::from("the formula is nested too deeply")));
        }
        let out = self.atom_inner();
        self.depth -= 1;
        out
    }

    fn atom_inner(&mut self) -> Result<Formula, Mistake> {
        if self.eat('(') {
            let inner = self.sum()?;
            return if self.eat(')') { Ok(inner) } else { Err((self.at, String::from("a bracket is not closed"))) };
        }
        self.space();
        let start = self.at;
        let rest = &self.text[start..];
        let word = |ok: fn(char) -> bool| rest.find(|c| !ok(c)).unwrap_or(rest.len());
        if rest.starts_with(|c: char| c.is_ascii_digit()) {
            let n = word(|c| c.is_ascii_digit() || c == '.');
            self.at += n;
            let value: f64 = rest[..n].parse().map_err(|_| (start, format!("`{}` is not a number", &rest[..n])))?;
            let unit = rest[n..].trim_start();
            let end = unit.find(|c: char| !c.is_ascii_alphabetic()).unwrap_or(unit.len());
            let unit = &unit[..end];
            let size = [Dimension::Bytes, Dimension::Duration, Dimension::Money].iter().find_map(|d| {
                let exact = d.units().iter().find(|u| u.0 == unit && !unit.is_empty());
                exact.map(|u| u.1)
            });
            if let Some(size) = size {
                self.at = self.text.len() - self.text[self.at..].trim_start().len() + unit.len();
                return Ok(Formula::Number(value * size));
            }
            return Ok(Formula::Number(value));
        }
        let n = word(|c| c.is_ascii_alphanumeric() || c == '_' || c == '.');
        if n == 0 {
            return Err((start, String::from("a number or a name is expected here")));
        }
        self.at += n;
        let name = &rest[..n];
        if self.eat('(') {
            return self.call(name, start);
        }
        match (self.lookup)(name) {
            Some(Name::Answer(v)) => Ok(Formula::Answer(v)),
            Some(Name::Figure(i)) => Ok(Formula::Figure(i)),
            Some(Name::Constant(i)) => Ok(Formula::Constant(i)),
            Some(Name::Column(i, path)) => Ok(Formula::Column(i, path)),
            Some(Name::Row(path)) => Ok(Formula::Row(path)),
            None => Err((start, format!("`{name}` is no question, figure or constant"))),
        }
    }

    fn call(&mut self, name: &str, start: usize) -> Result<Formula, Mistake> {
        let mut arguments = vec![self.sum()?];
        while self.eat(',') {
            arguments.push(self.sum()?);
        }
        if !self.eat(')') {
            return Err((self.at, String::from("a bracket is not closed")));
        }
        let fold = |op: Operator, all: Vec<Formula>| {
            all.into_iter().reduce(|a, b| Formula::Join(op, Box::new(a), Box::new(b)))
        };
        let pair = arguments.len() == 2;
        match name {
            "min" => fold(Operator::Min, arguments),
            "max" => fold(Operator::Max, arguments),
            "pow" if pair => fold(Operator::Power, arguments),
            _ => {
                let function = Function::NAMES.iter().find(|f| f.0 == name && arguments.len() == 1);
                function.and_then(|f| arguments.pop().map(|a| Formula::Call(f.1, Box::new(a))))
            }
        }
        .ok_or_else(|| {
            let known = "min, max, pow, ceil, floor, sqrt and log2";
            (start, format!("there is no function `{name}` of that many values; there are {known}"))
        })
    }
}
