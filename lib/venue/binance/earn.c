/*
 * Simple Earn: what is offered, flexible and locked, and what the account has
 * there. All pages.
 */
#include "venue/binance/reads.h"

#define PAGE 100

/* As long as a person may live; 0 when it is flexible. */
static int64_t
days_read(const struct json_at *row)
{
	struct json_at at = json_member(row, "duration");
	int64_t days = at.value != NULL ? json_int_loose(&at) : 0;

	if (json_fine(row) && (days < 0 || days > 36500))
		json_wrong(row, "a duration of %lld days", (long long)days);
	return json_fine(row) ? days * STAMP_DAY : 0;
}

static signed char
sold_out(const struct json_at *row)
{
	return json_opt_bool(row, "isSoldOut", false);
}

/* Flexible: the row itself; locked: half of it lies in detail and quota. */
static void
offer_read(const struct json_at *row, int kind, struct earn_product *p)
{
	struct json_at detail, quota;

	if (kind == EARN_FLEXIBLE) {
		TEXT_SET(p->id, json_get_text(row, "productId"));
		JSON_CHARS(row, "asset", p->asset);
		p->rate = json_get_dec(row, "latestAnnualPercentageRate");
		p->min_amount = json_opt_dec(row, "minPurchaseAmount",
		    DEC_NONE);
		p->sold_out = sold_out(row);
		TEXT_SET(p->status, json_opt_text(row, "status", ""));
		return;
	}
	TEXT_SET(p->id, json_get_text(row, "projectId"));
	detail = json_get_object(row, "detail");
	quota = json_get_object(row, "quota");
	JSON_CHARS(&detail, "asset", p->asset);
	p->rate = json_get_dec(&detail, "apr");
	p->duration = days_read(&detail);
	p->sold_out = sold_out(&detail);
	TEXT_SET(p->status, json_opt_text(&detail, "status", ""));
	p->min_amount = json_opt_dec(&quota, "minimum", DEC_NONE);
	p->max_amount = json_opt_dec(&quota, "totalPersonalQuota", DEC_NONE);
}

static void
held_read(const struct json_at *row, int kind, struct earn_product *p)
{
	JSON_CHARS(row, "asset", p->asset);
	if (kind == EARN_FLEXIBLE) {
		TEXT_SET(p->id, json_get_text(row, "productId"));
		p->rate = json_opt_dec(row, "latestAnnualPercentageRate",
		    DEC_NONE);
		p->amount = json_get_dec(row, "totalAmount");
		return;
	}
	TEXT_SET(p->id, json_get_id(row, "projectId"));
	p->rate = json_opt_dec(row, "APY", DEC_NONE);
	p->amount = json_get_dec(row, "amount");
	p->duration = days_read(row);
}

enum err_code
binance_earn_parse(struct json_in *in, int kind, bool held,
    struct earn_products *out, size_t *rows, int64_t *total)
{
	struct json_at top = json_top(in);
	struct json_at list = json_get_list(&top, "rows");
	struct json_at all = json_member(&top, "total");
	struct earn_products found = {0};
	int64_t count = json_int_loose(&all);
	enum err_code rc;

	*rows = json_count(&list);
	for (size_t i = 0; i < *rows && json_fine(&list); i++) {
		struct json_at row = json_item(&list, i);
		struct earn_product *p = vec_add(&found);

		*p = (struct earn_product){ .kind = kind, .rate = DEC_NONE,
		    .min_amount = DEC_NONE, .max_amount = DEC_NONE,
		    .amount = DEC_NONE, .sold_out = BOOL_NONE };
		TEXT_SET(p->venue, "binance");
		if (held)
			held_read(&row, kind, p);
		else
			offer_read(&row, kind, p);
		if (json_fine(&row) && dec_sign(p->amount) < 0)
			json_wrong(&row, "an amount below 0");
	}
	rc = json_close(in);
	for (size_t i = 0; i < found.len && rc == E_OK; i++)
		vec_push(out, found.at[i]);
	if (rc == E_OK)
		*total = count;
	vec_release(&found);
	return rc;
}

static enum err_code
pages(struct binance *b, int kind, bool held, const char *asset,
    struct earn_products *out, struct err *err)
{
	static const enum binance_end ends[2][2] = {
		[EARN_FLEXIBLE] = { END_EARN_FLEXIBLE,
		    END_EARN_FLEXIBLE_HELD },
		[EARN_LOCKED] = { END_EARN_LOCKED, END_EARN_LOCKED_HELD }
	};
	size_t rows = PAGE, first = out->len;
	int64_t total = 1;
	enum err_code rc = E_OK;

	for (int page = 1; rc == E_OK && rows > 0 &&
	    (int64_t)(out->len - first) < total; page++) {
		struct binance_call c;
		struct json_in in = {0};

		binance_call_init(&c, b, ends[kind][held]);
		if (asset != NULL)
			binance_text(&c, "asset", asset);
		binance_int(&c, "current", page);
		binance_int(&c, "size", PAGE);
		rc = binance_read(&c, &in, err);
		if (rc == E_OK)
			rc = binance_earn_parse(&in, kind, held, out, &rows,
			    &total);
		binance_call_release(&c);
	}
	return rc;
}

/* What is held of a product goes to its offer, else it is a row of its own. */
static void
join(struct earn_products *offers, const struct earn_products *held)
{
	size_t n = offers->len;

	for (size_t i = 0; i < held->len; i++) {
		struct earn_product *to = NULL;

		for (size_t k = 0; k < n && to == NULL; k++)
			if (offers->at[k].kind == held->at[i].kind &&
			    strcmp(offers->at[k].id, held->at[i].id) == 0)
				to = &offers->at[k];
		if (to == NULL)
			vec_push(offers, held->at[i]);
		else if (!dec_known(to->amount) || !dec_add(to->amount,
		    held->at[i].amount, &to->amount))
			to->amount = held->at[i].amount;
	}
}

enum err_code
binance_earn(struct venue *v, const char *asset, bool held,
    struct earn_products *out, struct err *err)
{
	struct binance *b = (struct binance *)v;
	struct earn_products offers = {0}, mine = {0};
	enum err_code rc = E_OK;

	for (int kind = EARN_FLEXIBLE; kind <= EARN_LOCKED && rc == E_OK;
	    kind++) {
		rc = pages(b, kind, true, asset, &mine, err);
		if (rc == E_OK && !held)
			rc = pages(b, kind, false, asset, &offers, err);
	}
	if (rc == E_OK)
		join(&offers, &mine);
	for (size_t i = 0; i < offers.len && rc == E_OK; i++)
		vec_push(out, offers.at[i]);
	vec_release(&offers);
	vec_release(&mine);
	return rc;
}
