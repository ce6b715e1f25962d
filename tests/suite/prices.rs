//! Prices: published costs to the cent, ways to buy, and importing the provider's price list with all its
//! traps.

use std::path::PathBuf;

use mlarch::catalog::{Catalog, HOURS_PER_MONTH, Price, Purchase, Tier, embedded};
use mlarch::estimate::price::{Basis, graduated, offers, under, unit};
use mlarch::logic::Range;
use serde_json::Value;

use crate::run::{Outcome, mlarch, mlarch_in, root};

fn catalog() -> Catalog {
    embedded().expect("embedded")
}

fn price<'a>(c: &'a Catalog, id: &str) -> &'a Price {
    c.prices.iter().find(|p| p.id == *id).unwrap_or_else(|| panic!("no price {id}"))
}

fn cents(x: f64) -> i64 {
    (x * 100.0).round() as i64
}

#[test]
fn published_monthly_costs_to_the_cent() {
    let c = catalog();
    let text = std::fs::read_to_string(root().join("tests/conformance/costs.yaml")).expect("readable");
    let points: Vec<Value> = serde_yaml::from_str(&text).expect("YAML");
    assert_eq!(points.len(), 6);
    for p in &points {
        let s = |key: &str| p[key].as_str().expect("a text");
        let n = |key: &str| p[key].as_f64().expect("a number");
        let cost = unit(&c, price(&c, s("price")), s("region")).cost(Range::exact(n("units")));
        assert_eq!(cents(cost.likely), cents(n("published")), "{}: {}", s("id"), s("workload"));
    }
}

#[test]
fn tiers_are_graduated_and_free_grants_are_tiers() {
    let steps = [(0.0, 0.0), (5.0, 2.3), (100.0, 2.0)].map(|(from, price)| Tier { from, price });
    for (units, cost) in [(0.0, 0.0), (5.0, 0.0), (15.0, 23.0), (100.0, 218.5), (110.0, 238.5)] {
        assert!((graduated(&steps, units) - cost).abs() < 1e-9, "{units}");
    }
    let c = catalog();
    let logs = unit(&c, price(&c, "logs_gb"), "eastus");
    let cost = logs.cost(Range { low: 2.0, likely: 105.0, high: 1005.0 });
    assert_eq!((cents(cost.low), cents(cost.likely), cents(cost.high)), (0, 23_000, 230_000));
    // Outgoing data: 100 GB free, then 10,235 GB at 0.087, then 0.083.
    let out = unit(&c, price(&c, "egress_gb"), "eastus2").cost(Range::exact(10_435.0));
    assert_eq!(cents(out.likely), cents(10_235.0 * 0.087 + 100.0 * 0.083));
}

#[test]
fn prices_of_other_regions_are_listed_or_marked_as_estimates() {
    let c = catalog();
    let vm = price(&c, "vm_d4s_v5");
    let there = unit(&c, vm, "westeurope");
    assert_eq!((there.price.likely, there.basis), (0.23, Basis::Listed));
    // Osaka is not in the list of this size: 1.292 times as dear by the table.
    let guess = unit(&c, vm, "japanwest");
    assert_eq!(guess.basis, Basis::Worked);
    assert!((guess.price.likely - 0.192 * 1.292).abs() < 1e-9 && guess.price.low == 0.192, "{:?}", guess.price);
    // An accelerator follows the factors of accelerators.
    let gpu = unit(&c, price(&c, "aca_gpu_t4"), "brazilsouth");
    assert!((gpu.price.likely - 0.000_073 * 2.0).abs() < 1e-12, "{:?}", gpu.price);
    // What costs the same everywhere is no estimate.
    assert_eq!(unit(&c, price(&c, "llm_global_in"), "japanwest").basis, Basis::Listed);
}

