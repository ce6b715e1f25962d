//! From names to values: the requirements that the engine takes.

use super::answers::{Answer, Answers, Origin};
use super::presume::{Presumed, presume};
use super::priorities::{Priorities, resolve_priorities};
use super::raw::{BESIDE_ANSWERS, Placed, RawRequirements};
use super::settle::settle;
use super::unused;
use crate::catalog::{BlockId, Catalog, ESTATE, Find, MONTHLY_BUDGET, OptionRef, ProductId, Question};
use crate::diagnostics::{Code, Diagnostic, Severity, Sink};
use crate::logic::{Dimension, Domain, Value, Var, decode_value, parse_quantity, show_quantity};
use crate::text::{FileId, Files, Span, Text, nearest, one_of};
use crate::yaml::{Entry, Limits, Node, Shape, parse, string};

/// A limit on the monthly cost.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Budget {
    /// US dollars a month.
    pub monthly: f64,
    /// It must be kept; otherwise going over it is reported as a risk.
    pub hard: bool,
}

/// A demand of the user on single options.
#[derive(Debug, Clone, PartialEq)]
pub struct Constraint {
    /// The name as written.
    pub name: Text,
    /// The options that it names.
    pub options: Vec<OptionRef>,
    /// Whether one of them must be chosen in some block, or none may be.
    pub require: bool,
}

/// Everything that was asked for, resolved.
#[derive(Debug, Clone)]
pub struct Requirements {
    /// Name of the workload.
    pub name: Text,
    /// What it is.
    pub summary: Text,
    /// All answers, settled.
    pub answers: Answers,
    /// Weights of the metrics.
    pub priorities: Priorities,
    /// Required and excluded options.
    pub constraints: Vec<Constraint>,
    /// The budget.
    pub budget: Option<Budget>,
    /// At most so many distinct products to adopt.
    pub max_products: Option<usize>,
    /// Products that exist, those of today's options among them.
    pub estate: Vec<ProductId>,
    /// Today's option in the blocks for which it is stated; nothing where there is none yet.
    pub current: Vec<(BlockId, Option<OptionRef>)>,
}

impl Requirements {
    /// Whether a whole product exists already: it, or a part of it, is in the estate.
    pub fn owns(&self, catalog: &Catalog, product: ProductId) -> bool {
        self.estate.iter().any(|e| *e == product || catalog.products[e.at()].root == product)
    }

    /// Requirements of settled answers alone: estate and budget as answered, priorities by the words
    /// that the answers hold.
    pub fn of(catalog: &Catalog, answers: Answers) -> Self {
        let set = |id: &str| catalog.question(id).and_then(|v| answers.get(v).value.clone());
        let estate = match set(ESTATE) {
            Some(Value::Set(s)) => s.into_iter().map(ProductId).collect(),
            _ => Vec::new(),
        };
        let budget = match set(MONTHLY_BUDGET) {
            Some(Value::Number(monthly)) => Some(Budget { monthly, hard: false }),
            _ => None,
        };
        let words = catalog.scales.priority;
        let raw: Vec<f64> = catalog
            .metrics
            .iter()
            .map(|m| match set(&format!("priority.{}", m.id)) {
                Some(Value::Choice(i)) => words[i as usize % words.len()] * m.weight,
                _ => words[2] * m.weight,
            })
            .collect();
        let sum: f64 = raw.iter().sum();
        let even = 1.0 / raw.len().max(1) as f64;
        let weights = raw.iter().map(|w| if sum > 0.0 { w / sum } else { even }).collect();
        Requirements {
            name: "answers".into(),
            summary: Text::default(),
            answers,
            priorities: Priorities { weights },
            constraints: Vec::new(),
            budget,
            max_products: None,
            estate,
            current: Vec::new(),
        }
    }
}

