/*
 * Covers: policy rows and their history; breakers: definitions, latching,
 * cool-down, actions taken once, generations after a removal, replay of both
 * ledgers; halts; memory of held conditions.
 */
#include "store/rules.h"
#include "store/ledger.h"
#include "storetest.h"

static void
put(struct store *s, const char *rule, const char *account,
    const char *value, bool unset)
{
	struct policy_row row = { .time = 5 };

	TEXT_SET(row.rule, rule);
	TEXT_SET(row.account, account);
	TEXT_SET(row.value, value);
	TEXT_SET(row.actor, "me");
	ok(policy_put(s, &row, unset, &err) == E_OK);
}

static enum err_code
all_ok(void *self, const struct store_finding *f, struct err *e)
{
	(void)self;
	(void)e;
	if (!ok(f->ok))
		printf("# %s: %s\n", f->check, f->detail);
	return E_OK;
}

static void
keeps_the_policy(void)
{
	struct policy_rows rows = {0};
	struct store *s = store_new();

	put(s, "max_leverage", "", "5", false);
	put(s, "max_leverage", "demo", "3", false);
	put(s, "max_leverage", "", "4", false);
	put(s, "max_leverage", "demo", "", true);
	ok(policy_load(s, &rows, &err) == E_OK);
	is_int(rows.len, 1);
	is_text(rows.at[0].value, "4");
	is_text(rows.at[0].account, "");
	ok(policy_history(s, &rows, &err) == E_OK);
	is_int(rows.len, 4);
	is_int(rows.at[3].unset, 1);
	is_text(rows.at[3].account, "demo");
	ok(store_check(s, all_ok, NULL, &err) == E_OK);
	vec_release(&rows);
	store_close(s);
}

static void
keeps_halts(void)
{
	struct halts rows = {0};
	struct store *s = store_new();

	ok(halt_set(s, NULL, true, "storm", "me", 5, &err) == E_OK);
	ok(halt_set(s, "demo", true, "x", "me", 6, &err) == E_OK);
	ok(halt_set(s, NULL, false, "calm", "me", 7, &err) == E_OK);
	ok(halts_load(s, &rows, &err) == E_OK);
	is_int(rows.len, 1);
	is_text(rows.at[0].account, "demo");
	is_int(rows.at[0].halted, 1);
	ok(halts_history(s, 6, &rows, &err) == E_OK);
	is_int(rows.len, 2);
	is_int(rows.at[1].halted, 0);
	is_text(rows.at[1].reason, "calm");
	ok(store_check(s, all_ok, NULL, &err) == E_OK);
	vec_release(&rows);
	store_close(s);
}

static struct breaker
a_breaker(const char *name, int64_t cooldown)
{
	struct breaker b = { .enabled = 1, .cooldown = cooldown };

	TEXT_SET(b.name, name);
	TEXT_SET(b.when, "drawdown(1d) > 5%");
	TEXT_SET(b.act, "reduce 50%, notify");
	return b;
}

static bool
happens(struct store *s, const char *name, int kind, const char *action,
    int64_t generation, int64_t time)
{
	struct breaker_event e = { .kind = kind, .value = DEC_NONE,
	    .limit = DEC_NONE, .generation = generation, .time = time };
	bool added = false;

	TEXT_SET(e.breaker, name);
	TEXT_SET(e.action, action);
	TEXT_SET(e.account, "demo");
	ok(breaker_event_add(s, &e, &added, &err) == E_OK);
	return added;
}

static struct breaker
now(struct store *s, const char *name)
{
	struct breaker b = {0};

	ok(breaker_load(s, name, &b, &err) == E_OK);
	return b;
}

static void
latches_and_acts_once(void)
{
	struct store *s = store_new();
	struct breaker b = a_breaker("daily", 100), changed;

	ok(breaker_put(s, &b, true, "me", 5, &err) == E_OK);
	is_int(breaker_put(s, &b, true, "me", 5, &err), E_USAGE);
	is_text(err.text, "breaker daily: there is one already (etrms breaker"
	    " set changes it)");
	ok(happens(s, "daily", BREAKER_TRIGGERED, "", 0, 10));
	ok(!happens(s, "daily", BREAKER_TRIGGERED, "", 0, 11));
	b = now(s, "daily");
	is_int(b.state, BREAKER_TRIPPED);
	is_int(b.tripped_at, 10);
	is_int(b.generation, 1);
	is_text(b.act, "reduce 50%, notify");
	ok(happens(s, "daily", BREAKER_ACTION, "reduce 50%", 1, 12));
	ok(!happens(s, "daily", BREAKER_ACTION, "reduce 50%", 1, 13));
	ok(happens(s, "daily", BREAKER_ACTION, "notify", 1, 13));
	ok(happens(s, "daily", BREAKER_ERROR, "notify", 1, 13));
	ok(happens(s, "daily", BREAKER_ERROR, "notify", 1, 13));

	/* A new definition leaves it tripped. */
	changed = b;
	changed.state = BREAKER_ARMED;
	changed.generation = 0;
	TEXT_SET(changed.note, "n");
	ok(breaker_put(s, &changed, false, "me", 14, &err) == E_OK);
	b = now(s, "daily");
	is_int(b.state, BREAKER_TRIPPED);
	is_text(b.note, "n");

	ok(happens(s, "daily", BREAKER_RESOLVED, "", 0, 20));
	b = now(s, "daily");
	is_int(b.state, BREAKER_COOLING);
	is_int(b.rearms_at, 120);
	ok(happens(s, "daily", BREAKER_RESOLVED, "", 0, 120));
	is_int(now(s, "daily").state, BREAKER_ARMED);
	is_int(now(s, "daily").rearms_at, 0);
	ok(happens(s, "daily", BREAKER_TRIGGERED, "", 0, 130));
	is_int(now(s, "daily").generation, 2);
	ok(happens(s, "daily", BREAKER_ACTION, "notify", 2, 131));
	ok(happens(s, "daily", BREAKER_RESET, "", 0, 132));
	is_int(now(s, "daily").state, BREAKER_ARMED);
	ok(store_check(s, all_ok, NULL, &err) == E_OK);
	store_close(s);
}

