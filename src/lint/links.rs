//! Where links lead.

use std::cell::{OnceCell, RefCell};
use std::collections::HashMap;
use std::rc::Rc;

use super::context::Context;
use super::texts::is_markdown;
use crate::adr::{decoded, file_name, fold, folder_of, link_blanks, of_name, relative, resolve, stem};
use crate::text::nearest;

/// What the target of a link is.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Leads<'t> {
    /// Nothing, or a word such as "TODO" in its place.
    Nowhere,
    /// A place on the same page: the anchor.
    Here(&'t str),
    /// The web, a mailbox, a program, a person, what a template fills in: nothing that could be looked at.
    Away,
    /// A file.
    File(Local<'t>),
}

/// The target of a link to a file.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Local<'t> {
    /// The path as meant: without codes, query and number of a line.
    pub(super) path: String,
    /// The place in it.
    pub(super) anchor: Option<&'t str>,
    /// What stands behind the path in the target: anchor, query, line.
    pub(super) rest: &'t str,
}

/// Reads a target.
pub(super) fn leads(target: &str) -> Leads<'_> {
    let t = target.trim();
    if t.is_empty() || t == "#" {
        return Leads::Nowhere;
    }
    if let Some(anchor) = t.strip_prefix('#') {
        return Leads::Here(anchor);
    }
    if is_away(t) {
        return Leads::Away;
    }
    let end = t.find(['#', '?']).unwrap_or(t.len());
    let anchor = t.find('#').map(|at| &t[at + 1..]);
    let mut path = &t[..end];
    // `model.rb:395`: a line.
    if let Some((before, line)) = path.rsplit_once(':')
        && !line.is_empty()
        && line.bytes().all(|b| b.is_ascii_digit() || b == b'-')
    {
        path = before;
    }
    let path_len = path.len();
    let path = decoded(path).replace('\\', "/");
    // A word alone is the start of code more often than a file: `handlers[i](state)`.
    let word = !path.contains(['.', '/', '-', '_']) && !path.bytes().any(|b| b.is_ascii_digit());
    if word || path.is_empty() || file_name(&path) == "..." || path.contains('…') {
        return if link_blanks().contains(&fold(&path)) { Leads::Nowhere } else { Leads::Away };
    }
    if link_blanks().contains(&fold(&path)) {
        return Leads::Nowhere;
    }
    Leads::File(Local { path, anchor, rest: &t[path_len..] })
}

fn is_away(t: &str) -> bool {
    let bytes = t.as_bytes();
    // `@login`, `~/x`, `$VAR`, `?query`, `<placeholder>`, `{{ url }}`, patterns in prose.
    let sign = t.contains(['{', '}', '<', '>', '*', '|', '$']);
    let path = t.split(['#', '?']).next().unwrap_or(t);
    let code = path.contains(['^', '`', '"', '\n', '[', ']', '(', ')', ',', ';', '=']) && !path.contains(".md");
    if sign || code || matches!(bytes[0], b'@' | b'~' | b'?') || t.starts_with("//") {
        return true;
    }
    let scheme = bytes.iter().take_while(|b| b.is_ascii_alphanumeric() || b"+-.".contains(b)).count();
    if bytes.get(scheme) == Some(&b':') && scheme >= 1 {
        let line = t[scheme + 1..].bytes().all(|b| b.is_ascii_digit() || b == b'-');
        return !line || scheme + 1 == t.len();
    }
    // A mailbox, or a package.
    t.contains('@') && !t.contains('/')
}

/// What is at the end of a link.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Found {
    /// A file or folder, with its path.
    There(String),
    /// Nothing: the path where it would be.
    Missing(String),
    /// Nothing of these letters, but this path in other letters.
    OtherLetters(String),
    /// Nobody knows what is there.
    Unknown,
}

/// A name in a folder.
struct Name {
    name: String,
    folded: String,
    /// The key of the id in it.
    id: Option<String>,
    /// The words after the id, folded.
    slug: String,
}

/// Looks for the ends of links. What is read once is kept.
pub(super) struct Finder<'c, 'a> {
    ctx: &'c Context<'a>,
    whole: bool,
    root: String,
    folders: RefCell<HashMap<String, Rc<Vec<Name>>>>,
    by_name: OnceCell<HashMap<&'a str, Vec<&'a str>>>,
}

impl<'c, 'a> Finder<'c, 'a> {
    pub(super) fn new(ctx: &'c Context<'a>) -> Self {
        let root = ctx.tree.root();
        // With its version control at hand the repository is here as a whole.
        let whole = ctx.tree.exists(&resolve(&root, ".git"));
        Finder { ctx, whole, root, folders: RefCell::default(), by_name: OnceCell::new() }
    }

