/*
 * The scanner that quotes numbers, and jansson behind it.
 */
#include "base/jsonread.h"

#include "base/buf.h"

#include <stdlib.h>
#include <string.h>

#define MARK "\\u0001"		/* opens a string that was a number */

struct scan {
	const char *at, *end;
	const char *kept;	/* from here on nothing is in out yet */
	const char *what;
	struct json_limits limit;
	size_t depth, values;
	long line;
	struct buf out;
};

static enum err_code
refuse(const struct scan *s, struct err *err, const char *why)
{
	return err_set(err, E_DATA, "%s: line %ld: %s", s->what, s->line,
	    why);
}

static enum err_code
scan_string(struct scan *s, struct err *err)
{
	const char *from = s->at++;

	while (s->at < s->end && *s->at != '"' && *s->at != '\n')
		s->at += *s->at == '\\' && s->end - s->at > 1 ? 2 : 1;
	if (s->at >= s->end || *s->at != '"')
		return refuse(s, err, "a text without its closing quote");
	s->at++;
	/* Nobody else may write what marks a number. */
	if ((size_t)(s->at - from) > sizeof(MARK) &&
	    memcmp(from + 1, MARK, sizeof(MARK) - 1) == 0)
		return refuse(s, err, "a text that begins with U+0001");
	if ((size_t)(s->at - from) > s->limit.string)
		return refuse(s, err, "a text that is too long");
	return E_OK;
}

static const char *
digits(const char *p, const char *end)
{
	while (p < end && *p >= '0' && *p <= '9')
		p++;
	return p;
}

/* Does JSON's grammar know this number? */
static bool
number_good(const char *p, const char *end)
{
	const char *from;

	if (p < end && *p == '-')
		p++;
	from = p;
	p = digits(p, end);
	if (p == from || (p - from > 1 && *from == '0'))
		return false;
	if (p < end && *p == '.') {
		from = ++p;
		p = digits(p, end);
		if (p == from)
			return false;
	}
	if (p < end && (*p == 'e' || *p == 'E')) {
		p++;
		if (p < end && (*p == '+' || *p == '-'))
			p++;
		from = p;
		p = digits(p, end);
		if (p == from)
			return false;
	}
	return p == end;
}

static enum err_code
scan_number(struct scan *s, struct err *err)
{
	const char *from = s->at;
	size_t n;

	while (s->at < s->end && strchr("+-.0123456789eE", *s->at) != NULL &&
	    *s->at != '\0')
		s->at++;
	n = (size_t)(s->at - from);
	if (n > s->limit.number)
		return refuse(s, err, "a number that is too long");
	if (!number_good(from, s->at))
		return refuse(s, err, "a number that is not one");
	buf_add(&s->out, s->kept, (size_t)(from - s->kept));
	buf_puts(&s->out, "\"" MARK);
	buf_add(&s->out, from, n);
	buf_putc(&s->out, '"');
	s->kept = s->at;
	return E_OK;
}

static enum err_code
scan_mark(struct scan *s, struct err *err)
{
	char c = *s->at++;

	if ((c == '{' || c == '[') && ++s->depth > s->limit.depth)
		return refuse(s, err, "nested too deeply");
	if ((c == '}' || c == ']') && s->depth > 0)
		s->depth--;
	/* Each value but the first in its list follows one of these. */
	if ((c == ',' || c == '{' || c == '[') &&
	    ++s->values > s->limit.values)
		return refuse(s, err, "too many values");
	s->line += c == '\n';
	return E_OK;
}

static enum err_code
scan_all(struct scan *s, struct err *err)
{
	enum err_code rc = E_OK;

	while (s->at < s->end && rc == E_OK) {
		if (*s->at == '"')
			rc = scan_string(s, err);
		else if (*s->at == '-' || (*s->at >= '0' && *s->at <= '9'))
			rc = scan_number(s, err);
		else
			rc = scan_mark(s, err);
	}
	if (rc == E_OK)
		buf_add(&s->out, s->kept, (size_t)(s->at - s->kept));
	return rc;
}

static size_t
or_usual(size_t given, size_t usual)
{
	return given != 0 ? given : usual;
}

enum err_code
json_load_exact(const char *text, size_t len,
    const struct json_limits *limits, const char *what, json_t **root,
    struct err *err)
{
	struct json_limits given = { 0 };
	struct scan s = { text, text + len, text, what, .line = 1 };
	json_error_t fault;
	json_t *j = NULL;
	enum err_code rc;

	if (limits != NULL)
		given = *limits;
	s.limit.size = or_usual(given.size, (size_t)16 << 20);
	s.limit.depth = or_usual(given.depth, 32);
	s.limit.values = or_usual(given.values, 200000);
	s.limit.string = or_usual(given.string, (size_t)64 << 10);
	s.limit.number = or_usual(given.number, 40);
	if (len > s.limit.size)
		return err_set(err, E_DATA, "%s: larger than %zu bytes", what,
		    s.limit.size);
	rc = scan_all(&s, err);
	if (rc == E_OK) {
		j = json_loadb(buf_text(&s.out), s.out.len,
		    JSON_REJECT_DUPLICATES, &fault);
		if (j == NULL) {
			char *near = strstr(fault.text, " near ");

			if (near != NULL)
				*near = '\0';
			rc = err_set(err, E_DATA, "%s: line %d: %s", what,
			    fault.line > 0 ? fault.line : 1, fault.text);
		}
	}
	buf_release(&s.out);
	if (rc == E_OK)
		*root = j;
	return rc;
}

const char *
json_exact_text(const json_t *value, bool *number)
{
	const char *s = json_string_value(value);
	bool marked = s != NULL && *s == '\1';

	if (number != NULL)
		*number = marked;
	return marked ? s + 1 : s;
}

const char *
json_plain_text(const json_t *value)
{
	bool number;
	const char *s = json_exact_text(value, &number);

	return number ? NULL : s;
}

bool
json_exact_dec(const json_t *value, struct dec *out)
{
	const char *s = json_exact_text(value, NULL);

	return s != NULL && dec_parse_loose(s, strlen(s), out);
}

bool
json_exact_int(const json_t *value, int64_t *out)
{
	bool number;
	const char *s = json_exact_text(value, &number);
	struct dec d;

	if (s == NULL || !number || !dec_parse_loose(s, strlen(s), &d) ||
	    dec_decimals(d) != 0)
		return false;
	d = dec_trim(d);
	if (d.coef > INT64_MAX || d.coef < INT64_MIN)
		return false;
	*out = (int64_t)d.coef;
	return true;
}
