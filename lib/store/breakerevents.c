/* What happened to breakers, a ledger; each event moves the state of its
 * breaker, and an action is taken once per trip. */
#include "store/rules.h"

#include "store/breakerrow.h"
#include "store/runparts.h"
#include "store/schema.h"

const char breaker_events_schema[] =
	"CREATE TABLE breaker_event (\n"
	"	row INTEGER PRIMARY KEY,\n"
	"	time INTEGER NOT NULL,\n"
	"	breaker TEXT NOT NULL,\n"
	"	kind TEXT NOT NULL,\n"
	"	action TEXT NOT NULL,\n"
	"	value TEXT,\n"
	"	\"limit\" TEXT,\n"
	"	account TEXT NOT NULL,\n"
	"	symbol TEXT NOT NULL,\n"
	"	order_id TEXT NOT NULL,\n"
	"	message TEXT NOT NULL,\n"
	"	generation INTEGER NOT NULL\n"
	") STRICT;\n"
	"CREATE UNIQUE INDEX breaker_event_once ON breaker_event\n"
	"	(breaker, generation, action, account, symbol)\n"
	"	WHERE kind = 'action';\n"
	"CREATE INDEX breaker_event_of ON breaker_event (breaker, kind);\n"
	APPEND_ONLY("breaker_event")
	"CREATE TABLE held (\n"
	"	breaker TEXT NOT NULL,\n"
	"	symbol TEXT NOT NULL,\n"
	"	slot INTEGER NOT NULL,\n"
	"	at INTEGER NOT NULL,\n"
	"	true_since INTEGER NOT NULL,\n"
	"	false_since INTEGER NOT NULL,\n"
	"	last_true INTEGER NOT NULL,\n"
	"	last_false INTEGER NOT NULL,\n"
	"	PRIMARY KEY (breaker, symbol, slot)\n"
	") STRICT, WITHOUT ROWID;\n";

const char *const breaker_event_names[] = {
	[BREAKER_TRIGGERED] = "triggered",
	[BREAKER_ACTION] = "action",
	[BREAKER_RESOLVED] = "resolved",
	[BREAKER_RESET] = "reset",
	[BREAKER_ERROR] = "error"
};

static const struct field fields[] = {
	{ "time", FIELD_STAMP, FIELD_AT(struct breaker_event, time),
	  .help = "when it happened, by the account's clock" },
	{ "breaker", FIELD_CHARS, FIELD_AT(struct breaker_event, breaker),
	  .help = "name of the breaker" },
	{ "kind", FIELD_ENUM, FIELD_AT(struct breaker_event, kind),
	  .help = "triggered, action, resolved, reset, error",
	  .names = breaker_event_names, .names_len = BREAKER_ERROR + 1 },
	{ "action", FIELD_CHARS, FIELD_AT(struct breaker_event, action),
	  .help = "the action that was taken" },
	{ "value", FIELD_DEC, FIELD_AT(struct breaker_event, value),
	  .help = "what was measured" },
	{ "limit", FIELD_DEC, FIELD_AT(struct breaker_event, limit),
	  .help = "what it was compared with" },
	{ "account", FIELD_CHARS, FIELD_AT(struct breaker_event, account),
	  .help = "account" },
	{ "symbol", FIELD_CHARS, FIELD_AT(struct breaker_event, symbol),
	  .help = "unified symbol" },
	{ "order_id", FIELD_CHARS, FIELD_AT(struct breaker_event, order_id),
	  .help = "the order that the action placed" },
	{ "message", FIELD_CHARS, FIELD_AT(struct breaker_event, message),
	  .help = "the same in words" },
	{ .name = NULL }
};
const struct record breaker_event_record = {
	"breaker event", "something that happened to a breaker", fields
};

