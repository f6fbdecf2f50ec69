/* Definitions of breakers, a ledger; the breaker table is the one in force and
 * the state that events have brought it to (breakerevents.c). */
#include "store/rules.h"

#include "store/breakerrow.h"
#include "store/schema.h"

const char breakers_schema[] =
	"CREATE TABLE breaker_change (\n"
	"	row INTEGER PRIMARY KEY,\n"
	/* The last event before it: the two ledgers are replayed as one. */
	"	after_event INTEGER NOT NULL,\n"
	"	name TEXT NOT NULL,\n"
	"	removed INTEGER NOT NULL,\n"
	"	\"when\" TEXT NOT NULL,\n"
	"	\"do\" TEXT NOT NULL,\n"
	"	account TEXT NOT NULL,\n"
	"	venue TEXT NOT NULL,\n"
	"	symbol TEXT NOT NULL,\n"
	"	enabled INTEGER NOT NULL,\n"
	"	cooldown INTEGER NOT NULL,\n"
	"	note TEXT NOT NULL,\n"
	"	on_unknown_trip INTEGER NOT NULL,\n"
	"	actor TEXT NOT NULL,\n"
	"	time INTEGER NOT NULL\n"
	") STRICT;\n"
	APPEND_ONLY("breaker_change")
	"CREATE TABLE breaker " BREAKER_BODY;

const char *const breaker_state_names[] = {
	[BREAKER_ARMED] = "armed",
	[BREAKER_TRIPPED] = "tripped",
	[BREAKER_COOLING] = "cooling"
};

static const struct field fields[] = {
	{ "name", FIELD_CHARS, FIELD_AT(struct breaker, name),
	  .help = "its name" },
	{ "when", FIELD_CHARS, FIELD_AT(struct breaker, when),
	  .help = "the condition that trips it" },
	{ "do", FIELD_CHARS, FIELD_AT(struct breaker, act),
	  .help = "the actions it takes, once each" },
	{ "account", FIELD_CHARS, FIELD_AT(struct breaker, account),
	  .help = "only this account; null: every one" },
	{ "venue", FIELD_CHARS, FIELD_AT(struct breaker, venue),
	  .help = "only this venue; null: every one",
	  .flags = FIELD_WIDE },
	{ "symbol", FIELD_CHARS, FIELD_AT(struct breaker, symbol),
	  .help = "only this symbol; null: every one" },
	{ "enabled", FIELD_BOOL, FIELD_AT(struct breaker, enabled),
	  .help = "whether it is judged at all" },
	{ "state", FIELD_ENUM, FIELD_AT(struct breaker, state),
	  .help = "armed, tripped, cooling", .names = breaker_state_names,
	  .names_len = BREAKER_COOLING + 1 },
	{ "tripped_at", FIELD_STAMP, FIELD_AT(struct breaker, tripped_at),
	  .help = "when it tripped last" },
	{ "rearms_at", FIELD_STAMP, FIELD_AT(struct breaker, rearms_at),
	  .help = "end of its cool-down" },
	{ "cooldown", FIELD_DURATION, FIELD_AT(struct breaker, cooldown),
	  .help = "how long it rests after a trip" },
	{ "note", FIELD_CHARS, FIELD_AT(struct breaker, note),
	  .help = "why it is there", .flags = FIELD_WIDE },
	{ .name = NULL }
};
const struct record breaker_record = {
	"breaker", "a condition and what is done when it holds", fields
};

const struct column breaker_columns[] = {
	{ "name", COL_CHARS, MEMBER(struct breaker, name) },
	{ "when", COL_CHARS, MEMBER(struct breaker, when) },
	{ "do", COL_CHARS, MEMBER(struct breaker, act) },
	{ "account", COL_CHARS, MEMBER(struct breaker, account) },
	{ "venue", COL_CHARS, MEMBER(struct breaker, venue) },
	{ "symbol", COL_CHARS, MEMBER(struct breaker, symbol) },
	{ "enabled", COL_BOOL, MEMBER(struct breaker, enabled) },
	{ "cooldown", COL_INT, MEMBER(struct breaker, cooldown) },
	{ "note", COL_CHARS, MEMBER(struct breaker, note) },
	{ "on_unknown_trip", COL_BOOL,
	  MEMBER(struct breaker, on_unknown_trip) },
	{ "state", COL_ENUM, MEMBER(struct breaker, state),
	  breaker_state_names, BREAKER_COOLING + 1 },
	{ "tripped_at", COL_STAMP, MEMBER(struct breaker, tripped_at) },
	{ "rearms_at", COL_STAMP, MEMBER(struct breaker, rearms_at) },
	{ "generation", COL_INT, MEMBER(struct breaker, generation) },
	{ .name = NULL }
};

#define SELECT_BREAKER \
	"SELECT name, \"when\", \"do\", account, venue, symbol, enabled," \
	" cooldown, note, on_unknown_trip, state, tripped_at, rearms_at," \
	" generation FROM breaker "
static const char find_breaker[] = SELECT_BREAKER "WHERE name = :name";

enum err_code
breaker_find(struct store *s, const char *name, bool *found,
    struct breaker *out, struct err *err)
{
	struct stmt *q = db_prepare(s, find_breaker);

	db_bind_text(q, ":name", name);
	*found = db_step(q);
	if (*found)
		db_read(q, breaker_columns, out);
	return db_done(q, err);
}

static const char load_breakers[] = SELECT_BREAKER "ORDER BY name";

