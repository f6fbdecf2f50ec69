/*
 * lib/portfolio: random portfolios, markets and targets. After the plan every
 * weight is in its band or a reason stands there; every order is legal; no
 * account has less than nothing at any moment, at the worst prices; a plan of
 * what is in band is empty. And the target lists that are no lists.
 */
#include "portfolio/portfolio.h"

#include "base/rng.h"
#include "tap.h"

#include <string.h>

#define ACCOUNTS 3
#define COINS 5
#define CASES 20000

static struct err err;
static const char *const coins[COINS] = { "BTC", "ETH", "SOL", "XRP", "USDT" };

/* One account's world. */
struct world {
	struct account account;
	struct instruments instruments;
	struct tickers tickers;
	struct balances balances;
};

static struct dec
draw(struct rng *r, int64_t most, int scale)
{
	return dec_make((int64_t)rng_below(r, (uint64_t)most), scale);
}

static void
add_market(struct world *w, struct rng *r, const char *symbol,
    struct dec last)
{
	struct instrument *i = vec_add(&w->instruments);
	struct ticker *t;
	int lot = (int)rng_below(r, 9);

	TEXT_SET(i->symbol, symbol);
	TEXT_SET(i->status, rng_below(r, 40) == 0 ? "halted" : "trading");
	i->lot = dec_make(1, lot);
	i->min_amount = rng_below(r, 2) == 0 ? DEC_ZERO : i->lot;
	i->max_amount = rng_below(r, 5) == 0 ? dec_int(3) : DEC_ZERO;
	i->min_notional = dec_int((int64_t)rng_below(r, 20));
	i->taker = draw(r, 40, 4);
	ok(instrument_set_tick(i, "0.01", &err) == E_OK);
	ok(instrument_check(i, &err) == E_OK);
	if (rng_below(r, 60) == 0)
		return;
	t = vec_add(&w->tickers);
	*t = ticker_empty();
	TEXT_SET(t->symbol, symbol);
	t->last = last;
	if (rng_below(r, 2) == 0) {
		ok(dec_mul(last, dec_make(999, 3), 8, ROUND_UP, &t->bid));
		ok(dec_mul(last, dec_make(1002, 3), 8, ROUND_UP, &t->ask));
	}
	t->time = 1;
}

static void
world_make(struct world *w, struct rng *r, const struct dec prices[COINS],
    size_t n)
{
	char symbol[SYMBOL_SIZE];
	struct dec cross;

	*w = (struct world){ 0 };
	snprintf(w->account.label, sizeof(w->account.label), "a%zu", n);
	for (int i = 0; i < COINS - 1; i++) {
		snprintf(symbol, sizeof(symbol), "%s/USDT", coins[i]);
		add_market(w, r, symbol, prices[i]);
		if (i == 0 || rng_below(r, 2) == 0)
			continue;
		snprintf(symbol, sizeof(symbol), "%s/BTC", coins[i]);
		ok(dec_div(prices[i], prices[0], 12, ROUND_HALF_EVEN, &cross));
		if (dec_sign(cross) > 0)
			add_market(w, r, symbol, cross);
	}
	for (int i = 0; i < COINS; i++) {
		struct balance *b;

		if (rng_below(r, 3) == 0)
			continue;
		b = vec_add(&w->balances);
		TEXT_SET(b->asset, coins[i]);
		b->total = draw(r, 1000000, i == COINS - 1 ? 2 :
		    (int)rng_below(r, 8));
		b->free = rng_below(r, 4) == 0 ? DEC_ZERO : b->total;
	}
}

static void
world_release(struct world *w)
{
	vec_release(&w->instruments);
	vec_release(&w->tickers);
	vec_release(&w->balances);
}

static void
targets_make(struct targets *t, struct rng *r)
{
	int64_t left = 100;

	for (int i = 0; i < COINS; i++) {
		struct target one = { 0 };
		int64_t w = i == COINS - 1 ? left :
		    (int64_t)rng_below(r, (uint64_t)left + 1);

		TEXT_SET(one.asset, coins[i]);
		one.weight = dec_make(w, 2);
		left -= w;
		if (w > 0 || rng_below(r, 2) == 0)
			vec_push(t, one);
	}
}

static struct balance *
balance_of(struct world *w, const char *asset)
{
	struct balance *b;

	for (size_t i = 0; i < w->balances.len; i++)
		if (strcmp(w->balances.at[i].asset, asset) == 0)
			return &w->balances.at[i];
	b = vec_add(&w->balances);
	TEXT_SET(b->asset, asset);
	return b;
}

