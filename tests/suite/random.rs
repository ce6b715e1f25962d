//! Random answers: the whole way from answers to a verified architecture holds for any of them.

use mlarch::catalog::{Catalog, STATUSES, embedded};
use mlarch::engine::{Inputs, Limits, Proof, Solver, verify};
use mlarch::estimate::estimate;
use mlarch::logic::{Domain, Value};
use mlarch::requirements::{Answer, Answers, Origin, Priorities, Requirements, settle};
use mlarch::rules::fire;

/// A small generator, so that the cases are the same everywhere (Knuth's MMIX constants).
struct Dice(u64);

impl Dice {
    fn below(&mut self, n: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        ((self.0 >> 33) as usize) % n.max(1)
    }
}

fn random(c: &Catalog, dice: &mut Dice) -> Requirements {
    let mut answers = Answers::open(c);
    for (i, q) in c.questions.iter().enumerate() {
        // Most questions stay open, as in real files.
        if q.section.is_none() || dice.below(3) != 0 {
            continue;
        }
        let value = match &q.domain {
            Domain::Bool => Value::Bool(dice.below(2) == 1),
            Domain::Choice(x) | Domain::Ordinal(x) => Value::Choice(dice.below(x.len()) as u16),
            Domain::Set(x) => {
                let mut set: Vec<u16> = (0..1 + dice.below(2)).map(|_| dice.below(x.len()) as u16).collect();
                set.sort_unstable();
                set.dedup();
                Value::Set(set)
            }
            Domain::Quantity(_, own) => Value::Number(own * 10f64.powi(dice.below(7) as i32 - 1)),
        };
        answers.list[i] = Answer { value: Some(value), origin: Origin::Given(None) };
    }
    // Nobody answers what does not arise.
    loop {
        settle(c, &mut answers);
        let idle = |i: usize| {
            answers.list[i].is_given() && c.questions[i].asked_when.eval(&answers) == mlarch::logic::Truth::False
        };
        let Some(i) = (0..c.questions.len()).find(|i| idle(*i)) else { break };
        answers.list[i] = Answer::open();
        for a in answers.list.iter_mut().zip(Answers::open(c).list).filter(|(a, _)| !a.is_given()) {
            *a.0 = a.1;
        }
    }
    let even = 1.0 / c.metrics.len() as f64;
    Requirements {
        name: "random".into(),
        summary: "".into(),
        answers,
        priorities: Priorities { weights: vec![even; c.metrics.len()] },
        constraints: Vec::new(),
        budget: None,
        max_products: None,
        estate: Vec::new(),
        current: Vec::new(),
    }
}

#[test]
fn architectures_are_verified_and_never_hold_what_is_retired() {
    let c = embedded().expect("embedded");
    let mut dice = Dice(20_261_121);
    let (mut found, mut impossible) = (0, Vec::new());
    for case in 0..300 {
        let r = random(&c, &mut dice);
        let outcome = fire(&c, &r);
        let estimates = estimate(&c, &r.answers);
        let inputs = Inputs { catalog: &c, requirements: &r, outcome: &outcome, estimates: &estimates };
        let model = inputs.build(|_| true);
        let proof = Solver::new(&model.problem, Limits { states: 50_000, ..Limits::default() }).solve();
        match &proof {
            Proof::Optimal(s) => {
                found += 1;
                assert_eq!(verify(&model.problem, s), Ok(()), "case {case}");
                for index in 0..model.blocks.len() {
                    let Some(option) = model.chosen(&c, s, index) else { continue };
                    let product = c.blocks[option.block.at()].options[option.option as usize].product;
                    let status = STATUSES[c.products[product.at()].status.value as usize];
                    assert!(
                        !["retired", "archived", "unmaintained"].contains(&status),
                        "case {case}: {} is {status}",
                        c.products[product.at()].id
                    );
                }
            }
            Proof::Infeasible => {
                let conflict = mlarch::engine::conflict::minimal_conflict(&inputs);
                impossible.push(format!("case {case}: {conflict:?}"));
            }
            other => panic!("case {case}: {other:?}"),
        }
    }
    // `catalog check` proves that must-rules alone never leave nothing; here is no demand beside them.
    assert!(impossible.is_empty(), "{found} of 300 are possible\n{}", impossible.join("\n"));
}
