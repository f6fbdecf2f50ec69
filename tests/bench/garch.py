"""The peer of tests/bench/garch.c, as one who knows it would write it: scipy's
SLSQP over a likelihood compiled by numba, from the best of arch's starts.

    garch.py normal|t FILE TIMES

Prints ms of the best, and the log-likelihood."""
import math
import sys
import time

import numba
import numpy as np
from scipy.optimize import minimize
from scipy.special import gammaln


@numba.njit(fastmath=True)
def sums(x, mu, omega, alpha, beta, nu, back):
    s = omega + (alpha + beta) * back
    logs = tails = squares = 0.0
    for t in range(len(x)):
        e = x[t] - mu
        logs += math.log(s)
        if nu > 0:
            tails += math.log(1 + e * e / (s * (nu - 2)))
        else:
            squares += e * e / s
        s = omega + alpha * e * e + beta * s
    return logs, tails, squares


def negative(p, x, back):
    nu = p[4] if len(p) == 5 else 0.0
    logs, tails, squares = sums(x, p[0], p[1], p[2], p[3], nu, back)
    n = len(x)
    if nu > 0:
        return -(n * (gammaln((nu + 1) / 2) - gammaln(nu / 2)
                      - 0.5 * math.log(math.pi * (nu - 2)))
                 - 0.5 * logs - (nu + 1) / 2 * tails)
    return 0.5 * (n * math.log(2 * math.pi) + logs + squares)


def fit(x, law):
    e = x - x.mean()
    weights = 0.94 ** np.arange(min(75, len(x)))
    back = float((weights * e[:75] ** 2).sum() / weights.sum())
    var = float(e.var())
    starts = [[float(x.mean()), (1 - p) * var, a, p - a]
              for a in (.01, .05, .1, .2) for p in (.5, .7, .9, .98)]
    best = min(starts, key=lambda p: negative(p, x, back))
    bounds = [(-10 * var ** .5, 10 * var ** .5), (1e-8 * var, 10 * var),
              (0, 1), (0, 1)]
    if law == "t":
        best = best + [8.0]
        bounds.append((2.05, 500))
    less = {"type": "ineq", "fun": lambda p: 1 - 1e-8 - p[2] - p[3]}
    return -minimize(negative, best, (x, back), "SLSQP", bounds=bounds,
                     constraints=[less],
                     options={"maxiter": 1000, "ftol": 1e-10}).fun


def main():
    law, path, times = sys.argv[1], sys.argv[2], int(sys.argv[3])
    x = np.loadtxt(path)
    fit(x, law)
    best = float("inf")
    for _ in range(times):
        begun = time.perf_counter()
        value = fit(x, law)
        best = min(best, (time.perf_counter() - begun) * 1e3)
    print("%.3f %.9f" % (best, value))


if __name__ == "__main__":
    main()
