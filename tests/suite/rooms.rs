//! The rooms of the sources stand in one order; a room imports only rooms above it.

use crate::run::root;

/// From the lowest room to the highest.
pub(crate) const ROOMS: [&str; 17] = [
    "parallel",
    "text",
    "diagnostics",
    "yaml",
    "logic",
    "catalog",
    "requirements",
    "rules",
    "estimate",
    "engine",
    "soundness",
    "recommendation",
    "adr",
    "lint",
    "render",
    "report",
    "cli",
];

/// Beyond the order: who may know whom at all.
const FORBIDDEN: [(&str, &str); 5] = [
    ("render", "engine"),
    ("render", "rules"),
    ("render", "requirements"),
    ("report", "recommendation"),
    ("report", "catalog"),
];

/// The files of a room: their paths and texts.
pub(crate) fn sources(room: &str) -> Vec<(String, String)> {
    fn walk(folder: &std::path::Path, out: &mut Vec<(String, String)>) {
        for entry in std::fs::read_dir(folder).expect("readable") {
            let path = entry.expect("readable").path();
            if path.is_dir() {
                walk(&path, out);
            } else if path.extension().is_some_and(|e| e == "rs") {
                out.push((path.display().to_string(), std::fs::read_to_string(&path).expect("readable")));
            }
        }
    }
    let mut out = Vec::new();
    walk(&root().join("src").join(room), &mut out);
    out
}

#[test]
fn imports_point_one_way() {
    let mut seen = 0;
    for (level, room) in ROOMS.iter().enumerate() {
        for (name, text) in sources(room) {
            for line in text.lines().filter(|l| l.contains("crate::")) {
                let other = line.split("crate::").nth(1).unwrap_or_default();
                let other: String = other.chars().take_while(|c| c.is_ascii_lowercase() || *c == '_').collect();
                let Some(at) = ROOMS.iter().position(|r| *r == other) else { continue };
                seen += 1;
                assert!(at <= level, "{name} imports {other}, which stands below it: {line}");
                assert!(!FORBIDDEN.contains(&(room, other.as_str())), "{name} must not know {other}: {line}");
            }
        }
    }
    assert!(seen > 100, "only {seen} imports were seen: the test looks at the wrong lines");
}

#[test]
fn only_the_command_line_prints() {
    for room in &ROOMS[..15] {
        for (name, text) in sources(room) {
            for word in ["println!", "print!(", "std::fs::", "std::env::"] {
                assert!(!text.contains(word), "{name} holds {word}");
            }
        }
    }
}

#[test]
fn every_room_is_known() {
    let entries = std::fs::read_dir(root().join("src")).expect("readable");
    for entry in entries.map(|e| e.expect("readable")).filter(|e| e.path().is_dir()) {
        let name = entry.file_name().to_string_lossy().into_owned();
        assert!(ROOMS.contains(&name.as_str()), "{name} has no place in the order");
    }
}

#[test]
fn files_stay_readable() {
    for room in ROOMS {
        for (name, text) in sources(room) {
            assert!(text.lines().count() <= 550, "{name} has {} lines", text.lines().count());
        }
    }
}
