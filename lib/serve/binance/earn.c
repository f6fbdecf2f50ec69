/*
 * Simple Earn: what a file says is offered and held, page by page; without one
 * nothing is.
 */
#include "serve/binance/binance.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const struct { const char *path, *name; } lists[] = {
	{ "/sapi/v1/simple-earn/flexible/list", "flexible" },
	{ "/sapi/v1/simple-earn/locked/list", "locked" },
	{ "/sapi/v1/simple-earn/flexible/position", "flexible_position" },
	{ "/sapi/v1/simple-earn/locked/position", "locked_position" }
};

static const json_t *
rows_of(const struct call *c)
{
	for (size_t i = 0; i < sizeof(lists) / sizeof(lists[0]); i++)
		if (strcmp(lists[i].path, c->route->path) == 0)
			return json_object_get(c->s->earn, lists[i].name);
	return NULL;
}

/* Its own asset, or that of its detail. */
static bool
is_of(const json_t *row, const char *asset)
{
	const json_t *own = json_object_get(row, "asset");

	if (own == NULL)
		own = json_object_get(json_object_get(row, "detail"), "asset");
	return asset == NULL || (json_is_string(own) &&
	    strcmp(json_string_value(own), asset) == 0);
}

void
do_earn_list(struct call *c)
{
	const json_t *rows = rows_of(c);
	const char *asset = NULL;
	int64_t page = 1, size = 10, n = 0;
	char total[24];

	if (!ask_text(c, "asset", false, &asset) ||
	    !ask_int(c, "current", false, 1, 1000000, &page) ||
	    !ask_int(c, "size", false, 1, 100, &size))
		return;
	put_begin(c->body, NULL, '{');
	put_begin(c->body, "rows", '[');
	for (size_t i = 0; i < json_array_size(rows); i++) {
		const json_t *row = json_array_get(rows, i);
		char *text;

		if (!is_of(row, asset))
			continue;
		if (n >= (page - 1) * size && n < page * size) {
			text = json_dumps(row, JSON_COMPACT);
			put_raw(c->body, NULL, text == NULL ? "null" : text);
			free(text);
		}
		n++;
	}
	put_end(c->body, ']');
	snprintf(total, sizeof(total), "%lld", (long long)n);
	put_text(c->body, "total", total);
	put_end(c->body, '}');
}
