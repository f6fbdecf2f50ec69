/*
 * The audit chain. Each row's hash covers the hash before it and the row's own
 * text, each part with its length in front, so that no two rows read the same.
 */
#include "store/ledger.h"

#include "base/sha256.h"
#include "store/db.h"
#include "store/schema.h"

const char audit_schema[] =
	"CREATE TABLE audit (\n"
	"	id INTEGER PRIMARY KEY,\n"
	"	time INTEGER NOT NULL,\n"
	"	correlation_id TEXT NOT NULL,\n"
	"	actor TEXT NOT NULL,\n"
	"	command TEXT NOT NULL,\n"
	"	entity TEXT NOT NULL,\n"
	"	entity_id TEXT NOT NULL,\n"
	"	action TEXT NOT NULL,\n"
	"	detail TEXT NOT NULL,\n"
	"	hash TEXT NOT NULL\n"
	") STRICT;\n"
	APPEND_ONLY("audit");

static const struct column columns[] = {
	{ "id", COL_INT, MEMBER(struct audit, id) },
	{ "time", COL_INT, MEMBER(struct audit, time) },
	{ "correlation_id", COL_CHARS, MEMBER(struct audit, correlation_id) },
	{ "actor", COL_CHARS, MEMBER(struct audit, actor) },
	{ "command", COL_CHARS, MEMBER(struct audit, command) },
	{ "entity", COL_CHARS, MEMBER(struct audit, entity) },
	{ "entity_id", COL_CHARS, MEMBER(struct audit, entity_id) },
	{ "action", COL_CHARS, MEMBER(struct audit, action) },
	{ "detail", COL_CHARS, MEMBER(struct audit, detail) },
	{ "hash", COL_CHARS, MEMBER(struct audit, hash) },
	{ .name = NULL }
};

static const struct field fields[] = {
	{ "time", FIELD_STAMP, FIELD_AT(struct audit, time),
	  .help = "when it was done" },
	{ "correlation_id", FIELD_CHARS, FIELD_AT(struct audit,
	  correlation_id), .help = "one per run of the program",
	  .flags = FIELD_WIDE },
	{ "actor", FIELD_CHARS, FIELD_AT(struct audit, actor),
	  .help = "who did it" },
	{ "command", FIELD_CHARS, FIELD_AT(struct audit, command),
	  .help = "with which command" },
	{ "entity", FIELD_CHARS, FIELD_AT(struct audit, entity),
	  .help = "kind of thing: order, policy, breaker, account" },
	{ "entity_id", FIELD_CHARS, FIELD_AT(struct audit, entity_id),
	  .help = "which one" },
	{ "action", FIELD_CHARS, FIELD_AT(struct audit, action),
	  .help = "what was done to it" },
	{ "detail", FIELD_CHARS, FIELD_AT(struct audit, detail),
	  .help = "the particulars" },
	{ "hash", FIELD_CHARS, FIELD_AT(struct audit, hash),
	  .help = "SHA-256 over this row and the hash before it",
	  .flags = FIELD_WIDE },
	{ .name = NULL }
};
const struct record audit_record = {
	"audit", "who changed what, hash-chained", fields
};

static void
hash_part(struct sha256 *h, const char *text)
{
	struct buf part = {0};

	buf_printf(&part, "%zu:%s,", strlen(text), text);
	sha256_update(h, part.at, part.len);
	buf_release(&part);
}

static void
hash_number(struct sha256 *h, int64_t n)
{
	struct buf text = {0};

	buf_printf(&text, "%lld", (long long)n);
	hash_part(h, buf_text(&text));
	buf_release(&text);
}

static void
audit_hash(const char *before, const struct audit *a, char out[65])
{
	struct sha256 h;

	sha256_init(&h);
	hash_part(&h, before);
	hash_number(&h, a->id);
	hash_number(&h, a->time);
	hash_part(&h, a->correlation_id);
	hash_part(&h, a->actor);
	hash_part(&h, a->command);
	hash_part(&h, a->entity);
	hash_part(&h, a->entity_id);
	hash_part(&h, a->action);
	hash_part(&h, a->detail);
	sha256_final_text(&h, out);
}

void
audit_seal(struct audit *a, const char *before)
{
	audit_hash(before, a, a->hash);
}

/* The end of the chain, kept apart so that cutting rows off shows too. */
static const char audit_head[] = "audit_head";

static const char last_audit[] =
	"SELECT id, hash FROM audit ORDER BY id DESC LIMIT 1";
static const char add_audit[] =
	"INSERT INTO audit (id, time, correlation_id, actor, command, entity,"
	" entity_id, action, detail, hash) VALUES (:id, :time,"
	" :correlation_id, :actor, :command, :entity, :entity_id, :action,"
	" :detail, :hash)";

enum err_code
audit_add(struct store *s, struct audit *a, struct err *err)
{
	char before[65] = "";
	struct stmt *q;
	enum err_code rc;

	if ((rc = store_begin(s, err)) != E_OK)
		return rc;
	if (a->correlation_id[0] == '\0')
		TEXT_SET(a->correlation_id, db_correlation(s));
	q = db_prepare(s, last_audit);
	a->id = 1;
	if (db_step(q)) {
		a->id = db_int(q, 0) + 1;
		db_chars(q, 1, before, sizeof(before));
	}
	rc = db_done(q, err);
	audit_seal(a, before);
	if (rc == E_OK) {
		q = db_prepare(s, add_audit);
		db_bind(q, columns, a);
		rc = db_run(q, err);
	}
	if (rc == E_OK)
		rc = meta_set(s, audit_head, a->hash, err);
	return store_end(s, rc, err);
}

static const char load_audits[] =
	"SELECT id, time, correlation_id, actor, command, entity, entity_id,"
	" action, detail, hash FROM audit WHERE time >= :since ORDER BY id";
static const char newest_audits[] =
	"SELECT id, time, correlation_id, actor, command, entity, entity_id,"
	" action, detail, hash FROM audit WHERE time >= :since"
	" ORDER BY id DESC LIMIT :limit";

enum err_code
audits_load(struct store *s, int64_t since, int64_t limit,
    struct audits *out, struct err *err)
{
	struct stmt *q = db_prepare(s, limit > 0 ? newest_audits :
	    load_audits);

	db_bind_int(q, ":since", since);
	if (limit > 0)
		db_bind_int(q, ":limit", limit);
	return db_load(q, columns, out, err);
}

static const char walk_audits[] =
	"SELECT id, time, correlation_id, actor, command, entity, entity_id,"
	" action, detail, hash FROM audit ORDER BY id";

enum err_code
audit_verify(struct store *s, int64_t *bad, struct err *err)
{
	struct stmt *q = db_prepare(s, walk_audits);
	char before[65] = "", hash[65], head[65] = "";
	struct audit a = {0};
	int64_t next = 1;
	enum err_code rc;

	*bad = 0;
	for (; *bad == 0 && db_step(q); next++) {
		db_read(q, columns, &a);
		audit_hash(before, &a, hash);
		if (a.id != next || strcmp(hash, a.hash) != 0)
			*bad = next;
		TEXT_SET(before, a.hash);
	}
	rc = db_done(q, err);
	if (rc == E_OK && *bad == 0)
		rc = meta_get(s, audit_head, head, sizeof(head), err);
	if (rc == E_OK && *bad == 0 && strcmp(head, before) != 0)
		*bad = next;
	return rc;
}
