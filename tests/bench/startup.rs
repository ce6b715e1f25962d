//! What a run costs before it has done anything: whole processes side by side, and reading the
//! embedded catalog against parsing its files. Figures are ratios within one run; absolute times
//! depend on the machine and on what else it does.
#![allow(clippy::print_stdout, missing_docs)]

use std::hint::black_box;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::LazyLock;
use std::time::{Duration, Instant};

use mlarch::catalog::{embedded, embedded_files, load};
use mlarch::diagnostics::Sink;
use mlarch::estimate::estimate;
use mlarch::requirements::{Format, decode, resolve};
use mlarch::text::Files;

const ROUNDS: usize = 40;

fn median(mut times: Vec<Duration>) -> Duration {
    times.sort();
    times[times.len() / 2]
}

/// The program as it is when installed: a copy. What a linker has written lies in the system's memory in small pieces,
/// from which a process starts more slowly.
fn program() -> &'static Path {
    static COPY: LazyLock<PathBuf> = LazyLock::new(|| {
        let copy = Path::new(env!("CARGO_TARGET_TMPDIR")).join("mlarch-as-installed");
        std::fs::copy(env!("CARGO_BIN_EXE_mlarch"), &copy).expect("there is room");
        copy
    });
    &COPY
}

fn process(arguments: &[&str]) -> Duration {
    let program = program();
    let start = Instant::now();
    let status = Command::new(program)
        .args(arguments)
        .current_dir(Path::new(env!("CARGO_MANIFEST_DIR")))
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .expect("the program runs");
    assert!(status.success(), "{arguments:?}");
    start.elapsed()
}

/// The requirements files of the examples.
fn examples() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples");
    let mut files: Vec<_> = std::fs::read_dir(folder).expect("examples").map(|e| e.expect("readable").path()).collect();
    files.retain(|p| p.extension().is_some_and(|e| e == "yaml"));
    files.sort();
    files
}

/// What the analyses of each example take, whole processes, beside the recommendation.
fn analyses(rounds: usize) {
    const ASKED: [(&str, &[&str]); 5] = [
        ("recommend", &["recommend"]),
        ("all losses", &["recommend", "--format", "json"]),
        ("tradeoffs", &["tradeoffs"]),
        ("breakpoints", &["breakpoints"]),
        ("robustness", &["robustness"]),
    ];
    println!("analyses, whole process, median of {rounds}; beside it the multiple of the recommendation");
    for path in examples() {
        let file = path.display().to_string();
        let time = |(what, words): &(&'static str, &[&str])| {
            let arguments: Vec<&str> =
                words[..1].iter().copied().chain([file.as_str()]).chain(words[1..].iter().copied()).collect();
            (*what, median((0..rounds).map(|_| process(&arguments)).collect()))
        };
        let times: Vec<(&str, Duration)> = ASKED.iter().map(time).collect();
        let told: Vec<String> = times
            .iter()
            .map(|(what, t)| format!("{what} {t:.1?} ({:.1} x)", t.as_secs_f64() / times[0].1.as_secs_f64()))
            .collect();
        println!("  {:<24} {}", path.file_stem().unwrap_or_default().to_string_lossy(), told.join(", "));
    }
}

/// What sizing and pricing every product take, of one example after the other.
fn estimates(rounds: usize) {
    let catalog = embedded().expect("embedded");
    println!("sizing and pricing all products, in the process");
    for path in examples() {
        let text = std::fs::read_to_string(&path).expect("readable");
        let (mut sources, mut sink) = (Files::new(), Sink::new());
        let id = sources.add(path.display().to_string(), text.clone());
        let raw = decode(id, &text, Format::Yaml, &mut sink).expect("an example is sound");
        let requirements = resolve(&raw, &catalog, &mut sink);
        let time = || {
            let start = Instant::now();
            black_box(estimate(&catalog, &requirements.answers));
            start.elapsed()
        };
        println!("  {:<44} {:>9.2?}", path.file_name().unwrap_or_default().to_string_lossy(), {
            time();
            median((0..rounds).map(|_| time()).collect())
        });
    }
}

fn main() {
    // `cargo test --benches` only checks that it runs.
    let rounds = if std::env::args().any(|a| a == "--bench") { ROUNDS } else { 1 };
    let documents = std::env::temp_dir().join(format!("mlarch-bench-{}", std::process::id()));
    let folder = documents.display().to_string();
    let commands: [&[&str]; 7] = [
        &["--version"],
        &["catalog", "show", "data.volume"],
        &["lint", "examples/decisions/0002-serve-models-with-torchserve.md", "--no-history", "--fail-on", "never"],
        &["adr", "list", "examples/decisions"],
        &["recommend", "examples/research-model.yaml"],
        &["recommend", "examples/churn-scoring.yaml"],
        &["docs", "examples/recommender.yaml", "-o", &folder, "--date", "2026-11-22"],
    ];
    // Interleaved, so that what else the machine does touches all alike.
    let mut times = vec![Vec::new(); commands.len()];
    for _ in 0..rounds {
        for (list, command) in times.iter_mut().zip(commands) {
            list.push(process(command));
        }
    }
    let medians: Vec<Duration> = times.into_iter().map(median).collect();
    println!("whole process, median of {rounds}");
    for (command, time) in commands.iter().zip(&medians) {
        let ratio = time.as_secs_f64() / medians[0].as_secs_f64();
        println!("  {:<44} {:>9.2?}  {ratio:>6.1} x --version", command.join(" "), time);
    }
    // What the documents were written to is only there for the measurement.
    let _ = std::fs::remove_dir_all(&documents);
    analyses(rounds.min(5));
    estimates(rounds);
    let files = embedded_files().expect("embedded");
    let (mut binary, mut text) = (Vec::new(), Vec::new());
    for _ in 0..rounds.min(15) {
        let start = Instant::now();
        black_box(embedded().expect("embedded"));
        binary.push(start.elapsed());
        let start = Instant::now();
        black_box(load(&files).map_err(|_| "mistakes").expect("sound"));
        text.push(start.elapsed());
    }
    let (binary, text) = (median(binary), median(text));
    println!("the catalog, in the process");
    println!("  {:<44} {:>9.2?}", "embedded", binary);
    println!(
        "  {:<44} {text:>9.2?}  {:>6.1} x embedded",
        "parsed from its files",
        text.as_secs_f64() / binary.as_secs_f64()
    );
}
