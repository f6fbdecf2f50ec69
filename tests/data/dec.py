#!/usr/bin/env python3
"""Writes dec.txt, the cases of base-dec: python3 dec.py > dec.txt.

Results come from fractions.Fraction, which knows nothing of coefficients and
scales: "over" means that no integer below 10^38 over 10^0..10^18 has the value.
An operand is COEF:SCALE, so that trailing zeros are there to be handled.
"""
import random
from fractions import Fraction as F
from math import floor, ceil

rnd = random.Random(20261121)
LIMIT = 10 ** 38
ROUNDS = ["down", "up", "floor", "ceil", "half-even"]


def whole(x, how):
    if how == "down":
        return floor(x) if x >= 0 else ceil(x)
    if how == "up":
        return ceil(x) if x >= 0 else floor(x)
    if how == "floor":
        return floor(x)
    if how == "ceil":
        return ceil(x)
    return round(x)  # Fraction.__round__ is half to even


def text(x):
    for scale in range(19):
        n = x * 10 ** scale
        if n.denominator == 1:
            n = int(n)
            if abs(n) >= LIMIT:
                return "over"
            digits = str(abs(n)).rjust(scale + 1, "0")
            sign = "-" if n < 0 else ""
            if scale == 0:
                return sign + digits
            return sign + digits[:-scale] + "." + digits[-scale:]
    return "over"


def rounded(x, scale, how):
    return text(F(whole(x * 10 ** scale, how), 10 ** scale))


def value(operand):
    return F(operand[0], 10 ** operand[1])


def show(operand):
    return "%d:%d" % operand


EDGES = [0, 1, 2, 3, 5, 7, 9, 10, 99, 100, 2 ** 31, 2 ** 32 - 1, 2 ** 32,
         2 ** 63 - 1, 2 ** 63, 2 ** 63 + 1, 2 ** 64 - 1, 2 ** 64, 2 ** 64 + 1,
         2 ** 96, 2 ** 126, LIMIT - 1, LIMIT - 2, LIMIT // 10, LIMIT // 10 - 1,
         LIMIT // 2, LIMIT // 2 + 1, 10 ** 19, 10 ** 18, 10 ** 20,
         5 * 10 ** 37, 2 ** 64 * (2 ** 62 - 1), (2 ** 63 << 60) + 1]


def operand(big=0.5):
    kind = rnd.random()
    if kind < 0.2:
        n = rnd.choice(EDGES)
    elif kind < 0.2 + big * 0.8:
        n = rnd.randrange(10 ** rnd.randint(1, 38))
    else:
        n = rnd.randrange(10 ** rnd.randint(1, 12))
    if rnd.random() < 0.15:
        n = min(n, 10 ** 20) * 10 ** rnd.randint(0, 17)
    if rnd.random() < 0.45:
        n = -n
    return (n, rnd.choice([0, 0, 1, 2, 2, 4, 6, 8, 8, 9, 10, 17, 18, 18,
                           rnd.randint(0, 18)]))


cases = []


def out(*words):
    cases.append(" ".join(str(w) for w in words))


def add_case(a, b):
    out("add", show(a), show(b), text(value(a) + value(b)))
    out("sub", show(a), show(b), text(value(a) - value(b)))


def mul_case(a, b, scale, how):
    out("mul", show(a), show(b), scale, how,
        rounded(value(a) * value(b), scale, how))


def div_case(a, b, scale, how):
    out("div", show(a), show(b), scale, how, "over" if b[0] == 0 else
        rounded(value(a) / value(b), scale, how))


def muldiv_case(a, b, c, scale, how):
    out("muldiv", show(a), show(b), show(c), scale, how, "over" if c[0] == 0
        else rounded(value(a) * value(b) / value(c), scale, how))


for _ in range(150):
    add_case(operand(), operand())
for _ in range(60):  # sums at the edge of 38 digits
    s = rnd.randint(0, 18)
    n = rnd.randrange(LIMIT)
    add_case((n, s), (LIMIT - n + rnd.randint(-2, 2), s))
for _ in range(200):
    mul_case(operand(), operand(), rnd.randint(0, 18), rnd.choice(ROUNDS))
    div_case(operand(), operand(), rnd.randint(0, 18), rnd.choice(ROUNDS))
for how in ROUNDS:  # ties and their neighbours, both signs, odd and even
    for n in (-35, -25, -15, -5, 5, 15, 25, 35, 24, 26, -24, -26, 20, -20):
        out("round", "%d:1" % n, 0, how, rounded(F(n, 10), 0, how))
        mul_case((n, 1), (1, 0), 0, how)
        div_case((n, 0), (10, 0), 0, how)
        muldiv_case((n, 0), (3, 1), (3, 0), 0, how)
    for n in (10 ** 37 + 5, 10 ** 37 + 15, 10 ** 37 + 14, 10 ** 37 + 6):
        muldiv_case((n, 0), (10 ** 20 + 1, 0), (10 ** 20 + 1, 0), 0, how)
        muldiv_case((n, 0), (10 ** 20, 0), (10 ** 21, 0), 0, how)
        muldiv_case((-n, 0), (10 ** 20, 0), (10 ** 21 + 1, 0), 0, how)
        muldiv_case((n, 18), (10 ** 20, 0), (10 ** 20 - 1, 0), 18, how)
