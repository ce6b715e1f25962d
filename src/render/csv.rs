//! Text in tables for spreadsheets.

use crate::text::one_line;

/// A field of CSV (RFC 4180); what a spreadsheet would take for a formula is marked as text.
pub(super) fn field(text: &str) -> String {
    let text = one_line(text);
    let text = if text.starts_with(['=', '+', '-', '@']) { format!("'{text}") } else { text };
    if text.contains([',', '"', ';']) { format!("\"{}\"", text.replace('"', "\"\"")) } else { text }
}
