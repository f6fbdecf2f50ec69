/*
 * Orders and trades of one symbol after the other, and what became of orders
 * that are no longer open.
 */
#include "venue/binance/history.h"

#define FORGETS_AFTER (2 * STAMP_DAY)	/* of three, as documented */

/* Where a list of one symbol is read, and how its next page is asked for. */
struct walk {
	enum binance_end end;
	enum binance_market market;
	bool fills;
	enum binance_shape shape;
	const char *next;	/* the parameter of the next id */
};
static const struct walk walks[] = {
	{ END_SPOT_MY_TRADES, BINANCE_SPOT, true, SHAPE_SPOT, "fromId" },
	{ END_SPOT_ALL_ORDERS, BINANCE_SPOT, false, SHAPE_SPOT, "orderId" },
	{ END_FUTURES_MY_TRADES, BINANCE_FUTURES, true, SHAPE_FUTURES,
	  "fromId" },
	{ END_FUTURES_ALL_ORDERS, BINANCE_FUTURES, false, SHAPE_FUTURES,
	  "orderId" },
	{ END_ALGO_ALL_ORDERS, BINANCE_FUTURES, false, SHAPE_ALGO, "page" },
};
#define WALKS (sizeof(walks) / sizeof(walks[0]))

/* One symbol's list on its way through its pages. */
struct task {
	const struct walk *walk;
	const struct binance_symbol *symbol;
	int64_t next;		/* id or page; 0: the first, by time */
	bool done;
};
struct tasks VEC_OF(struct task);

static void
ask_page(struct history *h, const struct task *t, struct binance_call *c)
{
	bool paged = t->walk->shape == SHAPE_ALGO && !t->walk->fills;

	binance_call_init(c, h->b, t->walk->end);
	binance_text(c, "symbol", t->symbol->native);
	/* With an id Binance takes no times. */
	if (t->next == 0 || paged) {
		binance_int(c, "startTime", h->from);
		binance_int(c, "endTime", h->to);
	}
	if (t->next != 0)
		binance_int(c, t->walk->next, t->next);
	binance_int(c, "limit", HISTORY_PAGE);
}

static bool
fill_seen(const struct fills *all, size_t n, const char *id)
{
	for (size_t i = 0; i < n; i++)
		if (strcmp(all->at[i].id, id) == 0)
			return true;
	return false;
}

static enum err_code
take_fills(struct history *h, struct task *t, struct json_in *in)
{
	struct fills page = {0};
	int64_t last = 0;
	size_t rows = 0;
	bool past = false;
	enum err_code rc = binance_fills_parse(h->b, in, t->walk->market,
	    t->symbol->symbol, t->symbol->native, &page, &last,
	    &rows);

	for (size_t i = 0; i < page.len && rc == E_OK; i++) {
		past |= page.at[i].time / 1000 > h->to;
		if (page.at[i].time / 1000 <= h->to &&
		    (t->next == 0 || !fill_seen(&h->out->fills,
		    h->out->fills.len, page.at[i].id)))
			vec_push(&h->out->fills, page.at[i]);
	}
	t->done = rows < HISTORY_PAGE || past;
	t->next = last + 1;
	vec_release(&page);
	return rc;
}

static void
add_link(struct history *h, const struct order *algo, const char *actual)
{
	struct history_link *l = vec_add(&h->links);

	TEXT_SET(l->algo, algo->venue_id);
	if (!binance_id_make(algo->symbol, false, actual, l->actual))
		h->links.len--;
}

void
history_note(struct history *h, const struct order *o)
{
	for (size_t i = 0; i < h->out->orders.len; i++)
		if (strcmp(h->out->orders.at[i].venue_id, o->venue_id) == 0) {
			h->out->orders.at[i] = *o;
			return;
		}
	vec_push(&h->out->orders, *o);
}

/* The list of orders; of conditional ones also what they have become. */
static enum err_code
take_orders(struct history *h, struct task *t, struct json_in *in,
    struct err *err)
{
	struct json_at top = json_top(in);
	struct orders page = {0};
	struct binance_names actual = {0};	/* beside page */
	struct order o;
	size_t rows = json_count(&top);
	int64_t last = 0;
	bool past = false;
	enum err_code rc;

	for (size_t i = 0; i < rows && json_fine(&top); i++) {
		struct json_at row = json_item(&top, i);
		struct binance_name *n;

		if (!binance_order_read(h->b, &row, t->walk->shape, &o))
			continue;
		if (strcmp(o.symbol, t->symbol->symbol) != 0)
			json_wrong(&row, "asked for %s", t->symbol->native);
		vec_push(&page, o);
		n = vec_add(&actual);
		if (t->walk->shape == SHAPE_ALGO)
			TEXT_SET(n->text, binance_actual(&row));
		else
			last = json_get_int(&row, "orderId");
	}
	rc = json_close(in);
	for (size_t i = 0; i < page.len && rc == E_OK; i++) {
		past |= page.at[i].time / 1000 > h->to;
		if (actual.at[i].text[0] != '\0') {
			add_link(h, &page.at[i], actual.at[i].text);
			rc = binance_follow(h->b, t->symbol->native,
			    actual.at[i].text, &page.at[i], err);
		}
		if (rc == E_OK && page.at[i].time / 1000 <= h->to)
			history_note(h, &page.at[i]);
	}
	t->done = rows < HISTORY_PAGE || past;
	t->next = t->walk->shape == SHAPE_ALGO ? (t->next == 0 ? 2 :
	    t->next + 1) : last + 1;
	vec_release(&page);
	vec_release(&actual);
	return rc;
}