/// Resolves names against the catalog. Errors go to the sink, all of them.
pub fn resolve(raw: &RawRequirements, catalog: &Catalog, sink: &mut Sink) -> Requirements {
    let mut answers = Answers::open(catalog);
    for entry in &raw.answers {
        match catalog.question(&entry.key).filter(|v| catalog.questions[v.0 as usize].section.is_some()) {
            Some(var) => {
                let q = &catalog.questions[var.0 as usize];
                if entry.value.text() == Some("unknown") || entry.value.is_null() {
                    continue;
                }
                if let Some(value) = decode_value(&entry.value, &q.domain, &q.id, sink)
                    && within(&value, q, &entry.value, sink)
                {
                    answers.list[var.0 as usize] = given(value, entry.value.span);
                }
            }
            None => unknown_question(catalog, &entry.key, entry.key_span, sink),
        }
    }
    let current = resolve_current(&raw.current, catalog, sink);
    let mut estate = resolve_estate(&raw.estate, catalog, sink);
    for option in current.iter().filter_map(|c| c.1) {
        // What runs today is there.
        let root = catalog.product_of(option).root;
        if !catalog.products[root.at()].inline && !estate.contains(&root) {
            estate.push(root);
        }
    }
    if let (Some(var), false) = (catalog.question(ESTATE), estate.is_empty()) {
        let mut set: Vec<u16> = estate.iter().map(|p| p.0).collect();
        set.sort_unstable();
        set.dedup();
        answers.give(var, Value::Set(set));
    }
    let budget = raw.budget.as_ref().and_then(|(node, hard)| resolve_budget(catalog, node, *hard, sink));
    if let (Some(b), Some(var)) = (budget, catalog.question(MONTHLY_BUDGET)) {
        answers.give(var, Value::Number(b.monthly));
    }
    let priorities = resolve_priorities(raw.priorities.as_ref(), catalog, &mut answers, sink);
    let mut constraints = Vec::new();
    for (list, require) in [(&raw.require, true), (&raw.exclude, false)] {
        for placed in list {
            if let Some(options) = resolve_option(placed, catalog, sink) {
                constraints.push(Constraint { name: placed.0.clone(), options, require });
            }
        }
    }
    let max_products = match raw.max_products {
        Some((n, at)) if n < 1 => {
            sink.error(Code::BadValue, at, "`max_products` is at least 1");
            None
        }
        other => other.map(|(n, _)| n as usize),
    };
    let presumed = presume(catalog, &mut answers);
    settle(catalog, &mut answers);
    tell_presumed(raw, catalog, &answers, &presumed, sink);
    unused::warn_unused(raw, catalog, &answers, sink);
    unused::warn_disabled(raw, catalog, sink);
    Requirements {
        name: raw.name.clone(),
        summary: raw.summary.clone(),
        answers,
        priorities,
        constraints,
        budget,
        max_products,
        estate,
        current,
    }
}

fn given(value: Value, at: Span) -> Answer {
    Answer { value: Some(value), origin: Origin::Given(Some(at)) }
}

/// A number outside of the question's bounds is a slip of the pen, most often of the unit.
fn within(value: &Value, q: &Question, node: &Node, sink: &mut Sink) -> bool {
    let (Value::Number(n), Domain::Quantity(dimension, own)) = (value, &q.domain) else { return true };
    if q.bounds.hold(*n) {
        return true;
    }
    let side = if q.bounds.min.is_some_and(|min| *n < min) { "too little" } else { "too much" };
    let words = q.bounds.words(*dimension).unwrap_or_default();
    sink.push(
        Diagnostic::error(
            Code::BadValue,
            node.span,
            format!("`{}`: `{}` is {side}", q.id, node.text().unwrap_or_default()),
        )
        .label(format!("expected {words}"))
        .maybe_help((*own != 1.0).then(|| format!("A bare number counts {}", show_quantity(*own, *dimension))))
        .help(format!("If the question does not arise, leave it out; `mlarch catalog show {}` explains it", q.id)),
    );
    false
}

