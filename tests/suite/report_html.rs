//! The report in HTML: one file that is whole, harmless whatever stands in its texts, and usable by all.

use std::collections::BTreeSet;

use sha2::{Digest, Sha256};

use crate::run::{examples, mlarch, mlarch_in, root};

/// Text that is markup, a template, a terminal's code or a link elsewhere. It would leave a trace in the page if it ran.
const HOSTILE: &str = "<script>alert(1);document.documentElement.dataset.owned='script'</script> {{ 7*7 }} {% raw %} \
    \"><img src=x onerror=alert(1)> <img src=x onerror=\"document.documentElement.dataset.owned='image'\"> ${x} \
    \u{1b}[31mred\u{1b}[0m </style></title></textarea> ' onmouseover=alert(1) <!-- --> ]]> `code` \u{7}\u{9b}\n\nnext";

/// What must be read of it: everything but the control characters.
fn readable() -> String {
    HOSTILE.chars().filter(|c| !c.is_control() || *c == '\n').collect()
}

/// An overlay that puts the hostile text into a chosen option, its reason and its source.
const OVERLAY: &str = r#"
sources:
  - {id: our_standard, title: HOSTILE, publisher: HOSTILE, date: 2026-11-01}
products:
  - id: our_scorer
    name: HOSTILE
    kind: foss
    licence: MIT
    purpose: HOSTILE
    status: {value: active, source: our_standard}
    facts:
      - {source: our_standard, traits: {runs_in: [azure], data_boundary: [region, eu], management: paas, setup: minutes}}
blocks:
  - id: online_serving
    options:
      - {product: our_scorer}
rules:
  - id: ours_first
    block: online_serving
    when: {inference.mode: {has: realtime}}
    strength: must
    require: [online_serving.our_scorer]
    because: HOSTILE
    source: our_standard
    fires: [{inference.mode: [realtime]}]
    silent: [{inference.mode: [batch]}]
"#;

/// The report of requirements, of a catalog, and in a file whose texts and names are all hostile.
pub(crate) fn hostile_report() -> String {
    let folder = tempfile::tempdir().expect("a folder");
    // A string of JSON is one of YAML, too, once every control character is escaped.
    let quoted = serde_json::to_string(HOSTILE).expect("JSON").replace('\u{9b}', "\\u009b");
    let answers = r#"{"task.type": ["classification"], "inference.mode": ["realtime"], "data.personal": true}"#;
    let requirements = format!(r#"{{"mlarch": 1, "name": {quoted}, "summary": {quoted}, "answers": {answers}}}"#);
    let file = "' onload=alert(1) <b> {{ 7*7 }}.json";
    std::fs::write(folder.path().join(file), requirements).expect("written");
    std::fs::create_dir(folder.path().join("ours")).expect("a folder");
    std::fs::write(folder.path().join("ours/a.yaml"), OVERLAY.replace("HOSTILE", &quoted)).expect("written");
    let out = mlarch_in(folder.path(), &["recommend", file, "--format", "html", "--catalog", "ours"]);
    assert_eq!(out.code, 0, "{}", out.stderr);
    out.stdout
}

pub(crate) fn report(requirements: &str) -> String {
    let out = mlarch(&["recommend", requirements, "--format", "html"]);
    assert_eq!(out.code, 0, "{requirements}: {}", out.stderr);
    out.stdout
}

/// An element as it begins.
struct Tag {
    name: String,
    attributes: Vec<(String, String)>,
}

impl Tag {
    fn get(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(n, _)| n == name).map(|(_, v)| v.as_str())
    }
}

/// A page taken apart as a browser would, only stricter: every attribute is quoted, every element is closed.
pub(crate) struct Page {
    tags: Vec<Tag>,
    /// All text outside of script and style.
    text: String,
    pub(crate) script: String,
    style: String,
}

fn unescaped(text: &str) -> String {
    let text = text.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"");
    text.replace("&#39;", "'").replace("&amp;", "&")
}

