//! Availability of the architecture against what is asked for, and advice and limits that hold for it.

use std::collections::BTreeSet;

use schemars::JsonSchema;
use serde::Serialize;

use super::context::Context;
use super::types::{Risk, SourceRef, Span, severity};
use crate::catalog::{Find, How, OptionRef, Piece, ProductId, RiskLevel, SizingAdvice};
use crate::estimate::{Basis, Change, Estimates, Known, Part, Standing, chain};
use crate::logic::{Range, Truth};
use crate::text::{Text, counted};

/// How available the ways through an architecture are. Shares are per cent.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Availability {
    /// What is asked for; none if nothing is known of it.
    pub required: Option<f64>,
    /// Regions that serve side by side.
    pub regions: Span,
    /// The ways of a request, those that lack most first.
    pub paths: Vec<PathAvailability>,
    /// The documents of the formula.
    pub source: Vec<SourceRef>,
}

/// How available one way is.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct PathAvailability {
    /// Its id.
    pub path: Text,
    /// Its name.
    pub name: Text,
    /// The availability of all parts together.
    pub composite: Span,
    /// Regions that stand in for each other on this way.
    pub regions: f64,
    /// Outage of a month, in minutes.
    pub downtime: Span,
    /// By how much the likely availability misses what is asked for; none if it does not.
    pub gap: Option<f64>,
    /// The parts that must work, in the order in which they are passed.
    pub parts: Vec<PathPart>,
    /// If there is a gap: single changes that raise the availability, those that raise it most first.
    pub raises: Vec<AvailabilityRaise>,
    /// If no single change suffices: changes that do together; none if none were found.
    pub together: Option<Together>,
}

/// A part of a way.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct PathPart {
    /// The product whose promise it is.
    pub product: Text,
    /// Its name.
    pub name: Text,
    /// The decided blocks that it serves; none for what other parts stand on.
    pub blocks: Vec<Text>,
    /// Its availability; of a part that the team runs, what the team has to earn at most.
    pub sla: Span,
    /// `promised`, `level` (depends on the tier or redundancy), `operated` (run by the team: an upper bound),
    /// `preview` or `unknown`.
    pub basis: Text,
    /// What it takes, for a level; what it stands on, for a part that the team runs.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub how: Option<Text>,
    /// One for all regions.
    pub global: bool,
    /// Where it is written.
    pub source: Vec<SourceRef>,
}

/// A change that raises the availability.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct AvailabilityRaise {
    /// `level`, `option` or `region`.
    pub kind: Text,
    /// The block in which another option is chosen.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub block: Option<Text>,
    /// What to do.
    pub what: Text,
    /// The availability with it.
    pub composite: Span,
    /// Whether that is what is asked for.
    pub enough: bool,
}

/// Changes that reach together what is asked for.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Together {
    /// What to do.
    pub what: Vec<Text>,
    /// The availability with all of them.
    pub composite: Span,
}

/// Advice that holds for the architecture, or a limit that it breaks.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Advised {
    /// Its id.
    pub id: Text,
    /// What it belongs to, such as `inference`.
    pub group: Text,
    /// A limit of a chosen product that the sizing breaks.
    pub limit: bool,
    /// What to do.
    pub text: Text,
    /// If it is told among the risks, too: how grave it is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub risk: Option<Text>,
    /// Where it is written.
    pub source: Vec<SourceRef>,
}

/// Changes that are told of a way.
const MOST_RAISES: usize = 5;

