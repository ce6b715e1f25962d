//! Compliance as part of the recommendation: what was derived, in plain values.

use schemars::JsonSchema;
use serde::Serialize;

use super::context::Context;
use super::types::{AnswerRef, Recommendation, SourceRef};
use crate::catalog::{Basis, Class, Find, OptionRef};
use crate::estimate::compliance::{Applied, Due, Holder, Kept, State, Supplied, Supply, Timing, picture};
use crate::text::Text;

/// Options that a gap names as ways to close it.
const MOST_WAYS: usize = 6;

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

/// All gaps of a recommendation.
pub fn gaps(r: &Recommendation) -> impl Iterator<Item = &Gap> {
    r.compliance.iter().flat_map(|c| &c.gaps).chain(r.boundaries.iter().flat_map(|b| &b.gaps))
}

impl Recommendation {
    /// Ids of the documents that its compliance refers to.
    pub fn compliance_sources(&self) -> Vec<&str> {
        sources(self).into_iter().map(|s| s.id.as_str()).collect()
    }
}

/// Fills in the compliance of the chosen options.
pub(super) fn account(c: &Context<'_>, picked: &[OptionRef], out: &mut Recommendation) {
    let found = picture(c.catalog, &c.requirements.answers, picked);
    let view = View { c };
    // What asks for nothing here and was not listed says nothing.
    let told = found.frameworks.iter().filter(|a| a.listed || !a.duties.is_empty() || a.class.is_some());
    out.compliance = told.map(|a| view.framework(a)).collect();
    out.boundaries = found.boundaries.iter().map(|b| view.boundary(b)).collect();
    let weak = found.weak_points.iter().map(|w| WeakSpot {
        names: view.names(w.options.iter()),
        text: w.point.text.clone(),
        grounds: view.grounds(&w.point.basis),
    });
    out.weak_points = weak.collect();
}

/// The documents that the compliance of a recommendation refers to.
pub(super) fn sources(r: &Recommendation) -> Vec<&SourceRef> {
    let mut out: Vec<&SourceRef> = Vec::new();
    for c in &r.compliance {
        let class = c.class.iter().flat_map(|k| k.grounds.iter().chain(&k.also)).map(|g| &g.grounds);
        let grounds = std::iter::once(&c.grounds)
            .chain(class)
            .chain(c.duties.iter().map(|d| &d.grounds))
            .chain(c.controls.iter().map(|d| &d.grounds))
            .chain(c.statements.iter().map(|d| &d.grounds))
            .chain(c.scopes.iter().map(|d| &d.grounds));
        out.extend(grounds.flat_map(|g| &g.source));
        out.extend(c.policies.iter().flat_map(|p| &p.source));
    }
    out.extend(gaps(r).flat_map(|g| &g.grounds.source));
    out.extend(r.boundaries.iter().flat_map(|b| &b.grounds.source));
    out.extend(r.weak_points.iter().flat_map(|w| &w.grounds.source));
    out
}

struct View<'a, 'b> {
    c: &'b Context<'a>,
}

impl View<'_, '_> {
    fn grounds(&self, b: &Basis) -> Grounds {
        Grounds {
            reference: b.reference.clone(),
            uncertain: b.uncertain,
            read: b.read.clone(),
            note: b.note.clone(),
            source: self.c.sources(&b.sources),
        }
    }

