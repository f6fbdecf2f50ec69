#!/usr/bin/env python3
"""The main job on real candles, worked out a second time with fractions.

Wrote mainjob.expected: python3 mainjob.py FOLDER > mainjob.expected, where
FOLDER holds candles_1h/. It shares no line with etrms and knows only what its
two stories need: long spot positions, the low before the high, stops and
targets, and a breaker on the fall from a day's peak.
"""
import csv
import datetime
import gzip
import sys
from decimal import Decimal
from fractions import Fraction as F
from math import ceil, floor

HOUR = 3600000
FEE = F(1, 1000)
TICK = F(1, 100)


def load(symbol):
    bars = {}
    name = f"{sys.argv[1]}/candles_1h/{symbol}USDT_spot_1h.csv.gz"
    with gzip.open(name, "rt") as file:
        for row in csv.DictReader(file):
            bars[int(row["ts"])] = [F(Decimal(row[k])) for k in
                                    ("open", "high", "low", "close")]
    return bars


def at(text):
    when = datetime.datetime.fromisoformat(text + "+00:00")
    return int(when.timestamp()) * 1000


def when(ms):
    t = datetime.datetime.fromtimestamp(ms / 1000, datetime.timezone.utc)
    return t.strftime("%Y-%m-%dT%H:%M:%SZ")


def text(x):
    d = Decimal(x.numerator) / Decimal(x.denominator)
    out = format(d, "f")
    return out.rstrip("0").rstrip(".") if "." in out else out


def down(x):                        # at the currency's scale of 8
    return F(floor(x * 10**8), 10**8)


class Account:
    def __init__(self, usdt):
        self.usdt, self.held = F(usdt), {}

    def trade(self, time, symbol, amount, price, kind):
        value = amount * price
        self.usdt += down(-value)
        fee = -down(-abs(value) * FEE)
        self.usdt -= fee
        self.held[symbol] = self.held.get(symbol, F(0)) + amount
        print("fill", when(time), symbol + "/USDT",
              "buy" if amount > 0 else "sell", kind, text(price),
              text(abs(amount)), text(abs(value)), text(fee))

    def equity(self, prices):
        return self.usdt + sum(down(n * prices[s])
                               for s, n in self.held.items())

    def end(self):
        for symbol in sorted(self.held):
            print("balance", symbol, text(self.held[symbol]))
        print("balance USDT", text(self.usdt))


def breaker_story(bars):
    """1.5 BTC and 10 ETH into the fall of June 2022, halved at -5 % a day."""
    lot = {"BTC": F(1, 100000), "ETH": F(1, 10000)}
    account, t = Account(100000), at("2022-06-10T00:00:00")
    last = {s: bars[s][t][3] for s in bars}
    peaks = [(t + HOUR, account.equity(last))]
    account.trade(t + HOUR, "BTC", F("1.5"), last["BTC"], "taker")
    account.trade(t + HOUR, "ETH", F(10), last["ETH"], "taker")
    armed_at = 0
    for t in range(t + HOUR, at("2022-06-15T00:00:00"), HOUR):
        high = None
        bar = {s: bars[s][t] for s in bars}
        for part, column in enumerate((0, 2, 1, 3)):   # open low high close
            time = t + (0, HOUR // 4, HOUR // 2, HOUR)[part]
            prices = {s: bar[s][column] for s in bars}
            equity = account.equity(prices)
            high = equity if high is None else max(high, equity)
            day = [p for when_, p in peaks if when_ > time - 24 * HOUR]
            if time >= armed_at and 1 - equity / max(day + [high]) > F(5, 100):
                print("trip", when(time))
                for s in ("BTC", "ETH"):
                    half = floor(account.held[s] / 2 / lot[s]) * lot[s]
                    account.trade(time, s, -half, prices[s], "taker")
                armed_at = time + 12 * HOUR
        peaks.append((t + HOUR, high))
    account.end()


def stop_story(bars):
    """0.5 BTC every other day of November 2022, stop 3 %, target 4 %, and
    five basis points of slippage on what takes."""
    slip, account, live = F(5, 10000), Account(100000), []
    buys = [at("2022-11-%02dT00:00:00" % day) for day in range(1, 16, 2)]
    for t in range(buys[0] - HOUR, at("2022-11-17T00:00:00"), HOUR):
        o, h, l, c = bars["BTC"][t]
        for leg in list(live):
            stop, target = leg
            if o <= stop:
                price, kind, time = o * (1 - slip), "taker", t
            elif o > target:
                price, kind, time = target, "maker", t
            elif l <= stop:
                price, kind, time = stop * (1 - slip), "taker", t + HOUR // 4
            elif h > target:
                price, kind, time = target, "maker", t + HOUR // 2
            else:
                continue
            live.remove(leg)
            account.trade(time, "BTC", F(-1, 2), floor(price / TICK) * TICK,
                          kind)
        if t + HOUR in buys:
            price = ceil(c * (1 + slip) / TICK) * TICK
            account.trade(t + HOUR, "BTC", F(1, 2), price, "taker")
            live.append((floor(price * F(97, 100) / TICK) * TICK,
                         ceil(price * F(104, 100) / TICK) * TICK))
    account.end()


both = {"BTC": load("BTC"), "ETH": load("ETH")}
print("breaker")
breaker_story(both)
print("stops")
stop_story(both)
