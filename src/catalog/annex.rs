//! What comes with a catalog that was loaded from text: the texts, the places of definitions, the
//! test cases of its rules and the statements of its source documents. The program's main job needs
//! none of it, so it is not compiled into the binary form.

use super::ids::{BlockId, ProductId, RuleId, SourceId};
use crate::logic::{Value, Var};
use crate::text::{Files, Span, Text};

/// The annex of a catalog.
#[derive(Debug, Clone, Default)]
pub struct Annex {
    /// The texts that all places point into.
    pub files: Files,
    /// Test cases of rules.
    pub cases: Vec<RuleCase>,
    /// What the source documents say, and what answers it.
    pub coverage: Vec<Statement>,
    /// Where things are defined.
    pub places: Places,
}

/// Where things are defined: the id of each definition.
#[derive(Debug, Clone, Default)]
pub struct Places {
    /// Per block.
    pub blocks: Vec<Span>,
    /// Per block and option.
    pub options: Vec<Vec<Span>>,
    /// Per product that is not inline.
    pub products: Vec<Span>,
    /// Per rule.
    pub rules: Vec<Span>,
    /// Per question.
    pub questions: Vec<Span>,
    /// Per source.
    pub sources: Vec<Span>,
}

impl Places {
    /// The place of a block.
    pub fn block(&self, id: BlockId) -> Option<Span> {
        self.blocks.get(id.at()).copied()
    }

    /// The place of a product; inline options have none.
    pub fn product(&self, id: ProductId) -> Option<Span> {
        self.products.get(id.at()).copied()
    }

    /// The place of a rule.
    pub fn rule(&self, id: RuleId) -> Option<Span> {
        self.rules.get(id.at()).copied()
    }
}

/// A test case of a rule: answers for which it fires or stays silent.
#[derive(Debug, Clone, PartialEq)]
pub struct RuleCase {
    /// The rule.
    pub rule: RuleId,
    /// The answers.
    pub answers: Vec<(Var, Value)>,
    /// Whether it fires.
    pub fires: bool,
    /// Where the case is written.
    pub at: Span,
}

/// A statement of a source document.
#[derive(Debug, Clone, PartialEq)]
pub struct Statement {
    /// The document.
    pub source: SourceId,
    /// Its section.
    pub place: Option<Text>,
    /// What it states, in our words.
    pub says: Text,
    /// What of the catalog answers it.
    pub answers: Vec<Answered>,
}

/// A part of the catalog that answers a statement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answered {
    /// What sort of part it is: block, option, rule, practice, checklist, question ...
    pub kind: &'static str,
    /// Its id.
    pub id: Text,
}
