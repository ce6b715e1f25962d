"""The models of `peers.py`: an instance of the generator `gen.py` as each solver takes it best.

A model is a generator of two steps, so that building and solving are timed apart: it yields once it
is built, and then whether it is done, whether nothing is admissible, the choice, the value claimed
for it, and the bound.
"""

import math


class Instance:
    """An instance as all three models want it: tables of pairs, platforms and vendors alike."""

    def __init__(self, raw):
        blocks = [block["options"] for block in raw["blocks"]]
        self.values = [[o["u"] for o in options] for options in blocks]
        self.costs = [[o["cost"][1] for o in options] for options in blocks]
        # Burden and cost of each facility: platforms, then vendors.
        vendors = sorted({o["vendor"] for options in blocks for o in options if o["vendor"] >= 0})
        platforms = raw["platforms"]
        self.burdens = [raw["ops_weight"] * p["ops"] for p in platforms] + [0] * len(vendors)
        self.prices = [p["cost"][1] for p in platforms] + [0] * len(vendors)
        place = {v: len(platforms) + k for k, v in enumerate(vendors)}
        # Facility and block to the options that use the one in the other.
        self.users = {}
        for b, options in enumerate(blocks):
            for o, option in enumerate(options):
                used = option["platforms"] + [place[v] for v in [option["vendor"]] if v >= 0]
                for f in used:
                    self.users.setdefault((f, b), []).append(o)
        self.budget = raw["budget"]
        # Facilities of which at most so many are used.
        self.counts = [
            (range(len(platforms)), raw["max_platforms"]),
            (range(len(platforms), len(self.burdens)), raw["max_vendors"]),
        ]
        # Per pair of blocks, the values of pairs of options and the barred pairs.
        self.gains, self.barred = {}, {}
        for p in raw["pairs"]:
            key, cell = self.cell(p["i"], p["a"], p["j"], p["b"])
            table = self.gains.setdefault(key, {})
            table[cell] = table.get(cell, 0) + p["v"]
        for c in raw["conflicts"]:
            self.bar(c["i"], c["a"], c["j"], c["b"])
        for r in raw["requires"]:
            for b in range(len(blocks[r["j"]])):
                if b not in r["set"]:
                    self.bar(r["i"], r["a"], r["j"], b)
        for key, table in self.gains.items():
            shut = self.barred.get(key, ())
            self.gains[key] = {cell: v for cell, v in sorted(table.items()) if v and cell not in shut}

    @staticmethod
    def cell(i, a, j, b):
        """A pair of options with the smaller block first."""
        return ((i, j), (a, b)) if i < j else ((j, i), (b, a))

    def bar(self, i, a, j, b):
        """Bars a pair of options."""
        key, cell = self.cell(i, a, j, b)
        self.barred.setdefault(key, set()).add(cell)

    def clauses(self):
        """Sets of options of one block, and of another, of which at most one may be chosen."""
        for (i, j), cells in sorted(self.barred.items()):
            there = alike(cells)
            back = alike({(b, a) for a, b in cells})
            one, other, groups = (i, j, there) if len(there) <= len(back) else (j, i, back)
            for others, options in groups:
                yield [(one, o) for o in options] + [(other, o) for o in others]

    def is_dense(self, key):
        """Whether so many pairs of options of two blocks have a value that the polytope pays."""
        cells = len(self.values[key[0]]) * len(self.values[key[1]])
        return 4 * len(self.gains[key]) > cells - len(self.barred.get(key, ()))


def alike(cells):
    """Sets of second options, each with the first options that are barred with just these."""
    seen = {}
    for a, b in sorted(cells):
        seen.setdefault(a, []).append(b)
    groups = {}
    for a, others in seen.items():
        groups.setdefault(tuple(others), []).append(a)
    return sorted(groups.items())


def by_option(products):
    """Products of both blocks' options, grouped by the options."""
    groups = {}
    for key, (a, b), product in products:
        groups.setdefault((key[0], a, key[1]), []).append(product)
        groups.setdefault((key[1], b, key[0]), []).append(product)
    return [((block, o), group) for (block, o, _), group in groups.items()]


