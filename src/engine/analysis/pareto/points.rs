//! Which points are wanted, and the front that they make.

use std::time::Duration;

use super::super::super::problem::Solution;
use super::super::super::solver::Limits;

/// Which efficient points are wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Which {
    /// All.
    #[default]
    All,
    /// Of two criteria only the corners of the convex hull: what is best for some rate at which one criterion is
    /// given up for the other. They are found many times sooner. Of three criteria all.
    Supported,
}

/// What is wanted, and bounds on the effort.
#[derive(Debug, Clone, Copy)]
pub struct Effort {
    /// Which points.
    pub which: Which,
    /// Most points. If there are more, they are thinned, see [`Front::thinned`].
    pub points: usize,
    /// Most solves.
    pub solves: usize,
    /// Longest time of all solves together. Results may then depend on the machine.
    pub time: Option<Duration>,
    /// For each solve; `enough` is not used. With two criteria, a question gets so many states only if it had no
    /// answer with fewer, and all without an answer twice as many together.
    pub each: Limits,
}

impl Default for Effort {
    fn default() -> Self {
        Effort { which: Which::All, points: 40, solves: 400, time: None, each: Limits::default() }
    }
}

/// A point of the front.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Point {
    /// One solution at this point, with the problem's own value.
    pub solution: Solution,
    /// By criterion, its amount.
    pub amounts: Vec<i64>,
    /// Whether it is proved that nothing dominates it.
    pub efficient: bool,
}

/// The front, or a part of it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Front {
    /// No two have equal amounts and none dominates another; best of the first criterion first.
    pub points: Vec<Point>,
    /// Whether these are all efficient points that are wanted, and each is proved to be efficient.
    pub exact: bool,
    /// Whether it is known that there are more than the most points wanted. The rule by which they are then
    /// chosen. Two criteria: the two ends first, then always into the largest gap between neighbours, width
    /// and height as parts of the whole range; there, a point on the convex hull if there is one, else the best
    /// up to the middle, or what lies below it if that is empty. Three criteria: each next one answers the
    /// largest box of limits on the held criteria not covered yet, in the middle where the box is wide, at the
    /// upper corner where it is narrower than an even share of the range.
    ///
    /// If neither this nor `exact` holds, the effort ended, and there may be more points.
    pub thinned: bool,
    /// Number of solves.
    pub solves: usize,
}
