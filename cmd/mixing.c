/* Loading what a backtest of rebalances runs over. */
#include "cmd/mixing.h"

#include "base/decfloat.h"
#include "base/stamp.h"
#include "cmd/analyze.h"
#include "cmd/evalbars.h"
#include "portfolio/portfolio.h"
#include "store/fundingrates.h"
#include "venue/sim/markets.h"

#include <math.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#define ASSETS_MOST 200

struct loading {
	struct session *s;
	const struct mixing_terms *t;
	struct mixing *m;
	struct targets targets;		/* as the operands; the quote is cash */
	size_t p;			/* of them, that are no cash */
	struct eval_bars *stored;	/* what the bars borrow from */
	struct analysis_bars *bars;
	struct funding_rates *rates;	/* of perpetuals */
};

void
mixing_release(struct mixing *m)
{
	for (size_t k = 0; m->open != NULL && k < m->market.p; k++) {
		free(m->open[k]);
		free(m->funding[k]);
	}
	free(m->open);
	free(m->funding);
	free(m->symbol);
	free(m->name);
	free(m->fixed);
	free(m->lot);
	for (size_t i = 0; i < m->notes.len; i++)
		free(m->notes.at[i]);
	vec_release(&m->notes);
	analysis_panel_release(&m->panel);
}

void
mixing_note(struct session *s, struct mixing *m, const char *fmt, ...)
{
	struct buf text = {0};
	va_list args;

	va_start(args, fmt);
	buf_vprintf(&text, fmt, args);
	va_end(args);
	session_warn(s, "%s", buf_text(&text));
	vec_push(&m->notes, buf_take(&text));
}

/* BTC is BTC/USDT where that is the quote; a symbol is its base's. */
static enum err_code
read_name(const struct loading *l, const char *text, size_t len,
    char symbol[SYMBOL_SIZE], char base[ASSET_SIZE], struct err *err)
{
	char name[SYMBOL_SIZE] = "", quote[ASSET_SIZE], settle[ASSET_SIZE];

	if (len < sizeof(name))
		memcpy(name, text, len);
	if (asset_valid(name)) {
		text_set(base, ASSET_SIZE, name);
		snprintf(symbol, SYMBOL_SIZE, "%.16s/%.15s", name,
		    l->t->quote);
	} else if (symbol_valid(name) && symbol_split(name, base, quote,
	    settle)) {
		text_set(symbol, SYMBOL_SIZE, name);
	} else {
		return err_set(err, E_USAGE, "\"%s\" is no asset such as BTC,"
		    " nor a symbol such as BTC/USDT", text);
	}
	return E_OK;
}

/* One with a weight is read as rebalance reads it. */
static enum err_code
take_operand(struct loading *l, const char *text, bool weights,
    bool *percent, struct err *err)
{
	const char *equals = strchr(text, '=');
	size_t len = equals != NULL ? (size_t)(equals - text) : strlen(text);
	char symbol[SYMBOL_SIZE], base[ASSET_SIZE], *plain;
	enum err_code rc = read_name(l, text, len, symbol, base, err);

	if (rc == E_OK && (equals != NULL) != weights)
		rc = err_set(err, E_USAGE, "%s: give each of them a weight, as"
		    " in BTC=50, or none", text);
	if (rc != E_OK)
		return rc;
	plain = mem_format("%s%s", base, weights ? equals : "=0");
	rc = targets_add(&l->targets, plain, percent, err);
	free(plain);
	if (rc != E_OK || (weights && strcmp(base, l->t->quote) == 0))
		return rc;
	if (strcmp(base, l->t->quote) == 0)
		return err_set(err, E_USAGE, "%s: it is the quote; see --cash",
		    base);
	if (l->p == ASSETS_MOST)
		return err_set(err, E_USAGE, "more than %d assets",
		    ASSETS_MOST);
	text_set(l->m->symbol[l->p++], SYMBOL_SIZE, symbol);
	return E_OK;
}

static void
set_weights(struct loading *l)
{
	double kept = dec_to_double(l->t->cash);
	size_t k = 0;

	l->m->fixed = mem_array(l->p + 1, sizeof(*l->m->fixed));
	l->m->cash = kept;
	for (size_t i = 0; i < l->targets.len; i++) {
		const struct target *t = &l->targets.at[i];
		double part = dec_to_double(t->weight) * (1 - kept);

		if (strcmp(t->asset, l->t->quote) == 0)
			l->m->cash += part;
		else
			l->m->fixed[k++] = part;
	}
}

