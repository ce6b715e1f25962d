//! Runs the program in a clean environment.

use std::path::{Path, PathBuf};

use assert_cmd::Command;
use serde_json::Value;

/// What a run gave.
pub(crate) struct Outcome {
    pub(crate) code: i32,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

impl Outcome {
    /// Exit code, standard output and standard error in one text, for snapshots.
    pub(crate) fn whole(&self) -> String {
        format!("exit {}\n--- stdout\n{}--- stderr\n{}", self.code, self.stdout, self.stderr)
    }
}

/// The root of the repository.
pub(crate) fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// Runs `mlarch` from the root of the repository.
pub(crate) fn mlarch(arguments: &[&str]) -> Outcome {
    mlarch_in(&root(), arguments)
}

/// Runs `mlarch` from a folder.
pub(crate) fn mlarch_in(folder: &Path, arguments: &[&str]) -> Outcome {
    let output = Command::cargo_bin("mlarch")
        .expect("the program is built")
        .current_dir(folder)
        .env_clear()
        .env("PATH", std::env::var_os("PATH").unwrap_or_default())
        .args(arguments)
        .output()
        .expect("the program starts");
    Outcome {
        code: output.status.code().unwrap_or(-1),
        stdout: String::from_utf8(output.stdout).expect("UTF-8 on standard output"),
        stderr: String::from_utf8(output.stderr).expect("UTF-8 on standard error"),
    }
}

/// The example requirements, by name.
pub(crate) fn examples() -> Vec<String> {
    let entries = std::fs::read_dir(root().join("examples")).expect("examples/ is there");
    let names = entries.map(|e| e.expect("readable").file_name().to_string_lossy().into_owned());
    let mut out: Vec<String> = names.filter(|n| n.ends_with(".yaml")).collect();
    out.sort();
    out
}

/// Runs `mlarch` for JSON, of a result or of contradicting requirements.
pub(crate) fn json(arguments: &[&str]) -> Value {
    let mut all = arguments.to_vec();
    all.extend(["--format", "json"]);
    let out = mlarch(&all);
    assert!(out.code == 0 || out.code == 3, "{}", out.whole());
    serde_json::from_str(&out.stdout).expect("JSON")
}

/// A list of a JSON object.
pub(crate) fn list<'a>(v: &'a Value, key: &str) -> &'a Vec<Value> {
    v[key].as_array().unwrap_or_else(|| panic!("{key} is a list in {v}"))
}
