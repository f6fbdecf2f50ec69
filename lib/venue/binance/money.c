/*
 * Reads what happened to money and orders, row by row: own trades, income,
 * deposits, withdrawals and what moved to or from the funding wallet. Ids become
 * ours: Binance counts trades per symbol.
 */
#include "venue/binance/reads.h"

#include <stdio.h>

static void
fill_read(struct binance *b, const struct json_at *row,
    enum binance_market market, const char *symbol, const char *native,
    struct fill *f)
{
	bool spot = market == BINANCE_SPOT;
	const char *id = json_get_id(row, "id");
	const char *order = json_get_id(row, "orderId");

	*f = (struct fill){ .realized_pnl = DEC_NONE };
	TEXT_SET(f->account, b->v.account.label);
	TEXT_SET(f->venue, "binance");
	TEXT_SET(f->symbol, symbol);
	if (strcmp(json_get_text(row, "symbol"), native) != 0)
		json_wrong(row, "asked for %s", native);
	f->side = json_get_bool(row, spot ? "isBuyer" : "buyer") ? SIDE_BUY :
	    SIDE_SELL;
	f->taker_or_maker = json_get_bool(row, spot ? "isMaker" : "maker") ?
	    LIQUIDITY_MAKER : LIQUIDITY_TAKER;
	f->price = json_get_dec(row, "price");
	f->amount = json_get_dec(row, "qty");
	f->cost = json_get_dec(row, "quoteQty");
	f->fee = json_get_dec(row, "commission");
	JSON_CHARS(row, "commissionAsset", f->fee_currency);
	if (!spot)
		f->realized_pnl = json_opt_dec(row, "realizedPnl", DEC_NONE);
	f->time = json_get_ms(row, "time");
	if (!json_fine(row))
		return;
	if (!binance_id_make(symbol, false, id, f->id) ||
	    !binance_id_make(symbol, false, order, f->order_id))
		json_wrong(row, "an id that is too long");
	if (dec_sign(f->price) <= 0 || dec_sign(f->amount) <= 0 ||
	    dec_sign(f->cost) < 0 || f->time <= 0)
		json_wrong(row, "price, amount and time are above 0");
}

static bool
fill_same(const struct fill *a, const struct fill *b)
{
	return strcmp(a->order_id, b->order_id) == 0 && a->side == b->side &&
	    dec_same(a->price, b->price) && dec_same(a->amount, b->amount) &&
	    dec_same(a->cost, b->cost) && dec_same(a->fee, b->fee) &&
	    strcmp(a->fee_currency, b->fee_currency) == 0 &&
	    a->time == b->time;
}

/* Ids rise: that is how pages are told apart. A trade that is told twice, in
 * the same words, is one. */
enum err_code
binance_fills_parse(struct binance *b, struct json_in *in,
    enum binance_market market, const char *symbol, const char *native,
    struct fills *out, int64_t *last, size_t *rows)
{
	struct json_at top = json_top(in);
	struct fills found = {0};
	int64_t before = -1, id;
	enum err_code rc;

	*rows = json_count(&top);
	for (size_t i = 0; i < *rows && json_fine(&top); i++) {
		struct json_at row = json_item(&top, i);
		struct fill f;

		fill_read(b, &row, market, symbol, native, &f);
		id = json_get_int(&row, "id");
		if (json_fine(&row) && (id < before || (id == before &&
		    (found.len == 0 || !fill_same(&f,
		    &found.at[found.len - 1])))))
			json_wrong(&row, "trade %lld after %lld",
			    (long long)id, (long long)before);
		if (id != before)
			vec_push(&found, f);
		before = id;
	}
	rc = json_close(in);
	for (size_t i = 0; i < found.len && rc == E_OK; i++)
		vec_push(out, found.at[i]);
	if (rc == E_OK)
		*last = before;
	vec_release(&found);
	return rc;
}

/* A row of income that is money of its own: funding, or what moved. */
static void
income_read(struct binance *b, const struct json_at *row,
    struct venue_changes *out, struct binance_names *names)
{
	const char *type = json_get_text(row, "incomeType");
	const char *native = json_opt_text(row, "symbol", "");
	const char *id = json_get_id(row, "tranId");
	struct dec amount = json_get_dec(row, "income");
	const char *asset = json_get_text(row, "asset");
	int64_t time = json_get_ms(row, "time");
	char symbol[SYMBOL_SIZE] = "";
	struct transfer t = { .amount = amount, .fee = DEC_ZERO,
	    .kind = TRANSFER_INTERNAL, .time = time };

