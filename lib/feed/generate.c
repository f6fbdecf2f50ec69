/*
 * The seeded market. See the header for the process; everything random is
 * drawn in one fixed order from one stream.
 */
#include "feed/generate.h"

#include "base/decfloat.h"
#include "base/mem.h"
#include "base/rng.h"
#include "base/stamp.h"
#include "base/vec.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define STEPS 6
#define TICKS_MAX 1e15

enum { TREND_UP, TREND_DOWN, RANGE, VOLATILE, CRASH };

const struct feed_regime feed_regimes[] = {
	[TREND_UP] = { "trend-up", "rising, with pauses",
	    0.10, 0.8, 0, 1.0, 200, 6 },
	[TREND_DOWN] = { "trend-down", "falling, with pauses",
	    -0.10, 0.9, 0, 1.1, 160, 5 },
	[RANGE] = { "range", "around one price", 0, 0.6, 0.05, 0.7, 250, 8 },
	[VOLATILE] = { "volatile", "large moves both ways",
	    0, 2.0, 0, 1.8, 60, 3 },
	[CRASH] = { "crash", "falling fast on high volume",
	    -2.5, 2.5, 0, 5.0, 12, 1 },
	{ .name = NULL }
};
#define REGIMES 5

struct spell { int regime; int64_t bars; };	/* bars 0: drawn */

struct market {
	const struct market_plan *plan;
	struct rng rng;
	VEC(struct spell) spells;
	bool script;			/* lengths were given: in order */
	size_t spell;
	int regime;
	int64_t left;			/* bars of this regime */
	double sigma, wild, price, anchor;	/* prices in ticks */
	int64_t crash_from;		/* bar; -1: none */
	double crash_price;
	int64_t last;			/* close of the bar before, ticks */
};

static enum err_code
regimes_parse(struct market *m, const char *text, struct err *err)
{
	char *copy = mem_text(text), *rest = copy, *word, *colon, *end;
	enum err_code rc = E_OK;

	while (rc == E_OK && (word = strsep(&rest, ",")) != NULL) {
		struct spell s = { -1, 0 };

		colon = strchr(word, ':');
		if (colon != NULL) {
			*colon = '\0';
			s.bars = strtoll(colon + 1, &end, 10);
			if (*end != '\0' || end == colon + 1 || s.bars < 1)
				rc = err_set(err, E_USAGE, "regimes: \"%s\" is "
				    "no number of bars", colon + 1);
			m->script = true;
		}
		for (int i = 0; i < REGIMES; i++)
			if (strcmp(feed_regimes[i].name, word) == 0)
				s.regime = i;
		if (rc == E_OK && s.regime < 0)
			rc = err_set(err, E_USAGE, "regimes: no regime \"%s\"; "
			    "there are trend-up, trend-down, range, volatile, "
			    "crash", word);
		vec_push(&m->spells, s);
	}
	free(copy);
	return rc;
}

/* Which of the spells comes next: in order, or by weight. */
static const struct spell *
spell_draw(struct market *m)
{
	uint64_t sum = 0, at;
	size_t i;

	if (m->script)
		return &m->spells.at[m->spell++ % m->spells.len];
	for (i = 0; i < m->spells.len; i++)
		if (m->spells.at[i].regime != m->regime || m->spells.len == 1)
			sum += (uint64_t)
			    feed_regimes[m->spells.at[i].regime].weight;
	if (sum == 0)
		return &m->spells.at[0];
	at = rng_below(&m->rng, sum);
	for (i = 0; i < m->spells.len; i++) {
		uint64_t weight = (uint64_t)
		    feed_regimes[m->spells.at[i].regime].weight;

		if (m->spells.at[i].regime == m->regime &&
		    m->spells.len != 1)
			continue;
		if (at < weight)
			break;
		at -= weight;
	}
	return &m->spells.at[i];
}

