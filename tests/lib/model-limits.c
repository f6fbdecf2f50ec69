/*
 * Budgets, bans, the API breaker: no window of a host's is ever exceeded,
 * wherever it begins; what others used counts; clocks that are set back hold
 * nobody for long.
 */
#include "model/limits.h"

#include "base/rng.h"
#include "base/stamp.h"

#include "tap.h"

#define S STAMP_SECOND
#define START (INT64_C(1700000000) * S)

static int64_t until;

static void
define(struct host_state *h, enum budget_kind kind, const char *scope,
    int64_t window, int64_t limit)
{
	struct budget b = { "x", scope, kind, window, limit, false };

	host_define(h, &b);
}

static enum take_result
take(struct host_state *h, int weight, int orders, int64_t now)
{
	struct net_cost c = { "x", "a", weight, orders, false };

	return host_take(h, &c, now, &until);
}

static void
done(struct host_state *h, int weight, int64_t taken, int64_t now, bool sent)
{
	struct net_cost c = { "x", "a", weight, 0, false };

	host_done(h, &c, taken, now, sent);
}

/* What is assumed is what a host has not said yet. */
static void
what_is_known_is_not_assumed(void)
{
	struct host_state h = {0};
	struct budget b = { "x", "", BUDGET_WEIGHT, 60 * S, 100, true };

	host_define(&h, &b);
	is_int(take(&h, 101, 0, START), TAKE_NEVER);
	define(&h, BUDGET_WEIGHT, "", 60 * S, 10);
	host_define(&h, &b);
	is_int(take(&h, 11, 0, START), TAKE_NEVER);
	host_state_release(&h);
}

static void
budgets_fill_and_free(void)
{
	struct host_state h = {0};
	int64_t now = START;

	define(&h, BUDGET_WEIGHT, "", 60 * S, 100);
	is_int(take(&h, 60, 0, now), TAKE_OK);
	done(&h, 60, now, now, true);
	is_int(take(&h, 41, 0, now), TAKE_WAIT);
	ok(until > now + 60 * S && until <= now + 65 * S);
	is_int(take(&h, 40, 0, now), TAKE_OK);
	done(&h, 40, now, now, true);
	is_int(take(&h, 1, 0, now + 59 * S), TAKE_WAIT);
	is_int(take(&h, 1, 0, until), TAKE_OK);
	is_int(take(&h, 101, 0, now), TAKE_NEVER);
	/* nothing is taken where one of two budgets refuses */
	host_state_release(&h);
	define(&h, BUDGET_WEIGHT, "", 60 * S, 100);
	define(&h, BUDGET_ORDERS, "a", 10 * S, 1);
	is_int(take(&h, 1, 1, now), TAKE_OK);
	is_int(take(&h, 98, 1, now), TAKE_WAIT);
	is_int(take(&h, 99, 0, now), TAKE_OK);
	host_state_release(&h);
}

static void
what_never_left_is_given_back(void)
{
	struct host_state h = {0};

	define(&h, BUDGET_WEIGHT, "", 60 * S, 10);
	is_int(take(&h, 10, 0, START), TAKE_OK);
	is_int(take(&h, 1, 0, START + S), TAKE_WAIT);
	done(&h, 10, START, START + S, false);
	is_int(take(&h, 10, 0, START + S), TAKE_OK);
	host_state_release(&h);
}

/* A process that died never says how its request ended: it counts from the
 * latest moment at which it may have arrived. */
static void
what_is_in_flight_counts(void)
{
	struct host_state h = {0};

	define(&h, BUDGET_ORDERS, "a", 10 * S, 1);
	is_int(take(&h, 0, 1, START), TAKE_OK);
	is_int(take(&h, 0, 1, START + 60 * S), TAKE_WAIT);
	is_int(take(&h, 0, 1, START + 90 * S), TAKE_OK);
	host_state_release(&h);
}

static void
scopes_are_apart(void)
{
	struct host_state h = {0};
	struct net_cost b = { "x", "b", 0, 1, false };

	define(&h, BUDGET_ORDERS, "a", 10 * S, 1);
	define(&h, BUDGET_ORDERS, "b", 10 * S, 1);
	is_int(take(&h, 0, 1, START), TAKE_OK);
	is_int(take(&h, 0, 1, START), TAKE_WAIT);
	is_int(host_take(&h, &b, START, &until), TAKE_OK);
	host_state_release(&h);
}

