//! Texts without case, accents and signs, and their words.

use std::borrow::Cow;

/// A word of a text: folded, with its bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Word<'t> {
    /// The text's own bytes where folding changes nothing, as with most words.
    pub(crate) folded: Cow<'t, str>,
    pub(crate) start: usize,
    pub(crate) end: usize,
}

/// The words of a text, letters and digits; at most `limit`. Ideographs that follow each other are words that
/// begin at each of them.
pub(crate) fn words_of(text: &str, limit: usize) -> Vec<Word<'_>> {
    let mut out: Vec<Word<'_>> = Vec::new();
    let bytes = text.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        let start = at;
        // The way of most words: letters of ASCII and nothing else.
        let mut plain = true;
        while let Some(b) = bytes.get(at).filter(|b| b.is_ascii_alphanumeric()) {
            plain &= !b.is_ascii_uppercase();
            at += 1;
        }
        let next = bytes.get(at).filter(|b| !b.is_ascii()).and_then(|_| text[at..].chars().next());
        if next.is_some_and(|c| is_word(c) && !is_unspaced(c)) {
            at += text[at..].chars().take_while(|c| is_word(*c) && !is_unspaced(*c)).map(char::len_utf8).sum::<usize>();
            out.push(Word { folded: Cow::Owned(folded_word(&text[start..at])), start, end: at });
        } else if at > start {
            let own = &text[start..at];
            let folded = if plain { Cow::Borrowed(own) } else { folded_ascii(own) };
            out.push(Word { folded, start, end: at });
        }
        // What ends the word: the limit is looked at before it.
        let Some(c) = text[at..].chars().next() else { break };
        if out.len() >= limit {
            return out;
        }
        if is_unspaced(c) {
            let run = text[at..].chars().take(8).take_while(|c| is_unspaced(*c)).map(char::len_utf8).sum::<usize>();
            out.push(Word { folded: Cow::Borrowed(&text[at..at + run]), start: at, end: at + c.len_utf8() });
        }
        at += c.len_utf8();
    }
    out
}

/// A word of ASCII letters and digits in lower case.
pub(super) fn folded_ascii(word: &str) -> Cow<'_, str> {
    match word.bytes().any(|b| b.is_ascii_uppercase()) {
        true => Cow::Owned(word.to_ascii_lowercase()),
        false => Cow::Borrowed(word),
    }
}

fn folded_word(word: &str) -> String {
    let mut out = String::with_capacity(word.len());
    word.chars().for_each(|c| fold_char(c, &mut out));
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
    let ascii = text.bytes().position(|b| !b.is_ascii()).unwrap_or(text.len());
    let mut bytes = Vec::with_capacity(text.len());
    for b in text[..ascii].bytes() {
        if b.is_ascii_alphanumeric() {
            bytes.push(b.to_ascii_lowercase());
        } else if bytes.last().is_some_and(|l| *l != b' ') {
            bytes.push(b' ');
        }
    }
    let mut out = String::from_utf8(bytes).unwrap_or_default();
    for c in text[ascii..].chars() {
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
    fn words_with_their_bytes() {
        let shown = |text: &str, limit| -> Vec<String> {
            let all = words_of(text, limit).into_iter();
            all.map(|w| format!("{} {}", w.folded, &text[w.start..w.end])).collect()
        };
        assert_eq!(
            shown("Une Décision-clé, X1 über2 état", 9),
            ["une Une", "decision Décision", "cle clé", "x1 X1", "uber2 über2", "etat état"]
        );
        // Each sign of a script without spaces begins a word, which goes on to the end of the run.
        assert_eq!(shown("v2已接受, ok", 9), ["v2 v2", "已接受 已", "接受 接", "受 受", "ok ok"]);
        assert_eq!(shown("one two three", 2), ["one one", "two two"]);
        assert_eq!(shown("one", 0), ["one one"]);
        assert!(shown(" -—, ", 9).is_empty());
    }

    #[test]
    fn accents_case_and_signs_do_not_matter() {
        assert_eq!(fold("  **Décision-Makers**: "), "decision makers");
        assert_eq!(fold("İptal Edildi"), "iptal edildi");
        assert_eq!(fold("Außer Kraft"), "ausser kraft");
        assert_eq!(fold("状态"), "状态");
    }
}
