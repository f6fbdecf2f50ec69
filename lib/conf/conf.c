/*
 * Reading settings: the file through libinih, then the environment, then what
 * is in force for a key.
 */
#include "conf/store.h"

#include "base/dec.h"
#include "base/mem.h"

#include <ini.h>

#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static const struct field row_fields[] = {
	{ "key", FIELD_TEXT, FIELD_AT(struct conf_row, key),
	  .help = "section and key" },
	{ "value", FIELD_TEXT, FIELD_AT(struct conf_row, value),
	  .help = "the value in force" },
	{ "origin", FIELD_TEXT, FIELD_AT(struct conf_row, origin),
	  .help = "default, file or environment" },
	{ "default", FIELD_TEXT, FIELD_AT(struct conf_row, fallback),
	  .help = "the value when nothing is set" },
	{ "help", FIELD_TEXT, FIELD_AT(struct conf_row, help),
	  .help = "what it is for" },
	{ .name = NULL }
};
const struct record conf_record = { "setting", "a configuration key",
    row_fields };

static size_t
settings_len(void)
{
	size_t n = 0;

	while (settings[n].key != NULL)
		n++;
	return n;
}

static char *
default_path(void)
{
	const char *base = getenv("ETRMS_CONFIG");

	if (base != NULL && base[0] != '\0')
		return mem_text(base);
	base = getenv("XDG_CONFIG_HOME");
	if (base != NULL && base[0] == '/')
		return mem_format("%s/etrms/config", base);
	base = getenv("HOME");
	return mem_format("%s/.config/etrms/config",
	    base != NULL && base[0] != '\0' ? base : "");
}

struct conf *
conf_defaults(const char *path)
{
	struct conf *c = mem_alloc(sizeof(*c));

	c->path = path != NULL ? mem_text(path) : default_path();
	c->values = mem_array(settings_len(), sizeof(*c->values));
	for (size_t i = 0; settings[i].key != NULL; i++) {
		struct err err;

		c->values[i].origin = "default";
		if (setting_check(&settings[i], settings[i].fallback,
		    &c->values[i].number, &err) != E_OK)
			bug("default of %s", err.text);
	}
	return c;
}

void
conf_free(struct conf *c)
{
	if (c == NULL)
		return;
	for (size_t i = 0; settings[i].key != NULL; i++)
		free(c->values[i].text);
	for (size_t i = 0; i < c->aliases.len; i++) {
		free(c->aliases.at[i].key);
		free(c->aliases.at[i].value);
	}
	for (size_t i = 0; i < c->unknown.len; i++)
		free(c->unknown.at[i]);
	vec_release(&c->aliases);
	vec_release(&c->unknown);
	free(c->values);
	free(c->path);
	free(c);
}

/* What libinih reads from: one line at a time, blanks in front removed, so
 * that an indented key is a key and not the former one's continuation. */
struct reader {
	struct conf *c;
	const char *at, *end;
	int line;		/* of the line handed out last */
	enum err_code rc;
	struct err *err;
};

static enum err_code
broken(struct reader *r, const char *why)
{
	r->rc = err_set(r->err, E_STORE, "%s:%d: %s", r->c->path, r->line,
	    why);
	return r->rc;
}

static char *
next_line(char *to, int size, void *user)
{
	struct reader *r = user;
	const char *stop;
	size_t n;

	if (r->rc != E_OK || r->at == r->end)
		return NULL;
	r->line++;
	stop = memchr(r->at, '\n', (size_t)(r->end - r->at));
	if (stop == NULL)
		stop = r->end;
	n = (size_t)(stop - r->at);
	while (n > 0 && isspace((unsigned char)*r->at)) {
		r->at++;
		n--;
	}
	if (n > CONF_LINE_MAX || n + 3 > (size_t)size) {
		broken(r, "line is too long");
		return NULL;
	}
	if (memchr(r->at, '\0', n) != NULL) {
		broken(r, "holds a zero byte");
		return NULL;
	}
	memcpy(to, r->at, n);
	to[n] = '\n';
	to[n + 1] = '\0';
	r->at = stop == r->end ? stop : stop + 1;
	return to;
}

static void
alias_set(struct conf *c, const char *key, const char *value)
{
	struct conf_alias *a = NULL;

	for (size_t i = 0; i < c->aliases.len; i++)
		if (strcmp(c->aliases.at[i].key, key) == 0)
			a = &c->aliases.at[i];
	if (a == NULL) {
		a = vec_add(&c->aliases);
		a->key = mem_text(key);
	}
	free(a->value);
	a->value = mem_text(value);
}

static enum err_code
value_set(struct conf *c, const struct setting *s, const char *value,
    const char *origin, struct err *err)
{
	struct conf_value *v = &c->values[s - settings];
	int64_t number;
	enum err_code rc = setting_check(s, value, &number, err);

	if (rc != E_OK)
		return rc;
	free(v->text);
	v->text = mem_text(value);
	v->origin = origin;
	v->number = number;
	return E_OK;
}

static int
take_line(void *user, const char *section, const char *name,
    const char *value)
{
	struct reader *r = user;
	char *key;
	const struct setting *s;
	struct err why;

	if (r->rc != E_OK)
		return 0;
	key = section[0] == '\0' ? mem_text(name) :
	    mem_format("%s.%s", section, name);
	s = setting_find(key);
	if (strcmp(section, "alias") == 0)
		alias_set(r->c, key, value);
	else if (s == NULL)
		vec_push(&r->c->unknown, mem_format("%s (line %d)", key,
		    r->line));
	else if (value_set(r->c, s, value, "file", &why) != E_OK)
		broken(r, why.text);
	free(key);
	return r->rc == E_OK;
}

