//! Answers that have no effect.

use super::answers::Answers;
use super::raw::RawRequirements;
use crate::catalog::{Catalog, Find};
use crate::diagnostics::{Code, Diagnostic, Sink};
use crate::logic::Truth;

/// An answer to a question that does not arise has no effect: worth a warning.
pub(super) fn warn_unused(raw: &RawRequirements, catalog: &Catalog, answers: &Answers, sink: &mut Sink) {
    for entry in &raw.answers {
        let Some(var) = catalog.question(&entry.key) else { continue };
        let q = &catalog.questions[var.0 as usize];
        if answers.get(var).is_given() && q.asked_when.eval(answers) == Truth::False {
            let on: Vec<String> =
                q.asked_when.vars().iter().map(|v| format!("`{}`", catalog.questions[v.0 as usize].id)).collect();
            sink.push(
                Diagnostic::warning(Code::Unused, entry.key_span, format!("`{}` does not arise here", q.id))
                    .label("has no effect on its own")
                    .help(format!("Whether it is asked depends on {}", on.join(", "))),
            );
        }
    }
}

/// A framework that the answers name although an overlay has taken it out: nothing of it is looked at.
pub(super) fn warn_disabled(raw: &RawRequirements, catalog: &Catalog, sink: &mut Sink) {
    let Some(listed) = catalog.compliance.evidence.as_ref().map(|e| e.listed) else { return };
    for entry in raw.answers.iter().filter(|e| catalog.question(&e.key) == Some(listed)) {
        let domain = &catalog.questions[listed.0 as usize].domain;
        let named = entry.value.items().map_or_else(|| vec![&entry.value], |items| items.iter().collect());
        let known = |id: &str| catalog.compliance.frameworks.iter().any(|f| f.id.as_str() == id);
        for node in named {
            // What is no choice at all is an error already.
            let Some(id) = node.text().filter(|id| domain.choice(id).is_some() && !known(id)) else { continue };
            sink.push(
                Diagnostic::warning(Code::Unused, node.span, format!("the framework `{id}` is disabled in the catalog"))
                    .label("none of its duties is looked at")
                    .help("Enable it in the overlay that takes it out, or do not name it; rules that ask for this answer still hold"),
            );
        }
    }
}
