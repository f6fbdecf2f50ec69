/*
 * What happened since a cursor: orders, own trades, income, deposits,
 * withdrawals and moves between wallets. The cursor is a time of Binance's,
 * "1:MILLISECONDS": everything before it has been told. Each call covers at
 * most a day of it, every page of every symbol; a little is told again, since
 * what is told carries its id.
 *
 * A call soon after such a one looks only at what this store's orders have done
 * (and leaves the cursor), for reading everything costs much of what may be
 * asked in a minute; not while an order is unknown, or it is to be thorough.
 *
 * Binance tells orders and trades by symbol only. Asked for are symbols that
 * this store had orders of, that have open orders, that income speaks of, and
 * the pairs of what is held with the account's currency.
 */
#include "venue/binance/history.h"

#include <inttypes.h>
#include <stdio.h>

#define OVERLAP_MS INT64_C(600000)	/* shown late, told again */
#define WINDOW_MS INT64_C(86400000)	/* spot: at most a day at once */
#define MONEY_MS (7 * WINDOW_MS)	/* until a deposit is credited */
#define MOVES_PAGE 100
#define RECENT_MS INT64_C(20000)	/* only our own orders are looked at */
static enum err_code
read_cursor(const struct binance *b, const char *cursor, int64_t now,
    int64_t *from, struct err *err)
{
	long long ms;
	int used = 0;

	if (cursor[0] == '\0') {
		/* From when the account was added: its past is not ours. */
		*from = b->v.account.created > 0 ?
		    b->v.account.created / 1000 : now - MONEY_MS;
		if (*from > now)
			*from = now;
		return E_OK;
	}
	if (sscanf(cursor, "1:%lld%n", &ms, &used) != 1 ||
	    cursor[used] != '\0' || ms <= 0)
		return err_set(err, E_STORE, "%s: cannot go on from \"%s\"",
		    b->v.account.label, cursor);
	*from = ms;
	return E_OK;
}

/* All pages of one end point that numbers or offsets them. */
static enum err_code
income_pages(struct history *h, struct err *err)
{
	size_t rows = HISTORY_PAGE;
	enum err_code rc = E_OK;

	for (int page = 1; rows == HISTORY_PAGE && rc == E_OK; page++) {
		struct binance_call c;
		struct json_in in = {0};

		binance_call_init(&c, h->b, END_FUTURES_INCOME);
		binance_int(&c, "startTime", h->from);
		binance_int(&c, "endTime", h->to);
		binance_int(&c, "limit", HISTORY_PAGE);
		binance_int(&c, "page", page);
		rc = binance_read(&c, &in, err);
		rows = 0;
		if (rc == E_OK)
			rc = binance_income_parse(h->b, &in, h->out,
			    &h->names, &rows);
		else if (binance_without_futures(h->b, &c, err))
			rc = E_OK;
		binance_call_release(&c);
	}
	return rc;
}

/* What came before the account was added is its opening balance. */
static void
own_transfers(struct history *h, size_t first)
{
	struct transfers *all = &h->out->transfers;

	for (size_t i = first; i < all->len;) {
		struct transfer *t = &all->at[i];

		TEXT_SET(t->account, h->b->v.account.label);
		if (t->time < h->b->v.account.created)
			*t = all->at[--all->len];
		else
			i++;
	}
}

static enum err_code
transfer_pages(struct history *h, enum binance_end end,
    enum err_code (*parse)(struct json_in *in, struct transfers *out,
    size_t *rows), struct err *err)
{
	size_t rows = HISTORY_PAGE, offset = 0, first = h->out->transfers.len;
	enum err_code rc = E_OK;

	for (; rows == HISTORY_PAGE && rc == E_OK; offset += HISTORY_PAGE) {
		struct binance_call c;
		struct json_in in = {0};

		binance_call_init(&c, h->b, end);
		binance_int(&c, "startTime", h->from - MONEY_MS);
		binance_int(&c, "endTime", h->to);
		binance_int(&c, "limit", HISTORY_PAGE);
		binance_int(&c, "offset", (int64_t)offset);
		rc = binance_read(&c, &in, err);
		rows = 0;
		if (rc == E_OK)
			rc = parse(&in, &h->out->transfers, &rows);
		binance_call_release(&c);
	}
	own_transfers(h, first);
	return rc;
}

