//! Sets of documents: which pages there are, and the template of each. A set is data, `SET/set.toml` among the
//! templates, so users change or add sets without a word of Rust.

use serde::Deserialize;

use crate::render::{TemplateError, Templates};
use crate::text::{nearest, one_of};

/// A set of documents.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DocumentSet {
    /// What it is for, in one sentence.
    pub about: String,
    /// The page that lists the sources; without one, statements link to the documents themselves.
    #[serde(default)]
    pub sources: Option<String>,
    /// The folder of decision records; without one there are none.
    #[serde(default)]
    pub records: Option<String>,
    /// The folder of pictures.
    #[serde(default)]
    pub pictures: Option<String>,
    /// The pages, in the order of reading.
    #[serde(rename = "page")]
    pub pages: Vec<PageOf>,
}

/// A page of a set.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PageOf {
    /// Where it goes, below the folder of the documents; `{block}` stands for the id of the decision's block.
    pub path: String,
    /// What it is called in a table of contents.
    pub title: String,
    /// Its template; a page that comes out empty is left out.
    pub template: String,
    /// Whether there is one page for each decision.
    #[serde(default)]
    pub each_decision: bool,
}

const FILE: &str = "/set.toml";

/// The names of all sets.
pub fn set_names(templates: &Templates) -> Vec<&str> {
    templates.iter().filter_map(|(name, _)| name.strip_suffix(FILE)).collect()
}

/// The set of a name.
///
/// # Errors
/// If there is none, or its file is faulty.
pub fn set(templates: &Templates, name: &str) -> Result<DocumentSet, SetError> {
    let Some(text) = templates.get(&format!("{name}{FILE}")) else {
        let names = set_names(templates);
        let near = nearest(name, names.iter().copied()).map_or(String::new(), |n| format!("Did you mean `{n}`? "));
        return Err(SetError::Unknown(format!("{near}Sets: {}", one_of(names.iter().copied(), 20))));
    };
    toml::from_str(text).map_err(|e| SetError::Faulty(format!("{name}{FILE}"), e.to_string()))
}

/// Why documents cannot be made.
#[derive(Debug, thiserror::Error)]
pub enum SetError {
    /// There is no set of this name; what there is.
    #[error("there is no such set of documents")]
    Unknown(String),
    /// Its file is faulty: name and mistake.
    #[error("{0} is faulty: {1}")]
    Faulty(String, String),
    /// A path leads out of the folder of the documents.
    #[error("the path `{0}` does not stay below the folder of the documents")]
    Path(String),
    /// A template is faulty.
    #[error(transparent)]
    Template(#[from] TemplateError),
}

/// Whether a path stays below the folder that it is relative to, on every system.
pub(super) fn stays_below(path: &str) -> bool {
    !path.is_empty()
        && path.split('/').all(|part| {
            !part.is_empty()
                && part.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.'))
                && !part.starts_with('.')
                && !part.ends_with('.')
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sets_of_the_program_are_sound() {
        let templates = Templates::embedded();
        let names = set_names(&templates);
        assert!(["arc42", "brief", "default"].iter().all(|n| names.contains(n)), "{names:?}");
        for name in names {
            let set = set(&templates, name).expect(name);
            for page in &set.pages {
                assert!(templates.get(&page.template).is_some(), "{name}: {} is missing", page.template);
                assert!(stays_below(&page.path.replace("{block}", "x")), "{}", page.path);
            }
        }
    }

    #[test]
    fn paths_stay_below() {
        assert!(stays_below("a/b-c_1.md"));
        for bad in ["../x", "/x", "a//b", "a/../b", ".git/x", "c:x", "a\\b", "", "a/b.", "a/ b"] {
            assert!(!stays_below(bad), "{bad}");
        }
    }
}
