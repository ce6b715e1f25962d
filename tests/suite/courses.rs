//! What would change the recommendation: checked by asking again with the other answer.

use mlarch::catalog::{Catalog, Find, embedded};
use mlarch::engine::analysis::answers::{Architecture, with_answer};
use mlarch::logic::{Domain, Value, Var, show_value};
use mlarch::recommendation::{Study, Switch, courses, numeric_questions};
use mlarch::requirements::{Format, Requirements, decode, resolve};
use mlarch::text::Files;

use crate::run::{mlarch, root};

pub(crate) fn example(c: &Catalog, name: &str) -> Requirements {
    let text = std::fs::read_to_string(root().join("examples").join(name)).expect("an example");
    let mut files = Files::new();
    let file = files.add(name.to_string(), text.clone());
    let mut sink = mlarch::diagnostics::Sink::new();
    let raw = decode(file, &text, Format::Yaml, &mut sink).expect("readable");
    resolve(&raw, c, &mut sink)
}

fn with(c: &Catalog, r: &Requirements, var: Var, value: Value) -> Architecture {
    Architecture::of(c, &with_answer(c, r, var, value))
}

fn blocks(c: &Catalog, before: &Architecture, after: &Architecture) -> Vec<String> {
    before.changes(after).iter().map(|x| c.blocks[x.block.at()].id.to_string()).collect()
}

fn named(switches: &[Switch]) -> Vec<String> {
    switches.iter().map(|s| s.block.to_string()).collect()
}

#[test]
fn the_recommendation_changes_at_its_breakpoints_and_not_beside_them() {
    let c = embedded().expect("embedded");
    let r = example(&c, "research-model.yaml");
    let vars: Vec<Var> = numeric_questions(&c, &r).into_iter().take(6).collect();
    let mut checked = 0;
    for course in courses(&c, &r, &vars) {
        let var = c.question(&course.question).expect("a question");
        let Domain::Quantity(dimension, _) = c.questions[var.0 as usize].domain else { panic!("a number") };
        let whole = dimension == mlarch::logic::Dimension::Count;
        for p in course.points.iter().filter(|p| p.by_rule).take(4) {
            let beside = |side: f64| if whole { p.at + side } else { p.at * (1.0 + side * 1e-9) };
            let (below, above) = if p.inclusive { (beside(-1.0), p.at) } else { (p.at, beside(1.0)) };
            let before = with(&c, &r, var, Value::Number(below));
            let after = with(&c, &r, var, Value::Number(above));
            assert_eq!(blocks(&c, &before, &after), named(&p.changes), "{} at {}", course.question, p.shown);
            checked += 1;
        }
    }
    assert!(checked > 2, "{checked} breakpoints");
}

#[test]
fn an_open_answer_changes_what_robustness_says() {
    let c = embedded().expect("embedded");
    let r = example(&c, "research-model.yaml");
    let present = Architecture::of(&c, &r);
    let report = Study::of(&c, &r).expect("an architecture").robustness(1, 1);
    assert!(!report.open_questions.is_empty());
    let mut last = f64::INFINITY;
    for s in &report.open_questions {
        let worst = s.worst_loss.unwrap_or(f64::INFINITY);
        assert!(worst <= last, "the most valuable come first");
        last = worst;
    }
    let mut checked = 0;
    for s in report.open_questions.iter().take(8) {
        let var = c.question(&s.question).expect("a question");
        let domain = &c.questions[var.0 as usize].domain;
        let Domain::Choice(choices) = domain else { continue };
        for t in &s.turns {
            let value = (0..choices.len() as u16).map(Value::Choice).find(|v| show_value(v, domain) == t.answer);
            let other = with(&c, &r, var, value.expect("one of the choices"));
            assert_eq!(blocks(&c, &present, &other), named(&t.changes), "{} is {}", s.question, t.answer);
            assert!(t.loss.is_none_or(|l| l >= 0.0), "nothing is better than the best");
            checked += 1;
        }
    }
    assert!(checked > 0);
}

#[test]
fn breakpoints_of_what_is_no_number_are_refused_with_a_hint() {
    let file = "examples/research-model.yaml";
    let unknown = mlarch(&["breakpoints", file, "data.volum"]);
    assert_eq!(unknown.code, 2);
    assert!(unknown.stderr.contains("Did you mean `data.volume`?"), "{}", unknown.whole());
    let word = mlarch(&["breakpoints", file, "task.type"]);
    assert_eq!(word.code, 2);
    assert!(word.stderr.contains("is not answered by a number"), "{}", word.whole());
}
