//! What can be read off a catalog: how much there is, what is assumed, stale, doubled or dangling.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::catalog::{Annex, Catalog, Effect, Kind, ProductId, Rule};
use crate::diagnostics::{Code, Diagnostic, Severity, Sink};
use crate::text::{Date, date};

/// How much a catalog holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Counts {
    /// Decisions.
    pub blocks: usize,
    /// Of these, ways of working.
    pub approaches: usize,
    /// Candidates over all blocks.
    pub options: usize,
    /// Products.
    pub products: usize,
    /// Rules.
    pub rules: usize,
    /// Of these, binding ones.
    pub must: usize,
    /// Questions of the questionnaire.
    pub questions: usize,
    /// Documents.
    pub sources: usize,
    /// Facts of products and options, inherited ones counted once.
    pub facts: usize,
    /// Of these, without a document behind them.
    pub assumed: usize,
    /// Facts without a document that do not say so.
    pub unsourced: usize,
    /// Facts, prices and rules whose documents are older than asked for.
    pub stale: usize,
    /// Unit prices.
    pub prices: usize,
    /// Checklists.
    pub checklists: usize,
    /// Statements of the source documents.
    pub statements: usize,
    /// Of these, without an answer.
    pub unanswered: usize,
}

pub(super) fn check(c: &Catalog, annex: &Annex, oldest: Date, sink: &mut Sink) -> Counts {
    let mut stale = 0;
    let old = |refs: &[crate::catalog::SourceRef]| {
        !refs.is_empty() && refs.iter().all(|s| date(&c.sources[s.source.at()].date).is_none_or(|d| d < oldest))
    };
    let (mut facts, mut assumed, mut unsourced) = (0, 0, 0);
    for p in &c.products {
        for e in p.facts.iter().map(|f| &p.evidence[f.evidence as usize]) {
            facts += 1;
            assumed += usize::from(e.assumed);
            unsourced += usize::from(!e.assumed && e.sources.is_empty());
            stale += usize::from(old(&e.sources));
        }
    }
    stale += c.rules.iter().filter(|r| old(&r.sources)).count();
    let old_price = |d: &str| date(d).is_none_or(|d| d < oldest);
    // A price that holds since long ago is as fresh as the list that it was taken from.
    stale += c.prices.iter().filter(|p| old_price(&p.date) && old(&p.sources)).count();
    sources(c, annex, sink);
    doubles(c, annex, sink);
    ends(c, annex, sink);
    unanswered(c, annex, sink);
    Counts {
        blocks: c.blocks.len(),
        approaches: c.blocks.iter().filter(|b| b.approach).count(),
        options: c.blocks.iter().map(|b| b.options.len()).sum(),
        products: c.products.iter().filter(|p| !p.inline).count(),
        rules: c.rules.len(),
        must: c.rules.iter().filter(|r| r.strength == crate::catalog::Strength::Must).count(),
        questions: c.questions.iter().filter(|q| q.section.is_some()).count(),
        sources: c.sources.len(),
        facts,
        assumed,
        unsourced,
        stale,
        prices: c.prices.len(),
        checklists: c.checklists.len(),
        statements: annex.coverage.len(),
        unanswered: annex.coverage.iter().filter(|s| s.answers.is_empty()).count(),
    }
}

fn warning(code: Code, place: Option<crate::text::Span>, message: String) -> Diagnostic {
    let mut d = match place {
        Some(at) => Diagnostic::warning(code, at, message),
        None => Diagnostic::without_place(code, message),
    };
    d.severity = Severity::Warning;
    d
}

