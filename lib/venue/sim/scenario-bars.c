/*
 * The prices of a scenario: bars, marks and settlements of funding.
 */
#include "venue/sim/scenario.h"

#include "base/stamp.h"
#include "venue/sim/scenario-json.h"

#include <stdio.h>
#include <string.h>

/* A number as scaled integers; false when it does not fit. */
static bool
scaled(const json_t *value, int scale, int64_t *out)
{
	struct dec d;

	return json_exact_dec(value, &d) &&
	    dec_steps(d, dec_make(1, scale), out);
}

/* The decimals that some columns of all rows need. */
static int
decimals(const json_t *rows, size_t from, size_t to)
{
	struct dec d;
	int most = 0;

	for (size_t i = 0; i < json_array_size(rows); i++)
		for (size_t c = from; c <= to; c++)
			if (json_exact_dec(json_array_get(json_array_get(rows,
			    i), c), &d) && dec_decimals(d) > most)
				most = dec_decimals(d);
	return most;
}

static void
candles_make(struct candles *c, size_t len)
{
	c->open_time_ms = mem_array(len, sizeof(int64_t));
	c->open = mem_array(len, sizeof(int64_t));
	c->high = mem_array(len, sizeof(int64_t));
	c->low = mem_array(len, sizeof(int64_t));
	c->close = mem_array(len, sizeof(int64_t));
	c->volume = mem_array(len, sizeof(int64_t));
	c->len = c->cap = len;
}

/* Rows of bars, or, without a volume, of marks. */
static void
read_bars(struct reader *r, const json_t *rows, const char *what,
    const char *symbol, bool marks, struct candles *c, int64_t timeframe_ms)
{
	struct place p = { r, NULL, "" };
	size_t len = json_array_size(rows);

	if (!json_is_array(rows))
		place_wrong(&p, "%s.%s: not an array", what, symbol);
	c->price_scale = decimals(rows, 1, 4);
	c->volume_scale = decimals(rows, 5, 5);
	candles_make(c, len);
	for (size_t i = 0; i < len && r->rc == E_OK; i++) {
		const json_t *row = json_array_get(rows, i);
		size_t n = json_array_size(row);

		snprintf(p.path, sizeof(p.path), "%s.%s[%zu]", what,
		    symbol, i);
		if ((n != 5 && (n != 6 || marks)) || !json_exact_int(
		    json_array_get(row, 0), &c->open_time_ms[i]) ||
		    !scaled(json_array_get(row, 1), c->price_scale,
		    &c->open[i]) ||
		    !scaled(json_array_get(row, 2), c->price_scale,
		    &c->high[i]) ||
		    !scaled(json_array_get(row, 3), c->price_scale,
		    &c->low[i]) ||
		    !scaled(json_array_get(row, 4), c->price_scale,
		    &c->close[i]) ||
		    (n == 6 && !scaled(json_array_get(row, 5),
		    c->volume_scale, &c->volume[i])))
			place_wrong(&p, "not [time, open, high, low, close%s]"
			    ", at most 18 digits each",
			    marks ? "" : ", volume");
		else if (c->open_time_ms[i] < 0 || c->open_time_ms[i] > MS_MAX)
			place_wrong(&p, "the time is not one");
		else if (c->low[i] <= 0 || c->high[i] < c->open[i] ||
		    c->high[i] < c->close[i] || c->low[i] > c->open[i] ||
		    c->low[i] > c->close[i] || c->volume[i] < 0)
			place_wrong(&p, "a bar that cannot be: open and close "
			    "lie within low and high, all above 0");
		else if (i > 0 && c->open_time_ms[i] <
		    c->open_time_ms[i - 1] + timeframe_ms)
			place_wrong(&p, "begins before the bar before it ends");
	}
}

/* Which instrument a key names; NOWHERE is told. */
static size_t
instrument_of(const struct place *p, const char *key,
    const struct scenario *s)
{
	for (size_t n = 0; n < s->setup.instruments.len; n++)
		if (strcmp(key, s->setup.instruments.at[n].i.symbol) == 0)
			return n;
	place_wrong(p, "\"%.33s\" is none of the instruments", key);
	return (size_t)-1;
}

static void
read_all_bars(const struct place *top, const char *what, bool marks,
    int64_t timeframe_ms, struct candles *to, struct scenario *out)
{
	const json_t *all = place_object(top, what);
	struct place p = { top->r, all, "" };
	const char *key;
	json_t *value;

	TEXT_SET(p.path, what);
	json_object_foreach((json_t *)all, key, value) {
		size_t n = instrument_of(&p, key, out);
		struct sim_instrument *i;

		if (top->r->rc != E_OK)
			return;
		i = &out->setup.instruments.at[n];
		if (marks && i->i.kind != KIND_SWAP) {
			place_wrong(&p, "\"%.33s\" is no perpetual", key);
			return;
		}
		read_bars(top->r, value, what, key, marks, &to[n],
		    timeframe_ms);
		if (to[n].price_scale > i->price_scale)
			i->price_scale = to[n].price_scale;
	}
}

