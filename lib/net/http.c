/* Reading what every HTTP answer has: status, headers, and what they mean. */
#include "net/http.h"

#include "base/mem.h"
#include "base/stamp.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

void
http_answers_release(struct http_answer *a, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		buf_release(&a[i].body);
		buf_release(&a[i].head);
		a[i] = (struct http_answer){0};
	}
}

static bool
is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

/* Kept as name, NUL, value, NUL; what is no header, or holds a NUL, is not. */
void
http_head_add(struct buf *head, const char *line, size_t len)
{
	const char *colon;
	size_t name;

	if (len >= 5 && memcmp(line, "HTTP/", 5) == 0) {
		buf_clear(head);
		return;
	}
	colon = memchr(line, ':', len);
	if (colon == NULL || memchr(line, '\0', len) != NULL)
		return;
	name = (size_t)(colon - line);
	if (name == 0)
		return;
	for (size_t i = 0; i < name; i++)
		if (is_blank(line[i]))
			return;
	colon++;
	len -= name + 1;
	while (len > 0 && is_blank(colon[0])) {
		colon++;
		len--;
	}
	while (len > 0 && is_blank(colon[len - 1]))
		len--;
	buf_add(head, line, name);
	buf_putc(head, '\0');
	buf_add(head, colon, len);
	buf_putc(head, '\0');
}

bool
http_head_next(const struct buf *head, size_t *at, const char **name,
    const char **value)
{
	if (*at >= head->len)
		return false;
	*name = head->at + *at;
	*value = *name + strlen(*name) + 1;
	*at = (size_t)(*value - head->at) + strlen(*value) + 1;
	return true;
}

const char *
http_header(const struct http_answer *a, const char *name)
{
	const char *have, *value;
	size_t at = 0;

	while (http_head_next(&a->head, &at, &have, &value))
		if (strcasecmp(have, name) == 0)
			return value;
	return NULL;
}

enum http_class
http_class_of_status(int status)
{
	if (status >= 200 && status < 300)
		return HTTP_CLASS_DONE;
	switch (status) {
	case 401:
		return HTTP_CLASS_AUTH;
	case 408:
		return HTTP_CLASS_AMBIGUOUS;
	case 418:
	case 429:
		return HTTP_CLASS_LIMITED;
	}
	return status >= 400 && status < 500 ? HTTP_CLASS_REJECTED :
	    HTTP_CLASS_AMBIGUOUS;
}

/* Digits alone, at most nine of them; -1 when it is anything else. */
static int64_t
whole_number(const char *s, size_t len)
{
	int64_t n = 0;

	if (len == 0 || len > 9)
		return -1;
	for (size_t i = 0; i < len; i++) {
		if (!isdigit((unsigned char)s[i]))
			return -1;
		n = n * 10 + (s[i] - '0');
	}
	return n;
}

/* "Sun, 06 Nov 1994 08:49:37 GMT", the one form that is still sent. */
static int64_t
http_date(const char *s)
{
	static const char months[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
	char month[4], text[32];
	const char *at;
	int64_t t;

	if (strlen(s) != 29 || s[3] != ',' || strcmp(s + 25, " GMT") != 0)
		return 0;
	memcpy(month, s + 8, 3);
	month[3] = '\0';
	at = strstr(months, month);
	if (at == NULL || (at - months) % 3 != 0)
		return 0;
	/* 2024-03-01T08:30:15Z */
	memcpy(text, s + 12, 4);
	text[4] = '-';
	text[5] = (char)('0' + ((at - months) / 3 + 1) / 10);
	text[6] = (char)('0' + ((at - months) / 3 + 1) % 10);
	text[7] = '-';
	memcpy(text + 8, s + 5, 2);
	text[10] = 'T';
	memcpy(text + 11, s + 17, 8);
	memcpy(text + 19, "Z", 2);
	return stamp_parse(text, 20, &t) ? t : 0;
}

int64_t
http_retry_after(const char *value, int64_t now)
{
	int64_t n = whole_number(value, strlen(value));
	int64_t at;

	if (n >= 0)
		return n * STAMP_SECOND;
	at = http_date(value);
	if (at == 0)
		return -1;
	return at > now ? at - now : 0;
}

/* X-MBX-USED-WEIGHT-1M: 17; one row for each such header. X-SAPI-USED-… is of
 * another budget of the same host, which is not counted here. */
static const struct { const char *prefix; enum budget_kind kind; } usages[] = {
	{ "x-mbx-used-weight-", BUDGET_WEIGHT },
	{ "x-mbx-order-count-", BUDGET_ORDERS }
};

static int64_t
window_of(const char *text)
{
	size_t len = strlen(text);
	int64_t n = len < 2 ? -1 : whole_number(text, len - 1);

	if (n <= 0 || n > 1000)
		return 0;
	switch (toupper((unsigned char)text[len - 1])) {
	case 'S':
		return n * STAMP_SECOND;
	case 'M':
		return n * STAMP_MINUTE;
	case 'H':
		return n * STAMP_HOUR;
	case 'D':
		return n * STAMP_DAY;
	}
	return 0;
}

bool
http_usage(const char *name, const char *value, struct net_used *u)
{
	for (size_t i = 0; i < sizeof(usages) / sizeof(usages[0]); i++) {
		size_t len = strlen(usages[i].prefix);

		if (strncasecmp(name, usages[i].prefix, len) != 0)
			continue;
		u->kind = usages[i].kind;
		u->window = window_of(name + len);
		u->used = whole_number(value, strlen(value));
		return u->window > 0 && u->used >= 0;
	}
	return false;
}

int64_t
http_clock_offset(const struct http_answer *a, int64_t host_time)
{
	return host_time - (a->sent + (a->received - a->sent) / 2);
}

static const struct { enum err_code code; const char *what; } ends[] = {
	[HTTP_CLASS_NONE] = { E_NETWORK, "was not asked" },
	[HTTP_CLASS_DONE] = { E_OK, NULL },
	[HTTP_CLASS_NOT_SENT] = { E_NETWORK, "could not be asked" },
	[HTTP_CLASS_AMBIGUOUS] = { E_NETWORK, "did not answer" },
	[HTTP_CLASS_LIMITED] = { E_LIMITED, "limits our requests" },
	[HTTP_CLASS_CLOCK] = { E_NETWORK, "does not accept our clock" },
	[HTTP_CLASS_REJECTED] = { E_REJECTED, "refused" },
	[HTTP_CLASS_AUTH] = { E_LOCKED, "does not accept the key" },
	[HTTP_CLASS_DATA] = { E_DATA, "answered with too much" }
};

enum err_code
http_failed(const struct http_answer *a, const char *what, struct err *err)
{
	char until[STAMP_TEXT_SIZE], status[24] = "";
	enum err_code code = ends[a->class].code;
	bool later = code == E_LIMITED && a->retry_at != 0;

	if (code == E_OK)
		return E_OK;
	if (a->status != 0 && a->why[0] == '\0')
		snprintf(status, sizeof(status), "HTTP status %d", a->status);
	return err_set(err, code, "%s %s%s%s%s%s%s", what,
	    ends[a->class].what, later ? " until " : "",
	    later ? stamp_text(a->retry_at, until) : "",
	    a->why[0] != '\0' || status[0] != '\0' ? ": " : "", a->why,
	    status);
}
