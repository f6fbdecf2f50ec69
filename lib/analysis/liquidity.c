/* How easily a market is traded. */
#include "analysis/liquidity.h"

#include "base/stamp.h"
#include "model/order.h"
#include "quant/stats.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#define DEPTH_BPS 10.0		/* of the depth that is stored and scored */
#define LEVELS 5		/* of the book imbalance */
#define HORIZON 60000.0		/* ms; of realised spreads */
#define BUCKET 30000.0		/* ms; of Kyle's lambda */
#define BUCKETS_LEAST 5		/* that a line through them takes */
#define VPIN_BUCKETS 50
#define VPIN_MOST 1000000
#define TRADES_LEAST 20
#define LIMIT_SPREAD 5.0	/* bps: from here on waiting pays */
#define EAT_BPS 2.0		/* beyond the touch, before it is split */
#define SLICE 0.25		/* of the depth within 10 bps */
#define LAW 0.9			/* Y of the square-root law (Almgren 2005) */

static const double depth_bps[] = { 1, 2, 5, 10, 25, 50, 100 };
#define DEPTHS (sizeof(depth_bps) / sizeof(*depth_bps))

void
liquidity_parts_release(struct liquidity_parts *p)
{
	vec_release(&p->depths);
	vec_release(&p->slippages);
	vec_release(&p->anomalies);
}

static struct tape
trades_of(const struct liquidity_tape *t)
{
	return (struct tape){ t->time.at, t->price.at, t->qty.at, t->sign.at,
	    t->mid.at, t->time.len };
}

/* Those whose mid is known: before the first book and after a gap none is.
 * room: five numbers for each trade. */
static struct tape
trades_with_mid(const struct liquidity_tape *t, double *room)
{
	const double *from[] = { t->time.at, t->price.at, t->qty.at,
	    t->sign.at, t->mid.at };
	size_t all = t->time.len, n = 0;

	for (size_t i = 0; i < all; i++) {
		if (!(t->mid.at[i] > 0))
			continue;
		for (size_t k = 0; k < 5; k++)
			room[k * all + n] = from[k][i];
		n++;
	}
	return (struct tape){ room, room + all, room + 2 * all,
	    room + 3 * all, room + 4 * all, n };
}

static struct book_sides
book_of(const struct liquidity_tape *t)
{
	return (struct book_sides){
	    { t->side[0][0].at, t->side[0][1].at, t->side[0][0].len },
	    { t->side[1][0].at, t->side[1][1].at, t->side[1][0].len } };
}

static double
share(double a, double b)
{
	return a + b > 0 ? (a - b) / (a + b) : NAN;
}

/* Names what could not be told. */
static void
miss(struct market_liquidity *l, const char *what)
{
	size_t n = strlen(l->missing);

	snprintf(l->missing + n, sizeof(l->missing) - n, "%s%s",
	    n > 0 ? "; " : "", what);
}

static void
tell_book(const struct book_sides *b, struct market_liquidity *l)
{
	double spread = b->ask.price[0] - b->bid.price[0];

	l->bid = b->bid.price[0];
	l->ask = b->ask.price[0];
	l->said.mid = book_mid(b);
	l->said.spread_bps = 1e4 * spread / l->said.mid;
	l->microprice = book_microprice(b);
	l->said.bid_depth = book_depth(b, &b->bid, DEPTH_BPS);
	l->said.ask_depth = book_depth(b, &b->ask, DEPTH_BPS);
	l->said.imbalance = share(l->said.bid_depth, l->said.ask_depth);
	l->book_imbalance = share(book_amount(&b->bid, LEVELS),
	    book_amount(&b->ask, LEVELS));
}

/* Beyond its last level the book as it was told says nothing. */
static bool
reaches(const struct book_sides *b, double bps)
{
	double mid = book_mid(b);

	return b->bid.price[b->bid.n - 1] <= mid * (1 - bps / 1e4) &&
	    b->ask.price[b->ask.n - 1] >= mid * (1 + bps / 1e4);
}

static void
tell_depths(const struct book_sides *b, const struct market_liquidity *l,
    struct liquidity_depths *out)
{
	for (size_t i = 0; i < DEPTHS; i++) {
		struct liquidity_depth *d = vec_add(out);

		TEXT_SET(d->symbol, l->said.symbol);
		d->bps = depth_bps[i];
		d->bid = book_depth(b, &b->bid, d->bps);
		d->ask = book_depth(b, &b->ask, d->bps);
		d->imbalance = share(d->bid, d->ask);
		d->whole = reaches(b, d->bps);
	}
}

