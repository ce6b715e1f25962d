//! The questions that are worth answering first.

use super::answers::{Answers, Origin};
use super::settle::settle;
use crate::catalog::Catalog;
use crate::logic::{Domain, Truth, Value, Var};

/// What a new requirements file asks for, given what is known already: the questions that arise and touch most
/// decisions, at most so many, in the order of the questionnaire; and all answers as they follow.
pub fn starter(catalog: &Catalog, known: &[(Var, Value)], most: usize) -> (Vec<Var>, Answers) {
    let mut answers = Answers::open(catalog);
    for (var, value) in known {
        answers.give(*var, value.clone());
    }
    settle(catalog, &mut answers);
    let arises = |var: Var| {
        let q = &catalog.questions[var.0 as usize];
        let free = matches!(answers.get(var).origin, Origin::Assumed(_) | Origin::Open);
        q.section.is_some() && free && q.asked_when.eval(&answers) != Truth::False
    };
    let weight = |var: &Var| {
        let q = &catalog.questions[var.0 as usize];
        // A number that grows with success decides size and cost, whatever else it touches.
        let sizes = q.grows && matches!(q.domain, Domain::Quantity(..)) && q.asked_when.eval(&answers) == Truth::True;
        (std::cmp::Reverse(sizes), std::cmp::Reverse(q.touches.len()))
    };
    let mut all: Vec<Var> = (0..catalog.questions.len() as u16).map(Var).filter(|v| arises(*v)).collect();
    all.sort_by_key(weight);
    all.truncate(most);
    all.sort_by_key(|v| (catalog.questions[v.0 as usize].section, v.0));
    (all, answers)
}
