//! The choice that loses least in the worst case: minimax regret over scenarios.
//!
//! A scenario is a whole problem. Some of its blocks stand for decisions that are taken once, for all
//! scenarios; the others are chosen when the scenario is known. The regret of a common choice in a scenario
//! is what the best with that choice falls short of the best there is (Savage, "The theory of statistical
//! decision", Journal of the American Statistical Association 46, 1951; Kouvelis and Yu, "Robust discrete
//! optimization and its applications", 1997; Aissi, Bazgan and Vanderpooten, "Min-max and min-max regret
//! versions of combinatorial optimization problems: a survey", European Journal of Operational Research
//! 197(2), 2009).
//!
//! The bound: a weighted mean of regrets is never above the largest, so the choice with the least mean loses
//! no more than the best choice does in its worst case. The choice with the least mean is an optimum of one
//! ordinary problem, a mixture of the scenarios (`joint`). Weights that make the bound high are those of
//! an equilibrium of a game, scenarios against the choices met so far (`game`); each mixture's optimum is
//! one more choice. Scenarios enter only when they are the worst for some choice.
//!
//! A mean leaves a gap, as a mixture of two choices may lose less than either. Once weights bring nothing
//! more they stay, and the gap is closed by rows: choices of which no regret reaches the best known have
//! regrets near their mean, and this is known to be at least the last optimum's. Each optimum with these
//! rows is a better choice, or raises the least mean and so tightens the rows; if none is left, the best
//! known is proven. Options with which no choice can be better are closed on the way.
//!
//! Where rows cannot tell, as differences of pairs do not fit into them, and where a choice cannot be kept,
//! there are cuts, as in logic-based Benders decomposition (Hooker and Ottosson, Mathematical Programming
//! 96, 2003; Codato and Fischetti, "Combinatorial Benders' cuts for mixed-integer linear programming",
//! Operations Research 54(4), 2006): a minimal set of a choice's decisions that is enough to be no better
//! than the best known in one scenario. Choices with all of them are left out of the mixtures that follow.
//!
//! Choices that cannot be kept in some scenario come last, however little they lose elsewhere: first the
//! number of scenarios where the choice must be given up is made least (`keep`), then the largest regret
//! in the others.

mod family;
mod game;
mod joint;
mod keep;
mod search;
#[cfg(test)]
mod tests;

use super::super::solver::Limits;
use family::Family;
use search::Search;

pub use family::Scenario;
pub use search::Robust;

/// The choice that must be given up in the fewest scenarios, and among these has the smallest largest
/// regret. `options` are the numbers of options by common decision, `candidates` choices to start from.
/// `limits` are for each single optimisation, `effort` is the number of mixtures.
///
/// Nothing if there are no scenarios, if one of them has no solution (or none was found), or if something
/// does not fit together. Scenarios that are the same count each, but are solved once.
pub fn robust(
    scenarios: &[Scenario<'_>],
    options: &[usize],
    candidates: &[Vec<usize>],
    limits: Limits,
    effort: usize,
) -> Option<Robust> {
    let family = Family::new(scenarios, options, limits)?;
    let mut search = Search::new(&family, effort);
    let all: Vec<usize> = (0..family.groups.len()).collect();
    for choice in family.starts(candidates) {
        search.try_choice(&choice, &all);
    }
    // Most often there is a choice that can be kept everywhere.
    let mut bound = if search.rank.0 == 0 { search.improve(&all) } else { search.improve_kept(&all) };
    let mut least = true;
    if search.rank.0 > 0 {
        let ways = keep::ways(&mut search);
        least = ways.proven;
        let mut bounds = Vec::new();
        for kept in &ways.kept {
            bounds.push(search.improve_kept(kept));
        }
        bound = if least { bounds.into_iter().min().unwrap_or(0) } else { 0 };
    }
    Some(search.finish(bound, least))
}
