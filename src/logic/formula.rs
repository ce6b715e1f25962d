//! Formulas over answers and named figures, evaluated on ranges (low, likely, high).

use serde::{Deserialize, Serialize};

use super::condition::Var;
use super::quantity::Dimension;

/// A range of a figure: low and high bound it, likely is the best single value.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
pub struct Range {
    /// The low end.
    pub low: f64,
    /// The best single value.
    pub likely: f64,
    /// The high end.
    pub high: f64,
}

impl Range {
    /// A figure known exactly.
    pub fn exact(n: f64) -> Self {
        Range { low: n, likely: n, high: n }
    }

    /// The sum of two ranges.
    #[must_use]
    pub fn plus(self, o: Range) -> Range {
        Range { low: self.low + o.low, likely: self.likely + o.likely, high: self.high + o.high }
    }

    /// The product of two ranges, by interval arithmetic.
    #[must_use]
    pub fn times(self, o: Range) -> Range {
        self.corners(o, self.likely * o.likely, |a, b| a * b)
    }

    fn corners(self, o: Range, likely: f64, f: impl Fn(f64, f64) -> f64) -> Range {
        let all = [f(self.low, o.low), f(self.low, o.high), f(self.high, o.low), f(self.high, o.high)];
        Range {
            low: all.iter().copied().fold(f64::INFINITY, f64::min),
            likely,
            high: all.iter().copied().fold(f64::NEG_INFINITY, f64::max),
        }
    }

    fn each(self, f: impl Fn(f64) -> f64) -> Range {
        Range { low: f(self.low), likely: f(self.likely), high: f(self.high) }
    }

    fn pairwise(self, o: Range, f: impl Fn(f64, f64) -> f64) -> Range {
        Range { low: f(self.low, o.low), likely: f(self.likely, o.likely), high: f(self.high, o.high) }
    }
}

/// An arithmetic operator.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Operator {
    /// `a + b`
    Add,
    /// `a - b`
    Subtract,
    /// `a * b`
    Multiply,
    /// `a / b`
    Divide,
    /// `min(a, b)`
    Min,
    /// `max(a, b)`
    Max,
}

/// A parsed formula.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Formula {
    /// A number, in base units.
    Number(f64),
    /// The answer to a question.
    Answer(Var),
    /// A named figure.
    Figure(u16),
    /// A constant of the formula's own.
    Constant(u16),
    /// Two parts joined.
    Join(Operator, Box<Formula>, Box<Formula>),
    /// Rounded up to a whole number.
    Ceil(Box<Formula>),
}

/// Gives values to the names of a formula.
pub trait Figures {
    /// The answer to a question, if it is a number.
    fn answer(&self, var: Var) -> Option<f64>;
    /// A named figure.
    fn figure(&self, index: u16) -> Option<Range>;
}

impl Formula {
    /// The value; `None` if an answer or figure in it has none.
    pub fn eval(&self, figures: &impl Figures, constants: &[Range]) -> Option<Range> {
        Some(match self {
            Formula::Number(n) => Range::exact(*n),
            Formula::Answer(var) => Range::exact(figures.answer(*var)?),
            Formula::Figure(i) => figures.figure(*i)?,
            Formula::Constant(i) => *constants.get(*i as usize)?,
            Formula::Ceil(a) => a.eval(figures, constants)?.each(f64::ceil),
            Formula::Join(op, a, b) => {
                let (a, b) = (a.eval(figures, constants)?, b.eval(figures, constants)?);
                match op {
                    Operator::Add => a.plus(b),
                    Operator::Subtract => {
                        Range { low: a.low - b.high, likely: a.likely - b.likely, high: a.high - b.low }
                    }
                    Operator::Multiply => a.times(b),
                    Operator::Divide if b.low > 0.0 => a.corners(b, a.likely / b.likely, |x, y| x / y),
                    Operator::Divide => return None,
                    Operator::Min => a.pairwise(b, f64::min),
                    Operator::Max => a.pairwise(b, f64::max),
                }
            }
        })
    }
}

/// What a name in a formula means.
pub enum Name {
    /// A question.
    Answer(Var),
    /// A named figure.
    Figure(u16),
    /// A constant of the formula's own.
    Constant(u16),
}

/// Reads a formula: numbers (with a unit of data, time, rate or money), names, `+ - * /`, brackets,
/// `min(a, b)`, `max(a, b)`, `ceil(a)`.
///
/// # Errors
/// A sentence that says what is wrong, with the byte where.
pub fn parse_formula(text: &str, lookup: &impl Fn(&str) -> Option<Name>) -> Result<Formula, (usize, String)> {
    let mut p = Parser { text, at: 0, depth: 0, lookup };
    let out = p.sum()?;
    p.space();
    if p.at < text.len() {
        return Err((p.at, format!("`{}` is not expected here", &text[p.at..])));
    }
    Ok(out)
}

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

    fn sum(&mut self) -> Result<Formula, (usize, String)> {
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

    fn product(&mut self) -> Result<Formula, (usize, String)> {
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

    fn atom(&mut self) -> Result<Formula, (usize, String)> {
        self.depth += 1;
        if self.depth > 64 {
            return Err((self.at, String::from("the formula is nested too deeply")));
        }
        let out = self.atom_inner();
        self.depth -= 1;
        out
    }

    fn atom_inner(&mut self) -> Result<Formula, (usize, String)> {
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
            None => Err((start, format!("`{name}` is no question, figure or constant"))),
        }
    }

    fn call(&mut self, name: &str, start: usize) -> Result<Formula, (usize, String)> {
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
        match name {
            "ceil" if arguments.len() == 1 => arguments.pop().map(|a| Formula::Ceil(Box::new(a))),
            "min" => fold(Operator::Min, arguments),
            "max" => fold(Operator::Max, arguments),
            _ => None,
        }
        .ok_or_else(|| {
            (start, format!("there is no function `{name}` of that many values; there are min, max and ceil"))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Known;
    impl Figures for Known {
        fn answer(&self, _: Var) -> Option<f64> {
            Some(40e9)
        }
        fn figure(&self, _: u16) -> Option<Range> {
            Some(Range { low: 1.0, likely: 2.0, high: 4.0 })
        }
    }

    fn value(text: &str) -> Range {
        let lookup = |n: &str| match n {
            "data.volume" => Some(Name::Answer(Var(0))),
            "nodes" => Some(Name::Figure(0)),
            "k" => Some(Name::Constant(0)),
            _ => None,
        };
        parse_formula(text, &lookup).expect(text).eval(&Known, &[Range::exact(3.0)]).expect(text)
    }

    #[test]
    fn arithmetic_on_ranges() {
        assert_eq!(value("data.volume / 1 GB"), Range::exact(40.0));
        assert_eq!(value("2 + 3 * (k - 1)"), Range::exact(8.0));
        assert_eq!(value("nodes * 730"), Range { low: 730.0, likely: 1460.0, high: 2920.0 });
        assert_eq!(value("12 / nodes"), Range { low: 3.0, likely: 6.0, high: 12.0 });
        assert_eq!(value("ceil(max(1.2, nodes, 3.5))"), Range { low: 4.0, likely: 4.0, high: 4.0 });
        assert_eq!(value("10 - nodes"), Range { low: 6.0, likely: 8.0, high: 9.0 });
    }

    #[test]
    fn errors_have_a_place() {
        let parse = |t: &str| parse_formula(t, &|_: &str| None).expect_err(t).0;
        assert_eq!((parse("1 + x"), parse("1 +"), parse("(1"), parse("1 1")), (4, 3, 2, 2));
    }
}