/* The order does at its worst price what the plan says, from what is free. */
static bool
books(struct world *w, const struct rebalance_order *o, bool received)
{
	const struct instrument *i = instruments_find(&w->instruments,
	    o->symbol);
	bool buys = o->side == SIDE_BUY;
	struct dec cost, out, in;
	struct balance *from, *to;

	if (i == NULL || strcmp(i->status, "trading") != 0 ||
	    !dec_on_step(o->amount, i->lot) || dec_sign(o->amount) <= 0 ||
	    dec_cmp(o->amount, i->min_amount) < 0 ||
	    (dec_sign(i->max_amount) > 0 && dec_cmp(o->amount, i->max_amount) >
	    0) || o->type != TYPE_MARKET)
		return false;
	if (!dec_mul(o->amount, o->average, 8, buys ? ROUND_UP : ROUND_DOWN,
	    &cost) || !dec_same(cost, o->cost) ||
	    dec_cmp(cost, i->min_notional) < 0)
		return false;
	from = balance_of(w, buys ? i->quote : i->base);
	out = buys ? cost : o->amount;
	in = buys ? o->amount : cost;
	if (buys && !received ? !dec_add(out, o->fee, &out) :
	    !dec_sub(in, o->fee, &in))
		return false;
	if (!dec_sub(from->free, out, &from->free) ||
	    dec_sign(from->free) < 0)
		return false;
	to = balance_of(w, buys ? i->base : i->quote);
	return dec_add(to->free, in, &to->free);
}

static bool
reasoned(const struct rebalance_plan *p)
{
	struct dec off;

	for (size_t i = 0; i < p->weights.len; i++) {
		const struct rebalance_weight *w = &p->weights.at[i];

		if (w->action == REBALANCE_KEEP)
			continue;
		if (!dec_sub(w->weight_after, w->target, &off) ||
		    dec_sign(w->amount_after) < 0)
			return false;
		if (dec_cmp(dec_abs(off), w->band) > 0 &&
		    w->reason[0] == '\0')
			return false;
	}
	return true;
}

static bool
sells_first(const struct rebalance_plan *p)
{
	bool bought = false;

	for (size_t i = 0; i < p->orders.len; i++) {
		const struct rebalance_order *o = &p->orders.at[i];
		int action = REBALANCE_NONE;

		for (size_t k = 0; k < p->weights.len; k++)
			if (strcmp(p->weights.at[k].asset, o->asset) == 0)
				action = p->weights.at[k].action;
		if (action == REBALANCE_SELL && bought)
			return false;
		bought = bought || action == REBALANCE_BUY;
	}
	return true;
}

static size_t planned, refused, empty;

static void
one_case(uint64_t seed)
{
	struct rebalance_account accounts[ACCOUNTS];
	struct world worlds[ACCOUNTS];
	struct rebalance_plan p = { 0 };
	struct targets targets = { 0 };
	struct dec prices[COINS];
	struct rng r;
	size_t n;
	struct rebalance_terms t = { .max_age = 10, .fee = DEC_NONE,
	    .band_relative = DEC_NONE };
	enum err_code rc;

	rng_stream(&r, 7, seed);
	n = 1 + rng_below(&r, ACCOUNTS);
	for (int i = 0; i < COINS; i++)
		prices[i] = dec_make(1 + (int64_t)rng_below(&r, 100000000),
		    (int)rng_below(&r, 9));
	for (size_t i = 0; i < n; i++) {
		world_make(&worlds[i], &r, prices, i);
		accounts[i] = (struct rebalance_account){ &worlds[i].account,
		    &worlds[i].instruments, &worlds[i].tickers,
		    &worlds[i].balances, rng_below(&r, 2) == 0, 2 };
	}
	targets_make(&targets, &r);
	t.band = draw(&r, 50, 3);
	if (rng_below(&r, 2) == 0)
		t.band_relative = draw(&r, 50, 2);
	t.min_trade = draw(&r, 30, 0);
	t.cash = rng_below(&r, 2) == 0 ? DEC_ZERO : draw(&r, 20, 2);
	t.slippage = draw(&r, 100, 4);
	rc = rebalance_plan(accounts, n, &targets, &t, &p, &err);
	planned += rc == E_OK && p.orders.len > 0;
	empty += rc == E_OK && p.orders.len == 0;
	refused += rc == E_REFUSED;
	if (!ok(rc == E_OK || rc == E_REFUSED))
		printf("# seed %d: %s\n", (int)seed, err.text);
	if (!ok(rc != E_OK || (reasoned(&p) && sells_first(&p) &&
	    (!p.in_band || p.orders.len == 0))))
		printf("# seed %d: a weight, or the order of orders\n",
		    (int)seed);
	for (size_t i = 0; i < p.orders.len; i++)
		for (size_t k = 0; k < n; k++)
			if (strcmp(p.orders.at[i].account,
			    worlds[k].account.label) == 0 &&
			    !ok(books(&worlds[k], &p.orders.at[i],
			    accounts[k].fees_received)))
				printf("# seed %d: order %zu\n", (int)seed, i);
	rebalance_plan_release(&p);
	vec_release(&targets);
	for (size_t i = 0; i < n; i++)
		world_release(&worlds[i]);
}

