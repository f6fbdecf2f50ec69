/*
 * The futures wallet: balances, positions, what was paid.
 */
#include "serve/binance/binance.h"

#include "base/mem.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

/* All of it as it is now; sums are over one asset. */
struct wallet {
	struct balances balances;
	struct positions positions;
};

static bool
wallet_read(struct call *c, struct wallet *w)
{
	struct sim *sim = c->w->markets[MARKET_SWAP].sim;
	struct err err;

	if (sim == NULL)
		return true;
	if (sim_balances(sim, &w->balances, &err) != E_OK ||
	    sim_positions(sim, &w->positions, &err) != E_OK)
		return refused(c, MARKET_SWAP, "fault");
	return true;
}

static void
wallet_release(struct wallet *w)
{
	vec_release(&w->balances);
	vec_release(&w->positions);
}

static bool
isolated(const struct position *p)
{
	return strcmp(p->margin_mode, "isolated") == 0;
}

/* Margin alone, without the profit that stands with it. */
static struct dec
isolated_wallet(const struct position *p)
{
	struct dec out = DEC_ZERO;

	if (!isolated(p) || !dec_known(p->collateral) ||
	    !dec_sub(p->collateral, p->unrealized_pnl, &out))
		return DEC_ZERO;
	return out;
}

struct sums { struct dec profit, cross_profit, initial, maintenance, cross,
    movable; };

static void
add(struct dec *to, struct dec what)
{
	if (dec_known(what))
		dec_add(*to, what, to);
}

static struct sums
sums_of(const struct call *c, const struct wallet *w,
    const struct balance *b)
{
	struct sums s = { DEC_ZERO, DEC_ZERO, DEC_ZERO, DEC_ZERO, b->total,
	    b->free };

	for (size_t i = 0; i < w->positions.len; i++) {
		const struct position *p = &w->positions.at[i];
		int held;
		const struct world_symbol *y = world_symbol_held(c->w,
		    p->symbol, &held);

		if (y == NULL || strcmp(y->i.settle, b->asset) != 0)
			continue;
		add(&s.profit, p->unrealized_pnl);
		add(&s.initial, p->initial_margin);
		add(&s.maintenance, p->maintenance_margin);
		if (isolated(p))
			add(&s.cross, dec_neg(isolated_wallet(p)));
		else
			add(&s.cross_profit, p->unrealized_pnl);
	}
	if (dec_sign(s.cross_profit) > 0)
		add(&s.movable, dec_neg(s.cross_profit));
	s.movable = dec_max(s.movable, DEC_ZERO);
	return s;
}

void
do_swap_balance(struct call *c)
{
	struct wallet w = { .balances = { .len = 0 } };
	struct buf *b = c->body;

	if (wallet_read(c, &w)) {
		put_begin(b, NULL, '[');
		for (size_t i = 0; i < w.balances.len; i++) {
			const struct balance *row = &w.balances.at[i];
			struct sums s = sums_of(c, &w, row);

			put_begin(b, NULL, '{');
			put_text(b, "accountAlias", "rehearsal");
			put_text(b, "asset", row->asset);
			put_money(b, "balance", row->total);
			put_money(b, "crossWalletBalance", s.cross);
			put_money(b, "crossUnPnl", s.cross_profit);
			put_money(b, "availableBalance", row->free);
			put_money(b, "maxWithdrawAmount", s.movable);
			put_flag(b, "marginAvailable", true);
			put_int(b, "updateTime", c->now);
			put_end(b, '}');
		}
		put_end(b, ']');
	}
	wallet_release(&w);
}

static void
asset_put(struct call *c, const struct wallet *w, const struct balance *row)
{
	struct sums s = sums_of(c, w, row);
	struct dec margin = row->total;
	struct buf *b = c->body;

	add(&margin, s.profit);
	put_begin(b, NULL, '{');
	put_text(b, "asset", row->asset);
	put_money(b, "walletBalance", row->total);
	put_money(b, "unrealizedProfit", s.profit);
	put_money(b, "marginBalance", margin);
	put_money(b, "maintMargin", s.maintenance);
	put_money(b, "initialMargin", s.initial);
	put_money(b, "positionInitialMargin", s.initial);
	put_money(b, "openOrderInitialMargin", DEC_ZERO);
	put_money(b, "crossWalletBalance", s.cross);
	put_money(b, "crossUnPnl", s.cross_profit);
	put_money(b, "availableBalance", row->free);
	put_money(b, "maxWithdrawAmount", s.movable);
	put_flag(b, "marginAvailable", true);
	put_int(b, "updateTime", c->now);
	put_end(b, '}');
}

