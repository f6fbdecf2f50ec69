/* The family regime as methods. */
#include "quant/call.h"
#include "quant/changes.h"
#include "quant/hmm.h"

#include "base/jsonread.h"

#include <math.h>
#include <string.h>

#define SUM_OFF 1e-6		/* that chances may be off from 1 */
#define SQUARE_MOST 20000	/* values of what may take their square */

/* The parameters of the rows, in their order. */
enum { STATES, SCALE, START, MOVE, MEANS, VARIANCES, STEPS, PRIOR };

static enum err_code
check_chances(const struct method_call *c, const char *what,
    const struct series *s, struct err *err)
{
	double sum = 0;

	for (size_t k = 0; k < s->n; k++) {
		if (!(s->at[k] >= 0))
			return err_set(err, E_DATA, "%s: %s: value %zu is"
			    " below 0", c->method->name, what, k);
		sum += s->at[k];
	}
	if (!(fabs(sum - 1) <= SUM_OFF))
		return err_set(err, E_DATA, "%s: %s: the chances add up to"
		    " %.10g, not to 1", c->method->name, what, sum);
	return E_OK;
}

/* One value for each state. */
static enum err_code
check_states(const struct method_call *c, int param, size_t n,
    struct err *err)
{
	if (n == (size_t)c->param[STATES])
		return E_OK;
	return err_set(err, E_DATA, "%s: %s has %zu values for %g states",
	    c->method->name, c->method->params[param].name, n,
	    c->param[STATES]);
}

static enum err_code
read_moves(struct method_call *c, struct hmm *m, struct err *err)
{
	const json_t *rows = c->value[MOVE];
	enum err_code rc;

	if (!json_is_array(rows))
		return err_set(err, E_DATA, "%s: transmat is no array of rows",
		    c->method->name);
	rc = check_states(c, MOVE, json_array_size(rows), err);
	for (size_t i = 0; i < m->states && rc == E_OK; i++) {
		struct series row = { 0 };

		rc = call_numbers(c, json_array_get(rows, i), "transmat",
		    false, &row, err);
		if (rc == E_OK)
			rc = check_states(c, MOVE, row.n, err);
		if (rc == E_OK)
			rc = check_chances(c, "transmat", &row, err);
		if (rc == E_OK)
			memcpy(m->move[i], row.at, row.n * sizeof(*row.at));
	}
	return rc;
}

static enum err_code
read_chain(struct method_call *c, struct hmm *m, struct err *err)
{
	double *const to[] = { m->start, m->mean, m->variance };
	static const int from[] = { START, MEANS, VARIANCES };
	enum err_code rc = E_OK;

	m->states = (size_t)c->param[STATES];
	for (size_t i = 0; i < 3 && rc == E_OK; i++) {
		const struct series *s = &c->numbers[from[i]];

		rc = check_states(c, from[i], s->n, err);
		if (rc == E_OK)
			memcpy(to[i], s->at, s->n * sizeof(*s->at));
	}
	if (rc == E_OK)
		rc = check_chances(c, "startprob", &c->numbers[START], err);
	return rc == E_OK ? read_moves(c, m, err) : rc;
}

/* What is seen: returns × scale. */
static double *
scaled(struct method_call *c)
{
	const struct series *r = &c->input[0];
	double *x = call_doubles(c, r->n);

	for (size_t t = 0; t < r->n; t++)
		x[t] = r->at[t] * c->param[SCALE];
	return x;
}

static enum err_code
impossible(const struct method_call *c, struct err *err)
{
	return err_set(err, E_DATA, "%s: the chain cannot show these returns",
	    c->method->name);
}

static void
answer_path(struct method_call *c, const unsigned char *path, size_t n)
{
	answer_open(&c->answer, "viterbi", '[');
	for (size_t t = 0; t < n; t++)
		answer_whole(&c->answer, NULL, path[t]);
	answer_close(&c->answer, ']');
}