/// The shares that were published beside the prices of commitments.
#[test]
fn ways_to_buy_save_what_was_published() {
    let c = catalog();
    for (id, purchase, saves) in [
        ("vm_d2s_v5", Purchase::Reserved1y, 0.3828),
        ("vm_d2s_v5", Purchase::Reserved3y, 0.6048),
        ("vm_d4s_v5", Purchase::Reserved3y, 0.605),
        ("vm_e4s_v5", Purchase::Reserved1y, 0.4102),
        ("vm_e4s_v5", Purchase::Savings1y, 0.3232),
        ("vm_d8s_v5", Purchase::Savings3y, 0.53),
    ] {
        let vm = price(&c, id);
        let (payg, less) = (unit(&c, vm, "eastus2"), under(&c, vm, purchase, "eastus2").expect("listed"));
        assert_eq!(less.basis, Basis::Listed, "{id}");
        let got = 1.0 - less.price.likely / payg.price.likely;
        assert!((got - saves).abs() < 5e-5, "{id} {}: {got}", purchase.word());
    }
    let vm = price(&c, "vm_d4ds_v5");
    let all = offers(&c, vm, "eastus", Range::exact(HOURS_PER_MONTH));
    let of = |p: Purchase| all.iter().find(|o| o.term == Some(p)).unwrap_or_else(|| panic!("no {}", p.word()));
    // 1,168 for a year is 97.33 a month, against 164.98; it pays from 59 % of all hours on.
    assert_eq!(cents(all[0].monthly.likely), 16_498);
    assert_eq!(cents(of(Purchase::Reserved1y).monthly.likely), 9_733);
    assert!((of(Purchase::Reserved1y).break_even.expect("a share") - 0.59).abs() < 1e-3);
    // A commitment costs the same however little is used; at the break-even both cost the same.
    let share = of(Purchase::Reserved3y).break_even.expect("a share");
    let little = offers(&c, vm, "eastus", Range::exact(share * HOURS_PER_MONTH));
    let committed = little.iter().find(|o| o.term == Some(Purchase::Reserved3y)).expect("offered");
    assert_eq!(cents(little[0].monthly.likely), cents(committed.monthly.likely));
    // Spot costs hours that are lost; low priority cannot be bought any more.
    let spot = of(Purchase::Spot);
    assert!(spot.monthly.likely > spot.unit.price.likely * HOURS_PER_MONTH);
    assert!(!all.iter().any(|o| o.term == Some(Purchase::LowPriority)));
}

#[test]
fn what_is_not_listed_is_an_estimate() {
    let c = catalog();
    let gpu = under(&c, price(&c, "vm_nc24ads_a100_v4"), Purchase::Reserved1y, "eastus").expect("usual saving");
    assert!(gpu.basis == Basis::Worked && gpu.assumed);
    assert!((gpu.price.likely - 3.673 * 0.67).abs() < 1e-9, "{:?}", gpu.price);
    // Known for one region, taken in proportion for another.
    let vm = under(&c, price(&c, "vm_d4s_v5"), Purchase::Reserved1y, "westeurope").expect("in proportion");
    assert!(vm.basis == Basis::Worked && (vm.price.likely - 1038.0 / 8760.0 / 0.192 * 0.23).abs() < 1e-9);
    // Nobody reserves log ingestion.
    assert_eq!(under(&c, price(&c, "logs_gb"), Purchase::Reserved1y, "eastus"), None);
}

/// Every price is complete, and what costs are computed from is not retired.
#[test]
fn the_price_table_is_sound() {
    let c = catalog();
    assert!(c.prices.len() > 400 && c.regions.len() == 57, "{} {}", c.prices.len(), c.regions.len());
    for p in &c.prices {
        assert!(!p.sources.is_empty() && p.date.len() == 10 && !p.meter.is_empty() && !p.unit.is_empty(), "{}", p.id);
        let known = |r: &str| r == "global" || c.regions.iter().any(|x| x.id == *r);
        assert!(known(&p.region), "{} {}", p.id, p.region);
        for q in p.more.quotes.iter().chain(p.more.terms.iter().flat_map(|t| &t.quotes)) {
            assert!(known(&q.region) && q.date.len() == 10 && !q.sources.is_empty(), "{} {}", p.id, q.region);
        }
    }
    for line in c.costs.iter().flat_map(|x| &x.lines) {
        let p = &c.prices[line.price.0 as usize];
        assert!(p.more.retired.as_ref().is_none_or(|d| *d > c.date), "{} is retired", p.id);
    }
}

