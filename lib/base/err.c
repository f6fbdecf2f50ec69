/* Error texts, the table of exit codes, and the way out for the impossible. */
#include "base/err.h"

#include "base/mem.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

const struct err_kind err_kinds[] = {
	{ E_OK, "ok", "done as asked and recorded; a check found nothing",
	  "yes", 0 },
	{ E_NO, "no", "a check says no: a limit is broken, a breaker has "
	  "tripped, drift is over its threshold, runs differ", "no", 0 },
	{ E_USAGE, "usage", "the command line is wrong", "no", 0 },
	{ E_STORE, "store", "store, configuration or vault unusable", "no", 0 },
	{ E_REFUSED, "refused", "refused here by a limit, a breaker or a halt",
	  "no", 0 },
	{ E_REJECTED, "rejected", "refused by the exchange", "no", 0 },
	{ E_UNKNOWN, "unknown", "outcome unknown or not recorded: run "
	  "etrms order reconcile", "maybe", 0 },
	{ E_NETWORK, "network", "the network failed before sending, or a read "
	  "failed", "no", 1 },
	{ E_LIMITED, "limited", "rate-limited until the printed time", "no",
	  1 },
	{ E_LOCKED, "locked", "vault locked, wrong passphrase or key refused",
	  "no", 0 },
	{ E_BUSY, "busy", "a lock was not obtained in time", "no", 1 },
	{ E_DATA, "data", "data that came in is invalid", "no", 0 },
	{ E_PARTIAL, "partial", "a batch is partly done", "yes", 0 },
	{ E_OUTPUT, "output", "output or local input failed on a read", "no",
	  0 },
	{ E_BUG, "bug", "internal error before anything was sent", "no", 0 },
	{ .name = NULL }
};

static int (*exit_code)(void);

const struct err_kind *
err_kind(enum err_code code)
{
	const struct err_kind *kind = err_kinds;

	while (kind->name != NULL && kind->code != code)
		kind++;
	if (kind->name == NULL)
		bug("no exit code %d", (int)code);
	return kind;
}

/* A text that was cut still ends on a whole UTF-8 character. */
static void
cut_whole(char *text, size_t size)
{
	size_t end = size - 1;

	while (end > 0 && ((unsigned char)text[end - 1] & 0xc0) == 0x80)
		end--;
	if (end > 0 && (unsigned char)text[end - 1] >= 0xc0)
		text[end - 1] = '\0';
}

enum err_code
err_set(struct err *err, enum err_code code, const char *fmt, ...)
{
	char text[sizeof(err->text)];
	va_list ap;
	int n;

	if (err == NULL)
		return code;
	/* Through a copy: an argument may be the old text itself. */
	va_start(ap, fmt);
	n = vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	if (n < 0)
		text[0] = '\0';
	else if ((size_t)n >= sizeof(text))
		cut_whole(text, sizeof(text));
	err->code = code;
	memcpy(err->text, text, strlen(text) + 1);
	err->venue_code[0] = '\0';
	return code;
}

enum err_code
err_venue(struct err *err, const char *venue_code)
{
	if (err == NULL)	/* only rejections have one */
		return E_REJECTED;
	snprintf(err->venue_code, sizeof(err->venue_code), "%s", venue_code);
	return err->code;
}

enum err_code
err_prefix(struct err *err, const char *fmt, ...)
{
	char what[sizeof(err->text)], old[sizeof(err->text)];
	char venue_code[sizeof(err->venue_code)];
	va_list ap;
	int n;

	if (err == NULL)
		bug("err_prefix without an error");
	memcpy(old, err->text, sizeof(old));
	memcpy(venue_code, err->venue_code, sizeof(venue_code));
	va_start(ap, fmt);
	n = vsnprintf(what, sizeof(what), fmt, ap);
	va_end(ap);
	if (n < 0)
		what[0] = '\0';
	err_set(err, err->code, "%s: %s", what, old);
	return err_venue(err, venue_code);
}

void
bug_exit_set(int (*code)(void))
{
	exit_code = code;
}

int
bug_exit_code(void)
{
	return exit_code != NULL ? exit_code() : E_BUG;
}

void
bug_leave(void)
{
	static int leaving;

	/* A second failure on the way out must not enter exit() again. */
	if (leaving++)
		_exit(E_BUG);
	exit(bug_exit_code());
}

void
bug_at(const char *file, int line, const char *fmt, ...)
{
	char text[512];
	va_list ap;

	va_start(ap, fmt);
	if (vsnprintf(text, sizeof(text), fmt, ap) < 0)
		text[0] = '\0';
	va_end(ap);
	fprintf(stderr, "etrms: internal error: %s:%d: %s\n", file, line,
	    text);
	bug_leave();
}
