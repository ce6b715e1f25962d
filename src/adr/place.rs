//! What the path of a file says: the id, and whether a record is to be expected there.

use std::ops::Range;

use super::fold::fold;
use super::identity::{of_name, stem};
use super::log::file_name;
use super::model::{Id, Identity, Other, Scheme, Source};
use super::words::words;
use crate::text::{FileId, Span, Text};

/// What a path says.
pub(super) struct Place<'a> {
    /// The name without its ending; of a folder that holds one record, the folder's.
    pub(super) stem: &'a str,
    /// The id in the name, with where it was found.
    pub(super) id: Option<Identity>,
    /// The bytes of the id in `stem`.
    pub(super) id_range: Range<usize>,
    /// Folders that say that records are here: 2 by name, 1 perhaps.
    pub(super) folder: u8,
    /// The folders above, from the nearest.
    pub(super) folders: Vec<&'a str>,
    /// The name alone says that this is no record.
    pub(super) other: Option<Other>,
    /// The name may be that of a paper about a record.
    pub(super) maybe_companion: bool,
}

/// Reads a path with `/`.
pub(super) fn place(path: &str, file: FileId) -> Place<'_> {
    let mut parts = path.rsplit('/');
    let name = stem(parts.next().unwrap_or(path));
    let folders: Vec<&str> = parts.filter(|p| !p.is_empty() && *p != "." && *p != "..").collect();
    let w = words();
    let folded = fold(name);
    let index = w.indexes.contains(&folded) || w.own_file.contains(&folded);
    // `2024-05-01-slug/README.md`: the folder is the record.
    let own_folder = folders.first().filter(|_| index).and_then(|f| of_name(f).map(|found| (*f, found)));
    let own_folder = own_folder.filter(|(_, (id, _))| id.scheme != Scheme::Number || id.width >= 2);
    let nowhere = Span::new(file, 0, 0);
    let (stem, found, from) = match own_folder {
        Some((folder, found)) => (folder, Some(found), Source::Folder),
        None => (name, of_name(name), Source::FileName),
    };
    let id_range = found.as_ref().map_or(0..0, |f| f.1.clone());
    let id = found.map(|(id, _)| Identity { id, span: nowhere, from });
    let around = &folders[usize::from(from == Source::Folder).min(folders.len())..];
    let tokens: Vec<&str> = folded.split(' ').collect();
    let is = |list: &[Text], word: &str| list.iter().any(|t| *t == *word);
    let template = tokens.iter().any(|t| is(&w.templates, t))
        && tokens.iter().all(|t| is(&w.templates, t) || is(&w.template_company, t) || t.bytes().all(|b| b == b'0'));
    let pattern = tokens.first().is_some_and(|t| is(&w.open_ids, t));
    let begins = |list: &[Text]| list.iter().any(|c| folded == c.as_str() || folded.starts_with(&format!("{c} ")));
    let ends = |list: &[Text]| list.iter().any(|c| folded.ends_with(&format!(" {c}")));
    let named = |f: &str| w.folder_names.contains(&fold(f));
    // Only what lies between the record and its log counts: `examples/decisions` is a log.
    let assets = around.iter().take(4).take_while(|f| !named(f)).any(|f| w.beside_folders.contains(&fold(f)));
    let other = if template || (pattern && ends(&w.templates)) {
        Some(Other::Template)
    } else if from == Source::Folder {
        None
    } else if w.indexes.contains(&folded) {
        Some(Other::Index)
    } else if begins(&w.companions) || (assets && !folded.starts_with("adr ")) {
        Some(Other::Companion)
    } else {
        None
    };
    let hinted = |f: &str| w.folder_hints.contains(&fold(f));
    let folder =
        if around.iter().take(4).any(|f| named(f)) { 2 } else { u8::from(around.iter().take(2).any(|f| hinted(f))) };
    Place { stem, id, id_range, folder, folders, other, maybe_companion: ends(&w.companion_ends) }
}

/// Whether a file is named as a review or another paper about a record is: `0007-queues-review.md`.
pub fn is_companion_name(path: &str) -> bool {
    let folded = fold(stem(file_name(path)));
    words().companion_ends.iter().any(|c| folded.strip_suffix(c.as_str()).is_some_and(|rest| rest.ends_with(' ')))
}

impl Place<'_> {
    /// The id of the name, or its words.
    pub(super) fn id_or_slug(&self) -> Id {
        self.id.as_ref().map_or_else(|| Id::slug(self.stem), |i| i.id.clone())
    }

    /// The words of the name, as a title where the text has none.
    pub(super) fn title(&self) -> String {
        let rest = self.stem.get(self.id_range.end..).unwrap_or(self.stem);
        let words = rest.trim_matches(|c: char| !c.is_alphanumeric()).replace(['-', '_'], " ");
        let words = if words.trim().is_empty() { self.stem.to_string() } else { words };
        let mut chars = words.chars();
        chars.next().map_or_else(String::new, |c| c.to_uppercase().chain(chars).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_names_say() {
        let other = |p: &str| place(p, FileId(0)).other;
        assert_eq!(other("docs/adr/README.md"), Some(Other::Index));
        assert_eq!(other("docs/adr/template.md"), Some(Other::Template));
        assert_eq!(other("docs/adr/ADR-nnn_Any_Decision_Record_Template.md"), Some(Other::Template));
        assert_eq!(other("docs/adr/YYYY-MM-DD-template.md"), Some(Other::Template));
        assert_eq!(other("docs/adr/000-template.md"), Some(Other::Template));
        assert_eq!(other("docs/adr/0007-template-engine.md"), None);
        assert_eq!(other("docs/adr/REVIEW-0007-queues.md"), Some(Other::Companion));
        assert_eq!(other("examples/decisions/0007-queues.md"), None);
        assert_eq!(other("docs/adr/assets/ADR-003/examples/go/README.md"), Some(Other::Index));
        assert_eq!(other("docs/records/2024-05-01-queues/README.md"), None);
        let p = place("docs/records/2024-05-01_use-queues/README.md", FileId(0));
        assert_eq!((p.id_or_slug().key().as_str(), p.title().as_str()), ("2024-05-01", "Use queues"));
        assert_eq!(place("adr/[Superseded] 0004 old queues.md", FileId(0)).title(), "Old queues");
    }
}