// ---------------------------------------------------------------------------------------------- import

struct Import {
    folder: tempfile::TempDir,
    report: Value,
    overlay: String,
}

fn dump(name: &str) -> String {
    root().join("tests/data/prices").join(name).display().to_string()
}

fn try_import(dumps: &[&str], more: &[&str]) -> (tempfile::TempDir, Outcome) {
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::create_dir(folder.path().join("ours")).expect("a folder");
    let dumps: Vec<String> = dumps.iter().map(|d| dump(d)).collect();
    let mut arguments = vec!["prices", "import"];
    arguments.extend(dumps.iter().map(String::as_str));
    arguments.extend(["-o", "ours/list.yaml", "--format", "json"]);
    arguments.extend(more);
    let out = mlarch_in(folder.path(), &arguments);
    (folder, out)
}

fn import(dumps: &[&str], more: &[&str]) -> Import {
    let (folder, out) = try_import(dumps, more);
    assert_eq!(out.code, 0, "{}", out.stderr);
    let overlay = std::fs::read_to_string(folder.path().join("ours/list.yaml")).expect("written");
    Import { report: serde_json::from_str(&out.stdout).expect("JSON"), overlay, folder }
}

impl Import {
    fn ours(&self) -> String {
        self.folder.path().join("ours").display().to_string()
    }

    fn found(&self, id: &str, region: &str, term: Option<&str>) -> Option<&Value> {
        let all = self.report["found"].as_array().expect("a list");
        all.iter().find(|f| f["id"] == id && f["region"] == region && f["term"].as_str() == term)
    }

    fn amount(&self, id: &str, region: &str, term: Option<&str>) -> f64 {
        let f = self.found(id, region, term).unwrap_or_else(|| panic!("{id} {region} {term:?} in {}", self.report));
        f["price"].as_f64().expect("a number")
    }

    /// The entry of a list of problems.
    fn told(&self, list: &str, id: &str) -> Option<&Value> {
        self.report[list].as_array().expect("a list").iter().find(|p| p["id"] == id || **p == id)
    }

    fn check(&self) {
        let out = mlarch(&["catalog", "check", "--catalog", &self.ours()]);
        assert_eq!(out.code, 0, "{}{}", out.stdout, out.stderr);
    }
}

fn near(a: f64, b: f64) -> bool {
    (a - b).abs() <= b.abs() * 1e-9
}

#[test]
fn machines_of_a_page() {
    let i = import(&["machines.json"], &["--region", "westeurope"]);
    let we = "westeurope";
    assert_eq!(i.amount("vm_d4s_v5", we, None), 0.23);
    // Spot and low priority are rows of their own, told by the ending of their names.
    assert_eq!(i.amount("vm_d4s_v5", we, Some("spot")), 0.0425);
    assert_eq!(i.amount("vm_d4s_v5", we, Some("low_priority")), 0.046);
    // A reservation is priced for the whole term although its unit says an hour; five years are not compared.
    assert!(near(i.amount("vm_d4s_v5", we, Some("reserved_1y")), 1243.0 / 8760.0));
    assert!(near(i.amount("vm_d4s_v5", we, Some("reserved_3y")), 2388.0 / 26_280.0));
    // Savings plans stand in the row of pay as you go.
    assert_eq!(i.amount("vm_d4s_v5", we, Some("savings_1y")), 0.1587);
    assert_eq!(i.amount("vm_d4s_v5", we, Some("savings_3y")), 0.1081);
    // Windows and development rows are no prices of this meter.
    assert_eq!((&i.report["rows"]["windows"], &i.report["rows"]["dev_test"]), (&Value::from(1), &Value::from(1)));
    assert_eq!(i.report["rows"]["elsewhere"], 1);
    assert!(i.found("vm_d4s_v5", "eastus", None).is_none());
    // The size as shown is written in several ways: the resource manager's name decides.
    assert_eq!(i.amount("vm_e4s_v5", we, None), 0.304);
    // A retired size is priced still, and said to be retired; a row that ended is not taken.
    assert_eq!(i.told("retired", "vm_nc6s_v3").expect("told")["date"], "2025-09-30");
    assert_eq!(i.told("retired", "vm_f2s_v2").expect("told")["region"], we);
    assert!(i.found("vm_f2s_v2", we, None).is_none());
    // Only what changed notably is marked.
    assert_eq!(i.found("vm_d4s_v5", we, None).expect("found")["changed"], false);
    let d8 = i.found("vm_d8s_v5", we, None).expect("found");
    assert_eq!((&d8["changed"], &d8["before"]), (&Value::from(true), &Value::from(0.46)));
    assert!(i.told("missing", "logs_gb").is_some());
    assert_eq!(i.report["incomplete"].as_array().expect("a list").len(), 1, "a next page is named");
    // The date of a price is that from which it holds.
    assert!(i.overlay.contains("date: 2021-11-01"), "{}", i.overlay);
}

