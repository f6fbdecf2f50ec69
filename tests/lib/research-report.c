/*
 * The page of a run that was made up: every field of its record is on it with
 * its exact value; hostile names are text; trades beyond the bound are left out
 * and counted; a million bars stay below a megabyte; a run without anything has
 * a page; parts with a byte changed are refused or drawn; months, drawdowns,
 * exposure and times that a breaker was tripped by hand. The terminal's
 * drawing: width, ASCII, colours.
 *
 * With a folder as argument the pages are written there, to be looked at.
 */
#include "research/reportdata.h"

#include "base/clock.h"
#include "base/file.h"
#include "base/rng.h"
#include "base/stamp.h"
#include "out/chart.h"
#include "store/runparts.h"
#include "tests/lib/tap.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#define START INT64_C(1640995200000000)		/* 2022-01-01 */

struct made {
	struct run run;
	struct run_parts parts;
	struct run_source source;
};

static struct buf page;
static struct err err;

static const char *
shown(const struct made *m)
{
	struct report r = { &m->run, &m->source, &m->parts };

	buf_clear(&page);
	report_page(&r, &page);
	return buf_text(&page);
}

static bool
has(const char *text)
{
	bool found = strstr(buf_text(&page), text) != NULL;

	if (!found)
		printf("# not there: %s\n", text);
	return found;
}

/* How often it is there. */
static int
times(const char *text)
{
	int n = 0;

	for (const char *s = buf_text(&page); (s = strstr(s, text)) != NULL; n++)
		s++;
	return n;
}

static void
make_curve(struct made *m, struct rng *rng, size_t bars, int64_t step)
{
	double equity = 10000;

	for (size_t i = 0; i <= bars; i++) {
		struct equity_point p = { .time = START + (int64_t)i * step,
		    .equity = dec_make((int64_t)lround(equity * 100), 2),
		    .units = dec_int(1), .transferred = DEC_ZERO };

		p.high = p.low = p.equity;
		curve_add(&m->parts.equity, &p);
		equity *= 1 + (rng_unit(rng) - 0.4985) * 0.02 * sqrt((double)
		    step / (double)STAMP_HOUR);
	}
}

static void
make_trades(struct made *m, struct rng *rng, size_t n, int64_t span)
{
	for (size_t i = 0; i < n; i++) {
		struct run_trade *t = vec_add(&m->parts.trades);
		double ret = (rng_unit(rng) + rng_unit(rng) + rng_unit(rng) -
		    1.46) * 0.06;
		int64_t each = span / (int64_t)n;

		if (i % 40 == 7)
			ret *= 4;
		*t = (struct run_trade){ .run = "7", .symbol = "BTC/USDT:USDT",
		    .side = i % 3 == 2, .entry_time = START + (int64_t)i * each,
		    .entry_price = dec_make(4200000 + (int64_t)(i * 131 % 9999),
		    2), .amount = dec_make(95 + (int64_t)i % 13, 3),
		    .bars = 11 + (int64_t)i % 37, .ret = ret,
		    .profit = dec_make((int64_t)lround(ret * 400000), 2),
		    .fees = dec_make(812, 2), .funding = dec_make(-31, 2),
		    .reason_in = "long when crossover(sma(close, fast),"
		    " sma(close, slow))", .reason_out = i % 5 == 0 ? "stop" :
		    "exit when crossunder(sma(close, fast), sma(close, slow))",
		    .intrabar = i % 17 == 0 };
		t->exit_time = t->entry_time + each / 2 +
		    (int64_t)(rng_unit(rng) * (double)each * 0.4);
		t->exit_price = dec_make(4210000 + (int64_t)(i * 77 % 9999), 2);
	}
	if (n > 0)
		m->parts.trades.at[n - 1].exit_time = 0;
	for (size_t i = 0; i < n; i++) {
		const struct run_trade *t = &m->parts.trades.at[i];
		struct run_order *o = vec_add(&m->parts.orders);

		*o = (struct run_order){ .symbol = t->symbol, .side = t->side,
		    .filled = t->amount, .average = t->entry_price,
		    .last_update_time = t->entry_time };
		if (i % 5 == 0 || t->exit_time == 0)
			continue;	/* liquidated, for all that is known */
		o = vec_add(&m->parts.orders);
		*o = (struct run_order){ .symbol = t->symbol,
		    .side = !t->side, .filled = t->amount,
		    .average = t->exit_price,
		    .last_update_time = t->exit_time };
	}
}

