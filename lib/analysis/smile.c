/* Chains of options, and their smiles. */
#include "analysis/smile.h"

#include "base/decfloat.h"
#include "base/stamp.h"
#include "quant/columns.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const char *const type_names[] = { "call", "put" };
static const char *const flaw_names[QUOTE_FLAWS] = { NULL, "below intrinsic",
	"above bound", "crossed", "expired" };

#define AT(kind, member) #member, FIELD_##kind, \
	FIELD_AT(struct option_quote, member)
static const struct field fields[] = {
	{ AT(CHARS, symbol), .help = "unified symbol" },
	{ AT(STAMP, expiry), .help = "of the option" },
	{ AT(DOUBLE, years), .help = "until then, from the end of the last"
	  " bar", .flags = FIELD_MINOR },
	{ AT(ENUM, type), .help = "call, put", .names = type_names,
	  .names_len = 2 },
	{ AT(DOUBLE, strike), .help = "as the chain has it",
	  .unit = UNIT_PRICE },
	{ AT(DOUBLE, forward), .help = "as the chain has it",
	  .unit = UNIT_PRICE },
	{ AT(DOUBLE, price), .help = "or the middle of bid and ask",
	  .unit = UNIT_PRICE },
	{ AT(DOUBLE, implied), .help = "annual volatility by Black-76, without"
	  " interest", .unit = UNIT_RATIO, .flags = FIELD_PERCENT },
	{ AT(DOUBLE, fitted), .help = "the same by the SVI smile of the"
	  " expiry", .unit = UNIT_RATIO, .flags = FIELD_PERCENT },
	{ AT(DOUBLE, delta), .help = "by the forward", .flags = FIELD_MINOR },
	{ AT(DOUBLE, vega), .help = "of 1.00 of volatility",
	  .flags = FIELD_WIDE },
	{ AT(ENUM, flaw), .help = "why it implies none: crossed, expired,"
	  " below intrinsic, above bound", .names = flaw_names,
	  .names_len = QUOTE_FLAWS },
	{ .name = NULL }
};
const struct record option_quote_record = { "option_quote",
	"what an option's price implies", fields };

enum { EXPIRY, TYPE, STRIKE, FORWARD, PRICE, BID, ASK, COLUMNS };
static const char *const column_names[COLUMNS] = { "expiry", "type", "strike",
	"forward", "price", "bid", "ask" };

struct reading {
	struct columns csv;
	int at[COLUMNS];		/* -1: it is not there */
	const char *what;
	const struct volatility *v;
};

static enum err_code
find(struct reading *r, struct err *err)
{
	for (int i = 0; i < COLUMNS; i++)
		r->at[i] = columns_find(&r->csv, column_names[i]);
	for (int i = 0; i < PRICE; i++)
		if (r->at[i] < 0)
			return err_set(err, E_DATA, "%s: no column '%s'",
			    r->what, column_names[i]);
	if (r->at[PRICE] < 0 && (r->at[BID] < 0 || r->at[ASK] < 0))
		return err_set(err, E_DATA, "%s: no column 'price', and not"
		    " both 'bid' and 'ask'", r->what);
	return E_OK;
}

static enum err_code
number(const struct reading *r, size_t row, int column, double least,
    double *out, struct err *err)
{
	const char *cell = columns_cell(&r->csv, row, r->at[column]);
	struct dec d;

	if (!dec_parse_text(cell, &d) || !(dec_to_double(d) >= least))
		return err_set(err, E_DATA, "%s: row %zu: %s '%.40s' is no"
		    " number%s", r->what, row + 1, column_names[column], cell,
		    least > 0 ? " above 0" : " from 0 on");
	*out = dec_to_double(d);
	return E_OK;
}

static enum err_code
price(const struct reading *r, size_t row, struct option_quote *q,
    struct err *err)
{
	double bid, ask;
	enum err_code rc;

	if (r->at[PRICE] >= 0)
		return number(r, row, PRICE, 0, &q->price, err);
	rc = number(r, row, BID, 0, &bid, err);
	if (rc == E_OK)
		rc = number(r, row, ASK, 0, &ask, err);
	if (rc != E_OK)
		return rc;
	q->price = (bid + ask) / 2;
	if (bid > ask)
		q->flaw = QUOTE_CROSSED;
	return E_OK;
}

static enum err_code
quote(const struct reading *r, size_t row, struct option_quote *q,
    struct err *err)
{
	const char *type = columns_cell(&r->csv, row, r->at[TYPE]);
	const char *expiry = columns_cell(&r->csv, row, r->at[EXPIRY]);
	enum err_code rc;

