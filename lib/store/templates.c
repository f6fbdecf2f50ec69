/* Order templates, one row a name. */
#include "store/templates.h"

#include "store/db.h"
#include "store/schema.h"

const char templates_schema_2[] =
	"CREATE TABLE template (\n"
	"	name TEXT NOT NULL PRIMARY KEY,\n"
	"	side TEXT NOT NULL,\n"
	"	symbol TEXT NOT NULL,\n"
	"	options TEXT NOT NULL,\n"
	"	actor TEXT NOT NULL,\n"
	"	time INTEGER NOT NULL\n"
	") STRICT, WITHOUT ROWID;\n";

static const struct field fields[] = {
	{ "name", FIELD_CHARS, FIELD_AT(struct template, name),
	  .help = "its name" },
	{ "side", FIELD_CHARS, FIELD_AT(struct template, side),
	  .help = "buy or sell" },
	{ "symbol", FIELD_CHARS, FIELD_AT(struct template, symbol),
	  .help = "unified symbol; null: named when it is used" },
	{ "options", FIELD_CHARS, FIELD_AT(struct template, options),
	  .help = "the order's options, as they are typed" },
	{ "actor", FIELD_CHARS, FIELD_AT(struct template, actor),
	  .help = "who saved it", .flags = FIELD_WIDE },
	{ "time", FIELD_STAMP, FIELD_AT(struct template, time),
	  .help = "when it was saved", .flags = FIELD_MINOR },
	{ .name = NULL }
};
const struct record template_record = {
	"template", "an order's options under a name", fields
};

static const struct column columns[] = {
	{ "name", COL_CHARS, MEMBER(struct template, name) },
	{ "side", COL_CHARS, MEMBER(struct template, side) },
	{ "symbol", COL_CHARS, MEMBER(struct template, symbol) },
	{ "options", COL_CHARS, MEMBER(struct template, options) },
	{ "actor", COL_CHARS, MEMBER(struct template, actor) },
	{ "time", COL_INT, MEMBER(struct template, time) },
	{ .name = NULL }
};

#define SELECT_TEMPLATE \
	"SELECT name, side, symbol, options, actor, time FROM template "
static const char find_template[] = SELECT_TEMPLATE "WHERE name = :name";

static enum err_code
find(struct store *s, const char *name, bool *found, struct template *out,
    struct err *err)
{
	struct stmt *q = db_prepare(s, find_template);

	db_bind_text(q, ":name", name);
	*found = db_step(q);
	if (*found)
		db_read(q, columns, out);
	return db_done(q, err);
}

static const char put_template[] =
	"INSERT INTO template (name, side, symbol, options, actor, time)"
	" VALUES (:name, :side, :symbol, :options, :actor, :time)"
	" ON CONFLICT (name) DO UPDATE SET side = :side, symbol = :symbol,"
	" options = :options, actor = :actor, time = :time";

enum err_code
template_put(struct store *s, const struct template *t, bool *replaced,
    struct err *err)
{
	struct template before = {0};
	struct stmt *q;
	bool found = false;
	enum err_code rc = store_begin(s, err);

	if (rc != E_OK)
		return rc;
	rc = find(s, t->name, &found, &before, err);
	if (rc == E_OK) {
		q = db_prepare(s, put_template);
		db_bind(q, columns, t);
		rc = db_run(q, err);
	}
	rc = store_end(s, rc, err);
	if (rc == E_OK && replaced != NULL)
		*replaced = found;
	return rc;
}

static const char load_templates[] = SELECT_TEMPLATE "ORDER BY name";

enum err_code
templates_load(struct store *s, struct templates *out, struct err *err)
{
	struct stmt *q = db_prepare(s, load_templates);

	return db_load(q, columns, out, err);
}

static const char name_templates[] =
	"SELECT name FROM template ORDER BY name";

enum err_code
template_load(struct store *s, const char *name, struct template *out,
    struct err *err)
{
	struct template row = {0};
	bool found;
	enum err_code rc = find(s, name, &found, &row, err);

	if (rc == E_OK && !found)
		rc = db_no_such(s, "template", name, name_templates, err);
	if (rc == E_OK)
		*out = row;
	return rc;
}

static const char remove_template[] =
	"DELETE FROM template WHERE name = :name";

enum err_code
template_remove(struct store *s, const char *name, struct err *err)
{
	struct stmt *q = db_prepare(s, remove_template);
	enum err_code rc;

	db_bind_text(q, ":name", name);
	rc = db_run(q, err);
	if (rc == E_OK && db_changed(s) == 0)
		rc = db_no_such(s, "template", name, name_templates, err);
	return rc;
}
