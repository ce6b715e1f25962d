//! Several records together: the logs that they form, and who is meant by an id.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use super::day;
use super::fold::fold;
use super::identity::{mentions, of_name, stem};
use super::markup::Markup;
use super::model::{Adr, Id, Other, Reading, Relation, Scheme, Source, Unreadable};
use super::paths::{bare, decoded, file_name, folder_of, name, resolve};
use super::place::{is_numbered, promises};
use super::style::Style;
use super::words::words;
use crate::text::FileId;

/// A log: records of one folder that share a space of numbers.
#[derive(Debug)]
pub struct Log {
    /// The folder, with `/`; empty for the folder itself.
    pub folder: String,
    /// The letters that all its ids have, in lower case; empty for plain numbers and `ADR`.
    pub family: String,
    /// Its records, by index, in the order of their ids.
    pub members: Vec<usize>,
    /// How its records are written.
    pub style: Style,
    /// Numbers that some file of the folder has, a record or not.
    pub taken: HashSet<u64>,
}

/// Everything that was found.
#[derive(Debug)]
pub struct Collection {
    /// The records, in the order of their paths.
    pub adrs: Vec<Adr>,
    /// What stands among them and is no record.
    pub others: Vec<(String, Other)>,
    /// What looks like a record and cannot be read.
    pub unreadable: Vec<(String, Unreadable)>,
    /// The logs, largest first.
    pub logs: Vec<Log>,
    index: Index,
}

/// Where records are found quickly.
#[derive(Debug, Default)]
struct Index {
    /// By path without endings, in lower case.
    paths: HashMap<String, usize>,
    /// The records of a file that holds several, by its path in the same form.
    parts: HashMap<String, Vec<usize>>,
    /// By the key of the id.
    ids: HashMap<String, Vec<usize>>,
    /// By the folded name of the file.
    names: HashMap<String, Vec<usize>>,
}

impl Index {
    fn new(adrs: &[Adr]) -> Self {
        let mut out = Index::default();
        for (i, adr) in adrs.iter().enumerate() {
            match adr.part {
                Some(_) => out.parts.entry(bare(&adr.path)).or_default().push(i),
                None => drop(out.paths.entry(bare(&adr.path)).or_insert(i)),
            }
            out.ids.entry(adr.id.key()).or_default().push(i);
            out.names.entry(fold(&name(adr))).or_default().push(i);
        }
        out
    }
}

/// The folder of the log that a record belongs to: for a record with a folder of its own the one above,
/// for one in `superseded/` and its like too.
fn home(adr: &Adr) -> &str {
    let mut folder = folder_of(&adr.path);
    if adr.ids.first().is_some_and(|i| i.from == Source::Folder) {
        folder = folder_of(folder);
    }
    let last = file_name(folder);
    let list = super::fold::words_of(last, 4);
    let stage =
        folder.contains('/') && words().statuses.at(&list).is_some_and(|(_, n)| n.min(list.len()) == list.len());
    if stage { folder_of(folder) } else { folder }
}

