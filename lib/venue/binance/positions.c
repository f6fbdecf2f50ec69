/*
 * Futures positions, what is set for each swap, and instruments as this
 * account may trade them.
 */
#include "venue/binance/reads.h"

#define CONFIG_AGE (5 * STAMP_SECOND)	/* both reads of one snapshot */

/* cross, isolated; -1: a word of neither. */
static int
mode_read(const struct json_at *at)
{
	static const struct json_name names[] = {
		{ "CROSSED", MARGIN_CROSS }, { "cross", MARGIN_CROSS },
		{ "CROSS", MARGIN_CROSS }, { "ISOLATED", MARGIN_ISOLATED },
		{ "isolated", MARGIN_ISOLATED }, { NULL, 0 }
	};

	return json_get_name(at, "marginType", names, -1, NULL);
}

enum err_code
binance_configs_parse(struct json_in *in, struct binance_configs *out)
{
	struct json_at top = json_top(in);
	struct binance_configs found = {0};
	enum err_code rc;

	for (size_t i = 0; i < json_count(&top) && json_fine(&top); i++) {
		struct json_at row = json_item(&top, i);
		struct binance_config *c = vec_add(&found);

		JSON_CHARS(&row, "symbol", c->native);
		c->leverage = json_get_dec(&row, "leverage");
		c->margin_mode = mode_read(&row);
		if (json_fine(&row) && dec_sign(c->leverage) <= 0)
			json_wrong(&row, "leverage must be more than 0");
	}
	rc = json_close(in);
	if (rc == E_OK) {
		vec_release(out);
		*out = found;
	} else
		vec_release(&found);
	return rc;
}

static const struct binance_config *
config_find(const struct binance *b, const char *native)
{
	for (size_t i = 0; i < b->configs.len; i++)
		if (strcmp(b->configs.at[i].native, native) == 0)
			return &b->configs.at[i];
	return NULL;
}

static enum err_code
take_configs(struct binance *b, struct binance_call *c, struct err *err)
{
	struct json_in in = {0};
	enum err_code rc = binance_open_answer(c, &in, err);

	if (rc == E_OK)
		rc = binance_configs_parse(&in, &b->configs);
	else if (binance_without_futures(b, c, err)) {
		vec_clear(&b->configs);
		rc = E_OK;
	}
	if (rc == E_OK)
		b->configs_at = clock_monotonic();
	return rc;
}

static bool
configs_fresh(const struct binance *b)
{
	return b->configs_at != 0 &&
	    clock_monotonic() - b->configs_at < CONFIG_AGE;
}

/* Read at most once for what one snapshot wants. */
static enum err_code
need_configs(struct binance *b, struct err *err)
{
	static const enum binance_end end = END_FUTURES_SYMBOL_CONFIG;
	struct binance_call *c = NULL;
	enum err_code rc;

	if (b->no_futures || (b->asked[end] == NULL && configs_fresh(b)))
		return E_OK;
	rc = binance_fetch(b, &end, 1, &c, err);
	if (rc == E_OK)
		rc = take_configs(b, c, err);
	binance_drop(&c, 1);
	return rc;
}

static void
set_config(const struct binance *b, const char *native, struct position *p,
    bool isolated)
{
	const struct binance_config *c = config_find(b, native);
	int mode = c != NULL ? c->margin_mode : -1;

	if (c != NULL)
		p->leverage = c->leverage;
	if (mode < 0)
		mode = isolated ? MARGIN_ISOLATED : MARGIN_CROSS;
	TEXT_SET(p->margin_mode, margin_mode_names[mode]);
}

/* What an isolated position has behind it, and how much of that is needed. */
static void
set_collateral(struct position *p, struct dec margin)
{
	if (strcmp(p->margin_mode, margin_mode_names[MARGIN_ISOLATED]) != 0)
		return;
	p->collateral = margin;
	if (dec_sign(p->collateral) <= 0 || !dec_div(p->maintenance_margin,
	    p->collateral, 8, ROUND_HALF_EVEN, &p->margin_ratio))
		p->margin_ratio = DEC_NONE;
}

