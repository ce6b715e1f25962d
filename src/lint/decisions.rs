//! What the records decide, in the catalog's terms.

use super::knowledge::Knowledge;
use super::technology::{Technologies, Technology};
use crate::adr::{Adr, Collection, Edge, End, RelationKind, Role, Source, Standing, chosen_in, first_sentence};
use crate::catalog::{BlockId, Catalog, Find, OptionRef, ProductId};
use crate::text::{Files, Span, all};
use crate::yaml::Node;

/// A product that a record chooses.
#[derive(Debug, Clone)]
pub struct Choice {
    /// The product.
    pub product: ProductId,
    /// The option, if the front matter names its block.
    pub option: Option<OptionRef>,
    /// The bytes that name it.
    pub span: Span,
    /// It goes by a name that it has no more.
    pub former: bool,
    /// Where it was found.
    pub from: Source,
}

/// How a decision stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Hold {
    /// It holds, or nothing says that it does not.
    InForce,
    /// Somebody proposes it.
    Open,
    /// It does not hold, or no longer.
    Ended,
}

/// What the records decide.
#[derive(Debug)]
pub struct Decisions {
    /// By record, what it chooses.
    pub choices: Vec<Vec<Choice>>,
    /// By record, how it stands.
    pub holds: Vec<Hold>,
}

impl Decisions {
    /// Reads what all records decide.
    pub(super) fn of(all: &Collection, files: &Files, edges: &[Edge], knowledge: &Knowledge<'_>) -> Self {
        let names = knowledge.technologies();
        let text = |adr: &Adr| files.get(adr.file).map_or("", |f| f.text.as_str());
        let choices = all.adrs.iter().map(|a| choices(a, text(a), knowledge.catalog, names)).collect();
        let mut holds: Vec<Hold> = all.adrs.iter().map(stands).collect();
        for e in edges.iter().filter(|e| e.kind == RelationKind::Supersedes && !e.partly) {
            let End::Record(old) = e.to else { continue };
            // A proposal takes the place of nothing yet.
            let newer = match e.from {
                End::Record(new) => stands(&all.adrs[new]) == Hold::InForce,
                End::Missing(_) => true,
            };
            if newer {
                holds[old] = Hold::Ended;
            }
        }
        Decisions { choices, holds }
    }

    /// The choices of records that hold, with the records.
    pub fn in_force(&self) -> impl Iterator<Item = (usize, &Choice)> {
        let all = self.choices.iter().enumerate().filter(|(i, _)| self.holds[*i] == Hold::InForce);
        all.flat_map(|(i, list)| list.iter().map(move |c| (i, c)))
    }

    /// The choices of records that hold or are proposed, with the records.
    pub fn current(&self) -> impl Iterator<Item = (usize, &Choice)> {
        let all = self.choices.iter().enumerate().filter(|(i, _)| self.holds[*i] != Hold::Ended);
        all.flat_map(|(i, list)| list.iter().map(move |c| (i, c)))
    }
}

fn stands(adr: &Adr) -> Hold {
    match adr.status() {
        None => Hold::InForce,
        Some(s) => match s.standing {
            Some(s) if s.in_force() => Hold::InForce,
            Some(Standing::Proposed | Standing::Draft) => Hold::Open,
            // What nobody knows the meaning of is left alone.
            Some(_) | None => Hold::Ended,
        },
    }
}

fn choices(adr: &Adr, text: &str, catalog: &Catalog, names: &Technologies) -> Vec<Choice> {
    if let Some(choice) = adr.own().and_then(|n| generated(n, catalog, names)) {
        return vec![choice];
    }
    if let Some(chosen) = &adr.chosen {
        let found = match names.whole(&chosen.value) {
            Some(found) => vec![Choice::new(found, chosen.span, Source::Section)],
            None => {
                let within = located(text, chosen.span, &chosen.value);
                chosen_by(&chosen.value, true, names, within, Source::Section)
            }
        };
        // What the record says it chose goes before what its title says.
        return found;
    }
    let within = located(text, adr.title.span, &adr.title.value);
    let found = chosen_by(&adr.title.value, true, names, within, adr.title_from);
    if !found.is_empty() {
        return found;
    }
    let Some(section) = adr.section(Role::Decision) else { return Vec::new() };
    let range = first_sentence(text, section.own.range());
    let place = |r: std::ops::Range<usize>| Span::new(adr.file, range.start + r.start, range.start + r.end);
    chosen_by(&text[range.clone()], false, names, place, Source::Section)
}

