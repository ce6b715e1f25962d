//! Reads the pages that list the records of a log.

use std::collections::{BTreeSet, HashMap, HashSet};

use super::context::Context;
use super::links::{Finder, Found, Leads, leads};
use super::lists::{List, Listed, Row, class, class_of_force};
use super::texts::is_markdown;
use crate::adr::{
    Adr, Id, Label, Other, Page, Scheme, Standing, file_name, folder_of, label, listing, logs_of, mentions, of_name,
    page, region, standing, stated, stem,
};
use crate::diagnostics::{Change, Fix};
use crate::text::{FileId, Span};

/// Records of a log that a page must list before it counts as a list of them.
const FEW: usize = 3;

impl Context<'_> {
    /// The pages that list the records of a log, read at first use.
    pub(super) fn lists(&self) -> &[List] {
        self.lists.get_or_init(|| find(self))
    }
}

/// The pages that list the records of a log: at least half of them, or those between marks.
fn find(ctx: &Context<'_>) -> Vec<List> {
    let mut out = Vec::new();
    let pages = ctx.all.others.iter().filter(|o| o.1 == Other::Index);
    let finder = Finder::new(ctx);
    for (path, _) in pages {
        let Some(file) = ctx.file(path) else { continue };
        let near = |l: &&crate::adr::Log| l.members.len() >= FEW && is_near(path, &l.folder);
        let text = ctx.text(file);
        let marked = region(text).is_some();
        if marked || ctx.all.logs.iter().any(|l| near(&l)) {
            out.extend(read(ctx, &finder, path, file, marked));
        }
    }
    out
}

/// A page lists the logs of its folder and of the folders right below.
fn is_near(page: &str, folder: &str) -> bool {
    let own = folder_of(page);
    own == folder || (!folder.is_empty() && folder_of(folder) == own)
}

fn read<'a>(ctx: &Context<'a>, finder: &Finder<'_, 'a>, path: &str, file: FileId, marked: bool) -> Option<List> {
    let text = ctx.text(file);
    let near: Vec<usize> = (0..ctx.all.logs.len()).filter(|l| is_near(path, &ctx.all.logs[*l].folder)).collect();
    let read = page(file, text);
    let rows = Reader { ctx, finder, path, page: &read, ids: ids(ctx, &near), near: &near }.rows();
    let folder = folder_of(path);
    let linked: HashSet<usize> = read.links.iter().filter_map(|l| ctx.all.by_path(folder, &l.target)).collect();
    let listed: HashSet<usize> = rows.iter().filter_map(|r| r.record).chain(linked).collect();
    let named = Named::of(text);
    let generated = logs_of(ctx.all, path);
    let mut logs = Vec::new();
    for log in near.iter().map(|l| &ctx.all.logs[*l]) {
        let shown = log.members.iter().filter(|m| listed.contains(m)).count();
        let whole = marked && generated.iter().any(|g| std::ptr::eq(*g, log));
        if !whole && (shown < FEW || 2 * shown < log.members.len()) {
            continue;
        }
        let missing = |m: &usize| !listed.contains(m) && (whole || !named.has(&ctx.all.adrs[*m]));
        let left_out: Vec<usize> = log.members.iter().copied().filter(missing).collect();
        let left_out = if whole { left_out } else { unwanted(ctx, log.members.as_slice(), left_out) };
        let of_log: HashSet<usize> = log.members.iter().copied().collect();
        let last = rows.iter().rev().find(|r| r.record.is_some_and(|m| of_log.contains(&m))).map(|r| r.span);
        let last = last.unwrap_or_else(|| region(text).map_or(ctx.start(file), |r| Span::new(file, r.start, r.start)));
        logs.push(Listed { records: log.members.len(), left_out, last });
    }
    if logs.is_empty() {
        return None;
    }
    let now = marked.then(|| listing(ctx.all, &generated, path, text)).filter(|n| !n.current);
    let outdated = now.is_some();
    let rewrite = now.and_then(|n| {
        let (old, new) = (region(text)?, region(&n.text)?);
        let change = Change::new(Span::new(file, old.start, old.end), &n.text[old.start..new.end]);
        Some(Fix::safe("Write the list anew from the records", vec![change]))
    });
    Some(List { file, path: path.to_string(), rows, logs, outdated, rewrite })
}

/// Of records that a page leaves out those that it was to list: a page may list what is in force and no more.
fn unwanted(ctx: &Context<'_>, members: &[usize], left_out: Vec<usize>) -> Vec<usize> {
    let gone: HashSet<usize> = left_out.iter().copied().collect();
    let class = |m: usize| ctx.all.adrs[m].status().and_then(|s| s.standing).map(class);
    let shown: BTreeSet<Option<u8>> = members.iter().filter(|m| !gone.contains(m)).map(|m| class(*m)).collect();
    left_out.into_iter().filter(|m| class(*m) == Some(class_of_force()) || shown.contains(&class(*m))).collect()
}

/// Which record has an id, among the logs near a page.
fn ids(ctx: &Context<'_>, near: &[usize]) -> HashMap<(String, u64), usize> {
    let members = near.iter().flat_map(|l| ctx.all.logs[*l].members.iter().rev().map(move |m| (*l, *m)));
    members
        .filter(|(_, m)| ctx.all.adrs[*m].id.scheme == Scheme::Number)
        .map(|(l, m)| ((ctx.all.logs[l].family.clone(), ctx.all.adrs[m].id.number), m))
        .collect()
}

