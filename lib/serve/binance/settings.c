/*
 * Leverage, margin and modes of futures.
 */
#include "serve/binance/binance.h"

#include "base/rng.h"
#include "base/stamp.h"

#include <string.h>

const char *const held_words[] = {
	[HELD_BOTH] = "BOTH", [HELD_LONG] = "LONG", [HELD_SHORT] = "SHORT",
	NULL
};

bool
ask_held(struct call *c, int *held)
{
	*held = HELD_BOTH;
	if (!ask_word(c, "positionSide", false, held_words, -4060,
	    "Invalid position side.", held))
		return false;
	return (*held == HELD_BOTH) != c->w->hedged || fail(c, 400, -4061,
	    "Order's position side does not match user's setting.");
}

/* Of one side of a symbol. */
static struct sim_instruction
setting(const struct call *c, int what, const struct world_symbol *s,
    int held)
{
	struct sim_instruction i = { .what = what, .margin_mode = -1,
	    .leverage = DEC_NONE, .amount = DEC_NONE, .at = c->w->now };

	i.order = i.second = order_request_empty();
	TEXT_SET(i.symbol, world_sim_name(s, held));
	return i;
}

/* Leverage or margin mode of a symbol: of both its sides, or of none. False:
 * refused, and why. */
static bool
both_set(struct call *c, const struct world_symbol *s, struct dec leverage,
    int mode, char why[REASON_SIZE])
{
	struct sim_instruction i = setting(c, SIM_DO_LEVERAGE, s, HELD_BOTH);
	struct dec was = dec_int(1);
	int mode_was = MARGIN_CROSS;
	bool set;

	sim_leverage(c->w->markets[c->m].sim, s->i.symbol, &was, &mode_was);
	i.leverage = leverage;
	i.margin_mode = mode;
	set = world_act(c->w, c->m, &i) == NULL;
	text_set(why, REASON_SIZE, c->w->refusal);
	if (!set)
		return false;
	TEXT_SET(i.symbol, s->beside);
	set = world_act(c->w, c->m, &i) == NULL;
	text_set(why, REASON_SIZE, c->w->refusal);
	if (set)
		return true;
	i = setting(c, SIM_DO_LEVERAGE, s, HELD_BOTH);
	i.leverage = was;
	i.margin_mode = mode_was;
	world_act(c->w, c->m, &i);
	return false;
}

/* The most that may be held with a leverage: where the tier after the last
 * that allows it begins. */
static struct dec
most_value(const struct world_symbol *s, struct dec leverage)
{
	for (int n = 0; n < s->i.tier_rows; n++)
		if (dec_cmp(s->i.tiers[n].max_leverage, leverage) < 0)
			return s->i.tiers[n].floor;
	return dec_int(INT64_C(9223372036854));
}

void
do_leverage(struct call *c)
{
	const struct world_symbol *s = NULL;
	int64_t leverage = 0;
	char why[REASON_SIZE];

	if (!ask_symbol(c, true, &s) || !ask_int(c, "leverage", true, 0,
	    INT64_MAX, &leverage))
		return;
	if (leverage < 1 || leverage > 125) {
		fail(c, 400, -4028, "Leverage %lld is not valid",
		    (long long)leverage);
		return;
	}
	if (!both_set(c, s, dec_int(leverage), -1, why)) {
		if (strcmp(why, "leverage_tier") == 0)
			fail(c, 400, -4028, "Leverage %lld is not valid",
			    (long long)leverage);
		else
			fail(c, 400, -2028, "Leverage is smaller than "
			    "permitted: insufficient margin balance.");
		return;
	}
	put_begin(c->body, NULL, '{');
	put_text(c->body, "symbol", s->native);
	put_int(c->body, "leverage", leverage);
	put_dec(c->body, "maxNotionalValue", most_value(s, dec_int(leverage)),
	    0);
	put_end(c->body, '}');
}

static void
success(struct call *c)
{
	put_begin(c->body, NULL, '{');
	put_int(c->body, "code", 200);
	put_text(c->body, "msg", "success");
	put_end(c->body, '}');
}

static bool
is_held(const struct call *c, const struct world_symbol *s)
{
	struct positions all = { 0 };
	struct err err;
	bool held = false;

	if (sim_positions(c->w->markets[c->m].sim, &all, &err) == E_OK)
		held = world_position(&all, s, HELD_BOTH) != NULL ||
		    world_position(&all, s, HELD_SHORT) != NULL;
	vec_release(&all);
	return held;
}

