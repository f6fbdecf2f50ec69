/*
 * Covers every failure that a ledger or a venue can tell while an order is
 * amended, a pair is placed or leverage is set, one at a time: it is the
 * answer, nothing leaves twice, and the next process finds ledger and venue to
 * agree.
 */
#include "tests/lib/faulty.h"

static bool simulated;
static struct gate_result two[2];
static struct leverage lev;

static enum err_code
amend(void)
{
	const struct order_terms c = { D("2"), D("98"), DEC_NONE };
	struct gate_result r;
	enum err_code rc = gate_amend(gate, "1", &c, false, &r, &err);

	gate_result_release(&r);
	return rc;
}

static enum err_code
pair(void)
{
	struct order_request r[2] = { limit(SIDE_BUY, "1", "95"),
	    limit(SIDE_BUY, "1", "94") };
	enum err_code rc = gate_order_pair(gate, r, false, two, &err);

	gate_result_release(&two[0]);
	gate_result_release(&two[1]);
	return rc;
}

static enum err_code
set_leverage(void)
{
	return gate_leverage(gate, "BTC/USDT:USDT", D("3"), -1, &lev, &err);
}

/* A process that comes later, when all works again and time has passed. */
static void
next_process(void)
{
	size_t unknown = 9;

	gate_close(gate);
	gate = NULL;
	fake.ops = faulty.ops;
	fake.ops.simulated = simulated;
	fake.now += 600 * STAMP_SECOND;
	is_int(gate_again(), E_OK);
	is_int(gate_reconcile(gate, NULL, &unknown, &err), E_OK);
	is_int(unknown, 0);
}

static void
agree(const char *name, int n)
{
	for (size_t i = 0; i < fake.orders.len; i++) {
		const struct order *v = &fake.orders.at[i];
		struct order o = order_empty();
		bool found = false;

		ok(order_by_client_id(fake.store, "demo", v->client_order_id,
		    &found, &o, &err) == E_OK);
		if (!ok(found) || !ok(o.state == v->state) ||
		    !ok(o.asked_at == 0) ||
		    !ok(dec_cmp(o.amount, v->amount) == 0) ||
		    !ok(dec_cmp(o.price, v->price) == 0))
			printf("# %s, call %d, %s\n", name, n, faulty.at);
	}
}

/* How many calls the story makes. */
static int
sweep(const char *name, void (*given)(void), enum err_code (*story)(void),
    const int *sent)
{
	int n = 0, before;
	enum err_code rc;

	for (;;) {
		world();
		given();
		fake.ops.simulated = simulated;
		before = *sent;
		given_faults(++n);
		err = (struct err){ .code = E_OK };
		rc = story();
		if (!faulty.failed)
			break;
		/* What failed after the answer is made good by a look. */
		if (!ok(rc != E_OK || *sent == before + 1) ||
		    !ok(*sent <= before + 1))
			printf("# %s, call %d, %s: %d %s; late: %s\n", name,
			    n, faulty.at, (int)rc, err.text, faulty.late);
		next_process();
		agree(name, n);
	}
	is_int(rc, E_OK);
	is_int(*sent, before + 1);
	return n - 1;
}

static void
given_order(void)
{
	is_int(order(limit(SIDE_BUY, "1", "97")), E_OK);
}

static void
given_nothing(void)
{
}

static void
an_amendment_leaves_once_or_not(void)
{
	ok(sweep("amend", given_order, amend, &fake.amends) > 15);
}

static void
a_pair_leaves_once_or_not(void)
{
	ok(sweep("pair", given_nothing, pair, &fake.submits) > 15);
}

static void
leverage_is_asked_for_once(void)
{
	ok(sweep("leverage", given_nothing, set_leverage, &fake.settings) >
	    10);
}

int
main(void)
{
	TEST(an_amendment_leaves_once_or_not);
	TEST(a_pair_leaves_once_or_not);
	TEST(leverage_is_asked_for_once);
	/* A fake takes no booking back, as the simulated venue would: a pair
	 * is not tried there. */
	simulated = true;
	TEST(an_amendment_leaves_once_or_not);
	TEST(leverage_is_asked_for_once);
	gate_result_release(&got);
	world_end();
	return tap_done();
}
