//! Ranges: low and high bound a figure, likely is the best single value.

use serde::{Deserialize, Serialize};

/// A range of a figure: low and high bound it, likely is the best single value.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
pub struct Range {
    /// The low end.
    pub low: f64,
    /// The best single value.
    pub likely: f64,
    /// The high end.
    pub high: f64,
}

impl Range {
    /// A figure known exactly.
    pub fn exact(n: f64) -> Self {
        Range { low: n, likely: n, high: n }
    }

    /// The sum of two ranges.
    #[must_use]
    pub fn plus(self, o: Range) -> Range {
        Range { low: self.low + o.low, likely: self.likely + o.likely, high: self.high + o.high }
    }

    /// The product of two ranges, by interval arithmetic.
    #[must_use]
    pub fn times(self, o: Range) -> Range {
        self.corners(o, self.likely * o.likely, |a, b| a * b)
    }

    pub(super) fn corners(self, o: Range, likely: f64, f: impl Fn(f64, f64) -> f64) -> Range {
        let all = [f(self.low, o.low), f(self.low, o.high), f(self.high, o.low), f(self.high, o.high)];
        Range {
            low: all.iter().copied().fold(f64::INFINITY, f64::min),
            likely,
            high: all.iter().copied().fold(f64::NEG_INFINITY, f64::max),
        }
    }

    pub(super) fn each(self, f: impl Fn(f64) -> f64) -> Range {
        Range { low: f(self.low), likely: f(self.likely), high: f(self.high) }
    }

    pub(super) fn pairwise(self, o: Range, f: impl Fn(f64, f64) -> f64) -> Range {
        Range { low: f(self.low, o.low), likely: f(self.likely, o.likely), high: f(self.high, o.high) }
    }
}
