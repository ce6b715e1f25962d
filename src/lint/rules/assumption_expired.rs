//! A record assumes what the requirements no longer say.

use super::super::context::Context;
use super::super::decisions::Hold;
use super::super::persona::Persona;
use super::super::rule::{Repair, Rule};
use crate::adr::Adr;
use crate::catalog::{Catalog, Find};
use crate::diagnostics::{Diagnostic, RuleName, Severity, Sink};
use crate::logic::{Domain, Truth, Var, Vocabulary, decode_condition};
use crate::text::Span;
use crate::yaml::{Entry, Node, Shape};

pub(super) static RULE: Rule = Rule {
    name: RuleName { code: "A605", name: "assumption-expired" },
    level: Severity::Warning,
    persona: Persona::Default,
    repair: Repair::None,
    page: include_str!("assumption_expired.md"),
    check,
};

fn check(ctx: &Context<'_>, out: &mut Vec<Diagnostic>) {
    let (Some(knowledge), Some(decisions)) = (ctx.knowledge, ctx.decisions()) else { return };
    let Some(asked) = &knowledge.asked else { return };
    let catalog = knowledge.catalog;
    for (i, adr) in ctx.adrs().filter(|(i, _)| decisions.holds[*i] != Hold::Ended) {
        for (span, text, node) in assumptions(adr) {
            let mut sink = Sink::new();
            let Some(condition) = decode_condition(&node, &Questions(catalog), &mut sink) else {
                let why = sink.into_sorted();
                let why = why.first().map_or("it is no condition", |d| d.message.as_str());
                let d = RULE.at(span, format!("the assumption `{text}` cannot be read: {why}"));
                out.push(d.help("Write `question <= value`, `question is value` or `question has choice`"));
                continue;
            };
            if condition.eval(&asked.requirements.answers) != Truth::False {
                continue;
            }
            let mut d = RULE.at(span, format!("the record assumes `{text}`, and the requirements say otherwise"));
            d = d.label("holds no more");
            for var in condition.vars() {
                let id = &catalog.questions[var.0 as usize].id;
                let said = format!("{id} is {}", asked.requirements.answers.show(catalog, var));
                d = match asked.written.answers.iter().find(|e| e.key == id.as_str()) {
                    Some(e) => d.related(e.key_span, said),
                    None => d.help(said),
                };
            }
            let block = adr.own().and_then(|n| n.get("block")?.text());
            out.push(d.help(match block {
                Some(b) => format!("Look at the decision again: `mlarch explain {b}`"),
                None => format!("Look at the decision again: {}", ctx.all.adrs[i].title.value),
            }));
        }
    }
}

/// The assumptions of a record as conditions: `inference.rps_peak <= 50`, or a map as conditions of the catalog are.
fn assumptions(adr: &Adr) -> Vec<(Span, String, Node)> {
    let Some(list) = adr.own().and_then(|n| n.get("assumes")) else { return Vec::new() };
    let of_map = |e: &Entry| {
        let shown = e.value.text().map_or_else(|| e.key.clone(), |t| format!("{}: {t}", e.key));
        let span = Span::new(e.key_span.file, e.key_span.start as usize, e.value.span.end as usize);
        (span, shown, Node { span, shape: Shape::Map(vec![e.clone()]) })
    };
    let one = |n: &Node| match &n.shape {
        Shape::Map(entries) => entries.iter().map(of_map).collect(),
        Shape::Scalar { text, .. } => vec![(n.span, text.clone(), condition(text, n.span))],
        Shape::List(_) => Vec::new(),
    };
    match list.items() {
        Some(items) => items.iter().flat_map(one).collect(),
        None => one(list),
    }
}

/// `question <= value` as the map that conditions are.
fn condition(text: &str, span: Span) -> Node {
    let scalar = |t: &str| Node { span, shape: Shape::Scalar { text: t.trim().to_string(), plain: true } };
    let end = text.find([' ', '<', '>', '=', ':']).unwrap_or(text.len());
    let (key, rest) = (&text[..end], text[end..].trim_start_matches([' ', ':']));
    let map = |key: &str, value: Node| Node {
        span,
        shape: Shape::Map(vec![Entry { key: key.to_string(), key_span: span, value }]),
    };
    let value = match rest.split_once(' ') {
        Some((word @ ("has" | "lacks" | "only" | "not"), value)) => map(word, scalar(value)),
        Some(("is", value)) => scalar(value),
        _ => scalar(rest.trim_start_matches("==")),
    };
    map(key, value)
}

struct Questions<'a>(&'a Catalog);

impl Vocabulary for Questions<'_> {
    fn var(&self, id: &str) -> Option<(Var, &Domain)> {
        let var = self.0.question(id)?;
        Some((var, &self.0.questions[var.0 as usize].domain))
    }

    fn ids(&self) -> Vec<&str> {
        self.0.questions.iter().map(|q| q.id.as_str()).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn assumptions_are_conditions() {
        let catalog = crate::catalog::embedded().expect("the catalog is part of the program");
        let read = |text: &str| {
            let node = condition(text, Span::default());
            decode_condition(&node, &Questions(&catalog), &mut Sink::new()).is_some()
        };
        for text in
            ["inference.rps_peak <= 50", "inference.rps_peak<=50", "inference.mode has batch", "residency is eu"]
        {
            assert!(read(text), "{text}");
        }
        assert!(!read("nothing.of.it <= 50"));
    }
}
