/*
 * What a replay runs over, from the store: checked, and with as many bars
 * before the start as the strategy looks back on.
 */
#include "research/ground.h"

#include "research/digest.h"
#include "research/limits.h"
#include "store/candles.h"
#include "store/fundingrates.h"
#include "venue/sim/markets.h"

#include <stdlib.h>
#include <string.h>

static struct run_market *
market_add(struct ground *w, const char *symbol)
{
	struct run_market *m = ground_find(w, symbol);

	if (m == NULL) {
		m = vec_add(&w->markets);
		m->symbol = symbol;
	}
	return m;
}

/* Those whose markets limits of the policy follow. */
static void
add_of_limits(struct ground *w)
{
	struct limit_factor f;

	for (size_t at = 0; limits_next(w->b, &at, &f); )
		if (f.symbol[0] != '\0' && ground_find(w, f.symbol) == NULL) {
			char *symbol = mem_text(f.symbol);

			vec_push(&w->named, symbol);
			market_add(w, symbol);
		}
}

struct run_market *
ground_find(struct ground *w, const char *symbol)
{
	for (size_t i = 0; i < w->markets.len; i++)
		if (strcmp(w->markets.at[i].symbol, symbol) == 0)
			return &w->markets.at[i];
	return NULL;
}

static enum err_code
bad_range(const struct ground *w, const char *what, int64_t asked,
    int64_t stored, struct err *err)
{
	const struct backtest *b = w->b;
	char span[STAMP_TEXT_SIZE], x[STAMP_TEXT_SIZE], y[STAMP_TEXT_SIZE];

	return err_set(err, E_USAGE, "%s %s: stored %s %s, and %s asks for %s",
	    b->symbols[0], duration_text(b->timeframe, span),
	    asked < stored ? "from" : "until", stamp_text(stored, x), what,
	    stamp_text(asked, y));
}

/* What a market's bars come from: those stored, or shorter ones. */
static enum err_code
source_find(struct ground *w, struct run_market *m, struct err *err)
{
	const struct backtest *b = w->b;
	struct serieses all = {0};
	enum err_code rc = series_list(w->s, b->venue, m->symbol, 0,
	    PRICE_LAST, &all, err);
	const struct series *near = rc == E_OK ?
	    series_nearest(&all, b->timeframe) : NULL;
	char span[STAMP_TEXT_SIZE];

	if (near != NULL)
		m->source = *near;
	else if (rc == E_OK)
		rc = err_set(err, E_USAGE, "%s %s: no candles are stored; "
		    "see etrms candles import", m->symbol,
		    duration_text(b->timeframe, span));
	vec_release(&all);
	return rc;
}

/* More than is stored is not asked for silently. */
static enum err_code
range_find(struct ground *w, const struct series *source, struct err *err)
{
	const struct backtest *b = w->b;
	int64_t first = candles_bucket(b->timeframe, source->from);
	int64_t end = candles_bucket(b->timeframe, source->to);

	if (end > source->to)		/* the last one has not ended */
		end -= b->timeframe;
	if (b->from != 0 && b->from <= first - b->timeframe)
		return bad_range(w, "--from", b->from, first, err);
	if (b->to != 0 && b->to > end)
		return bad_range(w, "--to", b->to, end, err);
	/* From the first bar that opens in the range to the close of the last
	 * that does. */
	w->from = first;
	if (b->from > first)
		w->from += (b->from - first + b->timeframe - 1) /
		    b->timeframe * b->timeframe;
	w->to = end;
	if (b->to != 0)
		w->to -= (w->to - b->to) / b->timeframe * b->timeframe;
	return E_OK;
}

static bool
is_stored(const struct serieses *all, const char *symbol)
{
	for (size_t i = 0; i < all->len; i++)
		if (strcmp(all->at[i].symbol, symbol) == 0 &&
		    all->at[i].rows > 0)
			return true;
	return false;
}

static enum err_code
gap_refuse(const struct run_market *m, int64_t from, int64_t to,
    struct err *err)
{
	char x[STAMP_TEXT_SIZE], y[STAMP_TEXT_SIZE];

	return err_set(err, E_USAGE, "%s: no bars from %s to %s; see etrms "
	    "candles verify, or give --allow-gaps", m->symbol,
	    stamp_text(from, x), stamp_text(to, y));
}

