/*
 * What an account has in its wallets, and what its key may do.
 */
#include "venue/binance/reads.h"

#include <stdio.h>

#define KEY_REFUSED (-2015)	/* key, address or permission */

/* free + used = total, each as the venue would let it be spent. */
static void
push(struct balances *out, const struct json_at *at, const char *wallet,
    struct dec free, struct dec total)
{
	struct balance *b = vec_add(out);

	b->value = DEC_NONE;
	TEXT_SET(b->venue, "binance");
	TEXT_SET(b->wallet, wallet);
	JSON_CHARS(at, "asset", b->asset);
	if (json_fine(at) && b->asset[0] == '\0')
		json_wrong(at, "an asset without a name");
	b->free = free;
	b->total = total;
	if (json_fine(at) && !dec_sub(total, free, &b->used))
		json_wrong(at, "does not fit");
}

/* One row per asset: a second one would be counted twice. */
static void
check_once(const struct json_at *at, const struct balances *all, size_t from)
{
	for (size_t i = from; i + 1 < all->len; i++)
		if (strcmp(all->at[i].asset, all->at[all->len - 1].asset) == 0)
			json_wrong(at, "%s is there twice", all->at[i].asset);
}

static enum err_code
deliver(struct json_in *in, struct balances *found, struct balances *out)
{
	enum err_code rc = json_close(in);

	for (size_t i = 0; i < found->len && rc == E_OK; i++)
		vec_push(out, found->at[i]);
	vec_release(found);
	return rc;
}

enum err_code
binance_spot_balances_parse(struct json_in *in, struct balances *out)
{
	struct json_at top = json_top(in);
	struct json_at list = json_get_list(&top, "balances");
	struct balances found = {0};
	struct dec free, used, total = DEC_NONE;

	for (size_t i = 0; i < json_count(&list) && json_fine(&list); i++) {
		struct json_at row = json_item(&list, i);

		free = json_get_dec(&row, "free");
		used = json_get_dec(&row, "locked");
		if (json_fine(&row) && (dec_sign(free) < 0 ||
		    dec_sign(used) < 0 || !dec_add(free, used, &total)))
			json_wrong(&row, "less than nothing, or too much");
		push(&found, &row, "spot", free, total);
		check_once(&row, &found, 0);
		if (json_fine(&row) && dec_is_zero(total))
			found.len--;
	}
	return deliver(in, &found, out);
}

enum err_code
binance_futures_balances_parse(struct json_in *in, struct balances *out)
{
	struct json_at top = json_top(in);
	struct balances found = {0};
	struct dec free, total;

	for (size_t i = 0; i < json_count(&top) && json_fine(&top); i++) {
		struct json_at row = json_item(&top, i);

		total = json_get_dec(&row, "balance");
		free = json_get_dec(&row, "availableBalance");
		/* Profits that are not taken yet can be used as margin, but
		 * are not in the wallet; with other assets as margin what is
		 * available is more than this one. */
		free = dec_min(free, total);
		if (dec_sign(free) < 0 && dec_sign(total) >= 0)
			free = DEC_ZERO;
		push(&found, &row, "futures", free, total);
		check_once(&row, &found, 0);
		if (json_fine(&row) && dec_is_zero(total))
			found.len--;
	}
	return deliver(in, &found, out);
}

enum err_code
binance_balances(struct venue *v, struct balances *out, struct err *err)
{
	struct binance *b = (struct binance *)v;
	static const enum binance_end ends[] = { END_SPOT_ACCOUNT,
	    END_FUTURES_BALANCE };
	struct binance_call *calls[2] = {0};
	struct balances found = {0};
	struct json_in in = {0};
	size_t n = b->no_futures ? 1 : 2, spot;
	enum err_code rc = binance_fetch(b, ends, n, calls, err);

	if (rc == E_OK)
		rc = binance_open_answer(calls[0], &in, err);
	if (rc == E_OK)
		rc = binance_spot_balances_parse(&in, &found);
	spot = found.len;
	if (rc == E_OK && n == 2) {
		rc = binance_open_answer(calls[1], &in, err);
		if (rc == E_OK)
			rc = binance_futures_balances_parse(&in, &found);
		else if (binance_without_futures(b, calls[1], err))
			rc = E_OK;
	}
	for (size_t i = 0; i < found.len && rc == E_OK; i++) {
		struct balance *one = &found.at[i];

		one->time = calls[i < spot ? 0 : 1]->answer.received;
		TEXT_SET(one->account, v->account.label);
		vec_push(out, *one);
	}
	vec_release(&found);
	binance_drop(calls, n);
	return rc;
}

