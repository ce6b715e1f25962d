//! Availability of the ways through an architecture.
//!
//! All parts of a way must work, so its availability is the product of theirs; each product counts once,
//! however many of its parts are passed. Copies in several regions stand in for each other: one minus the
//! product of what each of them misses. What is one for all regions counts once, in front of the copies.
//! Independence of failures is assumed, as it is in the promises of the providers.

use super::chain;
use super::sizing::Known;
use crate::catalog::{
    AvailabilityTerms, BlockId, Catalog, Find, Kind, OptionRef, Product, ProductId, ServingPath, TraitId,
};
use crate::logic::{Figures, Range, Truth, Value};

/// What the availability of a part rests on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Basis {
    /// The provider's promise.
    Promised,
    /// The provider's promise for a tier or a redundancy, by index of the catalog's levels.
    Level(usize),
    /// The team runs it: at most the availability of what it stands on, if that is known, and only as far
    /// as the team earns it.
    Operated(Option<ProductId>),
    /// A preview: nothing is promised.
    Preview,
    /// No promise is known.
    Unknown,
}

/// A part that a way passes.
#[derive(Debug, Clone, PartialEq)]
pub struct Part {
    /// The product whose promise it is.
    pub product: ProductId,
    /// The blocks that it serves on the way; none for what others stand on.
    pub blocks: Vec<BlockId>,
    /// What it rests on.
    pub basis: Basis,
    /// What it contributes to the product, as a share.
    pub factor: Range,
    /// One for all regions.
    pub global: bool,
}

/// A change that raises the availability of a way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Change {
    /// A level, by index of the catalog's.
    Level(usize),
    /// Another option of a block.
    Option(OptionRef),
    /// One more region.
    Region,
}

/// A change, and the availability that it would give.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Raise {
    /// The change.
    pub change: Change,
    /// The availability of the way with it, as a share.
    pub composite: Range,
}

/// An architecture, seen as what requests pass.
#[derive(Clone, Copy)]
pub struct Standing<'a> {
    /// Answers and figures.
    pub known: Known<'a>,
    /// How availability is computed.
    pub terms: &'a AvailabilityTerms,
    /// The chosen options, by block.
    pub picked: &'a [OptionRef],
    /// Products that are there already.
    pub estate: &'a [ProductId],
    /// The traits for who runs a product, what it must stand on, and what stands on it.
    traits: [Option<TraitId>; 3],
}

/// What would be different.
#[derive(Debug, Clone, Default)]
struct Changed {
    levels: Vec<usize>,
    option: Option<OptionRef>,
    regions: f64,
}

impl Changed {
    fn with(&self, change: Change) -> Self {
        let mut out = self.clone();
        match change {
            Change::Level(l) => out.levels.push(l),
            Change::Option(o) => out.option = Some(o),
            Change::Region => out.regions += 1.0,
        }
        out
    }
}

/// All parts in a row, side by side in some regions.
pub fn composite(parts: &[Part], regions: Range) -> Range {
    let row = |global: bool| {
        let of = parts.iter().filter(|p| p.global == global).map(|p| p.factor);
        of.fold(Range::exact(1.0), |all, p| all.times(p))
    };
    let (shared, one) = (row(true), row(false));
    let beside = |share: f64, n: f64| 1.0 - (1.0 - share).powf(n.max(1.0));
    let copies = Range {
        low: beside(one.low, regions.low),
        likely: beside(one.likely, regions.likely),
        high: beside(one.high, regions.high),
    };
    shared.times(copies)
}

impl<'a> Standing<'a> {
    /// The chosen options of an architecture, seen as what requests pass.
    pub fn new(
        known: Known<'a>,
        terms: &'a AvailabilityTerms,
        picked: &'a [OptionRef],
        estate: &'a [ProductId],
    ) -> Self {
        let traits = ["management", "needs", "provides"].map(|t| known.catalog.trait_id(t));
        Standing { known, terms, picked, estate, traits }
    }
}

