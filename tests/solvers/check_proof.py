#!/usr/bin/env python3
"""Checks proof files with nothing of the program that wrote them: this file and Python are all.

    check_proof.py FILE...

A proof file is JSON: a model in whole numbers, and a certificate. The model asks for one option per block. A choice
is worth the values of its options and of its pairs of options, less the burden of every facility that an option of
it uses; -2^63 marks what must not be chosen. A row limits a sum over chosen options and used facilities. The claims:
a choice is allowed and has a `value`, and no allowed choice has more than `bound`; without both, nothing is allowed.
Whether the model says what was required is not asked here.

Cases. The steps walk a tree of cases, depth first: the options still *live* in each block and, of some facilities,
whether they are used. `branch` splits the case in hand in two that together hold all of its choices: the first is
next, the second comes when the first is closed. The steps end as the last is closed.

Deduction. In every case, until nothing more follows from the model alone:
  - an option goes if some other block has no live option that it may be chosen with;
  - a facility is used if in some block all live options use it, unused if no live option does; then its users go.
    A block without options makes the case empty, and so does a facility both used and unused;
  - a row holds at least the amounts of its used facilities and, of every block, the least that a live option adds;
    an unsettled facility with live users in one block only (its home) counts with these. What this leaves of the
    limit is the room: below zero, the case is empty; an option goes that adds more than the least of its block by
    more than the room, and an unsettled facility without a home is unused if its amount is more than the room.

The bound. `prices` sets multipliers, in points divided by `scale`: of rows, and of facilities in their blocks
(shares), not negative; of options with an entry in a pair, any. Adding price x (limit - sum) of each row makes no
choice of the case worse. Using a facility then costs scale x burden + prices x its amounts. The case pays that if it
is known to be used, each user at home if it has a home; otherwise each user pays the share of its block, and the
case gets max(0, sum of shares - cost) back, as at most that is paid too much; cost - sum of shares is the *slack*.
If one block of a pair is decided, the options of the other have the pair's values themselves; if neither is, they
are given their multipliers, and the case the most that remains of two live options allowed together: value less both
multipliers. The bound is what the case gets and pays, and the best option of every block. Choosing an option lowers
it by the distance to the best of its block and by the slacks, where positive, of its unsettled facilities; using a
facility, by its slack where positive or by choosing at home; not using it, by what it gave and by doing without.

Triples. Three blocks may lend an amount to any two options with an entry in a pair of two of them. While none of the
three is decided, that is value of the pair, and the case gets the most that three live options have not to pay back:
the largest negative sum of what they are lent. When one is decided, what its option and an option of another are lent
goes to the multiplier of the latter in the pair of the other two. When two are, nothing is lent.

Cuts. Take any three facilities and any three blocks. The first block asks for the first or second facility, the second
for the second or third, the third for the first or third. If none is used, no block has what it asks for; if one is,
at most two have; so never more than one above the number used. A cut has a multiplier, not negative. Adding it x (1 +
facilities used - blocks that have what they ask for) makes no choice worse: the case gets it once, the facilities cost
that much less, and options with what their block asks for are worth that much less.

Steps. `exclude` drops options and settles facilities of which the opposite leaves at most `value`, by the multipliers
and the case as they were before it. `closed` ends a case that is empty, or one choice, which is not allowed or not
above `bound`, or not above `bound` by the multipliers.

One line is printed per file; steps count from 0. The exit status is 0 if all claims are true, else 1.
"""

import json
import sys
import time

FORBIDDEN, LARGEST = -(1 << 63), 1 << 60


def must(true, message):
    """Something that must be so."""
    if not true:
        raise ValueError(message)


def whole(value, low=FORBIDDEN, high=-FORBIDDEN - 1):
    """A whole number in a range; a truth value is none."""
    if type(value) is not int or not low <= value <= high:
        raise ValueError(f"{value if type(value) is int else 'something else'}, not a whole number in {low}..{high}")
    return value


def index(value, items):
    """The index of one of some items."""
    return whole(value, 0, len(items) - 1)


def array(value, of=None):
    """A list; of lists of that length if one is given."""
    good = type(value) is list and (not of or all(len(array(item)) == of for item in value))
    must(good, f"no list where one belongs, or one of another length{f' than {of}' if of else ''}")
    return value


def fields(value, *names, default=None):
    """The fields of an object; without a default, all must be there."""
    good = type(value) is dict and set(value) <= set(names) and (default is not None or len(value) == len(names))
    must(good, f"not an object with {', '.join(names)}")
    return [value.get(name, default) for name in names]


