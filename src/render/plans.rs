//! Portfolios and migrations, for the terminal.

use super::screen::{Screen, Style, cell};
use super::sides::switch;
use crate::recommendation::{Migration, Move, Portfolio, Status, Stays, Switch};
use crate::text::{Text, amount, money, one_line, plural};

/// Entries that a list shows unless all are asked for.
const SHORT: usize = 12;

/// Several workloads at once.
pub fn portfolio(p: &Portfolio, currency: &str, style: Style) -> String {
    let mut s = Screen::new(style);
    let title = s.bold(&format!("{} together", plural(p.workloads.len(), "workload")));
    s.line(title);
    let state = match p.status {
        Status::Optimal => String::from("proven to be the best"),
        _ => format!("at most {} points more are possible", amount(p.gap)),
    };
    s.wrapped(
        "",
        &format!(
            "{} points more than if each chooses alone, {state}; {} to adopt instead of {}",
            amount(p.gain),
            plural(p.products[0], "product"),
            p.products[1]
        ),
    );
    s.heading("Workloads", "");
    let mut grid = s.grid(&["workload", "gives up", "monthly cost", "decides differently than alone"]);
    for w in &p.workloads {
        let changes = some(&w.changes, style.full);
        let gives = format!("{} points", amount(w.gives_up));
        grid.add_row(vec![cell(&w.name), cell(&gives), cell(&money(w.monthly, currency)), cell(&changes)]);
    }
    s.print(grid, &[20, 14, 14, 52]);
    for w in p.workloads.iter().filter(|w| !w.unpriced.is_empty()) {
        let what = format!("  Not in the cost of {}, as no price is known: ", one_line(&w.name));
        s.wrapped(&what, &w.unpriced.join(", "));
    }
    let moved = p.standards.iter().filter(|x| !x.moved.is_empty()).count();
    s.heading("Standards to set", &format!("{}; {moved} move somebody", plural(p.standards.len(), "decision")));
    let shown = if style.full { p.standards.len() } else { moved.max(SHORT).min(p.standards.len()) };
    let mut grid = s.grid(&["decision", "standard", "taken by", "moves", "exceptions"]);
    for x in p.standards.iter().take(shown) {
        let exceptions: Vec<String> = x.exceptions.iter().map(|(w, o)| format!("{w}: {o}")).collect();
        let by = format!("{} of {}", x.workloads.len(), x.workloads.len() + x.exceptions.len());
        grid.add_row(vec![
            cell(&x.title),
            cell(&x.option),
            cell(&by),
            cell(&names(&x.moved)),
            cell(&exceptions.join("; ")),
        ]);
    }
    s.print(grid, &[22, 24, 9, 18, 27]);
    more(&mut s, p.standards.len(), shown, "decision");
    s.heading("Shared products", "");
    let shown = if style.full { p.shared.len() } else { p.shared.len().min(SHORT) };
    for x in p.shared.iter().take(shown) {
        s.wrapped(&format!("  {}: ", one_line(&x.name)), &names(&x.workloads));
    }
    more(&mut s, p.shared.len(), shown, "product");
    s.out
}

fn names(list: &[Text]) -> String {
    list.iter().map(Text::as_str).collect::<Vec<_>>().join(", ")
}

fn more(s: &mut Screen, all: usize, shown: usize, what: &str) {
    if shown < all {
        s.line(format!("  and {} more", plural(all - shown, what)));
    }
}

fn some(changes: &[Switch], full: bool) -> String {
    let count = if full { changes.len() } else { 4 };
    let mut words: Vec<String> = changes.iter().take(count).map(switch).collect();
    if changes.len() > count {
        words.push(format!("and {} more", changes.len() - count));
    }
    words.join("; ")
}

/// The way from what exists.
pub fn migration(m: &Migration, style: Style) -> String {
    let mut s = Screen::new(style);
    let title = s.bold(&format!("{}: from what exists", one_line(&m.name)));
    s.line(title);
    let today = match m.today {
        Some(p) => format!("Today {} points", amount(p.round())),
        None => String::from("What exists breaks rules or demands"),
    };
    s.wrapped("", &format!("{today}; the best architecture has {}.", amount(m.target.round())));
    let (worth, not): (Vec<&Move>, Vec<&Move>) = m.steps.iter().partition(|x| x.worth);
    steps(&mut s, "Steps", "the best value per effort first", &worth, 1);
    steps(&mut s, "Not worth the effort", "by the catalog's measure of points per day", &not, worth.len() + 1);
    let of = |because: &str| -> Vec<&Stays> { m.stays.iter().filter(|x| x.because == because).collect() };
    for (title, list) in [("Leave alone: already the best", of("best")), ("No longer called for", of("not_needed"))] {
        if !list.is_empty() {
            s.heading(title, "");
            for x in list {
                let option = x.option.as_ref().map_or("nothing", |o| o.as_str());
                s.wrapped("  ", &format!("{}: {option}", x.title));
            }
        }
    }
    s.line("");
    if m.unstated > 0 {
        s.wrapped(
            "",
            &format!(
                "Of {} nothing is stated under `current`; there the best option is taken as given, without effort.",
                plural(m.unstated, "decision")
            ),
        );
    }
    if !m.exact {
        s.line("Not every step is proven to be the best.");
    }
    s.out
}

fn steps(s: &mut Screen, title: &str, rest: &str, list: &[&Move], from: usize) {
    if list.is_empty() {
        return;
    }
    s.heading(title, rest);
    let mut grid = s.grid(&["", "switch", "gains", "days", "points a day"]);
    for (i, m) in list.iter().enumerate() {
        let words: Vec<String> = m.switches.iter().map(added).collect();
        let gain =
            m.gain.map_or(String::from("must"), |g| if m.must { format!("must, {}", amount(g)) } else { amount(g) });
        let ratio = match m.gain {
            Some(g) if m.days > 0.0 => amount((g / m.days * 10.0).round() / 10.0),
            _ => String::new(),
        };
        grid.add_row(vec![
            cell(&(from + i).to_string()),
            cell(&words.join("; ")),
            cell(&gain),
            cell(&amount(m.days)),
            cell(&ratio),
        ]);
    }
    s.print(grid, &[4, 58, 14, 10, 14]);
}

fn added(s: &Switch) -> String {
    match (&s.before, &s.after) {
        (None, Some(after)) => format!("{}: add {after}", s.title),
        (Some(before), None) => format!("{}: give up {before}", s.title),
        _ => switch(s),
    }
}
