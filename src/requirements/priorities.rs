//! From what is said about priorities to the weight of each metric.
//!
//! Words scale the default weights, so that a metric nobody mentions keeps its own. Everything else
//! (points, ranks, swings, judgements on pairs) divides the whole among the metrics that are named: who
//! hands out 100 points and gives none to a metric has said that it does not count.

use super::answers::{Answer, Answers, Origin};
use super::methods::{by_judgements, by_points, by_ranks, metric, one_points, weighed};
use crate::catalog::{Catalog, Find, PRIORITIES};
use crate::diagnostics::{Code, Diagnostic, Sink};
use crate::logic::Value;
use crate::logic::weights::{points, swing};
use crate::text::{Span, Text, nearest, one_of};
use crate::yaml::{Entry, Fields, Node, mapping, string};

/// How much each metric weighs.
#[derive(Debug, Clone, PartialEq)]
pub struct Priorities {
    /// Per metric, its share; the shares sum to 1.
    pub weights: Vec<f64>,
}

/// A way to work out weights: its name, what messages call it, and the key that holds what was said.
struct Method {
    name: &'static str,
    what: &'static str,
    key: &'static str,
}

/// The methods that `method` names.
const METHODS: [Method; 4] = [
    Method { name: "ranks", what: "the method `ranks`", key: "order" },
    Method { name: "swing", what: "the method `swing`", key: "points" },
    Method { name: "points", what: "the method `points`", key: "points" },
    Method { name: "ahp", what: "the method `ahp`", key: "judgements" },
];

/// What was said.
#[derive(Default)]
struct Said {
    /// Metrics with their parts of the whole, whatever their sum.
    parts: Vec<(usize, f64)>,
    /// Metrics that are not named weigh nothing; otherwise they keep their default weight.
    closed: bool,
}

/// Works out the weights, and answers the questions on priorities in the words closest to them.
pub(super) fn resolve_priorities(
    node: Option<&Node>,
    catalog: &Catalog,
    answers: &mut Answers,
    sink: &mut Sink,
) -> Priorities {
    let said = node.and_then(|n| read(n, catalog, sink)).unwrap_or_default();
    let count = catalog.metrics.len();
    let words = catalog.scales.priority;
    let mut factor: Vec<Option<f64>> = vec![None; count];
    for (m, part) in &said.parts {
        factor[*m] = Some(*part);
    }
    let rest = |m: usize| if said.closed { 0.0 } else { catalog.metrics[m].weight * words[2] };
    let raw: Vec<f64> = (0..count).map(|m| factor[m].unwrap_or_else(|| rest(m))).collect();
    let sum: f64 = raw.iter().sum();
    let even = 1.0 / count.max(1) as f64;
    let weights: Vec<f64> = raw.iter().map(|w| if sum > 0.0 { w / sum } else { even }).collect();
    for (m, given) in factor.iter().enumerate() {
        let Some(var) = catalog.question(&format!("priority.{}", catalog.metrics[m].id)) else { continue };
        // In words: what the weight is closest to, beside an even share; multiples are compared by their ratio.
        let share = weights[m] / even;
        let word = if said.closed {
            words.windows(2).filter(|w| share > (w[0] * w[1]).sqrt()).count()
        } else {
            let relative = raw[m] / catalog.metrics[m].weight.max(1e-9);
            words.iter().position(|w| (w - relative).abs() < 1e-9).unwrap_or(2)
        };
        let origin = match given {
            Some(_) => Origin::Given(None),
            None if said.closed => Origin::Derived(Text::from("Not named among the priorities")),
            None => Origin::Derived(Text::from("Default weight")),
        };
        answers.list[var.0 as usize] = Answer { value: Some(Value::Choice(word as u16)), origin };
    }
    Priorities { weights }
}

fn read(node: &Node, catalog: &Catalog, sink: &mut Sink) -> Option<Said> {
    let entries = mapping(node, "priorities", sink)?;
    match entries.iter().find(|e| e.key == "method") {
        Some(e) => Some(Said { parts: by_method(node, &e.value, catalog, sink)?, closed: true }),
        None => directly(node, entries, catalog, sink),
    }
}

