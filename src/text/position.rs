//! Where something stands: files, byte spans, lines and columns.

use std::sync::OnceLock;

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
    /// Places at regular distances, so that finding one of many places costs the same wherever it is.
    marks: OnceLock<Vec<Checkpoint>>,
}

/// Bytes between two checkpoints.
const STEP: usize = 1 << 12;

/// A place whose line and column are known.
#[derive(Debug, Clone, Copy)]
struct Checkpoint {
    offset: usize,
    at: LineCol,
}

impl LineCol {
    /// The place after some text.
    fn after(self, text: &str) -> LineCol {
        match text.rfind('\n') {
            Some(n) => LineCol {
                line: self.line + text.bytes().filter(|b| *b == b'\n').count(),
                column: text[n + 1..].chars().count() + 1,
            },
            None => LineCol { line: self.line, column: self.column + text.chars().count() },
        }
    }
}

impl SourceFile {
    /// Line and column of both ends of a range.
    pub fn line_cols(&self, range: std::ops::Range<usize>) -> (LineCol, LineCol) {
        (self.line_col(range.start), self.line_col(range.end.max(range.start)))
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
        let offset = self.inside(offset);
        let marks = self.marks.get_or_init(|| self.checkpoints());
        let last = marks[..marks.partition_point(|m| m.offset <= offset)].last();
        let (from, at) = last.map_or((0, LineCol { line: 1, column: 1 }), |m| (m.offset, m.at));
        at.after(&self.text[from..offset])
    }

    fn checkpoints(&self) -> Vec<Checkpoint> {
        let (mut from, mut at, mut out) = (0, LineCol { line: 1, column: 1 }, Vec::new());
        while from + STEP < self.text.len() {
            let offset = self.inside(from + STEP);
            at = at.after(&self.text[from..offset]);
            out.push(Checkpoint { offset, at });
            from = offset;
        }
        out
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
        self.list.push(SourceFile { name: name.into(), text: text.into(), marks: OnceLock::new() });
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
    fn places_far_into_a_text_are_as_near() {
        let mut files = Files::new();
        let text = format!("{}\n{}", "ä".repeat(9_000), "x\n".repeat(5_000));
        let id = files.add("a", text.clone());
        let file = files.get(id).expect("added");
        for at in [0, 2, 4_095, 4_096, 4_098, 17_998, 18_001, 18_003, text.len(), text.len() + 9] {
            let mut end = at.min(text.len());
            while !text.is_char_boundary(end) {
                end -= 1;
            }
            let before = &text[..end];
            let line = before.matches('\n').count() + 1;
            let column = before.rsplit('\n').next().unwrap_or_default().chars().count() + 1;
            assert_eq!(file.line_col(at), LineCol { line, column }, "{at}");
        }
    }

    #[test]
    fn columns_count_characters() {
        let mut files = Files::new();
        let id = files.add("a.yaml", "x: ä\nöö: 1\n");
        let at = "x: ä\nöö".len();
        assert_eq!(files.place(Span::new(id, at, at + 1)), "a.yaml:2:3");
        assert_eq!(files.place(Span::new(id, 900, 901)), "a.yaml:3:1");
    }
}