/* [[time, rate, mark or null], …] of one symbol. */
static void
read_fundings(struct reader *r, const json_t *rows, const char *symbol,
    size_t n, struct scenario *out)
{
	struct place p = { r, NULL, "" };
	int64_t before = -1;

	if (!json_is_array(rows))
		place_wrong(&p, "funding.%s: not an array", symbol);
	for (size_t i = 0; i < json_array_size(rows) && r->rc == E_OK; i++) {
		const json_t *row = json_array_get(rows, i);
		const json_t *mark = json_array_get(row, 2);
		size_t len = json_array_size(row);
		struct sim_funding f = { .symbol = n, .mark = DEC_NONE };
		int64_t ms = 0;

		snprintf(p.path, sizeof(p.path), "funding.%s[%zu]", symbol,
		    i);
		if ((len != 2 && len != 3) ||
		    !json_exact_int(json_array_get(row, 0), &ms) ||
		    !json_exact_dec(json_array_get(row, 1), &f.rate) ||
		    (mark != NULL && !json_is_null(mark) &&
		    (!json_exact_dec(mark, &f.mark) ||
		    dec_sign(f.mark) <= 0)))
			place_wrong(&p, "not [time, rate, mark or null]");
		else if (ms < 0 || ms > MS_MAX)
			place_wrong(&p, "the time is not one");
		else if (ms <= before)
			place_wrong(&p, "is not later than the one before it");
		if (r->rc != E_OK)
			break;
		before = ms;
		f.time = ms * 1000;
		vec_push(&out->fundings, f);
	}
}

static int
by_settlement(const void *a, const void *b)
{
	const struct sim_funding *x = a, *y = b;

	if (x->time != y->time)
		return x->time < y->time ? -1 : 1;
	return (x->symbol > y->symbol) - (x->symbol < y->symbol);
}

static void
read_all_fundings(const struct place *top, struct scenario *out)
{
	const json_t *all = place_object(top, "funding");
	struct place p = { top->r, all, "funding" };
	const char *key;
	json_t *value;

	json_object_foreach((json_t *)all, key, value) {
		size_t n = instrument_of(&p, key, out);

		if (top->r->rc != E_OK)
			return;
		if (out->setup.instruments.at[n].i.kind != KIND_SWAP)
			place_wrong(&p, "\"%.33s\" is no perpetual", key);
		read_fundings(top->r, value, key, n, out);
	}
	if (out->fundings.len > 1)
		qsort(out->fundings.at, out->fundings.len,
		    sizeof(*out->fundings.at), by_settlement);
}

enum err_code
scenario_bars(const struct scenario *s, struct sim_bars *bars, struct err *err)
{
	enum err_code rc = E_OK;

	for (size_t i = 0; i < s->bars.len && rc == E_OK; i++)
		rc = sim_bars_add(bars, i, &s->bars.at[i],
		    s->setup.instruments.at[i].price_scale, err);
	sim_bars_set_detail(bars, s->setup.timeframe, s->detail);
	for (size_t i = 0; s->detail != 0 && i < s->details.len &&
	    rc == E_OK; i++)
		if (s->details.at[i].len > 0)
			rc = sim_bars_add_detail(bars, i, &s->details.at[i],
			    s->setup.instruments.at[i].price_scale, err);
	for (size_t i = 0; i < s->marks.len && rc == E_OK; i++)
		if (s->marks.at[i].len > 0)
			rc = sim_bars_add_marks(bars, i, &s->marks.at[i],
			    s->setup.instruments.at[i].price_scale, err);
	sim_bars_set_fundings(bars, s->fundings.at, s->fundings.len);
	return rc;
}

/* Bars of two symbols that overlap without opening together. */
static void
groups_check(const struct place *top, const struct scenario *s)
{
	struct sim_bars bars = { 0 };
	struct sim_source source = sim_bars_source(&bars);
	struct sim_group g = { 0 };
	struct err err;
	int64_t before = INT64_MIN;
	char at[STAMP_TEXT_SIZE];

	if (scenario_bars(s, &bars, &err) != E_OK)
		place_wrong(top, "%s", err.text);
	sim_bars_set_detail(&bars, s->setup.timeframe, 0);
	while (top->r->rc == E_OK) {
		source.next(source.self, before, &g, &err);
		if (g.len == 0)
			break;
		if (before != INT64_MIN &&
		    g.time - before < s->setup.timeframe)
			place_wrong(top, "bars of two symbols overlap at %s",
			    stamp_text(g.time, at));
		before = g.time;
	}
	sim_bars_release(&bars);
}

void
scenario_prices(const struct place *top, struct scenario *out)
{
	int64_t timeframe_ms = out->setup.timeframe / 1000;

	read_all_bars(top, "bars", false, timeframe_ms, out->bars.at, out);
	if (top->r->rc == E_OK)
		read_all_bars(top, "detail", false, out->detail == 0 ? 1 :
		    out->detail / 1000, out->details.at, out);
	if (top->r->rc == E_OK)
		read_all_bars(top, "marks", true, timeframe_ms, out->marks.at,
		    out);
	if (top->r->rc == E_OK)
		read_all_fundings(top, out);
	if (top->r->rc == E_OK)
		groups_check(top, out);
}