pub(crate) fn parse(html: &str) -> Page {
    let mut page = Page { tags: Vec::new(), text: String::new(), script: String::new(), style: String::new() };
    let mut open: Vec<String> = Vec::new();
    let mut rest = html.strip_prefix("<!doctype html>").expect("a document type");
    while let Some(at) = rest.find('<') {
        page.text.push_str(&unescaped(&rest[..at]));
        rest = &rest[at + 1..];
        if let Some(tail) = rest.strip_prefix('/') {
            let (name, tail) = tail.split_once('>').expect("an end tag ends");
            assert_eq!(open.pop().as_deref(), Some(name), "</{name}> closes what is open; after {:?}", page.tags.len());
            rest = tail;
            continue;
        }
        let end = rest.find(|c: char| !c.is_ascii_alphanumeric()).expect("a tag goes on");
        let mut tag = Tag { name: rest[..end].to_string(), attributes: Vec::new() };
        assert!(!tag.name.is_empty(), "a bare < in the text: {:.80}", rest);
        rest = &rest[end..];
        loop {
            rest = rest.trim_start();
            if let Some(tail) = rest.strip_prefix('>') {
                rest = tail;
                break;
            }
            let end = rest.find(['=', ' ', '>']).expect("an attribute ends");
            let name = rest[..end].to_string();
            rest = &rest[end..];
            let mut value = String::new();
            if let Some(tail) = rest.strip_prefix("=\"") {
                let (text, tail) = tail.split_once('"').expect("a quoted attribute ends");
                value = unescaped(text);
                rest = tail;
            }
            assert!(name.chars().all(|c| c.is_ascii_lowercase() || c == '-'), "the attribute {name} of {}", tag.name);
            tag.attributes.push((name, value));
        }
        if tag.name == "script" || tag.name == "style" {
            let (text, tail) = rest.split_once(&format!("</{}>", tag.name)).expect("it ends");
            let kept = if tag.name == "script" { &mut page.script } else { &mut page.style };
            assert!(kept.is_empty(), "a second {}", tag.name);
            *kept = text.to_string();
            rest = tail;
        } else if !["meta", "img", "br"].contains(&tag.name.as_str()) {
            open.push(tag.name.clone());
        }
        page.tags.push(tag);
    }
    assert!(open.is_empty(), "left open: {open:?}");
    page
}

/// Everything that holds for every report.
fn check(name: &str, html: &str) -> Page {
    let page = parse(html);
    let count = |tag: &str| page.tags.iter().filter(|t| t.name == tag).count();
    for once in ["html", "head", "title", "style", "script", "body", "main", "h1", "nav", "header", "footer"] {
        assert_eq!(count(once), 1, "{name}: <{once}>");
    }
    for never in ["link", "base", "iframe", "object", "embed", "form", "svg", "template", "video", "audio"] {
        assert_eq!(count(never), 0, "{name}: <{never}>");
    }
    let odd = html.chars().find(|c| c.is_control() && *c != '\n');
    assert_eq!(odd, None, "{name}: a control character");

    let mut ids = BTreeSet::new();
    for tag in &page.tags {
        for (attribute, value) in &tag.attributes {
            assert!(!attribute.starts_with("on"), "{name}: {attribute} of {}", tag.name);
            match attribute.as_str() {
                "id" => assert!(ids.insert(value.clone()), "{name}: the id {value} twice"),
                "href" => assert!(tag.name == "a", "{name}: href of {}", tag.name),
                "src" => {
                    assert!(tag.name == "img" && value.starts_with("data:image/svg+xml,"), "{name}: {value:.60}");
                    assert!(tag.get("alt").is_some_and(|alt| !alt.is_empty()), "{name}: a picture without words");
                }
                "style" => {
                    let fine = |c: char| c.is_ascii_alphanumeric() || "-:.;%".contains(c);
                    assert!(value.chars().all(fine), "{name}: the style {value}");
                }
                "srcset" | "action" | "formaction" | "background" | "ping" | "poster" | "srcdoc" => {
                    panic!("{name}: {attribute}")
                }
                _ => {}
            }
        }
    }
    for tag in page.tags.iter().filter(|t| t.name == "a") {
        let href = tag.get("href").expect("a link leads somewhere");
        match href.strip_prefix('#') {
            Some(id) => assert!(ids.contains(id), "{name}: nothing has the id {id}"),
            None => assert!(href.starts_with("https://") || href.starts_with("http://"), "{name}: {href}"),
        }
    }
    for of in ["aria-labelledby", "for"] {
        for id in page.tags.iter().filter_map(|t| t.get(of)) {
            assert!(ids.contains(id), "{name}: {of} {id}");
        }
    }
    for part in [&page.style, &page.script] {
        for word in ["@import", "url(", "http:", "https:", "innerHTML", "eval(", "fetch(", "XMLHttpRequest"] {
            assert!(!part.contains(word), "{name}: {word}");
        }
    }

    let headings = page.tags.iter().filter_map(|t| t.name.strip_prefix('h').and_then(|n| n.parse::<u32>().ok()));
    let mut before = 0;
    for level in headings {
        assert!(level <= before + 1, "{name}: a heading of level {level} follows one of level {before}");
        before = level;
    }
    assert_eq!(count("table"), count("caption"), "{name}: every table has a caption");
    for cell in page.tags.iter().filter(|t| t.name == "th") {
        assert!(matches!(cell.get("scope"), Some("col" | "row")), "{name}: the scope of a header cell");
    }

    let policy = page.tags.iter().find(|t| t.get("http-equiv") == Some("Content-Security-Policy"));
    let policy = policy.and_then(|t| t.get("content")).expect("a content security policy");
    let hash = format!("'{}'", hash_of(&page.script));
    assert!(policy.contains(&format!("script-src {hash};")), "{name}: the script's hash is {hash}; see report.html.j2");
    assert!(policy.starts_with("default-src 'none'; img-src data:;"), "{name}: {policy}");
    page
}

