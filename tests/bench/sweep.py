"""The peer of tests/bench/sweep.c, as one who knows numba would write it: the
pairs on all threads, one running sum of the closes for all of them, one pass
over the bars for each. Prices are in cents, so that sums are exact.

    sweep.py FILE TIMES yes|no

Prints ms of the best and sums over all sets: trades, final equity, win rates,
Sharpe ratios and, with yes, drawdowns; the last two bar by bar."""
import sys
import time

import numba
import numpy as np

FEE, CASH, NOTIONAL, LOTS = 0.001, 1e9, 1000.0, 1e5


@numba.njit
def one(opens, closes, sums, fast, slow, falls):
    n = len(closes)
    size = paid = was = 0.0
    want = trades = wins = closed = 0
    cash = peak = last = CASH
    fall = total = squares = 0.0
    ratio = slow / fast
    for i in range(n):
        if want == 1:
            price = opens[i] / 100
            size = np.floor(NOTIONAL / (price * (1 + FEE)) * LOTS) / LOTS
            paid = size * price * (1 + FEE)
            cash -= paid
            trades += 1
        elif want == -1:
            got = size * opens[i] / 100 * (1 - FEE)
            cash += got
            wins += got > paid
            closed += 1
            size = 0.0
        want = 0
        now = cash + size / 100 * closes[i]
        if falls:
            if now > peak:
                peak = now
            elif peak - now > fall * peak:
                fall = 1 - now / peak
        move = now / last - 1
        last = now
        total += move
        squares += move * move
        if i >= slow - 1:
            top = sums[i + 1]
            gap = (top - sums[i + 1 - fast]) * ratio - top + sums[i + 1 - slow]
            if i >= slow:
                if gap > 0 and was <= 0 and size == 0:
                    want = 1
                elif gap < 0 and was >= 0 and size > 0:
                    want = -1
            was = gap
    mean = total / n
    return last, trades, wins / closed, \
        mean / np.sqrt((squares - n * mean * mean) / (n - 1)), fall


@numba.njit(parallel=True)
def sweep(opens, closes, out, falls):
    sums = np.zeros(len(closes) + 1)
    sums[1:] = np.cumsum(closes)
    for k in numba.prange(len(out)):
        out[k, 0], out[k, 1], out[k, 2], out[k, 3], out[k, 4] = \
            one(opens, closes, sums, 3 + k // 100, 110 + 5 * (k % 100), falls)


def main():
    opens, closes = np.split(np.fromfile(sys.argv[1]), 2)
    opens, closes = opens.copy(), closes.copy()
    falls = sys.argv[3] == "yes"
    out = np.empty((10000, 5))
    sweep(opens, closes, out[:2], falls)
    best = float("inf")
    for _ in range(int(sys.argv[2])):
        begun = time.perf_counter_ns()
        sweep(opens, closes, out, falls)
        best = min(best, (time.perf_counter_ns() - begun) / 1e6)
    equity, trades, wins, sharpe, fall = out.sum(axis=0)
    print("%.1f %d %.6f %.9g %.9g %.9g" % (best, trades, equity, wins, sharpe,
                                         fall))


main()
