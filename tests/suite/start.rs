//! The first hour of a new user: a file to start from, help, mistakes at the keyboard.

use std::path::Path;

use crate::run::{Outcome, examples, json, list, mlarch, mlarch_in};

const CHURN: &str = "examples/churn-scoring.yaml";

fn folder() -> tempfile::TempDir {
    tempfile::tempdir().expect("a folder")
}

fn text(path: impl AsRef<Path>) -> String {
    std::fs::read_to_string(path).expect("readable")
}

/// It failed for a reason that the user can mend, and says these words.
fn refused(out: &Outcome, words: &[&str]) {
    assert_eq!((out.code, out.stdout.as_str()), (2, ""), "{}", out.whole());
    for w in words {
        assert!(out.stderr.contains(w), "{w} is not in\n{}", out.stderr);
    }
}

#[test]
fn a_new_file_is_read_as_it_is_and_with_every_answer_uncommented() {
    let f = folder();
    let out = mlarch_in(f.path(), &["init", "--task", "classification,vision", "--name", "new"]);
    assert_eq!((out.code, out.stdout.as_str()), (0, ""), "{}", out.stderr);
    assert!(out.stderr.contains("mlarch recommend requirements.yaml"), "{}", out.stderr);
    let file = f.path().join("requirements.yaml");
    insta::assert_snapshot!(text(&file));
    let out = mlarch_in(f.path(), &["recommend", "requirements.yaml"]);
    assert_eq!((out.code, out.stderr.as_str()), (0, ""), "{}", out.whole());
    // An answer is a comment of two columns, a question's id and a value.
    let open: Vec<String> = text(&file)
        .lines()
        .map(|l| match l.strip_prefix("  # ").and_then(|l| l.split_once(": ")) {
            Some((id, value)) if id.starts_with(|c: char| c.is_lowercase()) && !id.contains(' ') => {
                format!("  {id}: {value}")
            }
            _ => l.to_string(),
        })
        .collect();
    assert!(open.iter().filter(|l| l.starts_with("  ") && !l.trim().starts_with('#')).count() > 15, "{open:?}");
    std::fs::write(&file, open.join("\n")).expect("written");
    let out = mlarch_in(f.path(), &["recommend", "requirements.yaml"]);
    assert_eq!((out.code, out.stderr.as_str()), (0, ""), "{}", out.whole());
}

#[test]
fn a_new_file_without_a_task_is_read_too() {
    let f = folder();
    assert_eq!(mlarch_in(f.path(), &["init", "-o", "a.yaml", "--schema", "-q"]).code, 0);
    assert!(text(f.path().join("a.yaml")).starts_with("# yaml-language-server: $schema=./requirements.schema.json"));
    assert!(text(f.path().join("requirements.schema.json")).contains("inference.rps_peak"));
    let out = mlarch_in(f.path(), &["recommend", "a.yaml"]);
    assert_eq!((out.code, out.stderr.as_str()), (0, ""), "{}", out.whole());
    refused(&mlarch_in(f.path(), &["init", "--task", "clasification"]), &["Did you mean `classification`?"]);
}

#[test]
fn every_example_is_inside_the_program() {
    let names = json(&["init", "--list"]);
    let names: Vec<&str> =
        names.as_array().expect("a list").iter().map(|e| e["name"].as_str().expect("a name")).collect();
    assert_eq!(names.len(), examples().len(), "{names:?}");
    for file in examples() {
        let name = file.trim_end_matches(".yaml");
        assert!(names.contains(&name), "{name} is not in {names:?}");
        let out = mlarch(&["init", "--from", name, "-o", "-"]);
        assert_eq!(out.code, 0, "{}", out.stderr);
        let there = text(crate::run::root().join("examples").join(&file)).replace("\r\n", "\n");
        let line = there.lines().next().expect("a line");
        assert_eq!(there.replacen(&format!("{line}\n"), "", 1), out.stdout, "{name}");
    }
    refused(&mlarch(&["init", "--from", "bank"]), &["there is no example `bank`", "`bank-rag`"]);
}

#[test]
fn nothing_is_overwritten() {
    let f = folder();
    std::fs::write(f.path().join("requirements.yaml"), "mine").expect("written");
    refused(&mlarch_in(f.path(), &["init"]), &["requirements.yaml exists; nothing was written"]);
    std::fs::write(f.path().join("requirements.schema.json"), "mine").expect("written");
    refused(&mlarch_in(f.path(), &["init", "--schema", "-o", "other.yaml"]), &["requirements.schema.json exists"]);
    assert!(!f.path().join("other.yaml").exists());
    assert_eq!(text(f.path().join("requirements.yaml")), "mine");
}

