/*
 * etrms order place: orders from a file or a pipe, one row each.
 */
#include "cmd/trade.h"

#include "base/mem.h"
#include "base/stamp.h"
#include "feed/rows.h"
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

struct requests VEC_OF(struct order_request);

/* What is being read, and which row of it. */
struct reading {
	const struct args *args;
	const char *what, *account;
	struct requests *out;
};

enum kind { DEC, LEVEL, WORD, TEXT, FLAG, TIME };

/* What a row may say, and where it goes; further fields of an order record
 * may be there, so that order list and plans can be piped in. */
static const struct column {
	const char *name;
	enum kind kind;
	size_t offset, size;
	const char *const *words;
	int words_len;
} columns[] = {
#define AT_REQUEST(member) offsetof(struct order_request, member), \
	sizeof(((struct order_request *)0)->member)
	{ "symbol", TEXT, AT_REQUEST(symbol) },
	{ "side", WORD, AT_REQUEST(side), side_names, SIDE_SELL + 1 },
	{ "type", WORD, AT_REQUEST(type), order_type_names, ORDER_TYPES },
	{ "amount", DEC, AT_REQUEST(amount) },
	{ "qty", DEC, AT_REQUEST(amount) },
	{ "quote", DEC, AT_REQUEST(quote) },
	{ "price", DEC, AT_REQUEST(price) },
	{ "trigger_price", DEC, AT_REQUEST(trigger_price) },
	{ "trigger", DEC, AT_REQUEST(trigger_price) },
	{ "time_in_force", WORD, AT_REQUEST(time_in_force), tif_names,
	  TIF_PO + 1 },
	{ "tif", WORD, AT_REQUEST(time_in_force), tif_names, TIF_PO + 1 },
	{ "post_only", FLAG, AT_REQUEST(post_only) },
	{ "reduce_only", FLAG, AT_REQUEST(reduce_only) },
	{ "stop_loss", LEVEL, AT_REQUEST(stop_loss) },
	{ "stop_loss_price", LEVEL, AT_REQUEST(stop_loss) },
	{ "take_profit", LEVEL, AT_REQUEST(take_profit) },
	{ "take_profit_price", LEVEL, AT_REQUEST(take_profit) },
	{ "expire_at", TIME, AT_REQUEST(expire_at) },
	{ "strategy", TEXT, AT_REQUEST(strategy) },
	{ "tag", TEXT, AT_REQUEST(tag) },
	{ "key", TEXT, AT_REQUEST(key) },
	{ "account", TEXT, AT_REQUEST(account) },
	{ .name = NULL }
};

static const char *
read_value(const struct column *c, const char *text, void *at)
{
	int word;

	switch (c->kind) {
	case DEC:
		return dec_parse_loose(text, strlen(text), at) ? NULL :
		    "not a number";
	case LEVEL:
		return level_parse(text, at) ? NULL :
		    "neither a price nor a percentage";
	case WORD:
		word = enum_value(c->words, c->words_len, text);
		memcpy(at, &word, sizeof(word));
		return word >= 0 ? NULL : "not one of its words";
	case FLAG:
		*(bool *)at = strcmp(text, "true") == 0;
		return *(bool *)at || strcmp(text, "false") == 0 ? NULL :
		    "neither true nor false";
	case TIME:
		return stamp_parse(text, strlen(text), at) ? NULL :
		    "not a time";
	default:
		return text_set(at, c->size, text) ? NULL : "too long";
	}
}

static enum err_code
bad_row(const struct reading *r, const struct row *row, const char *name,
    const char *why, struct err *err)
{
	return err_set(err, E_DATA, "%s: line %lld: %s: %s", r->what,
	    (long long)row->line, name, why);
}

static enum err_code
read_values(const struct reading *r, const struct row *row,
    struct order_request *q, struct err *err)
{
	for (size_t i = 0; i < row->len; i++) {
		const struct row_value *v = &row->at[i];
		const struct column *c = columns;
		const char *why;

		while (c->name != NULL && strcmp(c->name, v->name) != 0)
			c++;
		if (c->name == NULL && record_field(&order_record,
		    v->name) != NULL)
			continue;
		if (c->name == NULL)
			return bad_row(r, row, v->name, "orders have no such "
			    "field", err);
		why = read_value(c, v->text, (char *)q + c->offset);
		if (why != NULL)
			return bad_row(r, row, v->name, why, err);
	}
	return E_OK;
}

static enum err_code
check_row(const struct reading *r, const struct row *row,
    struct order_request *q, struct err *err)
{
	const struct args *a = r->args;
	struct err why;