void
do_margin_type(struct call *c)
{
	static const char *const types[] = { "CROSSED", "ISOLATED", NULL };
	const struct world_symbol *s = NULL;
	struct dec leverage;
	int type = 0, is = -1;
	char why[REASON_SIZE];

	if (!ask_symbol(c, true, &s) || !ask_word(c, "marginType", true,
	    types, -1130, NULL, &type))
		return;
	sim_leverage(c->w->markets[c->m].sim, s->i.symbol, &leverage, &is);
	if (is == type) {
		fail(c, 400, -4046, "No need to change margin type.");
		return;
	}
	if (both_set(c, s, DEC_NONE, type, why))
		success(c);
	else if (is_held(c, s))
		fail(c, 400, -4048, "Margin type cannot be changed if there "
		    "exists position.");
	else
		fail(c, 400, -4047, "Margin type cannot be changed if there "
		    "exists open orders.");
}

void
do_position_margin(struct call *c)
{
	const struct world_symbol *s = NULL;
	struct sim_instruction i;
	struct dec amount = DEC_NONE;
	int64_t type = 0;
	int held;
	const char *reason;

	if (!ask_symbol(c, true, &s) || !ask_dec(c, "amount", true, &amount) ||
	    !ask_int(c, "type", true, 1, 2, &type) || !ask_held(c, &held))
		return;
	i = setting(c, SIM_DO_MARGIN, s, held);
	i.amount = type == 1 ? amount : dec_neg(amount);
	reason = world_act(c->w, c->m, &i);
	if (reason == NULL) {
		put_begin(c->body, NULL, '{');
		put_number(c->body, "amount", amount);
		put_int(c->body, "code", 200);
		put_text(c->body, "msg",
		    "Successfully modify position margin.");
		put_int(c->body, "type", type);
		put_end(c->body, '}');
	} else if (strcmp(reason, "no_position") == 0) {
		fail(c, 400, -4054, "Cannot add position margin: position is "
		    "0.");
	} else if (strcmp(reason, "unsupported") == 0) {
		fail(c, 400, -4053, "Auto add margin only support for isolated "
		    "position.");
	} else if (strcmp(reason, "bad_amount") == 0) {
		fail(c, 400, -4055, "Amount must be positive.");
	} else {
		fail(c, 400, -4051, "Isolated balance insufficient.");
	}
}

void
do_dual(struct call *c)
{
	put_begin(c->body, NULL, '{');
	put_flag(c->body, "dualSidePosition", c->w->hedged);
	put_end(c->body, '}');
}

static bool
any_works(const struct call *c)
{
	const struct book *b = &c->w->book;

	for (size_t i = 0; i < b->orders.len; i++)
		if (b->orders.at[i].market == MARKET_SWAP &&
		    order_works(&b->orders.at[i]))
			return true;
	return false;
}

static bool
any_held(const struct call *c)
{
	struct positions all = { 0 };
	struct err err;
	bool held = c->w->markets[MARKET_SWAP].sim != NULL &&
	    sim_positions(c->w->markets[MARKET_SWAP].sim, &all, &err) ==
	    E_OK && all.len > 0;

	vec_release(&all);
	return held;
}

/* Only while nothing is held and nothing works, of any symbol. */
void
do_set_dual(struct call *c)
{
	bool dual = false;

	if (!ask_flag(c, "dualSidePosition", true, &dual))
		return;
	if (dual == c->w->hedged) {
		fail(c, 400, -4059, "No need to change position side.");
	} else if (any_works(c)) {
		fail(c, 400, -4067, "Position side cannot be changed if there "
		    "exists open orders.");
	} else if (any_held(c)) {
		fail(c, 400, -4068, "Position side cannot be changed if there "
		    "exists position.");
	} else {
		c->w->hedged = dual;
		success(c);
	}
}

void
do_multi(struct call *c)
{
	put_begin(c->body, NULL, '{');
	put_flag(c->body, "multiAssetsMargin", false);
	put_end(c->body, '}');
}

