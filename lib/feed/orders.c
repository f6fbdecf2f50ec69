/* Rows of order fields into requests. */
#include "feed/orders.h"

#include "feed/rows.h"
#include "model/market.h"
#include "model/rebalance.h"

#include <string.h>

/* What is being read. */
struct reading {
	const char *what;
	const struct feed_order_options *options;
	struct feed_orders *out;
};

static enum err_code
bad_line(const struct reading *r, int64_t line, const char *name,
    const char *why, struct err *err)
{
	return err_set(err, E_DATA, "%s: line %lld: %s: %s", r->what,
	    (long long)line, name, why);
}

/* Further fields of an order, of a step of convert or of a rebalance may be
 * there, so that order list and plans can be piped in. */
static enum err_code
read_values(const struct reading *r, const struct row *row,
    struct feed_order *o, struct err *err)
{
	for (size_t i = 0; i < row->len; i++) {
		const struct row_value *v = &row->at[i];
		const char *why = strcmp(v->name, "oco") != 0 ?
		    order_request_set(&o->request, v->name, v->text) :
		    text_set(o->oco, sizeof(o->oco), v->text) ? NULL :
		    "too long";

		if (why == NULL || (why[0] == '\0' &&
		    (record_field(&order_record, v->name) != NULL ||
		    record_field(&conversion_record, v->name) != NULL ||
		    record_field(&rebalance_order_record, v->name) != NULL)))
			continue;
		return bad_line(r, row->line, v->name, why[0] != '\0' ? why :
		    "orders have no such field", err);
	}
	return E_OK;
}

static void
complete(const struct reading *r, const struct row *row,
    struct order_request *q)
{
	const struct feed_order_options *o = r->options;

	if (row_text(row, "type") == NULL)
		q->type = order_type_implied(q);
	if (q->time_in_force == TIF_PO) {
		q->time_in_force = TIF_GTC;
		q->post_only = true;
	}
	if (q->strategy[0] == '\0' && o->strategy != NULL)
		TEXT_SET(q->strategy, o->strategy);
	if (q->tag[0] == '\0' && o->tag != NULL)
		TEXT_SET(q->tag, o->tag);
	if (o->key != NULL)
		snprintf(q->key, sizeof(q->key), "%.40s:%lld", o->key,
		    (long long)row->number);
}

static enum err_code
take_row(void *self, const struct row *row, struct err *err)
{
	struct reading *r = self;
	struct feed_order o = { .request = order_request_empty(),
	    .line = row->line };
	struct order_request *q = &o.request;
	struct err why;
	enum err_code rc = read_values(r, row, &o, err);

	if (rc != E_OK)
		return rc;
	if (row_text(row, "side") == NULL)
		return bad_line(r, row->line, "side", "it is missing", err);
	if (q->account[0] != '\0' && r->options->account != NULL &&
	    strcmp(q->account, r->options->account) != 0)
		return bad_line(r, row->line, "account", "the row is for "
		    "another account than the command", err);
	complete(r, row, q);
	if (order_request_check(q, &why) != E_OK)
		return err_set(err, E_DATA, "%s: line %lld: %s", r->what,
		    (long long)row->line, why.text);
	vec_push(r->out, o);
	return E_OK;
}

/* The second order's key follows from the first one's. */
static bool
key_fits(const struct order_request pair[2])
{
	size_t n = strlen(pair[0].key);

	return pair[1].key[0] == '\0' || (strncmp(pair[1].key, pair[0].key,
	    n) == 0 && strcmp(pair[1].key + n, "/oco") == 0);
}

static enum err_code
join(const struct reading *r, size_t i, struct err *err)
{
	struct feed_orders *all = r->out;
	struct feed_order *one = &all->at[i], *two = one + 1;
	struct order_request pair[2];
	struct err why;

	if (i + 1 == all->len || strcmp(two->oco, one->oco) != 0 ||
	    (i + 2 < all->len && strcmp(all->at[i + 2].oco, one->oco) == 0))
		return bad_line(r, one->line, "oco", "it takes two rows, one "
		    "after the other", err);
	pair[0] = one->request;
	pair[1] = two->request;
	if (r->options->key == NULL && !key_fits(pair))
		return bad_line(r, two->line, "key", "the first order of a "
		    "pair has it", err);
	if (order_pair_check(pair, &why) != E_OK)
		return err_set(err, E_DATA, "%s: line %lld: %s", r->what,
		    (long long)one->line, why.text);
	one->first = true;
	return E_OK;
}

/* A name may be given to one pair only. */
static enum err_code
join_pairs(const struct reading *r, struct err *err)
{
	struct feed_orders *all = r->out;
	enum err_code rc = E_OK;

	for (size_t i = 0; i < all->len && rc == E_OK; i++) {
		if (all->at[i].oco[0] == '\0' ||
		    (i > 0 && all->at[i - 1].first))
			continue;
		rc = join(r, i, err);
	}
	return rc;
}

enum err_code
feed_orders(FILE *in, const char *what, const struct feed_order_options *o,
    struct feed_orders *out, struct err *err)
{
	struct feed_orders rows = { 0 };
	struct reading r = { .what = what, .options = o, .out = &rows };
	enum err_code rc = feed_rows(in, what, take_row, &r, err);

	if (rc == E_OK)
		rc = join_pairs(&r, err);
	if (rc != E_OK) {
		vec_release(&rows);
		return rc;
	}
	vec_release(out);
	*out = rows;
	return E_OK;
}
