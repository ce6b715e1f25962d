//! Where something stands: files, byte spans, lines and columns.

use serde::{Deserialize, Serialize};

/// Index of a file in [`Files`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
pub struct FileId(pub u16);

/// A range of bytes in one file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
pub struct Span {
    /// The file.
    pub file: FileId,
    /// First byte.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
}

impl Span {
    /// A span of the bytes `start..end` of `file`.
    pub fn new(file: FileId, start: usize, end: usize) -> Self {
        let clip = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
        Span { file, start: clip(start), end: clip(end.max(start)) }
    }

    /// The bytes as a range.
    pub fn range(self) -> std::ops::Range<usize> {
        self.start as usize..self.end as usize
    }
}

/// A line and a column, both from 1; the column counts characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct LineCol {
    /// Line, from 1.
    pub line: usize,
    /// Column in characters, from 1.
    pub column: usize,
}

/// One text with the name that messages show.
#[derive(Debug, Clone, Default)]
pub struct SourceFile {
    /// The name to show, as the user gave it.
    pub name: String,
    /// The whole text.
    pub text: String,
}

impl SourceFile {
    /// Line and column of both ends of a range.
    pub fn line_cols(&self, range: std::ops::Range<usize>) -> (LineCol, LineCol) {
        let start = self.line_col(range.start);
        let (from, to) = (self.inside(range.start), self.inside(range.end));
        let between = &self.text[from..to.max(from)];
        let lines = between.bytes().filter(|b| *b == b'\n').count();
        let column = match between.rfind('\n') {
            Some(n) => between[n + 1..].chars().count() + 1,
            None => start.column + between.chars().count(),
        };
        (start, LineCol { line: start.line + lines, column })
    }

    /// The offset, or the nearest one before it that is inside the text and begins a character.
    fn inside(&self, offset: usize) -> usize {
        let mut offset = offset.min(self.text.len());
        while !self.text.is_char_boundary(offset) {
            offset -= 1;
        }
        offset
    }

    /// Line and column of a byte offset; offsets past the end give the last place.
    pub fn line_col(&self, offset: usize) -> LineCol {
        let before = &self.text[..self.inside(offset)];
        let line_start = before.rfind('\n').map_or(0, |i| i + 1);
        LineCol {
            line: before.bytes().filter(|b| *b == b'\n').count() + 1,
            column: before[line_start..].chars().count() + 1,
        }
    }
}

/// The texts that spans point into.
#[derive(Debug, Clone, Default)]
pub struct Files {
    list: Vec<SourceFile>,
}

impl Files {
    /// No files.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a file and returns its index.
    ///
    /// # Panics
    /// With more than 65,535 files, which the loaders' limits do not allow.
    pub fn add(&mut self, name: impl Into<String>, text: impl Into<String>) -> FileId {
        let id = u16::try_from(self.list.len()).expect("loaders bound the number of files");
        self.list.push(SourceFile { name: name.into(), text: text.into() });
        FileId(id)
    }

    /// The file of an index.
    pub fn get(&self, id: FileId) -> Option<&SourceFile> {
        self.list.get(id.0 as usize)
    }

    /// All files in the order of their indices.
    pub fn iter(&self) -> impl Iterator<Item = (FileId, &SourceFile)> {
        self.list.iter().enumerate().map(|(i, f)| (FileId(i as u16), f))
    }

    /// `name:line:column` of the start of a span.
    pub fn place(&self, span: Span) -> String {
        match self.get(span.file) {
            Some(f) => {
                let at = f.line_col(span.start as usize);
                format!("{}:{}:{}", f.name, at.line, at.column)
            }
            None => String::from("?"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_count_characters() {
        let mut files = Files::new();
        let id = files.add("a.yaml", "x: ä\nöö: 1\n");
        let at = "x: ä\nöö".len();
        assert_eq!(files.place(Span::new(id, at, at + 1)), "a.yaml:2:3");
        assert_eq!(files.place(Span::new(id, 900, 901)), "a.yaml:3:1");
    }
}
