//! The answers, each with where it came from.

use crate::catalog::{Catalog, Question};
use crate::logic::{Domain, Fact, Facts, Value, Var, show_value};
use crate::text::{Span, Text};

/// Where an answer came from.
#[derive(Debug, Clone, PartialEq)]
pub enum Origin {
    /// Written in the requirements file, or on the command line (no place).
    Given(Option<Span>),
    /// Follows from other answers; why.
    Derived(Text),
    /// Assumed while the question is open; why.
    Assumed(Text),
    /// Open, without an assumption.
    Open,
    /// The question does not arise.
    NotAsked,
}

/// One answer.
#[derive(Debug, Clone, PartialEq)]
pub struct Answer {
    /// Its value, unless open or not asked.
    pub value: Option<Value>,
    /// Where it came from.
    pub origin: Origin,
}

impl Answer {
    /// An open question.
    pub fn open() -> Self {
        Answer { value: None, origin: Origin::Open }
    }

    /// Written by the user.
    pub fn is_given(&self) -> bool {
        matches!(self.origin, Origin::Given(_))
    }
}

/// All answers, by question.
#[derive(Debug, Clone, PartialEq)]
pub struct Answers {
    /// One per question of the catalog.
    pub list: Vec<Answer>,
}

impl Answers {
    /// All questions open.
    pub fn open(catalog: &Catalog) -> Self {
        let built_in = |q: &Question| {
            let value = match q.domain {
                Domain::Set(_) => Some(Value::Set(Vec::new())),
                // A priority that nobody set is the middle one.
                Domain::Ordinal(_) => Some(Value::Choice(2)),
                _ => None,
            };
            Answer { value, origin: Origin::NotAsked }
        };
        let first = |q: &Question| if q.section.is_some() { Answer::open() } else { built_in(q) };
        Answers { list: catalog.questions.iter().map(first).collect() }
    }

    /// Answers a question as a user would, but in no file; what follows is settled afterwards.
    pub fn give(&mut self, var: Var, value: Value) {
        self.list[var.0 as usize] = Answer { value: Some(value), origin: Origin::Given(None) };
    }

    /// The answer to a question.
    pub fn get(&self, var: Var) -> &Answer {
        &self.list[var.0 as usize]
    }

    /// The value of a quantity, in base units.
    pub fn number(&self, var: Var) -> Option<f64> {
        match self.get(var).value {
            Some(Value::Number(n)) => Some(n),
            _ => None,
        }
    }

    /// The answer in the words that files use.
    pub fn show(&self, catalog: &Catalog, var: Var) -> String {
        match &self.get(var).value {
            Some(v) => show_value(v, &catalog.questions[var.0 as usize].domain),
            None => String::from("open"),
        }
    }
}

impl Facts for Answers {
    fn fact(&self, var: Var) -> Fact<'_> {
        let answer = self.get(var);
        match (&answer.value, &answer.origin) {
            (Some(v), _) => Fact::Value(v),
            (None, Origin::NotAsked) => Fact::NotAsked,
            (None, _) => Fact::Open,
        }
    }
}
