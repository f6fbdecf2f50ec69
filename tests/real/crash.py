#!/usr/bin/env python3
"""Leveraged accounts through real crashes, worked out with fractions.

Wrote crash.expected: python3 crash.py DATA ROWS > crash.expected, where DATA
holds candles_1h/, candles_1m/ and funding/, and ROWS is the shipped list of
instruments. It shares no line with etrms and knows only what its stories need:
positions opened at a close, attached stops, funding, marks, and liquidation of
isolated and cross positions.
"""
import csv
import datetime
import gzip
import sys
from decimal import Decimal
from fractions import Fraction as F
from math import ceil, floor

HOUR = 3600000
UNIT = 10**8                        # money has 8 decimals


def text(x):
    d = Decimal(x.numerator) / Decimal(x.denominator)
    out = format(d, "f")
    return out.rstrip("0").rstrip(".") if "." in out else out


def at(moment):
    when = datetime.datetime.fromisoformat(moment + "+00:00")
    return int(when.timestamp()) * 1000


def stamp(ms):
    t = datetime.datetime.fromtimestamp(ms / 1000, datetime.timezone.utc)
    return t.strftime("%Y-%m-%dT%H:%M:%SZ")


def down(x):
    return F(floor(x * UNIT), UNIT)


def up(x):
    return F(ceil(x * UNIT), UNIT)


def rows_of(path):
    open_ = gzip.open if path.endswith(".gz") else open
    with open_(path, "rt") as file:
        yield from csv.DictReader(file)


def prices(row):
    return [F(Decimal(row[k])) for k in ("open", "high", "low", "close")]


class Rules:
    def __init__(self, row):
        self.tick, self.taker = F(row["tick"]), F(row["taker"])
        self.fee = F(row["liquidation_fee"])
        self.tiers, cum, last = [], F(0), F(0)
        for tier in row["tiers"].split(";"):
            start, rate, _ = map(F, tier.split(":"))
            cum += start * (rate - last)
            last = rate
            self.tiers.append((start, rate, cum))

    def tier(self, value):
        return [t for t in self.tiers if t[0] <= value][-1]

    def floor(self, price):
        return floor(price / self.tick) * self.tick

    def ceil(self, price):
        return ceil(price / self.tick) * self.tick


def load_rules(path):
    with open(path) as file:
        lines = [line for line in file if not line.startswith("#")]
    return {row["symbol"]: Rules(row) for row in csv.DictReader(lines)
            if ":" in row["symbol"]}


class Position:
    def __init__(self, symbol, rules, side, amount, leverage, isolated, stop):
        self.symbol, self.rules, self.side = symbol, rules, side
        self.amount, self.leverage = F(amount), leverage
        self.isolated, self.stop = isolated, stop
        self.cost, self.margin = F(0), F(0)
        self.last = self.mark = F(0)

    def value(self):
        return self.mark * self.amount

    def profit(self):
        return down(self.side * (self.value() - self.cost))

    def needs(self):
        _, rate, cum = self.rules.tier(self.value())
        return max(up(self.value() * rate - cum), F(0))


