//! What `words.yaml` says, in the form in which the program holds it.

use serde::{Deserialize, Serialize};

use super::kinds::{Label, RelationKind, Role, Standing};
use super::phrases::Phrases;
use crate::text::{Table, Text};

/// Everything in `words.yaml`, folded for look-ups.
#[derive(Debug, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'static"))]
pub(crate) struct Words {
    /// What a heading stands for.
    pub(super) sections: Table<Role>,
    /// First words of headings.
    pub(super) section_starts: Table<()>,
    /// What a label stands for.
    pub(super) labels: Table<Label>,
    /// What a status word means.
    pub(super) statuses: Phrases<Standing>,
    /// What may stand before the word of a status.
    pub(super) before_status: Table<()>,
    /// Words that make a status say the opposite.
    pub(super) negations: Table<()>,
    /// Words that join a later status to an earlier one.
    pub(super) later_words: Table<()>,
    /// Words of a status that may be that of the page.
    pub(super) weak: Table<()>,
    /// Verbs of relations.
    pub(super) verbs: Phrases<RelationKind>,
    /// Words that make a relation hold for a part only.
    pub(super) partly: Phrases<()>,
    /// What stands between a part and the record that it is a part of.
    pub(super) part_of: Phrases<()>,
    /// What follows an id where a part is meant.
    pub(super) part_names: Phrases<()>,
    /// What follows a successor that takes the place of a part.
    pub(super) part_for: Phrases<()>,
    /// What introduces the last day of something.
    pub(super) until: Phrases<()>,
    /// A record's words for itself.
    pub(super) this_record: Phrases<()>,
    /// Spellings of what stands before a successor, as written.
    pub(super) superseded_by_spellings: Vec<Text>,
    /// Spellings of what stands before something superseded, as written.
    pub(super) supersedes_spellings: Vec<Text>,
    /// What stands in the place of a name.
    pub(super) nobody: Table<()>,
    /// Where a decision in one sentence begins, as written.
    pub(super) sentence_start: Vec<Text>,
    /// The steps of such a sentence, as written.
    pub(super) sentence_steps: Vec<Text>,
    /// Where a heading may be cut, so that its first part stands for it.
    pub(super) cuts: Vec<Text>,
    /// What introduces the chosen option.
    pub(super) chosen: Phrases<()>,
    /// What a name of something taken follows.
    pub(super) choosing: Phrases<()>,
    /// What makes such a word say the opposite.
    pub(super) refusing: Phrases<()>,
    /// What a name of something given up follows.
    pub(super) leaving: Phrases<()>,
    /// What the name of its successor follows.
    pub(super) instead: Phrases<()>,
    /// What may follow the name of something taken.
    pub(super) after_choice: Phrases<()>,
    /// What joins ids beside that.
    pub(super) or: Phrases<()>,
    /// Words for records.
    pub(super) record_words: Table<()>,
    /// Words before the number of a title that say enough.
    pub(super) strong_prefixes: Vec<Text>,
    /// Folders of papers beside records.
    pub(super) beside_folders: Table<()>,
    /// Names of the file of a record with a folder of its own.
    pub(super) own_file: Table<()>,
    /// What a template has in place of an id.
    pub(super) open_ids: Vec<Text>,
    /// Words before and behind the target of a relation.
    pub(super) around: Vec<(RelationKind, Text, Text)>,
    /// What joins names.
    pub(super) also: Phrases<()>,
    /// Units of latency, throughput and cost.
    pub(super) measures: Phrases<()>,
    /// What introduces a reason.
    pub(super) because: Phrases<()>,
    /// Good (1), bad (-1) and neither (0).
    pub(super) sides: Phrases<i8>,
    /// Months, 1 to 12.
    pub(super) months: Table<u32>,
    /// Letters before a number that make it an id.
    pub(super) prefixes: Table<()>,
    /// Those of them that mean no more than "record".
    pub(super) plain_prefixes: Table<()>,
    /// What a title begins with that is no part of it.
    pub(super) title_prefixes: Table<()>,
    /// Folders that hold records, as they are written.
    pub(super) folders: Vec<Text>,
    /// Names of folders that say so by themselves.
    pub(super) folder_names: Table<()>,
    /// Names of folders that may hold records.
    pub(super) folder_hints: Table<()>,
    /// Names of lists of records and other pages.
    pub(super) indexes: Table<()>,
    /// Words for a template.
    pub(super) templates: Vec<Text>,
    /// Words that may stand beside them.
    pub(super) template_company: Vec<Text>,
    /// First words of papers about a record.
    pub(super) companions: Vec<Text>,
    /// Last words of such papers.
    pub(super) companion_ends: Vec<Text>,
    /// What a template has in place of a value.
    pub(super) placeholders: Table<()>,
    /// What a link has in place of a target.
    pub(super) link_blanks: Table<()>,
    /// Last parts of addresses on the web.
    pub(super) web_endings: Table<()>,
}
