//! The decision matrix of a block: table, Markdown, CSV.

use super::csv::field;
use super::screen::{Screen, Style};
use super::templates::{TemplateError, Templates};
use crate::recommendation::Matrix;
use crate::text::{amount, one_line};

const NOTE: &str = "The sum decides nothing by itself: the recommendation also counts rules, pairs and adoption, in \
                    the whole architecture (last column). Places by TOPSIS and PROMETHEE II are a cross-check: they \
                    can turn over when an option is added.";

/// The matrix for the terminal.
pub fn matrix(m: &Matrix, style: Style) -> String {
    let mut s = Screen::new(style);
    let title = s.bold(&one_line(&m.title));
    s.line(title);
    s.wrapped("", &m.question);
    s.line("");
    // Letters stand for the metrics: names would not fit above columns of figures.
    let letters = || ('a'..='z').map(String::from);
    let row = |name: &str, values: Vec<String>, rest: [&str; 5]| {
        let values: String = values.iter().map(|v| format!("{v:>4}")).collect();
        let [cost, sum, places, rules, loses] = rest;
        let rest = format!("{cost:>9} {sum:>6} {places:>7} {rules:>6} {loses:>8}");
        format!("  {:<30}{values} {rest}", clipped(name, 29)).trim_end().to_string()
    };
    s.line(row("", letters().take(m.criteria.len()).collect(), ["a month", "sum", "T, P", "rules", "loses"]));
    let weights = m.criteria.iter().map(|c| format!("{:.0}%", c.weight * 100.0)).collect();
    s.line(row("weight", weights, [""; 5]));
    for r in &m.rows {
        let mark = if r.recommended { "* " } else { "" };
        let values = r.values.iter().map(|v| short(*v)).collect();
        let cost = r.monthly.map_or(String::from("?"), |c| amount(c.likely));
        let (sum, places) = (format!("{:.3}", r.sum), format!("{}, {}", r.topsis_rank, r.promethee_rank));
        let loses = r.regret.map_or(String::from("fits not"), amount);
        s.line(row(&format!("{mark}{}", r.name), values, [&cost, &sum, &places, &amount(r.rules), &loses]));
    }
    s.line("");
    let legend: Vec<String> = letters().zip(&m.criteria).map(|(l, c)| format!("{l} {}", c.name)).collect();
    s.wrapped("", &legend.join(", "));
    s.line("");
    s.wrapped("", "* recommended; T, P: places by TOPSIS and PROMETHEE II, a cross-check");
    let cost =
        format!("a month: likely cost of services and machines in {}, platforms included, each alone", m.currency);
    let unknown = if m.rows.iter().any(|r| r.monthly.is_none()) { UNKNOWN } else { "" };
    s.wrapped("", &format!("{cost}{unknown}"));
    s.wrapped("", NOTE);
    s.out
}

/// What a cost that is not known means.
const UNKNOWN: &str = "; ?: no price is known, what such a thing usually costs here counts";

/// A value from 0 to 1 in three characters.
fn short(value: f64) -> String {
    match format!("{value:.2}") {
        text if text.starts_with("0.") => text[1..].to_string(),
        text => text[..3].to_string(),
    }
}

/// A name on one line of at most so many characters.
fn clipped(name: &str, most: usize) -> String {
    let name = one_line(name);
    match name.chars().count() > most {
        true => name.chars().take(most - 1).chain(['…']).collect(),
        false => name,
    }
}

/// The matrix as comma-separated values.
pub fn matrix_csv(m: &Matrix) -> String {
    let mut header = vec![String::from("option")];
    header.extend(m.criteria.iter().map(|c| c.metric.to_string()));
    header.extend(["monthly_low", "monthly_likely", "monthly_high", "currency"].map(String::from));
    header.extend(["sum", "rank", "topsis_rank", "promethee_rank", "rules", "regret"].map(String::from));
    let mut weights = vec![String::from("weight")];
    weights.extend(m.criteria.iter().map(|c| c.weight.to_string()));
    weights.extend(vec![String::new(); 10]);
    let mut lines = vec![header.join(","), weights.join(",")];
    for r in &m.rows {
        let mut row = vec![field(&r.name)];
        row.extend(r.values.iter().map(ToString::to_string));
        let cost = r.monthly.map_or_else(Default::default, |c| [c.low, c.likely, c.high].map(|n| n.to_string()));
        row.extend(cost);
        row.push(m.currency.to_string());
        row.extend([r.sum.to_string(), r.rank.to_string(), r.topsis_rank.to_string(), r.promethee_rank.to_string()]);
        row.extend([r.rules.to_string(), r.regret.map_or_else(String::new, |x| x.to_string())]);
        lines.push(row.join(","));
    }
    lines.join("\n") + "\n"
}

/// The matrix as Markdown.
///
/// # Errors
/// If the template is faulty, which only a changed template can be.
pub fn matrix_markdown(m: &Matrix, templates: &Templates) -> Result<String, TemplateError> {
    templates.render("matrix.md.j2", &Page { matrix: m, note: NOTE })
}

#[derive(serde::Serialize)]
struct Page<'a> {
    matrix: &'a Matrix,
    note: &'static str,
}
