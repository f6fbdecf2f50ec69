/* What looks odd in a market, and what speaks for it. */
#include "analysis/anomalies.h"

#include "base/decfloat.h"
#include "base/stamp.h"
#include "model/order.h"
#include "quant/stats.h"

#include <math.h>
#include <stdio.h>

#define LARGE_QUANTILE 0.99
#define LARGE_DEVIATIONS 8
#define WALL_MEDIANS 10
#define WALL_NEAR 0.01		/* of the mid: levels of the median */
#define LAYER_NEAR 0.005
#define LAYER_LIFE (5 * STAMP_SECOND)
#define LAYER_TRADED 0.05
#define LAYER_SPAN (60 * STAMP_SECOND)
#define LAYER_TIMES 3
#define LAYER_OTHER 10000	/* ms */
#define LAYER_SCORE 0.5
#define STUFFING 10
#define STUFFING_TRADES 3
#define WASH_GAP 100		/* ms */
#define LOOK (1 * STAMP_SECOND)	/* between two looks at the medians */
#define OPEN_MOST 10000
#define GONE_MOST 1000000
#define SECONDS_MOST (14 * 86400)
#define TOLD_MOST 1000		/* of a kind, and a side */

static const char *const kind_names[ANOMALY_KINDS] = { "large_trade", "wall",
	"layering", "quote_stuffing", "wash_prints", "wide_spread",
	"thin_book", "dear_order" };

#define AT(kind, member) #member, FIELD_##kind, \
	FIELD_AT(struct anomaly, member)
static const struct field fields[] = {
	{ AT(CHARS, symbol), .help = "unified symbol", .flags = FIELD_MINOR },
	{ AT(ENUM, kind), .help = "large_trade, wall, layering,"
	  " quote_stuffing, wash_prints, wide_spread, thin_book, dear_order",
	  .names = kind_names, .names_len = ANOMALY_KINDS },
	{ AT(STAMP, time), .help = "when it was seen first" },
	{ AT(CHARS, side), .help = "of a trade who took: buy, sell; of a"
	  " level: bid, ask" },
	{ AT(DOUBLE, price), .help = "of it, or of the first",
	  .unit = UNIT_PRICE },
	{ AT(DOUBLE, amount), .help = "of the base asset", .unit = UNIT_QTY },
	{ AT(DOUBLE, score), .help = "robust deviations, medians, or as the"
	  " evidence says" },
	{ AT(CHARS, evidence), .help = "what was seen; it proves nothing" },
	{ .name = NULL }
};
const struct record anomaly_record = { "anomaly",
	"something that looks odd, with what was seen", fields };

void
anomaly_watch_release(struct anomaly_watch *w)
{
	vec_release(&w->open);
	vec_release(&w->gone);
	free(w->seconds.changes);
	free(w->seconds.trades);
	*w = (struct anomaly_watch){0};
}

/* Room for the second of that time; NULL: too far from the first. */
static uint32_t *
second_of(struct anomaly_watch *w, int64_t time, bool trade)
{
	size_t at, room;

	if (w->first == 0)
		w->first = time;
	if (time < w->first || (time - w->first) / STAMP_SECOND >=
	    SECONDS_MOST)
		return NULL;
	at = (size_t)((time - w->first) / STAMP_SECOND);
	if (at >= w->seconds.n) {
		room = at + 1 + w->seconds.n;
		w->seconds.changes = mem_grow(w->seconds.changes, room,
		    sizeof(uint32_t));
		w->seconds.trades = mem_grow(w->seconds.trades, room,
		    sizeof(uint32_t));
		for (size_t i = w->seconds.n; i < room; i++)
			w->seconds.changes[i] = w->seconds.trades[i] = 0;
		w->seconds.n = room;
	}
	return trade ? &w->seconds.trades[at] : &w->seconds.changes[at];
}

static void
level_gone(struct anomaly_watch *w, size_t i, int64_t time)
{
	struct large_level l = w->open.at[i];

	w->open.at[i] = w->open.at[--w->open.len];
	l.gone = time;
	if (time - l.born < LAYER_LIFE && l.traded < LAYER_TRADED * l.amount &&
	    w->gone.len < GONE_MOST)
		vec_push(&w->gone, l);
}

