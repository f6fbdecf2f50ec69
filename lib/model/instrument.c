/*
 * Instruments: the steps and limits in which a symbol is traded.
 */
#include "model/instrument.h"

#include "base/buf.h"
#include "model/tiers.h"

#include <string.h>

const char *const instrument_kind_names[] = { "spot", "swap" };

static const struct field fields[] = {
	{ "venue", FIELD_CHARS, FIELD_AT(struct instrument, venue),
	  .help = "where it is traded" },
	{ "symbol", FIELD_CHARS, FIELD_AT(struct instrument, symbol),
	  .help = "unified symbol" },
	{ "venue_symbol", FIELD_CHARS,
	  FIELD_AT(struct instrument, venue_symbol),
	  .help = "the venue's own name for it" },
	{ "kind", FIELD_ENUM, FIELD_AT(struct instrument, kind),
	  .help = "spot or swap", .names = instrument_kind_names,
	  .names_len = 2 },
	{ "base", FIELD_CHARS, FIELD_AT(struct instrument, base),
	  .help = "what is bought and sold" },
	{ "quote", FIELD_CHARS, FIELD_AT(struct instrument, quote),
	  .help = "what prices are in" },
	{ "settle", FIELD_CHARS, FIELD_AT(struct instrument, settle),
	  .help = "what a perpetual is settled in; null on spot" },
	{ "status", FIELD_CHARS, FIELD_AT(struct instrument, status),
	  .help = "trading, or why not" },
	{ "tick", FIELD_CHARS, FIELD_AT(struct instrument, tick_text),
	  .help = "price step, or from:step rows by rising price" },
	{ "lot", FIELD_DEC, FIELD_AT(struct instrument, lot),
	  .help = "amount step", .unit = UNIT_QTY },
	{ "min_amount", FIELD_DEC, FIELD_AT(struct instrument, min_amount),
	  .help = "smallest amount; 0: no limit", .unit = UNIT_QTY },
	{ "max_amount", FIELD_DEC, FIELD_AT(struct instrument, max_amount),
	  .help = "largest amount; 0: no limit", .unit = UNIT_QTY },
	{ "min_notional", FIELD_DEC,
	  FIELD_AT(struct instrument, min_notional),
	  .help = "smallest value of an order; 0: no limit",
	  .unit = UNIT_MONEY },
	{ "contract_size", FIELD_DEC,
	  FIELD_AT(struct instrument, contract_size),
	  .help = "base units in one contract" },
	{ "max_leverage", FIELD_DEC,
	  FIELD_AT(struct instrument, max_leverage),
	  .help = "largest leverage; 1 on spot; 0: no limit" },
	{ "maker", FIELD_DEC, FIELD_AT(struct instrument, maker),
	  .help = "fee rate of a fill that rested", .unit = UNIT_RATIO },
	{ "taker", FIELD_DEC, FIELD_AT(struct instrument, taker),
	  .help = "fee rate of a fill that took", .unit = UNIT_RATIO },
	{ "max_notional", FIELD_DEC,
	  FIELD_AT(struct instrument, max_notional),
	  .help = "largest value of an order; 0: no limit",
	  .unit = UNIT_MONEY, .flags = FIELD_WIDE },
	{ "band_up", FIELD_DEC, FIELD_AT(struct instrument, band_up),
	  .help = "highest price as a multiple of the last; 0: no limit",
	  .flags = FIELD_WIDE },
	{ "band_down", FIELD_DEC, FIELD_AT(struct instrument, band_down),
	  .help = "lowest price as a multiple of the last; 0: no limit",
	  .flags = FIELD_WIDE },
	{ "max_open_orders", FIELD_INT,
	  FIELD_AT(struct instrument, max_open_orders),
	  .help = "working orders at once; 0: no limit",
	  .flags = FIELD_WIDE },
	{ "tiers", FIELD_CHARS, FIELD_AT(struct instrument, tier_text),
	  .help = "perpetuals: floor:mmr:max_leverage rows by rising value",
	  .flags = FIELD_WIDE },
	{ "liquidation_fee", FIELD_DEC,
	  FIELD_AT(struct instrument, liquidation_fee),
	  .help = "perpetuals: part of the value that a liquidation costs",
	  .unit = UNIT_RATIO, .flags = FIELD_WIDE },
	{ .name = NULL }
};
const struct record instrument_record = {
	"instrument", "what can be traded, and in which steps", fields
};

/* One row of a tick table: "step" for the first, or "from:step". */
static bool
tick_row_parse(const char *s, size_t n, bool first, struct tick_row *row)
{
	const char *colon = memchr(s, ':', n);

	row->from = DEC_ZERO;
	if (colon == NULL)
		return first && dec_parse(s, n, &row->tick) &&
		    dec_sign(row->tick) > 0;
	return dec_parse(s, (size_t)(colon - s), &row->from) &&
	    dec_sign(row->from) >= 0 &&
	    dec_parse(colon + 1, n - (size_t)(colon - s) - 1, &row->tick) &&
	    dec_sign(row->tick) > 0;
}

enum err_code
instrument_set_tick(struct instrument *i, const char *text, struct err *err)
{
	struct tick_row rows[TICK_ROWS];
	int n = 0;

	for (const char *p = text;; p++) {
		size_t len = strcspn(p, ",");

		if (n == TICK_ROWS)
			return err_set(err, E_DATA,
			    "tick %s: more than %d rows", text, TICK_ROWS);
		if (!tick_row_parse(p, len, n == 0, &rows[n]))
			return err_set(err, E_DATA,
			    "tick %s: not a step or from:step rows", text);
		if (n > 0 && dec_cmp(rows[n].from, rows[n - 1].from) <= 0)
			return err_set(err, E_DATA,
			    "tick %s: rows do not rise", text);
		n++;
		p += len;
		if (*p == '\0')
			break;
	}
	if (!TEXT_SET(i->tick_text, text))
		return err_set(err, E_DATA, "tick %s: too long", text);
	memcpy(i->ticks, rows, sizeof(rows[0]) * (size_t)n);
	i->tick_rows = n;
	return E_OK;
}

