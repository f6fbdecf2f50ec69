/*
 * Whatever is asked of the served exchange, signed: it answers with one JSON
 * value and a status that fits it, what always holds in its markets holds, and
 * it goes on. Input: lines of METHOD PATH?QUERY; "+" lets a candle pass.
 */
#include "serve/dialect.h"
#include "../lib/served.h"

#include <jansson.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MUST(condition) do { if (!(condition)) abort(); } while (0)
#define LINES_MAX 40

static void
request_make(const struct served *s, const char *line, size_t len,
    struct buf *out)
{
	const char *mark = memchr(line, '?', len);
	struct buf query = { 0 };
	char signature[65];
	size_t to = mark == NULL ? len : (size_t)(mark - line);

	if (mark != NULL)
		buf_add(&query, mark + 1, len - to - 1);
	if (query.len > 0)
		buf_putc(&query, '&');
	buf_printf(&query, "timestamp=%lld",
	    (long long)(world_time(s->world) / 1000));
	hmac_sha256_text(s->keys.secret, query.at, query.len, signature);
	buf_add(out, line, to);
	buf_printf(out, "?%s&signature=%s HTTP/1.1\r\nHost: x\r\n"
	    "X-MBX-APIKEY: %s\r\n\r\n", query.at, signature, s->keys.key);
	buf_release(&query);
}

static void
ask(struct served *s, const char *line, size_t len)
{
	struct buf text = { 0 };
	struct reply r = { .status = 200 };
	struct http_head h;
	int status;
	json_t *body;

	request_make(s, line, len, &text);
	s->world->book.requests++;
	if (head_read(text.at, text.len, &h, &status) == HEAD_READY &&
	    h.len == text.len && !h.upgrade) {
		binance_dialect.answer(s, &h, (struct slice){ "", 0 }, &r);
		body = json_loadb(buf_text(&r.body), r.body.len,
		    JSON_REJECT_DUPLICATES | JSON_DECODE_ANY, NULL);
		MUST(body != NULL);
		MUST((r.status == 200) == (r.code == 0));
		MUST(s->world->fault[0] == '\0');
		json_decref(body);
	}
	reply_release(&r);
	buf_release(&text);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const char *p = (const char *)data, *end = p + size;
	struct world w;
	struct served s = { .world = &w, .weight_limit = 1000000000 };
	struct err err;
	int64_t done;

	served_world(&w);
	memcpy(s.keys.key, "key", 4);
	memcpy(s.keys.secret, "secret", 7);
	binance_dialect.open(&s);
	for (int n = 0; n < LINES_MAX && p < end; n++) {
		const char *nl = memchr(p, '\n', (size_t)(end - p));
		size_t len = (size_t)((nl == NULL ? end : nl) - p);

		if (len == 1 && *p == '+')
			MUST(world_advance(&w, 1, &done, &err) == E_OK);
		else if (len > 0)
			ask(&s, p, len);
		p += len + 1;
	}
	binance_dialect.close(&s);
	world_release(&w);
	return 0;
}