static void
what_others_used_counts(void)
{
	struct host_state h = {0};
	struct net_used u = { "x", "", BUDGET_WEIGHT, 60 * S, 90 };

	define(&h, BUDGET_WEIGHT, "", 60 * S, 100);
	is_int(take(&h, 10, 0, START), TAKE_OK);
	done(&h, 10, START, START, true);
	host_used(&h, &u, START);
	is_int(take(&h, 11, 0, START), TAKE_WAIT);
	is_int(take(&h, 10, 0, START), TAKE_OK);
	/* the host's count begins anew: ours does not shrink */
	u.used = 1;
	host_used(&h, &u, START + S);
	is_int(take(&h, 1, 0, START + S), TAKE_WAIT);
	host_state_release(&h);
	/* a use without a known limit is counted and stops nobody */
	host_used(&h, &u, START);
	is_int(take(&h, 1000, 0, START), TAKE_OK);
	host_state_release(&h);
}

static void
bans_hold_everybody(void)
{
	struct host_state h = {0};
	struct net_cost cancel = { "x", "a", 1, 0, true };

	host_ban(&h, START + 100 * S, START);
	host_ban(&h, START + 50 * S, START);
	is_int(take(&h, 1, 0, START + 99 * S), TAKE_BANNED);
	is_int(until, START + 100 * S);
	is_int(host_take(&h, &cancel, START, &until), TAKE_BANNED);
	is_int(take(&h, 1, 0, START + 100 * S), TAKE_OK);
	/* no ban is longer than the longest known, nor after a clock's jump */
	host_ban(&h, START + 400 * STAMP_DAY, START);
	is_int(take(&h, 1, 0, START), TAKE_BANNED);
	is_int(until, START + 3 * STAMP_DAY);
	is_int(take(&h, 1, 0, START - 90 * STAMP_DAY), TAKE_BANNED);
	is_int(until, START - 87 * STAMP_DAY);
	host_state_release(&h);
}

static void
the_breaker_opens_and_probes(void)
{
	struct host_state h = {0};
	struct net_cost cancel = { "x", "a", 1, 0, true };
	int64_t now = START;

	for (int i = 0; i < 4; i++)
		host_health(&h, false, now);
	is_int(take(&h, 1, 0, now), TAKE_OK);
	host_health(&h, true, now);
	for (int i = 0; i < 5; i++) {
		is_int(take(&h, 1, 0, now), TAKE_OK);
		host_health(&h, false, now);
	}
	is_int(take(&h, 1, 0, now), TAKE_BROKEN);
	is_int(until, now + 10 * S);
	is_int(host_take(&h, &cancel, now, &until), TAKE_OK);
	/* one request tries; the others wait for what it finds */
	now += 10 * S;
	is_int(take(&h, 1, 0, now), TAKE_OK);
	is_int(take(&h, 1, 0, now), TAKE_BROKEN);
	host_health(&h, false, now);
	is_int(take(&h, 1, 0, now + 19 * S), TAKE_BROKEN);
	is_int(until, now + 20 * S);
	now += 20 * S;
	is_int(take(&h, 1, 0, now), TAKE_OK);
	host_health(&h, true, now);
	is_int(take(&h, 1, 0, now), TAKE_OK);
	is_int(take(&h, 1, 0, now), TAKE_OK);
	host_state_release(&h);
}

static void
the_breaker_waits_two_minutes_at_most(void)
{
	struct host_state h = {0};
	int64_t now = START;

	for (int i = 0; i < 40; i++) {
		if (take(&h, 1, 0, now) == TAKE_BROKEN)
			now = until;
		host_health(&h, false, now);
	}
	take(&h, 1, 0, now);
	ok(until - now <= 2 * STAMP_MINUTE);
	/* a probe that never came back does not close the way for ever */
	now = until;
	is_int(take(&h, 1, 0, now), TAKE_OK);
	is_int(take(&h, 1, 0, now + 20 * S), TAKE_OK);
	/* nor does a clock that was set back */
	host_state_release(&h);
	for (int i = 0; i < 5; i++)
		host_health(&h, false, now);
	is_int(take(&h, 1, 0, now - STAMP_DAY), TAKE_OK);
	host_state_release(&h);
}

