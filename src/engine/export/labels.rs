//! Names that every format and reader takes: short words of letters, digits and `_`.

use std::collections::BTreeSet;

use super::names::Names;

/// The longest word, before a number that tells it from another. Readers of LP files know names of
/// 255 characters; the longest here are a mark and four words.
const LONGEST: usize = 28;

/// The words for the parts of a model, each unlike the others of its list.
#[derive(Debug)]
pub(super) struct Labels {
    pub(super) blocks: Vec<String>,
    pub(super) options: Vec<Vec<String>>,
    pub(super) facilities: Vec<String>,
    pub(super) rows: Vec<String>,
}

impl Labels {
    pub(super) fn of(names: &Names) -> Labels {
        Labels {
            blocks: words(&names.blocks, "block"),
            options: names.options.iter().map(|n| words(n, "option")).collect(),
            facilities: words(&names.facilities, "facility"),
            rows: words(&names.rows, "row"),
        }
    }
}

/// A word per name; names that come out the same are numbered from the second on.
fn words(names: &[String], otherwise: &str) -> Vec<String> {
    let mut taken = BTreeSet::new();
    let mut unlike = |name: &String| {
        let word = match plain(name) {
            w if w.is_empty() => String::from(otherwise),
            w => w,
        };
        let numbered = (2..).map(|n| format!("{word}_{n}"));
        let free = std::iter::once(word.clone()).chain(numbered).find(|w| !taken.contains(w));
        let free = free.unwrap_or(word);
        taken.insert(free.clone());
        free
    };
    names.iter().map(&mut unlike).collect()
}

/// Letters and digits; what stands between them becomes one `_`.
fn plain(name: &str) -> String {
    let parts = name.split(|c: char| !c.is_ascii_alphanumeric()).filter(|p| !p.is_empty());
    let mut word = parts.collect::<Vec<_>>().join("_");
    word.truncate(LONGEST);
    String::from(word.trim_end_matches('_'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_plain_short_and_unlike() {
        let long = "a".repeat(40);
        let names = ["Azure: ML/Studio", "azure", "", "ß", "azure", "azure_2", &long, "9 lives"];
        let names: Vec<String> = names.into_iter().map(String::from).collect();
        let expected = ["Azure_ML_Studio", "azure", "row", "row_2", "azure_2", "azure_2_2", &long[..28], "9_lives"];
        assert_eq!(words(&names, "row"), expected);
    }
}
