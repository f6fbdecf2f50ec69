/*
 * Heads of requests and parameters: read strictly, since what is sloppy in a
 * client is to be found here and not at a real venue.
 */
#include "serve/http.h"

#include <string.h>
#include <strings.h>

#define PARAMS_MAX 200

bool
slice_is(struct slice s, const char *text)
{
	return s.len == strlen(text) && memcmp(s.at, text, s.len) == 0;
}

bool
slice_is_nocase(struct slice s, const char *text)
{
	return s.len == strlen(text) && strncasecmp(s.at, text, s.len) == 0;
}

struct slice
head_value(const struct http_head *h, const char *name)
{
	for (size_t i = 0; i < h->headers_len; i++)
		if (slice_is_nocase(h->headers[i].name, name))
			return h->headers[i].value;
	return (struct slice){ "", 0 };
}

/* One line up to CR LF, without it; false: it is not whole yet. */
static bool
line_take(const char **p, const char *end, struct slice *line)
{
	const char *nl = memchr(*p, '\n', (size_t)(end - *p));

	if (nl == NULL)
		return false;
	line->at = *p;
	line->len = (size_t)(nl - *p);
	if (line->len > 0 && line->at[line->len - 1] == '\r')
		line->len--;
	else
		line->at = NULL;	/* a bare LF ends nothing */
	*p = nl + 1;
	return true;
}

static bool
word_take(struct slice *line, struct slice *word)
{
	const char *blank = memchr(line->at, ' ', line->len);
	size_t n = blank == NULL ? line->len : (size_t)(blank - line->at);

	*word = (struct slice){ line->at, n };
	line->at += n + (blank != NULL);
	line->len -= n + (blank != NULL);
	return n > 0;
}

static bool
visible(struct slice s)
{
	for (size_t i = 0; i < s.len; i++)
		if ((unsigned char)s.at[i] <= ' ' ||
		    (unsigned char)s.at[i] >= 127)
			return false;
	return true;
}

static int
request_line(struct slice line, struct http_head *out)
{
	struct slice target, version;
	const char *mark;

	if (!word_take(&line, &out->method) || !word_take(&line, &target) ||
	    !word_take(&line, &version) || line.len > 0)
		return 400;
	for (size_t i = 0; i < out->method.len; i++)
		if (out->method.at[i] < 'A' || out->method.at[i] > 'Z')
			return 400;
	if (!visible(target) || target.at[0] != '/')
		return 400;
	if (slice_is(version, "HTTP/1.0"))
		out->close = true;
	else if (!slice_is(version, "HTTP/1.1"))
		return 505;
	mark = memchr(target.at, '?', target.len);
	out->path = target;
	out->query = (struct slice){ "", 0 };
	if (mark != NULL) {
		out->path.len = (size_t)(mark - target.at);
		out->query.at = mark + 1;
		out->query.len = target.len - out->path.len - 1;
	}
	return 0;
}

static bool
token(struct slice s)
{
	for (size_t i = 0; i < s.len; i++)
		if (!visible((struct slice){ s.at + i, 1 }) ||
		    strchr("\"(),/:;<=>?@[\\]{}", s.at[i]) != NULL)
			return false;
	return s.len > 0;
}

static int
header_line(struct slice line, struct http_head *out)
{
	const char *colon = memchr(line.at, ':', line.len);
	struct slice name, value;

	if (colon == NULL)
		return 400;
	name = (struct slice){ line.at, (size_t)(colon - line.at) };
	value = (struct slice){ colon + 1, line.len - name.len - 1 };
	while (value.len > 0 && (*value.at == ' ' || *value.at == '\t')) {
		value.at++;
		value.len--;
	}
	while (value.len > 0 && (value.at[value.len - 1] == ' ' ||
	    value.at[value.len - 1] == '\t'))
		value.len--;
	for (size_t i = 0; i < value.len; i++)
		if ((unsigned char)value.at[i] < ' ' && value.at[i] != '\t')
			return 400;
	if (!token(name))
		return 400;
	if (out->headers_len == HEADERS_MAX)
		return 431;
	out->headers[out->headers_len].name = name;
	out->headers[out->headers_len++].value = value;
	return 0;
}

static int
length_read(struct slice value, struct http_head *out)
{
	size_t n = 0;

	if (value.len == 0 || value.len > 9)
		return 400;
	for (size_t i = 0; i < value.len; i++) {
		if (value.at[i] < '0' || value.at[i] > '9')
			return 400;
		n = n * 10 + (size_t)(value.at[i] - '0');
	}
	if (n > BODY_MAX)
		return 413;
	out->body_len = n;
	return 0;
}

/* Is the word one of a list with commas? */
static bool
listed(struct slice value, const char *word)
{
	while (value.len > 0) {
		const char *comma = memchr(value.at, ',', value.len);
		struct slice one = { value.at, comma == NULL ? value.len :
		    (size_t)(comma - value.at) };
		size_t used = one.len + (comma != NULL);

		while (one.len > 0 && *one.at == ' ') {
			one.at++;
			one.len--;
		}
		while (one.len > 0 && one.at[one.len - 1] == ' ')
			one.len--;
		if (slice_is_nocase(one, word))
			return true;
		value.at += used;
		value.len -= used;
	}
	return false;
}

