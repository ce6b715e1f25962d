//! Templates: those of the program, those that users put in their place, and what they may call.

use std::borrow::Cow;
use std::collections::BTreeMap;

use minijinja::syntax::SyntaxConfig;
use minijinja::value::{Serde, Value};
use minijinja::{AutoEscape, Environment, ErrorKind, Output, State};

use super::estimate::grant;
use super::markdown::{anchor, escape, tidy};
use crate::recommendation::Recommendation;
use crate::text::{amount, counted, is_hidden, money, one_line, plural, unit_price, units};

/// A template could not be rendered.
#[derive(Debug, thiserror::Error)]
#[error("the template {name} cannot be rendered")]
pub struct TemplateError {
    /// Its name.
    pub name: String,
    /// Why.
    #[source]
    pub source: minijinja::Error,
}

/// All templates by name, such as `default/block.md.j2`.
#[derive(Debug, Clone)]
pub struct Templates {
    texts: BTreeMap<Cow<'static, str>, Cow<'static, str>>,
}

/// Name and text of every file below `templates/`.
const EMBEDDED: &[(&str, &str)] = include!(concat!(env!("OUT_DIR"), "/templates.rs"));

/// Templates that any other may include or import.
const SHARED: &str = "shared/";

impl Templates {
    /// Those of the program.
    pub fn embedded() -> Self {
        let texts = EMBEDDED.iter().map(|(name, text)| (Cow::Borrowed(*name), Cow::Borrowed(*text)));
        Templates { texts: texts.collect() }
    }

    /// Puts a text in the place of a template, or adds one.
    pub fn put(&mut self, name: String, text: String) {
        self.texts.insert(Cow::Owned(name), Cow::Owned(text));
    }

    /// The text of a template.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.texts.get(name).map(AsRef::as_ref)
    }

    /// Names and texts, by name.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.texts.iter().map(|(name, text)| (name.as_ref(), text.as_ref()))
    }

    /// Fills a template.
    ///
    /// # Errors
    /// If the template is faulty, which only a changed one can be.
    pub(super) fn render(&self, name: &str, value: &impl serde::Serialize) -> Result<String, TemplateError> {
        let folder = name.rsplit_once('/').map_or("", |(folder, _)| folder);
        self.press(folder)?.print(name, as_value(value))
    }

    /// The templates of a folder, ready to be filled many times.
    pub(super) fn press(&self, folder: &str) -> Result<Press<'_>, TemplateError> {
        let mut env = environment().map_err(|source| TemplateError { name: folder.to_string(), source })?;
        let wanted = |name: &str| {
            let of = name.rsplit_once('/').map_or("", |(folder, _)| folder);
            of == folder || name.starts_with(SHARED)
        };
        for (name, text) in self.iter().filter(|(name, _)| wanted(name)) {
            env.add_template(name, text).map_err(|source| TemplateError { name: name.to_string(), source })?;
        }
        Ok(Press { env })
    }
}

/// A value as templates see it.
pub(super) fn as_value(value: &impl serde::Serialize) -> Value {
    Value::from(Serde(value))
}

/// Templates that are ready to be filled.
pub(super) struct Press<'a> {
    env: Environment<'a>,
}

impl Press<'_> {
    /// Fills a template. Markdown leaves with single empty lines only and one line end at its end.
    pub(super) fn print(&self, name: &str, value: Value) -> Result<String, TemplateError> {
        let wrap = |source| TemplateError { name: name.to_string(), source };
        let text = self.env.get_template(name).and_then(|t| t.render(value)).map_err(wrap)?;
        Ok(if name.ends_with(".md.j2") { tidy(&text) } else { text })
    }
}