impl Choice {
    fn new(found: Technology, span: Span, from: Source) -> Self {
        Choice { product: found.product, option: None, span, former: found.former, from }
    }
}

fn chosen_by(
    text: &str,
    is_title: bool,
    names: &Technologies,
    place: impl Fn(std::ops::Range<usize>) -> Span,
    from: Source,
) -> Vec<Choice> {
    let found = chosen_in(text, is_title, |words| names.at(text, words));
    found.into_iter().map(|(what, range)| Choice::new(what, place(range), from)).collect()
}

/// From bytes of a value to bytes of the file: the whole place where the value is not written as it is.
fn located<'t>(text: &'t str, span: Span, value: &'t str) -> impl Fn(std::ops::Range<usize>) -> Span + 't {
    let at = text.get(span.range()).and_then(|t| all(t, value).next()).map(|at| span.start as usize + at);
    move |r| at.map_or(span, |at| Span::new(span.file, at + r.start, at + r.end))
}

/// The choice of a record that this program wrote: ids of a block and of an option.
fn generated(own: &Node, catalog: &Catalog, names: &Technologies) -> Option<Choice> {
    let (block, option) = (own.get("block")?.text()?, own.get("option")?);
    let block = catalog.block(block)?;
    let name = option.text()?;
    let options = &catalog.blocks[block.at()].options;
    let of = |at: usize| OptionRef { block, option: at as u16 };
    let choice = |at: usize, former| Choice {
        product: options[at].product,
        option: Some(of(at)),
        span: option.span,
        former,
        from: Source::FrontMatter,
    };
    if let Some(at) = options.iter().position(|o| o.id == name) {
        return Some(choice(at, false));
    }
    let found = names.whole(name)?;
    let at = options.iter().position(|o| catalog.is_within(o.product, found.product))?;
    Some(choice(at, found.former))
}

/// The options that a choice may mean, among some blocks: those of the product itself before those of its parts.
pub(super) fn meant(catalog: &Catalog, choice: &Choice, among: impl Fn(BlockId) -> bool) -> Vec<OptionRef> {
    if let Some(option) = choice.option {
        return if among(option.block) { vec![option] } else { Vec::new() };
    }
    let mut all = catalog.options_of(choice.product);
    all.retain(|o| among(o.block));
    let exact = |o: &OptionRef| catalog.blocks[o.block.at()].options[o.option as usize].product == choice.product;
    if all.iter().any(exact) {
        all.retain(exact);
    }
    all
}

/// The one option that a choice means, among some blocks; where several blocks have it, the other options that the
/// record names tell which.
pub(super) fn option_of(
    catalog: &Catalog,
    adr: &Adr,
    choice: &Choice,
    names: &Technologies,
    among: impl Fn(BlockId) -> bool,
) -> Option<OptionRef> {
    let all = meant(catalog, choice, among);
    if let [one] = all[..] {
        return Some(one);
    }
    let others: Vec<ProductId> = considered(adr, names).filter(|p| *p != choice.product).collect();
    let named = |o: &&OptionRef| {
        let options = &catalog.blocks[o.block.at()].options;
        options.iter().any(|c| others.iter().any(|p| catalog.is_within(c.product, *p)))
    };
    let mut fitting = all.iter().filter(named);
    match (fitting.next(), fitting.next()) {
        (Some(one), None) => Some(*one),
        _ => None,
    }
}

/// The products among the options that a record considers.
pub(super) fn considered<'n>(adr: &'n Adr, names: &'n Technologies) -> impl Iterator<Item = ProductId> + 'n {
    adr.options.iter().flat_map(|o| match names.whole(&o.value) {
        Some(found) => vec![found.product],
        None => names.named(&o.value).into_iter().map(|f| f.0.product).collect(),
    })
}