impl Standing<'_> {
    fn catalog(&self) -> &Catalog {
        self.known.catalog
    }

    /// The regions that serve side by side.
    pub fn regions(&self) -> Range {
        self.terms.regions.and_then(|f| self.known.figure(f)).unwrap_or(Range::exact(1.0))
    }

    /// The parts of a way, and its availability as a share.
    pub fn along(&self, path: &ServingPath) -> (Vec<Part>, Range) {
        self.changed(path, &Changed::default())
    }

    fn changed(&self, path: &ServingPath, changed: &Changed) -> (Vec<Part>, Range) {
        let mut parts: Vec<Part> = Vec::new();
        for &block in &path.blocks {
            let Some(option) = changed.option.filter(|o| o.block == block).or_else(|| self.chosen(block)) else {
                continue;
            };
            let product = self.catalog().blocks[block.at()].options[option.option as usize].product;
            if let Some(part) = self.part(product, &changed.levels) {
                if let Basis::Operated(Some(host)) = part.basis
                    && let Some(below) = self.promised(host, &changed.levels)
                {
                    add(&mut parts, below);
                }
                add(&mut parts, Part { blocks: vec![block], ..part });
            }
        }
        // Own machines that nobody promises anything for are the same for all that stands on them.
        if let Some(first) = parts.iter_mut().find(|p| p.basis == Basis::Operated(None)) {
            first.factor = first.factor.times(share(self.terms.unknown.value));
        }
        let regions = if path.copies { self.regions() } else { Range::exact(1.0) };
        let more = Range::exact(changed.regions);
        let all = composite(&parts, regions.plus(more));
        (parts, all)
    }

    fn chosen(&self, block: BlockId) -> Option<OptionRef> {
        self.picked.iter().find(|o| o.block == block).copied()
    }

    /// What a product contributes; nothing if it is no running part of its own.
    fn part(&self, id: ProductId, levels: &[usize]) -> Option<Part> {
        let product = &self.catalog().products[id.at()];
        let management = self.management(product);
        // Libraries and ways of working are part of what runs them.
        let inside = product.kind == Kind::Approach || matches!(management, Some("library" | "practice"));
        if inside || self.terms.carried.contains(&self.named(id)) {
            return None;
        }
        let is = |basis, percent: Range| Part {
            product: self.named(id),
            blocks: Vec::new(),
            basis,
            factor: share(percent),
            global: self.is_global(id),
        };
        if product.status_word() == "preview" {
            return Some(is(Basis::Preview, self.terms.preview.value));
        }
        if let Some(part) = self.promised(id, levels) {
            return Some(part);
        }
        let own = match product.kind {
            Kind::Azure => management == Some("self_run"),
            _ => !matches!(management, Some("paas" | "saas")),
        };
        Some(match own.then(|| self.host(product)) {
            None => is(Basis::Unknown, self.terms.unknown.value),
            Some(None) => is(Basis::Operated(None), self.terms.operated.value),
            Some(host) => is(Basis::Operated(host), self.terms.operated.value),
        })
    }

    /// What a product promises by itself.
    pub fn promise(&self, id: ProductId) -> Option<Part> {
        self.promised(id, &[])
    }

    /// The promise of a product: that of a level of it or of what it is part of, else the fact, which is
    /// that of the outermost product that states the same.
    fn promised(&self, id: ProductId, bought: &[usize]) -> Option<Part> {
        let catalog = self.catalog();
        let part = |product: ProductId, basis, percent: f64| Part {
            product,
            blocks: Vec::new(),
            basis,
            factor: share(Range::exact(percent)),
            global: self.is_global(product),
        };
        for product in chain(catalog, id) {
            if let Some(level) = self.level(product, bought) {
                return Some(part(product, Basis::Level(level), catalog.availability.levels[level].sla));
            }
        }
        let stated = |p: ProductId| match catalog.products[p.at()].fact(self.terms.promise)?.value {
            Value::Number(n) => Some(n),
            _ => None,
        };
        let own = stated(id)?;
        let holder = chain(catalog, id).take_while(|p| stated(*p) == Some(own)).last().unwrap_or(id);
        Some(part(holder, Basis::Promised, own))
    }

    /// The level of a product that is counted on: one that was bought, else the first that can be had.
    fn level(&self, product: ProductId, bought: &[usize]) -> Option<usize> {
        let levels = &self.catalog().availability.levels;
        let bought = bought.iter().rev().find(|l| levels[**l].product == product).copied();
        bought.or_else(|| self.levels(product).next())
    }

    /// The levels of a product that can be had.
    fn levels(&self, product: ProductId) -> impl Iterator<Item = usize> + '_ {
        let levels = self.catalog().availability.levels.iter().enumerate();
        levels
            .filter(move |(_, l)| l.product == product && l.when.eval(self.known.answers) == Truth::True)
            .map(|(i, _)| i)
    }

    /// What a self-run product stands on: a chosen option or a part of the estate that provides what it
    /// needs, else the machines that the catalog names.
    fn host(&self, product: &Product) -> Option<ProductId> {
        let catalog = self.catalog();
        let [_, needs, provides] = self.traits;
        let wanted = self.names(product, needs);
        let chosen = self.picked.iter().map(|o| catalog.blocks[o.block.at()].options[o.option as usize].product);
        let offers = |p: &ProductId| {
            chain(catalog, *p).any(|q| {
                let offered = self.names(&catalog.products[q.at()], provides);
                wanted.iter().any(|w| offered.contains(w))
            })
        };
        let promising = |p: &ProductId| self.promised(*p, &[]).is_some();
        let found = chosen.chain(self.estate.iter().copied()).find(|p| offers(p) && promising(p));
        found.or_else(|| {
            let named = self.terms.hosts.iter().find(|(when, _)| when.eval(self.known.answers) == Truth::True);
            named.map(|(_, p)| *p).filter(promising)
        })
    }

    fn names(&self, product: &Product, kind: Option<TraitId>) -> Vec<&str> {
        let Some(kind) = kind else { return Vec::new() };
        match product.fact(kind).map(|f| &f.value) {
            Some(Value::Set(s)) => s.iter().map(|i| self.catalog().traits[kind.at()].domain.choice_id(*i)).collect(),
            _ => Vec::new(),
        }
    }

    fn management(&self, product: &Product) -> Option<&str> {
        let kind = self.traits[0]?;
        match product.fact(kind)?.value {
            Value::Choice(i) => Some(self.catalog().traits[kind.at()].domain.choice_id(i)),
            _ => None,
        }
    }

    /// The product itself, not the role that it has in one block.
    fn named(&self, id: ProductId) -> ProductId {
        let product = &self.catalog().products[id.at()];
        product.part_of.filter(|_| product.inline).unwrap_or(id)
    }

    fn is_global(&self, id: ProductId) -> bool {
        chain(self.catalog(), id).any(|p| self.terms.global.contains(&p))
    }

    /// Single changes that raise the availability of a way, those that raise it most first; of each block
    /// the best of the options that are open.
    pub fn raises(&self, path: &ServingPath, open: impl Fn(OptionRef) -> bool) -> Vec<Raise> {
        let (parts, now) = self.along(path);
        let mut out: Vec<Raise> = self
            .steps(path, &parts, &[])
            .into_iter()
            .map(|change| Raise { change, composite: self.changed(path, &Changed::default().with(change)).1 })
            .collect();
        for &block in &path.blocks {
            let Some(change) = self.better(block, &parts, &open) else { continue };
            out.push(Raise { change, composite: self.changed(path, &Changed::default().with(change)).1 });
        }
        out.retain(|r| r.composite.likely > now.likely + LEAST);
        out.sort_by(|a, b| b.composite.likely.total_cmp(&a.composite.likely));
        out
    }

    /// The open option of a block that promises most, or with which nothing is passed at all. What the
    /// team would have to earn promises nothing, and a product that is on the way anyway adds nothing.
    fn better(&self, block: BlockId, parts: &[Part], open: impl Fn(OptionRef) -> bool) -> Option<Change> {
        let chosen = self.chosen(block)?;
        let catalog = self.catalog();
        let elsewhere = |p: ProductId| parts.iter().any(|x| x.product == p && x.blocks.iter().any(|b| *b != block));
        let now = parts.iter().find(|p| p.blocks.contains(&block) && !elsewhere(p.product))?;
        let mut best: Option<(f64, OptionRef)> = None;
        for (option, candidate) in (0..).zip(&catalog.blocks[block.at()].options) {
            let other = OptionRef { block, option };
            let share = match self.part(candidate.product, &[]) {
                None if catalog.products[candidate.product.at()].kind == Kind::Approach => 1.0,
                Some(p) if !matches!(p.basis, Basis::Promised | Basis::Level(_)) => continue,
                Some(p) if elsewhere(p.product) => 1.0,
                Some(p) => p.factor.likely,
                None => continue,
            };
            let least = best.map_or(now.factor.likely, |b| b.0);
            if other != chosen && share > least && open(other) {
                best = Some((share, other));
            }
        }
        best.map(|b| Change::Option(b.1))
    }

    /// Levels and regions that together reach a share, the one that raises most first; nothing if they do not.
    pub fn reach(&self, path: &ServingPath, wanted: f64) -> Option<(Vec<Change>, Range)> {
        let mut changed = Changed::default();
        let mut taken = Vec::new();
        while taken.len() < MOST_STEPS {
            let (parts, now) = self.changed(path, &changed);
            if now.likely >= wanted {
                return Some((taken, now));
            }
            let steps = self.steps(path, &parts, &changed.levels).into_iter();
            let tried = steps.map(|c| (c, self.changed(path, &changed.with(c)).1.likely));
            let (change, _) = tried.filter(|t| t.1 > now.likely + LEAST).max_by(|a, b| a.1.total_cmp(&b.1))?;
            changed = changed.with(change);
            taken.push(change);
        }
        let now = self.changed(path, &changed).1;
        (now.likely >= wanted).then_some((taken, now))
    }

    /// Higher levels of the parts, and one more region.
    fn steps(&self, path: &ServingPath, parts: &[Part], bought: &[usize]) -> Vec<Change> {
        let levels = &self.catalog().availability.levels;
        let mut out = Vec::new();
        for part in parts {
            let now = self.level(part.product, bought).map_or(0.0, |l| levels[l].sla);
            let higher = self.levels(part.product).filter(|l| levels[*l].sla > now);
            out.extend(higher.map(Change::Level));
        }
        if path.copies && parts.iter().any(|p| !p.global) {
            out.push(Change::Region);
        }
        out
    }
}

