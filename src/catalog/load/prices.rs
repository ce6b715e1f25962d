//! Prices, regions, discounts and currencies.

use super::loader::{Loader, definitions};
use super::refs::unknown;
use crate::catalog::*;
use crate::diagnostics::{Code, Diagnostic, Sink};
use crate::logic::{Dimension, Domain, Range, Var, Vocabulary};
use crate::text::{Span, Text, nearest, one_of};
use crate::yaml::{Entry, Fields, Node, boolean, list, mapping, number, strings};

/// What a quote takes over where it says nothing itself.
struct Frame<'a> {
    currency: &'a Text,
    date: &'a Text,
    sources: &'a [SourceRef],
    assumed: bool,
}

impl Loader {
    pub(super) fn decode_prices(&mut self, trees: &[Node], sink: &mut Sink) {
        self.decode_currencies(trees, sink);
        for (node, id) in definitions(trees, "prices") {
            if let Some((id, _)) = id
                && let Some(price) = self.price(node, id, sink)
            {
                self.catalog.prices.push(price.into());
            }
        }
        let regions: Vec<Region> = definitions(trees, "regions").filter_map(|(n, _)| self.region(n, sink)).collect();
        let discounts: Vec<Discount> =
            definitions(trees, "discounts").filter_map(|(n, _)| self.discount(n, sink)).collect();
        self.catalog.regions = regions.into();
        self.catalog.discounts = discounts.into();
    }

    fn price(&self, node: &Node, id: &str, sink: &mut Sink) -> Option<Price> {
        let mut f = Fields::open(node, "price", sink)?;
        f.optional("id");
        let meter = f.text("meter", sink).unwrap_or_default();
        let unit = f.text("unit", sink).unwrap_or_default();
        let amount = f.required("price", sink).and_then(|n| amount(n, "price", sink)).unwrap_or(0.0);
        let date = f.text("date", sink).unwrap_or_default();
        let sources = self.source(&mut f, node, "a price", sink);
        let assumed = flag(&mut f, "assumed", sink);
        let region = match f.optional("region") {
            Some(n) => self.region_name(n.text().unwrap_or_default(), n.span, sink)?,
            None => self.catalog.region.clone(),
        };
        let currency = self.currency(&mut f, sink).unwrap_or_else(|| self.currency.clone());
        let tiers = f.optional("tiers").map(|n| tiers(n, sink)).unwrap_or_default();
        let frame = Frame { currency: &currency, date: &date, sources: &sources, assumed };
        let mut quotes = f.optional("regions").map(|n| self.quotes(n, &frame, sink)).unwrap_or_default();
        // One for the price's own region, as an import writes it, takes the place of the price.
        let newer = quotes.iter().position(|q| q.region == region).map(|i| quotes.remove(i));
        let mut terms = Vec::new();
        for e in f.optional("terms").and_then(|n| mapping(n, "terms", sink)).unwrap_or_default() {
            terms.extend(self.purchase(e, &frame, &region, sink));
        }
        let keys = f.optional("api").map(|n| keys(n, sink)).unwrap_or_default();
        let family = f.text_opt("family", sink).unwrap_or(GENERAL.into());
        let family = Some(family).filter(|f| f != "none" && region != GLOBAL);
        let people = flag(&mut f, "people", sink);
        let answer = f.optional("answer").and_then(|n| self.money_question(n, sink));
        let more = PriceMore {
            quotes,
            terms,
            keys,
            family,
            retired: f.text_opt("retired", sink),
            note: f.text_opt("note", sink),
            own: f.text_opt("own", sink),
        };
        f.finish(sink);
        let (id, more) = (Text::copy(id), more.into());
        let mut out = Price {
            id,
            meter,
            unit,
            price: amount,
            date,
            sources,
            assumed,
            region,
            currency,
            tiers,
            people,
            answer,
            more,
        };
        if let Some(q) = newer {
            (out.price, out.currency, out.tiers) = (q.price, q.currency, q.tiers);
            (out.date, out.sources, out.assumed) = (q.date, q.sources, q.assumed);
        }
        Some(out)
    }

