//! What can go wrong.

use crate::diagnostics::Diagnostic;
use crate::render::TemplateError;
use crate::text::{Files, one_line};

/// Why a command ended without its result.
#[derive(Debug)]
pub(super) enum Failure {
    /// The input has errors, each with a place.
    Input(Files, Vec<Diagnostic>),
    /// Something else that the user can mend: the sentence and a hint.
    User(String, String),
    /// There was nothing to look at: the sentence and a hint.
    Nothing(String, String),
    /// A defect, or a broken installation.
    Internal(anyhow::Error),
}

impl Failure {
    /// A sentence with a hint.
    pub(super) fn user(sentence: impl Into<String>, hint: impl Into<String>) -> Self {
        Failure::User(sentence.into(), hint.into())
    }
}

/// A template of the program is tested; one that fails was put in its place.
impl From<TemplateError> for Failure {
    fn from(error: TemplateError) -> Self {
        let mut sentence = one_line(&format!("{error}: {}", error.source));
        if let Some(line) = error.source.line() {
            let name = error.source.name().unwrap_or(&error.name);
            sentence = one_line(&format!("{name}:{line}: {error}: {}", error.source));
        }
        Failure::user(sentence, "`mlarch templates eject DIR` writes the program's own templates to start from")
    }
}

impl From<anyhow::Error> for Failure {
    fn from(error: anyhow::Error) -> Self {
        Failure::Internal(error)
    }
}
