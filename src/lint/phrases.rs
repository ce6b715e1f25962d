//! The phrases that rules look for: `phrases.yaml`, read once.

use std::collections::{HashMap, HashSet};
use std::sync::OnceLock;

use super::needles::Needles;
use crate::adr::{Phrases, fold, words_of};
use crate::diagnostics::Sink;
use crate::text::FileId;
use crate::yaml::{Limits, Node, parse};

/// Bytes by which the sentences of templates are looked up.
const KEY: usize = 16;

/// Everything in `phrases.yaml`.
pub(super) struct Sayings {
    /// Texts of sections that nobody has written.
    pub(super) unwritten: Phrases<()>,
    /// Texts of sections that have nothing to say.
    pub(super) nothing: HashSet<String>,
    /// Marks of work that is left.
    pub(super) todos: Needles,
    /// What templates want to be replaced; true if nothing may follow.
    pub(super) placeholders: Phrases<bool>,
    /// First bytes of the first words of placeholders and orders.
    pub(super) placeholder_bytes: [bool; 256],
    /// First words of what templates order.
    pub(super) orders: HashSet<String>,
    /// What language models leave behind.
    pub(super) residues: Needles,
    /// Words of a heading over options beside the chosen one.
    pub(super) besides: HashSet<String>,
    /// A choice of several options, or of none.
    pub(super) joint_choices: HashSet<String>,
    /// What a numbered option is called.
    pub(super) option_words: HashSet<String>,
    /// `first` is 1.
    pub(super) ordinals: Vec<String>,
    /// Words that say nothing about what is chosen.
    pub(super) small_words: HashSet<String>,
    sentences: HashMap<Vec<u8>, Vec<String>>,
}

/// The phrases, read at first use.
pub(super) fn sayings() -> &'static Sayings {
    static SAYINGS: OnceLock<Sayings> = OnceLock::new();
    SAYINGS.get_or_init(|| {
        let mut sink = Sink::new();
        let tree = parse(FileId(0), include_str!("phrases.yaml"), Limits::default(), &mut sink);
        read(&tree.expect("phrases.yaml is part of the program"))
    })
}

fn read(tree: &Node) -> Sayings {
    let texts = |key: &str| -> Vec<String> {
        let items = tree.get(key).and_then(Node::items).unwrap_or_default();
        items.iter().filter_map(|n| n.text().map(str::to_string)).collect()
    };
    let folded = |key: &str| texts(key).iter().map(|t| fold(t)).collect::<HashSet<_>>();
    let mut unwritten = Phrases::new();
    texts("unwritten").iter().for_each(|t| unwritten.add(t, ()));
    let mut placeholders = Phrases::new();
    texts("placeholder_starts").iter().for_each(|t| placeholders.add(t, false));
    texts("placeholders").iter().for_each(|t| placeholders.add(t, true));
    let mut placeholder_bytes = [false; 256];
    for t in ["placeholder_starts", "placeholders", "orders"].iter().flat_map(|k| texts(k)) {
        if let Some(b) = t.bytes().next() {
            placeholder_bytes[usize::from(b.to_ascii_lowercase())] = true;
            placeholder_bytes[usize::from(b.to_ascii_uppercase())] = true;
        }
    }
    let mut sentences: HashMap<Vec<u8>, Vec<String>> = HashMap::new();
    for s in texts("sentences") {
        sentences.entry(s.as_bytes()[..KEY].to_vec()).or_default().push(s);
    }
    Sayings {
        unwritten,
        nothing: folded("nothing"),
        todos: Needles::new(texts("todos")),
        placeholders,
        placeholder_bytes,
        orders: folded("orders"),
        residues: Needles::new(texts("residues")),
        besides: folded("besides"),
        joint_choices: folded("joint_choices"),
        option_words: folded("option_words"),
        ordinals: texts("ordinals").iter().map(|t| fold(t)).collect(),
        small_words: folded("small_words"),
        sentences,
    }
}

impl Sayings {
    /// Whether a line begins with a sentence of a well-known template.
    pub(super) fn is_sentence(&self, line: &str) -> bool {
        let Some(found) = line.as_bytes().get(..KEY).and_then(|k| self.sentences.get(k)) else { return false };
        // Editors turn straight quotes into curly ones.
        let plain = |c| if c == '’' { '\'' } else { c };
        found.iter().any(|s| s.chars().eq(line.chars().map(plain).take(s.chars().count())))
    }

    /// Whether a text is all that stands where something is to be written: `TBD`, `to be written by Ana`, `...`.
    pub(super) fn is_unwritten(&self, text: &str) -> bool {
        let list = words_of(text, 8);
        if list.is_empty() {
            return !text.trim().is_empty()
                && text.trim().chars().all(|c| c.is_ascii_punctuation() || "…–—".contains(c));
        }
        // `TODO list for customers` is a text about one: a few words at most may follow.
        self.unwritten.at(&list).is_some_and(|(_, n)| list.len() <= n + 2)
    }

    /// Whether a text says that there is nothing to say: `N/A`.
    pub(super) fn is_nothing(&self, text: &str) -> bool {
        text.len() < 80 && self.nothing.contains(&fold(text))
    }
}
