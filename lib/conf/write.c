/*
 * Writing one key: the file's lines stay as they are, but for that one, and
 * the file is replaced as a whole or not at all.
 */
#include "conf/store.h"

#include "base/file.h"
#include "base/mem.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

static bool
is_word(const char *s, size_t n)
{
	if (n == 0 || n >= 50)		/* libinih's bound on names */
		return false;
	for (size_t i = 0; i < n; i++)
		if (!isalnum((unsigned char)s[i]) && s[i] != '-' &&
		    s[i] != '_')
			return false;
	return true;
}

/* The file must read back what is written: libinih trims blanks and takes
 * " ;" for a comment. */
static enum err_code
check_value(const char *key, const char *value, struct err *err)
{
	size_t n = strlen(value);

	if (n == 0)
		return err_set(err, E_USAGE, "%s: empty value; use 'config"
		    " unset'", key);
	for (size_t i = 0; i < n; i++)
		if (iscntrl((unsigned char)value[i]))
			return err_set(err, E_USAGE, "%s: value has a control"
			    " character", key);
	if (isspace((unsigned char)value[0]) ||
	    isspace((unsigned char)value[n - 1]))
		return err_set(err, E_USAGE, "%s: value begins or ends with a"
		    " blank", key);
	if (value[0] == ';' || strstr(value, " ;") != NULL)
		return err_set(err, E_USAGE, "%s: value has ' ;', which begins"
		    " a comment", key);
	if (n + strlen(key) + 4 > CONF_LINE_MAX)
		return err_set(err, E_USAGE, "%s: value is too long", key);
	return E_OK;
}

static enum err_code
check_key(const char *key, const char *value, struct err *err)
{
	const struct setting *s = setting_find(key);
	const char *dot = strchr(key, '.');
	int64_t number;
	enum err_code rc = E_OK;

	if (strncmp(key, "alias.", 6) == 0) {
		if (!is_word(dot + 1, strlen(dot + 1)))
			return err_set(err, E_USAGE, "'%s': an alias is"
			    " letters, digits, - and _", key);
	} else if (s == NULL && (value != NULL || dot == NULL ||
	    !is_word(key, (size_t)(dot - key)) ||
	    !is_word(dot + 1, strlen(dot + 1))))
		return setting_unknown(key, err);	/* one may still be unset */
	if (value != NULL)
		rc = check_value(key, value, err);
	if (rc == E_OK && value != NULL && s != NULL)
		rc = setting_check(s, value, &number, err);
	return rc;
}

/* One line of the file, apart. */
struct line {
	const char *at, *end;		/* with its newline */
	const char *name;		/* of a section or key; NULL: other */
	size_t len;
	bool section;
};

static const char *
skip_blanks(const char *s, const char *end)
{
	while (s < end && *s != '\n' && isspace((unsigned char)*s))
		s++;
	return s;
}

static bool
line_next(const char *at, const char *end, struct line *out)
{
	const char *s, *stop;

	if (at >= end)
		return false;
	stop = memchr(at, '\n', (size_t)(end - at));
	*out = (struct line){ .at = at, .end = stop == NULL ? end :
	    stop + 1 };
	s = skip_blanks(at, out->end);
	out->section = s < out->end && *s == '[';
	if (out->section)
		out->name = ++s;
	else if (s < out->end && *s != '#' && *s != ';' && *s != '\n')
		out->name = s;
	while (out->name != NULL && s < out->end && *s != '\n' &&
	    *s != (out->section ? ']' : '=') && (out->section || *s != ':'))
		s++;
	while (out->name != NULL && !out->section && s > out->name &&
	    isspace((unsigned char)s[-1]))
		s--;
	if (out->name != NULL)
		out->len = (size_t)(s - out->name);
	return true;
}

static bool
line_is(const struct line *l, const char *name, size_t n)
{
	return l->name != NULL && l->len == n && memcmp(l->name, name, n) == 0;
}

bool
conf_rewrite(const struct buf *old, const char *key, const char *value,
    struct buf *out)
{
	const char *dot = strchr(key, '.');
	size_t section = (size_t)(dot - key), named = strlen(dot + 1);
	const char *start = buf_text(old), *end = start + old->len;
	const char *last = NULL, *after = NULL;
	bool inside = false;
	struct line l;

	for (const char *at = start; line_next(at, end, &l); at = l.end) {
		if (l.section)
			inside = line_is(&l, key, section);
		else if (inside && line_is(&l, dot + 1, named))
			last = l.at;
		if (inside && l.name != NULL)
			after = l.end;
	}
	if (last == NULL && value == NULL)
		return false;
	inside = false;
	for (const char *at = start; line_next(at, end, &l); at = l.end) {
		bool same = inside && !l.section &&
		    line_is(&l, dot + 1, named);

		if (l.section)
			inside = same = line_is(&l, key, section);
		if (l.section || !same)
			buf_add(out, l.at, (size_t)(l.end - l.at));
		else if (l.at == last && value != NULL)
			buf_printf(out, "%.*s%s = %s\n", (int)(l.name - l.at),
			    l.at, dot + 1, value);
		if (l.end == end && out->len > 0 &&
		    out->at[out->len - 1] != '\n')
			buf_putc(out, '\n');
		if (last == NULL && l.end == after)
			buf_printf(out, "\t%s = %s\n", dot + 1, value);
	}
	if (last == NULL && after == NULL)
		buf_printf(out, "%s[%.*s]\n\t%s = %s\n",
		    out->len > 0 ? "\n" : "", (int)section, key, dot + 1,
		    value);
	return true;
}

/* Makes the folders above path, as private as etrms keeps everything. */
static void
make_folders(const char *path)
{
	char *copy = mem_text(path);

	for (char *s = copy + 1; *s != '\0'; s++)
		if (*s == '/') {
			*s = '\0';
			(void)mkdir(copy, 0700);
			*s = '/';
		}
	free(copy);
}

enum err_code
conf_replace(struct conf *c, const struct buf *text, struct err *err)
{
	struct conf *fresh = conf_defaults(c->path);
	enum err_code rc = conf_parse(fresh, buf_text(text), text->len, err);

	if (rc == E_OK) {
		make_folders(c->path);
		rc = file_replace(c->path, text, 0600, E_STORE, err);
	}
	if (rc == E_OK) {
		struct conf was = *c;

		*c = *fresh;
		*fresh = was;
	}
	conf_free(fresh);
	return rc;
}

enum err_code
conf_set(struct conf *c, const char *key, const char *value, struct err *err)
{
	struct buf old = {0}, text = {0};
	enum err_code rc = check_key(key, value, err);

	if (rc == E_OK)
		rc = conf_load(c->path, &old, err);
	if (rc == E_OK && !conf_rewrite(&old, key, value, &text))
		rc = err_set(err, E_NO, "%s is not set in %s", key, c->path);
	if (rc == E_OK)
		rc = conf_replace(c, &text, err);
	buf_release(&old);
	buf_release(&text);
	return rc;
}
