/*
 * One option value from its text. Every refusal names the option, what was
 * typed, and what would do.
 */
#include "cli/cli.h"

#include "base/mem.h"
#include "base/stamp.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

static enum err_code
refuse(const struct opt *o, const char *text, const char *want,
    struct err *err)
{
	return err_set(err, E_USAGE, "--%s '%s': %s", o->name, text, want);
}

static enum err_code
read_int(const struct opt *o, const char *text, int64_t *at, struct err *err)
{
	char *end;
	long long n;
	const char *digits = text + (*text == '-');

	errno = 0;
	n = strtoll(text, &end, 10);
	if (*digits < '0' || *digits > '9' || *end != '\0' || errno != 0)
		return refuse(o, text, "not a whole number", err);
	if ((o->min != 0 || o->max != 0) && (n < o->min || n > o->max))
		return err_set(err, E_USAGE, "--%s '%s': not from %lld to"
		    " %lld", o->name, text, (long long)o->min,
		    (long long)o->max);
	*at = n;
	return E_OK;
}

static enum err_code
read_percent(const struct opt *o, const char *text, struct dec *at,
    struct err *err)
{
	size_t n = strlen(text);
	struct dec number, unit;

	if (n > 1 && text[n - 1] == '%') {
		unit = dec_make(1, 2);
		n -= 1;
	} else if (n > 2 && strcmp(text + n - 2, "bp") == 0) {
		unit = dec_make(1, 4);
		n -= 2;
	} else
		return refuse(o, text, "not a percentage: write 2% or 50bp",
		    err);
	if (!dec_parse(text, n, &number) || !dec_times(number, unit, at))
		return refuse(o, text, "not a percentage: write 2% or 50bp",
		    err);
	return E_OK;
}

static enum err_code
read_stamp(const struct opt *o, const char *text, int64_t now, int64_t *at,
    struct err *err)
{
	int64_t distance = 0;

	if (strncmp(text, "now", 3) != 0) {
		if (stamp_parse(text, strlen(text), at))
			return E_OK;
		return refuse(o, text, "not a time: write 2024-03-01,"
		    " 2024-03-01T08:30Z or now-4h", err);
	}
	if (text[3] != '\0' && ((text[3] != '-' && text[3] != '+') ||
	    !duration_parse(text + 4, strlen(text + 4), &distance)))
		return refuse(o, text, "not a time: write now-4h or now+30m",
		    err);
	*at = text[3] == '-' ? now - distance : now + distance;
	if (*at <= 0)
		return refuse(o, text, "before 1970", err);
	return E_OK;
}

/* stop-limit is stop_limit. */
static bool
same_word(const char *a, const char *b)
{
	for (; *a != '\0' && (*a == *b || (*a == '-' && *b == '_') ||
	    (*a == '_' && *b == '-')); a++)
		b++;
	return *a == *b;
}

static enum err_code
read_enum(const struct opt *o, const char *text, int *at, struct err *err)
{
	struct buf list = {0};
	const char *near;
	enum err_code rc;

	for (int i = 0; o->choices[i] != NULL; i++)
		if (same_word(o->choices[i], text)) {
			*at = i;
			return E_OK;
		}
	near = word_nearest(text, o->choices);
	if (near != NULL)
		return err_set(err, E_USAGE, "--%s '%s': did you mean '%s'?",
		    o->name, text, near);
	for (int i = 0; o->choices[i] != NULL; i++)
		buf_printf(&list, "%s%s", i == 0 ? "" : ", ", o->choices[i]);
	rc = err_set(err, E_USAGE, "--%s '%s': not one of %s", o->name, text,
	    buf_text(&list));
	buf_release(&list);
	return rc;
}

static void
texts_add(struct texts *t, const char *text)
{
	t->at = mem_grow(t->at, t->len + 1, sizeof(*t->at));
	t->at[t->len++] = text;
}

enum err_code
opt_read(const struct opt *o, const char *text, int64_t now, void *at,
    struct err *err)
{
	switch (o->kind) {
	case OPT_FLAG:
		*(bool *)at = true;
		return E_OK;
	case OPT_TEXT:
		*(const char **)at = text;
		return E_OK;
	case OPT_TEXTS:
		texts_add(at, text);
		return E_OK;
	case OPT_INT:
		return read_int(o, text, at, err);
	case OPT_DEC:
		if (!dec_parse_text(text, at))
			return refuse(o, text, "not a plain decimal number"
			    " such as 0.25 (at most 18 decimals, no"
			    " exponent)", err);
		return E_OK;
	case OPT_PERCENT:
		return read_percent(o, text, at, err);
	case OPT_LEVEL:
		if (!level_parse(text, at))
			return refuse(o, text, "neither a price nor a"
			    " percentage nor +distance", err);
		return E_OK;
	case OPT_STAMP:
		return read_stamp(o, text, now, at, err);
	case OPT_DURATION:
		if (!duration_parse(text, strlen(text), at))
			return refuse(o, text, "not a duration such as 90s,"
			    " 4h or 1d (1s to 3650d)", err);
		return E_OK;
	case OPT_ENUM:
		return read_enum(o, text, at, err);
	case OPT_DONE:
		break;
	}
	bug("option --%s: no such kind: %d", o->name, (int)o->kind);
}