const struct column breaker_event_columns[] = {
	{ "time", COL_INT, MEMBER(struct breaker_event, time) },
	{ "breaker", COL_CHARS, MEMBER(struct breaker_event, breaker) },
	{ "kind", COL_ENUM, MEMBER(struct breaker_event, kind),
	  breaker_event_names, BREAKER_ERROR + 1 },
	{ "action", COL_CHARS, MEMBER(struct breaker_event, action) },
	{ "value", COL_DEC, MEMBER(struct breaker_event, value) },
	{ "limit", COL_DEC, MEMBER(struct breaker_event, limit) },
	{ "account", COL_CHARS, MEMBER(struct breaker_event, account) },
	{ "symbol", COL_CHARS, MEMBER(struct breaker_event, symbol) },
	{ "order_id", COL_CHARS, MEMBER(struct breaker_event, order_id) },
	{ "message", COL_CHARS, MEMBER(struct breaker_event, message) },
	{ "generation", COL_INT, MEMBER(struct breaker_event, generation) },
	{ .name = NULL }
};

/* *changed false: an event that moves nothing. */
static void
follow_event(struct breaker *b, const struct breaker_event *e, bool *changed)
{
	*changed = true;
	switch ((enum breaker_event_kind)e->kind) {
	case BREAKER_TRIGGERED:
		b->state = BREAKER_TRIPPED;
		b->tripped_at = e->time;
		b->rearms_at = 0;
		b->generation = e->generation;
		return;
	case BREAKER_RESOLVED:
		if (b->state == BREAKER_TRIPPED && b->cooldown > 0) {
			b->state = BREAKER_COOLING;
			b->rearms_at = e->time + b->cooldown;
			return;
		}
		/* fallthrough */
	case BREAKER_RESET:
		b->state = BREAKER_ARMED;
		b->rearms_at = 0;
		return;
	case BREAKER_ACTION:
	case BREAKER_ERROR:
		break;
	}
	*changed = false;
}

bool
breaker_step(struct breaker *b, struct breaker_event *e, bool *moved)
{
	/* Two processes saw it at once: the second finds it latched. */
	bool latched = e->kind == BREAKER_TRIGGERED &&
	    b->state == BREAKER_TRIPPED;
	bool further = latched && e->generation > 0 &&
	    e->generation == b->generation;

	*moved = false;
	if (latched && !further)
		return false;
	if (e->kind == BREAKER_TRIGGERED && !further)
		e->generation = b->generation + 1;
	else if (e->kind != BREAKER_ACTION)
		e->generation = b->generation;
	follow_event(b, e, moved);
	return true;
}

static const char add_event[] =
	"INSERT INTO breaker_event (time, breaker, kind, action, value,"
	" \"limit\", account, symbol, order_id, message, generation) VALUES"
	" (:time, :breaker, :kind, :action, :value, :limit, :account, :symbol,"
	" :order_id, :message, :generation)"
	" ON CONFLICT (breaker, generation, action, account, symbol)"
	" WHERE kind = 'action' DO NOTHING";

enum err_code
breaker_event_add(struct store *s, const struct breaker_event *e,
    bool *added, struct err *err)
{
	struct breaker_event event = *e;
	struct breaker b = {0};
	struct stmt *q;
	enum err_code rc;
	bool is_new = false, moved = false, taken;

	if ((rc = store_begin(s, err)) != E_OK)
		return rc;
	rc = breaker_load(s, e->breaker, &b, err);
	taken = rc == E_OK && breaker_step(&b, &event, &moved);
	if (taken) {
		q = db_prepare(s, add_event);
		db_bind(q, breaker_event_columns, &event);
		rc = db_run(q, err);
		is_new = rc == E_OK && db_changed(s) > 0;
	}
	if (is_new && moved)
		rc = breaker_write(s, &b, err);
	rc = store_end(s, rc, err);
	if (rc == E_OK)
		*added = is_new;
	return rc;
}

static const char load_events[] =
	"SELECT time, breaker, kind, action, value, \"limit\", account,"
	" symbol, order_id, message, generation FROM breaker_event"
	" WHERE (:name IS NULL OR breaker = :name) AND time >= :since"
	" ORDER BY row";

enum err_code
breaker_events_load(struct store *s, const char *name, int64_t since,
    struct breaker_events *out, struct err *err)
{
	struct stmt *q = db_prepare(s, load_events);

	db_bind_text(q, ":name", name);
	db_bind_int(q, ":since", since);
	return db_load(q, breaker_event_columns, out, err);
}

