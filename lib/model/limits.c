/* Budgets, bans and the API breaker of one host, as rules over its state. */
#include "model/limits.h"

#include "base/stamp.h"

/* A request is over after at most this long, or it will never arrive: above
 * the longest total time-out that may be set. */
#define FLIGHT (75 * STAMP_SECOND)
/* A ban is never believed longer than the longest that is known. */
#define BAN_MAX (3 * STAMP_DAY)
/* So many failures in a row open the API breaker, for longer each time. */
#define FAILURES_MAX 5
#define OPEN_FIRST (10 * STAMP_SECOND)
#define OPEN_LONGEST (2 * STAMP_MINUTE)
#define PROBE (20 * STAMP_SECOND)

const char *const budget_kind_names[] = { "weight", "orders" };

void
host_state_release(struct host_state *h)
{
	for (size_t i = 0; i < h->budgets.len; i++)
		vec_release(&h->budgets.at[i].uses);
	vec_release(&h->budgets);
	*h = (struct host_state){0};
}

static int64_t
grain(const struct limit_state *b)
{
	return b->window < LIMIT_SLOTS ? 1 : b->window / LIMIT_SLOTS;
}

/* When what was used in that slot no longer counts. */
static int64_t
freed_at(const struct limit_state *b, int64_t slot)
{
	return (slot + 1) * grain(b) + b->window;
}

static struct limit_state *
find(struct host_state *h, const char *scope, enum budget_kind kind,
    int64_t window)
{
	for (size_t i = 0; i < h->budgets.len; i++) {
		struct limit_state *b = &h->budgets.at[i];

		if (b->kind == kind && b->window == window &&
		    strcmp(b->scope, scope) == 0)
			return b;
	}
	return NULL;
}

static struct limit_state *
find_or_add(struct host_state *h, const char *scope, enum budget_kind kind,
    int64_t window)
{
	struct limit_state *b = find(h, scope, kind, window);

	if (b != NULL)
		return b;
	b = vec_add(&h->budgets);
	TEXT_SET(b->scope, scope);
	b->kind = kind;
	b->window = window;
	b->changed = true;
	return b;
}

void
host_define(struct host_state *h, const struct budget *b)
{
	struct limit_state *have = find(h, b->scope, b->kind, b->window);

	if (have != NULL && (b->assumed || have->limit == b->limit))
		return;
	have = find_or_add(h, b->scope, b->kind, b->window);
	have->limit = b->limit;
	have->changed = true;
}

static int64_t
cost_of(const struct limit_state *b, const struct net_cost *cost)
{
	if (b->kind == BUDGET_WEIGHT)
		return b->scope[0] == '\0' ? cost->weight : 0;
	return strcmp(b->scope, cost->scope) == 0 ? cost->orders : 0;
}

static void
add_use(struct limit_state *b, int64_t slot, int64_t amount)
{
	size_t i = 0;

	while (i < b->uses.len && b->uses.at[i].slot < slot)
		i++;
	if (i == b->uses.len || b->uses.at[i].slot != slot) {
		(void)vec_add(&b->uses);
		memmove(&b->uses.at[i + 1], &b->uses.at[i],
		    (b->uses.len - 1 - i) * sizeof(b->uses.at[0]));
		b->uses.at[i] = (struct limit_use){ .slot = slot };
	}
	b->uses.at[i].amount += amount;
	b->changed = true;
}

/* Gives back what was taken there, as far as it is still counted. */
static void
drop_use(struct limit_state *b, int64_t slot, int64_t amount)
{
	for (size_t i = 0; i < b->uses.len; i++) {
		struct limit_use *u = &b->uses.at[i];

		if (u->slot != slot)
			continue;
		u->amount = u->amount > amount ? u->amount - amount : 0;
		b->changed = true;
	}
}

/* Forgets what no longer counts, and what a clock that was set back has left
 * in the future. */
int64_t
limit_taken(struct limit_state *b, int64_t now)
{
	int64_t sum = 0, latest = (now + FLIGHT) / grain(b) + 1;
	size_t kept = 0;

	for (size_t i = 0; i < b->uses.len; i++) {
		struct limit_use u = b->uses.at[i];

		if (u.amount <= 0 || freed_at(b, u.slot) <= now ||
		    u.slot > latest)
			continue;
		b->uses.at[kept++] = u;
		sum += u.amount;
	}
	if (kept != b->uses.len)
		b->changed = true;
	b->uses.len = kept;
	return sum;
}

