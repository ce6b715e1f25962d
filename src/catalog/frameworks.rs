//! Laws, standards and attestations as data: when each applies, what class of risk a system has, which
//! duties follow from when on, and what of an architecture fulfils them.

use serde::{Deserialize, Serialize};

use super::ids::{OptionRef, ProductId, TraitId};
use super::products::FactTest;
use super::sources::SourceRef;
use crate::logic::{Condition, Var};
use crate::text::{Later, Text};

/// Everything about compliance that is more than a question or a fact of a product.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'static"))]
pub struct Compliance {
    /// The frameworks.
    pub frameworks: Vec<Framework>,
    /// What fulfils duties.
    pub measures: Later<Vec<Measure>>,
    /// What the operator supplies for software that nobody is attested for.
    pub controls: Later<Vec<Control>>,
    /// Known weak points of products.
    pub weak_points: Vec<WeakPoint>,
    /// Within which bounds data must stay.
    pub boundaries: Vec<Boundary>,
    /// How evidence is read off products; nothing without frameworks.
    pub evidence: Option<Audit>,
}

impl Compliance {
    /// What all statements rest on.
    pub fn bases(&self) -> impl Iterator<Item = &Basis> {
        let frameworks = self.frameworks.iter().flat_map(Framework::bases);
        let asked = self.controls.iter().flat_map(|c| c.asked.iter().map(|a| &a.1));
        let points = self.weak_points.iter().map(|w| &w.basis);
        frameworks.chain(asked).chain(points).chain(self.boundaries.iter().map(|b| &b.basis))
    }

    /// The documents of all statements.
    pub fn sources(&self) -> impl Iterator<Item = &[SourceRef]> {
        let policies = self.frameworks.iter().flat_map(|f| &f.initiatives).map(|i| i.sources.as_slice());
        let measures = self.measures.iter().map(|m| m.sources.as_slice());
        let controls = self.controls.iter().map(|m| m.sources.as_slice());
        self.bases().map(|b| b.sources.as_slice()).chain(policies).chain(measures).chain(controls)
    }
}

/// How evidence is read off the facts of products.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Audit {
    /// The question that lists frameworks.
    pub listed: Var,
    /// The fact that says what a provider is attested for.
    pub scope: TraitId,
    /// What the operator runs: a product that passes all tests of one of these.
    pub operated: Vec<Vec<FactTest>>,
    /// What is part of something else, and needs no evidence of its own.
    pub inside: Vec<Vec<FactTest>>,
    /// How long the system is meant to run.
    pub lifetime: Var,
}

/// What sort of thing a framework is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum FrameworkKind {
    /// It binds by law.
    Law,
    /// An organisation follows it by choice or contract.
    Standard,
    /// Somebody outside confirms it.
    Attestation,
}

impl FrameworkKind {
    /// All kinds.
    pub const ALL: [Self; 3] = [Self::Law, Self::Standard, Self::Attestation];

    /// The word that files use.
    pub fn word(self) -> &'static str {
        match self {
            Self::Law => "law",
            Self::Standard => "standard",
            Self::Attestation => "attestation",
        }
    }
}

/// A law, standard or attestation.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'static"))]
pub struct Framework {
    /// Its id: a choice of the question that lists frameworks.
    pub id: Text,
    /// Its name.
    pub name: Text,
    /// What sort of thing it is.
    pub kind: FrameworkKind,
    /// That choice.
    pub choice: u16,
    /// The choice of the trait that says what a provider is attested for; none if nobody is.
    pub scope: Option<u16>,
    /// When it applies without being listed.
    pub applies: Condition,
    /// Why it applies then.
    pub because: Text,
    /// How sure that is, and where to read.
    pub basis: Basis,
    /// When the duties of a role fall on the system's owner.
    pub roles: Vec<(Role, Condition)>,
    /// The question of the class of risk, if there is one.
    pub class_of: Option<Var>,
    /// The classes, in the order in which they are tried.
    pub classes: Later<Vec<Class>>,
    /// The duties.
    pub duties: Later<Vec<Duty>>,
    /// Other statements: dates, penalties, deadlines, what an auditor looks at.
    pub clauses: Later<Vec<Clause>>,
    /// Sets of cloud policies that test for it.
    pub initiatives: Later<Vec<Initiative>>,
    /// Where services are in scope beyond the fact of the product.
    pub scopes: Later<Vec<Scope>>,
}

impl Framework {
    /// What its statements rest on.
    pub fn bases(&self) -> impl Iterator<Item = &Basis> {
        let classes = self.classes.iter().map(|c| &c.basis);
        let duties = self.duties.iter().map(|d| &d.basis);
        let clauses = self.clauses.iter().map(|c| &c.basis);
        let scopes = self.scopes.iter().map(|s| &s.basis);
        std::iter::once(&self.basis).chain(classes).chain(duties).chain(clauses).chain(scopes)
    }
}

/// What a statement rests on.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'static"))]
pub struct Basis {
    /// Article or section.
    pub reference: Text,
    /// It is not settled.
    pub uncertain: bool,
    /// The text to read for certainty.
    pub read: Option<Text>,
    /// A remark, such as what sources disagree about.
    pub note: Option<Text>,
    /// The documents.
    pub sources: Vec<SourceRef>,
}

