/* Regimes of a market: rules, a chain, and what both say together. */
#include "analysis/regime.h"

#include "base/stamp.h"
#include "quant/changes.h"
#include "quant/hmm.h"

#include <math.h>
#include <stdlib.h>

#define SCALE 100		/* of log returns: percent */
#define SURE 1.96		/* standard errors from 0 that a trend has */
#define STILL 269		/* bars that tell the rules' rank of widths */
#define STATES_MOST 3

#define MOVE(kind, member) #member, FIELD_##kind, \
	FIELD_AT(struct regime_move, member)
static const struct field move_fields[] = {
	{ MOVE(CHARS, symbol), .help = "unified symbol" },
	{ MOVE(DURATION, timeframe), .help = "of the bars" },
	{ MOVE(ENUM, method), .help = "rules or hmm",
	  .names = regime_method_names, .names_len = REGIME_METHODS },
	{ MOVE(INT, from_state), .help = "of the chain, the calmest is 0" },
	{ MOVE(INT, to_state), .help = "of the chain" },
	{ MOVE(ENUM, from), .help = "regime of a bar",
	  .names = regime_names, .names_len = REGIMES },
	{ MOVE(ENUM, to), .help = "regime of the next bar",
	  .names = regime_names, .names_len = REGIMES },
	{ MOVE(INT, count), .help = "how often it was so; null: of the"
	  " chain" },
	{ MOVE(DOUBLE, probability), .help = "share of the bars of the first"
	  " that were followed so; of the chain, of its transition matrix" },
	{ .name = NULL }
};
const struct record regime_move_record = {
	"regime_transition", "how regimes follow one another from bar to bar",
	move_fields
};

/* The chain, read bar by bar. */
struct chain {
	struct hmm_fit fit;
	int label[STATES_MOST];		/* enum regime */
	double *filtered;		/* returns × states */
};

static enum err_code
check_moving(const struct analysis_bars *b, struct err *err)
{
	size_t n = b->n < STILL ? b->n : STILL;

	for (size_t i = b->n - n + 1; i < b->n; i++)
		if (b->close[i] != b->close[i - 1])
			return E_OK;
	return err_set(err, E_DATA, "%s: the price stood still over the last"
	    " %zu bars; what does not move has no regime", b->name, n);
}

static struct regime_said
said_empty(void)
{
	return (struct regime_said){ .next_regime = REGIME_NONE,
	    .changed_from = REGIME_NONE,
	    .rules_regime = REGIME_NONE, .hmm_regime = REGIME_NONE,
	    .stay_probability = NAN, .next_probability = NAN,
	    .expected_bars = NAN, .agreement = NAN,
	    .rules_confidence = NAN, .hmm_probability = NAN, .bic = NAN,
	    .states = INT_NONE, .seed = INT_NONE };
}

static void
stays(struct regime_said *out, double stay, double next)
{
	out->stay_probability = stay;
	out->next_probability = next;
	out->expected_bars = stay < 1 ? 1 / (1 - stay) : (double)NAN;
}

/* How many bars of the end have the label of the last one. */
static void
count_bars(const struct analysis_bars *b, const int *label,
    struct regime_said *out)
{
	size_t i = b->n - 1;

	while (i > 0 && label[i - 1] == label[b->n - 1])
		i--;
	out->since = b->open_time_ms[i] * 1000;
	out->bars_in_regime = (int64_t)(b->n - i);
}

static void
rules_moves(const struct analysis_bars *b, const int *label,
    struct regime_said *out, struct regime_moves *moves)
{
	int64_t count[REGIMES][REGIMES] = { 0 }, all[REGIMES] = { 0 };
	int now = label[b->n - 1], next = REGIME_NONE;

	for (size_t i = 1; i < b->n; i++)
		if (label[i - 1] >= 0) {
			count[label[i - 1]][label[i]]++;
			all[label[i - 1]]++;
		}
	for (int to = 0; to < REGIMES; to++)
		if (to != now && count[now][to] > 0 && (next == REGIME_NONE ||
		    count[now][to] > count[now][next]))
			next = to;
	out->next_regime = next;
	if (all[now] > 0)
		stays(out, (double)count[now][now] / (double)all[now],
		    next == REGIME_NONE ? (double)NAN :
		    (double)count[now][next] / (double)all[now]);
	for (int from = 0; moves != NULL && from < REGIMES; from++)
		for (int to = 0; to < REGIMES; to++) {
			struct regime_move m = { .timeframe = b->timeframe,
				.method = REGIME_RULES, .from = from, .to = to,
				.from_state = INT_NONE, .to_state = INT_NONE,
				.count = count[from][to], .probability =
				(double)count[from][to] / (double)all[from] };

			if (m.count > 0)
				vec_push(moves, m);
		}
}