static void
make_rules(struct made *m, int64_t span)
{
	for (int i = 0; i < 9; i++) {
		struct breaker_event e = { .time = START + span / 10 * (i + 1) -
		    (i % 3) * span / 31, .kind = i % 3 == 0 ? BREAKER_TRIGGERED
		    : i % 3 == 1 ? BREAKER_ACTION : BREAKER_RESOLVED,
		    .value = dec_make(534, 4), .limit = dec_make(5, 2) };

		TEXT_SET(e.breaker, i < 6 ? "daily-loss" : "week");
		TEXT_SET(e.action, i % 3 == 1 ? "reduce 50%" : "");
		TEXT_SET(e.message, "drawdown(1d) > 5%");
		vec_push(&m->parts.events, e);
	}
	for (int i = 0; i < 57; i++) {
		struct violation v = { .time = START + span / 60 * i + (i % 7) *
		    span / 400, .value = dec_int(6400 + i),
		    .limit = dec_int(6000) };

		TEXT_SET(v.symbol, "BTC/USDT:USDT");
		TEXT_SET(v.rule, i % 4 ? "max-order-notional" : "price-collar");
		TEXT_SET(v.message, "order of 6,400 is over the limit of 6,000");
		vec_push(&m->parts.refusals, v);
	}
}

static void
make(struct made *m, size_t bars, int64_t step, size_t trades)
{
	struct rng rng;
	int64_t span = (int64_t)bars * step;

	rng_seed(&rng, 42);
	*m = (struct made){ .run = { .id = "7", .kind = RUN_BACKTEST,
	    .strategy = "sma_cross", .strategy_path =
	    "share/strategies/sma_cross.strategy", .venue = "binance",
	    .strategy_hash = "b15a07b1802143c72dc6f52f62e5cc14f8bf4aac95a625ff9"
	    "0b04a47b538c9e1", .symbols = "BTC/USDT:USDT;ETH/USDT:USDT",
	    .timeframe = step, .from = START, .to = START + span,
	    .params = "fast=10;slow=30", .capital = dec_int(10000),
	    .currency = "USDT", .data_hash = "0e5751c026e543b2e8ab2eb06099daa1d"
	    "1e5df47778f7787faab45cdf12fe3a8", .seed = 1, .version = "0.5.0",
	    .assumptions = "leverage=1;maker=0.001;taker=0.001;slippage=0.0005;"
	    "fills=next open, adverse path first;policy=none;breakers=none",
	    .warnings = "12 trades were decided by the path assumed inside a"
	    " bar;the Sharpe ratio rests on 61 trades",
	    .total_return = 0.2345678901, .annual_return = 0.0731,
	    .volatility = 0.2213, .max_drawdown = 0.1234,
	    .max_drawdown_days = 211.25, .sharpe = 1.0213, .sortino = 1.551,
	    .calmar = 0.59, .omega = 1.09, .ulcer = 0.0512, .psr = 0.9312,
	    .sqn = 1.71, .win_rate = 0.4516, .profit_factor = 1.31,
	    .payoff = 1.59, .expectancy = dec_make(141317, 4),
	    .exposure = 0.512, .trades = (int64_t)trades,
	    .fees = dec_make(123456789, 5), .funding = dec_make(-4512, 2),
	    .refusals = 57, .breaker_trips = 3, .intrabar_decided = 12,
	    .final_equity = dec_make(1234567890, 5), .bars = (int64_t)bars,
	    .inexact_ties = 0, .result_hash = "5f70bf18a086007016e948b04aed3b82"
	    "103a36bea41755b6cddfaf10ace3c6ef", .time = START + 2 * span } };
	make_curve(m, &rng, bars, step);
	make_trades(m, &rng, trades, span);
	make_rules(m, span);
	buf_puts(&m->source.strategy, "strategy sma_cross\nlong when crossover("
	    "sma(close, fast), sma(close, slow))\n");
}

