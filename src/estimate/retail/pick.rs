//! Recognising meters: which rows price which of the catalog's meters, and what is odd about them.

use std::collections::{BTreeMap, HashMap};

use super::pattern::{Pattern, fold};
use super::read::{Row, Sale};
use super::units::Measure;
use crate::catalog::{Catalog, GLOBAL, Price, Purchase, RowKeys, Tier};
use crate::estimate::price::{Basis, unit};

/// A change of this share or more against the catalog is told.
const NOTABLE: f64 = 0.2;

/// Endings by which rows of one size are told apart.
const SPOT: &str = " Spot";
const LOW_PRIORITY: &str = " Low Priority";
const WINDOWS: &str = " Windows";

/// A price found in the dump.
#[derive(Debug, Clone, PartialEq)]
pub struct Found {
    /// Index of the catalog's price.
    pub price: usize,
    /// The region, or [`GLOBAL`].
    pub region: String,
    /// The term; none is pay as you go.
    pub purchase: Option<Purchase>,
    /// The price in the catalog's unit; under a term, per unit and hour.
    pub amount: f64,
    /// Its currency.
    pub currency: String,
    /// Volume steps in the catalog's unit, if there are several.
    pub tiers: Vec<Tier>,
    /// Whether the free grant was taken over from the catalog, as the list does not have it.
    pub granted: bool,
    /// First day of the price, if stated.
    pub start: Option<String>,
    /// What the catalog lists for the region, if it does, in the catalog's currency.
    pub before: Option<f64>,
    /// The same as `amount` in the catalog's currency, if there is a rate.
    pub now: Option<f64>,
}

impl Found {
    /// Whether it differs notably from what the catalog lists.
    pub fn changed(&self) -> bool {
        match (self.before, self.now) {
            (Some(before), Some(now)) if before > 0.0 => (now / before - 1.0).abs() > NOTABLE,
            (Some(before), Some(now)) => before != now,
            _ => false,
        }
    }
}

/// Something about a meter that people have to look at.
#[derive(Debug, Clone, PartialEq)]
pub enum Problem {
    /// Several rows fit and their prices differ; none was taken.
    Ambiguous {
        /// Index of the catalog's price.
        price: usize,
        /// The region.
        region: String,
        /// The rows: where, and what they say.
        rows: Vec<String>,
    },
    /// The unit of measure cannot be converted to the catalog's unit.
    OddUnit {
        /// Index of the catalog's price.
        price: usize,
        /// What the row says.
        row: String,
        /// Its unit of measure.
        unit: String,
    },
    /// The meter or its row has ended: priced still, but not to be relied on.
    Retired {
        /// Index of the catalog's price.
        price: usize,
        /// The region of an ended row; none if the meter itself ended.
        region: Option<String>,
        /// The day.
        day: String,
    },
    /// A row stands in a region or zone that the catalog does not know.
    OddRegion {
        /// Index of the catalog's price.
        price: usize,
        /// The region as written.
        region: String,
    },
    /// No row fits.
    Missing {
        /// Index of the catalog's price.
        price: usize,
    },
}

/// Rows by what became of them.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    /// Rows read.
    pub rows: u64,
    /// Rows that fit a meter.
    pub fitting: u64,
    /// With a licence of Windows.
    pub windows: u64,
    /// For development and test only.
    pub dev_test: u64,
    /// Of regions that were not asked for.
    pub elsewhere: u64,
}

/// What an import found.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Outcome {
    /// The prices, by meter, region and term.
    pub found: Vec<Found>,
    /// What to look at.
    pub problems: Vec<Problem>,
    /// Rows by what became of them.
    pub counts: Counts,
    /// The newest first day of all rows that fit.
    pub newest: Option<String>,
}

/// A row that fits a meter, in the catalog's unit.
#[derive(Debug, Clone, PartialEq)]
struct Offer {
    from: f64,
    amount: f64,
    currency: String,
    start: Option<String>,
    end: Option<String>,
    primary: Option<bool>,
    said: String,
}

/// What a meter is recognised by, ready to compare.
struct Compiled {
    price: usize,
    service: Vec<Pattern>,
    product: Vec<Pattern>,
    sku: Vec<Pattern>,
    meter: Vec<Pattern>,
    region: Option<String>,
    purchase: Option<Purchase>,
    arm: bool,
    measure: Option<Measure>,
}

/// Rows by meter, region and purchase. A reservation whose term is not stated has none yet.
type Offers = BTreeMap<(usize, String, Term), Vec<Offer>>;

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Term {
    Plain,
    Under(Purchase),
    Unknown,
}

