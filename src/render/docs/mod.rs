//! The set of documents of a recommendation: pages, pictures and decision records, and how they get along with what
//! people wrote. Pure: what exists goes in as texts, what is to be done comes out.

mod document;
mod plan;
mod records;
mod regions;
mod set;
mod site;

use std::collections::BTreeMap;

use minijinja::value::{Value, merge_maps};
use serde::Serialize;

use super::templates::{Press, TemplateError, Templates, as_value};
use crate::parallel::{both, spread};
use crate::recommendation::{Course, Decision, Recommendation, SourceInfo};
use records::{Act, Wanted};

pub use document::{Document, Kind};
pub use plan::{Edit, Plan, Trouble, plan, whole};
pub use records::{Entry, Record, Stage};
pub use regions::{Obstacle, Place};
pub use set::{DocumentSet, PageOf, SetError, set, set_names};
pub use site::{SITE_FILE, site};

/// What documents are made from.
#[derive(Debug, Clone, Copy)]
pub struct Material<'a> {
    /// The recommendation, with the losses of all alternatives.
    pub recommendation: &'a Recommendation,
    /// Where the design must change as its numbers grow.
    pub courses: &'a [Course],
    /// The picture of the architecture as Mermaid text; empty if there is none.
    pub mermaid: &'a str,
    /// Pictures: the file's name, what it shows, and the SVG.
    pub pictures: &'a [Picture],
    /// What questions and metrics are called.
    pub words: &'a Words,
    /// The requirements file, as the reader of the documents would name it.
    pub requirements: &'a str,
    /// The day of new decision records, `YYYY-MM-DD`.
    pub today: &'a str,
}

/// What ids of the catalog are called.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Words {
    /// The text of each question.
    pub questions: BTreeMap<String, String>,
    /// What the answers of each question mean, by the words that files use.
    pub answers: BTreeMap<String, BTreeMap<String, String>>,
    /// The name of each metric.
    pub metrics: BTreeMap<String, String>,
}

/// A picture of the documents.
#[derive(Debug, Clone)]
pub struct Picture {
    /// Name of its file.
    pub name: String,
    /// What it shows, for those who cannot see it.
    pub shows: String,
    /// The SVG.
    pub svg: String,
}

/// What the documents are to be like.
#[derive(Debug, Clone, Copy)]
pub struct Wish<'a> {
    /// Name of the set.
    pub set: &'a str,
    /// The style of decision records: a template `records/STYLE.md.j2`.
    pub style: &'a str,
    /// A decision has a record if choosing amiss would lose so many points.
    pub records_from: f64,
}

/// Everything that the templates see beside the recommendation.
#[derive(Serialize)]
struct Dossier<'a> {
    #[serde(flatten)]
    recommendation: &'a Recommendation,
    set: &'a str,
    requirements_file: &'a str,
    version: &'static str,
    mermaid: &'a str,
    pictures: BTreeMap<&'a str, ShownPicture<'a>>,
    /// All records that there will be.
    records: Vec<&'a Entry>,
    records_page: Option<String>,
    /// The record that speaks for a block: the last that is not closed.
    record_of: BTreeMap<&'a str, &'a Entry>,
    /// Records that are not closed and that no decision of this architecture is shown with.
    further_records: Vec<&'a Entry>,
    block_of: BTreeMap<&'a str, BlockLink<'a>>,
    viewpoints: Vec<Viewpoint<'a>>,
    source_of: BTreeMap<&'a str, &'a SourceInfo>,
    sources_page: Option<&'a str>,
    roadmap: &'a [Course],
    words: &'a Words,
    small_words: BTreeMap<&'a str, bool>,
}

#[derive(Serialize)]
struct ShownPicture<'a> {
    path: String,
    shows: &'a str,
    svg: &'a str,
}

#[derive(Serialize)]
struct BlockLink<'a> {
    title: &'a str,
    name: &'a str,
    option: &'a str,
    path: Option<String>,
}

#[derive(Serialize)]
struct Viewpoint<'a> {
    name: &'a str,
    decisions: Vec<&'a Decision>,
}

#[derive(Serialize)]
struct PageView<'a> {
    path: &'a str,
    title: &'a str,
    /// From this page to the folder of the documents: nothing, or `../`.
    root: String,
}