static const char moves_unread[] = "its key may not see what moves between "
    "the funding wallet and spot or futures: that looks like profit or loss";

/* One type of moves between wallets. */
static enum err_code
move_pages(struct history *h, const struct binance_move *m, struct err *err)
{
	size_t rows = MOVES_PAGE, first = h->out->transfers.len;
	enum err_code rc = E_OK;

	for (int page = 1; rows == MOVES_PAGE && rc == E_OK; page++) {
		struct binance_call c;
		struct json_in in = {0};

		binance_call_init(&c, h->b, END_MOVES);
		binance_text(&c, "type", m->type);
		binance_int(&c, "startTime", h->from - MONEY_MS);
		binance_int(&c, "endTime", h->to);
		binance_int(&c, "current", page);
		binance_int(&c, "size", MOVES_PAGE);
		rc = binance_read(&c, &in, err);
		rows = 0;
		if (rc == E_OK)
			rc = binance_moves_parse(&in, m, &h->out->transfers,
			    &rows);
		else if (binance_without_moves(h->b, &c, err)) {
			h->out->unread = moves_unread;
			rc = E_OK;
		}
		binance_call_release(&c);
	}
	own_transfers(h, first);
	return rc;
}

static enum err_code
collect_names(struct history *h, struct err *err)
{
	struct binance *b = h->b;
	const char *currency = b->v.account.currency[0] != '\0' ?
	    b->v.account.currency : "USDT";
	struct balances held = {0};
	char pair[2 * ASSET_SIZE];
	enum err_code rc = E_OK;

	if (b->memory.symbols != NULL)
		rc = b->memory.symbols(b->memory.self, &h->names, err);
	for (size_t i = 0; i < h->open.len; i++)
		binance_name_add(&h->names, h->open.at[i].symbol);
	if (rc == E_OK)
		rc = binance_balances(&b->v, &held, err);
	for (size_t i = 0; i < held.len && rc == E_OK; i++) {
		snprintf(pair, sizeof(pair), "%s/%s", held.at[i].asset,
		    currency);
		if (strcmp(held.at[i].wallet, "spot") == 0 &&
		    binance_by_symbol(&b->symbols, pair) != NULL)
			binance_name_add(&h->names, pair);
	}
	vec_release(&held);
	return rc;
}

/* Oldest first; where times are equal, as they came. */
static int
order_after(const void *a, const void *b)
{
	const struct order *x = a, *y = b;

	return x->time != y->time ? x->time < y->time ? -1 : 1 :
	    strcmp(x->venue_id, y->venue_id);
}

static int
fill_after(const void *a, const void *b)
{
	const struct fill *x = a, *y = b;

	return x->time != y->time ? x->time < y->time ? -1 : 1 :
	    strcmp(x->id, y->id);
}

/* What a conditional order became has its ids, and is not told beside it. */
static void
link_orders(struct history *h)
{
	struct orders *all = &h->out->orders;
	size_t kept = 0;

	for (size_t i = 0; i < all->len; i++) {
		bool behind = false;

		for (size_t n = 0; n < h->links.len && !behind; n++)
			behind = strcmp(h->links.at[n].actual,
			    all->at[i].venue_id) == 0;
		if (!behind)
			all->at[kept++] = all->at[i];
	}
	all->len = kept;
	for (size_t i = 0; i < h->out->fills.len; i++)
		for (size_t n = 0; n < h->links.len; n++)
			if (strcmp(h->links.at[n].actual,
			    h->out->fills.at[i].order_id) == 0)
				TEXT_SET(h->out->fills.at[i].order_id,
				    h->links.at[n].algo);
}

static enum err_code
collect(struct history *h, struct err *err)
{
	struct binance *b = h->b;
	enum err_code rc = binance_open_orders(&b->v, &h->open, err);

	if (rc == E_OK && !b->no_futures)
		rc = income_pages(h, err);
	if (rc == E_OK && b->url[HOST_SAPI] != NULL)
		rc = transfer_pages(h, END_DEPOSITS, binance_deposits_parse,
		    err);
	if (rc == E_OK && b->url[HOST_SAPI] != NULL)
		rc = transfer_pages(h, END_WITHDRAWALS,
		    binance_withdrawals_parse, err);
	for (size_t i = 0; i < BINANCE_MOVES && rc == E_OK &&
	    b->url[HOST_SAPI] != NULL && !b->no_moves; i++)
		rc = move_pages(h, &binance_moves[i], err);
	if (rc == E_OK)
		rc = collect_names(h, err);
	if (rc == E_OK)
		rc = history_symbols(h, err);
	if (rc == E_OK)
		rc = history_load(h, h->from * 1000, err);
	if (rc == E_OK)
		rc = history_working(h, err);
	return rc;
}