/// Takes rows and keeps those that price a meter of the catalog.
pub struct Picker<'a> {
    catalog: &'a Catalog,
    /// Regions asked for; all if there are none.
    wanted: Vec<String>,
    keys: Vec<Compiled>,
    by_arm: HashMap<String, Vec<usize>>,
    by_service: HashMap<String, Vec<usize>>,
    /// Those that have no single plain service, and all for rows without service.
    anywhere: Vec<usize>,
    named: Vec<usize>,
    offers: Offers,
    problems: Vec<Problem>,
    counts: Counts,
    newest: Option<String>,
    /// The name of the file being read, for places.
    file: String,
}

impl<'a> Picker<'a> {
    /// For the meters of a catalog, in some regions or in all.
    pub fn new(catalog: &'a Catalog, regions: &[String]) -> Self {
        let mut out = Picker {
            catalog,
            wanted: regions.iter().map(|r| fold(r)).collect(),
            keys: Vec::new(),
            by_arm: HashMap::new(),
            by_service: HashMap::new(),
            anywhere: Vec::new(),
            named: Vec::new(),
            offers: BTreeMap::new(),
            problems: Vec::new(),
            counts: Counts::default(),
            newest: None,
            file: String::new(),
        };
        for (i, price) in catalog.prices.iter().enumerate() {
            for keys in &price.more.keys {
                out.add(i, price, keys);
            }
        }
        out
    }

    fn add(&mut self, price: usize, of: &Price, keys: &RowKeys) {
        let at = self.keys.len();
        let patterns = |texts: &[crate::text::Text]| texts.iter().map(|t| Pattern::new(t)).collect::<Vec<_>>();
        match &keys.arm_sku {
            Some(arm) => {
                self.by_arm.entry(fold(arm)).or_default().push(at);
                // Variants without the resource manager's name write the size in one of several ways.
                self.by_arm.entry(size(arm)).or_default().push(at);
            }
            None => {
                self.named.push(at);
                match keys.service.iter().any(|s| s.contains('*')) || keys.service.is_empty() {
                    true => self.anywhere.push(at),
                    false => keys.service.iter().for_each(|s| self.by_service.entry(fold(s)).or_default().push(at)),
                }
            }
        }
        self.keys.push(Compiled {
            price,
            service: patterns(&keys.service),
            product: patterns(&keys.product),
            sku: patterns(&keys.sku),
            meter: patterns(&keys.meter),
            region: keys.region.as_deref().map(fold),
            purchase: keys.term,
            arm: keys.arm_sku.is_some(),
            measure: Measure::read(keys.unit.as_deref().unwrap_or(&of.unit)),
        });
    }

    /// Says which file the next rows are of.
    pub fn open(&mut self, file: &str) {
        self.file = file.to_string();
    }

    /// Looks at a row.
    pub fn take(&mut self, row: Row) {
        self.counts.rows += 1;
        match row.sale {
            Sale::DevTest => return self.counts.dev_test += 1,
            Sale::Other => return,
            Sale::Consumption | Sale::Reservation => {}
        }
        if row.product.ends_with(WINDOWS) {
            return self.counts.windows += 1;
        }
        let place = fold(&row.region);
        let region = if place.is_empty() || place == GLOBAL { GLOBAL.to_string() } else { place };
        if region != GLOBAL && !self.wanted.is_empty() && !self.wanted.contains(&region) {
            // A zone is no region: whether it is wanted, the meter knows.
            if self.known(&region) {
                return self.counts.elsewhere += 1;
            }
        }
        let (sku, meter, variant) = variant(&row);
        let (sku, meter, product) = (fold(sku), fold(meter), fold(&row.product));
        let service = row.service.as_deref().map(fold);
        let mut fit = Vec::new();
        let arm = fold(&row.arm_sku);
        let arms = if arm.is_empty() { self.by_arm.get(&size(&sku)) } else { self.by_arm.get(&arm) };
        let named = match &service {
            Some(s) => self.by_service.get(s).into_iter().flatten().chain(&self.anywhere).collect::<Vec<_>>(),
            None => self.named.iter().collect(),
        };
        for &at in arms.into_iter().flatten().chain(named) {
            let k = &self.keys[at];
            let any = |list: &[Pattern], name: &str| list.is_empty() || list.iter().any(|p| p.fits(name));
            let right = any(&k.product, &product)
                && service.as_ref().is_none_or(|s| any(&k.service, s))
                && (k.arm || any(&k.sku, &sku))
                && any(&k.meter, &meter)
                // A reservation is told by its product or SKU alone, its meter often has another name.
                && k.region.as_ref().is_none_or(|r| *r == region);
            if right {
                fit.push(at);
            }
        }
        for at in fit {
            self.fitting(at, &row, &region, variant);
        }
    }