/// The availability of the chosen architecture; nothing if the catalog does not say how it is computed.
pub(super) fn availability(c: &Context<'_>, e: &Estimates, picked: &[OptionRef]) -> Option<Availability> {
    let rules = &c.catalog.availability;
    let terms = rules.terms.as_ref()?;
    let known = e.known(c.catalog, &c.requirements.answers);
    let standing = Standing::new(known, terms, picked, &c.requirements.estate);
    let required = c.requirements.answers.number(terms.asked);
    let mut paths = Vec::new();
    for path in rules.paths.iter().filter(|p| p.when.eval(&c.requirements.answers) == Truth::True) {
        let (parts, all) = standing.along(path);
        if parts.is_empty() {
            continue;
        }
        let gap = required.map(|r| r - all.likely * 100.0).filter(|g| *g > 1e-6);
        let (mut raises, mut together) = (Vec::new(), None);
        if let Some(wanted) = required.filter(|_| gap.is_some()) {
            let found = standing.raises(path, |o| is_open(c, o));
            let enough = |r: Range| r.likely * 100.0 >= wanted - 1e-6;
            if !found.iter().any(|r| enough(r.composite)) {
                together = standing.reach(path, wanted / 100.0).map(|(changes, all)| Together {
                    what: changes.iter().map(|change| says(c, *change).0).collect(),
                    composite: percent(all),
                });
            }
            raises = found
                .into_iter()
                .take(MOST_RAISES)
                .map(|r| {
                    let (what, kind, block) = says(c, r.change);
                    AvailabilityRaise {
                        kind,
                        block,
                        what,
                        composite: percent(r.composite),
                        enough: enough(r.composite),
                    }
                })
                .collect();
        }
        let minutes = |share: f64| fine((1.0 - share) * terms.month / 60.0);
        paths.push(PathAvailability {
            path: path.id.clone(),
            name: path.name.clone(),
            composite: percent(all),
            regions: if path.copies { standing.regions().likely } else { 1.0 },
            downtime: Span { low: minutes(all.high), likely: minutes(all.likely), high: minutes(all.low) },
            gap: gap.map(fine),
            parts: parts.iter().map(|p| part(c, &standing, p)).collect(),
            raises,
            together,
        });
    }
    paths.sort_by(|a, b| b.gap.unwrap_or(0.0).total_cmp(&a.gap.unwrap_or(0.0)));
    let regions = standing.regions();
    let regions = Span { low: regions.low, likely: regions.likely, high: regions.high };
    Some(Availability { required, regions, paths, source: c.sources(&terms.sources) })
}

/// Whether no rule and no demand takes an option out.
fn is_open(c: &Context<'_>, option: OptionRef) -> bool {
    let o = c.outcome;
    !o.excluded.iter().any(|(x, _)| *x == option)
        && o.required.iter().all(|(b, list, _)| *b != option.block || list.contains(&option))
        && c.requirements.constraints.iter().all(|d| d.require || !d.options.contains(&option))
}

fn part(c: &Context<'_>, standing: &Standing<'_>, part: &Part) -> PathPart {
    let product = &c.catalog.products[part.product.at()];
    let name = |id: ProductId| c.catalog.products[id.at()].name.clone();
    let fact = || {
        let fact = product.fact(standing.terms.promise)?;
        Some(&product.evidence[fact.evidence as usize])
    };
    // What is run by the team is shown with what it stands on, as its upper bound.
    let below = |id| standing.promise(id).map_or(Range::exact(1.0), |p| p.factor);
    let (basis, how, sources, sla) = match part.basis {
        Basis::Promised => {
            let evidence = fact();
            ("promised", evidence.and_then(|e| e.note.clone()), evidence.map(|e| &e.sources), part.factor)
        }
        Basis::Level(l) => {
            let level = &c.catalog.availability.levels[l];
            ("level", Some(level.how.clone()), Some(&level.sources), part.factor)
        }
        Basis::Operated(Some(host)) => {
            let at_most = part.factor.times(below(host));
            ("operated", Some(format!("On {}, at most its availability", name(host)).into()), None, at_most)
        }
        Basis::Operated(None) => {
            let machines = standing.terms.unknown.value.times(standing.terms.operated.value);
            ("operated", None, None, machines.times(Range::exact(1e-4)))
        }
        Basis::Preview => ("preview", None, Some(&product.status.sources), part.factor),
        Basis::Unknown => ("unknown", None, None, part.factor),
    };
    PathPart {
        product: product.id.clone(),
        name: product.name.clone(),
        blocks: part.blocks.iter().map(|b| c.catalog.blocks[b.at()].id.clone()).collect(),
        sla: percent(sla),
        basis: Text::from(basis),
        how,
        global: part.global,
        source: sources.map(|s| c.sources(s)).unwrap_or_default(),
    }
}

/// A change in words, its kind, and its block.
fn says(c: &Context<'_>, change: Change) -> (Text, Text, Option<Text>) {
    match change {
        Change::Level(l) => {
            let level = &c.catalog.availability.levels[l];
            let name = &c.catalog.products[level.product.at()].name;
            (format!("{name}: {}", level.how).into(), "level".into(), None)
        }
        Change::Option(o) => {
            let block = &c.catalog.blocks[o.block.at()];
            let what = format!("{} for {}", c.catalog.product_of(o).name, block.name.to_lowercase());
            (what.into(), "option".into(), Some(block.id.clone()))
        }
        Change::Region => ("One more region".into(), "region".into(), None),
    }
}

