/*
 * What is to be known before a result is believed: what is missing in what it
 * was made from, and what of it is too good, or too little.
 */
#include "research/measure.h"

#include "base/stamp.h"
#include "research/desk.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

void
run_say(struct run *r, const char *fmt, ...)
{
	size_t n = strlen(r->warnings);
	va_list ap;

	if (n > 0 && n + 1 < sizeof(r->warnings))
		r->warnings[n++] = ';';
	va_start(ap, fmt);
	vsnprintf(r->warnings + n, sizeof(r->warnings) - n, fmt, ap);
	va_end(ap);
	for (; r->warnings[n] != '\0'; n++)
		if (r->warnings[n] == ';')
			r->warnings[n] = ',';
}

void
run_say_first(struct run *r, const char *text)
{
	char rest[RUN_WARNINGS_SIZE];
	size_t n;

	memcpy(rest, r->warnings, sizeof(rest));
	r->warnings[0] = '\0';
	run_say(r, "%s", text);
	n = strlen(r->warnings);
	if (rest[0] != '\0')
		snprintf(r->warnings + n, sizeof(r->warnings) - n, ";%s",
		    rest);
}

/* How many, and the rule that said so most often. */
static void
refusals_say(const struct run_parts *parts, struct run *r)
{
	const struct violations *all = &parts->refusals;
	size_t most = 0;
	const char *rule = "";

	for (size_t i = 0; i < all->len && i < 100; i++) {
		size_t n = 0;

		for (size_t k = 0; k < all->len; k++)
			n += strcmp(all->at[k].rule, all->at[i].rule) == 0;
		if (n > most) {
			most = n;
			rule = all->at[i].rule;
		}
	}
	if (all->len > 0)
		run_say(r, "refusals: %zu, %zu of them by %s", all->len, most,
		    rule);
}

#define SPANS_MOST 4	/* said one by one */

/* Symbols that are not there for all of the run. */
static void
spans_say(const struct ground *x, struct run *r)
{
	size_t short_ones = 0;

	for (size_t i = 1; i < x->traded; i++) {
		const struct candles *c = &x->markets.at[i].view;
		bool late = c->len == 0 || c->open_time_ms[0] * 1000 > x->from;
		bool early = c->len > 0 && c->open_time_ms[c->len - 1] * 1000 +
		    x->b->timeframe < x->to;

		if (!late && !early)
			continue;
		if (++short_ones <= SPANS_MOST)
			run_say(r, "%s%s%s%s", x->markets.at[i].symbol,
			    late ? " begins later" : "", late && early ?
			    " and" : "", early ? " ends earlier" : "");
	}
	if (short_ones > SPANS_MOST)
		run_say(r, "more symbols that begin later or end earlier: %zu",
		    short_ones - SPANS_MOST);
}

void
run_warn(struct run *r, const struct run_parts *parts,
    const struct strategist *t)
{
	const struct ground *x = t->world;
	int64_t settle = expr_warmup(t->s->program);
	bool shorts = false;

	for (size_t i = 0; i < t->s->rules.len; i++)
		shorts |= t->s->rules.at[i].kind == STRATEGY_ENTRY
		    && t->s->rules.at[i].side == SIDE_SHORT;
	if (x->gaps > 0)
		run_say(r, "gaps: %lld, missing bars: %lld",
		    (long long)x->gaps, (long long)x->missing);
	if (x->warm < settle && (t->b->from != 0 || settle >
	    expr_lookback(t->s->program)))
		run_say(r, "indicators settle in the run: %lld bars wanted"
		    " before it, %lld stored", (long long)settle,
		    (long long)x->warm);
	if (x->warm < x->warmup && x->warmup > settle)
		run_say(r, "limits follow the market: %lld bars wanted before"
		    " the run, %lld stored", (long long)x->warmup,
		    (long long)x->warm);
	if (x->silent > 0)
		run_say(r, "bars without volume: %lld",
		    (long long)x->silent);
	for (size_t i = 0; i < x->traded && shorts; i++)
		if (x->markets.at[i].i.kind == KIND_SPOT) {
			run_say(r, "short entries only close: spot holds"
			    " nothing below zero");
			break;
		}
	spans_say(x, r);
	if (t->rejected > 0)
		run_say(r, "entries rejected by the venue: %lld",
		    (long long)t->rejected);
	refusals_say(parts, r);
	if (t->left_out > 0)
		run_say(r, "entries without a size, stop or target: %lld",
		    (long long)t->left_out);
}

/*
 * The bounds are ours, chosen to lie far beyond what records of real accounts
 * show: they tell a mistake in data, fees or fills, not a good strategy. How
 * sure a Sharpe ratio is tells psr (METHODS 9.6).
 */
#define FEW_TRADES 30

void
run_doubt(struct run *r, const struct run_parts *p)
{
	double years = (double)(r->to - r->from) / (double)STAMP_YEAR;

	if (p->trades.len == 0)
		run_say(r, "no trades");
	else if ((size_t)r->trades < p->trades.len)
		run_say(r, "a position is still open at the end: it counts in"
		    " the equity, not among the trades");
	if (r->trades > 0 && r->trades < FEW_TRADES)
		run_say(r, "fewer than 30 trades: chance is not told from"
		    " skill");
	if (r->sharpe > 5 && r->trades > 0)
		run_say(r, "absurd: a Sharpe ratio of %.3g: look for fees,"
		    " fills or data that are too good", r->sharpe);
	if (r->trades >= FEW_TRADES && r->win_rate > 0.9)
		run_say(r, "absurd: more than nine of ten trades win: look for"
		    " losses that are not taken");
	if (r->trades >= FEW_TRADES && r->profit_factor > 10)
		run_say(r, "absurd: a profit factor above 10");
	if (years >= 0.25 && r->annual_return > 1000)
		run_say(r, "absurd: more than a thousandfold in a year");
	if (r->trades > 0 && r->intrabar_decided * 5 > r->trades)
		run_say(r, "more than a fifth of the trades were decided by the"
		    " assumed path inside a bar: try --detail");
	if (r->inexact_ties > 0)
		run_say(r, "ties that could not be decided exactly");
}
