//! Sizing and cost in full: a page for the terminal, Markdown, and CSV.

use super::csv::field;
use super::screen::{Screen, Style, cell};
use crate::recommendation::{Charged, CostLine, Estimate, Purchases, Sizing, Span};
use crate::text::{amount, counted, money, one_line, plural, unit_price, units};

/// Shares of the columns of figures, of products and of lines.
const FIGURES: [u16; 3] = [40, 22, 38];
const PRODUCTS: [u16; 4] = [40, 22, 19, 19];
const LINES: [u16; 4] = [45, 18, 22, 15];
const PURCHASES: [u16; 5] = [8, 34, 24, 18, 16];

/// What is to be known of lines for own machines.
const OWN: &str = "machines that are owned, at a part of the price of rented ones for purchase, power and space";

/// Characters of a formula that are shown.
const LONG: usize = 140;

/// `12 GB`, or `12 (8 to 20) GB` where it is a range.
fn figure(s: &Sizing) -> String {
    match &s.picked {
        Some(row) => row.to_string(),
        // Something, and less than the figures of a page can say.
        None if s.value.high == 0.0 => format!("under 0.01 {}", s.unit).trim_end().to_string(),
        None if s.value.low == s.value.high => counted(s.value.likely, &s.unit),
        None => format!("{} {}", range(s.value, amount), s.unit).trim_end().to_string(),
    }
}

fn range(s: Span, show: impl Fn(f64) -> String) -> String {
    match s.low == s.high {
        true => show(s.likely),
        false => format!("{} ({} to {})", show(s.likely), show(s.low), show(s.high)),
    }
}

/// `training` as a title.
fn title(group: &str) -> String {
    let mut chars = group.chars();
    match chars.next() {
        Some(first) => first.to_uppercase().chain(chars).collect(),
        None => String::from("General"),
    }
}

/// The figures by group, groups in the order of their first figure.
fn groups(e: &Estimate) -> Vec<(&str, Vec<&Sizing>)> {
    let mut out: Vec<(&str, Vec<&Sizing>)> = Vec::new();
    for s in &e.sizing {
        match out.iter_mut().find(|g| g.0 == s.group.as_str()) {
            Some(group) => group.1.push(s),
            None => out.push((&s.group, vec![s])),
        }
    }
    out
}

/// What the figure was computed with.
fn given(s: &Sizing) -> String {
    let one = |i: &crate::recommendation::Input| {
        let mark = if i.assumed { ", assumed" } else { "" };
        let note = i.note.as_ref().map_or(String::new(), |n| format!("; {n}"));
        format!("{} = {}{mark}{note}", i.name, i.value)
    };
    s.inputs.iter().map(one).collect::<Vec<_>>().join(" · ")
}

/// The page for the terminal.
pub fn estimate(name: &str, e: &Estimate, style: Style) -> String {
    let mut s = Screen::new(style);
    let head = s.bold(&one_line(name));
    s.line(head);
    s.wrapped("", &format!("List prices of {} in {}, without taxes and agreements", e.region, e.currency));
    s.sizing(e);
    s.costs(e);
    s.out
}

impl Screen {
    /// The formula; a long one in full only.
    fn formula(&self, s: &Sizing) -> String {
        let least = if s.picked.is_some() { "the least of " } else { "" };
        let formula = match s.formula.char_indices().nth(LONG) {
            Some((end, _)) if !self.style.full => format!("{} ...", &s.formula[..end]),
            _ => s.formula.to_string(),
        };
        format!("{least}{formula}")
    }

