//! Reads `phrases.yaml`. The build script does it and packs what it read into the program.

use std::collections::{BTreeMap, BTreeSet};

use super::phrases::{Sayings, start};
use crate::adr::fold;
use crate::diagnostics::Sink;
use crate::text::{FileId, Table, Text};
use crate::yaml::{Limits, Node, parse};

/// The phrases of a text as `phrases.yaml` has it.
///
/// # Panics
/// If it is no YAML.
pub(crate) fn read(text: &str) -> Sayings {
    let tree = parse(FileId(0), text, Limits::default(), &mut Sink::new()).expect("phrases.yaml is YAML");
    let texts = |key: &str| -> Vec<String> {
        let items = tree.get(key).and_then(Node::items).unwrap_or_default();
        items.iter().filter_map(|n| n.text().map(str::to_string)).collect()
    };
    let as_written = |key: &str| texts(key).into_iter().map(Text::from).collect();
    let folded = |key: &str| -> Table<()> { texts(key).iter().map(|t| fold(t)).collect() };
    // What may have nothing after it goes before what may.
    let whole = texts("placeholders").into_iter().map(|t| (t, true));
    let placeholders = whole.chain(texts("placeholder_starts").into_iter().map(|t| (t, false))).collect();
    let firsts = ["placeholder_starts", "placeholders", "orders"].iter().flat_map(|k| texts(k));
    let firsts = firsts.filter_map(|t| t.bytes().next()).flat_map(|b| [b.to_ascii_lowercase(), b.to_ascii_uppercase()]);
    let mut sentences: BTreeMap<String, Vec<Text>> = BTreeMap::new();
    for s in texts("sentences") {
        sentences.entry(start(&s).to_string()).or_default().push(s.into());
    }
    Sayings {
        unwritten: texts("unwritten").into_iter().collect(),
        nothing: folded("nothing"),
        todos: as_written("todos"),
        placeholders,
        placeholder_bytes: firsts.collect::<BTreeSet<_>>().into_iter().collect(),
        orders: folded("orders"),
        residues: as_written("residues"),
        besides: folded("besides"),
        joint_choices: folded("joint_choices"),
        option_words: folded("option_words"),
        ordinals: texts("ordinals").iter().map(|t| fold(t).into()).collect(),
        small_words: folded("small_words"),
        sentences: sentences.into_iter().collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_program_holds_what_the_file_says() {
        let packed = postcard::to_allocvec(&read(include_str!("phrases.yaml"))).expect("plain data");
        assert!(packed.as_slice() == include_bytes!(concat!(env!("OUT_DIR"), "/phrases.bin")));
    }
}
