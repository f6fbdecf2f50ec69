/*
 * etrms doctor: is what etrms stands on sound? One row per check; 1 when one
 * fails. It changes nothing and needs nothing to be in order.
 */
#include "cmd/doctor.h"
#include "cmd/hooks.h"
#include "cmd/module.h"
#include "cmd/session.h"
#include "cmd/vault.h"

#include "base/mem.h"
#include "base/stamp.h"
#include "base/vec.h"
#include "hook/hook.h"
#include "store/ledger.h"
#include "store/store.h"

#include <csv.h>
#include <errno.h>
#include <jansson.h>
#include <link.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

static const char *const status_names[] = { "ok", "warn", "fail" };

struct check_row { const char *name; int status; const char *detail; };
static const struct field fields[] = {
	{ "name", FIELD_TEXT, FIELD_AT(struct check_row, name),
	  .help = "what was looked at" },
	{ "status", FIELD_ENUM, FIELD_AT(struct check_row, status),
	  .help = "ok, warn or fail", .names = status_names, .names_len = 3 },
	{ "detail", FIELD_TEXT, FIELD_AT(struct check_row, detail),
	  .help = "what was found" },
	{ .name = NULL }
};
static const struct record check_record = { "check",
    "something etrms stands on", fields };

void
doctor_say(struct exam *e, const char *name, enum status status,
    const char *fmt, ...)
{
	struct buf detail = {0};
	va_list ap;

	va_start(ap, fmt);
	buf_vprintf(&detail, fmt, ap);
	va_end(ap);
	e->failed = e->failed || status == STATUS_FAIL;
	if (e->rc == E_OK)
		e->rc = out_row(e->out, &(struct check_row){ name, (int)status,
		    detail.len > 0 ? detail.at : NULL }, e->err);
	buf_release(&detail);
}

static void
look_at_config(struct exam *e)
{
	const struct session *s = e->s;
	const char *key;
	struct stat st;

	if (s->conf_err.code != E_OK) {
		doctor_say(e, "config", STATUS_FAIL, "%s", s->conf_err.text);
		return;
	}
	if (stat(conf_path(s->conf), &st) != 0)
		doctor_say(e, "config", STATUS_OK, "%s: none, all defaults",
		    conf_path(s->conf));
	else if (st.st_mode & (S_IWGRP | S_IWOTH))
		doctor_say(e, "config", STATUS_WARN, "%s: others may write it",
		    conf_path(s->conf));
	else
		doctor_say(e, "config", STATUS_OK, "%s", conf_path(s->conf));
	for (size_t i = 0; (key = conf_unknown(s->conf, i)) != NULL; i++)
		doctor_say(e, "config key", STATUS_WARN, "%s: nothing reads %s",
		    conf_path(s->conf), key);
}

static void
look_at_hooks(struct exam *e)
{
	char *folder = hooks_folder(e->s), why[200];

	for (const struct hook_kind *k = hook_kinds; k->name != NULL; k++)
		switch (hook_check(folder, k->name, why, sizeof(why))) {
		case HOOK_NONE:
			break;
		case HOOK_FAILED:
			doctor_say(e, "hook", k->vetoes ? STATUS_FAIL :
			    STATUS_WARN, "%s", why);
			break;
		default:
			doctor_say(e, "hook", STATUS_OK, "%s/%s", folder,
			    k->name);
		}
	free(folder);
}

static void
look_at_mode(struct exam *e, const char *path)
{
	struct stat st;

	if (stat(path, &st) != 0)
		doctor_say(e, "store permissions", STATUS_FAIL, "%s: %s", path,
		    strerror(errno));
	else if (st.st_uid != geteuid())
		doctor_say(e, "store permissions", STATUS_WARN, "%s: belongs to"
		    " another user", path);
	else if (st.st_mode & 077)
		doctor_say(e, "store permissions", STATUS_WARN, "%s: mode %03o"
		    " lets others in; chmod 600", path,
		    (unsigned)(st.st_mode & 0777));
	else
		doctor_say(e, "store permissions", STATUS_OK, "mode %03o",
		    (unsigned)(st.st_mode & 0777));
}

static enum err_code
take_finding(void *self, const struct store_finding *f, struct err *err)
{
	struct exam *e = self;
	char *name = mem_format("store %s", f->check);

	(void)err;
	doctor_say(e, name, f->ok == 1 ? STATUS_OK : STATUS_FAIL, "%s",
	    f->detail);
	free(name);
	return e->rc;
}

/* A clock that stands before what the ledger has seen was set back. */
static void
look_at_clock(struct exam *e, struct store *store)
{
	struct clock system = clock_system();
	int64_t now = clock_now(&system);
	char at[STAMP_TEXT_SIZE], last[STAMP_TEXT_SIZE];
	struct audits newest = {0};

	stamp_text(now - now % STAMP_SECOND, at);
	if (store != NULL)
		(void)audits_load(store, 0, 1, &newest, NULL);
	if (stamp_split(now).year < 2024)
		doctor_say(e, "clock", STATUS_FAIL, "%s: the system's clock is"
		    " not set", at);
	else if (newest.len > 0 && newest.at[0].time > now + STAMP_MINUTE)
		doctor_say(e, "clock", STATUS_WARN, "%s: before the last entry"
		    " of the ledger, %s", at,
		    stamp_text(newest.at[0].time, last));
	else if (e->s->fixed_now != 0)
		doctor_say(e, "clock", STATUS_WARN, "ETRMS_NOW sets it to %s",
		    stamp_text(e->s->fixed_now, last));
	else
		doctor_say(e, "clock", STATUS_OK, "%s", at);
	vec_release(&newest);
}

