//! A sorted list of texts with values, which can be packed into the program.

use std::ops::Range;
use std::sync::OnceLock;

use serde::de::Error;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::Text;

/// Values by text. Reading it from the bytes of the program copies no text and computes no hash.
#[derive(Debug, Clone)]
pub struct Table<V> {
    list: Vec<(Text, V)>,
    /// Where the texts of each first byte begin, found at the first look-up: most texts that are looked up begin as
    /// none here does.
    starts: OnceLock<Box<Starts>>,
}

/// All texts in one, then the length of each with its value: reading one long text is quicker than reading many short
/// ones.
impl<V: Serialize> Serialize for Table<V> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let whole: String = self.list.iter().map(|(t, _)| t.as_str()).collect();
        let parts: Vec<(usize, &V)> = self.list.iter().map(|(t, v)| (t.len(), v)).collect();
        (whole, parts).serialize(to)
    }
}

impl<'de: 'static, V: Deserialize<'de>> Deserialize<'de> for Table<V> {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let (whole, parts): (&'static str, Vec<(usize, V)>) = Deserialize::deserialize(from)?;
        let mut at = 0;
        let text = |(len, value): (usize, V)| {
            let text = whole.get(at..at + len)?;
            at += len;
            Some((Text::from(text), value))
        };
        let list: Option<Vec<_>> = parts.into_iter().map(text).collect();
        let list = list.ok_or_else(|| D::Error::custom("a text ends within a letter, or behind all texts"))?;
        Ok(Table { list, starts: OnceLock::new() })
    }
}

/// The first entry of each class; the last number is the length. Of class 0 is the empty text, of class `b + 1` a text
/// that begins with the byte `b`.
type Starts = [u32; 258];

fn class(text: &str) -> usize {
    text.as_bytes().first().map_or(0, |b| usize::from(*b) + 1)
}

impl<V: PartialEq> PartialEq for Table<V> {
    fn eq(&self, other: &Self) -> bool {
        self.list == other.list
    }
}

impl<V> Table<V> {
    /// The value of a text.
    pub fn get(&self, text: &str) -> Option<&V> {
        let near = &self.list[self.near(text)];
        near.binary_search_by(|(t, _)| t.as_str().cmp(text)).ok().map(|i| &near[i].1)
    }

    /// Whether the text is in it.
    pub fn contains(&self, text: &str) -> bool {
        self.get(text).is_some()
    }

    /// All entries in the order of their texts.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &V)> {
        self.list.iter().map(|(t, v)| (t.as_str(), v))
    }

    /// All entries from the first whose text is not less than this one.
    pub fn from(&self, text: &str) -> impl Iterator<Item = (&str, &V)> {
        let near = self.near(text);
        let start = near.start + self.list[near].partition_point(|(t, _)| t.as_str() < text);
        self.list[start..].iter().map(|(t, v)| (t.as_str(), v))
    }

    /// The entries whose texts begin with the same byte.
    fn near(&self, text: &str) -> Range<usize> {
        let starts = self.starts.get_or_init(|| {
            let mut out = Box::new([0; 258]);
            self.list.iter().for_each(|(t, _)| out[class(t) + 1] += 1);
            (1..out.len()).for_each(|i| out[i] += out[i - 1]);
            out
        });
        let class = class(text);
        starts[class] as usize..starts[class + 1] as usize
    }
}

/// Of several values for one text the first stays.
impl<V> FromIterator<(String, V)> for Table<V> {
    fn from_iter<I: IntoIterator<Item = (String, V)>>(entries: I) -> Self {
        let mut list: Vec<(Text, V)> = entries.into_iter().map(|(t, v)| (t.into(), v)).collect();
        list.sort_by(|a, b| a.0.cmp(&b.0));
        list.dedup_by(|next, kept| next.0 == kept.0);
        Table { list, starts: OnceLock::new() }
    }
}

/// A set.
impl FromIterator<String> for Table<()> {
    fn from_iter<I: IntoIterator<Item = String>>(texts: I) -> Self {
        texts.into_iter().map(|t| (t, ())).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_value_stays_and_texts_are_sorted() {
        let list = [("b", 1), ("a", 2), ("b", 3)].map(|(t, v)| (t.to_string(), v));
        let table: Table<i32> = list.into_iter().collect();
        assert_eq!((table.get("b"), table.get("a"), table.get("c")), (Some(&1), Some(&2), None));
        assert_eq!(table.iter().collect::<Vec<_>>(), [("a", &2), ("b", &1)]);
        assert_eq!(table.from("ab").collect::<Vec<_>>(), [("b", &1)]);
        assert_eq!((table.from("").count(), table.from("c").count(), table.get("")), (2, 0, None));
    }

    #[test]
    fn what_is_packed_is_read_again() {
        let list = [("é", vec![1]), ("", vec![]), ("ab", vec![2, 3])].map(|(t, v)| (t.to_string(), v));
        let table: Table<Vec<u8>> = list.into_iter().collect();
        let packed: &'static [u8] = Vec::leak(postcard::to_allocvec(&table).expect("plain data"));
        assert_eq!(postcard::from_bytes::<Table<Vec<u8>>>(packed).expect("as written"), table);
        // One text of two bytes, of which one byte is said to be the first entry.
        assert!(postcard::from_bytes::<Table<()>>(&[2, 0xC3, 0xA9, 1, 1]).is_err());
        assert!(postcard::from_bytes::<Table<()>>(&[1, b'a', 1, 2]).is_err());
    }

    #[test]
    fn every_text_is_found_whatever_its_first_byte() {
        let texts = ["", "a", "ab", "b", "é", "\u{10ffff}", "状态", "\u{0}"];
        let table: Table<usize> = texts.iter().enumerate().map(|(i, t)| (t.to_string(), i)).collect();
        for (i, t) in texts.iter().enumerate() {
            assert_eq!(table.get(t), Some(&i), "{t}");
            assert_eq!(table.from(t).next(), Some((*t, &i)), "{t}");
        }
        assert_eq!((table.get("状"), table.get("aa"), table.get("z")), (None, None, None));
    }
}
