//! Soundness of a catalog: what can be read off it (facts, sources, dates), what is proven over all
//! answer sets (reachability, contradictions, blocks left empty), and witnesses for single options.

mod cases;
mod facts;
mod joint;
mod proofs;
mod proven;
mod space;
mod witness;

use crate::catalog::{Annex, Catalog};
use crate::diagnostics::{Diagnostic, Severity, Sink};
use crate::text::Date;

pub use facts::Counts;
pub use proven::Proven;
pub use witness::{Witness, Witnesses, witness, witnesses};

/// The outcome of the check.
#[derive(Debug)]
pub struct Report {
    /// How much there is.
    pub counts: Counts,
    /// What was proven.
    pub proofs: Vec<Proven>,
    /// What was found, by place.
    pub findings: Vec<Diagnostic>,
}

impl Report {
    /// Whether the catalog is unsound.
    pub fn has_errors(&self) -> bool {
        self.findings.iter().any(|d| d.severity == Severity::Error)
    }
}

/// Checks a catalog. Facts older than `oldest` are stale.
pub fn check(catalog: &Catalog, annex: &Annex, oldest: Date) -> Report {
    let mut sink = Sink::new();
    let counts = facts::check(catalog, annex, oldest, &mut sink);
    let mut proofs = vec![cases::check(catalog, annex, &mut sink)];
    proofs.extend(proofs::check(catalog, annex, &mut sink));
    proofs.push(joint::check(catalog, annex, &mut sink));
    Report { counts, proofs, findings: sink.into_sorted() }
}
