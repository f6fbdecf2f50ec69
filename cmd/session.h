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
#include "cmd/module.h"
#include "conf/conf.h"
#include "out/out.h"

#include <stdio.h>

struct online;
struct store;
struct vault;

struct session {
	const struct cmd *cmd;
	const struct globals *globals;
	struct conf *conf;
	struct store *store;	/* as .needs says; else NULL */
	struct module_open network;	/* opened when it is needed */
	struct online *online;	/* cmd/online.h; NULL until it is needed */
	struct module_open crypt;	/* when the vault is asked for: */
	struct vault *vault;		/* cmd/vault.h */
	struct clock clock;	/* the system's, or ETRMS_NOW on paper stores */
	FILE *in, *out_file, *err_file;
	struct out_style style;
	const struct record *records[16];	/* of its rows; ends with NULL */
	const char *actor;	/* for the audit: user name, cached */
	char correlation_id[33];	/* one per process run, 32 hex digits */
	char *store_place;	/* the file's path, opened or not */
	struct err conf_err;	/* NEED_LITTLE: why the config is not in force */
	struct err store_err;	/* NEED_EVEN_SO: why there is no store */
	int64_t fixed_now;	/* ETRMS_NOW; 0: the system's clock */
};

/* What "now" is before there is a session: ETRMS_NOW, else the system's. */
enum err_code session_now(int64_t *now, struct err *err);
enum err_code session_open(struct session *s, const struct parsed *p,
    struct err *err);
void session_close(struct session *s);

/* The out of this session for one record; close it with out_close(). */
enum err_code session_out(struct session *s, const struct record *record,
    struct out **out, struct err *err);
/* A warning to stderr: "etrms: warning: …"; nothing under --quiet. */
void session_warn(struct session *s, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));
/* Adds what the command did to the audit chain; inside its transaction. */
enum err_code session_audit(struct session *s, const char *entity,
    const char *entity_id, const char *action, const char *detail,
    struct err *err);
/* Where the store is or would be; for store commands. Borrowed. */
const char *session_store_path(const struct session *s);

#endif
