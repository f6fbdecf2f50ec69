/*
 * What the account pays: the rates of all spot symbols in one list, those of
 * perpetuals one by one. The store keeps them for a day, apart from the lists of
 * instruments: those are every account's and know a new account's rates.
 */
#include "venue/binance/reads.h"

#include <stdlib.h>

void
binance_fees_release(struct binance_fees *f)
{
	for (int m = 0; m < BINANCE_MARKETS; m++)
		vec_release(&f->rows[m]);
}

static int
by_symbol(const void *a, const void *b)
{
	const struct instrument *x = a, *y = b;

	return strcmp(x->symbol, y->symbol);
}

static struct instrument *
find(struct instruments *all, const char *symbol)
{
	struct instrument key;

	if (all->len == 0)
		return NULL;
	TEXT_SET(key.symbol, symbol);
	return bsearch(&key, all->at, all->len, sizeof(key), by_symbol);
}

/* Puts it in its place; the rows of a market stay in the order of symbols. */
static void
set(struct binance_fees *f, const struct binance_symbol *one, struct dec maker,
    struct dec taker)
{
	struct instruments *all = &f->rows[one->market];
	struct instrument *row = find(all, one->symbol);

	if (row == NULL) {
		row = vec_add(all);
		*row = one->i;
	}
	row->maker = maker;
	row->taker = taker;
	qsort(all->at, all->len, sizeof(*all->at), by_symbol);
}

static bool
fresh(const struct binance *b, enum binance_market m)
{
	int64_t now = clock_now(&b->clock), at = b->fees.taken[m];

	return at > 0 && now - at <= STAMP_DAY && at <= now + STAMP_HOUR;
}

/* Asked in vain, they are let be for so long. */
#define LET_BE (10 * STAMP_MINUTE)

static bool
let_be(const struct binance *b, enum binance_market m)
{
	int64_t now = clock_now(&b->clock), at = b->fees.failed[m];

	return at > 0 && at <= now && now - at < LET_BE;
}

static char *
source(const struct binance *b, enum binance_market m, const char *what)
{
	return mem_format("%s, %s fees of %s%s", binance_source(b),
	    m == BINANCE_SPOT ? "spot" : "futures", b->v.account.label, what);
}

/* When they were asked in vain: a list without rows. */
static const char in_vain[] = ", in vain";

static enum err_code
load(struct binance *b, struct err *err)
{
	enum err_code rc = E_OK;

	if (b->fees.loaded || b->memory.lists_load == NULL)
		return E_OK;
	b->fees.loaded = true;
	for (int m = 0; m < BINANCE_MARKETS && rc == E_OK; m++) {
		char *name = source(b, (enum binance_market)m, "");
		char *failed = source(b, (enum binance_market)m, in_vain);
		struct instruments none = {0};

		vec_clear(&b->fees.rows[m]);
		rc = b->memory.lists_load(b->memory.self, name,
		    &b->fees.taken[m], &b->fees.rows[m], err);
		if (rc == E_OK)
			rc = b->memory.lists_load(b->memory.self, failed,
			    &b->fees.failed[m], &none, err);
		vec_release(&none);
		free(name);
		free(failed);
	}
	return rc;
}

static void
save(struct binance *b, enum binance_market m)
{
	char *name = source(b, m, "");

	if (b->memory.lists_save != NULL)
		b->memory.lists_save(b->memory.self, name, b->fees.taken[m],
		    &b->fees.rows[m], NULL);
	free(name);
}

static void
note_failure(struct binance *b, enum binance_market m)
{
	static const struct instruments none;
	char *name = source(b, m, in_vain);

	b->fees.failed[m] = clock_now(&b->clock);
	if (b->memory.lists_save != NULL)
		b->memory.lists_save(b->memory.self, name, b->fees.failed[m],
		    &none, NULL);
	free(name);
}

