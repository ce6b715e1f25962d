//! Text: texts that need not be copied, byte spans, line and column, nearest matches, formatting of numbers, days. No I/O.

mod date;
mod digest;
mod format;
mod kept;
mod position;
mod suggest;

pub use date::{Date, date, days_between};
pub use digest::digest;
pub use format::{amount, money, one_line, plural, thousands};
pub use kept::Text;
pub use position::{FileId, Files, LineCol, SourceFile, Span};
pub use suggest::{nearest, one_of};