    fn exists(&self, path: &str) -> bool {
        self.ctx.file(path).is_some() || self.ctx.tree.exists(path)
    }

    /// Whether the first part of a path is there; a page above its own folder is not looked at.
    pub(super) fn has_start(&self, page: &str, local: &Local<'_>) -> bool {
        let first = local.path.split('/').next().unwrap_or_default();
        matches!(first, "" | "." | "..") || self.exists(&resolve(folder_of(page), first))
    }

    /// What is at the end of a link of a page.
    pub(super) fn find(&self, page: &str, local: &Local<'_>) -> Found {
        let folder = folder_of(page);
        if let Some(inner) = local.path.strip_prefix('/') {
            return self.at_root(folder, inner);
        }
        let path = resolve(folder, &local.path);
        if let Some(found) = self.like(&path, local.path.ends_with('/')) {
            return Found::There(found);
        }
        // Where each page is a folder of its own, its links start from there.
        let name = file_name(page);
        let bare = !file_name(&local.path).contains('.');
        if bare {
            let inside = resolve(&format!("{folder}/{}", stem(name)), &local.path);
            if let Some(found) = self.like(inside.trim_start_matches('/'), true) {
                return Found::There(found);
            }
            // Generators of sites leave out numbers before names.
            let wanted = fold(file_name(&path));
            let names = self.names(folder_of(&path));
            if let Some(n) = names.iter().find(|n| n.slug == wanted || n.folded == wanted) {
                return Found::There(join(folder_of(&path), &n.name));
            }
        }
        self.missing(path)
    }

    /// A path from the root of the repository, or from that of a site that is made of one of the folders above.
    fn at_root(&self, folder: &str, inner: &str) -> Found {
        let mut roots = vec![self.root.as_str()];
        let mut above = folder;
        while !above.is_empty() && above != self.root {
            roots.push(above);
            above = folder_of(above);
        }
        if let Some(found) = roots.iter().find_map(|r| self.like(&resolve(r, inner), true)) {
            return Found::There(found);
        }
        let path = resolve(&self.root, inner);
        // The root of a site may be anywhere; only what looks like a file of the repository is judged.
        let first = resolve(&self.root, inner.split('/').next().unwrap_or_default());
        let file = file_name(inner).contains('.');
        if inner.contains('/') && (file || of_name(stem(file_name(inner))).is_some()) {
            if self.exists(&first) { self.missing(path) } else { Found::Unknown }
        } else {
            Found::Unknown
        }
    }

    /// The path itself, or what a generator of sites makes of it.
    fn like(&self, path: &str, folder: bool) -> Option<String> {
        if path.is_empty() || self.exists(path) {
            return Some(path.to_string());
        }
        let name = file_name(path);
        let html = path.strip_suffix(".html").or_else(|| path.strip_suffix(".htm"));
        let base = match html {
            Some(base) => base,
            None if folder || !is_markdown(name) => path,
            None => return None,
        };
        [".md", ".mdx", ".markdown", ".html.md", ".adoc", ".rst"]
            .iter()
            .map(|e| format!("{base}{e}"))
            .find(|p| self.exists(p))
    }

    fn missing(&self, path: String) -> Found {
        let folder = folder_of(&path);
        let name = file_name(&path);
        let names = self.names(folder);
        if let Some(other) = names.iter().find(|n| n.name.to_lowercase() == name.to_lowercase()) {
            return Found::OtherLetters(join(folder, &other.name));
        }
        let inside = !path.starts_with("..") && (!path.starts_with('/') || path.starts_with(&self.root));
        // Without the whole repository only folders are judged of which some file is known.
        // Copies often leave out all files of a kind, such as pictures.
        let ending = |n: &str| n.rsplit_once('.').map(|(_, e)| e.to_lowercase());
        let kind = ending(name).filter(|e| !is_markdown(name) && e.len() <= 5);
        let file =
            |n: &Name| n.name.contains('.') && !n.name.starts_with('.') && (kind.is_none() || ending(&n.name) == kind);
        if (self.whole && inside) || names.iter().any(|n| file(n) && self.exists(&join(folder, &n.name))) {
            Found::Missing(path)
        } else {
            Found::Unknown
        }
    }