/// The documents of a set, for what exists already: files by their paths below the folder.
///
/// # Errors
/// If the set or a template is faulty.
pub fn documents(
    m: &Material<'_>,
    wish: &Wish<'_>,
    existing: &BTreeMap<String, String>,
    templates: &Templates,
) -> Result<Vec<Document>, SetError> {
    let set = set(templates, wish.set)?;
    let r = m.recommendation;
    let mut log = Vec::new();
    let mut known: Vec<Record> = Vec::new();
    if let Some(folder) = &set.records {
        let inside = |path: &str| path.strip_prefix(folder.as_str()).is_some_and(|rest| rest.starts_with('/'));
        known = records::read_all(existing.iter().filter(|(p, _)| inside(p)));
        let taken = existing.keys().filter(|p| inside(p)).filter_map(|p| records::leading_number(p));
        let taken = taken.max().unwrap_or(0);
        let wanted: Vec<Wanted<'_>> = r
            .architecture
            .iter()
            .map(|decision| Wanted { decision, matters: decision.matters(wish.records_from) })
            .collect();
        log = records::log(&known, &wanted, folder, taken, m.today);
    }
    let pictures = set.pictures.as_deref().map(|folder| (folder, m.pictures));
    let mut out = Vec::new();
    for (folder, picture) in pictures.iter().flat_map(|(f, list)| list.iter().map(move |p| (f, p))) {
        let (path, text) = (format!("{folder}/{}", picture.name), &picture.svg);
        out.push(whole(wish.set, &path, text));
    }
    let dossier = dossier(m, wish, &set, &log);
    let presses = || (templates.press(wish.set), set.records.as_ref().map(|_| templates.press("records")));
    let (base, (press, records_press)) = both(|| as_value(&dossier), presses);
    let (press, records_press) = (press?, records_press.transpose()?);
    let decisions = base.get_attr("architecture").unwrap_or_default();
    let mut pages: Vec<Page<'_>> = Vec::new();
    for of in &set.pages {
        if of.each_decision {
            pages.extend(r.architecture.iter().enumerate().map(|(i, d)| Page {
                of,
                path: of.path.replace("{block}", &d.block),
                title: format!("{}: {}", d.title, d.name),
                decision: decisions.get_item_by_index(i).unwrap_or_default(),
            }));
        } else {
            let (path, title) = (of.path.clone(), of.title.clone());
            pages.push(Page { of, path, title, decision: Value::UNDEFINED });
        }
    }
    for page in spread(pages.len(), |i| pages[i].print(&press, &base, wish.set)) {
        out.extend(page?);
    }
    if let (Some(folder), Some(press)) = (&set.records, &records_press) {
        let writer = Records { base: &base, style: wish.style, log: &log, known: &known, r };
        for written in spread(log.len(), |i| writer.write(&log[i], existing, press)) {
            out.extend(written?);
        }
        if let Some(bad) = log.iter().find(|e| !e.path.starts_with(folder.as_str())) {
            return Err(SetError::Path(bad.path.clone()));
        }
    }
    match out.iter().find(|d| !set::stays_below(&d.path)) {
        Some(bad) => Err(SetError::Path(bad.path.clone())),
        None => Ok(out),
    }
}

/// Everything on one HTML page that needs nothing else: no network, no other file.
///
/// # Errors
/// If the template is faulty, which only a changed template can be.
pub fn report(m: &Material<'_>, templates: &Templates) -> Result<String, TemplateError> {
    let set = DocumentSet {
        about: String::new(),
        sources: Some(String::new()),
        records: None,
        pictures: Some(String::new()),
        pages: Vec::new(),
    };
    let wish = Wish { set: "html", style: "", records_from: f64::INFINITY };
    templates.press("html")?.print("html/report.html.j2", as_value(&dossier(m, &wish, &set, &[])))
}

fn dossier<'a>(m: &Material<'a>, wish: &Wish<'a>, set: &'a DocumentSet, log: &'a [Entry]) -> Dossier<'a> {
    let r = m.recommendation;
    let page = set.pages.iter().find(|p| p.each_decision);
    let block = |d: &'a Decision| {
        let path = page.map(|p| p.path.replace("{block}", &d.block));
        (&*d.block, BlockLink { title: &d.title, name: &d.name, option: &d.option, path })
    };
    let mut viewpoints: Vec<Viewpoint<'a>> = Vec::new();
    for d in &r.architecture {
        match viewpoints.iter_mut().find(|v| v.name == &*d.viewpoint) {
            Some(v) => v.decisions.push(d),
            None => viewpoints.push(Viewpoint { name: &d.viewpoint, decisions: vec![d] }),
        }
    }
    let folder = set.pictures.as_deref().unwrap_or_default();
    let shown = |p: &'a Picture| {
        let id = p.name.split('.').next().unwrap_or(&p.name);
        (id, ShownPicture { path: format!("{folder}/{}", p.name), shows: &p.shows, svg: &p.svg })
    };
    let records: Vec<&Entry> = log.iter().filter(|e| e.act != Act::Remove).collect();
    let current = || records.iter().copied().filter(|e| records::stage(&e.status) != Stage::Closed);
    let record_of: BTreeMap<&str, &Entry> = current().filter_map(|e| Some((e.block.as_deref()?, e))).collect();
    let is_shown =
        |e: &Entry| r.architecture.iter().any(|d| record_of.get(&*d.block).is_some_and(|o| o.number == e.number));
    let further_records = current().filter(|e| !is_shown(e)).collect();
    Dossier {
        recommendation: r,
        set: wish.set,
        requirements_file: m.requirements,
        version: env!("CARGO_PKG_VERSION"),
        mermaid: m.mermaid,
        pictures: m.pictures.iter().filter(|_| set.pictures.is_some()).map(shown).collect(),
        records,
        records_page: set.records.as_ref().map(|folder| format!("{folder}/README.md")),
        record_of,
        further_records,
        block_of: r.architecture.iter().map(block).collect(),
        viewpoints,
        source_of: r.sources.iter().map(|s| (&*s.id, s)).collect(),
        sources_page: set.sources.as_deref(),
        roadmap: m.courses,
        words: m.words,
        small_words: small_words(r),
    }
}

