//! Views of the catalog: lists, single entries, the questionnaire.

use serde::Serialize;

use super::cited::sources;
use super::price::show_price;
use crate::catalog::{Block, BlockId, Catalog, Find, OptionRef, Price, PriceId, Product, ProductId};
use crate::logic::{Choice, Domain, show_quantity, show_value};
use crate::text::Text;

/// What can be listed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Listing {
    /// Building blocks.
    Blocks,
    /// Options of all blocks.
    Options,
    /// Products.
    Products,
    /// Rules.
    Rules,
    /// Questions.
    Questions,
    /// Metrics.
    Metrics,
    /// Sources.
    Sources,
    /// Checklists.
    Checklists,
    /// Unit prices.
    Prices,
    /// Facts, prices and constants without a source.
    Assumed,
}

/// One row of a list.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Row {
    /// The id.
    pub id: Text,
    /// Where it belongs: group, kind, strength or type.
    pub class: Text,
    /// Its name, or what it says.
    pub name: Text,
}

fn row(id: impl Into<Text>, class: impl Into<Text>, name: impl Into<Text>) -> Row {
    Row { id: id.into(), class: class.into(), name: name.into() }
}

/// What no document says, with the remark that stands for one. Inherited facts stand at their origin.
fn assumed(c: &Catalog) -> Vec<Row> {
    let mut out = Vec::new();
    for p in &c.products {
        for f in &p.facts {
            let evidence = &p.evidence[f.evidence as usize];
            let origin = p.part_of.and_then(|o| c.products[o.at()].fact(f.kind));
            if evidence.assumed && origin.is_none_or(|o| o.value != f.value) {
                let kind = &c.traits[f.kind.at()];
                let note = evidence.note.clone().unwrap_or_default();
                out.push(row(format!("{} {}", p.id, kind.id), show_value(&f.value, &kind.domain), note));
            }
        }
    }
    for p in c.prices.iter().filter(|p| p.assumed) {
        out.push(row(format!("price {}", p.id), format!("{}", p.price), &p.meter));
    }
    for f in &c.figures {
        for k in f.constants.iter().filter(|k| k.evidence.assumed) {
            let value = format!("{} to {}", k.value.low, k.value.high);
            out.push(row(format!("sizing {} {}", f.id, k.name), value, k.evidence.note.clone().unwrap_or_default()));
        }
    }
    for t in &c.tables {
        for (r, e) in t.rows.iter().zip(&t.evidence).filter(|(_, e)| e.assumed) {
            out.push(row(format!("table {} {}", t.id, r.id), r.name.to_string(), e.note.clone().unwrap_or_default()));
        }
    }
    out
}

/// A list, in catalog order.
pub fn list(c: &Catalog, what: Listing) -> Vec<Row> {
    match what {
        Listing::Blocks => c.blocks.iter().map(|b| row(&b.id, &c.groups[b.group as usize].id, &b.name)).collect(),
        Listing::Options => c
            .blocks
            .iter()
            .flat_map(|b| {
                b.options.iter().map(|o| {
                    let p = &c.products[o.product.at()];
                    row(format!("{}.{}", b.id, o.id), p.kind.word(), &p.name)
                })
            })
            .collect(),
        Listing::Products => c
            .products
            .iter()
            .filter(|p| !p.inline)
            .map(|p| row(&p.id, format!("{} {}", p.kind.word(), p.status_word()), &p.name))
            .collect(),
        Listing::Rules => c.rules.iter().map(|r| row(&r.id, r.strength.word(), &r.because)).collect(),
        Listing::Questions => {
            c.questions.iter().filter(|q| q.section.is_some()).map(|q| row(&q.id, q.domain.word(), &q.text)).collect()
        }
        Listing::Metrics => c.metrics.iter().map(|m| row(&m.id, m.weight.to_string(), &m.text)).collect(),
        Listing::Sources => c.sources.iter().map(|s| row(&s.id, &s.date, &s.title)).collect(),
        Listing::Prices => {
            let each = |p: &Price| row(&p.id, format!("{} {} per {}", p.price, p.currency, p.unit), &p.meter);
            c.prices.iter().map(|p| each(p)).collect()
        }
        Listing::Assumed => assumed(c),
        Listing::Checklists => c.checklists.iter().map(|l| row(&l.id, l.kind.word(), &l.name)).collect(),
    }
}