enum err_code
instrument_set_bounds(struct instrument *i, const struct order_bounds *b,
    struct err *err)
{
	char text[BOUNDS_TEXT_SIZE];

	if (!bounds_text(b, text, sizeof(text)))
		return err_set(err, E_DATA, "instrument %s: its bounds are too"
		    " long to keep", i->symbol);
	i->bounds = *b;
	TEXT_SET(i->bounds_text, text);
	return E_OK;
}

enum err_code
instrument_read_bounds(struct instrument *i, const char *text,
    struct err *err)
{
	struct order_bounds b;
	enum err_code rc = bounds_parse(text, &b, err);

	return rc == E_OK ? instrument_set_bounds(i, &b, err) : rc;
}

static enum err_code
assets_check(struct instrument *i, struct err *err)
{
	char base[ASSET_SIZE], quote[ASSET_SIZE], settle[ASSET_SIZE];

	if (!symbol_valid(i->symbol) ||
	    !symbol_split(i->symbol, base, quote, settle))
		return err_set(err, E_DATA, "instrument \"%s\": not of the "
		    "form BASE/QUOTE or BASE/QUOTE:SETTLE", i->symbol);
	if (i->base[0] == '\0') {
		TEXT_SET(i->base, base);
		TEXT_SET(i->quote, quote);
		TEXT_SET(i->settle, settle);
		i->kind = settle[0] == '\0' ? KIND_SPOT : KIND_SWAP;
	}
	if (i->status[0] == '\0')
		TEXT_SET(i->status, "trading");
	return E_OK;
}

/* The limits that must be numbers of 0 or more. */
static enum err_code
limits_check(const struct instrument *i, struct err *err)
{
	const struct { const char *name; struct dec value; } rows[] = {
		{ "min_amount", i->min_amount },
		{ "max_amount", i->max_amount },
		{ "min_notional", i->min_notional },
		{ "max_notional", i->max_notional },
		{ "band_up", i->band_up }, { "band_down", i->band_down },
		{ "contract_size", i->contract_size },
		{ "max_leverage", i->max_leverage },
		{ "liquidation_fee", i->liquidation_fee },
	};

	for (size_t n = 0; n < sizeof(rows) / sizeof(rows[0]); n++)
		if (!dec_known(rows[n].value) || dec_sign(rows[n].value) < 0)
			return err_set(err, E_DATA, "instrument %s: %s must "
			    "be 0 or more", i->symbol, rows[n].name);
	if (!dec_known(i->maker) || !dec_known(i->taker) ||
	    dec_cmp(dec_abs(i->maker), dec_int(1)) >= 0 ||
	    dec_cmp(dec_abs(i->taker), dec_int(1)) >= 0)
		return err_set(err, E_DATA, "instrument %s: a fee rate lies "
		    "between -1 and 1", i->symbol);
	return E_OK;
}

enum err_code
instrument_check(struct instrument *i, struct err *err)
{
	enum err_code rc = assets_check(i, err);
	int scale;

	if (rc != E_OK)
		return rc;
	if (dec_is_zero(i->contract_size))
		i->contract_size = dec_int(1);
	if ((rc = tiers_complete(i, err)) != E_OK)
		return rc;
	/* 0 stays "no limit" where a swap has no tiers. */
	if (dec_is_zero(i->max_leverage) && i->kind == KIND_SPOT)
		i->max_leverage = dec_int(1);
	if (dec_is_zero(i->max_leverage))
		for (int n = 0; n < i->tier_rows; n++)
			i->max_leverage = dec_max(i->max_leverage,
			    i->tiers[n].max_leverage);
	if ((rc = limits_check(i, err)) != E_OK)
		return rc;
	if (i->tick_rows == 0)
		return err_set(err, E_DATA, "instrument %s: no tick",
		    i->symbol);
	if (dec_sign(i->lot) <= 0)
		return err_set(err, E_DATA, "instrument %s: lot must be "
		    "more than 0", i->symbol);
	for (int n = 0; n < i->tick_rows; n++) {
		scale = dec_decimals(i->ticks[n].tick) +
		    dec_decimals(i->lot) + dec_decimals(i->contract_size);
		if (scale > DEC_SCALE_MAX)
			return err_set(err, E_DATA, "instrument %s: tick, lot "
			    "and contract size have %d decimals together, "
			    "more than %d", i->symbol, scale, DEC_SCALE_MAX);
	}
	return E_OK;
}

struct dec
instrument_tick(const struct instrument *i, struct dec price)
{
	int n = i->tick_rows - 1;

	while (n > 0 && dec_cmp(i->ticks[n].from, price) > 0)
		n--;
	return i->ticks[n].tick;
}

bool
instrument_round_price(const struct instrument *i, struct dec price,
    enum round r, struct dec *out)
{
	return dec_step(price, instrument_tick(i, price), r, out);
}

const struct instrument *
instruments_find(const struct instruments *all, const char *symbol)
{
	for (size_t i = 0; i < all->len; i++)
		if (strcmp(all->at[i].symbol, symbol) == 0)
			return &all->at[i];
	return NULL;
}