    fn known(&self, region: &str) -> bool {
        self.catalog.regions.iter().any(|r| r.id == *region)
    }

    fn fitting(&mut self, at: usize, row: &Row, region: &str, variant: Option<Purchase>) {
        let k = &self.keys[at];
        let price = k.price;
        self.counts.fitting += 1;
        let region = match k.region {
            Some(_) => GLOBAL,
            None => region,
        };
        if region != GLOBAL && !self.known(region) {
            let odd = Problem::OddRegion { price, region: row.region.clone() };
            if !self.problems.contains(&odd) {
                self.problems.push(odd);
            }
            return;
        }
        let said = format!(
            "{} row {}: {} / {} / {}, {} per {}",
            self.file, row.number, row.product, row.sku, row.meter, row.price, row.unit
        );
        let from = Measure::read(&row.unit);
        let factor = k.measure.as_ref().zip(from.as_ref()).and_then(|(to, from)| to.of(from));
        let Some(factor) = factor else {
            self.problems.push(Problem::OddUnit { price, row: said, unit: row.unit.clone() });
            return;
        };
        let term = match (row.sale, k.purchase, variant) {
            (Sale::Reservation, ..) => match row.term.as_deref().map(years) {
                Some(Some(term)) => Term::Under(term),
                Some(None) => return, // a term that nobody compares, such as five years
                None => Term::Unknown,
            },
            (_, Some(p), _) | (_, None, Some(p)) => Term::Under(p),
            (_, None, None) => Term::Plain,
        };
        let offer = |amount: f64, from: f64| Offer {
            from: if from > 0.0 { from / factor } else { 0.0 },
            amount,
            currency: row.currency.clone().unwrap_or_default(),
            start: row.start.clone(),
            end: row.end.clone(),
            primary: row.primary,
            said: said.clone(),
        };
        // A reservation's price is for the whole term, whatever its unit of measure says.
        let amount = match term {
            Term::Under(p) if row.sale == Sale::Reservation => row.price / p.hours().unwrap_or(1.0),
            Term::Unknown => row.price,
            _ => row.price * factor,
        };
        let mut add = |term: Term, offer: Offer| {
            self.offers.entry((price, region.to_string(), term)).or_default().push(offer);
        };
        add(term, offer(amount, row.from));
        if term == Term::Plain {
            for (words, hourly) in &row.savings {
                let plan = match years(words) {
                    Some(Purchase::Reserved1y) => Purchase::Savings1y,
                    Some(Purchase::Reserved3y) => Purchase::Savings3y,
                    _ => continue,
                };
                add(Term::Under(plan), offer(hourly * factor, row.from));
            }
        }
        if row.start > self.newest {
            self.newest.clone_from(&row.start);
        }
    }

    /// What was found. A row that ended before `today` (`YYYY-MM-DD`) is told and not taken.
    pub fn finish(mut self, today: &str) -> Outcome {
        let catalog = self.catalog;
        let mut out = Outcome { counts: self.counts, newest: self.newest, ..Outcome::default() };
        let mut seen = vec![false; catalog.prices.len()];
        tell_apart(&mut self.offers);
        for ((price, region, term), offers) in self.offers {
            seen[price] = true;
            let (ended, current): (Vec<Offer>, Vec<Offer>) =
                offers.into_iter().partition(|o| o.end.as_deref().is_some_and(|day| day < today));
            if let Some(day) = ended.iter().filter_map(|o| o.end.clone()).max().filter(|_| current.is_empty()) {
                out.problems.push(Problem::Retired { price, region: Some(region), day });
                continue;
            }
            match ladder(current, term == Term::Unknown) {
                Ok(steps) => {
                    let purchase = if let Term::Under(p) = term { Some(p) } else { None };
                    out.found.push(found(catalog, price, region, purchase, steps));
                }
                Err(rows) => out.problems.push(Problem::Ambiguous { price, region, rows }),
            }
        }
        for (price, of) in catalog.prices.iter().enumerate() {
            let day = of.more.retired.as_ref().filter(|day| day.as_str() <= today);
            match day {
                Some(day) if seen[price] => {
                    out.problems.push(Problem::Retired { price, region: None, day: day.to_string() });
                }
                None if !seen[price] && !of.more.keys.is_empty() => self.problems.push(Problem::Missing { price }),
                _ => {}
            }
        }
        out.problems.extend(self.problems);
        out
    }
}

/// A size without the resource manager's prefix.
fn size(arm: &str) -> String {
    let folded = fold(arm);
    folded.strip_prefix("standard").map_or(folded.clone(), String::from)
}

