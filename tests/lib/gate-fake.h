/* What the fake venue of gate.h does; it includes this after its struct. */
#ifndef TESTS_GATE_FAKE_H
#define TESTS_GATE_FAKE_H

static inline enum err_code
fake_instruments(struct venue *v, struct instruments *out, struct err *e)
{
	static const char *const symbols[] = { "BTC/USDT", "ETH/USDT",
	    "BTC/USDT:USDT" };

	(void)v;
	for (int n = 0; n < 3; n++) {
		struct instrument *i = vec_add(out);

		TEXT_SET(i->venue, "sim");
		TEXT_SET(i->symbol, symbols[n]);
		instrument_set_tick(i, "0.01", NULL);
		i->lot = D("0.001");
		i->maker = i->taker = D("0.001");
		if (instrument_check(i, e) != E_OK)
			return e->code;
	}
	return E_OK;
}

static inline void
add_balance(struct balances *out, const char *asset, struct dec total,
    struct dec available)
{
	struct balance *b = vec_add(out);

	TEXT_SET(b->account, "demo");
	TEXT_SET(b->venue, "sim");
	TEXT_SET(b->asset, asset);
	b->total = total;
	b->free = available;
	dec_sub(total, available, &b->used);
	b->value = DEC_NONE;
	b->time = NOW;
}

static inline enum err_code
fake_balances(struct venue *v, struct balances *out, struct err *e)
{
	(void)e;
	add_balance(out, "USDT", of(v)->usdt, of(v)->usdt);
	add_balance(out, "BTC", of(v)->btc, of(v)->btc_free);
	return E_OK;
}

static inline enum err_code
fake_positions(struct venue *v, struct positions *out, struct err *e)
{
	struct position *p;

	(void)e;
	if (dec_cmp(of(v)->btc, D("0.001")) < 0)
		return E_OK;
	p = vec_add(out);
	*p = position_empty();
	TEXT_SET(p->account, "demo");
	TEXT_SET(p->venue, "sim");
	TEXT_SET(p->symbol, "BTC/USDT");
	p->contracts = of(v)->btc;
	p->contract_size = dec_int(1);
	p->time = of(v)->now;
	return E_OK;
}

static inline enum err_code
fake_prices(struct venue *v, struct prices *out, struct err *e)
{
	struct price *p = vec_add(out);

	(void)e;
	TEXT_SET(p->symbol, "BTC/USDT");
	p->last = p->mark = of(v)->last;
	p->time = of(v)->now;
	return E_OK;
}

static inline enum err_code
fake_open_orders(struct venue *v, struct orders *out, struct err *e)
{
	struct fake *f = of(v);

	(void)e;
	for (size_t i = 0; i < f->orders.len && !f->hide_open; i++)
		if (order_state_working((enum order_state)
		    f->orders.at[i].state))
			vec_push(out, f->orders.at[i]);
	return E_OK;
}

static inline enum err_code
fake_find(struct venue *v, const struct order *asked, bool *found,
    struct order *out, struct err *e)
{
	struct fake *f = of(v);

	f->lookups++;
	if (f->fail_find != 0)
		return err_set(e, (enum err_code)f->fail_find,
		    "look-up fails");
	*found = false;
	for (size_t i = 0; i < f->orders.len && !f->hide_found; i++)
		if (strcmp(f->orders.at[i].client_order_id,
		    asked->client_order_id) == 0) {
			*found = true;
			*out = f->orders.at[i];
		}
	return E_OK;
}

/* Pages of one order and one fill at a time; the cursor counts both. */
static inline enum err_code
fake_changes(struct venue *v, const char *cursor, struct venue_changes *out,
    struct err *e)
{
	struct fake *f = of(v);
	size_t orders = 0, fills = 0;

	f->changes_calls++;
	if (f->fail_changes != 0)
		return err_set(e, (enum err_code)f->fail_changes,
		    "changes fail");
	out->unread = f->unread;
	f->unread = NULL;
	if (cursor[0] != '\0')
		sscanf(cursor, "%zu/%zu", &orders, &fills);
	if (orders < f->told_orders)
		vec_push(&out->orders, f->log.orders.at[orders++]);
	if (fills < f->told_fills)
		vec_push(&out->fills, f->log.fills.at[fills++]);
	if (orders > 0 || fills > 0)
		snprintf(out->cursor, sizeof(out->cursor), "%zu/%zu", orders,
		    fills);
	out->more = orders < f->told_orders || fills < f->told_fills;
	return E_OK;
}

static inline enum err_code
fake_time(struct venue *v, int64_t *now, struct err *e)
{
	(void)e;
	*now = of(v)->now;
	return E_OK;
}

/* The venue's order and its log entry. */
static inline struct order *
venue_order(struct fake *f, const char *client_id, int state)
{
	struct order *o = vec_add(&f->orders);

	*o = order_empty();
	order_from_request(o, &f->request);
	TEXT_SET(o->client_order_id, client_id);
	snprintf(o->venue_id, sizeof(o->venue_id), "v%zu", f->orders.len);
	if (!dec_known(o->amount))
		o->amount = D("1");
	o->key[0] = '\0';
	o->state = state;
	o->time = o->last_update_time = f->now;
	return o;
}

