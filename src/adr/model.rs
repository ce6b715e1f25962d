//! What a decision record says, and where.

use crate::diagnostics::Diagnostic;
use crate::text::{FileId, Span};
use crate::yaml::Node;

pub use super::day::{DateForm, Day};
pub use super::kinds::{Format, Label, RelationKind, Role, Standing};

/// The key of the front matter under which a record says something for this program.
pub const OWN_KEY: &str = "mlarch";

/// The most bytes of a record that are read.
pub const MOST_BYTES: usize = 16 << 20;

/// A value with the bytes that it was read from. What came from a file's name has the empty span at the
/// start of the text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Placed<T> {
    /// The value.
    pub value: T,
    /// Its bytes.
    pub span: Span,
}

/// What a file turned out to be.
#[derive(Debug)]
pub enum Reading {
    /// A decision record.
    Adr(Box<Adr>),
    /// Several decision records, each a part of the file.
    Several(Vec<Adr>),
    /// Something else that may stand among records.
    Other(Other),
    /// It looks like a record by its name and place, and cannot be read.
    Unreadable(Unreadable),
}

/// What stands among records and is none.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Other {
    /// A template for records.
    Template,
    /// A list of records, or a page about them.
    Index,
    /// A review, an example or another paper about a record.
    Companion,
    /// Nothing in its name, place or text says that it is a record.
    NoRecord,
}

impl Other {
    /// A word for messages.
    pub fn word(self) -> &'static str {
        match self {
            Other::Template => "template",
            Other::Index => "index",
            Other::Companion => "companion",
            Other::NoRecord => "other",
        }
    }
}

/// Why something that looks like a record cannot be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unreadable {
    /// There is no text.
    Empty,
    /// More bytes than are read.
    Large(usize),
    /// The bytes are no text: the first that cannot be.
    Binary(usize),
    /// The bytes from here on are not UTF-8.
    Encoding(usize),
    /// Neither a title, a status nor a section of a record was found.
    NothingFound,
}

impl Unreadable {
    /// The reason as a sentence without a final full stop.
    pub fn sentence(self) -> String {
        match self {
            Unreadable::Empty => String::from("the file is empty"),
            Unreadable::Large(n) => format!("the file has {n} bytes, at most {} are read", MOST_BYTES),
            Unreadable::Binary(at) => format!("byte {at} is no part of a text"),
            Unreadable::Encoding(at) => format!("the text is not UTF-8 from byte {at} on"),
            Unreadable::NothingFound => String::from("no title, status or section of a decision record was found"),
        }
    }
}

/// An architecture decision record.
#[derive(Debug)]
pub struct Adr {
    /// The file of all spans.
    pub file: FileId,
    /// The path, with `/`.
    pub path: String,
    /// The title, without its id.
    pub title: Placed<String>,
    /// Where the title was found.
    pub title_from: Source,
    /// The id by which the record is known: that of its file, folder, front matter or title, in this order.
    pub id: Id,
    /// Every place that names an id.
    pub ids: Vec<Identity>,
    /// Every place that names a status, the deciding one first.
    pub statuses: Vec<Status>,
    /// Every place that names a date, the deciding one first.
    pub dates: Vec<Dated>,
    /// Deciders, consulted, informed, authors.
    pub people: Vec<Person>,
    /// All sections in the order of the text.
    pub sections: Vec<Section>,
    /// The options considered.
    pub options: Vec<Placed<String>>,
    /// The option chosen, where the text names it.
    pub chosen: Option<Placed<String>>,
    /// What drives the decision.
    pub drivers: Vec<Placed<String>>,
    /// What follows from the decision.
    pub consequences: Vec<Consequence>,
    /// Links and images.
    pub links: Vec<Link>,
    /// What the record says about other records.
    pub relations: Vec<Relation>,
    /// Lines such as `Date: 2024-05-01`, rows of tables and keys of the front matter whose label is known.
    pub fields: Vec<Field>,
    /// The front matter.
    pub front_matter: Option<FrontMatter>,
    /// How it is written.
    pub format: Format,
    /// How its lines end.
    pub ending: Ending,
    /// It begins with a byte order mark.
    pub bom: bool,
    /// The whole text stands in a code fence: the bytes of the opening line.
    pub fenced: Option<Span>,
    /// Code blocks and comments, in order.
    pub hidden: Vec<Span>,
    /// The code fence that is never closed: the bytes of its line.
    pub open_fence: Option<Span>,
    /// Its bytes where the file holds other records, too.
    pub part: Option<Span>,
}

