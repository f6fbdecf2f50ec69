/*
 * The WebSocket API of spot, as far as a user's stream needs it: the time, and
 * subscribing with a signature.
 */
#include "serve/binance/binance.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

static int
by_name(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* The values by rising name, signature apart: what was signed. */
static void
payload(const json_t *params, struct buf *out)
{
	VEC(const char *) names = { 0 };
	const char *name;
	json_t *value;

	json_object_foreach((json_t *)params, name, value)
		if (strcmp(name, "signature") != 0)
			vec_push(&names, name);
	if (names.len > 1)
		qsort(names.at, names.len, sizeof(*names.at), by_name);
	for (size_t i = 0; i < names.len; i++) {
		value = json_object_get(params, names.at[i]);
		if (i > 0)
			buf_putc(out, '&');
		buf_printf(out, "%s=", names.at[i]);
		if (json_is_string(value))
			buf_puts(out, json_string_value(value));
		else if (json_is_integer(value))
			buf_printf(out, "%lld",
			    (long long)json_integer_value(value));
	}
	vec_release(&names);
}

struct wrong { int code; const char *msg; };

static struct wrong
subscribe_check(struct served *s, const json_t *params)
{
	const char *key = json_string_value(json_object_get(params,
	    "apiKey"));
	const char *sent = json_string_value(json_object_get(params,
	    "signature"));
	const json_t *at = json_object_get(params, "timestamp");
	const json_t *width = json_object_get(params, "recvWindow");
	int64_t window = json_is_integer(width) ?
	    (int64_t)json_integer_value(width) : 5000;
	int64_t now = told_ms(world_time(s->world)), then;
	struct buf text = { 0 };
	bool same;

	if (key == NULL || sent == NULL || !json_is_integer(at))
		return (struct wrong){ -1102, "Mandatory parameter was not "
		    "sent, was empty/null, or malformed." };
	if (strcmp(key, s->keys.key) != 0)
		return (struct wrong){ -2015, "Invalid API-key, IP, or "
		    "permissions for action." };
	then = (int64_t)json_integer_value(at);
	if (then > INT64_C(100000000000000))
		then /= 1000;
	if (then >= now + 1000)
		return (struct wrong){ -1021, "Timestamp for this request was "
		    "1000ms ahead of the server's time." };
	if (now - then > window || window > 60000)
		return (struct wrong){ -1021, "Timestamp for this request is "
		    "outside of the recvWindow." };
	payload(params, &text);
	same = keys_signed(&s->keys, buf_text(&text), text.len, sent);
	buf_release(&text);
	if (!same)
		return (struct wrong){ -1022, "Signature for this request is "
		    "not valid." };
	return (struct wrong){ 0, NULL };
}

static void
error_put(struct buf *out, struct wrong w)
{
	put_int(out, "status", w.code == -2015 ? 401 : 400);
	put_begin(out, "error", '{');
	put_int(out, "code", w.code);
	put_text(out, "msg", w.msg);
	put_end(out, '}');
}

bool
session_request(struct served *s, const char *at, size_t len,
    struct buf *out)
{
	json_t *root = json_loadb(at, len, JSON_REJECT_DUPLICATES, NULL);
	const char *method = json_string_value(json_object_get(root,
	    "method"));
	char *id = json_dumps(json_object_get(root, "id"), JSON_ENCODE_ANY);
	bool user = false;
	struct wrong w = { -1000, "Invalid 'method'." };

	put_begin(out, NULL, '{');
	put_raw(out, "id", id == NULL ? "null" : id);
	if (method == NULL) {
		error_put(out, (struct wrong){ -1135, "Invalid JSON "
		    "Request" });
	} else if (strcmp(method, "ping") == 0) {
		put_int(out, "status", 200);
		put_raw(out, "result", "{}");
	} else if (strcmp(method, "time") == 0) {
		put_int(out, "status", 200);
		put_begin(out, "result", '{');
		put_int(out, "serverTime", told_ms(world_time(s->world)));
		put_end(out, '}');
	} else if (strcmp(method, "userDataStream.subscribe.signature") ==
	    0) {
		w = subscribe_check(s, json_object_get(root, "params"));
		user = w.code == 0;
		if (user) {
			put_int(out, "status", 200);
			put_raw(out, "result", "{\"subscriptionId\":0}");
		} else {
			error_put(out, w);
		}
	} else {
		error_put(out, w);
	}
	put_end(out, '}');
	free(id);
	json_decref(root);
	return user;
}
