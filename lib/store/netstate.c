/*
 * Host states beside the store. Each call is one small transaction that reads a
 * host's rows, applies a rule of model/limits.c and writes what changed; calls
 * between begin() and end() are one together, and read and write a host once.
 */
#include "store/netstate.h"

#include "store/db.h"
#include "store/schema.h"
#include "store/storedata.h"

#include <errno.h>
#include <stdio.h>
#include <unistd.h>

/* taken: "slot:amount" pairs with blanks between, oldest first. */
static const char tables[] =
	"DROP TABLE IF EXISTS net_host;\n"
	"DROP TABLE IF EXISTS net_budget;\n"
	"CREATE TABLE net_host (\n"
	"	host TEXT NOT NULL PRIMARY KEY,\n"
	"	ban_until INTEGER NOT NULL,\n"
	"	failures INTEGER NOT NULL,\n"
	"	open_until INTEGER NOT NULL,\n"
	"	open_for INTEGER NOT NULL,\n"
	"	probe_until INTEGER NOT NULL,\n"
	"	offset_us INTEGER NOT NULL,\n"
	"	offset_at INTEGER NOT NULL\n"
	") STRICT, WITHOUT ROWID;\n"
	"CREATE TABLE net_budget (\n"
	"	host TEXT NOT NULL,\n"
	"	scope TEXT NOT NULL,\n"
	"	kind TEXT NOT NULL,\n"
	"	window INTEGER NOT NULL,\n"
	"	max INTEGER NOT NULL,\n"
	"	taken TEXT NOT NULL,\n"
	"	PRIMARY KEY (host, scope, kind, window)\n"
	") STRICT, WITHOUT ROWID;\n";

static const char *const version_1[] = { tables, NULL };
static const struct schema_step steps[] = {
	{ 1, version_1 },
	{ 0, NULL }
};
/* Budgets outlive a process but need not outlive a power cut, which takes
 * longer than their windows: no wait for the disk. */
static const struct store_kind kind = {
	.application_id = NETSTATE_APPLICATION_ID,
	.version = 1,
	.steps = steps,
	.pragmas = "PRAGMA synchronous = OFF; PRAGMA journal_size_limit = 0;",
	.disposable = true
};

#define H(member) MEMBER(struct host_state, member)
static const struct column host_columns[] = {
	{ "host", COL_CHARS, H(host) },
	{ "ban_until", COL_INT, H(ban_until) },
	{ "failures", COL_INT, H(failures) },
	{ "open_until", COL_INT, H(open_until) },
	{ "open_for", COL_INT, H(open_for) },
	{ "probe_until", COL_INT, H(probe_until) },
	{ "offset_us", COL_INT, H(offset) },
	{ "offset_at", COL_INT, H(offset_at) },
	{ .name = NULL }
};
#define B(member) MEMBER(struct limit_state, member)
static const struct column budget_columns[] = {
	{ "scope", COL_CHARS, B(scope) },
	{ "kind", COL_ENUM, B(kind), budget_kind_names, BUDGET_KINDS },
	{ "window", COL_INT, B(window) },
	{ "max", COL_INT, B(limit) },
	{ .name = NULL }
};

struct netstate {
	struct net_limits table;
	struct store *store;
	int together;			/* begin() without its end() */
	bool holds;			/* a host, as it was and as it is */
	struct host_state was, is;
};

static bool
read_uses(const char *text, struct limit_state *b)
{
	long long slot, amount;
	int n = 0;

	while (sscanf(text, " %lld:%lld%n", &slot, &amount, &n) == 2) {
		struct limit_use *u = vec_add(&b->uses);

		*u = (struct limit_use){ slot, amount };
		text += n;
	}
	return *text == '\0';
}

static const char load_host[] =
	"SELECT host, ban_until, failures, open_until, open_for, probe_until,"
	" offset_us, offset_at FROM net_host WHERE host = :host";
static const char load_budgets[] =
	"SELECT scope, kind, window, max, taken FROM net_budget"
	" WHERE host = :host";

static enum err_code
load(struct store *s, const char *host, struct host_state *h, struct err *err)
{
	struct stmt *q = db_prepare(s, load_host);
	enum err_code rc;

	TEXT_SET(h->host, host);
	db_bind_text(q, ":host", host);
	if (db_step(q))
		db_read(q, host_columns, h);
	rc = db_done(q, err);
	if (rc != E_OK)
		return rc;
	q = db_prepare(s, load_budgets);
	db_bind_text(q, ":host", host);
	while (db_step(q)) {
		struct limit_state *b = vec_add(&h->budgets);

		db_read(q, budget_columns, b);
		if (!read_uses(db_text(q, 4), b))
			db_fault(q, "a rate budget that cannot be read");
	}
	return db_done(q, err);
}

static const char save_host[] =
	"INSERT OR REPLACE INTO net_host (host, ban_until, failures,"
	" open_until, open_for, probe_until, offset_us, offset_at) VALUES"
	" (:host, :ban_until, :failures, :open_until, :open_for,"
	" :probe_until, :offset_us, :offset_at)";
