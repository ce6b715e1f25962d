//! Markdown through templates.

use minijinja::syntax::SyntaxConfig;
use minijinja::value::Value;
use minijinja::{AutoEscape, Environment, ErrorKind, Output, State};

use crate::recommendation::Recommendation;
use crate::text::{amount, money, one_line};

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

/// The templates, by name.
const TEMPLATES: [(&str, &str); 5] = [
    ("recommendation.md.j2", include_str!("../../templates/recommendation.md.j2")),
    ("comparison.md.j2", include_str!("../../templates/comparison.md.j2")),
    ("matrix.md.j2", include_str!("../../templates/matrix.md.j2")),
    ("compliance.md.j2", include_str!("../../templates/compliance.md.j2")),
    ("compliance-report.md.j2", include_str!("../../templates/compliance-report.md.j2")),
];

/// The recommendation as Markdown.
///
/// # Errors
/// If the template is faulty, which only a changed template can be.
pub fn markdown(r: &Recommendation) -> Result<String, TemplateError> {
    render("recommendation.md.j2", r)
}

/// A value through a template.
pub(super) fn render(name: &str, value: &impl serde::Serialize) -> Result<String, TemplateError> {
    let wrap = |source| TemplateError { name: name.to_string(), source };
    let env = environment().map_err(wrap)?;
    let template = env.get_template(name).map_err(wrap)?;
    template.render(minijinja::value::Serde(value)).map_err(wrap)
}

fn environment() -> Result<Environment<'static>, minijinja::Error> {
    let mut env = Environment::new();
    let syntax = SyntaxConfig::builder().trim_blocks(true).lstrip_blocks(true).keep_trailing_newline(true).build()?;
    env.set_syntax(syntax);
    env.set_undefined_behavior(minijinja::UndefinedBehavior::SemiStrict);
    // Every printed value is escaped for Markdown; `safe` is for text that the template makes.
    env.set_auto_escape_callback(|_| AutoEscape::Custom("markdown".into()));
    env.set_formatter(format_value);
    env.add_filter("amount", |n: f64| amount(n));
    env.add_filter("money", |n: f64, currency: String| money(n, &currency));
    env.add_filter("anchor", |s: String| anchor(&s));
    for (name, text) in TEMPLATES {
        env.add_template(name, text)?;
    }
    Ok(env)
}

fn format_value(out: &mut Output<'_>, _: &mut State<'_, '_>, value: &Value) -> Result<(), minijinja::Error> {
    let text = if value.is_none() || value.is_undefined() {
        String::new()
    } else if let Ok(b) = bool::try_from(value.clone()) {
        String::from(if b { "yes" } else { "no" })
    } else {
        value.to_string()
    };
    let text = if value.is_safe() || value.is_number() { text } else { escape(&text) };
    out.write_str(&text).map_err(|e| minijinja::Error::new(ErrorKind::BadEscape, "not written").with_source(e))
}

/// Text of others as plain text in Markdown: one line, nothing in it is markup, HTML or a table cell
/// border.
pub(super) fn escape(text: &str) -> String {
    let text = one_line(text);
    let mut out = String::with_capacity(text.len() + 8);
    let digits = text.len() - text.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    let numbered = digits > 0 && [". ", ") "].iter().any(|m| format!("{} ", &text[digits..]).starts_with(m));
    let mut before = ' ';
    let mut rest = text.char_indices().peekable();
    while let Some((at, c)) = rest.next() {
        let after = rest.peek().map_or(' ', |n| n.1);
        let marks = match c {
            '\\' | '`' | '*' | '[' | ']' | '|' | '~' | '$' => true,
            // Inside a word an underscore is one.
            '_' => !(before.is_alphanumeric() && after.is_alphanumeric()),
            // At the start these make headings, lists and quotes.
            '-' | '+' | '#' | '=' => at == 0,
            '.' | ')' => numbered && at == digits,
            _ => false,
        };
        if marks {
            out.push('\\');
        }
        match c {
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '&' => out.push_str("&amp;"),
            _ => out.push(c),
        }
        before = c;
    }
    out
}

/// The anchor that GitHub gives a heading.
fn anchor(heading: &str) -> String {
    let lower = heading.to_lowercase().replace(' ', "-");
    lower.chars().filter(|c| c.is_alphanumeric() || matches!(c, '-' | '_')).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hostile_text_stays_text() {
        assert_eq!(escape("<script>|a|\n# x"), "&lt;script&gt;\\|a\\| # x");
        assert_eq!(escape("# not a heading"), "\\# not a heading");
        assert_eq!(escape("[x](http://y) *b* `c`"), "\\[x\\](http://y) \\*b\\* \\`c\\`");
        assert_eq!(escape("1. x"), "1\\. x");
        assert_eq!(escape("57.4 and data_volume, _x_"), "57.4 and data_volume, \\_x\\_");
    }

    #[test]
    fn anchors_are_those_of_github() {
        assert_eq!(anchor("Serving and application"), "serving-and-application");
        assert_eq!(anchor("C++ & co."), "c--co");
    }
}
