//! Text: texts and parts that need not be copied or read, byte spans, line and column, nearest matches, formatting of
//! numbers, days. No I/O.

mod date;
mod digest;
mod format;
mod kept;
mod later;
mod lines;
mod position;
mod suggest;
mod table;

pub use date::{DAY, Date, date, day_of, days_between};
pub use digest::digest;
pub use format::{amount, counted, is_hidden, money, on_one_line, one_line, plural, thousands, unit_price, units};
pub use kept::Text;
pub use later::{Later, Packed};
pub use lines::{all, line_end};
pub use position::{FileId, Files, LineCol, SourceFile, Span};
pub use suggest::{likeness, nearest, one_of};
pub use table::Table;
