//! A sorted list of texts with values, which can be packed into the program.

use serde::{Deserialize, Serialize};

use super::Text;

/// Values by text. Reading it from the bytes of the program copies no text and computes no hash.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(transparent, bound(deserialize = "'de: 'static, V: Deserialize<'de>"))]
pub struct Table<V>(Vec<(Text, V)>);

impl<V> Table<V> {
    /// The value of a text.
    pub fn get(&self, text: &str) -> Option<&V> {
        self.0.binary_search_by(|(t, _)| t.as_str().cmp(text)).ok().map(|i| &self.0[i].1)
    }

    /// Whether the text is in it.
    pub fn contains(&self, text: &str) -> bool {
        self.get(text).is_some()
    }

    /// All entries in the order of their texts.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &V)> {
        self.0.iter().map(|(t, v)| (t.as_str(), v))
    }

    /// All entries from the first whose text is not less than this one.
    pub fn from(&self, text: &str) -> impl Iterator<Item = (&str, &V)> {
        let start = self.0.partition_point(|(t, _)| t.as_str() < text);
        self.0[start..].iter().map(|(t, v)| (t.as_str(), v))
    }
}

/// Of several values for one text the first stays.
impl<V> FromIterator<(String, V)> for Table<V> {
    fn from_iter<I: IntoIterator<Item = (String, V)>>(entries: I) -> Self {
        let mut list: Vec<(Text, V)> = entries.into_iter().map(|(t, v)| (t.into(), v)).collect();
        list.sort_by(|a, b| a.0.cmp(&b.0));
        list.dedup_by(|next, kept| next.0 == kept.0);
        Table(list)
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
    }
}