static enum err_code
take_operands(struct loading *l, const struct texts *operands,
    struct err *err)
{
	bool weights = operands->len > 0 && strchr(operands->at[0], '=') !=
	    NULL, percent = false;
	enum err_code rc = E_OK;

	l->m->symbol = mem_array(operands->len + 1, SYMBOL_SIZE);
	for (size_t i = 0; i < operands->len && rc == E_OK; i++)
		rc = take_operand(l, operands->at[i], weights, &percent, err);
	if (rc == E_OK && weights)
		rc = targets_settle(&l->targets, percent, err);
	if (rc == E_OK && l->p == 0)
		rc = err_set(err, E_USAGE, "no assets: give them as BTC=50"
		    " ETH=30 USDT=20");
	if (rc == E_OK && weights)
		set_weights(l);
	else
		l->m->cash = dec_to_double(l->t->cash);
	return rc;
}

static bool
is_perpetual(const char *symbol)
{
	return strchr(symbol, ':') != NULL;
}

static enum err_code
load_rates(struct loading *l, size_t k, const char *venue, struct err *err)
{
	if (!is_perpetual(l->m->symbol[k]))
		return E_OK;
	return funding_rates_load(l->s->store, venue, l->m->symbol[k],
	    l->stored[k].from, 0, 0, &l->rates[k], err);
}

/* Bars that are looked back on come before --from. */
static enum err_code
load_bars(struct loading *l, size_t k, struct err *err)
{
	const struct mixing_terms *t = l->t;
	int64_t before = t->lookback + 2 * t->timeframe;
	struct eval_bars *stored = &l->stored[k];
	const struct texts none = {0};
	const struct eval_series *series;
	struct instrument market;
	int scale;
	enum err_code rc;

	*stored = (struct eval_bars){ .session = l->s, .venue = t->venue,
	    .symbol = l->m->symbol[k], .timeframe = t->timeframe, .to = t->to,
	    .from = t->from > before ? t->from - before : 0 };
	rc = eval_bars_open(stored, &none, err);

	if (rc == E_OK) {
		series = stored->series.at[0];
		rc = market_known(series->venue, stored->symbol,
		    series->bars.price_scale, &market, &scale, err);
	}
	if (rc == E_OK)
		rc = analysis_bars_make(&series->bars, stored->symbol,
		    t->timeframe, 0, &l->bars[k], err);
	if (rc == E_OK)
		rc = load_rates(l, k, series->venue, err);
	if (rc == E_OK) {
		l->m->lot[k] = dec_known(market.lot) ?
		    dec_to_double(market.lot) : 0;
		l->m->least[k] = dec_known(market.min_notional) ?
		    dec_to_double(market.min_notional) : 0;
		l->m->fee[k] = dec_to_double(dec_known(t->fee) ? t->fee :
		    market.taker);
	}
	return rc;
}

/* The opens of the rows that all have. */
static void
set_opens(struct loading *l)
{
	struct mixing *m = l->m;
	size_t n = m->market.n;

	m->open = mem_array(l->p, sizeof(*m->open));
	m->funding = mem_array(l->p, sizeof(*m->funding));
	m->market.p = l->p;
	for (size_t k = 0; k < l->p; k++) {
		const struct analysis_bars *b = &l->bars[k];

		m->open[k] = mem_array(n, sizeof(**m->open));
		for (size_t i = 0, at = 0; i < n; i++, at++) {
			while (b->open_time_ms[at] <
			    m->panel.open_time_ms[i])
				at++;
			m->open[k][i] = b->open[at];
		}
	}
}

/* The first row that is traded has all that is looked back on before it. */
static enum err_code
set_start(struct loading *l, struct err *err)
{
	struct mixing *m = l->m;
	size_t row = 0, first = m->lookback + 1;
	char at[STAMP_TEXT_SIZE];

	while (row < m->market.n && m->market.open_time_ms[row] * 1000 <
	    l->t->from)
		row++;
	m->market.start = row > first ? row : first;
	if (m->market.start >= m->market.n)
		return err_set(err, E_DATA, "%zu bars are too few: %zu come"
		    " before the first that is traded", m->market.n, first);
	if (l->t->from != 0 && row < first)
		mixing_note(l->s, m, "it begins at %s: %zu bars come before"
		    " the first that is traded", stamp_text(
		    m->market.open_time_ms[first] * 1000, at), first);
	return E_OK;
}

/* Names a perpetual whose rates do not reach from the first row that is traded
 * to the last, give or take a day. */