/// SKU and meter without the ending that tells spot and low priority, and which of them it is.
fn variant(row: &Row) -> (&str, &str, Option<Purchase>) {
    for (ending, purchase) in [(SPOT, Purchase::Spot), (LOW_PRIORITY, Purchase::LowPriority)] {
        let (sku, meter) = (row.sku.strip_suffix(ending), row.meter.strip_suffix(ending));
        if sku.is_some() || meter.is_some() {
            return (sku.unwrap_or(&row.sku), meter.unwrap_or(&row.meter), Some(purchase));
        }
    }
    (&row.sku, &row.meter, None)
}

/// The reservation of a term in words: `1 Year`, `3 Years`.
fn years(words: &str) -> Option<Purchase> {
    match words.split_whitespace().next() {
        Some("1") => Some(Purchase::Reserved1y),
        Some("3") => Some(Purchase::Reserved3y),
        _ => None,
    }
}

/// Reservations without a term, as CSV variants have them: of two prices the lower is for one year and
/// the higher for three, as three years cost more in all. Anything else stays unknown.
fn tell_apart(offers: &mut Offers) {
    let open: Vec<(usize, String, Term)> = offers.keys().filter(|k| k.2 == Term::Unknown).cloned().collect();
    for key in open {
        let mut totals: Vec<f64> = offers[&key].iter().map(|o| o.amount).collect();
        totals.sort_by(f64::total_cmp);
        totals.dedup();
        let [one, three] = totals[..] else { continue };
        for mut o in offers.remove(&key).unwrap_or_default() {
            let purchase = if o.amount == one { Purchase::Reserved1y } else { Purchase::Reserved3y };
            o.amount = if o.amount == one { one } else { three } / purchase.hours().unwrap_or(1.0);
            offers.entry((key.0, key.1.clone(), Term::Under(purchase))).or_default().push(o);
        }
    }
}

/// The volume steps of rows, or the rows if they contradict each other.
fn ladder(mut offers: Vec<Offer>, unknown: bool) -> Result<Vec<Offer>, Vec<String>> {
    let told = |offers: &[Offer]| Err(offers.iter().map(|o| o.said.clone()).collect());
    if unknown {
        return told(&offers);
    }
    // The same meter may be sold in several places of a region: its main row counts.
    let main = |o: &Offer| o.primary == Some(true);
    if offers.iter().any(main) && !offers.iter().all(main) {
        let differ = offers.iter().any(|o| offers.iter().any(|p| p.from == o.from && p.amount != o.amount));
        if differ {
            offers.retain(main);
        }
    }
    offers.sort_by(|a, b| a.from.total_cmp(&b.from).then(a.amount.total_cmp(&b.amount)));
    offers.dedup_by(|b, a| a.from == b.from && a.amount == b.amount && a.currency == b.currency);
    let clash = offers.windows(2).any(|w| w[0].from == w[1].from || w[0].currency != w[1].currency);
    // Without the first step nothing says what the first units cost.
    if clash || offers.first().is_none_or(|o| o.from > 0.0) {
        return told(&offers);
    }
    Ok(offers)
}

fn found(catalog: &Catalog, price: usize, region: String, purchase: Option<Purchase>, steps: Vec<Offer>) -> Found {
    let of = &catalog.prices[price];
    let mut tiers: Vec<Tier> = steps.iter().map(|o| Tier { from: o.from, price: o.amount }).collect();
    // Steps that cost the same are one.
    tiers.dedup_by(|b, a| a.price == b.price);
    let amount = tiers.iter().map(|t| t.price).find(|p| *p > 0.0).unwrap_or(0.0);
    let mut granted = false;
    if let ([only], [free, first, ..], None) = (&tiers[..], &of.tiers[..], purchase)
        && free.price == 0.0
        && only.price > 0.0
    {
        tiers = vec![*free, Tier { from: first.from, price: only.price }];
        granted = true;
    }
    if tiers.len() < 2 || purchase.is_some() {
        tiers.clear();
    }
    let currency = steps.first().map(|o| o.currency.clone()).filter(|c| !c.is_empty());
    let currency = currency.unwrap_or_else(|| catalog.currency.to_string());
    let listed = match purchase {
        None => Some(unit(catalog, of, &region)).filter(|u| u.basis == Basis::Listed),
        Some(p) => crate::estimate::price::under(catalog, of, p, &region).filter(|u| u.basis == Basis::Listed),
    };
    Found {
        price,
        purchase,
        amount,
        tiers,
        granted,
        start: steps.iter().filter_map(|o| o.start.clone()).max(),
        before: listed.map(|u| u.price.likely),
        now: catalog.rate(&currency).map(|r| amount * r),
        currency,
        region,
    }
}