class Program:
    """A mixed-integer program, row by row."""

    def __init__(self, instance):
        self.values, self.lower, self.upper, self.starts, self.index, self.shares = [], [], [], [0], [], []
        self.x = [[self.column(v) for v in values] for values in instance.values]
        self.y = [self.column(-burden) for burden in instance.burdens]
        self.whole = len(self.values)
        for columns in self.x:
            self.row([(c, 1) for c in columns], 1, 1)
        for (f, b), options in instance.users.items():
            self.row([(self.x[b][o], 1) for o in options] + [(self.y[f], -1)], 0)
        terms = [(self.x[b][o], c) for b, costs in enumerate(instance.costs) for o, c in enumerate(costs)]
        self.row(terms + list(zip(self.y, instance.prices)), instance.budget)
        for facilities, limit in instance.counts:
            self.row([(self.y[f], 1) for f in facilities], limit)
        for clause in instance.clauses():
            self.row([(self.x[b][o], 1) for b, o in clause], 1)
        for key in instance.gains:
            self.pair(instance, key)

    def column(self, value):
        """A new quantity between 0 and 1."""
        self.values.append(value)
        return len(self.values) - 1

    def row(self, terms, upper, lower=-math.inf):
        """Bounds on a sum."""
        terms = [(c, s) for c, s in terms if s]
        self.index += [c for c, _ in terms]
        self.shares += [s for _, s in terms]
        self.starts.append(len(self.index))
        self.lower.append(lower)
        self.upper.append(upper)

    def pair(self, instance, key):
        """The products of two blocks."""
        (i, j), table = key, instance.gains[key]
        if instance.is_dense(key):
            shut = instance.barred.get(key, ())
            cells = [(a, b) for a in range(len(self.x[i])) for b in range(len(self.x[j])) if (a, b) not in shut]
            products = [(key, cell, self.column(table.get(cell, 0))) for cell in cells]
            groups = dict(by_option(products))
            for block in key:
                for o, column in enumerate(self.x[block]):
                    self.row([(p, 1) for p in groups.get((block, o), ())] + [(column, -1)], 0, 0)
            return
        products = [(key, cell, self.column(value)) for cell, value in table.items()]
        for (block, o), group in by_option([p for p in products if table[p[1]] > 0]):
            self.row([(p, 1) for p in group] + [(self.x[block][o], -1)], 0)
        for _, (a, b), product in products:
            if table[a, b] < 0:
                self.row([(self.x[i][a], 1), (self.x[j][b], 1), (product, -1)], 1)


def highs(instance, limit):
    """HiGHS, to a gap below 1: values are whole."""
    import highspy
    import numpy

    program = Program(instance)
    lp = highspy.HighsLp()
    lp.num_col_, lp.num_row_ = len(program.values), len(program.lower)
    lp.sense_ = highspy.ObjSense.kMaximize
    lp.col_cost_ = numpy.array(program.values, float)
    lp.col_lower_, lp.col_upper_ = numpy.zeros(lp.num_col_), numpy.ones(lp.num_col_)
    lp.row_lower_, lp.row_upper_ = numpy.array(program.lower, float), numpy.array(program.upper, float)
    lp.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    lp.a_matrix_.start_ = numpy.array(program.starts)
    lp.a_matrix_.index_ = numpy.array(program.index)
    lp.a_matrix_.value_ = numpy.array(program.shares, float)
    kinds = [highspy.HighsVarType.kInteger, highspy.HighsVarType.kContinuous]
    lp.integrality_ = [kinds[c >= program.whole] for c in range(lp.num_col_)]
    solver = highspy.Highs()
    options = {"output_flag": False, "threads": 1, "time_limit": limit, "mip_rel_gap": 0.0, "mip_abs_gap": 0.99}
    for name, value in options.items():
        solver.setOptionValue(name, value)
    solver.passModel(lp)
    yield "built"
    solver.run()
    status, info = solver.getModelStatus(), solver.getInfo()
    impossible = (highspy.HighsModelStatus.kInfeasible, highspy.HighsModelStatus.kUnboundedOrInfeasible)
    found = list(solver.getSolution().col_value)
    # Without a solution the columns are there, but mean nothing.
    there = info.primal_solution_status == highspy.SolutionStatus.kSolutionStatusFeasible
    choice = [max(range(len(columns)), key=lambda o: found[columns[o]]) for columns in program.x] if there else None
    done = status == highspy.HighsModelStatus.kOptimal
    yield done, status in impossible, choice, info.objective_function_value, info.mip_dual_bound


