/*
 * Makes the session of one run: what flags, environment and configuration say
 * about store, output and clock, opened as far as the command's row asks.
 */
#include "cmd/session.h"

#include "cmd/online.h"
#include "cmd/vault.h"

#include "base/mem.h"
#include "base/rng.h"
#include "base/stamp.h"
#include "base/trace.h"
#include "crypt/secret.h"
#include "crypt/vault.h"
#include "store/ledger.h"

#include <errno.h>
#include <pwd.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#define FORMAT_AUTO 4	/* output.format's last choice */
enum { COLOR_AUTO, COLOR_ALWAYS, COLOR_NEVER };

static const char *
variable(const char *name)
{
	const char *value = getenv(name);

	return value != NULL && value[0] != '\0' ? value : NULL;
}

enum err_code
session_now(int64_t *now, struct err *err)
{
	const char *text = variable("ETRMS_NOW");
	struct clock system = clock_system();

	if (text == NULL)
		*now = clock_now(&system);
	else if (!stamp_parse(text, strlen(text), now) || *now <= 0)
		return err_set(err, E_USAGE, "ETRMS_NOW '%s': not a time such"
		    " as 2024-03-01T08:30Z", text);
	return E_OK;
}

static bool
speaks_utf8(void)
{
	const char *locale = variable("LC_ALL");

	if (locale == NULL)
		locale = variable("LC_CTYPE");
	if (locale == NULL)
		locale = variable("LANG");
	return locale != NULL && (strcasestr(locale, "utf-8") != NULL ||
	    strcasestr(locale, "utf8") != NULL);
}

static int
terminal_width(void)
{
	const char *columns = variable("COLUMNS");
	struct winsize size = {0};

	if (columns != NULL && atoi(columns) > 0)
		return atoi(columns);
	if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0)
		return size.ws_col;
	return 0;
}

static bool
wants_color(const struct conf *conf, bool terminal)
{
	if (variable("NO_COLOR") != NULL)
		return false;
	switch (conf_enum(conf, "output.color")) {
	case COLOR_ALWAYS:
		return true;
	case COLOR_NEVER:
		return false;
	default:
		return terminal && (variable("TERM") == NULL ||
		    strcmp(variable("TERM"), "dumb") != 0);
	}
}

static void
choose_style(struct session *s)
{
	bool terminal = isatty(STDOUT_FILENO);
	int format = s->globals->format;

	if (format < 0)
		format = conf_enum(s->conf, "output.format");
	if (format == FORMAT_AUTO)
		format = terminal ? OUT_TABLE : OUT_NDJSON;
	s->style = (struct out_style){
		.format = (enum out_format)format,
		.fields = s->globals->fields,
		.header = !s->globals->no_header,
		.quiet = s->globals->quiet,
		.width = terminal ? terminal_width() : 0,
		.utf8 = speaks_utf8(),
		.color = wants_color(s->conf, terminal),
		.loose = true
	};
}

/* Every record that the command may print. */
static void
list_records(struct session *s)
{
	size_t n = 0;

	s->records[n++] = s->cmd->record;
	for (size_t i = 0; s->cmd->more != NULL && s->cmd->more[i] != NULL &&
	    n < sizeof(s->records) / sizeof(*s->records) - 1; i++)
		s->records[n++] = s->cmd->more[i];
	s->style.records = s->records;
}

/* --fields is judged before anything happens. */
static enum err_code
check_fields(const struct session *s, struct err *err)
{
	return s->style.fields == NULL || s->cmd->record == NULL ? E_OK :
	    out_check_fields(s->style.fields, s->style.records, err);
}

static enum err_code
open_conf(struct session *s, struct err *err)
{
	enum err_code rc = conf_open(s->globals->config, &s->conf,
	    &s->conf_err);

	if (rc == E_OK)
		return E_OK;
	s->conf = conf_defaults(s->globals->config);
	if (s->cmd->needs & NEED_LITTLE)
		return E_OK;
	*err = s->conf_err;
	return rc;
}

static bool
store_is_named(const struct globals *globals)
{
	return globals->store != NULL || variable("ETRMS_STORE") != NULL;
}

static char *
place_of_store(const struct globals *globals)
{
	const char *base;

	if (globals->store != NULL)
		return mem_text(globals->store);
	if ((base = variable("ETRMS_STORE")) != NULL)
		return mem_text(base);
	base = variable("XDG_DATA_HOME");
	if (base != NULL && base[0] == '/')
		return mem_format("%s/etrms/etrms.db", base);
	base = variable("HOME");
	return base == NULL ? NULL :
	    mem_format("%s/.local/share/etrms/etrms.db", base);
}

/* Who did it, for the audit; looked up only when something may be done. */
static void
name_actor(struct session *s)
{
	static char name[33];
	const struct passwd *user;

	s->actor = "";
	if (!(s->cmd->needs & NEED_STORE))
		return;
	user = getpwuid(getuid());
	if (user != NULL)
		TEXT_SET(name, user->pw_name);
	else
		snprintf(name, sizeof(name), "%u", (unsigned)getuid());
	s->actor = name;
}