/// A smaller gain is none, as a share.
const LEAST: f64 = 1e-7;

/// Steps that are taken together at most.
const MOST_STEPS: usize = 5;

fn share(percent: Range) -> Range {
    percent.times(Range::exact(0.01))
}

/// A product that is passed twice counts once.
fn add(parts: &mut Vec<Part>, part: Part) {
    match parts.iter_mut().find(|p| p.product == part.product) {
        Some(known) => {
            let new = part.blocks.into_iter().filter(|b| !known.blocks.contains(b)).collect::<Vec<_>>();
            known.blocks.extend(new);
        }
        None => parts.push(part),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn part(product: u16, percent: f64, global: bool) -> Part {
        let factor = share(Range::exact(percent));
        Part { product: ProductId(product), blocks: Vec::new(), basis: Basis::Promised, factor, global }
    }

    fn close(a: f64, b: f64) -> bool {
        (a - b).abs() < 1e-9
    }

    #[test]
    fn parts_in_a_row_multiply() {
        let parts = [part(0, 99.95, false), part(1, 99.9, false)];
        assert!(close(composite(&parts, Range::exact(1.0)).likely, 0.9995 * 0.999));
        assert!(close(composite(&[], Range::exact(1.0)).likely, 1.0));
    }

    #[test]
    fn regions_stand_in_for_each_other() {
        let parts = [part(0, 99.9, false)];
        assert!(close(composite(&parts, Range::exact(2.0)).likely, 0.999_999));
        // What is one for all regions stays.
        let parts = [part(0, 99.9, false), part(1, 99.99, true)];
        assert!(close(composite(&parts, Range::exact(2.0)).likely, 0.9999 * 0.999_999));
    }

    #[test]
    fn what_is_not_known_widens_the_range() {
        let unknown = Part { factor: Range { low: 0.99, likely: 0.995, high: 1.0 }, ..part(1, 0.0, false) };
        let all = composite(&[part(0, 99.9, false), unknown], Range { low: 1.0, likely: 1.0, high: 2.0 });
        assert!(close(all.low, 0.999 * 0.99) && close(all.likely, 0.999 * 0.995) && close(all.high, 0.999_999));
    }

    #[test]
    fn a_product_counts_once() {
        let mut parts = Vec::new();
        add(&mut parts, Part { blocks: vec![BlockId(1)], ..part(0, 99.9, false) });
        add(&mut parts, Part { blocks: vec![BlockId(2)], ..part(0, 99.9, false) });
        assert_eq!(parts.len(), 1);
        assert_eq!(parts[0].blocks, [BlockId(1), BlockId(2)]);
    }
}
