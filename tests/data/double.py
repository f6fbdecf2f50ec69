#!/usr/bin/env python3
"""Writes double.txt, the cases of base-decfloat: python3 double.py > double.txt.

  read DECIMAL HEX           the nearest double (Python's float())
  keep HEX SCALE DECIMAL     the double's exact value, half-even at SCALE
  show HEX TEXT              the shortest text (Python's repr()), laid out anew
"""
import random
import struct
from fractions import Fraction as F

rnd = random.Random(20261122)
LIMIT = 10 ** 38


def decimal(n, scale):
    digits = str(abs(n)).rjust(scale + 1, "0")
    if scale:
        digits = (digits[:-scale] + "." + digits[-scale:]).rstrip("0").rstrip(".")
    return ("-" if n < 0 and digits != "0" else "") + digits


def shortest(x):
    r = repr(abs(x))
    mantissa, _, e = r.partition("e")
    whole, _, part = mantissa.partition(".")
    digits = (whole + part).lstrip("0")
    point = len(whole) + int(e or 0)
    if whole == "0":
        point = int(e or 0) - (len(part) - len(part.lstrip("0")))
    digits = digits.rstrip("0")
    sign = "-" if x < 0 else ""
    if not digits:
        return "0"
    if not 1e-7 <= abs(x) < 1e21:
        return "%s%s%se%+d" % (sign, digits[0], "." + digits[1:]
                               if digits[1:] else "", point - 1)
    if point <= 0:
        return sign + "0." + "0" * -point + digits
    if point >= len(digits):
        return sign + digits + "0" * (point - len(digits))
    return sign + digits[:point] + "." + digits[point:]


def any_double():
    kind = rnd.random()
    if kind < 0.3:
        return rnd.choice([-1, 1]) * round(rnd.uniform(0, 10 ** rnd.randint(0, 7)),
                                           rnd.randint(0, 8))
    if kind < 0.5:
        return float(2 ** rnd.randint(0, 80)) / 2 ** rnd.randint(0, 100)
    if kind < 0.7:
        return rnd.uniform(-1, 1) * 10.0 ** rnd.randint(-30, 40)
    while True:
        x = struct.unpack("<d", struct.pack("<Q", rnd.getrandbits(64)))[0]
        if x == x and abs(x) != float("inf"):
            return x


lines = []
for i in range(250):
    scale = rnd.randint(0, 18)
    n = rnd.randrange(10 ** rnd.randint(1, 38))
    if i % 5 == 0:  # half-way between two doubles, and next to it
        m = (rnd.getrandbits(52) | 1 << 52) * 2 + 1
        n, scale = m << rnd.randint(0, 60), 0
        n += rnd.choice([-1, 0, 1])
    if rnd.random() < 0.5:
        n = -n
    text = decimal(n, scale)
    if abs(n) < LIMIT:
        lines.append("read %s %s" % (text, float(text).hex()))
for x in [0.1, 0.5, 1.5, 2.5, 0.125, 0.375, 1e-19, 5e-324, 2.0 ** 53, 1e22, 1e37,
          1e38, 2.0 ** 126, 2.0 ** 127, 9.999999999999999e37, 5e-19, 1.5e-18,
          2.5e-18, 4.999999999999999e-19] + [any_double() for _ in range(250)]:
    for scale in (0, 2, rnd.randint(0, 18), 18):
        n = round(F(x) * 10 ** scale)
        big = abs(F(n, 10 ** scale)) >= LIMIT if abs(x) >= 2 ** 53 else abs(n) >= LIMIT
        lines.append("keep %s %d %s" % (x.hex(), scale, "over" if big else
                                        decimal(n, scale)))
for x in [0.1, 0.2, 0.3, 1.0, 100.0, 1e20, 1e21, 123456789012345680000.0, 1e-7,
          9.999999999999999e-8, 1e-6, 1.2e-7, 5e-324, 1e-323, 2.2250738585072014e-308,
          2.225073858507201e-308, 1.7976931348623157e308, 2.0 ** -44, 2.0 ** -1074 * 7,
          9007199254740993.0, 2.0 ** 70, 999999999999999900000.0, 0.1 + 0.2, 1 / 3,
          2 / 3, 5e-7, 4.35, 9.5367431640625e-07] + \
        [2.0 ** e for e in range(-1074, 1024, 23)] + [any_double() for _ in range(500)]:
    lines.append("show %s %s" % (x.hex(), shortest(x)))

print("# Cases of tests/lib/base-decfloat.c, made by double.py beside this file with")
print("# Python's float(), repr() and fractions: doubles as hex, \"over\": no room.")
print("\n".join(dict.fromkeys(lines)))
