/*
 * Reading accounts: their snapshots, those of live ones asked for all at once,
 * and their past.
 */
#include "cmd/holdings.h"

#include "account/account.h"
#include "base/stamp.h"
#include "cmd/online.h"
#include "cmd/trade.h"
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

/* The account's own rates for what it holds, where they are counted. */
static void
learn_fees(struct session *s, struct venue *v, struct snapshot *snapshot)
{
	VEC(const char *) held = {0};
	struct err why;
	bool news = false;

	if (!session_terms(s).exit_fees)
		return;
	for (size_t i = 0; i < snapshot->positions.len; i++)
		vec_push(&held, (const char *)
		    snapshot->positions.at[i].symbol);
	if (held.len > 0 && venue_learn_fees(v, held.at, held.len, &news,
	    &why) != E_OK)
		session_warn(s, "%s", why.text);
	if (news) {
		vec_clear(&snapshot->instruments);
		(void)v->ops->instruments(v, &snapshot->instruments, NULL);
	}
	vec_release(&held);
}

/* An account on the way through a walk; at a live one much may fail. */
struct seen {
	struct account account;
	struct venue *venue;
	struct err why;			/* E_OK: it has answered so far */
};

struct walk {
	struct session *s;
	enum sight sight;
	VEC(struct seen) seen;
	size_t silent;			/* did not answer */
	enum err_code code;
	struct buf told;		/* a line for each of them */
};

static void
walk_release(struct walk *w)
{
	for (size_t i = 0; i < w->seen.len; i++)
		venue_close(w->seen.at[i].venue);
	vec_release(&w->seen);
	buf_release(&w->told);
}

bool
snapshots_partly(enum err_code rc)
{
	return rc == E_NETWORK || rc == E_LIMITED || rc == E_LOCKED ||
	    rc == E_REJECTED || rc == E_DATA;
}

/* Whom to look at: --account, or every active one. */
static enum err_code
walk_choose(struct walk *w, struct err *err)
{
	struct accounts all = {0};
	const char *label = w->s->globals->account;
	enum err_code rc;

	if (label != NULL)
		rc = account_load(w->s->store, label, vec_add(&all), err);
	else
		rc = accounts_load(w->s->store, &all, err);
	for (size_t i = 0; i < all.len && rc == E_OK; i++)
		if (label != NULL || all.at[i].active == 1)
			vec_add(&w->seen)->account = all.at[i];
	vec_release(&all);
	return rc;
}

/* Those on live prices run up to now first. This session may only read, and
 * catching up writes: it has a connection of its own. */
static enum err_code
walk_follow(struct walk *w, struct err *err)
{
	struct gate_options o = trade_options(w->s);
	struct store *store = NULL;
	enum err_code rc = E_OK;

	for (size_t i = 0; i < w->seen.len && rc == E_OK; i++) {
		struct seen *one = &w->seen.at[i];
		struct gate *g = NULL;

		if (one->account.live_prices != 1 || one->account.active != 1)
			continue;
		rc = session_net_store(w->s, &store, err);
		if (rc == E_OK)
			rc = gate_open(store, one->account.label, &o, &g,
			    &one->why);
		gate_close(g);
		if (snapshots_partly(rc))
			rc = E_OK;	/* it is told with the others */
		else if (rc != E_OK && one->why.code != E_OK)
			*err = one->why;
	}
	return rc;
}

/* Opens their venues and asks all that are live at once. */
static enum err_code
walk_ask(struct walk *w, struct err *err)
{
	VEC(struct venue *) live = {0};
	enum err_code rc = E_OK;

	for (size_t i = 0; i < w->seen.len && rc == E_OK; i++) {
		struct seen *one = &w->seen.at[i];
		bool paper = one->account.mode == MODE_PAPER;

		if (one->why.code != E_OK)
			continue;
		rc = session_venue(w->s, &one->account, &one->venue,
		    paper ? err : &one->why);
		if (!paper && rc == E_OK)
			vec_push(&live, one->venue);
		if (!paper)
			rc = E_OK;
	}
	if (rc == E_OK && live.len > 0)
		rc = venues_ask(live.at, live.len, w->sight == SIGHT_ALL ?
		    ASK_SNAPSHOT : ASK_HOLDINGS, err);
	vec_release(&live);
	return rc;
}

static void
walk_count(struct walk *w, const struct seen *one)
{
	if (w->silent++ == 0)
		w->code = one->why.code;
	else if (w->code != one->why.code)
		w->code = E_NETWORK;
}

