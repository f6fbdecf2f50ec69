/* The terms of a run: what they describe, opened and checked. */
#include "cmd/runterms.h"

#include "base/pieces.h"
#include "base/stamp.h"
#include "gate/gate.h"
#include "store/candles.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

const char *const run_terms_modes[] = { "cross", "isolated", NULL };

static enum err_code
strategy_load(struct run_plan *r, const char *word,
    const struct expr_param *params, size_t params_len, struct err *err)
{
	struct expr_findings findings = { 0 };
	enum err_code rc = strategy_file_find(r->s, word, &r->file, err);

	if (rc == E_OK)
		rc = strategy_file_read(&r->file, &r->text, err);
	if (rc == E_OK) {
		struct strategy_source in = { .label = r->file.path,
		    .text = buf_text(&r->text), .len = r->text.len,
		    .timeframe = r->terms->timeframe, .params = params,
		    .params_len = params_len };

		rc = strategy_read(&in, &r->strategy, &findings, err);
	}
	vec_release(&findings);
	return rc;
}

/* The one venue that has the main symbol's bars, or else shorter ones that
 * they can be made of. */
static enum err_code
venue_find(struct run_plan *r, const char *symbol, struct err *err)
{
	struct serieses all = { 0 };
	char span[STAMP_TEXT_SIZE];
	enum err_code rc = series_list(r->s->store, r->terms->venue, symbol, 0,
	    PRICE_LAST, &all, err);
	const struct series *near = rc == E_OK ? series_nearest(&all,
	    r->b.timeframe) : NULL;

	if (rc == E_OK && near == NULL)
		rc = err_set(err, E_USAGE, "%s %s: no candles are stored; see "
		    "etrms candles import", symbol,
		    duration_text(r->b.timeframe, span));
	for (size_t i = 0; rc == E_OK && i < all.len; i++)
		if (strcmp(all.at[i].venue, near->venue) != 0 &&
		    (all.at[i].timeframe == r->b.timeframe ||
		    (near->timeframe != r->b.timeframe &&
		    r->b.timeframe % all.at[i].timeframe == 0)))
			rc = err_set(err, E_USAGE, "%s: several venues have "
			    "its candles; choose one with --venue", symbol);
	if (rc == E_OK)
		TEXT_SET(r->venue, near->venue);
	vec_release(&all);
	return rc;
}

static enum err_code
check_share(const char *option, struct dec d, int64_t most, struct err *err)
{
	return dec_sign(d) >= 0 && dec_cmp(d, dec_int(most)) < 0 ? E_OK :
	    err_set(err, E_USAGE, "--%s: from 0 to below %lld", option,
	    (long long)most);
}

static enum err_code
settings_read(struct run_plan *r, struct err *err)
{
	const struct run_terms *a = r->terms;
	struct sim_settings *s = &r->b.settings;
	enum err_code rc = check_share("slippage", a->slippage, 10000, err);

	s->slippage_bps = a->slippage;
	s->spread_bps = a->spread;
	s->impact_bps = a->impact;
	s->volume_share = a->volume_share;
	if (rc == E_OK)
		rc = check_share("spread-bps", a->spread, 10000, err);
	if (rc == E_OK)
		rc = check_share("impact-bps", a->impact, 10000, err);
	if (rc == E_OK && (dec_sign(a->volume_share) < 0 ||
	    dec_cmp(a->volume_share, dec_int(1)) > 0))
		rc = err_set(err, E_USAGE, "--volume-share: from 0 (no limit) "
		    "to 1");
	if (rc == E_OK && dec_known(a->fee))
		rc = check_share("fee", a->fee, 1, err);
	if (rc == E_OK && dec_known(a->leverage) &&
	    dec_cmp(a->leverage, dec_int(1)) < 0)
		rc = err_set(err, E_USAGE, "--leverage: at least 1");
	return rc;
}

static bool
goes_on(void *self, int64_t time, int64_t from, int64_t to)
{
	(void)self;
	(void)time;
	(void)from;
	(void)to;
	return !gate_interrupted();
}

