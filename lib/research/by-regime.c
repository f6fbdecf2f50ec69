/* A run's returns and trades, by the regime that was known before each. */
#include "research/by-regime.h"

#include "base/decfloat.h"
#include "expr/expr-series.h"
#include "quant/stats.h"
#include "research/measure.h"

#include <math.h>
#include <stdlib.h>

#define OF(kind, member) #member, FIELD_##kind, \
	FIELD_AT(struct regime_share, member)
static const struct field fields[] = {
	{ OF(CHARS, run), .help = "its id" },
	{ OF(ENUM, regime), .help = "by rules, of the last bar that had closed"
	  " before; null: not known yet", .names = regime_names,
	  .names_len = REGIMES },
	{ OF(INT, bars), .help = "that came after one like that" },
	{ OF(DOUBLE, share), .help = "of all bars of the run",
	  .unit = UNIT_RATIO, .flags = FIELD_PERCENT },
	{ OF(DOUBLE, total_return), .help = "of these bars alone, compounded",
	  .unit = UNIT_RATIO, .flags = FIELD_PERCENT },
	{ OF(DOUBLE, volatility), .help = "of them, annual",
	  .unit = UNIT_RATIO, .flags = FIELD_PERCENT },
	{ OF(DOUBLE, sharpe), .help = "of them, annual" },
	{ OF(INT, trades), .help = "that were entered then, and closed" },
	{ OF(DOUBLE, win_rate), .help = "of those that won or lost",
	  .unit = UNIT_RATIO, .flags = FIELD_PERCENT },
	{ OF(DOUBLE, profit), .help = "of these trades, net",
	  .unit = UNIT_MONEY },
	{ .name = NULL }
};
#undef OF
const struct record regime_share_record = {
	"run_regime", "what a run earned in one kind of market", fields
};

struct grouping {
	const struct run *run;
	const struct candles *bars;
	int *label;		/* of each bar; REGIMES: none yet */
	double *ret;		/* of each point of the equity but the first */
	int64_t *began;		/* when that return began */
	size_t n;
};

static void
read_labels(struct grouping *g)
{
	static const char *const names[4] = { "high", "low", "close",
	    "volume" };
	size_t n = g->bars->len;
	struct regime_bar *bar = mem_array(n + 1, sizeof(*bar));
	double *x = mem_array(4 * n + 1, sizeof(*x));
	const double *in[4];

	for (size_t i = 0; i < 4; i++) {
		expr_bar_numbers(g->bars, names[i], x + i * n);
		in[i] = x + i * n;
	}
	regime_bars(n, in, bar);
	g->label = mem_array(n + 1, sizeof(*g->label));
	for (size_t i = 0; i < n; i++)
		g->label[i] = bar[i].label < 0 ? REGIMES : bar[i].label;
	free(x);
	free(bar);
}

static void
read_returns(struct grouping *g, const struct curve *c)
{
	struct curve_walk w = { 0 };
	struct dec equity;
	size_t n = curve_len(c), i = 0;

	g->ret = mem_array(n + 1, sizeof(*g->ret));
	g->began = mem_array(n + 1, sizeof(*g->began));
	while (curve_next_equity(c, &w, &g->began[i], &equity))
		i++;
	g->n = run_returns_of(c, g->ret);
}

/* The regime of the last bar that had closed at a time. */
static int
known_at(const struct grouping *g, int64_t time)
{
	size_t low = 0, high = g->bars->len;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (g->bars->open_time_ms[middle] * 1000 + g->run->timeframe <=
		    time)
			low = middle + 1;
		else
			high = middle;
	}
	return low == 0 ? REGIMES : g->label[low - 1];
}

static void
sum_returns(const struct grouping *g, const int *regime, double *work,
    struct regime_share *o)
{
	double year = sqrt(run_periods(g->run->timeframe));
	size_t n = 0;

	for (size_t i = 0; i < g->n; i++)
		if (regime[i] == o->regime)
			work[n++] = g->ret[i];
	o->bars = (int64_t)n;
	o->share = g->n == 0 ? (double)NAN : (double)n / (double)g->n;
	o->total_return = n == 0 ? (double)NAN : stat_total_return(work, n);
	o->volatility = stat_deviation(work, n) * year;
	o->sharpe = stat_sharpe(work, n, 0) * year;
}

static void
sum_trades(const struct grouping *g, const struct run_trades *trades,
    struct regime_share *o)
{
	double *net = mem_array(trades->len + 1, sizeof(*net));
	size_t n = 0;

	for (size_t i = 0; i < trades->len; i++) {
		const struct run_trade *t = &trades->at[i];

		if (t->exit_time != 0 && known_at(g, t->entry_time) ==
		    o->regime)
			net[n++] = dec_to_double(t->profit);
	}
	o->trades = (int64_t)n;
	o->win_rate = n == 0 ? (double)NAN : stat_trades(net, n).win_rate;
	o->profit = n == 0 ? (double)NAN : stat_sum(net, n);
	free(net);
}

void
by_regime(const struct run *r, const struct run_parts *parts,
    const struct candles *bars, struct regime_shares *out)
{
	struct grouping g = { .run = r, .bars = bars };
	double *work;
	int *regime;

	*out = (struct regime_shares){ .len = 0 };
	read_labels(&g);
	read_returns(&g, &parts->equity);
	regime = mem_array(g.n + 1, sizeof(*regime));
	work = mem_array(g.n + 1, sizeof(*work));
	for (size_t i = 0; i < g.n; i++)
		regime[i] = known_at(&g, g.began[i]);
	for (int k = 0; k <= REGIMES; k++) {
		struct regime_share o = { .regime = k };

		TEXT_SET(o.run, r->id);
		sum_returns(&g, regime, work, &o);
		sum_trades(&g, &parts->trades, &o);
		if (o.bars > 0 || o.trades > 0)
			out->at[out->len++] = o;
	}
	free(regime);
	free(work);
	free(g.label);
	free(g.ret);
	free(g.began);
}