impl Adr {
    /// What its front matter says for this program: the map of [`OWN_KEY`].
    pub fn own(&self) -> Option<&Node> {
        self.front_matter.as_ref()?.tree.as_ref()?.get(OWN_KEY).filter(|n| n.entries().is_some())
    }

    /// The status that holds, if any place names one.
    pub fn status(&self) -> Option<&Status> {
        self.statuses.first().filter(|s| s.state == StatusState::Stated)
    }

    /// The day of the record, if any place names one.
    pub fn date(&self) -> Option<&Dated> {
        self.dates.iter().find(|d| d.occasion != Occasion::Review)
    }

    /// The names of one kind of people.
    pub fn people(&self, part: Part) -> impl Iterator<Item = &Placed<String>> {
        self.people.iter().filter(move |p| p.part == part).map(|p| &p.name)
    }

    /// The first section of a role.
    pub fn section(&self, role: Role) -> Option<&Section> {
        self.sections.iter().find(|s| s.role == Some(role))
    }
}

/// Where a piece of data was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Source {
    /// In the front matter.
    FrontMatter,
    /// In a section of its own.
    Section,
    /// In a line `Label: value`.
    Inline,
    /// In a table.
    Table,
    /// In a heading.
    Heading,
    /// In a line of its own under the title.
    Bare,
    /// In the list of changes.
    Changelog,
    /// In the text of the status.
    StatusText,
    /// In the name of the file.
    FileName,
    /// In the name of the folder.
    Folder,
}

/// How ids are formed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Scheme {
    /// A number, perhaps with letters before it: `0007`, `ADR-7`, `DATA-0019`.
    Number,
    /// A day: `2024-05-01`.
    Day,
    /// A month: `2024-05`.
    Month,
    /// Words only.
    Slug,
}

/// The id of a record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Id {
    /// How it is formed.
    pub scheme: Scheme,
    /// Letters before the number, as written, without the separator; empty if there are none.
    pub prefix: String,
    /// The number; 0 where the scheme has none.
    pub number: u64,
    /// Digits of the number as written.
    pub width: usize,
    /// As written: `ADR-0007`, `0007`, `2024-05-01`, `use-postgres`.
    pub text: String,
}

impl Id {
    /// The same for all spellings of one id: `adr-7`, `data-19`, `7`, `2024-05-01`. Common letters such
    /// as `ADR` count as none.
    pub fn key(&self) -> String {
        match self.scheme {
            Scheme::Number => match self.family() {
                family if family.is_empty() => self.number.to_string(),
                family => format!("{family}-{}", self.number),
            },
            _ => self.text.to_lowercase(),
        }
    }

    /// The letters that tell number spaces apart, in lower case; empty for `ADR` and its like.
    pub fn family(&self) -> String {
        let folded = super::fold::fold(&self.prefix);
        if super::words::words().plain_prefixes.contains(&folded) { String::new() } else { folded }
    }
}

/// A place that names an id.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Identity {
    /// The id.
    pub id: Id,
    /// Its bytes.
    pub span: Span,
    /// Where.
    pub from: Source,
}

/// Whether a place of a status says anything.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StatusState {
    /// It names a status.
    Stated,
    /// It is empty.
    Empty,
    /// It still lists what a template offers.
    Template,
}

/// A place that names a status.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Status {
    /// Where.
    pub from: Source,
    /// The bytes of the word or words; of the whole value if it is empty or a template's.
    pub span: Span,
    /// The bytes of the whole value: a line, a section's text, a cell.
    pub value: Span,
    /// The word as written.
    pub word: String,
    /// What it means; none for a word that nobody knows.
    pub standing: Option<Standing>,
    /// The word is a misspelling of a known one.
    pub misspelt: bool,
    /// It stands in braces, which YAML reads as a map.
    pub braces: bool,
    /// Whether it says anything.
    pub state: StatusState,
}

