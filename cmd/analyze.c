/* Helpers of the analyze commands: stored bars of symbols and timeframes. */
#include "cmd/analyze.h"

#include "base/stamp.h"
#include "cmd/evalbars.h"

#include <string.h>

static enum err_code
read_timeframe(struct session *s, const char *text, int64_t *out,
    struct err *err)
{
	static const struct opt one = { OPT_DURATION, 't', "timeframe" };

	return opt_read(&one, text, clock_now(&s->clock), out, err);
}

enum err_code
analyze_check(struct session *s, const struct analyze_terms *t,
    struct err *err)
{
	int64_t frame, other;
	enum err_code rc = E_OK;

	if (t->to != 0 && t->to < t->from)
		return err_set(err, E_USAGE, "--to is before --from");
	for (size_t i = 0; i < t->timeframes.len && rc == E_OK; i++) {
		rc = read_timeframe(s, t->timeframes.at[i], &frame, err);
		for (size_t k = 0; k < i && rc == E_OK; k++) {
			rc = read_timeframe(s, t->timeframes.at[k], &other,
			    err);
			if (rc == E_OK && frame == other)
				rc = err_set(err, E_USAGE, "--timeframe %s is"
				    " given twice", t->timeframes.at[i]);
		}
	}
	return rc;
}

static enum err_code
one_series(struct session *s, const struct analyze_terms *t,
    const char *symbol, int64_t timeframe, const struct analyze_sink *sink,
    struct err *err)
{
	struct eval_bars stored = { .session = s, .venue = t->venue,
	    .symbol = symbol, .timeframe = timeframe, .from = t->from,
	    .to = t->to };
	const struct texts none = {0};
	struct analysis_bars bars = {0};
	enum err_code rc = eval_bars_open(&stored, &none, err);

	if (rc == E_OK)
		rc = analysis_bars_make(&stored.series.at[0]->bars, symbol,
		    stored.timeframe, (size_t)t->bars, &bars, err);
	if (rc == E_OK && bars.missing > 0)
		session_warn(s, "%s: %lld bars are missing in %lld gap%s",
		    bars.name, (long long)bars.missing, (long long)bars.gaps,
		    bars.gaps == 1 ? "" : "s");
	if (rc == E_OK)
		rc = sink->each(sink->self, stored.series.at[0]->venue, symbol,
		    &bars, err);
	analysis_bars_release(&bars);
	eval_bars_release(&stored);
	return rc;
}

enum err_code
analyze_each(struct session *s, const struct analyze_terms *t,
    const struct texts *symbols, const struct analyze_sink *sink,
    struct err *err)
{
	size_t frames = t->timeframes.len > 0 ? t->timeframes.len : 1;
	enum err_code first = E_OK;

	for (size_t i = 0; i < symbols->len * frames; i++) {
		const char *symbol = symbols->at[i / frames];
		int64_t frame = 0;
		struct err why = {0};
		enum err_code rc = E_OK;

		if (t->timeframes.len > 0)
			rc = read_timeframe(s, t->timeframes.at[i % frames],
			    &frame, &why);
		if (rc == E_OK)
			rc = one_series(s, t, symbol, frame, sink, &why);
		if (rc != E_OK && first != E_OK)
			session_warn(s, "%s", why.text);
		else if (rc != E_OK)
			*err = why;
		first = first != E_OK ? first : rc;
	}
	return first;
}