#[test]
fn services_of_several_pages() {
    let i = import(&["services.ndjson"], &["--region", "westeurope"]);
    let we = "westeurope";
    // Three names of one service; the deployment is told by the meter, and units differ.
    assert_eq!(i.amount("llm_global_in", we, None), 1.3);
    assert!(near(i.amount("tokens_gpt_4_1_data_zone_in", we, None), 2.2));
    assert_eq!(i.amount("tokens_gpt_4_1_regional_in", we, None), 2.3);
    assert!(i.found("tokens_gpt_4_1_global_in", we, None).is_none());
    assert!(near(i.amount("ptu_global_hour", we, Some("monthly_reservation")) * 730.0, 312.0));
    // The search service keeps its old name, and data over the provider's network is another product.
    assert_eq!(i.amount("search_basic", we, None), 0.111);
    let egress = i.found("egress_gb", we, None).expect("found");
    assert_eq!((&egress["price"], &egress["tiers"][1]["from"]), (&Value::from(0.087), &Value::from(100.0)));
    // Free grants: as a first step, counted in the row's unit, or not in the list at all.
    assert_eq!(i.found("logs_gb", we, None).expect("found")["tiers"][1]["from"], 5.0);
    let executions = i.found("functions_flex_executions", we, None).expect("found");
    assert!(near(executions["tiers"][1]["from"].as_f64().expect("n"), 0.25), "{executions}");
    assert!(near(executions["price"].as_f64().expect("n"), 0.4));
    let active = i.found("aca_vcpu_active", we, None).expect("found");
    assert_eq!(active["free_grant_of_the_catalog"], true);
    assert_eq!(active["tiers"][1]["from"], 180_000.0);
    // Units are read: a hundred hours, and hours of what is listed by the month, which has 730.
    assert!(near(i.amount("aks_standard", we, None), 0.0002));
    assert!(near(i.amount("event_hubs_tu", we, None), 24.0 * 730.0));
    assert_eq!(i.told("odd_units", "key_vault_10k").expect("told")["unit"], "1 Hour");
    let both = i.told("ambiguous", "aci_vcpu").expect("told")["rows"].as_array().expect("rows");
    assert!(both.len() == 2 && both[1].as_str().expect("a text").contains("0.0512 per 1 Hour"), "{both:?}");
    // A zone counts where the meter says so, and everywhere is no region.
    assert_eq!(i.amount("front_door_base", "global", None), 35.0);
    assert_eq!(i.amount("private_endpoint", "global", None), 0.01);
    let all = import(&["services.ndjson"], &[]);
    assert_eq!(all.told("odd_regions", "acr_basic").expect("told")["region"], "marsnorth");
    i.check();
}