static void
drop(struct made *m)
{
	vec_release(&m->parts.trades);
	vec_release(&m->parts.orders);
	vec_release(&m->parts.refusals);
	vec_release(&m->parts.events);
	curve_release(&m->parts.equity);
	buf_release(&m->source.strategy);
	arena_release(&m->parts.texts);
}

static const char *folder;

static void
keep(const char *name)
{
	char *path;

	if (folder == NULL)
		return;
	path = mem_format("%s/%s.html", folder, name);
	ok(file_replace(path, &page, 0644, E_OUTPUT, &err) == E_OK);
	free(path);
}

static void
every_field_is_there(void)
{
	struct made m;
	struct buf want = {0}, value = {0};

	make(&m, 26280, STAMP_HOUR, 340);
	shown(&m);
	keep("years");
	for (const struct field *f = run_record.fields; f->name != NULL; f++) {
		buf_clear(&want);
		buf_clear(&value);
		field_text(f, &m.run, &value);
		buf_printf(&want, "data-field=\"%s\"", f->name);
		ok(has(buf_text(&want)));
		if (strcmp(f->name, "assumptions") == 0 ||
		    strcmp(f->name, "warnings") == 0)
			continue;
		buf_puts(&want, " value=\"");
		html_text(&want, buf_text(&value));
		buf_puts(&want, "\">");
		ok(has(buf_text(&want)));
	}
	ok(has("<dt>slippage</dt><dd>0.0005</dd>"));
	ok(has("<li>the Sharpe ratio rests on 61 trades</li>"));
	ok(has(">23.46%</data>") && has(">12,345.68</data>"));
	ok(has("etrms backtest verify 7"));
	buf_release(&want);
	buf_release(&value);
	drop(&m);
}

static void
nothing_is_loaded(void)
{
	struct made m;

	make(&m, 3000, STAMP_HOUR, 40);
	shown(&m);
	keep("short");
	ok(strstr(buf_text(&page), "<script") == NULL);
	ok(strstr(buf_text(&page), "http:") == NULL);
	ok(strstr(buf_text(&page), "https:") == NULL);
	ok(strstr(buf_text(&page), "url(") == NULL);
	ok(strstr(buf_text(&page), ">nan") == NULL);
	is_int(times("<svg class=\"chart\" role=\"img\""), times("<desc"));
	ok(has("default-src 'none'"));
	drop(&m);
}

static void
hostile_texts_are_text(void)
{
	struct made m;

	make(&m, 100, STAMP_HOUR, 3);
	TEXT_SET(m.run.strategy, "</title><script>alert('1')</script>&\x07");
	TEXT_SET(m.run.params, "a=\"><img src=x onerror=alert(1)>");
	TEXT_SET(m.run.warnings, "<b>bold</b>");
	TEXT_SET(m.run.assumptions, "<i>=</dl>");
	TEXT_SET(m.parts.events.at[0].breaker, "<svg/onload=a>");
	TEXT_SET(m.parts.refusals.at[0].message, "<style>*{}</style>");
	m.parts.trades.at[0].reason_in = "--><script>\xff\u202e";
	m.parts.trades.at[1].symbol = "<td>";
	buf_puts(&m.source.strategy, "</pre><script>");
	shown(&m);
	keep("hostile");
	is_int(times("<script"), 0);
	is_int(times("<img"), 0);
	is_int(times("<b>bold"), 0);
	is_int(times("<i>="), 0);
	is_int(times("<svg/"), 0);
	is_int(times("<style"), 1);
	ok(has("&#60;script&#62;alert(&#39;1&#39;)&#60;/script&#62;&#38;"));
	ok(has("--&#62;&#60;script&#62;\ufffd&#60;U+202E&#62;"));
	drop(&m);
}

