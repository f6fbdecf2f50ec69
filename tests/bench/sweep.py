"""The peer of tests/bench/sweep.c, as one who knows numba would write it: the
pairs on all threads, one running sum of the closes for all of them, one pass
over the bars for each. Prices are in cents, so that sums are exact.

    sweep.py FILE TIMES pairs|falls|walk

Prints ms of the best and, of pairs, sums over all of them: trades, final
equity, win rates, Sharpe ratios and, of falls, drawdowns; the last two bar by
bar. Of a walk, what tells which pairs were chosen, and the sum of their equity
after."""
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


@numba.njit
def sums_of(closes):
    sums = np.zeros(len(closes) + 1)
    sums[1:] = np.cumsum(closes)
    return sums


@numba.njit(parallel=True)
def sweep(opens, closes, out, falls):
    sums = sums_of(closes)
    for k in numba.prange(len(out)):
        out[k, 0], out[k, 1], out[k, 2], out[k, 3], out[k, 4] = \
            one(opens, closes, sums, 3 + k // 100, 110 + 5 * (k % 100), falls)


WINDOWS, LENGTH, STEP, PAIRS = 20, 50000, 7500, 200


@numba.njit(parallel=True)
def walk(opens, closes, sharpes):
    sums = sums_of(closes)
    for k in numba.prange(WINDOWS * PAIRS):
        a, pair = k // PAIRS * STEP, k % PAIRS
        b = a + LENGTH
        sharpes[k] = one(opens[a:b], closes[a:b], sums[a:b + 1],
                         5 + 5 * (pair // 20), 60 + 10 * (pair % 20),
                         False)[3]
    picks, after = 0, 0.0
    for w in range(WINDOWS):
        pair = np.argmax(sharpes[w * PAIRS:(w + 1) * PAIRS])
        a = w * STEP + LENGTH
        b = a + STEP
        after += one(opens[a:b], closes[a:b], sums[a:b + 1],
                     5 + 5 * (pair // 20), 60 + 10 * (pair % 20), False)[0]
        picks = (picks * 31 % 1000003 + pair)
    return picks, after


def best_of(times, work):
    best = float("inf")
    for _ in range(times):
        begun = time.perf_counter_ns()
        result = work()
        best = min(best, (time.perf_counter_ns() - begun) / 1e6)
    return best, result


def main():
    opens, closes = np.split(np.fromfile(sys.argv[1]), 2)
    opens, closes = opens.copy(), closes.copy()
    times, plan = int(sys.argv[2]), sys.argv[3]
    if plan == "walk":
        sharpes = np.empty(WINDOWS * PAIRS)
        walk(opens, closes, sharpes)
        best, (picks, after) = best_of(times, lambda: walk(opens, closes,
                                                           sharpes))
        print("%.1f %d %.6f" % (best, picks, after))
        return
    out = np.empty((10000, 5))
    sweep(opens, closes, out[:2], plan == "falls")
    best, _ = best_of(times, lambda: sweep(opens, closes, out,
                                           plan == "falls"))
    equity, trades, wins, sharpe, fall = out.sum(axis=0)
    print("%.1f %d %.6f %.9g %.9g %.9g" % (best, trades, equity, wins, sharpe,
                                         fall))


main()
