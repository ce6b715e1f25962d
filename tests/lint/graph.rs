//! The graph of decisions: fixes keep line ends, circles of many records are found at once.

use super::support::{World, code};

#[test]
fn fixes_keep_line_ends() {
    let old = "# 4. Cache\r\n\r\n## Status\r\n\r\nAccepted\r\n\r\n## Decision\r\n\r\nWe cache.\r\n";
    let new = "# 9. Share\r\n\r\n## Status\r\n\r\nAccepted\r\n\r\nSupersedes [4. Cache](0004-cache.md)\r\n\r\n## Decision\r\n\r\nWe share.\r\n";
    let part = "# 12. Keep\r\n\r\n## Status\r\n\r\nAccepted\r\n\r\nPartly supersedes [9. Share](0009-share.md)\r\n\r\n## Decision\r\n\r\nWe keep.\r\n";
    let paths = ["docs/adr/0004-cache.md", "docs/adr/0009-share.md", "docs/adr/0012-keep.md"];
    let world = World::new([(paths[0], old), (paths[1], new), (paths[2], part)]);
    let after = world.fixed(&|d| matches!(code(d), "A302" | "A303"), &|_| {});
    let text = |i: usize| after.files[paths[i]].as_str();
    assert_eq!(text(0), old.replace("Accepted", "Superseded by [9. Share](0009-share.md)"));
    let said = "(0004-cache.md)\r\n\r\nPartly superseded by [12. Keep](0012-keep.md)\r\n";
    assert_eq!(text(1), new.replace("(0004-cache.md)\r\n", said));
    assert_eq!(text(2), part);
}

#[test]
fn one_circle_is_one_finding() {
    const MANY: usize = 300;
    let record = |i: usize| {
        let text = format!(
            "# {i}. Choice {i}\n\nStatus: accepted\n\nSupersedes: ADR-{}\n\n## Decision\n\nWe choose {i}.\n",
            i % MANY + 1
        );
        (format!("docs/adr/{i:04}-choice.md"), text)
    };
    let world = World { files: (1..=MANY).map(record).collect() };
    let found = world.lint(&|_| {}).lines(&|d| code(d) == "A304");
    assert_eq!(found.lines().count(), 1, "{found}");
    assert!(found.contains("then 295 more"), "{found}");
}

#[test]
fn records_of_one_file_are_held_against_each_other() {
    let record = |id: &str, title: &str, status: &str| {
        format!("## {id}: {title}\n\n**Status:** {status}\n\n### Decision\n\nWe do so.\n\n")
    };
    let text = format!(
        "# Decisions\n\n{}{}{}",
        record("ADR-001", "Use queues", "Accepted"),
        record("ADR-002", "Use caches", "Superseded by ADR-001"),
        record("ADR-002", "Use indexes", "Acepted"),
    );
    let run = World::new([("docs/decisions.md", text.as_str())]).lint(&|_| {});
    assert_eq!(run.logs, [["docs/decisions.md"; 3]]);
    let found = run.lines(&|_| true);
    for wanted in ["docs/decisions.md:5:13: warning[A302]", ":19:1: error[A002]", ":21:13: warning[A103]"] {
        assert!(found.contains(wanted), "{wanted} is not in:\n{found}");
    }
    assert!(found.contains("the id ADR-002 is taken by `Use caches` of the same file"), "{found}");
    assert!(!found.contains("[A001]") && !found.contains("[A205]"), "{found}");
}

#[test]
fn a_page_that_sums_up_records_of_their_own_files_is_a_list() {
    let one = "# ADR-001: Use queues\n\n**Status:** Accepted\n\n## Decision\n\nQueues.\n";
    let two = "# ADR-002: Use caches\n\n**Status:** Accepted\n\n## Decision\n\nCaches.\n";
    let sum = format!("# All\n\n{}\n{}", one.replace("# ", "## "), two.replace("# ", "## "));
    let files =
        [("adr/ADR-001-queues.md", one), ("adr/ADR-002-caches.md", two), ("adr/all-decisions.md", sum.as_str())];
    let run = World::new(files).lint(&|_| {});
    assert_eq!(run.logs, [["adr/ADR-001-queues.md", "adr/ADR-002-caches.md"]]);
    assert!(!run.lines(&|_| true).contains("[A002]"));
}