static inline void
venue_tells(struct fake *f, const struct order *o)
{
	vec_push(&f->log.orders, *o);
	f->told_orders = f->log.orders.len;
}

static inline void
venue_fills(struct fake *f, const struct order *o, const char *amount)
{
	struct fill *x = vec_add(&f->log.fills);

	snprintf(x->id, sizeof(x->id), "t%zu", f->log.fills.len);
	TEXT_SET(x->order_id, o->venue_id);
	TEXT_SET(x->symbol, o->symbol);
	x->side = o->side;
	x->price = f->last;
	x->amount = D(amount);
	dec_times(x->price, x->amount, &x->cost);
	x->fee = D("0.01");
	TEXT_SET(x->fee_currency, "USDT");
	x->realized_pnl = DEC_NONE;
	x->time = f->now;
	f->told_fills = f->log.fills.len;
}

static inline void
book(struct fake *f, const char *client_id, bool fill)
{
	char amount[DEC_TEXT_SIZE];
	struct order *o = venue_order(f, client_id, ORDER_OPEN);

	venue_tells(f, o);
	if (!fill)
		return;
	venue_fills(f, o, dec_text(o->amount, amount));
	o->state = ORDER_FILLED;
	venue_tells(f, o);
}

static inline bool
ask_guard(struct fake *f, const struct send_guard *g)
{
	bool yes;

	f->guards++;
	yes = g->sending(g->self);
	f->agreed += yes;
	return yes;
}

static inline enum err_code
fake_submit(struct venue *v, const struct order_request *r,
    const char *client_id, const struct send_guard *guard,
    struct venue_answer *a, struct err *e)
{
	struct fake *f = of(v);
	enum manner m = f->manner;

	f->submits++;
	f->request = *r;
	*a = (struct venue_answer){ .result = VENUE_NOT_SENT };
	if (m == FAIL_EARLY)
		return err_set(e, E_NETWORK, "no route");
	if (m == NO_CONNECTION || !ask_guard(f, guard))
		return E_OK;
	if (m == GUARD_TWICE)
		ask_guard(f, guard);
	if (f->meanwhile != NULL)
		f->meanwhile(f);
	a->result = VENUE_ACCEPTED;
	a->time = f->now;
	switch (m) {
	case REJECT:
		a->result = VENUE_REJECTED;
		TEXT_SET(a->reason, "insufficient_funds");
		return E_OK;
	case LOSE:
		a->result = VENUE_UNKNOWN;
		return E_OK;
	case WAIT:
		return E_OK;
	default:
		book(f, client_id, m == BOOK_FILL || m == BOOK_FILL_SILENT);
		snprintf(a->venue_id, sizeof(a->venue_id), "v%zu",
		    f->orders.len);
	}
	if (m == BOOK_SILENT || m == BOOK_FILL_SILENT)
		*a = (struct venue_answer){ .result = VENUE_UNKNOWN };
	if (m == BOOK_ERROR)
		return err_set(e, E_NETWORK, "the line is dead");
	return E_OK;
}

/* Both are booked, or neither; a rejection is of the first, linked to it the
 * second. */
static inline enum err_code
fake_submit_pair(struct venue *v, const struct order_request r[2],
    const char *const ids[2], const struct send_guard *guard,
    struct venue_answer a[2], struct err *e)
{
	struct fake *f = of(v);
	enum manner m = f->manner;

	f->submits++;
	a[0] = a[1] = (struct venue_answer){ .result = VENUE_NOT_SENT };
	if (m == FAIL_EARLY)
		return err_set(e, E_NETWORK, "no route");
	if (m == NO_CONNECTION || !ask_guard(f, guard))
		return E_OK;
	if (m == GUARD_TWICE)
		ask_guard(f, guard);
	a[0].time = a[1].time = f->now;
	a[0].result = a[1].result = m == REJECT ? VENUE_REJECTED :
	    m == LOSE || m == BOOK_SILENT ? VENUE_UNKNOWN : VENUE_ACCEPTED;
	if (m == REJECT) {
		TEXT_SET(a[0].reason, "insufficient_funds");
		TEXT_SET(a[1].reason, "linked");
	}
	for (int i = 0; i < 2 && m != REJECT && m != LOSE; i++) {
		f->request = r[i];
		book(f, ids[i], m == BOOK_FILL && i == 0);
	}
	if (m == BOOK_FILL) {
		f->orders.at[f->orders.len - 1].state = ORDER_CANCELED;
		TEXT_SET(f->orders.at[f->orders.len - 1].reason, "linked");
		venue_tells(f, &f->orders.at[f->orders.len - 1]);
	}
	return m == BOOK_ERROR ? err_set(e, E_NETWORK, "the line is dead") :
	    E_OK;
}

