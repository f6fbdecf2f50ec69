/*
 * Takes over what happened at a venue: orders, fills, transfers, funding.
 * Everything carries the venue's id, so that taking it over again changes
 * nothing. What this store never sent is EXTERNAL and counts; what bears this
 * store's mark and is not in it stops the account (RELIABILITY.md 2).
 */
#include "gate/gatedata.h"

#include <stdio.h>

/* Our ids are 32 hex digits; a leg's has .sl, .tp or .ts after them. */
#define OWN_ID_LEN 32

/* As it is now, for who wants to know what has changed. */
static enum err_code
remember_in(struct orders *changed, struct gate *g, const char *id,
    struct err *err)
{
	struct order o;
	enum err_code rc;

	if ((rc = LEDGER(g->ledger, load, id, &o, err)) != E_OK)
		return rc;
	for (size_t i = 0; i < changed->len; i++)
		if (strcmp(changed->at[i].id, o.id) == 0) {
			changed->at[i] = o;
			return E_OK;
		}
	vec_push(changed, o);
	return E_OK;
}

static inline enum err_code
remember(struct gate *g, struct orders *changed, const char *id,
    struct err *err)
{
	return changed == NULL ? E_OK : remember_in(changed, g, id, err);
}

static enum err_code
find(struct gate *g, const char *client_id, const char *venue_id,
    const struct order **out, struct err *err)
{
	return LEDGER(g->ledger, find, g->account.label, client_id, venue_id,
	    out, err);
}

/* Something is at the venue that cannot be: nothing more is sent there. */
static enum err_code
stop_account(struct gate *g, const char *what, const char *id,
    struct err *err)
{
	char reason[TEXT_SIZE];
	int64_t now;
	enum err_code rc = gate_now(g, &now, err);

	snprintf(reason, sizeof(reason), "order %.40s: %s", id, what);
	if (rc == E_OK)
		rc = LEDGER(g->ledger, halt_set, g->account.label, true,
		    reason, g->options.actor, now, err);
	if (rc == E_OK)
		gate_notice(g, "halt", "account %s is halted: %s",
		    g->account.label, reason);
	return rc;
}

/* The entry that a leg belongs to, by its client id. */
static enum err_code
find_parent(struct gate *g, const char *client_id,
    const struct order **out, struct err *err)
{
	char own[CLIENT_ID_SIZE];

	if (strlen(client_id) <= OWN_ID_LEN || client_id[OWN_ID_LEN] != '.')
		return E_OK;
	snprintf(own, sizeof(own), "%.*s", OWN_ID_LEN, client_id);
	return find(g, own, "", out, err);
}

/* What a leg has from its entry; the venue does not say how far it follows. */
static void
inherit(struct order *o, const struct order *parent)
{
	char base[ASSET_SIZE], quote[ASSET_SIZE], settle[ASSET_SIZE];

	/* A leg of a perpetual never opens anything. */
	if (symbol_split(o->symbol, base, quote, settle) && settle[0] != '\0')
		o->reduce_only = 1;
	o->external = 0;
	TEXT_SET(o->parent, parent->id);
	TEXT_SET(o->strategy, parent->strategy);
	TEXT_SET(o->tag, parent->tag);
	TEXT_SET(o->correlation_id, parent->correlation_id);
	if (o->type != TYPE_TRAILING || dec_known(o->trail_percent) ||
	    dec_known(o->trail_amount))
		return;
	if (parent->trailing_stop.kind == LEVEL_PERCENT)
		o->trail_percent = parent->trailing_stop.value;
	if (parent->trailing_stop.kind == LEVEL_PRICE)
		o->trail_amount = parent->trailing_stop.value;
	o->activation_price = parent->trailing_activation;
}

static enum err_code
adopt(struct gate *g, const struct order *seen, struct order *out,
    struct err *err)
{
	const char *tag = g->ledger->ops->tag(g->ledger);
	bool ours = strlen(seen->client_order_id) >= OWN_ID_LEN &&
	    strncmp(seen->client_order_id, tag, strlen(tag)) == 0;
	const struct order *parent = NULL;
	struct order o = *seen;
	enum err_code rc = E_OK;

