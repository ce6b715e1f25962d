//! What a check reports: one kind of finding for every file, and the sink that collects them.

mod fix;

pub use fix::{Change, Fix, Fixed, Safety, apply};

use crate::text::{Span, one_line};

/// How bad a finding is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// Worth knowing.
    Info,
    /// Probably a mistake.
    Warning,
    /// The input cannot be used as it is.
    Error,
}

impl Severity {
    /// The lower-case word.
    pub fn word(self) -> &'static str {
        match self {
            Severity::Info => "info",
            Severity::Warning => "warning",
            Severity::Error => "error",
        }
    }

    /// The severity of a word.
    pub fn of(word: &str) -> Option<Self> {
        [Severity::Info, Severity::Warning, Severity::Error].into_iter().find(|s| s.word() == word)
    }
}

/// The kinds of findings, each with a stable code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Code {
    /// The text is not YAML, TOML or JSON.
    Syntax,
    /// A value has another type than expected.
    Type,
    /// A key that is not part of the format.
    UnknownKey,
    /// A key that must be there is not.
    MissingKey,
    /// A key stands twice in one map.
    DuplicateKey,
    /// A name that refers to nothing.
    UnknownName,
    /// A value outside its choices or range.
    BadValue,
    /// A quantity with a wrong or unreadable unit.
    BadUnit,
    /// The input is larger or deeper than the limits.
    Limit,
    /// Two definitions of one id.
    DuplicateId,
    /// A fact without a source.
    MissingSource,
    /// Definitions that refer to each other in a circle.
    Cycle,
    /// A name that still works but has a newer one.
    FormerName,
    /// Judgements that contradict one another.
    Inconsistent,
    /// Something that has no effect here, or that nothing uses.
    Unused,
    /// Something that no answers can bring about.
    Unreachable,
    /// An option that no answers leave open.
    NeverChosen,
    /// Rules that together leave nothing to choose.
    NoOption,
    /// Two rules that say the same.
    DuplicateRule,
    /// A statement of a source document that nothing answers.
    Unanswered,
    /// A lint rule, which names itself.
    Rule(RuleName),
}

/// How a lint rule is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RuleName {
    /// The stable code: `A301`.
    pub code: &'static str,
    /// The name in words: `superseded-without-successor`.
    pub name: &'static str,
}

/// Why a finding does not count.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Mark {
    /// The baseline knows it already.
    Known,
    /// A comment in the text keeps it quiet, with this reason.
    Suppressed(String),
    /// The configuration waives it for a time, with this reason.
    Waived(String),
}

impl Code {
    /// The stable code that people can search for.
    pub fn id(self) -> &'static str {
        match self {
            Code::Syntax => "syntax",
            Code::Type => "wrong-type",
            Code::UnknownKey => "unknown-key",
            Code::MissingKey => "missing-key",
            Code::DuplicateKey => "duplicate-key",
            Code::UnknownName => "unknown-name",
            Code::BadValue => "bad-value",
            Code::BadUnit => "bad-unit",
            Code::Limit => "limit",
            Code::DuplicateId => "duplicate-id",
            Code::MissingSource => "missing-source",
            Code::Cycle => "cycle",
            Code::FormerName => "former-name",
            Code::Inconsistent => "inconsistent",
            Code::Unused => "unused",
            Code::Unreachable => "unreachable",
            Code::NeverChosen => "never-chosen",
            Code::NoOption => "no-option",
            Code::DuplicateRule => "duplicate-rule",
            Code::Unanswered => "unanswered",
            Code::Rule(rule) => rule.code,
        }
    }

    /// The name in words.
    pub fn name(self) -> &'static str {
        match self {
            Code::Rule(rule) => rule.name,
            other => other.id(),
        }
    }
}

/// One finding.
#[derive(Debug, Clone)]
pub struct Diagnostic {
    /// What kind it is.
    pub code: Code,
    /// How bad it is.
    pub severity: Severity,
    /// One sentence without a final full stop.
    pub message: String,
    /// Where it is; none for findings about no file.
    pub place: Option<Span>,
    /// A few words beside the marked text.
    pub label: String,
    /// Other places that explain it.
    pub related: Vec<(Span, String)>,
    /// What would help, one line each.
    pub help: Vec<String>,
    /// How to mend it.
    pub fix: Option<Box<Fix>>,
    /// Why it does not count, if it does not.
    pub mark: Option<Mark>,
}

impl Diagnostic {
    /// An error at a place.
    pub fn error(code: Code, place: Span, message: impl Into<String>) -> Self {
        Self::new(code, Severity::Error, Some(place), message)
    }

    /// A warning at a place.
    pub fn warning(code: Code, place: Span, message: impl Into<String>) -> Self {
        Self::new(code, Severity::Warning, Some(place), message)
    }

    /// An error about no place in particular.
    pub fn without_place(code: Code, message: impl Into<String>) -> Self {
        Self::new(code, Severity::Error, None, message)
    }

    fn new(code: Code, severity: Severity, place: Option<Span>, message: impl Into<String>) -> Self {
        Diagnostic {
            code,
            severity,
            message: message.into(),
            place,
            label: String::new(),
            related: Vec::new(),
            help: Vec::new(),
            fix: None,
            mark: None,
        }
    }

    /// A finding of a lint rule.
    pub fn of_rule(rule: RuleName, severity: Severity, place: Option<Span>, message: impl Into<String>) -> Self {
        Self::new(Code::Rule(rule), severity, place, one_line(&message.into()))
    }

    /// Another severity than the usual one.
    #[must_use]
    pub fn severity(mut self, severity: Severity) -> Self {
        self.severity = severity;
        self
    }

    /// Adds the way to mend it.
    #[must_use]
    pub fn fix(mut self, fix: Fix) -> Self {
        self.fix = Some(Box::new(fix));
        self
    }

    /// Adds the way to mend it, if there is one.
    #[must_use]
    pub fn maybe_fix(mut self, fix: Option<Fix>) -> Self {
        self.fix = fix.map(Box::new);
        self
    }

    /// Adds the words beside the marked text.
    #[must_use]
    pub fn label(mut self, label: impl Into<String>) -> Self {
        self.label = label.into();
        self
    }

    /// Adds a line of help.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help.push(help.into());
        self
    }

    /// Adds a line of help if there is one.
    #[must_use]
    pub fn maybe_help(mut self, help: Option<String>) -> Self {
        self.help.extend(help);
        self
    }

    /// Adds another place.
    #[must_use]
    pub fn related(mut self, place: Span, note: impl Into<String>) -> Self {
        self.related.push((place, note.into()));
        self
    }
}

/// Collects findings, so that a reader sees all of them at once.
#[derive(Debug, Default)]
pub struct Sink {
    found: Vec<Diagnostic>,
}

impl Sink {
    /// An empty sink.
    pub fn new() -> Self {
        Self::default()
    }

    /// Takes a finding.
    pub fn push(&mut self, d: Diagnostic) {
        self.found.push(d);
    }

    /// Takes an error at a place.
    pub fn error(&mut self, code: Code, place: Span, message: impl Into<String>) {
        self.push(Diagnostic::error(code, place, message));
    }

    /// Whether an error was reported.
    pub fn has_errors(&self) -> bool {
        self.found.iter().any(|d| d.severity == Severity::Error)
    }

    /// How many findings there are.
    pub fn len(&self) -> usize {
        self.found.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.found.is_empty()
    }

    /// The findings in the order of their places.
    pub fn into_sorted(self) -> Vec<Diagnostic> {
        let mut all = self.found;
        all.sort_by_key(|d| d.place);
        all
    }
}
