//! Which products of the catalog a text names.

use std::collections::{HashMap, HashSet};
use std::ops::Range;

use serde::{Deserialize, Serialize};

use crate::adr::{Phrases, Word, fold, words_of};
use crate::catalog::{Catalog, ProductId};
use crate::diagnostics::Sink;
use crate::text::{FileId, Table, Text};
use crate::yaml::{Limits, Node, parse};

/// Words of a text that are looked at.
const MOST_WORDS: usize = 400;

/// A product that is named.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Technology {
    /// The product.
    pub product: ProductId,
    /// The name is one that it had, and has no more.
    pub former: bool,
}

/// What a name needs to count.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'static"))]
enum Care {
    /// Nothing.
    None,
    /// A capital inside a sentence, and all letters as the catalog writes them.
    Capital(Text),
    /// It must be the whole text.
    Whole,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'static"))]
struct Name {
    care: Care,
    found: Technology,
}

/// The names of all products.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'static"))]
pub struct Technologies {
    names: Phrases<Name>,
    /// Makers: a name after one of them that is no part of it is that of another product.
    makers: Table<()>,
}

/// `technology.yaml`.
struct Notes {
    makers: HashSet<String>,
    never: HashSet<String>,
    capital: HashSet<String>,
    still_used: HashSet<String>,
}

fn notes() -> Notes {
    let tree = parse(FileId(0), include_str!("technology.yaml"), Limits::default(), &mut Sink::new());
    let tree = tree.expect("technology.yaml is part of the program");
    let set = |key: &str| -> HashSet<String> {
        let list = tree.get(key).and_then(Node::items).unwrap_or_default();
        list.iter().filter_map(Node::text).map(fold).collect()
    };
    Notes { makers: set("makers"), never: set("never"), capital: set("capital"), still_used: set("still_used") }
}

impl Technologies {
    /// The names of a catalog.
    pub fn of(catalog: &Catalog) -> Self {
        let mut all = Names { notes: notes(), known: HashMap::new() };
        // A name that a product has today goes before one that another had.
        for former in [false, true] {
            for (i, p) in catalog.products.iter().enumerate().filter(|(_, p)| !p.inline) {
                let product = ProductId(i as u16);
                let own = fold(without_brackets(&p.name));
                if former {
                    for name in &p.former_names {
                        let folded = fold(without_brackets(name));
                        let within = folded.split(' ').all(|w| own.split(' ').any(|o| o == w));
                        let former = !within && !all.notes.still_used.contains(&folded);
                        // With its remark it is longer, and so says more than another's name without one.
                        all.add(name, Technology { product, former });
                        all.add(without_brackets(name), Technology { product, former });
                    }
                    continue;
                }
                all.add(&p.name, Technology { product, former });
                all.add(without_brackets(&p.name), Technology { product, former });
                all.add(&p.id, Technology { product, former });
                if let Some((maker, rest)) = p.name.split_once(' ')
                    && all.notes.makers.contains(&fold(maker))
                {
                    all.add(without_brackets(rest), Technology { product, former });
                }
            }
        }
        Technologies {
            names: all.known.into_iter().collect(),
            makers: catalog.makers.iter().map(|m| fold(m)).collect(),
        }
    }

