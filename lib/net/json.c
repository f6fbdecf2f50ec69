/*
 * Values by name out of an exact JSON document, with the path of what is wrong.
 */
#include "net/json.h"

#include "base/mem.h"
#include "base/record.h"
#include "base/stamp.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SHOWN 40			/* of a wrong value, in its error */
#define MS_MAX INT64_C(253402300799999)	/* the end of the year 9999 */

static void
add_shown(struct buf *out, const char *s, size_t n)
{
	for (size_t i = 0; i < n && i < SHOWN; i++)
		buf_putc(out, s[i] >= ' ' && s[i] <= '~' ? s[i] : '?');
	if (n > SHOWN)
		buf_puts(out, "...");
}

void
json_path(const struct json_at *at, struct buf *out)
{
	if (at->up == NULL)
		return;
	json_path(at->up, out);
	if (at->key == NULL)
		buf_printf(out, "[%zu]", at->index);
	else
		buf_printf(out, "%s%s", out->len != 0 ? "." : "", at->key);
}

void
json_wrong(const struct json_at *at, const char *fmt, ...)
{
	struct buf text = {0};
	va_list ap;

	if (at->in->rc != E_OK)
		return;
	json_path(at, &text);
	if (text.len != 0)
		buf_puts(&text, ": ");
	va_start(ap, fmt);
	buf_vprintf(&text, fmt, ap);
	va_end(ap);
	at->in->rc = err_set(at->in->err, E_DATA, "%s: %s", at->in->what,
	    text.at);
	buf_release(&text);
}

/* "number" and so on; what a value is, in an error. */
static const char *
kind(const json_t *value)
{
	bool number;

	switch (json_typeof(value)) {
	case JSON_OBJECT:
		return "an object";
	case JSON_ARRAY:
		return "a list";
	case JSON_STRING:
		json_exact_text(value, &number);
		return number ? "a number" : "a text";
	case JSON_TRUE:
	case JSON_FALSE:
		return "true or false";
	default:
		return "null";
	}
}

/* "not a number: \"abc\"", with the value where it is short enough to show. */
static void
wrong_value(const struct json_at *at, const char *fault)
{
	struct buf shown = {0};
	const char *text = json_exact_text(at->value, NULL);

	if (text != NULL) {
		add_shown(&shown, text, strlen(text));
		json_wrong(at, "%s: \"%s\"", fault, buf_text(&shown));
	} else
		json_wrong(at, "%s but %s", fault, kind(at->value));
	buf_release(&shown);
}

/* Is there a value? It is wrong when there is none. */
static bool
there(const struct json_at *at)
{
	if (at->value != NULL && !json_is_null(at->value))
		return json_fine(at);
	json_wrong(at, at->value == NULL ? "missing" : "null");
	return false;
}

/* How a text begins that is not JSON: often a page of a proxy. */
static bool
looks_right(struct json_in *in, const char *text, size_t len)
{
	struct json_at top = { .in = in };
	struct buf shown = {0};
	size_t i = 0;

	while (i < len && memchr(" \t\r\n", text[i], 4) != NULL)
		i++;
	if (i < len && (text[i] == '{' || text[i] == '['))
		return true;
	if (i < len) {
		add_shown(&shown, text + i, len - i);
		json_wrong(&top, "not JSON: it begins \"%s\"",
		    buf_text(&shown));
	} else
		json_wrong(&top, "empty where JSON was due");
	buf_release(&shown);
	return false;
}

enum err_code
json_open(struct json_in *in, const char *text, size_t len,
    const struct json_limits *limits, const char *what, struct err *err)
{
	*in = (struct json_in){ .what = mem_text(what), .err = err };
	if (looks_right(in, text, len))
		in->rc = json_load_exact(text, len, limits, what, &in->root,
		    err);
	return in->rc;
}

enum err_code
json_close(struct json_in *in)
{
	enum err_code rc = in->rc;

	json_decref(in->root);
	free(in->what);
	*in = (struct json_in){0};
	return rc;
}

struct json_at
json_top(struct json_in *in)
{
	return (struct json_at){ .in = in, .value = in->root };
}

/* A member as it stands, null too; wrong on what is no object. */
static struct json_at
member(const struct json_at *object, const char *key)
{
	struct json_at at = { object->in, NULL, object, key, 0 };

	if (!there(object))
		return at;
	if (!json_is_object(object->value))
		wrong_value(object, "not an object");
	else
		at.value = json_object_get(object->value, key);
	return at;
}

struct json_at
json_member(const struct json_at *object, const char *key)
{
	struct json_at at = member(object, key);

	if (json_is_null(at.value))
		at.value = NULL;
	return at;
}

struct json_at
json_get_object(const struct json_at *object, const char *key)
{
	struct json_at at = member(object, key);

	if (there(&at) && !json_is_object(at.value))
		wrong_value(&at, "not an object");
	return at;
}

struct json_at
json_get_list(const struct json_at *object, const char *key)
{
	struct json_at at = member(object, key);

	if (there(&at))
		json_count(&at);
	return at;
}

struct json_at
json_opt_list(const struct json_at *object, const char *key)
{
	struct json_at at = json_member(object, key);

	if (at.value != NULL)
		json_count(&at);
	return at;
}

size_t
json_count(const struct json_at *list)
{
	/* An absent list that had to be there has said so already. */
	if (!json_fine(list) || (list->value == NULL && list->up != NULL))
		return 0;
	if (json_is_array(list->value))
		return json_array_size(list->value);
	if (there(list))
		wrong_value(list, "not a list");
	return 0;
}

struct json_at
json_item(const struct json_at *list, size_t index)
{
	return (struct json_at){ list->in, json_array_get(list->value, index),
	    list, NULL, index };
}

