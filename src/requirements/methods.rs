//! Weights by a method: points, swings, ranks, judgements on pairs.

use crate::catalog::Catalog;
use crate::diagnostics::{Code, Diagnostic, Sink};
use crate::logic::weights::{Ahp, CONSISTENT, Judgement, MOST, WeightError, ahp_of, rank_order_centroid};
use crate::text::{Span, amount, nearest, one_of};
use crate::yaml::{Entry, Fields, Node, list, mapping, number, string};

/// The largest number that a judgement may say (Saaty's scale).
const EXTREME: f64 = 9.0;

pub(super) fn metric(id: &str, at: Span, catalog: &Catalog, sink: &mut Sink) -> Option<usize> {
    let found = catalog.metrics.iter().position(|m| m.id == id);
    if found.is_none() {
        let ids = || catalog.metrics.iter().map(|m| m.id.as_str());
        sink.push(
            Diagnostic::error(Code::UnknownName, at, format!("there is no metric `{id}`"))
                .label("unknown metric")
                .maybe_help(nearest(id, ids()).map(|l| format!("Did you mean `{l}`?")))
                .help(format!("Metrics: {}", one_of(ids(), 20))),
        );
    }
    found
}

/// Adds the weights that a method gives to the metrics; an error of the method is told at a place.
pub(super) fn weighed(
    given: &[(usize, f64)],
    method: impl Fn(&[f64]) -> Result<Vec<f64>, WeightError>,
    place: &Node,
    sink: &mut Sink,
) -> Option<Vec<(usize, f64)>> {
    let values: Vec<f64> = given.iter().map(|g| g.1).collect();
    match method(&values) {
        Ok(weights) => Some(given.iter().map(|g| g.0).zip(weights).collect()),
        Err(e) => {
            let mut d = Diagnostic::error(Code::BadValue, place.span, format!("no weights follow from this: {e}"));
            if e == WeightError::NoPoints {
                d = d.help("Give points above 0 to at least one metric");
            }
            sink.push(d);
            None
        }
    }
}

pub(super) fn one_points(e: &Entry, most: f64, catalog: &Catalog, sink: &mut Sink) -> Option<(usize, f64)> {
    let m = metric(&e.key, e.key_span, catalog, sink);
    let n = number(&e.value, &e.key, sink)?;
    if !(0.0..=most).contains(&n) {
        let range = if most.is_finite() { format!("from 0 to {most}") } else { String::from("0 or more") };
        sink.push(
            Diagnostic::error(Code::BadValue, e.value.span, format!("points of `{}` are {range}", e.key))
                .label(format!("expected {range}")),
        );
        return None;
    }
    m.map(|m| (m, n))
}

pub(super) fn by_points(
    node: &Node,
    most: f64,
    method: fn(&[f64]) -> Result<Vec<f64>, WeightError>,
    catalog: &Catalog,
    sink: &mut Sink,
) -> Option<Vec<(usize, f64)>> {
    let entries = mapping(node, "points", sink)?;
    let given: Vec<_> = entries.iter().filter_map(|e| one_points(e, most, catalog, sink)).collect();
    if given.len() < entries.len() {
        return None;
    }
    weighed(&given, method, node, sink)
}

/// Metrics from the most important on; those in one inner list are equally important.
pub(super) fn by_ranks(node: &Node, what: &str, catalog: &Catalog, sink: &mut Sink) -> Option<Vec<(usize, f64)>> {
    let before = sink.len();
    let one = std::slice::from_ref(node);
    let mut ranked: Vec<(usize, usize, Span)> = Vec::new();
    for (rank, tier) in node.items().unwrap_or(one).iter().enumerate() {
        for item in tier.items().unwrap_or(std::slice::from_ref(tier)) {
            let Some(m) = string(item, what, sink).and_then(|id| metric(&id, item.span, catalog, sink)) else {
                continue;
            };
            match ranked.iter().find(|r| r.0 == m) {
                Some(before) => sink.push(
                    Diagnostic::error(
                        Code::DuplicateKey,
                        item.span,
                        format!("`{}` stands here twice", catalog.metrics[m].id),
                    )
                    .label("again")
                    .related(before.2, "first here"),
                ),
                None => ranked.push((m, rank, item.span)),
            }
        }
    }
    if sink.len() > before {
        return None;
    }
    let ranks: Vec<usize> = ranked.iter().map(|r| r.1).collect();
    let given: Vec<(usize, f64)> = ranked.iter().map(|r| (r.0, 0.0)).collect();
    weighed(&given, |_| rank_order_centroid(&ranks), node, sink)
}

/// A judgement with the metrics that it names.
struct Judged {
    said: Judgement,
    place: Span,
}

