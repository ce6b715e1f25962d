//! A test of one value: what an atom of a condition asks.

use serde::{Deserialize, Serialize};

use super::domain::Domain;
use super::quantity::parse_quantity;
use super::value::{Value, decode_choice};
use crate::diagnostics::{Code, Diagnostic, Sink};
use crate::text::{nearest, one_of};
use crate::yaml::{Node, Shape, boolean};

/// One end of a range of quantities.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Bound {
    /// The value in base units.
    pub value: f64,
    /// Whether the value itself belongs to the range.
    pub inclusive: bool,
}

/// A test of one value against a constant.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Test {
    /// A bool is this.
    Is(bool),
    /// A choice is one of these indices.
    OneOf(Vec<u16>),
    /// A set holds at least one of these.
    AnyOf(Vec<u16>),
    /// A set holds all of these.
    AllOf(Vec<u16>),
    /// A set holds none of these.
    NoneOf(Vec<u16>),
    /// A set holds nothing but these, and is not empty.
    Only(Vec<u16>),
    /// A quantity lies between the bounds.
    Range(Option<Bound>, Option<Bound>),
    /// The answer is known, or is not.
    Known(bool),
    /// Several tests at once.
    Every(Vec<Test>),
}

impl Test {
    /// The outcome for a known value. A value of another kind than the test's fails it.
    pub fn holds(&self, value: &Value) -> bool {
        match (self, value) {
            (Test::Is(want), Value::Bool(b)) => want == b,
            (Test::OneOf(list), Value::Choice(i)) => list.contains(i),
            (Test::AnyOf(list), v @ Value::Set(_)) => list.iter().any(|i| v.has(*i)),
            (Test::AllOf(list), v @ Value::Set(_)) => list.iter().all(|i| v.has(*i)),
            (Test::NoneOf(list), v @ Value::Set(_)) => !list.iter().any(|i| v.has(*i)),
            (Test::Only(list), Value::Set(s)) => !s.is_empty() && s.iter().all(|i| list.contains(i)),
            (Test::Range(low, high), Value::Number(n)) => {
                low.is_none_or(|b| if b.inclusive { *n >= b.value } else { *n > b.value })
                    && high.is_none_or(|b| if b.inclusive { *n <= b.value } else { *n < b.value })
            }
            (Test::Known(want), _) => *want,
            (Test::Every(all), v) => all.iter().all(|t| t.holds(v)),
            _ => false,
        }
    }
}

/// Reads a test for a domain. `name` is the question or trait, for messages.
pub fn decode_test(node: &Node, domain: &Domain, name: &str, sink: &mut Sink) -> Option<Test> {
    match (&node.shape, domain) {
        (Shape::Map(entries), _) => {
            let mut tests = Vec::new();
            let mut good = true;
            for entry in entries {
                match operator(&entry.key, entry.key_span, &entry.value, domain, name, sink) {
                    Some(t) => tests.push(t),
                    None => good = false,
                }
            }
            match (good, tests.len()) {
                (false, _) => None,
                (true, 1) => tests.pop(),
                (true, _) => Some(Test::Every(tests)),
            }
        }
        (_, Domain::Bool) => boolean(node, name, sink).map(Test::Is),
        (Shape::List(_), Domain::Quantity(..)) => {
            sink.error(Code::Type, node.span, format!("`{name}` is compared with a quantity, not with a list"));
            None
        }
        (Shape::Scalar { text, .. }, Domain::Quantity(..)) => range(text, node, domain, name, sink),
        (_, Domain::Choice(_) | Domain::Ordinal(_)) => choices(node, domain, name, sink).map(Test::OneOf),
        (_, Domain::Set(_)) => choices(node, domain, name, sink).map(Test::AnyOf),
    }
}

