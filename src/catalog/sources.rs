//! The documents behind what the catalog says.

use std::ops::Deref;

use serde::{Deserialize, Serialize};

use super::ids::SourceId;
use crate::text::{Later, Text};

/// A document by its id: a run names a few of many.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'static"))]
pub struct Source {
    /// Its id.
    pub id: Text,
    /// The document.
    pub document: Later<Document>,
}

impl Deref for Source {
    type Target = Document;
    fn deref(&self) -> &Document {
        &self.document
    }
}

/// A document.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'static"))]
pub struct Document {
    /// Its title.
    pub title: Text,
    /// Who published it.
    pub publisher: Text,
    /// Where it can be read.
    pub url: Option<Text>,
    /// Date of the text.
    pub date: Text,
}

/// A reference to a place in a source.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'static"))]
pub struct SourceRef {
    /// The source.
    pub source: SourceId,
    /// Section or table, if named.
    pub place: Option<Text>,
}

/// A section of the questionnaire.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'static"))]
pub struct Section {
    /// Its id.
    pub id: Text,
    /// Its name.
    pub name: Text,
}

/// Where facts come from.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'static"))]
pub struct Evidence {
    /// The documents; empty if assumed.
    pub sources: Vec<SourceRef>,
    /// No document was found; it widens the uncertainty.
    pub assumed: bool,
    /// A remark.
    pub note: Option<Text>,
}
