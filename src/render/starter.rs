//! A requirements file to start from.

use serde::Serialize;

use super::templates::{TemplateError, Templates};
use crate::catalog::Catalog;
use crate::logic::{Domain, Value, Var, show_value};
use crate::text::{Text, amount};

/// A question with what is answered or assumed.
#[derive(Debug, Clone)]
pub struct Asked {
    /// The question.
    pub var: Var,
    /// Its answer as it stands.
    pub value: Option<Value>,
    /// Why that is assumed, if it is.
    pub because: Option<Text>,
}

/// The file as its template sees it.
#[derive(Serialize)]
struct Page<'a> {
    name: &'a str,
    schema: bool,
    metrics: Vec<&'a str>,
    known: Vec<Question<'a>>,
    sections: Vec<Section<'a>>,
    more: String,
}

#[derive(Serialize)]
struct Section<'a> {
    name: &'a str,
    questions: Vec<Question<'a>>,
}

#[derive(Serialize)]
struct Question<'a> {
    id: &'a str,
    text: &'a str,
    help: Option<&'a str>,
    choices: Vec<(&'a str, &'a str)>,
    several: bool,
    within: Option<String>,
    value: String,
    because: Option<String>,
}

/// Fills the template of requirements files.
///
/// # Errors
/// If the template is faulty, which only a changed one can be.
pub fn starter(
    catalog: &Catalog,
    name: &str,
    schema: bool,
    known: &[Asked],
    open: &[Asked],
    templates: &Templates,
) -> Result<String, TemplateError> {
    let of = |a: &Asked| question(catalog, a);
    let sections = catalog.sections.iter().enumerate().map(|(i, s)| {
        let mine = |a: &&Asked| catalog.questions[a.var.0 as usize].section == Some(i as u16);
        Section { name: &s.name, questions: open.iter().filter(mine).map(of).collect() }
    });
    let rest = catalog.questions.iter().filter(|q| q.section.is_some()).count() - open.len() - known.len();
    let page = Page {
        name,
        schema,
        metrics: catalog.metrics.iter().map(|m| m.id.as_str()).collect(),
        known: known.iter().map(of).collect(),
        sections: sections.filter(|s| !s.questions.is_empty()).collect(),
        more: amount(rest as f64),
    };
    templates.render("requirements.yaml.j2", &page)
}

fn question<'a>(catalog: &'a Catalog, asked: &Asked) -> Question<'a> {
    let q = &catalog.questions[asked.var.0 as usize];
    let several = matches!(q.domain, Domain::Set(_));
    let value = match &asked.value {
        Some(Value::Set(all)) => {
            let ids: Vec<&str> = all.iter().map(|i| q.domain.choice_id(*i)).collect();
            format!("[{}]", ids.join(", "))
        }
        Some(value) => show_value(value, &q.domain),
        None => String::from("unknown"),
    };
    Question {
        id: &q.id,
        text: &q.text,
        help: q.help.as_deref(),
        choices: q.domain.choices().iter().map(|c| (c.id.as_str(), c.text.as_str())).collect(),
        several,
        within: match &q.domain {
            Domain::Quantity(dimension, _) => Some(match q.bounds.words(*dimension) {
                Some(words) => format!("{}, {words}", dimension.word()),
                None => dimension.word().to_string(),
            }),
            Domain::Bool => Some(String::from("true or false")),
            _ => None,
        },
        value,
        because: asked.because.as_ref().map(ToString::to_string),
    }
}
