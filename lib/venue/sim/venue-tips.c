/*
 * The bar that has not closed, of accounts with live prices: as far as it has
 * come, it is a short bar of its own; what is left of it when it has closed is
 * another. Groups in between are the stored ones.
 */
#include "venue/sim/venuedata.h"

#include "venue/sim/state.h"

#include <string.h>

static int64_t
most(int64_t a, int64_t b)
{
	return a > b ? a : b;
}

static int64_t
least(int64_t a, int64_t b)
{
	return a < b ? a : b;
}

/*
 * What a bar brings beyond what was seen of it (high and low; 0: nothing was),
 * from the price where its symbol stands. What was no new extreme is not known
 * to have been again.
 */
static void
bar_cut(int64_t last, int64_t seen_high, int64_t seen_low, struct sim_bar *b)
{
	if (seen_high == 0)
		return;
	b->open = last;
	if (b->high <= seen_high)
		b->high = b->close;
	if (b->low >= seen_low)
		b->low = b->close;
	b->high = most(b->high, most(b->open, b->close));
	b->low = least(b->low, least(b->open, b->close));
}

static int64_t
seen_price(const struct sim_symbol *s, struct dec price)
{
	int64_t steps = 0;

	return dec_known(price) && price_read(s, price, &steps) ? steps : 0;
}

/* Of a bar that opened at `open`, from where the clock stands. */
static void
rest_of_bar(struct sim_venue *v, int64_t open, struct sim_bar *b, bool mark)
{
	const struct sim_seen *seen = &v->markets.at[b->symbol].seen;
	const struct sim_symbol *s = &v->sim->symbols.at[b->symbol];
	struct dec volume = dec_make(b->volume, b->volume_scale);

	if (seen->time != open)
		return;
	if (mark) {
		bar_cut(s->mark, seen_price(s, seen->mark_high),
		    seen_price(s, seen->mark_low), b);
		return;
	}
	bar_cut(s->last, seen_price(s, seen->high), seen_price(s, seen->low),
	    b);
	if (dec_sub(volume, seen->volume, &volume) && dec_sign(volume) > 0 &&
	    volume.coef <= INT64_MAX) {
		b->volume = (int64_t)volume.coef;
		b->volume_scale = volume.scale;
	} else
		b->volume = 0;
}

/* The stored bars of the minute in which the clock stands. */
static void
rest_of_group(struct sim_venue *v, int64_t now, struct sim_group *g)
{
	int64_t open = g->time;

	vec_clear(&v->cut);
	vec_clear(&v->cut_marks);
	for (size_t i = 0; i < g->len; i++) {
		vec_push(&v->cut, g->bars[i]);
		rest_of_bar(v, open, &v->cut.at[i], false);
	}
	for (size_t i = 0; i < g->marks_len; i++) {
		vec_push(&v->cut_marks, g->marks[i]);
		rest_of_bar(v, open, &v->cut_marks.at[i], true);
	}
	g->bars = v->cut.at;
	g->marks = v->cut_marks.at;
	g->time = now;
	g->span = open + v->v.account.timeframe - now;
}

static struct sim_bar
bar_of(const struct sim_symbol *s, size_t symbol, const struct candle *c)
{
	struct sim_bar b = { .symbol = symbol };

	price_read(s, c->open, &b.open);
	price_read(s, c->high, &b.high);
	price_read(s, c->low, &b.low);
	price_read(s, c->close, &b.close);
	if (dec_known(c->volume) && c->volume.coef <= INT64_MAX) {
		b.volume = (int64_t)c->volume.coef;
		b.volume_scale = c->volume.scale;
	}
	return b;
}

/* The bars that have not closed, as far as they have come. */
static void
tip_group(struct sim_venue *v, int64_t now, struct sim_group *g)
{
	int64_t open = v->tip_time - v->tip_time % v->v.account.timeframe;

	vec_clear(&v->cut);
	vec_clear(&v->cut_marks);
	g->time = most(now, open);
	g->span = v->tip_time - g->time;
	if (v->tips.len == 0 || g->span <= 0)
		return;
	for (size_t i = 0; i < v->tips.len; i++) {
		const struct tip *t = &v->tips.at[i];
		const struct sim_symbol *s = &v->sim->symbols.at[t->symbol];

		vec_push(&v->cut, bar_of(s, t->symbol, &t->bar));
		rest_of_bar(v, open, &v->cut.at[i], false);
		if (t->mark.open_time_ms == 0)
			continue;
		vec_push(&v->cut_marks, bar_of(s, t->symbol, &t->mark));
		rest_of_bar(v, open, &v->cut_marks.at[v->cut_marks.len - 1],
		    true);
	}
	g->bars = v->cut.at;
	g->len = v->cut.len;
	g->marks = v->cut_marks.at;
	g->marks_len = v->cut_marks.len;
	v->tip_group = g->time;
}

/* Settlements after one time, up to the group's. */
static void
fundings_give(const struct sim_venue *v, int64_t after, struct sim_group *g)
{
	size_t from = 0, to;

	while (from < v->fundings.len && v->fundings.at[from].time <= after)
		from++;
	for (to = from; to < v->fundings.len &&
	    v->fundings.at[to].time <= g->time; )
		to++;
	g->fundings = v->fundings.at == NULL ? NULL : v->fundings.at + from;
	g->fundings_len = to - from;
}

