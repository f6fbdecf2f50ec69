/*
 * What exchanges answer, read exactly and by name. A document is opened, its
 * members are asked for, and it is closed; the first thing that is wrong is
 * kept with its path and cause, and what is asked after it is worth nothing:
 *
 *	rc = json_open(&in, body, len, NULL, "binance: account", err);
 *	top = json_top(&in);
 *	list = json_get_list(&top, "balances");
 *	for (size_t i = 0; i < json_count(&list); i++) {
 *		at = json_item(&list, i);
 *		row.asset = json_get_text(&at, "asset");
 *		row.free = json_get_dec(&at, "free");
 *	}
 *	rc = json_close(&in);	// "binance: account: balances[3].free: not a
 *				//  number: \"abc\""
 *
 * Everything is E_DATA; whoever asked about an order makes E_UNKNOWN of it.
 * Keys that nobody asks for are passed over. Texts are borrowed from the
 * document and end with it.
 */
#ifndef NET_JSON_H
#define NET_JSON_H

#include "base/buf.h"
#include "base/jsonread.h"

/* A document. All-zero is closed. */
struct json_in {
	json_t *root;
	char *what;		/* names it in errors */
	struct err *err;	/* may be NULL */
	enum err_code rc;
};

/* A value and where it stands. `up` must live as long as it does: a member is
 * asked for from a variable, not from what another call returns. */
struct json_at {
	struct json_in *in;
	const json_t *value;	/* NULL: absent, or something was wrong */
	const struct json_at *up;
	const char *key;	/* NULL: item `index` of a list */
	size_t index;
};

/* limits NULL: the usual of RELIABILITY 7. What is not JSON at all (a page of
 * a proxy) is told with how it begins. Close it whatever comes back. */
enum err_code json_open(struct json_in *in, const char *text, size_t len,
    const struct json_limits *limits, const char *what, struct err *err);
/* Frees; returns what was wrong, E_OK when nothing was. */
enum err_code json_close(struct json_in *in);
struct json_at json_top(struct json_in *in);

/* Says what is wrong with a value; only the first such call counts. */
void json_wrong(const struct json_at *at, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));
static inline bool
json_fine(const struct json_at *at)
{
	return at->in->rc == E_OK;
}
/* "balances[3].free"; "" for the top. */
void json_path(const struct json_at *at, struct buf *out);

/* A member that may be absent (null counts as absent: value NULL). */
struct json_at json_member(const struct json_at *object, const char *key);
static inline bool
json_has(const struct json_at *object, const char *key)
{
	return json_member(object, key).value != NULL;
}
/* A member that must be there and be an object or a list. */
struct json_at json_get_object(const struct json_at *object, const char *key);
struct json_at json_get_list(const struct json_at *object, const char *key);
/* The same, where absent is a list of nothing. */
struct json_at json_opt_list(const struct json_at *object, const char *key);
/* Items of a list; anything but a list is wrong and has none. */
size_t json_count(const struct json_at *list);
struct json_at json_item(const struct json_at *list, size_t index);

/*
 * The value itself. Absent or null, the wrong type, or beyond its range is
 * wrong, and then the answer is the type's own "not known": DEC_NONE,
 * INT_NONE (base/record.h), "", false, 0.
 */
struct dec json_dec(const struct json_at *at);	/* number, or text of one */
int64_t json_int(const struct json_at *at);	/* whole; 12.0 is; not "12" */
int64_t json_int_loose(const struct json_at *at);	/* "12" too */
const char *json_text(const struct json_at *at);	/* not a number */
const char *json_id(const struct json_at *at);	/* text or whole number, as
						 * it was written; not "" */
bool json_bool(const struct json_at *at);
int64_t json_ms(const struct json_at *at);	/* milliseconds, as µs; 0 is
						 * unknown, so are -1, "" */

/* A member that must be there. */
struct dec json_get_dec(const struct json_at *object, const char *key);
int64_t json_get_int(const struct json_at *object, const char *key);
const char *json_get_text(const struct json_at *object, const char *key);
const char *json_get_id(const struct json_at *object, const char *key);
bool json_get_bool(const struct json_at *object, const char *key);
int64_t json_get_ms(const struct json_at *object, const char *key);

/* A member that may be absent or null; numbers may also be "". */
struct dec json_opt_dec(const struct json_at *object, const char *key,
    struct dec fallback);
int64_t json_opt_int(const struct json_at *object, const char *key,
    int64_t fallback);
const char *json_opt_text(const struct json_at *object, const char *key,
    const char *fallback);
bool json_opt_bool(const struct json_at *object, const char *key,
    bool fallback);
int64_t json_opt_ms(const struct json_at *object, const char *key);	/* 0 */

/* Text into a char array, whole or wrong. */
void json_get_chars(const struct json_at *object, const char *key, char *to,
    size_t size);
#define JSON_CHARS(object, key, array) \
	json_get_chars((object), (key), (array), sizeof(array))

/*
 * A word of the venue's as one of ours. A word the table lacks is never wrong,
 * since venues add some: it gives `unknown`, and *text (may be NULL) holds what
 * it was. Absent or no text: json_get_name is wrong, json_opt_name `unknown`
 * with *text "".
 */
struct json_name { const char *text; int value; };	/* ends with NULL */
int json_get_name(const struct json_at *object, const char *key,
    const struct json_name *table, int unknown, const char **text);
int json_opt_name(const struct json_at *object, const char *key,
    const struct json_name *table, int unknown, const char **text);

/*
 * A large document whose one long list is read item by item while its bytes
 * arrive, in pieces of any size; feeding it is http_request.sink. The list is
 * found by its path ("symbols", "data.list"; "" is the top itself). Of the
 * rest, what is not that list is kept and opened at the end.
 *
 *	each() gets one item: an object or a list, and false ends the reading.
 *
 * Until json_stream_end() says E_OK nothing is certain: what each() was given
 * must be thrown away when it does not.
 */
struct json_stream_spec {
	const char *what, *path;
	bool (*each)(void *self, const struct json_at *item);
	void *self;
	size_t size, values;	/* 0: 16 MiB, 2 000 000 in all */
	size_t item;		/* 0: 1 MiB, of one item and of the rest */
};
struct json_stream;
struct json_stream *json_stream_new(const struct json_stream_spec *spec);
/* False once something is wrong or each() has had enough. */
bool json_stream_feed(void *stream, const char *at, size_t len);
/* E_OK when the document was whole; rest (may be NULL) is then open with the
 * list left empty, and the caller's to close. Ended by each(): E_OK, and rest
 * is closed. Frees. */
enum err_code json_stream_end(struct json_stream *s, struct json_in *rest,
    struct err *err);

#endif
