//! A folder that a command fills: read as texts, written all or nothing.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Component, Path, PathBuf};

use super::failure::Failure;
use super::io;
use crate::parallel::spread;
use crate::text::one_line;

/// The most files that a folder of documents may have, the largest of them that is read, and the deepest.
const MOST: usize = 20_000;
const LARGEST: u64 = 8 << 20;
const DEEPEST: usize = 12;

/// What to do with a file.
#[derive(Debug)]
pub(super) struct Step {
    /// Its path below the folder.
    pub(super) path: String,
    /// Its new text; nothing removes it.
    pub(super) text: Option<String>,
    /// Whether what stands there is put aside first.
    pub(super) keep: bool,
}

/// The texts below a folder whose names end as asked, by their paths with forward slashes. Hidden files, links and
/// what is not text are left out; a folder that is not there holds nothing.
pub(super) fn texts(folder: &Path, endings: &[&str]) -> Result<BTreeMap<String, String>, Failure> {
    let mut out = BTreeMap::new();
    if folder.exists() {
        walk(folder, "", endings, 0, &mut out)?;
    }
    Ok(out)
}

fn walk(
    folder: &Path,
    prefix: &str,
    endings: &[&str],
    depth: usize,
    out: &mut BTreeMap<String, String>,
) -> Result<(), Failure> {
    let fail = |e: std::io::Error| Failure::user(format!("{} cannot be read: {e}", show(folder)), "Name a folder");
    for entry in std::fs::read_dir(folder).map_err(fail)? {
        let entry = entry.map_err(fail)?;
        let (name, kind) = (entry.file_name().to_string_lossy().into_owned(), entry.file_type().map_err(fail)?);
        if name.starts_with('.') || kind.is_symlink() {
            continue;
        }
        let path = format!("{prefix}{name}");
        if kind.is_dir() && depth < DEEPEST {
            walk(&entry.path(), &format!("{path}/"), endings, depth + 1, out)?;
        } else if kind.is_file() && endings.iter().any(|e| name.ends_with(e)) {
            let small = entry.metadata().is_ok_and(|m| m.len() <= LARGEST);
            if let (true, Ok(text)) = (small, std::fs::read_to_string(entry.path())) {
                out.insert(path, text);
            }
        }
        if out.len() > MOST {
            return Err(Failure::user(
                format!("{} holds more than {MOST} files", show(folder)),
                "Name a folder for the documents alone",
            ));
        }
    }
    Ok(())
}

/// Carries out all steps below a folder, or none. Each file is complete at every moment.
pub(super) fn carry_out(folder: &Path, steps: &[Step]) -> Result<(), Failure> {
    let fail = |path: &Path, e: &dyn std::fmt::Display| {
        Failure::user(format!("{} cannot be written: {e}; nothing was changed", show(path)), "")
    };
    // First everything that can fail without harm: folders, and the new texts beside their places.
    let mut staged: Vec<PathBuf> = Vec::new();
    let result = stage(folder, steps, &mut staged);
    if let Err((path, e)) = result {
        for beside in &staged {
            let _ = std::fs::remove_file(beside);
        }
        return Err(fail(&path, &e));
    }
    // Then the renames. What was there is remembered, to be put back if one of them fails.
    let mut undo: Vec<(PathBuf, Option<Vec<u8>>)> = Vec::new();
    let mut beside = staged.iter();
    let mut change = || -> Result<(), (PathBuf, std::io::Error)> {
        for step in steps {
            let path = folder.join(&step.path);
            let old = std::fs::read(&path).ok();
            if let (true, Some(old)) = (step.keep, &old) {
                let aside = spare(&path);
                std::fs::write(&aside, old).map_err(|e| (aside, e))?;
            }
            undo.push((path.clone(), old));
            match &step.text {
                Some(_) => {
                    let beside = beside.next().expect("every text was staged, in this order");
                    std::fs::rename(beside, &path).map_err(|e| (path, e))?;
                }
                None => std::fs::remove_file(&path).map_err(|e| (path, e))?,
            }
        }
        Ok(())
    };
    if let Err((path, e)) = change() {
        for (path, old) in undo.iter().rev() {
            let _ = match old {
                Some(bytes) => std::fs::write(path, bytes),
                None => std::fs::remove_file(path),
            };
        }
        for beside in &staged {
            let _ = std::fs::remove_file(beside);
        }
        return Err(fail(&path, &e));
    }
    // Folders that a removal left empty go, too.
    let emptied: BTreeSet<&Path> =
        steps.iter().filter(|s| s.text.is_none()).filter_map(|s| Path::new(&s.path).parent()).collect();
    for path in emptied.into_iter().filter(|p| !p.as_os_str().is_empty()) {
        let _ = std::fs::remove_dir(folder.join(path));
    }
    Ok(())
}