/* Everything was read a moment ago, and no order is in doubt. */
static bool
is_recent(const struct history *h, const char *cursor, int64_t from,
    int64_t now)
{
	for (size_t i = 0; i < h->ours.len; i++)
		if (!order_state_working((enum order_state)
		    h->ours.at[i].state))
			return false;
	return cursor[0] != '\0' && h->b->memory.working != NULL &&
	    now - from < RECENT_MS && now >= from;
}

static void
sort_changes(struct venue_changes *c)
{
	if (c->orders.len > 1)
		qsort(c->orders.at, c->orders.len, sizeof(c->orders.at[0]),
		    order_after);
	if (c->fills.len > 1)
		qsort(c->fills.at, c->fills.len, sizeof(c->fills.at[0]),
		    fill_after);
}

enum err_code
binance_changes(struct venue *v, const char *cursor,
    struct venue_changes *out, struct err *err)
{
	struct binance *b = (struct binance *)v;
	struct venue_changes found = {0};
	struct history h = { .b = b, .out = &found };
	int64_t now = 0, from = 0, created = v->account.created / 1000;
	bool recent;
	enum err_code rc = binance_symbols_need(b, err);

	if (rc == E_OK)
		rc = binance_time(v, &now, err);
	now /= 1000;
	if (rc == E_OK)
		rc = read_cursor(b, cursor, now, &from, err);
	h.from = from - OVERLAP_MS;
	if (created > from)	/* by a clock of ours that was ahead */
		created = from;
	if (h.from < created)
		h.from = created;
	h.to = from + WINDOW_MS - OVERLAP_MS < now ?
	    from + WINDOW_MS - OVERLAP_MS : now;
	if (rc == E_OK && h.to < h.from)
		rc = err_set(err, E_NETWORK, "%s: Binance's clock is before "
		    "what has been read", v->account.label);
	if (rc == E_OK)
		rc = history_load(&h, 0, err);
	recent = rc == E_OK && !v->thorough &&
	    is_recent(&h, cursor, from, now);
	if (rc == E_OK)
		rc = recent ? history_ours(&h, err) : collect(&h, err);
	if (rc == E_OK) {
		link_orders(&h);
		sort_changes(&found);
		snprintf(found.cursor, sizeof(found.cursor), "1:%" PRId64,
		    recent || h.to < from ? from : h.to);
		found.more = !recent && h.to < now;
		venue_changes_release(out);	/* its room */
		*out = found;
	} else
		venue_changes_release(&found);
	vec_release(&h.names);
	vec_release(&h.open);
	vec_release(&h.links);
	vec_release(&h.ours);
	return rc;
}

/* Days between then and now, one after the other: spot gives no more at once.
 * The clock that counts is Binance's. */
enum err_code
binance_history(struct venue *v, const char *symbol, int64_t since,
    struct venue_changes *out, struct err *err)
{
	struct binance *b = (struct binance *)v;
	struct venue_changes found = {0};
	struct history h = { .b = b, .out = &found };
	const struct binance_symbol *s;
	int64_t now = 0;
	enum err_code rc = binance_symbol(b, symbol, &s, err);

	if (rc == E_OK)
		rc = binance_time(v, &now, err);
	binance_name_add(&h.names, symbol);
	now /= 1000;
	for (int64_t from = since / 1000; rc == E_OK && from <= now;
	    from += WINDOW_MS) {
		h.from = from;
		h.to = from + WINDOW_MS < now ? from + WINDOW_MS : now;
		rc = history_symbols(&h, err);
	}
	h.from = since / 1000;
	if (rc == E_OK)
		rc = history_load(&h, since, err);
	if (rc == E_OK)
		rc = history_working(&h, err);
	if (rc == E_OK) {
		link_orders(&h);
		venue_changes_release(out);	/* its room */
		*out = found;
	} else
		venue_changes_release(&found);
	vec_release(&h.names);
	vec_release(&h.links);
	vec_release(&h.ours);
	return rc;
}
