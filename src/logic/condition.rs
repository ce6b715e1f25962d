//! Conditions over answers, with three-valued evaluation (Kleene's strong logic).

use serde::{Deserialize, Serialize};

use super::domain::Domain;
use super::test::{Test, decode_test};
use super::value::Value;
use crate::diagnostics::{Code, Diagnostic, Sink};
use crate::text::{Span, nearest};
use crate::yaml::{Node, boolean, list, mapping};

/// The index of a question.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Var(pub u16);

/// A condition over answers.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Condition {
    /// Holds if every part holds; the empty one always holds.
    All(Vec<Condition>),
    /// Holds if some part holds.
    Any(Vec<Condition>),
    /// Holds if the part does not.
    Not(Box<Condition>),
    /// A test of one answer.
    Atom(Var, Test),
}

/// True, false, or not decided by what is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Truth {
    /// It holds.
    True,
    /// It does not hold.
    False,
    /// An open answer decides it.
    Unknown,
}

impl Truth {
    fn not(self) -> Self {
        match self {
            Truth::True => Truth::False,
            Truth::False => Truth::True,
            Truth::Unknown => Truth::Unknown,
        }
    }
}

/// What is known of one answer.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Fact<'a> {
    /// Its value.
    Value(&'a Value),
    /// The question is open.
    Open,
    /// The question does not arise, so that no test of it holds.
    NotAsked,
}

/// Gives the answers to conditions.
pub trait Facts {
    /// What is known of an answer.
    fn fact(&self, var: Var) -> Fact<'_>;
}

/// Gives names and domains of questions to the decoder.
pub trait Vocabulary {
    /// The question of an id.
    fn var(&self, id: &str) -> Option<(Var, &Domain)>;
    /// All ids, for suggestions.
    fn ids(&self) -> Vec<&str>;
}

impl Condition {
    /// The condition that always holds.
    pub fn always() -> Self {
        Condition::All(Vec::new())
    }

    /// One test that must not fail for the condition to hold; a condition that always holds if there is none.
    pub fn first_test(&self) -> Condition {
        match self {
            Condition::Atom(..) => self.clone(),
            Condition::All(parts) => {
                let test = parts.iter().find(|p| matches!(p, Condition::Atom(..)));
                test.cloned().unwrap_or_else(Condition::always)
            }
            Condition::Any(_) | Condition::Not(_) => Condition::always(),
        }
    }

    /// Whether it holds.
    pub fn eval(&self, facts: &impl Facts) -> Truth {
        match self {
            Condition::All(parts) => {
                let mut out = Truth::True;
                for part in parts {
                    match part.eval(facts) {
                        Truth::False => return Truth::False,
                        Truth::Unknown => out = Truth::Unknown,
                        Truth::True => {}
                    }
                }
                out
            }
            Condition::Any(parts) => {
                let mut out = Truth::False;
                for part in parts {
                    match part.eval(facts) {
                        Truth::True => return Truth::True,
                        Truth::Unknown => out = Truth::Unknown,
                        Truth::False => {}
                    }
                }
                out
            }
            Condition::Not(part) => part.eval(facts).not(),
            Condition::Atom(var, test) => match (facts.fact(*var), test) {
                (Fact::Value(v), test) => Self::truth(test.holds(v)),
                (Fact::Open | Fact::NotAsked, Test::Known(want)) => Self::truth(!want),
                (Fact::Open, _) => Truth::Unknown,
                (Fact::NotAsked, _) => Truth::False,
            },
        }
    }

    fn truth(b: bool) -> Truth {
        if b { Truth::True } else { Truth::False }
    }

    /// The answers that make it hold (for a true condition: one true part of each `any`, all parts
    /// of each `all`), in the order written, without repeats.
    pub fn deciding(&self, facts: &impl Facts) -> Vec<Var> {
        let mut out = Vec::new();
        self.collect(facts, &mut out);
        out
    }

    fn collect(&self, facts: &impl Facts, out: &mut Vec<Var>) {
        match self {
            Condition::All(parts) => parts.iter().for_each(|p| p.collect(facts, out)),
            Condition::Any(parts) => match parts.iter().find(|p| p.eval(facts) == Truth::True) {
                Some(p) => p.collect(facts, out),
                None => parts.iter().for_each(|p| p.collect(facts, out)),
            },
            Condition::Not(part) => part.collect(facts, out),
            Condition::Atom(var, _) => {
                if !out.contains(var) {
                    out.push(*var);
                }
            }
        }
    }

    /// Every question that it speaks of.
    pub fn vars(&self) -> Vec<Var> {
        let mut out = Vec::new();
        self.walk(&mut |var, _| {
            if !out.contains(&var) {
                out.push(var);
            }
        });
        out
    }

    /// Visits every atom.
    pub fn walk(&self, visit: &mut impl FnMut(Var, &Test)) {
        match self {
            Condition::All(parts) | Condition::Any(parts) => parts.iter().for_each(|p| p.walk(visit)),
            Condition::Not(part) => part.walk(visit),
            Condition::Atom(var, test) => visit(*var, test),
        }
    }
}