    /// The product whose name begins at the first of some words of a text: the longest one, and how many words it has.
    pub(super) fn at(&self, text: &str, words: &[Word<'_>]) -> Option<(Technology, usize)> {
        let first = words.first()?;
        let counts = |(name, n): &(&Name, usize)| {
            let range = first.start..words[n - 1].end;
            match &name.care {
                _ if !is_bounded(text, &range) || self.follows_maker(text, &range) => false,
                Care::None => true,
                Care::Capital(written) => *written == text[range.clone()] && stands_out(text, &range),
                Care::Whole => false,
            }
        };
        let longest = self.names.all_at(words).filter(counts).max_by_key(|(_, n)| *n);
        longest.map(|(name, n)| (name.found, n))
    }

    fn follows_maker(&self, text: &str, range: &Range<usize>) -> bool {
        let last = text[..range.start].split_whitespace().next_back();
        last.is_some_and(|w| self.makers.contains(&fold(w)))
    }

    /// The product that the whole text names.
    pub fn whole(&self, text: &str) -> Option<Technology> {
        let words = words_of(text, 40);
        self.names.all_at(&words).find(|(_, n)| *n == words.len()).map(|(name, _)| name.found)
    }

    /// All products that a text names, with the bytes of their names.
    pub fn named(&self, text: &str) -> Vec<(Technology, Range<usize>)> {
        let words = words_of(text, MOST_WORDS);
        let mut out = Vec::new();
        let mut i = 0;
        while i < words.len() {
            match self.at(text, &words[i..]) {
                Some((found, n)) => {
                    out.push((found, words[i].start..words[i + n - 1].end));
                    i += n;
                }
                None => i += 1,
            }
        }
        out
    }
}

/// Names while they are collected.
struct Names {
    notes: Notes,
    known: HashMap<String, Name>,
}

impl Names {
    /// A name is that of the first product that has it.
    fn add(&mut self, name: &str, found: Technology) {
        let folded = fold(name);
        let care = match () {
            () if self.notes.never.contains(&folded) => Care::Whole,
            () if self.notes.capital.contains(&folded) => Care::Capital(Text::copy(name)),
            () => Care::None,
        };
        self.known.entry(folded).or_insert_with(|| Name { care, found });
    }
}

/// A name without remarks in brackets at its end.
fn without_brackets(name: &str) -> &str {
    name.find(" (").map_or(name, |at| &name[..at])
}

/// Whether a name is no part of a path, an identifier, a compound or a longer version.
fn is_bounded(text: &str, range: &Range<usize>) -> bool {
    let (before, after) = (&text[..range.start], &text[range.end..]);
    let joins = |c: char| matches!(c, '-' | '_' | '/' | '@' | '.' | '#' | '\\');
    let mut rest = after.chars();
    let open = rest.next().is_some_and(joins) && rest.next().is_some_and(char::is_alphanumeric);
    !before.ends_with(joins) && !open
}

/// Whether a capital says something here: not at the start, nor where every word has one.
fn stands_out(text: &str, range: &Range<usize>) -> bool {
    let before = text[..range.start].trim_end();
    if before.is_empty() || before.ends_with(['.', ':', '!', '?', '|', '-', '*']) {
        return false;
    }
    let others = text.split_whitespace().filter(|w| w.chars().count() > 3 && !text[range.clone()].contains(*w));
    let (all, capital) = others.fold((0, 0), |(all, capital), w| {
        (all + 1, capital + usize::from(w.chars().find(|c| c.is_alphanumeric()).is_some_and(char::is_uppercase)))
    });
    all == 0 || capital * 2 < all
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(text: &str) -> Vec<String> {
        let catalog = crate::catalog::embedded().expect("the catalog is part of the program");
        let found = Technologies::of(&catalog).named(text);
        found.iter().map(|(t, _)| catalog.products[t.product.at()].id.to_string()).collect()
    }

    #[test]
    fn names_are_found_at_word_boundaries() {
        assert_eq!(
            names("Kafka and scikit-learn on Azure Kubernetes Service"),
            ["apache_kafka", "scikit_learn", "azure_kubernetes_service"]
        );
        // Another product, whose name is not known.
        assert!(names("Azure Kubernetes").is_empty());
        assert!(names("kafka-topics, my_kafka, path/redis, gpt-4.15").is_empty());
        assert_eq!(names("Apache Airflow"), ["apache_airflow"]);
        // The remark tells two products apart.
        assert_eq!(names("Azure Machine Learning Studio (classic)"), ["azure_ml_studio_classic"]);
    }

    #[test]
    fn common_words_need_a_capital() {
        assert_eq!(names("We train with Ray on one node"), ["ray"]);
        assert!(names("A ray of light").is_empty());
        assert!(names("How To Spark Joy And Feast Tonight").is_empty());
        assert!(names("Face the facts").is_empty());
    }
}
