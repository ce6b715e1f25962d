//! Texts without case, accents and signs, and their words.

/// A word of a text: folded, with its bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Word {
    pub(crate) folded: String,
    pub(crate) start: usize,
    pub(crate) end: usize,
}

/// The words of a text, letters and digits; at most `limit`. Ideographs that follow each other are words that
/// begin at each of them.
pub(crate) fn words_of(text: &str, limit: usize) -> Vec<Word> {
    let mut out: Vec<Word> = Vec::new();
    let mut open: Option<Word> = None;
    for (i, c) in text.char_indices() {
        if is_word(c) && !is_unspaced(c) {
            let word = open.get_or_insert_with(|| Word { folded: String::new(), start: i, end: i });
            fold_char(c, &mut word.folded);
            word.end = i + c.len_utf8();
            continue;
        }
        out.extend(open.take());
        if out.len() >= limit {
            return out;
        }
        if is_unspaced(c) {
            let run: String = text[i..].chars().take(8).take_while(|c| is_unspaced(*c)).collect();
            out.push(Word { folded: run, start: i, end: i + c.len_utf8() });
        }
    }
    out.extend(open);
    out
}

/// Letters of scripts that put no spaces between words.
pub(super) fn is_unspaced(c: char) -> bool {
    matches!(c, '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{f900}'..='\u{faff}')
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || c == '\u{307}'
}

/// Lower case without accents; of other signs one space between words remains.
pub fn fold(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if is_word(c) {
            fold_char(c, &mut out);
        } else if !out.is_empty() && !out.ends_with(' ') {
            out.push(' ');
        }
    }
    if out.ends_with(' ') {
        out.pop();
    }
    out
}

fn fold_char(c: char, out: &mut String) {
    if c.is_ascii() {
        out.push(c.to_ascii_lowercase());
        return;
    }
    for c in c.to_lowercase() {
        let letter = match c {
            'à' | 'á' | 'â' | 'ã' | 'ä' | 'å' => 'a',
            'ç' | 'ć' | 'č' => 'c',
            'è' | 'é' | 'ê' | 'ë' => 'e',
            'ğ' => 'g',
            'ì' | 'í' | 'î' | 'ï' | 'ı' => 'i',
            'ñ' => 'n',
            'ò' | 'ó' | 'ô' | 'õ' | 'ö' => 'o',
            'ş' | 'š' => 's',
            'ù' | 'ú' | 'û' | 'ü' => 'u',
            'ß' => {
                out.push('s');
                's'
            }
            // Marks that stand apart from their letter.
            '\u{300}'..='\u{36f}' => continue,
            other => other,
        };
        out.push(letter);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn accents_case_and_signs_do_not_matter() {
        assert_eq!(fold("  **Décision-Makers**: "), "decision makers");
        assert_eq!(fold("İptal Edildi"), "iptal edildi");
        assert_eq!(fold("Außer Kraft"), "ausser kraft");
        assert_eq!(fold("状态"), "状态");
    }
}