/// The forms without `method`: a word or points per metric, or `ranks`.
fn directly(node: &Node, entries: &[Entry], catalog: &Catalog, sink: &mut Sink) -> Option<Said> {
    let before = sink.len();
    let (mut words, mut shares, mut ranks) = (Vec::new(), Vec::new(), None);
    let mut first: Option<(&str, Span)> = None;
    for e in entries {
        let kind = match () {
            () if e.key == "ranks" => "ranks",
            () if e.value.as_number().is_some() => "points",
            () => "words",
        };
        let (form, place) = *first.get_or_insert((kind, e.key_span));
        if form != kind {
            sink.push(
                Diagnostic::error(
                    Code::BadValue,
                    e.key_span,
                    format!("priorities in {form} cannot be mixed with {kind}"),
                )
                .label(format!("in {kind}"))
                .related(place, format!("in {form}"))
                .help("Words scale default weights, points and ranks share out the whole: say all in one form"),
            );
            continue;
        }
        match kind {
            "ranks" => ranks = by_ranks(&e.value, "ranks", catalog, sink),
            "points" => shares.extend(one_points(e, f64::INFINITY, catalog, sink)),
            _ => {
                let Some(m) = metric(&e.key, e.key_span, catalog, sink) else { continue };
                words.extend(word(&e.value, sink).map(|i| (m, catalog.scales.priority[i] * catalog.metrics[m].weight)));
            }
        }
    }
    match first {
        Some(("ranks", _)) => Some(Said { parts: ranks?, closed: true }),
        // What is missing because of a mistake needs no second message.
        Some(("points", _)) if sink.len() > before => None,
        Some(("points", _)) => Some(Said { parts: weighed(&shares, points, node, sink)?, closed: true }),
        _ => Some(Said { parts: words, closed: false }),
    }
}

/// The form `{method: NAME, ...}`.
fn by_method(node: &Node, name: &Node, catalog: &Catalog, sink: &mut Sink) -> Option<Vec<(usize, f64)>> {
    let name_text = string(name, "method", sink)?;
    let Some(m) = METHODS.iter().find(|m| m.name == name_text.as_str()) else {
        let names = || METHODS.iter().map(|m| m.name);
        sink.push(
            Diagnostic::error(Code::BadValue, name.span, format!("`{name_text}` is not a method to work out weights"))
                .label("unknown method")
                .maybe_help(nearest(&name_text, names()).map(|l| format!("Did you mean `{l}`?")))
                .help(format!("Methods: {}", one_of(names(), 5))),
        );
        return None;
    };
    let mut f = Fields::open(node, m.what, sink)?;
    f.optional("method");
    let said = f.required(m.key, sink);
    f.finish(sink);
    let said = said?;
    match m.name {
        "ranks" => by_ranks(said, m.key, catalog, sink),
        "swing" => by_points(said, 100.0, swing, catalog, sink),
        "points" => by_points(said, f64::INFINITY, points, catalog, sink),
        _ => by_judgements(said, catalog, sink),
    }
}

