/*
 * etrms portfolio show: everything held, valued in one currency.
 */
#include "cmd/holdings.h"

#include "expr/expr.h"
#include "portfolio/worth.h"

#include <string.h>

struct args { const char *currency, *where; };

static const struct opt opts[] = {
	{ OPT_TEXT, 'c', "currency", "asset", NULL,
	  "value in this; else portfolio.currency",
	  AT(const char *, currency) },
	{ OPT_TEXT, 'w', "where", "condition", NULL,
	  "keep rows for which this is true: share > 5%",
	  AT(const char *, where) },
	{ .kind = OPT_DONE }
};

enum part { PART_TOTAL, PART_VENUE, PART_ACCOUNT, PART_ASSET, PART_UNPRICED };
static const char *const part_names[] = { "total", "venue", "account",
    "asset", "unpriced" };

struct line {
	int part;
	char name[LABEL_SIZE];
	struct dec amount, value, share;
	char currency[ASSET_SIZE];
	int64_t time;
};
struct lines VEC_OF(struct line);

static const struct field fields[] = {
	{ "part", FIELD_ENUM, FIELD_AT(struct line, part), .help =
	  "total, venue, account, asset or unpriced", .names = part_names,
	  .names_len = 5 },
	{ "name", FIELD_CHARS, FIELD_AT(struct line, name), .help =
	  "of the venue, account or asset" },
	{ "amount", FIELD_DEC, FIELD_AT(struct line, amount), .help =
	  "of an asset, over all accounts", .unit = UNIT_QTY },
	{ "value", FIELD_DEC, FIELD_AT(struct line, value), .help =
	  "in the currency; null: no path of prices leads to it",
	  .unit = UNIT_MONEY },
	{ "share", FIELD_DEC, FIELD_AT(struct line, share), .help =
	  "of the total", .unit = UNIT_RATIO, .flags = FIELD_PERCENT },
	{ "currency", FIELD_CHARS, FIELD_AT(struct line, currency), .help =
	  "of the value" },
	{ "time", FIELD_STAMP, FIELD_AT(struct line, time), .help =
	  "of the oldest state in it", .flags = FIELD_WIDE },
	{ .name = NULL }
};
const struct record allocation_record = {
	"allocation", "a part of the portfolio and what it is worth", fields
};

struct sheet {
	struct worth worth;
	struct lines lines;
	const char *currency;
};

static enum err_code
each(void *self, const struct snapshot *s, struct err *err)
{
	struct sheet *t = self;

	(void)err;
	worth_add(&t->worth, s);
	return E_OK;
}

static struct line *
line_of(struct sheet *t, enum part part, const char *name, int64_t time)
{
	struct line *l;

	for (size_t i = 0; i < t->lines.len; i++) {
		l = &t->lines.at[i];
		if (l->part != (int)part || strcmp(l->name, name) != 0)
			continue;
		if (time < l->time)
			l->time = time;
		return l;
	}
	l = vec_add(&t->lines);
	l->part = (int)part;
	TEXT_SET(l->name, name);
	TEXT_SET(l->currency, t->currency);
	l->amount = l->share = DEC_NONE;
	if (part == PART_UNPRICED)
		l->value = DEC_NONE;
	if (part == PART_ASSET || part == PART_UNPRICED)
		l->amount = DEC_ZERO;
	l->time = time;
	return l;
}

static enum err_code
add_up(struct sheet *t, enum part part, const char *name,
    const struct worth_holding *h, struct dec value, struct err *err)
{
	struct line *l = line_of(t, part, name, h->time);

	if ((dec_known(l->amount) && !h->profit &&
	    !dec_add(l->amount, h->amount, &l->amount)) ||
	    (dec_known(l->value) && !dec_add(l->value, value, &l->value)))
		return err_set(err, E_DATA, "%s: the sum does not fit", name);
	return E_OK;
}

static enum err_code
value_all(struct sheet *t, struct err *err)
{
	enum err_code rc = E_OK;

	for (size_t i = 0; i < t->worth.held.len && rc == E_OK; i++) {
		const struct worth_holding *h = &t->worth.held.at[i];
		struct dec value;
		bool path;

		rc = worth_value(&t->worth, h, t->currency, &path, &value,
		    err);
		if (rc == E_OK && !path) {
			rc = add_up(t, PART_UNPRICED, h->asset, h, DEC_NONE,
			    err);
			continue;
		}
		if (rc == E_OK)
			rc = add_up(t, PART_TOTAL, "", h, value, err);
		if (rc == E_OK)
			rc = add_up(t, PART_VENUE, h->venue, h, value, err);
		if (rc == E_OK)
			rc = add_up(t, PART_ACCOUNT, h->account, h, value,
			    err);
		if (rc == E_OK)
			rc = add_up(t, PART_ASSET, h->asset, h, value, err);
	}
	return rc;
}

