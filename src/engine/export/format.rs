//! The formats: what their files are called, and how large numbers may be.

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
    pub(super) fn capacity(self) -> i128 {
        match self {
            Format::Lp | Format::Mps => 1 << 53,
            Format::Opb => i64::MAX as i128,
            Format::Wcsp => 1 << 58,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn endings_name_formats() {
        assert_eq!(Format::of_extension("LP"), Some(Format::Lp));
        assert_eq!(Format::of_extension("txt"), None);
        for format in Format::ALL {
            assert_eq!(Format::of_extension(format.extension()), Some(format));
        }
    }
}
