//! From documents and what exists to what is to be done: nothing of a person's is overwritten.

use std::collections::{BTreeMap, BTreeSet};

use super::document::{Document, Kind};
use super::regions::{self, Obstacle, Place, merge, only_generated};
use crate::text::digest;

/// What is to be done, and what stands in the way.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Plan {
    /// Files to write: path, text before if there is one, text after.
    pub writes: Vec<(String, Option<String>, String)>,
    /// Files to remove, with their text.
    pub removals: Vec<(String, String)>,
    /// What stands in the way.
    pub troubles: Vec<Trouble>,
    /// Pages with regions that stay as a person edited them.
    pub edits: Vec<Edit>,
    /// Files of people that will be put aside before they are overwritten.
    pub backups: BTreeSet<String>,
    /// Number of files that stay as they are.
    pub same: usize,
}

/// A file that cannot be written without losing what a person wrote.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Trouble {
    /// Its path below the folder of the documents.
    pub path: String,
    /// Why.
    pub why: Obstacle,
}

/// A page with regions that stay as a person edited them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edit {
    /// Its path below the folder of the documents.
    pub path: String,
    /// The regions.
    pub places: Vec<Place>,
    /// The page as it stands, and as it would be without the edits.
    pub texts: (String, String),
}

/// What is to be done so that documents of a set stand beside what people wrote. `force` overwrites edited regions
/// and files of others; those are to be put aside first.
pub fn plan(set: &str, documents: &[Document], existing: &BTreeMap<String, String>, force: bool) -> Plan {
    let mut out = Plan::default();
    for d in documents {
        let old = existing.get(&d.path);
        match (d.kind, old) {
            (Kind::Gone, Some(old)) => out.removals.push((d.path.clone(), old.clone())),
            (Kind::Gone, None) => {}
            (_, None) => out.writes.push((d.path.clone(), None, d.text.clone())),
            (Kind::Page, Some(old)) => {
                let forced = || merge(old, &d.text, true).map_or_else(|_| d.text.clone(), |page| page.text);
                match merge(old, &d.text, false) {
                    Ok(page) if page.edited.is_empty() => out.write(d, old, page.text),
                    _ if force => out.overwrite(d, old, forced()),
                    Ok(page) => {
                        let texts = (page.text.clone(), forced());
                        out.edits.push(Edit { path: d.path.clone(), places: page.edited, texts });
                        out.write(d, old, page.text);
                    }
                    Err(why) => {
                        out.troubles.extend(why.into_iter().map(|why| Trouble { path: d.path.clone(), why }));
                    }
                }
            }
            (Kind::Record, Some(old)) => out.write(d, old, d.text.clone()),
            (Kind::Whole, Some(old)) if untouched(set, old) => out.write(d, old, d.text.clone()),
            (Kind::Whole | Kind::Edited, Some(old)) if force => out.overwrite(d, old, d.text.clone()),
            (Kind::Whole, Some(_)) => out.troubles.push(Trouble { path: d.path.clone(), why: Obstacle::Foreign }),
            (Kind::Edited, Some(_)) => {
                let why = Obstacle::Edited(Place { region: String::from("the record"), line: 1 });
                out.troubles.push(Trouble { path: d.path.clone(), why });
            }
        }
    }
    // What an earlier run wrote and nothing calls for any more.
    let wanted: BTreeSet<&str> = documents.iter().map(|d| d.path.as_str()).collect();
    for (path, text) in existing.iter().filter(|(path, _)| !wanted.contains(path.as_str())) {
        if untouched(set, text) || (regions::is_of(set, text) && only_generated(text)) {
            out.removals.push((path.clone(), text.clone()));
        } else if regions::is_of(set, text) {
            out.troubles.push(Trouble { path: path.clone(), why: Obstacle::Left });
        }
    }
    out
}

impl Plan {
    /// Whether everything is as it should be.
    pub fn is_fresh(&self) -> bool {
        !self.is_stale() && self.edits.is_empty()
    }

    /// Whether the program has something to write or remove, or would if nothing stood in the way.
    pub fn is_stale(&self) -> bool {
        !(self.writes.is_empty() && self.removals.is_empty() && self.troubles.is_empty())
    }

    /// The same for a folder further up, and what else is to be done there.
    pub fn below(self, prefix: &str, other: Plan) -> Plan {
        let deep = |path: String| format!("{prefix}{path}");
        let mut out = other;
        out.writes.extend(self.writes.into_iter().map(|(path, old, new)| (deep(path), old, new)));
        out.removals.extend(self.removals.into_iter().map(|(path, old)| (deep(path), old)));
        out.troubles.extend(self.troubles.into_iter().map(|t| Trouble { path: deep(t.path), why: t.why }));
        out.edits.extend(self.edits.into_iter().map(|e| Edit { path: deep(e.path), ..e }));
        out.backups.extend(self.backups.into_iter().map(deep));
        out.same += self.same;
        out
    }

    fn write(&mut self, d: &Document, old: &str, text: String) {
        match text == old {
            true => self.same += 1,
            false => self.writes.push((d.path.clone(), Some(old.to_string()), text)),
        }
    }

    fn overwrite(&mut self, d: &Document, old: &str, text: String) {
        if text != old {
            self.backups.insert(d.path.clone());
        }
        self.write(d, old, text);
    }
}

/// A file that is generated as a whole, with a mark at its end that shows whether it was edited.
fn seal_whole(set: &str, path: &str, text: &str) -> String {
    let text = text.trim_end();
    let mark = mark(set, text);
    match [".yml", ".d2", ".dsl"].iter().any(|ending| path.ends_with(ending)) {
        true => format!("{text}\n# {mark}\n"),
        false => format!("{text}\n<!-- {mark} -->\n"),
    }
}

fn mark(set: &str, text: &str) -> String {
    format!("mlarch:whole {set} {}", digest([text]))
}

/// Whether a file is one that the set generated as a whole, unedited.
fn untouched(set: &str, text: &str) -> bool {
    let text = text.replace("\r\n", "\n");
    let Some((body, last)) = text.trim_end().rsplit_once('\n') else { return false };
    let last = last.strip_prefix("# ").or_else(|| last.strip_prefix("<!-- ")?.strip_suffix(" -->"));
    last.is_some_and(|l| l == mark(set, body))
}

/// A file that is generated as a whole.
pub fn whole(set: &str, path: &str, text: &str) -> Document {
    let text = seal_whole(set, path, text);
    Document { path: path.to_string(), title: None, text, kind: Kind::Whole, each_decision: false }
}
