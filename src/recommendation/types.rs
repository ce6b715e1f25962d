//! The recommendation as a public interface: these types are the JSON, and its schema comes from
//! them.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Serialize;

/// The version of this format; it changes only when a reader could break.
pub const FORMAT: u32 = 1;

/// What `mlarch recommend` answers.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Recommendation {
    /// Version of this format.
    pub mlarch: u32,
    /// What was asked.
    pub requirements: RequirementsInfo,
    /// The catalog that answered.
    pub catalog: CatalogInfo,
    /// Whether this is the best architecture there is.
    pub status: Status,
    /// Points of the whole architecture; none if infeasible.
    pub objective: Option<f64>,
    /// An upper bound of the points, equal to the objective if optimal.
    pub bound: Option<f64>,
    /// Share of each metric in the score, after priorities; they sum to 1.
    pub weights: BTreeMap<String, f64>,
    /// The chosen option of each block, by group.
    pub architecture: Vec<Decision>,
    /// Blocks that need no decision, and why.
    pub inactive: Vec<Inactive>,
    /// Products to adopt or already there.
    pub products: Vec<Adoption>,
    /// Sizing and cost.
    pub estimate: Estimate,
    /// Frameworks that were named, and how far they are covered.
    pub compliance: Vec<Compliance>,
    /// Risks, worst first.
    pub risks: Vec<Risk>,
    /// Practices for the chosen architecture.
    pub practices: Vec<Practice>,
    /// Lists to go through, those of the decided blocks first; only items that the answers make
    /// relevant.
    pub checklists: Vec<Checklist>,
    /// Questions that were left open, with what was assumed.
    pub open_questions: Vec<OpenQuestion>,
    /// Blocks where another option is almost as good.
    pub close_calls: Vec<CloseCall>,
    /// If infeasible: minimal sets of demands and rules that contradict each other.
    pub conflicts: Vec<Conflict>,
    /// If infeasible: the smallest changes that make it possible.
    pub relaxations: Vec<Relaxation>,
    /// The documents that reasons and risks refer to.
    pub sources: Vec<SourceInfo>,
}

/// What was asked.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct RequirementsInfo {
    /// Name of the workload.
    pub name: String,
    /// What it is.
    pub summary: String,
    /// 64-bit FNV-1a of the file, in hexadecimal.
    pub digest: String,
    /// The answers that were given.
    pub answers: Vec<AnswerRef>,
}

/// The catalog that answered.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct CatalogInfo {
    /// Its name.
    pub name: String,
    /// Its version.
    pub version: String,
    /// The day for which it is true.
    pub date: String,
    /// Digest of its files.
    pub digest: String,
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
    pub question: String,
    /// The answer, in the words of files.
    pub value: String,
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
    pub id: String,
    /// Section or table.
    #[serde(rename = "where", skip_serializing_if = "Option::is_none")]
    pub place: Option<String>,
}

/// A document.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct SourceInfo {
    /// Its id.
    pub id: String,
    /// Its title.
    pub title: String,
    /// Who published it.
    pub publisher: String,
    /// Where it can be read.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// Date of the text.
    pub date: String,
}

/// One decided block.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Decision {
    /// The block's id.
    pub block: String,
    /// Its name.
    pub title: String,
    /// Its group's id.
    pub group: String,
    /// The group's name.
    pub group_name: String,
    /// The decision as a question.
    pub question: String,
    /// The chosen option's id.
    pub option: String,
    /// The product that is adopted.
    pub product: String,
    /// The option's name.
    pub name: String,
    /// What it does.
    pub purpose: String,
    /// azure, foss, either or approach.
    pub kind: String,
    /// Licence, an SPDX expression or `proprietary`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub licence: Option<String>,
    /// Release and support status.
    pub status: String,
    /// Its documentation.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub docs: Option<String>,
    /// Points of this option by itself.
    pub value: f64,
    /// Points by metric.
    pub contributions: BTreeMap<String, f64>,
    /// Points by should- and may-rules.
    pub fit: f64,
    /// In one sentence, why.
    pub why: String,
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
    pub rule: String,
    /// must, should or may.
    pub strength: String,
    /// Points that it adds.
    pub points: f64,
    /// The rule's reason.
    pub because: String,
    /// The answers that made it fire.
    pub answers: Vec<AnswerRef>,
    /// Where it is written.
    pub source: Vec<SourceRef>,
}

/// An option that lost.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Alternative {
    /// Its id.
    pub option: String,
    /// Its name.
    pub name: String,
    /// Points that the best architecture with it has less; none if it fits no architecture.
    pub regret: Option<f64>,
    /// Whether the regret is proven; if not, the true one may be smaller.
    pub exact: bool,
    /// Why it lost.
    pub because: String,
    /// Its points by metric, less those of the chosen option.
    pub differences: BTreeMap<String, f64>,
}

