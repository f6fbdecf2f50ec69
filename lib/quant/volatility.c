/* Volatility of bars as they close; vol.c has that of whole arrays. */
#include "quant/market.h"
#include "quant/moments.h"
#include "quant/rows.h"
#include "quant/vol.h"

enum { EWMA = VOL_YANG_ZHANG + 1 };
#define LAMBDA 0.94

static const char *const estimators[] = { "close", "parkinson",
	"garman_klass", "rogers_satchell", "yang_zhang", "ewma", NULL };

/* data: the ends of one, two, two times n (moments.h). */
struct volatility {
	int kind;
	double n, year, close, smooth;
	size_t seen;			/* bars, up to n + 1 */
	struct means terms;		/* of a bar by itself */
	struct moments gaps, moves;	/* open and close after a close; within
					 * the bar */
};

static void
volatility_init(const double *params, void *state)
{
	struct volatility *v = state;

	v->n = params[0];
	v->kind = (int)params[1];
	v->year = params[2];
	means_init(&v->terms, v->n);
	moments_init(&v->gaps, v->n);
	moments_init(&v->moves, v->n);
}

static size_t
volatility_state(const double *params)
{
	return STATE(volatility, 5 * (size_t)params[0]);
}

static void
volatility_begin(struct volatility *v)
{
	v->seen = 0;
	means_begin(&v->terms);
	moments_begin(&v->gaps);
	moments_begin(&v->moves);
}

static double
mean_of(struct means *m, double *data, double x)
{
	double mean;

	means_put(m, data, &x, 1, &mean);
	return mean;
}

/* Variance by n - 1. */
static double
variance_of(struct moments *m, double *data, double n, double x)
{
	double mean, squares;

	moments_put(m, data, &x, 1, &mean, &squares);
	return squares * n / (n - 1);
}

/* What a bar adds to the estimators that are a mean. */
static double
term(int kind, const double x[])
{
	double range = log(x[1] / x[2]), h, l, c;

	if (kind == VOL_PARKINSON)
		return range * range / (4 * M_LN2);
	h = log(x[1] / x[0]);
	l = log(x[2] / x[0]);
	c = log(x[3] / x[0]);
	if (kind == VOL_GARMAN_KLASS)
		return range * range / 2 - (2 * M_LN2 - 1) * c * c;
	return h * (h - c) + l * (l - c);
}

/* x: open, high, low, close. The bar before is there. */
static double
variance_next(struct volatility *v, double *data, const double x[])
{
	size_t n = (size_t)v->n;
	double k = 0.34 / (1.34 + (v->n + 1) / (v->n - 1)), r, gap;

	if (v->kind == VOL_CLOSE)
		return variance_of(&v->gaps, data + n, v->n,
		    log(x[3] / v->close));
	if (v->kind == EWMA) {
		r = log(x[3] / v->close);
		return v->smooth = v->seen == 1 ? r * r :
		    LAMBDA * v->smooth + (1 - LAMBDA) * r * r;
	}
	r = larger(mean_of(&v->terms, data, term(v->kind, x)), 0);
	if (v->kind != VOL_YANG_ZHANG)
		return r;
	gap = variance_of(&v->gaps, data + n, v->n, log(x[0] / v->close));
	return gap + k * variance_of(&v->moves, data + 3 * n, v->n,
	    log(x[3] / x[0])) + (1 - k) * r;
}

static void
volatility_next(void *state, size_t n, const double *const in[],
    double *const out[])
{
	struct volatility *v = state;

	for (size_t i = 0; i < n; i++) {
		const double x[] = { in[0][i], in[1][i], in[2][i], in[3][i] };
		double variance = NAN;
		bool given = true;

		for (int k = 0; k < 4; k++)	/* they have logarithms */
			given &= is_given(x[k]) && x[k] > 0;
		if (!given) {
			volatility_begin(v);
			out[0][i] = NAN;
			continue;
		}
		if (v->seen > 0)
			variance = variance_next(v, DATA(v), x);
		v->close = x[3];
		out[0][i] = v->seen < (size_t)v->n ? NAN :
		    sqrt(variance * v->year);
		v->seen += v->seen <= (size_t)v->n;
	}
}

const struct indicator indicator_volatility = {
	"volatility", "annual volatility of returns",
	"RiskMetrics 1996, Parkinson 1980, Yang and Zhang 2000",
	.inputs = { IN_OPEN, IN_HIGH, IN_LOW, IN_CLOSE },
	.params = { PERIOD(1, 30), { "method", 0, .words = estimators,
	    .help = "estimator" }, { "bars_per_year", 365, 0, 1e9,
	    .help = "bars of a year" } },
	.outputs = VALUE(OF_PLAIN),
	.lookback = lookback_change,
	.state = volatility_state, .init = volatility_init,
	.next = volatility_next
};