impl Status {
    /// The canonical word, or the word as written in lower case.
    pub fn name(&self) -> String {
        self.standing.map_or_else(|| self.word.to_lowercase(), |s| s.word().to_string())
    }
}

/// What a date is the date of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Occasion {
    /// The record, without more.
    Record,
    /// Its acceptance.
    Accepted,
    /// Its first version.
    Created,
    /// Its last change.
    Updated,
    /// The next look at it.
    Review,
}

/// A place that names a date.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dated {
    /// Of what.
    pub occasion: Occasion,
    /// The day.
    pub day: Day,
    /// Its bytes.
    pub span: Span,
    /// Where.
    pub from: Source,
}

/// What a person has to do with a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// Decided.
    Decider,
    /// Was asked.
    Consulted,
    /// Was told.
    Informed,
    /// Wrote it, or owns it.
    Author,
}

/// A person or group.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    /// What they have to do with it.
    pub part: Part,
    /// The name.
    pub name: Placed<String>,
}

/// How a heading is marked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Marked {
    /// `## Context`, or underlined.
    Heading,
    /// `##Context`: no heading for a Markdown reader.
    Unspaced,
    /// `**Context**` on a line of its own.
    Bold,
    /// `Context` on a line of its own.
    Bare,
}

/// A section.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Section {
    /// What it is about, if its heading is known.
    pub role: Option<Role>,
    /// Its level, 1 to 6.
    pub level: u8,
    /// The heading without marks.
    pub title: String,
    /// How the heading is marked.
    pub marked: Marked,
    /// The bytes of the heading.
    pub heading: Span,
    /// The bytes up to the next heading of any level.
    pub own: Span,
    /// The bytes up to the next heading of the same level or above.
    pub body: Span,
}

/// What a record says about another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Relation {
    /// The kind.
    pub kind: RelationKind,
    /// For a part only.
    pub partly: bool,
    /// The id that the text names.
    pub id: Option<Id>,
    /// Where the link goes, if it is one.
    pub link: Option<String>,
    /// The other as written.
    pub text: String,
    /// The bytes that name the other.
    pub span: Span,
    /// Where.
    pub from: Source,
}

/// A consequence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Consequence {
    /// 1 for good, -1 for bad, 0 for neither, nothing if it is not said.
    pub side: Option<i8>,
    /// The text.
    pub text: Placed<String>,
}

/// How a link is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LinkKind {
    /// `[text](target)`
    Inline,
    /// `[text][label]`, `[label]`
    Reference,
    /// `<https://example.org>`
    Auto,
    /// `![text](target)`
    Image,
}

/// A link.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    /// How it is written.
    pub kind: LinkKind,
    /// All its bytes.
    pub span: Span,
    /// Its text.
    pub text: String,
    /// Its target.
    pub target: String,
}

/// A labelled value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Field {
    /// What it is.
    pub label: Label,
    /// The bytes of the label.
    pub name: Span,
    /// The bytes of the value.
    pub value: Span,
    /// The value; of a list, its items with commas between them.
    pub text: String,
    /// Where.
    pub from: Source,
}

/// The YAML or TOML before the text.
#[derive(Debug)]
pub struct FrontMatter {
    /// All bytes with both fences.
    pub span: Span,
    /// The bytes between the fences.
    pub inner: Span,
    /// The tree; none if it cannot be parsed.
    pub tree: Option<Node>,
    /// What is wrong with it.
    pub problems: Vec<Diagnostic>,
    /// It is TOML.
    pub toml: bool,
}

/// How lines end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ending {
    /// `\n`
    Lf,
    /// `\r\n`
    CrLf,
    /// Both.
    Mixed,
}

impl Ending {
    /// The ending for new lines.
    pub fn text(self) -> &'static str {
        if self == Ending::CrLf { "\r\n" } else { "\n" }
    }
}
