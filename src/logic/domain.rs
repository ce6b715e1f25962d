//! The domain of a question or trait: what values it may take.

use serde::{Deserialize, Serialize};

use super::quantity::Dimension;
use crate::text::{Later, Text, nearest};

/// One choice of a domain.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'static"))]
pub struct Choice {
    /// The id that files use.
    pub id: Text,
    /// What it means, in words.
    pub text: Text,
    /// What else people call it. Files need the id; errors and searches know these, too.
    pub also: Vec<Text>,
}

impl Choice {
    /// A choice with one name.
    pub fn new(id: Text, text: Text) -> Self {
        Choice { id, text, also: Vec::new() }
    }
}

/// What values a question or a trait may take.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'static"))]
pub enum Domain {
    /// True or false.
    Bool,
    /// One of several choices without order.
    Choice(Later<Vec<Choice>>),
    /// One of several choices, in ascending order.
    Ordinal(Later<Vec<Choice>>),
    /// Any subset of several choices.
    Set(Later<Vec<Choice>>),
    /// A quantity; a bare number takes the unit of the given size.
    Quantity(Dimension, f64),
}

impl Domain {
    /// The choices, for domains that have some.
    pub fn choices(&self) -> &[Choice] {
        match self {
            Domain::Choice(c) | Domain::Ordinal(c) | Domain::Set(c) => c,
            Domain::Bool | Domain::Quantity(..) => &[],
        }
    }

    /// The index of a choice.
    pub fn choice(&self, id: &str) -> Option<u16> {
        self.choices().iter().position(|c| c.id == id).and_then(|i| u16::try_from(i).ok())
    }

    /// The id of the choice that is meant by something else: one that is also called so, or is spelled alike.
    pub fn meant(&self, word: &str) -> Option<&str> {
        let plain = |s: &str| s.to_lowercase().replace(['_', '-'], " ");
        let called = |c: &&Choice| c.also.iter().any(|a| plain(a) == plain(word));
        let ids = || self.choices().iter().map(|c| c.id.as_str());
        self.choices().iter().find(called).map(|c| c.id.as_str()).or_else(|| nearest(word, ids()))
    }

    /// The words of a choice.
    pub fn choice_text(&self, index: u16) -> &str {
        self.choices().get(index as usize).map_or("?", |c| &c.text)
    }

    /// The id of a choice.
    pub fn choice_id(&self, index: u16) -> &str {
        self.choices().get(index as usize).map_or("?", |c| &c.id)
    }

    /// The kind in one word, as files name it.
    pub fn word(&self) -> &'static str {
        match self {
            Domain::Bool => "bool",
            Domain::Choice(_) => "choice",
            Domain::Ordinal(_) => "ordinal",
            Domain::Set(_) => "set",
            Domain::Quantity(Dimension::Bytes, _) => "bytes",
            Domain::Quantity(Dimension::Duration, _) => "duration",
            Domain::Quantity(Dimension::Rate, _) => "rate",
            Domain::Quantity(Dimension::Percent, _) => "percent",
            Domain::Quantity(Dimension::Money, _) => "money",
            Domain::Quantity(Dimension::Count, _) => "count",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn other_names_lead_to_the_choice() {
        let rag = Choice { also: vec!["Retrieval-augmented".into()], ..Choice::new("answering".into(), "".into()) };
        let domain = Domain::Set(vec![Choice::new("search".into(), "".into()), rag].into());
        assert_eq!(domain.meant("retrieval_augmented"), Some("answering"));
        assert_eq!(domain.meant("serach"), Some("search"));
        assert_eq!(domain.meant("else"), None);
        assert_eq!(domain.choice("retrieval-augmented"), None, "files need the id");
    }
}