	TEXT_SET(o.account, g->account.label);
	TEXT_SET(o.venue, g->account.venue);
	o.id[0] = o.parent[0] = o.key[0] = '\0';
	/* What the venue marks has its reason at once: a liquidation. Why
	 * another ended comes when it ends. */
	if (seen->tag[0] == '\0')
		o.reason[0] = '\0';
	o.state = ORDER_OPEN;
	o.external = 1;
	/* A venue that does not say has neither. */
	o.post_only = o.post_only == 1;
	o.reduce_only = o.reduce_only == 1;
	if (ours)
		rc = find_parent(g, seen->client_order_id, &parent, err);
	if (rc == E_OK && parent != NULL)
		inherit(&o, parent);
	if (rc == E_OK && ours && parent == NULL)
		rc = stop_account(g, "it bears this store's mark, but the "
		    "store does not know it", seen->client_order_id, err);
	if (rc == E_OK && o.time == 0)
		rc = gate_now(g, &o.time, err);
	if (rc == E_OK)
		rc = LEDGER(g->ledger, adopt, &o, err);
	if (rc == E_OK)
		*out = o;
	return rc;
}

static struct order_change
change_of(enum order_event event, const struct order *seen)
{
	return (struct order_change){ .event = event,
	    .venue_id = seen->venue_id, .amount = DEC_NONE,
	    .price = DEC_NONE, .trigger_price = DEC_NONE,
	    .time = seen->last_update_time != 0 ? seen->last_update_time :
	    seen->time };
}

/* The venue's value, where it has one and it is not ours. */
static inline bool
differs(const struct dec *seen, const struct dec *ours, struct dec *out)
{
	if (!dec_known(*seen) || dec_same(*seen, *ours))
		return false;
	*out = *seen;
	return true;
}

/* It is known here from now on, with the venue's id, and has been accepted.
 * What was told may be older than what we know: its terms are no news. *known
 * is the order as it was found; NULL: it was not. */
static enum err_code
know(struct gate *g, const struct order *seen, bool told,
    struct orders *changed, const struct order **known, struct err *err)
{
	struct order_change c;
	const struct order *o;
	struct order adopted;
	bool changes;
	enum err_code rc = find(g, seen->client_order_id, seen->venue_id, &o,
	    err);

	*known = o;
	if (rc == E_OK && o == NULL) {
		rc = adopt(g, seen, &adopted, err);
		return rc == E_OK ? remember(g, changed, adopted.id, err) : rc;
	}
	if (rc != E_OK)
		return rc;
	c = change_of(EV_ACCEPT, seen);
	changes = !told && differs(&seen->amount, &o->amount, &c.amount);
	switch ((enum order_state)o->state) {
	case ORDER_SENDING:
	case ORDER_UNKNOWN:
		changes = seen->state != ORDER_REJECTED;
		break;
	case ORDER_OPEN:
	case ORDER_PARTIAL:
		/* An order that waited for the venue learns its id now. */
		changes |= o->venue_id[0] == '\0' && seen->venue_id[0] !=
		    '\0';
		changes |= !told && differs(&seen->price, &o->price,
		    &c.price);
		changes |= !told && differs(&seen->trigger_price,
		    &o->trigger_price, &c.trigger_price);
		c.event = EV_AMEND;
		break;
	case ORDER_INTENT:
	case ORDER_ABSENT:
	case ORDER_REFUSED:
	case ORDER_ABANDONED:
		changes = false;
		rc = stop_account(g, "the venue has it, though it was never "
		    "sent", o->client_order_id, err);
		break;
	default:
		changes = false;
		break;
	}
	if (!changes)
		return rc;
	rc = LEDGER(g->ledger, apply, o->id, &c, NULL, err);
	return rc == E_OK ? remember(g, changed, o->id, err) : rc;
}

/* The event by which it ended at the venue; false: it has not, or it is known
 * here that it has. */
static bool
ended(const struct order *seen, const struct order *o,
    struct order_change *out)
{
	static const struct { enum order_state state; enum order_event event; }
	ends[] = {
		{ ORDER_CANCELED, EV_CANCEL }, { ORDER_EXPIRED, EV_EXPIRE },
		{ ORDER_REJECTED, EV_REJECT }
	};

	if (order_state_closed((enum order_state)o->state))
		return false;
	/* An amendment may have left it with nothing to fill. */
	if (seen->state == ORDER_FILLED && o->state == ORDER_PARTIAL &&
	    dec_known(o->amount) && dec_cmp(o->filled, o->amount) >= 0) {
		*out = change_of(EV_FILL_ALL, seen);
		return true;
	}
	for (size_t i = 0; i < sizeof(ends) / sizeof(ends[0]); i++)
		if (seen->state == (int)ends[i].state) {
			*out = change_of(ends[i].event, seen);
			out->reason = seen->reason;
			return true;
		}
	return false;
}

