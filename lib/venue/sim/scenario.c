/*
 * Reads a scenario: settings, instruments and bars here, actions in
 * scenario-actions.c.
 */
#include "venue/sim/scenario.h"

#include "base/stamp.h"
#include "venue/sim/scenario-json.h"

#include <stdio.h>
#include <string.h>

static const char *const top_keys[] = { "version", "currency",
    "timeframe_ms", "detail_ms", "scales", "balances", "settings",
    "instruments", "bars", "detail", "marks", "funding", "actions", NULL };
static const char *const settings_keys[] = { "limit_fill", "volume_share",
    "latency_ms", "fee_in", "slippage", "fee_tiers", NULL };
static const char *const slippage_keys[] = { "bps", "spread_bps",
    "impact_bps", NULL };
static const char *const instrument_keys[] = { "symbol", "kind", "base",
    "quote", "settle", "tick", "lot", "min_amount", "max_amount",
    "min_notional", "max_notional", "band_up", "band_down", "contract_size",
    "maker", "taker", "max_open_orders", "tiers", "liquidation_fee", NULL };
static const char *const limit_fill_names[] = { "through", "touch" };
static const char *const fee_in_names[] = { "quote", "received" };

void
scenario_release(struct scenario *s)
{
	for (size_t i = 0; i < s->bars.len; i++)
		candles_release(&s->bars.at[i]);
	vec_release(&s->bars);
	vec_release(&s->given);
	vec_release(&s->steps);
	sim_setup_release(&s->setup);
}

/* Perpetuals, detail bars and further orders are not part of it yet. */
static void
not_yet(const struct place *p, const char *key, bool used)
{
	if (used)
		place_wrong(p, "\"%s\" is not supported in this version", key);
}

static void
read_currency(const struct place *p, const char *key, char to[ASSET_SIZE])
{
	if (!asset_valid(key))
		place_wrong(p, "\"%.32s\" is not a currency", key);
	else
		text_set(to, ASSET_SIZE, key);
}

static void
read_scales(const struct place *top, struct sim_setup *setup)
{
	const json_t *all = place_object(top, "scales");
	struct place p = { top->r, all, "scales" };
	const char *key;
	json_t *value;

	json_object_foreach((json_t *)all, key, value) {
		struct sim_scale *s = vec_add(&setup->scales);

		read_currency(&p, key, s->currency);
		s->scale = (int)place_int(&p, key, 0, DEC_SCALE_MAX, -1);
	}
}

static void
read_balances(const struct place *top, struct sim_setup *setup)
{
	const json_t *all = place_object(top, "balances");
	struct place p = { top->r, all, "balances" };
	const char *key;
	json_t *value;

	json_object_foreach((json_t *)all, key, value) {
		struct sim_opening *o = vec_add(&setup->openings);

		read_currency(&p, key, o->currency);
		o->amount = place_needed(&p, key);
	}
}

static void
read_slippage(const struct place *settings, struct sim_settings *s)
{
	const json_t *value = place_member(settings, "slippage");
	struct place p;

	if (value == NULL)
		return;
	p = place_at(settings->r, value, slippage_keys, "settings.slippage");
	s->slippage_bps = place_dec(&p, "bps", DEC_ZERO);
	s->spread_bps = place_dec(&p, "spread_bps", DEC_ZERO);
	not_yet(&p, "impact_bps",
	    !dec_is_zero(place_dec(&p, "impact_bps", DEC_ZERO)));
}

static void
read_settings(const struct place *top, struct sim_settings *s)
{
	const json_t *value = place_member(top, "settings");
	struct place p;

	if (value == NULL)
		return;
	p = place_at(top->r, value, settings_keys, "settings");
	s->limit_touch = place_name(&p, "limit_fill", limit_fill_names, 2,
	    0) == 1;
	s->fee_received = place_name(&p, "fee_in", fee_in_names, 2, 0) == 1;
	s->latency = 1000 * place_int(&p, "latency_ms", 0, MS_MAX, 0);
	not_yet(&p, "volume_share", place_member(&p, "volume_share") != NULL);
	not_yet(&p, "fee_tiers",
	    json_array_size(place_array(&p, "fee_tiers")) > 0);
	read_slippage(&p, s);
}

