//! Who has evidence for the chosen options, what the operator supplies, and where data stay.

use crate::catalog::{
    Audit, Basis, Boundary, Catalog, Control, FactTest, Find, Framework, Kind, OptionRef, Product, Scope, WeakPoint,
};

/// Who has evidence for an option.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Holder {
    /// Its provider is attested.
    Provider,
    /// The operator runs it and must supply the evidence.
    Operator,
    /// A service that is not in scope.
    Outside,
}

/// The evidence for a framework.
#[derive(Debug, Clone, Default)]
pub struct Covered<'a> {
    /// Per chosen option that needs evidence, who has it.
    pub holders: Vec<(OptionRef, Holder)>,
    /// What the operator supplies for what it runs.
    pub supplies: Vec<Supply<'a>>,
    /// Where chosen services are in scope beyond that.
    pub scopes: Vec<(OptionRef, &'a Scope)>,
}

/// How a control is supplied.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Supplied {
    /// By what runs below.
    Inherited,
    /// By other chosen options.
    ByOthers,
    /// By the products themselves, once configured.
    Itself,
    /// It is work of the organisation.
    Work,
    /// By nothing that was chosen.
    Missing,
}

/// A control that the operator supplies.
#[derive(Debug, Clone)]
pub struct Supply<'a> {
    /// The control.
    pub control: &'a Control,
    /// Where the framework asks for it.
    pub basis: &'a Basis,
    /// How it is supplied.
    pub state: Supplied,
    /// The options that supply it.
    pub by: Vec<OptionRef>,
    /// The options for which it is missing.
    pub missing: Vec<OptionRef>,
}

/// A bound that data must stay within.
#[derive(Debug, Clone)]
pub struct Kept<'a> {
    /// The bound.
    pub boundary: &'a Boundary,
    /// Options that can keep it.
    pub kept: Vec<OptionRef>,
    /// Options that cannot.
    pub broken: Vec<OptionRef>,
    /// Options that state nothing.
    pub unstated: Vec<OptionRef>,
}

/// A weak point of chosen options.
#[derive(Debug, Clone)]
pub struct Weak<'a> {
    /// The weak point.
    pub point: &'a WeakPoint,
    /// The options.
    pub options: Vec<OptionRef>,
}

fn one_of(ways: &[Vec<FactTest>], product: &Product) -> bool {
    ways.iter().any(|tests| tests.iter().all(|t| t.holds(product)))
}

/// Options that need evidence of their own: not ways of working, and nothing that is part of something else.
fn own_evidence(catalog: &Catalog, audit: &Audit, option: OptionRef) -> bool {
    let product = catalog.product_of(option);
    product.kind != Kind::Approach && !one_of(&audit.inside, product)
}

pub(super) fn covered<'a>(
    catalog: &'a Catalog,
    audit: &Audit,
    framework: &'a Framework,
    index: u16,
    picked: &[OptionRef],
) -> Covered<'a> {
    let mut out = Covered::default();
    for &option in picked.iter().filter(|o| own_evidence(catalog, audit, **o)) {
        let product = catalog.product_of(option);
        let attested = |choice| product.fact(audit.scope).is_some_and(|f| f.value.has(choice));
        let operated = one_of(&audit.operated, product);
        let holder = match framework.scope {
            Some(choice) if attested(choice) => Holder::Provider,
            _ if operated => Holder::Operator,
            Some(_) => Holder::Outside,
            // Nobody is attested for it: what a provider runs is the provider's matter.
            None => continue,
        };
        out.holders.push((option, holder));
        let scopes = framework.scopes.iter();
        out.scopes.extend(scopes.filter(|s| s.product == product.root).map(|s| (option, s)));
    }
    let run: Vec<OptionRef> = out.holders.iter().filter(|h| h.1 == Holder::Operator).map(|h| h.0).collect();
    if run.is_empty() {
        return out;
    }
    for control in &catalog.compliance.controls {
        let asked = control.asked.iter().filter(|a| a.0 == index);
        out.supplies.extend(asked.map(|(_, basis)| supply(catalog, control, basis, picked, &run)));
    }
    out
}

fn supply<'a>(
    catalog: &'a Catalog,
    control: &'a Control,
    basis: &'a Basis,
    picked: &[OptionRef],
    run: &[OptionRef],
) -> Supply<'a> {
    let by: Vec<OptionRef> = picked.iter().filter(|o| control.met_by.contains(o)).copied().collect();
    let itself = |o: &OptionRef| !control.own.is_empty() && control.own.iter().all(|t| t.holds(catalog.product_of(*o)));
    let (own, missing): (Vec<OptionRef>, Vec<OptionRef>) = run.iter().copied().partition(itself);
    let (state, by, missing) = match (by.is_empty(), control.whole) {
        (false, true) => (Supplied::Inherited, by, Vec::new()),
        (true, true) => (Supplied::Work, Vec::new(), Vec::new()),
        (false, false) => (Supplied::ByOthers, by, Vec::new()),
        (true, false) if missing.is_empty() => (Supplied::Itself, own, Vec::new()),
        (true, false) if control.met_by.is_empty() => (Supplied::Work, Vec::new(), Vec::new()),
        (true, false) => (Supplied::Missing, own, missing),
    };
    Supply { control, basis, state, by, missing }
}

pub(super) fn kept<'a>(catalog: &Catalog, audit: &Audit, boundary: &'a Boundary, picked: &[OptionRef]) -> Kept<'a> {
    let mut out = Kept { boundary, kept: Vec::new(), broken: Vec::new(), unstated: Vec::new() };
    for &option in picked.iter().filter(|o| own_evidence(catalog, audit, **o)) {
        let product = catalog.product_of(option);
        let list = if boundary.allow.iter().all(|t| t.holds(product)) {
            &mut out.kept
        } else if boundary.allow.iter().any(|t| product.fact(t.kind).is_none()) {
            &mut out.unstated
        } else {
            &mut out.broken
        };
        list.push(option);
    }
    out
}

pub(super) fn weak<'a>(point: &'a WeakPoint, picked: &[OptionRef]) -> Option<Weak<'a>> {
    let options: Vec<OptionRef> = picked.iter().filter(|o| point.options.contains(o)).copied().collect();
    (!options.is_empty()).then_some(Weak { point, options })
}
