/*
 * Reading, proving and judging API keys. A secret never is an argument, a
 * variable or a line of output.
 */
#include "cmd/account-keys.h"

#include "cmd/online.h"
#include "cmd/vault.h"
#include "store/accounts.h"

#include <string.h>

bool
key_given(const struct key_source *from)
{
	return from->fd != NULL || from->file != NULL ||
	    from->command != NULL;
}

void
key_pair_release(struct key_pair *k)
{
	secret_free(k->key);
	secret_free(k->secret);
	*k = (struct key_pair){0};
}

static bool
blank(unsigned char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

/* Bytes [from, to) without blanks at the ends. */
static struct secret *
piece(const struct secret *s, size_t from, size_t to)
{
	const unsigned char *at = secret_bytes(s);

	while (from < to && blank(at[from]))
		from++;
	while (to > from && blank(at[to - 1]))
		to--;
	return secret_new(at + from, to - from);
}

static bool
is_pem(const struct secret *s)
{
	return memmem(secret_bytes(s), secret_len(s), "-----BEGIN", 10) !=
	    NULL;
}

/* A PEM text becomes its seed; all else is the secret of an HMAC. */
static enum err_code
take_secret(struct key_pair *k, struct secret *text, struct err *err)
{
	enum err_code rc;

	k->scheme = SIGN_HMAC_SHA256;
	if (!is_pem(text)) {
		k->secret = text;
		return sign_secret_check(k->scheme, text, err);
	}
	k->scheme = SIGN_ED25519;
	rc = ed25519_read(text, &k->secret, err);
	secret_free(text);
	return rc;
}

/* The text of a member, as venue serve writes them: nothing is escaped in keys.
 * No JSON reader sees them, since it would leave copies behind. */
static struct secret *
member(const struct secret *all, const char *name)
{
	const unsigned char *at = secret_bytes(all), *end = at +
	    secret_len(all), *from = memmem(at, secret_len(all), name,
	    strlen(name)), *to;

	if (from == NULL)
		return NULL;
	from += strlen(name);
	while (from < end && (blank(*from) || *from == ':'))
		from++;
	if (from == end || *from++ != '"')
		return NULL;
	to = memchr(from, '"', (size_t)(end - from));
	return to == NULL ? NULL : piece(all, (size_t)(from - at),
	    (size_t)(to - at));
}

static enum err_code
split_json(const struct secret *all, struct key_pair *k, struct err *err)
{
	struct secret *secret = member(all, "\"secret\"");

	k->key = member(all, "\"api_key\"");
	if (secret != NULL && k->key != NULL)
		return take_secret(k, secret, err);
	secret_free(secret);
	return err_set(err, E_USAGE, "the key: a JSON object has it in "
	    "\"api_key\" and its secret in \"secret\"");
}

static enum err_code
split(const struct secret *all, struct key_pair *k, struct err *err)
{
	const unsigned char *at = secret_bytes(all);
	size_t n = secret_len(all), from = 0;
	const unsigned char *end;
	struct secret *rest;

	while (from < n && blank(at[from]))
		from++;
	if (from < n && at[from] == '{')
		return split_json(all, k, err);
	end = memchr(at + from, '\n', n - from);
	rest = end == NULL ? NULL : piece(all, (size_t)(end - at), n);
	if (rest == NULL || secret_len(rest) == 0) {
		secret_free(rest);
		return err_set(err, E_USAGE, "the key: its secret is missing: "
		    "the API key stands in the first line, the secret (or an "
		    "Ed25519 private key in PEM) under it");
	}
	k->key = piece(all, from, (size_t)(end - at));
	return take_secret(k, rest, err);
}

static enum err_code
ask(struct key_pair *k, struct err *err)
{
	static const char hint[] = "give --secret-file, --secret-fd or "
	    "--secret-command";
	struct secret *secret = NULL;
	enum err_code rc = passphrase_ask("API key: ", hint, &k->key, err);

	if (rc == E_OK)
		rc = passphrase_ask("Its secret: ", hint, &secret, err);
	return rc == E_OK ? take_secret(k, secret, err) : rc;
}

enum err_code
key_read(const struct key_source *from, struct key_pair *out,
    struct err *err)
{
	const struct passphrase_source source = { .fd = from->fd,
	    .file = from->file, .command = from->command };
	struct key_pair k = {0};
	struct secret *all = NULL;
	enum err_code rc;

	if (key_given(from)) {
		rc = secret_read(&source, &all, err);
		if (rc == E_OK)
			rc = split(all, &k, err);
		secret_free(all);
	} else
		rc = ask(&k, err);
	if (rc == E_OK)
		rc = sign_key_check(k.key, err);
	if (rc == E_OK)
		*out = k;
	else
		key_pair_release(&k);
	return rc;
}

/* The session's network, with a signer of its own. */
struct proof {
	struct session *s;
	const struct signer *signer;
	struct venue_env *env;
};

static enum err_code
network(void *self, const struct http_ops **ops, struct http **http,
    struct err *err)
{
	const struct proof *p = self;
	const struct venue_env *env = session_env(p->s);
	enum err_code rc = env->network(env->self, ops, http, err);

	p->env->limits = env->limits;
	return rc;
}

static enum err_code
signer(void *self, const struct account *a, const struct signer **out,
    struct err *err)
{
	const struct proof *p = self;

	(void)a;
	(void)err;
	*out = p->signer;
	return E_OK;
}

enum err_code
key_prove(struct session *s, const struct account *a,
    const struct signer *by, struct venue_rights *out, struct err *err)
{
	struct proof p = { .s = s, .signer = by };
	struct venue_env env = { .self = &p, .network = network,
	    .signer = signer };
	struct store *store = NULL;
	struct venue *v = NULL;
	enum err_code rc = session_net_store(s, &store, err);

	p.env = &env;
	if (rc == E_OK)
		rc = venue_open(store, a, &env, &v, err);
	if (rc == E_OK)
		rc = v->ops->rights == NULL ? err_set(err, E_USAGE, "venue %s:"
		    " it has no keys", a->venue) :
		    v->ops->rights(v, out, err);
	venue_close(v);
	return rc;
}

enum err_code
key_prove_pair(struct session *s, const struct account *a,
    const struct key_pair *k, struct venue_rights *out, struct err *err)
{
	const struct crypt_ops *ops = NULL;
	struct signer *by = NULL;
	enum err_code rc = session_crypt(s, &ops, err);

	if (rc == E_OK)
		rc = signer_new(ops, k->scheme, k->key, k->secret, &by, err);
	if (rc == E_OK)
		rc = key_prove(s, a, by, out, err);
	signer_free(by);
	return rc;
}

enum err_code
key_judge(struct session *s, const struct account *a,
    const struct venue_rights *r, bool accept_withdrawal, struct err *err)
{
	/* What was accepted once stays so. */
	if (r->withdraw == 1 && !accept_withdrawal &&
	    strstr(a->rights, "withdraw") == NULL)
		return err_set(err, E_REFUSED, "account %s: its key may "
		    "withdraw or move money away; make one that may only read "
		    "and trade (or --accept-withdrawal)", a->label);
	if (r->withdraw == 1)
		session_warn(s, "account %s: its key may withdraw money",
		    a->label);
	if (r->ip_restricted == 0)
		session_warn(s, "account %s: its key works from everywhere; "
		    "restrict it to your addresses at the exchange",
		    a->label);
	if (r->trade_spot == 0 && r->trade_futures == 0)
		session_warn(s, "account %s: its key may only read", a->label);
	return E_OK;
}

void
account_rights(struct account *a, const struct venue_rights *r)
{
	TEXT_SET(a->rights, r->text);
	a->ip_restricted = r->ip_restricted < 0 ? BOOL_NONE :
	    r->ip_restricted;
}

enum err_code
key_account(struct session *s, const char *label, struct account *out,
    struct err *err)
{
	enum err_code rc = account_load(s->store, label, out, err);

	return rc == E_OK && out->mode == MODE_PAPER ? err_set(err, E_USAGE,
	    "account %s: a paper account has no key", label) : rc;
}

enum err_code
key_note(struct session *s, struct account *a, const struct venue_rights *r,
    const char *action, struct err *err)
{
	enum err_code rc = store_begin(s->store, err);

	if (rc != E_OK)
		return rc;
	account_rights(a, r);
	rc = account_set_rights(s->store, a->label, a->rights,
	    a->ip_restricted, err);
	if (rc == E_OK)
		rc = session_audit(s, "account", a->label, action, a->rights,
		    err);
	return store_end(s->store, rc, err);
}

void
key_row_name(struct key_row *row, const struct account *a)
{
	TEXT_SET(row->account, a->label);
	TEXT_SET(row->venue, a->venue);
	row->testnet = a->testnet;
}

#define F(member) FIELD_AT(struct key_row, member)
static const struct field fields[] = {
	{ "account", FIELD_CHARS, F(account), .help = "whose key" },
	{ "venue", FIELD_CHARS, F(venue), .help = "that was asked" },
	{ "valid", FIELD_BOOL, F(valid), .help = "the venue takes it" },
	{ "testnet", FIELD_BOOL, F(testnet),
	  .help = "it is of the venue's test network" },
	{ "scheme", FIELD_TEXT, F(scheme), .help = "how it signs" },
	{ "read", FIELD_BOOL, F(rights.read), .help = "may read" },
	{ "trade_spot", FIELD_BOOL, F(rights.trade_spot),
	  .help = "may trade spot" },
	{ "trade_futures", FIELD_BOOL, F(rights.trade_futures),
	  .help = "may trade perpetuals" },
	{ "transfer", FIELD_BOOL, F(rights.transfer),
	  .help = "may move money between own wallets" },
	{ "withdraw", FIELD_BOOL, F(rights.withdraw),
	  .help = "may move money away" },
	{ "ip_restricted", FIELD_BOOL, F(rights.ip_restricted),
	  .help = "works from listed addresses only" },
	{ "hedged", FIELD_BOOL, F(rights.hedged),
	  .help = "sides of perpetuals are held apart",
	  .flags = FIELD_MINOR },
	{ "created", FIELD_STAMP, F(rights.created),
	  .help = "when it was made", .flags = FIELD_MINOR },
	{ "expires", FIELD_STAMP, F(rights.expires),
	  .help = "when it ends; null: never", .flags = FIELD_MINOR },
	{ "problem", FIELD_TEXT, F(problem),
	  .help = "what is wrong with it; null: nothing" },
	{ .name = NULL }
};
#undef F
const struct record key_record = {
	"key", "what an account's key may do at its venue", fields
};