static const char save_budget[] =
	"INSERT OR REPLACE INTO net_budget (host, scope, kind, window, max,"
	" taken) VALUES (:host, :scope, :kind, :window, :max, :taken)";

static enum err_code
save_one(struct store *s, const char *host, const struct limit_state *b,
    struct err *err)
{
	struct stmt *q = db_prepare(s, save_budget);
	struct buf taken = {0};
	enum err_code rc;

	for (size_t i = 0; i < b->uses.len; i++)
		buf_printf(&taken, "%s%lld:%lld", i == 0 ? "" : " ",
		    (long long)b->uses.at[i].slot,
		    (long long)b->uses.at[i].amount);
	db_bind(q, budget_columns, b);
	db_bind_text(q, ":host", host);
	db_bind_text(q, ":taken", buf_text(&taken));
	rc = db_run(q, err);
	buf_release(&taken);
	return rc;
}

static bool
same_host(const struct host_state *a, const struct host_state *b)
{
	return a->ban_until == b->ban_until && a->failures == b->failures &&
	    a->open_until == b->open_until && a->open_for == b->open_for &&
	    a->probe_until == b->probe_until && a->offset == b->offset &&
	    a->offset_at == b->offset_at;
}

static enum err_code
save(struct store *s, const struct host_state *was,
    const struct host_state *h, struct err *err)
{
	enum err_code rc = E_OK;

	if (!same_host(was, h)) {
		struct stmt *q = db_prepare(s, save_host);

		db_bind(q, host_columns, h);
		rc = db_run(q, err);
	}
	for (size_t i = 0; i < h->budgets.len && rc == E_OK; i++)
		if (h->budgets.at[i].changed)
			rc = save_one(s, h->host, &h->budgets.at[i], err);
	return rc;
}

/* One rule applied to one host: what the functions below fill in. */
struct step {
	void (*apply)(struct host_state *h, struct step *s);
	const struct budget *budget;
	const struct net_cost *cost;
	const struct net_used *used;
	int64_t now, taken, until, offset, at;
	enum take_result result;
	bool yes;
};

static void
let_go(struct netstate *n)
{
	host_state_release(&n->is);
	n->is = (struct host_state){0};
	n->holds = false;
}

/* Writes down what is held, unless rc says that something has failed. */
static enum err_code
put_down(struct netstate *n, enum err_code rc, struct err *err)
{
	if (rc == E_OK && n->holds)
		rc = save(n->store, &n->was, &n->is, err);
	let_go(n);
	return rc;
}

/* In a transaction of ours: nobody else changes it meanwhile. */
static enum err_code
hold(struct netstate *n, const char *host, struct err *err)
{
	enum err_code rc;

	if (n->holds && strcmp(n->is.host, host) == 0)
		return E_OK;
	rc = put_down(n, E_OK, err);
	if (rc == E_OK)
		rc = load(n->store, host, &n->is, err);
	n->was = n->is;		/* its plain members */
	n->holds = rc == E_OK;
	if (rc != E_OK)
		let_go(n);
	return rc;
}

static enum err_code
step(void *self, const char *host, struct step *what, struct err *err)
{
	struct netstate *n = self;
	enum err_code rc = store_begin(n->store, err);

	if (rc != E_OK)
		return rc;
	rc = hold(n, host, err);
	if (rc == E_OK)
		what->apply(&n->is, what);
	if (rc != E_OK || n->together == 0)
		rc = put_down(n, rc, err);
	return store_end(n->store, rc, err);
}

static void
apply_define(struct host_state *h, struct step *s)
{
	host_define(h, s->budget);
}

static enum err_code
define(void *self, const struct budget *b, struct err *err)
{
	struct step s = { .apply = apply_define, .budget = b };

	return step(self, b->host, &s, err);
}

static void
apply_take(struct host_state *h, struct step *s)
{
	s->result = host_take(h, s->cost, s->now, &s->until);
}

static enum err_code
take(void *self, const struct net_cost *cost, int64_t now,
    enum take_result *result, int64_t *until, struct err *err)
{
	struct step s = { .apply = apply_take, .cost = cost, .now = now };
	enum err_code rc = step(self, cost->host, &s, err);

	if (rc == E_OK) {
		*result = s.result;
		*until = s.until;
	}
	return rc;
}

static void
apply_done(struct host_state *h, struct step *s)
{
	host_done(h, s->cost, s->taken, s->now, s->yes);
}

static enum err_code
done(void *self, const struct net_cost *cost, int64_t taken, int64_t now,
    bool sent, struct err *err)
{
	struct step s = { .apply = apply_done, .cost = cost, .taken = taken,
	    .now = now, .yes = sent };

	return step(self, cost->host, &s, err);
}

static void
apply_used(struct host_state *h, struct step *s)
{
	host_used(h, s->used, s->now);
}

