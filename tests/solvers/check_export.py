#!/usr/bin/env python3
"""Solves exported models with solvers that know nothing of this program.

    check_export.py [--limit SECONDS] [--truth OPTIMA.json] FILE.{lp,mps,opb,wcsp}...

Each file is read and solved to its optimum by every solver for its format:

    .lp    HiGHS, by its own reader
    .mps   HiGHS by its own reader; SCIP by the reader of OR-tools
    .opb   CP-SAT, by a strict reader below
    .wcsp  toulbar2, by its own reader

It prints a JSON object a line: file, solver, status (optimal, infeasible, limit, error), value in
the integers of the model (the file says how the objective becomes the value), seconds to read and
to solve. Files of one name are one model: its proven values must agree, also with `--truth`, an
object from names to optima: numbers, null where there is no solution, or objects with `optimum`.
The exit status is 1 if any answer differs or any solver failed, 2 if nothing could be checked.

Needs what is there of `pip install highspy ortools pytoulbar2`; says what is not there.
"""

import argparse
import importlib.util
import json
import multiprocessing
import os
import re
import sys
import time

OPTIMAL, INFEASIBLE, LIMIT, ERROR = "optimal", "infeasible", "limit", "error"

# What each file says of its objective; a problem's name in a .wcsp says "cost".
OFFSET = re.compile(r"value ?= ?(-?\d+) ?([+-]) ?(?:objective|cost)")


def offset(path):
    """The constant and the sign that turn the file's objective into the model's value."""
    with open(path, encoding="ascii") as file:
        for line in file:
            found = OFFSET.search(line)
            if found:
                return int(found[1]), 1 if found[2] == "+" else -1
    raise ValueError("the file does not say how its objective becomes the value")


def whole(number):
    """The integer that a floating-point objective stands for."""
    if abs(number - round(number)) > 0.01:
        raise ValueError(f"the objective {number} is not whole")
    return round(number)


def highs(path, limit):
    """HiGHS on LP and MPS files."""
    import highspy

    solver = highspy.Highs()
    solver.setOptionValue("output_flag", False)
    solver.setOptionValue("threads", 1)
    solver.setOptionValue("time_limit", float(limit))
    solver.setOptionValue("mip_rel_gap", 0.0)
    solver.setOptionValue("mip_abs_gap", 0.5)
    start = time.perf_counter()
    if solver.readModel(path) != highspy.HighsStatus.kOk:
        raise ValueError("HiGHS does not read the file without a warning")
    read = time.perf_counter() - start
    solver.run()
    names = {
        highspy.HighsModelStatus.kOptimal: OPTIMAL,
        highspy.HighsModelStatus.kInfeasible: INFEASIBLE,
        # Nothing is unbounded here: every column lies between 0 and 1.
        highspy.HighsModelStatus.kUnboundedOrInfeasible: INFEASIBLE,
        highspy.HighsModelStatus.kTimeLimit: LIMIT,
    }
    status = names.get(solver.getModelStatus(), ERROR)
    objective = whole(solver.getInfo().objective_function_value) if status == OPTIMAL else None
    return status, objective, read


def scip(path, limit):
    """SCIP on MPS files, as OR-tools reads them."""
    from ortools.linear_solver.python import model_builder

    start = time.perf_counter()
    model = model_builder.Model()
    if not model.import_from_mps_file(path):
        raise ValueError("OR-tools does not read the file")
    read = time.perf_counter() - start
    solver = model_builder.Solver("scip")
    solver.set_time_limit_in_seconds(limit)
    found = solver.solve(model)
    names = {
        model_builder.SolveStatus.OPTIMAL: OPTIMAL,
        model_builder.SolveStatus.INFEASIBLE: INFEASIBLE,
        model_builder.SolveStatus.FEASIBLE: LIMIT,
        model_builder.SolveStatus.NOT_SOLVED: LIMIT,
    }
    status = names.get(found, ERROR)
    objective = whole(solver.objective_value) if status == OPTIMAL else None
    return status, objective, read


TERM = re.compile(r"([+-]\d+) x([1-9]\d*) ")
HEADER = re.compile(r"\* #variable= (\d+) #constraint= (\d+)$")


def opb_sum(text, variables):
    """The terms of a sum, which must be nothing but terms with existing variables."""
    terms = [(int(share), int(index) - 1) for share, index in TERM.findall(text)]
    if TERM.sub("", text) or not terms or any(index >= variables for _, index in terms):
        raise ValueError(f"not a sum: {text}")
    return terms


def opb(path):
    """The number of variables, the objective, and constraints as (terms, is equality, bound)."""
    with open(path, encoding="ascii") as file:
        lines = file.read().splitlines()
    header = HEADER.match(lines[0])
    if not header:
        raise ValueError("no header")
    variables, count = int(header[1]), int(header[2])
    objective, constraints = None, []
    for line in lines[1:]:
        if line.startswith("*"):
            continue
        if objective is None:
            if not (line.startswith("min: ") and line.endswith(";")):
                raise ValueError("no objective")
            objective = opb_sum(line[len("min: "):-1], variables)
            continue
        parts = re.fullmatch(r"(.*?)(>=|=) (-?\d+) ;", line)
        if not parts:
            raise ValueError(f"not a constraint: {line}")
        constraints.append((opb_sum(parts[1], variables), parts[2] == "=", int(parts[3])))
    if len(constraints) != count:
        raise ValueError(f"{len(constraints)} constraints, but the header says {count}")
    return variables, objective, constraints