/// Everything about a block, product, option, rule, question, metric, checklist or price, as text; `None` if the name
/// is unknown. Ids that are at hand come first: names are compared with those of all products.
pub fn show(c: &Catalog, name: &str) -> Option<String> {
    if let Some(b) = c.block(name) {
        return Some(show_block(c, b));
    }
    if let Some((block, option)) = name.split_once('.')
        && let Some(b) = c.block(block)
    {
        let o = c.blocks[b.at()].options.iter().position(|o| o.id == option)?;
        let of = OptionRef { block: b, option: o as u16 };
        return Some(show_product(c, c.blocks[b.at()].options[o].product, c.product_of(of)));
    }
    if let Some(v) = c.question(name) {
        return Some(show_question(c, v.0 as usize));
    }
    if let Some(p) = c.product(name) {
        return Some(show_product(c, p, &c.products[p.at()]));
    }
    if let Some(r) = c.rules.iter().find(|r| r.id == name) {
        let mut out = format!("{} ({})\n  {}\n", r.id, r.strength.word(), r.because);
        if let Some(b) = r.block {
            out.push_str(&format!("  block: {}\n", c.blocks[b.at()].id));
        }
        let questions: Vec<&str> = r.when.vars().iter().map(|v| c.questions[v.0 as usize].id.as_str()).collect();
        out.push_str(&format!(
            "  looks at: {}\n",
            if questions.is_empty() { String::from("nothing, it always holds") } else { questions.join(", ") }
        ));
        if let Some(note) = &r.note {
            out.push_str(&format!("  note: {note}\n"));
        }
        out.push_str(&sources(c, &r.sources));
        return Some(out);
    }
    if let Some(m) = c.metric(name) {
        let m = &c.metrics[m.at()];
        let mut out =
            format!("{} ({}), weight {}\n  {}\n  0: {}\n  1: {}\n", m.name, m.id, m.weight, m.text, m.worst, m.best);
        for t in &m.terms {
            out.push_str(&format!("  term {} with weight {}\n", t.id, t.weight));
        }
        out.push_str(&sources(c, &m.sources));
        return Some(out);
    }
    if let Some(l) = c.checklists.iter().find(|l| l.id == name) {
        let mut out = format!("{} ({}, checklist of {})\n  {}\n", l.name, l.id, l.kind.word(), l.purpose);
        for item in &l.items {
            out.push_str(&format!("  - {}\n", item.text));
        }
        out.push_str(&sources(c, &l.sources));
        return Some(out);
    }
    c.prices.iter().position(|p| p.id == name).map(|i| show_price(c, PriceId(i as u16)))
}

fn show_block(c: &Catalog, id: BlockId) -> String {
    let b: &Block = &c.blocks[id.at()];
    let kind = if b.approach { "approach" } else { "component" };
    let mut out = format!(
        "{} ({}, {kind}, {})\n  {}\n  {}\n",
        b.name, b.id, c.groups[b.group as usize].name, b.purpose, b.question
    );
    out.push_str("  options:\n");
    for o in &b.options {
        let p = &c.products[o.product.at()];
        out.push_str(&format!("    {:<36} {:<9} {}\n", o.id, p.kind.word(), p.name));
    }
    let metrics: Vec<String> = b.metrics.iter().map(|(m, w)| format!("{} {w}", c.metrics[m.at()].id)).collect();
    out.push_str(&format!("  weight {}; metrics: {}\n", b.weight, metrics.join(", ")));
    for (word, advice) in [("practice", &b.practices), ("check", &b.checklist)] {
        for a in advice {
            out.push_str(&format!("  {word}: {}\n", a.text));
        }
    }
    let rules: Vec<&str> = c.rules.iter().filter(|r| r.block == Some(id)).map(|r| r.id.as_str()).collect();
    if !rules.is_empty() {
        out.push_str(&format!("  rules: {}\n", rules.join(", ")));
    }
    out.push_str(&sources(c, &b.sources));
    out
}

