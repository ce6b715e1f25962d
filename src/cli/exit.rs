//! Exit codes.

/// All fine.
pub(super) const FINE: u8 = 0;
/// Findings.
pub(super) const FINDINGS: u8 = 1;
/// Bad input or usage.
pub(super) const BAD_INPUT: u8 = 2;
/// The requirements contradict each other.
pub(super) const INFEASIBLE: u8 = 3;
/// There was nothing to look at.
pub(super) const NOTHING: u8 = 3;
/// A defect of this program.
pub(super) const INTERNAL: u8 = 70;