/* One page of each of these, all at once. */
static enum err_code
run_tasks(struct history *h, struct task *const *t, size_t n,
    struct err *err)
{
	struct binance_call *calls = mem_array(n, sizeof(*calls));
	struct json_in in = {0};
	enum err_code rc;

	for (size_t i = 0; i < n; i++)
		ask_page(h, t[i], &calls[i]);
	rc = binance_run(h->b, calls, n, err);
	for (size_t i = 0; i < n; i++) {
		if (rc == E_OK)
			rc = binance_open_answer(&calls[i], &in, err);
		if (rc == E_OK)
			rc = t[i]->walk->fills ? take_fills(h, t[i], &in) :
			    take_orders(h, t[i], &in, err);
		binance_call_release(&calls[i]);
	}
	free(calls);
	return rc;
}

#define TOGETHER 16	/* requests in one run: what limits allow at once */

enum err_code
history_symbols(struct history *h, struct err *err)
{
	struct tasks all = {0};
	struct task *now[TOGETHER];
	size_t n = 1;
	enum err_code rc = E_OK;

	for (size_t i = 0; i < h->names.len; i++) {
		const struct binance_symbol *s = binance_by_symbol(
		    &h->b->symbols, h->names.at[i].text);

		for (size_t w = 0; w < WALKS && s != NULL; w++)
			if (walks[w].market == s->market &&
			    !(s->market == BINANCE_FUTURES &&
			    h->b->no_futures))
				vec_push(&all, ((struct task){
				    .walk = &walks[w], .symbol = s }));
	}
	while (n > 0 && rc == E_OK) {
		n = 0;
		for (size_t i = 0; i < all.len && n < TOGETHER; i++)
			if (!all.at[i].done)
				now[n++] = &all.at[i];
		if (n > 0)
			rc = run_tasks(h, now, n, err);
	}
	vec_release(&all);
	return rc;
}

static bool
is_open(const struct orders *open, const struct order *o)
{
	for (size_t i = 0; i < open->len; i++)
		if (strcmp(open->at[i].client_order_id,
		    o->client_order_id) == 0)
			return true;
	return false;
}

/*
 * It works for all that is known here, but is not among the open orders. Gone
 * altogether is only what was cancelled or expired unfilled: Binance forgets
 * such orders after days, filled ones after months.
 */
static enum err_code
look_after(struct history *h, const struct order *o, struct err *err)
{
	const struct binance_symbol *s = binance_by_symbol(&h->b->symbols,
	    o->symbol);
	bool algo = o->type != TYPE_LIMIT && o->type != TYPE_MARKET;
	char actual[ID_SIZE] = "";
	struct order seen = order_empty();
	bool found = false;
	enum err_code rc;

	if (s == NULL)
		return E_OK;
	algo = algo && s->market == BINANCE_FUTURES;
	rc = binance_look_up(h->b, s, algo, o->client_order_id, &found,
	    &seen, actual, err);
	if (rc == E_OK && !found && s->market == BINANCE_FUTURES)
		rc = binance_look_up(h->b, s, !algo, o->client_order_id,
		    &found, &seen, actual, err);
	if (rc != E_OK)
		return rc;
	if (found && actual[0] != '\0') {
		struct history_link *l = vec_add(&h->links);

		TEXT_SET(l->algo, seen.venue_id);
		TEXT_SET(l->actual, actual);
	}
	if (!found) {
		/* What is young may only not be shown yet. */
		if (o->venue_id[0] == '\0' || dec_sign(o->filled) > 0 ||
		    h->to * 1000 - o->last_update_time < FORGETS_AFTER)
			return E_OK;
		seen = *o;
		seen.state = ORDER_CANCELED;
		TEXT_SET(seen.status, order_status(ORDER_CANCELED));
		TEXT_SET(seen.reason, "not_kept");
		seen.last_update_time = h->to * 1000;
	}
	history_note(h, &seen);
	return E_OK;
}

/*
 * A conditional order that is over: what it became may be in the lists once
 * more, while it is older than what they cover, and must not pass for an order
 * of its own.
 */
static bool
is_over(const struct history *h, const struct order *o)
{
	bool algo = false;

	binance_id_native(o->venue_id, &algo);
	if (!algo || !order_state_closed((enum order_state)o->state))
		return false;
	for (size_t i = 0; i < h->links.len; i++)
		if (strcmp(h->links.at[i].algo, o->venue_id) == 0)
			return false;
	return true;
}

enum err_code
history_working(struct history *h, struct err *err)
{
	enum err_code rc = E_OK;

	/* What works now, also where its list by symbol was read before. */
	for (size_t i = 0; i < h->open.len; i++)
		history_note(h, &h->open.at[i]);
	for (size_t i = 0; i < h->ours.len && rc == E_OK; i++) {
		const struct order *o = &h->ours.at[i];

		if (order_state_working((enum order_state)o->state) ?
		    !is_open(&h->open, o) : is_over(h, o))
			rc = look_after(h, o, err);
	}
	return rc;
}

enum err_code
history_load(struct history *h, int64_t since, struct err *err)
{
	const struct binance_memory *m = &h->b->memory;

	vec_clear(&h->ours);
	return m->working == NULL ? E_OK : m->working(m->self, since,
	    &h->ours, err);
}