/// Who has a duty.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Role {
    /// Who builds it or puts it on the market.
    Provider,
    /// Who uses it.
    Deployer,
    /// Either.
    Both,
}

impl Role {
    /// All roles.
    pub const ALL: [Self; 3] = [Self::Provider, Self::Deployer, Self::Both];

    /// The word that files use.
    pub fn word(self) -> &'static str {
        match self {
            Self::Provider => "provider",
            Self::Deployer => "deployer",
            Self::Both => "both",
        }
    }
}

/// Since or from when something applies.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'static"))]
pub struct Applies {
    /// The day, as `YYYY-MM-DD`; none if there is no fixed one.
    pub from: Option<Text>,
    /// The day that was set before it was moved.
    pub was: Option<Text>,
    /// The days are those of the class that the system falls into.
    pub by_class: bool,
}

/// A class of risk under a condition.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'static"))]
pub struct Class {
    /// Its id.
    pub id: Text,
    /// The class, as a choice of the question.
    pub value: u16,
    /// When the system falls into it.
    pub when: Condition,
    /// What falls into it.
    pub text: Text,
    /// From when on.
    pub applies: Applies,
    /// What it rests on.
    pub basis: Basis,
}

/// A duty.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'static"))]
pub struct Duty {
    /// Its id within the framework.
    pub id: Text,
    /// What is to be done.
    pub text: Text,
    /// Who has to do it.
    pub role: Role,
    /// When it falls due.
    pub when: Condition,
    /// From when on.
    pub applies: Applies,
    /// Indices of measures that fulfil it, all of them.
    pub needs: Vec<u16>,
    /// Answers that fulfil it.
    pub holds: Option<Condition>,
    /// What to do if those answers do not hold.
    pub close: Option<Text>,
    /// What it rests on.
    pub basis: Basis,
}

/// A statement that is no duty of its own.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'static"))]
pub struct Clause {
    /// Its id within the framework.
    pub id: Text,
    /// What it is about: a date, a penalty, a deadline, ...
    pub topic: Text,
    /// What it says.
    pub text: Text,
    /// When it matters.
    pub when: Condition,
    /// From when on.
    pub applies: Applies,
    /// Indices of measures that bear on it.
    pub needs: Vec<u16>,
    /// What it rests on.
    pub basis: Basis,
}

/// A built-in set of cloud policies.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'static"))]
pub struct Initiative {
    /// Its name.
    pub name: Text,
    /// Its version.
    pub version: Text,
    /// Its id in the cloud, if known.
    pub reference: Option<Text>,
    /// How many policies and groups of controls it has.
    pub policies: u16,
    /// Groups of controls.
    pub groups: u16,
    /// Policies for machine learning, AI services, Kubernetes and Spark, in this order.
    pub of_interest: [u16; 4],
    /// The documents.
    pub sources: Vec<SourceRef>,
}

/// In which cloud, and up to which level, a service is in scope.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'static"))]
pub struct Scope {
    /// The service.
    pub product: ProductId,
    /// The cloud.
    pub cloud: Text,
    /// The levels; none if it is not listed.
    pub levels: Vec<Text>,
    /// What it rests on.
    pub basis: Basis,
}

/// Something of an architecture, or of the organisation, that fulfils duties.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'static"))]
pub struct Measure {
    /// Its id.
    pub id: Text,
    /// Its name.
    pub name: Text,
    /// What it must do.
    pub text: Text,
    /// Options that provide it; none if only the organisation can.
    pub met_by: Vec<OptionRef>,
    /// The documents.
    pub sources: Vec<SourceRef>,
}

/// A control that the operator supplies for what it runs itself.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'static"))]
pub struct Control {
    /// Its id.
    pub id: Text,
    /// What must be there.
    pub text: Text,
    /// What is inherited from the infrastructure below.
    pub inherited: Text,
    /// All of it is inherited.
    pub whole: bool,
    /// A product that passes these supports it itself.
    pub own: Vec<FactTest>,
    /// Options that supply it for others.
    pub met_by: Vec<OptionRef>,
    /// Per framework, by index, where it is asked for.
    pub asked: Vec<(u16, Basis)>,
    /// The documents.
    pub sources: Vec<SourceRef>,
}

/// A known weak point of a product.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'static"))]
pub struct WeakPoint {
    /// Its id.
    pub id: Text,
    /// The options that have it.
    pub options: Vec<OptionRef>,
    /// What is missing, and what to do.
    pub text: Text,
    /// When it matters.
    pub when: Condition,
    /// What it rests on.
    pub basis: Basis,
}

/// A bound that data must stay within.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'static"))]
pub struct Boundary {
    /// Its id.
    pub id: Text,
    /// What is asked for.
    pub text: Text,
    /// When it is.
    pub when: Condition,
    /// What a product must state.
    pub allow: Vec<FactTest>,
    /// What to do with one that does not.
    pub close: Text,
    /// What it rests on.
    pub basis: Basis,
}
