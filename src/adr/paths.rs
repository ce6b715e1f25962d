//! Paths of records, and of what links lead to.

use super::identity::stem;
use super::model::{Adr, Source};

/// A path without what links may leave out.
pub(super) fn bare(path: &str) -> String {
    let p = path.strip_suffix(".html").unwrap_or(path);
    let p = p.strip_suffix("/README.md").or_else(|| p.strip_suffix("/index.md")).unwrap_or(p);
    stem(p).to_lowercase()
}

/// The folder of a path.
pub fn folder_of(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(folder, _)| folder)
}

/// The last part of a path.
pub fn file_name(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}

/// The name of the file or of the record's own folder, without its ending.
pub fn name(adr: &Adr) -> String {
    let path = match adr.ids.first().map(|i| i.from) {
        Some(Source::Folder) => folder_of(&adr.path),
        _ => &adr.path,
    };
    stem(file_name(path)).to_string()
}

/// A path from a folder and a relative path, without `.` and `..`.
pub fn resolve(folder: &str, path: &str) -> String {
    let mut parts: Vec<&str> =
        if path.starts_with('/') { Vec::new() } else { folder.split('/').filter(|p| !p.is_empty()).collect() };
    for p in path.split('/') {
        match p {
            "" | "." => {}
            ".." if parts.last().is_some_and(|p| *p != "..") => {
                parts.pop();
            }
            p => parts.push(p),
        }
    }
    let root = if folder.starts_with('/') || path.starts_with('/') { "/" } else { "" };
    format!("{root}{}", parts.join("/"))
}

/// A link's path with `%20` and its like as the characters that they stand for.
pub fn decoded(path: &str) -> String {
    if !path.contains('%') {
        return path.to_string();
    }
    let bytes = path.as_bytes();
    let mut out = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while at < bytes.len() {
        let code = bytes
            .get(at + 1..at + 3)
            .and_then(|h| std::str::from_utf8(h).ok())
            .and_then(|h| u8::from_str_radix(h, 16).ok());
        match code.filter(|_| bytes[at] == b'%') {
            Some(c) => {
                out.push(c);
                at += 3;
            }
            None => {
                out.push(bytes[at]);
                at += 1;
            }
        }
    }
    String::from_utf8(out).unwrap_or_else(|_| path.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths() {
        assert_eq!(resolve("docs/adr", "../adr/./0001-x.md"), "docs/adr/0001-x.md");
        assert_eq!(resolve("", "../x.md"), "../x.md");
        assert_eq!(resolve("/a/b", "c.md"), "/a/b/c.md");
        assert_eq!(decoded("a%20b%zz.md"), "a b%zz.md");
    }
}