static void
level_born(struct anomaly_watch *w, const struct tape_row *row, double amount)
{
	double at = dec_to_double(row->price);

	if (w->open.len >= OPEN_MOST || fabs(at / w->mid - 1) > LAYER_NEAR)
		return;
	vec_push(&w->open, ((struct large_level){ row->side, row->price,
	    amount, at, w->mid, 0, row->time, 0 }));
}

void
anomaly_watch_level(struct anomaly_watch *w, const struct tape_row *row,
    struct dec before)
{
	double wall = w->wall[row->side], amount = dec_to_double(row->amount);
	uint32_t *second = row->kind == TAPE_CHANGE ?
	    second_of(w, row->time, false) : NULL;

	if (second != NULL)
		++*second;
	if (row->kind != TAPE_CHANGE || !(wall > 0))
		return;
	for (size_t i = 0; i < w->open.len; i++)
		if (w->open.at[i].side == row->side &&
		    dec_cmp(w->open.at[i].price, row->price) == 0) {
			if (amount < w->open.at[i].amount / 2)
				level_gone(w, i, row->time);
			return;
		}
	if (amount >= wall && dec_to_double(before) < wall)
		level_born(w, row, amount);
}

/* Median amount of the levels of a side near the mid; NaN: there are none. */
static double
side_median(const struct levels *l, double mid)
{
	double *amounts = mem_array(l->n + 1, sizeof(*amounts)), median = NAN;
	size_t n = 0;

	while (n < l->n && fabs(l->price[n] / mid - 1) <= WALL_NEAR) {
		amounts[n] = l->qty[n];
		n++;
	}
	stat_sort(amounts, n);
	if (n > 0)
		median = stat_quantile(amounts, n, 0.5);
	free(amounts);
	return median;
}

static double
exact_median(const struct order_levels *side, double mid)
{
	double *price = mem_array(2 * side->len + 1, sizeof(*price)), median;

	for (size_t i = 0; i < side->len; i++) {
		price[i] = dec_to_double(side->at[i].price);
		price[side->len + i] = dec_to_double(side->at[i].amount);
	}
	median = side_median(&(struct levels){ price, price + side->len,
	    side->len }, mid);
	free(price);
	return median;
}

void
anomaly_watch_book(struct anomaly_watch *w, const struct order_book *b,
    int64_t time)
{
	if (order_book_empty(b))
		return;
	w->mid = (dec_to_double(b->sides[BOOK_BID].at[0].price) +
	    dec_to_double(b->sides[BOOK_ASK].at[0].price)) / 2;
	if (w->looked != 0 && time - w->looked < LOOK)
		return;
	w->looked = time;
	for (int side = BOOK_BID; side <= BOOK_ASK; side++)
		w->wall[side] = WALL_MEDIANS * exact_median(&b->sides[side],
		    w->mid);
}

/* Who buys takes asks. */
void
anomaly_watch_trade(struct anomaly_watch *w, const struct tape_row *row)
{
	uint32_t *second = second_of(w, row->time, true);
	int hit = row->side == SIDE_BUY ? BOOK_ASK : BOOK_BID;

	if (second != NULL)
		++*second;
	for (size_t i = 0; i < w->open.len; i++)
		if (w->open.at[i].side == hit &&
		    dec_cmp(w->open.at[i].price, row->price) == 0)
			w->open.at[i].traded += dec_to_double(row->amount);
}

void
anomaly_watch_gap(struct anomaly_watch *w)
{
	vec_clear(&w->open);
	w->wall[BOOK_BID] = w->wall[BOOK_ASK] = 0;
	w->looked = 0;
}

static struct anomaly *
tell(struct anomalies *out, enum anomaly_kind kind, const char *symbol,
    int64_t time, const char *side, double price, double amount, double score)
{
	struct anomaly *a = vec_add(out);

	a->kind = (int)kind;
	a->time = time;
	a->price = price;
	a->amount = amount;
	a->score = score;
	TEXT_SET(a->symbol, symbol);
	TEXT_SET(a->side, side);
	return a;
}

