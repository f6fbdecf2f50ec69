/* A WebSocket is opened. */
#include "net/handshake.h"

#include "base/mem.h"
#include "base/sha1.h"
#include "crypt/encode.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define MAGIC "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"

void
handshake_key(const unsigned char random[16], char key[HANDSHAKE_KEY_SIZE])
{
	base64_write(key, random, 16);
	key[HANDSHAKE_KEY_SIZE - 1] = '\0';
}

void
handshake_accept(const char *key, char accept[HANDSHAKE_ACCEPT_SIZE])
{
	unsigned char hash[SHA1_SIZE];
	struct buf text = {0};

	buf_printf(&text, "%s" MAGIC, key);
	sha1(text.at, text.len, hash);
	buf_release(&text);
	base64_write(accept, hash, sizeof(hash));
	accept[HANDSHAKE_ACCEPT_SIZE - 1] = '\0';
}

enum err_code
handshake_request(const char *url, const char *const *headers,
    const char *key, struct buf *out, struct err *err)
{
	const char *host = strstr(url, "://") + 3;
	const char *path = host + strcspn(host, "/?#");
	const char *end = path + strcspn(path, "#");

	buf_printf(out, "GET %s%.*s HTTP/1.1\r\nHost: %.*s\r\n"
	    "Upgrade: websocket\r\nConnection: Upgrade\r\n"
	    "Sec-WebSocket-Key: %s\r\nSec-WebSocket-Version: 13\r\n",
	    *path == '/' ? "" : "/", (int)(end - path), path,
	    (int)(path - host), host, key);
	for (; headers != NULL && *headers != NULL; headers++) {
		if (strpbrk(*headers, "\r\n") != NULL)
			return err_set(err, E_BUG, "a header with a line"
			    " break");
		buf_printf(out, "%s\r\n", *headers);
	}
	buf_puts(out, "\r\n");
	return E_OK;
}

/* Does a list such as "keep-alive, Upgrade" have the word? */
static bool
list_has(const char *at, size_t len, const char *word)
{
	const char *end = at + len;

	while (at < end) {
		size_t n;

		at += strspn(at, " \t,");
		n = at < end ? strcspn(at, " \t,\r\n") : 0;
		if (n == strlen(word) && strncasecmp(at, word, n) == 0)
			return true;
		if (n == 0)
			return false;
		at += n;
	}
	return false;
}

struct seen {
	int upgrade, connection, accept;	/* how often, right */
	bool wrong_accept, extension;
};

static void
header_line(const char *line, size_t len, const char *accept,
    struct seen *seen, struct handshake_answer *out)
{
	const char *colon = memchr(line, ':', len);
	const char *value;
	size_t name, n;

	if (colon == NULL)
		return;
	name = (size_t)(colon - line);
	value = colon + 1;
	n = len - name - 1;
	while (n > 0 && (*value == ' ' || *value == '\t'))
		value++, n--;
	while (n > 0 && (value[n - 1] == ' ' || value[n - 1] == '\t'))
		n--;
#define IS(text) (name == sizeof(text) - 1 && \
	strncasecmp(line, (text), name) == 0)
	if (IS("upgrade"))
		seen->upgrade += n == 9 &&
		    strncasecmp(value, "websocket", 9) == 0;
	else if (IS("connection"))
		seen->connection += list_has(value, n, "upgrade");
	else if (IS("sec-websocket-accept")) {
		bool same = n == HANDSHAKE_ACCEPT_SIZE - 1 &&
		    memcmp(value, accept, n) == 0;

		seen->accept += same;
		seen->wrong_accept |= !same;
	} else if (IS("sec-websocket-extensions") ||
	    IS("sec-websocket-protocol"))
		seen->extension = true;
	else if (IS("retry-after"))
		snprintf(out->retry_after, sizeof(out->retry_after), "%.*s",
		    (int)(n < 39 ? n : 39), value);
#undef IS
}

static enum handshake_state
wrong(struct handshake_answer *out, const char *why)
{
	snprintf(out->why, sizeof(out->why), "%s", why);
	return HANDSHAKE_WRONG;
}

/* "HTTP/1.1 101 Switching Protocols"; 0 when it is no such line. */
static int
status_of(const char *line, size_t len)
{
	if (len < 12 || memcmp(line, "HTTP/1.", 7) != 0 || line[8] != ' ' ||
	    (len > 12 && line[12] != ' '))
		return 0;
	for (int i = 9; i < 12; i++)
		if (line[i] < '0' || line[i] > '9')
			return 0;
	return (line[9] - '0') * 100 + (line[10] - '0') * 10 + line[11] - '0';
}

/* The head of an answer that is wholly there. */
static enum handshake_state
judge(const char *head, size_t len, const char *key,
    struct handshake_answer *out)
{
	char accept[HANDSHAKE_ACCEPT_SIZE];
	struct seen seen = {0};
	const char *line = head, *end;

	handshake_accept(key, accept);
	for (; line < head + len; line = end + 2) {
		end = memmem(line, (size_t)(head + len - line), "\r\n", 2);
		if (line == head)
			out->status = status_of(line, (size_t)(end - line));
		else
			header_line(line, (size_t)(end - line), accept, &seen,
			    out);
	}
	if (out->status == 0)
		return wrong(out, "the answer is not HTTP");
	if (out->status != 101) {
		snprintf(out->why, sizeof(out->why), "HTTP status %d where a "
		    "WebSocket was asked for", out->status);
		return HANDSHAKE_WRONG;
	}
	if (seen.upgrade == 0 || seen.connection == 0)
		return wrong(out, "an upgrade to something else");
	if (seen.accept != 1 || seen.wrong_accept)
		return wrong(out, "an answer to another key");
	if (seen.extension)
		return wrong(out, "an extension that nobody asked for");
	return HANDSHAKE_DONE;
}

enum handshake_state
handshake_read(const char *at, size_t len, const char *key,
    struct handshake_answer *out)
{
	static const char http[] = "HTTP/1.";
	const char *end = memmem(at, len, "\r\n\r\n", 4);
	size_t head = end != NULL ? (size_t)(end - at) + 2 : len;
	enum handshake_state state;
	char *copy;

	*out = (struct handshake_answer){0};
	if (memcmp(at, http, len < 7 ? len : 7) != 0)
		return wrong(out, "the answer is not HTTP");
	if (head > HANDSHAKE_HEAD_MAX)
		return wrong(out, "headers that are too long");
	if (end == NULL)
		return HANDSHAKE_WAIT;
	if (memchr(at, '\0', head) != NULL)
		return wrong(out, "a NUL among the headers");
	copy = mem_textn(at, head);
	state = judge(copy, head, key, out);
	free(copy);
	out->used = head + 2;
	return state;
}
