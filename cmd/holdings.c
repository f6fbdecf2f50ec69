/*
 * Reading accounts: their snapshots, one after the other, and their past.
 */
#include "cmd/holdings.h"

#include "account/account.h"
#include "expr/expr.h"
#include "store/accounts.h"
#include "store/ledger.h"
#include "store/orders.h"
#include "venue/venue.h"

/* What risk says of each position, beside what its venue says. */
static void
positions_complete(struct session *s, struct snapshot *snapshot)
{
	const struct risk_terms terms = session_terms(s);
	struct position_risks all = {0};

	risk_positions(snapshot, &terms, &all);
	for (size_t i = 0; i < all.len; i++) {
		struct position *p = &snapshot->positions.at[i];

		if (!dec_known(p->liquidation_price))
			p->liquidation_price = all.at[i].liquidation_price;
		p->liquidation_distance = all.at[i].liquidation_distance;
		p->stop_cover = all.at[i].stop_cover;
	}
	vec_release(&all);
}

static enum err_code
look_at(struct session *s, const struct account *a,
    enum err_code (*each)(void *self, const struct snapshot *snapshot,
    struct err *err), void *self, struct err *err)
{
	struct snapshot snapshot = {0};
	struct venue *venue = NULL;
	enum err_code rc = venue_open(s->store, a, NULL, &venue, err);

	if (rc == E_OK)
		rc = account_snapshot(s->store, venue,
		    conf_int(s->conf, "time.day-start"), &snapshot, err);
	if (rc == E_OK) {
		positions_complete(s, &snapshot);
		rc = each(self, &snapshot, err);
	}
	snapshot_release(&snapshot);
	venue_close(venue);
	return rc;
}

enum err_code
snapshots_each(struct session *s,
    enum err_code (*each)(void *self, const struct snapshot *snapshot,
    struct err *err), void *self, struct err *err)
{
	struct accounts all = {0};
	struct account one;
	enum err_code rc;

	if (s->store == NULL)
		return s->globals->account == NULL ? E_OK : err_set(err,
		    E_USAGE, "no account '%s'", s->globals->account);
	/* One moment for all of it: venue and ledger must not differ. */
	rc = store_begin(s->store, err);
	if (rc != E_OK)
		return rc;
	if (s->globals->account != NULL) {
		rc = account_load(s->store, s->globals->account, &one, err);
		if (rc == E_OK)
			rc = look_at(s, &one, each, self, err);
	} else
		rc = accounts_load(s->store, &all, err);
	for (size_t i = 0; i < all.len && rc == E_OK; i++)
		if (all.at[i].active == 1)
			rc = look_at(s, &all.at[i], each, self, err);
	vec_release(&all);
	return store_end(s->store, rc, err);
}

struct sheet {
	const void *(*row)(const void *self, const struct snapshot *snapshot,
	    size_t i, bool *wanted);
	const void *self;
	struct expr *where;
	struct out *out;
};

static enum err_code
sheet_rows(void *self, const struct snapshot *s, struct err *err)
{
	const struct sheet *t = self;
	enum err_code rc = E_OK;
	const void *row;
	bool wanted = true;

	for (size_t i = 0; rc == E_OK &&
	    (row = t->row(t->self, s, i, &wanted)) != NULL; i++)
		if (wanted && expr_where(t->where, row))
			rc = out_row(t->out, row, err);
	return rc;
}

enum err_code
snapshots_print(struct session *s, const struct record *record,
    const char *where, const void *(*row)(const void *self,
    const struct snapshot *snapshot, size_t i, bool *wanted),
    const void *self, struct err *err)
{
	struct sheet t = { .row = row, .self = self };
	enum err_code rc = E_OK;

	if (where != NULL)
		rc = expr_where_compile(record, where, &t.where, err);
	if (rc == E_OK)
		rc = session_out(s, record, &t.out, err);
	if (rc == E_OK)
		rc = snapshots_each(s, sheet_rows, &t, err);
	expr_free(t.where);
	return out_end(t.out, rc, err);
}

/* A setting in parts of one; it has been checked when it was read. */
static struct dec
part_of(const struct session *s, const char *key, int shift)
{
	struct dec d, out;

	return dec_parse_text(conf_text(s->conf, key), &d) &&
	    dec_times(d, dec_make(1, shift), &out) ? out : DEC_ZERO;
}

struct risk_terms
session_terms(const struct session *s)
{
	return (struct risk_terms){
		.shock = part_of(s, "risk.shock-percent", 2),
		.slippage = part_of(s, "risk.exit-slippage-bps", 4),
		.exit_fees = conf_int(s->conf, "risk.exit-fees") != 0
	};
}

void
outlook_release(struct outlook *o)
{
	curve_release(&o->curve);
	vec_release(&o->fills);
	vec_release(&o->stops);
	vec_release(&o->fundings);
}

static void
keep_stops(struct orders *all)
{
	size_t kept = 0;

	for (size_t i = 0; i < all->len; i++) {
		int type = all->at[i].type;

		if (type == TYPE_STOP || type == TYPE_STOP_LIMIT ||
		    type == TYPE_TRAILING)
			all->at[kept++] = all->at[i];
	}
	all->len = kept;
}

enum err_code
outlook_load(struct session *s, const char *account, struct outlook *out,
    struct err *err)
{
	struct order_filter filter = { .account = account, .state = -1 };
	enum err_code rc = curve_load(s->store, account, &out->curve, err);

	out->day_start = conf_int(s->conf, "time.day-start");
	out->terms = session_terms(s);
	if (rc == E_OK)
		rc = fills_load(s->store, &filter, &out->fills, err);
	filter.state = ORDER_FILLED;
	if (rc == E_OK)
		rc = orders_load(s->store, &filter, &out->stops, err);
	keep_stops(&out->stops);
	if (rc == E_OK)
		rc = fundings_load(s->store, account, 0, &out->fundings, err);
	return rc;
}

struct risk_history
outlook_history(const struct outlook *o)
{
	return (struct risk_history){ .curve = &o->curve, .fills = &o->fills,
	    .stops = &o->stops, .fundings = &o->fundings,
	    .day_start = o->day_start, .terms = o->terms };
}