/// An option that is out.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Rejected {
    /// Its id.
    pub option: String,
    /// Its name.
    pub name: String,
    /// The rule, or `constraint` for a demand of the requirements.
    pub rule: String,
    /// Why.
    pub because: String,
    /// Where it is written.
    pub source: Vec<SourceRef>,
}

/// A block without a decision.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Inactive {
    /// The block's id.
    pub block: String,
    /// Its name.
    pub title: String,
    /// Why it needs none.
    pub because: String,
}

/// A product of the architecture.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Adoption {
    /// Its id.
    pub product: String,
    /// Its name.
    pub name: String,
    /// Whether it is there already.
    pub in_estate: bool,
    /// The blocks that it serves.
    pub blocks: Vec<String>,
    /// Points that its adoption takes, once.
    pub burden: f64,
}

/// A range of a figure.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, JsonSchema)]
pub struct Span {
    /// The low end.
    pub low: f64,
    /// The best single value.
    pub likely: f64,
    /// The high end.
    pub high: f64,
}

/// Sizing and cost.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Estimate {
    /// Currency of all amounts.
    pub currency: String,
    /// Region of all prices.
    pub region: String,
    /// Cost a month.
    pub monthly: Span,
    /// Lines of cost, dearest first.
    pub lines: Vec<CostLine>,
    /// Figures that the cost rests on.
    pub sizing: Vec<Sizing>,
    /// Products of the architecture for which no price is known.
    pub unpriced: Vec<String>,
}

/// A line of cost.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct CostLine {
    /// The product.
    pub product: String,
    /// What is paid for.
    pub name: String,
    /// The meter.
    pub meter: String,
    /// Price per unit.
    pub unit_price: f64,
    /// The unit.
    pub unit: String,
    /// Date of the price.
    pub date: String,
    /// Units a month.
    pub quantity: Span,
    /// The formula of the quantity.
    pub formula: String,
    /// Cost a month.
    pub monthly: Span,
    /// Where the price is written.
    pub source: Vec<SourceRef>,
}

/// A sizing figure.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Sizing {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Its unit.
    pub unit: String,
    /// Its value.
    pub value: Span,
    /// Its formula.
    pub formula: String,
    /// Where it is written.
    pub source: Vec<SourceRef>,
}

/// A framework that was named.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Compliance {
    /// Its id.
    pub framework: String,
    /// Its name.
    pub name: String,
    /// Chosen options whose provider is attested for it.
    pub covered: Vec<String>,
    /// Chosen options for which the operator must supply the evidence.
    pub operator: Vec<String>,
}

/// A risk.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Risk {
    /// What may go wrong.
    pub title: String,
    /// high, medium or low.
    pub severity: String,
    /// What helps.
    pub mitigation: String,
    /// The rule that raised it, or the check.
    pub rule: String,
    /// Where it is written.
    pub source: Vec<SourceRef>,
}

/// A practice.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Practice {
    /// The block that it belongs to, if one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub block: Option<String>,
    /// What to do.
    pub text: String,
    /// Where it is written.
    pub source: Vec<SourceRef>,
}

/// A list to go through.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Checklist {
    /// Its id; that of the block for the list of a block.
    pub id: String,
    /// Its name.
    pub name: String,
    /// block, business, principles, constraints, criteria, questions or steps.
    pub kind: String,
    /// What it is for.
    pub purpose: String,
    /// The items.
    pub items: Vec<CheckItem>,
}

/// An item of a list to go through.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct CheckItem {
    /// What to check, ask or do.
    pub text: String,
    /// Where it is written.
    pub source: Vec<SourceRef>,
}

/// A question that was left open.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct OpenQuestion {
    /// Its id.
    pub question: String,
    /// The question in words.
    pub text: String,
    /// What was assumed; none if nothing could be.
    pub assumed: Option<String>,
    /// Why.
    pub because: String,
    /// Decided blocks whose activation or rules look at the answer.
    pub could_change: Vec<String>,
}

/// A block where another option is almost as good.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct CloseCall {
    /// The block's id.
    pub block: String,
    /// The chosen option.
    pub option: String,
    /// The options that are almost as good, with what they lose.
    pub near: Vec<Near>,
}

/// An option that is almost as good.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Near {
    /// Its id.
    pub option: String,
    /// Points that it loses.
    pub regret: f64,
}

/// A minimal set that cannot be met together: each is needed for the contradiction.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Conflict {
    /// Demands and answers of the requirements file.
    pub requirements: Vec<String>,
    /// Rules that follow from them.
    pub rules: Vec<ConflictRule>,
}

/// A rule in a conflict.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct ConflictRule {
    /// The rule's id.
    pub rule: String,
    /// Its reason.
    pub because: String,
    /// The answers that made it fire.
    pub answers: Vec<AnswerRef>,
    /// Where it is written.
    pub source: Vec<SourceRef>,
}

/// A smallest change that makes the rest possible.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Relaxation {
    /// What to give up.
    pub give_up: Vec<String>,
}