/// Documents without a readable date, and documents that nothing rests on.
fn sources(c: &Catalog, annex: &Annex, sink: &mut Sink) {
    let mut used = vec![false; c.sources.len()];
    let mut mark = |refs: &[crate::catalog::SourceRef]| refs.iter().for_each(|r| used[r.source.at()] = true);
    for p in &c.products {
        mark(&p.status.sources);
        p.relicensed.iter().for_each(|r| mark(&r.sources));
        p.evidence.iter().for_each(|e| mark(&e.sources));
    }
    for b in &c.blocks {
        mark(&b.sources);
        b.practices.iter().chain(&b.checklist).for_each(|a| mark(&a.sources));
    }
    for l in &c.checklists {
        mark(&l.sources);
        l.items.iter().for_each(|a| mark(&a.sources));
    }
    c.rules.iter().for_each(|r| mark(&r.sources));
    c.metrics.iter().for_each(|m| mark(&m.sources));
    for p in &c.prices {
        mark(&p.sources);
        let terms = p.more.terms.iter().flat_map(|t| &t.quotes);
        p.more.quotes.iter().chain(terms).for_each(|q| mark(&q.sources));
    }
    c.regions.iter().for_each(|r| mark(&r.sources));
    c.discounts.iter().for_each(|d| mark(&d.sources));
    c.currencies.iter().for_each(|r| mark(&r.sources));
    for f in &c.figures {
        mark(&f.sources);
        f.constants.iter().for_each(|k| mark(&k.evidence.sources));
    }
    c.tables.iter().flat_map(|t| &t.evidence).for_each(|e| mark(&e.sources));
    c.sizing_advice.iter().for_each(|a| mark(&a.sources));
    c.compliance.sources().for_each(&mut mark);
    let a = &c.availability;
    if let Some(t) = &a.terms {
        mark(&t.sources);
        [&t.unknown, &t.preview, &t.operated].iter().for_each(|s| mark(&s.evidence.sources));
    }
    a.paths.iter().for_each(|p| mark(&p.sources));
    a.levels.iter().for_each(|l| mark(&l.sources));
    annex.coverage.iter().for_each(|s| used[s.source.at()] = true);
    for (i, s) in c.sources.iter().enumerate() {
        let place = annex.places.sources.get(i).copied();
        if date(&s.date).is_none() {
            sink.push(warning(Code::BadValue, place, format!("the date `{}` of `{}` is not a day", s.date, s.id)));
        }
        if !used[i] {
            sink.push(warning(Code::Unused, place, format!("nothing rests on the source `{}`", s.id)));
        }
    }
}

/// Rules that say the same under the same condition.
fn doubles(c: &Catalog, annex: &Annex, sink: &mut Sink) {
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    let key = |r: &Rule| {
        let advice = r.effects.iter().any(|e| matches!(e, Effect::Risk { .. } | Effect::Practice(_)));
        let words = if advice { r.because.as_str() } else { "" };
        format!("{:?} {:?} {:?} {words}", r.when, r.strength, r.effects)
    };
    for (i, r) in c.rules.iter().enumerate() {
        if let Some(first) = seen.insert(key(r), i) {
            let first_rule = &c.rules[first];
            let mut d = warning(
                Code::DuplicateRule,
                annex.places.rules.get(i).copied(),
                format!("the rules `{}` and `{}` say the same", first_rule.id, r.id),
            );
            if let Some(at) = annex.places.rules.get(first) {
                d = d.related(*at, "first here");
            }
            sink.push(d);
        }
    }
}

/// Ended products without a successor, and successors that have ended too.
fn ends(c: &Catalog, annex: &Annex, sink: &mut Sink) {
    for (i, p) in c.products.iter().enumerate().filter(|(_, p)| !p.inline && p.kind == Kind::Azure) {
        let place = annex.places.product(ProductId(i as u16));
        let next = p.status.replacement.map(|r| &c.products[r.at()]);
        match (p.status_word(), next) {
            ("retired" | "deprecated", None) => {
                sink.push(warning(
                    Code::MissingKey,
                    place,
                    format!("{} is {} and names no replacement", p.name, p.status_word()),
                ));
            }
            (_, Some(n)) if n.status_word() == "retired" && n.status.replacement.is_none() => {
                sink.push(warning(
                    Code::BadValue,
                    place,
                    format!("the replacement of {}, {}, is retired itself", p.name, n.name),
                ));
            }
            _ => {}
        }
    }
}

fn unanswered(c: &Catalog, annex: &Annex, sink: &mut Sink) {
    for s in annex.coverage.iter().filter(|s| s.answers.is_empty()) {
        let message = format!("nothing answers a statement of `{}`: {}", c.sources[s.source.at()].id, s.says);
        sink.push(Diagnostic::without_place(Code::Unanswered, message));
    }
}
