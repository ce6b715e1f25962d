//! What the build script packed into the program for the linter, unpacked at first use.

use std::sync::OnceLock;

use super::needles::Needles;
use super::phrases::Sayings;
use super::technology::Technologies;
use crate::text::Text;

/// The phrases of `phrases.yaml`.
pub(super) fn sayings() -> &'static Sayings {
    static SAYINGS: OnceLock<Sayings> = OnceLock::new();
    SAYINGS.get_or_init(|| {
        let packed = include_bytes!(concat!(env!("OUT_DIR"), "/phrases.bin"));
        postcard::from_bytes(packed).expect("packed by the build script")
    })
}

/// Marks of work that is left.
pub(super) fn todos() -> &'static Needles {
    static TODOS: OnceLock<Needles> = OnceLock::new();
    TODOS.get_or_init(|| needles(&sayings().todos))
}

/// What language models leave behind.
pub(super) fn residues() -> &'static Needles {
    static RESIDUES: OnceLock<Needles> = OnceLock::new();
    RESIDUES.get_or_init(|| needles(&sayings().residues))
}

fn needles(list: &[Text]) -> Needles {
    Needles::new(list.iter().map(Text::as_str))
}

/// The names of the products of the catalog in the program.
pub(super) fn technologies() -> &'static Technologies {
    static TECHNOLOGIES: OnceLock<Technologies> = OnceLock::new();
    TECHNOLOGIES.get_or_init(|| {
        let packed = include_bytes!(concat!(env!("OUT_DIR"), "/technologies.bin"));
        postcard::from_bytes(packed).expect("packed by the build script")
    })
}
