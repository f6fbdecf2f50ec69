"""The peers of tests/bench/kernel.c, as one who knows them would write them:
vectorised numpy, and one numba loop. Prices are in cents, so that their sums
are exact and averages are compared without a division.

    kernel.py numpy|numba FILE TIMES

Prints ms of the best, trades, final equity, drawdown, mean, variance."""
import sys
import time

import numpy as np

FAST, SLOW, FEE, CASH, NOTIONAL, LOTS = 10, 30, 0.001, 1e9, 1000.0, 1e5


def by_numpy(opens, closes, equity):
    n = len(closes)
    sums = np.empty(n + 1)
    sums[0] = 0
    np.cumsum(closes, out=sums[1:])
    fast = sums[SLOW:] - sums[SLOW - FAST:-FAST]
    slow = sums[SLOW:] - sums[:-SLOW]
    fast *= SLOW / FAST
    above = fast > slow
    below = fast < slow
    up = above[1:] & ~above[:-1]
    down = below[1:] & ~below[:-1]
    at = np.flatnonzero(up | down)
    rises = up[at]
    turns = np.empty(len(at), bool)
    turns[:1] = rises[:1]
    np.not_equal(rises[1:], rises[:-1], out=turns[1:])
    at = at[turns] + SLOW + 1
    at = at[at < n]
    price = opens[at] / 100
    ins = price[0::2]
    size = np.floor(NOTIONAL / (ins * (1 + FEE)) * LOTS) / LOTS
    flow = np.empty(len(at))
    flow[0::2] = -size * ins * (1 + FEE)
    flow[1::2] = size[:len(flow) // 2] * price[1::2] * (1 - FEE)
    lengths = np.diff(at, prepend=0, append=n)
    cash = np.empty(len(at) + 1)
    cash[0] = CASH
    cash[1:] = CASH + np.cumsum(flow)
    held = np.zeros(len(at) + 1)
    held[1::2] = size / 100
    np.multiply(np.repeat(held, lengths), closes, out=equity)
    equity += np.repeat(cash, lengths)
    peak = np.maximum.accumulate(equity)
    fall = 1 - (equity / peak).min()
    moves = np.empty(n)
    moves[0] = equity[0] / CASH
    np.divide(equity[1:], equity[:-1], out=moves[1:])
    moves -= 1
    return len(at) // 2 + len(at) % 2, equity[-1], fall, moves.mean(), \
        moves.var(ddof=1)


def by_loop(opens, closes, equity):
    n = len(closes)
    fast = slow = size = 0.0
    was = 0.0
    want = trades = 0
    cash = peak = last = CASH
    fall = total = squares = 0.0
    for i in range(n):
        if want == 1:
            price = opens[i] / 100
            size = np.floor(NOTIONAL / (price * (1 + FEE)) * LOTS) / LOTS
            cash -= size * price * (1 + FEE)
            trades += 1
        elif want == -1:
            cash += size * opens[i] / 100 * (1 - FEE)
            size = 0.0
        want = 0
        now = cash + size / 100 * closes[i]
        equity[i] = now
        if now > peak:
            peak = now
        elif 1 - now / peak > fall:
            fall = 1 - now / peak
        move = now / last - 1
        last = now
        total += move
        squares += move * move
        fast += closes[i]
        slow += closes[i]
        if i >= FAST:
            fast -= closes[i - FAST]
        if i >= SLOW:
            slow -= closes[i - SLOW]
        if i >= SLOW - 1:
            gap = fast * (SLOW / FAST) - slow
            if i >= SLOW:
                if gap > 0 and was <= 0 and size == 0:
                    want = 1
                elif gap < 0 and was >= 0 and size > 0:
                    want = -1
            was = gap
    mean = total / n
    return trades, equity[-1], fall, mean, \
        (squares - n * mean * mean) / (n - 1)


def main():
    kind, path, times = sys.argv[1], sys.argv[2], int(sys.argv[3])
    both = np.fromfile(path)
    opens, closes = np.split(both, 2)
    opens, closes = opens.copy(), closes.copy()
    equity = np.empty(len(closes))
    run = by_numpy
    if kind == "numba":
        import numba
        run = numba.njit(by_loop)
    result = run(opens, closes, equity)
    best = float("inf")
    for _ in range(times):
        begun = time.process_time_ns()
        result = run(opens, closes, equity)
        best = min(best, (time.process_time_ns() - begun) / 1e6)
    print("%.3f %d %.6f %.9g %.9g %.9g" % ((best,) + tuple(result)))


main()