static enum err_code
run_eval(struct method_call *c, struct err *err)
{
	struct hmm m = { 0 };
	enum err_code rc = read_chain(c, &m, err);
	size_t n = c->input[0].n, states = m.states;
	double *x, *work, *chance, loglik, sum[HMM_STATES] = { 0 };
	double last[HMM_STATES];
	unsigned char *path;

	if (rc != E_OK)
		return rc;
	x = scaled(c);
	work = call_doubles(c, HMM_WORK(states, n));
	chance = call_doubles(c, states * n);
	path = arena_alloc(&c->memory, n);
	loglik = hmm_filter(&m, x, n, chance, work);
	if (!isfinite(loglik))
		return impossible(c, err);
	memcpy(last, chance + (n - 1) * states, states * sizeof(*last));
	hmm_smooth(&m, x, n, chance, work);
	for (size_t t = 0; t < n; t++)
		for (size_t k = 0; k < states; k++)
			sum[k] += chance[t * states + k];
	answer_number(&c->answer, "loglik", loglik);
	answer_number(&c->answer, "viterbi_loglik", hmm_viterbi(&m, x, n,
	    path, work));
	answer_path(c, path, n);
	answer_numbers(&c->answer, "posterior_last", chance + (n - 1) *
	    states, states);
	answer_numbers(&c->answer, "filtered_last", last, states);
	answer_numbers(&c->answer, "posterior_sum", sum, states);
	return E_OK;
}

static enum err_code
run_fit(struct method_call *c, struct err *err)
{
	struct hmm m = { 0 };
	enum err_code rc = read_chain(c, &m, err);
	size_t n = c->input[0].n, states = m.states;
	double *x, *work, loglik = NAN, first = NAN, move[HMM_STATES *
	    HMM_STATES];

	if (rc != E_OK)
		return rc;
	x = scaled(c);
	work = call_doubles(c, HMM_WORK(states, n));
	for (int i = 0; i < (int)c->param[STEPS]; i++) {
		loglik = hmm_update(&m, x, n, c->param[PRIOR], work);
		if (!isfinite(loglik))
			return impossible(c, err);
		first = i == 0 ? loglik : first;
		for (size_t k = 0; k < states; k++)
			if (!(m.variance[k] > 0))
				return err_set(err, E_DATA, "%s: state %zu has"
				    " collapsed on one value",
				    c->method->name, k);
	}
	for (size_t i = 0; i < states; i++)
		memcpy(move + i * states, m.move[i], states * sizeof(*move));
	answer_numbers(&c->answer, "startprob", m.start, states);
	answer_matrix(&c->answer, "transmat", move, states, states);
	answer_numbers(&c->answer, "means", m.mean, states);
	answer_numbers(&c->answer, "vars", m.variance, states);
	answer_number(&c->answer, "loglik_first", first);
	answer_number(&c->answer, "loglik_before_last_update", loglik);
	return E_OK;
}

/* A number, or the words that METHODS has for the usual one. */
static enum err_code
read_penalty(const struct method_call *c, const json_t *value, size_t n,
    double *out, struct err *err)
{
	const char *text = json_plain_text(value);

	*out = changes_penalty(n);
	if (value == NULL || (text != NULL && strcmp(text, "4 ln n") == 0))
		return E_OK;
	if (!number_of(value, out) || !(*out >= 0))
		return err_set(err, E_DATA, "%s: penalty is no number of 0 or"
		    " more, nor '4 ln n'", c->method->name);
	return E_OK;
}

static enum err_code
run_pelt(struct method_call *c, struct err *err)
{
	const struct series *s = &c->input[0];
	struct changes how = { .least = (size_t)c->param[2] };
	size_t *at = arena_alloc(&c->memory, (s->n + 1) * sizeof(*at)), n;
	enum err_code rc = read_penalty(c, c->value[1], s->n, &how.penalty,
	    err);
	double total;

	if (rc == E_OK && s->n > SQUARE_MOST)
		rc = err_set(err, E_DATA, "%s: %s has more than %d values",
		    c->method->name, s->name, SQUARE_MOST);
	if (rc != E_OK)
		return rc;
	total = changes_find(s->at, s->n, &how, at, &n);
	answer_open(&c->answer, "changepoints", '[');
	for (size_t i = 0; i < n; i++)
		answer_whole(&c->answer, NULL, (int64_t)at[i]);
	answer_close(&c->answer, ']');
	answer_number(&c->answer, "total_cost", total);
	return E_OK;
}