fn show_product(c: &Catalog, id: ProductId, p: &Product) -> String {
    let mut out = format!("{} ({})\n  {}\n  {}, {}", p.name, p.id, p.purpose, p.kind.word(), p.status_word());
    if let Some(until) = &p.status.until {
        out.push_str(&format!(", until {until}"));
    }
    if let Some(r) = p.status.replacement {
        out.push_str(&format!(", replaced by {}", c.products[r.at()].name));
    }
    if let Some(l) = &p.licence {
        out.push_str(&format!(", licence {l}"));
    }
    out.push('\n');
    if let Some(outer) = p.part_of {
        out.push_str(&format!("  part of {}\n", c.products[outer.at()].name));
    }
    if !p.former_names.is_empty() {
        out.push_str(&format!("  formerly {}\n", p.former_names.join(", ")));
    }
    let blocks: Vec<Text> = c
        .options_of(id)
        .iter()
        .filter(|o| c.blocks[o.block.at()].options[o.option as usize].product == id)
        .map(|o| c.blocks[o.block.at()].id.clone())
        .collect();
    if !blocks.is_empty() {
        out.push_str(&format!("  option of {}\n", blocks.join(", ")));
    }
    for f in &p.facts {
        let t = &c.traits[f.kind.at()];
        let evidence = &p.evidence[f.evidence as usize];
        let from: Vec<&str> = evidence.sources.iter().map(|s| c.sources[s.source.at()].id.as_str()).collect();
        let from = if evidence.assumed { String::from("assumed") } else { from.join(", ") };
        out.push_str(&format!("  {:<14} {} [{from}]\n", t.id, show_value(&f.value, &t.domain)));
    }
    if let Some(d) = &p.docs {
        out.push_str(&format!("  docs: {d}\n"));
    }
    out
}

fn show_question(c: &Catalog, index: usize) -> String {
    let q = &c.questions[index];
    let mut out = format!("{} ({})\n  {}\n", q.id, q.domain.word(), q.text);
    if let Some(h) = &q.help {
        out.push_str(&format!("  {h}\n"));
    }
    match &q.domain {
        Domain::Quantity(dimension, own) => {
            let within = q.bounds.words(*dimension).map(|w| format!(", {w}")).unwrap_or_default();
            let own = show_quantity(*own, *dimension);
            out.push_str(&format!("  {}{within}; a bare number counts {own}\n", dimension.word()));
        }
        d => {
            let width = d.choices().iter().map(|c| c.id.chars().count()).max().unwrap_or(0).max(20);
            for choice in d.choices() {
                out.push_str(&format!("    {:<width$} {}\n", choice.id, choice.text));
            }
        }
    }
    for case in &q.gather {
        out.push_str(&format!("  belongs to it {}: {}\n", show_value(&case.value, &q.domain), case.because));
    }
    for case in &q.assume {
        out.push_str(&format!("  assumed {}: {}\n", show_value(&case.value, &q.domain), case.because));
    }
    for case in &q.derive {
        out.push_str(&format!("  derived {}: {}\n", show_value(&case.value, &q.domain), case.because));
    }
    out
}

/// The questions with all these words in section, id, text, help or the names of choices.
pub fn questions_with(c: &Catalog, words: &[String]) -> Vec<usize> {
    let words: Vec<String> = words.iter().map(|w| w.to_lowercase()).collect();
    let speaks = |i: &usize| {
        let q = &c.questions[*i];
        let section = q.section.map_or("", |s| &c.sections[s as usize].name);
        let called = |x: &Choice| std::iter::once(&x.id).chain(&x.also).map(|t| t.to_string()).collect::<Vec<_>>();
        let choices: Vec<String> = q.domain.choices().iter().flat_map(called).collect();
        let help = q.help.as_deref().unwrap_or_default();
        let text = format!("{section} {} {} {help} {}", q.id, q.text, choices.join(" ")).to_lowercase();
        q.section.is_some() && words.iter().all(|w| text.contains(w.as_str()))
    };
    (0..c.questions.len()).filter(speaks).collect()
}

/// These questions by section.
pub fn show_questions(c: &Catalog, shown: &[usize]) -> String {
    let mut out = String::new();
    for (s, section) in c.sections.iter().enumerate() {
        let mine: Vec<usize> = shown.iter().copied().filter(|i| c.questions[*i].section == Some(s as u16)).collect();
        if !mine.is_empty() {
            out.push_str(&format!("{}\n\n", section.name));
        }
        for i in mine {
            out.push_str(&show_question(c, i));
            out.push('\n');
        }
    }
    out
}
