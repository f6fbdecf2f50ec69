/*
 * The family risk as methods: margin, liquidation, the whole book. Orders are
 * judged by lib/risk, in decimals; this room is below it, and statistical.
 */
#include "quant/call.h"
#include "quant/var.h"


#include <math.h>

#define MONEY_MOST 1e18
#define TIERS { "tiers", METHOD_VALUE, "of each: notional from, below, rate" \
	" of maintenance margin, amount less", .required = true }

/* Brackets that begin where the one before ends. */
static enum err_code
read_tiers(struct method_call *c, size_t param, struct bracket **out,
    size_t *n, struct err *err)
{
	const json_t *tiers = c->value[param];
	struct bracket *all;
	struct series row;

	*n = json_array_size(tiers);
	if (*n == 0)
		return err_set(err, E_DATA, "%s: tiers is no array with"
		    " tiers", c->method->name);
	all = arena_alloc(&c->memory, *n * sizeof(*all));
	for (size_t i = 0; i < *n; i++) {
		enum err_code rc = call_numbers(c, json_array_get(tiers, i),
		    "a tier", false, &row, err);

		if (rc != E_OK)
			return rc;
		if (row.n != 4)
			return err_set(err, E_DATA, "%s: a tier is not four"
			    " numbers", c->method->name);
		all[i] = (struct bracket){ row.at[0], row.at[1], row.at[2],
		    row.at[3] };
		if (!(all[i].floor < all[i].cap) || !(all[i].rate > 0 &&
		    all[i].rate < 1) || all[i].floor != (i > 0 ?
		    all[i - 1].cap : 0))
			return err_set(err, E_DATA, "%s: tier %zu does not"
			    " begin where the one before ends, or has a rate"
			    " that is none", c->method->name, i);
	}
	*out = all;
	return E_OK;
}

enum { MODE, SIDE, QTY, ENTRY, ISOLATED, LP_TIERS, WALLET, OTHER_MARGIN,
	OTHER_PROFIT };

static enum err_code
run_liquidation(struct method_call *c, struct err *err)
{
	bool cross = c->param[MODE] == 1;
	double side = c->param[SIDE], wallet, price;
	struct bracket *tiers;
	size_t n;
	enum err_code rc = read_tiers(c, LP_TIERS, &tiers, &n, err);

	if (rc == E_OK && side == 0)
		rc = err_set(err, E_DATA, "%s: side must be 1 or -1",
		    c->method->name);
	if (rc == E_OK && !c->given[cross ? WALLET : ISOLATED])
		rc = err_set(err, E_DATA, "%s: no '%s' in params",
		    c->method->name, cross ? "wallet" : "isolated_wallet");
	if (rc != E_OK)
		return rc;
	wallet = cross ? c->param[WALLET] - c->param[OTHER_MARGIN] +
	    c->param[OTHER_PROFIT] : c->param[ISOLATED];
	price = liquidation_price(tiers, n, wallet, side, c->param[QTY],
	    c->param[ENTRY]);
	answer_number(&c->answer, "price", price);
	answer_number(&c->answer, "distance_from_entry", side *
	    (c->param[ENTRY] - price) / c->param[ENTRY]);
	return E_OK;
}

static enum err_code
run_maintenance(struct method_call *c, struct err *err)
{
	const struct bracket *tier;
	struct bracket *all;
	size_t n;
	enum err_code rc = read_tiers(c, 1, &all, &n, err);

	if (rc != E_OK)
		return rc;
	tier = bracket_of(all, n, c->param[0]);
	if (tier == NULL)
		return err_set(err, E_DATA, "%s: no tier for %.10g",
		    c->method->name, c->param[0]);
	answer_number(&c->answer, "mmr", tier->rate);
	answer_number(&c->answer, "margin", c->param[0] * tier->rate -
	    tier->cum);
	return E_OK;
}

struct book { double equity, gross, net, squares, loss; };

static enum err_code
add_position(const struct method_call *c, const json_t *position,
    struct book *b, struct err *err)
{
	static const char *const names[] = { "side", "qty", "entry", "mark" };
	double v[4], notional, stop;
	const json_t *at = json_object_get(position, "stop");
	enum err_code rc = E_OK;

	for (int k = 0; k < 4 && rc == E_OK; k++)
		rc = call_member(c, position, names[k], "a position", &v[k],
		    err);
	if (rc != E_OK)
		return rc;
	if (fabs(v[0]) != 1 || !(v[1] > 0) || !(v[2] > 0) || !(v[3] > 0))
		return err_set(err, E_DATA, "%s: a position's side is not 1 or"
		    " -1, or its qty, entry or mark is not above 0",
		    c->method->name);
	/* Without a stop it is taken to fall by the shock. */
	stop = v[3] * (1 - v[0] * call_param(c, "no_stop_shock"));
	if (at != NULL && !json_is_null(at))
		rc = call_member(c, position, "stop", "a position", &stop,
		    err);
	notional = v[1] * v[3];
	b->equity += v[0] * v[1] * (v[3] - v[2]);
	b->gross += notional;
	b->net += v[0] * notional;
	b->squares += notional * notional;
	b->loss += v[0] * v[1] * (v[3] - stop);
	return rc;
}