static enum err_code
live_next(void *self, int64_t after, struct sim_group *out, struct err *err)
{
	struct sim_venue *v = self;
	struct sim_source stored = sim_bars_source(&v->bars);
	int64_t now = sim_time(v->sim);
	int64_t minute = now - now % v->v.account.timeframe;
	enum err_code rc = stored.next(stored.self, now > minute ?
	    minute - 1 : after, out, err);

	/* Also at its very open something may have been seen of a minute. */
	if (rc == E_OK && out->len > 0 && out->time == minute)
		rest_of_group(v, now, out);
	else if (rc == E_OK && out->len == 0)
		tip_group(v, now, out);
	if (rc == E_OK && out->len > 0)
		fundings_give(v, after, out);
	return rc;
}

const struct sim_source *
venue_source_of(struct sim_venue *v, struct sim_source *room)
{
	*room = v->v.account.live_prices != 1 ? sim_bars_source(&v->bars) :
	    (struct sim_source){ .next = live_next, .self = v };
	return room;
}

int64_t
venue_bars_from(const struct sim_venue *v)
{
	int64_t now = sim_time(v->sim);

	return v->v.account.live_prices == 1 ?
	    now - now % v->v.account.timeframe : now;
}

/* How far the bars were seen goes into the store with what came of it. */
enum err_code
venue_tips_keep(struct sim_venue *v, struct err *err)
{
	int64_t open = v->tip_time - v->tip_time % v->v.account.timeframe;
	enum err_code rc = E_OK;

	if (v->tip_group == 0 || v->sim->group != v->tip_group)
		return E_OK;
	for (size_t i = 0; i < v->tips.len && rc == E_OK; i++) {
		const struct tip *t = &v->tips.at[i];
		struct sim_market *m = &v->markets.at[t->symbol];
		bool marked = t->mark.open_time_ms != 0;

		m->seen = (struct sim_seen){ .time = open,
		    .high = t->bar.high, .low = t->bar.low,
		    .volume = t->bar.volume,
		    .mark_high = marked ? t->mark.high : DEC_NONE,
		    .mark_low = marked ? t->mark.low : DEC_NONE };
		rc = sim_market_put(v->s, v->v.account.label, m, err);
	}
	v->tip_group = 0;
	return rc;
}

static bool
price_fits(struct dec price, int *scale)
{
	if (!dec_known(price) || dec_sign(price) <= 0)
		return false;
	if (dec_decimals(price) > *scale)
		*scale = dec_decimals(price);
	return true;
}

static bool
candle_fits(const struct candle *c, int *scale)
{
	return price_fits(c->open, scale) && price_fits(c->high, scale) &&
	    price_fits(c->low, scale) && price_fits(c->close, scale) &&
	    dec_cmp(c->low, dec_min(c->open, c->close)) <= 0 &&
	    dec_cmp(c->high, dec_max(c->open, c->close)) >= 0;
}

/* What was asked is put in place; prices may have more decimals than before. */
static enum err_code
tip_take(struct sim_venue *v, const struct tip *t, bool *raised,
    struct err *err)
{
	struct sim_market *m = &v->markets.at[t->symbol];
	int scale = (int)m->price_scale;

	if (!candle_fits(&t->bar, &scale) ||
	    (t->mark.open_time_ms != 0 && !candle_fits(&t->mark, &scale)))
		return err_set(err, E_DATA, "%s: a bar that cannot be",
		    m->i.symbol);
	if (scale <= m->price_scale)
		return E_OK;
	m->price_scale = scale;
	*raised = true;
	return sim_market_put(v->s, v->v.account.label, m, err);
}

static enum err_code
tips_take(struct sim_venue *v, struct err *err)
{
	bool raised = false;
	enum err_code rc = venue_joined(v, err);

	if (rc != E_OK)
		return rc;
	for (size_t i = 0; i < v->tips.len && rc == E_OK; i++)
		rc = tip_take(v, &v->tips.at[i], &raised, err);
	if (rc == E_OK && raised)
		rc = world_rebuild(v, err);
	return venue_parted(v, rc, err);
}

enum err_code
sim_venue_tips(struct venue *venue, int64_t time, struct err *err)
{
	struct sim_venue *v = self_of(venue);
	enum err_code rc = venue_refresh(v, err);

	vec_clear(&v->tips);
	v->tip_time = time;
	v->tip_group = 0;
	if (rc == E_OK && time % v->v.account.timeframe != 0)
		rc = live_tips(v, err);
	if (rc == E_OK)
		rc = tips_take(v, err);
	if (rc != E_OK)
		vec_clear(&v->tips);
	/* What was stored since is to be read. */
	venue_bars_release(v);
	v->markets_fresh = false;
	return rc;
}

enum err_code
sim_venue_wait(struct venue *venue, int64_t time, struct err *err)
{
	struct sim_venue *v = self_of(venue);
	enum err_code rc = venue_refresh(v, err);

	if (rc != E_OK || v->markets.len > 0 || time <= sim_time(v->sim))
		return rc;
	sim_begin(v->sim, time);
	return venue_flush(v, err);
}