	if (!json_fine(row))
		return;
	if (native[0] != '\0')
		binance_name(b, BINANCE_FUTURES, native, symbol);
	if (symbol[0] != '\0' && names != NULL)
		binance_name_add(names, symbol);
	TEXT_SET(t.account, b->v.account.label);
	TEXT_SET(t.venue, "binance");
	if (!TEXT_SET(t.asset, asset) || time <= 0)
		json_wrong(row, "no asset or time of that kind");
	if (strcmp(type, "FUNDING_FEE") == 0) {
		struct funding *f = vec_add(&out->fundings);

		snprintf(f->id, sizeof(f->id), "%.32s:%.30s", symbol, id);
		TEXT_SET(f->account, t.account);
		TEXT_SET(f->venue, t.venue);
		TEXT_SET(f->symbol, symbol);
		TEXT_SET(f->asset, t.asset);
		f->rate = DEC_NONE;
		f->amount = amount;
		f->time = time;
	} else if (strcmp(type, "TRANSFER") == 0) {
		/* Both wallets are this account's: what came to the one has
		 * left the other, and nothing has been won or lost. */
		snprintf(t.id, sizeof(t.id), "futures:%.40s", id);
		vec_push(&out->transfers, t);
		snprintf(t.id, sizeof(t.id), "spot:%.40s", id);
		t.amount = dec_neg(amount);
		vec_push(&out->transfers, t);
	} else if (strcmp(type, "INSURANCE_CLEAR") == 0) {
		snprintf(t.id, sizeof(t.id), "insurance:%.40s", id);
		t.kind = TRANSFER_INSURANCE;
		vec_push(&out->transfers, t);
	} else if (strcmp(type, "INTERNAL_TRANSFER") == 0 ||
	    strcmp(type, "WELCOME_BONUS") == 0) {
		snprintf(t.id, sizeof(t.id), "other:%.40s", id);
		t.kind = dec_sign(amount) < 0 ? TRANSFER_WITHDRAWAL :
		    TRANSFER_DEPOSIT;
		vec_push(&out->transfers, t);
	}
}

enum err_code
binance_income_parse(struct binance *b, struct json_in *in,
    struct venue_changes *out, struct binance_names *names, size_t *rows)
{
	struct json_at top = json_top(in);
	struct venue_changes found = {0};
	struct binance_names seen = {0};
	enum err_code rc;

	*rows = json_count(&top);
	for (size_t i = 0; i < *rows && json_fine(&top); i++) {
		struct json_at row = json_item(&top, i);

		income_read(b, &row, &found, &seen);
	}
	rc = json_close(in);
	for (size_t i = 0; i < found.transfers.len && rc == E_OK; i++)
		vec_push(&out->transfers, found.transfers.at[i]);
	for (size_t i = 0; i < found.fundings.len && rc == E_OK; i++)
		vec_push(&out->fundings, found.fundings.at[i]);
	for (size_t i = 0; i < seen.len && rc == E_OK && names != NULL; i++)
		binance_name_add(names, seen.at[i].text);
	venue_changes_release(&found);
	vec_release(&seen);
	return rc;
}

static void
check_transfer(const struct json_at *row, const struct transfer *t)
{
	if (json_fine(row) && (dec_sign(t->amount) <= 0 ||
	    dec_sign(t->fee) < 0 || t->asset[0] == '\0' || t->time <= 0))
		json_wrong(row, "asset, amount and time are wanted");
}

/* The account is the spot wallet and that of futures: what comes to the funding
 * wallet (1), or leaves from there, is not this account's until it is moved. */
static bool
is_funding(const struct json_at *row)
{
	return json_opt_int(row, "walletType", 0) == 1;
}

/* Rows count when all of the answer could be read; found is released. */
static enum err_code
hand_over(struct json_in *in, struct transfers *found, struct transfers *out)
{
	enum err_code rc = json_close(in);

	for (size_t i = 0; i < found->len && rc == E_OK; i++)
		vec_push(out, found->at[i]);
	vec_release(found);
	return rc;
}

