/*
 * The spot wallet, and what is asked of the whole login under /sapi.
 */
#include "serve/binance/binance.h"

#include "base/stamp.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

static const struct dec standard_fee = { 1, 3 };

/* The fees of the first symbol stand for all. */
static void
fees_of(const struct call *c, struct dec *maker, struct dec *taker)
{
	*maker = *taker = standard_fee;
	for (size_t i = 0; i < c->w->setup.symbols.len; i++)
		if (c->w->setup.symbols.at[i].market == MARKET_SPOT) {
			*maker = c->w->setup.symbols.at[i].i.maker;
			*taker = c->w->setup.symbols.at[i].i.taker;
			return;
		}
}

static bool
balances_of(struct call *c, enum market m, struct balances *out)
{
	struct err err;

	if (c->w->markets[m].sim == NULL)
		return true;
	return sim_balances(c->w->markets[m].sim, out, &err) == E_OK ||
	    refused(c, m, "fault");
}

void
do_spot_account(struct call *c)
{
	struct balances all = { 0 };
	struct dec maker, taker;
	struct buf *b = c->body;
	bool omit = false;

	if (!ask_flag(c, "omitZeroBalances", false, &omit) ||
	    !balances_of(c, MARKET_SPOT, &all))
		return;
	fees_of(c, &maker, &taker);
	put_begin(b, NULL, '{');
	put_begin(b, "commissionRates", '{');
	put_money(b, "maker", maker);
	put_money(b, "taker", taker);
	put_money(b, "buyer", DEC_ZERO);
	put_money(b, "seller", DEC_ZERO);
	put_end(b, '}');
	put_flag(b, "canTrade", true);
	put_flag(b, "canWithdraw", false);
	put_flag(b, "canDeposit", false);
	put_flag(b, "brokered", false);
	put_flag(b, "requireSelfTradePrevention", false);
	put_flag(b, "preventSor", false);
	put_int(b, "updateTime", c->now);
	put_text(b, "accountType", "SPOT");
	put_begin(b, "balances", '[');
	for (size_t i = 0; i < all.len; i++) {
		if (omit && dec_is_zero(all.at[i].total))
			continue;
		put_begin(b, NULL, '{');
		put_text(b, "asset", all.at[i].asset);
		put_money(b, "free", all.at[i].free);
		put_money(b, "locked", all.at[i].used);
		put_end(b, '}');
	}
	put_end(b, ']');
	put_raw(b, "permissions", "[\"SPOT\"]");
	put_int(b, "uid", 1);
	put_end(b, '}');
	vec_release(&all);
}

void
do_spot_commission(struct call *c)
{
	static const char *const none[] = { "taxCommission",
	    "specialCommission" };
	const struct world_symbol *s = NULL;
	struct buf *b = c->body;

	if (!ask_symbol(c, true, &s))
		return;
	put_begin(b, NULL, '{');
	put_text(b, "symbol", s->native);
	put_begin(b, "standardCommission", '{');
	put_money(b, "maker", s->i.maker);
	put_money(b, "taker", s->i.taker);
	put_money(b, "buyer", DEC_ZERO);
	put_money(b, "seller", DEC_ZERO);
	put_end(b, '}');
	for (int n = 0; n < 2; n++) {
		put_begin(b, none[n], '{');
		put_money(b, "maker", DEC_ZERO);
		put_money(b, "taker", DEC_ZERO);
		put_money(b, "buyer", DEC_ZERO);
		put_money(b, "seller", DEC_ZERO);
		put_end(b, '}');
	}
	put_raw(b, "discount", "{\"enabledForAccount\":false,"
	    "\"enabledForSymbol\":false,\"discountAsset\":\"BNB\","
	    "\"discount\":\"0.00000000\"}");
	put_end(b, '}');
}

/* The same for one symbol or all, as the wallet tells it. */
void
do_trade_fees(struct call *c)
{
	const struct world_symbol *one = NULL;

	if (!ask_symbol(c, false, &one))
		return;
	put_begin(c->body, NULL, '[');
	for (size_t i = 0; i < c->w->setup.symbols.len; i++) {
		const struct world_symbol *s = &c->w->setup.symbols.at[i];

		if (s->market != MARKET_SPOT || (one != NULL && one != s))
			continue;
		put_begin(c->body, NULL, '{');
		put_text(c->body, "symbol", s->native);
		put_dec(c->body, "makerCommission", s->i.maker, 0);
		put_dec(c->body, "takerCommission", s->i.taker, 0);
		put_end(c->body, '}');
	}
	put_end(c->body, ']');
}

static void
count_put(struct buf *b, const char *interval, int64_t num, int64_t limit,
    int64_t count)
{
	put_begin(b, NULL, '{');
	put_text(b, "rateLimitType", "ORDERS");
	put_text(b, "interval", interval);
	put_int(b, "intervalNum", num);
	put_int(b, "limit", limit);
	put_int(b, "count", count);
	put_end(b, '}');
}

void
do_order_counts(struct call *c)
{
	orders_count(c, 0);
	put_begin(c->body, NULL, '[');
	count_put(c->body, "SECOND", 10, 100,
	    c->b->orders10s[MARKET_SPOT].used);
	count_put(c->body, "DAY", 1, 200000, c->b->orders1d.used);
	put_end(c->body, ']');
}