static void
holds_for_random_portfolios(void)
{
	for (uint64_t seed = 0; seed < CASES && tap_bad == 0; seed++)
		one_case(seed);
	/* It says something only if there is something to say it of. */
	ok(planned > CASES / 4);
	ok(refused > 0 && empty > 0);
}

/* Markets without minima, all of it free: no reason is good enough. */
static void
easy_case(uint64_t seed)
{
	struct rebalance_terms t = { .max_age = 10, .fee = dec_make(1, 3),
	    .band = dec_make(1, 2), .band_relative = DEC_NONE,
	    .slippage = dec_make(1, 3) };
	struct rebalance_plan p = { 0 };
	struct targets targets = { 0 };
	struct dec off, prices[COINS];
	struct world w;
	struct rng r;

	rng_stream(&r, 8, seed);
	for (int i = 0; i < COINS; i++)
		prices[i] = dec_make(1 + (int64_t)rng_below(&r, 1000000), 2);
	world_make(&w, &r, prices, 0);
	vec_clear(&w.balances);
	for (int i = 0; i < COINS; i++) {
		struct balance *b = balance_of(&w, coins[i]);

		b->free = b->total = draw(&r, 1000000, 2);
	}
	vec_clear(&w.tickers);
	for (size_t i = 0; i < w.instruments.len; i++) {
		struct instrument *m = &w.instruments.at[i];
		struct ticker *k = vec_add(&w.tickers);

		*k = ticker_empty();
		TEXT_SET(k->symbol, m->symbol);
		TEXT_SET(m->status, "trading");
		m->lot = dec_make(1, 8);
		m->min_amount = m->max_amount = m->min_notional = DEC_ZERO;
		for (int c = 0; c < COINS; c++)
			if (strcmp(m->base, coins[c]) == 0)
				k->last = prices[c];
		if (strcmp(m->quote, "BTC") == 0)
			ok(dec_div(k->last, prices[0], 12, ROUND_HALF_EVEN,
			    &k->last));
	}
	targets_make(&targets, &r);
	ok(rebalance_plan(&(struct rebalance_account){ &w.account,
	    &w.instruments, &w.tickers, &w.balances, true, 0 }, 1, &targets,
	    &t, &p, &err) == E_OK);
	for (size_t i = 0; i < p.weights.len; i++)
		if (!ok(dec_sub(p.weights.at[i].weight_after,
		    p.weights.at[i].target, &off) && dec_cmp(dec_abs(off),
		    t.band) <= 0 && p.weights.at[i].reason[0] == '\0'))
			printf("# seed %d: %s: %s\n", (int)seed,
			    p.weights.at[i].asset, p.weights.at[i].reason);
	rebalance_plan_release(&p);
	vec_release(&targets);
	world_release(&w);
}

static void
comes_into_every_band_where_nothing_hinders(void)
{
	for (uint64_t seed = 0; seed < CASES / 10 && tap_bad == 0; seed++)
		easy_case(seed);
}

static void
targets_are_whole(void)
{
	struct targets t = { 0 };
	bool percent = false;

	ok(targets_add(&t, "BTC=50", &percent, &err) == E_OK);
	ok(targets_add(&t, "ETH=49.9", &percent, &err) == E_OK);
	ok(targets_settle(&t, percent, &err) == E_USAGE);
	is_text(err.text, "the weights add up to 99.9, not to 100 or 1");
	ok(targets_add(&t, "USDT=0.1", &percent, &err) == E_OK);
	ok(targets_add(&t, "ETH=1", &percent, &err) == E_USAGE);
	ok(targets_settle(&t, percent, &err) == E_OK);
	ok(dec_same(t.at[2].weight, dec_make(1, 3)));
	vec_clear(&t);
	ok(targets_add(&t, "BTC=1%", &percent, &err) == E_OK);
	ok(targets_settle(&t, percent, &err) == E_USAGE);
	is_text(err.text, "the weights add up to 1%, not to 100%");
	vec_release(&t);
}

int
main(void)
{
	TEST(holds_for_random_portfolios);
	TEST(comes_into_every_band_where_nothing_hinders);
	TEST(targets_are_whole);
	return tap_done();
}
