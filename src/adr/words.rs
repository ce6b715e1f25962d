//! The words that records are written with: `words.yaml`, read once.

use std::collections::{HashMap, HashSet};
use std::sync::OnceLock;

use super::model::{Label, RelationKind, Role, Standing};
use crate::diagnostics::Sink;
use crate::text::FileId;
use crate::yaml::{Limits, Node, parse};

/// Everything in `words.yaml`, folded for look-ups.
pub(super) struct Words {
    /// What a heading stands for.
    pub(super) sections: HashMap<String, Role>,
    /// First words of headings.
    pub(super) section_starts: HashSet<String>,
    /// What a label stands for.
    pub(super) labels: HashMap<String, Label>,
    /// What a status word means.
    pub(super) statuses: Phrases<Standing>,
    /// Words of a status that may be that of the page.
    pub(super) weak: Vec<String>,
    /// Verbs of relations.
    pub(super) verbs: Phrases<RelationKind>,
    /// Words that make a relation hold for a part only.
    pub(super) partly: Phrases<()>,
    /// What stands between a part and the record that it is a part of.
    pub(super) part_of: Phrases<()>,
    /// What follows an id where a part is meant.
    pub(super) part_names: Phrases<()>,
    /// What follows a successor that takes the place of a part.
    pub(super) part_for: Phrases<()>,
    /// What introduces the last day of something.
    pub(super) until: Phrases<()>,
    /// A record's words for itself.
    pub(super) this_record: Phrases<()>,
    /// What introduces the chosen option.
    pub(super) chosen: Phrases<()>,
    /// What a name of something taken follows.
    pub(super) choosing: Phrases<()>,
    /// What makes such a word say the opposite.
    pub(super) refusing: Phrases<()>,
    /// What a name of something given up follows.
    pub(super) leaving: Phrases<()>,
    /// What the name of its successor follows.
    pub(super) instead: Phrases<()>,
    /// What may follow the name of something taken.
    pub(super) after_choice: Phrases<()>,
    /// What joins ids beside that.
    pub(super) or: Phrases<()>,
    /// Words for records.
    pub(super) record_words: Vec<String>,
    /// Words before the number of a title that say enough.
    pub(super) strong_prefixes: Vec<String>,
    /// Folders of papers beside records.
    pub(super) beside_folders: Vec<String>,
    /// Names of the file of a record with a folder of its own.
    pub(super) own_file: Vec<String>,
    /// What a template has in place of an id.
    pub(super) open_ids: Vec<String>,
    /// Words before and behind the target of a relation.
    pub(super) around: Vec<(RelationKind, String, String)>,
    /// What joins names.
    pub(super) also: Phrases<()>,
    /// Units of latency, throughput and cost.
    pub(super) measures: Phrases<()>,
    /// What introduces a reason.
    pub(super) because: Phrases<()>,
    /// Good (1), bad (-1) and neither (0).
    pub(super) sides: Phrases<i8>,
    /// Months, 1 to 12.
    pub(super) months: HashMap<String, u32>,
    /// Letters before a number that make it an id.
    pub(super) prefixes: Vec<String>,
    /// Those of them that mean no more than "record".
    pub(super) plain_prefixes: Vec<String>,
    /// What a title begins with that is no part of it.
    pub(super) title_prefixes: Vec<String>,
    /// Folders that hold records, as they are written.
    pub(super) folders: Vec<String>,
    /// Names of folders that say so by themselves.
    pub(super) folder_names: Vec<String>,
    /// Names of folders that may hold records.
    pub(super) folder_hints: Vec<String>,
    /// Names of lists of records and other pages.
    pub(super) indexes: Vec<String>,
    /// Words for a template.
    pub(super) templates: Vec<String>,
    /// Words that may stand beside them.
    pub(super) template_company: Vec<String>,
    /// First words of papers about a record.
    pub(super) companions: Vec<String>,
    /// Last words of such papers.
    pub(super) companion_ends: Vec<String>,
    /// What a template has in place of a value.
    pub(super) placeholders: Vec<String>,
    /// What a link has in place of a target.
    pub(super) link_blanks: Vec<String>,
    /// Last parts of addresses on the web.
    pub(super) web_endings: Vec<String>,
}