struct dec
json_dec(const struct json_at *at)
{
	struct dec d;
	bool number;

	if (!there(at))
		return DEC_NONE;
	if (json_exact_dec(at->value, &d))
		return d;
	if (json_exact_text(at->value, &number) != NULL && number)
		wrong_value(at, "beyond 38 digits and 18 decimals");
	else
		wrong_value(at, "not a number");
	return DEC_NONE;
}

static bool
whole(const json_t *value, bool text_too, int64_t *out)
{
	const char *s = json_exact_text(value, NULL);
	struct dec d;

	if (json_exact_int(value, out))
		return true;
	if (!text_too || s == NULL || !dec_parse_text(s, &d) ||
	    dec_decimals(d) != 0)
		return false;
	d = dec_trim(d);
	if (d.coef > INT64_MAX || d.coef < INT64_MIN)
		return false;
	*out = (int64_t)d.coef;
	return true;
}

static int64_t
int_of(const struct json_at *at, bool text_too)
{
	int64_t n;

	if (!there(at))
		return INT_NONE;
	if (whole(at->value, text_too, &n) && n != INT_NONE)
		return n;
	wrong_value(at, "not a whole number");
	return INT_NONE;
}

int64_t
json_int(const struct json_at *at)
{
	return int_of(at, false);
}

int64_t
json_int_loose(const struct json_at *at)
{
	return int_of(at, true);
}

const char *
json_text(const struct json_at *at)
{
	const char *s;

	if (!there(at))
		return "";
	s = json_plain_text(at->value);
	if (s == NULL)
		wrong_value(at, "not a text");
	return s != NULL ? s : "";
}

const char *
json_id(const struct json_at *at)
{
	bool number;
	const char *s;

	if (!there(at))
		return "";
	s = json_exact_text(at->value, &number);
	if (s != NULL && *s != '\0' &&
	    (!number || s[strspn(s, "-0123456789")] == '\0'))
		return s;
	wrong_value(at, "not an id");
	return "";
}

bool
json_bool(const struct json_at *at)
{
	if (there(at) && !json_is_boolean(at->value))
		wrong_value(at, "not true or false");
	return json_is_true(at->value);
}

int64_t
json_ms(const struct json_at *at)
{
	const char *s = json_exact_text(at->value, NULL);
	int64_t n;

	if (!there(at) || (s != NULL && *s == '\0'))
		return 0;
	if (whole(at->value, true, &n) && n >= -1 && n <= MS_MAX)
		return n > 0 ? n * 1000 : 0;
	wrong_value(at, "not a time in milliseconds");
	return 0;
}

struct dec
json_get_dec(const struct json_at *object, const char *key)
{
	struct json_at at = member(object, key);

	return json_dec(&at);
}

int64_t
json_get_int(const struct json_at *object, const char *key)
{
	struct json_at at = member(object, key);

	return json_int(&at);
}

const char *
json_get_text(const struct json_at *object, const char *key)
{
	struct json_at at = member(object, key);

	return json_text(&at);
}

const char *
json_get_id(const struct json_at *object, const char *key)
{
	struct json_at at = member(object, key);

	return json_id(&at);
}

bool
json_get_bool(const struct json_at *object, const char *key)
{
	struct json_at at = member(object, key);

	return json_bool(&at);
}

int64_t
json_get_ms(const struct json_at *object, const char *key)
{
	struct json_at at = member(object, key);

	return json_ms(&at);
}

/* A member that may be absent, null, or the text "". */
static struct json_at
given(const struct json_at *object, const char *key)
{
	struct json_at at = json_member(object, key);
	const char *s = json_exact_text(at.value, NULL);

	if (s != NULL && *s == '\0')
		at.value = NULL;
	return at;
}

struct dec
json_opt_dec(const struct json_at *object, const char *key,
    struct dec fallback)
{
	struct json_at at = given(object, key);

	return at.value != NULL ? json_dec(&at) : fallback;
}

int64_t
json_opt_int(const struct json_at *object, const char *key, int64_t fallback)
{
	struct json_at at = given(object, key);

	return at.value != NULL ? json_int(&at) : fallback;
}

const char *
json_opt_text(const struct json_at *object, const char *key,
    const char *fallback)
{
	struct json_at at = json_member(object, key);

	return at.value != NULL ? json_text(&at) : fallback;
}

bool
json_opt_bool(const struct json_at *object, const char *key, bool fallback)
{
	struct json_at at = json_member(object, key);

	return at.value != NULL ? json_bool(&at) : fallback;
}

int64_t
json_opt_ms(const struct json_at *object, const char *key)
{
	struct json_at at = given(object, key);

	return at.value != NULL ? json_ms(&at) : 0;
}

void
json_get_chars(const struct json_at *object, const char *key, char *to,
    size_t size)
{
	struct json_at at = member(object, key);
	const char *s = json_text(&at);

	if (text_set(to, size, s))
		return;
	to[0] = '\0';
	json_wrong(&at, "a text of more than %zu bytes", size - 1);
}

static int
name_of(const struct json_at *at, const struct json_name *table, int unknown,
    const char **text)
{
	const char *s = at->value != NULL ? json_text(at) : "";

	if (text != NULL)
		*text = s;
	for (; table->text != NULL; table++)
		if (strcmp(table->text, s) == 0)
			return table->value;
	return unknown;
}

int
json_get_name(const struct json_at *object, const char *key,
    const struct json_name *table, int unknown, const char **text)
{
	struct json_at at = member(object, key);

	there(&at);
	return name_of(&at, table, unknown, text);
}

int
json_opt_name(const struct json_at *object, const char *key,
    const struct json_name *table, int unknown, const char **text)
{
	struct json_at at = json_member(object, key);

	return name_of(&at, table, unknown, text);
}
