//! No two files of the sources import each other, not even by way of others.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use crate::rooms::{ROOMS, sources};
use crate::run::root;

/// A file by the names of the modules that lead to it.
type Module = Vec<String>;

/// What each file imports: the file and the name, by the file.
type Imports = BTreeMap<Module, BTreeMap<Module, BTreeSet<String>>>;

/// All files with their text, without comments and the tests at their end.
fn files() -> BTreeMap<Module, String> {
    let base = root().join("src");
    let all = ROOMS.iter().flat_map(|room| sources(room));
    let one = |(path, text): (String, String)| {
        let path = Path::new(&path).strip_prefix(&base).expect("below src").with_extension("");
        let mut module: Module = path.iter().map(|part| part.to_string_lossy().into_owned()).collect();
        if module.last().is_some_and(|name| name == "mod") {
            module.pop();
        }
        let code = text.split("\n#[cfg(test)]\nmod tests {").next().unwrap_or_default();
        let lines = code.lines().map(|l| l.split("//").next().unwrap_or_default());
        (module, lines.collect::<Vec<_>>().join("\n"))
    };
    all.map(one).collect()
}

/// The paths of a tree such as `super::{a, b::{C, d}}`.
fn flat(tree: &str) -> Vec<String> {
    let tree = tree.trim();
    let Some((head, rest)) = tree.split_once('{') else {
        return vec![tree.split(" as ").next().unwrap_or_default().trim().to_string()];
    };
    let body = &rest[..rest.rfind('}').unwrap_or(rest.len())];
    let (mut depth, mut parts, mut part) = (0, Vec::new(), String::new());
    for c in body.chars() {
        depth += i32::from(c == '{') - i32::from(c == '}');
        match c {
            ',' if depth == 0 => parts.push(std::mem::take(&mut part)),
            c => part.push(c),
        }
    }
    parts.push(part);
    let inner = parts.iter().filter(|p| !p.trim().is_empty()).flat_map(|p| flat(p));
    inner
        .map(|p| if p == "self" { head.trim_end_matches(':').to_string() } else { format!("{}{p}", head.trim()) })
        .collect()
}

/// A path from the root, if it leads into these sources.
fn absolute(module: &Module, path: &str, known: &BTreeMap<Module, String>) -> Option<Vec<String>> {
    let mut parts: Vec<String> = path.split("::").map(str::to_string).collect();
    let mut base = module.clone();
    match parts[0].as_str() {
        "crate" => return Some(parts.split_off(1)),
        "self" => parts = parts.split_off(1),
        "super" => {
            while parts.first().is_some_and(|p| p == "super") {
                base.pop();
                parts = parts.split_off(1);
            }
        }
        first => {
            let inside: Module = base.iter().cloned().chain([first.to_string()]).collect();
            known.get(&inside)?;
        }
    }
    base.extend(parts);
    Some(base)
}

/// The statements `use` of a text, and whether they hand on what they name.
fn uses(text: &str) -> Vec<(bool, Vec<String>)> {
    let mut out = Vec::new();
    let mut rest = text;
    while let Some(at) = rest.find("use ") {
        let line = rest[..at].rfind('\n').map_or(0, |n| n + 1);
        let before = rest[line..at].trim();
        let end = rest[at..].find(';').map_or(rest.len(), |e| at + e);
        if before.is_empty() || before.starts_with("pub") {
            out.push((!before.is_empty(), flat(&rest[at + 4..end])));
        }
        rest = &rest[end.min(rest.len())..];
    }
    out
}

/// Paths in the code itself that begin at the root, further up, or with the name of a file below: `super::name::of`.
fn inline(text: &str, below: &[String]) -> Vec<String> {
    let mut out = Vec::new();
    let starts = ["super::", "crate::"].map(str::to_string).into_iter().chain(below.iter().map(|b| format!("{b}::")));
    for start in starts {
        for (at, _) in text.match_indices(&start) {
            let begins = !text[..at].ends_with(|c: char| c.is_alphanumeric() || c == '_' || c == ':');
            let path: String =
                text[at..].chars().take_while(|c| c.is_alphanumeric() || *c == '_' || *c == ':').collect();
            out.extend(begins.then(|| path.trim_end_matches(':').to_string()));
        }
    }
    out
}