static void
counts_on_after_a_removal(void)
{
	struct breaker_events events = {0};
	struct breakers all = {0};
	struct store *s = store_new();
	struct breaker b = a_breaker("daily", 0);

	ok(breaker_put(s, &b, true, "me", 5, &err) == E_OK);
	ok(happens(s, "daily", BREAKER_TRIGGERED, "", 0, 10));
	ok(happens(s, "daily", BREAKER_ACTION, "notify", 1, 11));
	ok(breaker_remove(s, "daily", "me", 12, &err) == E_OK);
	is_int(breaker_load(s, "dayly", &b, &err), E_USAGE);
	is_text(err.text, "breaker dayly: there is none");
	is_int(breaker_remove(s, "daily", "me", 12, &err), E_USAGE);
	ok(breaker_put(s, &b, true, "me", 13, &err) == E_OK);
	is_int(now(s, "daily").state, BREAKER_ARMED);
	is_int(breaker_load(s, "dayly", &b, &err), E_USAGE);
	is_text(err.text, "breaker dayly: there is none; did you mean daily?");
	ok(happens(s, "daily", BREAKER_TRIGGERED, "", 0, 14));
	is_int(now(s, "daily").generation, 2);
	ok(happens(s, "daily", BREAKER_ACTION, "notify", 2, 15));
	/* Without a cool-down it is armed again at once. */
	ok(happens(s, "daily", BREAKER_RESOLVED, "", 0, 16));
	is_int(now(s, "daily").state, BREAKER_ARMED);
	ok(store_check(s, all_ok, NULL, &err) == E_OK);
	is_text(said(s, "DELETE FROM breaker"), "");
	ok(store_rebuild(s, NULL, &err) == E_OK);
	is_int(now(s, "daily").generation, 2);
	is_int(now(s, "daily").tripped_at, 14);

	ok(breakers_load(s, &all, &err) == E_OK);
	is_int(all.len, 1);
	ok(breaker_events_load(s, "daily", 11, &events, &err) == E_OK);
	is_int(events.len, 4);
	is_int(events.at[0].kind, BREAKER_ACTION);
	ok(breaker_events_load(s, NULL, 0, &events, &err) == E_OK);
	is_int(events.len, 5);
	vec_release(&events);
	vec_release(&all);
	store_close(s);
}

static void
remembers_what_held(void)
{
	struct store *s = store_new();
	struct held h = { 1, 1, 1, 1, 1 };

	ok(held_get(s, "daily", "", 3, &h, &err) == E_OK);
	is_int(h.at, 0);
	is_int(h.last_false, 0);
	h = (struct held){ 10, 20, 30, 40, 50 };
	ok(held_set(s, "daily", "", 3, &h, &err) == E_OK);
	h.at = 11;
	ok(held_set(s, "daily", "", 3, &h, &err) == E_OK);
	h = (struct held){ 0 };
	ok(held_get(s, "daily", "", 3, &h, &err) == E_OK);
	is_int(h.at, 11);
	is_int(h.true_since, 20);
	is_int(h.false_since, 30);
	is_int(h.last_true, 40);
	is_int(h.last_false, 50);
	ok(held_get(s, "daily", "BTC/USDT", 3, &h, &err) == E_OK);
	is_int(h.at, 0);
	ok(held_get(s, "daily", "", 4, &h, &err) == E_OK);
	is_int(h.at, 0);
	store_close(s);
}

int
main(void)
{
	TEST(keeps_the_policy);
	TEST(keeps_halts);
	TEST(latches_and_acts_once);
	TEST(counts_on_after_a_removal);
	TEST(remembers_what_held);
	store_away();
	return tap_done();
}