/// Phrases of one or several words, found by their first word.
pub(crate) struct Phrases<T> {
    by_first: HashMap<String, Vec<(Vec<String>, T)>>,
    /// Those in scripts without spaces, longest first.
    unspaced: Vec<(String, T)>,
}

impl<T: Copy> Phrases<T> {
    pub(crate) fn new() -> Self {
        Phrases { by_first: HashMap::new(), unspaced: Vec::new() }
    }

    pub(crate) fn add(&mut self, phrase: &str, value: T) {
        let folded = fold(phrase);
        if folded.chars().next().is_some_and(is_unspaced) {
            self.unspaced.push((folded, value));
            self.unspaced.sort_by_key(|(p, _)| std::cmp::Reverse(p.len()));
            return;
        }
        let words: Vec<String> = folded.split(' ').map(str::to_string).collect();
        let list = self.by_first.entry(words[0].clone()).or_default();
        list.push((words, value));
        list.sort_by_key(|(w, _)| std::cmp::Reverse(w.len()));
    }

    /// The longest phrase that begins at the first of these words: its value and how many words it has.
    pub(crate) fn at(&self, words: &[Word]) -> Option<(T, usize)> {
        let first = words.first()?;
        let spaced =
            self.by_first.get(first.folded.as_str()).into_iter().flatten().find(|(phrase, _)| {
                phrase.len() <= words.len() && phrase.iter().zip(words).all(|(p, w)| *p == w.folded)
            });
        if let Some((phrase, value)) = spaced {
            return Some((*value, phrase.len()));
        }
        if !first.folded.chars().next().is_some_and(is_unspaced) {
            return None;
        }
        // Each sign of such a script is a word of its own.
        let found = self.unspaced.iter().find(|(p, _)| first.folded.starts_with(p.as_str()));
        found.map(|(p, v)| (*v, p.chars().count().min(words.len())))
    }

    /// The first phrase among these words: its value, the first word and how many words.
    pub(crate) fn find(&self, words: &[Word]) -> Option<(T, usize, usize)> {
        (0..words.len()).find_map(|i| self.at(&words[i..]).map(|(v, n)| (v, i, n)))
    }

    /// The phrases of one word each.
    pub(super) fn singles(&self) -> impl Iterator<Item = (&str, T)> {
        self.by_first.values().flatten().filter(|(w, _)| w.len() == 1).map(|(w, v)| (w[0].as_str(), *v))
    }
}

/// A word of a text: folded, with its bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Word {
    pub(crate) folded: String,
    pub(crate) start: usize,
    pub(crate) end: usize,
}

/// The words of a text, letters and digits; at most `limit`. Ideographs that follow each other are words that
/// begin at each of them.
pub(crate) fn words_of(text: &str, limit: usize) -> Vec<Word> {
    let mut out: Vec<Word> = Vec::new();
    let mut open: Option<Word> = None;
    for (i, c) in text.char_indices() {
        if is_word(c) && !is_unspaced(c) {
            let word = open.get_or_insert_with(|| Word { folded: String::new(), start: i, end: i });
            fold_char(c, &mut word.folded);
            word.end = i + c.len_utf8();
            continue;
        }
        out.extend(open.take());
        if out.len() >= limit {
            return out;
        }
        if is_unspaced(c) {
            let run: String = text[i..].chars().take(8).take_while(|c| is_unspaced(*c)).collect();
            out.push(Word { folded: run, start: i, end: i + c.len_utf8() });
        }
    }
    out.extend(open);
    out
}

/// Letters of scripts that put no spaces between words.
fn is_unspaced(c: char) -> bool {
    matches!(c, '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{f900}'..='\u{faff}')
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || c == '\u{307}'
}

/// Lower case without accents; of other signs one space between words remains.
pub fn fold(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if is_word(c) {
            fold_char(c, &mut out);
        } else if !out.is_empty() && !out.ends_with(' ') {
            out.push(' ');
        }
    }
    if out.ends_with(' ') {
        out.pop();
    }
    out
}

