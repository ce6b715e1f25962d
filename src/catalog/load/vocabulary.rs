//! Questions and traits: the vocabulary of conditions and facts.

use super::loader::{Loader, definitions};
use crate::catalog::*;
use crate::diagnostics::{Code, Diagnostic, Sink};
use crate::logic::{
    Bounds, Choice, Condition, Dimension, Domain, Value, Var, decode_condition, decode_value, parse_quantity,
};
use crate::text::{FileId, Later, Span, Text, nearest, one_of};
use crate::yaml::{Fields, Node, Shape, boolean, mapping, string, strings};

const TYPES: [&str; 10] =
    ["bool", "choice", "ordinal", "set", "bytes", "duration", "rate", "percent", "money", "count"];

/// The regions of the price table as choices.
fn regions(trees: &[Node]) -> Vec<Choice> {
    let name = |n: &Node| n.get("name").and_then(Node::text).map(Text::copy);
    let all = definitions(trees, "regions").filter_map(|(n, id)| Some((id?.0, name(n)?)));
    all.map(|(id, text)| Choice::new(Text::copy(id), text)).collect()
}

/// A choice: what it means, or a map of that and of what else it is called.
fn choice(id: &str, node: &Node, sink: &mut Sink) -> Option<Choice> {
    let id = Text::copy(id);
    if !matches!(node.shape, Shape::Map(_)) {
        return string(node, "choice", sink).map(|text| Choice::new(id, text));
    }
    let mut f = Fields::open(node, "choice", sink)?;
    let text = f.text("text", sink);
    let also = f.optional("also");
    f.finish(sink);
    Some(Choice { id, text: text?, also: also.map(|n| strings(n, "also", sink)).unwrap_or_default() })
}

/// Reads `type`, `choices` and `unit`; `choices: regions` stands for the regions of the price table.
fn domain(f: &mut Fields<'_>, node: &Node, regions: &[Choice], sink: &mut Sink) -> Domain {
    let kind = f.text("type", sink).unwrap_or_default();
    let choices: Vec<Choice> = match f.optional("choices") {
        Some(n) if n.text() == Some("regions") => regions.to_vec(),
        Some(n) => {
            let entries = mapping(n, "choices", sink).unwrap_or_default().iter();
            entries.filter_map(|e| choice(&e.key, &e.value, sink)).collect()
        }
        None => Vec::new(),
    };
    let unit = f.text_opt("unit", sink);
    let quantity = |dimension: Dimension, sink: &mut Sink| {
        let size = unit.as_deref().map_or(Some(1.0), |u| dimension.unit(u));
        if size.is_none() {
            sink.error(Code::BadUnit, node.get("unit").map_or(node.span, |n| n.span), "this is not a unit of the type");
        }
        Domain::Quantity(dimension, size.unwrap_or(1.0))
    };
    let out = match kind.as_str() {
        "bool" => Domain::Bool,
        "choice" => Domain::Choice(choices.into()),
        "ordinal" => Domain::Ordinal(choices.into()),
        "set" => Domain::Set(choices.into()),
        "bytes" => quantity(Dimension::Bytes, sink),
        "duration" => quantity(Dimension::Duration, sink),
        "rate" => quantity(Dimension::Rate, sink),
        "percent" => quantity(Dimension::Percent, sink),
        "money" => quantity(Dimension::Money, sink),
        "count" => quantity(Dimension::Count, sink),
        other => {
            let at = node.get("type").map_or(node.span, |n| n.span);
            sink.push(
                Diagnostic::error(Code::BadValue, at, format!("`{other}` is not a type"))
                    .maybe_help(nearest(other, TYPES).map(|l| format!("Did you mean `{l}`?")))
                    .help(format!("Types: {}", one_of(TYPES, 12))),
            );
            Domain::Bool
        }
    };
    if matches!(&out, Domain::Choice(c) | Domain::Ordinal(c) | Domain::Set(c) if c.is_empty()) {
        sink.error(Code::MissingKey, node.span, format!("a {kind} needs `choices`"));
    }
    out
}

/// Reads `min` and `max`, in words as answers are.
fn bounds(f: &mut Fields<'_>, domain: &Domain, sink: &mut Sink) -> Bounds {
    let mut end = |key: &'static str, sink: &mut Sink| -> Option<f64> {
        let node = f.optional(key)?;
        let Domain::Quantity(dimension, own) = domain else {
            sink.error(Code::Type, node.span, format!("only a number has a `{key}`"));
            return None;
        };
        let read = parse_quantity(node.text().unwrap_or_default(), *dimension, *own);
        read.map_err(|e| sink.error(Code::BadUnit, node.span, format!("`{key}`: {e}"))).ok()
    };
    let out = Bounds { min: end("min", sink), max: end("max", sink) };
    if let (Some(min), Some(max), Some(node)) = (out.min, out.max, f.optional("max"))
        && min > max
    {
        sink.error(Code::BadValue, node.span, "`max` is less than `min`");
    }
    out
}