void
do_restrictions(struct call *c)
{
	struct buf *b = c->body;

	put_begin(b, NULL, '{');
	put_flag(b, "ipRestrict", true);
	put_int(b, "createTime", c->now - STAMP_DAY / 1000);
	put_flag(b, "enableReading", true);
	put_flag(b, "enableWithdrawals", false);
	put_flag(b, "enableInternalTransfer", false);
	put_flag(b, "enableMargin", false);
	put_flag(b, "enableFutures", c->w->markets[MARKET_SWAP].sim != NULL);
	put_flag(b, "permitsUniversalTransfer", false);
	put_flag(b, "enableVanillaOptions", false);
	put_flag(b, "enableFixApiTrade", false);
	put_flag(b, "enableFixReadOnly", true);
	put_flag(b, "enableSpotAndMarginTrading", true);
	put_flag(b, "enablePortfolioMarginTrading", false);
	put_end(b, '}');
}

void
do_coins(struct call *c)
{
	struct balances all = { 0 };

	if (!balances_of(c, MARKET_SPOT, &all))
		return;
	put_begin(c->body, NULL, '[');
	for (size_t i = 0; i < all.len; i++) {
		put_begin(c->body, NULL, '{');
		put_text(c->body, "coin", all.at[i].asset);
		put_flag(c->body, "depositAllEnable", false);
		put_money(c->body, "free", all.at[i].free);
		put_money(c->body, "freeze", DEC_ZERO);
		put_money(c->body, "ipoable", DEC_ZERO);
		put_money(c->body, "ipoing", DEC_ZERO);
		put_flag(c->body, "isLegalMoney", false);
		put_money(c->body, "locked", all.at[i].used);
		put_text(c->body, "name", all.at[i].asset);
		put_raw(c->body, "networkList", "[]");
		put_money(c->body, "storage", DEC_ZERO);
		put_flag(c->body, "trading", true);
		put_flag(c->body, "withdrawAllEnable", false);
		put_money(c->body, "withdrawing", DEC_ZERO);
		put_end(c->body, '}');
	}
	put_end(c->body, ']');
	vec_release(&all);
}

/* Deposits or withdrawals: what came in or left by hand, not what was moved
 * between the two wallets. */
static void
transfers_put(struct call *c, bool in)
{
	const struct book *b = &c->w->book;
	const char *coin = params_get(&c->params, "coin");
	int64_t from = INT64_MIN, to = INT64_MAX, limit = 1000, offset = 0;
	char id[24], at[STAMP_TEXT_SIZE];

	if (!ask_int(c, "startTime", false, 0, INT64_MAX, &from) ||
	    !ask_int(c, "endTime", false, 0, INT64_MAX, &to) ||
	    !ask_int(c, "limit", false, 1, 1000, &limit) ||
	    !ask_int(c, "offset", false, 0, INT64_MAX, &offset))
		return;
	put_begin(c->body, NULL, '[');
	for (size_t i = b->incomes.len; i-- > 0; ) {
		const struct served_income *t = &b->incomes.at[i];
		int64_t ms = told_ms(t->time);

		if (t->kind != INCOME_TRANSFER || t->market != MARKET_SPOT ||
		    t->move != 0 || (dec_sign(t->amount) > 0) != in ||
		    ms < from || ms > to ||
		    (coin != NULL && strcmp(coin, t->asset) != 0) ||
		    offset-- > 0 || limit-- <= 0)
			continue;
		snprintf(id, sizeof(id), "%" PRId64, t->id);
		put_begin(c->body, NULL, '{');
		put_text(c->body, "id", id);
		put_dec(c->body, "amount", dec_abs(t->amount), 0);
		put_text(c->body, "coin", t->asset);
		put_text(c->body, "network", t->asset);
		put_int(c->body, "status", in ? 1 : 6);
		put_text(c->body, "address", "rehearsal");
		put_text(c->body, "addressTag", "");
		put_text(c->body, "txId", id);
		put_int(c->body, "transferType", 0);
		if (in) {
			put_int(c->body, "insertTime", ms);
			put_int(c->body, "completeTime", ms);
			put_text(c->body, "confirmTimes", "1/1");
			put_int(c->body, "unlockConfirm", 0);
			put_int(c->body, "walletType", 0);
		} else {
			struct stamp_parts p = stamp_split(t->time);

			put_text(c->body, "transactionFee", "0");
			snprintf(at, sizeof(at), "%04d-%02d-%02d "
			    "%02d:%02d:%02d", p.year, p.month, p.day, p.hour,
			    p.minute, p.second);
			put_text(c->body, "applyTime", at);
			put_text(c->body, "completeTime", at);
			put_int(c->body, "confirmNo", 1);
			put_int(c->body, "walletType", 0);
		}
		put_end(c->body, '}');
	}
	put_end(c->body, ']');
}

void
do_transfers(struct call *c)
{
	transfers_put(c, true);
}

void
do_withdrawals(struct call *c)
{
	transfers_put(c, false);
}

void
do_earn_account(struct call *c)
{
	static const char *const names[] = { "totalAmountInBTC",
	    "totalAmountInUSDT", "totalFlexibleAmountInBTC",
	    "totalFlexibleAmountInUSDT", "totalLockedInBTC",
	    "totalLockedInUSDT" };

	put_begin(c->body, NULL, '{');
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		put_text(c->body, names[i], "0");
	put_end(c->body, '}');
}
