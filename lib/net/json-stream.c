/*
 * One long list of a JSON document, item by item, while the bytes arrive. A
 * machine over single bytes knows strings and brackets and cuts out the items;
 * each item, and what is left of the document, is then read as any JSON is, so
 * that the grammar is checked in one place alone.
 */
#include "net/json.h"

#include "base/mem.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define DEPTH_MAX 32
#define PATH_MAX_LEN 4			/* "a.b.c.d" */
#define FOREIGN 64			/* kept of what is not JSON */

enum due { DUE_FIRST, DUE_ITEM, DUE_COMMA };	/* between items */

struct json_stream {
	struct json_stream_spec spec;
	char *keys[PATH_MAX_LEN];	/* of the path */
	size_t keys_len, matched;	/* those that are open around us */
	struct json_at nodes[PATH_MAX_LEN + 1];
	struct json_in in;		/* of the item */
	struct buf rest, item;
	size_t total, values, items, depth;
	char open[DEPTH_MAX];		/* '{' or '[' */
	size_t last_string;		/* where in rest it begins */
	enum due due;
	bool in_string, escaped, colon, in_list;
	bool begun, found, foreign, stopped;
	enum err_code rc;
	struct err err;
};

static void
refuse(struct json_stream *s, const char *why)
{
	if (s->rc == E_OK)
		s->rc = err_set(&s->err, E_DATA, "%s: %s%s%s", s->spec.what,
		    s->in_list ? s->spec.path : "", s->in_list &&
		    s->keys_len != 0 ? ": " : "", why);
}

struct json_stream *
json_stream_new(const struct json_stream_spec *spec)
{
	struct json_stream *s = mem_alloc(sizeof(*s));
	const char *at = spec->path, *dot;

	s->spec = *spec;
	if (s->spec.size == 0)
		s->spec.size = (size_t)16 << 20;
	if (s->spec.values == 0)
		s->spec.values = 2000000;
	if (s->spec.item == 0)
		s->spec.item = (size_t)1 << 20;
	for (; *at != '\0'; at = dot + (*dot == '.')) {
		if (s->keys_len == PATH_MAX_LEN)
			bug("a path of more than %d keys", PATH_MAX_LEN);
		dot = strchrnul(at, '.');
		s->keys[s->keys_len++] = mem_textn(at, (size_t)(dot - at));
	}
	s->nodes[0].in = &s->in;
	for (size_t i = 0; i < s->keys_len; i++)
		s->nodes[i + 1] = (struct json_at){ &s->in, NULL,
		    &s->nodes[i], s->keys[i], 0 };
	return s;
}

/* Everything since run belongs to the rest or to the item. */
static void
flush(struct json_stream *s, const char *run, const char *end)
{
	struct buf *to = s->in_list ? &s->item : &s->rest;

	if (to->len + (size_t)(end - run) > s->spec.item)
		refuse(s, s->in_list ? "an item that is too large" :
		    "too much besides the list");
	else
		buf_add(to, run, (size_t)(end - run));
}

static void
hand_over(struct json_stream *s)
{
	const struct json_at *list = &s->nodes[s->keys_len];
	struct json_at at = { &s->in, NULL, list, NULL, s->items++ };
	char what[64];

	s->in = (struct json_in){ .what = (char *)(uintptr_t)s->spec.what,
	    .err = &s->err };
	snprintf(what, sizeof(what), "%.40s[%zu]", s->spec.path, at.index);
	s->rc = json_load_exact(s->item.at, s->item.len, NULL, what,
	    &s->in.root, &s->err);
	if (s->rc != E_OK) {
		err_prefix(&s->err, "%s", s->spec.what);
		return;
	}
	at.value = s->in.root;
	s->stopped = !s->spec.each(s->spec.self, &at);
	s->rc = s->in.rc;
	json_decref(s->in.root);
	s->in.root = NULL;
}

/* Does the value that opens here lie on the path? */
static bool
on_path(const struct json_stream *s)
{
	const char *key = s->rest.at + s->last_string;
	size_t len;

	if (s->depth == 0)
		return true;
	if (!s->colon || s->depth != s->matched + 1 ||
	    s->open[s->depth - 1] != '{' || s->matched == s->keys_len)
		return false;
	len = strlen(s->keys[s->matched]);
	return strncmp(key + 1, s->keys[s->matched], len) == 0 &&
	    key[1 + len] == '"';
}

static void
open_value(struct json_stream *s, char c)
{
	bool path = on_path(s);
	size_t here = s->depth == 0 ? 0 : s->matched + 1;

	if (s->depth == DEPTH_MAX) {
		refuse(s, "nested too deeply");
		return;
	}
	s->open[s->depth++] = c;
	s->colon = false;
	if (!path)
		return;
	if (here < s->keys_len && c == '{')
		s->matched = here;
	else if (here == s->keys_len && c == '[') {
		s->in_list = true;
		if (s->found)
			refuse(s, "the list is there twice");
		s->found = true;
		s->due = DUE_FIRST;
	}
}