#[test]
fn tables_and_reduced_variants() {
    let i = import(&["mirror.csv", "keyed.json", "snapshot.json"], &[]);
    assert_eq!(i.amount("vm_d4s_v5", "westus", None), 0.224);
    assert_eq!(i.amount("vm_d4s_v5", "westus", Some("spot")), 0.05);
    // Without a term, two reservations are told apart by their totals; one alone is not.
    assert!(near(i.amount("vm_d4s_v5", "westus", Some("reserved_1y")), 1211.0 / 8760.0));
    assert!(near(i.amount("vm_d4s_v5", "westus", Some("reserved_3y")), 2327.0 / 26_280.0));
    assert!(i.told("ambiguous", "vm_e4s_v5").is_some());
    // A map of rows: the key has type and term, and no row names its service.
    assert_eq!(i.amount("vm_d4s_v5", "swedencentral", None), 0.204);
    assert_eq!(i.amount("vm_d4s_v5", "swedencentral", Some("spot")), 0.0377);
    assert!(near(i.amount("vm_d4s_v5", "swedencentral", Some("reserved_1y")), 1104.0 / 8760.0));
    // A row for several regions.
    assert_eq!(i.amount("llm_global_out", "swedencentral", None), 10.5);
    assert!(i.overlay.contains("date: 2026-12-01"), "the day of the dump: {}", i.overlay);
    i.check();
}

/// From the dump to the bill: the overlay is sound, and the recommendation uses its prices.
#[test]
fn a_round_trip_changes_the_estimate() {
    let i = import(&["machines.json"], &["--region", "westeurope"]);
    i.check();
    let example = root().join("examples/churn-scoring.yaml").display().to_string();
    let lines = |more: &[&str]| {
        let mut arguments = vec!["recommend", &example, "--format", "json"];
        arguments.extend(more);
        let out = mlarch(&arguments);
        assert_eq!(out.code, 0, "{}", out.stderr);
        let r: Value = serde_json::from_str(&out.stdout).expect("JSON");
        r["estimate"].clone()
    };
    let ours = i.ours();
    let estimate = lines(&["--catalog", &ours, "--set", "azure.region=westeurope"]);
    assert_eq!(estimate["region"], "westeurope");
    let all = estimate["lines"].as_array().expect("lines");
    let d8: Vec<&Value> = all.iter().filter(|l| l["meter"].as_str().is_some_and(|m| m.starts_with("D8s v5"))).collect();
    let d4: Vec<&Value> = all.iter().filter(|l| l["meter"].as_str().is_some_and(|m| m.starts_with("D4s v5"))).collect();
    assert!(!d8.is_empty() || !d4.is_empty(), "{all:?}");
    for line in d8 {
        assert_eq!(line["unit_price"], 0.7, "{line}");
        assert!(line["source"][0]["id"].as_str().expect("an id").starts_with("price_list_"), "{line}");
    }
    for line in d4 {
        assert_eq!((&line["unit_price"], &line["date"]), (&Value::from(0.23), &Value::from("2021-11-01")), "{line}");
    }
}

#[test]
fn another_currency_needs_a_rate() {
    let i = import(&["euros.json"], &[]);
    let out = mlarch(&["catalog", "list", "--catalog", &i.ours()]);
    assert_eq!(out.code, 2);
    assert!(out.stderr.contains("a price is in EUR") && out.stderr.contains("list.yaml:"), "{}", out.stderr);
    assert!(out.stderr.contains("currencies: {EUR: {per_usd:"), "{}", out.stderr);
    std::fs::write(
        i.folder.path().join("ours/rates.yaml"),
        "sources:\n  - {id: our_rates, title: Our rates, publisher: Ours, date: 2026-11-01}\n\
         currencies: {EUR: {per_usd: 0.8, date: 2026-11-01, source: our_rates}}\n",
    )
    .expect("written");
    i.check();
    let ours = i.ours();
    let folder = i.folder.path();
    let text = "mlarch: 1\nname: x\nanswers: {task.type: [classification], azure.region: westeurope}\n\
                constraints: {budget: {monthly: 4000 EUR}}\n";
    std::fs::write(folder.join("r.yaml"), text).expect("written");
    let out = mlarch_in(folder, &["recommend", "r.yaml", "--format", "json", "--catalog", &ours]);
    assert_eq!(out.code, 0, "{}", out.stderr);
    let out = mlarch_in(folder, &["recommend", "r.yaml"]);
    assert_eq!(out.code, 2);
    assert!(out.stderr.contains("r.yaml:4:") && out.stderr.contains("no rate of `EUR`"), "{}", out.stderr);
    // In dollars: 0.2 euros are 0.25.
    let rows = mlarch_in(folder, &["recommend", "r.yaml", "--format", "json", "--catalog", &ours]);
    let r: Value = serde_json::from_str(&rows.stdout).expect("JSON");
    let lines = r["estimate"]["lines"].as_array().expect("lines");
    for l in lines.iter().filter(|l| l["meter"].as_str().is_some_and(|m| m.starts_with("D4s v5"))) {
        assert_eq!(l["unit_price"], 0.25, "{l}");
    }
}

