//! The examples of the rules' pages. `MLARCH_WRITE=1 cargo test --test lint` writes what is found into the pages;
//! the difference is to be read before it is accepted.

use std::collections::BTreeSet;
use std::path::PathBuf;

use mlarch::lint::{ALL, Example, Kind, Page, Persona, Repair, Rule, Settings};

use super::support::{World, code};

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("src/lint/rules")
}

fn world(e: &Example) -> World {
    World::new(e.files.iter().map(|f| (f.path.as_str(), f.text.as_str())))
}

/// The persona that has the rule.
fn persona(rule: &Rule) -> impl Fn(&mut Settings) {
    let persona = rule.persona;
    move |s: &mut Settings| s.persona = s.persona.max(persona)
}

#[test]
fn every_rule_has_its_file_its_page_and_its_line() {
    let names = |ending: &str| -> BTreeSet<String> {
        let entries = std::fs::read_dir(folder()).expect("readable").map(|e| e.expect("readable").path());
        let stem =
            |p: PathBuf| (p.extension()?.to_str()? == ending).then(|| p.file_stem()?.to_str().map(str::to_string))?;
        entries.filter_map(stem).collect()
    };
    let (code, pages) = (names("rs"), names("md"));
    let registry = std::fs::read_to_string(folder().join("mod.rs")).expect("readable");
    let own = std::fs::read_to_string(folder().join("linter.rs")).expect("readable");
    for name in code.iter().filter(|n| !matches!(n.as_str(), "mod" | "linter")) {
        assert!(registry.contains(&format!("    {name},\n")), "{name}.rs has no line in rules/mod.rs");
        assert!(pages.contains(name), "{name}.rs has no page {name}.md");
    }
    for name in &pages {
        let used = code.contains(name) || own.contains(&format!("include_str!(\"{name}.md\")"));
        assert!(used, "{name}.md is the page of no rule");
    }
    let codes: Vec<&str> = ALL.iter().map(|r| r.code()).collect();
    let mut sorted = codes.clone();
    sorted.sort_unstable();
    sorted.dedup();
    assert_eq!(codes, sorted, "the rules stand in the order of their codes, each once");
    let words: BTreeSet<&str> = ALL.iter().map(|r| r.name.name).collect();
    assert_eq!(words.len(), ALL.len(), "each name once");
}

#[test]
fn pages_say_what_why_and_how() {
    for rule in ALL {
        let page = Page::read(rule.page);
        assert_eq!(page.title, format!("{} {}", rule.code(), rule.name.name));
        assert!(page.summary.len() > 20, "{}: the page begins with a sentence", rule.code());
        for heading in ["\n## Why\n", "\n## Fix\n", "\n## Bad"] {
            assert!(rule.page.contains(heading), "{}: the page has no {heading:?}", rule.code());
        }
        let fixed = page.examples.iter().any(|e| e.kind == Kind::Fixed);
        assert_eq!(fixed, rule.repair != Repair::None, "{}: an example is fixed if the rule can", rule.code());
    }
}

#[test]
fn bad_examples_are_found() {
    let write = std::env::var_os("MLARCH_WRITE").is_some();
    let mut wrong = Vec::new();
    for rule in ALL {
        let page = Page::read(rule.page);
        let mut text = rule.page.to_string();
        for e in page.examples.iter().filter(|e| e.kind == Kind::Bad) {
            let found = world(e).lint(&persona(rule)).lines(&|d| code(d) == rule.code());
            let Some(told) = &e.findings else {
                wrong.push(format!("{}, {}: no block of `text` with what is found:\n{found}", rule.code(), e.title));
                continue;
            };
            if found.is_empty() || found != *told {
                wrong.push(format!("{}, {}: found\n{found}\nand the page says\n{told}", rule.code(), e.title));
            }
            let at = text.find(&format!("\n## {}\n", e.title)).expect("the heading");
            let block = at + text[at..].find("```text\n").expect("the block") + "```text\n".len();
            text.replace_range(block..block + told.len(), &found);
        }
        if write && text != rule.page {
            let name = std::fs::read_dir(folder()).expect("readable").map(|f| f.expect("readable").path()).find(|p| {
                p.extension().is_some_and(|e| e == "md") && std::fs::read_to_string(p).is_ok_and(|t| t == rule.page)
            });
            std::fs::write(name.expect("the page's file"), text).expect("writable");
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn good_examples_are_clean() {
    let mut wrong = Vec::new();
    for rule in ALL {
        for e in Page::read(rule.page).examples.iter().filter(|e| e.kind == Kind::Good) {
            // Nothing of this rule, and nothing of any rule for the default persona.
            let found = world(e).lint(&persona(rule)).lines(&|d| code(d) == rule.code());
            let any = world(e).lint(&|_| {}).lines(&|_| true);
            if !found.is_empty() || !any.is_empty() {
                wrong.push(format!("{}, {}:\n{found}{any}", rule.code(), e.title));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn fixed_examples_are_what_fixing_gives() {
    let mut wrong = Vec::new();
    for rule in ALL {
        let page = Page::read(rule.page);
        for (i, e) in page.examples.iter().enumerate().filter(|(_, e)| e.kind == Kind::Fixed) {
            let before =
                page.examples[..i].iter().rev().find(|e| e.kind == Kind::Bad).expect("a bad example before it");
            let mut after = world(before).fixed(&|d| code(d) == rule.code(), &persona(rule));
            let wanted = world(e);
            after.files.retain(|p, _| p.ends_with(".md") && !p.starts_with("base:"));
            let same = wanted.files.iter().all(|(p, t)| after.files.get(p) == Some(t));
            if !same {
                wrong.push(format!("{}, {}:\n{:#?}", rule.code(), e.title, after.files));
            }
            let left = after.lint(&persona(rule)).report.findings;
            assert!(!left.iter().any(|d| code(d) == rule.code() && d.fix.is_some()), "{}: a fix is left", rule.code());
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn personas_build_on_one_another() {
    let count = |p: Persona| ALL.iter().filter(|r| r.persona <= p).count();
    assert!(count(Persona::Default) < count(Persona::Pedantic) && count(Persona::Pedantic) < count(Persona::Strict));
}
