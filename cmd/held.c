/* Positions weighed, and the past of their symbols put side by side. */
#include "cmd/held.h"

#include "base/decfloat.h"
#include "base/stamp.h"
#include "cmd/holdings.h"
#include "store/candles.h"

#include <string.h>

/* A symbol that is held, long and short in one. */
struct part {
	char symbol[SYMBOL_SIZE];
	double share;			/* of the equity; below 0: short */
	struct candles bars;
	size_t at;			/* the bar that is looked at */
};

struct holding {
	VEC(struct part) parts;
	struct run about;
	char venue[VENUE_SIZE];		/* whose candles they are */
	int64_t until;			/* what the account knows by now */
	size_t accounts;
};

static struct part *
part_of(struct holding *h, const char *symbol)
{
	struct part *p;

	for (size_t i = 0; i < h->parts.len; i++)
		if (strcmp(h->parts.at[i].symbol, symbol) == 0)
			return &h->parts.at[i];
	p = vec_add(&h->parts);
	TEXT_SET(p->symbol, symbol);
	return p;
}

static enum err_code
position_add(struct holding *h, const struct snapshot *s,
    const struct position *p, struct err *err)
{
	const struct instrument *i = snapshot_instrument(s, p->symbol);
	const char *money = i == NULL ? "" : i->kind == KIND_SPOT ? i->quote :
	    i->settle;
	double share;

	if (i == NULL || !dec_known(p->notional))
		return err_set(err, E_DATA, "%s: what is held of it cannot be"
		    " valued", p->symbol);
	if (strcmp(money, s->currency) != 0)
		return err_set(err, E_USAGE, "%s is worth %s, and account %s"
		    " counts in %s: only what is worth that can be asked"
		    " about", p->symbol, money, s->account.label,
		    s->currency);
	share = dec_to_double(dec_abs(p->notional)) /
	    dec_to_double(s->equity);
	part_of(h, p->symbol)->share += p->side == POSITION_LONG ? share :
	    -share;
	return E_OK;
}

static enum err_code
account_take(void *self, const struct snapshot *s, struct err *err)
{
	struct holding *h = self;
	enum err_code rc = E_OK;

	if (h->accounts++ > 0)
		return err_set(err, E_USAGE, "several accounts are active:"
		    " name one with --account");
	if (!dec_known(s->equity) || dec_sign(s->equity) <= 0)
		return err_set(err, E_DATA, "account %s: its equity is not"
		    " more than 0, or not known", s->account.label);
	TEXT_SET(h->venue, s->account.mode == MODE_PAPER ?
	    s->account.prices : s->account.venue);
	TEXT_SET(h->about.strategy, "portfolio");
	TEXT_SET(h->about.strategy_path, s->account.label);
	TEXT_SET(h->about.venue, h->venue);
	TEXT_SET(h->about.currency, s->currency);
	h->about.capital = s->equity;
	h->until = s->time;
	for (size_t i = 0; i < s->positions.len && rc == E_OK; i++)
		rc = position_add(h, s, &s->positions.at[i], err);
	return rc;
}

/* Whole bars of what is stored, or made of shorter ones. */
static enum err_code
bars_load(struct session *s, const struct holding *h, int64_t timeframe,
    struct part *p, struct err *err)
{
	struct serieses all = {0};
	char span[STAMP_TEXT_SIZE];
	enum err_code rc = series_list(s->store, h->venue, p->symbol, 0,
	    PRICE_LAST, &all, err);
	const struct series *near = rc == E_OK ? series_nearest(&all,
	    timeframe) : NULL;

	if (rc == E_OK && near == NULL)
		rc = err_set(err, E_USAGE, "%s %s %s: no candles are stored;"
		    " see etrms candles import", h->venue, p->symbol,
		    duration_text(timeframe, span));
	else if (rc == E_OK && near->timeframe == timeframe)
		rc = candles_load(s->store, h->venue, p->symbol, timeframe,
		    PRICE_LAST, near->from, near->to, &p->bars, err);
	else if (rc == E_OK) {
		int64_t from = candles_bucket(timeframe, near->from);
		int64_t to = candles_bucket(timeframe, near->to);

		to -= to > near->to ? timeframe : 0;
		if (to > from)
			rc = candles_make(s->store, near, timeframe, from, to,
			    &p->bars, NULL, err);
	}
	vec_release(&all);
	return rc;
}

/* Every symbol at its bar of a time; false: one has none. */
static bool
all_at(struct holding *h, int64_t time_ms)
{
	bool all = true;

	for (size_t i = 0; i < h->parts.len; i++) {
		struct part *p = &h->parts.at[i];

		while (p->at < p->bars.len &&
		    p->bars.open_time_ms[p->at] < time_ms)
			p->at++;
		all &= p->at < p->bars.len &&
		    p->bars.open_time_ms[p->at] == time_ms;
	}
	return all;
}

/* Of bars that follow upon each other in all of them, and were over by the
 * account's time. */
static void
returns_take(struct holding *h, int64_t timeframe, struct run_returns *to)
{
	const struct candles *first = &h->parts.at[0].bars;
	double *before = mem_array(h->parts.len, sizeof(*before));
	int64_t was = INT64_MIN;

	for (size_t i = 0; i < first->len; i++) {
		int64_t time = first->open_time_ms[i];
		bool follows = was == time - timeframe / 1000;
		double sum = 0;

		if (time * 1000 + timeframe > h->until)
			break;
		if (!all_at(h, time))
			continue;
		for (size_t k = 0; k < h->parts.len; k++) {
			const struct part *p = &h->parts.at[k];
			double now = (double)p->bars.close[p->at];

			sum += p->share * (now / before[k] - 1);
			before[k] = now;
		}
		was = time;
		if (!follows)
			continue;
		if (to->len == 0)
			h->about.from = time * 1000;
		h->about.to = time * 1000 + timeframe;
		vec_push(to, (struct run_return){ sum });
	}
	free(before);
}

static enum err_code
past_load(struct session *s, int64_t timeframe, struct holding *h,
    struct held_past *out, struct err *err)
{
	struct buf names = {0};
	enum err_code rc = E_OK;

	for (size_t i = 0; i < h->parts.len && rc == E_OK; i++) {
		buf_printf(&names, "%s%s", i > 0 ? ";" : "",
		    h->parts.at[i].symbol);
		rc = bars_load(s, h, timeframe, &h->parts.at[i], err);
	}
	if (rc == E_OK && !TEXT_SET(h->about.symbols, buf_text(&names)))
		rc = err_set(err, E_USAGE, "account %s holds more symbols than"
		    " a record takes", h->about.strategy_path);
	if (rc == E_OK)
		returns_take(h, timeframe, &out->returns);
	h->about.timeframe = timeframe;
	buf_release(&names);
	return rc;
}

enum err_code
held_load(struct session *s, int64_t timeframe, struct held_past *out,
    struct err *err)
{
	struct holding h = { .accounts = 0 };
	enum err_code rc = snapshots_each(s, account_take, &h, err);

	if (rc == E_OK && h.accounts == 0)
		rc = err_set(err, E_USAGE, "there is no account; see etrms"
		    " account add");
	else if (rc == E_OK && h.parts.len == 0)
		rc = err_set(err, E_USAGE, "account %s holds nothing",
		    h.about.strategy_path);
	if (rc == E_OK)
		rc = past_load(s, timeframe, &h, out, err);
	out->about = h.about;
	for (size_t i = 0; i < h.parts.len; i++)
		candles_release(&h.parts.at[i].bars);
	vec_release(&h.parts);
	return rc;
}