static const char replay_events[] =
	"SELECT time, breaker, kind, action, value, \"limit\", account,"
	" symbol, order_id, message, generation FROM breaker_event"
	" WHERE row > :after AND row <= :until ORDER BY row";

/* The events after one and up to another, on the table. */
static enum err_code
replay(struct store *s, int64_t after, int64_t until, struct err *err)
{
	struct stmt *q = db_prepare(s, replay_events);
	struct breaker_event e = {0};
	struct breaker b = {0};
	enum err_code rc = E_OK, done;
	bool found, moves;

	db_bind_int(q, ":after", after);
	db_bind_int(q, ":until", until);
	while (rc == E_OK && db_step(q)) {
		db_read(q, breaker_event_columns, &e);
		rc = breaker_find(s, e.breaker, &found, &b, err);
		if (rc != E_OK || !found)
			continue;
		follow_event(&b, &e, &moves);
		if (moves)
			rc = breaker_write(s, &b, err);
	}
	done = db_done(q, rc == E_OK ? err : NULL);
	return rc == E_OK ? done : rc;
}

static const char replay_changes[] =
	"SELECT name, \"when\", \"do\", account, venue, symbol, enabled,"
	" cooldown, note, on_unknown_trip, removed, after_event"
	" FROM breaker_change ORDER BY row";

static enum err_code
rebuild(struct store *s, struct err *err)
{
	struct stmt *q = db_prepare(s, replay_changes);
	struct breaker b = {0};
	enum err_code rc = E_OK, done;
	int64_t at = 0;

	while (rc == E_OK && db_step(q)) {
		db_read(q, breaker_columns, &b);
		rc = replay(s, at, db_int(q, 11), err);
		at = db_int(q, 11);
		if (rc == E_OK)
			rc = breaker_follow(s, &b, db_int(q, 10) != 0, at,
			    err);
	}
	done = db_done(q, rc == E_OK ? err : NULL);
	rc = rc == E_OK ? done : rc;
	return rc == E_OK ? replay(s, at, INT64_MAX, err) : rc;
}

const struct derived breaker_derived =
    DERIVED("breaker", BREAKER_BODY, rebuild);

static const struct column held_columns[] = {
	{ "at", COL_INT, MEMBER(struct held, at) },
	{ "true_since", COL_INT, MEMBER(struct held, true_since) },
	{ "false_since", COL_INT, MEMBER(struct held, false_since) },
	{ "last_true", COL_INT, MEMBER(struct held, last_true) },
	{ "last_false", COL_INT, MEMBER(struct held, last_false) },
	{ .name = NULL }
};

static const char get_held[] =
	"SELECT at, true_since, false_since, last_true, last_false FROM held"
	" WHERE breaker = :breaker AND symbol = :symbol AND slot = :slot";

enum err_code
held_get(struct store *s, const char *breaker, const char *symbol,
    unsigned slot, struct held *out, struct err *err)
{
	struct stmt *q = db_prepare(s, get_held);

	*out = (struct held){ 0 };
	db_bind_text(q, ":breaker", breaker);
	db_bind_text(q, ":symbol", symbol);
	db_bind_int(q, ":slot", slot);
	if (db_step(q))
		db_read(q, held_columns, out);
	return db_done(q, err);
}

static const char set_held[] =
	"INSERT INTO held (breaker, symbol, slot, at, true_since,"
	" false_since, last_true, last_false) VALUES (:breaker, :symbol,"
	" :slot, :at, :true_since, :false_since, :last_true, :last_false)"
	" ON CONFLICT (breaker, symbol, slot) DO UPDATE SET"
	" at = excluded.at, true_since = excluded.true_since,"
	" false_since = excluded.false_since,"
	" last_true = excluded.last_true, last_false = excluded.last_false";

enum err_code
held_set(struct store *s, const char *breaker, const char *symbol,
    unsigned slot, const struct held *h, struct err *err)
{
	struct stmt *q = db_prepare(s, set_held);

	db_bind(q, held_columns, h);
	db_bind_text(q, ":breaker", breaker);
	db_bind_text(q, ":symbol", symbol);
	db_bind_int(q, ":slot", slot);
	return db_run(q, err);
}