/// The commands that do something, as a user types them.
fn commands() -> Vec<Vec<String>> {
    fn walk(path: &[String], out: &mut Vec<Vec<String>>) {
        let mut arguments: Vec<&str> = path.iter().map(String::as_str).collect();
        arguments.push("--help");
        let help = mlarch(&arguments);
        assert_eq!(help.code, 0, "{}", help.whole());
        let list = help.stdout.split("\nCommands:\n").nth(1).map(|t| t.split("\n\n").next().unwrap_or_default());
        let Some(list) = list else { return out.push(path.to_vec()) };
        for line in list.lines().filter(|l| l.starts_with("  ") && !l.starts_with("   ")) {
            let name = line.split_whitespace().next().expect("a name");
            if name != "help" {
                walk(&[path, &[name.to_string()]].concat(), out);
            }
        }
    }
    let mut out = Vec::new();
    walk(&[], &mut out);
    out
}

#[test]
fn every_command_has_examples_a_page_and_completions() {
    let f = folder();
    let man = f.path().join("man1");
    assert_eq!(mlarch(&["man", "-o", &man.display().to_string()]).code, 0);
    let zsh = mlarch(&["completions", "zsh"]).stdout;
    let all = commands();
    assert!(all.len() > 30, "{all:?}");
    for c in &all {
        let name = c.join(" ");
        let mut arguments: Vec<&str> = c.iter().map(String::as_str).collect();
        arguments.push("--help");
        let help = mlarch(&arguments).stdout;
        let examples = help.split("Example").nth(1).unwrap_or_default();
        assert!(examples.contains(&format!("mlarch {name}")), "the help of `{name}` has no example of it\n{help}");
        let page = man.join(format!("mlarch-{}.1", c.join("-")));
        assert!(text(&page).contains("EXTRA") || text(&page).contains("Example"), "{}", page.display());
        assert!(zsh.contains(c.last().expect("a name").as_str()), "{name}");
    }
    for shell in ["bash", "fish", "powershell", "elvish"] {
        assert!(mlarch(&["completions", shell]).stdout.contains("recommend"), "{shell}");
    }
    assert!(mlarch(&["man"]).stdout.starts_with(".ie"));
    assert!(mlarch(&["help", "recommend"]).stdout.contains("Examples:"));
}

#[test]
fn absurd_numbers_are_refused_with_their_bounds() {
    let set = |v: &str| mlarch(&["recommend", CHURN, "--set", v]);
    refused(&set("inference.rps_peak=1e30"), &["--set:1:21", "`1e30` is too much", "to 10,000,000 /s"]);
    refused(&set("inference.latency_p95=0"), &["`0` is too little", "A bare number counts 1 ms"]);
    refused(&set("availability=0.999"), &["expected 50 % to 100 %"]);
    refused(&set("availability=150 %"), &["is too much"]);
    refused(&set("team.size=0"), &["is too little"]);
    assert!(mlarch(&["questions", "inference.rps_peak"]).stdout.contains("to 10,000,000 /s; a bare number"));
}

/// Every number has both bounds, and the program holds at them, at all of them at once, and with any budget.
#[test]
fn the_program_holds_at_all_bounds() {
    let schema = json_schema();
    let mut ends = [Vec::new(), Vec::new()];
    for (id, question) in schema["properties"]["answers"]["properties"].as_object().expect("questions") {
        let value = &question["anyOf"][0];
        if value["type"] != serde_json::json!(["string", "number"]) {
            continue;
        }
        for (end, key) in ends.iter_mut().zip(["minimum", "maximum"]) {
            let n = value[key].as_f64().unwrap_or_else(|| panic!("{id} has no {key}"));
            end.push(format!("{id}={n}"));
        }
    }
    assert!(ends[0].len() > 50);
    for end in &ends {
        for file in ["examples/churn-scoring.yaml", "examples/bank-rag.yaml"] {
            let mut arguments = vec!["recommend", file, "-q"];
            arguments.extend(end.iter().flat_map(|e| ["--set", e.as_str()]));
            let out = mlarch(&arguments);
            assert!(out.code == 0 || out.code == 3, "{}", out.whole());
        }
    }
    let f = folder();
    let rich =
        "mlarch: 1\nname: x\nanswers: {task.type: [vision]}\nconstraints: {budget: {monthly: 1e30, hard: true}}\n";
    std::fs::write(f.path().join("r.yaml"), rich).expect("written");
    assert_eq!(mlarch_in(f.path(), &["recommend", "r.yaml"]).code, 0);
}

fn json_schema() -> serde_json::Value {
    serde_json::from_str(&mlarch(&["schema", "requirements"]).stdout).expect("JSON")
}

#[test]
fn a_recommendation_is_short_unless_all_is_asked_for() {
    let out = mlarch(&["recommend", CHURN]);
    insta::assert_snapshot!("short", out.stdout);
    assert!(out.stdout.lines().count() < 170);
    let wide = out.stdout.lines().filter(|l| l.chars().count() > 100).collect::<Vec<_>>();
    assert!(wide.is_empty(), "{wide:?}");
    // What stands beside the decisions adds up to the whole.
    let rows = out.stdout.split("Monthly cost").next().expect("a table").lines();
    let cost = |l: &str| l.split("  ").filter_map(|c| c.trim().replace(',', "").parse::<f64>().ok()).next();
    let sum: f64 = rows.filter_map(cost).sum();
    let whole = json(&["recommend", CHURN])["estimate"]["monthly"]["likely"].as_f64().expect("a number");
    assert!((sum - whole).abs() < 0.02 * whole, "{sum} of {whole}");
}

