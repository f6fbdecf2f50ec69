/*
 * What is in an open vault: entries by account label, and what may be done to
 * them with the passphrase or with the data key alone.
 */
#include "crypt/vaultdata.h"

#include "base/mem.h"
#include "base/sha256.h"

#include <errno.h>
#include <libgen.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct secret *
copy(const struct secret *s)
{
	return secret_new(secret_bytes(s), secret_len(s));
}

/* An entry's secrets are its own; const is for those who look. */
static void
drop(const struct secret **s)
{
	secret_free((struct secret *)(uintptr_t)*s);
	*s = NULL;
}

void
entry_release(struct vault_entry *e)
{
	drop(&e->key);
	drop(&e->secret);
	vec_release(&e->ceilings);
}

void
vault_close(struct vault *v)
{
	if (v == NULL)
		return;
	for (size_t i = 0; i < v->entries.len; i++)
		entry_release(&v->entries.at[i]);
	vec_release(&v->entries);
	secret_free(v->data_key);
	free(v->path);
	free(v);
}

const char *
vault_path(const struct vault *v)
{
	return v->path;
}

const char *
vault_id(const struct vault *v)
{
	return v->id;
}

uint64_t
vault_generation(const struct vault *v)
{
	return vault_head_generation(v->head);
}

int
vault_cost(const struct vault *v)
{
	return v->head[AT_COST];
}

bool
vault_by_passphrase(const struct vault *v)
{
	return v->by_passphrase;
}

const struct secret *
vault_data_key(const struct vault *v)
{
	return v->data_key;
}

/* The file need not be there (any more): its folder's real path counts. */
enum err_code
vault_key_name(const char *path, char name[80], struct err *err)
{
	char *text = mem_text(path), *real = realpath(dirname(text), NULL);
	char digest[SHA256_TEXT_SIZE], *whole;

	free(text);
	if (real == NULL)
		return err_set(err, E_STORE, "vault %s: %s", path,
		    strerror(errno));
	text = mem_text(path);
	whole = mem_format("%s/%s", real, basename(text));
	snprintf(name, 80, "etrms:vault:%s", sha256_text(whole,
	    strlen(whole), digest));
	free(whole);
	free(text);
	free(real);
	return E_OK;
}

size_t
vault_count(const struct vault *v)
{
	return v->entries.len;
}

static struct vault_entry *
find(const struct vault *v, const char *label)
{
	for (size_t i = 0; i < v->entries.len; i++)
		if (strcmp(v->entries.at[i].label, label) == 0)
			return &v->entries.at[i];
	return NULL;
}

const struct vault_entry *
vault_find(const struct vault *v, const char *label)
{
	return find(v, label);
}

static enum err_code
no_entry(const struct vault *v, const char *label, enum err_code code,
    struct err *err)
{
	return err_set(err, code, "vault %s: has no key for account %s",
	    v->path, label);
}

static enum err_code
need_passphrase(const struct vault *v, const char *what, struct err *err)
{
	return v->by_passphrase ? E_OK : err_set(err, E_LOCKED, "vault %s: %s "
	    "takes the passphrase, not only an unlocked vault", v->path,
	    what);
}

/* Texts of the payload have nothing to escape. */
static bool
is_plain(const char *text)
{
	for (; *text != '\0'; text++)
		if (*text < ' ' || *text > '~' || *text == '"' ||
		    *text == '\\')
			return false;
	return true;
}

static enum err_code
check_ceilings(const struct ceilings *c, struct err *err)
{
	for (size_t i = 0; i < c->len; i++)
		if (!is_plain(c->at[i].rule) || !is_plain(c->at[i].value))
			return err_set(err, E_USAGE, "ceiling %zu: not plain "
			    "text", i + 1);
	return E_OK;
}

static void
copy_ceilings(const struct ceilings *from, struct ceilings *to)
{
	for (size_t i = 0; i < from->len; i++)
		vec_push(to, from->at[i]);
}

enum err_code
vault_put(struct vault *v, const struct vault_entry *e, struct err *err)
{
	struct vault_entry own = *e;
	enum err_code rc = sign_key_check(e->key, err);

	if (rc == E_OK)
		rc = sign_secret_check(e->scheme, e->secret, err);
	if (rc == E_OK)
		rc = check_ceilings(&e->ceilings, err);
	if (rc == E_OK && (e->label[0] == '\0' || !is_plain(e->label) ||
	    !is_plain(e->venue) || !is_plain(e->base_url)))
		rc = err_set(err, E_USAGE, "account %s: not plain text",
		    e->label);
	if (rc == E_OK && find(v, e->label) != NULL)
		rc = err_set(err, E_USAGE, "vault %s: has a key for account "
		    "%s already", v->path, e->label);
	if (rc != E_OK)
		return rc;
	own.key = copy(e->key);
	own.secret = copy(e->secret);
	own.ceilings = (struct ceilings){0};
	copy_ceilings(&e->ceilings, &own.ceilings);
	vec_push(&v->entries, own);
	return E_OK;
}

enum err_code
vault_rotate(struct vault *v, const char *label, enum sign_scheme scheme,
    const struct secret *key, const struct secret *secret, struct err *err)
{
	struct vault_entry *e = find(v, label);
	enum err_code rc = sign_key_check(key, err);

	if (rc == E_OK)
		rc = sign_secret_check(scheme, secret, err);
	if (rc != E_OK)
		return rc;
	if (e == NULL)
		return no_entry(v, label, E_USAGE, err);
	drop(&e->key);
	drop(&e->secret);
	e->scheme = scheme;
	e->key = copy(key);
	e->secret = copy(secret);
	return E_OK;
}

enum err_code
vault_remove(struct vault *v, const char *label, struct err *err)
{
	struct vault_entry *e = find(v, label);
	enum err_code rc = need_passphrase(v, "removing a key", err);

	if (rc == E_OK && e == NULL)
		rc = no_entry(v, label, E_USAGE, err);
	if (rc != E_OK)
		return rc;
	entry_release(e);
	*e = v->entries.at[--v->entries.len];
	return E_OK;
}

enum err_code
vault_set_ceilings(struct vault *v, const char *label,
    const struct ceilings *c, struct err *err)
{
	struct vault_entry *e = find(v, label);
	struct ceilings own = {0};
	enum err_code rc = need_passphrase(v, "changing ceilings", err);

	if (rc == E_OK && e == NULL)
		rc = no_entry(v, label, E_USAGE, err);
	if (rc == E_OK)
		rc = check_ceilings(c, err);
	if (rc != E_OK)
		return rc;
	copy_ceilings(c, &own);		/* c may be its own */
	vec_release(&e->ceilings);
	e->ceilings = own;
	return E_OK;
}

enum err_code
vault_signer(const struct vault *v, const char *label, struct signer **out,
    struct err *err)
{
	const struct vault_entry *e = find(v, label);

	return e == NULL ? no_entry(v, label, E_LOCKED, err) :
	    signer_new(v->ops, e->scheme, e->key, e->secret, out, err);
}

enum err_code
vault_ceilings(const struct vault *v, const char *label,
    const struct ceilings **out, struct err *err)
{
	const struct vault_entry *e = find(v, label);

	if (e == NULL)
		return no_entry(v, label, E_LOCKED, err);
	*out = &e->ceilings;
	return E_OK;
}