static enum err_code
name_run(struct session *s, struct err *err)
{
	unsigned char bytes[16];

	if (!rng_bytes(bytes, sizeof(bytes)))
		return err_set(err, E_OUTPUT, "no random numbers from the"
		    " system");
	for (size_t i = 0; i < sizeof(bytes); i++)
		snprintf(s->correlation_id + 2 * i, 3, "%02x", bytes[i]);
	return E_OK;
}

/* As the command's row says; a store that may be missing is then an empty one
 * in memory, unless it was named: nothing must look empty for a typing error.
 * ETRMS_NOW is for stores where nothing is live. */
static enum err_code
open_store(struct session *s, struct err *err)
{
	const char *place = s->store_place;
	enum store_mode mode = STORE_CREATE;
	enum err_code rc;

	if (!(s->cmd->needs & (NEED_STORE | NEED_STORE_READ)))
		return E_OK;
	if (place == NULL)
		return err_set(err, E_STORE, "no place for the store: neither"
		    " HOME nor XDG_DATA_HOME is set (--store names one)");
	if (s->cmd->needs & NEED_STORE_READ) {
		mode = STORE_READ;
		if ((s->cmd->needs & NEED_CREATE) && !store_is_named(s->globals)
		    && access(place, F_OK) != 0 && errno == ENOENT) {
			place = ":memory:";
			mode = STORE_CREATE;
		}
	}
	rc = store_open(place, mode, &s->store, &s->store_err);
	if (rc != E_OK && (s->cmd->needs & NEED_EVEN_SO))
		return E_OK;
	if (rc != E_OK) {
		*err = s->store_err;
		return rc;
	}
	store_correlate(s->store, s->correlation_id);
	if (s->fixed_now != 0 && !store_all_paper(s->store))
		rc = err_set(err, E_USAGE, "ETRMS_NOW: refused where a live"
		    " account is in the store");
	return rc;
}

/* A command that may need a key, where there is a vault: what signs and what
 * sends is loaded while the store is opened. libcrypto goes first, for it is
 * linked faster alone. */
static void
foresee_modules(struct session *s)
{
	char *vault = NULL;

	if (!(s->cmd->needs & NEED_VAULT) || !(s->cmd->needs & (NEED_STORE |
	    NEED_STORE_READ)) || session_vault_path(s, &vault, NULL) != E_OK)
		return;
	if (access(vault, R_OK) == 0) {
		module_foresee(&s->crypt, &crypt_module, NULL);
		module_foresee(&s->network, &network_module, &s->crypt);
	}
	free(vault);
}

enum err_code
session_open(struct session *s, const struct parsed *p, struct err *err)
{
	enum err_code rc;

	*s = (struct session){ .cmd = p->cmd, .globals = &p->globals,
	    .in = stdin, .out_file = stdout, .err_file = stderr };
	rc = open_conf(s, err);
	if (rc != E_OK)
		return rc;
	choose_style(s);
	list_records(s);
	name_actor(s);
	s->clock = clock_system();
	if (variable("ETRMS_NOW") != NULL) {
		s->fixed_now = p->now;
		s->clock = clock_fixed(&s->fixed_now);
	}
	s->store_place = place_of_store(s->globals);
	rc = check_fields(s, err);
	if (rc == E_OK)
		foresee_modules(s);
	if (rc == E_OK)
		rc = name_run(s, err);
	if (rc == E_OK)
		rc = open_store(s, err);
	if (rc == E_OK && (s->cmd->needs & NEED_NETWORK))
		rc = module_open(&s->network, &network_module, err);
	return rc;
}

void
session_close(struct session *s)
{
	store_close(s->store);	/* what has written is the last to leave */
	online_close(s);
	vault_close(s->vault);
	module_close(&s->crypt);
	module_close(&s->network);
	conf_free(s->conf);
	free(s->store_place);
}

enum err_code
session_out(struct session *s, const struct record *record, struct out **out,
    struct err *err)
{
	return out_open(s->out_file, &s->style, record, out, err);
}

void
session_warn(struct session *s, const char *fmt, ...)
{
	struct buf plain = {0}, safe = {0};
	va_list ap;

	if (s->globals->quiet)
		return;
	va_start(ap, fmt);
	buf_vprintf(&plain, fmt, ap);
	va_end(ap);
	if (!trace_may_print(buf_text(&plain), plain.len)) {
		secret_wipe_buf(&plain);
		buf_puts(&plain, "(a message with a key in it is left out)");
	}
	out_escape_message(&safe, buf_text(&plain), plain.len);
	fprintf(s->err_file, "etrms: warning: %s\n", buf_text(&safe));
	buf_release(&plain);
	buf_release(&safe);
}

const char *
session_store_path(const struct session *s)
{
	return s->store_place;
}

enum err_code
session_audit(struct session *s, const char *entity, const char *entity_id,
    const char *action, const char *detail, struct err *err)
{
	struct audit a = { .time = clock_now(&s->clock) };

	TEXT_SET(a.correlation_id, s->correlation_id);
	TEXT_SET(a.actor, s->actor);
	TEXT_SET(a.command, s->cmd->name);
	TEXT_SET(a.entity, entity);
	TEXT_SET(a.entity_id, entity_id);
	TEXT_SET(a.action, action);
	TEXT_SET(a.detail, detail);
	return audit_add(s->store, &a, err);
}
