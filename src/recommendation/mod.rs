//! The recommendation: one plain value that everything after the engine sees, and its assembly.

mod advice;
mod bought;
mod budget;
mod build;
mod choose;
mod chosen;
mod comparison;
mod compliance;
mod context;
mod courses;
mod estimates;
mod explain;
mod extent;
mod flips;
mod flows;
mod frameworks;
mod lifecycle;
mod losses;
mod matrix;
mod migration;
mod paid;
mod portfolio;
mod reliability;
mod robust;
mod robustness;
mod study;
mod switches;
mod tradeoffs;
mod types;
mod whole;

pub use bought::Bought;
pub use budget::{BudgetVerdict, Verdict};
pub use build::{Evidence, Ground, model_of, recommend, recommend_with_evidence};
pub use comparison::{Comparison, Kept, Side, Summary, compare};
pub use compliance::gaps;
pub use courses::{Breakpoint, Course, courses, growth, numeric_questions};
pub use estimates::{Charged, CostLine, Estimate, Input, ProductCost, Purchase, Purchases, Sizing};
pub use explain::{Against, Explanation, Node, NodeKind};
pub use extent::{Extent, Losses};
pub use flips::{Change, Flip, Flips, Win};
pub use flows::{FlowEdge, FlowKind, FlowLane, FlowPart, FlowPlace, Flows, Operator};
pub use frameworks::{
    ClassGround, Compliance, ComplianceDuty, ComplianceStatement, DataBoundary, Gap, Grounds, Need, OperatorControl,
    PolicySet, RiskClass, ServiceScope, WeakSpot,
};
pub use matrix::{Criterion, Matrix, Row};
pub use migration::{Migration, Move, Stays};
pub use portfolio::{Apart, Member, Portfolio, Shared, Standard, portfolio};
pub use reliability::{Advised, Availability, AvailabilityRaise, PathAvailability, PathPart, Together};
pub use robust::RobustChoice;
pub use robustness::{Firmness, Rival, Robustness, Stake, Tilt, Turn, WeightRange, loss_of_keeping};
pub use study::Study;
pub use tradeoffs::{Axis, Efficient, Over, Tradeoffs};
pub use types::*;
pub use whole::{FORMAT, Recommendation};