/// What a text names, wherever it does so.
struct Named<'t> {
    ids: HashSet<String>,
    words: HashSet<&'t str>,
}

impl<'t> Named<'t> {
    fn of(text: &'t str) -> Self {
        let ids = mentions(text, false).into_iter().map(|(id, _)| id.key()).collect();
        let words = text.split(|c: char| !c.is_alphanumeric() && !matches!(c, '-' | '_' | '.')).map(stem).collect();
        Named { ids, words }
    }

    fn has(&self, adr: &Adr) -> bool {
        let name = file_name(&adr.path);
        self.words.contains(stem(name)) || self.ids.contains(&adr.id.key())
    }
}

struct Reader<'r, 'a> {
    ctx: &'r Context<'a>,
    finder: &'r Finder<'r, 'a>,
    path: &'r str,
    page: &'r Page,
    ids: HashMap<(String, u64), usize>,
    near: &'r [usize],
}

impl Reader<'_, '_> {
    fn rows(&self) -> Vec<Row> {
        (0..self.page.entries.len()).filter_map(|i| self.row(i)).collect()
    }

    fn row(&self, i: usize) -> Option<Row> {
        let e = &self.page.entries[i];
        let links = &self.page.links[e.links.clone()];
        let column = e.header.iter().position(|h| label(h) == Some(Label::Status));
        // What a record is about may link others: only the first link of a row, and none in the column of statuses.
        let aside =
            |at: u32| column.and_then(|c| e.cells.get(c)).is_some_and(|c| c.span.start <= at && at < c.span.end);
        let first = links.iter().find(|l| !aside(l.span.start));
        let mut row = Row { span: e.span, record: None, dangling: None, status: None };
        if let Some(l) = first
            && let Some(record) = self.ctx.all.by_path(folder_of(self.path), &l.target)
        {
            (row.span, row.record) = (l.span, Some(record));
            let after = &self.ctx.slice(e.span)[(l.span.end - e.span.start) as usize..];
            row.status = self.claim(i, column, Some((after, l.span.end as usize)));
            return Some(row);
        }
        if let Some(l) = first
            && let Leads::File(local) = leads(&l.target)
            && let Found::Missing(path) = self.finder.find(self.path, &local)
            && self.is_record_path(&path)
        {
            (row.span, row.dangling) = (l.span, Some(path));
            return Some(row);
        }
        // A row without a link, named by its first cell.
        let cell = e.cells.first().filter(|_| !e.header.is_empty() && links.is_empty())?;
        let (id, at) = mentions(&cell.value, true).into_iter().next()?;
        if at.end - at.start + 2 < cell.value.len() || id.scheme != Scheme::Number {
            return None;
        }
        row.span = cell.span;
        row.status = self.claim(i, column, None);
        row.record = self.record(&id);
        if row.record.is_none() && !self.taken(&id) && self.of_a_log(&id) {
            // A row may plan a record; one that is decided is to exist.
            let decided = row.status.is_some_and(|(s, _)| !matches!(class(s), 0));
            row.dangling = (decided && !self.elsewhere(&id, e.span)).then_some(cell.value.clone());
            row.status = None;
        }
        (row.record.is_some() || row.dangling.is_some()).then_some(row)
    }

    /// Whether a path is such as the records of the logs near have.
    fn is_record_path(&self, path: &str) -> bool {
        let name = file_name(path);
        let inside = self.near.iter().any(|l| {
            let folder = &self.ctx.all.logs[*l].folder;
            folder_of(path) == folder || folder_of(folder_of(path)) == folder
        });
        inside && (is_markdown(name) || !name.contains('.')) && of_name(stem(name)).is_some()
    }

    fn record(&self, id: &Id) -> Option<usize> {
        self.ids.get(&(id.family(), id.number)).copied()
    }

    /// Whether a row also names the file of a record with its id, which may be in a log far away.
    fn elsewhere(&self, id: &Id, row: Span) -> bool {
        let (key, text) = (id.key(), self.ctx.slice(row));
        self.ctx.all.adrs.iter().any(|a| a.id.key() == key && text.contains(stem(file_name(&a.path))))
    }

    fn taken(&self, id: &Id) -> bool {
        self.near.iter().any(|l| self.ctx.all.logs[*l].taken.contains(&id.number))
    }

    /// Whether a log near has ids of this kind, and most of the numbers up to this one.
    fn of_a_log(&self, id: &Id) -> bool {
        let log = self.near.iter().find(|l| self.ctx.all.logs[**l].family == id.family());
        log.is_some_and(|l| self.ctx.conventions[*l].dense)
    }

    /// The status that an entry claims: in its column, behind the link, or by the heading above.
    fn claim(&self, i: usize, column: Option<usize>, after: Option<(&str, usize)>) -> Option<(Standing, Span)> {
        let e = &self.page.entries[i];
        if let Some(cell) = column.and_then(|c| e.cells.get(c)) {
            return stated(&cell.value).map(|s| (s, cell.span));
        }
        if e.header.is_empty()
            && let Some((text, at)) = after
        {
            let line = text.lines().next().unwrap_or_default();
            let rest = line.trim_start_matches(|c: char| !c.is_alphanumeric());
            let words = rest.trim_end_matches(|c: char| !c.is_alphanumeric());
            if let Some(s) = standing(words).filter(|_| !words.is_empty()) {
                let start = at + line.len() - rest.len();
                return Some((s, Span::new(e.span.file, start, start + words.len())));
            }
        }
        let heading = &self.page.headings[e.heading?];
        standing(&heading.value).map(|s| (s, heading.span))
    }
}