static const char *
taker(const struct tape *t, size_t i)
{
	return t->side[i] > 0 ? "buy" : "sell";
}

static void
find_large(const struct tape *t, const char *symbol, struct anomalies *out)
{
	double *x = mem_array(t->n + 1, sizeof(*x)), median, limit, scale;
	size_t told = 0;

	memcpy(x, t->qty, t->n * sizeof(*x));
	stat_sort(x, t->n);
	median = stat_quantile(x, t->n, 0.5);
	limit = stat_quantile(x, t->n, LARGE_QUANTILE);
	scale = stat_robust_deviation(x, t->n);
	free(x);
	for (size_t i = 0; i < t->n && scale > 0 && told < TOLD_MOST; i++) {
		double z = (t->qty[i] - median) / scale;
		struct anomaly *a;

		if (t->qty[i] < limit || z < LARGE_DEVIATIONS)
			continue;
		told++;
		a = tell(out, ANOMALY_LARGE_TRADE, symbol,
		    (int64_t)t->time[i] * 1000, taker(t, i), t->price[i],
		    t->qty[i], z);
		snprintf(a->evidence, sizeof(a->evidence), "%.8g: median"
		    " %.6g, 99%% of trades are up to %.6g, %.1f robust"
		    " deviations above", t->qty[i], median, limit, z);
	}
}

static void
find_walls(const struct book_sides *b, int64_t time, const char *symbol,
    struct anomalies *out)
{
	double mid = book_mid(b);

	for (int side = BOOK_BID; side <= BOOK_ASK; side++) {
		const struct levels *l = side == BOOK_BID ? &b->bid : &b->ask;
		double median = side_median(l, mid);
		size_t told = 0;

		for (size_t i = 0; i < l->n && told < TOLD_MOST; i++) {
			double off = fabs(l->price[i] / mid - 1);
			struct anomaly *a;

			if (off > WALL_NEAR)
				break;
			if (!(l->qty[i] >= WALL_MEDIANS * median))
				continue;
			told++;
			a = tell(out, ANOMALY_WALL, symbol, time,
			    side == BOOK_BID ? "bid" : "ask", l->price[i],
			    l->qty[i], l->qty[i] / median);
			snprintf(a->evidence, sizeof(a->evidence), "%.8g is"
			    " %.1f medians (%.6g) of its side's levels within"
			    " 1%%, %.2f bps from the mid", l->qty[i],
			    l->qty[i] / median, median, off * 1e4);
		}
	}
}

/* Was something traded on the other side soon after it went? Who buys trades
 * with asks, the other side of a bid. */
static bool
other_side(const struct tape *t, const struct large_level *l)
{
	double from = (double)l->gone / 1000, wants = l->side == BOOK_BID ?
	    1 : -1;
	size_t low = 0, high = t->n;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (t->time[middle] < from)
			low = middle + 1;
		else
			high = middle;
	}
	for (; low < t->n && t->time[low] <= from + LAYER_OTHER; low++)
		if (t->side[low] == wants)
			return true;
	return false;
}

static void
tell_layers(const struct large_level *const *l, size_t n,
    const struct tape *t, const char *symbol, struct anomalies *out)
{
	double near = 0, life = 0, traded = 0, other = 0, score, many;
	struct anomaly *a;

	for (size_t i = 0; i < n; i++) {
		near += fabs(l[i]->at / l[i]->mid - 1) / (double)n;
		life += (double)(l[i]->gone - l[i]->born) / (double)n;
		traded += l[i]->traded / l[i]->amount / (double)n;
		other += other_side(t, l[i]) / (double)n;
	}
	many = fmin(1, (double)n / (2 * LAYER_TIMES));
	score = pow(fmax(0, 1 - near / LAYER_NEAR) * (1 - life / LAYER_LIFE) *
	    fmax(0, 1 - traded / LAYER_TRADED) * many * other, 0.2);
	if (!(score >= LAYER_SCORE))
		return;
	a = tell(out, ANOMALY_LAYERING, symbol, l[0]->born,
	    l[0]->side == BOOK_BID ? "bid" : "ask", l[0]->at, l[0]->amount,
	    score);
	snprintf(a->evidence, sizeof(a->evidence), "%zu large levels in %.0f"
	    " s, gone after %.2f s on average, %.2f bps from the mid, %.1f%%"
	    " traded; after %.0f%% a trade on the other side", n,
	    (double)(l[n - 1]->gone - l[0]->born) / 1e6, life / 1e6,
	    near * 1e4, traded * 100, other * 100);
}

