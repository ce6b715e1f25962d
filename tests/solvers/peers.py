#!/usr/bin/env python3
"""Benchmark of peers: what general solvers do with the same instances in the same time.

    peers.py [--limit SECONDS] [--solver NAME]... [--out FILE] INSTANCE.json...

The instances are those of the generator `gen.py`: options of blocks with a value `u`, a cost, the
platforms they run on and a vendor; values of pairs of options; requirements and conflicts; a budget
and limits on the number of platforms and vendors.

Each solver gets the model in the form that is natural and strong for it, and one thread:

    highs     a mixed-integer program: links per platform and block, products of pairs linearised
              by the sign of their value, the local polytope where a table is dense, clauses over
              alike options for what is barred
    cpsat     Booleans with exactly-one and at-most-one constraints, and products by sign
    toulbar2  a variable per block, tables of costs, linear constraints over values

Each runs in a process of its own, which is ended if it does not heed its limit. Of what it returns
only the choice is believed: the value is computed from the instance, and what contradicts it is
"wrong" and proves nothing. It prints (or appends to --out) a JSON object a line: solver, instance,
status (optimal, infeasible, limit, wrong, killed, failed), proven, value, bound (no choice has more
value), build_seconds, solve_seconds, and of the whole process, with Python and its libraries,
cpu_seconds and peak_mb. toulbar2 counts its limit in seconds of the processor.

Needs what is there of `pip install highspy ortools pytoulbar2`; says what is not there.
"""

import argparse
import importlib
import importlib.util
import json
import math
import os
import signal
import subprocess
import sys
import tempfile
import time

from peer_models import SOLVERS, Instance

# Seconds that a solver may be late before it is ended, and no less than its limit: some count the
# seconds of the processor, and it takes time to build and to end.
GRACE = 60


def evaluate(raw, choice):
    """The value of a choice from the instance's own fields, or None if it is not admissible."""
    chosen = [block["options"][o] for block, o in zip(raw["blocks"], choice)]
    platforms = {p for option in chosen for p in option["platforms"]}
    vendors = {option["vendor"] for option in chosen if option["vendor"] >= 0}
    cost = sum(option["cost"][1] for option in chosen)
    cost += sum(raw["platforms"][p]["cost"][1] for p in platforms)
    within = cost <= raw["budget"] and len(platforms) <= raw["max_platforms"] and len(vendors) <= raw["max_vendors"]
    barred = any(choice[c["i"]] == c["a"] and choice[c["j"]] == c["b"] for c in raw["conflicts"])
    lacking = any(choice[r["i"]] == r["a"] and choice[r["j"]] not in r["set"] for r in raw["requires"])
    if not within or barred or lacking:
        return None
    value = sum(option["u"] for option in chosen)
    value += sum(p["v"] for p in raw["pairs"] if choice[p["i"]] == p["a"] and choice[p["j"]] == p["b"])
    return value - raw["ops_weight"] * sum(raw["platforms"][p]["ops"] for p in platforms)


def work(solver, path, limit, answer):
    """In the process of the solver: solve, and write what it says to the answer's file."""
    with open(path, encoding="utf-8") as file:
        raw = json.load(file)
    model, _, modules = SOLVERS[solver]
    for module in modules:
        importlib.import_module(module)
    start = time.perf_counter()
    steps = model(Instance(raw), limit)
    next(steps)
    built = time.perf_counter()
    done, impossible, choice, claimed, bound = next(steps)
    end = time.perf_counter()
    said = {"done": done, "impossible": impossible, "choice": choice, "claimed": claimed, "bound": bound}
    said.update(build_seconds=round(built - start, 3), solve_seconds=round(end - built, 3))
    with open(answer, "w", encoding="utf-8") as file:
        json.dump(said, file)


def run(solver, path, limit):
    """What a solver says, what it used, and why it ended if not by itself."""
    with tempfile.TemporaryDirectory() as folder:
        answer = os.path.join(folder, "answer.json")
        command = [sys.executable, os.path.abspath(__file__), "--limit", str(limit), "--work", solver, answer, path]
        quiet = subprocess.DEVNULL
        child = subprocess.Popen(command, stdout=quiet, stderr=quiet, start_new_session=True)
        deadline, ended = time.monotonic() + limit + max(limit, GRACE), None
        while True:
            pid, status, usage = os.wait4(child.pid, os.WNOHANG)
            if pid:
                break
            if time.monotonic() > deadline and ended is None:
                ended = "killed"
                os.killpg(child.pid, signal.SIGKILL)
            time.sleep(0.02)
        child.returncode = status
        if status and not ended:
            ended = "failed"
        try:
            with open(answer, encoding="utf-8") as file:
                return json.load(file), usage, ended
        except FileNotFoundError:
            return {}, usage, ended or "failed"


def judge(solver, path, limit):
    """A line of the benchmark."""
    with open(path, encoding="utf-8") as file:
        raw = json.load(file)
    said, usage, ended = run(solver, path, limit)
    line = {"solver": solver, "instance": raw["name"], "status": ended, "proven": False, "value": None, "bound": None}
    if said:
        line["status"] = "infeasible" if said["impossible"] else "optimal" if said["done"] else "limit"
        if said["bound"] is not None and math.isfinite(said["bound"]):
            line["bound"] = math.floor(said["bound"] + 1e-3)
        judge_choice(line, raw, said)
        line.update(build_seconds=said["build_seconds"], solve_seconds=said["solve_seconds"])
    line["cpu_seconds"] = round(usage.ru_utime + usage.ru_stime, 2)
    # Kilobytes, but on macOS bytes.
    line["peak_mb"] = round(usage.ru_maxrss / (1 << 20 if sys.platform == "darwin" else 1 << 10), 1)
    return line


def judge_choice(line, raw, said):
    """Fills in the value of the choice, and whether it is proven to be the best.

    A solver may claim less than the value, as it may not yet have raised a product that pays."""
    choice, claimed = said["choice"], said["claimed"]
    if choice is None:
        line["proven"] = said["impossible"]
        return
    value = line["value"] = evaluate(raw, choice)
    bound = math.inf if line["bound"] is None else line["bound"]
    if value is None or value > bound or claimed > value + 0.5:
        line.update(status="wrong", claimed=claimed)
    else:
        line["proven"] = said["done"] and value == bound


def main():
    """Every solver on every instance, one after another."""
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("--limit", type=float, default=60, help="seconds for each solver on each instance")
    arguments.add_argument("--solver", action="append", choices=SOLVERS, help="only these")
    arguments.add_argument("--out", help="append lines to this file instead of printing them")
    arguments.add_argument("--work", nargs=2, help=argparse.SUPPRESS)
    arguments.add_argument("instances", nargs="+")
    options = arguments.parse_args()
    if options.work:
        work(options.work[0], options.instances[0], options.limit, options.work[1])
        return 0
    solvers = options.solver or list(SOLVERS)
    for name in [n for n in solvers if importlib.util.find_spec(SOLVERS[n][1]) is None]:
        print(f"skipped: {name}, as {SOLVERS[name][1]} is not installed", file=sys.stderr)
        solvers.remove(name)
    for path in options.instances:
        for name in solvers:
            line = json.dumps(judge(name, path, options.limit))
            if options.out:
                with open(options.out, "a", encoding="utf-8") as file:
                    file.write(line + "\n")
            else:
                print(line, flush=True)
    return 0 if solvers else 2


if __name__ == "__main__":
    sys.exit(main())
