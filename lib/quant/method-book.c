/* The family liquidity as methods: the order book, and bars. */
#include "quant/book.h"
#include "quant/call.h"
#include "quant/normal.h"
#include "quant/stats.h"

#include <math.h>

static const char *const sides[] = { "bid", "ask", NULL };
#define BOOK { { "side", READ_WORDS, .words = sides }, \
	{ "price", READ_NUMBERS }, { "qty", READ_NUMBERS } }

/* The rows of one side, which must go away from the touch. */
static enum err_code
read_side(struct method_call *c, int side, struct levels *out,
    struct err *err)
{
	const struct series *in = c->input;
	double *price = call_doubles(c, in->n), *qty = call_doubles(c, in->n);
	size_t n = 0;

	for (size_t i = 0; i < in->n; i++) {
		if (in[0].at[i] != side)
			continue;
		price[n] = in[1].at[i];
		qty[n] = in[2].at[i];
		if (!(price[n] > 0) || !(qty[n] > 0))
			return err_set(err, E_DATA, "%s: row %zu: price or qty"
			    " is not above 0", c->method->name, i);
		if (n > 0 && (side == 0 ? price[n] >= price[n - 1] :
		    price[n] <= price[n - 1]))
			return err_set(err, E_DATA, "%s: row %zu: a %s that is"
			    " not behind the one before", c->method->name, i,
			    sides[side]);
		n++;
	}
	if (n == 0)
		return err_set(err, E_DATA, "%s: no %s in the book",
		    c->method->name, sides[side]);
	*out = (struct levels){ price, qty, n };
	return E_OK;
}

static enum err_code
read_book(struct method_call *c, struct book_sides *b, struct err *err)
{
	enum err_code rc = read_side(c, 0, &b->bid, err);

	if (rc == E_OK)
		rc = read_side(c, 1, &b->ask, err);
	return rc;
}

static enum err_code
run_quoted(struct method_call *c, struct err *err)
{
	struct book_sides b;
	enum err_code rc = read_book(c, &b, err);
	double mid, spread;

	if (rc != E_OK)
		return rc;
	mid = book_mid(&b);
	spread = b.ask.price[0] - b.bid.price[0];
	answer_number(&c->answer, "mid", mid);
	answer_number(&c->answer, "abs", spread);
	answer_number(&c->answer, "bps", 1e4 * spread / mid);
	answer_number(&c->answer, "microprice", book_microprice(&b));
	return E_OK;
}

static double
imbalance(double bid, double ask)
{
	return bid + ask > 0 ? (bid - ask) / (bid + ask) : NAN;
}

static enum err_code
run_depth(struct method_call *c, struct err *err)
{
	struct book_sides b;
	enum err_code rc = read_book(c, &b, err);
	double bid, ask;

	if (rc != E_OK)
		return rc;
	bid = book_depth(&b, &b.bid, c->param[0]);
	ask = book_depth(&b, &b.ask, c->param[0]);
	answer_number(&c->answer, "bid_notional", bid);
	answer_number(&c->answer, "ask_notional", ask);
	answer_number(&c->answer, "imbalance", imbalance(bid, ask));
	return E_OK;
}

static enum err_code
run_obi(struct method_call *c, struct err *err)
{
	size_t levels = (size_t)c->param[0];
	struct book_sides b;
	enum err_code rc = read_book(c, &b, err);

	if (rc == E_OK)
		answer_number(&c->answer, "value",
		    imbalance(book_amount(&b.bid, levels),
		    book_amount(&b.ask, levels)));
	return rc;
}

static enum err_code
run_walk(struct method_call *c, struct err *err)
{
	double sign = c->param[0] == 0 ? 1 : -1, mid, touch;
	const struct levels *side;
	struct book_sides b;
	struct walk w;
	enum err_code rc = read_book(c, &b, err);

	if (rc != E_OK)
		return rc;
	side = sign > 0 ? &b.ask : &b.bid;
	mid = book_mid(&b);
	touch = side->price[0];
	w = book_walk(side, c->param[1]);
	answer_number(&c->answer, "filled", w.filled);
	answer_number(&c->answer, "vwap", w.vwap);
	answer_number(&c->answer, "worst", w.worst);
	answer_number(&c->answer, "bps_vs_mid", 1e4 * sign * (w.vwap - mid) /
	    mid);
	answer_number(&c->answer, "bps_vs_touch", 1e4 * sign * (w.vwap -
	    touch) / touch);
	answer_flag(&c->answer, "complete", w.complete);
	return E_OK;
}