static void
regime_next(struct market *m)
{
	const struct spell *s = spell_draw(m);
	const int mean = feed_regimes[s->regime].bars;

	m->regime = s->regime;
	m->left = s->bars > 0 ? s->bars :
	    mean / 2 + (int64_t)rng_below(&m->rng, (uint64_t)mean + 1);
	m->anchor = m->price;
}

/* Sum of four uniform numbers, scaled to variance 1. */
static double
noise(struct market *m)
{
	double sum = 0;

	for (int i = 0; i < 4; i++)
		sum += rng_unit(&m->rng);
	return (sum - 2) * 1.7320508075688772;
}

static int64_t
ticks(double price)
{
	if (!(price >= 1))
		return 1;
	return price > TICKS_MAX ? (int64_t)TICKS_MAX : (int64_t)(price + 0.5);
}

/* One step of a common bar. */
static void
step_common(struct market *m)
{
	static const double root = 2.449489742783178;	/* √6 */
	const struct feed_regime *r = &feed_regimes[m->regime];
	const double pull = r->pull * (m->anchor - m->price) /
	    (m->price * m->sigma);
	double move = m->sigma / root * (r->drift / root +
	    m->wild * r->volatility * noise(m) + pull / root);

	if (move < -0.2)
		move = -0.2;
	if (move > 0.2)
		move = 0.2;
	m->price *= 1 + move;
}

/* One step of the crash of the plan: a line with noise, its end exact. */
static void
step_crash(struct market *m, int64_t bar, int step)
{
	const double depth = dec_to_double(m->plan->crash_depth);
	const double all = (double)(m->plan->crash_bars * STEPS);
	const double done = (double)((bar - m->crash_from) * STEPS + step + 1);
	const double target = m->crash_price * (1 - depth * done / all);
	double jitter = m->sigma * noise(m);

	if (jitter > 0.05 || jitter < -0.05)
		jitter = jitter > 0 ? 0.05 : -0.05;
	m->price = done < all ? target * (1 + jitter) : target;
}

static bool
in_crash(struct market *m, int64_t bar)
{
	if (m->crash_from < 0 || bar < m->crash_from ||
	    bar >= m->crash_from + m->plan->crash_bars)
		return false;
	if (bar == m->crash_from)
		m->crash_price = m->price;
	m->regime = VOLATILE;
	m->left = feed_regimes[VOLATILE].bars;
	m->anchor = m->price;
	return true;
}

static int64_t
lots_traded(struct market *m, double from, double to, bool crash)
{
	const double lot = dec_to_double(m->plan->lot);
	const double base = dec_to_double(m->plan->volume) / lot;
	double move = (to - from) / (from * m->sigma), u = rng_unit(&m->rng);
	double lots;

	if (move < 0)
		move = -move;
	lots = base * feed_regimes[crash ? CRASH : m->regime].volume *
	    m->wild * (0.2 + 0.4 * move + 1.2 * u * u);
	return lots < 1 ? 1 : lots > 1e15 ? (int64_t)1e15 : (int64_t)lots;
}

static struct dec
times(int64_t n, struct dec unit)
{
	return (struct dec){ unit.coef * n, unit.scale };
}

static bool
bar_make(struct market *m, int64_t bar, struct candle *c)
{
	const double before = m->price;
	int64_t open = m->last, high = open, low = open, close = open;
	bool crash;

	if (m->left == 0)
		regime_next(m);
	crash = in_crash(m, bar);
	m->wild += 0.05 * (1 - m->wild) + 0.3 * (rng_unit(&m->rng) - 0.5);
	if (m->wild < 0.4)
		m->wild = 0.4;
	if (m->wild > 3)
		m->wild = 3;
	for (int i = 0; i < STEPS; i++) {
		if (crash)
			step_crash(m, bar, i);
		else
			step_common(m);
		if (!(m->price >= 1))
			m->price = 1;
		close = ticks(m->price);
		high = close > high ? close : high;
		low = close < low ? close : low;
	}
	m->left--;
	m->last = close;
	*c = candle_empty();
	c->open_time_ms = (m->plan->from + bar * m->plan->timeframe) / 1000;
	c->open = times(open, m->plan->tick);
	c->high = times(high, m->plan->tick);
	c->low = times(low, m->plan->tick);
	c->close = times(close, m->plan->tick);
	c->volume = times(lots_traded(m, before, m->price, crash),
	    m->plan->lot);
	return m->price < TICKS_MAX;
}

