//! The option of a block that the title of a record chooses.

use super::knowledge::Knowledge;
use crate::adr::{Word, chosen_in, words_of};
use crate::catalog::{BlockId, Find, OptionRef};

/// Words of a name or title that are looked at.
const MOST_WORDS: usize = 60;

/// The option of a block that a title chooses, or the only one that it names beside the one that goes.
pub fn option_in(knowledge: &Knowledge<'_>, block: BlockId, goes: Option<OptionRef>, title: &str) -> Option<OptionRef> {
    let catalog = knowledge.catalog;
    let count = catalog.blocks[block.at()].options.len();
    let all: Vec<OptionRef> = (0..count).map(|o| OptionRef { block, option: o as u16 }).collect();
    let names: Vec<Vec<Word<'_>>> = all.iter().map(|o| words_of(&catalog.product_of(*o).name, MOST_WORDS)).collect();
    let products = knowledge.technologies();
    // The name of an option itself, such as that of an approach, before the name of a product.
    let at = |words: &[Word<'_>]| {
        let begins = |name: &Vec<Word<'_>>| {
            !name.is_empty() && name.len() <= words.len() && name.iter().zip(words).all(|(a, b)| a.folded == b.folded)
        };
        let own = all.iter().zip(&names).filter(|(_, name)| begins(name)).max_by_key(|(_, name)| name.len());
        own.map(|(o, name)| (*o, name.len())).or_else(|| {
            let (found, n) = products.at(title, words)?;
            let product = |o: &&OptionRef| catalog.blocks[block.at()].options[o.option as usize].product;
            let exact = all.iter().find(|o| product(o) == found.product);
            let within = || all.iter().find(|o| catalog.is_within(product(o), found.product));
            Some((*exact.or_else(within)?, n))
        })
    };
    let stays = |o: &OptionRef| Some(*o) != goes;
    if let [(one, _)] = chosen_in(title, true, at)[..] {
        return Some(one).filter(stays);
    }
    let words = words_of(title, MOST_WORDS);
    let mut named: Vec<OptionRef> = Vec::new();
    let mut i = 0;
    while i < words.len() {
        let found = at(&words[i..]);
        i += found.map_or(1, |(_, n)| n);
        named.extend(found.map(|f| f.0).filter(|o| stays(o) && !named.contains(o)));
    }
    match named[..] {
        [one] => Some(one),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::{Catalog, embedded};

    fn found(catalog: &Catalog, goes: &str, title: &str) -> Option<String> {
        let goes = catalog.option(goes).unwrap_or_else(|| panic!("{goes} is in the catalog"));
        let knowledge = Knowledge::new(catalog, true, None);
        option_in(&knowledge, goes.block, Some(goes), title).map(|o| catalog.option_name(o))
    }

    #[test]
    fn a_title_tells_which_option_of_its_block_it_takes() {
        let catalog = embedded().expect("the catalog loads");
        for (goes, title, expected) in [
            ("ml_framework.pytorch", "Use scikit-learn", Some("ml_framework.scikit_learn")),
            ("ml_framework.pytorch", "Train with scikit-learn instead of PyTorch", Some("ml_framework.scikit_learn")),
            ("ml_framework.pytorch", "Use PyTorch with care", None),
            ("ml_framework.pytorch", "Stop using PyTorch", None),
            ("ml_framework.pytorch", "Keep files in PostgreSQL", None),
            ("training_topology.single_node", "Data-parallel training over several nodes", None),
        ] {
            assert_eq!(found(&catalog, goes, title).as_deref(), expected, "{title}");
        }
    }
}