static void
find_layers(const struct anomaly_watch *w, const struct tape *t, int side,
    const char *symbol, struct anomalies *out)
{
	const struct large_level **of = mem_array(w->gone.len + 1,
	    sizeof(const struct large_level *));
	size_t n = 0, had = out->len;

	for (size_t i = 0; i < w->gone.len; i++)
		if (w->gone.at[i].side == side)
			of[n++] = &w->gone.at[i];
	for (size_t i = 0, end; i < n && out->len - had < TOLD_MOST;
	    i = end) {
		end = i + 1;
		while (end < n && of[end]->gone - of[i]->born <= LAYER_SPAN)
			end++;
		if (end - i >= LAYER_TIMES)
			tell_layers(of + i, end - i, t, symbol, out);
	}
	free(of);
}

/* Of the seconds that have any. */
static double
median_of(const uint32_t *counts, size_t n)
{
	double *x = mem_array(n + 1, sizeof(*x)), median = NAN;
	size_t len = 0;

	for (size_t i = 0; i < n; i++)
		if (counts[i] > 0)
			x[len++] = counts[i];
	stat_sort(x, len);
	if (len > 0)
		median = stat_quantile(x, len, 0.5);
	free(x);
	return median;
}

static void
find_stuffing(const struct anomaly_watch *w, const char *symbol,
    struct anomalies *out)
{
	double changes = median_of(w->seconds.changes, w->seconds.n);
	double trades = median_of(w->seconds.trades, w->seconds.n);
	size_t told = 0;

	for (size_t i = 0; i < w->seconds.n && told < TOLD_MOST; i++) {
		double n = w->seconds.changes[i], m = w->seconds.trades[i];
		struct anomaly *a;

		if (!(n > STUFFING * changes) ||
		    m > STUFFING_TRADES * fmax(1, isnan(trades) ? 0 : trades))
			continue;
		told++;
		a = tell(out, ANOMALY_STUFFING, symbol, w->first +
		    (int64_t)i * STAMP_SECOND, "", NAN, NAN, n / changes);
		snprintf(a->evidence, sizeof(a->evidence), "%.0f changes of"
		    " levels in a second, median %.0f; %.0f trades, median"
		    " %.0f", n, changes, m, isnan(trades) ? 0 : trades);
	}
}

static void
find_wash(const struct tape *t, const char *symbol, struct anomalies *out)
{
	size_t told = 0;

	for (size_t i = 0, end; i < t->n && told < TOLD_MOST; i = end) {
		struct anomaly *a;

		end = i + 1;
		while (end < t->n && t->price[end] == t->price[i] &&
		    t->qty[end] == t->qty[i] &&
		    t->side[end] == -t->side[end - 1] &&
		    t->time[end] - t->time[end - 1] <= WASH_GAP)
			end++;
		if (end - i < 2)
			continue;
		told++;
		a = tell(out, ANOMALY_WASH, symbol, (int64_t)t->time[i] * 1000,
		    taker(t, i), t->price[i], t->qty[i], (double)(end - i));
		snprintf(a->evidence, sizeof(a->evidence), "%zu trades of %.8g"
		    " at %.10g in %.0f ms, sides by turns", end - i,
		    t->qty[i], t->price[i], t->time[end - 1] - t->time[i]);
	}
}

void
anomalies_find(const struct anomaly_watch *w, const struct tape *trades,
    const struct book_sides *book, int64_t time, const char *symbol,
    struct anomalies *out)
{
	if (trades->n > 0)
		find_large(trades, symbol, out);
	find_walls(book, time, symbol, out);
	for (int side = BOOK_BID; side <= BOOK_ASK; side++)
		find_layers(w, trades, side, symbol, out);
	find_stuffing(w, symbol, out);
	find_wash(trades, symbol, out);
}