static enum err_code
plan_check(const struct market_plan *p, struct err *err)
{
	const struct { const char *name; struct dec value; } positive[] = {
		{ "start price", p->start_price }, { "tick", p->tick },
		{ "lot", p->lot }, { "volatility", p->volatility },
		{ "volume", p->volume }
	};

	for (size_t i = 0; i < sizeof(positive) / sizeof(positive[0]); i++)
		if (dec_sign(positive[i].value) <= 0)
			return err_set(err, E_USAGE, "%s must be above 0",
			    positive[i].name);
	if (!dec_on_step(p->start_price, p->tick))
		return err_set(err, E_USAGE, "start price is off the tick");
	if (dec_cmp(p->volatility, dec_int(10)) > 0)
		return err_set(err, E_USAGE, "volatility is above 1000%%");
	if (p->crash_at != 0 && (dec_sign(p->crash_depth) <= 0 ||
	    dec_cmp(p->crash_depth, dec_int(1)) >= 0))
		return err_set(err, E_USAGE,
		    "crash depth must be between 0%% and 100%%");
	if (p->crash_at != 0 && (p->crash_at < p->from ||
	    p->crash_at >= p->from + p->bars * p->timeframe))
		return err_set(err, E_USAGE,
		    "the crash is outside of the bars");
	if (p->from % p->timeframe != timeframe_origin_ms(
	    p->timeframe / 1000) * 1000 % p->timeframe)
		return err_set(err, E_USAGE,
		    "the first bar is off the grid of the timeframe");
	return E_OK;
}

static enum err_code
bars_make(struct market *m, const struct candle_sink *sink, struct err *err)
{
	struct candle_rows rows = {0};
	struct candle c;
	enum err_code rc = E_OK;

	for (int64_t bar = 0; bar < m->plan->bars && rc == E_OK; bar++) {
		if (!bar_make(m, bar, &c) || !candle_rows_add(&rows, &c, 0))
			rc = err_set(err, E_USAGE, "prices leave 18 digits: "
			    "a larger tick or lot, or fewer bars");
		if (rc == E_OK && (rows.len == FEED_ROWS ||
		    bar + 1 == m->plan->bars)) {
			rc = sink->rows(sink->self, &rows, err);
			candle_rows_clear(&rows);
		}
	}
	candle_rows_release(&rows);
	return rc;
}

enum err_code
market_generate(const struct market_plan *plan,
    const struct candle_sink *sink, struct err *err)
{
	struct market m = { .plan = plan, .regime = -1, .wild = 1,
	    .crash_from = -1 };
	int64_t start;
	enum err_code rc = plan_check(plan, err);

	if (rc == E_OK)
		rc = regimes_parse(&m, plan->regimes != NULL ? plan->regimes :
		    "trend-up,trend-down,range,volatile,crash", err);
	if (rc == E_OK && (!dec_steps(plan->start_price, plan->tick, &start) ||
	    (double)start > TICKS_MAX))
		rc = err_set(err, E_USAGE, "start price has too many ticks");
	if (rc == E_OK) {
		rng_seed(&m.rng, plan->seed);
		m.last = start;
		m.price = m.anchor = (double)start;
		m.sigma = dec_to_double(plan->volatility) *
		    sqrt((double)plan->timeframe / (double)STAMP_YEAR);
		if (plan->crash_at != 0)
			m.crash_from = (plan->crash_at - plan->from) /
			    plan->timeframe;
		rc = bars_make(&m, sink, err);
	}
	vec_release(&m.spells);
	return rc;
}
