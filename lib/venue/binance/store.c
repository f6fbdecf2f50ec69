/*
 * What this venue remembers between runs, from the store.
 */
#include "venue/binance/store.h"

#include "store/instruments.h"
#include "store/orders.h"

void
binance_name_add(struct binance_names *all, const char *symbol)
{
	for (size_t i = 0; i < all->len; i++)
		if (strcmp(all->at[i].text, symbol) == 0)
			return;
	text_set(vec_add(all)->text, SYMBOL_SIZE, symbol);
}

static enum err_code
lists_load(void *self, const char *source, int64_t *taken,
    struct instruments *out, struct err *err)
{
	const struct binance *b = self;

	return instruments_kept(b->store, source, NULL, taken, out, err);
}

/* A list that cannot be kept is asked for again: no harm. */
static enum err_code
lists_save(void *self, const char *source, int64_t taken,
    const struct instruments *all, struct err *err)
{
	const struct binance *b = self;
	struct store *to = b->store;

	(void)err;
	if (b->env == NULL || b->env->keep == NULL ||
	    b->env->keep(b->env->self, &to, NULL) == E_OK)
		instruments_keep(to, source, taken, all, NULL);
	return E_OK;
}

static enum err_code
working(void *self, int64_t since, struct orders *out, struct err *err)
{
	const struct binance *b = self;
	const struct order_filter f = { .account = b->v.account.label,
	    .counting = true, .touched = since, .state = -1 };

	return orders_load(b->store, &f, out, err);
}

static enum err_code
symbols(void *self, struct binance_names *out, struct err *err)
{
	const struct binance *b = self;
	struct tradeds all = {0};
	enum err_code rc = traded_load(b->store, b->v.account.label, &all,
	    err);

	for (size_t i = 0; i < all.len && rc == E_OK; i++)
		binance_name_add(out, all.at[i].symbol);
	vec_release(&all);
	return rc;
}

struct binance_memory
binance_store_memory(struct binance *b)
{
	return (struct binance_memory){ .self = b,
	    .lists_load = lists_load, .lists_save = lists_save,
	    .working = working, .symbols = symbols };
}