static void
tell_flow(const struct liquidity_tape *t, struct market_liquidity *l)
{
	l->said.ofi = t->touches > 1 ? t->ofi : NAN;
	l->mean_spread_bps = t->time_sum > 0 ? t->spread_sum / t->time_sum :
	    NAN;
	if (isnan(l->said.ofi))
		miss(l, "order-flow imbalance takes a recorded book");
}

static void
tell_kyle(const struct tape *t, struct market_liquidity *l)
{
	double *flow = mem_array(t->n + 1, sizeof(*flow));
	double *change = mem_array(t->n + 1, sizeof(*change));
	size_t n = tape_buckets(t, BUCKET, flow, change);
	struct line line = n >= BUCKETS_LEAST ? stat_line(flow, change, n) :
	    (struct line){ NAN, NAN, NAN, NAN, NAN };

	l->said.kyle_lambda = line.slope;
	l->kyle_t = line.t;
	l->kyle_r2 = line.r2;
	if (n < BUCKETS_LEAST)
		miss(l, "Kyle's lambda takes trades over 3 min");
	free(flow);
	free(change);
}

static void
tell_spreads(const struct liquidity_tape *t, struct market_liquidity *l)
{
	double *room = mem_array(5 * t->time.len + 1, sizeof(*room));
	struct tape with = trades_with_mid(t, room);
	struct spreads s = { NAN, NAN, NAN, 0 };

	l->said.kyle_lambda = l->kyle_t = l->kyle_r2 = NAN;
	if (with.n >= TRADES_LEAST) {
		s = tape_spreads(&with, HORIZON);
		tell_kyle(&with, l);
	} else
		miss(l, "effective spread and Kyle's lambda take 20 trades"
		    " with the book before them");
	l->said.effective_bps = s.all;
	l->realised_bps = s.n > 0 ? s.realised : NAN;
	l->impact_bps = s.n > 0 ? s.same - s.realised : NAN;
	free(room);
}

static void
tell_roll(const struct tape *t, struct market_liquidity *l)
{
	double *changes = mem_array(t->n + 1, sizeof(*changes));

	l->roll_bps = 1e4 * roll_spread(t->price, t->n, changes).spread /
	    l->said.mid;
	free(changes);
}

/* Base volume of a day: of bars, else as the trades go on; NaN: unknown. */
static double
daily_volume(const struct liquidity_tape *t, const struct liquidity_ask *ask)
{
	const struct analysis_bars *b = ask->bars;
	double span;

	if (b != NULL && b->n > 0 && stat_sum(b->volume, b->n) > 0)
		return stat_mean(b->volume, b->n) * (double)STAMP_DAY /
		    (double)b->timeframe;
	if (t->time.len < TRADES_LEAST)
		return NAN;
	span = t->time.at[t->time.len - 1] - t->time.at[0];
	return span > 0 ? stat_sum(t->qty.at, t->qty.len) *
	    ((double)STAMP_DAY / 1000) / span : NAN;
}

static void
tell_vpin(const struct liquidity_tape *t, const struct liquidity_ask *ask,
    double daily, struct market_liquidity *l)
{
	struct tape trades = trades_of(t);
	double volume = isnan(ask->bucket) ? daily / VPIN_BUCKETS :
	    ask->bucket;
	double buckets = stat_sum(trades.qty, trades.n) / volume, *one;
	size_t n;

	l->said.vpin = NAN;
	if (!(buckets >= VPIN_BUCKETS && buckets < VPIN_MOST)) {
		miss(l, "VPIN takes 50 buckets of volume; see --bucket");
		return;
	}
	one = mem_array((size_t)buckets + 2, sizeof(*one));
	n = tape_imbalance(&trades, volume, one, (size_t)buckets + 1);
	if (n >= VPIN_BUCKETS)
		l->said.vpin = stat_mean(one + n - VPIN_BUCKETS,
		    VPIN_BUCKETS);
	else
		miss(l, "VPIN takes 50 buckets of volume; see --bucket");
	free(one);
}

static void
tell_bars(const struct analysis_bars *b, struct market_liquidity *l)
{
	int64_t n;

	l->said.amihud = l->corwin_schultz_bps = NAN;
	if (b == NULL || b->n < 2) {
		miss(l, "Amihud and Corwin-Schultz take stored candles");
		return;
	}
	l->said.amihud = amihud(b->close, b->volume, b->n, 1e6, &n);
	l->corwin_schultz_bps = 1e4 * corwin_schultz(b->high, b->low, b->n);
}

/* The deviation of a day, by log returns of bars; NaN: there are none. */
static double
daily_deviation(const struct analysis_bars *b)
{
	double *r, deviation;

	if (b == NULL || b->n < 3)
		return NAN;
	r = mem_array(b->n, sizeof(*r));
	analysis_log_returns(b, 1, r);
	deviation = stat_deviation(r, b->n - 1) *
	    sqrt((double)STAMP_DAY / (double)b->timeframe);
	free(r);
	return deviation;
}