/* How it ended at the venue, after its fills. */
static enum err_code
finish(struct gate *g, const struct order *seen, struct orders *changed,
    struct err *err)
{
	struct order_change c;
	const struct order *o;
	enum err_code rc;

	/* One that goes on has not ended. */
	if (changed == NULL && seen->state == ORDER_OPEN)
		return E_OK;
	rc = find(g, seen->client_order_id, seen->venue_id, &o, err);
	if (rc != E_OK || o == NULL)
		return rc;
	if (!ended(seen, o, &c))
		return E_OK;
	rc = LEDGER(g->ledger, apply, o->id, &c, NULL, err);
	return rc == E_OK ? remember(g, changed, o->id, err) : rc;
}

enum err_code
gate_take_order(struct gate *g, const struct order *seen, struct err *err)
{
	const struct order *known;
	enum err_code rc = know(g, seen, false, NULL, &known, err);

	return rc == E_OK ? finish(g, seen, NULL, err) : rc;
}

/* A fill of an order that the venue did not list. */
static enum err_code
adopt_fill(struct gate *g, const struct fill *f, struct order *out,
    struct err *err)
{
	struct order o = order_empty();

	TEXT_SET(o.venue_id, f->order_id);
	TEXT_SET(o.symbol, f->symbol);
	o.side = f->side;
	o.amount = f->amount;
	o.time = f->time;
	return adopt(g, &o, out, err);
}

static enum err_code
know_found(struct gate *g, const struct order *seen, struct err *err)
{
	const struct order *known;
	enum err_code rc = LEDGER(g->ledger, begin, err);

	return rc == E_OK ? LEDGER(g->ledger, end, know(g, seen, false,
	    NULL, &known, err), err) : rc;
}

/* Orders of ours whose venue id is not known yet: the fill may be theirs. */
static enum err_code
ask_unknown(struct gate *g, const char *symbol, struct err *err)
{
	struct orders open = { 0 };
	enum err_code rc = LEDGER(g->ledger, counting, g->account.label,
	    &open, err);

	for (size_t i = 0; i < open.len && rc == E_OK; i++) {
		struct order *o = &open.at[i], seen = order_empty();
		bool found = false;

		if (o->state != ORDER_UNKNOWN ||
		    strcmp(o->symbol, symbol) != 0)
			continue;
		rc = g->venue->ops->find_order(g->venue, o, &found, &seen,
		    err);
		if (rc == E_OK && found)
			rc = know_found(g, &seen, err);
	}
	vec_release(&open);
	return rc;
}

static bool
told_with(const struct venue_changes *c, const char *venue_id)
{
	for (size_t i = 0; i < c->orders.len; i++)
		if (strcmp(c->orders.at[i].venue_id, venue_id) == 0)
			return true;
	return false;
}

enum err_code
gate_place_fills(struct gate *g, const struct venue_changes *c, struct err *err)
{
	enum err_code rc = E_OK;

	for (size_t i = 0; i < c->fills.len && rc == E_OK; i++) {
		const struct fill *f = &c->fills.at[i];
		const struct order *o = NULL;

		if (told_with(c, f->order_id))
			continue;
		rc = find(g, f->order_id, f->order_id, &o, err);
		if (rc == E_OK && o == NULL)
			rc = ask_unknown(g, f->symbol, err);
	}
	return rc;
}

/* Its order; nearly always the one that was known last. */
static enum err_code
find_filled(struct gate *g, const struct fill *f, const struct order **o,
    struct order *adopted, struct err *err)
{
	enum err_code rc;

	if (*o != NULL && f->order_id[0] != '\0' &&
	    strcmp((*o)->client_order_id, f->order_id) == 0)
		return E_OK;
	rc = find(g, f->order_id, f->order_id, o, err);
	if (rc == E_OK && *o == NULL && g->venue->ops->simulated)
		rc = ask_unknown(g, f->symbol, err);
	if (rc == E_OK && *o == NULL)
		rc = find(g, "", f->order_id, o, err);
	if (rc == E_OK && *o == NULL) {
		rc = adopt_fill(g, f, adopted, err);
		*o = adopted;
	}
	return rc;
}

