/*
 * Covers what the ledger in memory keeps of orders that are over: every field
 * of them, with values of all kinds; what was asked for, as it was asked; late
 * fills, finding them again, and transactions that are taken back; orders that
 * are written in its own place.
 */
#include "gate-ledger.h"

#include "base/buf.h"
#include "base/rng.h"
#include "base/stamp.h"

/* Orders that come and go, so that those before are packed. */
static void
others_close(int n)
{
	for (int i = 0; i < n; i++) {
		struct order o = intent("1", "");

		happens(o.id, EV_ABANDON, 5, "");
	}
}

/* All that there is to read of an order. */
static void
order_tell(const struct order *o, struct buf *out)
{
	char text[DEC_TEXT_SIZE];

	for (const struct field *f = order_record.fields; f->name != NULL;
	    f++) {
		buf_printf(out, "%s=", f->name);
		field_json(f, o, out);
		buf_putc(out, '\n');
	}
	buf_printf(out, "%s ", level_text(o->stop_loss, text));
	buf_printf(out, "%s ", level_text(o->take_profit, text));
	buf_printf(out, "%s %lld\n", level_text(o->trailing_stop, text),
	    (long long)o->asked_at);
}

static struct dec
some_dec(struct rng *r)
{
	static const char *const decs[] = { "", "0", "0.00", "1", "-1",
	    "0.000000000000000001", "99999999999999999999999999999999999999",
	    "-99999999999999999999.999999999999999999", "60000.5", "1000",
	    "-0.3", "127", "128", "16384" };

	return decs[rng_below(r, 14)][0] == '\0' ? DEC_NONE :
	    D(decs[1 + rng_below(r, 13)]);
}

static void
some_text(struct rng *r, char *to, size_t size)
{
	static const char *const texts[] = { "", "0", "1", "007", "12x",
	    "1073741823", "1073741824", "99999999999999999999", "USDT", "-1",
	    "0000beef000000000000000000000001", "ü \"x\"\n", " ",
	    "0000beef000000000000000000000001.sl",
	    "0000beef00000000ffffffffffffffff", "0000BEEF", "a/b:c" };

	if (rng_below(r, 4) == 0) {
		memset(to, 'x', size - 1);
		to[size - 1] = '\0';
		return;
	}
	text_set(to, size, texts[rng_below(r, 17)]);
}

/* Each field of the record, and the levels, at random. */
static struct order
some_order(struct rng *r)
{
	struct order o = order_empty();
	struct level *levels[] = { &o.stop_loss, &o.take_profit,
	    &o.trailing_stop };

	for (const struct field *f = order_record.fields; f->name != NULL;
	    f++) {
		char *at = (char *)&o + f->offset;

		if (f->type == FIELD_DEC)
			*(struct dec *)(void *)at = some_dec(r);
		else if (f->type == FIELD_ENUM)
			*(int *)(void *)at = (int)rng_below(r,
			    (uint64_t)f->names_len);
		else if (f->type == FIELD_BOOL)
			*at = (char)rng_below(r, 2);
		else if (f->type == FIELD_STAMP)
			*(int64_t *)(void *)at = (int64_t)rng_next(r) >>
			    rng_below(r, 64);
	}
	some_text(r, o.venue_id, sizeof(o.venue_id));
	some_text(r, o.reason, sizeof(o.reason));
	some_text(r, o.symbol, sizeof(o.symbol));
	some_text(r, o.strategy, sizeof(o.strategy));
	some_text(r, o.tag, sizeof(o.tag));
	some_text(r, o.parent, sizeof(o.parent));
	some_text(r, o.oco, sizeof(o.oco));
	some_text(r, o.correlation_id, sizeof(o.correlation_id));
	some_text(r, o.venue, sizeof(o.venue));
	for (size_t i = 0; i < 3; i++)
		*levels[i] = (struct level){ (enum level_kind)rng_below(r,
		    3), D("2.50") };
	TEXT_SET(o.account, rng_below(r, 2) == 0 ? "demo" : "other");
	return o;
}

static void
is_kept(const char *id, const struct buf *told)
{
	struct buf now = { 0 };
	struct order got;

	is_int(LEDGER(ledger, load, id, &got, &err), E_OK);
	order_tell(&got, &now);
	is_text(buf_text(&now), buf_text(told));
	buf_release(&now);
}

static void
an_order_that_is_over_is_kept_field_by_field(void)
{
	struct buf told[100] = { { 0 } };
	struct order o;
	struct rng r;
	char id[ID_SIZE];

	in_memory();
	rng_seed(&r, 11);
	for (int i = 0; i < 100; i++) {
		do
			o = some_order(&r);
		while (order_state_counts((enum order_state)o.state));
		is_int(LEDGER(ledger, adopt, &o, &err), E_OK);
		order_tell(&o, &told[i]);
	}
	others_close(20);
	for (int i = 0; i < 100; i++) {
		snprintf(id, sizeof(id), "%d", i + 1);
		is_kept(id, &told[i]);
		buf_release(&told[i]);
	}
	ledger_close(ledger);
}

/* One order's life, with others between its events or without. */
static void
live(int others, struct buf *out)
{
	struct order o, got;
	bool found;

	in_memory();
	o = intent("1", "k");
	happens(o.id, EV_SEND, 5, "");
	happens(o.id, EV_ACCEPT, 6, "77");
	ok(filled(&o, "a", "0.3", 8));
	happens(o.id, EV_CANCEL, 9, "");
	others_close(others);
	ok(filled(&o, "late", "0.4", 10));
	others_close(others);
	is_int(LEDGER(ledger, load, o.id, &got, &err), E_OK);
	order_tell(&got, out);
	is_dec(got.filled, "0.7");
	is_text(found_by("demo", "", "77"), o.id);
	others_close(others);
	is_text(found_by("demo", o.client_order_id, ""), o.id);
	is_int(LEDGER(ledger, by_key, "demo", "k", &found, &got, NULL,
	    &err), E_OK);
	ok(found);
	is_text(got.id, o.id);
	is_int(LEDGER(ledger, adopt, &got, &err), E_BUG);
	ledger_close(ledger);
}

