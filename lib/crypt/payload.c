/*
 * The payload of a vault: JSON in one fixed form, written and read without
 * leaving the arena. Its texts have nothing to escape (what comes in is
 * checked for that), so the reader takes exactly what the writer makes.
 */
#include "crypt/encode.h"
#include "crypt/vaultdata.h"

#include <string.h>

/* With at NULL it only counts. */
struct writer { unsigned char *at; size_t len; };

static void
put(struct writer *w, const void *at, size_t n)
{
	if (w->at != NULL && n > 0)
		memcpy(w->at + w->len, at, n);
	w->len += n;
}

static void
put_text(struct writer *w, const char *text)
{
	put(w, text, strlen(text));
}

static void
put_member(struct writer *w, const char *name, const char *value)
{
	put_text(w, name);
	put_text(w, value);
}

static void
put_seed(struct writer *w, const struct secret *s)
{
	if (w->at != NULL)
		base64_write((char *)w->at + w->len, secret_bytes(s),
		    secret_len(s));
	w->len += (secret_len(s) + 2) / 3 * 4;
}

static void
put_entry(struct writer *w, const struct vault_entry *e)
{
	put_member(w, "{\"label\":\"", e->label);
	put_member(w, "\",\"venue\":\"", e->venue);
	put_member(w, "\",\"base_url\":\"", e->base_url);
	put_member(w, "\",\"scheme\":\"", sign_scheme_names[e->scheme]);
	put_text(w, "\",\"key\":\"");
	put(w, secret_bytes(e->key), secret_len(e->key));
	put_text(w, "\",\"secret\":\"");
	if (e->scheme == SIGN_ED25519)
		put_seed(w, e->secret);
	else
		put(w, secret_bytes(e->secret), secret_len(e->secret));
	put_text(w, "\",\"ceilings\":[");
	for (size_t i = 0; i < e->ceilings.len; i++) {
		put_member(w, i == 0 ? "{\"rule\":\"" : ",{\"rule\":\"",
		    e->ceilings.at[i].rule);
		put_member(w, "\",\"value\":\"", e->ceilings.at[i].value);
		put_text(w, "\"}");
	}
	put_text(w, "]}");
}

static void
put_all(struct writer *w, const struct vault *v)
{
	put_member(w, "{\"version\":1,\"id\":\"", v->id);
	put_text(w, "\",\"entries\":[");
	for (size_t i = 0; i < v->entries.len; i++) {
		put_text(w, i == 0 ? "" : ",");
		put_entry(w, &v->entries.at[i]);
	}
	put_text(w, "]}");
}

struct secret *
payload_write(const struct vault *v)
{
	struct writer count = {0}, w = { .len = 4 };
	struct secret *payload;
	unsigned char *at;
	size_t size;

	put_all(&count, v);
	size = (4 + count.len + VAULT_BLOCK - 1) / VAULT_BLOCK * VAULT_BLOCK;
	if (size > VAULT_PAYLOAD_MAX)
		return NULL;
	payload = secret_room(size);
	at = secret_fill(payload);
	for (int i = 0; i < 4; i++)
		at[i] = (unsigned char)(count.len >> 8 * i);
	w.at = at;
	put_all(&w, v);
	return payload;
}

struct reader { const char *at, *end; };

static bool
take(struct reader *r, const char *text)
{
	size_t n = strlen(text);

	if ((size_t)(r->end - r->at) < n || memcmp(r->at, text, n) != 0)
		return false;
	r->at += n;
	return true;
}

/* Up to the next quote, which is taken, too; NULL when something in it would
 * have to be escaped. */
static const char *
take_chars(struct reader *r, size_t *n)
{
	const char *from = r->at;

	for (; r->at < r->end; r->at++) {
		if (*r->at == '"') {
			*n = (size_t)(r->at++ - from);
			return from;
		}
		if (*r->at < ' ' || *r->at > '~' || *r->at == '\\')
			return NULL;
	}
	return NULL;
}