static void
check_position(const struct json_at *at, const struct position *p)
{
	if (!json_fine(at))
		return;
	if (dec_sign(p->mark_price) <= 0 || dec_sign(p->entry_price) <= 0)
		json_wrong(at, "a position without entry or mark price");
	if (dec_known(p->liquidation_price) &&
	    dec_sign(p->liquidation_price) < 0)
		json_wrong(at, "a liquidation price below 0");
}

/* False: nothing is held there. */
static bool
position_read(struct binance *b, const struct json_at *at,
    struct position *p)
{
	struct dec amount = json_get_dec(at, "positionAmt"), margin;
	const char *side = json_opt_text(at, "positionSide", "BOTH");
	const char *native = json_get_text(at, "symbol");
	struct dec share;

	position_init(p);
	if (!json_fine(at) || dec_is_zero(amount))
		return false;
	binance_name(b, BINANCE_FUTURES, native, p->symbol);
	TEXT_SET(p->venue, "binance");
	TEXT_SET(p->account, b->v.account.label);
	p->side = dec_sign(amount) > 0 ? POSITION_LONG : POSITION_SHORT;
	p->hedged = strcmp(side, "LONG") == 0 || strcmp(side, "SHORT") == 0;
	if (p->hedged == 1)
		p->side = strcmp(side, "LONG") == 0 ? POSITION_LONG :
		    POSITION_SHORT;
	p->contracts = dec_abs(amount);
	p->contract_size = dec_int(1);
	p->entry_price = json_get_dec(at, "entryPrice");
	p->mark_price = json_get_dec(at, "markPrice");
	p->unrealized_pnl = json_get_dec(at, "unRealizedProfit");
	p->liquidation_price = json_get_dec(at, "liquidationPrice");
	p->notional = dec_abs(json_opt_dec(at, "notional", DEC_NONE));
	p->initial_margin = json_opt_dec(at, "initialMargin", DEC_NONE);
	p->maintenance_margin = json_opt_dec(at, "maintMargin", DEC_NONE);
	margin = json_opt_dec(at, "isolatedMargin", DEC_ZERO);
	p->time = json_opt_ms(at, "updateTime");
	check_position(at, p);
	if (dec_is_zero(p->liquidation_price))
		p->liquidation_price = DEC_NONE;	/* it has none */
	if (!dec_known(p->notional))
		dec_times(p->contracts, p->mark_price, &p->notional);
	set_config(b, native, p, dec_sign(margin) != 0);
	set_collateral(p, margin);
	if (dec_sign(p->initial_margin) > 0 && dec_div(p->unrealized_pnl,
	    p->initial_margin, 8, ROUND_HALF_EVEN, &share))
		dec_mul(share, dec_int(100), 6, ROUND_HALF_EVEN,
		    &p->percentage);
	return true;
}

enum err_code
binance_positions_parse(struct binance *b, struct json_in *in,
    struct positions *out)
{
	struct json_at top = json_top(in);
	struct positions found = {0};
	struct position p;
	enum err_code rc;

	for (size_t i = 0; i < json_count(&top) && json_fine(&top); i++) {
		struct json_at row = json_item(&top, i);

		if (!position_read(b, &row, &p))
			continue;
		for (size_t n = 0; n < found.len; n++)
			if (strcmp(found.at[n].symbol, p.symbol) == 0 &&
			    (found.at[n].side == p.side || p.hedged != 1))
				json_wrong(&row, "%s is there twice",
				    p.symbol);
		vec_push(&found, p);
	}
	rc = json_close(in);
	for (size_t i = 0; i < found.len && rc == E_OK; i++)
		vec_push(out, found.at[i]);
	vec_release(&found);
	return rc;
}