static void
a_late_fill_opens_it_again(void)
{
	struct buf alone = { 0 }, among = { 0 };

	live(0, &alone);
	live(20, &among);
	is_text(buf_text(&among), buf_text(&alone));
	buf_release(&alone);
	buf_release(&among);
}

static void
what_is_taken_back_leaves_it_as_it_was(void)
{
	struct buf told = { 0 };
	struct order o, got;

	in_memory();
	o = intent("1", "");
	happens(o.id, EV_SEND, 5, "");
	got = happens(o.id, EV_CANCEL, 6, "7");
	order_tell(&got, &told);
	for (int i = 0; i < 2; i++) {
		is_int(LEDGER(ledger, begin, &err), E_OK);
		others_close(20);
		ok(filled(&o, "late", "0.4", 10));
		is_int(LEDGER(ledger, end, E_REFUSED, &err), E_REFUSED);
		is_int(memory_orders(ledger), 1 + 20 * i);
		is_kept(o.id, &told);
		others_close(20);
		is_kept(o.id, &told);
	}
	buf_release(&told);
	ledger_close(ledger);
}

/* Amount and prices change at the venue; what was asked for does not. */
static void
what_was_asked_for_is_formed_from_the_order(void)
{
	struct order_request r = order_request_empty();
	struct order_change c = { .event = EV_ACCEPT, .amount = D("0.02"),
	    .price = D("49999.5"), .trigger_price = D("1"), .time = 7 };
	struct audit_entry e = { 5, "c", "me", "", "order", "1", "intent",
	    NULL };
	struct order o = order_empty();
	struct buf asked = { 0 }, text = { 0 };

	in_memory();
	TEXT_SET(r.account, "demo");
	TEXT_SET(r.symbol, "BTC/USDT");
	TEXT_SET(r.key, "k");
	TEXT_SET(r.tag, "mine");
	r.quote = D("1000");
	r.stop_loss = (struct level){ LEVEL_PERCENT, D("2") };
	order_request_text(&r, &asked);
	order_from_request(&o, &r);
	TEXT_SET(o.venue, "sim");
	o.state = ORDER_INTENT;
	is_int(LEDGER(ledger, intent_add, &o, NULL, &err), E_OK);
	is_int(LEDGER(ledger, audit_add, &e, &err), E_OK);
	happens(o.id, EV_SEND, 6, "");
	for (int i = 0; i < 2; i++) {
		memory_order_request(ledger, 0, &text);
		is_text(buf_text(&text), buf_text(&asked));
		is_text(memory_audits(ledger)->at[0].detail,
		    buf_text(&asked));
		if (i > 0)
			continue;
		is_int(LEDGER(ledger, apply, o.id, &c, &o, &err), E_OK);
		is_dec(o.amount, "0.02");
		happens(o.id, EV_CANCEL, 8, "");
		others_close(20);
	}
	buf_release(&asked);
	buf_release(&text);
	ledger_close(ledger);
}

/* Written in the ledger's own place it follows its events there; what is taken
 * back leaves it to others, and no other takes it before. */
static void
an_intent_is_written_where_it_is_kept(void)
{
	struct buf told = { 0 };
	struct order *o, other;

	in_memory();
	for (int i = 0; i < 2; i++) {
		o = ledger->ops->room(ledger);
		*o = order_empty();
		TEXT_SET(o->account, "demo");
		TEXT_SET(o->venue, "sim");
		TEXT_SET(o->symbol, "BTC/USDT");
		o->amount = D("0.5");
		o->time = 4;
		o->state = ORDER_SENDING;
		other = intent("1", "");
		ok(ledger->ops->room(ledger) == o);
		is_int(LEDGER(ledger, begin, &err), E_OK);
		is_int(LEDGER(ledger, intent_add, o, "x", &err), E_OK);
		is_int(LEDGER(ledger, end, i == 0 ? E_REFUSED : E_OK, &err),
		    i == 0 ? E_REFUSED : E_OK);
		is_int(memory_orders(ledger), 1 + 2 * i);
	}
	ok(memory_order(ledger, 2) == o);
	is_text(o->id, "3");
	ok(strcmp(o->client_order_id, other.client_order_id) > 0);
	ok(ledger->ops->room(ledger) != o);
	happens(o->id, EV_ACCEPT, 5, "v1");
	is_int(o->state, ORDER_OPEN);
	others_close(20);
	is_text(o->venue_id, "v1");
	is_int(LEDGER(ledger, begin, &err), E_OK);
	others_close(20);
	ok(filled(o, "f", "0.5", 6));
	is_int(LEDGER(ledger, end, E_OK, &err), E_OK);
	is_int(o->state, ORDER_FILLED);
	is_dec(o->filled, "0.5");
	order_tell(o, &told);
	others_close(20);
	is_kept("3", &told);
	buf_release(&told);
	ledger_close(ledger);
}

int
main(void)
{
	TEST(an_order_that_is_over_is_kept_field_by_field);
	TEST(a_late_fill_opens_it_again);
	TEST(what_is_taken_back_leaves_it_as_it_was);
	TEST(what_was_asked_for_is_formed_from_the_order);
	TEST(an_intent_is_written_where_it_is_kept);
	return tap_done();
}
