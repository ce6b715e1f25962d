//! What answers the statements of the source documents.

use comfy_table::{ContentArrangement, LineStyle, Table, presets};
use serde::Serialize;

use super::Style;
use crate::catalog::{Annex, Catalog};
use crate::text::{Text, plural};

/// One statement with its answers.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct CoverageRow {
    /// Id of the document.
    pub document: Text,
    /// Its title.
    pub title: Text,
    /// Its section.
    #[serde(rename = "where", skip_serializing_if = "Option::is_none")]
    pub place: Option<Text>,
    /// What it states.
    pub statement: Text,
    /// What answers it, as `kind id`.
    pub answers: Vec<String>,
}

/// All statements, document by document.
pub fn coverage(c: &Catalog, annex: &Annex) -> Vec<CoverageRow> {
    annex
        .coverage
        .iter()
        .map(|s| CoverageRow {
            document: c.sources[s.source.at()].id.clone(),
            title: c.sources[s.source.at()].title.clone(),
            place: s.place.clone(),
            statement: s.says.clone(),
            answers: s.answers.iter().map(|a| format!("{} {}", a.kind, a.id)).collect(),
        })
        .collect()
}

/// The statements as tables, and a closing line of figures.
pub fn coverage_table(rows: &[CoverageRow], style: Style) -> String {
    let mut out = String::new();
    for of_document in rows.chunk_by(|a, b| a.document == b.document) {
        out.push_str(&format!("{} ({})\n", of_document[0].title, of_document[0].document));
        let mut table = Table::new();
        table.load_style(presets::NOTHING.header_separator(LineStyle::new(' ', '─', ' ', ' ')));
        table.set_content_arrangement(ContentArrangement::Dynamic);
        table.set_width(style.width).set_header(["Where", "Statement", "Answered by"]);
        for r in of_document {
            let answers = if r.answers.is_empty() { String::from("NOTHING") } else { r.answers.join("\n") };
            table.add_row([r.place.as_deref().unwrap_or_default(), &r.statement, &answers]);
        }
        out.push_str(&format!("{table}\n\n"));
    }
    let open = rows.iter().filter(|r| r.answers.is_empty()).count();
    let documents = rows.chunk_by(|a, b| a.document == b.document).count();
    out.push_str(&format!(
        "{} of {}, {open} unanswered\n",
        plural(rows.len(), "statement"),
        plural(documents, "document")
    ));
    out
}
