//! Rows of a price list, read one by one: pages of the API as JSON, several of them in one file, a bare
//! array of rows, maps from keys to rows, and CSV with a header.

use std::fmt;
use std::io::{BufRead, Read};

use serde::de::{DeserializeSeed, Deserializer, Error as _, MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, de::IgnoredAny};
use serde_json::Value;

use crate::text::{nearest, one_of};

/// Most rows that are read; the whole list of all regions has well below a million.
const MOST_ROWS: u64 = 20_000_000;

/// What sort of sale a row prices.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Sale {
    /// Pay as you go, spot and low priority.
    #[default]
    Consumption,
    /// A reservation: the price is for the whole term.
    Reservation,
    /// For development and test subscriptions only.
    DevTest,
    /// Something else.
    Other,
}

/// One row of the price list.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Row {
    /// Service; some variants leave it out.
    pub service: Option<String>,
    /// Product.
    pub product: String,
    /// SKU as shown.
    pub sku: String,
    /// SKU of the resource manager.
    pub arm_sku: String,
    /// Meter.
    pub meter: String,
    /// Region as written; empty, `Global` and zones occur.
    pub region: String,
    /// Unit of measure.
    pub unit: String,
    /// Currency; some variants leave it out.
    pub currency: Option<String>,
    /// What sort of sale.
    pub sale: Sale,
    /// Term of a reservation, such as `1 Year`.
    pub term: Option<String>,
    /// Price for one unit of measure; of a reservation, for the whole term.
    pub price: f64,
    /// Units of measure from which on it holds.
    pub from: f64,
    /// First day, as `YYYY-MM-DD`.
    pub start: Option<String>,
    /// Last day, as `YYYY-MM-DD`.
    pub end: Option<String>,
    /// Whether it is the meter's main row, where stated.
    pub primary: Option<bool>,
    /// Prices under savings plans, by term.
    pub savings: Vec<(String, f64)>,
    /// Its number in the file, from 1.
    pub number: u64,
}

/// A dump that cannot be read: where, what, and what would help.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unreadable {
    /// Line and column, both from 1, if known.
    pub at: Option<(u64, u64)>,
    /// What is wrong.
    pub message: String,
    /// What was expected.
    pub help: String,
}

/// What a file says of itself.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct About {
    /// The day on which it was fetched, if it says so.
    pub fetched: Option<String>,
    /// Its rows.
    pub rows: u64,
    /// Whether a page names a next one that the file does not hold.
    pub cut: bool,
}

/// Reads all rows of a file and hands them over one by one; the memory needed does not grow with it.
///
/// # Errors
/// If the file is neither JSON nor CSV of a price list, with the place.
pub fn rows(mut input: impl BufRead, take: &mut dyn FnMut(Row)) -> Result<About, Unreadable> {
    let io = |e: std::io::Error| Unreadable { at: None, message: e.to_string(), help: String::new() };
    let start = input.fill_buf().map_err(io)?;
    if start.starts_with(&[0xFF, 0xFE]) || start.starts_with(&[0xFE, 0xFF]) {
        return Err(Unreadable {
            at: Some((1, 1)),
            message: String::from("the file is UTF-16"),
            help: String::from("Save it as UTF-8"),
        });
    }
    if start.starts_with(&[0xEF, 0xBB, 0xBF]) {
        input.consume(3);
    }
    let first = input.fill_buf().map_err(io)?.iter().copied().find(|b| !b.is_ascii_whitespace());
    match first {
        None => Err(Unreadable { at: None, message: String::from("the file is empty"), help: expected() }),
        Some(b'{' | b'[') => json(input, take),
        Some(_) => table(input, take),
    }
}

fn expected() -> String {
    String::from(
        "Expected output of the Retail Prices API: pages with `Items`, a list of rows, or CSV whose first line names \
         armRegionName, meterName, unitOfMeasure and retailPrice",
    )
}

/// Hands over rows and counts them.
struct Reader<'a> {
    take: &'a mut dyn FnMut(Row),
    about: About,
    /// Currency of a page, for rows without one.
    currency: Option<String>,
    next: bool,
}