/* Over bars with volume: what a return of 1 costs in quote currency. */
static enum err_code
run_amihud(struct method_call *c, struct err *err)
{
	const double *close = c->input[0].at, *volume = c->input[1].at;
	double value;
	int64_t n;

	for (size_t i = 0; i < c->input[0].n; i++)
		if (!(close[i] > 0) || volume[i] < 0)
			return err_set(err, E_DATA, "%s: value %zu: a close"
			    " that is not above 0, or a volume below it",
			    c->method->name, i);
	value = amihud(close, volume, c->input[0].n, c->param[0], &n);
	answer_number(&c->answer, "value", value);
	answer_whole(&c->answer, "n", n);
	return E_OK;
}

static enum err_code
run_bulk(struct method_call *c, struct err *err)
{
	const struct series *close = &c->input[0];
	size_t n = close->n - 1;
	double *change = call_doubles(c, n), sigma, sum = 0, last = NAN;

	(void)err;
	for (size_t i = 0; i < n; i++)
		change[i] = close->at[i + 1] - close->at[i];
	sigma = stat_deviation(change, n);
	for (size_t i = 0; i < n; i++) {
		last = sigma > 0 ? normal_cdf(change[i] / sigma) : NAN;
		sum += fabs(2 * last - 1);
	}
	answer_number(&c->answer, "buy_share_last", last);
	answer_number(&c->answer, "mean_abs_imbalance", sum / (double)n);
	return E_OK;
}

static const char *const orders[] = { "buy", "sell", NULL };
static const char *const laws[] = { "normal", NULL };

const struct method book_methods[] = {
	{ "spread_quoted", "liquidity", "mid, spread and microprice",
	  "METHODS 7.1; Stoikov 2018", .inputs = BOOK,
	  .outputs = "mid, abs, bps, microprice", .run = run_quoted },
	{ "depth", "liquidity", "value that stands near the mid",
	  "METHODS 7.2", .params = { { "bps", METHOD_NUMBER,
	  "basis points from the mid", .min = 0, .max = 1e4,
	  .required = true } }, .inputs = BOOK,
	  .outputs = "bid_notional, ask_notional, imbalance",
	  .run = run_depth },
	{ "obi", "liquidity", "imbalance of the first levels", "METHODS 7.6",
	  .params = { { "levels", METHOD_WHOLE, "of each side",
	  .fallback = 5, .min = 1, .max = 1e6 } }, .inputs = BOOK,
	  .outputs = "value", .run = run_obi },
	{ "slippage_walk", "liquidity", "what a market order would cost",
	  "METHODS 7.3", .params = {
	  { "side", METHOD_WORD, "of the order", .words = orders },
	  { "qty", METHOD_NUMBER, "base amount", .min = 1e-12, .max = 1e18,
	    .required = true } }, .inputs = BOOK, .outputs = "filled, vwap, "
	  "worst, bps_vs_mid, bps_vs_touch, complete", .run = run_walk },
	{ "amihud", "liquidity", "price change by value traded",
	  "METHODS 7.5; Amihud 2002", .params = { { "scale", METHOD_NUMBER,
	  "of the result", .fallback = 1e6, .min = 1e-12, .max = 1e18 } },
	  .inputs = { { "close", READ_NUMBERS }, { "volume", READ_NUMBERS } },
	  .outputs = "value, n", .run = run_amihud },
	{ "vpin_bvc", "liquidity", "share of buyers, by size of the change",
	  "METHODS 7.7; Easley, Lopez de Prado and O'Hara 2012", .params = {
	  { "sigma", METHOD_LABEL, "deviation by n-1 of the changes" },
	  { "cdf", METHOD_WORD, "law of changes", .words = laws } },
	  .inputs = { { "close", READ_NUMBERS } }, .least = 3,
	  .outputs = "buy_share_last, mean_abs_imbalance", .run = run_bulk },
	{ .name = NULL }
};
