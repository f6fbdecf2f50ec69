/*
 * etrms portfolio show: everything held, valued in one currency.
 */
#include "cmd/holdings.h"

#include "expr/expr.h"
#include "risk/value.h"
#include "store/candles.h"

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

/* One holding: an amount of an asset in an account, or a swap's profit. */
struct holding {
	char account[LABEL_SIZE], venue[VENUE_SIZE], asset[ASSET_SIZE];
	struct dec amount;
	bool profit;		/* counts as value, not as an amount held */
	int64_t time;
};
struct sheet {
	VEC(struct holding) held;
	struct prices prices;	/* of every account, the newest of a symbol */
	struct lines lines;
	const char *currency;
};

static void
add_price(struct prices *all, const struct price *p)
{
	for (size_t i = 0; i < all->len; i++) {
		if (strcmp(all->at[i].symbol, p->symbol) != 0)
			continue;
		if (p->time > all->at[i].time)
			all->at[i] = *p;
		return;
	}
	vec_push(all, *p);
}

static void
add_holding(struct sheet *t, const struct snapshot *s, const char *asset,
    struct dec amount, bool profit)
{
	struct holding *h = vec_add(&t->held);

	TEXT_SET(h->account, s->account.label);
	TEXT_SET(h->venue, s->account.venue);
	TEXT_SET(h->asset, asset);
	h->amount = amount;
	h->profit = profit;
	h->time = s->time;
}

static enum err_code
each(void *self, const struct snapshot *s, struct err *err)
{
	struct sheet *t = self;

	(void)err;
	for (size_t i = 0; i < s->prices.len; i++)
		add_price(&t->prices, &s->prices.at[i]);
	for (size_t i = 0; i < s->balances.len; i++)
		if (!dec_is_zero(s->balances.at[i].total))
			add_holding(t, s, s->balances.at[i].asset,
			    s->balances.at[i].total, false);
	for (size_t i = 0; i < s->positions.len; i++) {
		const struct position *p = &s->positions.at[i];
		const struct instrument *m = snapshot_instrument(s, p->symbol);

		if (m != NULL && m->kind != KIND_SPOT)
			add_holding(t, s, m->settle, p->unrealized_pnl, true);
	}
	return E_OK;
}

/* The last close of a series that was over by a time. */
static enum err_code
last_close(struct session *s, const struct series *which, int64_t by,
    struct price *out, struct err *err)
{
	struct candles bar = {0};
	int64_t first, last, rows;
	enum err_code rc = candles_range(s->store, which->venue,
	    which->symbol, which->timeframe, PRICE_LAST, 0,
	    by - which->timeframe + 1, &first, &last, &rows, err);

	if (rc == E_OK && rows > 0)
		rc = candles_load(s->store, which->venue, which->symbol,
		    which->timeframe, PRICE_LAST, last, last + 1, &bar, err);
	if (rc == E_OK && rows > 0 && bar.len == 1) {
		TEXT_SET(out->symbol, which->symbol);
		out->last = out->mark = candles_price(&bar, bar.close[0]);
		out->time = last + which->timeframe;
	}
	candles_release(&bar);
	return rc;
}

/*
 * What the accounts' venues do not price, stored candles of any venue may:
 * the newest close that was known at the accounts' latest time.
 */
static enum err_code
add_stored_prices(struct session *s, struct sheet *t, struct err *err)
{
	struct serieses all = {0};
	size_t known = t->prices.len;
	int64_t by = 0;
	enum err_code rc = series_list(s->store, NULL, NULL, 0, PRICE_LAST,
	    &all, err);

	for (size_t i = 0; i < t->held.len; i++)
		if (t->held.at[i].time > by)
			by = t->held.at[i].time;
	for (size_t i = 0; i < all.len && rc == E_OK; i++) {
		struct price p = {0};
		bool have = all.at[i].from + all.at[i].timeframe > by;

		for (size_t k = 0; k < known && !have; k++)
			have = strcmp(t->prices.at[k].symbol,
			    all.at[i].symbol) == 0;
		if (!have)
			rc = last_close(s, &all.at[i], by, &p, err);
		if (rc == E_OK && p.time != 0)
			add_price(&t->prices, &p);
	}
	vec_release(&all);
	return rc;
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
    const struct holding *h, struct dec value, struct err *err)
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

	for (size_t i = 0; i < t->held.len && rc == E_OK; i++) {
		const struct holding *h = &t->held.at[i];
		struct dec value = DEC_NONE;
		bool path = false;

		if (dec_known(h->amount))
			rc = value_in(&t->prices, h->asset, h->amount,
			    t->currency, &path, &value, err);
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

static bool
has_unpriced(const struct sheet *t)
{
	for (size_t i = 0; i < t->lines.len; i++)
		if (t->lines.at[i].part == PART_UNPRICED)
			return true;
	return false;
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
	if (snapshots_partly(rc) && t.held.len > 0) {
		silence = *err;		/* the others are valued */
		rc = E_OK;
	}
	if (rc == E_OK)
		rc = value_all(&t, err);
	if (rc == E_OK && has_unpriced(&t)) {
		rc = add_stored_prices(s, &t, err);
		vec_clear(&t.lines);
		if (rc == E_OK)
			rc = value_all(&t, err);
	}
	if (rc == E_OK)
		rc = print(&t, where, out, err);
	if (rc == E_OK && silence.code != E_OK) {
		*err = silence;
		rc = silence.code;
	}
	expr_free(where);
	vec_release(&t.held);
	vec_release(&t.prices);
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
