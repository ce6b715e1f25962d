//! The parts of the integer model, one after the other.

use std::collections::BTreeMap;

use super::model::{CENT, Inputs, MILLI, Meaning, Model, PartId};
use super::problem::{Entry, FORBIDDEN, Facility, Pair, Place, Problem, Row};
use super::value::Valuation;
use crate::catalog::*;
use crate::estimate::chain;
use crate::logic::Value;

/// Puts a model together of the blocks to decide, the values of their options, and the enabled hard parts.
pub(super) fn assemble(
    inputs: &Inputs<'_>,
    active: Vec<BlockId>,
    valuations: Vec<Vec<Valuation>>,
    // Ties go to the option whose id comes first: ranks weigh less than any difference in points.
    factor: i64,
    enabled: impl Fn(PartId) -> bool,
) -> Model {
    // Each demand may need a virtual block.
    let size = active.len() + inputs.requirements.constraints.len();
    let mut b = Builder {
        inputs,
        blocks: active,
        problem: Problem::default(),
        rows: Vec::new(),
        needs: BTreeMap::new(),
        tables: Tables::new(size),
        factor,
    };
    b.options(&valuations);
    b.gates();
    b.exclude(&enabled);
    b.constraints(&enabled);
    b.not_needed();
    b.pairs(&enabled);
    b.even_out();
    b.capabilities();
    b.finish_needs();
    let option_costs = b.option_costs();
    let (facilities, costs) = b.facilities(&option_costs, &enabled);
    b.finish_pairs();
    let (problem, rows, unit) = (b.problem, b.rows, MILLI * factor as f64);
    Model { problem, blocks: b.blocks, valuations, facilities, costs, option_costs, rows, unit }
}

struct Builder<'a> {
    inputs: &'a Inputs<'a>,
    blocks: Vec<BlockId>,
    problem: Problem,
    rows: Vec<Meaning>,
    needs: BTreeMap<(usize, Vec<Place>), (Vec<usize>, Meaning)>,
    tables: Tables,
    factor: i64,
}

/// Values of pairs of options, by pairs of blocks.
struct Tables {
    /// How many blocks there are.
    size: usize,
    /// By the first block and the second: which table it is, one more; 0 if there is none.
    at: Vec<u32>,
    /// By option of the first block and of the second.
    values: Vec<Vec<i64>>,
}

impl Tables {
    fn new(size: usize) -> Self {
        Tables { size, at: vec![0; size * size], values: Vec::new() }
    }

    /// The table of two blocks, the first with the smaller index; empty at first.
    fn of(&mut self, a: usize, b: usize, entries: usize) -> &mut Vec<i64> {
        let at = &mut self.at[a * self.size + b];
        if *at == 0 {
            self.values.push(vec![0; entries]);
            *at = self.values.len() as u32;
        }
        &mut self.values[*at as usize - 1]
    }

    /// All with their blocks, in order.
    fn iter_mut(&mut self) -> impl Iterator<Item = (usize, usize, &mut Vec<i64>)> {
        let size = self.size;
        let mut values: Vec<Option<&mut Vec<i64>>> = self.values.iter_mut().map(Some).collect();
        let found = self.at.iter().enumerate().filter(|(_, table)| **table != 0);
        found.filter_map(move |(i, table)| Some((i / size, i % size, values[*table as usize - 1].take()?)))
    }
}