class Account:
    def __init__(self, money, rules):
        self.total, self.rules, self.held = F(money), rules, []

    def wallet(self):
        return self.total - sum(p.margin for p in self.held if p.isolated)

    def fill(self, time, p, side, price, fee, profit):
        self.total += (profit or 0) - fee
        value = price * p.amount
        print("fill", stamp(time), p.symbol, "buy" if side > 0 else "sell",
              text(price), text(p.amount), text(value), text(fee),
              "-" if profit is None else text(profit))

    def open(self, time, p, price):
        p.last = p.mark = price
        price = p.rules.ceil(price) if p.side > 0 else p.rules.floor(price)
        p.cost = price * p.amount
        if p.isolated:
            p.margin = up(p.cost / p.leverage)
        self.fill(time, p, p.side, price, up(p.cost * p.rules.taker), None)
        self.held.append(p)
        self.held.sort(key=lambda q: q.symbol)

    def close(self, time, p, price):
        self.held.remove(p)
        price = p.rules.floor(price) if p.side > 0 else p.rules.ceil(price)
        value = price * p.amount
        self.fill(time, p, -p.side, price, up(value * p.rules.taker),
                  down(p.side * (value - p.cost)))
        if all(q.isolated for q in self.held) and self.wallet() < 0:
            print("insurance", stamp(time), text(-self.wallet()))
            self.total -= self.wallet()

    def behind(self, p):
        """What stands behind a position beside its own profit."""
        if p.isolated:
            return p.margin
        return self.wallet() + sum(q.profit() - q.needs() for q in self.held
                                   if q is not p and not q.isolated)

    def limit(self, p):
        margin, tiers = self.behind(p), p.rules.tiers
        for i, (start, rate, cum) in enumerate(tiers):
            n = ((p.cost - margin - cum) / (1 - rate) if p.side > 0 else
                 (p.cost + margin + cum) / (1 + rate))
            if n > 0 and n >= start and (i + 1 == len(tiers) or
                                         n < tiers[i + 1][0]):
                price = n / p.amount
                return (p.rules.ceil(price) if p.side > 0 else
                        p.rules.floor(price))
        return None

    def liquidate(self, time, p):
        self.held.remove(p)
        profit, value = p.profit(), p.value()
        left = p.margin if p.isolated else self.wallet()
        left += profit
        fee = min(up(value * p.rules.fee), max(left, F(0)))
        self.fill(time, p, -p.side, p.mark, fee, profit)
        if left < 0 and (p.isolated or
                         all(q.isolated for q in self.held)):
            self.total -= left
            print("insurance", stamp(time), text(-left))

    def check(self, time):
        for p in list(self.held):
            if p.isolated and p.margin + p.profit() <= p.needs():
                self.liquidate(time, p)
        self.check_cross(time)

    def check_cross(self, time):
        while True:
            cross = [p for p in self.held if not p.isolated]
            if not cross or (self.wallet() +
                             sum(p.profit() - p.needs() for p in cross) > 0):
                return
            self.liquidate(time, min(cross, key=lambda p: p.profit()))

    def settle(self, time, p, rate):
        amount = down(-p.side * p.value() * rate)
        self.total += amount
        if p.isolated:
            p.margin += amount
        print("funding", stamp(time), p.symbol, text(rate), text(amount))

    def way(self, time, p, goal, mark):
        """One symbol walks to a price, and its mark goes along."""
        basis = p.last - p.mark
        limit = self.limit(p)
        met = limit is not None and p.side * (goal - basis - limit) <= 0
        stopped = p.stop is not None and p.side * (goal - p.stop) <= 0
        if stopped and (not met or p.side * (p.stop - basis - limit) > 0):
            self.close(time, p, p.stop)
        elif met:
            p.mark = limit
            self.liquidate(time, p)
            if not p.isolated:
                self.check_cross(time)
        else:
            p.last, p.mark = goal, goal if mark is None else mark

    def bar(self, time, length, bars, marks, fundings):
        for p in self.held:
            p.last = bars[p.symbol][0]
            p.mark = marks[p.symbol][0] if p.symbol in marks else p.last
        for p in list(self.held):
            if p.symbol in fundings:
                self.settle(time, p, fundings[p.symbol])
        self.check(time)
        for p in list(self.held):
            if p.stop is not None and p.side * (p.last - p.stop) <= 0:
                self.close(time, p, p.last)
        self.check(time)
        # 2 is the low, 1 the high, 3 the close
        for phase in (1, 2, 3):
            moment = time + length * phase // 4
            for p in list(self.held):
                if p not in self.held:
                    continue
                goal = 3 if phase == 3 else (
                    2 if (p.side > 0) == (phase == 1) else 1)
                self.way(moment, p, bars[p.symbol][goal],
                         marks[p.symbol][goal] if p.symbol in marks else None)
            self.check(moment)


def hours(data, coins):
    all_bars = {}
    for coin in coins:
        for row in rows_of(f"{data}/candles_1h/{coin}USDT_perp_1h.csv.gz"):
            all_bars.setdefault(int(row["ts"]), {})[
                f"{coin}/USDT:USDT"] = prices(row)
    return all_bars


def run(account, all_bars, start, end, length, orders, marks, fundings):
    """orders: (time, side, coin, amount, leverage, isolated, stop)."""
    end = at(end)
    for time in sorted(t for t in all_bars if t >= at(start) - length):
        if time + length > end:
            break
        if time >= at(start):
            account.bar(time, length, all_bars[time], marks.get(time, {}),
                        fundings.get(time, {}))
        for when, side, coin, amount, leverage, isolated, stop in orders:
            if at(when) != time + length:
                continue
            symbol = f"{coin}/USDT:USDT"
            p = Position(symbol, account.rules[symbol], side, amount,
                         leverage, isolated, None if stop is None else F(stop))
            account.open(time + length, p, all_bars[time][symbol][3])
    for p in list(account.held):    # and what is left is closed there
        account.close(end, p, p.last)
    print("balance USDT", text(account.total))