static void
read_rates(const struct json_at *at, const char *maker, const char *taker,
    struct dec out[2])
{
	out[0] = json_get_dec(at, maker);
	out[1] = json_get_dec(at, taker);
	for (int i = 0; i < 2 && json_fine(at); i++)
		if (dec_cmp(dec_abs(out[i]), dec_int(1)) >= 0)
			json_wrong(at, "a rate of 100%% or more");
}

enum err_code
binance_spot_fees_parse(struct binance *b, struct json_in *in)
{
	struct json_at top = json_top(in);
	struct binance_fees found = {0};
	struct dec rates[2];
	enum err_code rc;

	for (size_t i = 0; i < json_count(&top) && json_fine(&top); i++) {
		struct json_at row = json_item(&top, i);
		const struct binance_symbol *one = binance_by_native(
		    &b->symbols, BINANCE_SPOT, json_get_text(&row, "symbol"));
		struct instrument *to;

		read_rates(&row, "makerCommission", "takerCommission", rates);
		/* Rows that say what the list says need not be kept. */
		if (!json_fine(&row) || one == NULL ||
		    (dec_cmp(one->i.maker, rates[0]) == 0 &&
		    dec_cmp(one->i.taker, rates[1]) == 0))
			continue;
		to = vec_add(&found.rows[BINANCE_SPOT]);
		*to = one->i;
		to->maker = rates[0];
		to->taker = rates[1];
	}
	rc = json_close(in);
	if (rc == E_OK) {
		struct instruments *rows = &b->fees.rows[BINANCE_SPOT];
		struct instruments old = *rows;

		*rows = found.rows[BINANCE_SPOT];
		found.rows[BINANCE_SPOT] = old;
		if (rows->len > 0)
			qsort(rows->at, rows->len, sizeof(*rows->at),
			    by_symbol);
	}
	binance_fees_release(&found);
	return rc;
}

enum err_code
binance_swap_fee_parse(struct binance *b, struct json_in *in,
    const struct binance_symbol *one)
{
	struct json_at top = json_top(in);
	struct dec rates[2];
	enum err_code rc;

	if (strcmp(json_get_text(&top, "symbol"), one->native) != 0 &&
	    json_fine(&top))
		json_wrong(&top, "not of %s", one->native);
	read_rates(&top, "makerCommissionRate", "takerCommissionRate", rates);
	rc = json_close(in);
	if (rc == E_OK)
		set(&b->fees, one, rates[0], rates[1]);
	return rc;
}

#define PATIENCE STAMP_SECOND	/* nothing waits long for what may be missing */

struct asking {
	struct binance_call *calls;
	const struct binance_symbol **of;	/* NULL: all of spot */
	size_t n;
	bool waits;		/* some are let be */
};

static void
want(struct asking *a, struct binance *b, const struct binance_symbol *one)
{
	struct binance_call *c = &a->calls[a->n];

	for (size_t i = 0; i < a->n; i++)
		if (a->of[i] == one)
			return;
	if (let_be(b, one == NULL ? BINANCE_SPOT : BINANCE_FUTURES)) {
		a->waits = true;
		return;
	}
	binance_call_init(c, b, one == NULL ? END_SPOT_FEES :
	    END_FUTURES_FEE);
	if (one != NULL)
		binance_text(c, "symbol", one->native);
	c->request.patience = PATIENCE;
	a->of[a->n++] = one;
}

/* What of it is not known yet, or too long ago. Testnets do not tell spot's. */
static void
choose(struct asking *a, struct binance *b, const char *const *symbols,
    size_t n)
{
	bool spot = !fresh(b, BINANCE_SPOT) && b->url[HOST_SAPI] != NULL;

	if (n == 0 && spot)
		want(a, b, NULL);
	for (size_t i = 0; i < n; i++) {
		const struct binance_symbol *one = binance_by_symbol(
		    &b->symbols, symbols[i]);

		if (one != NULL && one->market == BINANCE_SPOT && spot)
			want(a, b, NULL);
		else if (one != NULL && one->market == BINANCE_FUTURES &&
		    !b->no_futures && find(&b->fees.rows[BINANCE_FUTURES],
		    one->symbol) == NULL)
			want(a, b, one);
	}
}