impl Collection {
    /// Puts readings together. `texts` are the texts of the files by their id.
    pub fn new<'t>(readings: Vec<(String, Reading)>, texts: &dyn Fn(FileId) -> &'t str) -> Self {
        let (mut adrs, mut others, mut unreadable) = (Vec::new(), Vec::new(), Vec::new());
        for (path, reading) in readings {
            match reading {
                Reading::Adr(adr) => adrs.push(*adr),
                Reading::Several(list) => adrs.extend(list),
                Reading::Other(other) => others.push((path, other)),
                Reading::Unreadable(why) => unreadable.push((path, why)),
            }
        }
        others.extend(summaries(&mut adrs));
        others.extend(chapters(&adrs, &mut unreadable));
        // Those of one file stay in the order of its text.
        adrs.sort_by(|a, b| a.path.cmp(&b.path));
        let mut all = Collection { adrs, others, unreadable, logs: Vec::new(), index: Index::default() };
        all.index = Index::new(&all.adrs);
        all.logs = all.find_logs(texts);
        all.read_dates();
        all
    }

    fn find_logs<'t>(&self, texts: &dyn Fn(FileId) -> &'t str) -> Vec<Log> {
        let mut groups: BTreeMap<(String, String), Vec<usize>> = BTreeMap::new();
        for (i, adr) in self.adrs.iter().enumerate() {
            groups.entry((home(adr).to_string(), adr.id.family())).or_default().push(i);
        }
        join_folders(&self.adrs, &mut groups);
        let mut logs: Vec<Log> = groups
            .into_iter()
            .map(|((folder, family), mut members)| {
                members.sort_by(|a, b| order(&self.adrs[*a]).cmp(&order(&self.adrs[*b])));
                let style = Style::learn(&self.adrs, &members, texts);
                let taken = self.taken(&folder, &family, &members);
                Log { folder, family, members, style, taken }
            })
            .collect();
        logs.sort_by_key(|l| std::cmp::Reverse(l.members.len()));
        logs
    }

    /// Numbers in names of files and in titles. A number in use is never given again, whatever has it.
    fn taken(&self, folder: &str, family: &str, members: &[usize]) -> HashSet<u64> {
        let named = self.others.iter().map(|o| &o.0).chain(self.unreadable.iter().map(|u| &u.0));
        let inside = named.filter(|p| p.starts_with(folder)).filter_map(|p| of_name(stem(file_name(p))));
        let by_name = inside.map(|(id, _)| id).filter(|id| id.scheme == Scheme::Number && id.family() == family);
        let by_record = members
            .iter()
            .flat_map(|m| &self.adrs[*m].ids)
            .map(|i| i.id.clone())
            .filter(|id| id.scheme == Scheme::Number);
        by_name.chain(by_record).map(|id| id.number).collect()
    }

    /// Days such as `05/06/2023` are read as their neighbours are.
    fn read_dates(&mut self) {
        for log in &self.logs {
            if !log.style.month_first {
                continue;
            }
            for m in &log.members {
                for d in &mut self.adrs[*m].dates {
                    if let Some(other) = day::exchanged(&d.day) {
                        d.day = other;
                    }
                }
            }
        }
    }

    /// The log of a record.
    pub fn log_of(&self, adr: usize) -> Option<&Log> {
        self.logs.iter().find(|l| l.members.contains(&adr))
    }

    /// The records that a person may mean: an id in any spelling, a slug, a file name or a path.
    pub fn find(&self, text: &str) -> Vec<usize> {
        let text = text.trim().replace('\\', "/");
        let some =
            |test: &dyn Fn(&Adr) -> bool| (0..self.adrs.len()).filter(|i| test(&self.adrs[*i])).collect::<Vec<_>>();
        let paths = some(&|a| a.path == text || a.path.ends_with(&format!("/{text}")));
        if !paths.is_empty() {
            return paths;
        }
        let exact = some(&|a| a.id.text.eq_ignore_ascii_case(&text));
        if !exact.is_empty() {
            return exact;
        }
        if let Some(id) =
            of_name(&text).map(|(id, _)| id).or_else(|| mentions(&text, true).into_iter().next().map(|(id, _)| id))
        {
            let same = some(&|a| a.id.key() == id.key());
            // `0004-use-queues` names the record further than `0004` does.
            let slug = fold(&text);
            let named: Vec<usize> = same.iter().copied().filter(|i| fold(&name(&self.adrs[*i])) == slug).collect();
            if !named.is_empty() {
                return named;
            }
            // The number alone, of a log whose ids have letters.
            let plain = |a: &Adr| {
                id.prefix.is_empty()
                    && a.id.scheme == Scheme::Number
                    && a.id.number == id.number
                    && id.scheme == Scheme::Number
            };
            return if same.is_empty() { some(&plain) } else { same };
        }
        let slug = fold(&text);
        let named = some(&|a| fold(&name(a)) == slug || fold(&a.title.value) == slug);
        if !named.is_empty() || slug.len() < 3 {
            return named;
        }
        some(&|a| fold(&name(a)).ends_with(&format!(" {slug}")))
    }

    /// The record that a relation points at.
    pub fn target(&self, from: usize, relation: &Relation) -> Option<usize> {
        let adr = &self.adrs[from];
        if let Some(link) = &relation.link
            && let Some(found) = self.by_link(adr, link)
        {
            return Some(found);
        }
        let id = relation.id.as_ref()?;
        let found = self.by_id(from, id, &relation.text)?;
        let agrees = |link: &String| self.agrees(link, found);
        relation.link.as_ref().is_none_or(agrees).then_some(found)
    }

    /// Whether a link may have meant a record under another name: one word of the file's name at least is the same.
    fn agrees(&self, link: &str, adr: usize) -> bool {
        let path = link.split(['#', '?']).next().unwrap_or_default();
        let file = fold(stem(file_name(path)));
        let markdown = Markup::of(path).is_some();
        if !markdown || words().indexes.contains(&file) {
            return true;
        }
        let adr = &self.adrs[adr];
        let own = format!("{} {}", fold(&name(adr)), fold(&adr.title.value));
        let telling = |w: &&str| w.chars().count() > 3 && !w.bytes().all(|b| b.is_ascii_digit());
        let mut left = file.split(' ').filter(telling).peekable();
        left.peek().is_none() || left.any(|w| own.split(' ').any(|o| o == w))
    }

    /// The record at the end of a relative link.
    pub fn by_link(&self, from: &Adr, link: &str) -> Option<usize> {
        self.by_path(folder_of(&from.path), link)
    }

    /// The record at the end of a relative link that starts from a folder.
    pub fn by_path(&self, folder: &str, link: &str) -> Option<usize> {
        let path = link.split(['#', '?']).next().unwrap_or_default();
        if path.is_empty() || path.contains("://") {
            return None;
        }
        let wanted = resolve(folder, &decoded(path));
        let wanted = bare(wanted.trim_end_matches('/'));
        self.index.paths.get(&wanted).copied().or_else(|| {
            // Of several records in a file the one whose heading, or whose id, the anchor names.
            let anchor = fold(link.split_once('#')?.1);
            let named = |i: &&usize| {
                let adr = &self.adrs[**i];
                let id = fold(&adr.id.text);
                anchor == id || anchor == format!("{id} {}", fold(&adr.title.value))
            };
            self.index.parts.get(&wanted)?.iter().find(named).copied()
        })
    }

    /// The record that another means by an id in its text.
    pub fn by_mention(&self, from: usize, id: &Id) -> Option<usize> {
        self.by_id(from, id, &id.text)
    }

    /// All records of an id, in whichever log.
    pub(super) fn of_key(&self, key: &str) -> &[usize] {
        self.index.ids.get(key).map_or(&[], Vec::as_slice)
    }

    fn by_id(&self, from: usize, id: &Id, text: &str) -> Option<usize> {
        let key = id.key();
        let adr = &self.adrs[from];
        let near = home(adr);
        let slug = fold(stem(file_name(text)));
        let listed = |map: &HashMap<String, Vec<usize>>, key: &str| map.get(key).cloned().unwrap_or_default();
        let all = match id.scheme {
            Scheme::Number => listed(&self.index.ids, &key),
            Scheme::Slug => match listed(&self.index.names, &slug) {
                none if none.is_empty() => listed(&self.index.names, &fold(&id.text)),
                some => some,
            },
            // Of several records of one day the one whose name the text has.
            Scheme::Day | Scheme::Month => {
                let same = listed(&self.index.ids, &key);
                let named = |i: &usize| slug == fold(&key) || fold(&name(&self.adrs[*i])).starts_with(&slug);
                same.into_iter().filter(named).collect()
            }
        };
        let here: Vec<usize> = all.iter().copied().filter(|i| home(&self.adrs[*i]) == near).collect();
        // A plain number in a log with letters means one of its own.
        let kin = || {
            let family = adr.id.family();
            let own = |i: &usize| self.adrs[*i].id.scheme == Scheme::Number && self.adrs[*i].id.number == id.number;
            (id.scheme == Scheme::Number && id.prefix.is_empty() && !family.is_empty())
                .then(|| {
                    listed(&self.index.ids, &format!("{family}-{}", id.number))
                        .into_iter()
                        .find(|i| own(i) && home(&self.adrs[*i]) == near && self.adrs[*i].id.family() == family)
                })
                .flatten()
        };
        match (here.as_slice(), all.as_slice()) {
            ([one], _) | ([], [one]) => Some(*one),
            ([first, ..], _) => here.iter().copied().find(|i| *i != from).or(Some(*first)),
            _ => kin(),
        }
    }
}

