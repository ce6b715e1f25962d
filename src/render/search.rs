//! Finding things in the catalog by words.

use serde::Serialize;

use crate::catalog::Catalog;
use crate::logic::Choice;
use crate::text::{Text, unit_price};

/// Something that was found.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Found {
    /// block, option, product, checklist, question, metric, rule or price.
    pub kind: &'static str,
    /// Its id.
    pub id: String,
    /// Its name, or what it says.
    pub name: String,
    /// Names that it had.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub former_names: Vec<Text>,
    /// What it is for.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub purpose: String,
}

impl Found {
    /// One line about it.
    pub fn describe(&self) -> String {
        let former = match self.former_names.as_slice() {
            [] => String::new(),
            names => format!(" (formerly {})", names.join(", ")),
        };
        let purpose = if self.purpose.is_empty() { String::new() } else { format!(": {}", self.purpose) };
        format!("{}{former}{purpose}", self.name)
    }
}

/// What fits all words, best first: names before former names before ids before descriptions, and
/// blocks and products before the rest.
pub fn search(c: &Catalog, words: &[String], limit: usize) -> Vec<Found> {
    let words: Vec<String> = words.iter().flat_map(|w| w.split_whitespace()).map(str::to_lowercase).collect();
    let mut out: Vec<(u32, Found)> = Vec::new();
    let mut offer =
        |rank: u32, kind: &'static str, id: &str, name: &str, former: &[Text], purpose: &str, more: &str| {
            if let Some(score) = score(&words, name, former, id, &format!("{purpose} {more}")) {
                let found = Found {
                    kind,
                    id: id.to_string(),
                    name: name.to_string(),
                    former_names: former.to_vec(),
                    purpose: purpose.to_string(),
                };
                out.push((score * 10 + rank, found));
            }
        };
    for b in &c.blocks {
        offer(0, "block", &b.id, &b.name, &[], &b.purpose, &b.question);
        for o in &b.options {
            let p = &c.products[o.product.at()];
            if p.inline {
                offer(2, "option", &format!("{}.{}", b.id, o.id), &p.name, &[], &p.purpose, "");
            }
        }
    }
    for p in c.products.iter().filter(|p| !p.inline) {
        offer(1, "product", &p.id, &p.name, &p.former_names, &p.purpose, "");
    }
    for l in &c.checklists {
        let items: Vec<&str> = l.items.iter().map(|i| i.text.as_str()).collect();
        offer(3, "checklist", &l.id, &l.name, &[], &l.purpose, &items.join(" "));
    }
    for q in c.questions.iter().filter(|q| q.section.is_some()) {
        let words = |x: &Choice| std::iter::once(&x.text).chain(&x.also).map(|t| t.to_string()).collect::<Vec<_>>();
        let choices: Vec<String> = q.domain.choices().iter().flat_map(words).collect();
        offer(4, "question", &q.id, &q.text, &[], "", &choices.join(" "));
    }
    for m in &c.metrics {
        offer(5, "metric", &m.id, &m.name, &[], &m.text, "");
    }
    for r in &c.rules {
        offer(6, "rule", &r.id, &r.because, &[], "", "");
    }
    for p in &c.prices {
        let purpose = format!("{} {} per {}", unit_price(p.price), p.currency, p.unit);
        offer(7, "price", &p.id, &p.meter, &[], &purpose, "");
    }
    out.sort_by(|a, b| a.0.cmp(&b.0).then_with(|| a.1.id.cmp(&b.1.id)));
    out.into_iter().take(limit).map(|f| f.1).collect()
}

/// Lower is better; none if a word occurs nowhere.
fn score(words: &[String], name: &str, former: &[Text], id: &str, rest: &str) -> Option<u32> {
    let whole = words.join(" ");
    let (name, rest) = (name.to_lowercase(), rest.to_lowercase());
    let former: Vec<String> = former.iter().map(|f| f.to_lowercase()).collect();
    if name == whole || id == whole {
        return Some(0);
    }
    if former.contains(&whole) {
        return Some(1);
    }
    let id = id.replace(['_', '.'], " ");
    let starts = |text: &str, word: &str| {
        text.match_indices(word).any(|(at, _)| !text[..at].ends_with(|c: char| c.is_alphanumeric()))
    };
    let mut worst = 0;
    for word in words {
        let one = if starts(&name, word) {
            2
        } else if former.iter().any(|f| starts(f, word)) {
            3
        } else if starts(&id, word) {
            4
        } else if name.contains(word.as_str()) || id.contains(word.as_str()) {
            5
        } else if starts(&rest, word) {
            6
        } else if rest.contains(word.as_str()) {
            7
        } else {
            return None;
        };
        worst = worst.max(one);
    }
    Some(worst)
}

#[cfg(test)]
mod tests {
    use super::score;

    #[test]
    fn names_come_before_descriptions() {
        let words = |w: &str| w.split(' ').map(String::from).collect::<Vec<_>>();
        let former = [crate::text::Text::from("Azure Cognitive Services")];
        let of = |w: &str| score(&words(w), "Foundry Tools", &former, "foundry_tools", "Ready-made AI services");
        assert_eq!(of("foundry tools"), Some(0));
        assert_eq!(of("azure cognitive services"), Some(1));
        assert_eq!(of("found"), Some(2));
        assert_eq!(of("cognitive"), Some(3));
        assert_eq!(of("ready"), Some(6));
        assert_eq!(of("tools kubernetes"), None);
    }
}