    fn names(&self, folder: &str) -> Rc<Vec<Name>> {
        if let Some(known) = self.folders.borrow().get(folder) {
            return Rc::clone(known);
        }
        let read = |name: String| {
            let id = of_name(stem(&name));
            let rest = id.as_ref().map_or(stem(&name), |(_, r)| &stem(&name)[r.end..]);
            Name { slug: fold(rest), folded: fold(stem(&name)), id: id.map(|(id, _)| id.key()), name }
        };
        let list = Rc::new(self.ctx.tree.names(folder).into_iter().map(read).collect());
        self.folders.borrow_mut().insert(folder.to_string(), Rc::clone(&list));
        list
    }

    /// What was probably meant by a path that leads nowhere: the file of the same words, which was renumbered; of the
    /// same id, which was renamed; of the same name, which was moved; or of a similar name.
    pub(super) fn nearest(&self, page: &str, path: &str) -> Option<String> {
        let name = file_name(path);
        let id = of_name(stem(name));
        let slug = fold(id.as_ref().map_or(stem(name), |(_, r)| &stem(name)[r.end..]));
        let id = id.map(|(id, _)| id.key());
        for folder in [folder_of(path), folder_of(page)] {
            let names = self.names(folder);
            let only = |test: &dyn Fn(&&Name) -> bool| {
                let mut all = names.iter().filter(|n| test(n) && is_markdown(&n.name) == is_markdown(name));
                all.next().filter(|_| all.next().is_none())
            };
            let same = only(&|n| n.slug.len() > 3 && n.slug == slug);
            let same = same.or_else(|| only(&|n| id.is_some() && n.id == id));
            if let Some(n) = same {
                return Some(join(folder, &n.name)).filter(|p| p != page);
            }
        }
        let moved = self.by_name.get_or_init(|| {
            let mut map: HashMap<&str, Vec<&str>> = HashMap::new();
            for (_, f) in self.ctx.files.iter() {
                map.entry(file_name(&f.name)).or_default().push(&f.name);
            }
            map
        });
        if let Some([one]) = moved.get(name).map(Vec::as_slice) {
            return Some((*one).to_string());
        }
        let names = self.names(folder_of(path));
        // The numbers of records are all alike.
        let few = names.len() <= 2_000 && slug.len() > 3;
        let like = few.then(|| nearest(&slug, names.iter().map(|n| n.slug.as_str())))??;
        let mut all = names.iter().filter(|n| n.slug == like && is_markdown(&n.name) == is_markdown(name));
        let one = all.next().filter(|_| all.next().is_none())?;
        Some(join(folder_of(path), &one.name)).filter(|p| p != page)
    }
}

fn join(folder: &str, name: &str) -> String {
    if folder.is_empty() { name.to_string() } else { format!("{folder}/{name}") }
}

/// A target that leads from a page to a file, written as the one before it.
pub(super) fn rewritten(page: &str, file: &str, before: &str, rest: &str) -> String {
    let dot = if before.starts_with("./") { "./" } else { "" };
    let path = relative(page, file);
    let dot = if path.starts_with("..") { "" } else { dot };
    format!("{dot}{path}{rest}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn targets() {
        for t in ["", " ", "#", "TODO", "link", "url"] {
            assert_eq!(leads(t), Leads::Nowhere, "{t}");
        }
        for t in [
            "https://example.org/x.md",
            "//example.org",
            "mailto:ana@example.org",
            "ana@example.org",
            "@login",
            "~/x",
            "{{ site.url }}/x.md",
            "{% link x.md %}",
            "${HOME}/x",
            "state",
            "...",
            "../../docs/...",
            "?:[a-z]*",
            "slack:channel",
            "C:\\x.md",
            "<target>",
        ] {
            assert_eq!(leads(t), Leads::Away, "{t}");
        }
        assert_eq!(leads("#why"), Leads::Here("why"));
        let file = |t: &str| match leads(t) {
            Leads::File(l) => format!("{} {:?} {}", l.path, l.anchor, l.rest),
            other => format!("{other:?}"),
        };
        assert_eq!(file("a%20b.md#x"), "a b.md Some(\"x\") #x");
        assert_eq!(file("../lib/model.rb:395"), "../lib/model.rb None :395");
        assert_eq!(file("model.rb:395"), "model.rb None :395");
        assert_eq!(file("x.py?raw=true#L10-L20"), "x.py Some(\"L10-L20\") ?raw=true#L10-L20");
        assert_eq!(file("..\\adr\\0001-x.md"), "../adr/0001-x.md None ");
        assert_eq!(file("0001-use-x"), "0001-use-x None ");
    }
}