/// Takes out the records of pages that sum up what has files of its own: those pages are lists.
fn summaries(adrs: &mut Vec<Adr>) -> Vec<(String, Other)> {
    let whole: HashSet<String> = adrs.iter().filter(|a| a.part.is_none()).map(|a| a.id.key()).collect();
    let repeats = |a: &&Adr| a.part.is_some() && whole.contains(&a.id.key());
    let pages: BTreeSet<String> = adrs.iter().filter(repeats).map(|a| a.path.clone()).collect();
    adrs.retain(|a| a.part.is_none() || !pages.contains(&a.path));
    pages.into_iter().map(|p| (p, Other::Index)).collect()
}

/// Takes out the pages with a number that only stand where records may be: most of their folder must be records.
fn chapters(adrs: &[Adr], unreadable: &mut Vec<(String, Unreadable)>) -> Vec<(String, Other)> {
    let records =
        |folder: &str| adrs.iter().filter(|a| a.id.scheme == Scheme::Number && folder_of(&a.path) == folder).count();
    // A chapter can be read: what cannot, with a number beside those of records, is one of them.
    let damaged =
        |u: &(String, Unreadable)| u.1 != Unreadable::NothingFound && is_numbered(&u.0) && records(folder_of(&u.0)) > 0;
    let doubtful = |u: &&(String, Unreadable)| !promises(&u.0) && !damaged(u);
    let mut pages: HashMap<String, usize> = HashMap::new();
    unreadable.iter().filter(doubtful).for_each(|u| *pages.entry(folder_of(&u.0).to_string()).or_default() += 1);
    pages.retain(|folder, n| records(folder) < 2 * *n);
    let (out, kept) = unreadable.drain(..).partition(|u| doubtful(&u) && pages.contains_key(folder_of(&u.0)));
    *unreadable = kept;
    let out: Vec<(String, Unreadable)> = out;
    out.into_iter().map(|(path, _)| (path, Other::NoRecord)).collect()
}

