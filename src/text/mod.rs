//! Text: texts that need not be copied, byte spans, line and column, nearest matches, formatting of numbers. No I/O.

mod digest;
mod format;
mod kept;
mod position;
mod suggest;

pub use digest::digest;
pub use format::{amount, money, one_line, plural, thousands};
pub use kept::Text;
pub use position::{FileId, Files, LineCol, SourceFile, Span};
pub use suggest::{nearest, one_of};