	if (row_text(row, "side") == NULL)
		return bad_row(r, row, "side", "it is missing", err);
	if (q->account[0] != '\0' && strcmp(q->account, r->account) != 0)
		return bad_row(r, row, "account", "the row is for another "
		    "account than the command", err);
	if (row_text(row, "type") == NULL)
		q->type = request_type(q->price, q->trigger_price);
	if (q->time_in_force == TIF_PO) {
		q->time_in_force = TIF_GTC;
		q->post_only = true;
	}
	if (q->strategy[0] == '\0' && a->strategy != NULL)
		TEXT_SET(q->strategy, a->strategy);
	if (q->tag[0] == '\0' && a->tag != NULL)
		TEXT_SET(q->tag, a->tag);
	if (a->key != NULL)
		snprintf(q->key, sizeof(q->key), "%.40s:%lld", a->key,
		    (long long)row->number);
	if (order_request_check(q, &why) != E_OK)
		return err_set(err, E_DATA, "%s: line %lld: %s", r->what,
		    (long long)row->line, why.text);
	return E_OK;
}

static enum err_code
take_row(void *self, const struct row *row, struct err *err)
{
	struct reading *r = self;
	struct order_request q = order_request_empty();
	enum err_code rc;

	rc = read_values(r, row, &q, err);
	if (rc == E_OK)
		rc = check_row(r, row, &q, err);
	if (rc == E_OK)
		vec_push(r->out, q);
	return rc;
}

/* Everything is read and checked before the first order is sent. */
static enum err_code
read_requests(struct session *s, const struct args *a, const char *account,
    struct requests *out, struct err *err)
{
	struct reading r = { .args = a, .account = account, .out = out };
	bool pipe = strcmp(a->from, "-") == 0;
	FILE *in = pipe ? s->in : fopen(a->from, "re");
	enum err_code rc;

	r.what = pipe ? "standard input" : a->from;
	if (in == NULL)
		return err_set(err, E_USAGE, "%s: %s", a->from,
		    strerror(errno));
	rc = feed_rows(in, r.what, take_row, &r, err);
	if (!pipe)
		fclose(in);
	return rc;
}

static enum err_code
place_all(struct gate *g, const struct args *a, const struct requests *all,
    struct out *out, struct err *err)
{
	struct batch batch = { 0 };
	struct gate_result got = { .order = order_empty() };
	struct err why;
	enum err_code rc = E_OK;

	for (size_t i = 0; i < all->len && rc == E_OK; i++) {
		enum err_code one;

		why = (struct err){ .code = E_OK };
		if (gate_interrupted())
			one = err_set(&why, E_PARTIAL, "interrupted");
		else
			one = gate_order(g, &all->at[i], a->dry_run, &got,
			    &why);
		if (one == E_REFUSED)
			trade_refusals(&got.verdict, &why);
		batch_add(&batch, one, &why);
		if (got.order.symbol[0] != '\0')
			rc = out_row(out, &got.order, err);
		gate_result_release(&got);
		got = (struct gate_result){ .order = order_empty() };
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
	struct requests all = { 0 };
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
		rc = read_requests(s, a, account.label, &all, err);
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
	{ "etrms order place --from examples/orders.csv --key rebalance-11",
	  "place them; harmless to repeat", 0 },
	{ .line = NULL }
};

static const int exits[] = { E_STORE, E_REFUSED, E_REJECTED, E_UNKNOWN,
    E_NETWORK, E_BUSY, E_DATA, E_PARTIAL, 0 };

const struct cmd cmd_order_place = {
	.name = "order place",
	.group = "trading",
	.summary = "place orders from a file or a pipe",
	.about =
	"Reads rows of NDJSON, JSON or CSV and places each as an order, in "
	"their order. A row has symbol, side and amount (or quote), and may "
	"have type, price, trigger_price, time_in_force, post_only, "
	"reduce_only, stop_loss, take_profit, expire_at, strategy, tag and "
	"key; other fields of an order record are passed over, anything else "
	"is refused. Numbers may be texts and have exponents.\n\n"
	"The whole input is checked before the first order is sent: one bad "
	"row and nothing is done, exit code 12. Then each row is judged and "
	"sent by itself, and printed. When some were refused or rejected and "
	"others not, the exit code is 13; an outcome that is not known ends "
	"the run with 6.\n\n"
	"With --key each row has the key KEY:ROW, so that the same input can "
	"be placed again without placing anything twice.",
	.opts = opts,
	.args_size = sizeof(struct args),
	.record = &order_record,
	.examples = examples,
	.exits = exits,
	.needs = NEED_STORE,
	.mutates = true,
	.run = run
};