/* What the rules say, and what they saw. label: of each bar. */
static void
by_rules(const struct analysis_bars *b, int *label, struct regime_said *out)
{
	struct regime_bar *bar = mem_array(b->n, sizeof(*bar));
	const struct regime_bar *last = bar + b->n - 1;

	regime_bars(b->n, (const double *[]){ b->high, b->low, b->close,
	    b->volume }, bar);
	for (size_t i = 0; i < b->n; i++)
		label[i] = bar[i].label;
	out->rules_regime = last->label;
	out->rules_confidence = last->confidence;
	out->adx = last->adx;
	out->rsi = last->rsi;
	out->slope = last->slope;
	out->width_rank = last->width_rank;
	out->bias = last->side > 0 ? REGIME_BULL : last->side < 0 ?
	    REGIME_BEAR : REGIME_NEUTRAL;
	free(bar);
}

/* Of each state, by its moments; weights: how many bars are its own. */
static void
name_states(struct chain *c, size_t n)
{
	const struct hmm *m = &c->fit.chain;

	for (size_t k = 0; k < m->states; k++) {
		double weight = 0, t;

		for (size_t i = 0; i < n; i++)
			weight += c->filtered[i * m->states + k];
		t = m->mean[k] / sqrt(m->variance[k] / weight);
		c->label[k] = k + 1 == m->states ? REGIME_VOLATILE :
		    t >= SURE ? REGIME_TRENDING_UP :
		    t <= -SURE ? REGIME_TRENDING_DOWN : REGIME_RANGING;
	}
}

/* The chain of that many states, or the better of both. */
static bool
fit_chain(const double *x, size_t n, const struct regime_ask *ask,
    struct hmm_fit *out)
{
	size_t from = ask->states ? ask->states : 2;
	size_t to = ask->states ? ask->states : STATES_MOST;
	bool any = false;

	for (size_t states = from; states <= to; states++) {
		struct hmm_fit fit;

		if (!hmm_fit(x, n, states, ask->seed, &fit) ||
		    (any && fit.bic >= out->bic))
			continue;
		*out = fit;
		any = true;
	}
	return any;
}

/* The chance that the market is of that kind at return i. */
static double
chance(const struct chain *c, size_t i, int regime)
{
	size_t states = c->fit.chain.states;
	double sum = 0;

	for (size_t k = 0; k < states; k++)
		if (c->label[k] == regime)
			sum += c->filtered[i * states + k];
	return sum;
}

static int
likeliest(const struct chain *c, size_t i)
{
	int best = c->label[0];

	for (size_t k = 1; k < c->fit.chain.states; k++)
		if (chance(c, i, c->label[k]) > chance(c, i, best))
			best = c->label[k];
	return best;
}

/* From the likeliest state of the last bar. */
static void
chain_moves(const struct chain *c, const struct analysis_bars *b,
    struct regime_said *out, struct regime_moves *moves)
{
	const struct hmm *m = &c->fit.chain;
	const double *last = c->filtered + (b->n - 2) * m->states;
	size_t now = 0, next;

	for (size_t k = 1; k < m->states; k++)
		if (last[k] > last[now])
			now = k;
	next = now == 0;
	for (size_t k = 0; k < m->states; k++)
		if (k != now && m->move[now][k] > m->move[now][next])
			next = k;
	if (out != NULL) {
		out->next_regime = c->label[next];
		stays(out, m->move[now][now], m->move[now][next]);
	}
	for (size_t from = 0; moves != NULL && from < m->states; from++)
		for (size_t to = 0; to < m->states; to++)
			vec_push(moves, ((struct regime_move){
			    .timeframe = b->timeframe, .method = REGIME_HMM,
			    .from_state = (int64_t)from,
			    .to_state = (int64_t)to, .from = c->label[from],
			    .to = c->label[to], .count = INT_NONE,
			    .probability = m->move[from][to] }));
}

