//! Charts of a recommendation: what each decision group gains by each metric, and what each product costs.

use std::collections::BTreeMap;

use super::chart::{enclosing, ticks};
use super::measure::Font;
use super::style::{escape, number, open, text};
use crate::recommendation::{ProductCost, Recommendation, Span};
use crate::text::{amount, money};

const TITLE: Font = Font { size: 16.0, bold: true };
const HEAD: Font = Font { size: 11.5, bold: true };
const ROW: Font = Font { size: 12.0, bold: false };
const FIGURE: Font = Font { size: 11.0, bold: false };
const TOTAL: Font = Font { size: 11.5, bold: true };

const RULES: &str = ".head{fill:var(--soft)}.tick,.note{fill:var(--soft)}.grid{stroke:var(--edge)}.rule{stroke:var(--edge)}\
.gain{fill:var(--s0)}.fit{fill:var(--s3)}.services{fill:var(--s0)}.people{fill:var(--managed-fill);stroke:var(--s0);\
stroke-dasharray:3 2}.reach{fill:none;stroke:var(--ink);stroke-width:1.3}";

const MARGIN: f64 = 20.0;

fn bar(class: &str, x: f64, y: f64, w: f64, h: f64, note: &str) -> String {
    format!(
        "<rect class=\"{class}\" x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\" rx=\"2\"><title>{}</title></rect>\n",
        number(x),
        number(y),
        number(w.max(0.0)),
        number(h),
        escape(note)
    )
}

fn line(class: &str, from: (f64, f64), to: (f64, f64)) -> String {
    format!(
        "<path class=\"{class}\" d=\"M{} {}L{} {}\"/>\n",
        number(from.0),
        number(from.1),
        number(to.0),
        number(to.1)
    )
}

/// An id in words.
fn words(id: &str) -> String {
    let mut out = id.replace(['_', '.'], " ");
    if let Some(first) = out.get_mut(..1) {
        first.make_ascii_uppercase();
    }
    out
}

/// The first line of a text that fits.
fn fitted(font: Font, text: &str, width: f64) -> String {
    font.wrap(text, width, 1).into_iter().next().unwrap_or_default()
}