/* Gaps, and what no bar can be; a symbol may begin later than the others. */
static enum err_code
bars_check(struct ground *w, struct run_market *m, struct err *err)
{
	const struct candles *c = &m->bars;
	int64_t step = w->b->timeframe / 1000;
	int64_t silent = 0;
	char x[STAMP_TEXT_SIZE];

	for (size_t i = m->start; i < c->len; i++)
		silent += c->volume[i] == 0;
	w->silent += silent;
	for (size_t i = 1; i < c->len; i++) {
		int64_t off = c->open_time_ms[i] - c->open_time_ms[i - 1];

		if (off == step)
			continue;
		if (off < step)
			return err_set(err, E_DATA, "%s: bars overlap at %s",
			    m->symbol, stamp_text(c->open_time_ms[i] * 1000,
			    x));
		if (m->source.timeframe != w->b->timeframe)
			continue;	/* counted where they were made */
		if (!w->b->allow_gaps)
			return gap_refuse(m, (c->open_time_ms[i - 1] + step) *
			    1000, c->open_time_ms[i] * 1000, err);
		w->gaps++;
		w->missing += off / step - 1;
	}
	return E_OK;
}

static enum err_code
bars_take(struct ground *w, struct run_market *m, int64_t from,
    struct err *err)
{
	const struct backtest *b = w->b;
	struct candle_holes holes = {0};
	enum err_code rc;

	if (m->source.timeframe == b->timeframe)
		return candles_load(w->s, b->venue, m->symbol, b->timeframe,
		    PRICE_LAST, from, w->to, &m->bars, err);
	rc = candles_make(w->s, &m->source, b->timeframe, from, w->to,
	    &m->bars, &holes, err);
	if (rc == E_OK && holes.gaps > 0 && !b->allow_gaps)
		return gap_refuse(m, holes.from, holes.to, err);
	w->gaps += holes.gaps;
	w->missing += holes.missing;
	return rc;
}

static enum err_code
bars_load(struct ground *w, struct run_market *m, struct err *err)
{
	int64_t before = w->warmup * w->b->timeframe;
	char x[STAMP_TEXT_SIZE], y[STAMP_TEXT_SIZE];
	enum err_code rc = bars_take(w, m, w->from > before ?
	    w->from - before : 0, err);

	while (rc == E_OK && m->start < m->bars.len &&
	    m->bars.open_time_ms[m->start] * 1000 < w->from)
		m->start++;
	if (rc == E_OK && m->start == m->bars.len &&
	    (!w->b->cut || m == w->markets.at))
		rc = err_set(err, E_USAGE, "%s: no bars are stored from %s to "
		    "%s", m->symbol, stamp_text(w->from, x),
		    stamp_text(w->to, y));
	return rc == E_OK ? bars_check(w, m, err) : rc;
}

/* Marks, details and rates are there for some symbols, or for none. */
static enum err_code
extras_load(struct ground *w, const struct serieses *marks,
    const struct serieses *details, struct run_market *m, struct err *err)
{
	const struct backtest *b = w->b;
	bool swap = strchr(m->symbol, ':') != NULL;
	char span[STAMP_TEXT_SIZE];
	enum err_code rc = E_OK;

	if (swap && is_stored(marks, m->symbol))
		rc = candles_load(w->s, b->venue, m->symbol, b->timeframe,
		    PRICE_MARK, w->from, w->to, &m->marks, err);
	if (rc == E_OK && b->detail != 0 && !is_stored(details, m->symbol))
		rc = err_set(err, E_USAGE, "%s %s: no candles are stored for "
		    "--detail", m->symbol, duration_text(b->detail, span));
	else if (rc == E_OK && b->detail != 0)
		rc = candles_load(w->s, b->venue, m->symbol, b->detail,
		    PRICE_LAST, w->from, w->to, &m->details, err);
	if (rc == E_OK && swap && m->bars.len > 0)
		rc = funding_rates_load(w->s, b->venue, m->symbol,
		    m->bars.open_time_ms[0] * 1000, w->to, 0, &m->rates, err);
	return rc;
}