/* A step, or [[from, step], …], as instrument_set_tick() reads them. */
static void
read_tick(const struct place *p, struct instrument *i)
{
	const json_t *value = place_member(p, "tick");
	struct buf text = { 0 };
	char from[DEC_TEXT_SIZE], step[DEC_TEXT_SIZE];
	struct dec d, e;
	struct err err;

	if (json_is_array(value)) {
		for (size_t n = 0; n < json_array_size(value); n++) {
			const json_t *row = json_array_get(value, n);

			if (json_array_size(row) != 2 ||
			    !json_exact_dec(json_array_get(row, 0), &d) ||
			    !json_exact_dec(json_array_get(row, 1), &e))
				place_wrong(p, "\"tick\": not "
				    "[[from, tick], …]");
			else
				buf_printf(&text, "%s%s:%s", n > 0 ? "," : "",
				    dec_text(d, from), dec_text(e, step));
		}
	} else {
		d = place_needed(p, "tick");
		buf_puts(&text, dec_text(d, step));
	}
	if (p->r->rc == E_OK &&
	    instrument_set_tick(i, buf_text(&text), &err) != E_OK)
		place_wrong(p, "%s", err.text);
	buf_release(&text);
}

static void
read_instrument(struct reader *r, const json_t *value, size_t n,
    struct instrument *i)
{
	struct place p = place_at(r, value, instrument_keys,
	    "instruments[%zu]", n);
	const char *base = place_text(&p, "base", "");
	const char *quote = place_text(&p, "quote", "");
	const char *settle = place_text(&p, "settle", "");
	struct err err;

	if (!TEXT_SET(i->symbol, place_text(&p, "symbol", NULL)))
		place_wrong(&p, "\"symbol\" is too long");
	not_yet(&p, "kind", place_name(&p, "kind", instrument_kind_names, 2,
	    KIND_SPOT) != KIND_SPOT);
	not_yet(&p, "settle", settle[0] != '\0');
	not_yet(&p, "tiers", json_array_size(place_array(&p, "tiers")) > 0);
	if (base[0] != '\0')
		read_currency(&p, base, i->base);
	if (quote[0] != '\0')
		read_currency(&p, quote, i->quote);
	if ((base[0] == '\0') != (quote[0] == '\0'))
		place_wrong(&p, "\"base\" and \"quote\" go together");
	read_tick(&p, i);
	i->lot = place_needed(&p, "lot");
	i->min_amount = place_dec(&p, "min_amount", DEC_ZERO);
	i->max_amount = place_dec(&p, "max_amount", DEC_ZERO);
	i->min_notional = place_dec(&p, "min_notional", DEC_ZERO);
	i->max_notional = place_dec(&p, "max_notional", DEC_ZERO);
	i->band_up = place_dec(&p, "band_up", DEC_ZERO);
	i->band_down = place_dec(&p, "band_down", DEC_ZERO);
	i->contract_size = place_dec(&p, "contract_size", DEC_ZERO);
	i->maker = place_dec(&p, "maker", DEC_ZERO);
	i->taker = place_dec(&p, "taker", DEC_ZERO);
	i->max_open_orders = place_int(&p, "max_open_orders", 0, 1000000, 0);
	place_dec(&p, "liquidation_fee", DEC_ZERO);
	if (r->rc == E_OK && instrument_check(i, &err) != E_OK)
		place_wrong(&p, "%s", err.text);
}

static void
read_instruments(const struct place *top, struct scenario *out)
{
	const json_t *all = place_array(top, "instruments");
	size_t len = json_array_size(all);

	if (len == 0)
		place_wrong(top, "\"instruments\": there are none");
	for (size_t n = 0; n < len && top->r->rc == E_OK; n++) {
		struct sim_instrument *i = vec_add(&out->setup.instruments);

		read_instrument(top->r, json_array_get(all, n), n, &i->i);
		for (int t = 0; t < i->i.tick_rows; t++) {
			int tick = dec_decimals(i->i.ticks[t].tick);
			int from = dec_decimals(i->i.ticks[t].from);

			if (tick > i->price_scale)
				i->price_scale = tick;
			if (from > i->price_scale)
				i->price_scale = from;
		}
		vec_push(&out->bars, (struct candles){ 0 });
	}
}

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

