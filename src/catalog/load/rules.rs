//! Rules.

use super::loader::{Loader, definitions};
use super::refs::risk_level;
use crate::catalog::*;
use crate::diagnostics::{Code, Diagnostic, Sink};
use crate::logic::{Condition, Value, Var, Vocabulary, decode_condition, decode_value};
use crate::text::{Text, nearest};
use crate::yaml::{Fields, Node, list, mapping, string};

/// Makes an effect of what it applies to.
type Make<T> = fn(Vec<T>) -> Effect;

impl Loader {
    pub(super) fn decode_rules(&mut self, trees: &[Node], sink: &mut Sink) {
        for (node, id) in definitions(trees, "rules") {
            let Some((id, _)) = id else { continue };
            let index = RuleId(self.catalog.rules.len() as u16);
            if self.rules.get(id) != Some(index.0) {
                continue; // a second definition, reported
            }
            let mut cases = Vec::new();
            let rule = self.decode_rule(node, id, index, &mut cases, sink);
            self.catalog.rules.push(rule);
            self.annex.cases.append(&mut cases);
        }
    }

    fn decode_rule(&self, node: &Node, id: &str, index: RuleId, cases: &mut Vec<RuleCase>, sink: &mut Sink) -> Rule {
        let mut when = Condition::Any(Vec::new());
        let mut out = Saying {
            id: Text::copy(id),
            block: None,
            strength: Strength::May,
            effects: Vec::new(),
            because: Text::default(),
            sources: Vec::new(),
            covers: Vec::new(),
            note: None,
            may_empty: None,
            ends: None,
        };
        let Some(mut f) = Fields::open(node, "rule", sink) else { return Rule::new(when, out) };
        f.optional("id");
        out.block = f.optional("block").and_then(|n| self.block_ref(n, sink));
        if let Some(c) = f.required("when", sink).and_then(|n| decode_condition(n, self, sink)) {
            when = c;
        }
        if let Some(n) = f.required("strength", sink) {
            match [Strength::Must, Strength::Should, Strength::May].into_iter().find(|s| n.text() == Some(s.word())) {
                Some(s) => out.strength = s,
                None => sink.error(Code::BadValue, n.span, "the strength is must, should or may"),
            }
        }
        out.because = f.text("because", sink).unwrap_or_default();
        out.sources = self.source(&mut f, node, "a rule", sink);
        out.covers = super::meta::words(f.optional("covers"), "covers", sink);
        out.note = f.text_opt("note", sink);
        out.may_empty = f.text_opt("may_empty", sink);
        self.effects(&mut f, out.strength, &mut out.effects, sink);
        for (key, fires) in [("fires", true), ("silent", false)] {
            for item in f.items(key, sink) {
                cases.push(RuleCase { rule: index, answers: self.answer_set(item, sink), fires, at: item.span });
            }
        }
        f.finish(sink);
        if out.effects.is_empty() {
            sink.error(Code::MissingKey, node.span, format!("the rule `{id}` has no effect"));
        }
        let tested = |fires| cases.iter().any(|c| c.fires == fires);
        if when != Condition::always() && !(tested(true) && tested(false)) {
            sink.push(
                Diagnostic::error(Code::MissingKey, node.span, format!("the rule `{id}` has no cases of both kinds"))
                    .help("Add `fires:` and `silent:` with one answer set each"),
            );
        }
        Rule::new(when, out)
    }

    fn effects(&self, f: &mut Fields<'_>, strength: Strength, out: &mut Vec<Effect>, sink: &mut Sink) {
        let must = strength == Strength::Must;
        let wrong = |node: &Node, key: &str, sink: &mut Sink| {
            let needed = if must { "should or may" } else { "must" };
            sink.error(Code::BadValue, node.span, format!("`{key}` needs the strength {needed}"));
        };
        if let Some(n) = f.optional("activate") {
            out.push(Effect::Activate(
                list(n, "activate", sink).iter().filter_map(|b| self.block_ref(b, sink)).collect(),
            ));
            if !must {
                wrong(n, "activate", sink);
            }
        }
        let plain: [(&'static str, bool, Make<OptionRef>); 4] = [
            ("exclude", true, Effect::Exclude),
            ("require", true, Effect::Require),
            ("prefer", false, Effect::Prefer),
            ("avoid", false, Effect::Avoid),
        ];
        for (key, needs_must, make) in plain {
            if let Some(n) = f.optional(key) {
                out.push(make(self.select(n, sink)));
                if needs_must != must {
                    wrong(n, key, sink);
                }
            }
        }
        let paired: [(&'static str, Option<bool>, Make<Pairing>); 3] = [
            ("combine", Some(false), Effect::Combine),
            ("separate", None, Effect::Separate),
            ("needs", Some(true), Effect::Needs),
        ];
        for (key, needs_must, make) in paired {
            if let Some(n) = f.optional(key) {
                out.push(make(self.pairings(n, sink)));
                if needs_must.is_some_and(|m| m != must) {
                    wrong(n, key, sink);
                }
            }
        }
        if let Some(n) = f.optional("risk") {
            out.extend(self.risk(n, sink));
        }
        if let Some(n) = f.optional("practice") {
            out.extend(string(n, "practice", sink).map(Effect::Practice));
        }
    }

    fn pairings(&self, node: &Node, sink: &mut Sink) -> Vec<Pairing> {
        let mut out = Vec::new();
        for item in list(node, "pairs", sink) {
            let Some(mut f) = Fields::open(item, "pair", sink) else { continue };
            let mut side = |key, sink: &mut Sink| {
                f.required(key, sink)
                    .map(|n| if n.items().is_some() { self.select(n, sink) } else { self.selector(n, sink) })
            };
            let (first, second) = (side("first", sink), side("second", sink));
            f.finish(sink);
            out.extend(first.zip(second).map(|(first, second)| Pairing { first, second }));
        }
        out
    }

    fn risk(&self, node: &Node, sink: &mut Sink) -> Option<Effect> {
        let mut f = Fields::open(node, "risk", sink)?;
        let title = f.text("title", sink)?;
        let mitigation = f.text("mitigation", sink)?;
        let level = f.required("severity", sink).and_then(|n| risk_level(n, sink))?;
        f.finish(sink);
        Some(Effect::Risk { title, level, mitigation })
    }

    fn answer_set(&self, node: &Node, sink: &mut Sink) -> Vec<(Var, Value)> {
        let mut out = Vec::new();
        for e in mapping(node, "answers", sink).unwrap_or_default() {
            match self.var(&e.key) {
                Some((var, domain)) => out.extend(decode_value(&e.value, domain, &e.key, sink).map(|v| (var, v))),
                None => {
                    let like = nearest(&e.key, self.ids());
                    sink.push(
                        Diagnostic::error(Code::UnknownName, e.key_span, format!("there is no question `{}`", e.key))
                            .maybe_help(like.map(|l| format!("Did you mean `{l}`?"))),
                    );
                }
            }
        }
        out
    }
}