/* Deposits count once they are credited: 1 success, 6 credited but locked. */
enum err_code
binance_deposits_parse(struct json_in *in, struct transfers *out,
    size_t *rows)
{
	struct json_at top = json_top(in);
	struct transfers found = {0};

	*rows = json_count(&top);
	for (size_t i = 0; i < *rows && json_fine(&top); i++) {
		struct json_at row = json_item(&top, i);
		int64_t status = json_get_int(&row, "status");
		struct transfer t = { .fee = DEC_ZERO,
		    .kind = TRANSFER_DEPOSIT };

		TEXT_SET(t.venue, "binance");
		snprintf(t.id, sizeof(t.id), "deposit:%.50s",
		    json_get_id(&row, "id"));
		JSON_CHARS(&row, "coin", t.asset);
		t.amount = json_get_dec(&row, "amount");
		t.time = json_get_ms(&row, "insertTime");
		check_transfer(&row, &t);
		if ((status == 1 || status == 6) && !is_funding(&row))
			vec_push(&found, t);
	}
	return hand_over(in, &found, out);
}

/* "2026-11-21 20:30:00", UTC. */
static int64_t
read_text_time(const struct json_at *row, const char *key)
{
	char text[32];
	int64_t at = 0;

	JSON_CHARS(row, key, text);
	if (!json_fine(row))
		return 0;
	if (strlen(text) == 19 && text[10] == ' ') {
		text[10] = 'T';
		text[19] = 'Z';
		text[20] = '\0';
	}
	if (!stamp_parse(text, strlen(text), &at))
		json_wrong(row, "%s: not a time", key);
	return at;
}

/* Withdrawals leave the wallet when they are asked for; those that were taken
 * back (1 cancelled, 3 rejected, 5 failed) never left. */
enum err_code
binance_withdrawals_parse(struct json_in *in, struct transfers *out,
    size_t *rows)
{
	struct json_at top = json_top(in);
	struct transfers found = {0};

	*rows = json_count(&top);
	for (size_t i = 0; i < *rows && json_fine(&top); i++) {
		struct json_at row = json_item(&top, i);
		int64_t status = json_get_int(&row, "status");
		struct transfer t = { .kind = TRANSFER_WITHDRAWAL };

		TEXT_SET(t.venue, "binance");
		snprintf(t.id, sizeof(t.id), "withdrawal:%.50s",
		    json_get_id(&row, "id"));
		JSON_CHARS(&row, "coin", t.asset);
		t.amount = json_get_dec(&row, "amount");
		t.fee = json_opt_dec(&row, "transactionFee", DEC_ZERO);
		t.time = read_text_time(&row, "applyTime");
		check_transfer(&row, &t);
		t.amount = dec_neg(t.amount);
		if (status != 1 && status != 3 && status != 5 &&
		    !is_funding(&row))
			vec_push(&found, t);
	}
	return hand_over(in, &found, out);
}

/* What futures tell of theirs as income names no other wallet, and is taken as
 * spot's: with that, these two come to what came or left in all. */
const struct binance_move binance_moves[BINANCE_MOVES] = {
	{ "FUNDING_MAIN", true }, { "MAIN_FUNDING", false },
	{ "FUNDING_UMFUTURE", true }, { "UMFUTURE_FUNDING", false }
};

enum err_code
binance_moves_parse(struct json_in *in, const struct binance_move *m,
    struct transfers *out, size_t *rows)
{
	struct json_at top = json_top(in);
	struct transfers found = {0};
	/* Nothing at all may be told without rows. */
	bool none = json_get_int(&top, "total") == 0 &&
	    !json_has(&top, "rows");
	struct json_at list = none ? top : json_get_list(&top, "rows");

	*rows = none ? 0 : json_count(&list);
	for (size_t i = 0; i < *rows && json_fine(&list); i++) {
		struct json_at row = json_item(&list, i);
		struct transfer t = { .fee = DEC_ZERO, .kind = m->in ?
		    TRANSFER_DEPOSIT : TRANSFER_WITHDRAWAL };

		TEXT_SET(t.venue, "binance");
		snprintf(t.id, sizeof(t.id), "funding:%.50s",
		    json_get_id(&row, "tranId"));
		JSON_CHARS(&row, "asset", t.asset);
		t.amount = json_get_dec(&row, "amount");
		t.time = json_get_ms(&row, "timestamp");
		check_transfer(&row, &t);
		if (strcmp(json_get_text(&row, "type"), m->type) != 0 &&
		    json_fine(&row))
			json_wrong(&row, "asked for %s", m->type);
		if (!m->in)
			t.amount = dec_neg(t.amount);
		if (strcmp(json_get_text(&row, "status"), "CONFIRMED") == 0)
			vec_push(&found, t);
	}
	return hand_over(in, &found, out);
}