fn percent(share: Range) -> Span {
    let part = |x: f64| fine(x * 100.0);
    Span { low: part(share.low), likely: part(share.likely), high: part(share.high) }
}

/// Five decimals: availabilities need all their nines, and no more.
fn fine(x: f64) -> f64 {
    (x * 100_000.0).round() / 100_000.0
}

/// The advice and the limits that hold for whoever has chosen these options; limits first.
pub(super) fn advised(c: &Context<'_>, e: &Estimates, picked: &[OptionRef]) -> Vec<Advised> {
    let known = e.known(c.catalog, &c.requirements.answers);
    let mut out: Vec<Advised> = holding(c, &known, picked)
        .map(|a| {
            let text = in_words(c, &known, &a.text);
            let text = match &a.risk {
                Some((_, mitigation)) => format!("{text}. {}", in_words(c, &known, mitigation)),
                None => text,
            };
            Advised {
                id: a.id.clone(),
                group: a.group.clone(),
                limit: a.limit,
                text: text.into(),
                risk: a.risk.as_ref().map(|(level, _)| severity(*level)),
                source: c.sources(&a.sources),
            }
        })
        .collect();
    out.sort_by_key(|a| !a.limit);
    out
}

/// The risks that the sizing shows for whoever has chosen these options.
pub(super) fn shortfalls(c: &Context<'_>, e: &Estimates, picked: &[OptionRef]) -> Vec<(RiskLevel, Risk)> {
    let known = e.known(c.catalog, &c.requirements.answers);
    let risk = |a: &SizingAdvice| {
        let (level, mitigation) = a.risk.as_ref()?;
        let risk = Risk {
            title: in_words(c, &known, &a.text).into(),
            severity: severity(*level),
            mitigation: in_words(c, &known, mitigation).into(),
            rule: a.id.clone(),
            source: c.sources(&a.sources),
        };
        Some((*level, risk))
    };
    holding(c, &known, picked).filter_map(risk).collect()
}

/// The advice that holds for whoever has chosen these options.
fn holding<'a>(
    c: &Context<'a>,
    known: &'a Known<'a>,
    picked: &[OptionRef],
) -> impl Iterator<Item = &'a SizingAdvice> + use<'a> {
    let product = |o: &OptionRef| c.catalog.blocks[o.block.at()].options[o.option as usize].product;
    let chosen: BTreeSet<ProductId> = picked.iter().flat_map(|o| chain(c.catalog, product(o))).collect();
    let concerns = move |a: &SizingAdvice| a.products.is_empty() || a.products.iter().any(|p| chosen.contains(p));
    c.catalog.sizing_advice.iter().filter(move |a| concerns(a) && known.holds(a))
}

/// A text with its values.
fn in_words(c: &Context<'_>, known: &Known<'_>, pieces: &[Piece]) -> String {
    pieces.iter().map(|p| piece(c, known, p)).collect()
}

/// A piece of a text with its value.
fn piece(c: &Context<'_>, known: &Known<'_>, piece: &Piece) -> String {
    match piece {
        Piece::Words(words) => words.to_string(),
        Piece::Answer(var) => c.requirements.answers.show(c.catalog, *var),
        Piece::Figure(f) => {
            let figure = &c.catalog.figures[*f as usize];
            let value = known.figures[*f as usize].map(|s| s.value.likely);
            value.map_or_else(|| String::from("unknown"), |v| counted(v, &figure.unit))
        }
        Piece::Column(f, path) => column(c, known, *f, path).unwrap_or_else(|| String::from("unknown")),
    }
}

/// A column of the row that a figure has picked, with its unit, or the name of the row.
fn column(c: &Context<'_>, known: &Known<'_>, figure: u16, path: &[u16]) -> Option<String> {
    use crate::logic::Figures;
    if path.is_empty() {
        return known.name_of(figure).map(|name| name.to_string());
    }
    let value = known.column(figure, path)?;
    let How::Pick(pick) = &c.catalog.figures[figure as usize].how else { return None };
    let column = c.catalog.columns(pick.table, path)?.pop()?;
    Some(counted(value, &column.unit))
}
