/* Helpers of the analyze commands: stored bars of symbols and timeframes. */
#include "cmd/analyze.h"

#include "base/stamp.h"
#include "cmd/evalbars.h"

#include <stdlib.h>
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

bool
analyze_frame_asked(const struct analyze_terms *t, int64_t timeframe)
{
	bool any = t->timeframes.len == 0;
	int64_t frame;

	for (size_t i = 0; i < t->timeframes.len; i++)
		any |= duration_parse(t->timeframes.at[i],
		    strlen(t->timeframes.at[i]), &frame) &&
		    frame == timeframe;
	return any;
}

/* stored: the caller's; bars borrow from it. */
static enum err_code
load(struct session *s, const struct analyze_terms *t, const char *symbol,
    int64_t timeframe, struct eval_bars *stored, struct analysis_bars *bars,
    struct err *err)
{
	const struct texts none = {0};
	enum err_code rc;

	*stored = (struct eval_bars){ .session = s, .venue = t->venue,
	    .symbol = symbol, .timeframe = timeframe, .from = t->from,
	    .to = t->to };
	rc = eval_bars_open(stored, &none, err);
	if (rc == E_OK)
		rc = analysis_bars_make(&stored->series.at[0]->bars, symbol,
		    stored->timeframe, (size_t)t->bars, bars, err);
	if (rc == E_OK && bars->missing > 0)
		session_warn(s, "%s: %lld bars are missing in %lld gap%s",
		    bars->name, (long long)bars->missing,
		    (long long)bars->gaps, bars->gaps == 1 ? "" : "s");
	return rc;
}

static enum err_code
one_series(struct session *s, const struct analyze_terms *t,
    const char *symbol, int64_t timeframe, const struct analyze_sink *sink,
    struct err *err)
{
	struct eval_bars stored;
	struct analysis_bars bars = {0};
	enum err_code rc = load(s, t, symbol, timeframe, &stored, &bars, err);

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

static enum err_code
check_panel(const struct analyze_terms *t, const struct texts *symbols,
    struct err *err)
{
	if (t->timeframes.len > 1)
		return err_set(err, E_USAGE, "--timeframe: several symbols are"
		    " held against each other at one timeframe");
	if (symbols->len < 2)
		return err_set(err, E_USAGE, "name at least two symbols");
	for (size_t i = 0; i < symbols->len; i++) {
		if (!symbol_valid(symbols->at[i]))
			return err_set(err, E_USAGE, "\"%s\" is not a symbol"
			    " such as BTC/USDT", symbols->at[i]);
		for (size_t k = 0; k < i; k++)
			if (strcmp(symbols->at[i], symbols->at[k]) == 0)
				return err_set(err, E_USAGE, "%s is named"
				    " twice", symbols->at[i]);
	}
	return E_OK;
}

const char *
analyze_lost(const struct analysis_bars *bars, const struct analysis_panel *a,
    size_t k, struct buf *text)
{
	buf_clear(text);
	if (a->lost[k] == 0)
		return NULL;
	buf_printf(text, "%s: %zu of %zu bars are left out, for another symbol"
	    " does not have them", bars[k].name, a->lost[k], bars[k].n);
	return buf_text(text);
}

static void
warn_lost(struct session *s, const struct analysis_bars *bars,
    const struct analysis_panel *a)
{
	struct buf text = {0};

	for (size_t k = 0; k < a->of.p; k++)
		if (analyze_lost(bars, a, k, &text) != NULL)
			session_warn(s, "%s", buf_text(&text));
	buf_release(&text);
}

enum err_code
analyze_panel(struct session *s, const struct analyze_terms *t,
    const struct texts *symbols, size_t least, const char *what,
    struct analysis_panel *out, char *venue, struct err *err)
{
	struct eval_bars *stored = mem_array(symbols->len + 1,
	    sizeof(*stored));
	struct analysis_bars *bars = mem_array(symbols->len + 1,
	    sizeof(*bars));
	int64_t frame = 0;
	enum err_code rc = check_panel(t, symbols, err);

	if (rc == E_OK && t->timeframes.len > 0)
		rc = read_timeframe(s, t->timeframes.at[0], &frame, err);
	for (size_t i = 0; i < symbols->len && rc == E_OK; i++) {
		rc = load(s, t, symbols->at[i], frame, stored + i, bars + i,
		    err);
		frame = bars->timeframe;
	}
	if (rc == E_OK)
		rc = analysis_panel_make(bars, symbols->len, PANEL_SIMPLE,
		    least, what, out, err);
	if (rc == E_OK)
		warn_lost(s, bars, out);
	if (rc == E_OK && venue != NULL)
		text_set(venue, VENUE_SIZE, stored->series.at[0]->venue);
	for (size_t i = 0; i < symbols->len; i++) {
		analysis_bars_release(bars + i);
		eval_bars_release(stored + i);
	}
	free(stored);
	free(bars);
	return rc;
}
