//! Why a model cannot be written.

use super::super::problem::{Place, Problem};
use super::names::Names;

/// A model cannot be written.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ExportError {
    /// Names and model do not belong together.
    #[error("{found} names for {expected} {what}")]
    Names {
        /// What is named.
        what: &'static str,
        /// How many there are.
        expected: usize,
        /// How many names there are.
        found: usize,
    },
    /// The model breaks its own rules.
    #[error("{what} {index} names an option or facility that does not exist, or rewards the use of a facility")]
    Malformed {
        /// What part of the model.
        what: &'static str,
        /// Its index there.
        index: usize,
    },
    /// A solver would not compute exactly with the numbers.
    #[error("the numbers of {part} sum to {sum}, more than solvers of this format compute exactly")]
    TooLarge {
        /// What part of the file.
        part: String,
        /// The sum of their sizes.
        sum: i128,
    },
}

/// Whether names and model belong together.
pub(super) fn check_names(problem: &Problem, names: &Names) -> Result<(), ExportError> {
    let same = |what, expected, found| {
        if expected == found { Ok(()) } else { Err(ExportError::Names { what, expected, found }) }
    };
    same("blocks", problem.blocks.len(), names.blocks.len())?;
    same("lists of options", problem.blocks.len(), names.options.len())?;
    for (options, named) in problem.blocks.iter().zip(&names.options) {
        same("options", options.len(), named.len())?;
    }
    same("facilities", problem.facilities.len(), names.facilities.len())?;
    same("rows", problem.rows.len(), names.rows.len())
}

/// The writers index freely, and write `used` as an inequality: it may be set without need, so
/// nothing may be gained by that.
pub(super) fn check_problem(problem: &Problem) -> Result<(), ExportError> {
    let exists = |&(b, o): &Place| problem.blocks.get(b).is_some_and(|options| o < options.len());
    let sound = |what, index, ok| if ok { Ok(()) } else { Err(ExportError::Malformed { what, index }) };
    for (i, p) in problem.pairs.iter().enumerate() {
        let there = p.entries.iter().all(|e| exists(&(p.a, e.x as usize)) && exists(&(p.b, e.y as usize)));
        sound("pair", i, p.a < p.b && there)?;
    }
    for (i, f) in problem.facilities.iter().enumerate() {
        sound("facility", i, f.burden >= 0 && f.users.iter().all(exists))?;
    }
    for (i, r) in problem.rows.iter().enumerate() {
        let facilities = r.facilities.iter().all(|(f, share)| *f < problem.facilities.len() && *share >= 0);
        sound("row", i, facilities && r.options.iter().all(|(place, _)| exists(place)))?;
    }
    Ok(())
}