/* When that much may be free: 0 is now, INT64_MAX never. What is on its way
 * is expected to have ended by then. */
static int64_t
free_at(struct limit_state *b, int64_t amount, int64_t now)
{
	int64_t taken = limit_taken(b, now), slot, latest = now / grain(b);

	if (b->limit <= 0 || amount <= 0)
		return 0;
	if (amount > b->limit)
		return INT64_MAX;
	for (size_t i = 0; taken + amount > b->limit; i++) {
		taken -= b->uses.at[i].amount;
		slot = b->uses.at[i].slot;
		if (taken + amount <= b->limit)
			return freed_at(b, slot < latest ? slot : latest);
	}
	return 0;
}

/* TAKE_OK also makes this request the one that tries a host again. */
static enum take_result
ask_breaker(struct host_state *h, bool apart, int64_t now, int64_t *until)
{
	if (h->open_until == 0 || apart)
		return TAKE_OK;
	*until = h->open_until > now + OPEN_LONGEST ? now : h->open_until;
	if (*until <= now && h->probe_until > now &&
	    h->probe_until <= now + PROBE)
		*until = h->probe_until;
	if (*until > now)
		return TAKE_BROKEN;
	h->probe_until = now + PROBE;
	return TAKE_OK;
}

enum take_result
host_take(struct host_state *h, const struct net_cost *cost, int64_t now,
    int64_t *until)
{
	*until = 0;
	if (h->ban_until > now + BAN_MAX)	/* the clock was set back */
		h->ban_until = now + BAN_MAX;
	if (h->ban_until > now) {
		*until = h->ban_until;
		return TAKE_BANNED;
	}
	for (size_t i = 0; i < h->budgets.len; i++) {
		struct limit_state *b = &h->budgets.at[i];
		int64_t at = free_at(b, cost_of(b, cost), now);

		if (at > *until)
			*until = at;
	}
	if (*until == INT64_MAX)
		return TAKE_NEVER;
	if (*until > now)
		return TAKE_WAIT;
	*until = 0;
	if (ask_breaker(h, cost->apart, now, until) != TAKE_OK)
		return TAKE_BROKEN;
	for (size_t i = 0; i < h->budgets.len; i++) {
		struct limit_state *b = &h->budgets.at[i];
		int64_t amount = cost_of(b, cost);

		if (amount > 0)
			add_use(b, (now + FLIGHT) / grain(b), amount);
	}
	return TAKE_OK;
}

void
host_done(struct host_state *h, const struct net_cost *cost, int64_t taken,
    int64_t now, bool sent)
{
	for (size_t i = 0; i < h->budgets.len; i++) {
		struct limit_state *b = &h->budgets.at[i];
		int64_t amount = cost_of(b, cost);

		if (amount <= 0)
			continue;
		drop_use(b, (taken + FLIGHT) / grain(b), amount);
		if (sent)
			add_use(b, now / grain(b), amount);
	}
}

/*
 * What the host counts beyond what we know of was used by others, or costs
 * more than we thought: it is taken, too, as if just now.
 */
void
host_used(struct host_state *h, const struct net_used *u, int64_t now)
{
	struct limit_state *b = find_or_add(h, u->kind == BUDGET_WEIGHT ? "" :
	    u->scope, u->kind, u->window);
	int64_t known = limit_taken(b, now);

	if (u->used > known)
		add_use(b, now / grain(b), u->used - known);
}

void
host_ban(struct host_state *h, int64_t until, int64_t now)
{
	if (until > now + BAN_MAX)
		until = now + BAN_MAX;
	if (h->ban_until > now + BAN_MAX || until > h->ban_until)
		h->ban_until = until;
}

void
host_health(struct host_state *h, bool worked, int64_t now)
{
	if (worked) {
		h->failures = h->open_until = h->open_for = h->probe_until = 0;
		return;
	}
	h->failures++;
	/* Failures of requests that left before it opened change nothing. */
	if (h->failures < FAILURES_MAX || h->open_until > now)
		return;
	h->open_for = h->open_for == 0 ? OPEN_FIRST : h->open_for * 2;
	if (h->open_for > OPEN_LONGEST)
		h->open_for = OPEN_LONGEST;
	h->open_until = now + h->open_for;
	h->probe_until = 0;
}
