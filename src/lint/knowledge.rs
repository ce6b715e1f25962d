//! What the catalog, the requirements and the engine say about decisions. Nothing is worked out before a rule asks.

use std::sync::OnceLock;

use super::packed::technologies;
use super::technology::Technologies;
use crate::catalog::Catalog;
use crate::recommendation::{self, Losses, Recommendation, Study, Tilt};
use crate::requirements::{RawRequirements, Requirements};
use crate::rules::{self, Outcome};
use crate::text::FileId;

/// What the catalog and the requirements say.
pub struct Knowledge<'a> {
    /// The catalog with its overlays.
    pub catalog: &'a Catalog,
    /// The requirements, if there are any.
    pub asked: Option<Asked<'a>>,
    /// The names of the catalog's products, where it is not the one in the program.
    names: OnceLock<Technologies>,
    is_own: bool,
}

impl<'a> Knowledge<'a> {
    /// The knowledge of a catalog, with requirements if there are any. `is_own` says that the catalog is the one in
    /// the program, the names of whose products need not be collected.
    pub fn new(catalog: &'a Catalog, is_own: bool, asked: Option<Asked<'a>>) -> Self {
        Knowledge { catalog, asked, names: OnceLock::new(), is_own }
    }

    /// The names of the catalog's products.
    pub fn technologies(&self) -> &Technologies {
        match self.is_own {
            true => technologies(),
            false => self.names.get_or_init(|| Technologies::of(self.catalog)),
        }
    }
}

/// Requirements with what follows from them.
pub struct Asked<'a> {
    /// The requirements file.
    pub file: FileId,
    /// As written.
    pub written: &'a RawRequirements,
    /// Resolved without errors.
    pub requirements: &'a Requirements,
    recommendation: OnceLock<Recommendation>,
    outcome: OnceLock<Outcome>,
}

impl<'a> Asked<'a> {
    /// Requirements that were resolved without errors.
    pub fn new(file: FileId, written: &'a RawRequirements, requirements: &'a Requirements) -> Self {
        Asked { file, written, requirements, recommendation: OnceLock::new(), outcome: OnceLock::new() }
    }

    /// The recommendation, with the loss of each alternative.
    pub fn recommendation(&self, catalog: &Catalog) -> &Recommendation {
        let work = || recommendation::recommend(catalog, self.requirements, String::new(), Losses::All);
        self.recommendation.get_or_init(work)
    }

    /// What the catalog's rules say.
    pub fn outcome(&self, catalog: &Catalog) -> &Outcome {
        self.outcome.get_or_init(|| rules::fire(catalog, self.requirements))
    }

    /// What changes if the weight of one metric moves by a part of itself.
    pub fn tilts(&self, catalog: &Catalog, part: f64) -> Vec<Tilt> {
        Study::of(catalog, self.requirements).map(|s| s.tilts(part)).unwrap_or_default()
    }
}