/* Draws the run with what can be read of the bytes of its parts. */
static bool
drawn(const struct made *m, const struct run_bytes *b)
{
	struct run_parts parts = {0};
	struct report r = { &m->run, &m->source, &parts };
	struct out_style style = { .width = 80 };
	bool good = true;

	for (int i = 0; i < RUN_PARTS; i++)
		good = run_part_unpack(i, b->part[i].at, b->part[i].len,
		    b->rows[i], &parts) && good;
	buf_clear(&page);
	if (good) {
		report_page(&r, &page);
		report_terminal(&r, &style, &page);
	}
	run_parts_release(&parts);
	return good;
}

static void
changed_bytes_are_drawn_or_refused(void)
{
	static const unsigned char flips[] = { 0x01, 0x41, 0x80 };
	struct run_bytes b = {0};
	struct made m;
	int all = 0, tried = 0;

	make(&m, 70, STAMP_HOUR, 8);
	run_parts_pack(&m.parts, &b);
	ok(drawn(&m, &b));
	for (int part = 0; part < RUN_PARTS; part++)
		for (size_t i = 0; i < b.part[part].len; i++)
			for (size_t k = 0; k < sizeof(flips); k++, tried++) {
				b.part[part].at[i] ^= (char)flips[k];
				all += drawn(&m, &b);
				b.part[part].at[i] ^= (char)flips[k];
			}
	ok(all > 0 && all < tried);
	run_bytes_release(&b);
	drop(&m);
}

static void
trades_are_bounded(void)
{
	struct made m;

	make(&m, 1000, STAMP_HOUR, 100);
	shown(&m);
	ok(has("<h3>All trades</h3>"));
	is_int(times("<td>long</td>") + times("<td>short</td>"), 100);
	drop(&m);
	make(&m, 1000, STAMP_HOUR, 101);
	shown(&m);
	ok(has("The 12 worst, best, first and last of 101 trades"));
	ok(has("etrms backtest show 7 --part trades"));
	is_int(times("<td>long</td>") + times("<td>short</td>"), 48);
	ok(has("The first 40 of 57"));
	/* one that is still open is neither the best nor the worst */
	m.parts.trades.at[100].profit = DEC_NONE;
	shown(&m);
	is_int(times("<td>open</td>"), 1);
	drop(&m);
}

static void
a_million_bars_stay_small(void)
{
	struct made m;
	int64_t start;

	make(&m, 1000000, STAMP_MINUTE, 30000);
	start = clock_monotonic();
	shown(&m);
	printf("# %zu bytes, %lld ms\n", page.len,
	    (long long)(clock_monotonic() - start) / 1000);
	keep("million");
	ok(page.len < 1000000);
	ok(has("1,000,001 points drawn in 1200 columns"));
	drop(&m);
}

static void
nothing_happened(void)
{
	struct made m = { .run = { .id = "1", .strategy = "idle" } };

	for (const struct field *f = run_record.fields; f->name != NULL; f++)
		if (f->type == FIELD_DOUBLE) {
			double none = (double)NAN;

			memcpy((char *)&m.run + f->offset, &none, sizeof(none));
		}
	m.run.final_equity = DEC_NONE;
	shown(&m);
	ok(has("no equity curve") && has("There was no trade") &&
	    has("No trade was closed") && has("n/a") &&
	    has("No breaker tripped"));
	make(&m, 2000, STAMP_HOUR, 0);
	for (size_t i = 0; i < curve_len(&m.parts.equity); i++)
		m.parts.equity.values.at[i].equity =
		    m.parts.equity.values.at[0].equity;
	vec_clear(&m.parts.events);
	vec_clear(&m.parts.refusals);
	shown(&m);
	keep("flat");
	ok(strstr(buf_text(&page), ">nan") == NULL);
	drop(&m);
}