static void
read_bars(struct reader *r, const json_t *rows, const char *symbol,
    struct candles *c, int64_t timeframe_ms)
{
	struct place p = { r, NULL, "" };
	size_t len = json_array_size(rows);

	if (!json_is_array(rows))
		place_wrong(&p, "bars.%s: not an array", symbol);
	c->price_scale = decimals(rows, 1, 4);
	c->volume_scale = decimals(rows, 5, 5);
	candles_make(c, len);
	for (size_t i = 0; i < len && r->rc == E_OK; i++) {
		const json_t *row = json_array_get(rows, i);
		size_t n = json_array_size(row);

		snprintf(p.path, sizeof(p.path), "bars.%s[%zu]", symbol, i);
		if ((n != 5 && n != 6) || !json_exact_int(
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
			place_wrong(&p, "not [time, open, high, low, close, "
			    "volume], at most 18 digits each");
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

static void
read_all_bars(const struct place *top, struct scenario *out)
{
	const json_t *all = place_object(top, "bars");
	int64_t timeframe_ms = out->setup.timeframe / 1000;
	struct place p = { top->r, all, "bars" };
	const char *key;
	json_t *value;

	json_object_foreach((json_t *)all, key, value) {
		size_t n = 0, len = out->setup.instruments.len;

		while (n < len && strcmp(key,
		    out->setup.instruments.at[n].i.symbol) != 0)
			n++;
		if (n == len) {
			place_wrong(&p, "\"%.33s\" is none of the instruments",
			    key);
			continue;
		}
		if (top->r->rc != E_OK)
			return;
		read_bars(top->r, value, key, &out->bars.at[n], timeframe_ms);
		if (out->bars.at[n].price_scale >
		    out->setup.instruments.at[n].price_scale)
			out->setup.instruments.at[n].price_scale =
			    out->bars.at[n].price_scale;
	}
}

enum err_code
scenario_bars(const struct scenario *s, struct sim_bars *bars, struct err *err)
{
	enum err_code rc = E_OK;

	for (size_t i = 0; i < s->bars.len && rc == E_OK; i++)
		rc = sim_bars_add(bars, i, &s->bars.at[i],
		    s->setup.instruments.at[i].price_scale, err);
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

static void
read_top(struct reader *r, const json_t *root, struct scenario *out)
{
	struct place p = place_at(r, root, top_keys, "%s", "");
	struct sim *sim = NULL;
	struct err err;

	place_int(&p, "version", 1, 1, -1);
	read_currency(&p, place_text(&p, "currency", NULL),
	    out->setup.currency);
	out->setup.timeframe = 1000 * place_int(&p, "timeframe_ms", 1,
	    MS_MAX / 1000, -1);
	not_yet(&p, "detail_ms", place_int(&p, "detail_ms", 0, MS_MAX, 0) !=
	    0);
	not_yet(&p, "detail", json_object_size(place_object(&p,
	    "detail")) > 0);
	not_yet(&p, "marks", json_object_size(place_object(&p, "marks")) >
	    0);
	not_yet(&p, "funding", json_object_size(place_object(&p,
	    "funding")) > 0);
	if (r->rc != E_OK)
		return;
	read_scales(&p, &out->setup);
	read_balances(&p, &out->setup);
	read_settings(&p, &out->setup.settings);
	read_instruments(&p, out);
	if (r->rc == E_OK)
		read_all_bars(&p, out);
	if (r->rc == E_OK)
		groups_check(&p, out);
	if (r->rc == E_OK)
		scenario_actions(r, place_array(&p, "actions"), out);
	if (r->rc == E_OK && sim_new(&out->setup, &sim, &err) != E_OK)
		place_wrong(&p, "%s", err.text);
	sim_free(sim);
}

enum err_code
scenario_read(const char *text, size_t len, const char *name,
    struct scenario *out, struct err *err)
{
	static const struct json_limits limits = { .size = SCENARIO_SIZE_MAX,
	    .values = 8000000 };
	struct scenario made = { 0 };
	struct reader r = { name, err, E_OK };
	json_t *root = NULL;

	r.rc = json_load_exact(text, len, &limits, name, &root, err);
	if (r.rc == E_OK)
		read_top(&r, root, &made);
	json_decref(root);
	if (r.rc != E_OK) {
		scenario_release(&made);
		return r.rc;
	}
	*out = made;
	return E_OK;
}