fn fold_char(c: char, out: &mut String) {
    if c.is_ascii() {
        out.push(c.to_ascii_lowercase());
        return;
    }
    for c in c.to_lowercase() {
        let letter = match c {
            'à' | 'á' | 'â' | 'ã' | 'ä' | 'å' => 'a',
            'ç' | 'ć' | 'č' => 'c',
            'è' | 'é' | 'ê' | 'ë' => 'e',
            'ğ' => 'g',
            'ì' | 'í' | 'î' | 'ï' | 'ı' => 'i',
            'ñ' => 'n',
            'ò' | 'ó' | 'ô' | 'õ' | 'ö' => 'o',
            'ş' | 'š' => 's',
            'ù' | 'ú' | 'û' | 'ü' => 'u',
            'ß' => {
                out.push('s');
                's'
            }
            // Marks that stand apart from their letter.
            '\u{300}'..='\u{36f}' => continue,
            other => other,
        };
        out.push(letter);
    }
}

/// Whether an argument such as `Good, because ...` speaks for (1), against (-1) or neither (0).
pub(crate) fn side(argument: &str) -> Option<i8> {
    words().sides.at(&words_of(argument, 3)).map(|(side, _)| side)
}

/// Whether a text says why, by a word such as "because".
pub(crate) fn gives_reason(text: &str) -> bool {
    words().because.find(&words_of(text, usize::MAX)).is_some()
}

/// Folders that usually hold records, as a path's last names; the most specific first.
pub fn folders() -> &'static [String] {
    &words().folders
}

/// What a label or the head of a column stands for.
pub fn label(text: &str) -> Option<Label> {
    words().labels.get(&fold(text)).copied()
}

/// Words that stand in a link until somebody knows where it leads, folded.
pub fn link_blanks() -> &'static [String] {
    &words().link_blanks
}

/// Last parts of addresses on the web, folded.
pub fn web_endings() -> &'static [String] {
    &words().web_endings
}

/// The words, read at first use.
pub(super) fn words() -> &'static Words {
    static WORDS: OnceLock<Words> = OnceLock::new();
    WORDS.get_or_init(|| {
        let mut sink = Sink::new();
        let tree = parse(FileId(0), include_str!("words.yaml"), Limits::default(), &mut sink);
        read(&tree.expect("words.yaml is part of the program"))
    })
}

fn read(tree: &Node) -> Words {
    let phrases = |key: &str| {
        let mut out = Phrases::new();
        texts(tree, key).iter().for_each(|t| out.add(t, ()));
        out
    };
    let plain = |key: &str| texts(tree, key).into_iter().map(|t| fold(&t)).collect::<Vec<_>>();
    let mut sections = HashMap::new();
    for (name, list) in lists(tree, "sections") {
        let role = Role::of(name).expect("words.yaml: a known section");
        sections.extend(list.iter().map(|w| (fold(w), role)));
    }
    let mut labels = HashMap::new();
    for (name, list) in lists(tree, "labels") {
        let label = Label::of(name).expect("words.yaml: a known label");
        labels.extend(list.iter().map(|w| (fold(w), label)));
    }
    let mut statuses = Phrases::new();
    for (name, list) in lists(tree, "statuses") {
        let standing = Standing::of(name).expect("words.yaml: a known status");
        list.iter().for_each(|w| statuses.add(w, standing));
    }
    let mut verbs = Phrases::new();
    for (name, list) in lists(tree, "verbs") {
        let kind = RelationKind::of(name).expect("words.yaml: a known relation");
        list.iter().for_each(|w| verbs.add(w, kind));
    }
    let mut sides = Phrases::new();
    for (key, side) in [("good", 1), ("bad", -1), ("so_so", 0)] {
        texts(tree, key).iter().for_each(|t| sides.add(t, side));
    }
    let months = tree.get("months").and_then(Node::items).unwrap_or_default().iter().zip(1..);
    let start = |phrase: &String| phrase.split(' ').next().unwrap_or_default().to_string();
    Words {
        section_starts: sections.keys().map(start).collect(),
        sections,
        labels,
        statuses,
        weak: plain("weak"),
        verbs,
        partly: phrases("partly"),
        part_of: phrases("part_of"),
        part_names: phrases("part_names"),
        part_for: phrases("part_for"),
        until: phrases("until"),
        this_record: phrases("this_record"),
        chosen: phrases("chosen"),
        choosing: phrases("choosing"),
        refusing: phrases("refusing"),
        leaving: phrases("leaving"),
        instead: phrases("instead"),
        after_choice: phrases("after_choice"),
        also: phrases("also"),
        or: phrases("or"),
        record_words: plain("record_words"),
        strong_prefixes: plain("strong_prefixes"),
        beside_folders: plain("beside_folders"),
        own_file: plain("own_file"),
        open_ids: plain("open_ids"),
        around: around(tree),
        measures: phrases("measures"),
        because: phrases("because"),
        sides,
        months: months.flat_map(|(names, n)| strings(names).into_iter().map(move |w| (fold(&w), n))).collect(),
        prefixes: plain("prefixes"),
        plain_prefixes: plain("plain_prefixes"),
        title_prefixes: plain("title_prefixes"),
        folders: texts(tree, "folders"),
        folder_names: plain("folder_names"),
        folder_hints: plain("folder_hints"),
        indexes: plain("indexes"),
        templates: plain("templates"),
        template_company: plain("template_company"),
        companions: plain("companions"),
        companion_ends: plain("companion_ends"),
        placeholders: plain("placeholders"),
        link_blanks: plain("link_blanks"),
        web_endings: plain("web_endings"),
    }
}

