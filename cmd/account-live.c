/*
 * What account add does for an account at an exchange: the key is asked of the
 * user, proven at the venue, sealed in the vault, and only then is there an
 * account.
 */
#include "cmd/account-add.h"
#include "cmd/vault.h"

#include "net/http.h"
#include "risk/policy.h"
#include "store/accounts.h"

#include <string.h>

static enum err_code
check_options(const struct args *a, struct err *err)
{
	if (a->balances.len > 0 || a->fee_tiers.len > 0 ||
	    a->prices != NULL || a->instruments != NULL || a->from != 0 ||
	    a->detail != 0 || a->latency != 0 || a->fee_in >= 0 ||
	    a->limit_fill >= 0 || dec_known(a->slippage) ||
	    dec_known(a->spread) || dec_known(a->impact) ||
	    dec_known(a->volume_share))
		return err_set(err, E_USAGE, "--balance, --prices and what "
		    "else the simulated venue needs are for paper accounts");
	if (a->use)
		return err_set(err, E_USAGE, "--use: a live account is never "
		    "the default; name it with --account each time");
	if (a->testnet && a->base_url != NULL)
		return err_set(err, E_USAGE, "--testnet, --base-url: one of "
		    "the two says where");
	return E_OK;
}

/* An address alone: what is asked there is the venue's business. */
static enum err_code
read_url(const char *given, struct account *to, struct err *err)
{
	size_t n = strlen(given);
	const char *rest;
	enum err_code rc;

	while (n > 0 && given[n - 1] == '/')
		n--;
	if (n >= sizeof(to->base_url))
		return err_set(err, E_USAGE, "--base-url: longer than %zu "
		    "characters", sizeof(to->base_url) - 1);
	memcpy(to->base_url, given, n);
	rc = http_url_check(to->base_url, NULL, err);
	if (rc != E_OK)
		return err_set(err, E_USAGE, "--base-url %s: https://host, or "
		    "http to this machine (http://127.0.0.1:8080)", given);
	rest = strstr(to->base_url, "://") + 3;
	if (strpbrk(rest, "/?#") != NULL)
		return err_set(err, E_USAGE, "--base-url %s: host and port "
		    "alone, without a path", given);
	return E_OK;
}

static enum err_code
fill(struct session *s, const struct args *a, const char *label,
    struct account *to, struct err *err)
{
	enum err_code rc = account_fill(s, a, label, to, err);

	to->mode = MODE_LIVE;
	to->testnet = a->testnet;
	if (rc == E_OK && a->base_url != NULL)
		rc = read_url(a->base_url, to, err);
	return rc;
}

enum err_code
ceilings_read(const struct texts *texts, struct ceilings *out,
    struct err *err)
{
	struct buf canonical = {0};
	enum err_code rc = E_OK;

	for (size_t i = 0; i < texts->len && rc == E_OK; i++) {
		const char *equals = strchr(texts->at[i], '=');
		struct ceiling c = {0};
		const struct rule *rule = NULL;

		if (equals != NULL && (size_t)(equals - texts->at[i]) <
		    sizeof(c.rule)) {
			memcpy(c.rule, texts->at[i],
			    (size_t)(equals - texts->at[i]));
			rule = rule_find(c.rule);
		}
		if (rule == NULL)
			return err_set(err, E_USAGE, "--ceiling '%s': not of "
			    "the form max-order-notional=500 (etrms policy "
			    "list --all shows the rules)", texts->at[i]);
		for (size_t k = 0; k < out->len; k++)
			if (strcmp(out->at[k].rule, c.rule) == 0)
				return err_set(err, E_USAGE, "--ceiling '%s':"
				    " %s is there twice", texts->at[i],
				    c.rule);
		buf_clear(&canonical);
		rc = rule_parse(rule, equals + 1, &canonical, err);
		if (rc == E_OK && !TEXT_SET(c.value, buf_text(&canonical)))
			rc = err_set(err, E_USAGE, "--ceiling '%s': too long",
			    texts->at[i]);
		vec_push(out, c);
	}
	buf_release(&canonical);
	return rc;
}

/* Would the store take it? Nothing is kept. */
static enum err_code
rehearse(struct session *s, const struct account *a, struct err *err)
{
	enum err_code rc = store_begin(s->store, err), kept;
	struct err scratch;

	if (rc != E_OK)
		return rc;
	kept = account_add(s->store, a, err);
	(void)store_end(s->store, E_NO, &scratch);
	return kept;
}

static enum err_code
seal(struct session *s, struct vault *v, const struct account *a,
    const struct key_pair *k, const struct ceilings *ceilings,
    struct err *err)
{
	struct vault_entry e = { .scheme = k->scheme, .key = k->key,
	    .secret = k->secret, .ceilings = *ceilings };
	enum err_code rc;

	TEXT_SET(e.label, a->label);
	TEXT_SET(e.venue, a->venue);
	TEXT_SET(e.base_url, a->base_url);
	rc = vault_put(v, &e, err);
	return rc == E_OK ? session_vault_save(s, v, err) : rc;
}

static enum err_code
keep(struct session *s, struct account *a, struct err *err)
{
	enum err_code rc = store_begin(s->store, err);

	if (rc != E_OK)
		return rc;
	rc = account_add(s->store, a, err);
	if (rc == E_OK)
		rc = session_audit(s, "account", a->label, "add", a->venue,
		    err);
	return store_end(s->store, rc, err);
}

enum err_code
account_add_live(struct session *s, const struct args *a, const char *label,
    struct account *out, struct err *err)
{
	struct ceilings ceilings = {0};
	struct venue_rights rights = {0};
	struct key_pair pair = {0};
	struct vault *v = NULL;
	enum err_code rc = check_options(a, err);

	if (rc == E_OK && s->fixed_now != 0)
		rc = err_set(err, E_USAGE, "ETRMS_NOW: refused where a live "
		    "account is in the store");
	if (rc == E_OK)
		rc = fill(s, a, label, out, err);
	if (rc == E_OK)
		rc = ceilings_read(&a->ceilings, &ceilings, err);
	if (rc == E_OK)
		rc = rehearse(s, out, err);
	if (rc == E_OK)
		rc = session_vault(s, &v, err);
	if (rc == E_OK)
		rc = key_read(&a->key, &pair, err);
	if (rc == E_OK)
		rc = key_prove_pair(s, out, &pair, &rights, err);
	if (rc == E_OK)
		rc = key_judge(s, out, &rights, a->accept_withdrawal, err);
	if (rc == E_OK) {
		account_rights(out, &rights);
		rc = seal(s, v, out, &pair, &ceilings, err);
	}
	if (rc == E_OK)
		rc = keep(s, out, err);
	vec_release(&ceilings);
	key_pair_release(&pair);
	return rc;
}
