"""The peers of tests/bench/montecarlo.c, as one who knows them would write
them: numpy in chunks that stay in memory, and a parallel numba loop.

    montecarlo.py numpy|numba FILE TIMES

Prints ms of the best, and of each of 7 quantiles, of equity and of drawdown,
between which values that of other draws has to lie."""
import sys
import time

import numpy as np

PATHS = 100000
QUANTILES = [0.01, 0.05, 0.25, 0.5, 0.75, 0.95, 0.99]
# How many values lie below a quantile is binomial, whatever their law: in two
# draws the shares differ by this deviation. Six of them are no chance (2e-9).
DEVIATIONS = 6


def by_numpy(growth, equity, fall):
    rng = np.random.default_rng(1)
    chunk = 2000
    for at in range(0, PATHS, chunk):
        drawn = growth[rng.integers(0, len(growth), (chunk, len(growth)))]
        curve = np.cumprod(drawn, axis=1)
        peak = np.maximum(np.maximum.accumulate(curve, axis=1), 1)
        fall[at:at + chunk] = 1 - (curve / peak).min(axis=1)
        equity[at:at + chunk] = curve[:, -1]


def numba_loop():
    import numba

    @numba.njit(parallel=True, fastmath=True)
    def loop(growth, equity, fall):
        n = len(growth)
        for p in numba.prange(len(equity)):
            now = peak = share = 1.0
            for _ in range(n):
                now *= growth[np.random.randint(0, n)]
                peak = max(peak, now)
                share = min(share, now / peak)
            equity[p] = now
            fall[p] = 1 - share
    return loop


def between(values, q):
    width = DEVIATIONS * (2 * q * (1 - q) / len(values)) ** 0.5
    return np.quantile(values, [max(q - width, 0), min(q + width, 1)])


def main():
    kind, path, times = sys.argv[1], sys.argv[2], int(sys.argv[3])
    growth = 1 + np.loadtxt(path)
    equity, fall = np.empty(PATHS), np.empty(PATHS)
    draw = by_numpy if kind == "numpy" else numba_loop()
    best = float("inf")
    for _ in range(times + (kind == "numba")):
        begun = time.perf_counter()
        draw(growth, equity, fall)
        np.quantile(equity, QUANTILES), np.quantile(fall, QUANTILES)
        best = min(best, (time.perf_counter() - begun) * 1e3)
    print("%.3f" % best, " ".join("%.7f %.7f" % tuple(between(of, q))
                                  for q in QUANTILES for of in (equity, fall)))


main()
