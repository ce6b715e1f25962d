//! How demanding a run is.

/// How demanding a run is. Each persona has the rules of the ones before it and more.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub enum Persona {
    /// Only what a maintainer would act on.
    #[default]
    Default,
    /// Also style, and what is worth a look.
    Pedantic,
    /// Also policies that only some teams have: a date, deciders, no edits after acceptance.
    Strict,
}

const PERSONAS: [(Persona, &str); 3] =
    [(Persona::Default, "default"), (Persona::Pedantic, "pedantic"), (Persona::Strict, "strict")];

impl Persona {
    /// The word in configuration and arguments.
    pub fn word(self) -> &'static str {
        PERSONAS.iter().find(|p| p.0 == self).map_or("", |p| p.1)
    }

    /// The persona of a word.
    pub fn of(word: &str) -> Option<Self> {
        PERSONAS.iter().find(|p| p.1 == word).map(|p| p.0)
    }

    /// All words.
    pub fn words() -> impl Iterator<Item = &'static str> {
        PERSONAS.iter().map(|p| p.1)
    }
}
