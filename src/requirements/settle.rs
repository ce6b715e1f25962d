//! Skip logic, derived answers and assumptions: from given answers to all answers.

use super::answers::{Answer, Answers, Origin};
use crate::catalog::{Case, Catalog};
use crate::logic::{Truth, Value};

/// Fills in everything that was not given: questions that do not arise, answers that follow from
/// others, and assumptions for what is open. Given answers are never touched.
pub fn settle(catalog: &Catalog, answers: &mut Answers) {
    for &var in &catalog.order {
        let index = var.0 as usize;
        let q = &catalog.questions[index];
        // Built-in questions are answered outside `answers`: what is not there is not, rather than open.
        if answers.list[index].is_given() || q.section.is_none() {
            continue;
        }
        answers.list[index] = if q.asked_when.eval(answers) == Truth::False {
            Answer { value: None, origin: Origin::NotAsked }
        } else if let Some(case) = first_true(&q.derive, answers) {
            Answer { value: Some(case.value.clone()), origin: Origin::Derived(case.because.clone()) }
        } else if let Some(answer) = gathered(&q.gather, answers) {
            answer
        } else if let Some(case) = first_true(&q.assume, answers) {
            Answer { value: Some(case.value.clone()), origin: Origin::Assumed(case.because.clone()) }
        } else {
            Answer::open()
        };
    }
}

fn first_true<'a>(cases: &'a [Case], answers: &Answers) -> Option<&'a Case> {
    cases.iter().find(|c| c.when.eval(answers) == Truth::True)
}

/// The set of all that belongs to it; nothing if no case holds. As good as an assumption: others may
/// belong to it for reasons that no answer tells.
fn gathered(cases: &[Case], answers: &Answers) -> Option<Answer> {
    let mut members: Vec<u16> = Vec::new();
    let mut because: Vec<&str> = Vec::new();
    for case in cases.iter().filter(|c| c.when.eval(answers) == Truth::True) {
        if let Value::Set(more) = &case.value {
            members.extend(more);
            because.push(&case.because);
        }
    }
    if because.is_empty() {
        return None;
    }
    members.sort_unstable();
    members.dedup();
    Some(Answer { value: Some(Value::Set(members)), origin: Origin::Assumed(because.join("; ").into()) })
}