impl Builder<'_> {
    fn catalog(&self) -> &Catalog {
        self.inputs.catalog
    }

    fn place(&self, o: OptionRef) -> Option<(usize, usize)> {
        self.blocks.binary_search(&o.block).ok().map(|b| (b, o.option as usize))
    }

    fn places(&self, options: &[OptionRef]) -> Vec<(usize, usize)> {
        options.iter().filter_map(|o| self.place(*o)).collect()
    }

    fn to_units(&self, points: f64) -> i64 {
        (points * MILLI).round() as i64 * self.factor
    }

    /// Values, and one more option "not needed" where the block hangs on another.
    fn options(&mut self, valuations: &[Vec<Valuation>]) {
        for (index, &block) in self.blocks.iter().enumerate() {
            let b = &self.catalog().blocks[block.at()];
            let mut by_id: Vec<usize> = (0..b.options.len()).collect();
            by_id.sort_by(|x, y| b.options[*x].id.cmp(&b.options[*y].id));
            let mut values: Vec<i64> = valuations[index].iter().map(|v| self.to_units(v.points())).collect();
            by_id.into_iter().enumerate().for_each(|(rank, o)| values[o] -= rank as i64);
            if !b.only_with.is_empty() {
                values.push(0);
            }
            self.problem.blocks.push(values);
        }
    }

    /// Changes the value of a pair of options; pairs within one block say nothing.
    fn pair(&mut self, x: (usize, usize), y: (usize, usize), change: impl Fn(i64) -> i64) {
        let (x, y) = if x.0 < y.0 { (x, y) } else { (y, x) };
        if x.0 == y.0 {
            return;
        }
        let width = self.problem.blocks[y.0].len();
        let entries = self.problem.blocks[x.0].len() * width;
        let entry = &mut self.tables.of(x.0, y.0, entries)[x.1 * width + y.1];
        if *entry != FORBIDDEN {
            *entry = change(*entry);
        }
    }

    /// Blocks that are needed only with certain choices elsewhere.
    fn gates(&mut self) {
        for index in 0..self.blocks.len() {
            let block = &self.inputs.catalog.blocks[self.blocks[index].at()];
            let real = block.options.len();
            let gates: Vec<(usize, Vec<usize>)> = block
                .only_with
                .iter()
                .filter_map(|(b, options)| {
                    let gate = self.blocks.binary_search(b).ok()?;
                    Some((gate, options.iter().map(|o| *o as usize).collect()))
                })
                .collect();
            if block.only_with.is_empty() {
                continue;
            }
            let mut outs = Vec::new();
            for (gate, inside) in &gates {
                for choice in 0..self.problem.blocks[*gate].len() {
                    if inside.contains(&choice) {
                        if gates.len() == 1 {
                            self.pair((index, real), (*gate, choice), |_| FORBIDDEN);
                        }
                    } else {
                        outs.push((*gate, choice));
                        for option in 0..real {
                            self.pair((index, option), (*gate, choice), |_| FORBIDDEN);
                        }
                    }
                }
            }
            if gates.len() > 1 {
                self.need((index, real), &outs, Meaning::Gate);
            }
        }
    }

    fn exclude(&mut self, enabled: &impl Fn(PartId) -> bool) {
        for (option, rule) in &self.inputs.outcome.excluded {
            if let (Some((b, o)), true) = (self.place(*option), enabled(PartId::Rule(*rule))) {
                self.problem.blocks[b][o] = FORBIDDEN;
            }
        }
        for (block, options, rule) in &self.inputs.outcome.required {
            let Ok(b) = self.blocks.binary_search(block) else { continue };
            if !enabled(PartId::Rule(*rule)) {
                continue;
            }
            let keep: Vec<usize> = options.iter().map(|o| o.option as usize).collect();
            let real = self.catalog().blocks[block.at()].options.len();
            for o in (0..real).filter(|o| !keep.contains(o)) {
                self.problem.blocks[b][o] = FORBIDDEN;
            }
        }
    }

    /// "Not needed" is worth as much as the best option that is open, so that a block which is not
    /// needed neither helps nor harms what makes it so.
    fn not_needed(&mut self) {
        for (index, &block) in self.blocks.iter().enumerate() {
            let b = &self.inputs.catalog.blocks[block.at()];
            if !b.only_with.is_empty() {
                let (none, options) = (b.options.len(), &mut self.problem.blocks[index]);
                let open = options[..none].iter().copied().filter(|v| *v != FORBIDDEN).max();
                options[none] = open.unwrap_or(0);
            }
        }
    }

    /// The user's demands. One that several blocks can meet becomes a need of a virtual block.
    fn constraints(&mut self, enabled: &impl Fn(PartId) -> bool) {
        for (i, c) in self.inputs.requirements.constraints.iter().enumerate() {
            if !enabled(PartId::Constraint(i)) {
                continue;
            }
            let options = self.places(&c.options);
            if c.require {
                let virtual_block = self.problem.blocks.len();
                self.problem.blocks.push(vec![0]);
                self.need((virtual_block, 0), &options, Meaning::Constraint(i));
            } else {
                for (b, o) in options {
                    self.problem.blocks[b][o] = FORBIDDEN;
                }
            }
        }
    }

    fn pairs(&mut self, enabled: &impl Fn(PartId) -> bool) {
        let outcome = self.inputs.outcome;
        for (pairing, sign, rule) in &outcome.pairs {
            let units = self.to_units(crossed_points(self.catalog(), *sign, *rule));
            for (x, y) in self.crossed(pairing) {
                self.pair(x, y, |v| v + units);
            }
        }
        for (pairing, rule) in &outcome.forbidden {
            if enabled(PartId::Rule(*rule)) {
                for (x, y) in self.crossed(pairing) {
                    self.pair(x, y, |_| FORBIDDEN);
                }
            }
        }
        for (pairing, rule) in &outcome.needs {
            if enabled(PartId::Rule(*rule)) {
                let any = self.places(&pairing.second);
                for option in self.places(&pairing.first).into_iter().filter(|o| !any.contains(o)) {
                    self.need(option, &any, Meaning::Rule(*rule));
                }
            }
        }
    }

    /// Good pairs of a block that is not needed: as with its own value, it counts as if its best option
    /// were there, so that a route with many coupled parts does not win by their number alone.
    fn even_out(&mut self) {
        let real: Vec<Option<usize>> = (0..self.blocks.len())
            .map(|i| {
                let block = &self.catalog().blocks[self.blocks[i].at()];
                (!block.only_with.is_empty()).then_some(block.options.len())
            })
            .collect();
        for (a, b, table) in self.tables.iter_mut() {
            let (rows, width) = (self.problem.blocks[a].len(), self.problem.blocks[b].len());
            if let Some(none) = real.get(a).copied().flatten() {
                for y in 0..width {
                    let best = (0..none).map(|x| table[x * width + y]).max().unwrap_or(0);
                    raise(&mut table[none * width + y], best);
                }
            }
            if let Some(none) = real.get(b).copied().flatten() {
                for x in 0..rows {
                    let best = (0..none).map(|y| table[x * width + y]).max().unwrap_or(0);
                    raise(&mut table[x * width + none], best);
                }
            }
        }
    }

    fn crossed(&self, pairing: &Pairing) -> Vec<((usize, usize), (usize, usize))> {
        let (first, second) = (self.places(&pairing.first), self.places(&pairing.second));
        first.iter().flat_map(|x| second.iter().map(move |y| (*x, *y))).collect()
    }

    /// What an option must run on must be there: chosen, or in the estate.
    fn capabilities(&mut self) {
        let catalog = self.inputs.catalog;
        let (Some(needs), Some(provides)) = (catalog.trait_id("needs"), catalog.trait_id("provides")) else { return };
        let set = |product: ProductId, kind: TraitId| match catalog.products[product.at()].fact(kind).map(|f| &f.value)
        {
            Some(Value::Set(s)) => s.as_slice(),
            _ => &[],
        };
        // The two traits have choices of their own, which agree by name: what a need stands for among the offers.
        let (needed, offered) = (&catalog.traits[needs.at()].domain, &catalog.traits[provides.at()].domain);
        let offer_of = |need: u16| offered.choice(needed.choice_id(need));
        let offer_of: Vec<Option<u16>> = (0..needed.choices().len() as u16).map(offer_of).collect();
        let mut offers: Vec<Vec<Place>> = vec![Vec::new(); offered.choices().len()];
        let mut wanted: Vec<(Place, u16)> = Vec::new();
        for (b, block) in self.blocks.iter().enumerate() {
            for (o, candidate) in catalog.blocks[block.at()].options.iter().enumerate() {
                for product in chain(catalog, candidate.product) {
                    set(product, provides).iter().for_each(|offer| offers[*offer as usize].push((b, o)));
                }
                wanted.extend(set(candidate.product, needs).iter().map(|need| ((b, o), *need)));
            }
        }
        let estate = &self.inputs.requirements.estate;
        let owned: Vec<u16> = estate.iter().flat_map(|p| set(*p, provides)).copied().collect();
        for (option, need) in wanted {
            let offer = offer_of[need as usize];
            let any = offer.map_or(&[][..], |offer| &offers[offer as usize]);
            if !offer.is_some_and(|offer| owned.contains(&offer)) && !any.contains(&option) {
                self.need(option, any, Meaning::Capability);
            }
        }
    }

    /// If an option is chosen, one of others must be. Options of one block that need the same come into
    /// one row: it says more together than row by row when bounds are taken.
    fn need(&mut self, option: Place, any: &[Place], meaning: Meaning) {
        let mut any: Vec<Place> = any.iter().copied().filter(|p| p.0 != option.0).collect();
        any.sort_unstable();
        any.dedup();
        self.needs.entry((option.0, any)).or_insert_with(|| (Vec::new(), meaning)).0.push(option.1);
    }

    fn finish_needs(&mut self) {
        for ((block, any), (mut options, meaning)) in std::mem::take(&mut self.needs) {
            options.sort_unstable();
            options.dedup();
            let Some(&(first, _)) = any.first() else {
                options.iter().for_each(|o| self.problem.blocks[block][*o] = FORBIDDEN);
                continue;
            };
            if any.iter().all(|p| p.0 == first) {
                let others = (0..self.problem.blocks[first].len()).filter(|o| !any.contains(&(first, *o)));
                for other in others.collect::<Vec<_>>() {
                    options.iter().for_each(|o| self.pair((block, *o), (first, other), |_| FORBIDDEN));
                }
            } else {
                self.row(Row::need(block, &options, &any), meaning);
            }
        }
    }

    fn row(&mut self, row: Row, meaning: Meaning) {
        self.problem.rows.push(row);
        self.rows.push(meaning);
    }

    fn finish_pairs(&mut self) {
        for (a, b, table) in self.tables.iter_mut() {
            let width = self.problem.blocks[b].len();
            let entries = table.iter().enumerate().filter(|(_, v)| **v != 0).map(|(i, v)| Entry {
                x: (i / width) as u32,
                y: (i % width) as u32,
                value: *v,
            });
            let entries: Vec<Entry> = entries.collect();
            if !entries.is_empty() {
                self.problem.pairs.push(Pair { a, b, entries });
            }
        }
    }

    /// What options cost for the work that they do in their block.
    fn option_costs(&self) -> Vec<Vec<i64>> {
        let (catalog, estimates) = (self.inputs.catalog, self.inputs.estimates);
        let mut out: Vec<Vec<i64>> = self.problem.blocks.iter().map(|b| vec![0; b.len()]).collect();
        for (costs, block) in out.iter_mut().zip(&self.blocks) {
            for (cost, option) in costs.iter_mut().zip(&catalog.blocks[block.at()].options) {
                let monthly = estimates.works_in(catalog, option.product, *block).monthly;
                *cost = (monthly.likely * CENT).min(DEAREST).round() as i64;
            }
        }
        out
    }

    /// Products: adopted once, paid for once. Returns what they stand for and what they cost.
    fn facilities(
        &mut self,
        option_costs: &[Vec<i64>],
        enabled: &impl Fn(PartId) -> bool,
    ) -> (Vec<ProductId>, Vec<i64>) {
        let catalog = self.inputs.catalog;
        let r = self.inputs.requirements;
        let mut users: Vec<Vec<Place>> = vec![Vec::new(); catalog.products.len()];
        for (b, block) in self.blocks.iter().enumerate() {
            for (o, candidate) in catalog.blocks[block.at()].options.iter().enumerate() {
                for product in chain(catalog, candidate.product) {
                    users[product.at()].push((b, o));
                }
            }
        }
        let management = catalog.trait_id("management");
        let (mut ids, mut costs, mut counted) = (Vec::new(), Vec::new(), Vec::new());
        for (product, users) in users.into_iter().enumerate().filter(|(_, users)| !users.is_empty()) {
            let product = ProductId(product as u16);
            let p = &catalog.products[product.at()];
            let adopted = p.part_of.is_none() && !p.inline && !r.owns(catalog, product);
            let level = management.and_then(|m| p.fact(m).map(|f| (m, &f.value)));
            let word = match level {
                Some((m, Value::Choice(i))) => catalog.traits[m.at()].domain.choice_id(*i),
                _ => "paas",
            };
            let points = catalog.scales.adoption.iter().find(|a| a.0 == word).map_or(0.0, |a| a.1);
            let burden = if adopted { self.to_units(points) } else { 0 };
            let cost = (self.inputs.estimates.of(product).monthly.likely * CENT).min(DEAREST).round() as i64;
            if burden > 0 || cost > 0 || adopted {
                if adopted && word != "library" && word != "practice" {
                    counted.push((ids.len(), 1));
                }
                self.problem.facilities.push(Facility { burden, users });
                ids.push(product);
                costs.push(cost);
            }
        }
        if let Some(b) = r.budget.filter(|b| b.hard && enabled(PartId::Budget)) {
            let facilities = costs.iter().copied().enumerate().filter(|c| c.1 > 0).collect();
            let limit = (b.monthly * CENT).min(DEAREST * 100.0).round() as i64;
            let of_block = |(b, costs): (usize, &Vec<i64>)| -> Vec<(Place, i64)> {
                costs.iter().enumerate().filter(|c| *c.1 > 0).map(|(o, c)| ((b, o), *c)).collect()
            };
            let options = option_costs.iter().enumerate().flat_map(of_block).collect();
            self.row(Row { options, facilities, limit }, Meaning::Budget);
        }
        if let Some(max) = r.max_products.filter(|_| enabled(PartId::MaxProducts)) {
            self.row(Row { options: Vec::new(), facilities: counted, limit: max as i64 }, Meaning::MaxProducts);
        }
        (ids, costs)
    }
}

/// Cents a month beyond which products are not told apart: with absurd amounts sums still fit whole-number arithmetic.
const DEAREST: f64 = 1e10;

/// The points of two options together by a rule: good together (1) or better apart (-1).
pub(super) fn crossed_points(catalog: &Catalog, sign: i8, rule: RuleId) -> f64 {
    let scales = &catalog.scales;
    match (sign, catalog.rules[rule.at()].strength) {
        (1, Strength::May) => scales.pair / 2.0,
        (1, _) => scales.pair,
        (_, Strength::May) => -scales.may,
        (_, _) => -scales.should,
    }
}

/// Adds a gain to an entry that is allowed.
fn raise(entry: &mut i64, gain: i64) {
    if *entry != FORBIDDEN && gain > 0 {
        *entry += gain;
    }
}