static bool
take_text(struct reader *r, const char *name, char *to, size_t size)
{
	const char *from;
	size_t n;

	if (!take(r, name) || (from = take_chars(r, &n)) == NULL || n >= size)
		return false;
	memcpy(to, from, n);
	to[n] = '\0';
	return true;
}

static bool
take_secret(struct reader *r, const char *name, const struct secret **out)
{
	const char *from;
	size_t n;

	if (!take(r, name) || (from = take_chars(r, &n)) == NULL)
		return false;
	*out = secret_new(from, n);
	return true;
}

static bool
take_seed(struct reader *r, const char *name, const struct secret **out)
{
	struct secret *seed = secret_room(CRYPT_KEY_SIZE);
	const char *from;
	size_t n;

	*out = seed;
	return take(r, name) && (from = take_chars(r, &n)) != NULL &&
	    base64_read(from, n, secret_fill(seed), CRYPT_KEY_SIZE);
}

static bool
take_ceilings(struct reader *r, struct ceilings *to)
{
	if (!take(r, ",\"ceilings\":["))
		return false;
	while (!take(r, "]}")) {
		struct ceiling *c;

		if (to->len > 0 && !take(r, ","))
			return false;
		c = vec_add(to);
		if (!take_text(r, "{\"rule\":\"", c->rule, sizeof(c->rule)) ||
		    !take_text(r, ",\"value\":\"", c->value,
		    sizeof(c->value)) || !take(r, "}"))
			return false;
	}
	return true;
}

static bool
take_entry(struct reader *r, struct vault_entry *e)
{
	char scheme[33];
	bool good;

	if (!take_text(r, "{\"label\":\"", e->label, sizeof(e->label)) ||
	    !take_text(r, ",\"venue\":\"", e->venue, sizeof(e->venue)) ||
	    !take_text(r, ",\"base_url\":\"", e->base_url,
	    sizeof(e->base_url)) ||
	    !take_text(r, ",\"scheme\":\"", scheme, sizeof(scheme)) ||
	    !take_secret(r, ",\"key\":\"", &e->key))
		return false;
	for (e->scheme = 0; e->scheme < SIGN_SCHEMES; e->scheme++)
		if (strcmp(scheme, sign_scheme_names[e->scheme]) == 0)
			break;
	if (e->scheme == SIGN_SCHEMES)
		return false;
	good = e->scheme == SIGN_ED25519 ?
	    take_seed(r, ",\"secret\":\"", &e->secret) :
	    take_secret(r, ",\"secret\":\"", &e->secret);
	return good && take_ceilings(r, &e->ceilings) &&
	    sign_key_check(e->key, NULL) == E_OK &&
	    sign_secret_check(e->scheme, e->secret, NULL) == E_OK;
}

static bool
take_all(struct reader *r, struct vault *v)
{
	if (!take_text(r, "{\"version\":1,\"id\":\"", v->id, sizeof(v->id)) ||
	    !take(r, ",\"entries\":["))
		return false;
	while (!take(r, "]}")) {
		struct vault_entry e = {0};
		bool good = v->entries.len == 0 || take(r, ",");

		good = good && take_entry(r, &e) &&
		    vault_find(v, e.label) == NULL;
		vec_push(&v->entries, e);
		if (!good)
			return false;
	}
	return r->at == r->end;
}

bool
payload_read(const struct secret *payload, struct vault *v)
{
	const unsigned char *at = secret_bytes(payload);
	size_t size = secret_len(payload), len = 0;
	struct reader r;

	if (size < 4)
		return false;
	for (int i = 0; i < 4; i++)
		len |= (size_t)at[i] << 8 * i;
	if (len > size - 4)
		return false;
	for (size_t i = 4 + len; i < size; i++)
		if (at[i] != 0)
			return false;
	r.at = (const char *)at + 4;
	r.end = r.at + len;
	return take_all(&r, v);
}