def eights(data, coins):
    """Bars of eight hours out of minutes, whole ones only."""
    length, all_bars = 8 * HOUR, {}
    for coin in coins:
        parts = {}
        for row in rows_of(f"{data}/candles_1m/{coin}USDT_perp_1m_2025-05"
                           ".csv.gz"):
            parts.setdefault(int(row["ts"]) // length * length, []).append(
                (int(row["ts"]), prices(row)))
        for start, minutes in parts.items():
            if len(minutes) == 480:
                bars = [bar for _, bar in sorted(minutes)]
                all_bars.setdefault(start, {})[f"{coin}/USDT:USDT"] = [
                    bars[0][0], max(b[1] for b in bars),
                    min(b[2] for b in bars), bars[-1][3]]
    return all_bars


def minutes(data, coins, start, end):
    all_bars = {}
    for coin in coins:
        for row in rows_of(f"{data}/candles_1m/{coin}USDT_perp_1m_2025-05"
                           ".csv.gz"):
            if at(start) - 60000 <= int(row["ts"]) < at(end):
                all_bars.setdefault(int(row["ts"]), {})[
                    f"{coin}/USDT:USDT"] = prices(row)
    return all_bars


def by_time(data, name, coins, value, unit):
    out = {}
    for row in rows_of(f"{data}/funding/{name}"):
        coin = row["symbol"][:-4]
        if coin in coins:
            out.setdefault(int(row["ts"]) // unit * unit, {})[
                f"{coin}/USDT:USDT"] = value(row)
    return out


def main():
    data, rules = sys.argv[1], load_rules(sys.argv[2])
    print("may")
    run(Account(100000, rules), hours(data, ("BTC", "DOGE", "ETH", "XRP")),
        "2021-05-18T00:00", "2021-05-21T00:00", HOUR,
        [("2021-05-18T00:00", 1, "BTC", 1, 10, True, None),
         ("2021-05-18T00:00", 1, "ETH", 10, 20, True, None),
         ("2021-05-18T00:00", 1, "DOGE", 50000, 5, True, None),
         ("2021-05-18T00:00", 1, "XRP", 10000, 4, True, "1.3"),
         ("2021-05-19T14:00", -1, "ETH", 20, 50, True, None)], {}, {})
    print("june")
    run(Account(30000, rules), hours(data, ("BTC", "ETH", "LINK", "SOL")),
        "2022-06-10T00:00", "2022-06-16T00:00", HOUR,
        [("2022-06-10T00:00", -1, "BTC", "0.5", 5, False, None),
         ("2022-06-10T00:00", 1, "ETH", 60, 8, False, None),
         ("2022-06-10T00:00", 1, "LINK", 1000, 10, True, None),
         ("2022-06-10T00:00", 1, "SOL", 500, 10, False, "30")], {}, {})
    print("november")
    run(Account(12000, rules), hours(data, ("BTC", "ETH", "SOL")),
        "2022-11-08T00:00", "2022-11-11T00:00", HOUR,
        [("2022-11-08T00:00", 1, "BTC", 1, 10, False, None),
         ("2022-11-08T00:00", 1, "ETH", 10, 10, False, None),
         ("2022-11-08T00:00", 1, "SOL", 300, 10, False, None)], {}, {})
    print("funding")
    coins = ("BTC", "ETH", "SUI")
    run(Account(20000, rules), eights(data, coins),
        "2025-05-06T00:00", "2025-06-03T08:00", 8 * HOUR,
        [("2025-05-06T00:00", 1, "BTC", "0.2", 5, False, None),
         ("2025-05-06T00:00", -1, "ETH", 2, 10, True, None),
         ("2025-05-06T00:00", 1, "SUI", 3000, 10, True, None)],
        by_time(data, "binance_perp_mark_8h_2025-03_2025-06.csv", coins,
                prices, 1),
        by_time(data, "binance_perp_funding_2025-03_2025-06.csv", coins,
                lambda row: F(Decimal(row["funding_rate"])), 1000))
    print("minutes")
    coins, start, end = ("ETH", "SUI"), "2025-05-21T12:00", "2025-05-23T12:00"
    run(Account(5000, rules), minutes(data, coins, start, end), start, end,
        60000,
        [(start, -1, "ETH", 2, 20, False, None),
         (start, 1, "SUI", 2000, 40, True, None),
         ("2025-05-23T00:00", 1, "SUI", 5000, 25, True, "3.5")], {},
        by_time(data, "binance_perp_funding_2025-03_2025-06.csv", coins,
                lambda row: F(Decimal(row["funding_rate"])), 1000))


main()