static enum err_code
used(void *self, const struct net_used *u, int64_t now, struct err *err)
{
	struct step s = { .apply = apply_used, .used = u, .now = now };

	return step(self, u->host, &s, err);
}

static void
apply_ban(struct host_state *h, struct step *s)
{
	host_ban(h, s->until, s->now);
}

static enum err_code
ban(void *self, const char *host, int64_t until, int64_t now, struct err *err)
{
	struct step s = { .apply = apply_ban, .until = until, .now = now };

	return step(self, host, &s, err);
}

static void
apply_health(struct host_state *h, struct step *s)
{
	host_health(h, s->yes, s->now);
}

/* Most answers change nothing here: that takes no lock. */
static enum err_code
health(void *self, const char *host, bool worked, int64_t now,
    struct err *err)
{
	struct netstate *n = self;
	struct step s = { .apply = apply_health, .yes = worked, .now = now };
	enum err_code rc = E_OK;

	if (worked) {
		rc = hold(n, host, err);
		worked = n->is.failures == 0 && n->is.open_until == 0;
		if (n->together == 0)
			let_go(n);
	}
	return rc != E_OK || worked ? rc : step(self, host, &s, err);
}

static enum err_code
clock_get(void *self, const char *host, int64_t *offset, int64_t *at,
    struct err *err)
{
	struct netstate *n = self;
	enum err_code rc = hold(n, host, err);

	if (rc == E_OK) {
		*offset = n->is.offset;
		*at = n->is.offset_at;
	}
	if (n->together == 0)
		let_go(n);
	return rc;
}

static void
apply_clock(struct host_state *h, struct step *s)
{
	h->offset = s->offset;
	h->offset_at = s->at;
}

static enum err_code
clock_set_offset(void *self, const char *host, int64_t offset, int64_t at,
    struct err *err)
{
	struct step s = { .apply = apply_clock, .offset = offset, .at = at };

	return step(self, host, &s, err);
}

static enum err_code
begin(void *self, struct err *err)
{
	struct netstate *n = self;
	enum err_code rc = store_begin(n->store, err);

	if (rc == E_OK)
		n->together++;
	return rc;
}

static enum err_code
end(void *self, enum err_code rc, struct err *err)
{
	struct netstate *n = self;

	if (--n->together == 0)
		rc = put_down(n, rc, err);
	return store_end(n->store, rc, err);
}

/* "….net" for the store "….db"; caller frees. */
static char *
place_beside(const char *store)
{
	size_t n = strlen(store);

	if (strcmp(store, ":memory:") == 0)
		return mem_text(store);
	if (n > 3 && strcmp(store + n - 3, ".db") == 0)
		n -= 3;
	return mem_format("%.*s.net", (int)n, store);
}

enum err_code
netstate_open(const char *path, struct net_limits **out, struct err *err)
{
	struct netstate *n = mem_alloc(sizeof(*n));
	char *place = place_beside(path);
	enum err_code rc = store_open_kind(place, STORE_CREATE, &kind,
	    &n->store, err);

	free(place);
	n->table = (struct net_limits){ n, define, take, done, used, ban,
	    health, clock_get, clock_set_offset, begin, end };
	if (rc == E_OK)
		*out = &n->table;
	else
		netstate_free(&n->table);
	return rc;
}

void
netstate_free(struct net_limits *l)
{
	struct netstate *n = l != NULL ? l->self : NULL;

	if (n == NULL)
		return;
	store_close(n->store);
	free(n);
}

struct host_name { char host[HOST_SIZE]; };
static const struct column name_columns[] = {
	{ "host", COL_CHARS, MEMBER(struct host_name, host) },
	{ .name = NULL }
};
static const char load_hosts[] =
	"SELECT host FROM net_host UNION SELECT host FROM net_budget"
	" ORDER BY host";

static enum err_code
each_host(struct store *s, enum err_code (*each)(void *self,
    struct host_state *h, struct err *err), void *self, struct err *err)
{
	VEC(struct host_name) names = {0};
	enum err_code rc = db_load(db_prepare(s, load_hosts), name_columns,
	    &names, err);

	for (size_t i = 0; i < names.len && rc == E_OK; i++) {
		struct host_state h = {0};

		rc = load(s, names.at[i].host, &h, err);
		if (rc == E_OK)
			rc = each(self, &h, err);
		host_state_release(&h);
	}
	vec_release(&names);
	return rc;
}

enum err_code
netstate_each(const char *path, enum err_code (*each)(void *self,
    struct host_state *h, struct err *err), void *self, struct err *err)
{
	char *place = place_beside(path);
	struct store *s = NULL;
	enum err_code rc = E_OK;

	if (access(place, F_OK) == 0 || errno != ENOENT)
		rc = store_open_kind(place, STORE_READ, &kind, &s, err);
	if (rc == E_OK && s != NULL)
		rc = each_host(s, each, self, err);
	store_close(s);
	free(place);
	return rc;
}