/// The order of records in their log.
pub(super) fn order(adr: &Adr) -> (Scheme, u64, &str) {
    match adr.id.scheme {
        Scheme::Number => (Scheme::Number, adr.id.number, &adr.path),
        scheme => (scheme, 0, &adr.id.text),
    }
}

/// A folder below another that goes on with its numbers belongs to the same log.
fn join_folders(adrs: &[Adr], groups: &mut BTreeMap<(String, String), Vec<usize>>) {
    let keys: Vec<(String, String)> = groups.keys().cloned().collect();
    let numbers = |list: &[usize]| -> HashSet<u64> {
        list.iter().map(|i| &adrs[*i].id).filter(|i| i.scheme == Scheme::Number).map(|i| i.number).collect()
    };
    for (folder, family) in keys.iter().rev() {
        let above = keys.iter().rfind(|(f, g)| {
            g == family
                && f != folder
                && folder.starts_with(f.as_str())
                && (f.is_empty() || folder[f.len()..].starts_with('/'))
        });
        let Some(above) = above else { continue };
        let key = (folder.clone(), family.clone());
        let (Some(own), Some(theirs)) = (groups.get(&key), groups.get(above)) else { continue };
        let (mine, other) = (numbers(own), numbers(theirs));
        let starts_anew = mine.iter().min().is_some_and(|n| *n <= 1);
        if !mine.is_empty() && mine.is_disjoint(&other) && !starts_anew {
            let moved = groups.remove(&key).unwrap_or_default();
            groups.entry(above.clone()).or_default().extend(moved);
        }
    }
}