/* An answer; what is known of perpetuals is as old as the first of them. */
static enum err_code
take(struct binance *b, struct binance_call *c,
    const struct binance_symbol *one, struct err *err)
{
	enum binance_market m = one == NULL ? BINANCE_SPOT : BINANCE_FUTURES;
	struct json_in in = {0};
	enum err_code rc = binance_open_answer(c, &in, err);

	if (rc == E_OK)
		rc = one == NULL ? binance_spot_fees_parse(b, &in) :
		    binance_swap_fee_parse(b, &in, one);
	if (rc == E_OK && (one == NULL || b->fees.taken[m] == 0))
		b->fees.taken[m] = clock_now(&b->clock);
	return rc;
}

/* One that fails keeps no other from being learned. */
static enum err_code
take_all(struct binance *b, const struct asking *a, bool *news,
    struct err *err)
{
	bool took[BINANCE_MARKETS] = { false };
	bool failed[BINANCE_MARKETS] = { false };
	struct err why;
	enum err_code rc = E_OK, one;

	for (size_t i = 0; i < a->n; i++) {
		int m = a->of[i] == NULL ? BINANCE_SPOT : BINANCE_FUTURES;

		one = take(b, &a->calls[i], a->of[i], &why);
		took[m] |= one == E_OK;
		failed[m] |= one != E_OK;
		if (one != E_OK && rc == E_OK) {
			rc = one;
			if (err != NULL)
				*err = why;
		}
	}
	for (int m = 0; m < BINANCE_MARKETS; m++) {
		if (took[m])
			save(b, (enum binance_market)m);
		if (failed[m])
			note_failure(b, (enum binance_market)m);
		*news |= took[m];
	}
	return rc;
}

enum err_code
binance_fees(struct venue *v, const char *const *symbols, size_t n,
    bool *news, struct err *err)
{
	struct binance *b = (struct binance *)v;
	struct asking a = {0};
	enum err_code rc;

	*news = false;
	if (!binance_keyed(b))
		return E_OK;
	rc = binance_symbols_need(b, err);
	if (rc == E_OK)
		rc = load(b, err);
	if (rc != E_OK)
		return rc;
	if (!fresh(b, BINANCE_FUTURES)) {
		vec_clear(&b->fees.rows[BINANCE_FUTURES]);
		b->fees.taken[BINANCE_FUTURES] = 0;
	}
	a.calls = mem_array(n + 1, sizeof(*a.calls));
	a.of = mem_array(n + 1, sizeof(*a.of));
	choose(&a, b, symbols, n);
	if (a.n > 0)
		rc = binance_run(b, a.calls, a.n, err);
	if (a.n > 0 && rc == E_OK)
		rc = take_all(b, &a, news, err);
	if (rc == E_OK && a.waits)
		rc = err_set(err, E_NETWORK, "they were asked in vain less"
		    " than ten minutes ago");
	for (size_t i = 0; i < a.n; i++)
		binance_call_release(&a.calls[i]);
	free(a.calls);
	free(a.of);
	return rc;
}

void
binance_fee_apply(struct binance *b, struct instrument *i)
{
	enum binance_market m = i->kind == KIND_SPOT ? BINANCE_SPOT :
	    BINANCE_FUTURES;
	const struct instrument *row;

	if (!binance_keyed(b) || load(b, NULL) != E_OK || !fresh(b, m))
		return;
	row = find(&b->fees.rows[m], i->symbol);
	if (row == NULL || strcmp(row->venue_symbol, i->venue_symbol) != 0)
		return;
	i->maker = row->maker;
	i->taker = row->taker;
}