static void
account_position(struct call *c, const struct position *p)
{
	int held;
	const struct world_symbol *y = world_symbol_held(c->w, p->symbol,
	    &held);
	bool is_long = p->side == POSITION_LONG;
	struct buf *b = c->body;

	put_begin(b, NULL, '{');
	put_text(b, "symbol", y->native);
	put_text(b, "positionSide", held_words[held]);
	put_amount(b, "positionAmt", y, is_long ? p->contracts :
	    dec_neg(p->contracts));
	put_money(b, "unrealizedProfit", p->unrealized_pnl);
	put_money(b, "isolatedMargin", isolated(p) ? p->collateral :
	    DEC_ZERO);
	put_money(b, "notional", is_long ? p->notional :
	    dec_neg(p->notional));
	put_money(b, "isolatedWallet", isolated_wallet(p));
	put_money(b, "initialMargin", p->initial_margin);
	put_money(b, "maintMargin", p->maintenance_margin);
	put_dec(b, "leverage", p->leverage, 0);
	put_flag(b, "isolated", isolated(p));
	put_money(b, "entryPrice", p->entry_price);
	put_int(b, "updateTime", c->now);
	put_end(b, '}');
}

/* Sums over the stable coins that all of it settles in. */
void
do_swap_account(struct call *c)
{
	struct wallet w = { .balances = { .len = 0 } };
	struct sums all = { DEC_ZERO, DEC_ZERO, DEC_ZERO, DEC_ZERO, DEC_ZERO,
	    DEC_ZERO };
	struct dec total = DEC_ZERO, free = DEC_ZERO, margin = DEC_ZERO;
	struct buf *b = c->body;

	if (!wallet_read(c, &w)) {
		wallet_release(&w);
		return;
	}
	for (size_t i = 0; i < w.balances.len; i++) {
		struct sums s = sums_of(c, &w, &w.balances.at[i]);

		add(&total, w.balances.at[i].total);
		add(&free, w.balances.at[i].free);
		add(&all.profit, s.profit);
		add(&all.cross_profit, s.cross_profit);
		add(&all.initial, s.initial);
		add(&all.maintenance, s.maintenance);
		add(&all.cross, s.cross);
		add(&all.movable, s.movable);
	}
	margin = total;
	add(&margin, all.profit);
	put_begin(b, NULL, '{');
	put_int(b, "feeTier", 0);
	put_flag(b, "canTrade", true);
	put_flag(b, "canDeposit", true);
	put_flag(b, "canWithdraw", true);
	put_int(b, "updateTime", c->now);
	put_flag(b, "multiAssetsMargin", false);
	put_money(b, "totalInitialMargin", all.initial);
	put_money(b, "totalMaintMargin", all.maintenance);
	put_money(b, "totalWalletBalance", total);
	put_money(b, "totalUnrealizedProfit", all.profit);
	put_money(b, "totalMarginBalance", margin);
	put_money(b, "totalPositionInitialMargin", all.initial);
	put_money(b, "totalOpenOrderInitialMargin", DEC_ZERO);
	put_money(b, "totalCrossWalletBalance", all.cross);
	put_money(b, "totalCrossUnPnl", all.cross_profit);
	put_money(b, "availableBalance", free);
	put_money(b, "maxWithdrawAmount", all.movable);
	put_begin(b, "assets", '[');
	for (size_t i = 0; i < w.balances.len; i++)
		asset_put(c, &w, &w.balances.at[i]);
	put_end(b, ']');
	put_begin(b, "positions", '[');
	for (size_t i = 0; i < w.positions.len; i++)
		account_position(c, &w.positions.at[i]);
	put_end(b, ']');
	put_end(b, '}');
	wallet_release(&w);
}

static void
position_row(struct call *c, const struct world_symbol *y, int held,
    const struct position *p, bool old)
{
	bool is_long = p->side == POSITION_LONG;
	struct dec leverage = dec_int(1);
	int mode = MARGIN_CROSS;
	struct buf *b = c->body;

	sim_leverage(c->w->markets[MARKET_SWAP].sim, y->i.symbol, &leverage,
	    &mode);
	put_begin(b, NULL, '{');
	put_text(b, "symbol", y->native);
	put_text(b, "positionSide", held_words[held]);
	put_amount(b, "positionAmt", y, !dec_known(p->contracts) || is_long ?
	    p->contracts : dec_neg(p->contracts));
	put_money(b, "entryPrice", p->entry_price);
	put_money(b, "breakEvenPrice", p->entry_price);
	put_money(b, "markPrice", world_mark(c->w, y));
	put_money(b, "unRealizedProfit", p->unrealized_pnl);
	put_money(b, "liquidationPrice", p->liquidation_price);
	put_money(b, "isolatedMargin", isolated(p) ? p->collateral :
	    DEC_ZERO);
	put_money(b, "notional", !dec_known(p->notional) || is_long ?
	    p->notional : dec_neg(p->notional));
	put_text(b, "marginAsset", y->i.settle);
	put_money(b, "isolatedWallet", isolated_wallet(p));
	put_money(b, "initialMargin", p->initial_margin);
	put_money(b, "maintMargin", p->maintenance_margin);
	put_money(b, "positionInitialMargin", p->initial_margin);
	put_money(b, "openOrderInitialMargin", DEC_ZERO);
	put_int(b, "adl", dec_known(p->contracts) ? 2 : 0);
	if (old) {
		put_dec(b, "leverage", leverage, 0);
		put_text(b, "marginType", mode == MARGIN_CROSS ? "cross" :
		    "isolated");
		put_text(b, "isAutoAddMargin", "false");
		put_text(b, "maxNotionalValue", "0");
	}
	put_int(b, "updateTime", dec_known(p->contracts) ? c->now : 0);
	put_end(b, '}');
}