    /// A question that is answered with an amount of money.
    fn money_question(&self, node: &Node, sink: &mut Sink) -> Option<Var> {
        let id = node.text().unwrap_or_default();
        match self.var(id) {
            Some((var, Domain::Quantity(Dimension::Money, _))) => Some(var),
            Some(_) => {
                sink.error(Code::Type, node.span, format!("`{id}` is not answered with an amount of money"));
                None
            }
            None => {
                unknown("question", id, node.span, self.questions.ids(), sink);
                None
            }
        }
    }

    /// Prices by region: a number, or a map with what differs from the price they belong to.
    fn quotes(&self, node: &Node, frame: &Frame<'_>, sink: &mut Sink) -> Vec<Quote> {
        let entries = mapping(node, "regions", sink).unwrap_or_default();
        let one = |e: &Entry, sink: &mut Sink| {
            let region = self.region_name(&e.key, e.key_span, sink)?;
            self.quote(&e.value, region, frame, sink)
        };
        entries.iter().filter_map(|e| one(e, sink)).collect()
    }

    fn quote(&self, node: &Node, region: Text, frame: &Frame<'_>, sink: &mut Sink) -> Option<Quote> {
        let Frame { currency, date, sources, assumed } = *frame;
        let mut out = Quote {
            region,
            price: 0.0,
            currency: currency.clone(),
            tiers: Vec::new(),
            date: date.clone(),
            sources: sources.to_vec(),
            assumed,
        };
        if node.entries().is_none() {
            out.price = amount(node, "price", sink)?;
            return Some(out);
        }
        let mut f = Fields::open(node, "regional price", sink)?;
        out.price = f.required("price", sink).and_then(|n| amount(n, "price", sink))?;
        self.own(&mut f, &mut out, sink);
        out.tiers = f.optional("tiers").map(|n| tiers(n, sink)).unwrap_or_default();
        f.finish(sink);
        Some(out)
    }

    /// What a quote says of itself.
    fn own(&self, f: &mut Fields<'_>, out: &mut Quote, sink: &mut Sink) {
        if let Some(currency) = self.currency(f, sink) {
            out.currency = currency;
        }
        if let Some(date) = f.text_opt("date", sink) {
            out.date = date;
        }
        if let Some(source) = f.optional("source") {
            out.sources = self.source_refs(source, sink);
        }
        if let Some(assumed) = f.optional("assumed").and_then(|n| boolean(n, "assumed", sink)) {
            out.assumed = assumed;
        }
    }

    fn purchase(&self, entry: &Entry, frame: &Frame<'_>, region: &Text, sink: &mut Sink) -> Option<TermQuotes> {
        let Some(term) = Purchase::from_word(&entry.key) else {
            let words = Purchase::ALL.map(Purchase::word);
            sink.push(
                Diagnostic::error(Code::UnknownKey, entry.key_span, format!("there is no term `{}`", entry.key))
                    .label("unknown term of purchase")
                    .maybe_help(nearest(&entry.key, words).map(|l| format!("Did you mean `{l}`?")))
                    .help(format!("Terms: {}", one_of(words, 10))),
            );
            return None;
        };
        let mut f = Fields::open(&entry.value, "term", sink)?;
        let mut own = Quote {
            region: region.clone(),
            price: 0.0,
            currency: frame.currency.clone(),
            tiers: Vec::new(),
            date: frame.date.clone(),
            sources: frame.sources.to_vec(),
            assumed: frame.assumed,
        };
        self.own(&mut f, &mut own, sink);
        if let Some(n) = f.optional("region") {
            own.region = self.region_name(n.text().unwrap_or_default(), n.span, sink)?;
        }
        let hourly = f.optional("price").and_then(|n| amount(n, "price", sink));
        let total = f.optional("total");
        let total = total.and_then(|n| match term.hours() {
            Some(hours) => amount(n, "total", sink).map(|t| t / hours),
            None => {
                let message = format!("`{}` is paid by the hour: state its `price`", term.word());
                sink.error(Code::BadValue, n.span, message);
                None
            }
        });
        let inner = Frame { currency: &own.currency, date: &own.date, sources: &own.sources, assumed: own.assumed };
        let mut quotes = f.optional("regions").map(|n| self.quotes(n, &inner, sink)).unwrap_or_default();
        let retired = f.text_opt("retired", sink);
        f.finish(sink);
        if let Some(price) = hourly.or(total) {
            own.price = price;
            // One for the same region goes before it: an imported price does.
            quotes.push(own);
        }
        if quotes.is_empty() {
            sink.error(Code::MissingKey, entry.key_span, "a term has a `price`, a `total` or `regions`");
        }
        Some(TermQuotes { term, quotes, retired })
    }

