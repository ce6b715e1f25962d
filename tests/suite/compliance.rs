//! Which laws and frameworks follow from answers, the class of risk, duties, evidence and gaps.

use std::collections::BTreeSet;

use mlarch::catalog::{Catalog, Find, embedded};
use mlarch::diagnostics::Sink;
use mlarch::estimate::compliance::{Picture, State, Timing, picture};
use mlarch::requirements::{Answers, Format, decode, resolve};
use mlarch::text::Files;

use crate::run::{examples, json, list, mlarch, mlarch_in};

/// Settled answers to `question: value` lines.
fn answers(c: &Catalog, lines: &[&str]) -> Answers {
    let text =
        format!("mlarch: 1\nname: x\nanswers:\n{}", lines.iter().map(|l| format!("  {l}\n")).collect::<String>());
    let (mut files, mut sink) = (Files::new(), Sink::new());
    let raw = decode(files.add("x.yaml", text.clone()), &text, Format::Yaml, &mut sink).expect("YAML");
    let out = resolve(&raw, c, &mut sink).answers;
    let found = sink.into_sorted();
    assert!(found.is_empty(), "{lines:?}: {found:?}");
    out
}

/// The picture of answers alone, without an architecture.
fn look<R>(lines: &[&str], check: impl FnOnce(&Catalog, &Answers, &Picture<'_>) -> R) -> R {
    let c = embedded().expect("embedded");
    let a = answers(&c, lines);
    check(&c, &a, &picture(&c, &a, &[]))
}

/// The frameworks that apply.
fn frameworks(lines: &[&str]) -> Vec<String> {
    look(lines, |_, _, p| p.frameworks.iter().map(|f| f.framework.id.to_string()).collect())
}

/// The class under the EU AI Act, with the references of its grounds.
fn class(lines: &[&str]) -> (String, Vec<String>) {
    look(lines, |c, a, p| {
        let risk = a.show(c, c.question("ai_act.risk").expect("asked"));
        let act = p.frameworks.iter().find(|f| f.framework.id == "eu_ai_act");
        let grounds = act.and_then(|f| f.class.as_ref()).map(|k| k.classes.clone()).unwrap_or_default();
        (risk, grounds.iter().map(|g| g.basis.reference.to_string()).collect())
    })
}

/// The duties of a framework, as `reference role`.
fn duties(framework: &str, lines: &[&str]) -> Vec<String> {
    look(lines, |_, _, p| {
        let f = p.frameworks.iter().find(|f| f.framework.id == framework).expect("applies");
        f.duties.iter().map(|d| format!("{} {}", d.duty.basis.reference, d.duty.role.word())).collect()
    })
}

fn has(list: &[String], item: &str) -> bool {
    list.iter().any(|x| x == item)
}

const EU: &str = "jurisdiction: [eu]";
const CLASSIFY: &str = "task.type: [classification]";

#[test]
fn the_class_follows_from_the_use() {
    let eu = |lines: &[&'static str]| class(&[&[EU, CLASSIFY][..], lines].concat());
    let one = |class: &str, place: &str| (class.to_string(), vec![place.to_string()]);
    assert_eq!(eu(&["ai_act.area: [employment]", "decision.about_people: true"]), one("high", "Annex III(4)"));
    assert_eq!(eu(&["ai_act.area: [credit]"]), one("high", "Annex III(5)(b)"));
    assert_eq!(eu(&["ai_act.area: [emergency]", "data.health: true"]), one("high", "Annex III(5)(d)"));
    assert_eq!(eu(&["ai_act.product: true"]), one("high", "Art. 6(1), Annex I"));
    assert_eq!(eu(&["decision.about_people: true"]), one("high", "Art. 6(2)"), "until somebody has looked");
    assert_eq!(eu(&["decision.about_people: true", "ai_act.area: [none]"]).0, "minimal");
    assert_eq!(eu(&[]), one("minimal", "Art. 95"), "a spam filter");
    assert_eq!(eu(&["ai_act.interaction: [emotion_recognition]"]), one("high", "Annex III(1)"));
    let at_work = ["ai_act.interaction: [emotion_recognition]", "ai_act.area: [employment]"];
    assert_eq!(eu(&at_work), one("prohibited", "Art. 5(1)(f)"));
    assert_eq!(eu(&["ai_act.practices: [social_scoring]"]), one("prohibited", "Art. 5(1)(c)"));
    assert_eq!(eu(&["sector: [defence]"]), one("not_applicable", "Art. 2(3)"), "military alone");
    assert_eq!(eu(&["sector: [defence, health]"]).0, "minimal", "another use brings the Act back");
    assert_eq!(eu(&["ai_act.exempt: [research]", "ai_act.area: [credit]"]), one("not_applicable", "Art. 2(6)"));
    // A narrow task is not of high risk, unless people are profiled.
    let narrow = ["ai_act.area: [employment]", "ai_act.narrow_task: procedural", "ai_act.profiling: false"];
    assert_eq!(eu(&narrow), one("minimal", "Art. 6(3), 6(4)"));
    assert_eq!(eu(&["ai_act.area: [employment]", "ai_act.narrow_task: procedural"]).0, "high");
    let chat = class(&[EU, "task.type: [question_answering]"]);
    assert_eq!(chat, ("limited".into(), vec!["Art. 50(1)".into(), "Art. 50(2)".into()]));
    assert_eq!(class(&[CLASSIFY, "decision.about_people: true"]).0, "not_applicable", "not in the EU");
}

#[test]
fn frameworks_follow_from_answers() {
    assert_eq!(frameworks(&[CLASSIFY]), Vec::<String>::new());
    assert_eq!(frameworks(&[EU, "data.personal: true"]), ["eu_ai_act", "gdpr"]);
    assert_eq!(frameworks(&["residency: eu"]), ["eu_ai_act"], "data bound to the EU belong to a system there");
    assert_eq!(frameworks(&["data.health: true", "jurisdiction: [us]"]), ["hipaa"]);
    assert_eq!(frameworks(&["data.payment: true"]), ["pci_dss"]);
    assert_eq!(frameworks(&["sector: [us_federal]"]), ["fedramp"]);
    assert_eq!(frameworks(&["sector: [finance]", EU]), ["eu_ai_act", "dora"]);
    assert_eq!(frameworks(&["sector: [critical]", EU]), ["eu_ai_act", "nis2"]);
    assert_eq!(frameworks(&["sector: [public]", "jurisdiction: [australia]"]), ["irap"]);
    assert_eq!(frameworks(&["compliance.frameworks: [soc2]", "data.payment: true"]), ["pci_dss", "soc2"]);
    // A hospital in the US that sorts emergency patients.
    let triage = ["sector: [health]", "jurisdiction: [us]", "safety.human_lives: true"];
    assert_eq!(frameworks(&triage), ["hipaa", "fda"]);
}

/// What follows is what rules and metrics read, unless the user lists frameworks.
#[test]
fn listed_frameworks_are_those_that_follow() {
    let c = embedded().expect("embedded");
    let listed = c.question("compliance.frameworks").expect("asked");
    let show = |lines: &[&str]| answers(&c, lines).show(&c, listed);
    assert_eq!(show(&[EU, "data.personal: true", "data.payment: true"]), "gdpr, eu_ai_act, pci_dss");
    assert_eq!(show(&[EU, "compliance.frameworks: [iso_27001]"]), "iso_27001");
    assert_eq!(show(&[CLASSIFY]), "none");
}

#[test]
fn duties_fall_on_roles() {
    let cv = [EU, CLASSIFY, "ai_act.area: [employment]", "decision.about_people: true"];
    let both = duties("eu_ai_act", &cv);
    for d in ["Art. 9 provider", "Art. 10 provider", "Art. 12 provider", "Art. 14 provider", "Art. 26 deployer"] {
        assert!(has(&both, d), "{d}: {both:?}");
    }
    assert!(!has(&both, "Art. 27 deployer"), "a private employer need not");
    let with = |role: &'static str| duties("eu_ai_act", &[&cv[..], &[role]].concat());
    let (builds, uses) = (with("ai_act.role: provider"), with("ai_act.role: deployer"));
    assert!(has(&builds, "Art. 9 provider") && !has(&builds, "Art. 26 deployer"));
    assert!(!has(&uses, "Art. 9 provider") && has(&uses, "Art. 26 deployer"));
    assert!(has(&uses, "Art. 4 both"), "literacy is for all");
    let credit = duties("eu_ai_act", &[EU, "ai_act.area: [credit]", "sector: [finance]"]);
    assert!(has(&credit, "Art. 27 deployer"), "{credit:?}");
    let chat = duties("eu_ai_act", &[EU, "task.type: [question_answering]"]);
    assert_eq!(chat, ["Art. 4 both", "Art. 50(1) provider", "Art. 50(2) provider"]);
    let spam = duties("eu_ai_act", &[EU, CLASSIFY]);
    assert_eq!(spam, ["Art. 4 both"]);
    assert!(duties("eu_ai_act", &[EU, "sector: [defence]"]).is_empty());
    let machine =
        duties("gdpr", &[EU, "data.personal: true", "decision.about_people: true", "decision.automated: true"]);
    assert!(has(&machine, "Art. 22 both") && has(&machine, "Art. 35 both"), "{machine:?}");
    let open = duties("eu_ai_act", &[EU, "ai_act.general_purpose: open"]);
    assert!(has(&open, "Art. 53(1)(c), (d) both") && !has(&open, "Art. 53(1)(a), (b) both"), "{open:?}");
}

/// Dates against the day of the catalog and the planned life of the system.
#[test]
fn duties_have_dates() {
    let of = |lines: &[&str], place: &str| {
        look(lines, |_, _, p| {
            let act = p.frameworks.iter().find(|f| f.framework.id == "eu_ai_act").expect("applies");
            let d = act.duties.iter().find(|d| d.duty.basis.reference == place).expect("due");
            (d.from.unwrap_or_default().to_string(), d.was.unwrap_or_default().to_string(), d.timing)
        })
    };
    let annex_iii = [EU, "ai_act.area: [credit]"];
    assert_eq!(of(&annex_iii, "Art. 9"), ("2027-12-02".into(), "2026-08-02".into(), Timing::Later));
    let annex_i = [EU, "ai_act.product: true"];
    assert_eq!(of(&annex_i, "Art. 9"), ("2028-08-02".into(), "2027-08-02".into(), Timing::Later));
    let short = [EU, "ai_act.product: true", "lifecycle.duration: 1 years"];
    assert_eq!(of(&short, "Art. 9").2, Timing::AfterEnd);
    assert_eq!(of(&annex_iii, "Art. 4"), ("2025-02-02".into(), String::new(), Timing::InForce));
    let chat = [EU, "task.type: [question_answering]"];
    assert_eq!(of(&chat, "Art. 50(2)"), ("2026-08-02".into(), String::new(), Timing::InForce));
    // An answered class has the dates of that class.
    assert_eq!(of(&[EU, "ai_act.risk: high"], "Art. 9").0, "2027-12-02");
}

#[test]
fn answers_close_duties() {
    let transfers = |lines: &[&str]| {
        look(&[&[EU, "data.personal: true"][..], lines].concat(), |_, _, p| {
            let gdpr = p.frameworks.iter().find(|f| f.framework.id == "gdpr").expect("applies");
            gdpr.duties.iter().find(|d| d.duty.id == "transfers").map(|d| d.state)
        })
    };
    assert_eq!(transfers(&[]), Some(State::Gap));
    assert_eq!(transfers(&["residency: eu"]), Some(State::Met));
    assert_eq!(transfers(&["hosting: [on_prem]"]), None, "nothing is transferred");
}

/// Whatever class is derived, the framework has the ground for it.
#[test]
fn class_and_grounds_agree() {
    let c = embedded().expect("embedded");
    let risk = c.question("ai_act.risk").expect("asked");
    let q = &c.questions[risk.0 as usize];
    let act = c.compliance.frameworks.iter().find(|f| f.id == "eu_ai_act").expect("there");
    assert_eq!(q.derive.len(), act.classes.len());
    for (case, class) in q.derive.iter().zip(&act.classes) {
        assert_eq!((&case.when, &case.value), (&class.when, &mlarch::logic::Value::Choice(class.value)));
        assert!(case.because.contains(class.basis.reference.as_str()), "{}", case.because);
    }
}

/// Each statement has a document, or says that none was found and what to read.
#[test]
fn statements_have_sources() {
    let c = embedded().expect("embedded");
    let all = &*c.compliance;
    let (mut stated, mut assumed) = (0, 0);
    for b in all.bases() {
        stated += 1;
        assumed += usize::from(b.sources.is_empty());
        assert!(!b.sources.is_empty() || b.uncertain, "{b:?}");
        assert!(!b.uncertain || b.read.is_some(), "{b:?}");
        for s in &b.sources {
            assert!(!c.sources[s.source.at()].date.is_empty());
        }
    }
    assert!(all.sources().count() > stated);
    assert!(stated > 250 && assumed * 7 < stated, "{assumed} of {stated} are assumed");
}

#[test]
fn the_facts_are_there() {
    let c = embedded().expect("embedded");
    let all = &*c.compliance;
    let of = |id: &str| all.frameworks.iter().find(|f| f.id == id).expect("there");
    let act = of("eu_ai_act");
    let classes = |value: &str| {
        let q = &c.questions[c.question("ai_act.risk").expect("asked").0 as usize];
        act.classes.iter().filter(|k| q.domain.choice_id(k.value) == value).count()
    };
    assert_eq!(classes("prohibited"), 10);
    let areas = act.classes.iter().filter(|k| k.basis.reference.starts_with("Annex III(")).count();
    assert_eq!(areas, 11, "eight areas, of which the fifth has four parts");
    let topics = |topic: &str| act.clauses.iter().filter(|x| x.topic == topic).count();
    assert_eq!((topics("date"), topics("penalty"), topics("deadline"), topics("data")), (11, 5, 3, 12));
    assert_eq!((of("iso_42001").duties.len(), of("nist_ai_rmf").duties.len(), all.controls.len()), (38, 15, 16));
    // Every framework that can be listed is described.
    let listed = c.question("compliance.frameworks").expect("asked");
    assert_eq!(c.questions[listed.0 as usize].domain.choices().len(), all.frameworks.len());
    // A measure is needed by something, and something that fulfils it can be chosen.
    let needed: BTreeSet<u16> = all
        .frameworks
        .iter()
        .flat_map(|f| f.duties.iter().map(|d| &d.needs).chain(f.clauses.iter().map(|x| &x.needs)))
        .flatten()
        .copied()
        .collect();
    for (i, m) in all.measures.iter().enumerate() {
        assert!(needed.contains(&(i as u16)), "nothing needs {}", m.id);
        assert!(m.met_by.is_empty() || m.met_by.iter().any(|o| c.option_name(*o).contains('.')), "{}", m.id);
    }
    for w in &all.weak_points {
        assert!(!w.options.is_empty(), "{} is about no option", w.id);
    }
}

#[test]
fn the_report_tells_evidence_and_gaps() {
    for name in examples() {
        let file = format!("examples/{name}");
        let r = json(&["compliance", &file]);
        let known: BTreeSet<&str> = list(&r, "sources").iter().filter_map(|s| s["id"].as_str()).collect();
        let mut gaps = 0;
        for f in list(&r, "compliance") {
            for key in ["duties", "controls", "statements", "scopes", "gaps"] {
                for x in list(f, key) {
                    let sources = list(x, "source");
                    assert!(!sources.is_empty() || x["uncertain"] == true, "{name}: {x}");
                    assert!(sources.iter().all(|s| known.contains(s["id"].as_str().expect("id"))), "{name}: {x}");
                }
            }
            for g in list(f, "gaps") {
                gaps += 1;
                assert!(g["close"].as_str().is_some_and(|t| t.len() > 10), "{name}: {g}");
            }
        }
        gaps += list(&r, "boundaries").iter().map(|b| list(b, "gaps").len()).sum::<usize>();
        assert_eq!(r["gaps"], gaps, "{name}");
        let whole = json(&["recommend", &file]);
        assert_eq!(whole["compliance"], r["compliance"], "{name}");
        let code = mlarch(&["compliance", &file, "--fail-on", "gap"]).code;
        assert_eq!(code, i32::from(gaps > 0), "{name}");
    }
}

#[test]
fn self_run_software_needs_the_controls_of_the_operator() {
    let r = json(&["compliance", "examples/air-gapped-foss.yaml", "--set", "compliance.frameworks=[gdpr, hipaa]"]);
    let hipaa = list(&r, "compliance").iter().find(|f| f["framework"] == "hipaa").expect("listed");
    assert!(list(hipaa, "covered").is_empty() && !list(hipaa, "operator").is_empty());
    let controls = list(hipaa, "controls");
    assert_eq!(controls.len(), 15, "all but the governance of models");
    let backup = controls.iter().find(|k| k["id"] == "backup_dr").expect("asked for");
    assert_eq!(backup["ref"], "164.308(a)(7)");
    let site = controls.iter().find(|k| k["id"] == "physical").expect("asked for");
    assert_eq!(site["state"], "work", "the own data centre is nobody else's matter");
}

#[test]
fn the_report_reads_well() {
    let folder = tempfile::tempdir().expect("a folder");
    let text = "mlarch: 1\nname: cv-screening\nanswers:\n  task.type: [classification]\n  data.kind: [text]\n  \
                data.personal: true\n  decision.about_people: true\n  jurisdiction: [eu]\n  residency: eu\n  \
                ai_act.area: [employment]\n  journey.stage: production\n";
    std::fs::write(folder.path().join("cv.yaml"), text).expect("written");
    let out = mlarch_in(folder.path(), &["compliance", "cv.yaml"]);
    insta::assert_snapshot!("compliance_cv", out.whole());
    let out = mlarch_in(folder.path(), &["compliance", "cv.yaml", "--format", "markdown"]);
    assert_eq!(out.stdout.matches("not legal advice").count(), 1);
    insta::assert_snapshot!("compliance_cv_markdown", out.stdout);
    let none = mlarch_in(folder.path(), &["compliance", "missing.yaml"]);
    assert_eq!(none.code, 2);
}

/// What is written about frameworks is checked like the rest of the catalog, with its place.
#[test]
fn mistakes_in_frameworks_have_a_place() {
    let folder = tempfile::tempdir().expect("a folder");
    let text = r#"
frameworks:
  - id: gdpr
    duties:
      - {id: ours, text: A duty, needs: [no_such_measure], source: gdpr}
      - {id: unsure, text: A duty, uncertain: true, source: gdpr}
      - {id: dated, text: A duty, from: soon, source: gdpr}
boundaries:
  - {id: moon, text: On the moon, when: {residency: moon}, allow: {no_such_trait: true}, close: Go, source: gdpr}
weak_points:
  - {id: unsourced, options: [mlflow], text: x}
"#;
    std::fs::write(folder.path().join("ours.yaml"), text).expect("written");
    let out = mlarch_in(folder.path(), &["questions", "--catalog", "."]);
    let out = if out.code == 0 { mlarch_in(folder.path(), &["catalog", "check", "--catalog", "."]) } else { out };
    assert_ne!(out.code, 0);
    for part in [
        "there is no measure `no_such_measure`",
        "an uncertain statement names the text to `read`",
        "`from` is a day",
        "there is no trait `no_such_trait`",
        "`moon` is not a choice of `residency`",
        "has no `source`",
        "ours.yaml:5:",
    ] {
        assert!(out.stderr.contains(part), "{part}: {}", out.stderr);
    }
}
