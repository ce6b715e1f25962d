//! The whole recommendation as a public interface: this value is the JSON, and the schema comes from it.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Serialize;

use super::estimates::Estimate;
use super::flows::Flows;
use super::frameworks::{Compliance, DataBoundary, WeakSpot};
use super::reliability::Availability;
use super::types::{
    Adoption, CatalogInfo, Checked, Checklist, CloseCall, Conflict, Decision, Inactive, OpenQuestion, Practice,
    Relaxation, RequirementsInfo, Risk, SourceInfo, Status, Variant,
};
use crate::text::Text;

/// The version of this format; it changes only when a reader could break.
pub const FORMAT: u32 = 1;

/// What `mlarch recommend` answers.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Recommendation {
    /// Version of this format.
    pub mlarch: u32,
    /// What was asked.
    pub requirements: RequirementsInfo,
    /// The catalog that answered.
    pub catalog: CatalogInfo,
    /// Whether this is the best architecture there is.
    pub status: Status,
    /// Points of the whole architecture; none if infeasible.
    pub objective: Option<f64>,
    /// An upper bound of the points, equal to the objective if optimal.
    pub bound: Option<f64>,
    /// The proof, as an independent check confirmed it; none if it grew too long to keep.
    pub proof: Option<Checked>,
    /// Share of each metric in the score, after priorities; they sum to 1.
    pub weights: BTreeMap<Text, f64>,
    /// The chosen option of each block, by group.
    pub architecture: Vec<Decision>,
    /// Blocks that need no decision, and why.
    pub inactive: Vec<Inactive>,
    /// Products to adopt or already there.
    pub products: Vec<Adoption>,
    /// What flows between the chosen options, from the sources of data to those who use the results.
    pub flows: Flows,
    /// Sizing and cost.
    pub estimate: Estimate,
    /// How available the ways of a request are; none if no way of the catalog is taken.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub availability: Option<Availability>,
    /// Frameworks that apply: class, duties, who has evidence, gaps.
    pub compliance: Vec<Compliance>,
    /// The bounds that data must stay within, and which chosen options keep them.
    pub boundaries: Vec<DataBoundary>,
    /// Known weak points of chosen options.
    pub weak_points: Vec<WeakSpot>,
    /// Risks, worst first.
    pub risks: Vec<Risk>,
    /// Practices for the chosen architecture.
    pub practices: Vec<Practice>,
    /// Lists to go through, those of the decided blocks first; only items that the answers make
    /// relevant.
    pub checklists: Vec<Checklist>,
    /// Questions that were left open, with what was assumed.
    pub open_questions: Vec<OpenQuestion>,
    /// Blocks where another option is almost as good.
    pub close_calls: Vec<CloseCall>,
    /// Other whole architectures, best first, if they were asked for.
    pub alternatives: Vec<Variant>,
    /// If infeasible: minimal sets of demands and rules that contradict each other.
    pub conflicts: Vec<Conflict>,
    /// If infeasible: the minimal changes that make it possible, those that give up least first.
    pub relaxations: Vec<Relaxation>,
    /// The documents that reasons and risks refer to.
    pub sources: Vec<SourceInfo>,
}