impl Reader<'_> {
    /// A row, or what stands for several: one per region that it names.
    fn give<E: serde::de::Error>(&mut self, raw: Raw, key: Option<&str>) -> Result<(), E> {
        if self.about.rows >= MOST_ROWS {
            return Err(E::custom(format!("more than {MOST_ROWS} rows")));
        }
        self.about.rows += 1;
        let number = self.about.rows;
        let Some(price) = raw.retail.or(raw.unit_price) else {
            return Err(E::custom(format!("row {number} has neither `retailPrice` nor `unitPrice`")));
        };
        // The key of a map of rows holds what the row leaves out: ids, meter, type and term.
        let mut parts = key.unwrap_or_default().split('|').skip(2);
        let (kind, term) = (parts.next(), parts.next());
        let sale = match raw.kind.as_deref().or(kind) {
            None | Some("" | "Consumption") => Sale::Consumption,
            Some("Reservation") => Sale::Reservation,
            Some("DevTestConsumption") => Sale::DevTest,
            Some(_) => Sale::Other,
        };
        let full = |t: Option<String>| t.filter(|t| !t.trim().is_empty());
        let day = |t: Option<String>| t.as_deref().and_then(day);
        let row = Row {
            service: full(raw.service),
            product: raw.product.unwrap_or_default(),
            sku: raw.sku.unwrap_or_default(),
            arm_sku: raw.arm_sku.unwrap_or_default(),
            meter: raw.meter.unwrap_or_default(),
            region: raw.region.unwrap_or_default(),
            unit: raw.measure.unwrap_or_default(),
            currency: full(raw.currency).or_else(|| self.currency.clone()),
            sale,
            term: full(raw.term).or_else(|| full(term.map(String::from))),
            price,
            from: raw.from.unwrap_or(0.0),
            start: day(raw.start),
            end: day(raw.end),
            primary: raw.primary,
            savings: raw.savings.unwrap_or_default().into_iter().filter_map(Saving::pair).collect(),
            number,
        };
        match raw.regions {
            Some(all) if !all.is_empty() => {
                for region in all {
                    (self.take)(Row { region, ..row.clone() });
                }
            }
            _ => (self.take)(row),
        }
        Ok(())
    }
}

/// A row as written. Nulls count as absent.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Raw {
    #[serde(rename = "serviceName")]
    service: Option<String>,
    #[serde(rename = "productName")]
    product: Option<String>,
    #[serde(rename = "skuName")]
    sku: Option<String>,
    #[serde(rename = "armSkuName")]
    arm_sku: Option<String>,
    #[serde(rename = "meterName")]
    meter: Option<String>,
    #[serde(rename = "armRegionName")]
    region: Option<String>,
    #[serde(rename = "unitOfMeasure")]
    measure: Option<String>,
    #[serde(rename = "currencyCode")]
    currency: Option<String>,
    #[serde(rename = "type")]
    kind: Option<String>,
    #[serde(rename = "reservationTerm")]
    term: Option<String>,
    #[serde(rename = "retailPrice")]
    retail: Option<f64>,
    #[serde(rename = "unitPrice")]
    unit_price: Option<f64>,
    #[serde(rename = "tierMinimumUnits")]
    from: Option<f64>,
    #[serde(rename = "effectiveStartDate")]
    start: Option<String>,
    #[serde(rename = "effectiveEndDate")]
    end: Option<String>,
    #[serde(rename = "isPrimaryMeterRegion")]
    primary: Option<bool>,
    #[serde(rename = "savingsPlan")]
    savings: Option<Vec<Saving>>,
    regions: Option<Vec<String>>,
}

#[derive(Debug, Deserialize)]
struct Saving {
    term: String,
    #[serde(rename = "retailPrice")]
    retail: Option<f64>,
    #[serde(rename = "unitPrice")]
    unit_price: Option<f64>,
}

impl Saving {
    fn pair(self) -> Option<(String, f64)> {
        let price = self.retail.or(self.unit_price)?;
        Some((self.term, price))
    }
}

/// The day of a date or time.
fn day(text: &str) -> Option<String> {
    let day = text.get(..10)?;
    let right = |(i, b): (usize, u8)| if i == 4 || i == 7 { b == b'-' } else { b.is_ascii_digit() };
    day.bytes().enumerate().all(right).then(|| day.to_string())
}

fn json(input: impl Read, take: &mut dyn FnMut(Row)) -> Result<About, Unreadable> {
    let mut reader = Reader { take, about: About::default(), currency: None, next: false };
    let mut de = serde_json::Deserializer::from_reader(input);
    // One document, or several after each other: one a line, or however they were appended.
    loop {
        Document(&mut reader).deserialize(&mut de).map_err(|e| Unreadable {
            at: (e.line() > 0).then_some((e.line() as u64, e.column() as u64)),
            message: plain(&e),
            help: expected(),
        })?;
        if de.end().is_ok() {
            break;
        }
    }
    let mut about = reader.about;
    about.cut = reader.next;
    Ok(about)
}

/// The message without the place, which is told by itself.
fn plain(e: &serde_json::Error) -> String {
    let text = e.to_string();
    text.rsplit_once(" at line ").map_or(text.clone(), |(message, _)| message.to_string())
}

/// One JSON document of a dump.
struct Document<'a, 'b>(&'a mut Reader<'b>);

