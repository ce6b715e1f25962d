//! Formulas over answers, named figures and rows of tables, evaluated on ranges (low, likely, high).

mod parse;
mod range;

use serde::{Deserialize, Serialize};

pub use parse::{Name, parse_comparison, parse_formula};
pub use range::Range;

use super::condition::Var;

/// What joins two parts of a formula.
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
    /// `pow(a, b)`, of a base that is not negative
    Power,
}

/// A function of one value; each of them never falls as its value grows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Function {
    /// Rounded up to a whole number.
    Ceil,
    /// Rounded down to a whole number.
    Floor,
    /// The square root.
    Sqrt,
    /// The logarithm to base two.
    Log2,
}

impl Function {
    /// All functions with their names.
    pub(super) const NAMES: [(&'static str, Function); 4] =
        [("ceil", Function::Ceil), ("floor", Function::Floor), ("sqrt", Function::Sqrt), ("log2", Function::Log2)];

    fn of(self, n: f64) -> f64 {
        match self {
            Function::Ceil => n.ceil(),
            Function::Floor => n.floor(),
            Function::Sqrt => n.sqrt(),
            Function::Log2 => n.log2(),
        }
    }
}

/// The columns to follow from a row: all but the last lead to rows of other tables.
pub type Path = Vec<u16>;

/// A parsed formula.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Formula {
    /// A number, in base units.
    Number(f64),
    /// The answer to a question.
    Answer(Var),
    /// A named figure.
    Figure(u16),
    /// A column of the row that a figure has picked.
    Column(u16, Path),
    /// A column of the row that is being looked at.
    Row(Path),
    /// A constant of the formula's own.
    Constant(u16),
    /// A function of one value.
    Call(Function, Box<Formula>),
    /// Two parts joined.
    Join(Operator, Box<Formula>, Box<Formula>),
}

/// Gives values to the names of a formula.
pub trait Figures {
    /// The answer to a question, if it is a number.
    fn answer(&self, var: Var) -> Option<f64>;
    /// A named figure.
    fn figure(&self, index: u16) -> Option<Range>;
    /// A column of the row that a figure has picked.
    fn column(&self, _figure: u16, _path: &[u16]) -> Option<f64> {
        None
    }
    /// A column of the row that is being looked at.
    fn row(&self, _path: &[u16]) -> Option<f64> {
        None
    }
}

impl Formula {
    /// The value; `None` if an answer, figure or cell in it has none, or if it is no number.
    pub fn eval(&self, figures: &impl Figures, constants: &[Range]) -> Option<Range> {
        let value = match self {
            Formula::Number(n) => Range::exact(*n),
            Formula::Answer(var) => Range::exact(figures.answer(*var)?),
            Formula::Figure(i) => figures.figure(*i)?,
            Formula::Column(i, path) => Range::exact(figures.column(*i, path)?),
            Formula::Row(path) => Range::exact(figures.row(path)?),
            Formula::Constant(i) => *constants.get(*i as usize)?,
            Formula::Call(f, a) => a.eval(figures, constants)?.each(|n| f.of(n)),
            Formula::Join(op, a, b) => join(*op, a.eval(figures, constants)?, b.eval(figures, constants)?)?,
        };
        (value.low.is_finite() && value.likely.is_finite() && value.high.is_finite()).then_some(value)
    }

    /// Shows it and every part of it.
    pub fn visit(&self, see: &mut impl FnMut(&Formula)) {
        see(self);
        match self {
            Formula::Call(_, a) => a.visit(see),
            Formula::Join(_, a, b) => {
                a.visit(see);
                b.visit(see);
            }
            _ => {}
        }
    }

    /// The figures that it needs.
    pub fn needs(&self, out: &mut Vec<u16>) {
        self.visit(&mut |part| match part {
            Formula::Figure(i) | Formula::Column(i, _) => out.push(*i),
            _ => {}
        });
    }
}

fn join(op: Operator, a: Range, b: Range) -> Option<Range> {
    Some(match op {
        Operator::Add => a.plus(b),
        Operator::Subtract => Range { low: a.low - b.high, likely: a.likely - b.likely, high: a.high - b.low },
        Operator::Multiply => a.times(b),
        Operator::Divide if b.low > 0.0 => a.corners(b, a.likely / b.likely, |x, y| x / y),
        Operator::Power if a.low >= 0.0 => a.corners(b, a.likely.powf(b.likely), f64::powf),
        Operator::Divide | Operator::Power => return None,
        Operator::Min => a.pairwise(b, f64::min),
        Operator::Max => a.pairwise(b, f64::max),
    })
}

/// How two formulas are compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Relation {
    /// `a <= b`
    AtMost,
    /// `a >= b`
    AtLeast,
    /// `a < b`
    Below,
    /// `a > b`
    Above,
    /// `a = b`
    Equal,
}