enum err_code
breakers_load(struct store *s, struct breakers *out, struct err *err)
{
	struct stmt *q = db_prepare(s, load_breakers);

	return db_load(q, breaker_columns, out, err);
}

static const char name_breakers[] = "SELECT name FROM breaker ORDER BY name";

enum err_code
breaker_load(struct store *s, const char *name, struct breaker *out,
    struct err *err)
{
	struct breaker row = {0};
	bool found;
	enum err_code rc = breaker_find(s, name, &found, &row, err);

	if (rc == E_OK && !found)
		rc = db_no_such(s, "breaker", name, name_breakers, err);
	if (rc == E_OK)
		*out = row;
	return rc;
}

static const char put_breaker[] =
	"INSERT INTO breaker (name, \"when\", \"do\", account, venue, symbol,"
	" enabled, cooldown, note, on_unknown_trip, state, tripped_at,"
	" rearms_at, generation) VALUES (:name, :when, :do, :account, :venue,"
	" :symbol, :enabled, :cooldown, :note, :on_unknown_trip, :state,"
	" :tripped_at, :rearms_at, :generation) ON CONFLICT (name) DO UPDATE"
	" SET \"when\" = excluded.\"when\", \"do\" = excluded.\"do\","
	" account = excluded.account, venue = excluded.venue,"
	" symbol = excluded.symbol, enabled = excluded.enabled,"
	" cooldown = excluded.cooldown, note = excluded.note,"
	" on_unknown_trip = excluded.on_unknown_trip, state = excluded.state,"
	" tripped_at = excluded.tripped_at, rearms_at = excluded.rearms_at,"
	" generation = excluded.generation";
static const char drop_breaker[] = "DELETE FROM breaker WHERE name = :name";
static const char last_generation[] =
	"SELECT coalesce(max(generation), 0) FROM breaker_event"
	" WHERE breaker = :name AND kind = 'triggered' AND row <= :until";

enum err_code
breaker_write(struct store *s, const struct breaker *b, struct err *err)
{
	struct stmt *q = db_prepare(s, put_breaker);

	db_bind(q, breaker_columns, b);
	return db_run(q, err);
}

/*
 * A definition takes over the state of the one before: what has tripped stays
 * tripped. A name that was used before goes on counting its trips, so that an
 * action of an old one is never taken for an action of the new.
 */
enum err_code
breaker_follow(struct store *s, const struct breaker *definition,
    bool removed, int64_t after_event, struct err *err)
{
	struct breaker b = *definition, old = {0};
	struct stmt *q;
	enum err_code rc;
	bool found;

	if (removed) {
		q = db_prepare(s, drop_breaker);
		db_bind_text(q, ":name", b.name);
		return db_run(q, err);
	}
	rc = breaker_find(s, b.name, &found, &old, err);
	if (rc == E_OK && !found) {
		q = db_prepare(s, last_generation);
		db_bind_text(q, ":name", b.name);
		db_bind_int(q, ":until", after_event);
		if (db_step(q))
			old.generation = db_int(q, 0);
		rc = db_done(q, err);
	}
	b.state = old.state;
	b.tripped_at = old.tripped_at;
	b.rearms_at = old.rearms_at;
	b.generation = old.generation;
	return rc == E_OK ? breaker_write(s, &b, err) : rc;
}

static const char add_breaker_change[] =
	"INSERT INTO breaker_change (after_event, name, removed, \"when\","
	" \"do\", account, venue, symbol, enabled, cooldown, note,"
	" on_unknown_trip, actor, time) VALUES"
	" ((SELECT coalesce(max(row), 0) FROM breaker_event), :name,"
	" :removed, :when, :do, :account, :venue, :symbol, :enabled,"
	" :cooldown, :note, :on_unknown_trip, :actor, :time)";

static enum err_code
change_add(struct store *s, const struct breaker *b, bool removed,
    const char *actor, int64_t time, struct err *err)
{
	struct stmt *q = db_prepare(s, add_breaker_change);
	enum err_code rc;

	db_bind(q, breaker_columns, b);
	db_bind_int(q, ":removed", removed);
	db_bind_text(q, ":actor", actor == NULL ? "" : actor);
	db_bind_int(q, ":time", time);
	rc = db_run(q, err);
	return rc != E_OK ? rc : breaker_follow(s, b, removed, INT64_MAX, err);
}

enum err_code
breaker_put(struct store *s, const struct breaker *b, bool add,
    const char *actor, int64_t time, struct err *err)
{
	struct breaker old;
	enum err_code rc;
	bool found;

	if (!label_valid(b->name))
		return err_set(err, E_USAGE, "breaker '%s': a name has 1 to "
		    "32 of a-z 0-9 . _ - and starts with a letter or digit",
		    b->name);
	if ((rc = store_begin(s, err)) != E_OK)
		return rc;
	rc = breaker_find(s, b->name, &found, &old, err);
	if (rc == E_OK && found && add)
		rc = err_set(err, E_USAGE, "breaker %s: there is one already "
		    "(etrms breaker set changes it)", b->name);
	if (rc == E_OK)
		rc = change_add(s, b, false, actor, time, err);
	return store_end(s, rc, err);
}

enum err_code
breaker_remove(struct store *s, const char *name, const char *actor,
    int64_t time, struct err *err)
{
	struct breaker old;
	enum err_code rc;

	if ((rc = store_begin(s, err)) != E_OK)
		return rc;
	rc = breaker_load(s, name, &old, err);
	if (rc == E_OK)
		rc = change_add(s, &old, true, actor, time, err);
	return store_end(s, rc, err);
}
