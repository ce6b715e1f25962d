//! Recommendations side by side, and the switches between two architectures.

use super::screen::{Screen, Style, cell};
use super::templates::{TemplateError, Templates};
use crate::recommendation::{Comparison, Side, Switch};
use crate::text::{Text, amount, money, plural};

/// A decision that changes, in words.
pub(super) fn switch(s: &Switch) -> String {
    let name = |o: &Option<Text>| o.as_ref().map_or(String::from("not needed"), ToString::to_string);
    format!("{}: {} -> {}", s.title, name(&s.before), name(&s.after))
}

const NONE: &str = "-";

/// The comparison for the terminal.
pub fn comparison(c: &Comparison, style: Style) -> String {
    let mut s = Screen::new(style);
    let mut header = vec![""];
    header.extend(c.sides.iter().map(|x| x.name.as_str()));
    let mut grid = s.grid(&header);
    let mut row = |what: &str, of: &dyn Fn(&Side) -> String| {
        let mut cells = vec![cell(what)];
        cells.extend(c.sides.iter().map(|x| cell(&of(x))));
        grid.add_row(cells);
    };
    row("outcome", &|x| x.status.clone());
    row("points", &|x| x.objective.map_or(NONE.into(), |o| amount(o.round())));
    row("monthly cost", &|x| x.monthly.map_or(NONE.into(), |m| money(m, &c.currency)));
    if c.sides.iter().any(|x| !x.unpriced.is_empty()) {
        row("not in it: no price known", &|x| if x.unpriced.is_empty() { NONE.into() } else { x.unpriced.join(", ") });
    }
    row("decisions", &|x| x.decisions.to_string());
    row("products to adopt", &|x| x.products.to_string());
    s.print(grid, &[]);
    section(&mut s, c, "Answers that differ", c.answers.iter().map(|a| (a.question.as_str(), values(&a.values))));
    if c.decisions.is_empty() {
        s.heading("Decisions", &format!("all {} are the same", c.same));
    } else {
        let title = format!("Decisions that differ ({} of {})", c.decisions.len(), c.decisions.len() + c.same);
        if c.sides.len() == 2 {
            s.heading(&title, "");
            let mut grid = s.grid(&["decision", "before", "after", "why"]);
            for d in &c.decisions {
                let why = d.why.last().cloned().flatten().unwrap_or_default();
                let options = values(&d.options);
                grid.add_row(vec![cell(&d.title), cell(&options[0]), cell(&options[1]), cell(&why)]);
            }
            s.print(grid, &[20, 22, 22, 36]);
        } else {
            section(&mut s, c, &title, c.decisions.iter().map(|d| (d.title.as_str(), values(&d.options))));
        }
    }
    let yes = |p: &[bool]| p.iter().map(|x| String::from(if *x { "yes" } else { NONE })).collect();
    if style.full || c.products.len() <= 12 {
        section(&mut s, c, "Products", c.products.iter().map(|p| (p.name.as_str(), yes(&p.present))));
    }
    section(&mut s, c, "Risks", c.risks.iter().map(|p| (p.name.as_str(), yes(&p.present))));
    if let Some(sentence) = kept(c) {
        s.line("");
        s.wrapped("", &sentence);
    }
    s.out
}

fn values(list: &[Option<String>]) -> Vec<String> {
    list.iter().map(|v| v.clone().unwrap_or_else(|| NONE.into())).collect()
}

fn section<'a>(s: &mut Screen, c: &Comparison, title: &str, rows: impl Iterator<Item = (&'a str, Vec<String>)>) {
    let mut grid = s.grid(&[]);
    let mut any = false;
    for (name, list) in rows {
        any = true;
        let mut cells = vec![cell(name)];
        cells.extend(list.iter().map(|v| cell(v)));
        grid.add_row(cells);
    }
    if any {
        s.heading(title, "");
        let mut shares = vec![30];
        shares.extend(c.sides.iter().map(|_| (70 / c.sides.len().max(1)) as u16));
        s.print(grid, &shares);
    }
}

/// What it means to change nothing.
fn kept(c: &Comparison) -> Option<String> {
    let kept = c.kept?;
    if c.decisions.is_empty() {
        return None;
    }
    Some(match kept.loss {
        Some(loss) => format!(
            "Keeping the first architecture would lose {} against the best one for the new answers.",
            plural_points(loss)
        ),
        None => String::from("The first architecture cannot be kept with the new answers."),
    })
}

fn plural_points(points: f64) -> String {
    if points == 1.0 { plural(1, "point") } else { format!("{} points", amount(points)) }
}

/// The comparison as Markdown, for a comment on a change.
///
/// # Errors
/// If the template is faulty, which only a changed template can be.
pub fn comparison_markdown(c: &Comparison, templates: &Templates) -> Result<String, TemplateError> {
    templates.render("comparison.md.j2", &Page { comparison: c, kept: kept(c) })
}

#[derive(serde::Serialize)]
struct Page<'a> {
    comparison: &'a Comparison,
    kept: Option<String>,
}