static void
a_bankrupt_account(void)
{
	struct made m;

	make(&m, 500, STAMP_DAY, 20);
	for (size_t i = 300; i < curve_len(&m.parts.equity); i++)
		m.parts.equity.values.at[i].equity = 0;
	m.run.status = RUN_BANKRUPT;
	m.run.max_drawdown = 1;
	shown(&m);
	keep("bankrupt");
	ok(has("lost everything") && has(">\u2212100.0<"));
	ok(strstr(buf_text(&page), ">inf") == NULL &&
	    strstr(buf_text(&page), ">nan") == NULL);
	drop(&m);
}

#define DAY(n) (START + (n) * STAMP_DAY)

static void
given_equity(struct made *m, int64_t day, int64_t equity)
{
	struct equity_point p = { .time = DAY(day), .equity = dec_int(equity),
	    .units = dec_int(1), .transferred = DEC_ZERO };

	p.high = p.low = p.equity;
	curve_add(&m->parts.equity, &p);
}

static void
given_order(struct made *m, int side, int64_t amount, int64_t price,
    int64_t time)
{
	*vec_add(&m->parts.orders) = (struct run_order){ .symbol = "A/B",
	    .side = side, .filled = dec_int(amount),
	    .average = dec_int(price), .last_update_time = time };
}

static void
given_event(struct made *m, int kind, int64_t day)
{
	struct breaker_event e = { .time = DAY(day), .kind = kind,
	    .value = DEC_NONE, .limit = DEC_NONE };

	TEXT_SET(e.breaker, "fall");
	vec_push(&m->parts.events, e);
}

/* 2022: January ends at 1100, February at 990, which is a tenth below, March at
 * 1210, which is 22.2 % more and 21 % of the year; within March it was at 880,
 * a fifth below. */
static void
months_and_drawdowns_by_hand(void)
{
	struct made m;

	make(&m, 0, STAMP_DAY, 0);
	curve_clear(&m.parts.equity);
	vec_clear(&m.parts.events);
	given_equity(&m, 0, 1000);
	given_equity(&m, 31, 1100);
	given_equity(&m, 59, 990);
	given_equity(&m, 75, 880);
	given_equity(&m, 90, 1210);
	given_event(&m, BREAKER_TRIGGERED, 10);
	given_event(&m, BREAKER_RESOLVED, 12);
	given_event(&m, BREAKER_TRIGGERED, 87);
	shown(&m);
	ok(has("highest 1,210.00 on 2022-04-01"));
	ok(has("</b> on 2022-03-17, longest"));
	ok(has("<tr><td>2022-01</td><td class=\"n\">1,100.00</td><td"
	    " class=\"n\">+10.00%</td><td class=\"n\">0.00%</td></tr>"));
	ok(has("<tr><td>2022-02</td><td class=\"n\">990.00</td><td"
	    " class=\"n\">\u221210.00%</td><td class=\"n\">\u221210.00%"
	    "</td></tr>"));
	ok(has("<tr><td>2022-03</td><td class=\"n\">1,210.00</td><td"
	    " class=\"n\">+22.22%</td><td class=\"n\">\u221220.00%"
	    "</td></tr>"));
	ok(has(">+21.0</data></td></tr>"));
	ok(has("tripped 2 times, tripped or cooling down for 5.0 days"));
	drop(&m);
}

/* 1200 days, one a column: 2 bought at 250 of an equity of 1000, for half of
 * day 100, and from day 300.5 to day 600; 4 sold at 50 on day 900 and gone on
 * day 1050. */