/// What a content security policy calls a script.
pub(crate) fn hash_of(script: &str) -> String {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut out = String::from("sha256-");
    for part in Sha256::digest(script.as_bytes()).chunks(3) {
        let bits = part.iter().fold(0u32, |n, b| (n << 8) | u32::from(*b)) << (8 * (3 - part.len()));
        for i in 0..4 {
            let digit = DIGITS[(bits >> (18 - 6 * i)) as usize & 63];
            out.push(if i > part.len() { '=' } else { char::from(digit) });
        }
    }
    out
}

#[test]
fn every_example_is_a_whole_page() {
    for name in examples() {
        let html = report(&format!("examples/{name}"));
        let page = check(&name, &html);
        assert!(html.len() < 1_000_000, "{name}: {} bytes", html.len());
        for section in
            ["summary", "glance", "decisions", "cost", "risks", "roadmap", "close-calls", "questions", "sources"]
        {
            assert!(page.tags.iter().any(|t| t.get("id") == Some(section)), "{name}: {section}");
        }
        assert!(page.tags.iter().any(|t| t.get("src").is_some()) == html.contains("<figure"), "{name}");
    }
}

#[test]
fn equal_input_gives_an_equal_page() {
    assert!(report("examples/churn-scoring.yaml") == report("examples/churn-scoring.yaml"));
}

#[test]
fn the_documents_bring_the_same_page_with_its_pictures() {
    let folder = tempfile::tempdir().expect("a folder");
    let to = folder.path().display().to_string();
    let out = mlarch(&["docs", "examples/churn-scoring.yaml", "-o", &to, "--html", "--date", "2026-11-22"]);
    assert_eq!(out.code, 0, "{}", out.stderr);
    let text = std::fs::read_to_string(folder.path().join("report.html")).expect("written");
    let (text, seal) = text.rsplit_once("<!-- ").expect("a mark of the program at the end");
    assert!(seal.starts_with("mlarch:whole ") && seal.ends_with(" -->\n"), "{seal}");
    let page = check("docs", text);
    let pictures: Vec<&str> = page.tags.iter().filter_map(|t| t.get("src")).collect();
    assert!(!pictures.is_empty());
    for picture in pictures {
        // As a URL: nothing that would end it, or be dropped from it.
        assert!(picture["data:image/svg+xml,".len()..].starts_with("%3Csvg"), "{picture:.80}");
        assert!(!picture.contains(['#', '<', '>', '"', '\'', '&', '\n', '\t']), "{picture:.80}");
    }
}

