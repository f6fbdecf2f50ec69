/*
 * etrms order cancel-all: takes every working order of an account back.
 */
#include "cmd/scope.h"
#include "cmd/trade.h"

struct args { const char *symbol; };

static const struct opt opts[] = {
	{ OPT_TEXT, 's', "symbol", "symbol", NULL, "only those of this symbol",
	  AT(const char *, symbol), .words = WORDS_SYMBOL },
	{ .kind = OPT_DONE }
};

static enum err_code
run(struct session *s, const void *args, const struct texts *operands,
    struct err *err)
{
	const struct args *a = args;
	struct orders orders = { 0 };
	struct gate *g = NULL;
	struct out *out = NULL;
	struct err why = { .code = E_OK };
	enum err_code rc = symbol_must_fit(a->symbol, err);

	(void)operands;
	if (rc == E_OK)
		rc = session_out(s, &order_record, &out, err);
	if (rc == E_OK)
		rc = trade_open(s, &g, err);
	if (rc == E_OK)
		rc = gate_cancel_all(g, a->symbol, &orders, err);
	for (size_t i = 0; i < orders.len; i++)
		if (out_row(out, &orders.at[i], &why) != E_OK && rc == E_OK)
			rc = err_set(err, why.code, "%s", why.text);
	vec_release(&orders);
	return trade_end(g, out, rc, err);
}

static const struct example examples[] = {
	{ "etrms order cancel-all --symbol BTC/USDT",
	  "every working order of one symbol", 0 },
	{ "etrms order cancel-all", "every working order", 0 },
	{ .line = NULL }
};

static const int exits[] = { E_STORE, E_REJECTED, E_UNKNOWN, E_NETWORK,
    E_LIMITED, E_LOCKED, E_BUSY, E_DATA, E_PARTIAL, 0 };

const struct cmd cmd_order_cancel_all = {
	.name = "order cancel-all",
	.group = "trading",
	.summary = "take every working order back",
	.about =
	"Lists the account's working orders and cancels them one by one, "
	"stops and targets too: what is held is then without protection. "
	"Prints each order as it is afterwards. Nothing to cancel is exit "
	"code 0; 13 says that some could not be cancelled.",
	.opts = opts,
	.args_size = sizeof(struct args),
	.record = &order_record,
	.examples = examples,
	.exits = exits,
	.needs = NEED_STORE | NEED_VAULT,
	.mutates = true,
	.run = run
};