/* Parts in their order; in one the most valuable first, then by name. */
static int
line_cmp(const void *a, const void *b)
{
	const struct line *x = a, *y = b;
	int by_value = 0;

	if (x->part != y->part)
		return x->part - y->part;
	if (dec_known(x->value) && dec_known(y->value))
		by_value = dec_cmp(y->value, x->value);
	return by_value != 0 ? by_value : strcmp(x->name, y->name);
}

static enum err_code
print(struct sheet *t, struct expr *where, struct out *out, struct err *err)
{
	enum err_code rc = E_OK;

	if (t->lines.len > 0)
		qsort(t->lines.at, t->lines.len, sizeof(*t->lines.at),
		    line_cmp);
	for (size_t i = 0; i < t->lines.len && rc == E_OK; i++) {
		struct line *l = &t->lines.at[i];

		if (t->lines.at[0].part == PART_TOTAL && !dec_div(l->value,
		    t->lines.at[0].value, 8, ROUND_HALF_EVEN, &l->share))
			l->share = DEC_NONE;
		if (expr_where(where, l))
			rc = out_row(out, l, err);
	}
	return rc;
}

static enum err_code
run(struct session *s, const void *args, const struct texts *operands,
    struct err *err)
{
	const struct args *a = args;
	struct sheet t = { .currency = a->currency != NULL ? a->currency :
	    conf_text(s->conf, "portfolio.currency") };
	struct expr *where = NULL;
	struct out *out = NULL;
	struct err silence = { .code = E_OK };
	bool priced = true;
	enum err_code rc = E_OK;

	(void)operands;
	if (!asset_valid(t.currency))
		return err_set(err, E_USAGE, "--currency: \"%s\" is no asset"
		    " such as USDT", t.currency);
	if (a->where != NULL)
		rc = expr_where_compile(&allocation_record, a->where, &where,
		    err);
	if (rc == E_OK)
		rc = session_out(s, &allocation_record, &out, err);
	if (rc == E_OK)
		rc = snapshots_each(s, each, &t, err);
	if (snapshots_partly(rc) && t.worth.held.len > 0) {
		silence = *err;		/* the others are valued */
		rc = E_OK;
	}
	if (rc == E_OK)
		rc = worth_priced(&t.worth, t.currency, &priced, err);
	if (rc == E_OK && !priced)
		rc = worth_stored_prices(&t.worth, s->store, err);
	if (rc == E_OK)
		rc = value_all(&t, err);
	if (rc == E_OK)
		rc = print(&t, where, out, err);
	if (rc == E_OK && silence.code != E_OK) {
		*err = silence;
		rc = silence.code;
	}
	expr_free(where);
	worth_release(&t.worth);
	vec_release(&t.lines);
	return out_end(out, rc, err);
}

static const struct example examples[] = {
	{ "etrms portfolio show", "total, venues, accounts, assets", 0 },
	{ "etrms portfolio show --currency BTC --where 'part == \"asset\"'",
	  "the allocation, in bitcoin", 0 },
	{ NULL }
};

static const int exits[] = { E_STORE, E_NETWORK, E_LIMITED, E_LOCKED, E_DATA,
    0 };

const struct cmd cmd_portfolio_show = {
	.name = "portfolio show",
	.group = "every day",
	.summary = "value everything in one currency",
	.about = "Values what all accounts (or --account) hold in a currency,"
	    " along the shortest path of known prices (those of the accounts'"
	    " venues, else the last stored candles): the total, then each"
	    " venue, account and asset with its share, the most valuable"
	    " first. What no path of prices leads to is listed as unpriced and"
	    " is in no sum: USDT is not taken to be USD.",
	.opts = opts,
	.args_size = sizeof(struct args),
	.record = &allocation_record,
	.examples = examples,
	.exits = exits,
	.needs = NEED_STORE_READ | NEED_CREATE | NEED_VAULT,
	.run = run
};
