//! Frameworks: first what questions follow from (when a framework applies, the class of risk), later
//! everything else, which may refer to any part of the catalog.

use super::loader::{Loader, definitions};
use super::meta::text_of;
use super::refs::unknown;
use crate::catalog::*;
use crate::diagnostics::{Code, Diagnostic, Sink};
use crate::logic::{Condition, Domain, Value, Var, decode_condition};
use crate::text::Text;
use crate::yaml::{Fields, Node, boolean, integer, list, mapping, string};

impl Loader {
    /// What lists frameworks, if the catalog has any.
    fn listed(&self, trees: &[Node]) -> Option<Var> {
        let node = trees.iter().find_map(|t| t.get("evidence"))?.get("listed")?;
        self.questions.get(node.text()?).map(Var)
    }

    /// Appends to the questions what follows for them from frameworks: that one applies, and its classes.
    pub(super) fn follow_frameworks(&mut self, trees: &[Node], sink: &mut Sink) {
        let Some(listed) = self.listed(trees) else { return };
        for (node, id) in definitions(trees, "frameworks") {
            let domain = &self.catalog.questions[listed.0 as usize].domain;
            if let Some(choice) = id.and_then(|(id, _)| domain.choice(id))
                && let Some(when) = node.get("applies").and_then(|n| decode_condition(n, self, sink))
                && when != Condition::Any(Vec::new())
            {
                let because = Text::from(text_of(node, "because"));
                let case = Case { when, value: Value::Set(vec![choice]), because };
                self.catalog.questions[listed.0 as usize].gather.push(case);
            }
            let Some(of) = node.get("class_of").and_then(Node::text).and_then(|id| self.questions.get(id)) else {
                continue;
            };
            for class in node.get("classes").and_then(Node::items).unwrap_or_default() {
                let value = class.get("class").and_then(Node::text);
                let value = value.and_then(|v| self.catalog.questions[of as usize].domain.choice(v));
                let when = class.get("when").and_then(|n| decode_condition(n, self, sink));
                if let (Some(value), Some(when)) = (value, when) {
                    let because = format!("{} ({})", text_of(class, "text"), text_of(class, "ref")).into();
                    let case = Case { when, value: Value::Choice(value), because };
                    self.catalog.questions[of as usize].derive.push(case);
                }
            }
        }
    }

    pub(super) fn decode_frameworks(&mut self, trees: &[Node], sink: &mut Sink) {
        let mut out = Compliance { evidence: self.audit(trees, sink), ..Compliance::default() };
        for (node, id) in definitions(trees, "measures") {
            let (Some((id, _)), Some(mut f)) = (id, Fields::open(node, "measure", sink)) else { continue };
            f.optional("id");
            let (name, text) = (f.text("name", sink), f.text("text", sink));
            let met_by = f.optional("met_by").map(|n| self.select(n, sink)).unwrap_or_default();
            let sources = self.source(&mut f, node, "a measure", sink);
            f.finish(sink);
            let (name, text) = (name.unwrap_or_default(), text.unwrap_or_default());
            out.measures.push(Measure { id: Text::copy(id), name, text, met_by, sources });
        }
        for (node, id) in definitions(trees, "frameworks") {
            let (Some((id, at)), Some(mut f)) = (id, Fields::open(node, "framework", sink)) else { continue };
            f.optional("id");
            let Some(audit) = &out.evidence else {
                sink.error(Code::MissingKey, at, "a catalog with frameworks says in `evidence` what lists them");
                continue;
            };
            let known = &self.catalog.questions[audit.listed.0 as usize].domain;
            let Some(choice) = known.choice(id) else {
                unknown("framework to list called", id, at, known.choices().iter().map(|c| c.id.as_str()), sink);
                continue;
            };
            // Evidence that nobody has does not tell services apart.
            let scope = self.catalog.traits[audit.scope.at()].domain.choice(id).filter(|choice| {
                let facts = self.catalog.products.iter().filter_map(|p| p.fact(audit.scope));
                facts.into_iter().any(|f| f.value.has(*choice))
            });
            out.frameworks.extend(self.framework(&mut f, node, id, choice, scope, sink));
            f.finish(sink);
        }
        for (node, id) in definitions(trees, "operator_controls") {
            if let (Some((id, _)), Some(f)) = (id, Fields::open(node, "operator control", sink)) {
                out.controls.push(self.control(f, node, id, sink));
            }
        }
        for (node, id) in definitions(trees, "weak_points") {
            let (Some((id, _)), Some(mut f)) = (id, Fields::open(node, "weak point", sink)) else { continue };
            f.optional("id");
            let options = f.required("options", sink).map(|n| self.select(n, sink)).unwrap_or_default();
            let text = f.text("text", sink).unwrap_or_default();
            let when = self.when(&mut f, sink);
            let basis = self.basis(&mut f, node, &[], sink);
            f.finish(sink);
            out.weak_points.push(WeakPoint { id: Text::copy(id), options, text, when, basis });
        }
        for (node, id) in definitions(trees, "boundaries") {
            let (Some((id, _)), Some(mut f)) = (id, Fields::open(node, "boundary", sink)) else { continue };
            f.optional("id");
            let (text, close) = (f.text("text", sink).unwrap_or_default(), f.text("close", sink).unwrap_or_default());
            let when = self.when(&mut f, sink);
            let allow = f.required("allow", sink).map(|n| self.fact_tests(n, sink)).unwrap_or_default();
            let basis = self.basis(&mut f, node, &[], sink);
            f.finish(sink);
            out.boundaries.push(Boundary { id: Text::copy(id), text, when, allow, close, basis });
        }
        self.catalog.compliance = out.into();
    }

