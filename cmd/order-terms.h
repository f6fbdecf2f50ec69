/*
 * The terms of an order as options: what order buy and sell, templates and
 * schedules share. A command that takes them begins its args with a struct
 * terms named `terms`, and its options with TERMS_OPTS.
 */
#ifndef CMD_ORDER_TERMS_H
#define CMD_ORDER_TERMS_H

#include "cli/cli.h"
#include "model/order.h"

struct terms {
	struct dec qty, quote, price, trigger, activation, visible;
	struct dec trailing_activation, oco_trigger, oco_price;
	struct level trail, stop_loss, take_profit, trailing_stop;
	int type, tif;
	bool post_only, reduce_only;
	const char *strategy, *tag;
};
struct terms terms_empty(void);

extern const char *const terms_types[], *const terms_tifs[];

#define TERMS_OPTS \
	{ OPT_DEC, 'q', "qty", "amount", NULL, \
	  "how much, in base units or contracts", \
	  AT(struct dec, terms.qty) }, \
	{ OPT_DEC, 0, "quote", "amount", NULL, \
	  "how much, in quote currency, fee included (market)", \
	  AT(struct dec, terms.quote) }, \
	{ OPT_ENUM, 't', "type", "type", NULL, \
	  "kind of order; without it --price makes a limit, --trigger a stop, " \
	  "both a stop_limit, --trail a trailing", AT(int, terms.type), \
	  .choices = terms_types }, \
	{ OPT_DEC, 'p', "price", "price", NULL, "limit price", \
	  AT(struct dec, terms.price) }, \
	{ OPT_DEC, 0, "trigger", "price", NULL, \
	  "price that makes a stop or take_profit work", \
	  AT(struct dec, terms.trigger) }, \
	{ OPT_LEVEL, 0, "trail", "distance", NULL, \
	  "how far a trailing order follows: an amount of price, or a " \
	  "percentage", AT(struct level, terms.trail) }, \
	{ OPT_DEC, 0, "activation", "price", NULL, \
	  "price from which on it follows", \
	  AT(struct dec, terms.activation) }, \
	{ OPT_DEC, 0, "visible", "amount", NULL, \
	  "how much of a limit order shows at a time (iceberg)", \
	  AT(struct dec, terms.visible) }, \
	{ OPT_ENUM, 0, "tif", "how", NULL, \
	  "how long it stands: until cancelled (default), at once or never, " \
	  "all at once or never", AT(int, terms.tif), \
	  .choices = terms_tifs }, \
	{ OPT_FLAG, 0, "post-only", NULL, NULL, \
	  "rejected rather than trade at once", \
	  AT(bool, terms.post_only) }, \
	{ OPT_FLAG, 0, "reduce-only", NULL, NULL, \
	  "only makes a position smaller (perpetuals)", \
	  AT(bool, terms.reduce_only) }, \
	{ OPT_LEVEL, 0, "stop-loss", "level", NULL, \
	  "attached stop: a price, a percentage of the first fill, or how " \
	  "far from it (+1200)", \
	  AT(struct level, terms.stop_loss) }, \
	{ OPT_LEVEL, 0, "take-profit", "level", NULL, \
	  "attached target, likewise", \
	  AT(struct level, terms.take_profit) }, \
	{ OPT_LEVEL, 0, "trailing-stop", "distance", NULL, \
	  "attached stop that follows, at an amount of price or a percentage", \
	  AT(struct level, terms.trailing_stop) }, \
	{ OPT_DEC, 0, "trailing-activation", "price", NULL, \
	  "price from which on that one follows", \
	  AT(struct dec, terms.trailing_activation) }, \
	{ OPT_DEC, 0, "oco-trigger", "price", NULL, \
	  "a second order, a stop, of which one will be done: it or the " \
	  "first (oco)", AT(struct dec, terms.oco_trigger) }, \
	{ OPT_DEC, 0, "oco-price", "price", NULL, \
	  "limit price of that stop", AT(struct dec, terms.oco_price) }, \
	{ OPT_TEXT, 0, "strategy", "name", NULL, "who decided it", \
	  AT(const char *, terms.strategy) }, \
	{ OPT_TEXT, 0, "tag", "text", NULL, "a mark of your own", \
	  AT(const char *, terms.tag) }

/* One order, or two of which one will be done. */
struct wish {
	struct order_request requests[2];
	size_t n;
};
enum err_code terms_wish(const struct terms *t, const char *symbol,
    int side, struct wish *out, struct err *err);

/* Whether any of them was given. */
bool terms_given(const struct terms *t);
/* What `over` gives takes the place of what t has; of --qty and --quote the
 * one drives out the other. */
void terms_overlay(struct terms *t, const struct terms *over);
/* As they are typed: "--qty 0.01 --tag 'two words'"; and back, from a text
 * that is cut up on the way and lives as long as *out. */
void terms_text(const struct terms *t, struct buf *out);
enum err_code terms_read(char *text, struct terms *out, struct err *err);

#endif
