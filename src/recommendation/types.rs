//! The parts of a recommendation that its makers share. They are a public interface: these types are the JSON, and
//! its schema comes from them.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Serialize;

use crate::catalog::{RiskLevel, Strength};
use crate::text::Text;

/// What was asked.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct RequirementsInfo {
    /// Name of the workload.
    pub name: Text,
    /// What it is.
    pub summary: Text,
    /// 64-bit FNV-1a of the file, in hexadecimal.
    pub digest: Text,
    /// The answers that were given.
    pub answers: Vec<AnswerRef>,
}

/// The catalog that answered.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct CatalogInfo {
    /// Its name.
    pub name: Text,
    /// Its version.
    pub version: Text,
    /// The day for which it is true.
    pub date: Text,
    /// Digest of its files.
    pub digest: Text,
}

/// A proof that an independent check confirmed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Checked {
    /// States that the search looked at beyond the first.
    pub states: u64,
    /// Steps of the proof.
    pub steps: usize,
}

/// How sure the answer is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// Proven: no other architecture scores higher.
    Optimal,
    /// The effort ended first; `bound` says how much better another could be.
    Gap,
    /// No architecture meets all demands.
    Infeasible,
    /// The effort ended before an architecture was found, or shown to be impossible.
    Unknown,
}

/// An answer that something rests on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct AnswerRef {
    /// The question's id.
    pub question: Text,
    /// The answer, in the words of files.
    pub value: Text,
    /// Where it came from.
    pub origin: Origin,
}

/// Where an answer came from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Origin {
    /// From the file or the command line.
    Given,
    /// It follows from other answers.
    Derived,
    /// Assumed while open.
    Assumed,
    /// Open, without an assumption.
    Open,
    /// The question does not arise.
    NotAsked,
}

/// A place in a document.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
pub struct SourceRef {
    /// Id of a document in `sources`.
    pub id: Text,
    /// Section or table.
    #[serde(rename = "where", skip_serializing_if = "Option::is_none")]
    pub place: Option<Text>,
}

/// A document.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct SourceInfo {
    /// Its id.
    pub id: Text,
    /// Its title.
    pub title: Text,
    /// Who published it.
    pub publisher: Text,
    /// Where it can be read.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub url: Option<Text>,
    /// Date of the text.
    pub date: Text,
}

/// One decided block.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Decision {
    /// The block's id.
    pub block: Text,
    /// Its name.
    pub title: Text,
    /// Its group's id.
    pub group: Text,
    /// The group's name.
    pub group_name: Text,
    /// The architecture viewpoint that the group belongs to.
    pub viewpoint: Text,
    /// The decision as a question.
    pub question: Text,
    /// The chosen option's id.
    pub option: Text,
    /// The product that is adopted.
    pub product: Text,
    /// The option's name.
    pub name: Text,
    /// What it does.
    pub purpose: Text,
    /// azure, foss, either or approach.
    pub kind: Text,
    /// Licence, an SPDX expression or `proprietary`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub licence: Option<Text>,
    /// Release and support status.
    pub status: Text,
    /// Its documentation.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub docs: Option<Text>,
    /// Points of this option by itself.
    pub value: f64,
    /// Points by metric.
    pub contributions: BTreeMap<Text, f64>,
    /// Points by should- and may-rules.
    pub fit: f64,
    /// In one sentence, why.
    pub why: Text,
    /// The rules that speak for it.
    pub reasons: Vec<Reason>,
    /// Options that lost, best first.
    pub alternatives: Vec<Alternative>,
    /// Options that a rule or demand excludes.
    pub rejected: Vec<Rejected>,
}

/// A rule that speaks for an option.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Reason {
    /// The rule's id.
    pub rule: Text,
    /// must, should or may.
    pub strength: Text,
    /// Points that it adds.
    pub points: f64,
    /// The rule's reason.
    pub because: Text,
    /// The answers that made it fire.
    pub answers: Vec<AnswerRef>,
    /// Where it is written.
    pub source: Vec<SourceRef>,
}

impl Reason {
    /// Whether it says by itself why the option was chosen.
    pub(super) fn decides(&self) -> bool {
        self.points > 0.0 || *self.strength == *Strength::Must.word()
    }
}

/// An option that lost.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Alternative {
    /// Its id.
    pub option: Text,
    /// Its name.
    pub name: Text,
    /// Points that the best architecture with it has less; none if it fits no architecture.
    pub regret: Option<f64>,
    /// Whether the regret is proven; if not, the true one may be smaller.
    pub exact: bool,
    /// Why it lost.
    pub because: Text,
    /// Its points by metric, less those of the chosen option.
    pub differences: BTreeMap<Text, f64>,
}

/// An option that is out.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Rejected {
    /// Its id.
    pub option: Text,
    /// Its name.
    pub name: Text,
    /// The rule, or `constraint` for a demand of the requirements.
    pub rule: Text,
    /// Why.
    pub because: Text,
    /// Where it is written.
    pub source: Vec<SourceRef>,
}

