/*
 * etrms version: what this program is. Opens nothing.
 */
#include "cmd/session.h"

#ifndef ETRMS_VERSION
#error "ETRMS_VERSION comes from the Makefile"
#endif

struct version { const char *version, *compiler; };

static const struct field fields[] = {
	{ "version", FIELD_TEXT, FIELD_AT(struct version, version),
	  .help = "of etrms" },
	{ "compiler", FIELD_TEXT, FIELD_AT(struct version, compiler),
	  .help = "that built it", .flags = FIELD_WIDE },
	{ .name = NULL }
};
static const struct record version_record = { "version",
    "what this program is", fields };

static enum err_code
run(struct session *s, const void *args, const struct texts *operands,
    struct err *err)
{
	static const struct version row = { ETRMS_VERSION, "C " __VERSION__ };
	struct out *out = NULL;
	enum err_code rc = session_out(s, &version_record, &out, err);

	(void)args;
	(void)operands;
	if (rc == E_OK && s->style.format == OUT_TABLE &&
	    s->style.fields == NULL)
		out_note(out, "etrms %s", row.version);
	else if (rc == E_OK)
		rc = out_row(out, &row, err);
	return out_end(out, rc, err);
}

static const struct example examples[] = {
	{ "etrms version", "print the version", 0 },
	{ "etrms version --format json", "the same for a program", 0 },
	{ NULL }
};

const struct cmd cmd_version = {
	.name = "version",
	.group = "housekeeping",
	.summary = "print the version",
	.about = "Prints the version of etrms. It opens no store and no"
	    " network, so it also tells whether the program starts at all.",
	.record = &version_record,
	.examples = examples,
	.needs = NEED_LITTLE,
	.run = run
};