/// The words that begin small somewhere in the reasons: no names.
fn small_words(r: &Recommendation) -> BTreeMap<&str, bool> {
    let texts = r.architecture.iter().flat_map(|d| {
        let reasons = d.reasons.iter().map(|x| &*x.because);
        let losers = d.alternatives.iter().map(|a| &*a.because).chain(d.rejected.iter().map(|x| &*x.because));
        reasons.chain(losers).chain([&*d.why, &*d.purpose])
    });
    let words = texts.flat_map(|t| t.split(|c: char| !c.is_alphanumeric() && c != '-'));
    words.filter(|w| !w.is_empty() && w.chars().all(|c| c.is_lowercase() || c == '-')).map(|w| (w, true)).collect()
}

/// A page to be written.
struct Page<'a> {
    of: &'a PageOf,
    path: String,
    title: String,
    /// The decision that it is about; undefined if it is about all.
    decision: Value,
}

impl Page<'_> {
    /// The document; nothing if there is nothing to say.
    fn print(&self, press: &Press<'_>, base: &Value, set: &str) -> Result<Option<Document>, SetError> {
        let root = "../".repeat(self.path.matches('/').count());
        let view = PageView { path: &self.path, title: &self.title, root };
        let own = BTreeMap::from([("page", as_value(&view)), ("decision", self.decision.clone())]);
        let text = press.print(&self.of.template, merge_maps([Value::from(own), base.clone()]))?;
        Ok((!text.trim().is_empty()).then(|| Document {
            text: regions::seal(set, &text),
            title: Some(self.title.clone()),
            path: self.path.clone(),
            kind: Kind::Page,
            each_decision: self.of.each_decision,
        }))
    }
}

/// Writes the decision records of a log.
struct Records<'a> {
    base: &'a Value,
    style: &'a str,
    log: &'a [Entry],
    known: &'a [Record],
    r: &'a Recommendation,
}

impl Records<'_> {
    /// What becomes of the files of an entry.
    fn write(
        &self,
        entry: &Entry,
        existing: &BTreeMap<String, String>,
        press: &Press<'_>,
    ) -> Result<Vec<Document>, SetError> {
        let old = self.known.iter().find(|k| k.number == entry.number);
        let mut out = Vec::new();
        match entry.act {
            Act::Remove => out.push(gone(&entry.path)),
            Act::Write => {
                out.extend(old.filter(|o| o.path != entry.path).map(|o| gone(&o.path)));
                out.push(self.document(entry, press, Kind::Record)?);
            }
            Act::Compare => {
                let fresh = self.document(entry, press, Kind::Edited)?;
                let said = Record::read(&fresh.path, &fresh.text).map(|f| f.written);
                out.push(match old.filter(|o| said.as_ref() == Some(&o.written)) {
                    Some(_) => kept(entry, existing.get(&entry.path).cloned().unwrap_or_default()),
                    None => fresh,
                });
            }
            Act::Leave => {
                let Some(text) = existing.get(&entry.path) else { return Ok(out) };
                let successor = self.log.iter().find(|e| e.supersedes == Some(entry.number) && e.act != Act::Remove);
                out.push(kept(entry, records::point(text, successor)));
            }
        }
        Ok(out)
    }

    fn document(&self, entry: &Entry, press: &Press<'_>, kind: Kind) -> Result<Document, SetError> {
        let at = self.r.architecture.iter().position(|d| Some(&*d.block) == entry.block.as_deref());
        let decisions = self.base.get_attr("architecture").unwrap_or_default();
        let decision = at.and_then(|i| decisions.get_item_by_index(i).ok()).unwrap_or_default();
        let root = "../".repeat(entry.path.matches('/').count());
        let view = PageView { path: &entry.path, title: &entry.title, root };
        let superseded = self.log.iter().find(|e| Some(e.number) == entry.supersedes);
        let own = BTreeMap::from([
            ("page", as_value(&view)),
            ("decision", decision),
            ("record", as_value(entry)),
            ("superseded", as_value(&superseded)),
        ]);
        let name = format!("records/{}.md.j2", self.style);
        let text = press.print(&name, merge_maps([Value::from(own), self.base.clone()]))?;
        let (path, title) = (entry.path.clone(), Some(entry.title.clone()));
        Ok(Document { path, title, text: records::seal(&text), kind, each_decision: false })
    }
}

/// A record that belongs to people, with at most a pointer to its successor.
fn kept(entry: &Entry, text: String) -> Document {
    let (path, title) = (entry.path.clone(), Some(entry.title.clone()));
    Document { path, title, text, kind: Kind::Record, each_decision: false }
}

fn gone(path: &str) -> Document {
    Document { path: path.to_string(), title: None, text: String::new(), kind: Kind::Gone, each_decision: false }
}
