//! What answers presuppose: who answers a follow-up question has told its condition as well. Who says
//! how fast an answer must come means that somebody waits for it.

use super::answers::{Answers, Origin};
use super::settle::settle;
use crate::catalog::Catalog;
use crate::logic::{Condition, Domain, Test, Truth, Value, Var};

/// An answer that follows from the answer to a question that is asked only then.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Presumed {
    /// The follow-up question that was answered.
    pub(super) told_by: Var,
    /// The question that is thereby answered too.
    pub(super) question: Var,
}

/// Answers the questions on which given answers rest, where nobody answered them and nothing else
/// decides them. An answer that contradicts what is given stays without effect.
pub(super) fn presume(catalog: &Catalog, answers: &mut Answers) -> Vec<Presumed> {
    let mut out = Vec::new();
    let mut settled = after(catalog, answers.clone());
    // What one follow-up tells can take the place of an assumption that another one rests on. It ends:
    // sets only grow, and nothing else is told twice.
    loop {
        let before = out.len();
        // From what is asked last to what is asked first, since a follow-up may hang on another.
        for &told_by in catalog.order.iter().rev() {
            let q = &catalog.questions[told_by.0 as usize];
            let open = q.section.is_some() && answers.get(told_by).is_given();
            if open
                && q.asked_when.eval(&settled) != Truth::True
                && let Some((question, value)) = presumed_by(catalog, &q.asked_when, answers, &settled, &out)
            {
                answers.give(question, value);
                settled = after(catalog, answers.clone());
                out.push(Presumed { told_by, question });
            }
        }
        if out.len() == before {
            return out;
        }
    }
}

/// The first answer with which a condition holds.
fn presumed_by(
    catalog: &Catalog,
    when: &Condition,
    answers: &Answers,
    settled: &Answers,
    earlier: &[Presumed],
) -> Option<(Var, Value)> {
    candidates(catalog, when, settled, earlier).into_iter().find(|(question, value)| {
        let mut with = answers.clone();
        with.give(*question, value.clone());
        when.eval(&after(catalog, with)) == Truth::True
    })
}

fn after(catalog: &Catalog, mut answers: Answers) -> Answers {
    settle(catalog, &mut answers);
    answers
}

/// Answers that would make an atom of the condition hold, in the order in which it names them. They
/// take the place of what was assumed for want of them; sets join what other follow-ups told.
fn candidates(catalog: &Catalog, when: &Condition, settled: &Answers, earlier: &[Presumed]) -> Vec<(Var, Value)> {
    let mut out = Vec::new();
    when.walk(&mut |var, test| {
        let is_set = matches!(catalog.questions[var.0 as usize].domain, Domain::Set(_));
        let told = is_set && earlier.iter().any(|p| p.question == var);
        let free = told || matches!(settled.get(var).origin, Origin::Assumed(_) | Origin::Open);
        let before = if told { settled.get(var).value.as_ref() } else { None };
        if !free || catalog.questions[var.0 as usize].section.is_none() {
            return;
        }
        let value = match test {
            Test::Is(b) => Some(Value::Bool(*b)),
            Test::OneOf(list) => list.first().map(|i| Value::Choice(*i)),
            Test::AnyOf(list) => list.first().map(|i| joined(before, &[*i])),
            Test::AllOf(list) => Some(joined(before, list)),
            Test::Range(Some(low), _) if low.inclusive => Some(Value::Number(low.value)),
            _ => None,
        };
        let fits = matches!(
            (&value, &catalog.questions[var.0 as usize].domain),
            (Some(Value::Bool(_)), Domain::Bool)
                | (Some(Value::Choice(_)), Domain::Choice(_) | Domain::Ordinal(_))
                | (Some(Value::Set(_)), Domain::Set(_))
                | (Some(Value::Number(_)), Domain::Quantity(..))
        );
        if let (Some(value), true) = (value, fits) {
            out.push((var, value));
        }
    });
    out
}

fn joined(told: Option<&Value>, more: &[u16]) -> Value {
    let mut members = match told {
        Some(Value::Set(s)) => s.clone(),
        _ => Vec::new(),
    };
    members.extend(more);
    members.sort_unstable();
    members.dedup();
    Value::Set(members)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::Find;

    fn presumed(given: &[(&str, Value)]) -> (Answers, Vec<String>) {
        let c = crate::catalog::embedded().expect("a catalog");
        let mut answers = Answers::open(&c);
        for (id, value) in given {
            answers.give(c.question(id).expect("is known"), value.clone());
        }
        let found = presume(&c, &mut answers);
        let names =
            found.iter().map(|p| format!("{} {}", c.questions[p.question.0 as usize].id, answers.show(&c, p.question)));
        let names = names.collect();
        (answers, names)
    }

    #[test]
    fn a_follow_up_tells_its_condition() {
        let (_, told) = presumed(&[("data.event_rate", Value::Number(50_000.0))]);
        assert_eq!(told, ["data.arrival stream"]);
        let two = [("inference.batch_rows", Value::Number(1e6)), ("inference.rps_peak", Value::Number(5.0))];
        let (answers, told) = presumed(&two);
        assert_eq!(told.len(), 2, "{told:?}");
        let c = crate::catalog::embedded().expect("a catalog");
        assert_eq!(answers.show(&c, c.question("inference.mode").expect("is known")), "realtime, batch");
        let (_, told) = presumed(&[("llm.task_variety", Value::Bool(true))]);
        assert_eq!(told, ["genai true"]);
    }

    #[test]
    fn what_is_given_or_follows_stays() {
        let c = crate::catalog::embedded().expect("a catalog");
        let batch = Value::Set(vec![
            c.questions[c.question("data.arrival").expect("is known").0 as usize]
                .domain
                .choice("batch")
                .expect("is known"),
        ]);
        let (answers, told) = presumed(&[("data.arrival", batch.clone()), ("data.event_rate", Value::Number(1.0))]);
        assert!(told.is_empty(), "{told:?}");
        assert_eq!(answers.get(c.question("data.arrival").expect("is known")).value, Some(batch));
        let task = c.question("task.type").expect("is known");
        let kind = Value::Set(vec![c.questions[task.0 as usize].domain.choice("forecasting").expect("is known")]);
        let (_, told) = presumed(&[("task.type", kind), ("llm.task_variety", Value::Bool(true))]);
        assert!(told.is_empty(), "{told:?}");
    }
}