	q->type = strcmp(type, "put") == 0;
	if (!q->type && strcmp(type, "call") != 0)
		return err_set(err, E_DATA, "%s: row %zu: type '%.40s' is not"
		    " call or put", r->what, row + 1, type);
	if (!stamp_parse(expiry, strlen(expiry), &q->expiry))
		return err_set(err, E_DATA, "%s: row %zu: expiry '%.40s' is no"
		    " time", r->what, row + 1, expiry);
	rc = number(r, row, STRIKE, 1e-12, &q->strike, err);
	if (rc == E_OK)
		rc = number(r, row, FORWARD, 1e-12, &q->forward, err);
	return rc == E_OK ? price(r, row, q, err) : rc;
}

static void
imply(const struct volatility *v, struct option_quote *q)
{
	struct option o = { q->type == 1, q->strike, 0, 0 };
	struct option_price p;

	q->implied = q->fitted = q->delta = q->vega = NAN;
	q->smile.b = NAN;
	q->years = (double)(q->expiry - v->last - v->timeframe) /
	    (double)STAMP_YEAR;
	if (q->flaw == QUOTE_GOOD && q->years <= 0)
		q->flaw = QUOTE_EXPIRED;
	if (q->flaw != QUOTE_GOOD)
		return;
	o.years = q->years;
	q->flaw = (int)option_implied(&o, q->forward, q->price, &q->implied);
	if (q->flaw != QUOTE_GOOD)
		return;
	p = option_black76(&o, q->forward, q->implied);
	q->delta = p.delta;
	q->vega = p.vega;
}

/* Of n rows of one expiry. */
static void
fit(struct option_quote *all, size_t n)
{
	double *k = mem_array(2 * n, sizeof(*k)), *w = k + n;
	struct svi s;
	size_t good = 0;

	for (size_t i = 0; i < n; i++)
		if (all[i].flaw == QUOTE_GOOD && all[i].implied > 0) {
			k[good] = log(all[i].strike / all[i].forward);
			w[good++] = all[i].implied * all[i].implied *
			    all[i].years;
		}
	if (svi_fit(k, w, NULL, good, &s))
		for (size_t i = 0; i < n; i++) {
			all[i].smile = s;
			all[i].fitted = sqrt(fmax(svi_variance(&s,
			    log(all[i].strike / all[i].forward)), 0) /
			    all[i].years);
		}
	free(k);
}

static int
by_expiry(const void *a, const void *b)
{
	const struct option_quote *x = a, *y = b;

	if (x->expiry != y->expiry)
		return x->expiry < y->expiry ? -1 : 1;
	if (x->strike != y->strike)
		return x->strike < y->strike ? -1 : 1;
	return x->type - y->type;
}

static enum err_code
read_rows(struct reading *r, struct option_quotes *out, struct err *err)
{
	size_t good = 0;
	enum err_code rc = find(r, err);

	for (size_t i = 0; i < r->csv.rows && rc == E_OK; i++) {
		struct option_quote q = { .flaw = QUOTE_GOOD };

		TEXT_SET(q.symbol, r->v->symbol);
		rc = quote(r, i, &q, err);
		if (rc != E_OK)
			break;
		imply(r->v, &q);
		good += q.flaw == QUOTE_GOOD;
		vec_push(out, q);
	}
	if (rc == E_OK && good == 0)
		rc = err_set(err, E_DATA, "%s: no row has a price that implies"
		    " a volatility", r->what);
	return rc;
}

enum err_code
smile_read(const char *text, size_t len, const char *what,
    const struct volatility *v, struct option_quotes *out, struct err *err)
{
	struct reading r = { .what = what, .v = v };
	struct option_quotes all = {0};
	enum err_code rc = columns_read(&r.csv, text, len, what, err);
	size_t from = 0;

	if (rc == E_OK)
		rc = read_rows(&r, &all, err);
	columns_release(&r.csv);
	if (rc != E_OK) {
		vec_release(&all);
		return rc;
	}
	qsort(all.at, all.len, sizeof(*all.at), by_expiry);
	for (size_t i = 1; i <= all.len; i++)
		if (i == all.len || all.at[i].expiry != all.at[from].expiry) {
			if (all.at[from].years > 0)
				fit(all.at + from, i - from);
			from = i;
		}
	*out = all;
	return E_OK;
}

void
smile_tell(const struct option_quotes *all, struct volatility *v)
{
	double years = (double)(v->horizon * v->timeframe) / (double)STAMP_YEAR;

	for (size_t i = 0; i < all->len; i++) {
		const struct option_quote *q = &all->at[i];

		if (isnan(q->smile.b))
			continue;
		v->implied = sqrt(fmax(svi_variance(&q->smile, 0), 0) /
		    q->years);
		v->premium = v->implied - v->close_to_close;
		if (q->years >= years)
			return;
	}
}