    fn audit(&self, trees: &[Node], sink: &mut Sink) -> Option<Audit> {
        let node = trees.iter().find_map(|t| t.get("evidence"))?;
        let mut f = Fields::open(node, "evidence", sink)?;
        let listed = f.required("listed", sink).and_then(|n| self.question_ref(n, sink));
        let lifetime = f.required("lifetime", sink).and_then(|n| self.question_ref(n, sink));
        let scope = f.required("scope", sink).and_then(|n| {
            let id = n.text().unwrap_or_default();
            let found = self.traits.get(id);
            if found.is_none() {
                unknown("trait", id, n.span, self.traits.ids(), sink);
            }
            found.map(TraitId)
        });
        let mut ways = |key: &'static str, sink: &mut Sink| -> Vec<Vec<FactTest>> {
            f.items(key, sink).iter().map(|n| self.fact_tests(n, sink)).collect()
        };
        let (operated, inside) = (ways("operated", sink), ways("inside", sink));
        f.finish(sink);
        Some(Audit { listed: listed?, scope: scope?, operated, inside, lifetime: lifetime? })
    }

    fn question_ref(&self, node: &Node, sink: &mut Sink) -> Option<Var> {
        let id = string(node, "question", sink)?;
        let found = self.questions.get(&id);
        if found.is_none() {
            unknown("question", &id, node.span, self.questions.ids(), sink);
        }
        found.map(Var)
    }

    fn when(&self, f: &mut Fields<'_>, sink: &mut Sink) -> Condition {
        let when = f.optional("when").map_or(Some(Condition::always()), |n| decode_condition(n, self, sink));
        when.unwrap_or_else(Condition::always)
    }

    /// What a statement rests on; without a document of its own on those of the whole.
    fn basis(&self, f: &mut Fields<'_>, node: &Node, whole: &[SourceRef], sink: &mut Sink) -> Basis {
        let reference = f.text_opt("ref", sink).unwrap_or_default();
        let mut flag = |key| f.optional(key).and_then(|n| boolean(n, key, sink)).unwrap_or(false);
        let (assumed, uncertain) = (flag("assumed"), flag("uncertain"));
        let read = f.text_opt("read", sink);
        let note = f.text_opt("note", sink);
        let place = (!reference.is_empty()).then(|| reference.clone());
        let sources = match f.optional("source") {
            Some(n) => self.source_refs(n, sink),
            None if assumed => Vec::new(),
            None => whole.iter().map(|s| SourceRef { source: s.source, place: place.clone() }).collect(),
        };
        if sources.is_empty() && !assumed {
            sink.push(
                Diagnostic::error(Code::MissingSource, node.span, "a statement about a framework has no `source`")
                    .help("Name the document, or mark it `assumed: true` with the text to `read`"),
            );
        }
        let uncertain = uncertain || assumed;
        if uncertain && read.is_none() {
            sink.error(Code::MissingKey, node.span, "an uncertain statement names the text to `read`");
        }
        Basis { reference, uncertain, read, note, sources }
    }

    fn day(f: &mut Fields<'_>, key: &'static str, sink: &mut Sink) -> Option<Text> {
        let node = f.optional(key)?;
        let text = string(node, key, sink)?;
        let digits = text.split('-').map(str::len).collect::<Vec<_>>() == [4, 2, 2]
            && text.chars().all(|c| c.is_ascii_digit() || c == '-');
        if !digits {
            sink.error(Code::BadValue, node.span, format!("`{key}` is a day, such as 2026-08-02"));
            return None;
        }
        Some(text)
    }

    fn applies(f: &mut Fields<'_>, sink: &mut Sink) -> Applies {
        let by_class = f.optional("from").and_then(Node::text) == Some("class");
        let from = if by_class { None } else { Self::day(f, "from", sink) };
        Applies { from, was: Self::day(f, "was", sink), by_class }
    }

    fn measures(&self, f: &mut Fields<'_>, sink: &mut Sink) -> Vec<u16> {
        let mut out = Vec::new();
        for node in f.items("needs", sink) {
            let Some(id) = string(node, "needs", sink) else { continue };
            match self.measures.get(&id) {
                Some(i) => out.push(i),
                None => unknown("measure", &id, node.span, self.measures.ids(), sink),
            }
        }
        out
    }

    fn role(node: &Node, sink: &mut Sink) -> Option<Role> {
        let word = node.text().unwrap_or_default();
        let found = Role::ALL.into_iter().find(|r| r.word() == word);
        if found.is_none() {
            unknown("role", word, node.span, Role::ALL.map(Role::word), sink);
        }
        found
    }

    fn framework(
        &self,
        f: &mut Fields<'_>,
        node: &Node,
        id: &str,
        choice: u16,
        scope: Option<u16>,
        sink: &mut Sink,
    ) -> Option<Framework> {
        let name = f.text("name", sink);
        let kind = f.required("kind", sink).and_then(|n| {
            let word = n.text().unwrap_or_default();
            let found = FrameworkKind::ALL.into_iter().find(|k| k.word() == word);
            if found.is_none() {
                unknown("kind of framework", word, n.span, FrameworkKind::ALL.map(FrameworkKind::word), sink);
            }
            found
        });
        // Read, with its mistakes told, by `follow_frameworks`.
        let applies = f.required("applies", sink).and_then(|n| decode_condition(n, self, &mut Sink::new()));
        let because = f.text("because", sink);
        let basis = self.basis(f, node, &[], sink);
        let whole = basis.sources.clone();
        let mut roles = Vec::new();
        for e in f.optional("roles").and_then(|n| mapping(n, "roles", sink)).unwrap_or_default() {
            let key = Node { span: e.key_span, ..Node::clone(&e.value) };
            let role = Role::ALL.into_iter().find(|r| r.word() == e.key);
            if role.is_none() {
                unknown("role", &e.key, key.span, Role::ALL.map(Role::word), sink);
            }
            let when = decode_condition(&e.value, self, sink);
            roles.extend(role.zip(when));
        }
        let class_of = f.optional("class_of").and_then(|n| self.question_ref(n, sink));
        let classes = self.classes(f.items("classes", sink), class_of, &whole, sink);
        let duties: Vec<_> = f.items("duties", sink).iter().filter_map(|n| self.duty(n, &whole, sink)).collect();
        let clauses: Vec<_> = f.items("clauses", sink).iter().filter_map(|n| self.clause(n, &whole, sink)).collect();
        let initiatives: Vec<_> =
            f.items("initiatives", sink).iter().filter_map(|n| self.initiative(n, sink)).collect();
        let scopes: Vec<_> = f.items("scopes", sink).iter().flat_map(|n| self.scopes(n, &whole, sink)).collect();
        Some(Framework {
            id: Text::copy(id),
            name: name?,
            kind: kind?,
            choice,
            scope,
            applies: applies?,
            because: because?,
            basis,
            roles,
            class_of,
            classes: classes.into(),
            duties: duties.into(),
            clauses: clauses.into(),
            initiatives: initiatives.into(),
            scopes: scopes.into(),
        })
    }

    fn classes(&self, items: &[Node], of: Option<Var>, whole: &[SourceRef], sink: &mut Sink) -> Vec<Class> {
        let mut out = Vec::new();
        for node in items {
            let Some(mut f) = Fields::open(node, "class", sink) else { continue };
            let id = f.text("id", sink);
            let text = f.text("text", sink);
            let domain = of.map_or(&Domain::Bool, |v| &self.catalog.questions[v.0 as usize].domain);
            let value = f.required("class", sink).and_then(|n| {
                let word = n.text().unwrap_or_default();
                let found = domain.choice(word);
                if found.is_none() {
                    unknown("class", word, n.span, domain.choices().iter().map(|c| c.id.as_str()), sink);
                }
                found
            });
            // Read, with its mistakes told, by `follow_frameworks`.
            let when = f.required("when", sink).and_then(|n| decode_condition(n, self, &mut Sink::new()));
            let applies = Self::applies(&mut f, sink);
            let basis = self.basis(&mut f, node, whole, sink);
            f.finish(sink);
            if let (Some(id), Some(text), Some(value), Some(when)) = (id, text, value, when) {
                out.push(Class { id, value, when, text, applies, basis });
            }
        }
        out
    }

    fn duty(&self, node: &Node, whole: &[SourceRef], sink: &mut Sink) -> Option<Duty> {
        let mut f = Fields::open(node, "duty", sink)?;
        let (id, text) = (f.text("id", sink), f.text("text", sink));
        let role = f.optional("role").map_or(Some(Role::Both), |n| Self::role(n, sink));
        let when = self.when(&mut f, sink);
        let applies = Self::applies(&mut f, sink);
        let needs = self.measures(&mut f, sink);
        let holds = f.optional("holds").and_then(|n| decode_condition(n, self, sink));
        let close = f.text_opt("close", sink);
        if holds.is_some() && close.is_none() {
            sink.error(Code::MissingKey, node.span, "a duty that answers fulfil says how to `close` it");
        }
        let basis = self.basis(&mut f, node, whole, sink);
        f.finish(sink);
        Some(Duty { id: id?, text: text?, role: role?, when, applies, needs, holds, close, basis })
    }

    fn clause(&self, node: &Node, whole: &[SourceRef], sink: &mut Sink) -> Option<Clause> {
        let mut f = Fields::open(node, "clause", sink)?;
        let (id, topic, text) = (f.text("id", sink), f.text("topic", sink), f.text("text", sink));
        let when = self.when(&mut f, sink);
        let applies = Self::applies(&mut f, sink);
        let needs = self.measures(&mut f, sink);
        let basis = self.basis(&mut f, node, whole, sink);
        f.finish(sink);
        Some(Clause { id: id?, topic: topic?, text: text?, when, applies, needs, basis })
    }

    fn initiative(&self, node: &Node, sink: &mut Sink) -> Option<Initiative> {
        let mut f = Fields::open(node, "initiative", sink)?;
        let (name, version) = (f.text("name", sink), f.text("version", sink));
        let reference = f.text_opt("id", sink);
        let mut count = |key: &'static str, sink: &mut Sink| {
            let n = f.required(key, sink).and_then(|n| integer(n, key, sink));
            n.and_then(|n| u16::try_from(n).ok()).unwrap_or(0)
        };
        let (policies, groups) = (count("policies", sink), count("groups", sink));
        let of_interest = ["ml", "ai", "kubernetes", "spark"].map(|key| count(key, sink));
        let sources = self.source(&mut f, node, "an initiative", sink);
        f.finish(sink);
        Some(Initiative { name: name?, version: version?, reference, policies, groups, of_interest, sources })
    }

    /// One statement may be about several products.
    fn scopes(&self, node: &Node, whole: &[SourceRef], sink: &mut Sink) -> Vec<Scope> {
        let Some(mut f) = Fields::open(node, "scope", sink) else { return Vec::new() };
        let products = f.required("products", sink).map(|n| list(n, "products", sink)).unwrap_or_default();
        let products: Vec<ProductId> = products.iter().filter_map(|n| self.product_ref(n, sink)).collect();
        let cloud = f.text("cloud", sink).unwrap_or_default();
        let levels: Vec<Text> = f.items("levels", sink).iter().filter_map(|n| string(n, "level", sink)).collect();
        let basis = self.basis(&mut f, node, whole, sink);
        f.finish(sink);
        let scope = |product| Scope { product, cloud: cloud.clone(), levels: levels.clone(), basis: basis.clone() };
        products.into_iter().map(scope).collect()
    }

    fn control(&self, mut f: Fields<'_>, node: &Node, id: &str, sink: &mut Sink) -> Control {
        f.optional("id");
        let (text, inherited) = (f.text("text", sink), f.text("inherited", sink));
        let whole = f.optional("whole").and_then(|n| boolean(n, "whole", sink)).unwrap_or(false);
        let own = f.optional("own").map(|n| self.fact_tests(n, sink)).unwrap_or_default();
        let met_by = f.optional("met_by").map(|n| self.select(n, sink)).unwrap_or_default();
        let sources = self.source(&mut f, node, "an operator control", sink);
        let mut asked = Vec::new();
        for e in f.required("asked", sink).and_then(|n| mapping(n, "asked", sink)).unwrap_or_default() {
            let Some(framework) = self.frameworks.get(&e.key) else {
                unknown("framework", &e.key, e.key_span, self.frameworks.ids(), sink);
                continue;
            };
            // A place alone, or a place with what it rests on.
            let basis = match e.value.entries() {
                Some(_) => Fields::open(&e.value, "place", sink).map(|mut f| {
                    let basis = self.basis(&mut f, &e.value, &sources, sink);
                    f.finish(sink);
                    basis
                }),
                None => string(&e.value, "place", sink).map(|reference| {
                    let place = Some(reference.clone());
                    let sources =
                        sources.iter().map(|s| SourceRef { source: s.source, place: place.clone() }).collect();
                    Basis { reference, sources, ..Basis::default() }
                }),
            };
            asked.extend(basis.map(|b| (framework, b)));
        }
        f.finish(sink);
        Control {
            id: Text::copy(id),
            text: text.unwrap_or_default(),
            inherited: inherited.unwrap_or_default(),
            whole,
            own,
            met_by,
            asked,
            sources,
        }
    }
}