fn stage(folder: &Path, steps: &[Step], staged: &mut Vec<PathBuf>) -> Result<(), (PathBuf, std::io::Error)> {
    std::fs::create_dir_all(folder).map_err(|e| (folder.to_path_buf(), e))?;
    let root = folder.canonicalize().map_err(|e| (folder.to_path_buf(), e))?;
    // Folders that are there and below the root.
    let mut inside: BTreeSet<PathBuf> = BTreeSet::new();
    let mut texts: Vec<&str> = Vec::new();
    for step in steps {
        let path = folder.join(&step.path);
        let plain = Path::new(&step.path).components().all(|c| matches!(c, Component::Normal(_)));
        let above = path.parent().unwrap_or(folder).to_path_buf();
        let outside = || (path.clone(), std::io::Error::other("it leads out of the folder of the documents"));
        if !plain {
            return Err(outside());
        }
        if !inside.contains(&above) {
            if step.text.is_some() {
                std::fs::create_dir_all(&above).map_err(|e| (above.clone(), e))?;
            }
            // A link on the way could lead anywhere.
            let real = above.canonicalize().map_err(|e| (above.clone(), e))?;
            if !real.starts_with(&root) {
                return Err(outside());
            }
            inside.insert(above);
        }
        if path.symlink_metadata().is_ok_and(|m| m.file_type().is_symlink()) {
            return Err(outside());
        }
        if let Some(text) = &step.text {
            staged.push(io::beside(&path));
            texts.push(text);
        }
    }
    let write = |i: usize| std::fs::write(&staged[i], texts[i]).map_err(|e| (staged[i].clone(), e));
    spread(texts.len(), write).into_iter().collect()
}

/// A free name to put a file aside: `page.md.bak`, `page.md.bak2`, ...
fn spare(path: &Path) -> PathBuf {
    let name = |n: usize| {
        let mut name = path.file_name().unwrap_or_default().to_os_string();
        name.push(if n == 1 { String::from(".bak") } else { format!(".bak{n}") });
        path.with_file_name(name)
    };
    (1..).map(name).find(|p| !p.exists()).unwrap_or_else(|| name(1))
}

/// A path on one line.
pub(super) fn show(path: &Path) -> String {
    one_line(&path.display().to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn step(path: &str, text: Option<&str>) -> Step {
        Step { path: path.into(), text: text.map(str::to_string), keep: false }
    }

    #[test]
    fn all_or_nothing() {
        let folder = tempfile::tempdir().expect("a folder");
        let root = folder.path().join("docs");
        carry_out(&root, &[step("a.md", Some("1")), step("x/b.md", Some("2"))]).expect("written");
        // The second step cannot be done, as a folder stands in its place.
        std::fs::create_dir(root.join("c.md")).expect("made");
        std::fs::write(root.join("c.md/in"), "").expect("written");
        assert!(carry_out(&root, &[step("a.md", Some("other")), step("c.md", Some("3"))]).is_err());
        assert_eq!(std::fs::read_to_string(root.join("a.md")).expect("read"), "1");
        let names: Vec<_> = std::fs::read_dir(&root).expect("read").map(|e| e.expect("read").file_name()).collect();
        assert_eq!(names.len(), 3, "{names:?}");
        carry_out(&root, &[step("x/b.md", None)]).expect("removed");
        assert!(!root.join("x").exists());
    }

    #[test]
    fn nothing_outside_the_folder_is_touched() {
        let folder = tempfile::tempdir().expect("a folder");
        let root = folder.path().join("docs");
        assert!(carry_out(&root, &[step("../a.md", Some("1"))]).is_err());
        #[cfg(unix)]
        {
            std::os::unix::fs::symlink(folder.path(), root.join("out")).expect("linked");
            assert!(carry_out(&root, &[step("out/a.md", Some("1"))]).is_err());
        }
        assert!(!folder.path().join("a.md").exists());
    }

    #[test]
    fn what_is_overwritten_is_put_aside() {
        let folder = tempfile::tempdir().expect("a folder");
        for text in ["1", "2", "3"] {
            let step = Step { path: "a.md".into(), text: Some(text.into()), keep: true };
            carry_out(folder.path(), &[step]).expect("written");
        }
        let read = |name: &str| std::fs::read_to_string(folder.path().join(name)).expect(name);
        assert_eq!((read("a.md"), read("a.md.bak"), read("a.md.bak2")), ("3".into(), "1".into(), "2".into()));
    }
}