/// Two formulas compared at their likely values.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Comparison {
    /// The left side.
    pub left: Formula,
    /// How they compare.
    pub relation: Relation,
    /// The right side.
    pub right: Formula,
}

impl Comparison {
    /// Whether it holds; not if a side has no value.
    pub fn holds(&self, figures: &impl Figures, constants: &[Range]) -> bool {
        let side = |f: &Formula| f.eval(figures, constants).map(|r| r.likely);
        let (Some(a), Some(b)) = (side(&self.left), side(&self.right)) else { return false };
        match self.relation {
            Relation::AtMost => a <= b,
            Relation::AtLeast => a >= b,
            Relation::Below => a < b,
            Relation::Above => a > b,
            Relation::Equal => a == b,
        }
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
        fn column(&self, _: u16, path: &[u16]) -> Option<f64> {
            Some(80.0 * path.len() as f64)
        }
        fn row(&self, path: &[u16]) -> Option<f64> {
            path.first().map(|c| f64::from(*c))
        }
    }

    fn lookup(n: &str) -> Option<Name> {
        match n {
            "data.volume" => Some(Name::Answer(Var(0))),
            "nodes" => Some(Name::Figure(0)),
            "share" => Some(Name::Constant(0)),
            "machine.memory" => Some(Name::Column(0, vec![1])),
            "row.gpus" => Some(Name::Row(vec![3])),
            _ => None,
        }
    }

    fn value(text: &str) -> Range {
        let share = Range { low: 0.5, likely: 1.0, high: 2.0 };
        parse_formula(text, &lookup).expect(text).eval(&Known, &[share]).expect(text)
    }

    #[test]
    fn arithmetic_on_ranges() {
        assert_eq!(value("1 + 2 * 3 - 4 / 2"), Range::exact(5.0));
        assert_eq!(value("data.volume / 1 GB * share"), Range { low: 20.0, likely: 40.0, high: 80.0 });
        assert_eq!(value("nodes * share"), Range { low: 0.5, likely: 2.0, high: 8.0 });
        assert_eq!(value("10 - nodes"), Range { low: 6.0, likely: 8.0, high: 9.0 });
        assert_eq!(value("max(2, ceil(nodes * 0.6))"), Range { low: 2.0, likely: 2.0, high: 3.0 });
        assert_eq!(value("pow(nodes, 2) + sqrt(nodes * nodes)"), Range { low: 2.0, likely: 6.0, high: 20.0 });
        assert_eq!(value("floor(log2(nodes) + 0.5)"), Range { low: 0.0, likely: 1.0, high: 2.0 });
    }

    #[test]
    fn rows_of_tables() {
        assert_eq!(value("machine.memory * row.gpus"), Range::exact(240.0));
        let holds = |text: &str| parse_comparison(text, &lookup).expect(text).holds(&Known, &[]);
        assert!(holds("row.gpus >= 3") && holds("nodes = 2") && !holds("machine.memory < 80"));
        assert!(!holds("row.gpus / 0 > 1"), "what has no value does not hold");
    }

    #[test]
    fn mistakes_have_a_place() {
        let error = |text: &str| parse_formula(text, &lookup).expect_err(text);
        assert_eq!(error("nodes +").0, 7);
        assert_eq!(error("(nodes").1, "a bracket is not closed");
        assert_eq!(error("2 * nods").1, "`nods` is no question, figure or constant");
        assert_eq!(error("nodes nodes").0, 6);
        assert_eq!(parse_comparison("nodes 3", &lookup).expect_err("no sign").0, 6);
        let (_, message) = error("cel(nodes)");
        assert!(message.contains("there is no function `cel`"), "{message}");
    }
}
