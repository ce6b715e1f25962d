//! Where conditions change their mind: the numbers that a question's answer is compared with.

use crate::catalog::{Catalog, Function};
use crate::logic::{Condition, Test, Value};

fn numbers(test: &Test, out: &mut Vec<f64>) {
    match test {
        Test::Range(low, high) => out.extend([low, high].into_iter().flatten().map(|b| b.value)),
        Test::Every(all) => all.iter().for_each(|t| numbers(t, out)),
        _ => {}
    }
}

/// By question, in order: every number that a condition of the catalog compares its answer with, and
/// every number that it is derived or assumed to be. Between two of them no condition changes, so they
/// split the answers into finitely many regions.
pub fn thresholds(catalog: &Catalog) -> Vec<Vec<f64>> {
    let mut out = vec![Vec::new(); catalog.questions.len()];
    let mut visit = |c: &Condition| c.walk(&mut |var, test| numbers(test, &mut out[var.0 as usize]));
    for q in &catalog.questions {
        visit(&q.asked_when);
        q.cases().for_each(|c| visit(&c.when));
    }
    catalog.blocks.iter().for_each(|b| visit(&b.active_when));
    catalog.rules.iter().for_each(|r| visit(&r.when));
    for term in catalog.metrics.iter().flat_map(|m| &m.terms) {
        visit(&term.when);
        if let Function::Cases(cases) = &term.function {
            cases.iter().for_each(|c| visit(&c.0));
        }
    }
    for f in &catalog.compliance.frameworks {
        visit(&f.applies);
        f.duties.iter().for_each(|d| visit(&d.when));
        f.clauses.iter().for_each(|c| visit(&c.when));
    }
    catalog.figures.iter().flat_map(|f| f.conditions()).for_each(&mut visit);
    for (q, numbers) in catalog.questions.iter().zip(&mut out) {
        numbers.extend(q.cases().filter_map(|c| match c.value {
            Value::Number(n) => Some(n),
            _ => None,
        }));
        numbers.sort_by(f64::total_cmp);
        numbers.dedup();
    }
    out
}
