/*
 * etrms order place: orders from a file or a pipe, one row each.
 */
#include "cmd/trade.h"

#include "feed/orders.h"
#include "store/accounts.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

struct args {
	const char *from, *key, *strategy, *tag;
	bool dry_run;
};

static const struct opt opts[] = {
	{ OPT_TEXT, 0, "from", "file", NULL,
	  "NDJSON, JSON or CSV; - is standard input", AT(const char *, from),
	  .words = WORDS_FILE, .required = true },
	{ OPT_TEXT, 'k', "key", "key", NULL,
	  "makes a rerun harmless: row 7 has the key KEY:7",
	  AT(const char *, key) },
	{ OPT_TEXT, 0, "strategy", "name", NULL,
	  "who decided them, where a row does not say", AT(const char *,
	  strategy) },
	{ OPT_TEXT, 0, "tag", "text", NULL,
	  "a mark of your own, where a row has none", AT(const char *, tag) },
	{ OPT_FLAG, 'n', "dry-run", NULL, NULL,
	  "run every check, send and store nothing", AT(bool, dry_run) },
	{ .kind = OPT_DONE }
};

/* Everything is read and checked before the first order is sent. */
static enum err_code
read_orders(struct session *s, const struct args *a, const char *account,
    struct feed_orders *out, struct err *err)
{
	const struct feed_order_options o = { .account = account,
	    .key = a->key, .strategy = a->strategy, .tag = a->tag };
	bool pipe = strcmp(a->from, "-") == 0;
	FILE *in = pipe ? s->in : fopen(a->from, "re");
	enum err_code rc;

	if (in == NULL)
		return err_set(err, E_USAGE, "%s: %s", a->from,
		    strerror(errno));
	rc = feed_orders(in, pipe ? "standard input" : a->from, &o, out,
	    err);
	if (!pipe)
		fclose(in);
	return rc;
}

/* One row, or two of which one will be done. */
static enum err_code
place_one(struct gate *g, const struct feed_order *row, bool dry_run,
    struct placing *p, struct err *err)
{
	struct order_request r[2] = { row->request };
	enum err_code rc;

	if (gate_interrupted())
		return err_set(err, E_PARTIAL, "interrupted");
	if (row->first)
		r[1] = row[1].request;
	rc = trade_place(g, r, row->first ? 2 : 1, dry_run, p, err);
	if (rc == E_REFUSED)
		trade_refusals(&p->got[0].verdict, err);
	return rc;
}

static enum err_code
place_all(struct gate *g, const struct args *a, const struct feed_orders *all,
    struct out *out, struct err *err)
{
	struct batch batch = { 0 };
	struct placing p = { 0 };
	struct err why;
	enum err_code rc = E_OK;

	for (size_t i = 0; i < all->len && rc == E_OK; i++) {
		enum err_code one;

		why = (struct err){ .code = E_OK };
		one = place_one(g, &all->at[i], a->dry_run, &p, &why);
		i += all->at[i].first;
		batch_add(&batch, one, &why);
		rc = trade_print(out, &p, err);
		placing_release(&p);
		if (batch_stops(one))
			break;
	}
	return rc == E_OK ? batch_end(&batch, "orders", err) : rc;
}

static enum err_code
check(const struct args *a, struct err *err)
{
	char key[41], text[TEXT_SIZE];
	enum err_code rc = request_text(key, sizeof(key), "key", a->key, err);

	if (rc == E_OK && a->key != NULL && a->key[0] == '\0')
		rc = err_set(err, E_USAGE, "--key: it is empty");
	if (rc == E_OK)
		rc = request_text(text, sizeof(text), "strategy",
		    a->strategy, err);
	return rc == E_OK ?
	    request_text(text, sizeof(text), "tag", a->tag, err) : rc;
}

static enum err_code
run(struct session *s, const void *args, const struct texts *operands,
    struct err *err)
{
	const struct args *a = args;
	struct feed_orders all = { 0 };
	struct account account;
	struct gate *g = NULL;
	struct out *out = NULL;
	enum err_code rc = check(a, err);

	(void)operands;
	if (rc == E_OK)
		rc = account_pick(s->store, s->globals->account, &account,
		    err);
	if (rc == E_OK)
		rc = session_out(s, &order_record, &out, err);
	if (rc == E_OK)
		rc = read_orders(s, a, account.label, &all, err);
	if (rc == E_OK)
		rc = trade_open(s, &g, err);
	if (rc == E_OK)
		rc = place_all(g, a, &all, out, err);
	vec_release(&all);
	return trade_end(g, out, rc, err);
}

static const struct example examples[] = {
	{ "etrms order place --from examples/orders.csv --dry-run",
	  "what the policy says to each row", 0 },
	{ "etrms order place --from examples/pair.csv",
	  "two of which one will be done, and an order by itself", 0 },
	{ "etrms order place --from examples/orders.csv --key rebalance-11",
	  "place them; harmless to repeat", 0 },
	{ .line = NULL }
};

static const int exits[] = { E_STORE, E_REFUSED, E_REJECTED, E_UNKNOWN,
    E_NETWORK, E_LIMITED, E_LOCKED, E_BUSY, E_DATA, E_PARTIAL, 0 };

const struct cmd cmd_order_place = {
	.name = "order place",
	.group = "trading",
	.summary = "place orders from a file or a pipe",
	.about =
	"Reads rows of NDJSON, JSON or CSV and places each as an order, in "
	"their order. A row has symbol, side and amount (or quote), and may "
	"have type, price, trigger_price, trail (2% or an amount), "
	"activation_price, visible, time_in_force, post_only, reduce_only, "
	"stop_loss, take_profit, trailing_stop, trailing_activation, "
	"expire_at, oco, strategy, tag and key; other fields of "
	"an order record are passed over, anything else is refused. Numbers "
	"may be texts and have exponents.\n\n"
	"The whole input is checked before the first order is sent: one bad "
	"row and nothing is done, exit code 12. Then each row is judged and "
	"sent by itself, and printed. When some were refused or rejected and "
	"others not, the exit code is 13; an outcome that is not known ends "
	"the run with 6.\n\n"
	"Two rows with the same text in oco, one after the other, are placed "
	"as a pair of which one will be done: of one symbol, side and amount, "
	"judged together, their exposure counted once.\n\n"
	"With --key each row has the key KEY:ROW, so that the same input can "
	"be placed again without placing anything twice.",
	.opts = opts,
	.args_size = sizeof(struct args),
	.record = &order_record,
	.examples = examples,
	.exits = exits,
	.needs = NEED_STORE | NEED_VAULT,
	.mutates = true,
	.run = run
};