pub(super) fn by_judgements(node: &Node, catalog: &Catalog, sink: &mut Sink) -> Option<Vec<(usize, f64)>> {
    let mut judged: Vec<Judged> = Vec::new();
    let before = sink.len();
    for item in list(node, "judgements", sink) {
        let Some(said) = judgement(item, catalog, sink) else { continue };
        let pair = |j: &Judgement| (j.more.min(j.than), j.more.max(j.than));
        match judged.iter().find(|j| pair(&j.said) == pair(&said)) {
            Some(before) => sink.push(
                Diagnostic::error(Code::DuplicateKey, item.span, "these two metrics are compared twice")
                    .label("again")
                    .related(before.place, "first here"),
            ),
            None => judged.push(Judged { said, place: item.span }),
        }
    }
    // With one judgement missing because of a mistake, others could seem to be missing as well.
    if sink.len() > before {
        return None;
    }
    let mut named: Vec<usize> = judged.iter().flat_map(|j| [j.said.more, j.said.than]).collect();
    named.sort_unstable();
    named.dedup();
    let local = |m: usize| named.partition_point(|n| *n < m);
    let judgements: Vec<Judgement> = judged
        .iter()
        .map(|j| Judgement { more: local(j.said.more), than: local(j.said.than), by: j.said.by })
        .collect();
    let id = |i: usize| catalog.metrics[named[i]].id.as_str();
    match ahp_of(named.len(), &judgements) {
        Ok(ahp) => {
            warn_inconsistent(&ahp, &judgements, &judged, id, sink);
            Some(named.into_iter().zip(ahp.weights).collect())
        }
        Err(e) => {
            let d = |message: String| Diagnostic::error(Code::BadValue, node.span, message);
            sink.push(match e {
                WeightError::Apart(apart) => {
                    let rest = (0..named.len()).filter(|i| !apart.contains(i)).map(id);
                    let apart = one_of(apart.iter().map(|i| id(*i)), 20);
                    d(format!("no judgement joins {apart} to {}", one_of(rest, 20)))
                        .label("falls into groups")
                        .help("One judgement between two groups is enough; not every pair needs one")
                }
                WeightError::TooMany(n) => d(format!("{n} metrics are too many to compare in pairs"))
                    .help(format!("At most {MOST} can be, and fewer than ten are easier to judge")),
                e => d(format!("no weights follow from this: {e}"))
                    .help("Write judgements such as `{more: cost, than: scale, by: 3}`"),
            });
            None
        }
    }
}

fn judgement(node: &Node, catalog: &Catalog, sink: &mut Sink) -> Option<Judgement> {
    let mut f = Fields::open(node, "a judgement", sink)?;
    let (more, than, by) = (f.required("more", sink), f.required("than", sink), f.required("by", sink));
    f.finish(sink);
    let named = |n: Option<&Node>, key: &str, sink: &mut Sink| {
        let n = n?;
        string(n, key, sink).and_then(|id| metric(&id, n.span, catalog, sink))
    };
    let (m, t) = (named(more, "more", sink), named(than, "than", sink));
    let by = by.and_then(|n| number(n, "by", sink).map(|x| (x, n.span)));
    let (more, than, (by, at)) = (m?, t?, by?);
    if more == than {
        sink.push(
            Diagnostic::error(
                Code::BadValue,
                node.span,
                format!("`{}` is compared with itself", catalog.metrics[more].id),
            )
            .label("needs two metrics"),
        );
        return None;
    }
    if !(1.0..=EXTREME).contains(&by) {
        sink.push(
            Diagnostic::error(Code::BadValue, at, format!("a judgement says from 1 to {EXTREME} times as much"))
                .label(format!("expected from 1 to {EXTREME}"))
                .help(
                    "1 equally, 3 moderately, 5 strongly, 7 very strongly, 9 extremely more important (Saaty's scale)",
                )
                .maybe_help(
                    (by < 1.0)
                        .then(|| String::from("To say that it matters less, let `more` and `than` change places")),
                ),
        );
        return None;
    }
    Some(Judgement { more, than, by })
}

/// Saaty's rule: judgements that contradict one another more than a tenth of what chance would do are
/// worth another look, the one furthest from the weights first.
fn warn_inconsistent<'a>(
    ahp: &Ahp,
    judgements: &[Judgement],
    judged: &[Judged],
    id: impl Fn(usize) -> &'a str,
    sink: &mut Sink,
) {
    let (ratio, Some(worst)) = (ahp.consistency_ratio, ahp.worst) else { return };
    let pair = |j: &Judgement| [j.more.min(j.than), j.more.max(j.than)];
    let place = judgements.iter().zip(judged).find(|(j, _)| pair(j) == pair(&worst.given)).map(|(_, j)| j.place);
    let Some(place) = place.filter(|_| ratio > CONSISTENT) else { return };
    let turned = worst.consistent < 1.0;
    let by = if turned { 1.0 / worst.consistent } else { worst.consistent };
    let (more, than) = if turned { (worst.given.than, worst.given.more) } else { (worst.given.more, worst.given.than) };
    let by = amount((by.min(EXTREME) * 10.0).round() / 10.0);
    let (more, than) = (id(more), id(than));
    let ratio = format!("their consistency ratio is {ratio:.3}, above {CONSISTENT:.2}");
    sink.push(
        Diagnostic::warning(Code::Inconsistent, place, format!("judgements contradict one another: {ratio}"))
            .label("agrees least with the others")
            .help(format!("All judgements together say about `{{more: {more}, than: {than}, by: {by}}}` here"))
            .help(format!("Or look again at the other judgements on `{more}` and `{than}`")),
    );
}