/* Notes who did not answer, why, and how old what is known of it is. */
static void
walk_silent(struct walk *w, const struct seen *one)
{
	struct equity_point last = {0};
	char at[STAMP_TEXT_SIZE], age[STAMP_TEXT_SIZE];
	int64_t passed;
	bool found = false;

	if (one->account.live_prices == 1) {
		/* It says itself how old its prices are. */
		buf_printf(&w->told, "%s%s", w->told.len > 0 ? "\n" : "",
		    one->why.text);
		walk_count(w, one);
		return;
	}
	(void)equity_last(w->s->store, one->account.label, &found, &last,
	    NULL);
	buf_printf(&w->told, "%saccount %s did not answer: %s",
	    w->told.len > 0 ? "\n" : "", one->account.label, one->why.text);
	passed = clock_now(&w->s->clock) - last.time;
	if (found && passed >= 0)
		buf_printf(&w->told, " (last known at %s, %s ago)",
		    stamp_text(last.time, at),
		    duration_text(passed - passed % STAMP_SECOND, age));
	walk_count(w, one);
}

static enum err_code
walk_end(const struct walk *w, struct err *err)
{
	struct buf text = {0};
	enum err_code rc;

	if (w->silent == 0)
		return E_OK;
	if (w->silent == 1)
		return err_set(err, w->code, "%s", w->told.at);
	for (size_t i = 0; i < w->told.len; i++) {
		buf_putc(&text, w->told.at[i]);
		if (w->told.at[i] == '\n')
			buf_puts(&text, "  ");
	}
	rc = err_set(err, w->code, "%zu accounts did not answer:\n  %s",
	    w->silent, buf_text(&text));
	buf_release(&text);
	return rc;
}

static enum err_code
look(struct walk *w, struct seen *one, struct snapshot *out)
{
	enum err_code rc;

	if (one->why.code != E_OK)
		return one->why.code;
	if (w->sight == SIGHT_HOLDINGS)
		return account_holdings(one->venue, out, &one->why);
	rc = account_snapshot(w->s->store, one->venue,
	    conf_int(w->s->conf, "time.day-start"), out, &one->why);
	if (rc == E_OK) {
		learn_fees(w->s, one->venue, out);
		positions_complete(w->s, out);
	}
	return rc;
}

static enum err_code
look_at(struct walk *w, struct seen *one,
    enum err_code (*each)(void *self, const struct snapshot *snapshot,
    struct err *err), void *self, struct err *err)
{
	struct snapshot snapshot = {0};
	enum err_code rc = look(w, one, &snapshot);

	if (rc == E_OK)
		rc = each(self, &snapshot, err);
	else if (one->account.mode == MODE_LIVE ||
	    one->account.live_prices == 1) {
		walk_silent(w, one);
		rc = E_OK;
	} else
		*err = one->why;
	snapshot_release(&snapshot);
	return rc;
}

static enum err_code
walk_accounts(struct session *s, enum sight sight,
    enum err_code (*each)(void *self, const struct snapshot *snapshot,
    struct err *err), void *self, struct err *err)
{
	struct walk w = { .s = s, .sight = sight };
	enum err_code rc;

	if (s->store == NULL)
		return s->globals->account == NULL ? E_OK : err_set(err,
		    E_USAGE, "no account '%s'", s->globals->account);
	rc = walk_choose(&w, err);
	if (rc == E_OK)
		rc = walk_follow(&w, err);
	/* One moment for all of it: venue and ledger must not differ. */
	if (rc == E_OK)
		rc = store_begin(s->store, err);
	if (rc != E_OK) {
		walk_release(&w);
		return rc;
	}
	rc = walk_ask(&w, err);
	for (size_t i = 0; i < w.seen.len && rc == E_OK; i++)
		rc = look_at(&w, &w.seen.at[i], each, self, err);
	rc = store_end(s->store, rc, err);
	if (rc == E_OK)
		rc = walk_end(&w, err);
	walk_release(&w);
	return rc;
}

enum err_code
snapshots_each(struct session *s,
    enum err_code (*each)(void *self, const struct snapshot *snapshot,
    struct err *err), void *self, struct err *err)
{
	return walk_accounts(s, SIGHT_ALL, each, self, err);
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
snapshots_print(struct session *s, enum sight sight,
    const struct record *record, const char *where,
    const void *(*row)(const void *self, const struct snapshot *snapshot,
    size_t i, bool *wanted), const void *self, struct err *err)
{
	struct sheet t = { .row = row, .self = self };
	enum err_code rc = E_OK;

	if (where != NULL)
		rc = expr_where_compile(record, where, &t.where, err);
	if (rc == E_OK)
		rc = session_out(s, record, &t.out, err);
	if (rc == E_OK)
		rc = walk_accounts(s, sight, sheet_rows, &t, err);
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