static void
advise(const struct market_liquidity *l, double depth, struct slippage *s)
{
	double slice = SLICE * depth;

	s->slices = 1;
	if (!s->complete || s->touch_bps > EAT_BPS || s->size > depth) {
		s->advice = ADVISE_ICEBERG;
		s->slices = slice > 0 ? (int64_t)fmin(1e6,
		    ceil(s->size / slice)) : INT_NONE;
		if (s->slices != INT_NONE && s->slices < 2)
			s->slices = 2;
		if (s->complete)
			snprintf(s->reason, sizeof(s->reason), "at once it"
			    " pays %.2f bps beyond the touch; %.6g stand"
			    " within %.0f bps: slices of a quarter of that",
			    s->touch_bps, depth, DEPTH_BPS);
		else
			snprintf(s->reason, sizeof(s->reason), "the book runs"
			    " out; %.6g stand within %.0f bps: slices of a"
			    " quarter of that", depth, DEPTH_BPS);
	} else if (l->said.spread_bps >= LIMIT_SPREAD) {
		s->advice = ADVISE_LIMIT;
		snprintf(s->reason, sizeof(s->reason), "the spread is %.2f"
		    " bps: waiting at the touch saves up to %.2f bps",
		    l->said.spread_bps, s->mid_bps);
	} else {
		s->advice = ADVISE_MARKET;
		snprintf(s->reason, sizeof(s->reason), "it costs %.2f bps"
		    " against the mid, %.2f beyond the touch", s->mid_bps,
		    s->touch_bps);
	}
}

static void
tell_slippage(const struct book_sides *b, const struct market_liquidity *l,
    double size, int side, double daily, double deviation,
    struct slippages *out)
{
	const struct levels *of = side == SIDE_BUY ? &b->ask : &b->bid;
	double mid = l->said.mid, sign = side == SIDE_BUY ? 1 : -1;
	struct slippage *s = vec_add(out);
	struct walk w = book_walk(of, size / mid);

	TEXT_SET(s->symbol, l->said.symbol);
	s->side = side;
	s->size = size;
	s->amount = size / mid;
	s->filled = w.filled;
	s->average = w.vwap;
	s->worst = w.worst;
	s->complete = w.complete;
	/* A cost of nothing has no sign. */
	s->mid_bps = 1e4 * sign * (w.vwap - mid) / mid + 0.0;
	s->touch_bps = 1e4 * sign * (w.vwap - of->price[0]) / of->price[0] +
	    0.0;
	s->law_bps = 1e4 * LAW * deviation * sqrt(s->amount / daily);
	advise(l, side == SIDE_BUY ? l->said.ask_depth : l->said.bid_depth,
	    s);
}

/* The dearer side of the typical order is what is stored. */
static void
tell_slippages(const struct book_sides *b, const struct liquidity_ask *ask,
    double daily, struct market_liquidity *l, struct slippages *out)
{
	double deviation = daily_deviation(ask->bars);
	size_t had = out->len;
	const struct slippage *buy, *sell, *dear;

	for (size_t i = 0; i < ask->n; i++)
		for (int side = 0; side < 2; side++)
			tell_slippage(b, l, ask->sizes[i], side == 0 ?
			    SIDE_BUY : SIDE_SELL, daily, deviation, out);
	for (size_t i = had; i < out->len; i++)
		out->at[i].fee_bps = 1e4 * ask->fee;
	buy = &out->at[had];
	sell = &out->at[had + 1];
	dear = !sell->complete || (buy->complete &&
	    sell->mid_bps > buy->mid_bps) ? sell : buy;
	l->said.size = ask->sizes[0];
	l->said.slippage_bps = dear->complete ? dear->mid_bps : NAN;
	l->said.advice = dear->advice;
	if (!dear->complete)
		miss(l, "the book runs out before the typical order is"
		    " filled");
}

/* Share of the values below, and half of those alike; NaN: too few of them. */
static double
rank_of(const struct liquidities_said *past, size_t offset, double value,
    double size)
{
	double below = 0, n = 0;

	for (size_t i = 0; i < past->len; i++) {
		const struct liquidity_said *p = &past->at[i];
		double x;

		memcpy(&x, (const char *)p + offset, sizeof(x));
		if (offset == offsetof(struct liquidity_said, bid_depth))
			x += p->ask_depth;
		if (isnan(x) || (!isnan(size) && p->size != size))
			continue;
		below += x < value ? 1 : x == value ? 0.5 : 0;
		n++;
	}
	return n >= LIQUIDITY_PAST_LEAST && !isnan(value) ? below / n : NAN;
}