/// Points by metric and group of decisions, as bars in a table: its last row is what sources recommend.
pub fn contributions_svg(r: &Recommendation) -> String {
    let mut groups: Vec<(&str, &str)> = Vec::new();
    let mut points: BTreeMap<(&str, &str), f64> = BTreeMap::new();
    const FIT: &str = "";
    for d in &r.architecture {
        if !groups.iter().any(|g| g.0 == d.group.as_str()) {
            groups.push((&d.group, &d.group_name));
        }
        for (metric, gained) in &d.contributions {
            *points.entry((metric, &d.group)).or_default() += gained;
        }
        *points.entry((FIT, &d.group)).or_default() += d.fit;
    }
    let total = |metric: &str| points.iter().filter(|p| p.0.0 == metric).map(|p| p.1).sum::<f64>();
    let mut metrics: Vec<&str> = r.weights.keys().map(|m| m.as_str()).filter(|m| total(m).abs() > 0.005).collect();
    metrics.sort_by(|a, b| total(b).total_cmp(&total(a)).then(a.cmp(b)));
    if total(FIT).abs() > 0.005 {
        metrics.push(FIT);
    }
    let name = |metric: &str| if metric == FIT { String::from("Fit by rules") } else { words(metric) };
    let left = MARGIN + metrics.iter().map(|m| ROW.width(&name(m))).fold(80.0, f64::max) + 14.0;
    let (cell, row, top) = (92.0, 26.0, 84.0);
    let width = (left + cell * (groups.len() + 1) as f64 + MARGIN).max(480.0);
    let height = top + row * (metrics.len() + 1) as f64 + 42.0;
    let title = format!("{}: points by metric and group of decisions", r.requirements.name);
    let about: Vec<String> = metrics.iter().map(|m| format!("{} {}", name(m), amount(total(m).round()))).collect();
    let mut out = open(width, height, &title, &format!("{}.", about.join(", ")), RULES);
    out += &text("title", TITLE, (MARGIN, 30.0), "start", &fitted(TITLE, &title, width - 2.0 * MARGIN));
    let most = |fit: bool| points.iter().filter(|p| (p.0.0 == FIT) == fit).map(|p| *p.1).fold(1.0, f64::max);
    let most = [most(false), most(true)];
    for (i, (_, group)) in groups.iter().enumerate() {
        let x = left + cell * i as f64;
        for (k, part) in HEAD.wrap(group, cell - 8.0, 2).iter().enumerate() {
            out += &text("head", HEAD, (x, top - 24.0 + 14.0 * k as f64), "start", part);
        }
    }
    let last = left + cell * groups.len() as f64;
    out += &text("head", HEAD, (last + cell - 10.0, top - 24.0), "end", "All");
    for (j, metric) in metrics.iter().enumerate() {
        let y = top + row * j as f64;
        out += &line("rule", (MARGIN, y), (width - MARGIN, y));
        out += &text("row", ROW, (MARGIN, y + 17.0), "start", &name(metric));
        for (i, (group, group_name)) in groups.iter().enumerate() {
            let Some(gained) = points.get(&(*metric, *group)).copied().filter(|p| p.abs() > 0.5) else { continue };
            let x = left + cell * i as f64;
            let figure = amount(gained.round());
            let most = most[usize::from(*metric == FIT)];
            let room = cell - 14.0 - FIGURE.width(&amount(most.round())) - 4.0;
            let long = gained.max(0.0) / most * room;
            let note = format!("{}, {group_name}: {figure} points", name(metric));
            out += &bar(if *metric == FIT { "fit" } else { "gain" }, x, y + 7.0, long, 12.0, &note);
            out += &text("figure", FIGURE, (x + long + 4.0, y + 17.0), "start", &figure);
        }
        out += &text("figure", TOTAL, (last + cell - 10.0, y + 17.0), "end", &amount(total(metric).round()));
    }
    let y = top + row * metrics.len() as f64;
    out += &line("rule", (MARGIN, y), (width - MARGIN, y));
    out += &text("row", TOTAL, (MARGIN, y + 17.0), "start", "All");
    for (i, (group, _)) in groups.iter().enumerate() {
        let sum: f64 = points.iter().filter(|p| p.0.1 == *group).map(|p| p.1).sum();
        out += &text("figure", TOTAL, (left + cell * i as f64, y + 17.0), "start", &amount(sum.round()));
    }
    let all: f64 = points.values().sum();
    out += &text("figure", TOTAL, (last + cell - 10.0, y + 17.0), "end", &amount(all.round()));
    let note = "The bars of rules have a scale of their own. What options gain together, and what adopting products takes, is not in it.";
    out += &text("note", FIGURE, (MARGIN, height - 14.0), "start", &fitted(FIGURE, note, width - 2.0 * MARGIN));
    out + "</svg>\n"
}

/// Products that are shown by themselves; the others are added up.
const MOST: usize = 14;

fn both(p: &ProductCost) -> Span {
    Span {
        low: p.monthly.low + p.people.low,
        likely: p.monthly.likely + p.people.likely,
        high: p.monthly.high + p.people.high,
    }
}