static int
headers_judge(struct http_head *out)
{
	bool length = false;
	int hosts = 0, bad = 0;

	for (size_t i = 0; i < out->headers_len && bad == 0; i++) {
		struct slice name = out->headers[i].name;
		struct slice value = out->headers[i].value;

		if (slice_is_nocase(name, "Host")) {
			hosts++;
		} else if (slice_is_nocase(name, "Content-Length")) {
			bad = length ? 400 : length_read(value, out);
			length = true;
		} else if (slice_is_nocase(name, "Transfer-Encoding")) {
			bad = 411;
		} else if (slice_is_nocase(name, "Expect")) {
			bad = 417;
		} else if (slice_is_nocase(name, "Connection")) {
			out->close = out->close || listed(value, "close");
		} else if (slice_is_nocase(name, "Upgrade")) {
			out->upgrade = slice_is_nocase(value, "websocket");
		}
	}
	return bad != 0 ? bad : hosts != 1 ? 400 : 0;
}

enum head_state
head_read(const char *at, size_t len, struct http_head *out, int *status)
{
	const char *p = at, *end = at + (len < HEAD_MAX ? len : HEAD_MAX);
	struct slice line;
	bool first = true;
	int bad = 0;

	memset(out, 0, sizeof(*out));
	while (bad == 0 && line_take(&p, end, &line)) {
		if (line.at == NULL)
			bad = 400;
		else if (first)
			bad = request_line(line, out);
		else if (line.len > 0)
			bad = header_line(line, out);
		else {
			out->len = (size_t)(p - at);
			bad = headers_judge(out);
			if (bad == 0)
				return HEAD_READY;
		}
		first = false;
	}
	if (bad == 0 && len < HEAD_MAX)
		return HEAD_MORE;
	*status = bad != 0 ? bad : 431;
	return HEAD_BAD;
}

void
params_release(struct params *p)
{
	vec_release(&p->list);
	arena_release(&p->text);
}

static int
hex(char c)
{
	return c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ?
	    c - 'a' + 10 : c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

/* NULL: a broken escape, or a NUL. */
static const char *
decode(struct arena *a, struct slice s)
{
	char *to = arena_alloc(a, s.len + 1), *out = to;

	for (size_t i = 0; i < s.len; i++) {
		char c = s.at[i] == '+' ? ' ' : s.at[i];

		if (c == '%') {
			int high = i + 2 < s.len ? hex(s.at[i + 1]) : -1;
			int low = i + 2 < s.len ? hex(s.at[i + 2]) : -1;

			if (high < 0 || low < 0)
				return NULL;
			c = (char)(high * 16 + low);
			i += 2;
		}
		if (c == '\0')
			return NULL;
		*out++ = c;
	}
	return to;
}

bool
params_read(struct params *p, struct slice text)
{
	while (text.len > 0) {
		const char *amp = memchr(text.at, '&', text.len);
		struct slice pair = { text.at, amp == NULL ? text.len :
		    (size_t)(amp - text.at) };
		const char *equals = memchr(pair.at, '=', pair.len);
		size_t n = equals == NULL ? pair.len :
		    (size_t)(equals - pair.at);
		struct param *to;

		text.at += pair.len + (amp != NULL);
		text.len -= pair.len + (amp != NULL);
		if (pair.len == 0)
			continue;
		if (p->list.len == PARAMS_MAX)
			return false;
		to = vec_add(&p->list);
		to->name = decode(&p->text, (struct slice){ pair.at, n });
		to->value = equals == NULL ? "" : decode(&p->text,
		    (struct slice){ equals + 1, pair.len - n - 1 });
		if (to->name == NULL || to->value == NULL) {
			p->list.len--;
			return false;
		}
	}
	return true;
}

const char *
params_get(const struct params *p, const char *name)
{
	for (size_t i = 0; i < p->list.len; i++)
		if (strcmp(p->list.at[i].name, name) == 0)
			return p->list.at[i].value;
	return NULL;
}

size_t
params_count(const struct params *p, const char *name)
{
	size_t n = 0;

	for (size_t i = 0; i < p->list.len; i++)
		n += strcmp(p->list.at[i].name, name) == 0;
	return n;
}

void
params_without(struct slice text, const char *name, struct buf *out)
{
	size_t n = strlen(name);
	bool first = true;

	while (text.len > 0) {
		const char *amp = memchr(text.at, '&', text.len);
		struct slice pair = { text.at, amp == NULL ? text.len :
		    (size_t)(amp - text.at) };

		text.at += pair.len + (amp != NULL);
		text.len -= pair.len + (amp != NULL);
		if (pair.len > n && pair.at[n] == '=' &&
		    memcmp(pair.at, name, n) == 0)
			continue;
		if (!first)
			buf_putc(out, '&');
		buf_add(out, pair.at, pair.len);
		first = false;
	}
}

bool
number_read(const char *text, int64_t least, int64_t most, int64_t *out)
{
	bool less = text[0] == '-';
	int64_t n = 0;

	text += less;
	if (text[0] == '\0' || strlen(text) > 12)
		return false;
	for (; *text != '\0'; text++) {
		if (*text < '0' || *text > '9')
			return false;
		n = n * 10 + (*text - '0');
	}
	*out = less ? -n : n;
	return *out >= least && *out <= most;
}

const char *
status_text(int status)
{
	static const struct { int status; const char *text; } names[] = {
		{ 101, "Switching Protocols" }, { 200, "OK" },
		{ 400, "Bad Request" }, { 401, "Unauthorized" },
		{ 403, "Forbidden" }, { 404, "Not Found" },
		{ 405, "Method Not Allowed" }, { 408, "Request Timeout" },
		{ 409, "Conflict" }, { 411, "Length Required" },
		{ 413, "Content Too Large" }, { 417, "Expectation Failed" },
		{ 418, "I'm a teapot" }, { 429, "Too Many Requests" },
		{ 431, "Request Header Fields Too Large" },
		{ 500, "Internal Server Error" }, { 502, "Bad Gateway" },
		{ 503, "Service Unavailable" }, { 504, "Gateway Timeout" },
		{ 505, "HTTP Version Not Supported" }
	};

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (names[i].status == status)
			return names[i].text;
	return "Status";
}