static void
exposure_by_hand(void)
{
	static double longs[REPORT_COLUMNS], shorts[REPORT_COLUMNS];
	struct report r;
	struct report_view v;
	struct made m;

	make(&m, 0, STAMP_DAY, 0);
	curve_clear(&m.parts.equity);
	for (int64_t day = 0; day <= REPORT_COLUMNS; day++)
		given_equity(&m, day, 1000);
	given_order(&m, SIDE_BUY, 2, 250, DAY(100) + STAMP_DAY / 4);
	given_order(&m, SIDE_SELL, 2, 300, DAY(100) + STAMP_DAY * 3 / 4);
	given_order(&m, SIDE_BUY, 2, 250, DAY(300) + STAMP_DAY / 2);
	given_order(&m, SIDE_SELL, 2, 300, DAY(600));
	given_order(&m, SIDE_SELL, 4, 50, DAY(900));
	*vec_add(&m.parts.trades) = (struct run_trade){ .symbol = "A/B",
	    .exit_time = DAY(600) };
	*vec_add(&m.parts.trades) = (struct run_trade){ .symbol = "A/B",
	    .exit_time = DAY(1050) };
	r = (struct report){ &m.run, &m.source, &m.parts };
	report_view_init(&v, &r);
	report_exposure(&v, longs, shorts);
	for (int i = 0; i < REPORT_COLUMNS; i++) {
		double up = i == 100 || i == 300 ? 0.25 : i > 300 && i < 600 ? 0.5 : 0;
		double down = i >= 900 && i < 1050 ? -0.2 : 0;

		if (!ok(fabs(longs[i] - up) < 1e-9 &&
		    fabs(shorts[i] - down) < 1e-9))
			printf("# column %d: %g %g\n", i, longs[i], shorts[i]);
	}
	report_view_release(&v);
	drop(&m);
}

/* Columns of the widest line, colours apart. */
static size_t
widest(void)
{
	size_t most = 0;

	for (const char *s = buf_text(&page); *s != '\0'; ) {
		size_t n = strcspn(s, "\n"), w = out_width(s, n);

		most = w > most ? w : most;
		s += n + (s[n] == '\n');
	}
	return most;
}

static void
the_terminal(void)
{
	struct made m;
	struct report r = { &m.run, &m.source, &m.parts };
	struct out_style style = { .utf8 = true, .width = 100 };

	make(&m, 26280, STAMP_HOUR, 340);
	TEXT_SET(m.run.strategy, "sma\033[2J");
	buf_clear(&page);
	report_terminal(&r, &style, &page);
	ok(has("\u2524"));
	ok(has("sma^[[2J") && has("deepest drawdown") && has("12.34%"));
	ok(strchr(buf_text(&page), '\033') == NULL);
	ok(widest() <= 100);
	if (folder != NULL)
		printf("%s", buf_text(&page));
	style = (struct out_style){ .width = 0 };
	buf_clear(&page);
	report_terminal(&r, &style, &page);
	for (size_t i = 0; i < page.len; i++)
		if ((unsigned char)page.at[i] >= 0x80) {
			ok(!"ASCII alone");
			break;
		}
	if (folder != NULL)
		printf("%s", buf_text(&page));
	style = (struct out_style){ .width = 40, .color = true, .utf8 = true };
	buf_clear(&page);
	report_terminal(&r, &style, &page);
	ok(has("\033[36m"));
	drop(&m);
}

int
main(int argc, char **argv)
{
	folder = argc > 1 ? argv[1] : NULL;
	TEST(every_field_is_there);
	TEST(nothing_is_loaded);
	TEST(hostile_texts_are_text);
	TEST(changed_bytes_are_drawn_or_refused);
	TEST(trades_are_bounded);
	TEST(a_million_bars_stay_small);
	TEST(nothing_happened);
	TEST(a_bankrupt_account);
	TEST(months_and_drawdowns_by_hand);
	TEST(exposure_by_hand);
	TEST(the_terminal);
	buf_release(&page);
	return tap_done();
}
