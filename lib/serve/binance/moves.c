/*
 * Money that moves between the account's two wallets, spot and futures: moving
 * it, and the list of such moves. There is no wallet for funding here, so
 * nothing has come from it or gone there.
 */
#include "serve/binance/binance.h"

#include "base/stamp.h"

#include <inttypes.h>
#include <string.h>

#define WEEK_MS (7 * STAMP_DAY / 1000)

enum { TO_FUTURES, TO_SPOT };	/* places in both lists */
static const char *const moves[] = { "MAIN_UMFUTURE", "UMFUTURE_MAIN", NULL };
static const char *const listed[] = { "MAIN_UMFUTURE", "UMFUTURE_MAIN",
    "FUNDING_MAIN", "MAIN_FUNDING", "FUNDING_UMFUTURE", "UMFUTURE_FUNDING",
    NULL };

/* A move is told by what it was to the futures wallet. */
static bool
is_listed(const struct served_income *i, int kind, int64_t from, int64_t to)
{
	int64_t ms = told_ms(i->time);

	return i->move > 0 && i->market == MARKET_SWAP && ms >= from &&
	    ms <= to && kind == (dec_sign(i->amount) > 0 ? TO_FUTURES :
	    TO_SPOT);
}

/* The latest first; those of a week, unless times are given. */
void
do_moves(struct call *c)
{
	const struct book *b = &c->w->book;
	int64_t from = c->now - WEEK_MS, to = INT64_MAX;
	int64_t page = 1, size = 10, at = 0;
	int kind = 0;

	if (!ask_word(c, "type", true, listed, -1130, NULL, &kind) ||
	    !ask_int(c, "startTime", false, 0, INT64_MAX, &from) ||
	    !ask_int(c, "endTime", false, 0, INT64_MAX, &to) ||
	    !ask_int(c, "current", false, 1, 1000000, &page) ||
	    !ask_int(c, "size", false, 1, 100, &size))
		return;
	for (size_t i = 0; i < b->incomes.len; i++)
		at += is_listed(&b->incomes.at[i], kind, from, to);
	put_begin(c->body, NULL, '{');
	put_int(c->body, "total", at);
	put_begin(c->body, "rows", '[');
	at = 0;
	for (size_t i = b->incomes.len; i-- > 0; ) {
		const struct served_income *one = &b->incomes.at[i];

		if (!is_listed(one, kind, from, to) ||
		    at++ / size != page - 1)
			continue;
		put_begin(c->body, NULL, '{');
		put_text(c->body, "asset", one->asset);
		put_dec(c->body, "amount", dec_abs(one->amount), 0);
		put_text(c->body, "type", listed[kind]);
		put_text(c->body, "status", "CONFIRMED");
		put_int(c->body, "tranId", one->move);
		put_int(c->body, "timestamp", told_ms(one->time));
		put_end(c->body, '}');
	}
	put_end(c->body, ']');
	put_end(c->body, '}');
}

/* Out of the one, into the other; what that one cannot take goes back. */
void
do_transfer(struct call *c)
{
	struct sim_instruction i = { .what = SIM_DO_WITHDRAW, .margin_mode =
	    -1, .leverage = DEC_NONE };
	size_t before = c->w->book.incomes.len;
	const char *asset = NULL, *reason;
	enum market out, in;
	int kind = 0;

	if (!ask_word(c, "type", true, moves, -1130, NULL, &kind) ||
	    !ask_text(c, "asset", true, &asset) ||
	    !ask_dec(c, "amount", true, &i.amount))
		return;
	if (!asset_valid(asset)) {
		fail(c, 400, -1130, "Data sent for parameter 'asset' is not "
		    "valid.");
		return;
	}
	memcpy(i.currency, asset, strlen(asset) + 1);
	i.order = i.second = order_request_empty();
	out = kind == TO_FUTURES ? MARKET_SPOT : MARKET_SWAP;
	in = kind == TO_FUTURES ? MARKET_SWAP : MARKET_SPOT;
	reason = world_act(c->w, out, &i);
	if (reason == NULL) {
		i.what = SIM_DO_DEPOSIT;
		reason = world_act(c->w, in, &i);
		if (reason != NULL)
			world_act(c->w, out, &i);
	}
	book_moved(&c->w->book, before, reason == NULL);
	if (reason != NULL) {
		fail(c, 400, -5013, "Asset transfer failed: insufficient "
		    "balance");
		return;
	}
	put_begin(c->body, NULL, '{');
	put_int(c->body, "tranId", (int64_t)c->w->book.incomes.len);
	put_end(c->body, '}');
}