for _ in range(300):
    muldiv_case(operand(0.9), operand(0.9), operand(0.9), rnd.randint(0, 18),
                rnd.choice(ROUNDS))
for _ in range(150):  # quotients that can be kept: a × b / c near a
    a, b = operand(0.9), operand(0.9)
    c = (min(max(1, b[0] + rnd.randint(-3, 3)), LIMIT - 1), b[1])
    muldiv_case(a, b, c, rnd.randint(0, 18), rnd.choice(ROUNDS))
for _ in range(80):
    a = operand()
    s, how = rnd.randint(0, 18), rnd.choice(ROUNDS)
    out("round", show(a), s, how, rounded(value(a), s, how))
for _ in range(100):
    a = operand(0.2)
    b = operand(0.2)
    out("times", show(a), show(b), text(value(a) * value(b)))
for _ in range(120):
    a = operand(0.3)
    step = rnd.choice([(1, 0), (1, 2), (1, 8), (5, 1), (25, 2), (10, 0),
                       (100, 2), (3, 0), (1, 18), (50, 0), (7, 5)])
    how = rnd.choice(ROUNDS)
    if rnd.random() < 0.4:
        a = (rnd.randint(-10 ** 9, 10 ** 9) * step[0], step[1])
    n = value(a) / value(step)
    steps = whole(n, how)
    out("step", show(a), show(step), how,
        "over" if abs(steps) >= LIMIT else text(steps * value(step)))
    out("steps", show(a), show(step),
        int(n) if n.denominator == 1 and abs(n) < 2 ** 63 else "no")
    out("on-step", show(a), show(step), int(n.denominator == 1))
for _ in range(150):
    a, b = operand(), operand()
    if rnd.random() < 0.5:  # near or equal, at another scale
        k = rnd.randint(0, 18)
        a = (rnd.randrange(10 ** 19), 0)
        b = (a[0] * 10 ** k + rnd.choice([-1, 0, 0, 1]), k)
        if rnd.random() < 0.5:
            a, b = (-b[0], b[1]), (-a[0], a[1])
    out("cmp", show(a), show(b), (value(a) > value(b)) - (value(a) < value(b)))
for _ in range(150):
    a, b, c, d = operand(0.9), operand(0.9), operand(0.9), operand(0.9)
    if rnd.random() < 0.6:
        c, d = b, (a[0] + rnd.choice([-1, 0, 0, 1]), a[1])
        if abs(d[0]) >= LIMIT:
            d = a
        k = rnd.randint(0, 18 - min(18, d[1]))
        if abs(d[0]) * 10 ** k < LIMIT:
            d = (d[0] * 10 ** k, d[1] + k)
    x, y = value(a) * value(b), value(c) * value(d)
    out("cmp-products", show(a), show(b), show(c), show(d), (x > y) - (x < y))
for _ in range(60):
    a = operand()
    out("text", show(a), text(value(a)))
    s = rnd.randint(0, 18)
    x = F(round(value(a) * 10 ** s), 10 ** s)
    n = abs(int(x * 10 ** s))
    fixed = str(n).rjust(s + 1, "0")
    fixed = fixed[:-s] + "." + fixed[-s:] if s else fixed
    out("fixed", show(a), s, ("-" if x < 0 else "") + fixed)

for n in (2 ** 64 - 1, 2 ** 64, 2 ** 65 - 1):  # × 10^19 leaves 128 bits
    for d in ((10 ** 19, 1), (3, 1), (10 ** 19 + 1, 0), (7, 18)):
        for how in ("down", "half-even"):
            div_case((n, 0), d, 18, how)
for b in (2 ** 64 - 1, 2 ** 64, 2 ** 64 + 1, 2 ** 96, 3 * 2 ** 100):
    for c in (2 ** 64 + 1, 2 ** 64 + 2, 2 ** 65 - 1, 2 ** 96 + 2 ** 32,
              2 ** 126 - 1):  # the first guess at a digit is all ones
        for a in (2 ** 64, c - 1):
            for how in ("down", "up"):
                muldiv_case((a, 0), (b, 0), (c, 0), 0, how)

print("# Cases of tests/lib/base-dec.c, made by dec.py beside this file with")
print("# Python's fractions: operation, operands COEF:SCALE, decimals, rounding,")
print("# result (\"over\": cannot be kept).")
print("\n".join(dict.fromkeys(cases)))