    fn sizing(&mut self, e: &Estimate) {
        for (group, figures) in groups(e) {
            let shown: Vec<&&Sizing> = figures.iter().filter(|f| self.style.full || f.headline).collect();
            if shown.is_empty() {
                continue;
            }
            self.heading(&title(group), "");
            let mut grid = self.grid(&["figure", "value", "formula"]);
            for f in &shown {
                grid.add_row(vec![cell(&f.name), cell(&figure(f)), cell(&self.formula(f))]);
            }
            self.print(grid, &FIGURES);
            if self.style.full {
                for f in shown.iter().filter(|f| !f.inputs.is_empty()) {
                    self.wrapped(&format!("  {}: ", f.id), &given(f));
                }
            }
        }
        if !self.style.full {
            let steps = e.sizing.iter().filter(|f| !f.headline).count();
            if steps > 0 {
                self.line(format!("  {} behind these, with all inputs: --full", plural(steps, "figure")));
            }
        }
    }

    fn costs(&mut self, e: &Estimate) {
        let show = |n: f64| money(n, &e.currency);
        self.heading("Cost a month", &range(e.monthly, show));
        self.beside_the_sum(e);
        if e.people.high > 0.0 {
            self.wrapped("  People who run it, a month: ", &range(e.people, show));
        }
        if e.once.high > 0.0 {
            self.wrapped("  At the start, people included: ", &range(e.once, show));
        }
        if !e.products.is_empty() {
            let mut grid = self.grid(&["product", "services a month", "people a month", "at the start"]);
            for p in &e.products {
                let one = |s: Span| if s.high > 0.0 { show(s.likely) } else { String::from("-") };
                grid.add_row(vec![cell(&p.name), cell(&one(p.monthly)), cell(&one(p.people)), cell(&one(p.once))]);
            }
            self.line("");
            self.print(grid, &PRODUCTS);
        }
        if !e.lines.is_empty() {
            let mut grid = self.grid(&["line", "quantity", "unit price", "cost"]);
            for l in e.lines.iter().filter(|l| self.style.full || l.charged == Charged::Monthly) {
                grid.add_row(line(l, show).map(|text| cell(&text)).to_vec());
            }
            self.line("");
            self.print(grid, &LINES);
        }
        if e.lines.iter().any(|l| l.own) {
            self.wrapped("  own: ", OWN);
        }
        self.purchases(e);
        self.limits(e.advice.iter());
    }
}

impl Screen {
    /// What a sum of costs leaves out, and how it stands to the budget.
    pub(super) fn beside_the_sum(&mut self, e: &Estimate) {
        if !e.unpriced.is_empty() {
            self.wrapped("  Not in it, as no price is known: ", &e.unpriced.join(", "));
        }
        if let Some(b) = &e.bought {
            let show = |n: f64| money(n, &e.currency);
            let text =
                format!("{} to {}, likely {}", show(b.monthly.low), show(b.monthly.high), show(b.monthly.likely));
            self.wrapped(&format!("  Bought as chosen ({}): ", one_line(&b.name)), &text);
        }
        if let Some(b) = &e.budget {
            let kind = if b.hard { "Hard budget" } else { "Budget" };
            self.wrapped(&format!("  {kind} of {} a month: ", money(b.monthly, &e.currency)), &b.text);
        }
    }

    /// Ways to buy, of the lines for which another way costs less than pay as you go; of all in full.
    fn purchases(&mut self, e: &Estimate) {
        let show = |n: f64| money(n, &e.currency);
        let pays = |p: &&Purchases| self.style.full || p.offers.first().is_some_and(|o| !o.cheapest);
        let listed: Vec<&Purchases> = e.purchase.iter().filter(pays).collect();
        if e.purchase.is_empty() {
            return;
        }
        let hint = if listed.is_empty() { "pay as you go costs least for every line" } else { "a month" };
        self.heading("Ways to buy", hint);
        self.wrapped("  ", BOUGHT);
        for p in listed {
            let used = format!("{}, used {:.0} % of the hours", counted(p.units, "units"), p.utilisation * 100.0);
            self.wrapped("  ", &format!("{}: {} ({}), {used}", p.product_name, p.name, p.meter));
            let mut grid = self.grid(&["", "way", "price an hour", "a month", "pays from"]);
            for o in &p.offers {
                let doubt = match (o.assumed, o.worked) {
                    (true, _) => " assumed",
                    (false, true) => " worked out",
                    (false, false) => "",
                };
                let from = o.break_even.map_or(String::new(), |b| format!("{:.0} % use", b * 100.0));
                let mark = if o.cheapest { "least" } else { "" };
                let price = format!("{}{doubt}", unit_price(o.unit_price));
                grid.add_row([mark, &o.name, &price, &show(o.monthly.likely), &from].map(cell).to_vec());
            }
            self.print(grid, &PURCHASES);
        }
    }
}

