//! The model in files that other solvers read, so that an optimum can be checked without this
//! program: linear programs ([`Format::Lp`], [`Format::Mps`]), a pseudo-Boolean program
//! ([`Format::Opb`]) and a cost function network ([`Format::Wcsp`]).
//!
//! Every file states how its optimum becomes the value of [`Problem::evaluate`], in one line of the
//! form `value = CONSTANT + objective` or `value = CONSTANT - objective`. The same model and names
//! make the same text, byte for byte.

mod checks;
mod format;
mod labels;
mod linear;
mod lp;
mod mps;
mod names;
mod opb;
mod wcsp;

use self::checks::{check_names, check_problem};
use self::labels::Labels;
use self::linear::Linear;
use super::problem::Problem;

pub use checks::ExportError;
pub use format::Format;
pub use names::Names;

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
