/*
 * etrms order close: gets out of a position, in whole or in part.
 */
#include "cmd/scope.h"
#include "cmd/trade.h"

struct args {
	struct dec percent;
	const char *key, *tag;
};

static const struct opt opts[] = {
	{ OPT_PERCENT, 0, "percent", "part", "100%",
	  "how much of it: 50% halves the position", AT(struct dec, percent) },
	{ OPT_TEXT, 'k', "key", "key", NULL,
	  "makes a rerun harmless: a used key closes nothing again",
	  AT(const char *, key) },
	{ OPT_TEXT, 0, "tag", "text", NULL, "a mark of your own",
	  AT(const char *, tag) },
	{ .kind = OPT_DONE }
};

static enum err_code
check(const struct args *a, const char *symbol, struct err *err)
{
	char text[TEXT_SIZE], key[ID_SIZE];
	enum err_code rc;

	if ((rc = symbol_must_fit(symbol, err)) != E_OK)
		return rc;
	if (dec_sign(a->percent) <= 0 ||
	    dec_cmp(a->percent, dec_int(1)) > 0)
		return err_set(err, E_USAGE, "--percent: lies above 0 and up "
		    "to 100%%");
	rc = request_text(key, sizeof(key), "key", a->key, err);
	return rc == E_OK ?
	    request_text(text, sizeof(text), "tag", a->tag, err) : rc;
}

static enum err_code
run(struct session *s, const void *args, const struct texts *operands,
    struct err *err)
{
	const struct args *a = args;
	const char *symbol = operands->at[0];
	struct orders orders = { 0 };
	struct gate *g = NULL;
	struct out *out = NULL;
	struct err why = { .code = E_OK };
	enum err_code rc = check(a, symbol, err);

	if (rc == E_OK)
		rc = session_out(s, &order_record, &out, err);
	if (rc == E_OK)
		rc = trade_open(s, &g, err);
	if (rc == E_OK)
		rc = gate_reduce(g, symbol, a->percent, a->key, a->tag,
		    &orders, err);
	for (size_t i = 0; i < orders.len; i++)
		if (out_row(out, &orders.at[i], &why) != E_OK && rc == E_OK)
			rc = err_set(err, why.code, "%s", why.text);
	vec_release(&orders);
	return trade_end(g, out, rc, err);
}

static const struct operand operands[] = {
	{ "symbol", .words = WORDS_SYMBOL,
	  .help = "whose position is closed" },
	{ .name = NULL }
};

static const struct example examples[] = {
	{ "etrms order close BTC/USDT --percent 50%", "sell half", 0 },
	{ "etrms order close BTC/USDT", "sell all of it", 0 },
	{ .line = NULL }
};

static const int exits[] = { E_STORE, E_REFUSED, E_REJECTED, E_UNKNOWN,
    E_NETWORK, E_LIMITED, E_LOCKED, E_BUSY, E_DATA, 0 };

const struct cmd cmd_order_close = {
	.name = "order close",
	.group = "trading",
	.summary = "get out of a position",
	.about =
	"Reads the position, then sells it (or the part that --percent names) "
	"at the market, rounded down to the lot: it never sells more than is "
	"held. Working orders that hold what is to be sold are cancelled as "
	"far as needed, targets before stops, and a notice says so; a stop "
	"that had to go is placed again for what is left of the position. "
	"Where an account holds long and short of a perpetual apart, it gets "
	"out of both; order sell --reduce-only gets out of the long alone, "
	"order buy --reduce-only out of the short.\n\n"
	"Prints the orders: those cancelled, then those placed. A position "
	"that is not there is nothing to do, exit code 0. Getting out is "
	"never refused by limits, halts or breakers.",
	.opts = opts,
	.args_size = sizeof(struct args),
	.operands = operands,
	.record = &order_record,
	.examples = examples,
	.exits = exits,
	.needs = NEED_STORE | NEED_VAULT,
	.mutates = true,
	.run = run
};
