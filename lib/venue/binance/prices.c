/*
 * The latest prices of all markets, marks of the swaps, and the time.
 */
#include "venue/binance/reads.h"

static struct price *
price_of(struct prices *all, struct index *names, const char *symbol)
{
	uint64_t hash = index_hash(0, symbol);
	struct price *p;

	for (struct index_seek k = {0}; index_next(names, hash, &k);)
		if (strcmp(all->at[k.place].symbol, symbol) == 0)
			return &all->at[k.place];
	index_add(names, hash, all->len);
	p = vec_add(all);
	TEXT_SET(p->symbol, symbol);
	p->last = p->mark = DEC_NONE;
	return p;
}

/*
 * Markets that no list has are passed over: they closed, or are none of ours.
 * A price of 0 is that of a market nothing was traded in: unknown.
 */
enum err_code
binance_prices_parse(struct binance *b, struct json_in *in,
    enum binance_market market, bool marks, struct prices *out)
{
	struct json_at top = json_top(in);
	struct index names = {0};
	struct prices found = {0};
	enum err_code rc;

	for (size_t i = 0; i < out->len; i++) {
		index_add(&names, index_hash(0, out->at[i].symbol), i);
		vec_push(&found, out->at[i]);
	}
	for (size_t i = 0; i < json_count(&top) && json_fine(&top); i++) {
		struct json_at row = json_item(&top, i);
		const char *native = json_get_text(&row, "symbol");
		const struct binance_symbol *one = binance_by_native(
		    &b->symbols, market, native);
		struct dec price = json_get_dec(&row, marks ? "markPrice" :
		    "price");
		struct price *p;

		if (json_fine(&row) && dec_sign(price) < 0)
			json_wrong(&row, "a price below 0");
		if (one == NULL || !json_fine(&row) || dec_is_zero(price) ||
		    binance_by_symbol(&b->symbols, one->symbol) != one)
			continue;
		p = price_of(&found, &names, one->symbol);
		if (marks)
			p->mark = price;
		else
			p->last = price;
		p->time = json_opt_ms(&row, "time");
	}
	rc = json_close(in);
	index_release(&names);
	if (rc == E_OK) {
		vec_release(out);
		*out = found;
	} else
		vec_release(&found);
	return rc;
}

static const struct { enum binance_market market; bool marks; } parts[] = {
	{ BINANCE_SPOT, false }, { BINANCE_FUTURES, false },
	{ BINANCE_FUTURES, true }
};
static const enum binance_end ends[] = { END_SPOT_PRICES, END_FUTURES_PRICES,
    END_FUTURES_PREMIUM };
#define PARTS (sizeof(parts) / sizeof(parts[0]))

/* The first n parts. */
static enum err_code
read_parts(struct binance *b, size_t n, struct prices *out, struct err *err)
{
	struct binance_call *calls[PARTS] = {0};
	struct prices found = {0};
	struct json_in in = {0};
	enum err_code rc = binance_symbols_need(b, err);

	if (rc == E_OK)
		rc = binance_fetch(b, ends, n, calls, err);
	for (size_t i = 0; i < n && rc == E_OK; i++) {
		rc = binance_open_answer(calls[i], &in, err);
		if (rc == E_OK)
			rc = binance_prices_parse(b, &in, parts[i].market,
			    parts[i].marks, &found);
		for (size_t k = 0; k < found.len && rc == E_OK; k++)
			if (found.at[k].time == 0)
				found.at[k].time = calls[i]->answer.received;
	}
	for (size_t i = 0; i < found.len && rc == E_OK; i++)
		vec_push(out, found.at[i]);
	vec_release(&found);
	binance_drop(calls, n);
	return rc;
}

enum err_code
binance_prices(struct venue *v, struct prices *out, struct err *err)
{
	return read_parts((struct binance *)v, PARTS, out, err);
}

enum err_code
binance_rates(struct venue *v, struct prices *out, struct err *err)
{
	return read_parts((struct binance *)v, 1, out, err);
}

enum err_code
binance_time(struct venue *v, int64_t *now, struct err *err)
{
	struct binance *b = (struct binance *)v;
	static const enum binance_end end = END_SPOT_TIME;
	struct binance_call *c = NULL;
	struct json_in in = {0};
	struct json_at top;
	int64_t at = 0;
	enum err_code rc = binance_fetch(b, &end, 1, &c, err);

	if (rc == E_OK)
		rc = binance_open_answer(c, &in, err);
	if (rc == E_OK) {
		top = json_top(&in);
		at = json_get_ms(&top, "serverTime");
		if (json_fine(&top) && at <= 0)
			json_wrong(&top, "no time");
		rc = json_close(&in);
	}
	if (rc == E_OK)
		*now = at;
	/* Orders look at it: a clock that is off sends none. */
	if (rc == E_OK && c->answer.received != 0) {
		b->clock_off = http_clock_offset(&c->answer, at);
		b->clock_seen = true;
	}
	binance_drop(&c, 1);
	return rc;
}
