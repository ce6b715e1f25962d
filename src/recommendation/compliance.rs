//! The account of compliance: what was derived for the chosen options, put into words.

use super::context::Context;
use super::frameworks::{
    ClassGround, Compliance, ComplianceDuty, ComplianceStatement, DataBoundary, Gap, Grounds, Need, OperatorControl,
    PolicySet, RiskClass, ServiceScope, WeakSpot,
};
use super::types::SourceRef;
use super::whole::Recommendation;
use crate::catalog::{Basis, Class, Find, OptionRef};
use crate::estimate::compliance::{Applied, Due, Holder, Kept, State, Supplied, Supply, Timing, picture};
use crate::text::Text;

/// Options that a gap names as ways to close it.
const MOST_WAYS: usize = 6;

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