static void
tell_score(const struct liquidities_said *past, struct market_liquidity *l)
{
	struct liquidity_said *s = &l->said;
	const struct { const char *name; double rank; } parts[] = {
		{ "spread", 1 - rank_of(past, offsetof(struct liquidity_said,
		    spread_bps), s->spread_bps, NAN) },
		{ "depth", rank_of(past, offsetof(struct liquidity_said,
		    bid_depth), s->bid_depth + s->ask_depth, NAN) },
		{ "Amihud", 1 - rank_of(past, offsetof(struct liquidity_said,
		    amihud), s->amihud, NAN) },
		{ "slippage", 1 - rank_of(past, offsetof(struct
		    liquidity_said, slippage_bps), s->slippage_bps,
		    s->size) } };
	char why[100] = "score without";
	double sum = 0, n = 0;
	size_t len;

	for (size_t i = 0; i < 4; i++) {
		if (!isnan(parts[i].rank)) {
			sum += parts[i].rank;
			n++;
			continue;
		}
		len = strlen(why);
		snprintf(why + len, sizeof(why) - len, "%s %s", i - (size_t)n
		    > 0 ? "," : "", parts[i].name);
	}
	s->score = n > 0 ? 100 * sum / n : NAN;
	s->regime = n == 0 ? LIQUIDITY_NONE : s->score > 70 ? LIQUIDITY_HIGH :
	    s->score < 30 ? LIQUIDITY_LOW : LIQUIDITY_NORMAL;
	if (n == 0)
		miss(l, "score takes 10 answers of 30 days");
	else if (n < 4)
		miss(l, why);
}

static void
tell_anomalies(const struct liquidity_tape *t, const struct book_sides *b,
    const struct liquidities_said *past, struct market_liquidity *l,
    struct anomalies *out)
{
	struct tape trades = trades_of(t);

	if (liquidity_hour(past, l, out) == 0)
		miss(l, "the usual of the hour takes 10 answers of it");
	anomalies_find(&t->watch, &trades, b, l->said.time, l->said.symbol,
	    out);
	for (size_t i = 0; i < out->len; i++) {
		int kind = out->at[i].kind;

		l->large_trades += kind == ANOMALY_LARGE_TRADE;
		l->walls += kind == ANOMALY_WALL;
		l->anomalies += kind > ANOMALY_WALL;
	}
}

static bool
same_touch(const struct touch_seen *a, const struct touch_seen *b)
{
	return dec_cmp(a->bid, b->bid) == 0 &&
	    dec_cmp(a->bid_qty, b->bid_qty) == 0 &&
	    dec_cmp(a->ask, b->ask) == 0 &&
	    dec_cmp(a->ask_qty, b->ask_qty) == 0;
}

/* The rebuilt touch against the quotes, at each update that both tell of; ids
 * of both rise. */
static void
tell_quotes(const struct liquidity_tape *t, struct market_liquidity *l)
{
	if (t->quotes.len == 0)
		return;
	l->quotes = l->quotes_other = 0;
	for (size_t i = 0, k = 0; i < t->quotes.len && k < t->books.len;) {
		const struct touch_seen *q = &t->quotes.at[i];
		const struct touch_seen *b = &t->books.at[k];

		if (q->id < b->id)
			i++;
		else if (q->id > b->id)
			k++;
		else {
			l->quotes++;
			l->quotes_other += !same_touch(q, b);
			i++;
			k++;
		}
	}
}

enum err_code
liquidity_find(struct liquidity_tape *t, const struct liquidity_ask *ask,
    struct market_liquidity *out, struct liquidity_parts *parts,
    struct err *err)
{
	struct book_sides b = book_of(t);
	struct tape trades = trades_of(t);
	struct market_liquidity l = *out;
	double daily = daily_volume(t, ask);

	if (b.bid.n == 0 || b.ask.n == 0)
		return err_set(err, E_DATA, "%s: the book has no %s",
		    l.said.symbol, b.bid.n == 0 ? "bids" : "asks");
	if (b.bid.price[0] >= b.ask.price[0])
		return err_set(err, E_DATA, "%s: the book is crossed: %.10g"
		    " is bid, %.10g asked", l.said.symbol, b.bid.price[0],
		    b.ask.price[0]);
	tell_book(&b, &l);
	tell_depths(&b, &l, &parts->depths);
	tell_flow(t, &l);
	tell_spreads(t, &l);
	tell_roll(&trades, &l);
	tell_vpin(t, ask, daily, &l);
	tell_bars(ask->bars, &l);
	tell_slippages(&b, ask, daily, &l, &parts->slippages);
	tell_score(ask->past, &l);
	tell_anomalies(t, &b, ask->past, &l, &parts->anomalies);
	tell_quotes(t, &l);
	*out = l;
	return E_OK;
}