static void
add_word(struct buf *to, bool yes, const char *word)
{
	if (yes)
		buf_printf(to, "%s%s", to->len > 0 ? ", " : "", word);
}

enum err_code
binance_rights_parse(struct json_in *in, struct venue_rights *out)
{
	struct json_at top = json_top(in);
	struct venue_rights r = { .hedged = -1 };
	struct buf text = {0};
	enum err_code rc;

	r.read = json_get_bool(&top, "enableReading");
	r.trade_spot = json_get_bool(&top, "enableSpotAndMarginTrading");
	r.trade_futures = json_opt_bool(&top, "enableFutures", false);
	r.withdraw = json_get_bool(&top, "enableWithdrawals");
	/* Between own wallets, or out of the account: the second takes money
	 * away as a withdrawal does. */
	r.transfer = json_opt_bool(&top, "permitsUniversalTransfer", false);
	r.withdraw |= json_opt_bool(&top, "enableInternalTransfer", false);
	r.ip_restricted = json_get_bool(&top, "ipRestrict");
	r.created = json_opt_ms(&top, "createTime");
	r.expires = json_opt_ms(&top, "tradingAuthorityExpirationTime");
	add_word(&text, r.read == 1, "read");
	add_word(&text, r.trade_spot == 1, "trade-spot");
	add_word(&text, r.trade_futures == 1, "trade-futures");
	add_word(&text, r.withdraw == 1, "withdraw");
	add_word(&text, r.transfer == 1, "transfer");
	TEXT_SET(r.text, buf_text(&text));
	buf_release(&text);
	rc = json_close(in);
	if (rc == E_OK)
		*out = r;
	return rc;
}

/* Where there is no end point for rights, as on the testnet: what the account
 * says of itself. */
static enum err_code
rights_of_account(struct binance *b, struct venue_rights *out,
    struct err *err)
{
	static const enum binance_end ends[] = { END_SPOT_ACCOUNT,
	    END_FUTURES_ACCOUNT_CONFIG };
	struct venue_rights r = { .read = 1, .withdraw = -1, .transfer = -1,
	    .ip_restricted = -1, .hedged = -1, .trade_futures = -1 };
	struct binance_call *calls[2] = {0};
	struct json_in in = {0};
	struct json_at top;
	enum err_code rc = binance_fetch(b, ends, 2, calls, err);

	if (rc == E_OK)
		rc = binance_open_answer(calls[0], &in, err);
	if (rc == E_OK) {
		top = json_top(&in);
		r.trade_spot = json_get_bool(&top, "canTrade");
		rc = json_close(&in);
	}
	if (rc == E_OK && binance_open_answer(calls[1], &in, NULL) == E_OK) {
		top = json_top(&in);
		r.trade_futures = json_get_bool(&top, "canTrade");
		r.hedged = json_opt_bool(&top, "dualSidePosition", false);
		rc = json_close(&in);
	} else if (rc == E_OK && calls[1]->code != 0)
		r.trade_futures = 0;
	binance_drop(calls, 2);
	if (rc != E_OK)
		return rc;
	snprintf(r.text, sizeof(r.text), "read%s%s", r.trade_spot == 1 ?
	    ", trade-spot" : "", r.trade_futures == 1 ? ", trade-futures" :
	    "");
	*out = r;
	return E_OK;
}

enum err_code
binance_rights(struct venue *v, struct venue_rights *out, struct err *err)
{
	struct binance *b = (struct binance *)v;
	struct binance_call c;
	struct json_in in = {0};
	enum err_code rc;

	if (b->url[HOST_SAPI] == NULL)
		return rights_of_account(b, out, err);
	binance_call_init(&c, b, END_RIGHTS);
	rc = binance_read(&c, &in, err);
	if (rc == E_OK)
		rc = binance_rights_parse(&in, out);
	binance_call_release(&c);
	return rc;
}

bool
binance_without_moves(struct binance *b, struct binance_call *c,
    struct err *err)
{
	struct venue_rights rights;

	if (c->code != KEY_REFUSED || binance_rights(&b->v, &rights,
	    NULL) != E_OK || rights.transfer != 0)
		return false;
	b->no_moves = true;
	if (err != NULL)
		*err = (struct err){0};
	return true;
}

bool
binance_without_futures(struct binance *b, struct binance_call *c,
    struct err *err)
{
	struct venue_rights rights;

	if (c->code != KEY_REFUSED)
		return false;
	if (b->url[HOST_SAPI] != NULL && (binance_rights(&b->v, &rights,
	    NULL) != E_OK || rights.trade_futures != 0))
		return false;
	b->no_futures = true;
	if (err != NULL)
		*err = (struct err){0};
	return true;
}
