//! Runs the linter over texts in memory.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use mlarch::catalog::{Catalog, embedded};
use mlarch::diagnostics::{Code, Diagnostic, Fix, Sink, apply};
use mlarch::lint::{Asked, Base, Baseline, Context, History, Knowledge, Report, Settings, Tree, lint, records};
use mlarch::requirements::{self, RawRequirements, Requirements};
use mlarch::text::{FileId, Files, date};
use mlarch::yaml::{Limits, parse, parse_toml};

/// The day on which all examples are linted.
pub(crate) const TODAY: (u32, u32, u32) = (2026, 11, 22);

/// Files in memory: their paths and texts.
#[derive(Debug, Clone, Default)]
pub(crate) struct World {
    pub(crate) files: BTreeMap<String, String>,
}

impl Tree for World {
    fn exists(&self, path: &str) -> bool {
        self.files.contains_key(path) || self.files.keys().any(|k| k.starts_with(&format!("{path}/")))
    }

    fn text(&self, path: &str) -> Option<String> {
        self.files.get(path).cloned()
    }

    fn names(&self, folder: &str) -> Vec<String> {
        let inside = |k: &String| {
            let rest = if folder.is_empty() { Some(k.as_str()) } else { k.strip_prefix(folder)?.strip_prefix('/') };
            rest.map(|r| r.split('/').next().unwrap_or(r).to_string())
        };
        self.files.keys().filter_map(inside).collect::<BTreeSet<_>>().into_iter().collect()
    }

    fn root(&self) -> String {
        String::new()
    }
}

pub(crate) fn catalog() -> &'static Catalog {
    static CATALOG: std::sync::OnceLock<Catalog> = std::sync::OnceLock::new();
    CATALOG.get_or_init(|| embedded().expect("the catalog is part of the program"))
}

/// What a run gives.
pub(crate) struct Run {
    pub(crate) files: Files,
    pub(crate) report: Report,
    /// The paths of the records of each log.
    pub(crate) logs: Vec<Vec<String>>,
}

impl Run {
    /// One finding per line: `path:line:column: level[code] message`.
    pub(crate) fn lines(&self, of: &dyn Fn(&Diagnostic) -> bool) -> String {
        let line = |d: &Diagnostic| {
            let place = d.place.map_or_else(|| String::from("-"), |p| self.files.place(p));
            format!("{place}: {}[{}] {}\n", d.severity.word(), d.code.id(), d.message)
        };
        self.report.findings.iter().filter(|d| d.mark.is_none() && of(d)).map(line).collect()
    }
}