def cpsat(instance, limit):
    """OR-tools CP-SAT."""
    from ortools.sat.python import cp_model

    model = cp_model.CpModel()
    new = model.new_bool_var
    x = [[new("") for _ in values] for values in instance.values]
    y = [new("") for _ in instance.burdens]
    for options in x:
        model.add_exactly_one(options)
    for (f, b), options in instance.users.items():
        model.add_at_most_one([x[b][o] for o in options] + [~y[f]])
    flat = [v for options in x for v in options]
    costs = [c for costs in instance.costs for c in costs]
    total = cp_model.LinearExpr.weighted_sum
    model.add(total(flat + y, costs + instance.prices) <= instance.budget)
    for facilities, most in instance.counts:
        model.add(sum(y[f] for f in facilities) <= most)
    for clause in instance.clauses():
        model.add_at_most_one([x[b][o] for b, o in clause])
    products, values = [], []
    for key, table in instance.gains.items():
        made = [(key, cell, new("")) for cell in table]
        for (block, o), group in by_option([p for p in made if table[p[1]] > 0]):
            model.add_at_most_one(group + [~x[block][o]])
        for (i, j), (a, b), product in made:
            if table[a, b] < 0:
                model.add_bool_or([~x[i][a], ~x[j][b], product])
        products += [p for _, _, p in made]
        values += table.values()
    own = [v for values in instance.values for v in values]
    burdens = [-burden for burden in instance.burdens]
    model.maximize(total(flat + y + products, own + burdens + values))
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    # With the whole linear relaxation: among several workers some have it, one alone has not.
    solver.parameters.linearization_level = 2
    solver.parameters.max_time_in_seconds = limit
    yield "built"
    status = solver.solve(model)
    there = status in (cp_model.OPTIMAL, cp_model.FEASIBLE)
    choice = [next(o for o, v in enumerate(options) if solver.value(v)) for options in x] if there else None
    # Before it knows a bound it says 0.
    bound = solver.best_objective_bound if there or solver.best_objective_bound else None
    claimed = solver.objective_value if there else None
    yield status == cp_model.OPTIMAL, status == cp_model.INFEASIBLE, choice, claimed, bound


def toulbar2(instance, limit):
    """toulbar2 with its default search, and virtual arc consistency before it."""
    import pytoulbar2

    network = pytoulbar2.CFN(verbose=-1, vac=1)
    offset = 0
    for b, values in enumerate(instance.values):
        network.AddVariable(f"x{b}", [f"o{o}" for o in range(len(values))])
    first = len(instance.values)
    for f in range(len(instance.burdens)):
        network.AddVariable(f"y{f}", ["unused", "used"])
    for b, values in enumerate(instance.values):
        offset += max(values)
        network.AddFunction([b], [max(values) - v for v in values])
    for f, burden in enumerate(instance.burdens):
        if burden:
            network.AddFunction([first + f], [0, burden])
    for i, j in sorted(set(instance.gains) | set(instance.barred)):
        table, shut = instance.gains.get((i, j), {}), instance.barred.get((i, j), ())
        cells = [(a, b) for a in range(len(instance.values[i])) for b in range(len(instance.values[j]))]
        most = max((table.get(cell, 0) for cell in cells if cell not in shut), default=0)
        offset += most
        costs = [network.Top if cell in shut else most - table.get(cell, 0) for cell in cells]
        network.AddFunction([i, j], costs)
    for (f, b), options in instance.users.items():
        costs = []
        for o in range(len(instance.values[b])):
            costs += [network.Top if o in options else 0, 0]
        network.AddFunction([b, first + f], costs)
    spending = [(b, costs) for b, costs in enumerate(instance.costs)]
    spending += [(first + f, [0, price]) for f, price in enumerate(instance.prices)]
    at_most(network, spending, instance.budget)
    for facilities, most in instance.counts:
        at_most(network, [(first + f, [0, 1]) for f in facilities], most)
    yield "built"
    found = network.Solve(timeLimit=max(1, int(limit)))
    ended = not network.Option.limited
    bound = offset - network.GetDDualBound()
    if found is None:
        yield False, ended, None, None, None if ended else bound
    else:
        yield ended, False, list(found[0][:first]), offset - found[1], bound


def at_most(network, shares, limit):
    """A limit on a sum, as a bound on what values leave of their variable's greatest share: given a
    share for every value of a variable, toulbar2 1.4.0 states costs that are not its solutions'."""
    tuples, bound = [], -limit
    for variable, row in shares:
        bound += max(row)
        tuples += [(variable, value, max(row) - share) for value, share in enumerate(row) if share < max(row)]
    if bound > 0:
        network.AddGeneralizedLinearConstraint(tuples, ">=", bound)


# Each solver's model, and what it imports, which is not part of building.
SOLVERS = {
    "highs": (highs, "highspy", ["highspy", "numpy"]),
    "cpsat": (cpsat, "ortools", ["ortools.sat.python.cp_model"]),
    "toulbar2": (toulbar2, "pytoulbar2", ["pytoulbar2"]),
}