static void
backtest_fill(struct run_plan *r, const struct texts *operands)
{
	const struct run_terms *a = r->terms;
	struct backtest *b = &r->b;

	b->strategy = r->strategy;
	/* So that it is found again from anywhere; NULL: there is no file. */
	r->path = realpath(r->file.path, NULL);
	b->path = r->path != NULL ? r->path : r->file.path;
	b->venue = r->venue;
	b->symbols = (const char *const *)&operands->at[1];
	b->symbols_len = operands->len - 1;
	b->from = a->from;
	b->to = a->to;
	b->detail = a->detail;
	b->capital = a->capital;
	b->currency = r->currency;
	b->leverage = a->leverage;
	b->margin_mode = a->margin_mode;
	b->maker = b->taker = a->fee;
	b->policy = &r->rules.policy;
	b->breakers = &r->rules.breakers;
	b->seed = a->seed;
	b->allow_gaps = a->allow_gaps;
	b->slow = a->slow;
	b->progress = goes_on;
}

enum err_code
run_plan_open(struct run_plan *r, const struct texts *operands,
    const struct expr_param *params, size_t params_len, struct err *err)
{
	const struct run_terms *a = r->terms;
	const char *main_symbol = operands->at[1];
	char base[ASSET_SIZE], quote[ASSET_SIZE], settle[ASSET_SIZE];
	enum err_code rc = settings_read(r, err);

	if (rc == E_OK)
		rc = strategy_load(r, operands->at[0], params, params_len,
		    err);
	if (rc != E_OK)
		return rc;
	r->b.timeframe = a->timeframe != 0 ? a->timeframe :
	    r->strategy->timeframe != 0 ? r->strategy->timeframe : STAMP_HOUR;
	if (!symbol_split(main_symbol, base, quote, settle))
		return err_set(err, E_USAGE, "\"%s\" is not a symbol such as "
		    "BTC/USDT", main_symbol);
	TEXT_SET(r->currency, settle[0] != '\0' ? settle : quote);
	rc = venue_find(r, main_symbol, err);
	r->rules = (struct run_rules){ .s = r->s, .venue = r->venue,
	    .policy_file = a->policy, .breakers_file = a->breakers };
	if (rc == E_OK)
		rc = run_policy_find(&r->rules, err);
	if (rc == E_OK)
		rc = run_breakers_find(&r->rules, err);
	if (rc == E_OK)
		backtest_fill(r, operands);
	return rc;
}

void
run_plan_release(struct run_plan *r)
{
	vec_release(&r->rules.policy);
	vec_release(&r->rules.breakers);
	strategy_free(r->strategy);
	strategy_file_release(&r->file);
	free(r->path);
	buf_release(&r->text);
}

enum err_code
run_assertion(const char *text, struct expr **out, struct err *err)
{
	const struct expr_context in = { .place = EXPR_RESULT,
	    .label = "--assert", .want = EXPR_CONDITION };

	return text == NULL ? E_OK : expr_compile(&in, text, out, err);
}

enum err_code
run_assert(const struct expr *e, const struct expr_source *source,
    struct err *err)
{
	struct expr_why why = { .value = DEC_NONE, .limit = DEC_NONE };
	char a[DEC_TEXT_SIZE], b[DEC_TEXT_SIZE];
	enum truth truth;
	enum err_code rc;

	if (e == NULL)
		return E_OK;
	rc = expr_truth(e, source, &truth, &why, err);
	if (rc != E_OK || truth == TRUTH_TRUE)
		return rc;
	if (truth == TRUTH_UNKNOWN)
		return err_set(err, E_NO, "--assert: %s is not available",
		    why.missing);
	return err_set(err, E_NO, "--assert: not met: %s: %s against %s",
	    why.cause, dec_text(why.value, a), dec_text(why.limit, b));
}

void
run_warnings_tell(struct session *s, const struct run *run)
{
	const char *rest = run->warnings, *one;
	size_t n;

	while ((one = text_piece(&rest, &n)) != NULL)
		session_warn(s, "%.*s", (int)n, one);
}

enum err_code
shard_take(void *self, struct buf *lines, struct err *err)
{
	struct session *s = self;

	if (fwrite(lines->at, 1, lines->len, s->out_file) != lines->len ||
	    fflush(s->out_file) != 0)
		return err_set(err, E_OUTPUT, "output: %s", strerror(errno));
	buf_clear(lines);
	return E_OK;
}