fn unknown_question(catalog: &Catalog, id: &str, at: Span, sink: &mut Sink) {
    let ids = || catalog.questions.iter().filter(|q| q.section.is_some()).map(|q| q.id.as_str());
    let prefix = id.split('.').next().unwrap_or(id);
    let family: Vec<&str> = ids().filter(|q| q.split('.').next() == Some(prefix)).collect();
    let family = (!family.is_empty()).then(|| format!("Questions of `{prefix}`: {}", one_of(family, 12)));
    let beside = BESIDE_ANSWERS.iter().find(|(key, _)| *key == prefix);
    sink.push(
        Diagnostic::error(Code::UnknownName, at, format!("there is no question `{id}`"))
            .label("unknown question")
            .maybe_help(beside.map(|(_, written)| format!("That stands beside the answers: `{written}`")))
            .maybe_help(nearest(id, ids()).map(|l| format!("Did you mean `{l}`?")))
            .maybe_help(family)
            .help("`mlarch questions` lists all questions with their choices"),
    );
}

/// What an answer presupposes is taken as said, and told, so that nobody is surprised.
fn tell_presumed(raw: &RawRequirements, catalog: &Catalog, answers: &Answers, presumed: &[Presumed], sink: &mut Sink) {
    let id = |v: Var| &catalog.questions[v.0 as usize].id;
    for p in presumed {
        let Some(entry) = raw.answers.iter().find(|e| catalog.question(&e.key) == Some(p.told_by)) else { continue };
        let shown = answers.show(catalog, p.question);
        let is_set = matches!(answers.get(p.question).value, Some(Value::Set(_)));
        let value = if is_set { format!("[{shown}]") } else { shown };
        sink.push(
            Diagnostic::warning(
                Code::Unused,
                entry.key_span,
                format!("`{}` is taken as `{value}`, since `{}` is asked only then", id(p.question), id(p.told_by)),
            )
            .label("answered")
            .help(format!("Write `{}: {value}` to say so", id(p.question))),
        );
    }
}

fn resolve_budget(catalog: &Catalog, node: &Node, hard: bool, sink: &mut Sink) -> Option<Budget> {
    match money(catalog, node.text().unwrap_or_default()) {
        Ok(monthly) => Some(Budget { monthly, hard }),
        Err((message, help)) => {
            sink.push(
                Diagnostic::error(Code::BadUnit, node.span, format!("`monthly`: {message}"))
                    .label(format!("expected {}", Dimension::Money.word()))
                    .maybe_help(help),
            );
            None
        }
    }
}

/// An amount in the catalog's currency, given in it or in any currency with a rate: `5000 EUR`.
fn money(catalog: &Catalog, text: &str) -> Result<f64, (String, Option<String>)> {
    let code = text.trim().trim_start_matches(|c: char| !c.is_ascii_alphabetic());
    let is_code = code.len() == 3 && code.bytes().all(|b| b.is_ascii_alphabetic());
    if !is_code {
        return parse_quantity(text, Dimension::Money, 1.0).map_err(|m| (m, None));
    }
    let code = code.to_ascii_uppercase();
    let Some(rate) = catalog.rate(&code) else {
        let mut known: Vec<&str> = catalog.currencies.iter().map(|c| c.code.as_str()).collect();
        known.push(&catalog.currency);
        known.sort_unstable();
        known.dedup();
        let help = format!(
            "Rates are known for {}; an overlay adds one: `currencies: {{{code}: {{per_usd: RATE, date: {}, source: ID}}}}`",
            known.join(", "),
            catalog.date
        );
        return Err((format!("no rate of `{code}` is known"), Some(help)));
    };
    let number = text.trim()[..text.trim().len() - code.len()].trim_end();
    parse_quantity(number, Dimension::Money, rate).map_err(|m| (m, None))
}

/// The names that a product may be called by, for suggestions.
fn product_names(catalog: &Catalog) -> impl Iterator<Item = &str> {
    catalog.products.iter().filter(|p| !p.inline).flat_map(|p| [p.id.as_str(), p.name.as_str()])
}

