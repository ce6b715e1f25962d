//! The model in files that other solvers read, so that an optimum can be checked without this
//! program: linear programs ([`Format::Lp`], [`Format::Mps`]), a pseudo-Boolean program
//! ([`Format::Opb`]) and a cost function network ([`Format::Wcsp`]).
//!
//! Every file states how its optimum becomes the value of [`Problem::evaluate`], in one line of the
//! form `value = CONSTANT + objective` or `value = CONSTANT - objective`. The same model and names
//! make the same text, byte for byte.

mod labels;
mod linear;
mod lp;
mod mps;
mod opb;
mod wcsp;

use self::labels::Labels;
use self::linear::Linear;
use super::problem::{Place, Problem};

/// A format that solvers read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Format {
    /// CPLEX LP: a mixed-integer program to be read by people.
    Lp,
    /// Free MPS: a mixed-integer program that every such solver reads.
    Mps,
    /// The format of the pseudo-Boolean competitions.
    Opb,
    /// toulbar2's weighted constraint satisfaction problem.
    Wcsp,
}

impl Format {
    /// All formats.
    pub const ALL: [Format; 4] = [Format::Lp, Format::Mps, Format::Opb, Format::Wcsp];

    /// The ending of a file's name, without the dot.
    pub fn extension(self) -> &'static str {
        match self {
            Format::Lp => "lp",
            Format::Mps => "mps",
            Format::Opb => "opb",
            Format::Wcsp => "wcsp",
        }
    }

    /// The format of files with this ending, in letters of any case.
    pub fn of_extension(extension: &str) -> Option<Format> {
        Format::ALL.into_iter().find(|f| f.extension().eq_ignore_ascii_case(extension))
    }

    /// The greatest sum of coefficients that solvers of the format compute exactly: those of linear
    /// programs have 53 bits for a number, toulbar2 divides the range of 64 bits by 18.
    fn capacity(self) -> i128 {
        match self {
            Format::Lp | Format::Mps => 1 << 53,
            Format::Opb => i64::MAX as i128,
            Format::Wcsp => 1 << 58,
        }
    }
}

/// What people call the parts of a model, in its order. Names need be neither unique nor plain.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Names {
    /// Blocks.
    pub blocks: Vec<String>,
    /// Options of each block.
    pub options: Vec<Vec<String>>,
    /// Facilities.
    pub facilities: Vec<String>,
    /// Linear rows.
    pub rows: Vec<String>,
}

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

/// The model as text in a format.
///
/// # Errors
/// If the names do not fit the model, the model is malformed, or its numbers are too large for the
/// solvers of the format. A model without any solution is no error.
pub fn write(problem: &Problem, names: &Names, format: Format) -> Result<String, ExportError> {
    check_names(problem, names)?;
    check_problem(problem)?;
    let labels = Labels::of(names);
    if format == Format::Wcsp {
        return wcsp::write(problem, &labels);
    }
    let linear = Linear::of(problem, &labels);
    linear.fit(format.capacity())?;
    Ok(match format {
        Format::Lp => lp::write(&linear),
        Format::Mps => mps::write(&linear),
        _ => opb::write(&linear),
    })
}

fn check_names(problem: &Problem, names: &Names) -> Result<(), ExportError> {
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
fn check_problem(problem: &Problem) -> Result<(), ExportError> {
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

#[cfg(test)]
mod tests {
    use super::super::problem::{Entry, FORBIDDEN, Facility, Pair, Row};
    use super::*;

    fn words(list: &[&str]) -> Vec<String> {
        list.iter().copied().map(String::from).collect()
    }

    /// Every kind of thing once; the best value is 9, by `postgres` on `vm`.
    pub(super) fn small() -> (Problem, Names) {
        let bar = |x, y| Entry { x, y, value: FORBIDDEN };
        let entries = vec![Entry { x: 0, y: 0, value: 2 }, bar(0, 1), bar(1, 1), Entry { x: 1, y: 2, value: -3 }];
        let problem = Problem {
            blocks: vec![vec![5, 4, FORBIDDEN], vec![2, 9, 7]],
            pairs: vec![Pair { a: 0, b: 1, entries }],
            facilities: vec![Facility { burden: 6, users: vec![(1, 1), (1, 2)] }],
            rows: vec![
                Row { options: vec![((0, 0), 30), ((1, 0), 10)], facilities: vec![(0, 20)], limit: 45 },
                Row { limit: 1, ..Row::default() },
            ],
        };
        let names = Names {
            blocks: words(&["data base", "host"]),
            options: vec![words(&["postgres", "my-sql", "old"]), words(&["vm", "on prem", "cloud"])],
            facilities: words(&["azure"]),
            rows: words(&["budget", ""]),
        };
        (problem, names)
    }

    /// A block without options, one without allowed options, and a row that never holds.
    pub(super) fn hopeless() -> (Problem, Names) {
        let problem = Problem {
            blocks: vec![Vec::new(), vec![FORBIDDEN]],
            rows: vec![Row { limit: -1, ..Row::default() }],
            ..Problem::default()
        };
        let names = Names {
            blocks: words(&["none", "bad"]),
            options: vec![Vec::new(), words(&["a"])],
            rows: words(&["never"]),
            ..Names::default()
        };
        (problem, names)
    }

    #[test]
    fn endings_name_formats() {
        assert_eq!(Format::of_extension("LP"), Some(Format::Lp));
        assert_eq!(Format::of_extension("txt"), None);
        for format in Format::ALL {
            assert_eq!(Format::of_extension(format.extension()), Some(format));
        }
    }

    #[test]
    fn names_must_fit() {
        let (problem, mut names) = small();
        names.options[1].pop();
        let expected = ExportError::Names { what: "options", expected: 3, found: 2 };
        assert_eq!(write(&problem, &names, Format::Lp), Err(expected));
    }

    #[test]
    fn parts_must_exist() {
        let (mut problem, names) = small();
        problem.facilities[0].users.push((1, 3));
        let expected = ExportError::Malformed { what: "facility", index: 0 };
        assert_eq!(write(&problem, &names, Format::Opb), Err(expected));
    }

    #[test]
    fn numbers_must_be_exact() {
        let (mut problem, names) = small();
        problem.rows[0].limit = 1 << 53;
        let part = String::from("row.budget");
        let expected = ExportError::TooLarge { part, sum: (1 << 53) + 60 };
        assert_eq!(write(&problem, &names, Format::Mps), Err(expected));
        assert!(write(&problem, &names, Format::Opb).is_ok());
        problem.blocks[0][0] = 1 << 60;
        assert!(matches!(write(&problem, &names, Format::Wcsp), Err(ExportError::TooLarge { .. })));
    }

    #[test]
    fn nothing_to_choose_is_a_model_too() {
        for format in Format::ALL {
            let text = write(&Problem::default(), &Names::default(), format).expect("written");
            assert!(text.contains("never"), "{text}");
        }
    }
}
