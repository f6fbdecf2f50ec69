/*
 * etrms leverage: leverage, margin mode and margin of a perpetual.
 */
#include "cmd/scope.h"
#include "cmd/trade.h"

#include <string.h>

struct args {
	int mode;
	struct dec margin;
};

static const char *const modes[] = { "cross", "isolated", NULL };

static const struct opt opts[] = {
	{ OPT_ENUM, 'm', "mode", "mode", NULL,
	  "whose money stands behind it: the account's, or its own",
	  AT(int, mode), .choices = modes },
	{ OPT_DEC, 0, "margin", "amount", NULL,
	  "adds to the margin of an isolated position, or takes from it (-5)",
	  AT(struct dec, margin) },
	{ .kind = OPT_DONE }
};

struct change {
	struct dec leverage;
	int mode;
	struct dec margin;
};

/* "20" or "20x". */
static enum err_code
read_number(const char *text, struct dec *out, struct err *err)
{
	size_t n = strlen(text);

	if (n > 1 && text[n - 1] == 'x')
		n--;
	if (!dec_parse(text, n, out))
		return err_set(err, E_USAGE, "leverage '%s': not a number "
		    "such as 5 or 20x", text);
	if (dec_cmp(*out, dec_int(1)) < 0)
		return err_set(err, E_USAGE, "leverage '%s': it begins at 1",
		    text);
	return E_OK;
}

static enum err_code
read_change(const struct args *a, const struct texts *operands,
    struct change *c, struct err *err)
{
	enum err_code rc = symbol_must_fit(operands->at[0], err);

	*c = (struct change){ DEC_NONE, a->mode, a->margin };
	if (rc == E_OK && operands->len > 1)
		rc = read_number(operands->at[1], &c->leverage, err);
	if (rc == E_OK && dec_known(c->margin) &&
	    (dec_known(c->leverage) || c->mode >= 0))
		rc = err_set(err, E_USAGE, "--margin: by itself, not with a "
		    "number or --mode");
	if (rc == E_OK && dec_known(c->margin) && dec_is_zero(c->margin))
		rc = err_set(err, E_USAGE, "--margin: 0 changes nothing");
	return rc;
}

static enum err_code
apply(struct gate *g, const char *symbol, const struct change *c,
    struct leverage *out, struct err *err)
{
	if (dec_known(c->margin))
		return gate_margin(g, symbol, c->margin, out, err);
	if (dec_known(c->leverage) || c->mode >= 0)
		return gate_leverage(g, symbol, c->leverage, c->mode, out,
		    err);
	return gate_leverage_of(g, symbol, out, err);
}

static enum err_code
run(struct session *s, const void *args, const struct texts *operands,
    struct err *err)
{
	struct change c;
	struct leverage l;
	struct gate *g = NULL;
	struct out *out = NULL;
	enum err_code rc = read_change(args, operands, &c, err);

	if (rc == E_OK)
		rc = session_out(s, &leverage_record, &out, err);
	if (rc == E_OK)
		rc = trade_open(s, &g, err);
	if (rc == E_OK)
		rc = apply(g, operands->at[0], &c, &l, err);
	if (rc == E_OK)
		rc = out_row(out, &l, err);
	return trade_end(g, out, rc, err);
}

static const struct operand operands[] = {
	{ "symbol", .words = WORDS_SYMBOL,
	  .help = "a perpetual: BTC/USDT:USDT" },
	{ "times", .optional = true,
	  .help = "leverage to set: 5 or 5x; without it what is set is shown" },
	{ .name = NULL }
};

static const struct example examples[] = {
	{ "etrms leverage BTC/USDT:USDT", "what is set, and what is held", 0 },
	{ "etrms leverage BTC/USDT:USDT 5 --mode isolated",
	  "5 times, with a margin of its own", 0 },
	{ .line = NULL }
};

static const int exits[] = { E_STORE, E_REFUSED, E_REJECTED, E_UNKNOWN,
    E_NETWORK, E_LIMITED, E_LOCKED, E_BUSY, E_DATA, 0 };

const struct cmd cmd_leverage = {
	.name = "leverage",
	.group = "trading",
	.summary = "show or set leverage and margin of a perpetual",
	.about =
	"Shows leverage and margin mode that are set for a perpetual at the "
	"venue, and what is held with them; with a number or --mode it sets "
	"them first. The mode can change only while nothing is held or "
	"working; a larger leverage must suit the size of the position. An "
	"isolated position keeps the margin that it has: --margin adds to it, "
	"and takes from it what is not needed.\n\n"
	"More leverage and less margin bring the liquidation nearer: halts and "
	"breakers that stop entries refuse them, exit code 4. What is so "
	"already is exit code 0, and nothing is sent.",
	.opts = opts,
	.args_size = sizeof(struct args),
	.operands = operands,
	.record = &leverage_record,
	.examples = examples,
	.exits = exits,
	.needs = NEED_STORE | NEED_VAULT,
	.mutates = true,
	.run = run
};