static inline enum err_code
fake_amend(struct venue *v, const struct order *o,
    const struct order_terms *c, struct venue_answer *a, struct err *e)
{
	struct fake *f = of(v);
	enum manner m = f->manner;

	f->amends++;
	if (f->meanwhile != NULL)
		f->meanwhile(f);
	*a = (struct venue_answer){ .result = VENUE_NOT_SENT };
	if (m == FAIL_EARLY)
		return err_set(e, E_NETWORK, "no route");
	if (m == NO_CONNECTION)
		return E_OK;
	a->time = f->now;
	a->result = m == REJECT ? VENUE_REJECTED : m == LOSE ||
	    m == BOOK_SILENT ? VENUE_UNKNOWN : VENUE_ACCEPTED;
	if (m == REJECT)
		TEXT_SET(a->reason, "bad_price");
	for (size_t i = 0; i < f->orders.len && m != REJECT && m != LOSE;
	    i++) {
		struct order *mine = &f->orders.at[i];
		struct order_terms after = order_terms_after(mine, c);

		if (strcmp(mine->client_order_id, o->client_order_id) != 0)
			continue;
		mine->amount = after.amount;
		mine->price = after.price;
		mine->trigger_price = after.trigger_price;
		if (m == BOOK)
			venue_tells(f, mine);
	}
	return m == BOOK_ERROR ? err_set(e, E_NETWORK, "the line is dead") :
	    E_OK;
}

static inline enum err_code
fake_leverage(struct venue *v, const char *symbol, struct dec leverage,
    int mode, struct venue_answer *a, struct err *e)
{
	struct fake *f = of(v);

	(void)symbol;
	f->settings++;
	*a = (struct venue_answer){ .result = f->manner == REJECT ?
	    VENUE_REJECTED : f->manner == LOSE ? VENUE_UNKNOWN :
	    f->manner == NO_CONNECTION || f->manner == FAIL_EARLY ?
	    VENUE_NOT_SENT : VENUE_ACCEPTED };
	TEXT_SET(a->reason, f->manner == REJECT ? "leverage_tier" : "");
	if (f->manner == FAIL_EARLY)
		return err_set(e, E_NETWORK, "no route");
	if (a->result == VENUE_ACCEPTED && dec_known(leverage))
		f->leverage = leverage;
	if (a->result == VENUE_ACCEPTED && mode >= 0)
		f->mode = mode;
	return f->manner == BOOK_ERROR ? err_set(e, E_NETWORK, "the line is "
	    "dead") : E_OK;
}

static inline enum err_code
fake_leverage_of(struct venue *v, const char *symbol, struct dec *leverage,
    int *mode, struct err *e)
{
	(void)symbol;
	(void)e;
	*leverage = of(v)->leverage;
	*mode = of(v)->mode;
	return E_OK;
}

static inline enum err_code
fake_margin(struct venue *v, const char *symbol, struct dec amount,
    struct venue_answer *a, struct err *e)
{
	(void)amount;
	return fake_leverage(v, symbol, DEC_NONE, -1, a, e);
}

static inline enum err_code
fake_cancel(struct venue *v, const struct order *o, struct venue_answer *a,
    struct err *e)
{
	struct fake *f = of(v);

	f->cancels++;
	if (f->fail_cancel != 0)
		return err_set(e, (enum err_code)f->fail_cancel,
		    "cancel fails");
	a->result = f->cancel_answer;
	TEXT_SET(a->reason, "unknown_order");
	for (size_t i = 0; i < f->orders.len && f->cancel_works; i++) {
		struct order *mine = &f->orders.at[i];

		if (strcmp(mine->client_order_id, o->client_order_id) != 0)
			continue;
		mine->state = ORDER_CANCELED;
		TEXT_SET(mine->reason, "user");
		venue_tells(f, mine);
		f->btc_free = f->btc;
	}
	return E_OK;
}

static inline enum err_code
fake_transfer(struct venue *v, const char *asset, struct dec amount,
    struct venue_answer *a, struct err *e)
{
	struct fake *f = of(v);

	(void)asset;
	(void)e;
	a->result = f->manner == REJECT ? VENUE_REJECTED : VENUE_ACCEPTED;
	TEXT_SET(a->reason, "insufficient_funds");
	TEXT_SET(a->venue_id, "x1");
	a->time = f->now;
	if (a->result == VENUE_ACCEPTED)
		dec_add(f->usdt, amount, &f->usdt);
	return E_OK;
}

static inline void
fake_notice(void *self, const char *kind, const char *account,
    const char *message)
{
	buf_printf(&((struct fake *)self)->notices, "%s: %s: %s\n", kind,
	    account, message);
}

static inline void
fake_pause(void *self, int64_t us)
{
	((struct fake *)self)->paused += us;
}

static inline struct venue_ops
fake_ops(void)
{
	return (struct venue_ops){ .name = "fake",
	    .instruments = fake_instruments, .balances = fake_balances,
	    .positions = fake_positions, .prices = fake_prices,
	    .open_orders = fake_open_orders, .find_order = fake_find,
	    .changes = fake_changes, .time = fake_time,
	    .submit = fake_submit, .cancel = fake_cancel,
	    .submit_pair = fake_submit_pair, .amend = fake_amend,
	    .leverage = fake_leverage, .leverage_of = fake_leverage_of,
	    .margin = fake_margin,
	    .transfer = fake_transfer };
}

#endif
