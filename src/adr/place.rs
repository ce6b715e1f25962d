//! What the path of a file says: the id, and whether a record is to be expected there.

use std::ops::Range;

use super::fold::{fold, words_of};
use super::identity::{of_name, stem};
use super::model::{Id, Identity, Other, Scheme, Source};
use super::paths::file_name;
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
    /// The file may be the record that its folder is named after: `adr/use-queues/index.md`.
    maybe_folder: bool,
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
    let begins = |list: &[Text]| {
        list.iter().any(|c| folded.strip_prefix(c.as_str()).is_some_and(|r| r.is_empty() || r.starts_with(' ')))
    };
    let ends = |list: &[Text]| list.iter().any(|c| folded.strip_suffix(c.as_str()).is_some_and(|r| r.ends_with(' ')));
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
    let maybe_folder = index && from == Source::FileName && folders.get(1).is_some_and(|f| named(f)) && {
        let list = words_of(folders[0], 4);
        let stage = w.statuses.at(&list).is_some_and(|(_, n)| n.min(list.len()) == list.len());
        !named(folders[0]) && !stage && !w.beside_folders.contains(&fold(folders[0]))
    };
    Place { stem, id, id_range, folder, folders, other, maybe_companion: ends(&w.companion_ends), maybe_folder }
}

/// Whether a folder says by its name that records are in it: `adr`, `platform-decision-records`.
fn named(folder: &str) -> bool {
    let folded = fold(folder);
    let names = &words().folder_names;
    names.contains(&folded) || folded.match_indices(' ').any(|(at, _)| names.contains(&folded[at + 1..]))
}

/// Whether the path of a file alone promises a record. A number in a folder such as `architecture` does not: chapters
/// have numbers too.
pub fn promises(path: &str) -> bool {
    let path = path.replace('\\', "/");
    let place = place(&path, FileId(0));
    place.other.is_none() && (place.is_adr() || (place.folder == 2 && place.id.is_some()))
}

/// Whether the name of a file begins with a number, as those of records do, and chapters.
pub fn is_numbered(path: &str) -> bool {
    of_name(stem(file_name(path))).is_some_and(|(id, _)| id.scheme == Scheme::Number)
}

/// Whether a file is named as a review or another paper about a record is: `0007-queues-review.md`.
pub fn is_companion_name(path: &str) -> bool {
    let folded = fold(stem(file_name(path)));
    words().companion_ends.iter().any(|c| folded.strip_suffix(c.as_str()).is_some_and(|rest| rest.ends_with(' ')))
}

impl<'a> Place<'a> {
    /// The letters before the number say that it is that of a record.
    pub(super) fn is_adr(&self) -> bool {
        self.id.as_ref().is_some_and(|i| fold(&i.id.prefix).split(' ').any(|w| w == "adr"))
    }

    /// The place as that of a record which has the folder for itself, if it may be one.
    pub(super) fn as_folder(&self, file: FileId) -> Option<Place<'a>> {
        let stem = *self.folders.first().filter(|_| self.maybe_folder)?;
        let id = Identity { id: Id::slug(stem), span: Span::new(file, 0, 0), from: Source::Folder };
        let folders = self.folders.clone();
        let (id, id_range) = (Some(id), 0..0);
        Some(Place { stem, id, id_range, folder: 2, folders, other: None, maybe_companion: false, maybe_folder: false })
    }

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
        assert_eq!(other("docs/adr/0000-adr-template-de.md"), Some(Other::Template));
        assert_eq!(other("docs/adr/INDICE.md"), Some(Other::Index));
        assert_eq!(other("docs/adr/REVIEW-0007-queues.md"), Some(Other::Companion));
        assert_eq!(other("examples/decisions/0007-queues.md"), None);
        assert_eq!(other("docs/adr/assets/ADR-003/examples/go/README.md"), Some(Other::Index));
        assert_eq!(other("docs/records/2024-05-01-queues/README.md"), None);
        let p = place("docs/records/2024-05-01_use-queues/README.md", FileId(0));
        assert_eq!((p.id_or_slug().key().as_str(), p.title().as_str()), ("2024-05-01", "Use queues"));
        assert_eq!(place("adr/[Superseded] 0004 old queues.md", FileId(0)).title(), "Old queues");
        let folder = |p: &str| place(p, FileId(0)).as_folder(FileId(0)).map(|f| f.id_or_slug().text);
        assert_eq!(folder("docs/adr/use-queues/index.md").as_deref(), Some("use-queues"));
        for none in ["docs/adr/index.md", "docs/adr/superseded/index.md", "docs/adr/assets/index.md", "src/x/index.md"]
        {
            assert_eq!(folder(none), None, "{none}");
        }
    }

    #[test]
    fn a_page_of_a_folder_may_be_its_record() {
        use super::super::model::Reading;
        let read = |text: &str| super::super::read::read(FileId(0), "docs/adr/use-queues/index.md", text);
        let Reading::Adr(adr) = read("# Use queues\n\n## Context\n\nLoad.\n\n## Decision\n\nQueues.\n") else {
            panic!("a record")
        };
        assert_eq!((adr.id.text.as_str(), adr.title.value.as_str()), ("use-queues", "Use queues"));
        assert!(matches!(read("# Queues\n\n- [one](1.md)\n"), Reading::Other(Other::Index)));
    }

    #[test]
    fn what_paths_promise() {
        for yes in ["docs/adr/0001-x.md", "src/ADR-7-x.md", "docs/payment-decision-records/nr.-001-x.md"] {
            assert!(promises(yes), "{yes}");
        }
        for no in ["docs/architecture/01-overview.md", "docs/adr/README.md", "docs/adr/use-x.md", "notes/0001-x.md"] {
            assert!(!promises(no), "{no}");
        }
    }
}
