//! Mistakes in requirements files: every one is reported, with place, help and nothing on standard
//! output.

use crate::run::{Outcome, mlarch_in};

fn requirements(text: &str) -> Outcome {
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::write(folder.path().join("requirements.yaml"), text).expect("written");
    mlarch_in(folder.path(), &["recommend", "requirements.yaml"])
}

#[test]
fn every_kind_of_mistake_in_one_run() {
    let out = requirements(
        "mlarch: 1\n\
         name: broken\n\
         priorities: {acuracy: high}\n\
         answers:\n  \
           task.type: [clasification]\n  \
           data.volumne: 40 GB\n  \
           data.volume: 40 parsecs\n  \
           genai: no\n  \
           genai: true\n  \
           inference.rps_peak: fast\n\
         constraints:\n  \
           require: [mlfow, online_serving.kserv]\n  \
           budgt: {monthly: 10 USD}\n\
         estate: [Azure Cognitive Services]\n",
    );
    assert_eq!((out.code, out.stdout.as_str()), (2, ""));
    insta::assert_snapshot!(out.whole());
}

#[test]
fn five_mistakes_five_messages() {
    let out = requirements(
        "mlarch: 1\nname: x\nanswers:\n  task.type: [vison]\n  hosting: [moon]\n  data.volume: big\n  team.size: [3]\n  availability: 99 kg\n",
    );
    assert_eq!(out.code, 2);
    for place in [":4:15", ":5:13", ":6:16", ":7:14", ":8:17"] {
        assert!(out.stderr.contains(&format!("requirements.yaml{place}")), "{place} in\n{}", out.stderr);
    }
    assert!(out.stderr.contains("5 errors"), "{}", out.stderr);
}

#[test]
fn what_stands_beside_the_answers_is_told_with_its_place() {
    let out = requirements("mlarch: 1\nname: x\nanswers:\n  budget.monthly: 500 USD\n  personal_data: true\n");
    assert_eq!(out.code, 2);
    for says in ["`constraints: {budget: {monthly:", "Did you mean `data.personal`?", "2 errors"] {
        assert!(out.stderr.contains(says), "{says} in\n{}", out.stderr);
    }
    // What is offered is taken, with names in place of the words in capitals.
    for key in ["budget", "current", "estate", "exclude", "max_products", "priorities", "require"] {
        let out = requirements(&format!("mlarch: 1\nname: x\nanswers: {{{key}: 1}}\n"));
        let offered = out.stderr.split("beside the answers: `").nth(1).and_then(|t| t.split('`').next());
        let offered = offered.unwrap_or_else(|| panic!("{key}: {}", out.stderr));
        let names = [("BLOCK", "model_registry"), ("OPTION", "mlflow"), ("PRODUCT", "mlflow")];
        let written = names.iter().fold(offered.to_string(), |t, (word, name)| t.replace(word, name));
        let out = requirements(&format!("mlarch: 1\nname: x\nanswers: {{}}\n{written}\n"));
        assert_eq!(out.code, 0, "{written}: {}", out.stderr);
    }
}

/// What is reckoned with such a number would look like an estimate and be none.
#[test]
fn numbers_beyond_any_sense_are_refused() {
    let out = requirements(
        "mlarch: 1\nname: x\nanswers:\n  inference.rps_peak: 1e30\n  inference.latency_p95: 0 ms\n  availability: 150 %\n  data.volume: 1e9 PB\n",
    );
    assert_eq!((out.code, out.stdout.as_str()), (2, ""));
    for says in ["`1e30` is too much", "`0 ms` is too little", "expected 50 % to 100 %", "4 errors"] {
        assert!(out.stderr.contains(says), "{says} in\n{}", out.stderr);
    }
}

#[test]
fn broken_syntax_has_a_place() {
    let out = requirements("mlarch: 1\nname: [x\nanswers: {}\n");
    assert_eq!((out.code, out.stdout.as_str()), (2, ""));
    assert!(out.stderr.contains("requirements.yaml:"), "{}", out.stderr);
    assert!(out.stderr.contains("not valid YAML"), "{}", out.stderr);
}

#[test]
fn what_is_missing_is_named() {
    let out = requirements("name: x\n");
    assert_eq!(out.code, 2);
    assert!(out.stderr.contains("has no `mlarch`") && out.stderr.contains("has no `answers`"), "{}", out.stderr);
}

#[test]
fn a_missing_file_and_a_wrong_name_are_told_plainly() {
    let folder = tempfile::tempdir().expect("a folder");
    let out = mlarch_in(folder.path(), &["recommend", "nowhere.yaml"]);
    assert_eq!(out.code, 2);
    assert!(out.stderr.contains("nowhere.yaml cannot be read"), "{}", out.stderr);
    let out = mlarch_in(folder.path(), &["catalog", "show", "online_servin"]);
    assert_eq!(out.code, 2);
    assert!(out.stderr.contains("Did you mean `online_serving`?"), "{}", out.stderr);
    let out = mlarch_in(folder.path(), &["recomend", "x"]);
    assert_eq!(out.code, 2);
}

#[test]
fn hostile_texts_stay_texts() {
    let text = "mlarch: 1\nname: \"a\\e[31m|<script>alert(1)</script>\\n# {{ 7*7 }}\"\nsummary: \"[x](javascript:y) `z`\"\nanswers: {task.type: [classification]}\n";
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::write(folder.path().join("r.yaml"), text).expect("written");
    for format in ["table", "markdown"] {
        let out = mlarch_in(folder.path(), &["recommend", "r.yaml", "--format", format]);
        assert_eq!(out.code, 0, "{}", out.stderr);
        assert!(!out.stdout.contains('\u{1b}'), "{format}: an escape sequence got through");
        assert!(!out.stdout.contains("\n# {{"), "{format}: a heading was injected");
        assert!(
            out.stdout.contains("{{ 7*7 }}") || out.stdout.contains("{{ 7\\*7 }}"),
            "{format}: a template was evaluated"
        );
        if format == "markdown" {
            assert!(!out.stdout.contains("<script>") && !out.stdout.contains("[x](javascript"), "markup got through");
        }
    }
}

#[test]
fn output_files_are_written_whole() {
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::write(folder.path().join("r.yaml"), "mlarch: 1\nname: x\nanswers: {task.type: [classification]}\n")
        .expect("written");
    let out = mlarch_in(folder.path(), &["recommend", "r.yaml", "--format", "json", "-o", "out.json"]);
    assert_eq!((out.code, out.stdout.as_str()), (0, ""), "{}", out.stderr);
    let text = std::fs::read_to_string(folder.path().join("out.json")).expect("there");
    serde_json::from_str::<serde_json::Value>(&text).expect("JSON");
    let names: Vec<_> =
        std::fs::read_dir(folder.path()).expect("there").map(|e| e.expect("entry").file_name()).collect();
    assert_eq!(names.len(), 2, "nothing else is left behind: {names:?}");
}
