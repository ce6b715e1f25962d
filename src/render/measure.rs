//! How wide text is, and where it breaks. The widths are those of Arial and of the fonts made to match it
//! (Liberation Sans, Arimo); what a picture prints is fitted to them, so that no other font leaves its box.

/// A size and weight of text.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Font {
    /// Height of the font, in pixels.
    pub(super) size: f64,
    /// Heavier than the rest.
    pub(super) bold: bool,
}

/// Widths of the printable ASCII characters from the space on, in thousandths of the font's height.
const REGULAR: [u16; 95] = [
    278, 278, 355, 556, 556, 889, 667, 191, 333, 333, 389, 584, 278, 333, 278, 278, 556, 556, 556, 556, 556, 556, 556,
    556, 556, 556, 278, 278, 584, 584, 584, 556, 1015, 667, 667, 722, 722, 667, 611, 778, 722, 278, 500, 667, 556, 833,
    722, 778, 667, 778, 722, 667, 611, 722, 667, 944, 667, 667, 611, 278, 278, 278, 469, 556, 333, 556, 556, 500, 556,
    556, 278, 556, 556, 222, 222, 500, 222, 833, 556, 556, 556, 556, 333, 500, 278, 556, 500, 722, 500, 500, 500, 334,
    260, 334, 584,
];
const BOLD: [u16; 95] = [
    278, 333, 474, 556, 556, 889, 722, 238, 333, 333, 389, 584, 278, 333, 278, 278, 556, 556, 556, 556, 556, 556, 556,
    556, 556, 556, 333, 333, 584, 584, 584, 611, 975, 722, 722, 722, 722, 667, 611, 778, 722, 278, 556, 722, 611, 833,
    722, 778, 667, 778, 722, 667, 611, 722, 667, 944, 667, 667, 611, 333, 278, 333, 584, 556, 333, 556, 611, 556, 611,
    556, 333, 611, 611, 278, 278, 556, 278, 889, 611, 611, 611, 611, 389, 556, 333, 611, 556, 778, 556, 556, 500, 389,
    280, 389, 584,
];

/// Characters of no width of their own: they join or stand above others.
fn is_joined(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36f}' | '\u{200b}'..='\u{200f}' | '\u{fe00}'..='\u{fe0f}')
}

impl Font {
    /// Width of a character, in pixels; of one that is not in the tables, the most that it takes.
    fn advance(self, c: char) -> f64 {
        let table = if self.bold { &BOLD } else { &REGULAR };
        let known = (c as usize).checked_sub(32).and_then(|i| table.get(i)).copied();
        let units = match c {
            _ if is_joined(c) => 0,
            // Letters of Latin, Greek and Cyrillic with the widest ones; beyond them, whole squares.
            '\u{a0}'..='\u{24f}' => 720,
            '\u{250}'..='\u{52f}' => 900,
            '\u{2010}'..='\u{2027}' => 1000,
            _ => known.unwrap_or(1050),
        };
        f64::from(known.unwrap_or(units)) * self.size / 1000.0
    }

    /// Width of a line, in pixels.
    pub(super) fn width(self, text: &str) -> f64 {
        text.chars().map(|c| self.advance(c)).sum()
    }

    /// Whether the width of a line is known exactly.
    pub(super) fn is_exact(text: &str) -> bool {
        text.chars().all(|c| (' '..='~').contains(&c))
    }

    /// Breaks a text into at most `most` lines of at most `width` pixels; a word that is too long is broken, and
    /// what does not fit at all ends in an ellipsis.
    pub(super) fn wrap(self, text: &str, width: f64, most: usize) -> Vec<String> {
        let mut lines: Vec<String> = Vec::new();
        let mut line = String::new();
        let words: Vec<String> = text.split_whitespace().flat_map(|w| self.pieces(w, width)).collect();
        for word in words {
            let longer = if line.is_empty() { word.clone() } else { format!("{line} {word}") };
            if self.width(&longer) <= width {
                line = longer;
            } else {
                lines.push(std::mem::replace(&mut line, word));
            }
        }
        if !line.is_empty() {
            lines.push(line);
        }
        if lines.len() > most {
            lines.truncate(most);
            if let Some(last) = lines.last_mut() {
                while !last.is_empty() && self.width(&format!("{last}...")) > width {
                    last.pop();
                }
                *last = format!("{}...", last.trim_end());
            }
        }
        lines
    }

    /// A word in pieces that each fit.
    fn pieces(self, word: &str, width: f64) -> Vec<String> {
        let mut out = vec![String::new()];
        let mut used = 0.0;
        for c in word.chars() {
            let more = self.advance(c);
            if used + more > width && used > 0.0 {
                out.push(String::new());
                used = 0.0;
            }
            used += more;
            if let Some(last) = out.last_mut() {
                last.push(c);
            }
        }
        out
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_fit_whatever_the_text() {
        let font = Font { size: 12.0, bold: true };
        for text in [
            "Azure Machine Learning",
            "Pneumonoultramicroscopicsilicovolcanoconiosis",
            "漢字漢字漢字漢字漢字漢字漢字",
            "",
            " a  b ",
        ] {
            for most in 1..4 {
                let lines = font.wrap(text, 60.0, most);
                assert!(lines.len() <= most);
                assert!(lines.iter().all(|l| font.width(l) <= 60.0), "{lines:?}");
            }
        }
        assert_eq!(font.wrap("one two", 500.0, 2), ["one two"]);
    }
}
