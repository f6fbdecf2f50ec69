/*
 * etrms earn: where coins that rest earn interest, and what is there already.
 */
#include "cmd/online.h"

#include "expr/expr.h"
#include "store/accounts.h"

struct args { const char *asset, *where; bool held; };

static const struct opt opts[] = {
	{ OPT_TEXT, 'a', "asset", "asset", NULL, "of this asset only",
	  AT(const char *, asset) },
	{ OPT_FLAG, 0, "held", NULL, NULL,
	  "only where the account has something", AT(bool, held) },
	{ OPT_TEXT, 'w', "where", "condition", NULL,
	  "keep rows for which this is true: rate > 3%",
	  AT(const char *, where) },
	{ .kind = OPT_DONE }
};

static enum err_code
list(struct session *s, const struct account *a, const struct args *args,
    const struct expr *where, struct out *out, struct err *err)
{
	struct earn_products all = {0};
	struct venue *v = NULL;
	enum err_code rc = session_venue(s, a, &v, err);

	if (rc == E_OK && v->ops->earn == NULL)
		rc = err_set(err, E_USAGE, "account %s: nothing earns "
		    "interest at venue %s", a->label, a->venue);
	if (rc == E_OK)
		rc = v->ops->earn(v, args->asset, args->held, &all, err);
	for (size_t i = 0; i < all.len && rc == E_OK; i++) {
		TEXT_SET(all.at[i].account, a->label);
		if (expr_where(where, &all.at[i]))
			rc = out_row(out, &all.at[i], err);
	}
	vec_release(&all);
	venue_close(v);
	return rc;
}

/* --account, or every live one that is active. */
static enum err_code
choose(struct session *s, struct accounts *out, struct err *err)
{
	struct accounts all = {0};
	enum err_code rc;

	if (s->globals->account != NULL)
		return account_load(s->store, s->globals->account,
		    vec_add(out), err);
	rc = accounts_load(s->store, &all, err);
	for (size_t i = 0; i < all.len && rc == E_OK; i++)
		if (all.at[i].active == 1 && all.at[i].mode == MODE_LIVE)
			vec_push(out, all.at[i]);
	vec_release(&all);
	return rc;
}

static enum err_code
run(struct session *s, const void *args, const struct texts *operands,
    struct err *err)
{
	const struct args *a = args;
	struct accounts all = {0};
	struct expr *where = NULL;
	struct out *out = NULL;
	enum err_code rc = E_OK;

	(void)operands;
	if (a->asset != NULL && !asset_valid(a->asset))
		rc = err_set(err, E_USAGE, "--asset: \"%s\" is no asset such"
		    " as USDT", a->asset);
	if (rc == E_OK && a->where != NULL)
		rc = expr_where_compile(&earn_product_record, a->where,
		    &where, err);
	if (rc == E_OK)
		rc = choose(s, &all, err);
	if (rc == E_OK)
		rc = session_out(s, &earn_product_record, &out, err);
	for (size_t i = 0; i < all.len && rc == E_OK; i++)
		rc = list(s, &all.at[i], a, where, out, err);
	vec_release(&all);
	expr_free(where);
	return out_end(out, rc, err);
}

static const struct example examples[] = {
	{ "etrms earn --asset USDT", "at every live account", 0 },
	{ "etrms earn --account demo", "a paper account has no such place",
	  2 },
	{ .line = NULL }
};

static const int exits[] = { E_STORE, E_LOCKED, E_NETWORK, E_LIMITED,
    E_DATA, 0 };

const struct cmd cmd_earn = {
	.name = "earn",
	.group = "every day",
	.summary = "list where coins earn interest",
	.about = "Lists the places of an exchange where coins that rest earn"
	    " interest (Simple Earn at Binance): flexible ones, that give them"
	    " back at once, and locked ones with their duration. rate is the"
	    " interest of a year as the exchange says it now, amount what the"
	    " account has there. It lists; coins are put in and taken out at"
	    " the exchange.",
	.opts = opts,
	.args_size = sizeof(struct args),
	.record = &earn_product_record,
	.examples = examples,
	.exits = exits,
	.needs = NEED_STORE_READ | NEED_VAULT,
	.run = run
};
