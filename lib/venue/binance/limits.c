/*
 * Rate budgets: as documented, until the lists of instruments say what holds.
 */
#include "venue/binance/reads.h"

static const struct binance_limit documented[] = {
	{ BINANCE_SPOT, BUDGET_WEIGHT, STAMP_MINUTE, 6000 },
	{ BINANCE_SPOT, BUDGET_ORDERS, 10 * STAMP_SECOND, 100 },
	{ BINANCE_SPOT, BUDGET_ORDERS, STAMP_DAY, 200000 },
	{ BINANCE_FUTURES, BUDGET_WEIGHT, STAMP_MINUTE, 2400 },
	{ BINANCE_FUTURES, BUDGET_ORDERS, 10 * STAMP_SECOND, 300 },
	{ BINANCE_FUTURES, BUDGET_ORDERS, STAMP_MINUTE, 1200 },
};

/* What holds where both markets are one address. */
static int64_t
smallest(const struct binance_limit *all, size_t n,
    const struct binance_limit *one)
{
	int64_t least = one->limit;

	for (size_t i = 0; i < n; i++)
		if (all[i].kind == one->kind && all[i].window ==
		    one->window && all[i].limit < least)
			least = all[i].limit;
	return least;
}

enum err_code
binance_limits(struct binance *b, const struct binance_limit *all, size_t n,
    struct err *err)
{
	const struct net_limits *limits = b->env->limits;
	char host[HOST_SIZE];
	bool learned = all != NULL;
	enum err_code rc = E_OK;

	if (!learned) {
		all = documented;
		n = sizeof(documented) / sizeof(documented[0]);
	}
	if (limits == NULL)
		return E_OK;
	rc = limits->begin(limits->self, err);
	if (rc != E_OK)
		return rc;
	for (size_t i = 0; i < n && rc == E_OK; i++) {
		bool orders = all[i].kind == BUDGET_ORDERS;
		struct budget budget = { .host = host,
		    .scope = orders ? b->v.account.label : "",
		    .kind = all[i].kind, .window = all[i].window,
		    .limit = b->own[0] != '\0' ? smallest(all, n, &all[i]) :
		    all[i].limit, .assumed = !learned };

		rc = http_url_check(b->url[all[i].market == BINANCE_SPOT ?
		    HOST_SPOT : HOST_FUTURES], host, err);
		if (rc == E_OK)
			rc = limits->define(limits->self, &budget, err);
	}
	return limits->end(limits->self, rc, err);
}

/* Rows that are not known are none that we count. */
void
binance_limits_parse(const struct json_at *top, enum binance_market market,
    struct binance_limit_list *out)
{
	static const struct json_name kinds[] = {
		{ "REQUEST_WEIGHT", BUDGET_WEIGHT },
		{ "ORDERS", BUDGET_ORDERS }, { NULL, 0 }
	};
	static const struct { const char *name; int64_t us; } spans[] = {
		{ "SECOND", STAMP_SECOND }, { "MINUTE", STAMP_MINUTE },
		{ "HOUR", STAMP_HOUR }, { "DAY", STAMP_DAY }
	};
	struct json_at list = json_opt_list(top, "rateLimits");

	for (size_t i = 0; i < json_count(&list) && json_fine(&list); i++) {
		struct json_at row = json_item(&list, i);
		int kind = json_opt_name(&row, "rateLimitType", kinds, -1,
		    NULL);
		const char *span = json_opt_text(&row, "interval", "");
		int64_t times = json_opt_int(&row, "intervalNum", 0);
		struct binance_limit l = { .market = market,
		    .limit = json_opt_int(&row, "limit", 0) };

		for (size_t n = 0; n < sizeof(spans) / sizeof(spans[0]); n++)
			if (strcmp(spans[n].name, span) == 0 && times > 0 &&
			    times <= 1000)
				l.window = times * spans[n].us;
		if (kind < 0 || l.window == 0 || l.limit <= 0)
			continue;
		l.kind = (enum budget_kind)kind;
		vec_push(out, l);
	}
}