static enum err_code
market_load(struct ground *w, const struct serieses *marks,
    const struct serieses *details, struct run_market *m, struct err *err)
{
	enum err_code rc = bars_load(w, m, err);

	if (rc == E_OK)
		rc = extras_load(w, marks, details, m, err);
	if (rc == E_OK)
		rc = market_known(w->b->venue, m->symbol, m->bars.price_scale,
		    &m->i, &m->price_scale, err);
	if (rc != E_OK)
		return rc;
	if (m->bars.price_scale > m->price_scale)
		m->price_scale = m->bars.price_scale;
	if (m->marks.len > 0 && m->marks.price_scale > m->price_scale)
		m->price_scale = m->marks.price_scale;
	if (m->details.len > 0 && m->details.price_scale > m->price_scale)
		m->price_scale = m->details.price_scale;
	if (dec_known(w->b->maker))
		m->i.maker = w->b->maker;
	if (dec_known(w->b->taker))
		m->i.taker = w->b->taker;
	return E_OK;
}

enum err_code
ground_load(struct ground *w, struct err *err)
{
	const struct backtest *b = w->b;
	struct serieses marks = { 0 }, details = { 0 };
	enum err_code rc = E_OK;

	for (size_t i = 0; i < b->symbols_len; i++)
		market_add(w, b->symbols[i]);
	w->traded = w->markets.len;
	for (size_t i = 0; i < b->strategy->with.len; i++)
		market_add(w, b->strategy->with.at[i].symbol);
	add_of_limits(w);
	for (size_t i = 0; i < w->markets.len && rc == E_OK; i++)
		rc = source_find(w, &w->markets.at[i], err);
	if (rc == E_OK)
		rc = range_find(w, &w->markets.at[0].source, err);
	if (rc == E_OK)
		rc = series_list(w->s, b->venue, NULL, b->timeframe,
		    PRICE_MARK, &marks, err);
	if (rc == E_OK && b->detail != 0)
		rc = series_list(w->s, b->venue, NULL, b->detail, PRICE_LAST,
		    &details, err);
	for (size_t i = 0; i < w->markets.len && rc == E_OK; i++)
		rc = market_load(w, &marks, &details, &w->markets.at[i], err);
	if (rc == E_OK)
		w->warm = (int64_t)w->markets.at[0].start;
	if (rc == E_OK && b->reshape != NULL)
		b->reshape(b->reshape_self, w);
	vec_release(&marks);
	vec_release(&details);
	return rc;
}

void
ground_drop_prices(struct ground *w)
{
	for (size_t i = 0; i < w->markets.len; i++) {
		struct run_market *m = &w->markets.at[i];

		candles_drop_prices(&m->bars);
		candles_drop_prices(&m->marks);
		candles_drop_prices(&m->details);
		m->view.open = m->view.high = m->view.low = m->view.close =
		    m->view.volume = NULL;
	}
}

void
ground_release(struct ground *w)
{
	for (size_t i = 0; i < w->markets.len; i++) {
		candles_release(&w->markets.at[i].bars);
		candles_release(&w->markets.at[i].marks);
		candles_release(&w->markets.at[i].details);
		vec_release(&w->markets.at[i].rates);
	}
	vec_release(&w->markets);
	for (size_t i = 0; i < w->named.len; i++)
		free(w->named.at[i]);
	vec_release(&w->named);
	vec_release(&w->fundings);
	sim_bars_release(&w->source);
}

static struct candles
view_of(const struct run_market *m)
{
	struct candles c = m->bars;

	candles_skip(&c, m->start);
	return c;
}

/* Those that opened before a time. */
static void
hash_bars(struct digest *d, const char *what, const struct candles *c,
    int64_t until)
{
	size_t n = c->len;

	while (n > 0 && c->open_time_ms[n - 1] * 1000 >= until)
		n--;
	digest_text(d, what);
	digest_number(d, n > 0 ? c->price_scale : 0);
	digest_number(d, n > 0 ? c->volume_scale : 0);
	digest_numbers(d, c->open_time_ms, n);
	digest_numbers(d, c->open, n);
	digest_numbers(d, c->high, n);
	digest_numbers(d, c->low, n);
	digest_numbers(d, c->close, n);
	digest_numbers(d, c->volume, n);
}