def cpsat(path, limit):
    """CP-SAT on OPB files."""
    from ortools.sat.python import cp_model

    start = time.perf_counter()
    variables, objective, constraints = opb(path)
    model = cp_model.CpModel()
    x = [model.new_bool_var(f"x{i + 1}") for i in range(variables)]

    def total(terms):
        return cp_model.LinearExpr.weighted_sum([x[i] for _, i in terms], [share for share, _ in terms])

    for terms, equal, bound in constraints:
        model.add(total(terms) == bound if equal else total(terms) >= bound)
    model.minimize(total(objective))
    read = time.perf_counter() - start
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.max_time_in_seconds = limit
    names = {cp_model.OPTIMAL: OPTIMAL, cp_model.INFEASIBLE: INFEASIBLE}
    names.update({cp_model.FEASIBLE: LIMIT, cp_model.UNKNOWN: LIMIT})
    status = names.get(solver.solve(model), ERROR)
    return status, whole(solver.objective_value) if status == OPTIMAL else None, read


def toulbar2(path, limit):
    """toulbar2 on WCSP files."""
    import pytoulbar2

    start = time.perf_counter()
    network = pytoulbar2.CFN(verbose=-1)
    try:
        network.Read(path)
    except network.Contradiction:
        return INFEASIBLE, None, time.perf_counter() - start
    read = time.perf_counter() - start
    found = network.Solve(timeLimit=max(1, int(limit)))
    if network.Option.limited:
        return LIMIT, None, read
    if found is None:
        return INFEASIBLE, None, read
    return OPTIMAL, whole(found[1]), read


SOLVERS = {
    ".lp": [("highs", highs, "highspy")],
    ".mps": [("highs", highs, "highspy"), ("scip", scip, "ortools")],
    ".opb": [("cpsat", cpsat, "ortools")],
    ".wcsp": [("toulbar2", toulbar2, "pytoulbar2")],
}


def work(solve, pipe):
    """Answers files until told to end. What solvers print is not the answer, so it is dropped."""
    silence = os.open(os.devnull, os.O_WRONLY)
    os.dup2(silence, 1)
    os.dup2(silence, 2)
    while True:
        path, limit = pipe.recv()
        if path is None:
            return
        try:
            pipe.send(solve(path, limit))
        except Exception as error:  # whatever a solver throws is its answer
            pipe.send((ERROR, f"{type(error).__name__}: {error}", 0.0))


class Worker:
    """A solver in a process of its own: it may crash or hang without harm to the others."""

    def __init__(self, solve):
        self.solve, self.process, self.pipe = solve, None, None

    def answer(self, path, limit):
        """Status, objective or message, and seconds to read."""
        if self.process is None:
            self.pipe, there = multiprocessing.Pipe()
            self.process = multiprocessing.Process(target=work, args=(self.solve, there), daemon=True)
            self.process.start()
            there.close()
        try:
            self.pipe.send((path, limit))
            if self.pipe.poll(2 * limit + 30):
                return self.pipe.recv()
            self.stop()
            return LIMIT, None, 0.0
        except (EOFError, OSError):
            self.stop()
            return ERROR, "the solver crashed", 0.0

    def stop(self):
        """Ends the process."""
        if self.process is not None:
            self.process.kill()
            self.process.join()
            self.process = None


def truths(path):
    """Known optima by name."""
    if path is None:
        return {}
    with open(path, encoding="utf-8") as file:
        known = json.load(file)
    return {name: value["optimum"] if isinstance(value, dict) else value for name, value in known.items()}


def main():
    """Everything, file by file."""
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("--limit", type=float, default=60, help="seconds for each solver on each file")
    arguments.add_argument("--truth", help="JSON: known optima by the files' names without ending")
    arguments.add_argument("files", nargs="+")
    options = arguments.parse_args()
    known = truths(options.truth)
    missing = {p for all in SOLVERS.values() for _, _, p in all if importlib.util.find_spec(p) is None}
    for package in sorted(missing):
        print(f"skipped: {package} is not installed, and its solvers are not asked", file=sys.stderr)
    workers, proven, good = {}, {}, True
    for path in options.files:
        stem, ending = os.path.splitext(os.path.basename(path))
        if ending not in SOLVERS:
            print(f"skipped: no solver for {path}", file=sys.stderr)
            continue
        for name, solve, package in SOLVERS[ending]:
            if package in missing:
                continue
            constant, sign = offset(path)
            worker = workers.setdefault(name, Worker(solve))
            start = time.perf_counter()
            status, found, read = worker.answer(path, options.limit)
            line = {"file": os.path.basename(path), "solver": name, "status": status, "value": None}
            if status == OPTIMAL:
                line["value"] = constant + sign * found
            if status == ERROR:
                line["error"] = found
            line["read_seconds"] = round(read, 3)
            line["seconds"] = round(time.perf_counter() - start, 3)
            if status in (OPTIMAL, INFEASIBLE):
                expected = known.get(stem, proven.get(stem, line["value"]))
                proven.setdefault(stem, expected)
                line["agrees"] = line["value"] == expected
            good &= status != ERROR and line.get("agrees", True)
            print(json.dumps(line), flush=True)
    for worker in workers.values():
        worker.stop()
    if not proven:
        print("nothing was proven", file=sys.stderr)
        return 2
    return 0 if good else 1


if __name__ == "__main__":
    multiprocessing.set_start_method("spawn")
    sys.exit(main())