fn word(node: &Node, sink: &mut Sink) -> Option<usize> {
    let text = node.text();
    let found = text.and_then(|t| PRIORITIES.iter().position(|w| *w == t));
    if found.is_none() {
        sink.push(
            Diagnostic::error(Code::BadValue, node.span, format!("`{}` is not a priority", text.unwrap_or("?")))
                .maybe_help(text.and_then(|t| nearest(t, PRIORITIES)).map(|l| format!("Did you mean `{l}`?")))
                .help(format!(
                    "Priorities: {}, points such as `30`, or `ranks: [first, second]`",
                    one_of(PRIORITIES, 5)
                ))
                .help(format!("Or a method: {}", one_of(METHODS.iter().map(|m| m.name), 5))),
        );
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::embedded;
    use crate::diagnostics::Severity;
    use crate::requirements::{Format, decode, resolve, set_answer};
    use crate::text::Files;
    use proptest::prelude::*;

    /// The weights above 0 by metric, and the findings with line and column. Priorities are on line 3.
    fn read_as(format: Format, text: &str, set: &[&str]) -> (Vec<(String, f64)>, Vec<String>) {
        let catalog = embedded().expect("a catalog");
        let (mut files, mut sink) = (Files::default(), Sink::new());
        let file = files.add("r", text);
        let mut raw = decode(file, text, format, &mut sink).expect("a tree");
        for s in set {
            set_answer(&mut raw, s, &mut files).expect("an answer");
        }
        let priorities = resolve(&raw, &catalog, &mut sink).priorities;
        let sum: f64 = priorities.weights.iter().sum();
        assert!((sum - 1.0).abs() < 1e-12, "{sum}");
        let named = catalog.metrics.iter().map(|m| m.id.to_string()).zip(priorities.weights).filter(|w| w.1 > 0.0);
        let told = sink.into_sorted().into_iter().map(|d| {
            let severity = if d.severity == Severity::Error { "error" } else { "warning" };
            let at = d.place.map_or(String::new(), |p| {
                let at = files.get(p.file).expect("a file").line_col(p.start as usize);
                format!(" {}:{}", at.line, at.column)
            });
            format!("{severity}{at}: {}; {}", d.message, d.help.join("; "))
        });
        (named.collect(), told.collect())
    }

    fn read(priorities: &str) -> (Vec<(String, f64)>, Vec<String>) {
        read_as(Format::Yaml, &format!("mlarch: 1\nname: x\npriorities: {priorities}\nanswers: {{}}\n"), &[])
    }

    /// The weights, with no findings.
    fn weights(priorities: &str) -> Vec<(String, f64)> {
        let (weights, told) = read(priorities);
        assert!(told.is_empty(), "{priorities}: {told:?}");
        weights
    }

    fn same(priorities: &str, expected: &[(&str, f64)]) {
        let found = weights(priorities);
        let near = |(f, e): (&(String, f64), &(&str, f64))| f.0 == e.0 && (f.1 - e.1).abs() < 1e-9;
        let mut expected = expected.to_vec();
        // In the order of the catalog, as found.
        expected.sort_by_key(|e| found.iter().position(|f| f.0 == e.0));
        assert!(found.len() == expected.len() && found.iter().zip(&expected).all(near), "{found:?}");
    }

    /// The findings: exactly one, which starts with a severity and a place, and holds all the words.
    fn told(priorities: &str, start: &str, words: &[&str]) {
        let (_, told) = read(priorities);
        assert_eq!(told.len(), 1, "{priorities}: {told:?}");
        assert!(told[0].starts_with(start), "{priorities}: {told:?}");
        for word in words {
            assert!(told[0].contains(word), "{priorities}: no {word:?} in {told:?}");
        }
    }

    #[test]
    fn every_form_by_hand() {
        let eighteenth = |n: f64| n / 18.0;
        let ranks = [("cost", eighteenth(11.0)), ("accuracy", eighteenth(3.5)), ("scale", eighteenth(3.5))];
        same("{method: ranks, order: [cost, [accuracy, scale]]}", &ranks);
        same("{ranks: [cost, [accuracy, scale]]}", &ranks);
        same("{ranks: cost}", &[("cost", 1.0)]);
        let swings = [("cost", 0.5), ("accuracy", 0.3), ("scale", 0.2)];
        same("{method: swing, points: {cost: 100, accuracy: 60, scale: 40}}", &swings);
        same("{method: points, points: {cost: 250, accuracy: 150, scale: 100}}", &swings);
        same("{cost: 250, accuracy: 150, scale: 100}", &swings);
        same("{cost: 1, accuracy: 0}", &[("cost", 1.0)]);
    }

    #[test]
    fn judgements_by_hand() {
        let pair = "{more: cost, than: scale, by: 3}";
        same(&format!("{{method: ahp, judgements: [{pair}]}}"), &[("cost", 0.75), ("scale", 0.25)]);
        // 4 to 2 to 1, with and without the judgement on the ends.
        let expected = [("cost", 4.0 / 7.0), ("accuracy", 2.0 / 7.0), ("scale", 1.0 / 7.0)];
        let two = "{more: cost, than: accuracy, by: 2}, {more: accuracy, than: scale, by: 2}";
        same(&format!("{{method: ahp, judgements: [{two}]}}"), &expected);
        same(&format!("{{method: ahp, judgements: [{two}, {{more: cost, than: scale, by: 4}}]}}"), &expected);
        // 5 for 4 is within the rule, and no longer exact.
        let near = weights(&format!("{{method: ahp, judgements: [{two}, {{more: cost, than: scale, by: 5}}]}}"));
        assert_eq!(near.len(), 3);
    }

    #[test]
    fn words_keep_the_other_metrics_and_all_else_does_not() {
        let catalog = embedded().expect("a catalog");
        assert_eq!(weights("{}").len(), catalog.metrics.len());
        assert_eq!(weights("{cost: high}").len(), catalog.metrics.len());
        assert_eq!(weights("{cost: none}").len(), catalog.metrics.len() - 1);
        assert_eq!(weights("{method: swing, points: {cost: 100}}").len(), 1);
    }

    #[test]
    fn contradicting_judgements_are_a_warning() {
        // 8 to 4 to 2 to 1, but for the last judgement.
        let chain = "{more: cost, than: accuracy, by: 2}, {more: accuracy, than: scale, by: 2}, {more: scale, than: security, by: 2}";
        let more = "{more: cost, than: scale, by: 4}, {more: accuracy, than: security, by: 4}";
        let turned = "{more: security, than: cost, by: 4}";
        let all = format!("{{method: ahp, judgements: [{chain}, {more}, {turned}]}}");
        let words = ["consistency ratio is 0.663, above 0.10", "{more: cost, than: security, by: 1}"];
        told(&all, "warning 3:228: judgements contradict", &words);
        assert_eq!(read(&all).0.len(), 4);
    }

    #[test]
    fn mistakes_have_a_place_and_help() {
        let ahp = |inner: &str| format!("{{method: ahp, judgements: [{inner}]}}");
        told("{method: rank, order: [cost]}", "error 3:22: `rank` is not", &["Did you mean `ranks`?", "`ahp`"]);
        told("{method: [ahp]}", "error 3:22: `method` should be a text", &[]);
        told("{method: ranks}", "error 3:14: the method `ranks` has no `order`", &[]);
        told("{method: ranks, order: [cost], cost: high}", "error 3:44: the method `ranks` has no key", &[]);
        told("{method: ranks, order: [cost, [acuracy, scale]]}", "error 3:44: there is no metric", &["`accuracy`"]);
        told("{method: ranks, order: [cost, [scale, cost]]}", "error 3:51: `cost` stands here twice", &[]);
        told("{method: ranks, order: []}", "error 3:36: no weights follow", &[]);
        told("{method: swing, points: {cost: 120}}", "error 3:44: points of `cost` are from 0 to 100", &[]);
        told("{method: swing, points: {cost: high}}", "error 3:44: `cost` should be a number", &[]);
        told("{method: points, points: {cost: -1}}", "error 3:45: points of `cost` are 0 or more", &[]);
        told("{method: points, points: {cost: 0}}", "error 3:38: no weights follow", &["above 0"]);
        told("{cost: 0, scale: 0}", "error 3:13: no weights follow", &["above 0"]);
        told("{cost: 30, scale: high}", "error 3:24: priorities in points cannot be mixed with words", &[]);
        told("{cost: high, ranks: [scale]}", "error 3:26: priorities in words cannot be mixed with ranks", &[]);
        told("{cost: hihg}", "error 3:20: `hihg` is not a priority", &["Did you mean `high`?", "`swing`"]);
        told("{csot: 3}", "error 3:14: there is no metric", &["Did you mean `cost`?"]);
        told("{method: ahp, judgements: 3}", "error 3:39: `judgements` should be a list", &[]);
        told(&ahp(""), "error 3:39: no weights follow", &["{more: cost, than: scale, by: 3}"]);
        told(&ahp("{more: cost, than: scale}"), "error 3:41: a judgement has no `by`", &[]);
        told(&ahp("{more: cost, than: cost, by: 3}"), "error 3:40: `cost` is compared with itself", &[]);
        told(&ahp("{more: cost, than: scale, by: 12}"), "error 3:70: a judgement says from 1 to 9", &["Saaty"]);
        told(&ahp("{more: cost, than: scale, by: 0.2}"), "error 3:70: a judgement says", &["change places"]);
        let twice = "{more: cost, than: scale, by: 2}, {more: scale, than: cost, by: 2}";
        told(&ahp(twice), "error 3:74: these two metrics are compared twice", &[]);
        let apart = "{more: cost, than: scale, by: 2}, {more: accuracy, than: security, by: 2}";
        told(&ahp(apart), "error 3:39: no judgement joins", &["`cost` or `scale`", "One judgement between"]);
    }

    #[test]
    fn toml_and_the_command_line() {
        let toml = "mlarch = 1\nname = \"x\"\n[answers]\n[priorities]\nmethod = \"ahp\"\njudgements = [{more = \"cost\", than = \"scale\", by = 3}]\n";
        let (weights, told) = read_as(Format::Toml, toml, &[]);
        assert!(told.is_empty() && weights.len() == 2, "{weights:?} {told:?}");
        let yaml = "mlarch: 1\nname: x\npriorities: {method: ranks, order: [cost]}\nanswers: {}\n";
        let (_, told) = read_as(Format::Yaml, yaml, &["priority.scale=high"]);
        assert!(told.len() == 1 && told[0].contains("the method `ranks` has no key `scale`"), "{told:?}");
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 60, failure_persistence: None, ..ProptestConfig::default() })]

        /// What the JSON Schema of the format allows resolves without errors (the weights sum to 1 in `read_as`).
        #[test]
        fn any_judgements_on_a_chain_are_taken(by in prop::collection::vec(1_u8..=9, 2..11)) {
            let catalog = embedded().expect("a catalog");
            let one = |(pair, by): (&[crate::catalog::Metric], &u8)| {
                format!("{{more: {}, than: {}, by: {by}}}", pair[0].id, pair[1].id)
            };
            let all: Vec<String> = catalog.metrics.windows(2).zip(&by).map(one).collect();
            let (weights, told) = read(&format!("{{method: ahp, judgements: [{}]}}", all.join(", ")));
            prop_assert!(told.is_empty(), "a chain cannot contradict itself: {told:?}");
            prop_assert_eq!(weights.len(), all.len() + 1);
        }
    }
}