#[test]
fn contradicting_requirements_have_a_page() {
    let folder = tempfile::tempdir().expect("a folder");
    let text = "mlarch: 1\nname: contradiction\nanswers:\n  task.type: [question_answering]\n  hosting: [on_prem]\n\
        constraints:\n  require: [azure_ai_search]\n";
    std::fs::write(folder.path().join("r.yaml"), text).expect("written");
    let out = mlarch_in(folder.path(), &["recommend", "r.yaml", "--format", "html"]);
    assert_eq!(out.code, 3, "{}", out.stderr);
    let page = check("contradiction", &out.stdout);
    for words in ["No architecture meets all demands.", "constraints.require: azure_ai_search", "Way 1: give up"] {
        assert!(page.text.contains(words), "{words}");
    }
}

#[test]
fn text_of_others_stays_text() {
    let html = hostile_report();
    let page = check("hostile", &html);
    let places = page.text.matches(&readable()).count();
    assert!(places >= 6, "name, summary, option, reason and source are to be read in full, not {places} times");
    assert_eq!(html.to_lowercase().matches("<script").count(), 1);
    assert!(page.text.contains("{{ 7*7 }}") && page.text.contains("${x}") && !page.text.contains(" 49 {% raw"));
    assert!(page.text.contains("' onload=alert(1) <b> {{ 7*7 }}.json"), "the name of the file");
}

/// Relative luminance and contrast of two colours, as WCAG defines them.
fn contrast(a: &str, b: &str) -> f64 {
    let luminance = |hex: &str| {
        let part = |at: usize| f64::from(u8::from_str_radix(&hex[at..at + 2], 16).expect("a colour")) / 255.0;
        let linear = |c: f64| if c <= 0.04045 { c / 12.92 } else { ((c + 0.055) / 1.055).powf(2.4) };
        0.2126 * linear(part(1)) + 0.7152 * linear(part(3)) + 0.0722 * linear(part(5))
    };
    let (x, y) = (luminance(a), luminance(b));
    (x.max(y) + 0.05) / (x.min(y) + 0.05)
}

#[test]
fn colours_can_be_told_apart_in_both_themes() {
    let style = check("example", &report("examples/getting-started.yaml")).style;
    let themes: Vec<&str> = style.split("  color-scheme: ").skip(1).collect();
    // Light, and dark twice: as the system wishes and as the reader does.
    assert_eq!(themes.len(), 3);
    for theme in themes {
        let colour = |name: &str| {
            let at = theme.find(&format!("--{name}: #")).unwrap_or_else(|| panic!("--{name}"));
            &theme[at + name.len() + 4..at + name.len() + 11]
        };
        let grounds = ["paper", "surface", "sunken", "accent-soft", "good-soft", "warn-soft", "bad-soft"];
        let mut pairs: Vec<(&str, &str)> = Vec::new();
        for ground in grounds {
            pairs.extend([("ink", ground), ("muted", ground)]);
        }
        for word in ["accent", "good", "warn", "bad"] {
            pairs.extend([(word, "paper"), (word, "surface"), (word, "sunken")]);
        }
        pairs.extend([("accent", "accent-soft"), ("good", "good-soft"), ("warn", "warn-soft"), ("bad", "bad-soft")]);
        for (text, ground) in pairs {
            let value = contrast(colour(text), colour(ground));
            assert!(value >= 4.5, "{text} on {ground}: {value:.2} in {theme:.40}");
        }
    }
}

#[test]
fn templates_hold_no_reference_elsewhere() {
    let folder = root().join("templates/html");
    for entry in std::fs::read_dir(folder).expect("templates/html is there") {
        let path = entry.expect("readable").path();
        let text = std::fs::read_to_string(&path).expect("text");
        let links = text.matches("\"https://\"").count() + text.matches("\"http://\"").count();
        let all = text.matches("https://").count() + text.matches("http://").count();
        assert_eq!(links, all, "{}: only the checks of what a link begins with", path.display());
    }
}
