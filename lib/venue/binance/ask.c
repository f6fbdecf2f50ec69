/*
 * Reads that are asked ahead, together with those of other accounts: the
 * answer waits for the read that wants it, once.
 */
#include "venue/binance/reads.h"

#define KEPT_FOR (20 * STAMP_SECOND)

/* What is signed comes first: the key is fetched while the module that sends
 * is still being loaded. */
static const struct { unsigned what; enum binance_end end; } asked[] = {
	{ ASK_INSTRUMENTS | ASK_POSITIONS, END_FUTURES_SYMBOL_CONFIG },
	{ ASK_BALANCES, END_SPOT_ACCOUNT },
	{ ASK_BALANCES, END_FUTURES_BALANCE },
	{ ASK_POSITIONS, END_FUTURES_POSITIONS },
	{ ASK_TIME, END_SPOT_TIME },
	{ ASK_PRICES | ASK_RATES, END_SPOT_PRICES },
	{ ASK_PRICES, END_FUTURES_PRICES },
	{ ASK_PRICES, END_FUTURES_PREMIUM },
	{ ASK_OPEN_ORDERS, END_SPOT_OPEN_ORDERS },
	{ ASK_OPEN_ORDERS, END_FUTURES_OPEN_ORDERS },
	{ ASK_OPEN_ORDERS, END_ALGO_OPEN_ORDERS },
};

bool
binance_keyed(const struct binance *b)
{
	return b->v.account.label[0] != '\0' && b->env != NULL &&
	    b->env->signer != NULL;
}

static struct binance_call *
call_new(struct binance *b, enum binance_end end)
{
	struct binance_call *c = mem_alloc(sizeof(*c));

	binance_call_init(c, b, end);
	if (end == END_SPOT_ACCOUNT)
		binance_text(c, "omitZeroBalances", "true");
	return c;
}

void
binance_drop(struct binance_call **calls, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		if (calls[i] != NULL)
			binance_call_release(calls[i]);
		free(calls[i]);
		calls[i] = NULL;
	}
}

static void
take_answer(void *self, struct http_answer *a)
{
	struct binance_call *c = self;
	struct binance_call **slot = &c->b->asked[c->at];

	c->answer = *a;
	c->kept = clock_monotonic();
	*a = (struct http_answer){0};
	binance_drop(slot, 1);
	*slot = c;
}

enum err_code
binance_ask(struct venue *v, unsigned what, struct http_batch *batch,
    struct err *err)
{
	struct binance *b = (struct binance *)v;
	enum err_code rc = binance_symbols_kept(b, err);

	for (size_t i = 0; i < sizeof(asked) / sizeof(asked[0]); i++) {
		const struct binance_endpoint *e =
		    &binance_endpoints[asked[i].end];
		struct binance_call *c;

		if ((asked[i].what & what) == 0 || rc != E_OK ||
		    (e->auth != AUTH_PUBLIC && !binance_keyed(b)) ||
		    (b->no_futures && e->host == HOST_FUTURES &&
		    e->auth != AUTH_PUBLIC))
			continue;
		c = call_new(b, asked[i].end);
		rc = binance_ready(c, err);
		if (rc == E_OK) {
			batch->ops = b->ops;
			batch->http = b->http;
			http_batch_add(batch, &c->request, take_answer, c);
		} else
			binance_drop(&c, 1);
	}
	return rc;
}

enum err_code
binance_fetch(struct binance *b, const enum binance_end *ends, size_t n,
    struct binance_call **calls, struct err *err)
{
	struct http_request ask[BINANCE_MANY];
	struct http_answer said[BINANCE_MANY] = {0};
	size_t places[BINANCE_MANY], wanted = 0;
	enum err_code rc = E_OK;

	for (size_t i = 0; i < n; i++) {
		calls[i] = b->asked[ends[i]];
		b->asked[ends[i]] = NULL;
		/* Nobody came for it while it was true. */
		if (calls[i] != NULL &&
		    clock_monotonic() - calls[i]->kept > KEPT_FOR)
			binance_drop(&calls[i], 1);
		if (calls[i] != NULL)
			continue;
		calls[i] = call_new(b, ends[i]);
		places[wanted++] = i;
	}
	for (size_t i = 0; i < wanted && rc == E_OK; i++)
		if ((rc = binance_ready(calls[places[i]], err)) == E_OK)
			ask[i] = calls[places[i]]->request;
	if (rc == E_OK && wanted > 0)
		rc = b->ops->run(b->http, ask, said, wanted, err);
	for (size_t i = 0; i < wanted; i++)
		calls[places[i]]->answer = said[i];
	return rc;
}
