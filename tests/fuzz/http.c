/*
 * The head of an answer, line by line, and what is read of it: headers, their
 * uses of budgets, Retry-After; and the same bytes as a URL and a proxy.
 */
#include "net/http.h"

#include "base/mem.h"
#include "base/stamp.h"

#include <stdlib.h>
#include <string.h>

#define NOW (INT64_C(1700000000) * STAMP_SECOND)

static void
read_head(const char *at, size_t len)
{
	struct http_answer a = {0};
	struct net_used u;
	const char *name, *value, *end;
	size_t place = 0;
	int64_t wait;

	while (len > 0) {
		size_t n;

		end = memchr(at, '\n', len);
		n = end != NULL ? (size_t)(end - at) + 1 : len;
		http_head_add(&a.head, at, n);
		at += n;
		len -= n;
	}
	while (http_head_next(&a.head, &place, &name, &value)) {
		if (name[0] == '\0' || strpbrk(name, " \t\r\n:") != NULL ||
		    strpbrk(value, "\n") != NULL)
			abort();
		if (http_header(&a, name) == NULL)
			abort();
		if (http_usage(name, value, &u) && (u.window <= 0 ||
		    u.used < 0))
			abort();
		wait = http_retry_after(value, NOW);
		if (wait < -1)
			abort();
	}
	if (place != a.head.len)
		abort();
	http_answers_release(&a, 1);
}

/* What may be asked is https or stays on this machine. */
static void
read_url(const char *text)
{
	char host[HOST_SIZE];
	struct err err;

	if (http_url_check(text, host, &err) == E_OK) {
		if (host[0] == '\0' || strpbrk(host, "/?@# \\") != NULL)
			abort();
		if (strncmp(text, "https://", 8) != 0 &&
		    !http_url_loopback(text))
			abort();
	} else if (strchr(text, '@') != NULL && strstr(err.text,
	    "'") != NULL && strchr(strchr(err.text, '\'') + 1, '@') != NULL &&
	    strstr(err.text, "'@'") == NULL)
		abort();	/* a password must not be said */
	(void)http_proxy_check(text, &err);
	(void)http_retry_after(text, NOW);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *text = mem_textn((const char *)data, size);

	read_head((const char *)data, size);
	read_url(text);
	free(text);
	return 0;
}