void
do_symbol_config(struct call *c)
{
	const struct world_symbol *one = NULL;

	if (!ask_symbol(c, false, &one))
		return;
	put_begin(c->body, NULL, '[');
	for (size_t i = 0; i < c->w->setup.symbols.len; i++) {
		const struct world_symbol *s = &c->w->setup.symbols.at[i];
		struct dec leverage = dec_int(1);
		int mode = MARGIN_CROSS;

		if (s->market != MARKET_SWAP || (one != NULL && s != one))
			continue;
		sim_leverage(c->w->markets[c->m].sim, s->i.symbol, &leverage,
		    &mode);
		put_begin(c->body, NULL, '{');
		put_text(c->body, "symbol", s->native);
		put_text(c->body, "marginType", mode == MARGIN_CROSS ?
		    "CROSSED" : "ISOLATED");
		put_flag(c->body, "isAutoAddMargin", false);
		put_number(c->body, "leverage", leverage);
		put_dec(c->body, "maxNotionalValue", most_value(s, leverage),
		    0);
		put_end(c->body, '}');
	}
	put_end(c->body, ']');
}

void
do_account_config(struct call *c)
{
	put_begin(c->body, NULL, '{');
	put_int(c->body, "feeTier", 0);
	put_flag(c->body, "canTrade", true);
	put_flag(c->body, "canDeposit", true);
	put_flag(c->body, "canWithdraw", true);
	put_flag(c->body, "dualSidePosition", c->w->hedged);
	put_int(c->body, "updateTime", 0);
	put_flag(c->body, "multiAssetsMargin", false);
	put_int(c->body, "tradeGroupId", -1);
	put_end(c->body, '}');
}

static void
brackets_put(struct call *c, const struct world_symbol *s)
{
	const struct instrument *i = &s->i;
	struct buf *b = c->body;

	put_begin(b, NULL, '{');
	put_text(b, "symbol", s->native);
	put_number(b, "notionalCoef", dec_int(1));
	put_begin(b, "brackets", '[');
	for (int n = 0; n < i->tier_rows; n++) {
		put_begin(b, NULL, '{');
		put_int(b, "bracket", n + 1);
		put_number(b, "initialLeverage", i->tiers[n].max_leverage);
		put_number(b, "notionalCap", n + 1 < i->tier_rows ?
		    i->tiers[n + 1].floor : dec_int(INT64_C(9223372036854)));
		put_number(b, "notionalFloor", i->tiers[n].floor);
		put_number(b, "maintMarginRatio", i->tiers[n].mmr);
		put_number(b, "cum", i->tiers[n].cum);
		put_end(b, '}');
	}
	put_end(b, ']');
	put_end(b, '}');
}

void
do_brackets(struct call *c)
{
	const struct world_symbol *one = NULL;

	if (!ask_symbol(c, false, &one))
		return;
	put_begin(c->body, NULL, '[');
	for (size_t i = 0; i < c->w->setup.symbols.len; i++)
		if (c->w->setup.symbols.at[i].market == MARKET_SWAP &&
		    (one == NULL || one == &c->w->setup.symbols.at[i]))
			brackets_put(c, &c->w->setup.symbols.at[i]);
	put_end(c->body, ']');
}

void
do_swap_commission(struct call *c)
{
	const struct world_symbol *s = NULL;

	if (!ask_symbol(c, true, &s))
		return;
	put_begin(c->body, NULL, '{');
	put_text(c->body, "symbol", s->native);
	put_dec(c->body, "makerCommissionRate", s->i.maker, 6);
	put_dec(c->body, "takerCommissionRate", s->i.taker, 6);
	put_dec(c->body, "rpiCommissionRate", DEC_ZERO, 6);
	put_end(c->body, '}');
}

/* The key of the user's stream: an hour, and renewed for another. */
void
do_listen_key(struct call *c)
{
	static const char letters[] = "abcdefghijklmnopqrstuvwxyz"
	    "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
	unsigned char bytes[64];
	struct binance *b = c->b;
	int64_t now = world_time(c->w);
	bool post = strcmp(c->route->method, "POST") == 0;

	if (b->listen_key[0] != '\0' && now >= b->listen_until)
		b->listen_key[0] = '\0';
	if (!post && b->listen_key[0] == '\0') {
		fail(c, 400, -1125, "This listenKey does not exist.");
		return;
	}
	if (b->listen_key[0] == '\0' && rng_bytes(bytes, sizeof(bytes))) {
		for (size_t i = 0; i < sizeof(bytes); i++)
			b->listen_key[i] = letters[bytes[i] %
			    (sizeof(letters) - 1)];
		b->listen_key[sizeof(bytes)] = '\0';
	}
	b->listen_until = now + STAMP_HOUR;
	put_begin(c->body, NULL, '{');
	put_text(c->body, "listenKey", b->listen_key);
	put_end(c->body, '}');
}

void
do_listen_key_end(struct call *c)
{
	c->b->listen_key[0] = '\0';
	put_begin(c->body, NULL, '{');
	put_end(c->body, '}');
}