static enum err_code
run_cusum(struct method_call *c, struct err *err)
{
	const struct series *s = &c->input[0];
	struct cusum how = { (size_t)c->param[0], c->param[1], c->param[2],
	    c->param[3] != 0 };
	struct alarm *found = arena_alloc(&c->memory, (s->n + 1) *
	    sizeof(*found));
	size_t n;

	if (how.baseline > s->n)
		return err_set(err, E_DATA, "%s: %s has %zu values, fewer than"
		    " the baseline of %zu", c->method->name, s->name, s->n,
		    how.baseline);
	if (!cusum_alarms(s->at, s->n, &how, found, &n))
		return err_set(err, E_DATA, "%s: the baseline is constant",
		    c->method->name);
	answer_open(&c->answer, "alarms", '[');
	for (size_t i = 0; i < n; i++) {
		answer_open(&c->answer, NULL, '[');
		answer_whole(&c->answer, NULL, (int64_t)found[i].at);
		answer_whole(&c->answer, NULL, found[i].side);
		answer_close(&c->answer, ']');
	}
	answer_close(&c->answer, ']');
	return E_OK;
}

#define CHAIN \
	{ "states", METHOD_WHOLE, "states of the chain", .fallback = 2, \
	  .min = 1, .max = HMM_STATES }, \
	{ "scale", METHOD_NUMBER, "what returns are multiplied by", \
	  .fallback = 100, .min = 1e-6, .max = 1e6 }, \
	{ "startprob", METHOD_NUMBERS, "chance of each state at first", \
	  .min = 0, .max = 1, .required = true }, \
	{ "transmat", METHOD_VALUE, "rows of chances: from a state to each", \
	  .required = true }, \
	{ "means", METHOD_NUMBERS, "of each state", .min = -1e9, .max = 1e9, \
	  .required = true }, \
	{ "vars", METHOD_NUMBERS, "variance of each state", .min = 1e-12, \
	  .max = 1e12, .required = true }
#define RETURNS { { "r", READ_NUMBERS } }
#define SERIES { { "series", READ_NUMBERS } }

const struct method regime_methods[] = {
	{ "hmm_eval", "regime", "what a Gaussian hidden Markov chain says",
	  "METHODS 4.2; Rabiner 1989", .params = { CHAIN },
	  .inputs = RETURNS, .least = 1, .outputs = "loglik, viterbi_loglik,"
	  " viterbi[], posterior_last[], filtered_last[], posterior_sum[]",
	  .run = run_eval },
	{ "hmm_fit", "regime", "steps of Baum and Welch from a chain",
	  "METHODS 4.2; hmmlearn GaussianHMM", .params = { CHAIN,
	  { "iterations", METHOD_WHOLE, "steps", .fallback = HMM_STEPS,
	    .min = 1, .max = 10000 },
	  { "covars_prior", METHOD_NUMBER, "added to the squares of each"
	    " state", .min = 0, .max = 1e9 } },
	  .inputs = RETURNS, .least = 1, .outputs = "startprob[], transmat[],"
	  " means[], vars[], loglik_first, loglik_before_last_update",
	  .run = run_fit },
	{ "changepoint_pelt", "regime", "segments of least cost",
	  "METHODS 4.4; Killick, Fearnhead and Eckley 2012", .params = {
	  { "cost", METHOD_LABEL, "mean and variance of a normal law" },
	  { "penalty", METHOD_VALUE, "of each change; '4 ln n' where not"
	    " given" },
	  { "min_segment", METHOD_WHOLE, "values of a segment, at least",
	    .fallback = 10, .min = 1, .max = SQUARE_MOST } },
	  .inputs = SERIES, .least = 1,
	  .outputs = "changepoints[], total_cost", .run = run_pelt },
	{ "cusum", "regime", "two-sided sums that call a change",
	  "METHODS 4.4; Page 1954", .params = {
	  { "baseline", METHOD_WHOLE, "values that tell mean and deviation",
	    .min = 2, .max = 1000000, .required = true },
	  { "k", METHOD_NUMBER, "deviations that are let pass",
	    .fallback = 0.5, .min = 0, .max = 1000 },
	  { "h", METHOD_NUMBER, "deviations that call", .fallback = 5,
	    .min = 0, .max = 1e6 },
	  { "reset_on_alarm", METHOD_FLAG, "begin anew after a call",
	    .fallback = 1 } },
	  .inputs = SERIES, .least = 1, .outputs = "alarms[]",
	  .run = run_cusum },
	{ .name = NULL }
};