impl World {
    pub(crate) fn new<'t>(files: impl IntoIterator<Item = (&'t str, &'t str)>) -> Self {
        World { files: files.into_iter().map(|(p, t)| (p.to_string(), t.to_string())).collect() }
    }

    /// Lints everything. `also` may change the settings.
    pub(crate) fn lint(&self, also: &dyn Fn(&mut Settings)) -> Run {
        let mut files = Files::new();
        let mut settings = Settings::default();
        let mut sink = Sink::new();
        if let Some(text) = self.files.get("mlarch.toml") {
            let id = files.add("mlarch.toml", text.clone());
            let tree = parse_toml(id, text, Limits::default(), &mut sink).expect("the example's configuration is TOML");
            let logs = tree.get("adr").and_then(|a| a.get("log"));
            settings.decode(tree.get("lint"), logs, &mut sink);
        }
        assert!(sink.is_empty(), "the example's configuration: {:?}", sink.into_sorted());
        also(&mut settings);
        let baseline = self.files.get(".mlarch-baseline.json").map(|text| {
            let id = files.add(".mlarch-baseline.json", text.clone());
            (serde_json::from_str::<Baseline>(text).expect("the example's baseline"), id)
        });
        let kept = ["mlarch.toml", ".mlarch-baseline.json", "history.yaml"];
        for (path, text) in self.files.iter().filter(|(p, _)| !kept.contains(&p.as_str()) && !p.starts_with("base:")) {
            files.add(path.clone(), text.clone());
        }
        let all = records(&files, &HashMap::new());
        let history = self.history();
        let requirements = self.requirements(&files);
        let asked = requirements.as_ref().map(|(id, raw, resolved)| Asked::new(*id, raw, resolved));
        let knowledge = Knowledge::new(catalog(), true, asked);
        let ctx = Context::new(&all, &files, &settings, TODAY, self, history.as_ref(), Some(&knowledge));
        let report = lint(&ctx, baseline.as_ref().map(|(b, id)| (b, *id)), Vec::new());
        let logs = all.logs.iter().map(|l| l.members.iter().map(|m| all.adrs[*m].path.clone()).collect()).collect();
        drop(ctx);
        Run { logs, files, report }
    }

    /// `requirements.yaml` is what decisions are held against.
    fn requirements(&self, files: &Files) -> Option<(FileId, RawRequirements, Requirements)> {
        let (id, file) = files.iter().find(|(_, f)| f.name == "requirements.yaml")?;
        let mut sink = Sink::new();
        let raw = requirements::decode(id, &file.text, requirements::Format::Yaml, &mut sink).expect("requirements");
        let resolved = requirements::resolve(&raw, catalog(), &mut sink);
        assert!(!sink.has_errors(), "the example's requirements: {:?}", sink.into_sorted());
        Some((id, raw, resolved))
    }

    /// `history.yaml` holds `first` and `last`, maps from paths to days, and `theirs`, paths; files `base:PATH` are another state.
    fn history(&self) -> Option<History> {
        let base: BTreeMap<String, String> =
            self.files.iter().filter_map(|(p, t)| Some((p.strip_prefix("base:")?.to_string(), t.clone()))).collect();
        let yaml = self.files.get("history.yaml");
        if base.is_empty() && yaml.is_none() {
            return None;
        }
        let mut out = History::default();
        let mut theirs = Vec::new();
        if let Some(tree) = yaml.and_then(|t| parse(FileId(0), t, Limits::default(), &mut Sink::new())) {
            let list = tree.get("theirs").and_then(|n| n.items()).unwrap_or_default();
            theirs.extend(list.iter().filter_map(|n| n.text().map(str::to_string)));
            for (key, map) in [("first", &mut out.first), ("last", &mut out.last)] {
                for e in tree.get(key).and_then(|n| n.entries()).unwrap_or_default() {
                    map.insert(e.key.clone(), date(e.value.text().expect("a day")).expect("a day"));
                }
            }
        }
        if !base.is_empty() {
            let differs = |p: &&String| base.get(*p) != self.files.get(*p);
            // What is gone has changed too, unless `theirs` says that it came to the base since both parted.
            let here = self.files.keys().filter(|p| !p.starts_with("base:"));
            let gone = base.keys().filter(|p| !self.files.contains_key(*p) && !theirs.contains(*p));
            let changed = here.filter(differs).chain(gone).cloned().collect();
            out.base = Some(Base { name: String::from("origin/main"), texts: base, changed });
        }
        Some(out)
    }

    /// Fixes until nothing changes any more; `wanted` says which findings are fixed.
    pub(crate) fn fixed(&self, wanted: &dyn Fn(&Diagnostic) -> bool, also: &dyn Fn(&mut Settings)) -> World {
        let mut world = self.clone();
        for _ in 0..12 {
            let run = world.lint(also);
            let fixes: Vec<&Fix> = run
                .report
                .findings
                .iter()
                .filter(|d| d.mark.is_none() && wanted(d))
                .filter_map(|d| d.fix.as_deref())
                .collect();
            let out = apply(&run.files, fixes);
            if out.applied == 0 || (out.texts.is_empty() && out.renames.is_empty()) {
                return world;
            }
            for (id, text) in out.texts {
                world.files.insert(run.files.get(id).expect("it was read").name.clone(), text);
            }
            for (id, path) in out.renames {
                let text = world.files.remove(&run.files.get(id).expect("it was read").name).expect("it was there");
                world.files.insert(path, text);
            }
        }
        panic!("fixing does not come to an end");
    }
}

/// The code of a finding.
pub(crate) fn code(d: &Diagnostic) -> &'static str {
    match d.code {
        Code::Rule(rule) => rule.code,
        other => other.id(),
    }
}