/* What the chain says. label: of each bar; x: the returns. */
static enum err_code
by_chain(const struct analysis_bars *b, const struct regime_ask *ask,
    const double *x, struct chain *c, int *label, struct regime_said *out,
    struct err *err)
{
	size_t n = b->n - 1;
	double *work = mem_array(HMM_WORK(STATES_MOST, n), sizeof(*work));
	bool fits = fit_chain(x, n, ask, &c->fit);

	if (fits) {
		hmm_filter(&c->fit.chain, x, n, c->filtered, work);
		name_states(c, n);
		label[0] = -1;
		for (size_t i = 0; i < n; i++)
			label[i + 1] = likeliest(c, i);
		out->hmm_regime = label[n];
		out->hmm_probability = chance(c, n - 1, label[n]);
		out->states = (int64_t)c->fit.chain.states;
		out->bic = c->fit.bic;
		out->seed = (int64_t)ask->seed;
	}
	free(work);
	return fits ? E_OK : err_set(err, E_DATA, "%s: no chain of states"
	    " fits these returns, for each collapses; see --method rules",
	    b->name);
}

/* METHODS 4.6. */
static void
combine(const struct chain *c, size_t n, struct regime_said *out)
{
	out->confidence = 0.5 * out->rules_confidence + 0.5 * chance(c, n - 1,
	    out->rules_regime);
	out->regime = out->confidence < 0.5 ||
	    out->hmm_regime != out->rules_regime ? REGIME_UNCERTAIN :
	    out->rules_regime;
}

static void
find_change(const struct analysis_bars *b, const double *x,
    struct regime_said *out)
{
	size_t n = b->n - 1, found, *at = mem_array(n, sizeof(*at));
	const struct changes how = { changes_penalty(n), 10 };

	changes_find(x, n, &how, at, &found);
	if (found > 0)	/* return i is of bar i + 1 */
		out->changed_at = b->open_time_ms[at[found - 1] + 1] * 1000;
	free(at);
}

static enum err_code
find(const struct analysis_bars *b, const struct regime_ask *ask,
    const double *x, struct chain *c, int *label, struct regime_said *out,
    struct regime_moves *moves, struct err *err)
{
	int *by = label + b->n;
	enum err_code rc = E_OK;

	by_rules(b, label, out);
	if (ask->method != REGIME_RULES)
		rc = by_chain(b, ask, x, c, by, out, err);
	if (rc != E_OK)
		return rc;
	if (ask->method != REGIME_RULES)
		chain_moves(c, b, ask->method == REGIME_HMM ? out : NULL,
		    moves);
	if (ask->method != REGIME_HMM)
		rules_moves(b, label, out, moves);
	count_bars(b, ask->method == REGIME_HMM ? by : label, out);
	if (ask->method == REGIME_RULES) {
		out->regime = out->rules_regime;
		out->confidence = out->rules_confidence;
	} else if (ask->method == REGIME_HMM) {
		out->regime = out->hmm_regime;
		out->confidence = out->hmm_probability;
	} else {
		combine(c, b->n - 1, out);
	}
	find_change(b, x, out);
	return E_OK;
}

enum err_code
regime_find(const struct analysis_bars *b, const struct regime_ask *ask,
    struct regime_said *out, struct regime_moves *moves, struct err *err)
{
	struct regime_said said = said_empty();
	struct chain c = {0};
	double *x;
	int *label;
	enum err_code rc = analysis_bars_need(b, REGIME_LEAST, "a regime",
	    err);

	if (rc == E_OK)
		rc = check_moving(b, err);
	if (rc != E_OK)
		return rc;
	said.timeframe = b->timeframe;
	said.method = ask->method;
	said.last = b->open_time_ms[b->n - 1] * 1000;
	said.bars = (int64_t)b->n;
	said.gaps = b->gaps;
	said.missing = b->missing;
	x = mem_array(b->n, sizeof(*x));
	label = mem_array(2 * b->n, sizeof(*label));
	c.filtered = mem_array(STATES_MOST * b->n, sizeof(*c.filtered));
	analysis_log_returns(b, SCALE, x);
	rc = find(b, ask, x, &c, label, &said, moves, err);
	if (rc == E_OK)
		*out = said;
	free(x);
	free(label);
	free(c.filtered);
	return rc;
}

void
regime_agree(struct regime_said *all, size_t n)
{
	for (size_t i = 0; n > 1 && i < n; i++) {
		double same = 0;

		for (size_t k = 0; k < n; k++)
			same += all[k].regime == all[i].regime;
		all[i].agreement = same / (double)n;
	}
}