enum err_code
conf_parse(struct conf *c, const char *text, size_t n, struct err *err)
{
	struct reader r = { .c = c, .at = text, .end = text + n, .err = err };
	int line = ini_parse_stream(next_line, &r, take_line, &r);

	if (r.rc != E_OK)
		return r.rc;
	if (line > 0)
		return err_set(err, E_STORE, "%s:%d: neither [section] nor"
		    " key = value", c->path, line);
	if (line < 0)
		return err_set(err, E_STORE, "%s: cannot be read", c->path);
	return E_OK;
}

enum err_code
conf_load(const char *path, struct buf *text, struct err *err)
{
	char chunk[4096];
	ssize_t n = 0;
	enum err_code rc = E_OK;
	struct stat st;
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);

	if (fd < 0)
		return errno == ENOENT || errno == ENOTDIR ? E_OK :
		    err_set(err, E_STORE, "%s: %s", path, strerror(errno));
	if (fstat(fd, &st) != 0 || !S_ISREG(st.st_mode)) {
		close(fd);
		return err_set(err, E_STORE, "%s: not a regular file", path);
	}
	while (text->len <= CONF_SIZE_MAX &&
	    (n = read(fd, chunk, sizeof(chunk))) > 0)
		buf_add(text, chunk, (size_t)n);
	if (n < 0)
		rc = err_set(err, E_STORE, "%s: %s", path, strerror(errno));
	else if (text->len > CONF_SIZE_MAX)
		rc = err_set(err, E_STORE, "%s: larger than 1 MiB", path);
	close(fd);
	return rc;
}

static enum err_code
read_variables(struct conf *c, struct err *err)
{
	const char *format = getenv("ETRMS_FORMAT");
	enum err_code rc = E_OK;

	for (const struct setting *s = settings; rc == E_OK && s->key != NULL;
	    s++) {
		char *name = setting_variable(s->key);
		const char *value = getenv(name);

		if (value != NULL && value[0] != '\0' && s->file_only)
			rc = err_set(err, E_USAGE, "%s: %s is read from the"
			    " configuration file alone", name, s->key);
		else if (value != NULL && value[0] != '\0' &&
		    value_set(c, s, value, "environment", err) != E_OK)
			rc = err_prefix(err, "%s", name);
		free(name);
	}
	if (rc == E_OK && format != NULL && format[0] != '\0' &&
	    value_set(c, setting_find("output.format"), format,
	    "environment", err) != E_OK)
		rc = err_prefix(err, "ETRMS_FORMAT");
	return rc;
}

enum err_code
conf_open(const char *path, struct conf **out, struct err *err)
{
	struct conf *c = conf_defaults(path);
	struct buf text = {0};
	enum err_code rc = conf_load(c->path, &text, err);

	if (rc == E_OK)
		rc = conf_parse(c, buf_text(&text), text.len, err);
	if (rc == E_OK)
		rc = read_variables(c, err);
	buf_release(&text);
	if (rc == E_OK)
		*out = c;
	else
		conf_free(c);
	return rc;
}

const char *
conf_path(const struct conf *c)
{
	return c->path;
}

char *
conf_folder(const struct conf *c)
{
	const char *slash = strrchr(c->path, '/');

	if (slash == NULL)
		return mem_text(".");
	return mem_textn(c->path, slash == c->path ? 1 :
	    (size_t)(slash - c->path));
}

const char *
conf_unknown(const struct conf *c, size_t i)
{
	return i < c->unknown.len ? c->unknown.at[i] : NULL;
}

static size_t
index_of(const char *key)
{
	const struct setting *s = setting_find(key);

	if (s == NULL)
		bug("no such setting: %s", key);
	return (size_t)(s - settings);
}

const char *
conf_text(const struct conf *c, const char *key)
{
	size_t i = index_of(key);

	return c->values[i].text != NULL ? c->values[i].text :
	    settings[i].fallback;
}

int64_t
conf_int(const struct conf *c, const char *key)
{
	return c->values[index_of(key)].number;
}

int
conf_enum(const struct conf *c, const char *key)
{
	return (int)conf_int(c, key);
}

const char *
conf_alias(const struct conf *c, const char *name)
{
	for (size_t i = 0; i < c->aliases.len; i++)
		if (strcmp(c->aliases.at[i].key + strlen("alias."),
		    name) == 0)
			return c->aliases.at[i].value;
	return NULL;
}

bool
conf_row(const struct conf *c, size_t i, struct conf_row *out)
{
	size_t n = settings_len();

	if (i < n) {
		*out = (struct conf_row){ .key = settings[i].key,
		    .value = conf_text(c, settings[i].key),
		    .origin = c->values[i].origin,
		    .fallback = settings[i].fallback,
		    .help = settings[i].help };
		return true;
	}
	if (i - n >= c->aliases.len)
		return false;
	*out = (struct conf_row){ .key = c->aliases.at[i - n].key,
	    .value = c->aliases.at[i - n].value, .origin = "file",
	    .help = "Typed as a command, it stands for its value." };
	return true;
}
