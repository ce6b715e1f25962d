#!/usr/bin/env python3
"""CPU time and memory of `mlarch lint` beside other linters, over folders of real records, in one run.

    tests/bench/lint_peers.py target/release/mlarch CORPUS [ROUNDS]

CORPUS holds one folder per repository. Each linter runs over each of them; user and system time are added up. Linters
that are not here are left out and named: `cargo install adrs mdbook-lint --root target/peers` and
`npm install --prefix target/peers markdownlint-cli2` bring them. The order changes from round to round; the smallest
sum of the rounds counts. `adrs` opens only files with names of one form: it is compared over the folders in which it
lists a record, and how many it lists is told.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path


def records(folder):
    """The folder of a repository that holds most Markdown files."""
    counts = {}
    for path in folder.rglob("*.md"):
        counts[path.parent] = counts.get(path.parent, 0) + 1
    return max(counts, key=counts.get)


def commands(mlarch, folder):
    """What each linter is asked, in its own words."""
    adr_rules = ",".join(f"ADR{n:03}" for n in range(1, 18))
    return {
        "mlarch lint": [mlarch, "lint", str(folder), "--no-config", "--no-history", "--format", "concise"],
        "adrs doctor": ["adrs", "doctor"],
        "mdbook-lint, ADR rules": ["mdbook-lint", "lint", "--enable", adr_rules, str(folder)],
        "markdownlint-cli2": ["markdownlint-cli2", str(folder) + "/**/*.md"],
    }


def home(folder):
    """Where `adrs` runs: it looks for the folder's name in a file of its own."""
    here = Path(tempfile.gettempdir()) / "mlarch-peers" / folder.name
    here.mkdir(parents=True, exist_ok=True)
    (here / ".adr-dir").write_text(str(folder))
    return here


def listed(folder):
    """How many records `adrs` finds in a folder."""
    done = subprocess.run(["adrs", "list"], cwd=home(folder), capture_output=True, text=True, check=False)
    return len(done.stdout.splitlines())


def cost(command, folder):
    """User and system seconds, and the largest memory in MB, of one run."""
    here = home(folder) if command[0] == "adrs" else folder
    process = subprocess.Popen(command, cwd=here, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, _, usage = os.wait4(process.pid, 0)
    return usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


def main():
    mlarch, corpus = str(Path(sys.argv[1]).resolve()), Path(sys.argv[2]).resolve()
    rounds = int(sys.argv[3]) if len(sys.argv) > 3 else 3
    peers = Path(__file__).resolve().parents[2] / "target/peers"
    path = os.pathsep.join([str(peers / "bin"), str(peers / "node_modules/.bin"), os.environ["PATH"]])
    os.environ["PATH"] = path
    folders = [records(f) for f in sorted(corpus.iterdir()) if f.is_dir() and any(f.rglob("*.md"))]
    names = list(commands(mlarch, folders[0]))
    here = [n for n in names if shutil.which(commands(mlarch, folders[0])[n][0])]
    known = {f: listed(f) for f in folders} if "adrs doctor" in here else {}
    # Per linter the folders over which it is compared; of each round the sum over them, and our own over the same.
    scope = {name: [f for f in folders if name != "adrs doctor" or known[f]] for name in here}
    best = {}
    for turn in range(rounds):
        runs = {}
        for name in here[turn % len(here):] + here[: turn % len(here)]:
            runs[name] = {f: cost(commands(mlarch, f)[name], f) for f in scope[name]}
        for name in here:
            seconds = sum(r[0] for r in runs[name].values())
            own = sum(runs[names[0]][f][0] for f in scope[name])
            memory = max(r[1] for r in runs[name].values())
            old = best.get(name, (seconds, own, memory))
            best[name] = (min(old[0], seconds), min(old[1], own), min(old[2], memory))
    files = sum(1 for f in folders for _ in f.rglob("*.md"))
    print(f"{len(folders)} folders, {files} files, best of {rounds} rounds")
    for name in names:
        if name not in best:
            print(f"{name:24} not here")
            continue
        seconds, own, memory = best[name]
        print(f"{name:24} {seconds:8.2f} s CPU  {seconds / own:7.1f} x  {memory:6.0f} MB at most")
        if name == "adrs doctor":
            print(f"{'':24} over the {len(scope[name])} folders in which it lists a record, {sum(known.values())} in all")


if __name__ == "__main__":
    main()