#[test]
fn nothing_is_written_over_by_chance() {
    let i = import(&["machines.json"], &[]);
    let path = i.folder.path().join("ours/list.yaml");
    let args = |file: &str| -> Vec<String> {
        ["prices", "import", &dump("machines.json"), "-o", file].map(String::from).to_vec()
    };
    let run = |a: &[String]| mlarch_in(i.folder.path(), &a.iter().map(String::as_str).collect::<Vec<_>>());
    // Its own file is renewed, another is left alone.
    assert_eq!(run(&args("ours/list.yaml")).code, 0);
    std::fs::write(&path, "prices: []\n").expect("written");
    let out = run(&args("ours/list.yaml"));
    assert_eq!((out.code, out.stdout.as_str()), (2, ""));
    assert!(out.stderr.contains("was not written by an import"), "{}", out.stderr);
    assert_eq!(std::fs::read_to_string(&path).expect("there"), "prices: []\n");
    let mut forced = args("ours/list.yaml");
    forced.push("--force".into());
    assert_eq!(run(&forced).code, 0);
    // A new overlay begins with its folder.
    assert_eq!(run(&args("theirs/more/list.yaml")).code, 0);
    assert!(i.folder.path().join("theirs/more/list.yaml").is_file());
    // Without a file the overlay is the result.
    let out = mlarch(&["prices", "import", "tests/data/prices/machines.json"]);
    assert!(out.stdout.starts_with("# Written by `mlarch prices import`"), "{}", out.stdout);
    assert!(out.stderr.contains("Changed by more than 20 %"), "{}", out.stderr);
}

#[test]
fn mistakes_in_dumps_have_a_place() {
    let folder = tempfile::tempdir().expect("a folder");
    let run = |name: &str, text: &[u8]| {
        std::fs::write(folder.path().join(name), text).expect("written");
        let out = mlarch_in(folder.path(), &["prices", "import", name]);
        assert_eq!((out.code, out.stdout.as_str()), (2, ""), "{name}");
        out.stderr
    };
    for (name, text, told) in [
        ("empty.json", "", "empty.json: the file is empty"),
        ("cut.json", "{\"Items\": [\n  {\"retailPrice\": 1", "cut.json:2:"),
        ("word.json", "[\n {\"retailPrice\": \"cheap\"}]", "word.json:2:"),
        ("other.json", "{\"name\": 1}", "neither a page with `Items` nor a row"),
        ("bare.json", "[{\"meterName\": \"x\"}]", "row 1 has neither `retailPrice` nor `unitPrice`"),
        ("none.json", "{\"Items\": []}", "none of 0 rows"),
        ("header.csv", "meterName,armRegionName,unitOfMeasure,retialPrice\n", "did you mean `retialPrice`?"),
        ("number.csv", "meterName,armRegionName,unitOfMeasure,retailPrice\nx,y,z,1\nx,y,z,dear\n", "number.csv:3:"),
        ("short.csv", "meterName,armRegionName,unitOfMeasure,retailPrice\nx,y\n", "short.csv:2:"),
    ] {
        let stderr = run(name, text.as_bytes());
        assert!(stderr.contains(told), "{name}: {stderr}");
    }
    assert!(run("wide.json", &[0xFF, 0xFE, b'{', 0]).contains("UTF-16"));
    let page = dump("machines.json");
    let out = mlarch(&["prices", "import", &page, "--region", "westeurop"]);
    assert!(out.code == 2 && out.stderr.contains("Did you mean `westeurope`?"), "{}", out.stderr);
    assert_eq!(mlarch(&["prices", "import", "nowhere.json"]).code, 2);
    assert_eq!(mlarch(&["prices", "import", &PathBuf::from("tests").display().to_string()]).code, 2);
}