fn environment() -> Result<Environment<'static>, minijinja::Error> {
    let mut env = Environment::new();
    let syntax = SyntaxConfig::builder().trim_blocks(true).lstrip_blocks(true).keep_trailing_newline(true).build()?;
    env.set_syntax(syntax);
    env.set_undefined_behavior(minijinja::UndefinedBehavior::SemiStrict);
    // Every printed value is escaped for what it is printed into; `safe` is for text that the template makes.
    env.set_auto_escape_callback(|name| {
        let name = name.strip_suffix(".j2").unwrap_or(name);
        match name.rsplit_once('.').map_or("", |(_, ending)| ending) {
            "md" => AutoEscape::Custom(MARKDOWN.into()),
            "html" => AutoEscape::Html,
            _ => AutoEscape::None,
        }
    });
    env.set_formatter(format_value);
    env.add_filter("amount", |n: f64| amount(n));
    env.add_filter("money", |n: f64, currency: String| money(n, &currency));
    env.add_filter("unit_price", unit_price);
    env.add_filter("units", |n: f64, unit: String| units(n, &unit));
    env.add_filter("counted", |n: f64, unit: String| counted(n, &unit));
    env.add_filter("grant", |free: f64, most: f64, unit: String| grant(free, most, &unit));
    env.add_filter("anchor", |s: String| anchor(&s));
    env.add_filter("sentence", sentence);
    env.add_filter("lower_first", lower_first);
    env.add_filter("clause", clause);
    env.add_filter("answer", answer);
    env.add_filter("plural", |n: usize, singular: String| plural(n, &singular));
    env.add_filter("quoted", |s: String| Value::from_safe_string(serde_json::Value::from(one_line(&s)).to_string()));
    env.add_function("cite", cite);
    Ok(env)
}

/// The escape mode of Markdown.
const MARKDOWN: &str = "markdown";

fn format_value(out: &mut Output<'_>, state: &mut State<'_, '_>, value: &Value) -> Result<(), minijinja::Error> {
    let text = if value.is_none() || value.is_undefined() {
        String::new()
    } else if let Ok(b) = bool::try_from(value.clone()) {
        String::from(if b { "yes" } else { "no" })
    } else {
        value.to_string()
    };
    let plain = value.is_safe() || value.is_number();
    let text = match state.auto_escape() {
        AutoEscape::Custom(mode) if mode == MARKDOWN && !plain => escape(&text),
        AutoEscape::Html if !plain => html(&text),
        _ => text,
    };
    out.write_str(&text).map_err(|e| minijinja::Error::new(ErrorKind::BadEscape, "not written").with_source(e))
}

/// Text of others as text of HTML, in elements and in quoted attributes.
fn html(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 8);
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            c if is_hidden(c) && !matches!(c, '\n' | '\t') => {}
            c => out.push(c),
        }
    }
    out
}

/// The text with a full stop, unless it ends in a mark of its own.
fn sentence(text: String) -> String {
    let text = text.trim();
    match text.chars().last() {
        None | Some('.' | '!' | '?' | ':') => text.to_string(),
        Some(_) => format!("{text}."),
    }
}

/// The text as it goes on within a sentence: a first word that is no name begins small. A word is known to be none if
/// `small_words` of the page has it, the words that stand small somewhere in the texts.
fn lower_first(state: &State<'_, '_>, text: String) -> String {
    let mut words = text.split(' ');
    let word = words.next().unwrap_or_default().to_lowercase();
    let known = state.lookup("small_words").and_then(|w| w.get_item(&Value::from(word)).ok());
    let alone = words.next().is_none_or(|next| next.chars().all(|c| !c.is_uppercase()));
    let mut rest = text.chars();
    match rest.next() {
        Some(first) if alone && known.is_some_and(|k| k.is_true()) => first.to_lowercase().chain(rest).collect(),
        _ => text,
    }
}

/// The text as it goes on behind "because": what has no subject gets one.
fn clause(state: &State<'_, '_>, text: String) -> String {
    const STARTS: [(&str, &str); 4] = [
        ("Ahead of ", "it is ahead of "),
        ("Behind ", "it is behind "),
        ("The only option ", "it is the only option "),
        ("Adds ", "it adds "),
    ];
    match STARTS.iter().find_map(|(start, with)| text.strip_prefix(start).map(|rest| format!("{with}{rest}"))) {
        Some(whole) => whole,
        None => lower_first(state, text),
    }
}

/// An answer in words: `Answer questions from own documents` rather than `question_answering`. What has no words stays.
fn answer(state: &State<'_, '_>, value: Value, question: String) -> Value {
    let words = state.lookup("words").and_then(|w| w.get_attr("answers").ok());
    let words = words.and_then(|w| w.get_item(&Value::from(question)).ok()).unwrap_or_default();
    let text = value.as_str().unwrap_or_default();
    let meant: Option<Vec<String>> =
        text.split(", ").map(|id| words.get_item(&Value::from(id)).ok()?.as_str().map(str::to_string)).collect();
    match meant {
        Some(meant) => Value::from(meant.join("; ")),
        None => value,
    }
}