/// What each file imports from which other.
fn imports(files: &BTreeMap<Module, String>) -> Imports {
    // What a file of the name `mod` hands on counts as imported from where it stands.
    let mut handed: BTreeMap<(Module, String), Vec<String>> = BTreeMap::new();
    let is_folder = |m: &Module| root().join("src").join(m.join("/")).join("mod.rs").is_file();
    let mut found: Vec<(Module, Vec<String>)> = Vec::new();
    for (module, text) in files {
        let folder = is_folder(module);
        for (public, paths) in uses(text) {
            for path in paths.iter().filter_map(|p| absolute(module, p, files)) {
                match public && folder {
                    true => drop(handed.insert((module.clone(), path.last().cloned().unwrap_or_default()), path)),
                    false => found.push((module.clone(), path)),
                }
            }
        }
        let code: String = text.split(';').filter(|s| !s.contains("use ")).collect::<Vec<_>>().join(";");
        let below = files.keys().filter(|m| m.len() == module.len() + 1 && m.starts_with(module));
        let below: Vec<String> = below.filter_map(|m| m.last().cloned()).collect();
        found.extend(inline(&code, &below).iter().filter_map(|p| Some((module.clone(), absolute(module, p, files)?))));
    }
    let mut out = Imports::new();
    for (module, mut path) in found {
        for _ in 0..6 {
            let Some(n) = (0..=path.len()).rev().find(|n| files.contains_key(&path[..*n])) else { break };
            let (at, name) = (path[..n].to_vec(), path.get(n).cloned().unwrap_or_default());
            match handed.get(&(at.clone(), name.clone())) {
                Some(further) => path = further.iter().chain(&path[n + 1..]).cloned().collect(),
                None => {
                    if at != module {
                        out.entry(module.clone()).or_default().entry(at).or_default().insert(name);
                    }
                    break;
                }
            }
        }
    }
    out
}

/// A circle that a file is part of, with what it is made of; the shortest.
fn circle(imports: &Imports, start: &Module) -> Option<Vec<Module>> {
    let mut ways = vec![vec![start.clone()]];
    let mut seen = BTreeSet::new();
    while !ways.is_empty() {
        let mut further = Vec::new();
        for way in ways {
            for next in imports.get(way.last()?).into_iter().flat_map(BTreeMap::keys) {
                let longer: Vec<Module> = way.iter().chain([next]).cloned().collect();
                if next == start {
                    return Some(longer);
                }
                if seen.insert(next.clone()) {
                    further.push(longer);
                }
            }
        }
        ways = further;
    }
    None
}

#[test]
fn files_import_one_way() {
    let files = files();
    let imports = imports(&files);
    let count: usize = imports.values().map(BTreeMap::len).sum();
    assert!(files.len() > 200 && count > 700, "only {count} imports of {} files were seen", files.len());
    for start in files.keys() {
        if let Some(way) = circle(&imports, start) {
            let step =
                |w: &[Module]| format!("{} imports {:?} of {}", w[0].join("/"), imports[&w[0]][&w[1]], w[1].join("/"));
            panic!("a circle:\n{}", way.windows(2).map(step).collect::<Vec<_>>().join("\n"));
        }
    }
}

#[test]
fn circles_are_found() {
    let text = |t: &str| t.to_string();
    let files: BTreeMap<Module, String> = [
        (vec![text("a")], text("use crate::b::{c::{D, E as F}, self};")),
        (vec![text("b")], text("fn f() { super::g::h() }")),
        (vec![text("b"), text("c")], text("")),
        (vec![text("g")], text("use super::a::X;")),
    ]
    .into();
    let imports = imports(&files);
    let names = |of: &str| imports[&vec![text(of)]].keys().map(|m| m.join("/")).collect::<Vec<_>>();
    assert_eq!((names("a"), names("b"), names("g")), (vec![text("b"), text("b/c")], vec![text("g")], vec![text("a")]));
    let way = circle(&imports, &vec![text("a")]).expect("there is one");
    assert_eq!(way.iter().map(|m| m.join("/")).collect::<Vec<_>>(), ["a", "b", "g", "a"]);
    assert_eq!(circle(&imports, &vec![text("b"), text("c")]), None);
}