    fn options<'o>(&self, options: impl Iterator<Item = &'o OptionRef>) -> Vec<Text> {
        options.map(|o| self.c.catalog.option_name(*o).into()).collect()
    }

    /// Names of products, each once, in order.
    fn names<'o>(&self, options: impl Iterator<Item = &'o OptionRef>) -> Vec<Text> {
        let mut out: Vec<Text> = options.map(|o| self.c.catalog.product_of(*o).name.clone()).collect();
        out.sort();
        out.dedup();
        out
    }

    fn framework(&self, a: &Applied<'_>) -> Compliance {
        let f = a.framework;
        let holders = |h: Holder| self.names(a.covered.holders.iter().filter(|x| x.1 == h).map(|x| &x.0));
        let because = match (a.follows, a.listed) {
            (true, _) => f.because.clone(),
            (false, _) => "It was listed".into(),
        };
        Compliance {
            framework: f.id.clone(),
            name: f.name.clone(),
            kind: f.kind.word().into(),
            because,
            answers: self.c.answers(&a.because),
            listed: a.listed,
            grounds: self.grounds(&f.basis),
            class: self.class(a),
            covered: holders(Holder::Provider),
            operator: holders(Holder::Operator),
            outside: holders(Holder::Outside),
            duties: a.duties.iter().map(|d| self.duty(d)).collect(),
            controls: a.covered.supplies.iter().map(|s| self.control(s)).collect(),
            statements: a
                .clauses
                .iter()
                .map(|s| ComplianceStatement {
                    topic: s.topic.clone(),
                    text: s.text.clone(),
                    from: s.applies.from.clone(),
                    was: s.applies.was.clone(),
                    grounds: self.grounds(&s.basis),
                })
                .collect(),
            scopes: self.scopes(a),
            policies: f
                .initiatives
                .iter()
                .map(|i| PolicySet {
                    name: i.name.clone(),
                    version: i.version.clone(),
                    id: i.reference.clone(),
                    policies: i.policies,
                    of_interest: i.of_interest,
                    source: self.c.sources(&i.sources),
                })
                .collect(),
            gaps: self.gaps(a),
        }
    }

    fn class(&self, a: &Applied<'_>) -> Option<RiskClass> {
        let c = a.class.as_ref()?;
        let q = &self.c.catalog.questions[c.question.0 as usize];
        let ground = |x: &&Class| ClassGround {
            text: x.text.clone(),
            from: x.applies.from.clone(),
            was: x.applies.was.clone(),
            answers: self.c.answers(&x.when.deciding(&self.c.requirements.answers)),
            grounds: self.grounds(&x.basis),
        };
        Some(RiskClass {
            question: q.id.clone(),
            class: q.domain.choice_id(c.value).to_string().into(),
            name: q.domain.choice_text(c.value).to_string().into(),
            grounds: c.classes.iter().map(ground).collect(),
            also: c.also.iter().map(ground).collect(),
        })
    }

    fn duty(&self, d: &Due<'_>) -> ComplianceDuty {
        let measures = &self.c.catalog.compliance.measures;
        let need = |(m, by): &(u16, Vec<OptionRef>)| {
            let measure = &measures[*m as usize];
            Need {
                measure: measure.id.clone(),
                name: measure.name.clone(),
                text: measure.text.clone(),
                by: self.options(by.iter()),
            }
        };
        let timing = match d.timing {
            Timing::Undated => "undated",
            Timing::InForce => "in_force",
            Timing::Later => "later",
            Timing::AfterEnd => "after_end",
        };
        let state = match d.state {
            State::Met => "met",
            State::Work => "work",
            State::Gap => "gap",
        };
        ComplianceDuty {
            id: d.duty.id.clone(),
            text: d.duty.text.clone(),
            role: d.duty.role.word().into(),
            from: d.from.map(Text::copy),
            was: d.was.map(Text::copy),
            timing: timing.into(),
            state: state.into(),
            needs: d.measures.iter().map(need).collect(),
            grounds: self.grounds(&d.duty.basis),
        }
    }

    fn control(&self, s: &Supply<'_>) -> OperatorControl {
        let state = match s.state {
            Supplied::Inherited => "inherited",
            Supplied::ByOthers => "by_others",
            Supplied::Itself => "itself",
            Supplied::Work => "work",
            Supplied::Missing => "missing",
        };
        OperatorControl {
            id: s.control.id.clone(),
            text: s.control.text.clone(),
            inherited: s.control.inherited.clone(),
            state: state.into(),
            by: self.options(s.by.iter()),
            grounds: self.grounds(s.basis),
        }
    }

    /// One line per service, whatever number of decisions it serves.
    fn scopes(&self, a: &Applied<'_>) -> Vec<ServiceScope> {
        let mut out: Vec<ServiceScope> = Vec::new();
        for (_, s) in &a.covered.scopes {
            let name = &self.c.catalog.products[s.product.at()].name;
            if out.iter().all(|x| x.name != *name || x.cloud != s.cloud) {
                out.push(ServiceScope {
                    name: name.clone(),
                    cloud: s.cloud.clone(),
                    levels: s.levels.clone(),
                    grounds: self.grounds(&s.basis),
                });
            }
        }
        out.sort_by(|a, b| a.name.cmp(&b.name));
        out
    }

    fn gaps(&self, a: &Applied<'_>) -> Vec<Gap> {
        let f = a.framework;
        let gap = |kind: &'static str, text: String, close: Text, basis: &Basis| Gap {
            kind: kind.into(),
            text: text.into(),
            close,
            options: Vec::new(),
            from: None,
            grounds: self.grounds(basis),
        };
        let mut out = Vec::new();
        // What has no duties here need not be listed.
        if !a.listed && (f.duties.is_empty() || !a.duties.is_empty()) {
            let question = self.c.catalog.compliance.evidence.as_ref().map(|e| e.listed);
            let question = question.map_or("", |v| &self.c.catalog.questions[v.0 as usize].id);
            let text = format!(
                "{} applies, but is not among the frameworks you name, so no rule or score reckons with it",
                f.name
            );
            let close = format!("Add `{}` to `{question}`, or leave that answer out", f.id).into();
            out.push(gap("listing", text, close, &f.basis));
        }
        let measures = &self.c.catalog.compliance.measures;
        for d in a.duties.iter().filter(|d| d.state == State::Gap) {
            let from = d.from.filter(|_| d.timing != Timing::InForce).map(Text::copy);
            if d.unanswered {
                let close = d.duty.close.clone().unwrap_or_default();
                out.push(Gap { from: from.clone(), ..gap("duty", d.duty.text.to_string(), close, &d.duty.basis) });
            }
            for (m, by) in &d.measures {
                let measure = &measures[*m as usize];
                if !by.is_empty() || measure.met_by.is_empty() {
                    continue;
                }
                let text = format!("{} is missing for: {}", measure.name, d.duty.text);
                let options = self.options(measure.met_by.iter().take(MOST_WAYS));
                let gap = gap("duty", text, measure.text.clone(), &d.duty.basis);
                out.push(Gap { options, from: from.clone(), ..gap });
            }
        }
        let outside = a.covered.holders.iter().filter(|h| h.1 == Holder::Outside);
        let outside = self.names(outside.map(|h| &h.0));
        if !outside.is_empty() {
            let text = format!("Not in the scope that its provider is attested for: {}", outside.join(", "));
            let close = "Ask the provider for evidence, or choose an option that is in scope".into();
            out.push(gap("scope", text, close, &f.basis));
        }
        for s in a.covered.supplies.iter().filter(|s| s.state == Supplied::Missing) {
            let text = format!("{}: {}", s.control.text, self.names(s.missing.iter()).join(", "));
            let close = "Supply it around what the operator runs, or choose an option that brings it".into();
            let options = self.options(s.control.met_by.iter().take(MOST_WAYS));
            out.push(Gap { options, ..gap("control", text, close, s.basis) });
        }
        out
    }

    fn boundary(&self, k: &Kept<'_>) -> DataBoundary {
        let b = k.boundary;
        let gap = |name: Text| Gap {
            kind: "boundary".into(),
            text: format!("{name} cannot keep it: {}", b.text).into(),
            close: b.close.clone(),
            options: Vec::new(),
            from: None,
            grounds: self.grounds(&b.basis),
        };
        DataBoundary {
            text: b.text.clone(),
            answers: self.c.answers(&b.when.deciding(&self.c.requirements.answers)),
            kept: self.names(k.kept.iter()),
            unstated: self.names(k.unstated.iter()),
            gaps: self.names(k.broken.iter()).into_iter().map(gap).collect(),
            grounds: self.grounds(&b.basis),
        }
    }
}