static void
a_clock_set_back_frees_the_future(void)
{
	struct host_state h = {0};

	define(&h, BUDGET_WEIGHT, "", 60 * S, 10);
	is_int(take(&h, 10, 0, START), TAKE_OK);
	done(&h, 10, START, START + S, true);
	is_int(take(&h, 10, 0, START - STAMP_HOUR), TAKE_OK);
	host_state_release(&h);
}

/*
 * Against the host itself: requests of random cost arrive anywhere between
 * taking and answer, some are never answered, and in every window that the
 * host might count, wherever it begins, the limit holds.
 */
enum { MOST = 4000 };
static struct { int64_t at; int cost; } arrived[MOST];

static void
no_window_is_exceeded(void)
{
	struct rng rng;

	rng_seed(&rng, 5);
	for (int round = 0; round < 20; round++) {
		struct host_state h = {0};
		struct { int64_t taken, end; int cost; } flying[50] = {0};
		int64_t now = START, window = (int64_t)(1 + rng_below(&rng,
		    60)) * S;
		int limit = 20 + (int)rng_below(&rng, 100), n = 0;

		define(&h, BUDGET_WEIGHT, "", window, limit);
		while (n < MOST) {
			size_t i = rng_below(&rng, 50);
			int cost = 1 + (int)rng_below(&rng, 10);

			now += (int64_t)rng_below(&rng, 200000);
			for (size_t k = 0; k < 50; k++)
				if (flying[k].cost != 0 &&
				    flying[k].end <= now) {
					done(&h, flying[k].cost,
					    flying[k].taken, now, true);
					flying[k].cost = 0;
				}
			if (flying[i].cost != 0)
				continue;
			if (take(&h, cost, 0, now) != TAKE_OK) {
				now += S;
				continue;
			}
			flying[i].taken = now;
			flying[i].cost = cost;
			flying[i].end = now + (int64_t)rng_below(&rng,
			    15 * (uint64_t)S);
			arrived[n].at = now + (int64_t)rng_below(&rng,
			    (uint64_t)(flying[i].end - now) + 1);
			arrived[n++].cost = cost;
		}
		for (int a = 0; a < MOST; a++) {
			int sum = 0;

			for (int b = a < 200 ? 0 : a - 200; b < MOST &&
			    b < a + 800; b++)
				if (arrived[b].at >= arrived[a].at &&
				    arrived[b].at < arrived[a].at + window)
					sum += arrived[b].cost;
			if (sum > limit) {
				ok(sum <= limit);
				printf("# %d of %d\n", sum, limit);
				break;
			}
		}
		host_state_release(&h);
	}
}

static void
memory_keeps_hosts_apart(void)
{
	struct net_limits *l = limits_memory();
	struct net_cost c = { "one", "", 1, 0, false };
	enum take_result r;
	int64_t offset = 7, at = 7;
	struct err err;

	ok(l->ban(l->self, "one", START + S, START, &err) == E_OK);
	ok(l->take(l->self, &c, START, &r, &until, &err) == E_OK);
	is_int(r, TAKE_BANNED);
	c.host = "two";
	ok(l->take(l->self, &c, START, &r, &until, &err) == E_OK);
	is_int(r, TAKE_OK);
	ok(l->clock_get(l->self, "two", &offset, &at, &err) == E_OK);
	is_int(offset, 0);
	is_int(at, 0);
	ok(l->clock_set(l->self, "two", -5, START, &err) == E_OK);
	ok(l->clock_get(l->self, "two", &offset, &at, &err) == E_OK);
	is_int(offset, -5);
	is_int(at, START);
	limits_memory_free(l);
}

int
main(void)
{
	TEST(budgets_fill_and_free);
	TEST(what_is_known_is_not_assumed);
	TEST(what_never_left_is_given_back);
	TEST(what_is_in_flight_counts);
	TEST(scopes_are_apart);
	TEST(what_others_used_counts);
	TEST(bans_hold_everybody);
	TEST(the_breaker_opens_and_probes);
	TEST(the_breaker_waits_two_minutes_at_most);
	TEST(a_clock_set_back_frees_the_future);
	TEST(no_window_is_exceeded);
	TEST(memory_keeps_hosts_apart);
	return tap_done();
}