fn unknown_product(what: &str, name: &str, at: Span, catalog: &Catalog, sink: &mut Sink) {
    sink.push(
        Diagnostic::error(Code::UnknownName, at, format!("there is no {what} `{name}`"))
            .label(format!("unknown {what}"))
            .maybe_help(nearest(name, product_names(catalog)).map(|l| format!("Did you mean `{l}`?")))
            .help("`mlarch catalog list products` lists all products; `block.option` names one option"),
    );
}

fn former_name(name: &str, at: Span, product: ProductId, catalog: &Catalog, sink: &mut Sink) {
    let p = &catalog.products[product.at()];
    if p.former_names.iter().any(|f| f.eq_ignore_ascii_case(name)) && !p.name.eq_ignore_ascii_case(name) {
        sink.push(
            Diagnostic::warning(Code::FormerName, at, format!("`{name}` is now called {}", p.name))
                .help(format!("Write `{}`", p.id)),
        );
    }
}

fn resolve_estate(list: &[Placed], catalog: &Catalog, sink: &mut Sink) -> Vec<ProductId> {
    let mut out = Vec::new();
    for (name, at) in list {
        match catalog.product(name).filter(|p| !catalog.products[p.at()].inline) {
            Some(p) => {
                former_name(name, *at, p, catalog, sink);
                out.push(p);
            }
            None => unknown_product("product", name, *at, catalog, sink),
        }
    }
    out
}

/// The word for a block in which there is nothing yet.
const NOTHING: &str = "none";

fn resolve_current(list: &[(Placed, Placed)], catalog: &Catalog, sink: &mut Sink) -> Vec<(BlockId, Option<OptionRef>)> {
    let mut out: Vec<(BlockId, Option<OptionRef>)> = Vec::new();
    for ((name, at), (option, place)) in list {
        let Some(block) = catalog.block(name) else {
            let ids = || catalog.blocks.iter().map(|b| b.id.as_str());
            sink.push(
                Diagnostic::error(Code::UnknownName, *at, format!("there is no block `{name}`"))
                    .label("unknown block")
                    .maybe_help(nearest(name, ids()).map(|l| format!("Did you mean `{l}`?")))
                    .help("`mlarch catalog list blocks` lists all blocks"),
            );
            continue;
        };
        if option.as_str() == NOTHING {
            out.push((block, None));
            continue;
        }
        let options = &catalog.blocks[block.at()].options;
        let by_id = options.iter().position(|c| c.id == *option);
        let of = |o: usize| OptionRef { block, option: o as u16 };
        let by_product = || {
            let product = catalog.product(option)?;
            catalog.options_of(product).into_iter().find(|o| o.block == block)
        };
        match by_id.map(of).or_else(by_product) {
            Some(o) => out.push((block, Some(o))),
            None => {
                let ids = || options.iter().map(|c| c.id.as_str());
                sink.push(
                    Diagnostic::error(
                        Code::UnknownName,
                        *place,
                        format!("the block `{name}` has no option `{option}`"),
                    )
                    .label("unknown option")
                    .maybe_help(nearest(option, ids()).map(|l| format!("Did you mean `{l}`?")))
                    .help(format!("Options: {}; `{NOTHING}` if there is nothing yet", one_of(ids(), 20))),
                );
            }
        }
    }
    out
}