/// A block without a decision.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Inactive {
    /// The block's id.
    pub block: Text,
    /// Its name.
    pub title: Text,
    /// Why it needs none.
    pub because: Text,
}

/// A product of the architecture.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Adoption {
    /// Its id.
    pub product: Text,
    /// Its name.
    pub name: Text,
    /// Whether it is there already.
    pub in_estate: bool,
    /// The blocks that it serves.
    pub blocks: Vec<Text>,
    /// Points that its adoption takes, once.
    pub burden: f64,
}

/// A range of a figure.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, JsonSchema)]
pub struct Span {
    /// The low end.
    pub low: f64,
    /// The best single value.
    pub likely: f64,
    /// The high end.
    pub high: f64,
}

/// A risk.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Risk {
    /// What may go wrong.
    pub title: Text,
    /// high, medium or low.
    pub severity: Text,
    /// What helps.
    pub mitigation: Text,
    /// The rule that raised it, or the check.
    pub rule: Text,
    /// Where it is written.
    pub source: Vec<SourceRef>,
}

/// The word for how grave a risk is.
pub(super) fn severity(level: RiskLevel) -> Text {
    Text::from(match level {
        RiskLevel::High => "high",
        RiskLevel::Medium => "medium",
        RiskLevel::Low => "low",
    })
}

/// A practice.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Practice {
    /// The block that it belongs to, if one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub block: Option<Text>,
    /// What to do.
    pub text: Text,
    /// Where it is written.
    pub source: Vec<SourceRef>,
}

/// A list to go through.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Checklist {
    /// Its id; that of the block for the list of a block.
    pub id: Text,
    /// Its name.
    pub name: Text,
    /// block, business, principles, constraints, criteria, questions or steps.
    pub kind: Text,
    /// What it is for.
    pub purpose: Text,
    /// The items.
    pub items: Vec<CheckItem>,
}

/// An item of a list to go through.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct CheckItem {
    /// What to check, ask or do.
    pub text: Text,
    /// Where it is written.
    pub source: Vec<SourceRef>,
}

/// A question that was left open.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct OpenQuestion {
    /// Its id.
    pub question: Text,
    /// The question in words.
    pub text: Text,
    /// What was assumed; none if nothing could be.
    pub assumed: Option<Text>,
    /// Why.
    pub because: Text,
    /// Decided blocks whose activation or rules look at the answer.
    pub could_change: Vec<Text>,
}

/// A block where another option is almost as good.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct CloseCall {
    /// The block's id.
    pub block: Text,
    /// The chosen option.
    pub option: Text,
    /// The options that are almost as good, with what they lose.
    pub near: Vec<Near>,
}

/// An option that is almost as good.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Near {
    /// Its id.
    pub option: Text,
    /// Its name.
    pub name: Text,
    /// Points that it loses.
    pub regret: f64,
}

/// Another whole architecture.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Variant {
    /// Points that it has less than the recommended one.
    pub loss: f64,
    /// Its likely monthly cost.
    pub monthly: f64,
    /// What it chooses without a known price: not in that cost.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub unpriced: Vec<Text>,
    /// The decisions in which it differs from the recommended one.
    pub changes: Vec<Switch>,
    /// Whether it is proven to be the best that differs as much from the recommended one and all before it.
    pub exact: bool,
}

/// A decision that changes.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Switch {
    /// Id of the block.
    pub block: Text,
    /// Its name.
    pub title: Text,
    /// Name of the option before; none if the block needed none.
    pub before: Option<Text>,
    /// Name of the option after; none if the block needs none.
    pub after: Option<Text>,
}

/// A minimal set that cannot be met together: each is needed for the contradiction.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Conflict {
    /// Demands and answers of the requirements file.
    pub requirements: Vec<Text>,
    /// Rules that follow from them.
    pub rules: Vec<ConflictRule>,
    /// Blocks that a demanded product would be chosen in, and why none of them has to be decided.
    pub idle: Vec<Text>,
}

/// A rule in a conflict.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct ConflictRule {
    /// The rule's id.
    pub rule: Text,
    /// Its reason.
    pub because: Text,
    /// The answers that made it fire.
    pub answers: Vec<AnswerRef>,
    /// Where it is written.
    pub source: Vec<SourceRef>,
}

/// A minimal change that makes the rest possible: each part of it is needed.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Relaxation {
    /// What to give up; of a budget and a limit, also what would do.
    pub give_up: Vec<Text>,
    /// Points of the best architecture then, as far as found.
    pub points: Option<f64>,
}

/// A text of the interface is a JSON string, wherever it lies.
impl JsonSchema for Text {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        str::schema_name()
    }
    fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
        str::json_schema(generator)
    }
    fn inline_schema() -> bool {
        true
    }
}