void
ground_hash(const struct ground *w, int64_t until, char out[SHA256_TEXT_SIZE])
{
	struct digest d;

	digest_init(&d);
	for (size_t i = 0; i < w->markets.len; i++) {
		const struct run_market *m = &w->markets.at[i];
		size_t n = m->rates.len;

		while (n > 0 && m->rates.at[n - 1].time >= until)
			n--;
		digest_text(&d, m->symbol);
		hash_bars(&d, "last", &m->bars, until);
		hash_bars(&d, "mark", &m->marks, until);
		hash_bars(&d, "detail", &m->details, until);
		digest_number(&d, (int64_t)n);
		for (size_t k = 0; k < n; k++) {
			digest_number(&d, m->rates.at[k].time);
			digest_dec(&d, m->rates.at[k].rate);
			digest_dec(&d, m->rates.at[k].mark_price);
		}
	}
	digest_final(&d, out);
}

static void
hash_terms(struct digest *d, const struct instrument *i)
{
	const struct dec terms[] = { i->lot, i->min_amount, i->max_amount,
	    i->min_notional, i->max_notional, i->band_up, i->band_down,
	    i->contract_size, i->max_leverage, i->maker, i->taker,
	    i->liquidation_fee };

	digest_text(d, i->symbol);
	digest_number(d, i->kind);
	digest_number(d, i->max_open_orders);
	for (size_t n = 0; n < sizeof(terms) / sizeof(terms[0]); n++)
		digest_dec(d, terms[n]);
	digest_number(d, i->tick_rows);
	for (int n = 0; n < i->tick_rows; n++) {
		digest_dec(d, i->ticks[n].from);
		digest_dec(d, i->ticks[n].tick);
	}
	digest_number(d, i->tier_rows);
	for (int n = 0; n < i->tier_rows; n++) {
		digest_dec(d, i->tiers[n].floor);
		digest_dec(d, i->tiers[n].mmr);
		digest_dec(d, i->tiers[n].max_leverage);
	}
}

void
ground_hash_instruments(const struct ground *w, int64_t until,
    char out[SHA256_TEXT_SIZE])
{
	struct digest d;

	digest_init(&d);
	for (size_t i = 0; i < w->markets.len; i++) {
		const struct run_market *m = &w->markets.at[i];

		if (m->bars.len > 0 && m->bars.open_time_ms[0] * 1000 < until)
			hash_terms(&d, &m->i);
	}
	digest_final(&d, out);
}

static int
by_time(const void *a, const void *b)
{
	const struct sim_funding *x = a, *y = b;

	if (x->time != y->time)
		return x->time < y->time ? -1 : 1;
	return (x->symbol > y->symbol) - (x->symbol < y->symbol);
}

static void
fundings_give(struct ground *w)
{
	for (size_t i = 0; i < w->markets.len; i++) {
		const struct funding_rates *r = &w->markets.at[i].rates;

		for (size_t n = 0; n < r->len; n++)
			if (r->at[n].time >= w->from)
				vec_push(&w->fundings, ((struct sim_funding){
				    i, r->at[n].time, r->at[n].rate,
				    r->at[n].mark_price }));
	}
	if (w->fundings.len > 1)
		qsort(w->fundings.at, w->fundings.len,
		    sizeof(*w->fundings.at), by_time);
	sim_bars_set_fundings(&w->source, w->fundings.at, w->fundings.len);
}

enum err_code
ground_setup(struct ground *w, struct sim_setup *setup, struct err *err)
{
	const struct backtest *b = w->b;
	enum err_code rc = E_OK;

	if (b->detail != 0)
		sim_bars_set_detail(&w->source, b->timeframe, b->detail);
	for (size_t i = 0; i < w->markets.len && rc == E_OK; i++) {
		struct run_market *m = &w->markets.at[i];
		struct sim_instrument *to = vec_add(&setup->instruments);

		m->view = view_of(m);
		to->i = m->i;
		to->price_scale = m->price_scale;
		TEXT_SET(to->i.venue, "sim");
		rc = sim_bars_add(&w->source, i, &m->view, m->price_scale, err);
		if (rc == E_OK && m->marks.len > 0)
			rc = sim_bars_add_marks(&w->source, i, &m->marks,
			    m->price_scale, err);
		if (rc == E_OK && m->details.len > 0)
			rc = sim_bars_add_detail(&w->source, i, &m->details,
			    m->price_scale, err);
	}
	if (rc == E_OK)
		fundings_give(w);
	return rc;
}