static enum err_code
run_portfolio(struct method_call *c, struct err *err)
{
	const json_t *positions = c->value[3];
	struct book b = { .equity = c->param[0] };
	double peak, hhi;
	enum err_code rc = E_OK;

	if (!json_is_array(positions))
		return err_set(err, E_DATA, "%s: positions is no array",
		    c->method->name);
	for (size_t i = 0; i < json_array_size(positions) && rc == E_OK; i++)
		rc = add_position(c, json_array_get(positions, i), &b, err);
	if (rc != E_OK)
		return rc;
	peak = fmax(c->param[1], b.equity);
	hhi = b.gross > 0 ? b.squares / (b.gross * b.gross) : NAN;
	answer_number(&c->answer, "equity", b.equity);
	answer_number(&c->answer, "gross", b.gross);
	answer_number(&c->answer, "net", b.net);
	answer_number(&c->answer, "leverage", b.equity > 0 ? b.gross /
	    b.equity : NAN);
	answer_number(&c->answer, "hhi", hhi);
	answer_number(&c->answer, "effective_positions", 1 / hhi);
	answer_number(&c->answer, "drawdown", 1 - b.equity / peak);
	answer_number(&c->answer, "potential_loss", b.loss);
	answer_number(&c->answer, "potential_drawdown", 1 - (b.equity -
	    b.loss) / peak);
	return E_OK;
}

static const char *const modes[] = { "isolated", "cross", NULL };

const struct method margin_methods[] = {
	{ "liquidation_price", "risk", "where a linear swap is liquidated",
	  "METHODS 8.4; Binance USDS-M", .params = {
	  [MODE] = { "mode", METHOD_WORD, "of margin", .words = modes },
	  [SIDE] = { "side", METHOD_WHOLE, "1 long, -1 short", .min = -1,
	    .max = 1, .required = true },
	  [QTY] = { "qty", METHOD_NUMBER, "amount", .min = 1e-12,
	    .max = MONEY_MOST, .required = true },
	  [ENTRY] = { "entry", METHOD_NUMBER, "price", .min = 1e-12,
	    .max = MONEY_MOST, .required = true },
	  [ISOLATED] = { "isolated_wallet", METHOD_NUMBER,
	    "margin of the position", .min = -MONEY_MOST,
	    .max = MONEY_MOST },
	  [LP_TIERS] = TIERS,
	  [WALLET] = { "wallet", METHOD_NUMBER, "cross wallet",
	    .min = -MONEY_MOST, .max = MONEY_MOST },
	  [OTHER_MARGIN] = { "other_maint_margin", METHOD_NUMBER,
	    "maintenance margin of the other positions", .min = 0,
	    .max = MONEY_MOST },
	  [OTHER_PROFIT] = { "other_upnl", METHOD_NUMBER,
	    "unrealised profit of the other positions", .min = -MONEY_MOST,
	    .max = MONEY_MOST } }, .outputs = "price, distance_from_entry",
	  .run = run_liquidation },
	{ "maintenance_margin", "risk", "margin that a notional must keep",
	  "METHODS 8.4; Binance USDS-M", .params = {
	  { "notional", METHOD_NUMBER, "value of the position", .min = 0,
	    .max = MONEY_MOST, .required = true }, TIERS },
	  .outputs = "mmr, margin", .run = run_maintenance },
	{ "portfolio_risk", "risk", "exposure, concentration, potential loss",
	  "METHODS 8.1 to 8.5", .params = {
	  { "wallet", METHOD_NUMBER, "money without profits that are not"
	    " realised", .min = -MONEY_MOST, .max = MONEY_MOST,
	    .required = true },
	  { "peak_equity", METHOD_NUMBER, "most that equity has been",
	    .min = 1e-12, .max = MONEY_MOST, .required = true },
	  { "no_stop_shock", METHOD_NUMBER, "fall of what has no stop",
	    .fallback = 0.1, .min = 0, .max = 1 },
	  { "positions", METHOD_VALUE, "of each: side, qty, entry, mark, stop"
	    " or null", .required = true } },
	  .outputs = "equity, gross, net, leverage, hhi, effective_positions,"
	  " drawdown, potential_loss, potential_drawdown",
	  .run = run_portfolio },
	{ .name = NULL }
};