fn operator(
    key: &str,
    at: crate::text::Span,
    value: &Node,
    domain: &Domain,
    name: &str,
    sink: &mut Sink,
) -> Option<Test> {
    let is_set = matches!(domain, Domain::Set(_));
    let has_choices = !matches!(domain, Domain::Bool | Domain::Quantity(..));
    match key {
        "known" => boolean(value, "known", sink).map(Test::Known),
        "has" | "any_of" if is_set => choices(value, domain, name, sink).map(Test::AnyOf),
        "lacks" | "none_of" if is_set => choices(value, domain, name, sink).map(Test::NoneOf),
        "all_of" if is_set => choices(value, domain, name, sink).map(Test::AllOf),
        "only" if is_set => choices(value, domain, name, sink).map(Test::Only),
        "any_of" if has_choices => choices(value, domain, name, sink).map(Test::OneOf),
        "none_of" | "not" if has_choices => {
            let out = choices(value, domain, name, sink)?;
            let all = 0..domain.choices().len() as u16;
            Some(if is_set { Test::NoneOf(out) } else { Test::OneOf(all.filter(|i| !out.contains(i)).collect()) })
        }
        _ => {
            let known: &[&str] = match (is_set, has_choices) {
                (true, _) => &["has", "lacks", "any_of", "all_of", "none_of", "only", "known"],
                (false, true) => &["any_of", "none_of", "not", "known"],
                (false, false) => &["known"],
            };
            sink.push(
                Diagnostic::error(Code::UnknownKey, at, format!("`{key}` is not a test of `{name}`"))
                    .label("not a test")
                    .maybe_help(nearest(key, known.iter().copied()).map(|l| format!("Did you mean `{l}`?")))
                    .help(format!("Tests of a {}: {}", domain.word(), one_of(known.iter().copied(), 9))),
            );
            None
        }
    }
}

/// Choices by id; an ordinal also by comparison (`>= medium`).
fn choices(node: &Node, domain: &Domain, name: &str, sink: &mut Sink) -> Option<Vec<u16>> {
    let one = std::slice::from_ref(node);
    let mut found = Vec::new();
    let mut good = true;
    for item in node.items().unwrap_or(one) {
        let Some(text) = item.text() else {
            sink.error(Code::Type, item.span, format!("`{name}` is compared with choices"));
            return None;
        };
        let (comparison, id) = split_comparison(text);
        let Some(index) = decode_choice(id, item, domain, name, sink) else {
            good = false;
            continue;
        };
        let all = 0..domain.choices().len() as u16;
        match (comparison, domain) {
            ("", _) => found.push(index),
            (op, Domain::Ordinal(_)) => found.extend(all.filter(|i| match op {
                ">=" => *i >= index,
                "<=" => *i <= index,
                ">" => *i > index,
                "<" => *i < index,
                _ => *i == index,
            })),
            _ => {
                sink.error(Code::BadValue, item.span, format!("the choices of `{name}` have no order"));
                good = false;
            }
        }
    }
    found.sort_unstable();
    found.dedup();
    good.then_some(found)
}

fn split_comparison(text: &str) -> (&str, &str) {
    let text = text.trim();
    for op in [">=", "<=", ">", "<", "="] {
        if let Some(rest) = text.strip_prefix(op) {
            return (&text[..op.len()], rest.trim());
        }
    }
    ("", text)
}

/// `>= 1 TB`, `< 100 ms`, `= 3`, `1 GB .. 1 TB` (the upper end does not belong to it).
fn range(text: &str, node: &Node, domain: &Domain, name: &str, sink: &mut Sink) -> Option<Test> {
    let Domain::Quantity(dimension, own) = domain else { return None };
    let mut read = |t: &str| match parse_quantity(t, *dimension, *own) {
        Ok(n) => Some(n),
        Err(message) => {
            sink.push(
                Diagnostic::error(Code::BadUnit, node.span, format!("`{name}`: {message}"))
                    .label(format!("expected {}", dimension.word()))
                    .help("Compare with `>= 1`, `< 1`, `= 1` or a range `1 .. 2`, each with its unit"),
            );
            None
        }
    };
    let bound = |value, inclusive| Some(Bound { value, inclusive });
    if let Some((low, high)) = text.split_once("..") {
        let (low, high) = (read(low), read(high));
        return Some(Test::Range(bound(low?, true), bound(high?, false)));
    }
    let (op, rest) = split_comparison(text);
    let n = read(rest)?;
    Some(match op {
        ">=" => Test::Range(bound(n, true), None),
        ">" => Test::Range(bound(n, false), None),
        "<=" => Test::Range(None, bound(n, true)),
        "<" => Test::Range(None, bound(n, false)),
        _ => Test::Range(bound(n, true), bound(n, true)),
    })
}
