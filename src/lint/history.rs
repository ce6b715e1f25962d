//! What version control knows.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use crate::text::Date;

/// What version control knows of the files.
#[derive(Debug, Default)]
pub struct History {
    /// The day of the first commit of each path.
    pub first: HashMap<String, Date>,
    /// The day of the last commit of each path.
    pub last: HashMap<String, Date>,
    /// Another state to compare with.
    pub base: Option<Base>,
}

/// Another state to compare with: the branch that a change is to go to.
#[derive(Debug, Default)]
pub struct Base {
    /// Its name as given.
    pub name: String,
    /// The texts, in that state, of the files in the folders of the records that differ from today's or are gone.
    /// Files of the same text in both states are not among them.
    pub texts: BTreeMap<String, String>,
    /// Paths that changed on this side since both parted, committed or not; those that are gone among them.
    pub changed: BTreeSet<String>,
}
