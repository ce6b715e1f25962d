//! A file of the documents.

/// A document to write.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Document {
    /// Its path below the folder of the documents.
    pub path: String,
    /// What it is called in a table of contents; nothing for what is not listed there.
    pub title: Option<String>,
    /// Its text.
    pub text: String,
    /// How it gets along with what is there.
    pub kind: Kind,
    /// Whether it is one of the pages that every decision has.
    pub each_decision: bool,
}

/// How a document gets along with what is there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A page with regions; text of people around them stays.
    Page,
    /// A whole file that people are not expected to edit, such as a picture.
    Whole,
    /// A decision record that nobody has touched: it is written as it is.
    Record,
    /// A decision record that a person edited: only reported, if there is something new to say.
    Edited,
    /// What is there goes.
    Gone,
}
