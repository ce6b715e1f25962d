//! Values of a domain, read from a file and shown to people.

use serde::{Deserialize, Serialize};

use super::domain::Domain;
use super::quantity::{parse_quantity, show_quantity};
use crate::diagnostics::{Code, Diagnostic, Sink};
use crate::text::one_of;
use crate::yaml::Node;

/// A value of some [`Domain`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Value {
    /// Of [`Domain::Bool`].
    Bool(bool),
    /// The index of a choice, of [`Domain::Choice`] or [`Domain::Ordinal`].
    Choice(u16),
    /// Indices of choices, ascending and distinct, of [`Domain::Set`].
    Set(Vec<u16>),
    /// Base units, of [`Domain::Quantity`].
    Number(f64),
}

impl Value {
    /// Whether a set holds a choice.
    pub fn has(&self, choice: u16) -> bool {
        matches!(self, Value::Set(s) if s.binary_search(&choice).is_ok())
    }
}

/// Reads the index of a choice, reporting what is allowed and the nearest match.
pub(super) fn decode_choice(text: &str, node: &Node, domain: &Domain, name: &str, sink: &mut Sink) -> Option<u16> {
    let found = domain.choice(text);
    if found.is_none() {
        let ids = || domain.choices().iter().map(|c| c.id.as_str());
        sink.push(
            Diagnostic::error(Code::BadValue, node.span, format!("`{text}` is not a choice of `{name}`"))
                .label("not a choice")
                .maybe_help(domain.meant(text).map(|l| format!("Did you mean `{l}`?")))
                .help(format!("Choices: {}", one_of(ids(), 24))),
        );
    }
    found
}

/// Reads a value of a domain; errors name the question or trait.
pub fn decode_value(node: &Node, domain: &Domain, name: &str, sink: &mut Sink) -> Option<Value> {
    let expected = |what: &str, sink: &mut Sink| {
        sink.push(
            Diagnostic::error(Code::Type, node.span, format!("`{name}` should be {what}, not {}", node.kind()))
                .label(format!("expected {what}")),
        );
    };
    match domain {
        Domain::Bool => match node.as_bool() {
            Some(b) => Some(Value::Bool(b)),
            None => {
                let yes_no = matches!(node.text(), Some("yes" | "no" | "on" | "off" | "Yes" | "No"));
                let help =
                    yes_no.then(|| String::from("In YAML 1.2, `yes` and `no` are texts; write `true` or `false`"));
                sink.push(
                    Diagnostic::error(
                        Code::Type,
                        node.span,
                        format!("`{name}` should be true or false, not {}", node.kind()),
                    )
                    .label("expected true or false")
                    .maybe_help(help),
                );
                None
            }
        },
        Domain::Choice(_) | Domain::Ordinal(_) => match node.text() {
            Some(text) => decode_choice(text, node, domain, name, sink).map(Value::Choice),
            None => {
                expected("one choice", sink);
                None
            }
        },
        Domain::Set(_) => {
            let one = std::slice::from_ref(node);
            let items = node.items().unwrap_or(one);
            let mut set = Vec::with_capacity(items.len());
            let mut good = true;
            for item in items {
                match item.text() {
                    Some(text) => match decode_choice(text, item, domain, name, sink) {
                        Some(i) => set.push(i),
                        None => good = false,
                    },
                    None => {
                        expected("a list of choices", sink);
                        good = false;
                    }
                }
            }
            set.sort_unstable();
            set.dedup();
            good.then_some(Value::Set(set))
        }
        Domain::Quantity(dimension, own) => match node.text() {
            Some(text) => match parse_quantity(text, *dimension, *own) {
                Ok(n) => Some(Value::Number(n)),
                Err(message) => {
                    sink.push(
                        Diagnostic::error(Code::BadUnit, node.span, format!("`{name}`: {message}"))
                            .label(format!("expected {}", dimension.word())),
                    );
                    None
                }
            },
            None => {
                expected(dimension.word(), sink);
                None
            }
        },
    }
}

/// A value in the words that files use.
pub fn show_value(value: &Value, domain: &Domain) -> String {
    match (value, domain) {
        (Value::Bool(b), _) => b.to_string(),
        (Value::Choice(i), d) => d.choice_id(*i).to_string(),
        (Value::Set(s), _) if s.is_empty() => String::from("none"),
        (Value::Set(s), d) => s.iter().map(|i| d.choice_id(*i)).collect::<Vec<_>>().join(", "),
        (Value::Number(n), Domain::Quantity(dimension, _)) => show_quantity(*n, *dimension),
        (Value::Number(n), _) => n.to_string(),
    }
}