#[test]
fn the_ending_of_the_output_is_its_format() {
    let f = folder();
    let example = crate::run::root().join(CHURN).display().to_string();
    let starts = |command: &str, name: &str, words: &str| {
        let out = mlarch_in(f.path(), &[command, &example, "-o", name]);
        assert_eq!(out.code, 0, "{}", out.stderr);
        assert!(text(f.path().join(name)).starts_with(words), "{name}");
    };
    starts("recommend", "a.json", "{");
    starts("recommend", "a.md", "# churn-scoring");
    starts("recommend", "a.yml", "mlarch: 1");
    starts("recommend", "a.txt", "churn-scoring\n");
    starts("diagram", "a.dsl", "workspace");
    starts("tradeoffs", "a.svg", "<svg");
    let out = mlarch_in(f.path(), &["recommend", &example, "--format", "md", "-o", "b.json"]);
    assert_eq!(out.code, 0, "{}", out.stderr);
    assert!(text(f.path().join("b.json")).starts_with("# churn-scoring"), "what is named counts");
}

#[test]
fn mistakes_at_the_keyboard_are_told_with_what_to_do() {
    let f = folder();
    let here = |arguments: &[&str]| mlarch_in(f.path(), arguments);
    std::fs::write(f.path().join("requirements.yml"), "\n").expect("written");
    std::fs::write(f.path().join("note.md"), "# Note\n").expect("written");
    refused(&here(&["recommend", "requirements.yaml"]), &["Did you mean `requirements.yml`?"]);
    refused(&here(&["recommend", "nothing-like-it"]), &["`mlarch init` writes"]);
    refused(&here(&["recommend", "gone/a.yaml"]), &["There is no folder gone"]);
    refused(&here(&["recommend", "requirements.yml"]), &["requirements.yml is empty", "mlarch init"]);
    std::fs::write(f.path().join("a.json"), "{\"mlarch\": 1,\n \"name\": \"é\" \"x\"}").expect("written");
    refused(&here(&["recommend", "a.json"]), &["a.json:2:14", "not valid JSON: expected `,` or `}`"]);
    refused(&here(&["recommend", "note.md"]), &["note.md is no requirements file"]);
    refused(&mlarch(&["recommend", CHURN, "-o", "gone/a.json"]), &["There is no folder gone"]);
    refused(&mlarch(&["recommend", CHURN, "-o", "examples"]), &["It is a folder"]);
    refused(&mlarch(&["recommend", CHURN, "--templates", "gone"]), &["the folder of templates gone"]);
    let wrong = &["the block `online_serving`", "Did you mean `kserve`?"];
    refused(&mlarch(&["explain", CHURN, "online_serving.kservee"]), wrong);
    refused(&mlarch(&["matrix", CHURN, "mlflow"]), &["It is an option of", "`experiment_tracking`"]);
    refused(&mlarch(&["breakpoints", CHURN, "foo"]), &["Numbers that arise here", "`inference.rps_peak`"]);
    refused(&mlarch(&["rule", "A30"]), &["Codes: ", "`A302`"]);
    refused(&mlarch(&["questions", "zeppelin"]), &["no question speaks of this"]);
    assert_eq!(mlarch(&["tradeoffs", CHURN, "--points", "0"]).code, 2);
    for out in [here(&["recommend", "requirements.yaml"]), mlarch(&["recommend", CHURN, "-o", "gone/a"])] {
        assert!(!out.stderr.contains("os error"), "{}", out.stderr);
    }
}

#[test]
fn workloads_of_one_name_are_told_apart_by_their_files() {
    let out = json(&["portfolio", CHURN, CHURN]);
    let names: Vec<&str> = list(&out, "workloads").iter().filter_map(|w| w["name"].as_str()).collect();
    assert_eq!(names, ["churn-scoring (examples/churn-scoring.yaml)"; 2]);
}

#[test]
fn verbose_and_colour_change_no_result() {
    let plain = mlarch(&["recommend", CHURN]);
    let told = mlarch(&["recommend", CHURN, "-v"]);
    assert_eq!(plain.stdout, told.stdout);
    assert!(
        told.stderr.contains("read examples/churn-scoring.yaml") && told.stderr.contains(" ms] "),
        "{}",
        told.stderr
    );
    let bright = mlarch(&["recommend", CHURN, "--color", "always"]).stdout;
    assert!(bright.contains("\x1b[1m") && !plain.stdout.contains('\x1b'));
    assert_eq!(mlarch(&["recommend", CHURN, "--colour", "never"]).stdout, plain.stdout);
}
