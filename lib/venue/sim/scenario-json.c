/*
 * Typed members of JSON objects; faults name file, place and key.
 */
#include "venue/sim/scenario-json.h"

#include "base/record.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

void
place_wrong(const struct place *p, const char *fmt, ...)
{
	char text[256];
	va_list ap;

	if (p->r->rc != E_OK)
		return;
	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	p->r->rc = err_set(p->r->err, E_DATA, "%s: %s%s%s", p->r->name,
	    p->path, p->path[0] != '\0' ? ": " : "", text);
}

struct place
place_at(struct reader *r, const json_t *value, const char *const *keys,
    const char *fmt, ...)
{
	struct place p = { r, value, "" };
	const char *key;
	json_t *each;
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(p.path, sizeof(p.path), fmt, ap);
	va_end(ap);
	if (!json_is_object(value)) {
		place_wrong(&p, "not an object");
		p.object = NULL;
		return p;
	}
	json_object_foreach((json_t *)value, key, each) {
		const char *const *k = keys;

		while (*k != NULL && strcmp(*k, key) != 0)
			k++;
		if (*k == NULL)
			place_wrong(&p, "unknown key \"%.64s\"", key);
	}
	return p;
}

const json_t *
place_member(const struct place *p, const char *key)
{
	const json_t *value = p->object == NULL ? NULL :
	    json_object_get(p->object, key);

	return value == NULL || json_is_null(value) ? NULL : value;
}

/* A member that must be there. */
static const json_t *
needed(const struct place *p, const char *key)
{
	const json_t *value = place_member(p, key);

	if (value == NULL)
		place_wrong(p, "\"%s\" is missing", key);
	return value;
}

const char *
place_text(const struct place *p, const char *key, const char *fallback)
{
	const json_t *value = fallback == NULL ? needed(p, key) :
	    place_member(p, key);
	const char *text = value == NULL ? NULL : json_plain_text(value);

	if (value != NULL && text == NULL)
		place_wrong(p, "\"%s\" is not a text", key);
	return text != NULL ? text : fallback != NULL ? fallback : "";
}

struct dec
place_dec(const struct place *p, const char *key, struct dec fallback)
{
	const json_t *value = place_member(p, key);
	struct dec d = fallback;

	if (value != NULL && !json_exact_dec(value, &d))
		place_wrong(p, "\"%s\" is not a number (of at most 38 "
		    "digits and 18 decimals)", key);
	return d;
}

struct dec
place_needed(const struct place *p, const char *key)
{
	needed(p, key);
	return place_dec(p, key, DEC_ZERO);
}

int64_t
place_int(const struct place *p, const char *key, int64_t least,
    int64_t most, int64_t fallback)
{
	const json_t *value = fallback < least ? needed(p, key) :
	    place_member(p, key);
	int64_t n = fallback;

	if (value == NULL)
		return fallback;
	if (json_exact_int(value, &n) && n >= least && n <= most)
		return n;
	place_wrong(p, "\"%s\" is not a whole number from %lld to %lld",
	    key, (long long)least, (long long)most);
	return fallback;
}

bool
place_bool(const struct place *p, const char *key)
{
	const json_t *value = place_member(p, key);

	if (value != NULL && !json_is_boolean(value))
		place_wrong(p, "\"%s\" is not true or false", key);
	return json_is_true(value);
}

int
place_name(const struct place *p, const char *key, const char *const *names,
    int len, int fallback)
{
	const char *text = place_text(p, key, fallback < 0 ? NULL : "");
	int value;

	if (text[0] == '\0' && fallback >= 0 && place_member(p, key) == NULL)
		return fallback;
	value = enum_value(names, len, text);
	if (value >= 0)
		return value;
	place_wrong(p, "\"%s\": unknown \"%.64s\"", key, text);
	return 0;
}

const json_t *
place_array(const struct place *p, const char *key)
{
	const json_t *value = place_member(p, key);

	if (value != NULL && !json_is_array(value))
		place_wrong(p, "\"%s\" is not an array", key);
	return json_is_array(value) ? value : NULL;
}

const json_t *
place_object(const struct place *p, const char *key)
{
	const json_t *value = place_member(p, key);

	if (value != NULL && !json_is_object(value))
		place_wrong(p, "\"%s\" is not an object", key);
	return json_is_object(value) ? value : NULL;
}