/// Links to the documents that a statement rests on, with the place in each: `([Title](sources.md#id), section)`.
///
/// In HTML they lead to the sources on the same page. A page of Markdown that is on its own links to the document itself.
fn cite(state: &State<'_, '_>, sources: Value) -> Result<Value, minijinja::Error> {
    let known = state.lookup("source_of").unwrap_or_default();
    let page = state.lookup("page").unwrap_or_default();
    let list = state.lookup("sources_page").and_then(|v| v.as_str().map(str::to_string));
    let root = page.get_attr("root").ok().and_then(|v| v.as_str().map(str::to_string)).unwrap_or_default();
    let in_html = matches!(state.auto_escape(), AutoEscape::Html);
    let mut parts = Vec::new();
    for source in sources.try_iter()? {
        let id = source.get_attr("id")?.to_string();
        let document = known.get_item(&Value::from(id.as_str()))?;
        let text = |key: &str| document.get_attr(key).ok().and_then(|v| v.as_str().map(str::to_string));
        let title = text("title").unwrap_or_else(|| id.clone());
        let target = match &list {
            Some(list) => Some(format!("{root}{list}#{}", anchor(&id))),
            None => text("url"),
        };
        let plain = if in_html { html } else { escape };
        let mut part = match target {
            Some(_) if in_html => format!("<a href=\"#source-{}\">{}</a>", html(&id), html(&title)),
            Some(target) => format!("[{}](<{target}>)", escape(&title)),
            None => plain(&title),
        };
        if let Some(place) = source.get_attr("where").ok().and_then(|v| v.as_str().map(str::to_string)) {
            part.push_str(", ");
            part.push_str(&plain(&place));
        }
        if !parts.contains(&part) {
            parts.push(part);
        }
    }
    Ok(Value::from_safe_string(parts.join("; ")))
}

/// The recommendation as Markdown.
///
/// # Errors
/// If the template is faulty, which only a changed template can be.
pub fn markdown(r: &Recommendation, templates: &Templates) -> Result<String, TemplateError> {
    templates.render("recommendation.md.j2", r)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_template_compiles() {
        let all = Templates::embedded();
        let mut folders: Vec<&str> = all.iter().map(|(n, _)| n.rsplit_once('/').map_or("", |x| x.0)).collect();
        folders.dedup();
        assert!(folders.len() > 3, "{folders:?}");
        for folder in folders {
            all.press(folder).expect(folder);
        }
    }

    #[test]
    fn text_of_others_is_text_in_html_and_markdown() {
        let mut all = Templates::embedded();
        all.put("x/a.html.j2".into(), "<p title=\"{{ t }}\">{{ t }}</p>".into());
        all.put("x/a.md.j2".into(), "{{ t }}\n\n\n\nend".into());
        let value = BTreeMap::from([("t", "<script>\"'{{ 7*7 }}|\u{1b}")]);
        let page = all.render("x/a.html.j2", &value).expect("rendered");
        assert_eq!(page.matches("&lt;script&gt;&quot;&#39;{{ 7*7 }}|").count(), 2, "{page}");
        assert!(!page.contains('\u{1b}'));
        assert_eq!(all.render("x/a.md.j2", &value).expect("rendered"), "&lt;script&gt;\"'{{ 7\\*7 }}\\|\n\nend\n");
    }

    #[test]
    fn a_reason_goes_on_within_a_sentence() {
        let mut all = Templates::embedded();
        all.put("x/a.md.j2".into(), "{% for t in texts %}{{ t | lower_first }}; {% endfor %}".into());
        let value = serde_json::json!({
            "small_words": {"the": true, "container": true},
            "texts": ["The load is low", "Azure scales", "Container Instances do not", "Container hosts do"],
        });
        let text = all.render("x/a.md.j2", &value).expect("rendered");
        assert_eq!(text, "the load is low; Azure scales; Container Instances do not; container hosts do;\n");
    }

    #[test]
    fn a_clause_has_a_subject_and_an_answer_its_words() {
        let mut all = Templates::embedded();
        all.put("x/a.md.j2".into(), "{{ t | clause }}, {{ a | answer('q') }}, {{ n | answer('q') }}".into());
        let words = serde_json::json!({"answers": {"q": {"one": "The first", "two": "The second"}}});
        let value = serde_json::json!({"words": words, "t": "Behind in cost", "a": "one, two", "n": "40 GB"});
        let text = all.render("x/a.md.j2", &value).expect("rendered");
        assert_eq!(text, "it is behind in cost, The first; The second, 40 GB\n");
    }

    #[test]
    fn a_sentence_ends_once() {
        assert_eq!(sentence("So it is".into()), "So it is.");
        assert_eq!(sentence("Is it so? ".into()), "Is it so?");
    }
}