    /// A region of the table, or `global`.
    fn region_name(&self, name: &str, at: Span, sink: &mut Sink) -> Option<Text> {
        // A catalog without a table, as of tests, may name any.
        if name == GLOBAL || self.regions.get(name).is_some() || self.regions.list.is_empty() {
            return Some(Text::copy(name));
        }
        unknown("region", name, at, self.regions.ids().chain([GLOBAL]), sink);
        None
    }

    /// The currency that a price states, which has to have a rate if it is not that of the catalog.
    fn currency(&self, f: &mut Fields<'_>, sink: &mut Sink) -> Option<Text> {
        let node = f.optional("currency")?;
        let code = crate::yaml::string(node, "currency", sink)?;
        if code != self.catalog.currency && self.catalog.rate(&code).is_none() {
            let of = &self.catalog.currency;
            let message = format!("a price is in {code}, the catalog counts in {of}, and no rate is known");
            let date = &self.catalog.date;
            sink.push(
                Diagnostic::error(Code::BadUnit, node.span, message).label("cannot be added to the others").help(
                    format!(
                        "Add how much {code} one US dollar buys to a file of the overlay: \
                         `currencies: {{{code}: {{per_usd: RATE, date: {date}, source: ID}}}}`"
                    ),
                ),
            );
            return None;
        }
        Some(code)
    }

    fn decode_currencies(&mut self, trees: &[Node], sink: &mut Sink) {
        let all = trees.iter().filter_map(|t| t.get("currencies")).filter_map(|n| mapping(n, "currencies", sink));
        let all: Vec<&Entry> = all.flatten().collect();
        for e in all {
            let Some(mut f) = Fields::open(&e.value, "currency", sink) else { continue };
            let per_usd = f.required("per_usd", sink).and_then(|n| {
                let rate = number(n, "per_usd", sink).filter(|r| *r > 0.0);
                if rate.is_none() {
                    sink.error(Code::BadValue, n.span, "a rate is a number greater than zero");
                }
                rate
            });
            let date = f.text("date", sink).unwrap_or_default();
            let sources = self.source(&mut f, &e.value, "a currency", sink);
            f.finish(sink);
            let Some(per_usd) = per_usd else { continue };
            let currency = Currency { code: Text::copy(&e.key), per_usd, date, sources };
            // A later file, such as an overlay's, has a newer rate.
            self.catalog.currencies.retain(|c| c.code != currency.code);
            self.catalog.currencies.push(currency);
        }
    }

    fn region(&self, node: &Node, sink: &mut Sink) -> Option<Region> {
        let mut f = Fields::open(node, "region", sink)?;
        let (id, name) = (f.text("id", sink)?, f.text("name", sink)?);
        let mut factors = Vec::new();
        for e in f.required("factors", sink).and_then(|n| mapping(n, "factors", sink)).unwrap_or_default() {
            factors.extend(amount(&e.value, "factor", sink).map(|n| (Text::copy(&e.key), n)));
        }
        let date = f.text("date", sink).unwrap_or_default();
        let sources = self.source(&mut f, node, "a region", sink);
        f.finish(sink);
        Some(Region { id, name, factors, date, sources })
    }

