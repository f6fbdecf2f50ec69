/*
 * Bars over which something rests at the venue: a stop, a target or a trail is
 * met, closes move a stop, funding is paid (SIMVENUE 10).
 */
#include "research/kernelfill.h"

/* Columns of a bar as the side sees them. */
struct seen { int64_t open, worst, best, close; };
static struct seen
seen_at(const struct kernel *k, size_t bar)
{
	const struct candles *c = k->m.bars;
	int64_t high = price_at(k, c->high, bar), low = price_at(k, c->low,
	    bar), open = price_at(k, c->open, bar), close = price_at(k,
	    c->close, bar);

	return k->held.side > 0 ? (struct seen){ open, low, high, close } :
	    (struct seen){ -open, -high, -low, -close };
}

static void
trail_set(struct kernel *k, int64_t best)
{
	struct kernel_held *h = &k->held;

	h->best = best;
	h->trail = h->side * kernel_away(k, h->behind, h->side * best,
	    h->side < 0);
}

static void
target_out(struct kernel *k, size_t bar)
{
	kernel_close(k, bar, k->held.side * k->held.target, &k->maker,
	    KERNEL_TARGET, -1, false);
}

static void
stop_out(struct kernel *k, size_t bar, int64_t price, bool trail)
{
	int side = k->held.side;

	kernel_close(k, bar, kernel_slipped(k, side * price, side < 0),
	    &k->taker, trail ? KERNEL_TRAIL : KERNEL_STOP, -1, false);
}

/* Did it end in this bar? Also when it has to be replayed. */
static bool
bar_walk(struct kernel *k, size_t bar)
{
	struct kernel_held *h = &k->held;
	struct seen x = seen_at(k, bar);
	int64_t stop;
	bool trails;

	if (h->trailing && (x.open > h->best || h->trail == INT64_MIN))
		trail_set(k, x.open > h->best ? x.open : h->best);
	trails = h->trail > h->stop;
	stop = trails ? h->trail : h->stop;
	if (x.open <= h->liquid || (x.worst <= h->liquid &&
	    stop <= h->liquid)) {
		kernel_replay(k, bar, "it may be liquidated");
		return true;
	}
	if (x.open <= stop) {
		stop_out(k, bar, x.open, trails);
		return true;
	}
	if (x.open > h->target) {
		target_out(k, bar);
		return true;
	}
	if (x.worst <= stop) {
		k->o->inside += x.best > h->target;
		stop_out(k, bar, stop, trails);
		return true;
	}
	if (x.best > h->target) {
		target_out(k, bar);
		return true;
	}
	if (!h->trailing)
		return false;
	if (x.best > h->best)
		trail_set(k, x.best);
	if (x.close > h->trail)
		return false;
	stop_out(k, bar, h->trail, true);
	return true;
}

/* The first bar of from..to-1 in which a level may be met. */
static size_t
scan(const struct kernel *k, size_t from, size_t to)
{
	const struct kernel_held *h = &k->held;
	const struct candles *c = k->m.bars;
	int64_t down = h->stop > h->liquid ? h->stop : h->liquid, up;
	size_t i = from;

	if (h->trailing)
		return from;
	if (down == INT64_MIN && h->target == INT64_MAX)
		return to;
	/* As columns: what is met there at the latest. */
	up = h->target == INT64_MAX ? INT64_MAX : h->target / k->factor;
	down = down == INT64_MIN ? INT64_MIN / 2 : down / k->factor + 1;
	if (h->side > 0) {
		while (i < to && c->low[i] > down && c->high[i] <= up - 1)
			i++;
		return i;
	}
	up = h->target == INT64_MAX ? INT64_MIN : -up + 1;
	while (i < to && c->high[i] < -down && c->low[i] >= up)
		i++;
	return i;
}

/* Steps over closes from..to-1 with levels at rest; false: it ended there. */
static bool
hold(struct kernel *k, size_t from, size_t to)
{
	while (from < to) {
		size_t met = scan(k, from, to);

		kernel_draw(k, from, met, false);
		if (met == to)
			break;
		if (bar_walk(k, met)) {
			k->cool_until = met + k->cooldown;
			k->at = met;
			return false;
		}
		kernel_draw(k, met, met + 1, false);
		from = met + 1;
	}
	return true;
}

static size_t
funding_next(struct kernel *k, size_t from)
{
	while (k->funding_at < k->fundings_len &&
	    k->fundings[k->funding_at].bar < from)
		k->funding_at++;
	return k->funding_at < k->fundings_len ?
	    k->fundings[k->funding_at].bar : SIZE_MAX;
}

/* Payments at this open. */
static bool
fund(struct kernel *k, size_t bar)
{
	while (k->funding_at < k->fundings_len &&
	    k->fundings[k->funding_at].bar == bar)
		if (!kernel_fund(k, &k->fundings[k->funding_at++]))
			return false;
	return true;
}

bool
kernel_funded(struct kernel *k, size_t bar)
{
	return funding_next(k, bar) != bar || fund(k, bar);
}

bool
kernel_rest(struct kernel *k, size_t from, size_t next, size_t leave)
{
	size_t fund_at = funding_next(k, from + 1), to;

	for (; from < next; from = to) {
		to = k->follows ? from + 1 : next;
		if (to > next)
			to = next;
		if (fund_at < to && fund_at > from)
			to = fund_at;
		if (!hold(k, from, to))
			return false;
		if (k->follows && to <= leave)
			kernel_follow(k, to - 1);
		if (to == fund_at && to < next) {
			if (!fund(k, to))
				return false;
			fund_at = funding_next(k, to + 1);
		}
	}
	return true;
}
