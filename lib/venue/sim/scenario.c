/*
 * Reads a scenario: settings and instruments here, bars, marks and funding in
 * scenario-bars.c, actions in scenario-actions.c.
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
static const char *const fee_tier_keys[] = { "volume", "maker", "taker",
    NULL };
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
	for (size_t i = 0; i < s->details.len; i++)
		candles_release(&s->details.at[i]);
	for (size_t i = 0; i < s->marks.len; i++)
		candles_release(&s->marks.at[i]);
	vec_release(&s->bars);
	vec_release(&s->marks);
	vec_release(&s->details);
	vec_release(&s->fundings);
	vec_release(&s->given);
	vec_release(&s->steps);
	sim_setup_release(&s->setup);
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
	s->impact_bps = place_dec(&p, "impact_bps", DEC_ZERO);
}

static void
read_fee_tiers(const struct place *settings, struct sim_settings *s)
{
	const json_t *rows = place_array(settings, "fee_tiers");

	if (json_array_size(rows) > FEE_TIERS) {
		place_wrong(settings, "\"fee_tiers\": more than %d",
		    FEE_TIERS);
		return;
	}
	for (size_t i = 0; i < json_array_size(rows); i++) {
		struct place p = place_at(settings->r,
		    json_array_get(rows, i), fee_tier_keys,
		    "settings.fee_tiers[%zu]", i);
		struct sim_fee_tier *t = &s->fee_tiers[s->fee_tier_rows++];

		t->volume = place_needed(&p, "volume");
		t->maker = place_needed(&p, "maker");
		t->taker = place_needed(&p, "taker");
	}
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
	s->volume_share = place_dec(&p, "volume_share", DEC_ZERO);
	if (place_member(&p, "volume_share") != NULL &&
	    (dec_sign(s->volume_share) <= 0 ||
	    dec_cmp(s->volume_share, dec_int(1)) > 0))
		place_wrong(&p, "\"volume_share\": above 0, at most 1");
	read_fee_tiers(&p, s);
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
read_tiers(const struct place *p, struct instrument *i)
{
	static const char *const keys[] = { "floor", "mmr", "max_leverage",
	    NULL };
	const json_t *rows = place_array(p, "tiers");

	if (json_array_size(rows) > TIER_ROWS)
		place_wrong(p, "\"tiers\": more than %d", TIER_ROWS);
	for (size_t n = 0; n < json_array_size(rows) && p->r->rc == E_OK;
	    n++) {
		struct place row = place_at(p->r, json_array_get(rows, n),
		    keys, "%s.tiers[%zu]", p->path, n);
		struct margin_tier *t = &i->tiers[i->tier_rows++];

		t->floor = place_needed(&row, "floor");
		t->mmr = place_needed(&row, "mmr");
		t->max_leverage = place_needed(&row, "max_leverage");
	}
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
	int kind;
	struct err err;

	if (!TEXT_SET(i->symbol, place_text(&p, "symbol", NULL)))
		place_wrong(&p, "\"symbol\" is too long");
	kind = place_name(&p, "kind", instrument_kind_names, 2,
	    strchr(i->symbol, ':') != NULL ? KIND_SWAP : KIND_SPOT);
	if (base[0] != '\0')
		read_currency(&p, base, i->base);
	if (quote[0] != '\0')
		read_currency(&p, quote, i->quote);
	if (settle[0] != '\0')
		read_currency(&p, settle, i->settle);
	if ((base[0] == '\0') != (quote[0] == '\0'))
		place_wrong(&p, "\"base\" and \"quote\" go together");
	if (base[0] != '\0' && kind == KIND_SWAP && settle[0] == '\0')
		TEXT_SET(i->settle, i->quote);
	if (kind == KIND_SPOT && settle[0] != '\0')
		place_wrong(&p, "\"settle\": a spot symbol has none");
	i->kind = kind;
	read_tick(&p, i);
	read_tiers(&p, i);
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
	i->liquidation_fee = place_dec(&p, "liquidation_fee", DEC_ZERO);
	if (r->rc == E_OK && instrument_check(i, &err) != E_OK)
		place_wrong(&p, "%s", err.text);
	if (r->rc == E_OK && i->kind != kind)
		place_wrong(&p, "\"kind\" does not fit the symbol");
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
		vec_push(&out->marks, (struct candles){ 0 });
		vec_push(&out->details, (struct candles){ 0 });
	}
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
	out->detail = 1000 * place_int(&p, "detail_ms", 0, MS_MAX / 1000, 0);
	if (out->detail != 0 && (out->detail >= out->setup.timeframe ||
	    out->setup.timeframe % out->detail != 0))
		place_wrong(&p, "\"detail_ms\": timeframe_ms is not two or "
		    "more of it");
	if (r->rc != E_OK)
		return;
	read_scales(&p, &out->setup);
	read_balances(&p, &out->setup);
	read_settings(&p, &out->setup.settings);
	read_instruments(&p, out);
	if (r->rc == E_OK)
		scenario_prices(&p, out);
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