/// What each product costs a month: services and people as bars, from low to high as a line.
pub fn cost_svg(r: &Recommendation) -> String {
    let mut rows: Vec<ProductCost> = r.estimate.products.iter().filter(|p| both(p).high > 0.0).cloned().collect();
    rows.sort_by(|a, b| both(b).likely.total_cmp(&both(a).likely).then(a.product.cmp(&b.product)));
    if rows.len() > MOST {
        let rest = rows.split_off(MOST - 1);
        let add = |of: fn(&ProductCost) -> Span| Span {
            low: rest.iter().map(|p| of(p).low).sum(),
            likely: rest.iter().map(|p| of(p).likely).sum(),
            high: rest.iter().map(|p| of(p).high).sum(),
        };
        rows.push(ProductCost {
            product: "rest".into(),
            name: format!("{} others together", rest.len()).into(),
            monthly: add(|p| p.monthly),
            people: add(|p| p.people),
            once: add(|p| p.once),
        });
    }
    let (width, row, top) = (960.0, 27.0, 70.0);
    let left = MARGIN + rows.iter().map(|p| ROW.width(&p.name)).fold(80.0, f64::max).min(270.0) + 14.0;
    let right = width - MARGIN - 190.0;
    let foot = top + row * rows.len() as f64;
    let height = foot + 86.0;
    let currency = &r.estimate.currency;
    let title = format!("{}: cost a month, {currency}", r.requirements.name);
    let about: Vec<String> = rows.iter().map(|p| format!("{} {}", p.name, money(both(p).likely, currency))).collect();
    let mut out = open(width, height, &title, &format!("{}.", about.join(", ")), RULES);
    out += &text("title", TITLE, (MARGIN, 30.0), "start", &fitted(TITLE, &title, width - 2.0 * MARGIN));
    let most = rows.iter().map(|p| both(p).high).fold(1.0, f64::max);
    let (_, end, step) = enclosing([0.0, most].into_iter());
    let at = |x: f64| left + x / end * (right - left);
    for tick in ticks(0.0, end, step) {
        out += &line("grid", (at(tick), top - 6.0), (at(tick), foot));
        out += &text("tick", FIGURE, (at(tick), top - 12.0), "middle", &amount(tick));
    }
    for (i, p) in rows.iter().enumerate() {
        let y = top + row * i as f64;
        let all = both(p);
        out += &text("row", ROW, (left - 10.0, y + 17.0), "end", &fitted(ROW, &p.name, left - MARGIN - 10.0));
        let services = at(p.monthly.likely) - left;
        let people = at(all.likely) - at(p.monthly.likely);
        out += &bar("services", left, y + 6.0, services, 14.0, &money(p.monthly.likely, currency));
        if people > 0.5 {
            out += &bar("people", left + services, y + 6.0, people, 14.0, &money(p.people.likely, currency));
        }
        if at(all.high) - at(all.low) > 1.0 {
            out += &reach(at(all.low), at(all.high), y + 13.0);
        }
        let figure = amount(all.likely.round());
        out += &text("figure", TOTAL, (width - MARGIN - 108.0, y + 17.0), "end", &figure);
        let range = format!("{} to {}", amount(all.low.round()), amount(all.high.round()));
        out += &text("note", FIGURE, (width - MARGIN, y + 17.0), "end", &range);
    }
    out += &line("rule", (MARGIN, foot + 6.0), (width - MARGIN, foot + 6.0));
    let sum = |of: fn(&Span) -> f64| of(&r.estimate.monthly) + of(&r.estimate.people);
    out += &text("row", TOTAL, (left - 10.0, foot + 26.0), "end", "All products");
    let likely = amount(sum(|s| s.likely).round());
    out += &text("figure", TOTAL, (width - MARGIN - 108.0, foot + 26.0), "end", &likely);
    let range = format!("{} to {}", amount(sum(|s| s.low).round()), amount(sum(|s| s.high).round()));
    out += &text("note", FIGURE, (width - MARGIN, foot + 26.0), "end", &range);
    // What the bars mean.
    let y = foot + 56.0;
    out += &bar("services", MARGIN, y, 26.0, 14.0, "");
    out += &text("note", FIGURE, (MARGIN + 34.0, y + 11.0), "start", "Services and machines, likely");
    out += &bar("people", MARGIN + 220.0, y, 26.0, 14.0, "");
    out += &text("note", FIGURE, (MARGIN + 254.0, y + 11.0), "start", "People who run it, likely");
    out += &reach(MARGIN + 420.0, MARGIN + 446.0, y + 7.0);
    out += &text("note", FIGURE, (MARGIN + 454.0, y + 11.0), "start", "Both, from low to high");
    out + "</svg>\n"
}

/// A line with a stroke at each end.
fn reach(from: f64, to: f64, y: f64) -> String {
    let (a, b) = (number(from), number(to));
    let (up, down) = (number(y - 4.0), number(y + 4.0));
    let y = number(y);
    format!("<path class=\"reach\" d=\"M{a} {up}V{down}M{a} {y}H{b}M{b} {up}V{down}\"/>\n")
}
