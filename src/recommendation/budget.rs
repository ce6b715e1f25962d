//! The bill of a month against the budget, and what no price is known for.

use std::collections::BTreeSet;

use schemars::JsonSchema;
use serde::Serialize;

use super::types::Span;
use crate::catalog::{Catalog, OptionRef};
use crate::engine::{Situation, Solution};
use crate::estimate::Estimates;
use crate::requirements::Budget;
use crate::text::Text;

/// How the monthly cost of services and machines stands to the budget.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct BudgetVerdict {
    /// The budget, a month.
    pub monthly: f64,
    /// Nothing whose likely cost is above it is recommended.
    pub hard: bool,
    /// How the bill stands to it.
    pub verdict: Verdict,
    /// The same in words.
    pub text: Text,
}

/// How a bill stands to a budget.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// Even the highest cost is within it, and everything chosen has a price.
    Kept,
    /// The likely cost is within it, the highest is not.
    AtRisk,
    /// What has a price is within it; what the rest costs is not known.
    Open,
    /// The likely cost is above it.
    Broken,
}

impl Verdict {
    fn of(monthly: Span, limit: f64, unpriced: bool) -> Verdict {
        // The search counts cents; less is no difference.
        let over = |cost: f64| cost > limit + 0.5;
        match (over(monthly.likely), over(monthly.high), unpriced) {
            (true, ..) => Verdict::Broken,
            (_, true, _) => Verdict::AtRisk,
            (.., true) => Verdict::Open,
            _ => Verdict::Kept,
        }
    }

    fn words(self) -> &'static str {
        match self {
            Verdict::Kept => "kept",
            Verdict::AtRisk => "kept by the likely cost, not by the highest",
            Verdict::Open => "cannot be confirmed, as not everything chosen has a known price",
            Verdict::Broken => "not kept",
        }
    }
}

/// How a bill stands to the budget that the requirements state.
pub(super) fn verdict(budget: Option<Budget>, monthly: Span, unpriced: &[Text]) -> Option<BudgetVerdict> {
    budget.map(|b| {
        let verdict = Verdict::of(monthly, b.monthly, !unpriced.is_empty());
        BudgetVerdict { monthly: b.monthly, hard: b.hard, verdict, text: Text::from(verdict.words()) }
    })
}

/// The names of the chosen products that are paid for at a price that is not known.
pub(super) fn unpriced(catalog: &Catalog, e: &Estimates, picked: &[OptionRef]) -> Vec<Text> {
    let chosen = picked.iter().map(|o| catalog.blocks[o.block.at()].options[o.option as usize].product);
    let bare: BTreeSet<Text> =
        chosen.filter(|p| e.unpriced(catalog, *p)).map(|p| catalog.products[p.at()].name.clone()).collect();
    bare.into_iter().collect()
}

/// The same for a solution.
pub(super) fn unpriced_in(s: &Situation<'_>, solution: &Solution) -> Vec<Text> {
    unpriced(s.catalog, &s.estimates, &s.model.picked(s.catalog, solution))
}

/// The likely monthly cost of a solution.
pub(super) fn monthly(s: &Situation<'_>, solution: &Solution) -> f64 {
    s.model.cost(solution) as f64 / 100.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_has_no_price_keeps_no_budget() {
        let bill = Span { low: 50.0, likely: 80.0, high: 120.0 };
        assert_eq!(Verdict::of(bill, 130.0, false), Verdict::Kept);
        assert_eq!(Verdict::of(bill, 130.0, true), Verdict::Open);
        assert_eq!(Verdict::of(bill, 100.0, true), Verdict::AtRisk);
        assert_eq!(Verdict::of(bill, 70.0, true), Verdict::Broken);
        assert_eq!(Verdict::of(bill, 79.9, false), Verdict::AtRisk, "less than half a dollar is no difference");
    }
}