static enum err_code
take_fill(struct gate *g, const struct fill *f, const struct order *known,
    struct orders *changed, struct err *err)
{
	struct order adopted;
	bool added = false;
	enum err_code rc = find_filled(g, f, &known, &adopted, err);

	if (rc == E_OK)
		rc = LEDGER(g->ledger, fill_add, known, f, &added, err);
	g->fills += rc == E_OK && added;
	return rc == E_OK && added ? remember(g, changed, known->id, err) :
	    rc;
}

static enum err_code
take_money(struct gate *g, const struct venue_changes *c, struct err *err)
{
	enum err_code rc = E_OK;

	for (size_t i = 0; i < c->transfers.len && rc == E_OK; i++) {
		struct transfer t = c->transfers.at[i];

		TEXT_SET(t.account, g->account.label);
		TEXT_SET(t.venue, g->account.venue);
		rc = LEDGER(g->ledger, transfer_add, &t, err);
	}
	for (size_t i = 0; i < c->fundings.len && rc == E_OK; i++) {
		struct funding f = c->fundings.at[i];

		TEXT_SET(f.account, g->account.label);
		TEXT_SET(f.venue, g->account.venue);
		rc = LEDGER(g->ledger, funding_add, &f, err);
	}
	if (rc == E_OK && curve_len(&c->equity) > 0)
		rc = LEDGER(g->ledger, equity_add, g->account.label,
		    &c->equity, err);
	return rc;
}

enum err_code
gate_take(struct gate *g, const struct venue_changes *c,
    struct orders *changed, struct err *err)
{
	const struct order *known = NULL;
	enum err_code rc = E_OK;

	for (size_t i = 0; i < c->orders.len && rc == E_OK; i++)
		rc = know(g, &c->orders.at[i], c->told, changed, &known, err);
	for (size_t i = 0; i < c->fills.len && rc == E_OK; i++)
		rc = take_fill(g, &c->fills.at[i], known, changed, err);
	for (size_t i = 0; i < c->orders.len && rc == E_OK; i++)
		rc = finish(g, &c->orders.at[i], changed, err);
	return rc == E_OK ? take_money(g, c, err) : rc;
}

/* One page: what it says and where to go on are one transaction. */
static enum err_code
take_page(struct gate *g, const char *cursor, const struct venue_changes *c,
    struct orders *changed, struct err *err)
{
	enum err_code rc;

	if (strcmp(cursor, c->cursor) == 0 && c->orders.len == 0 &&
	    c->fills.len == 0 && c->transfers.len == 0 &&
	    c->fundings.len == 0 && curve_len(&c->equity) == 0)
		return E_OK;
	rc = g->venue->ops->simulated ? E_OK : gate_place_fills(g, c, err);
	if (rc == E_OK)
		rc = LEDGER(g->ledger, begin, err);
	if (rc != E_OK)
		return rc;
	rc = gate_take(g, c, changed, err);
	if (rc == E_OK)
		rc = LEDGER(g->ledger, cursor_set, g->account.label,
		    c->cursor, err);
	return LEDGER(g->ledger, end, rc, err);
}

static enum err_code
ask_changes(struct gate *g, const char *cursor,
    const struct venue_changes **out, struct err *err)
{
	const struct venue_ops *ops = g->venue->ops;

	if (ops->lend != NULL)
		return ops->lend(g->venue, cursor, out, err);
	venue_changes_clear(&g->changes);
	*out = &g->changes;
	return ops->changes(g->venue, cursor, &g->changes, err);
}

enum err_code
gate_sync(struct gate *g, struct orders *changed, struct err *err)
{
	const struct venue_changes *c;
	char cursor[ID_SIZE] = "";
	bool more = true;
	enum err_code rc = LEDGER(g->ledger, cursor_get, g->account.label,
	    cursor, err);

	while (rc == E_OK && more) {
		rc = ask_changes(g, cursor, &c, err);
		if (rc != E_OK)
			break;
		rc = take_page(g, cursor, c, changed, err);
		if (rc == E_OK && c->unread != NULL)
			gate_notice(g, "sync", "account %s: %s",
			    g->account.label, c->unread);
		if ((more = c->more))
			TEXT_SET(cursor, c->cursor);
	}
	return rc;
}
