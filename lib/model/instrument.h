/*
 * What can be traded and in which steps: unified symbol, tick (a function of
 * price), lot, minimum notional, fees. SIMVENUE.md 2; 0 means no limit.
 */
#ifndef MODEL_INSTRUMENT_H
#define MODEL_INSTRUMENT_H

#include "base/dec.h"
#include "base/err.h"
#include "base/record.h"
#include "base/vec.h"
#include "model/bounds.h"
#include "model/names.h"

enum instrument_kind { KIND_SPOT, KIND_SWAP };
extern const char *const instrument_kind_names[];

#define TICK_ROWS 8
struct tick_row { struct dec from, tick; };

/* A row of the maintenance table: holds from a notional of floor up. Margin is
 * value × mmr - cum; cum makes it continuous (METHODS 8.4). */
#define TIER_ROWS 24
#define TIER_TEXT_SIZE 1025
struct margin_tier { struct dec floor, mmr, max_leverage, cum; };

struct instrument {
	char venue[VENUE_SIZE], symbol[SYMBOL_SIZE], venue_symbol[SYMBOL_SIZE];
	int kind;		/* enum instrument_kind */
	char base[ASSET_SIZE], quote[ASSET_SIZE], settle[ASSET_SIZE];
	char status[ID_SIZE];	/* "trading" */
	struct tick_row ticks[TICK_ROWS];	/* by rising from */
	int tick_rows;
	char tick_text[TEXT_SIZE];	/* "0.01" or "0:0.0001,1:0.001" */
	struct dec lot, min_amount, max_amount, min_notional, max_notional;
	struct dec band_up, band_down, contract_size, max_leverage;
	struct dec maker, taker;
	int64_t max_open_orders;
	struct margin_tier tiers[TIER_ROWS];	/* swaps; by rising floor */
	int tier_rows;				/* 0: no maintenance */
	char tier_text[TIER_TEXT_SIZE];	/* "0:0.004:125;50000:0.005:100" */
	struct dec liquidation_fee;		/* of the value */
	struct order_bounds bounds;		/* of live venues */
	char bounds_text[BOUNDS_TEXT_SIZE];	/* as it is kept */
	/* what the account that asked has set; 0: 1, cross */
	struct dec leverage;
	int margin_mode;			/* enum margin_mode */
};
struct instruments VEC_OF(struct instrument);

extern const struct record instrument_record;

/* Reads "0.01" or "from:tick,from:tick" into ticks and tick_text. */
enum err_code instrument_set_tick(struct instrument *i, const char *text,
    struct err *err);
/* Reads "floor:mmr:max_leverage;…" into tiers and tier_text; "": none. */
enum err_code instrument_set_tiers(struct instrument *i, const char *text,
    struct err *err);
/* Sets the bounds, and the text that they are kept as; or the other way. */
enum err_code instrument_set_bounds(struct instrument *i,
    const struct order_bounds *b, struct err *err);
enum err_code instrument_read_bounds(struct instrument *i, const char *text,
    struct err *err);
/* Completes and checks a filled instrument (kind and assets from its symbol
 * when empty, cum of its tiers; scales add up to at most 18). E_DATA names the
 * fault. */
enum err_code instrument_check(struct instrument *i, struct err *err);
struct dec instrument_tick(const struct instrument *i, struct dec price);
/* The price on its tick, rounded; false on overflow. */
bool instrument_round_price(const struct instrument *i, struct dec price,
    enum round r, struct dec *out);
/* price × amount × contract_size, exact. */
static inline bool
instrument_value(const struct instrument *i, struct dec price,
    struct dec amount, struct dec *out)
{
	struct dec value;

	if (!dec_times(price, amount, &value))
		return false;
	/* A coin is a contract of one. */
	if (i->contract_size.coef != 1 || i->contract_size.scale != 0)
		return dec_times(value, i->contract_size, out);
	*out = value;
	return true;
}
/* The row that holds at this value: floor <= value < next floor. NULL: there
 * are no tiers. */
const struct margin_tier *instrument_tier(const struct instrument *i,
    struct dec value);
/* Maintenance margin of a value, rounded up at 8 decimals, at least 0; false:
 * it does not fit. */
bool instrument_maintenance(const struct instrument *i, struct dec value,
    struct dec *out);
const struct instrument *instruments_find(const struct instruments *all,
    const char *symbol);

#endif