static void
tell_unpaid(const struct loading *l, size_t k, struct buf *to)
{
	const struct mix_market *m = &l->m->market;
	const struct funding_rates *r = &l->rates[k];
	int64_t from = m->open_time_ms[m->start] * 1000;
	int64_t until = m->open_time_ms[m->n - 1] * 1000 + m->timeframe;
	char first[STAMP_TEXT_SIZE], last[STAMP_TEXT_SIZE];

	if (r->len > 0 && r->at[0].time <= from + STAMP_DAY &&
	    r->at[r->len - 1].time >= until - STAMP_DAY)
		return;
	buf_printf(to, "%s%s (", to->len > 0 ? ", " : "", l->m->symbol[k]);
	if (r->len == 0)
		buf_puts(to, "none)");
	else
		buf_printf(to, "%s to %s)", stamp_text(r->at[0].time, first),
		    stamp_text(r->at[r->len - 1].time, last));
}

static void
set_funding(struct loading *l)
{
	struct mixing *m = l->m;
	struct buf unpaid = {0};

	for (size_t k = 0; k < l->p; k++) {
		if (!is_perpetual(m->symbol[k]))
			continue;
		tell_unpaid(l, k, &unpaid);
		m->funding[k] = mem_array(m->market.n, sizeof(**m->funding));
		mix_funding(&m->market, k, &l->rates[k], m->funding[k]);
	}
	if (unpaid.len > 0)
		mixing_note(l->s, m, "funding is counted only where rates are"
		    " stored (etrms market import): %s", buf_text(&unpaid));
	m->market.funding = (const double *const *)m->funding;
	buf_release(&unpaid);
}

static void
note_lost(struct loading *l)
{
	struct buf text = {0};

	for (size_t k = 0; k < l->p; k++)
		if (analyze_lost(l->bars, &l->m->panel, k, &text) != NULL)
			mixing_note(l->s, l->m, "%s", buf_text(&text));
	buf_release(&text);
}

static enum err_code
join(struct loading *l, struct err *err)
{
	struct mixing *m = l->m;
	enum err_code rc = analysis_panel_make(l->bars, l->p, PANEL_SIMPLE, 1,
	    "a backtest", &m->panel, err);

	if (rc != E_OK)
		return rc;
	note_lost(l);
	if (m->panel.missing > 0)
		mixing_note(l->s, m, "%lld bars are missing in %lld gap%s",
		    (long long)m->panel.missing, (long long)m->panel.gaps,
		    m->panel.gaps == 1 ? "" : "s");
	m->market.n = m->panel.of.n + 1;
	m->market.timeframe = l->t->timeframe;
	m->market.open_time_ms = m->panel.open_time_ms;
	set_opens(l);
	m->market.open = (const double *const *)m->open;
	m->market.close = (const double *const *)m->panel.close;
	m->market.ret = m->panel.of.x;
	m->market.lot = m->lot;
	m->market.least = m->least;
	m->market.fee = m->fee;
	rc = set_start(l, err);
	if (rc == E_OK)
		set_funding(l);
	return rc;
}

enum err_code
mixing_load(struct session *s, const struct texts *operands,
    const struct mixing_terms *t, struct mixing *out, struct err *err)
{
	struct mixing m = { .lookback = (size_t)(t->lookback /
	    t->timeframe) };
	struct loading l = { .s = s, .t = t, .m = &m };
	enum err_code rc = take_operands(&l, operands, err);

	l.bars = mem_array(l.p + 1, sizeof(*l.bars));
	l.stored = mem_array(l.p + 1, sizeof(*l.stored));
	l.rates = mem_array(l.p + 1, sizeof(*l.rates));
	m.name = mem_array(l.p + 1, sizeof(*m.name));
	m.lot = mem_array(3 * l.p + 1, sizeof(*m.lot));
	m.least = m.lot + l.p;
	m.fee = m.least + l.p;
	for (size_t k = 0; k < l.p && rc == E_OK; k++) {
		m.name[k] = m.symbol[k];
		rc = load_bars(&l, k, err);
	}
	if (rc == E_OK)
		rc = join(&l, err);
	for (size_t k = 0; k < l.p; k++) {
		analysis_bars_release(&l.bars[k]);
		eval_bars_release(&l.stored[k]);
		vec_release(&l.rates[k]);
	}
	free(l.bars);
	free(l.stored);
	free(l.rates);
	vec_release(&l.targets);
	if (rc == E_OK)
		*out = m;
	else
		mixing_release(&m);
	return rc;
}