/// The phrases with a place for the target: what stands before it and behind it, folded.
fn around(tree: &Node) -> Vec<(RelationKind, String, String)> {
    let entries = tree.get("around").and_then(Node::entries).unwrap_or_default();
    let kind = |key: &str| super::relation::of_label(Label::of(key)?);
    let split = |e: &crate::yaml::Entry| {
        let kind = kind(&e.key).map(|k| k.0);
        let phrases = strings(&e.value).into_iter();
        let halves = phrases.filter_map(|p| p.split_once('…').map(|(a, b)| (fold(a), fold(b))));
        halves.filter_map(|(a, b)| Some((kind?, a, b))).collect::<Vec<_>>()
    };
    entries.iter().flat_map(split).collect()
}

fn strings(node: &Node) -> Vec<String> {
    node.items().unwrap_or_default().iter().filter_map(|n| n.text().map(str::to_string)).collect()
}

fn texts(tree: &Node, key: &str) -> Vec<String> {
    tree.get(key).map(strings).unwrap_or_default()
}

fn lists<'a>(tree: &'a Node, key: &str) -> Vec<(&'a str, Vec<String>)> {
    let entries = tree.get(key).and_then(Node::entries).unwrap_or_default();
    entries.iter().map(|e| (e.key.as_str(), strings(&e.value))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn accents_case_and_signs_do_not_matter() {
        assert_eq!(fold("  **Décision-Makers**: "), "decision makers");
        assert_eq!(fold("İptal Edildi"), "iptal edildi");
        assert_eq!(fold("Außer Kraft"), "ausser kraft");
        assert_eq!(fold("状态"), "状态");
    }

    #[test]
    fn the_longest_phrase_wins() {
        let w = words();
        let at = |t: &str| w.statuses.at(&words_of(t, 8));
        assert_eq!(at("In Review (2 weeks)"), Some((Standing::Proposed, 2)));
        assert_eq!(at("No longer relevant."), Some((Standing::Deprecated, 3)));
        assert_eq!(at("已接受，2024"), Some((Standing::Accepted, 3)));
        assert_eq!(at("whatever"), None);
    }

    #[test]
    fn every_word_has_one_meaning() {
        let mut sink = Sink::new();
        let tree = parse(FileId(0), include_str!("words.yaml"), Limits::default(), &mut sink).expect("YAML");
        assert!(sink.is_empty());
        for key in ["sections", "labels", "statuses", "verbs"] {
            let mut seen: HashMap<String, &str> = HashMap::new();
            for (name, list) in lists(&tree, key) {
                for word in list {
                    if let Some(before) = seen.insert(fold(&word), name) {
                        assert_eq!(before, name, "`{word}` stands twice in {key}");
                    }
                }
            }
        }
    }
}
