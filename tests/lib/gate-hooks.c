/*
 * Covers lib/gate/hooks.c: what pre-order is asked and when, what a no does,
 * what the others are told, and that nothing is told that is not durable.
 */
#include "tests/lib/gate-watch.h"

static struct buf told;
static bool no;
static int64_t asked_at_commit;

static bool
pre_order(void *self, const struct order *o, bool dry_run, char *why,
    size_t size)
{
	char amount[DEC_TEXT_SIZE];

	(void)self;
	asked_at_commit = store_commits(fake.store);
	buf_printf(&told, "ask %s %s %s%s; ", o->id[0] ? o->id : "-",
	    side_names[o->side], dec_text(o->amount, amount),
	    dry_run ? " dry" : "");
	snprintf(why, size, "not today");
	return !no;
}

static void
post_order(void *self, const struct order *o)
{
	(void)self;
	buf_printf(&told, "order %s %s; ", o->id,
	    order_state_names[o->state]);
}

static void
breaker(void *self, const struct breaker_event *e)
{
	(void)self;
	buf_printf(&told, "%s %s%s%s; ", e->breaker,
	    breaker_event_names[e->kind], e->action[0] ? " " : "", e->action);
}

static const struct gate_hooks hooks = { pre_order, post_order, breaker };

static void
with_hooks(void)
{
	gate_close(gate);
	gate = NULL;
	options.hooks = &hooks;
	is_int(gate_again(), E_OK);
}

static void
given_hooks(void)
{
	world();
	with_hooks();
	buf_clear(&told);
	no = false;
}

static struct orders out;

static enum err_code
halve(void)
{
	vec_clear(&out);
	return gate_reduce(gate, "BTC/USDT", D("0.5"), NULL, NULL, &out,
	    &err);
}

static void
tells(const char *want)
{
	gate_tell(gate);
	is_text(buf_text(&told), want);
	buf_clear(&told);
}

static void
an_order_is_asked_about_and_told(void)
{
	int64_t before;

	given_hooks();
	before = store_commits(fake.store);
	is_int(order(buy("1")), E_OK);
	is_int(asked_at_commit, before);	/* nothing is decided yet */
	is_text(buf_text(&told), "ask - buy 1; ");
	tells("ask - buy 1; order 1 open; ");
	tells("");
	fake.manner = REJECT;
	is_int(order(buy("2")), E_REJECTED);
	tells("ask - buy 2; order 2 rejected; ");
	fake.manner = LOSE;
	is_int(order(buy("3")), E_UNKNOWN);
	tells("ask - buy 3; order 3 unknown; ");
	set_policy("max-order-notional", "10");
	is_int(order(buy("4")), E_REFUSED);
	tells("ask - buy 4; order 4 refused; ");
}

static void
a_no_is_a_refusal(void)
{
	struct violations all = {0};

	given_hooks();
	no = true;
	is_int(order(buy("1")), E_REFUSED);
	is_text(err.text, "buy BTC/USDT: refused by hook: not today");
	is_int(got.order.state, ORDER_REFUSED);
	is_text(got.order.reason, "hook");
	is_int((long long)got.verdict.findings.len, 1);
	ok(!dec_known(got.verdict.findings.at[0].value));
	is_int(fake.submits, 0);
	is_text(ledger_says("1"), "refused 0");
	ok(violations_load(fake.store, "demo", 0, &all, &err) == E_OK);
	is_int((long long)all.len, 1);
	is_text(all.at[0].rule, "hook");
	is_text(all.at[0].message, "not today");
	is_text(all.at[0].order_id, "1");
	vec_release(&all);
	tells("ask - buy 1; order 1 refused; ");
}

static void
a_dry_run_and_a_used_key(void)
{
	struct order_request r = buy("1");

	given_hooks();
	gate_result_release(&got);
	is_int(gate_order(gate, &r, true, &got, &err), E_OK);
	tells("ask - buy 1 dry; ");
	TEXT_SET(r.key, "k");
	is_int(order(r), E_OK);
	no = true;
	is_int(order(r), E_OK);
	ok(got.repeated);
	tells("ask - buy 1; order 1 open; ");
}

static void
nobody_is_kept_in(void)
{
	given_hooks();
	fake.btc = fake.btc_free = D("2");
	no = true;
	fake.manner = BOOK_FILL;
	is_int(halve(), E_OK);
	tells("order 1 filled; ");
	is_int(order(buy("1")), E_REFUSED);
	tells("ask - buy 1; order 2 refused; ");
}

/* At the simulated venue what a failure undoes is told to nobody. */
static void
what_is_undone_is_not_told(void)
{
	given_hooks();
	fake.btc = fake.btc_free = D("2");
	fake.ops.simulated = true;
	fake.manner = NO_CONNECTION;
	is_int(halve(), E_NETWORK);
	tells("");
}

static void
breakers_are_told_once(void)
{
	given_hooks();
	given_breaker(TRIPS, "notify, block-entries");
	is_int(watch(), E_OK);
	tells("b triggered; b action notify; b action block-entries; ");
	is_int(watch(), E_OK);
	tells("");
	no = true;	/* a way out is not asked about */
	given_world(TRIPS, "reduce 50%");
	with_hooks();
	is_int(watch(), E_OK);
	/* one action for the symbol, one for the whole */
	tells("b triggered; b action reduce 50%; b action reduce 50%; "
	    "order 1 filled; ");
	no = false;
}

/* gate_close() tells what was not told. */
static void
closing_tells(void)
{
	given_hooks();
	is_int(order(buy("1")), E_OK);
	gate_close(gate);
	gate = NULL;
	is_text(buf_text(&told), "ask - buy 1; order 1 open; ");
}

int
main(void)
{
	TEST(an_order_is_asked_about_and_told);
	TEST(a_no_is_a_refusal);
	TEST(a_dry_run_and_a_used_key);
	TEST(nobody_is_kept_in);
	TEST(what_is_undone_is_not_told);
	TEST(breakers_are_told_once);
	TEST(closing_tells);
	buf_release(&told);
	vec_release(&out);
	watch_release(&w);
	gate_result_release(&got);
	world_end();
	return tap_done();
}
