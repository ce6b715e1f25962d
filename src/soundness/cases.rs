//! The test cases of rules: answers for which a rule fires, and answers for which it stays silent.

use super::proven::Proven;
use crate::catalog::{Annex, Catalog};
use crate::diagnostics::{Code, Diagnostic, Sink};
use crate::logic::Truth;
use crate::requirements::{Answer, Answers, Origin, settle};

/// Tries every case.
pub(super) fn check(catalog: &Catalog, annex: &Annex, sink: &mut Sink) -> Proven {
    let mut failed = 0;
    for case in &annex.cases {
        let mut answers = Answers::open(catalog);
        for (var, value) in &case.answers {
            answers.list[var.0 as usize] = Answer { value: Some(value.clone()), origin: Origin::Given(None) };
        }
        settle(catalog, &mut answers);
        let rule = &catalog.rules[case.rule.at()];
        let fires = rule.when.eval(&answers) == Truth::True;
        if fires == case.fires {
            continue;
        }
        failed += 1;
        let does = if fires { "fires" } else { "does not fire" };
        // Where a condition is open, the rule says nothing: mostly a word of it is not answered.
        let open: Vec<String> = rule
            .when
            .vars()
            .into_iter()
            .filter(|v| answers.get(*v).value.is_none())
            .map(|v| format!("`{}`", catalog.questions[v.0 as usize].id))
            .collect();
        let found = Diagnostic::error(Code::BadValue, case.at, format!("the rule `{}` {does} here", rule.id))
            .label(if case.fires { "a case in which it should" } else { "a case in which it should be silent" });
        sink.push(match open.is_empty() {
            true => found,
            false => found.help(format!("Left open by these answers: {}", open.join(", "))),
        });
    }
    let claim = "every rule fires and stays silent where its own cases say so";
    Proven { claim: claim.into(), decided: annex.cases.len(), undecided: 0, failed }
}
