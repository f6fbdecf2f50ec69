/* Policies and breakers as lines of text. */
#include "risk/rulestext.h"

#include "base/stamp.h"
#include "model/names.h"

#include <string.h>

/* A blank and the value. Where that has "--" after a blank, as in a text of a
 * condition, a backslash stands between them, as in no condition otherwise. */
static void
put_value(struct buf *out, const char *value)
{
	for (char before = ' '; before != '\0'; before = *value++) {
		buf_putc(out, before == '\n' ? ' ' : before);
		if ((before == ' ' || before == '\n') &&
		    strncmp(value, "--", 2) == 0)
			buf_putc(out, '\\');
	}
}

static void
put_option(struct buf *out, const char *name, const char *value)
{
	if (*value == '\0')
		return;
	buf_printf(out, " --%s", name);
	put_value(out, value);
}

void
policy_text_write(const struct policy_rows *rows, struct buf *out)
{
	for (size_t i = 0; i < rows->len; i++) {
		const struct policy_row *r = &rows->at[i];

		buf_puts(out, r->rule);
		put_value(out, r->value);
		put_option(out, "account", r->account);
		put_option(out, "symbol", r->symbol);
		buf_putc(out, '\n');
	}
}

/* One line, cut up: what stands first, and options with what follows them. */
struct line {
	char *copy;
	const char *first;
	struct { const char *name, *value; } options[12];
	int len;
};

static void
value_plain(char *value)
{
	for (; (value = strstr(value, " \\--")) != NULL; value++)
		memmove(value + 1, value + 2, strlen(value + 2) + 1);
}

static bool
line_cut(struct line *l, const char *text, size_t n)
{
	char *at, *next;

	l->copy = mem_textn(text, n);
	l->first = l->copy;
	l->len = 0;
	for (at = strstr(l->copy, " --"); at != NULL; at = next) {
		next = strstr(at + 3, " --");
		*at = '\0';
		if (next != NULL)
			*next = '\0';
		if (l->len == 12)
			return false;
		l->options[l->len].name = at + 3;
		l->options[l->len].value = "";
		if ((at = strchr(at + 3, ' ')) != NULL) {
			value_plain(at);
			*at = '\0';
			l->options[l->len].value = at + 1;
		}
		l->len++;
		if (next != NULL)
			*next = ' ';
	}
	value_plain(l->copy);
	return true;
}

/* Reads each line that is neither empty nor a comment. */
static enum err_code
lines_read(const char *text, const char *what,
    bool (*take)(const struct line *l, void *rows), void *rows,
    struct err *err)
{
	enum err_code rc = E_OK;
	int number = 1;

	for (; *text != '\0' && rc == E_OK; number++) {
		size_t n = strcspn(text, "\n");
		struct line l = { .copy = NULL };

		if (n > 0 && *text != '#' &&
		    (!line_cut(&l, text, n) || !take(&l, rows)))
			rc = err_set(err, E_DATA, "%s, line %d: cannot be read"
			    ": %.*s", what, number, n > 60 ? 60 : (int)n,
			    text);
		free(l.copy);
		text += n + (text[n] == '\n');
	}
	return rc;
}

static bool
take_policy(const struct line *l, void *rows)
{
	struct policy_rows *all = rows;
	struct policy_row *r = vec_add(all);
	const char *blank = strchr(l->first, ' ');
	bool good = blank != NULL;

	if (!good)
		return false;
	good = (size_t)(blank - l->first) < sizeof(r->rule) &&
	    TEXT_SET(r->value, blank + 1);
	if (good)
		memcpy(r->rule, l->first, (size_t)(blank - l->first));
	for (int i = 0; i < l->len && good; i++)
		good = strcmp(l->options[i].name, "account") == 0 ?
		    TEXT_SET(r->account, l->options[i].value) :
		    strcmp(l->options[i].name, "symbol") == 0 &&
		    TEXT_SET(r->symbol, l->options[i].value);
	return good;
}

enum err_code
policy_text_read(const char *text, struct policy_rows *out, struct err *err)
{
	struct policy_rows rows = {0};
	enum err_code rc = lines_read(text, "policy", take_policy, &rows, err);

	vec_release(rc == E_OK ? out : &rows);
	if (rc == E_OK)
		*out = rows;
	return rc;
}

void
breakers_text_write(const struct breakers *all, struct buf *out)
{
	char span[STAMP_TEXT_SIZE];

	for (size_t i = 0; i < all->len; i++) {
		const struct breaker *b = &all->at[i];

		buf_puts(out, b->name);
		put_option(out, "when", b->when);
		put_option(out, "do", b->act);
		put_option(out, "account", b->account);
		put_option(out, "venue", b->venue);
		put_option(out, "symbol", b->symbol);
		if (b->cooldown != 0)
			put_option(out, "cooldown", duration_text(b->cooldown,
			    span));
		if (b->on_unknown_trip)
			put_option(out, "on-unknown", "trip");
		if (!b->enabled)
			put_option(out, "enabled", "no");
		buf_putc(out, '\n');
	}
}

static bool
breaker_option(struct breaker *b, const char *name, const char *value)
{
	const struct { const char *name; char *to; size_t size; } texts[] = {
		{ "when", b->when, sizeof(b->when) },
		{ "do", b->act, sizeof(b->act) },
		{ "account", b->account, sizeof(b->account) },
		{ "venue", b->venue, sizeof(b->venue) },
		{ "symbol", b->symbol, sizeof(b->symbol) },
	};

	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		if (strcmp(texts[i].name, name) == 0)
			return text_set(texts[i].to, texts[i].size, value);
	if (strcmp(name, "cooldown") == 0)
		return duration_parse(value, strlen(value), &b->cooldown);
	if (strcmp(name, "on-unknown") == 0)
		b->on_unknown_trip = 1;
	else if (strcmp(name, "enabled") == 0)
		b->enabled = 0;
	else
		return false;
	return true;
}

static bool
take_breaker(const struct line *l, void *rows)
{
	struct breakers *all = rows;
	struct breaker *b = vec_add(all);
	bool good = label_valid(l->first) && TEXT_SET(b->name, l->first);

	b->enabled = 1;
	for (int i = 0; i < l->len && good; i++)
		good = breaker_option(b, l->options[i].name,
		    l->options[i].value);
	return good && b->when[0] != '\0';
}

enum err_code
breakers_text_read(const char *text, struct breakers *out, struct err *err)
{
	struct breakers rows = {0};
	enum err_code rc = lines_read(text, "breakers", take_breaker, &rows,
	    err);

	vec_release(rc == E_OK ? out : &rows);
	if (rc == E_OK)
		*out = rows;
	return rc;
}
