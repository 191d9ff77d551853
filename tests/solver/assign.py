"""What `sojourn assign` finds, against HiGHS, which comes with SciPy: python3 tests/solver/assign.py PROGRAM"""

import json
import random
import subprocess
import sys
import tempfile

import numpy
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import coo_matrix, csr_matrix


def drawn(seed, applications, reviewers, candidates):
    """Pairs of numbers with affinities, each application's candidates by chance."""
    chance = random.Random(seed)
    return [
        (a, r, round(chance.uniform(-0.2, 1), 9))
        for a in range(applications)
        for r in chance.sample(range(reviewers), candidates)
    ]


def rows(numbers, weights):
    """One row for each number: the weights of its pairs."""
    return coo_matrix((weights, (numbers, range(len(numbers))))).tocsr()


def solve(pairs, each, least, most, fair):
    """The greatest total, or the greatest least sum; None where there is no assignment."""
    a, r, w = (numpy.array(column) for column in zip(*pairs))
    one = numpy.ones(len(pairs))
    per_application, per_reviewer, sums = rows(a, one), rows(r, one), rows(a, w)
    if not fair:
        parts = [LinearConstraint(per_application, each, each), LinearConstraint(per_reviewer, least, most)]
        found = milp(-w, constraints=parts, integrality=one, bounds=Bounds(0, 1), options={"mip_rel_gap": 0})
        return None if found.x is None else -found.fun
    # One more unknown, below every sum.
    wide = lambda matrix, value: csr_matrix(numpy.hstack([matrix.toarray(), numpy.full((matrix.shape[0], 1), value)]))
    parts = [
        LinearConstraint(wide(per_application, 0), each, each),
        LinearConstraint(wide(per_reviewer, 0), least, most),
        LinearConstraint(wide(sums, -1), 0, numpy.inf),
    ]
    bounds = Bounds(numpy.append(0 * one, -each), numpy.append(one, each))
    cost = numpy.append(0 * one, -1)
    whole = numpy.append(one, 0)
    found = milp(cost, constraints=parts, integrality=whole, bounds=bounds, options={"mip_rel_gap": 0})
    return None if found.x is None else -found.fun


def asked(program, pairs, each, least, most, fair):
    """What the program says: the same figure, its bound, and the whole answer."""
    with tempfile.NamedTemporaryFile("w", suffix=".csv") as table:
        table.write("application,reviewer,affinity\n")
        table.writelines(f"a{a},r{r},{w:.9f}\n" for a, r, w in pairs)
        table.flush()
        command = [program, "assign", "--affinity", table.name, "--per-application", str(each), "--max-load", str(most)]
        command += ["--min-load", str(least), "--objective", "fair" if fair else "total", "--give", "0"]
        done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode != 0:
        assert done.returncode == 1 and "There is no such assignment." in done.stderr, done.stderr
        return None
    answer = json.loads(done.stdout)
    key = "worst" if fair else "total"
    assert answer["bound_" + key] >= answer[key] - 1e-9
    return answer[key]


CASES = [
    # applications, reviewers, candidates, each, least, most, fair
    (60, 40, 15, 3, 0, 5, False),
    (60, 40, 15, 3, 3, 5, False),
    (60, 40, 15, 3, 4, 5, False),
    (200, 90, 20, 4, 2, 9, False),
    (300, 150, 12, 2, 4, 4, False),
    (60, 40, 6, 3, 0, 4, False),
    (40, 30, 4, 3, 0, 4, False),
    (10, 8, 6, 3, 0, 4, True),
    (14, 9, 7, 2, 2, 4, True),
    (16, 12, 8, 3, 3, 5, True),
]


def main():
    program, wrong, impossible = sys.argv[1], 0, 0
    for seed in range(4):
        for applications, reviewers, candidates, each, least, most, fair in CASES:
            pairs = drawn(seed, applications, reviewers, candidates)
            best = solve(pairs, each, least, most, fair)
            found = asked(program, pairs, each, least, most, fair)
            impossible += best is None
            if (best is None) != (found is None) or (best is not None and abs(best - found) > 1e-6):
                wrong += 1
                print(f"seed {seed}, {applications} × {reviewers}, fair {fair}: {found}, and HiGHS {best}")
    print(f"{4 * len(CASES)} assignments against HiGHS, {impossible} of them impossible: {wrong} differ")
    sys.exit(wrong > 0)


main()
