//! The README says what the program does: its output is the program's, its figures are the catalog's.

use crate::run::{mlarch, root};

fn readme() -> String {
    std::fs::read_to_string(root().join("README.md")).expect("readable").replace("\r\n", "\n")
}

/// Blocks between `<!-- output: ARGUMENTS -->` and the end of the fence: each line stands in the output,
/// in this order; `...` leaves some out.
#[test]
fn its_outputs_are_real() {
    let text = readme();
    let mut seen = 0;
    for part in text.split("<!-- output: ").skip(1) {
        let (arguments, rest) = part.split_once(" -->").expect("a command");
        let block = rest.split("```").nth(1).expect("a fence");
        let arguments: Vec<&str> = arguments.split(' ').collect();
        let out = mlarch(&arguments);
        let output = format!("{}{}", out.stdout, out.stderr);
        let mut lines = output.lines();
        for line in block.lines().skip(1).filter(|l| !l.trim().is_empty() && l.trim() != "...") {
            assert!(
                lines.any(|l| l.trim_end() == line.trim_end()),
                "README shows a line that {arguments:?} does not print:\n{line}"
            );
            seen += 1;
        }
    }
    assert!(seen > 15, "only {seen} lines of output");
}

/// The picture that the README shows is the one that the program draws; `MLARCH_WRITE=1` draws it anew.
#[test]
fn its_picture_is_current() {
    let out = mlarch(&["tradeoffs", "examples/churn-scoring.yaml", "--format", "svg"]);
    assert_eq!(out.code, 0, "{}", out.stderr);
    let path = root().join("examples/churn-scoring-tradeoffs.svg");
    if std::env::var_os("MLARCH_WRITE").is_some() {
        std::fs::write(&path, &out.stdout).expect("written");
    }
    let there = std::fs::read_to_string(&path).unwrap_or_default().replace("\r\n", "\n");
    assert!(there == out.stdout, "{} is stale: run MLARCH_WRITE=1 cargo test readme", path.display());
    assert!(readme().contains("(examples/churn-scoring-tradeoffs.svg)"));
}

/// Every command that the README shows is one, and knows the options that are shown with it.
#[test]
fn its_commands_are_real() {
    let text = readme();
    let fences = text.split("```console\n").skip(1).map(|f| f.split("```").next().unwrap_or_default());
    let spans = text.split('`').skip(1).step_by(2).filter(|s| s.starts_with("mlarch ") && !s.contains('\n'));
    let mut seen = std::collections::BTreeSet::new();
    for line in fences.flat_map(str::lines).chain(spans) {
        let line = line.split(" # ").next().unwrap_or_default();
        for command in line.split("&&").flat_map(|c| c.split(['|', '>'])).map(str::trim) {
            let Some(words) = command.strip_prefix("mlarch ").filter(|w| !w.starts_with('-')) else { continue };
            let words: Vec<&str> = words.split_whitespace().collect();
            let deep = matches!(words[0], "catalog" | "adr" | "prices" | "templates");
            let mut arguments: Vec<&str> = words.iter().copied().take(if deep { 2 } else { 1 }).collect();
            arguments.push("--help");
            let out = mlarch(&arguments);
            assert_eq!(out.code, 0, "README shows `{command}`: {}", out.stderr);
            for option in words.iter().filter(|w| w.starts_with("--")) {
                let option = option.split('=').next().unwrap_or_default();
                assert!(out.stdout.contains(option), "README shows `{command}`, whose help does not name {option}");
            }
            seen.insert(arguments.join(" "));
        }
    }
    assert!(seen.len() > 20, "{seen:?}");
}

#[test]
fn its_figures_are_those_of_the_catalog() {
    let text = readme();
    let count = |what: &str| mlarch(&["catalog", "list", what]).stdout.lines().count();
    for what in ["blocks", "options", "products", "rules", "questions"] {
        let row = format!("| {what} | {} |", count(what));
        assert!(text.contains(&row), "README has no line `{row}`");
    }
}

#[test]
fn its_examples_are_all_there() {
    let text = readme();
    for name in crate::run::examples() {
        assert!(text.contains(&format!("examples/{name}")), "README does not name examples/{name}");
    }
}

/// The overlay that the README shows works as it stands.
#[test]
fn its_overlay_is_sound() {
    let text = readme();
    let start = text.find("# our-catalog/standards.yaml").expect("the README shows an overlay");
    let overlay = text[start..].split("```").next().expect("a fence");
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::write(folder.path().join("standards.yaml"), overlay).expect("written");
    let dir = folder.path().display().to_string();
    let out = mlarch(&["catalog", "show", "our_gateway", "--catalog", &dir]);
    assert_eq!(out.code, 0, "{}", out.stderr);
    let example = "examples/churn-scoring.yaml";
    let out = mlarch(&["recommend", example, "--format", "json", "--catalog", &dir, "--set", "exposure=public"]);
    assert_eq!(out.code, 0, "{}", out.stderr);
    let r: serde_json::Value = serde_json::from_str(&out.stdout).expect("JSON");
    let decisions = r["architecture"].as_array().expect("decisions");
    assert!(decisions.iter().all(|d| d["product"] != "azure_databricks"), "{}", out.stdout);
    let gateway = decisions.iter().find(|d| d["block"] == "api_gateway").expect("decided");
    assert_eq!(gateway["option"], "azure_api_management");
}