def read(path):
    """The contents of a file of whole numbers."""
    def number(text):
        must(len(text) <= 20 and text.lstrip("-").isdigit(), "a number that is too large or not whole")
        return int(text)

    def once(items):
        must(len(dict(items)) == len(items), "a field twice in an object")
        return dict(items)

    with open(path, "rb") as file:
        text = file.read(1 << 30).decode()  # what is longer is cut off, and then no JSON
    return json.loads(text, object_pairs_hook=once, parse_int=number, parse_float=number, parse_constant=number)


class Model:
    """The model. Users and amounts that are listed again count as the words say: amounts add up."""

    def __init__(self, data):
        blocks, pairs, facilities, rows = fields(data, "blocks", "pairs", "facilities", "rows")
        self.values = [[whole(v) for v in array(block)] for block in array(blocks)]
        self.pairs = []  # (block, block, {option: {option: value}})
        self.bans = {}  # {(block, option, other block): its options that must not go with the one}
        for a, b, entries in (fields(pair, "a", "b", "entries") for pair in array(pairs)):
            order = index(a, self.values) < index(b, self.values) and (not self.pairs or (a, b) > self.pairs[-1][:2])
            must(order, f"blocks {a}, {b} are not in order, or a pair twice")
            table, last = {}, (-1, -1)
            for x, y, value in (fields(entry, "x", "y", "value") for entry in array(entries)):
                order = (index(x, self.values[a]), index(y, self.values[b])) > last
                must(order, f"blocks {a}, {b}: options {x}, {y} are not in order, or there twice")
                last = (x, y)
                table.setdefault(x, {})[y] = whole(value)
                for here, o, there, other in ((a, x, b, y), (b, y, a, x)) if value == FORBIDDEN else ():
                    self.bans.setdefault((here, o, there), set()).add(other)
            self.pairs.append((a, b, table))
        self.burdens, self.users = [], []  # by facility; users as {block: options}
        for burden, users in (fields(facility, "burden", "users") for facility in array(facilities)):
            self.burdens.append(whole(burden, 0))
            self.users.append({})
            for b, o in map(self.place, array(users)):
                self.users[-1].setdefault(b, set()).add(o)
        self.rows = []  # ({block: {option: amount}}, {facility: amount}, limit)
        for options, used, limit in (fields(row, "options", "facilities", "limit") for row in array(rows)):
            amounts, extra = {}, {}
            for place, amount in array(options, 2):
                b, o = self.place(place)
                amounts.setdefault(b, {})[o] = amounts.get(b, {}).get(o, 0) + whole(amount)
            for f, amount in array(used, 2):
                extra[f] = extra.get(index(f, self.users), 0) + whole(amount, 0)
                for b in self.users[f]:
                    amounts.setdefault(b, {})  # it may come to count with the options of this block
            self.rows.append((amounts, extra, whole(limit)))

    def place(self, data):
        """A block and one of its options."""
        ((b, o),) = array([data], 2)
        return index(b, self.values), index(o, self.values[b])

    def worth(self, choice):
        """What a choice is worth, or None if it is not allowed."""
        parts = [options[o] for options, o in zip(self.values, choice)]
        parts += [table.get(choice[a], {}).get(choice[b], 0) for a, b, table in self.pairs]
        used = [any(choice[b] in options for b, options in users.items()) for users in self.users]
        for amounts, extra, limit in self.rows:
            total = sum(options.get(choice[b], 0) for b, options in amounts.items())
            if total + sum(amount for f, amount in extra.items() if used[f]) > limit:
                return None
        return None if FORBIDDEN in parts else sum(parts) - sum(x for x, u in zip(self.burdens, used) if u)


