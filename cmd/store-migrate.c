/*
 * etrms store migrate: brings an older store up to this version's schema.
 */
#include "cmd/session.h"

#include "store/store.h"

struct migrate_row {
	const char *store;
	int64_t from, to;
	signed char changed;
};

static const struct field fields[] = {
	{ "store", FIELD_TEXT, FIELD_AT(struct migrate_row, store),
	  .help = "the file" },
	{ "from_version", FIELD_INT, FIELD_AT(struct migrate_row, from),
	  .help = "the schema it had" },
	{ "to_version", FIELD_INT, FIELD_AT(struct migrate_row, to),
	  .help = "the schema it has now" },
	{ "changed", FIELD_BOOL, FIELD_AT(struct migrate_row, changed),
	  .help = "whether anything had to be done" },
	{ .name = NULL }
};
const struct record migrate_record = {
	"store migrate", "a store brought up to this version", fields
};

static enum err_code
run(struct session *s, const void *args, const struct texts *operands,
    struct err *err)
{
	struct migrate_row row = { .store = session_store_path(s),
	    .to = store_version_current };
	struct out *out = NULL;
	enum err_code rc;
	int from = 0;

	(void)args;
	(void)operands;
	if (row.store == NULL)
		return err_set(err, E_STORE, "no place for the store: neither"
		    " HOME nor XDG_DATA_HOME is set (--store names one)");
	rc = session_out(s, &migrate_record, &out, err);
	if (rc == E_OK)
		rc = store_migrate(row.store, &from, err);
	if (rc == E_OK) {
		row.from = from;
		row.changed = row.from != row.to;
		rc = out_row(out, &row, err);
	}
	return out_end(out, rc, err);
}

static const struct example examples[] = {
	{ "etrms store migrate", "nothing to do on a store of this version",
	  0 },
	{ NULL }
};

static const int exits[] = { E_STORE, E_BUSY, 0 };

const struct cmd cmd_store_migrate = {
	.name = "store migrate",
	.group = "housekeeping",
	.summary = "bring an older store up to this version",
	.about = "Every other command refuses a store of another schema. This"
	    " takes an older one up to the schema of this version in one"
	    " transaction: it is done whole, or not at all. A newer store is"
	    " refused. Make a copy first with etrms store backup of the"
	    " version that made it.",
	.record = &migrate_record,
	.examples = examples,
	.exits = exits,
	.run = run
};