impl Loader {
    pub(super) fn decode_traits(&mut self, trees: &[Node], sink: &mut Sink) {
        for (node, id) in definitions(trees, "traits") {
            let Some(mut f) = Fields::open(node, "trait", sink) else { continue };
            f.optional("id");
            let text = f.text("text", sink).unwrap_or_default();
            let domain = domain(&mut f, node, &[], sink);
            let inherit = f.optional("inherit").and_then(|n| boolean(n, "inherit", sink)).unwrap_or(false);
            f.finish(sink);
            if let Some((id, _)) = id {
                self.catalog.traits.push(Trait { id: Text::copy(id), text, domain, inherit });
            }
        }
        // What every product states by its definition can be tested like any fact.
        let none = Span::new(FileId(0), 0, 0);
        let built_in =
            |ids: &[&'static str]| -> Vec<Choice> { ids.iter().map(|&i| Choice::new(i.into(), i.into())).collect() };
        for (id, text, domain) in [
            (
                "kind",
                "Azure service, open source, both, or a way of working",
                Domain::Choice(built_in(&["azure", "foss", "either", "approach"]).into()),
            ),
            ("status", "Release and support status", Domain::Ordinal(built_in(&STATUSES).into())),
        ] {
            self.traits.define(id, none, "trait", sink);
            self.catalog.traits.push(Trait { id: id.into(), text: text.into(), domain, inherit: false });
        }
    }

    /// Ids, texts and domains, so that conditions can refer to any question.
    pub(super) fn decode_question_domains(&mut self, trees: &[Node], sink: &mut Sink) {
        // The files of a section: the first names and orders it, others may name its id alone.
        let mut sections: Vec<(i64, Section, Vec<Span>)> = Vec::new();
        for tree in trees {
            let Some(node) = tree.get("section") else { continue };
            let Some(mut f) = Fields::open(node, "section", sink) else { continue };
            let id = f.text("id", sink).unwrap_or_default();
            if let Some(known) = sections.iter_mut().find(|s| s.1.id == id) {
                f.optional("name");
                f.optional("order");
                f.finish(sink);
                known.2.push(node.span);
                continue;
            }
            let name = f.text("name", sink).unwrap_or_default();
            let order = f.required("order", sink).and_then(|n| crate::yaml::integer(n, "order", sink)).unwrap_or(0);
            f.finish(sink);
            sections.push((order, Section { id, name }, vec![node.span]));
        }
        sections.sort_by_key(|s| s.0);
        let regions = regions(trees);
        for tree in trees {
            let section =
                tree.get("section").and_then(|n| sections.iter().position(|s| s.2.contains(&n.span))).map(|i| i as u16);
            for node in tree.get("questions").and_then(Node::items).unwrap_or_default() {
                let Some(mut f) = Fields::open(node, "question", sink) else { continue };
                let id = f.text("id", sink).unwrap_or_default();
                let text = f.text("text", sink).unwrap_or_default();
                let help = f.text_opt("help", sink);
                let domain = domain(&mut f, node, &regions, sink);
                let bounds = bounds(&mut f, &domain, sink);
                let grows = f.optional("grows").and_then(|n| boolean(n, "grows", sink)).unwrap_or(false);
                if grows && !matches!(domain, Domain::Quantity(..)) {
                    sink.error(Code::Type, node.span, format!("only a number grows, and `{id}` is none"));
                }
                for key in ["asked_when", "derive", "gather", "assume", "disable"] {
                    f.optional(key);
                }
                f.finish(sink);
                if section.is_none() {
                    sink.error(Code::MissingKey, node.span, "a file with questions names its `section`");
                }
                self.catalog.questions.push(Question {
                    id,
                    text,
                    help,
                    domain,
                    bounds,
                    section,
                    grows,
                    asked_when: Condition::always(),
                    derive: Vec::new(),
                    gather: Vec::new(),
                    assume: Vec::new(),
                    touches: Later::default(),
                });
            }
        }
        self.catalog.sections = sections.into_iter().map(|s| s.1).collect();
        self.built_in_questions(sink);
    }

    /// Questions that the requirements file answers outside `answers`: estate, budget, priorities.
    fn built_in_questions(&mut self, sink: &mut Sink) {
        let named = |id| Choice::new(Text::copy(id), Text::copy(id));
        let estate: Vec<Choice> = self.products.ids().map(named).collect();
        let words: Vec<Choice> = PRIORITIES.iter().map(|&w| Choice::new(w.into(), w.into())).collect();
        let mut all = vec![
            (Text::from(ESTATE), Text::from("What exists already?"), Domain::Set(estate.into())),
            (MONTHLY_BUDGET.into(), "What may it cost a month?".into(), Domain::Quantity(Dimension::Money, 1.0)),
        ];
        for id in self.metrics.ids() {
            all.push((
                format!("priority.{id}").into(),
                format!("How important is {}?", id.replace('_', " ")).into(),
                Domain::Ordinal(words.clone().into()),
            ));
        }
        for (id, text, domain) in all {
            self.questions.define(&id, Span::new(FileId(0), 0, 0), "question", sink);
            self.catalog.questions.push(Question {
                id,
                text,
                help: None,
                domain,
                bounds: Bounds::default(),
                section: None,
                grows: false,
                asked_when: Condition::always(),
                derive: Vec::new(),
                gather: Vec::new(),
                assume: Vec::new(),
                touches: Later::default(),
            });
        }
    }

    /// Conditions of the questions, and the order in which questions can be settled.
    pub(super) fn decode_questions(&mut self, trees: &[Node], sink: &mut Sink) {
        for (index, (node, _)) in definitions(trees, "questions").enumerate() {
            if index >= self.catalog.questions.len() {
                break; // a question without id was reported
            }
            let (domain, bounds) = (self.catalog.questions[index].domain.clone(), self.catalog.questions[index].bounds);
            let id = self.catalog.questions[index].id.clone();
            if let Some(n) = node.get("asked_when")
                && let Some(c) = decode_condition(n, self, sink)
            {
                self.catalog.questions[index].asked_when = c;
            }
            if node.get("disable").and_then(Node::as_bool) == Some(true) {
                self.catalog.questions[index].asked_when = Condition::Any(Vec::new());
            }
            for key in ["derive", "gather", "assume"] {
                let cases = match node.get(key) {
                    Some(n) => self.question_cases(n, &domain, &id, sink),
                    None => Vec::new(),
                };
                if cases.iter().any(|c| matches!(c.value, Value::Number(x) if !bounds.hold(x))) {
                    let at = node.get(key).map_or(node.span, |n| n.span);
                    sink.error(Code::BadValue, at, format!("a value of `{key}` lies outside of `min` and `max`"));
                }
                if key == "gather" && !cases.is_empty() && !matches!(domain, Domain::Set(_)) {
                    sink.error(Code::Type, node.span, format!("only a set is gathered, and `{id}` is none"));
                }
                let q = &mut self.catalog.questions[index];
                match key {
                    "derive" => q.derive = cases,
                    "gather" => q.gather = cases,
                    _ => q.assume = cases,
                }
            }
        }
        self.follow_frameworks(trees, sink);
        self.order_questions(trees, sink);
    }

    fn question_cases(&self, node: &Node, domain: &Domain, id: &str, sink: &mut Sink) -> Vec<Case> {
        let one = std::slice::from_ref(node);
        let mut out = Vec::new();
        for item in node.items().unwrap_or(one) {
            let Some(mut f) = Fields::open(item, "case", sink) else { continue };
            let when = match f.optional("when") {
                Some(n) => decode_condition(n, self, sink),
                None => Some(Condition::always()),
            };
            let value = f.required("value", sink).and_then(|n| decode_value(n, domain, id, sink));
            let because = f.text("because", sink);
            f.finish(sink);
            if let (Some(when), Some(value), Some(because)) = (when, value, because) {
                out.push(Case { when, value, because });
            }
        }
        out
    }

    /// Depth-first order of dependencies; a cycle is an error.
    fn order_questions(&mut self, trees: &[Node], sink: &mut Sink) {
        let needs: Vec<Vec<Var>> = self
            .catalog
            .questions
            .iter()
            .map(|q| {
                let cases = q.cases().flat_map(|c| c.when.vars());
                q.asked_when.vars().into_iter().chain(cases).collect()
            })
            .collect();
        let mut state = vec![0u8; needs.len()]; // 0 new, 1 open, 2 done
        for start in 0..needs.len() {
            let mut stack = vec![(start, 0usize)];
            while let Some((q, next)) = stack.pop() {
                if next == 0 {
                    if state[q] != 0 {
                        continue;
                    }
                    state[q] = 1;
                }
                match needs[q].get(next) {
                    Some(d) => {
                        stack.push((q, next + 1));
                        let d = d.0 as usize;
                        if state[d] == 1 {
                            let at = definitions(trees, "questions").nth(q).map_or(Span::default(), |d| d.0.span);
                            let (a, b) = (&self.catalog.questions[q].id, &self.catalog.questions[d].id);
                            sink.error(Code::Cycle, at, format!("`{a}` and `{b}` depend on each other"));
                            state[q] = 2;
                            stack.pop();
                        } else if state[d] == 0 {
                            stack.push((d, 0));
                        }
                    }
                    None => {
                        state[q] = 2;
                        self.catalog.order.push(Var(q as u16));
                    }
                }
            }
        }
    }
}