/* Outside strings and outside the list. Everything is kept, too. */
static void
step_rest(struct json_stream *s, char c)
{
	switch (c) {
	case '{':
	case '[':
		open_value(s, c);
		break;
	case '}':
	case ']':
		if (s->depth > 0)
			s->depth--;
		if (s->matched > 0 && s->depth == s->matched)
			s->matched--;
		s->colon = false;
		break;
	case ':':
		s->colon = true;
		break;
	case ',':
		s->colon = false;
		break;
	default:
		break;
	}
	if (!s->begun && memchr(" \t\r\n", c, 4) == NULL) {
		s->begun = true;
		s->foreign = c != '{' && c != '[';
	}
}

/* Between items; true when c begins one. */
static bool
step_between(struct json_stream *s, char c)
{
	if ((c == '{' || c == '[') && s->due != DUE_COMMA) {
		s->open[s->depth++] = c;
		s->due = DUE_COMMA;
		return true;
	}
	if (c == ',' && s->due == DUE_COMMA)
		s->due = DUE_ITEM;
	else if (c == ']' && s->due != DUE_ITEM) {
		s->in_list = false;
		s->depth--;
	} else if (memchr(" \t\r\n", c, 4) == NULL)
		refuse(s, c == ',' || c == ']' || c == '{' || c == '[' ?
		    "a comma too many or too few" :
		    "an item that is neither an object nor a list");
	return false;
}

/* Inside an item; true when c ends it. */
static bool
step_item(struct json_stream *s, char c)
{
	if (c == '{' || c == '[') {
		if (s->depth == DEPTH_MAX)
			refuse(s, "nested too deeply");
		else
			s->open[s->depth++] = c;
	} else if (c == '}' || c == ']')
		return --s->depth == s->keys_len + 1;
	return false;
}

/* Goes over a string up to and with its closing quote, or to the end. */
static const char *
pass_string(struct json_stream *s, const char *at, const char *end)
{
	for (; at < end; at++) {
		if (s->escaped)
			s->escaped = false;
		else if (*at == '\\')
			s->escaped = true;
		else if (*at == '"') {
			s->in_string = false;
			return at + 1;
		}
	}
	return at;
}

static void
step(struct json_stream *s, const char *at, const char **run)
{
	bool between = s->in_list && s->depth == s->keys_len + 1;

	if ((*at == ',' || *at == '{' || *at == '[') &&
	    ++s->values > s->spec.values) {
		refuse(s, "too many values");
		return;
	}
	if (*at == '"' && !between && s->depth != 0) {
		s->in_string = true;
		if (!s->in_list)
			s->last_string = s->rest.len + (size_t)(at - *run);
		return;
	}
	if (between) {
		if (step_between(s, *at)) {
			buf_clear(&s->item);
			*run = at;
		} else if (!s->in_list)
			*run = at;	/* the rest goes on with "]" */
		else
			*run = at + 1;
	} else if (s->in_list) {
		if (step_item(s, *at)) {
			flush(s, *run, at + 1);
			*run = at + 1;
			if (s->rc == E_OK)
				hand_over(s);
		}
	} else {
		/* The key before it must be whole in rest to be seen. */
		if (*at == '{' || *at == '[') {
			flush(s, *run, at);
			*run = at;
		}
		step_rest(s, *at);
		if (s->in_list) {
			buf_putc(&s->rest, '[');
			*run = at + 1;
		}
	}
}

bool
json_stream_feed(void *stream, const char *at, size_t len)
{
	struct json_stream *s = stream;
	const char *end = at + len, *run = at;

	if (len > s->spec.size - s->total)
		refuse(s, "the document is too large");
	else
		s->total += len;
	while (at < end && s->rc == E_OK && !s->stopped && !s->foreign) {
		if (s->in_string)
			at = pass_string(s, at, end);
		else
			step(s, at++, &run);
	}
	if (s->rc == E_OK && !s->stopped && run < end) {
		if (s->foreign && s->rest.len + (size_t)(end - run) > FOREIGN)
			end = run + (FOREIGN > s->rest.len ?
			    FOREIGN - s->rest.len : 0);
		flush(s, run, end);
	}
	return s->rc == E_OK && !s->stopped &&
	    !(s->foreign && s->rest.len >= FOREIGN);
}

static void
stream_free(struct json_stream *s)
{
	buf_release(&s->rest);
	buf_release(&s->item);
	for (size_t i = 0; i < s->keys_len; i++)
		free(s->keys[i]);
	free(s);
}

enum err_code
json_stream_end(struct json_stream *s, struct json_in *rest, struct err *err)
{
	struct json_in own = {0};
	enum err_code rc = s->rc;

	if (rc != E_OK)
		err_set(err, rc, "%s", s->err.text);
	else if (!s->stopped) {
		rc = json_open(&own, buf_text(&s->rest), s->rest.len, NULL,
		    s->spec.what, err);
		if (rc == E_OK && !s->found)
			rc = own.rc = err_set(err, E_DATA, "%s: %s%smissing, or "
			    "not a list", s->spec.what, s->spec.path,
			    s->keys_len != 0 ? ": " : "");
	}
	if (rest != NULL && rc == E_OK)
		*rest = own;
	else {
		json_close(&own);
		if (rest != NULL)
			*rest = own;
	}
	stream_free(s);
	return rc;
}
