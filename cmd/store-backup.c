/*
 * etrms store backup: a copy of one moment, made while others may write.
 */
#include "cmd/session.h"

#include "base/mem.h"
#include "store/store.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

struct backup_row {
	const char *store, *copy;
	int64_t bytes, version;
};

static const struct field fields[] = {
	{ "store", FIELD_TEXT, FIELD_AT(struct backup_row, store),
	  .help = "what was copied" },
	{ "copy", FIELD_TEXT, FIELD_AT(struct backup_row, copy),
	  .help = "where the copy is" },
	{ "bytes", FIELD_INT, FIELD_AT(struct backup_row, bytes),
	  .help = "its size" },
	{ "version", FIELD_INT, FIELD_AT(struct backup_row, version),
	  .help = "of its schema" },
	{ .name = NULL }
};
const struct record backup_record = {
	"store backup", "a copy of the store", fields
};

/* The copy is a store that can be opened, or it is no backup. Opened to write,
 * so that closing it takes its log away again. */
static enum err_code
look(const char *copy, struct backup_row *row, struct err *err)
{
	struct store *s = NULL;
	struct stat st;
	enum err_code rc = store_open(copy, STORE_WRITE, &s, err);

	if (rc != E_OK)
		return rc;
	row->version = store_version(s);
	store_close(s);
	if (stat(copy, &st) == 0)
		row->bytes = st.st_size;
	return E_OK;
}

static enum err_code
run(struct session *s, const void *args, const struct texts *operands,
    struct err *err)
{
	const char *copy = operands->at[0];
	struct backup_row row = { .store = session_store_path(s),
	    .copy = copy };
	struct out *out = NULL;
	enum err_code rc = session_out(s, &backup_record, &out, err);

	(void)args;
	if (rc == E_OK)
		rc = store_backup(s->store, copy, err);
	if (rc == E_OK)
		rc = look(copy, &row, err);
	if (rc == E_OK)
		rc = out_row(out, &row, err);
	return out_end(out, rc, err);
}

static const struct operand operands[] = {
	{ "file", .words = WORDS_FILE,
	  .help = "where the copy goes; it must not exist" },
	{ NULL }
};

static const struct example examples[] = {
	{ "etrms store backup etrms-copy.db", "a copy in this folder", 0 },
	{ NULL }
};

static const int exits[] = { E_STORE, 0 };

const struct cmd cmd_store_backup = {
	.name = "store backup",
	.group = "housekeeping",
	.summary = "copy the store, of one moment, while it is in use",
	.about = "Copies the store page by page as it is at one moment, also"
	    " while other commands write; copying the file with cp would miss"
	    " what is still in its log. The copy takes its name when it is"
	    " whole, and never replaces a file. To go back to it, put it where"
	    " the store was, or name it with --store.",
	.operands = operands,
	.record = &backup_record,
	.examples = examples,
	.exits = exits,
	.needs = NEED_STORE_READ,
	.run = run
};
