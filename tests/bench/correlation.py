"""The peer of tests/bench/correlation.c: numpy's corrcoef.

    correlation.py FILE TIMES

Prints ms of the best, the sum of all correlations, and the BLAS behind it."""
import sys
import time

import numpy as np


def blas():
    with open("/proc/self/maps") as maps:
        paths = [line.split()[-1] for line in maps if "blas" in line]
    if any("openblas" in path for path in paths):
        return "OpenBLAS"
    return "a BLAS that is not OpenBLAS" if paths else "no BLAS"


def main():
    x = np.fromfile(sys.argv[1]).reshape(100, 10000)
    best = float("inf")
    for _ in range(int(sys.argv[2])):
        begun = time.perf_counter()
        value = np.corrcoef(x)
        best = min(best, (time.perf_counter() - begun) * 1e3)
    print("%.3f %.9f %s" % (best, value.sum(), blas()))


if __name__ == "__main__":
    main()
