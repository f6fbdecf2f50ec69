/*
 * Whatever comes in as a request: it is refused with a status, waited for, or
 * every piece of it lies inside what came; the same however it is cut.
 */
#include "serve/http.h"

#include <stdint.h>
#include <stdlib.h>

#define MUST(condition) do { if (!(condition)) abort(); } while (0)

static void
inside(struct slice s, const char *at, size_t len)
{
	MUST(s.len == 0 || (s.at >= at && s.at + s.len <= at + len));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const char *at = (const char *)data;
	struct http_head h, part;
	struct params p = { 0 };
	struct buf bare = { 0 };
	int status = 0, other = 0;
	enum head_state state = head_read(at, size, &h, &status);

	MUST(state != HEAD_BAD || (status >= 400 && status < 600));
	if (state != HEAD_READY)
		return 0;
	MUST(h.len <= size && h.body_len <= BODY_MAX);
	inside(h.method, at, size);
	inside(h.path, at, size);
	inside(h.query, at, size);
	for (size_t i = 0; i < h.headers_len; i++) {
		inside(h.headers[i].name, at, size);
		inside(h.headers[i].value, at, size);
	}
	/* Not a byte less is a head, and what follows it changes nothing. */
	MUST(head_read(at, h.len - 1, &part, &other) == HEAD_MORE);
	MUST(head_read(at, h.len, &part, &other) == HEAD_READY &&
	    part.len == h.len && part.body_len == h.body_len);
	params_read(&p, h.query);
	params_without(h.query, "signature", &bare);
	MUST(bare.len <= h.query.len);
	params_release(&p);
	buf_release(&bare);
	return 0;
}