    fn discount(&self, node: &Node, sink: &mut Sink) -> Option<Discount> {
        let mut f = Fields::open(node, "discount", sink)?;
        let (id, family) = (f.text("id", sink)?, f.text("family", sink)?);
        let term = f.required("term", sink).and_then(|n| {
            let found = n.text().and_then(Purchase::from_word);
            if found.is_none() {
                unknown("term", n.text().unwrap_or_default(), n.span, Purchase::ALL.map(Purchase::word), sink);
            }
            found
        });
        let saves = f.required("saves", sink).and_then(|n| range(n, "saves", sink));
        let overhead = f.optional("overhead").and_then(|n| range(n, "overhead", sink));
        let date = f.text("date", sink).unwrap_or_default();
        let sources = self.source(&mut f, node, "a discount", sink);
        let assumed = flag(&mut f, "assumed", sink);
        f.optional("note");
        f.finish(sink);
        let saves = saves?;
        if !(0.0..=1.0).contains(&saves.low) || saves.high > 1.0 {
            sink.error(Code::BadValue, node.span, "`saves` is a share of the price, from 0 to 1");
        }
        let overhead = overhead.unwrap_or(Range::exact(1.0));
        Some(Discount { id, family, term: term?, saves, overhead, date, sources, assumed })
    }
}

fn flag(f: &mut Fields<'_>, key: &'static str, sink: &mut Sink) -> bool {
    f.optional(key).and_then(|n| boolean(n, key, sink)).unwrap_or(false)
}

/// A number that is not negative.
fn amount(node: &Node, what: &str, sink: &mut Sink) -> Option<f64> {
    let n = number(node, what, sink)?;
    if n < 0.0 {
        sink.error(Code::BadValue, node.span, format!("`{what}` is negative"));
        return None;
    }
    Some(n)
}

/// A number, or `{low, likely, high}`.
fn range(node: &Node, what: &'static str, sink: &mut Sink) -> Option<Range> {
    if node.entries().is_none() {
        return amount(node, what, sink).map(Range::exact);
    }
    let mut f = Fields::open(node, what, sink)?;
    let out = super::meta::range(&mut f, node, amount, sink);
    f.finish(sink);
    out
}

/// `[{from: 0, price: 0}, ...]`, ascending from 0.
fn tiers(node: &Node, sink: &mut Sink) -> Vec<Tier> {
    let mut out: Vec<Tier> = Vec::new();
    for item in list(node, "tiers", sink) {
        let Some(mut f) = Fields::open(item, "tier", sink) else { continue };
        let from = f.required("from", sink).and_then(|n| amount(n, "from", sink));
        let price = f.required("price", sink).and_then(|n| amount(n, "price", sink));
        f.finish(sink);
        let (Some(from), Some(price)) = (from, price) else { continue };
        let follows = out.last().map_or(from == 0.0, |t| t.from < from);
        if !follows {
            sink.error(Code::BadValue, item.span, "tiers start `from: 0` and ascend");
        }
        out.push(Tier { from, price });
    }
    out
}

/// How rows are recognised: one map, or a list of them.
fn keys(node: &Node, sink: &mut Sink) -> Vec<RowKeys> {
    let one = std::slice::from_ref(node);
    let mut out = Vec::new();
    for item in node.items().unwrap_or(one) {
        let Some(mut f) = Fields::open(item, "api", sink) else { continue };
        let mut texts = |key, sink: &mut Sink| f.optional(key).map(|n| strings(n, key, sink)).unwrap_or_default();
        let (service, product) = (texts("service", sink), texts("product", sink));
        let (sku, meter) = (texts("sku", sink), texts("meter", sink));
        let term = f.optional("term").and_then(|n| {
            let found = n.text().and_then(Purchase::from_word);
            if found.is_none() {
                unknown("term", n.text().unwrap_or_default(), n.span, Purchase::ALL.map(Purchase::word), sink);
            }
            found
        });
        let arm_sku = f.text_opt("arm_sku", sink);
        let (region, unit) = (f.text_opt("region", sink), f.text_opt("unit", sink));
        f.finish(sink);
        if arm_sku.is_none() && meter.is_empty() && sku.is_empty() {
            sink.error(Code::MissingKey, item.span, "a row is recognised by `arm_sku`, `meter` or `sku`");
        }
        out.push(RowKeys { service, product, sku, arm_sku, meter, region, unit, term });
    }
    out
}
