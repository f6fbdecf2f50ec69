/*
 * etrms order amend: changes amount or price of a working order.
 */
#include "cmd/trade.h"

struct args {
	struct dec qty, price, trigger;
	bool dry_run;
};

static const struct opt opts[] = {
	{ OPT_DEC, 'q', "qty", "amount", NULL,
	  "its amount in all, with what is filled", AT(struct dec, qty) },
	{ OPT_DEC, 'p', "price", "price", NULL, "its limit price",
	  AT(struct dec, price) },
	{ OPT_DEC, 0, "trigger", "price", NULL, "price that makes it work",
	  AT(struct dec, trigger) },
	{ OPT_FLAG, 'n', "dry-run", NULL, NULL,
	  "run every check, send and store nothing", AT(bool, dry_run) },
	{ .kind = OPT_DONE }
};

static enum err_code
read_terms(const struct args *a, struct order_terms *out, struct err *err)
{
	const struct { const char *name; struct dec value; } given[] = {
		{ "qty", a->qty }, { "price", a->price },
		{ "trigger", a->trigger }
	};
	size_t n = 0;

	for (size_t i = 0; i < sizeof(given) / sizeof(given[0]); i++) {
		if (!dec_known(given[i].value))
			continue;
		if (dec_sign(given[i].value) <= 0)
			return err_set(err, E_USAGE, "--%s: must be more than "
			    "0", given[i].name);
		n++;
	}
	if (n == 0)
		return err_set(err, E_USAGE, "order amend: what is to change: "
		    "--qty, --price or --trigger?");
	*out = (struct order_terms){ a->qty, a->price, a->trigger };
	return E_OK;
}

/* The order as it is then, and after a dry run what was checked. */
static enum err_code
print(struct out *out, const struct gate_result *got, bool dry_run,
    struct err *err)
{
	const struct findings *all = &got->verdict.findings;
	enum err_code rc = E_OK;

	if (dry_run)
		rc = out_part(out, &order_record, "order", err);
	if (rc == E_OK)
		rc = out_row(out, &got->order, err);
	if (rc == E_OK && dry_run)
		rc = out_part(out, &finding_record, "checks", err);
	for (size_t i = 0; dry_run && i < all->len && rc == E_OK; i++)
		rc = out_row(out, &all->at[i], err);
	return rc;
}

static enum err_code
run(struct session *s, const void *args, const struct texts *operands,
    struct err *err)
{
	const struct args *a = args;
	struct order_terms terms = TERMS_NONE;
	struct gate_result got = { .order = order_empty() };
	struct gate *g = NULL;
	struct out *out = NULL;
	struct err print_err = { .code = E_OK };
	enum err_code rc = read_terms(a, &terms, err);

	if (rc == E_OK)
		rc = session_out(s, &order_record, &out, err);
	if (rc == E_OK)
		rc = trade_open_for(s, operands->at[0], &g, err);
	if (rc == E_OK)
		rc = gate_amend(g, operands->at[0], &terms, a->dry_run, &got,
		    err);
	if (rc == E_REFUSED && !a->dry_run)
		trade_refusals(&got.verdict, err);
	if (rc != E_USAGE && got.order.symbol[0] != '\0' &&
	    print(out, &got, a->dry_run, &print_err) != E_OK && rc == E_OK)
		rc = err_set(err, print_err.code, "%s", print_err.text);
	gate_result_release(&got);
	return trade_end(g, out, rc, err);
}

static const struct operand operands[] = {
	{ "id", .words = WORDS_ORDER,
	  .help = "our id of an order, as order list shows it" },
	{ .name = NULL }
};

static const struct record *const more[] = { &finding_record, NULL };

static const struct example examples[] = {
	{ "etrms order amend 5 --price 51000", "move its limit", 0 },
	{ "etrms order amend 5 --qty 0.0005 --dry-run",
	  "what the policy says to less of it", 0 },
	{ .line = NULL }
};

static const int exits[] = { E_STORE, E_REFUSED, E_REJECTED, E_UNKNOWN,
    E_NETWORK, E_LIMITED, E_LOCKED, E_BUSY, E_DATA, 0 };

const struct cmd cmd_order_amend = {
	.name = "order amend",
	.group = "trading",
	.summary = "change amount or price of a working order",
	.about =
	"Changes what is named of an order that may still trade, and prints "
	"it as it is then. --qty is the amount in all: an order for 2 of "
	"which 0.5 is filled and that is to buy 1 more has --qty 1.5. The "
	"order keeps its id and loses its place in the queue; when the venue "
	"says no (exit code 5) it stays as it was.\n\n"
	"The policy judges what is left of the order with its new terms, "
	"instead of what it is now. What makes it no larger and no likelier "
	"to fill passes halts and breakers, as an exit does.\n\n"
	"It may be repeated: an order that is so already is exit code 0, and "
	"nothing is sent. An amendment leaves once; when its answer is lost, "
	"exit code 6, the order counts as the larger of the two until order "
	"reconcile has found out.",
	.opts = opts,
	.args_size = sizeof(struct args),
	.operands = operands,
	.record = &order_record,
	.more = more,
	.examples = examples,
	.exits = exits,
	.needs = NEED_STORE | NEED_VAULT,
	.mutates = true,
	.run = run
};
