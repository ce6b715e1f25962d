//! Reads `words.yaml`. The build script does it and packs what it read into the program.

use super::fold::fold;
use super::kinds::{Label, RelationKind, Role, Standing};
use super::lexicon::Words;
use super::phrases::Phrases;

use crate::diagnostics::Sink;
use crate::text::{FileId, Table, Text};
use crate::yaml::{Limits, Node, parse};

/// The words of a text as `words.yaml` has it.
///
/// # Panics
/// If it is no YAML, or names a meaning that does not exist.
pub(crate) fn read(text: &str) -> Words {
    let tree = parse(FileId(0), text, Limits::default(), &mut Sink::new()).expect("words.yaml is YAML");
    let tree = &tree;
    let phrases = |key: &str| -> Phrases<()> { texts(tree, key).into_iter().collect() };
    let plain = |key: &str| texts(tree, key).iter().map(|t| fold(t).into()).collect();
    let set = |key: &str| -> Table<()> { texts(tree, key).iter().map(|t| fold(t)).collect() };
    let written = |key: &str| texts(tree, key).into_iter().map(Into::into).collect();
    let sections: Table<Role> = meanings(tree, "sections", Role::of).map(|(w, role)| (fold(&w), role)).collect();
    let months = tree.get("months").and_then(Node::items).unwrap_or_default().iter().zip(1..);
    let sides = [("good", 1), ("bad", -1), ("so_so", 0)];
    Words {
        section_starts: sections.iter().map(|(w, _)| w.split(' ').next().unwrap_or_default().to_string()).collect(),
        sections,
        labels: meanings(tree, "labels", Label::of).map(|(w, label)| (fold(&w), label)).collect(),
        statuses: meanings(tree, "statuses", Standing::of).collect(),
        before_status: set("before_status"),
        negations: set("negations"),
        later_words: set("later_words"),
        weak: set("weak"),
        verbs: meanings(tree, "verbs", RelationKind::of).collect(),
        partly: phrases("partly"),
        part_of: phrases("part_of"),
        part_names: phrases("part_names"),
        part_for: phrases("part_for"),
        until: phrases("until"),
        this_record: phrases("this_record"),
        superseded_by_spellings: written("superseded_by_spellings"),
        supersedes_spellings: written("supersedes_spellings"),
        nobody: set("nobody"),
        sentence_start: written("sentence_start"),
        sentence_steps: written("sentence_steps"),
        cuts: cuts(texts(tree, "also")),
        chosen: phrases("chosen"),
        choosing: phrases("choosing"),
        refusing: phrases("refusing"),
        leaving: phrases("leaving"),
        instead: phrases("instead"),
        after_choice: phrases("after_choice"),
        also: phrases("also"),
        or: phrases("or"),
        record_words: set("record_words"),
        strong_prefixes: plain("strong_prefixes"),
        beside_folders: set("beside_folders"),
        own_file: set("own_file"),
        open_ids: plain("open_ids"),
        around: around(tree),
        measures: phrases("measures"),
        because: phrases("because"),
        sides: sides.iter().flat_map(|(key, side)| texts(tree, key).into_iter().map(|t| (t, *side))).collect(),
        months: months.flat_map(|(names, n)| strings(names).into_iter().map(move |w| (fold(&w), n))).collect(),
        prefixes: set("prefixes"),
        plain_prefixes: set("plain_prefixes"),
        title_prefixes: set("title_prefixes"),
        folders: written("folders"),
        folder_names: set("folder_names"),
        folder_hints: set("folder_hints"),
        indexes: set("indexes"),
        templates: plain("templates"),
        template_company: plain("template_company"),
        companions: plain("companions"),
        companion_ends: plain("companion_ends"),
        placeholders: set("placeholders"),
        link_blanks: set("link_blanks"),
        web_endings: set("web_endings"),
    }
}

/// Signs that end the first part of a heading, and words that join parts with spaces around them.
fn cuts(joints: Vec<String>) -> Vec<Text> {
    let signs = [":", "：", " - ", " – ", " — ", "(", "/", "&"].map(String::from);
    let words = joints.iter().filter(|w| w.is_ascii()).map(|w| format!(" {w} "));
    signs.into_iter().chain(words).map(Into::into).collect()
}

/// The phrases with a place for the target: what stands before it and behind it.
fn around(tree: &Node) -> Vec<(RelationKind, Text, Text)> {
    let relation = |word: &str| Some(Label::of(word)?.relation()?.0);
    let halves = |(phrase, kind): (String, RelationKind)| {
        phrase.split_once('…').map(|(before, behind)| (kind, fold(before).into(), fold(behind).into()))
    };
    meanings(tree, "around", relation).filter_map(halves).collect()
}

fn strings(node: &Node) -> Vec<String> {
    node.items().unwrap_or_default().iter().filter_map(|n| n.text().map(str::to_string)).collect()
}

fn texts(tree: &Node, key: &str) -> Vec<String> {
    tree.get(key).map(strings).unwrap_or_default()
}

/// Words with what they mean.
fn meanings<M: Copy>(tree: &Node, key: &'static str, of: fn(&str) -> Option<M>) -> impl Iterator<Item = (String, M)> {
    let entries = tree.get(key).and_then(Node::entries).unwrap_or_default();
    entries.iter().flat_map(move |e| {
        let meaning = of(&e.key).unwrap_or_else(|| panic!("words.yaml: `{}` is not known in {key}", e.key));
        strings(&e.value).into_iter().map(move |w| (w, meaning))
    })
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    use super::*;

    #[test]
    fn every_word_has_one_meaning() {
        let mut sink = Sink::new();
        let tree = parse(FileId(0), include_str!("words.yaml"), Limits::default(), &mut sink).expect("YAML");
        assert!(sink.is_empty());
        for key in ["sections", "labels", "statuses", "verbs"] {
            let mut seen: HashMap<String, String> = HashMap::new();
            for (word, name) in meanings(&tree, key, |name| Some(name.len())).zip(names(&tree, key)) {
                if let Some(before) = seen.insert(fold(&word.0), name.clone()) {
                    assert_eq!(before, name, "`{}` stands twice in {key}", word.0);
                }
            }
        }
    }

    fn names(tree: &Node, key: &str) -> Vec<String> {
        let entries = tree.get(key).and_then(Node::entries).unwrap_or_default();
        entries.iter().flat_map(|e| vec![e.key.to_string(); strings(&e.value).len()]).collect()
    }

    #[test]
    fn the_program_holds_what_the_file_says() {
        let packed = postcard::to_allocvec(&read(include_str!("words.yaml"))).expect("plain data");
        assert!(packed.as_slice() == include_bytes!(concat!(env!("OUT_DIR"), "/words.bin")));
    }
}
