//! What ends before the system does.

use super::outcome::Outcome;
use crate::catalog::*;
use crate::requirements::Requirements;

/// Options whose product ends within the life of the system are out where their block has another that is
/// open by all other rules and by the user's demands. Where it has none they stay: something must be
/// chosen, and its end is a risk. So do those without which a demand could not be met: who asks for
/// nothing else is told of the end, not refused.
pub(super) fn outlive(catalog: &Catalog, requirements: &Requirements, rules: &[RuleId], out: &mut Outcome) {
    let mut ending: Vec<(OptionRef, RuleId)> = Vec::new();
    for rule in rules {
        for effect in &catalog.rules[rule.at()].effects {
            if let Effect::Exclude(options) = effect {
                ending.extend(options.iter().map(|o| (*o, *rule)));
            }
        }
    }
    ending.sort_unstable();
    let ends = |o: &OptionRef| ending.iter().any(|e| e.0 == *o);
    let demands = &requirements.constraints;
    let last_way =
        |o: &OptionRef| demands.iter().any(|d| d.require && d.options.contains(o) && d.options.iter().all(&ends));
    for of_block in ending.chunk_by(|a, b| a.0.block == b.0.block) {
        let block = of_block[0].0.block;
        let spare = open(catalog, requirements, out, block).into_iter().any(|o| !ends(&o));
        for (option, rule) in of_block {
            if spare && !last_way(option) {
                out.excluded.push((*option, *rule));
            } else {
                out.outlived.push((*option, *rule));
            }
        }
    }
}

/// The options of a block that no rule so far and no demand takes out.
fn open(catalog: &Catalog, requirements: &Requirements, out: &Outcome, block: BlockId) -> Vec<OptionRef> {
    let mut open: Vec<OptionRef> =
        (0..catalog.blocks[block.at()].options.len() as u16).map(|option| OptionRef { block, option }).collect();
    for (option, _) in out.excluded.iter().filter(|e| e.0.block == block) {
        open.retain(|o| o != option);
    }
    for (_, kept, _) in out.required.iter().filter(|r| r.0 == block) {
        open.retain(|o| kept.contains(o));
    }
    for demand in &requirements.constraints {
        match demand.require {
            true if demand.options.iter().all(|o| o.block == block) => open.retain(|o| demand.options.contains(o)),
            true => {}
            false => open.retain(|o| !demand.options.contains(o)),
        }
    }
    open
}
