//! Kinds that have a canonical word each.

use serde::{Deserialize, Serialize};

macro_rules! names {
    ($(#[$doc:meta])* $name:ident { $($(#[$what:meta])* $variant:ident = $word:literal,)* }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        pub enum $name { $($(#[$what])* $variant,)* }

        impl $name {
            /// The canonical word.
            pub fn word(self) -> &'static str {
                match self { $($name::$variant => $word,)* }
            }

            /// What a canonical word means.
            pub fn of(word: &str) -> Option<Self> {
                match word { $($word => Some($name::$variant),)* _ => None }
            }

            /// All canonical words.
            pub fn all() -> impl Iterator<Item = &'static str> {
                [$($word,)*].into_iter()
            }
        }
    };
}

names! {
    /// What a section is about.
    Role {
        /// Where the decision stands.
        Status = "status",
        /// When it was taken.
        Date = "date",
        /// Who took it.
        Deciders = "deciders",
        /// Who was asked.
        Consulted = "consulted",
        /// Who was told.
        Informed = "informed",
        /// Who wrote it.
        Authors = "authors",
        /// Data about the record.
        Metadata = "metadata",
        /// What changed when.
        Changelog = "changelog",
        /// What led to the decision.
        Context = "context",
        /// What it is judged by.
        Drivers = "drivers",
        /// What could have been chosen.
        Options = "options",
        /// Options weighed.
        ProsCons = "pros_cons",
        /// The decision.
        Decision = "decision",
        /// Why.
        Rationale = "rationale",
        /// How it is done.
        Approach = "approach",
        /// What follows.
        Consequences = "consequences",
        /// What is good about it.
        Positive = "positive",
        /// What is bad about it.
        Negative = "negative",
        /// What is neither.
        Neutral = "neutral",
        /// How it is checked.
        Confirmation = "confirmation",
        /// What was taken for granted.
        Assumptions = "assumptions",
        /// What could not be changed.
        Constraints = "constraints",
        /// What may go wrong.
        Risks = "risks",
        /// What it takes the place of.
        Supersedes = "supersedes",
        /// What took its place.
        SupersededBy = "superseded_by",
        /// Where to read on.
        Links = "links",
        /// Everything else.
        More = "more",
        /// In short.
        Summary = "summary",
        /// The table of contents.
        Contents = "contents",
    }
}

names! {
    /// What a label stands for.
    Label {
        /// The status.
        Status = "status",
        /// The date of the record.
        Date = "date",
        /// The date of its first version.
        Created = "created",
        /// The date of its acceptance.
        Accepted = "accepted",
        /// The date of its last change.
        Updated = "updated",
        /// The date of the next look at it.
        Review = "review",
        /// Who decided.
        Deciders = "deciders",
        /// Who was asked.
        Consulted = "consulted",
        /// Who was told.
        Informed = "informed",
        /// Who wrote it.
        Authors = "authors",
        /// The id.
        Id = "id",
        /// The title.
        Title = "title",
        /// What it takes the place of.
        Supersedes = "supersedes",
        /// What took its place.
        SupersededBy = "superseded_by",
        /// What it takes the place of, in part.
        PartlySupersedes = "partly_supersedes",
        /// What took its place, in part.
        PartlySupersededBy = "partly_superseded_by",
        /// What it changes.
        Amends = "amends",
        /// What changed it.
        AmendedBy = "amended_by",
        /// What it needs.
        DependsOn = "depends_on",
        /// What it has to do with.
        RelatesTo = "relates_to",
    }
}

names! {
    /// How records relate.
    RelationKind {
        /// It takes the other's place.
        Supersedes = "supersedes",
        /// The other took its place.
        SupersededBy = "superseded_by",
        /// It changes the other, which stays in force.
        Amends = "amends",
        /// The other changed it.
        AmendedBy = "amended_by",
        /// It needs the other.
        DependsOn = "depends_on",
        /// They have to do with each other.
        RelatesTo = "relates_to",
    }
}

impl Label {
    /// The relation that it names, and whether it is for a part.
    pub fn relation(self) -> Option<(RelationKind, bool)> {
        Some(match self {
            Label::Supersedes => (RelationKind::Supersedes, false),
            Label::SupersededBy => (RelationKind::SupersededBy, false),
            Label::PartlySupersedes => (RelationKind::Supersedes, true),
            Label::PartlySupersededBy => (RelationKind::SupersededBy, true),
            Label::Amends => (RelationKind::Amends, false),
            Label::AmendedBy => (RelationKind::AmendedBy, false),
            Label::DependsOn => (RelationKind::DependsOn, false),
            Label::RelatesTo => (RelationKind::RelatesTo, false),
            _ => return None,
        })
    }
}

impl RelationKind {
    /// The same relation seen from the other record.
    pub fn reverse(self) -> Option<Self> {
        match self {
            RelationKind::Supersedes => Some(RelationKind::SupersededBy),
            RelationKind::SupersededBy => Some(RelationKind::Supersedes),
            RelationKind::Amends => Some(RelationKind::AmendedBy),
            RelationKind::AmendedBy => Some(RelationKind::Amends),
            RelationKind::RelatesTo => Some(RelationKind::RelatesTo),
            RelationKind::DependsOn => None,
        }
    }
}

names! {
    /// What a status means.
    Standing {
        /// Being written.
        Draft = "draft",
        /// Up for decision.
        Proposed = "proposed",
        /// Decided, and it holds.
        Accepted = "accepted",
        /// Decided and done.
        Implemented = "implemented",
        /// Decided against, or withdrawn.
        Rejected = "rejected",
        /// It holds no more, and nothing took its place.
        Deprecated = "deprecated",
        /// Another record took its place.
        Superseded = "superseded",
        /// Put off.
        Deferred = "deferred",
        /// On trial.
        Experimental = "experimental",
    }
}

impl Standing {
    /// Whether the decision holds.
    pub fn in_force(self) -> bool {
        matches!(self, Standing::Accepted | Standing::Implemented | Standing::Experimental)
    }

    /// Whether the record is history.
    pub fn ended(self) -> bool {
        matches!(self, Standing::Rejected | Standing::Deprecated | Standing::Superseded)
    }
}

names! {
    /// How a record is written.
    Format {
        /// A section for the status.
        Nygard = "nygard",
        /// The status in a line.
        NygardInline = "nygard-inline",
        /// The status in a table.
        NygardTable = "nygard-table",
        /// The status in front matter.
        NygardFrontMatter = "nygard-front-matter",
        /// MADR with bullets for its data.
        Madr2 = "madr-2",
        /// MADR with front matter and deciders.
        Madr3 = "madr-3",
        /// MADR with front matter and decision-makers.
        Madr4 = "madr-4",
        /// MADR without data.
        Madr = "madr",
        /// With a list of changes.
        Changelog = "changelog",
        /// A decision without a status.
        DecisionOnly = "decision-only",
        /// Issue, positions, argument, implications.
        TyreeAkerman = "tyree-akerman",
        /// One sentence: in the context of, facing, we decided.
        YStatement = "y-statement",
        /// Candidates weighed by criteria.
        BusinessCase = "business-case",
        /// Anything else.
        Other = "other",
    }
}
