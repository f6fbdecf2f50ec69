"""The peers of tests/bench/portfolio.c: scipy's SLSQP with the gradient, and
hierarchical risk parity by scipy's linkage and numpy, as PyPortfolioOpt has it.

    portfolio.py variance|hrp FILE TIMES

Prints ms of the best, and the variance of a bar."""
import sys
import time

import numpy as np
from scipy.cluster.hierarchy import linkage, to_tree
from scipy.optimize import minimize
from scipy.spatial.distance import squareform


def variance(cov):
    n = len(cov)
    scaled = cov / np.trace(cov) * n
    return minimize(lambda w: 0.5 * w @ scaled @ w, np.ones(n) / n,
                    jac=lambda w: scaled @ w, method="SLSQP",
                    bounds=[(0, 1)] * n,
                    constraints=[{"type": "eq", "fun": lambda w: w.sum() - 1,
                                  "jac": lambda w: np.ones(n)}],
                    options={"maxiter": 1000, "ftol": 1e-12}).x


def cluster_variance(cov, items):
    part = cov[np.ix_(items, items)]
    w = 1 / np.diag(part)
    w /= w.sum()
    return w @ part @ w


def hrp(cov):
    sd = np.sqrt(np.diag(cov))
    far = np.sqrt(np.clip((1 - cov / np.outer(sd, sd)) / 2, 0, 1))
    np.fill_diagonal(far, 0)
    order = to_tree(linkage(squareform(far, checks=False),
                            "single")).pre_order()
    w = np.ones(len(cov))
    parts = [order]
    while parts:
        parts = [p[a:b] for p in parts if len(p) > 1
                 for a, b in ((0, len(p) // 2), (len(p) // 2, len(p)))]
        for left, right in zip(parts[::2], parts[1::2]):
            a, b = cluster_variance(cov, left), cluster_variance(cov, right)
            w[left] *= 1 - a / (a + b)
            w[right] *= a / (a + b)
    return w


def main():
    kind, path, times = sys.argv[1], sys.argv[2], int(sys.argv[3])
    cov = np.cov(np.loadtxt(path).T)
    ask = hrp if kind == "hrp" else variance
    best = float("inf")
    for _ in range(times):
        begun = time.perf_counter()
        w = ask(cov)
        best = min(best, (time.perf_counter() - begun) * 1e3)
    print("%.6f %.17g" % (best, w @ cov @ w))


if __name__ == "__main__":
    main()