fn resolve_option((name, at): &Placed, catalog: &Catalog, sink: &mut Sink) -> Option<Vec<OptionRef>> {
    if let Some((block, option)) = name.split_once('.')
        && let Some(b) = catalog.block(block)
    {
        let options = &catalog.blocks[b.at()].options;
        if let Some(o) = options.iter().position(|c| c.id == option) {
            return Some(vec![OptionRef { block: b, option: o as u16 }]);
        }
        let ids = || options.iter().map(|c| c.id.as_str());
        sink.push(
            Diagnostic::error(Code::UnknownName, *at, format!("the block `{block}` has no option `{option}`"))
                .label("unknown option")
                .maybe_help(nearest(option, ids()).map(|l| format!("Did you mean `{block}.{l}`?")))
                .help(format!("Options: {}", one_of(ids(), 20))),
        );
        return None;
    }
    let Some(product) = catalog.product(name) else {
        unknown_product("product or option", name, *at, catalog, sink);
        return None;
    };
    former_name(name, *at, product, catalog, sink);
    let options = catalog.options_of(product);
    if options.is_empty() {
        let p = &catalog.products[product.at()];
        sink.push(
            Diagnostic::error(Code::UnknownName, *at, format!("{} is not an option of any block", p.name))
                .label("nothing to choose"),
        );
        return None;
    }
    Some(options)
}

/// `estate`, `require`, `exclude` and `priority.METRIC` stand for those parts of the file; everything
/// else is an answer.
fn set_entry(raw: &mut RawRequirements, e: Entry, sink: &mut Sink) {
    let placed = |node: &Node, sink: &mut Sink| -> Vec<Placed> {
        let one = std::slice::from_ref(node);
        let items = node.items().unwrap_or(one);
        items.iter().filter_map(|i| string(i, "product", sink).map(|t| (t, i.span))).collect()
    };
    match (e.key.as_str(), e.key.strip_prefix("priority.")) {
        ("estate", _) => raw.estate = placed(&e.value, sink),
        ("constraints.require" | "require", _) => raw.require = placed(&e.value, sink),
        ("constraints.exclude" | "exclude", _) => raw.exclude = placed(&e.value, sink),
        (_, Some(metric)) => {
            let entry = Entry { key: metric.to_string(), ..e.clone() };
            match raw.priorities.as_mut().map(|n| &mut n.shape) {
                Some(Shape::Map(entries)) => {
                    entries.retain(|x| x.key != metric);
                    entries.push(entry);
                }
                _ => raw.priorities = Some(Node { span: e.value.span, shape: Shape::Map(vec![entry]) }),
            }
        }
        _ => {
            raw.answers.retain(|a| a.key != e.key);
            raw.answers.push(e);
        }
    }
}

/// Why an answer on the command line could not be taken.
#[derive(Debug)]
pub struct SetError {
    /// The texts that the findings point into.
    pub files: Files,
    /// The findings.
    pub found: Vec<Diagnostic>,
}

/// Takes `question=value` from the command line into a decoded file: the value is YAML.
///
/// # Errors
/// If it is no assignment, or the value is no YAML.
pub fn set_answer(raw: &mut RawRequirements, assignment: &str, files: &mut Files) -> Result<(), Box<SetError>> {
    let name = format!("--set {assignment}");
    let mut sink = Sink::new();
    let Some((key, value)) = assignment.split_once('=') else {
        let file = files.add(name, assignment);
        sink.error(Code::Syntax, Span::new(file, 0, assignment.len()), "write `--set question=value`");
        return Err(Box::new(SetError { files: files.clone(), found: sink.into_sorted() }));
    };
    // The value is shown in its assignment, so that places make sense.
    let text = format!("{}: {}", key.trim(), value.trim());
    let file: FileId = files.add("--set", text.clone());
    let tree = parse(file, &text, Limits { bytes: 65_536, ..Limits::default() }, &mut sink);
    let entries = tree.and_then(|t| match t.shape {
        Shape::Map(entries) => Some(entries),
        _ => None,
    });
    let found = sink.into_sorted();
    match entries {
        Some(entries) if !found.iter().any(|d| d.severity == Severity::Error) => {
            let mut sink = Sink::new();
            for e in entries {
                set_entry(raw, e, &mut sink);
            }
            match sink.has_errors() {
                true => Err(Box::new(SetError { files: files.clone(), found: sink.into_sorted() })),
                false => Ok(()),
            }
        }
        _ => Err(Box::new(SetError { files: files.clone(), found })),
    }
}