static enum err_code
swaps_take(struct binance *b, struct binance_call *c, struct positions *out,
    struct err *err)
{
	struct json_in in = {0};
	enum err_code rc = binance_open_answer(c, &in, err);

	if (rc == E_OK)
		return binance_positions_parse(b, &in, out);
	return binance_without_futures(b, c, err) ? E_OK : rc;
}

/* Swaps; what is set for them is asked for unless it has just been read for
 * the same snapshot. */
enum err_code
binance_positions(struct venue *v, struct positions *out, struct err *err)
{
	struct binance *b = (struct binance *)v;
	enum binance_end ends[2];
	struct binance_call *calls[2] = {0};
	struct positions found = {0};
	size_t n = 0;
	enum err_code rc = binance_symbols_need(b, err);

	if (rc != E_OK || b->no_futures)
		return rc;
	if (!configs_fresh(b) || b->asked[END_FUTURES_SYMBOL_CONFIG] != NULL)
		ends[n++] = END_FUTURES_SYMBOL_CONFIG;
	ends[n++] = END_FUTURES_POSITIONS;
	rc = binance_fetch(b, ends, n, calls, err);
	for (size_t i = 0; i < n && rc == E_OK && !b->no_futures; i++)
		rc = ends[i] == END_FUTURES_POSITIONS ?
		    swaps_take(b, calls[i], &found, err) :
		    take_configs(b, calls[i], err);
	for (size_t i = 0; i < found.len && rc == E_OK; i++)
		vec_push(out, found.at[i]);
	vec_release(&found);
	binance_drop(calls, n);
	return rc;
}

enum err_code
binance_instruments(struct venue *v, struct instruments *out,
    struct err *err)
{
	struct binance *b = (struct binance *)v;
	enum err_code rc = binance_symbols_need(b, err);

	if (rc == E_OK && binance_keyed(b))
		rc = need_configs(b, err);
	if (rc != E_OK)
		return rc;
	vec_reserve(out, b->symbols.rows.len);
	for (size_t i = 0; i < b->symbols.rows.len; i++) {
		const struct binance_symbol *one = &b->symbols.rows.at[i];

		/* One of each name: of a market that closed and its
		 * successor the one that trades. */
		if (binance_by_symbol(&b->symbols, one->symbol) != one)
			continue;
		vec_push(out, one->i);
		binance_fee_apply(b, &out->at[out->len - 1]);
	}
	for (size_t i = 0; i < b->configs.len; i++) {
		const struct binance_config *c = &b->configs.at[i];
		const struct binance_symbol *one = binance_by_native(
		    &b->symbols, BINANCE_FUTURES, c->native);
		struct instrument *to = one == NULL ? NULL :
		    (struct instrument *)(uintptr_t)instruments_find(out,
		    one->symbol);

		if (to != NULL && strcmp(to->venue_symbol, c->native) == 0) {
			to->leverage = c->leverage;
			to->margin_mode = c->margin_mode < 0 ? MARGIN_CROSS :
			    c->margin_mode;
		}
	}
	return E_OK;
}

enum err_code
binance_leverage_of(struct venue *v, const char *symbol,
    struct dec *leverage, int *margin_mode, struct err *err)
{
	struct binance *b = (struct binance *)v;
	const struct binance_symbol *one;
	const struct binance_config *c;
	enum err_code rc = binance_symbol(b, symbol, &one, err);

	if (rc == E_OK && one->market != BINANCE_FUTURES)
		return err_set(err, E_USAGE, "%s: spot has no leverage",
		    symbol);
	if (rc == E_OK)
		rc = need_configs(b, err);
	if (rc != E_OK)
		return rc;
	c = config_find(b, one->native);
	if (c == NULL || c->margin_mode < 0)
		return err_set(err, E_DATA, "binance: %s: does not say what "
		    "is set for it", symbol);
	*leverage = c->leverage;
	*margin_mode = c->margin_mode;
	return E_OK;
}
