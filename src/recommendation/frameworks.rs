//! Compliance in plain values: frameworks that apply, bounds of data, weak points.

use schemars::JsonSchema;
use serde::Serialize;

use super::types::{AnswerRef, SourceRef};
use crate::text::Text;

/// What a statement rests on.
#[derive(Debug, Clone, Default, PartialEq, Serialize, JsonSchema)]
pub struct Grounds {
    /// Article or section.
    #[serde(rename = "ref")]
    pub reference: Text,
    /// It is not settled.
    pub uncertain: bool,
    /// The text to read for certainty.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub read: Option<Text>,
    /// A remark, such as what sources disagree about.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub note: Option<Text>,
    /// Where it is written; empty if no document was found.
    pub source: Vec<SourceRef>,
}

/// A framework that applies.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Compliance {
    /// Its id.
    pub framework: Text,
    /// Its name.
    pub name: Text,
    /// law, standard or attestation.
    pub kind: Text,
    /// Why it applies.
    pub because: Text,
    /// The answers that say so.
    pub answers: Vec<AnswerRef>,
    /// Whether rules and scores look at it: it is in `compliance.frameworks`.
    pub listed: bool,
    /// What that rests on.
    #[serde(flatten)]
    pub grounds: Grounds,
    /// The class of risk, if the framework has classes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub class: Option<RiskClass>,
    /// Chosen products whose provider is attested for it.
    pub covered: Vec<Text>,
    /// Chosen products that the operator runs, and for which it must supply the evidence.
    pub operator: Vec<Text>,
    /// Chosen services that are not in the provider's scope.
    pub outside: Vec<Text>,
    /// Duties that fall on the owner of the system.
    pub duties: Vec<ComplianceDuty>,
    /// What the operator supplies for what it runs.
    pub controls: Vec<OperatorControl>,
    /// Dates, penalties, deadlines and other statements that matter here.
    pub statements: Vec<ComplianceStatement>,
    /// Where chosen services are in scope in other clouds, and up to which level.
    pub scopes: Vec<ServiceScope>,
    /// Built-in sets of cloud policies that test for it.
    pub policies: Vec<PolicySet>,
    /// What is left open, and what would close it.
    pub gaps: Vec<Gap>,
}

/// A class of risk.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct RiskClass {
    /// The question that it answers.
    pub question: Text,
    /// The class.
    pub class: Text,
    /// The class in words.
    pub name: Text,
    /// What puts the system into it; empty if it was answered.
    pub grounds: Vec<ClassGround>,
    /// What would put it into a lower class; the duties of that add to the others.
    pub also: Vec<ClassGround>,
}

/// What puts a system into a class.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct ClassGround {
    /// What it is.
    pub text: Text,
    /// The day from which it binds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub from: Option<Text>,
    /// The day that was set before it was moved.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub was: Option<Text>,
    /// The answers that say so.
    pub answers: Vec<AnswerRef>,
    /// What it rests on.
    #[serde(flatten)]
    pub grounds: Grounds,
}

/// A duty.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct ComplianceDuty {
    /// Its id within the framework.
    pub id: Text,
    /// What is to be done.
    pub text: Text,
    /// provider, deployer or both.
    pub role: Text,
    /// The day from which it binds; none if there is no fixed one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub from: Option<Text>,
    /// The day that was set before it was moved.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub was: Option<Text>,
    /// in_force, later, after_end (of the planned life of the system) or undated.
    pub timing: Text,
    /// met, work (of the organisation) or gap.
    pub state: Text,
    /// What it needs.
    pub needs: Vec<Need>,
    /// What it rests on.
    #[serde(flatten)]
    pub grounds: Grounds,
}

/// What a duty needs.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Need {
    /// Id of the measure.
    pub measure: Text,
    /// Its name.
    pub name: Text,
    /// What it must do.
    pub text: Text,
    /// The decisions that provide it, as `block.option`; empty if none does.
    pub by: Vec<Text>,
}

/// A control that the operator supplies.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct OperatorControl {
    /// Its id.
    pub id: Text,
    /// What must be there.
    pub text: Text,
    /// What is inherited from the infrastructure below.
    pub inherited: Text,
    /// inherited, by_others, itself, work or missing.
    pub state: Text,
    /// The decisions that supply it.
    pub by: Vec<Text>,
    /// What it rests on.
    #[serde(flatten)]
    pub grounds: Grounds,
}

/// A statement about a framework.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct ComplianceStatement {
    /// date, penalty, deadline, data, residency, platform, ...
    pub topic: Text,
    /// What it says.
    pub text: Text,
    /// The day from which it binds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub from: Option<Text>,
    /// The day that was set before it was moved.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub was: Option<Text>,
    /// What it rests on.
    #[serde(flatten)]
    pub grounds: Grounds,
}

/// Where a service is in scope.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct ServiceScope {
    /// Name of the service.
    pub name: Text,
    /// The cloud.
    pub cloud: Text,
    /// The levels; empty if it is not listed.
    pub levels: Vec<Text>,
    /// What it rests on.
    #[serde(flatten)]
    pub grounds: Grounds,
}

/// A built-in set of cloud policies.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct PolicySet {
    /// Its name.
    pub name: Text,
    /// Its version.
    pub version: Text,
    /// Its id in the cloud, if known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<Text>,
    /// Number of policies.
    pub policies: u16,
    /// Policies for machine learning, AI services, Kubernetes and Spark, in this order.
    pub of_interest: [u16; 4],
    /// Where it is written.
    pub source: Vec<SourceRef>,
}

/// Something that is left open.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Gap {
    /// duty, scope, control, boundary or listing.
    pub kind: Text,
    /// What is missing.
    pub text: Text,
    /// What would close it.
    pub close: Text,
    /// Options that would, as `block.option`; a selection.
    pub options: Vec<Text>,
    /// The day from which it matters; none if it does at once or has no day.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub from: Option<Text>,
    /// What it rests on.
    #[serde(flatten)]
    pub grounds: Grounds,
}

/// A bound that data must stay within.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct DataBoundary {
    /// What is asked for.
    pub text: Text,
    /// The answers that ask for it.
    pub answers: Vec<AnswerRef>,
    /// Chosen products that can keep it.
    pub kept: Vec<Text>,
    /// Chosen products for which nothing is stated.
    pub unstated: Vec<Text>,
    /// Chosen products that cannot, each a gap.
    pub gaps: Vec<Gap>,
    /// What it rests on.
    #[serde(flatten)]
    pub grounds: Grounds,
}

/// A known weak point of chosen products.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct WeakSpot {
    /// Their names.
    pub names: Vec<Text>,
    /// What is missing, and what to do.
    pub text: Text,
    /// What it rests on.
    #[serde(flatten)]
    pub grounds: Grounds,
}