static void
look_at_vault(struct exam *e, struct store *store)
{
	struct buf what = {0};
	struct err why = {0};

	if (vault_examine(e->s, store, &what, &why) == E_OK)
		doctor_say(e, "vault", STATUS_OK, "%s", buf_text(&what));
	else
		doctor_say(e, "vault", STATUS_FAIL, "%s", why.text);
	buf_release(&what);
}

static void
look_at_store(struct exam *e)
{
	const char *path = session_store_path(e->s);
	struct store *store = NULL;
	struct err why = {0};

	if (path == NULL) {
		doctor_say(e, "store", STATUS_FAIL, "no place for it: set HOME,"
		    " ETRMS_STORE or --store");
		look_at_clock(e, NULL);
		return;
	}
	if (access(path, F_OK) != 0 && errno == ENOENT)
		doctor_say(e, "store", STATUS_OK, "%s: none yet", path);
	else if (store_open(path, STORE_READ, &store, &why) != E_OK)
		doctor_say(e, "store", STATUS_FAIL, "%s", why.text);
	if (store != NULL) {
		doctor_say(e, "store", STATUS_OK, "%s: schema %d",
		    store_path(store), store_version(store));
		look_at_mode(e, path);
		if (store_check(store, take_finding, e, &why) != E_OK &&
		    e->rc == E_OK && !e->failed)
			doctor_say(e, "store check", STATUS_FAIL, "%s",
			    why.text);
	}
	look_at_clock(e, store);
	look_at_vault(e, store);
	if (store != NULL)
		doctor_network(e, store);
	store_close(store);
}

static void
look_at_terminal(struct exam *e)
{
	struct winsize size = {0};

	if (!isatty(STDOUT_FILENO))
		doctor_say(e, "terminal", STATUS_OK, "none: rows go to a pipe"
		    " or file");
	else if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) != 0 ||
	    size.ws_col == 0)
		doctor_say(e, "terminal", STATUS_WARN, "its width is not"
		    " known");
	else
		doctor_say(e, "terminal", size.ws_col < 80 ? STATUS_WARN :
		    STATUS_OK, "%d columns", size.ws_col);
	if (e->s->style.utf8)
		doctor_say(e, "locale", STATUS_OK, "UTF-8");
	else
		doctor_say(e, "locale", STATUS_WARN, "not UTF-8: shortened"
		    " cells end in ~");
}

/* What is loaded beside the program: the real file's name has its version. */
static int
take_library(struct dl_phdr_info *info, size_t size, void *self)
{
	char *real = info->dlpi_name[0] == '/' ?
	    realpath(info->dlpi_name, NULL) : NULL;

	(void)size;
	if (real != NULL)
		doctor_say(self, "library", STATUS_OK, "%s",
		    strrchr(real, '/') + 1);
	free(real);
	return 0;
}

static void
look_at_module(struct exam *e, const struct module_kind *kind)
{
	struct module_open m = {0};
	struct buf libraries = {0};
	struct err why;

	if (module_open(&m, kind, &why) != E_OK) {
		doctor_say(e, kind->name, STATUS_FAIL, "%s", why.text);
		return;
	}
	m.table->libraries(&libraries);
	doctor_say(e, kind->name, STATUS_OK, "%s: %s", buf_text(&m.path),
	    buf_text(&libraries));
	buf_release(&libraries);
	module_close(&m);
}

static void
look_at_libraries(struct exam *e)
{
	doctor_say(e, "library", STATUS_OK, "SQLite %s", store_engine());
	doctor_say(e, "library", STATUS_OK, "zlib %s", zlibVersion());
	doctor_say(e, "library", STATUS_OK, "jansson %s",
	    jansson_version_str());
	doctor_say(e, "library", STATUS_OK, "libcsv %d.%d.%d", CSV_MAJOR,
	    CSV_MINOR, CSV_RELEASE);
	(void)dl_iterate_phdr(take_library, e);
	for (size_t i = 0; module_kinds[i] != NULL; i++)
		look_at_module(e, module_kinds[i]);
}

static enum err_code
run(struct session *s, const void *args, const struct texts *operands,
    struct err *err)
{
	struct exam e = { .s = s, .err = err };

	(void)args;
	(void)operands;
	e.rc = session_out(s, &check_record, &e.out, err);
	if (e.rc == E_OK) {
		look_at_config(&e);
		look_at_hooks(&e);
		look_at_store(&e);
		look_at_terminal(&e);
		look_at_libraries(&e);
	}
	if (e.rc == E_OK && e.failed)
		e.rc = E_NO;
	return out_end(e.out, e.rc, err);
}

static const struct example examples[] = {
	{ "etrms doctor", "every check", 0 },
	{ "etrms doctor --quiet", "only the exit code, for cron", 0 },
	{ NULL }
};

static const int exits[] = { E_NO, 0 };

const struct cmd cmd_doctor = {
	.name = "doctor",
	.group = "housekeeping",
	.summary = "check what etrms stands on",
	.about = "Checks configuration, store (place, permissions, integrity,"
	    " derived tables), vault, hooks, clock, terminal, libraries and the"
	    " modules, and says what is wrong. Of live accounts it asks the"
	    " exchange: whether it is reached, how far its clock is off (no"
	    " order goes out when that is more than a second), whether it takes"
	    " the key, and what is left of its rate limits. Exits 1 when a"
	    " check fails; a warning is not a failure. It changes nothing.",
	.record = &check_record,
	.examples = examples,
	.exits = exits,
	.needs = NEED_LITTLE | NEED_VAULT,
	.run = run
};
