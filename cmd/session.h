/*
 * What a running command is given: everything from outside comes in here, so
 * that commands fetch nothing themselves. Made by main() from the command's
 * row (.needs) and the global options.
 */
#ifndef CMD_SESSION_H
#define CMD_SESSION_H

#include "base/clock.h"
#include "base/err.h"
#include "cli/cli.h"
#include "conf/conf.h"
#include "out/out.h"

#include <stdio.h>

struct store;

struct session {
	const struct cmd *cmd;
	const struct globals *globals;
	struct conf *conf;
	struct store *store;	/* as .needs says; else NULL */
	struct clock clock;	/* the system's, or ETRMS_NOW on paper stores */
	FILE *in, *out_file, *err_file;
	struct out_style style;
	const char *actor;	/* for the audit: user name, cached */
	char correlation_id[33];	/* one per process run, 32 hex digits */
};

/* The out of this session for one record; close it with out_close(). */
enum err_code session_out(struct session *s, const struct record *record,
    struct out **out, struct err *err);
/* A warning to stderr: "etrms: warning: …"; nothing under --quiet. */
void session_warn(struct session *s, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));
/* Opens the store again, read-write, at another place; for store commands. */
const char *session_store_path(const struct session *s);

#endif