class Checker:
    """Follows the steps of a certificate. What is taken from the case in hand is noted, to be able to go back."""

    def __init__(self, model, data):
        self.model = model
        names = "scale", "choice", "value", "bound", "steps"
        self.scale, choice, self.value, self.bound, self.steps = fields(data, *names)
        whole(self.scale, 1, 1 << 30)
        must(len(array(choice)) == (self.value is not None) * len(model.values), "a choice of another length")
        if self.value is not None:
            worth = model.worth(list(map(index, choice, model.values)))
            must(worth == whole(self.value), f"the choice is worth {worth}, not {self.value}")
        if self.bound is not None or self.value is not None:
            whole(self.bound, FORBIDDEN if self.value is None else self.value)
        shares = [dict.fromkeys(users, 0) for users in model.users]
        messages = [(dict.fromkeys(t, 0), {y: 0 for row in t.values() for y in row}) for _, _, t in model.pairs]
        self.multipliers = [0] * len(model.rows), shares, messages
        self.at = {(a, b): p for p, (a, b, _) in enumerate(model.pairs)}
        self.cuts = {}  # {(three blocks, three facilities): multiplier}
        self.lent = {}  # {three blocks: for each two of them, in order: {option: {option: amount}}}
        self.live = [{o for o, v in enumerate(options) if v != FORBIDDEN} for options in model.values]
        self.used, self.empty = [None] * len(model.users), not all(self.live)
        self.gone, self.waiting = [], []  # what was taken: list, index, options or None; cases to come
        self.narrow()

    def drop(self, b, options):
        """Without some options of a block."""
        gone = self.live[b] & options
        if gone:
            self.gone.append((self.live, b, gone))
            self.live[b] -= gone
            self.empty = self.empty or not self.live[b]

    def settle(self, f, used):
        """With a facility used or unused."""
        if self.used[f] is None:
            self.gone.append((self.used, f, None))
            self.used[f] = used
        self.empty = self.empty or self.used[f] != used

    def homes(self, f):
        """The blocks with live users of a facility."""
        return [b for b, options in self.model.users[f].items() if not options.isdisjoint(self.live[b])]

    def narrow(self, drops=(), settled=()):
        """Without some options, with facilities settled, and with all that follows from the model."""
        for b, options in drops:
            self.drop(b, options)
        for f, used in settled:
            self.settle(f, used)
        before = -1
        while not self.empty and before < len(self.gone):
            before = len(self.gone)
            for (b, o, other), banned in self.model.bans.items():
                if self.live[other] <= banned:
                    self.drop(b, {o})
            for f, users in enumerate(self.model.users):
                homes = self.homes(f)
                if not homes or any(self.live[b] <= users[b] for b in homes):
                    self.settle(f, bool(homes))
                for b in homes if self.used[f] is False else ():
                    self.drop(b, users[b])
            for row in self.model.rows:
                if not self.empty:
                    self.keep(*row)

    def keep(self, amounts, extra, limit):
        """What a row leaves."""
        adds = {b: {o: options.get(o, 0) for o in self.live[b]} for b, options in amounts.items()}
        shared = []
        for f in (f for f in extra if self.used[f] is not False):
            homes = self.homes(f)
            if self.used[f]:
                limit -= extra[f]
            elif len(homes) == 1:
                for o in self.model.users[f][homes[0]] & self.live[homes[0]]:
                    adds[homes[0]][o] += extra[f]
            else:
                shared.append(f)
        least = {b: min(options.values()) for b, options in adds.items()}
        room = limit - sum(least.values())
        self.empty = room < 0
        for b, options in adds.items():
            self.drop(b, {o for o, add in options.items() if add - least[b] > room})
        for f in (f for f in shared if extra[f] > room):
            self.settle(f, False)

    def bounds(self):
        """The bound, what options count in it, and by unsettled facility its slack and the blocks of live users."""
        model, live, (prices, shares, messages) = self.model, self.live, self.multipliers
        worth = [{o: self.scale * v[o] for o in left} for v, left in zip(model.values, live)]
        cost = [self.scale * burden for burden in model.burdens]
        total = sum(price * limit for (_, _, limit), price in zip(model.rows, prices))
        for (amounts, extra, _), price in ((row, price) for row, price in zip(model.rows, prices) if price):
            for b, o in ((b, o) for b, options in amounts.items() for o in options.keys() & live[b]):
                worth[b][o] -= price * amounts[b][o]
            for f, amount in extra.items():
                cost[f] += price * amount
        for (blocks, facilities), price in self.cuts.items():
            first, second, third = facilities
            for b, either in zip(blocks, ((first, second), (second, third), (first, third))):
                asked = set().union(*(model.users[f].get(b, ()) for f in either))
                for o in asked & live[b]:
                    worth[b][o] -= price
            for f in facilities:
                cost[f] -= price
            total += price
        total -= sum(cost[f] for f, used in enumerate(self.used) if used)
        slack, homes = {}, {f: self.homes(f) for f, used in enumerate(self.used) if used is None}
        for f, at in homes.items():
            pays = {b: cost[f] if len(at) == 1 else shares[f][b] for b in at}
            for b, o in ((b, o) for b in at for o in model.users[f][b] & live[b]):
                worth[b][o] -= pays[b]
            slack[f] = cost[f] - sum(pays.values())
            total += max(0, -slack[f])
        given, extra, rest = self.triples()
        total += rest
        for p, ((a, b, table), (left, right)) in enumerate(zip(model.pairs, messages)):
            if len(live[a]) == 1 or len(live[b]) == 1:  # if both are, either may have it
                for x, y in ((x, y) for x in live[a] & table.keys() for y in live[b] & table[x].keys()):
                    end, o = (b, y) if len(live[a]) == 1 else (a, x)
                    worth[end][o] += self.scale * table[x][y]
                continue
            left = [(x, left[x] + extra.get((p, a, x), 0)) for x in live[a] & left.keys()]
            right = [(y, right[y] + extra.get((p, b, y), 0)) for y in live[b] & right.keys()]
            for end, o, message in [(a, *item) for item in left] + [(b, *item) for item in right]:
                worth[end][o] += message
            # Options without an entry are alike: given nothing, worth nothing together with any other.
            left += [(None, 0)] * (len(left) < len(live[a]))
            right += [(None, 0)] * (len(right) < len(live[b]))
            loan = given.get(p, {})
            rest = ((table.get(x, {}), loan.get(x, {}), m, y, n) for x, m in left for y, n in right)
            rest = (self.scale * row.get(y, 0) + more.get(y, 0) - m - n
                    for row, more, m, y, n in rest if row.get(y) != FORBIDDEN)
            total += max(rest, default=0)  # where no two may go together, any bound is true
        return total + sum(max(options.values()) for options in worth), worth, slack, homes

    def triples(self):
        """What pairs get, {pair: {option: {option: amount}}}; multipliers, {(pair, block, option): amount}; the case."""
        given, extra, total = {}, {}, 0
        for blocks, tables in self.lent.items():
            left = [sorted(self.live[b]) for b in blocks]
            decided = [i for i in range(3) if len(left[i]) == 1]
            ends = [(0, 1), (0, 2), (1, 2)]
            if not decided:
                for (i, j), table in zip(ends, tables):
                    loan = given.setdefault(self.at[blocks[i], blocks[j]], {})
                    for x, row in table.items():
                        into = loan.setdefault(x, {})
                        for y, amount in row.items():
                            into[y] = into.get(y, 0) + amount
                ab, ac, bc = tables
                total += max(
                    -ab.get(x, {}).get(y, 0) - ac.get(x, {}).get(z, 0) - bc.get(y, {}).get(z, 0)
                    for x in left[0] for y in left[1] for z in left[2])
            if len(decided) == 1:
                (fixed,) = decided
                pair = self.at[tuple(blocks[i] for i in range(3) if i != fixed)]
                for (i, j), table in zip(ends, tables):
                    if fixed in (i, j):
                        other = j if i == fixed else i
                        for o in left[other]:
                            x, y = (left[fixed][0], o) if i == fixed else (o, left[fixed][0])
                            key = pair, blocks[other], o
                            extra[key] = extra.get(key, 0) + table.get(x, {}).get(y, 0)
        return given, extra, total

    def run(self):
        """All steps."""
        kinds = {"branch": self.branch, "prices": self.prices, "exclude": self.exclude}
        self.waiting.append(None)  # the end
        for at, step in enumerate(array(self.steps)):
            try:
                must(self.waiting, "all cases are closed already")
                if step == "closed":
                    self.close()
                else:
                    must(type(step) is dict and len(step) == 1 and set(step) <= set(kinds), "not a step")
                    for kind, data in step.items():
                        kinds[kind](data)
            except ValueError as wrong:
                raise ValueError(f"step {at}: {wrong}") from None
        must(not self.waiting, f"step {len(self.steps)}: the end, and not all cases are closed")

    def most(self, bound, limit, what):
        """Nothing above a limit may be left out; without a limit, nothing at all."""
        good = limit is not None and bound < (limit + 1) * self.scale
        must(good, f"{what} may hold {bound // self.scale}, to be above {limit}")

    def prices(self, data):
        """New multipliers, each once."""
        rows, shares, messages, lent, cuts = fields(data, "rows", "shares", "messages", "lent", "cuts", default=[])
        of_row, of_share, of_message = self.multipliers
        new = [(of_row, index(row, of_row), whole(m, 0, LARGEST)) for row, m in array(rows, 2)]
        new += [(of_share[index(f, of_share)], b, whole(m, 0, LARGEST)) for f, b, m in array(shares, 3)]
        for p, side, o, m in array(messages, 4):
            new.append((of_message[index(p, of_message)][whole(side, 0, 1)], o, whole(m, -LARGEST, LARGEST)))
        must(len({(id(group), whole(key)) for group, key, _ in new}) == len(new), "a multiplier twice")
        for group, key, m in new:
            must(group is of_row or key in group, f"a multiplier for {key}, which has none there")
            group[key] = m
        for p, third, x, y, amount in array(lent, 5):
            a, b, _ = self.model.pairs[index(p, self.model.pairs)]
            blocks = tuple(sorted((a, b, index(third, self.live))))
            pairs = [(blocks[i], blocks[j]) for i, j in ((0, 1), (0, 2), (1, 2))]
            must(all(ends in self.at for ends in pairs), f"blocks {blocks} are not all in pairs")
            known = [whole(o) in side for o, side in zip((x, y), of_message[p])]
            must(all(known), f"blocks {a}, {b}: options {x}, {y} have no entry and are lent nothing")
            tables = self.lent.setdefault(blocks, ({}, {}, {}))
            tables[pairs.index((a, b))].setdefault(x, {})[y] = whole(amount, -LARGEST, LARGEST)
        for blocks, facilities, price in array(cuts, 3):
            blocks, facilities = tuple(array(blocks)), tuple(array(facilities))
            must(len(blocks) == len(facilities) == 3, "not three blocks and three facilities")
            for items, of in (blocks, self.live), (facilities, self.used):
                for item in items:
                    index(item, of)
            must(len(set(facilities)) == 3, f"facilities {facilities}: one of them twice")
            self.cuts[blocks, facilities] = whole(price, 0, LARGEST)

    def exclude(self, data):
        """What the multipliers rule out."""
        options, opened, closed = fields(data, "options", "open", "close", default=[])
        options = list(map(self.model.place, array(options)))
        settled = [(index(f, self.used), True) for f in array(opened)]
        settled += [(index(f, self.used), False) for f in array(closed)]
        if self.empty:
            return
        total, worth, slack, homes = self.bounds()
        for b, o in ((b, o) for b, o in options if o in self.live[b]):
            fall = sum(max(0, s) for f, s in slack.items() if o in self.model.users[f].get(b, ()))
            self.most(total - max(worth[b].values()) + worth[b][o] - fall, self.value, f"option {o} of block {b}")
        for f, used in ((f, used) for f, used in settled if self.used[f] != used):
            rest = total  # with the facility unused if it is to be used, and the other way round
            if self.used[f] is None:
                rest -= max(0, -slack[f] if used else slack[f])
                for b in homes[f] if used or len(homes[f]) == 1 else ():
                    # Some live options use it and some do not, or it would be settled.
                    users = self.model.users[f][b]
                    rest += max(w for o, w in worth[b].items() if (o in users) != used) - max(worth[b].values())
            self.most(rest, self.value, f"facility {f} {'un' * used}used")
        self.narrow([(b, {o}) for b, o in options], settled)

    def branch(self, data):
        """Two cases instead of one."""
        must(type(data) is dict and len(data) == 1 and set(data) <= {"open", "close", "choose"}, "not a branch")
        ((kind, at),) = data.items()
        if kind == "choose":
            b, o = self.model.place(at)
            first, second = ([(b, self.live[b] - {o})],), ([(b, {o})],)
        else:
            f, used = index(at, self.used), kind == "open"
            first, second = ((), [(f, used)]), ((), [(f, not used)])
        self.waiting.append((len(self.gone), self.empty, second))
        self.narrow(*first)

    def close(self):
        """Ends the case, and goes on with another."""
        if not self.empty and all(len(left) == 1 for left in self.live):
            worth = self.model.worth([min(left) for left in self.live])
            if worth is not None:
                self.most(worth * self.scale, self.bound, "the case")
        elif not self.empty:
            self.most(self.bounds()[0], self.bound, "the case")
        following = self.waiting.pop()
        if following:
            mark, self.empty, change = following
            while len(self.gone) > mark:
                items, at, gone = self.gone.pop()
                items[at] = gone and items[at] | gone
            self.narrow(*change)


def main(paths):
    """Checks files; the exit status."""
    status = 0 if paths else "usage: check_proof.py FILE..."
    for path in paths:
        start, name = time.monotonic(), f"{path}: " if len(paths) > 1 else ""
        try:
            version, *names, model, certificate = fields(
                read(path), "mlarch_proof", "requirements", "catalog", "model", "certificate")
            must(whole(version) == 1 and all(type(n) is str for n in names), "not a proof of version 1")
            checker = Checker(Model(model), certificate)
            checker.run()
            value, bound = checker.value, checker.bound
            claim = f"between {value} and {bound}" if value != bound else f"optimum {value}"
            if value is None:
                claim = "infeasible" if bound is None else f"at most {bound}"
            print(f"{name}verified: {claim}, {len(checker.steps)} steps, {time.monotonic() - start:.1f} s")
        except (ValueError, OSError, RecursionError, MemoryError) as wrong:
            status = 1
            print(f"{name}not verified: {str(wrong)[:300] or type(wrong).__name__}")
    return status


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