/// What to know of the ways to buy.
const BOUGHT: &str =
    "Sums are at pay as you go where they name no other way; the least is that of what cannot be taken away.";

fn line(l: &CostLine, show: impl Fn(f64) -> String) -> [String; 4] {
    let assumed = match (l.own, l.assumed, l.worked) {
        (true, ..) => ", own",
        (false, true, _) => ", assumed",
        (false, false, true) => ", worked out",
        (false, false, false) => "",
    };
    let once = if l.charged == Charged::Once { " once" } else { "" };
    [
        format!(
            "{}: {}{}",
            l.product_name,
            l.name,
            l.free.map_or(String::new(), |f| format!(" {}", grant(f, l.quantity.high, &l.unit)))
        ),
        units(l.quantity.likely, &l.unit),
        format!("{} ({}{assumed})", unit_price(l.unit_price), l.date),
        format!("{}{once}", show(l.cost.likely)),
    ]
}

/// What is free of a line of which so much is taken at most.
pub(super) fn grant(free: f64, most: f64, unit: &str) -> String {
    match most <= free {
        true => format!("(all within the {} free each month)", units(free, unit)),
        false => format!("(first {} free each month)", units(free, unit)),
    }
}

/// Everything in one table for spreadsheets: figures, lines, totals.
pub fn estimate_csv(e: &Estimate) -> String {
    let mut out = vec![String::from("part,of,name,low,likely,high,unit,currency,quantity,unit_price,free,formula")];
    let mut row = |names: [&str; 3], s: Span, unit: &str, money: bool, priced: [String; 3], formula: &str| {
        let currency = if money { e.currency.as_str() } else { "" };
        let names = names.map(field).join(",");
        let cells = [field(unit), field(currency), priced.join(","), field(formula)].join(",");
        out.push(format!("{names},{},{},{},{cells}", s.low, s.likely, s.high));
    };
    let none = || [const { String::new() }; 3];
    for s in &e.sizing {
        let name = s.picked.as_ref().map_or(s.name.to_string(), |p| format!("{}: {p}", s.name));
        row(["sizing", &s.group, &name], s.value, &s.unit, false, none(), &s.formula);
    }
    for l in &e.lines {
        // The unit is that of the quantity and of the unit price; the cost itself is money.
        let free = l.free.map_or(String::new(), |f| f.to_string());
        let priced = [l.quantity.likely.to_string(), l.unit_price.to_string(), free];
        row([word(l.charged), &l.product, &l.name], l.cost, &l.unit, true, priced, &l.formula);
    }
    for (part, total) in [("monthly", e.monthly), ("people", e.people), ("once", e.once)] {
        row(["total", part, ""], total, "", true, none(), "");
    }
    // Rows of their own, without an amount: nothing is known of it.
    for name in &e.unpriced {
        out.push(format!("unpriced,,{},,,,,,,,,", field(name)));
    }
    if let Some(b) = &e.budget {
        let kind = if b.hard { "hard" } else { "soft" };
        out.push(format!("budget,{kind},{},,{},,,{},,,,", field(&b.text), b.monthly, field(&e.currency)));
    }
    out.join("\n") + "\n"
}

fn word(c: Charged) -> &'static str {
    match c {
        Charged::Monthly => "monthly",
        Charged::People => "people",
        Charged::Once => "once",
    }
}
