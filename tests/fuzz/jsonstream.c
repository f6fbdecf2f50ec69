/*
 * A long list as it arrives: in whatever pieces, the same items or the same
 * refusal; what the stream takes, the plain reader takes, with as many items
 * in that list, and the other way where all items are objects or lists.
 */
#include "base/mem.h"
#include "net/json.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#define MUST(condition) do { if (!(condition)) abort(); } while (0)

static struct buf items;
static size_t counted;

static bool
note(void *self, const struct json_at *item)
{
	char *text = json_dumps(item->value, JSON_COMPACT);

	(void)self;
	MUST(text != NULL && item->index == counted);
	counted++;
	buf_puts(&items, text);
	free(text);
	return true;
}

static enum err_code
stream(const char *path, const uint8_t *data, size_t size, size_t piece,
    struct err *err)
{
	const struct json_stream_spec spec = { .what = "fuzz", .path = path,
	    .each = note, .item = 1 << 14, .size = 1 << 15 };
	struct json_stream *s = json_stream_new(&spec);
	struct json_in rest;
	enum err_code rc;

	buf_clear(&items);
	counted = 0;
	for (size_t at = 0; at < size; at += piece) {
		size_t n = piece < size - at ? piece : size - at;
		/* Its own memory: no byte beyond it may be read. */
		char *copy = malloc(n);

		memcpy(copy, data + at, n);
		if (!json_stream_feed(s, copy, n))
			at = size;
		free(copy);
	}
	*err = (struct err){ .code = E_OK };
	rc = json_stream_end(s, &rest, err);
	MUST(rc == E_OK || (rc == E_DATA && err->code == rc &&
	    strncmp(err->text, "fuzz: ", 6) == 0));
	json_close(&rest);
	return rc;
}

/* The list at the path, or NULL; false when it has an item that is neither. */
static bool
list_of(struct json_at at, const char *path, const json_t **list)
{
	const json_t *v = at.value, *each;
	size_t i;

	if (strcmp(path, "symbols") == 0)
		v = json_object_get(v, "symbols");
	else if (*path != '\0')
		v = json_object_get(json_object_get(v, "data"), "list");
	*list = json_is_array(v) ? v : NULL;
	json_array_foreach(*list, i, each)
		if (!json_is_object(each) && !json_is_array(each))
			return false;
	return true;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char *const paths[] = { "symbols", "", "data.list" };
	struct err err, other;
	struct json_in in;
	struct json_at top;
	enum err_code rc, plain;
	const json_t *list;
	const char *path;
	char *first;
	size_t n, piece;
	bool good;

	if (size < 2)
		return 0;
	path = paths[data[0] % 3];
	piece = (size_t)data[0] / 3 + 1;
	data++, size--;
	rc = stream(path, data, size, size, &err);
	first = mem_text(buf_text(&items));
	n = counted;
	MUST(stream(path, data, size, piece, &other) == rc);
	if (rc == E_OK)
		MUST(counted == n && strcmp(first, buf_text(&items)) == 0);
	free(first);
	plain = json_open(&in, (const char *)data, size, NULL, "fuzz", NULL);
	top = json_top(&in);
	good = list_of(top, path, &list);
	if (rc == E_OK)
		MUST(plain == E_OK && list != NULL && good &&
		    json_array_size(list) == n);
	/* A key that is written with escapes is not found while streaming. */
	else if (plain == E_OK && list != NULL && good && size < 1 << 14)
		MUST(memchr(data, '\\', size) != NULL);
	json_close(&in);
	return 0;
}