/// Reads a condition: a map of question to test (all must hold), with `all`, `any`, `not` and `always`.
pub fn decode_condition(node: &Node, vocabulary: &impl Vocabulary, sink: &mut Sink) -> Option<Condition> {
    let mut parts = Vec::new();
    let mut good = true;
    for entry in mapping(node, "condition", sink)? {
        let part = match entry.key.as_str() {
            "all" => decode_list(&entry.value, vocabulary, sink).map(Condition::All),
            "any" => decode_list(&entry.value, vocabulary, sink).map(Condition::Any),
            "not" => decode_condition(&entry.value, vocabulary, sink).map(|c| Condition::Not(Box::new(c))),
            "always" => match boolean(&entry.value, "always", sink) {
                Some(true) => Some(Condition::always()),
                Some(false) => Some(Condition::Any(Vec::new())),
                None => None,
            },
            id => match vocabulary.var(id) {
                Some((var, domain)) => decode_test(&entry.value, domain, id, sink).map(|t| Condition::Atom(var, t)),
                None => {
                    unknown_question(id, entry.key_span, vocabulary, sink);
                    None
                }
            },
        };
        match part {
            Some(p) => parts.push(p),
            None => good = false,
        }
    }
    match (good, parts.len()) {
        (false, _) => None,
        (true, 1) => parts.pop(),
        (true, _) => Some(Condition::All(parts)),
    }
}

fn decode_list(node: &Node, vocabulary: &impl Vocabulary, sink: &mut Sink) -> Option<Vec<Condition>> {
    let items = list(node, "all or any", sink);
    let parts: Vec<_> = items.iter().filter_map(|i| decode_condition(i, vocabulary, sink)).collect();
    (parts.len() == items.len() && node.items().is_some()).then_some(parts)
}

fn unknown_question(id: &str, at: Span, vocabulary: &impl Vocabulary, sink: &mut Sink) {
    let like = nearest(id, vocabulary.ids());
    sink.push(
        Diagnostic::error(Code::UnknownName, at, format!("there is no question `{id}`"))
            .label("unknown question")
            .maybe_help(like.map(|l| format!("Did you mean `{l}`?")))
            .help("`mlarch questions` lists all questions"),
    );
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Given(Vec<Option<Value>>);

    impl Facts for Given {
        fn fact(&self, var: Var) -> Fact<'_> {
            match self.0.get(var.0 as usize) {
                Some(Some(v)) => Fact::Value(v),
                Some(None) => Fact::Open,
                None => Fact::NotAsked,
            }
        }
    }

    fn is(var: u16, b: bool) -> Condition {
        Condition::Atom(Var(var), Test::Is(b))
    }

    #[test]
    fn three_valued_tables() {
        let facts = Given(vec![Some(Value::Bool(true)), Some(Value::Bool(false)), None]);
        let (t, f, u) = (is(0, true), is(1, true), is(2, true));
        let all = |a: &Condition, b: &Condition| Condition::All(vec![a.clone(), b.clone()]).eval(&facts);
        let any = |a: &Condition, b: &Condition| Condition::Any(vec![a.clone(), b.clone()]).eval(&facts);
        assert_eq!((all(&t, &u), all(&f, &u), all(&u, &u)), (Truth::Unknown, Truth::False, Truth::Unknown));
        assert_eq!((any(&t, &u), any(&f, &u), any(&f, &f)), (Truth::True, Truth::Unknown, Truth::False));
        assert_eq!(Condition::Not(Box::new(u)).eval(&facts), Truth::Unknown);
        assert_eq!(Condition::always().eval(&facts), Truth::True);
    }

    #[test]
    fn not_asked_fails_every_test_but_known() {
        let facts = Given(vec![]);
        assert_eq!(is(0, true).eval(&facts), Truth::False);
        assert_eq!(is(0, false).eval(&facts), Truth::False);
        assert_eq!(Condition::Atom(Var(0), Test::Known(false)).eval(&facts), Truth::True);
    }

    #[test]
    fn the_first_test_fails_only_if_the_whole_does() {
        let facts = Given(vec![Some(Value::Bool(true)), Some(Value::Bool(false)), None]);
        let atoms = || [is(0, true), is(1, true), is(2, true), is(9, true)];
        for (a, b) in atoms().into_iter().flat_map(|a| atoms().map(|b| (a.clone(), b))) {
            let both = vec![a, b];
            let nested = Condition::All(vec![Condition::Not(Box::new(both[0].clone())), both[1].clone()]);
            for c in [Condition::All(both.clone()), Condition::Any(both), nested] {
                let decided = c.first_test().eval(&facts) == Truth::False;
                assert!(!decided || c.eval(&facts) == Truth::False, "{c:?}");
            }
        }
        assert_eq!(Condition::All(vec![Condition::always(), is(1, true)]).first_test(), is(1, true));
    }

    #[test]
    fn deciding_answers_are_those_of_the_true_branch() {
        let facts = Given(vec![Some(Value::Bool(true)), Some(Value::Bool(false)), Some(Value::Bool(true))]);
        let c = Condition::All(vec![is(2, true), Condition::Any(vec![is(1, true), is(0, true)])]);
        assert_eq!(c.deciding(&facts), vec![Var(2), Var(0)]);
    }

    #[test]
    fn ranges_and_sets() {
        let b = |value, inclusive| Some(Bound { value, inclusive });
        use super::super::test::Bound;
        assert!(Test::Range(b(1.0, true), b(2.0, false)).holds(&Value::Number(1.0)));
        assert!(!Test::Range(b(1.0, true), b(2.0, false)).holds(&Value::Number(2.0)));
        assert!(Test::Only(vec![1, 2]).holds(&Value::Set(vec![1])));
        assert!(!Test::Only(vec![1, 2]).holds(&Value::Set(vec![])));
        assert!(!Test::Only(vec![1]).holds(&Value::Set(vec![1, 2])));
        assert!(Test::NoneOf(vec![3]).holds(&Value::Set(vec![1, 2])));
    }
}