static void
sides_put(struct call *c, const struct world_symbol *y,
    const struct positions *all, bool old)
{
	const struct position none = position_empty();

	for (int held = world_first_side(c->w); held <= world_last_side(c->w);
	    held++) {
		const struct position *p = world_position(all, y, held);

		if (p != NULL || old)
			position_row(c, y, held, p == NULL ? &none : p, old);
	}
}

/* The third version lists what is held, the second one everything. */
void
do_positions(struct call *c)
{
	const struct world_symbol *s = NULL;
	struct wallet w = { .balances = { .len = 0 } };
	bool old = strstr(c->route->path, "/v2/") != NULL;

	if (!ask_symbol(c, false, &s) || !wallet_read(c, &w)) {
		wallet_release(&w);
		return;
	}
	put_begin(c->body, NULL, '[');
	for (size_t i = 0; i < c->w->setup.symbols.len; i++) {
		const struct world_symbol *y = &c->w->setup.symbols.at[i];

		if (y->market == MARKET_SWAP && (s == NULL || y == s))
			sides_put(c, y, &w.positions, old);
	}
	put_end(c->body, ']');
	wallet_release(&w);
}

static const char *const income_words[] = {
	[INCOME_REALIZED] = "REALIZED_PNL",
	[INCOME_COMMISSION] = "COMMISSION", [INCOME_FUNDING] = "FUNDING_FEE",
	[INCOME_TRANSFER] = "TRANSFER",
	[INCOME_INSURANCE] = "INSURANCE_CLEAR", NULL
};

static bool
income_matches(const struct call *c, const struct served_income *i,
    const struct world_symbol *s, int kind, int64_t from, int64_t to)
{
	int64_t at = told_ms(i->time);

	return i->market == MARKET_SWAP && i->move >= 0 &&
	    (kind < 0 || i->kind == kind) &&
	    (s == NULL || (i->symbol != SIZE_MAX &&
	    i->symbol == world_symbol_at(c->w, s))) && at >= from && at <= to;
}

static void
income_row(struct call *c, const struct served_income *i)
{
	char trade[24] = "";
	struct buf *b = c->body;

	if (i->trade > 0)
		snprintf(trade, sizeof(trade), "%" PRId64, i->trade);
	put_begin(b, NULL, '{');
	put_text(b, "symbol", i->symbol == SIZE_MAX ? "" :
	    c->w->setup.symbols.at[i->symbol].native);
	put_text(b, "incomeType", income_words[i->kind]);
	put_money(b, "income", i->amount);
	put_text(b, "asset", i->asset);
	put_text(b, "info", trade[0] != '\0' ? trade :
	    income_words[i->kind]);
	put_int(b, "time", told_ms(i->time));
	put_int(b, "tranId", i->move > 0 ? i->move : i->id);
	put_text(b, "tradeId", trade);
	put_end(b, '}');
}

void
do_income(struct call *c)
{
	const struct world_symbol *s = NULL;
	const struct book *b = &c->w->book;
	int kind = -1;
	int64_t from = INT64_MIN, to = INT64_MAX, page = 1, limit = 100;
	int64_t matching = 0, skip;

	if (!ask_symbol(c, false, &s) || !ask_word(c, "incomeType", false,
	    income_words, -1130, NULL, &kind) ||
	    !ask_int(c, "startTime", false, 0, INT64_MAX, &from) ||
	    !ask_int(c, "endTime", false, 0, INT64_MAX, &to) ||
	    !ask_int(c, "page", false, 1, 1000000, &page) ||
	    !ask_int(c, "limit", false, 1, 1000, &limit))
		return;
	for (size_t i = 0; i < b->incomes.len; i++)
		matching += income_matches(c, &b->incomes.at[i], s, kind,
		    from, to);
	/* Without times and page the latest ones are meant. */
	skip = (page - 1) * limit;
	if (from == INT64_MIN && params_get(&c->params, "page") == NULL &&
	    matching > limit)
		skip = matching - limit;
	put_begin(c->body, NULL, '[');
	matching = 0;
	for (size_t i = 0; i < b->incomes.len; i++) {
		if (!income_matches(c, &b->incomes.at[i], s, kind, from,
		    to) || matching++ < skip)
			continue;
		if (matching > skip + limit)
			break;
		income_row(c, &b->incomes.at[i]);
	}
	put_end(c->body, ']');
}