impl<'de> DeserializeSeed<'de> for Document<'_, '_> {
    type Value = ();
    fn deserialize<D: Deserializer<'de>>(self, from: D) -> Result<(), D::Error> {
        from.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Document<'_, '_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a page of the price list or a list of rows")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<(), A::Error> {
        while let Some(raw) = list.next_element::<Raw>()? {
            self.0.give(raw, None)?;
        }
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        self.0.currency = None;
        self.0.next = false;
        // What may turn out to be the fields of a row: a file of rows, one a line.
        let mut fields = serde_json::Map::new();
        let mut held = false;
        while let Some(key) = map.next_key::<String>()? {
            match key.as_str() {
                "Items" | "items" => {
                    map.next_value_seed(Items(self.0))?;
                    held = true;
                }
                "BillingCurrency" => self.0.currency = map.next_value()?,
                "NextPageLink" => self.0.next = map.next_value::<Option<String>>()?.is_some_and(|l| !l.is_empty()),
                "fetched_at" => {
                    let at = map.next_value::<Option<String>>()?;
                    self.0.about.fetched = at.as_deref().and_then(day);
                }
                "Count" | "CustomerEntityId" | "CustomerEntityType" => {
                    map.next_value::<IgnoredAny>()?;
                }
                _ => match map.next_value::<Value>()? {
                    Value::Object(row) if row.contains_key("retailPrice") || row.contains_key("unitPrice") => {
                        let raw = Raw::deserialize(Value::Object(row)).map_err(A::Error::custom)?;
                        self.0.give(raw, Some(&key))?;
                        held = true;
                    }
                    other => {
                        fields.insert(key, other);
                    }
                },
            }
        }
        if fields.contains_key("retailPrice") || fields.contains_key("unitPrice") {
            let raw = Raw::deserialize(Value::Object(fields)).map_err(A::Error::custom)?;
            return self.0.give(raw, None);
        }
        match held {
            true => Ok(()),
            false => Err(A::Error::custom("this object is neither a page with `Items` nor a row with `retailPrice`")),
        }
    }
}

/// The rows of a page.
struct Items<'a, 'b>(&'a mut Reader<'b>);

impl<'de> DeserializeSeed<'de> for Items<'_, '_> {
    type Value = ();
    fn deserialize<D: Deserializer<'de>>(self, from: D) -> Result<(), D::Error> {
        from.deserialize_seq(Document(self.0))
    }
}

/// The columns that are read.
const COLUMNS: [&str; 17] = [
    "serviceName",
    "productName",
    "skuName",
    "armSkuName",
    "meterName",
    "armRegionName",
    "unitOfMeasure",
    "currencyCode",
    "type",
    "reservationTerm",
    "retailPrice",
    "unitPrice",
    "tierMinimumUnits",
    "effectiveStartDate",
    "effectiveEndDate",
    "isPrimaryMeterRegion",
    "savingsPlan",
];

fn table(input: impl Read, take: &mut dyn FnMut(Row)) -> Result<About, Unreadable> {
    let fail = |e: csv::Error| Unreadable {
        at: e.position().map(|p| (p.line(), 1)),
        message: e.to_string(),
        help: expected(),
    };
    let mut file = csv::ReaderBuilder::new().trim(csv::Trim::All).from_reader(input);
    let header = file.headers().map_err(fail)?.clone();
    let at = |name: &str| header.iter().position(|h| h.eq_ignore_ascii_case(name));
    let places = COLUMNS.map(at);
    let price = at("retailPrice").or(at("unitPrice"));
    for (name, found) in [
        ("retailPrice", price),
        ("meterName", at("meterName").or(at("armSkuName"))),
        ("armRegionName", at("armRegionName")),
        ("unitOfMeasure", at("unitOfMeasure")),
    ] {
        if found.is_none() {
            let like = nearest(name, header.iter()).map(|l| format!("; did you mean `{l}`?")).unwrap_or_default();
            return Err(Unreadable {
                at: Some((1, 1)),
                message: format!("the first line names no column `{name}`{like}"),
                help: format!("Columns that are read: {}", one_of(COLUMNS, 20)),
            });
        }
    }
    let mut reader = Reader { take, about: About::default(), currency: None, next: false };
    let mut record = csv::StringRecord::new();
    while file.read_record(&mut record).map_err(fail)? {
        let line = record.position().map_or(0, csv::Position::line);
        let mut row = serde_json::Map::new();
        for (name, place) in COLUMNS.iter().zip(places) {
            let Some((column, text)) = place.and_then(|i| Some((i, record.get(i)?))).filter(|c| !c.1.is_empty()) else {
                continue;
            };
            let bad = |what: &str| Unreadable {
                at: Some((line, column as u64 + 1)),
                message: format!("`{text}` in column `{name}` is not {what}"),
                help: format!("Line {line}, column {} of the table", column + 1),
            };
            let value = match *name {
                "retailPrice" | "unitPrice" | "tierMinimumUnits" => {
                    let n: f64 = text.parse().ok().filter(|n: &f64| n.is_finite()).ok_or_else(|| bad("a number"))?;
                    Value::from(n)
                }
                "isPrimaryMeterRegion" => match text.to_ascii_lowercase().as_str() {
                    "true" | "1" => Value::from(true),
                    "false" | "0" => Value::from(false),
                    _ => return Err(bad("true or false")),
                },
                "savingsPlan" => serde_json::from_str(text).map_err(|_| bad("a JSON list of savings plans"))?,
                _ => Value::from(text),
            };
            row.insert((*name).to_string(), value);
        }
        let place = |e: serde_json::Error| Unreadable { at: Some((line, 1)), message: plain(&e), help: expected() };
        let raw = Raw::deserialize(Value::Object(row)).map_err(place)?;
        reader.give::<serde_json::Error>(raw, None).map_err(place)?;
    }
    Ok(reader.about)
}
